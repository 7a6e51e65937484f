/* Every record of srv.def, and what their rows have in common. */
#ifndef ALB_CATALOGUE_SRV_INTERNAL_H
#define ALB_CATALOGUE_SRV_INTERNAL_H

#include "catalogue/service_request.h"

#define CAT_SERVICE_REQUEST(symbol) extern const cat_service_request cat_srv_##symbol;
#include "srv.def"
#undef CAT_SERVICE_REQUEST

/* Command Variants (duis.md 3.1) as the bits of cat_service_request.command_variants. */
#define VARIANT(n)            (1u << (n))
#define NON_CRITICAL_VARIANTS (VARIANT(1) | VARIANT(2) | VARIANT(3))
#define CRITICAL_VARIANTS     (VARIANT(4) | VARIANT(5) | VARIANT(6) | VARIANT(7))
#define DCC_VARIANT           VARIANT(8)

#endif
