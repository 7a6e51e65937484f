/* Every record of usecase.def, and the protections by their usual names. */
#ifndef ALB_CATALOGUE_USECASE_INTERNAL_H
#define ALB_CATALOGUE_USECASE_INTERNAL_H

#include "catalogue/use_case.h"

#define CAT_USE_CASE(symbol) extern const cat_use_case cat_uc_##symbol;
#include "usecase.def"
#undef CAT_USE_CASE

enum {
    BY_MAC = CAT_PROTECT_MAC,
    BY_SIGNATURE = CAT_PROTECT_SIGNATURE,
    BY_BOTH = CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE
};

#define ALERT_CODES(list) .alert_codes = (list), .n_alert_codes = ALB_COUNT(list)

#endif
