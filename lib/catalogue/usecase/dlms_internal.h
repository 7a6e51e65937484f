/* Words in which DLMS use cases are written down (GBCS 7.2; gbcs-messages.md Appendix B). */
#ifndef ALB_CATALOGUE_USECASE_DLMS_INTERNAL_H
#define ALB_CATALOGUE_USECASE_DLMS_INTERNAL_H

#include "cosem/cosem_internal.h"
#include "usecase/usecase_internal.h"

/* Items, in the order of the message: {GET(supply_state, 3)}, {ACTIVATE(currency_unit, 6)}. More follows the
 * macro: {SET(script, 1), .optional = true}. */
#define GET(symbol, number)    .operation = CAT_GET, .object = &cat_object_##symbol, .id = (number)
#define SET(symbol, number)    .operation = CAT_SET, .object = &cat_object_##symbol, .id = (number)
#define ACTION(symbol, number) .operation = CAT_ACTION, .object = &cat_object_##symbol, .id = (number)
/* Sets when the passive value becomes active: one future dated instruction. */
#define ACTIVATE(symbol, number) SET(symbol, number), .activation = true
/* With selective access: range is the field of the selection, rows that of the entries returned. */
#define GET_RANGE(symbol, number, range, rows)                                                               \
    .operation = CAT_GET_WITH_LIST, .object = &cat_object_##symbol, .id = (number), .argument = &(range),    \
    .returns = &(rows)

#define ITEMS(list)                                                                                          \
    {                                                                                                        \
        .items = (list), .n_items = ALB_COUNT(list)                                                          \
    }

#endif
