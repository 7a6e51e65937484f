/* Orders of a tester: what the DCC does wrong with the next requests that match. They are kept in memory
 * alone. */
#ifndef ALB_DCC_LEVER_H
#define ALB_DCC_LEVER_H

#include "dcc/dcc.h"

typedef enum dcc_order_kind {
    DCC_ORDER_CODE,      /* the request is refused with the code */
    DCC_ORDER_DELAY,     /* its command leaves that much later */
    DCC_ORDER_LOSS,      /* its command is lost on the way: E20 */
    DCC_ORDER_DUPLICATE, /* the response is delivered twice */
} dcc_order_kind;

typedef struct dcc_order {
    dcc_order_kind kind;
    alb_eui64 user, device; /* all zero: any */
    char srv[16];           /* Service Reference Variant; "": any */
    char code[16];          /* CODE */
    alb_time delay;         /* DELAY */
    uint32_t left;          /* requests that it still applies to */
} dcc_order;

enum { DCC_MAX_ORDERS = 64 };

/* Adds an order. TOO_LARGE: there are DCC_MAX_ORDERS; BAD_VALUE: no such response code or service; BUSY:
 * other servers share the work, and would not follow it. */
ALB_MUST_USE alb_status dcc_order_add(dcc *d, const dcc_order *order, alb_err *err);
/* Those that are not used up; how many. */
size_t dcc_orders(dcc *d, dcc_order out[static DCC_MAX_ORDERS]);
void dcc_orders_clear(dcc *d);

#endif
