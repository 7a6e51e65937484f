#include "dcc/lever.h"

#include "catalogue/response_code.h"
#include "dcc_internal.h"

#include <stdlib.h>

enum { MAX_DUPLICATES = 1024 };

struct dcc_levers {
    pthread_mutex_t lock; /* of everything below */
    dcc_order orders[DCC_MAX_ORDERS];
    size_t n;
    duis_request_id duplicates[MAX_DUPLICATES]; /* whose response is to be delivered once more */
    size_t n_duplicates;
};

dcc_levers *dcc_levers_new(void)
{
    dcc_levers *l = calloc(1, sizeof *l);
    if (l) {
        (void)pthread_mutex_init(&l->lock, NULL);
    }
    return l;
}

void dcc_levers_free(dcc_levers *l)
{
    if (l) {
        (void)pthread_mutex_destroy(&l->lock);
        free(l);
    }
}

alb_status dcc_order_add(dcc *d, const dcc_order *order, alb_err *err)
{
    dcc_levers *l = d->levers;
    if (order->kind == DCC_ORDER_CODE && !cat_response_code_find(alb_span_str(order->code))) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "there is no response code '%.15s'", order->code);
    }
    if (order->srv[0] && !cat_service_request_find(alb_span_str(order->srv))) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "there is no service '%.15s'", order->srv);
    }
    if (dcc_servers(d) > 1) {
        return alb_fail(err, ALB_BUSY, NULL, 0,
                        "other servers share the store and would not follow an order");
    }
    (void)pthread_mutex_lock(&l->lock);
    bool room = l->n < DCC_MAX_ORDERS;
    if (room) {
        l->orders[l->n++] = *order;
    }
    (void)pthread_mutex_unlock(&l->lock);
    return room ? ALB_OK
                : alb_fail(err, ALB_TOO_LARGE, NULL, 0, "there are %d orders already", DCC_MAX_ORDERS);
}

size_t dcc_orders(dcc *d, dcc_order out[static DCC_MAX_ORDERS])
{
    (void)pthread_mutex_lock(&d->levers->lock);
    size_t n = d->levers->n;
    memcpy(out, d->levers->orders, n * sizeof *out);
    (void)pthread_mutex_unlock(&d->levers->lock);
    return n;
}

void dcc_orders_clear(dcc *d)
{
    (void)pthread_mutex_lock(&d->levers->lock);
    d->levers->n = 0;
    d->levers->n_duplicates = 0;
    (void)pthread_mutex_unlock(&d->levers->lock);
}

static bool is_any(alb_eui64 id)
{
    return alb_eui64_number(id) == 0;
}

/* The first order of that kind that matches, one of its requests used up. False: there is none. */
static bool take(const dcc_case *c, dcc_order_kind kind, dcc_order *out)
{
    dcc_levers *l = c->dcc->levers;
    const duis_request_id *id = &c->document.request_id;
    bool found = false;
    (void)pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < l->n && !found; i++) {
        dcc_order *o = &l->orders[i];
        found = o->kind == kind && (is_any(o->user) || alb_eui64_equal(o->user, id->originator)) &&
                (is_any(o->device) || alb_eui64_equal(o->device, id->target)) &&
                (!o->srv[0] || strcmp(o->srv, c->document.srv->srv) == 0);
        if (found) {
            *out = *o;
            if (--o->left == 0) {
                l->orders[i] = l->orders[--l->n];
            }
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
    return found;
}

bool dcc_check_order(dcc_case *c)
{
    dcc_order o;
    return !take(c, DCC_ORDER_CODE, &o) ||
           dcc_refuse(c, cat_response_code_find(alb_span_str(o.code))->code, "a tester's order");
}

void dcc_order_work(dcc_case *c, dcc_work *work)
{
    dcc_order o;
    dcc_levers *l = c->dcc->levers;
    if (take(c, DCC_ORDER_DELAY, &o)) {
        dcc_work_delay(work, c->now + o.delay);
    }
    if (take(c, DCC_ORDER_LOSS, &o)) {
        dcc_work_lose(work);
    }
    if (take(c, DCC_ORDER_DUPLICATE, &o)) {
        (void)pthread_mutex_lock(&l->lock);
        if (l->n_duplicates < MAX_DUPLICATES) {
            l->duplicates[l->n_duplicates++] = c->document.request_id;
        }
        (void)pthread_mutex_unlock(&l->lock);
    }
}

bool dcc_order_is_duplicate(dcc *d, const duis_request_id *id)
{
    dcc_levers *l = d->levers;
    bool found = false;
    (void)pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < l->n_duplicates && !found; i++) {
        const duis_request_id *one = &l->duplicates[i];
        found = one->counter == id->counter && alb_eui64_equal(one->originator, id->originator) &&
                alb_eui64_equal(one->target, id->target);
        if (found) {
            l->duplicates[i] = l->duplicates[--l->n_duplicates];
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
    return found;
}
