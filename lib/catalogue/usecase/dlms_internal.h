/* Words in which DLMS use cases are written down (GBCS 7.2; gbcs-messages.md Appendix B). */
#ifndef ALB_CATALOGUE_USECASE_DLMS_INTERNAL_H
#define ALB_CATALOGUE_USECASE_DLMS_INTERNAL_H

#include "cosem/cosem_internal.h"
#include "cosem/shared_internal.h"
#include "usecase/packed_internal.h"
#include "usecase/usecase_internal.h"

/* Items, in the order of the message: {GET(supply_state, 3)}, {ACTIVATE(currency_unit, 6)}. More follows the
 * macro: {SET(script, 1), .optional = true}. */
#define GET(symbol, number)    .operation = CAT_GET, .object = &cat_object_##symbol, .id = (number)
#define SET(symbol, number)    .operation = CAT_SET, .object = &cat_object_##symbol, .id = (number)
#define ACTION(symbol, number) .operation = CAT_ACTION, .object = &cat_object_##symbol, .id = (number)
/* Sets when the passive value becomes active: one future dated instruction. */
#define ACTIVATE(symbol, number) SET(symbol, number), .activation = true
/* With selective access: the entries of a log from one time to another. */
#define GET_ENTRIES(symbol, number)                                                                          \
    .operation = CAT_GET_WITH_LIST, .object = &cat_object_##symbol, .id = (number),                          \
    .argument = &cat_d_entries_by_time

#define ITEMS(list)                                                                                          \
    {                                                                                                        \
        .items = (list), .n_items = ALB_COUNT(list)                                                          \
    }

/* An octet-string of so many octets that holds plain fields. */
#define PACKED(symbol, octets, of_fields)                                                                    \
    static const cat_type symbol = {.kind = CAT_D_OCTETS,                                                    \
                                    .min = (octets),                                                         \
                                    .max = (octets),                                                         \
                                    .fields = (of_fields),                                                   \
                                    .n_fields = ALB_COUNT(of_fields)}

#endif
