/* Every record of srv.def, and the words they are written in. */
#ifndef ALB_CATALOGUE_SRV_INTERNAL_H
#define ALB_CATALOGUE_SRV_INTERNAL_H

#include "catalogue/service_request.h"
#include "usecase/usecase_internal.h"

#define CAT_SERVICE_REQUEST(symbol) extern const cat_service_request cat_srv_##symbol;
#include "srv.def"
#undef CAT_SERVICE_REQUEST

/* Command Variants (duis.md 3.1) as the bits of cat_service_request.command_variants. */
#define VARIANT(n)            (1u << (n))
#define NON_CRITICAL_VARIANTS (VARIANT(1) | VARIANT(2) | VARIANT(3))
#define CRITICAL_VARIANTS     (VARIANT(4) | VARIANT(5) | VARIANT(6) | VARIANT(7))
#define DCC_VARIANT           VARIANT(8)

/* Rows of a mapping. More follows a row's macro: {COPY("Price", "PriceScale"), .add = 1}. */
#define COPY(to_path, from_path)     .to = (to_path), .from = (from_path)
#define MAKE(to_path, from_path, by) .to = (to_path), .from = (from_path), .conversion = (by)
#define NAMES(to_path, from_path, pairs)                                                                     \
    .to = (to_path), .from = (from_path), .conversion = "names", .argument = (pairs)
#define CONSTANT(to_path, text) .to = (to_path), .constant = (text)
/* An element of the list for each element of the request; a structure for one. */
#define EACH(to_path, from_path, of_rows)                                                                    \
    .to = (to_path), .from = (from_path), .rows = (of_rows), .n_rows = ALB_COUNT(of_rows)
/* What the DCC keeps to itself, and what only decides: no value of the command comes of it. */
#define HELD(from_path) .from = (from_path)

#define TARGETS(list) .targets = (list), .n_targets = ALB_COUNT(list)
#define MAPPED(list)  .mapping = (list), .n_mapping = ALB_COUNT(list)
#define USE(symbol)   .use_case = &cat_uc_##symbol

/* Rows that many services share: where in a command the period of a log stands. */
extern const cat_mapping cat_srv_log_period[6];
/* Setting clocks; joining by each method, unjoining. */
extern const cat_mapping cat_srv_electricity_clock[2], cat_srv_gas_clock[2];
extern const cat_mapping cat_srv_join_initiator[3], cat_srv_join_responder[3], cat_srv_join_method_b[3],
    cat_srv_join_method_c[4], cat_srv_unjoin[1];

/* GBCS versions with which use cases came or went (devices.md 1.5: where between the releases is not known).
 */
enum { GBCS_2_DUAL_BAND = 21, GBCS_3 = 30, GBCS_4 = 40 };
#define SINCE(version)  .gbcs_from = (version)
#define BEFORE(version) .gbcs_to = (version)-1

#endif
