/* What people, and the world, do to one device of a fleet. */
#include "fleet_internal.h"

static alb_status visit(const sim_fleet *f, alb_eui64 id, home_visitor what, void *ctx, alb_err *err)
{
    uint32_t number;
    sim_kind kind;
    ALB_TRY(fleet_find_device(f, id, &number, &kind, err));
    return worker_visit(fleet_worker_of(f, number), number, kind, what, ctx, err);
}

static void order_fault(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    (void)keys;
    (void)sink;
    device_order_fault(d, *(const device_fault *)ctx);
}

alb_status sim_fleet_order_fault(sim_fleet *f, alb_eui64 id, device_fault fault, alb_err *err)
{
    return visit(f, id, order_fault, &fault, err);
}

typedef struct question {
    alb_eui64 meter;
    const device_han *asked;
    bool done;
} question;

static void ask_meter(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    question *q = ctx;
    q->done = device_ask_meter(d, keys, q->meter, q->asked, sink);
}

alb_status sim_fleet_ask(sim_fleet *f, alb_eui64 ppmid, alb_eui64 meter, const device_han *asked, bool *done,
                         alb_err *err)
{
    question q = {.meter = meter, .asked = asked};
    alb_status st = visit(f, ppmid, ask_meter, &q, err);
    *done = q.done;
    return st;
}

typedef struct press {
    unsigned minutes;
    bool done;
} press;

static void boost(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    press *p = ctx;
    p->done = device_boost(d, keys, p->minutes, sink);
}

alb_status sim_fleet_boost(sim_fleet *f, alb_eui64 meter, unsigned minutes, bool *done, alb_err *err)
{
    press p = {.minutes = minutes};
    alb_status st = visit(f, meter, boost, &p, err);
    *done = p.done;
    return st;
}

typedef struct look {
    unsigned controller;
    uint8_t percent;
} look;

static void look_at(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    look *l = ctx;
    (void)keys;
    (void)sink;
    l->percent = device_output(d, l->controller);
}

alb_status sim_fleet_output(sim_fleet *f, alb_eui64 id, unsigned controller, uint8_t *percent, alb_err *err)
{
    look l = {.controller = controller};
    alb_status st = visit(f, id, look_at, &l, err);
    *percent = l.percent;
    return st;
}

/* --- at a meter --- */

typedef struct wish {
    sim_wish kind;
    alb_span digits;
    bool done;
} wish;

static void wish_at(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    wish *w = ctx;
    switch (w->kind) {
    case SIM_WISH_TOKEN:
        w->done = device_enter_token(d, keys, w->digits, sink);
        break;
    case SIM_WISH_CREDIT:
        w->done = device_activate_emergency_credit(d, keys, sink);
        break;
    case SIM_WISH_SUPPLY:
    default:
        w->done = device_open_supply(d);
        break;
    }
}

alb_status sim_fleet_wish(sim_fleet *f, alb_eui64 meter, sim_wish kind, alb_span digits, bool *done,
                          alb_err *err)
{
    wish w = {.kind = kind, .digits = digits};
    alb_status st = visit(f, meter, wish_at, &w, err);
    *done = w.done;
    return st;
}

typedef struct disturbance {
    uint8_t phase;
    int16_t volts;
    alb_time duration;
} disturbance;

static void disturb(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    const disturbance *v = ctx;
    (void)keys;
    (void)sink;
    device_disturb_voltage(d, v->phase, v->volts, v->duration);
}

alb_status sim_fleet_disturb_voltage(sim_fleet *f, alb_eui64 meter, uint8_t phase, int16_t volts,
                                     alb_time duration, alb_err *err)
{
    disturbance v = {.phase = phase, .volts = volts, .duration = duration};
    return visit(f, meter, disturb, &v, err);
}

typedef struct load {
    uint32_t watts;
    alb_time duration;
    bool done;
} load;

static void add_load(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    load *l = ctx;
    (void)keys;
    (void)sink;
    l->done = device_add_load(d, l->watts, l->duration);
}

alb_status sim_fleet_add_load(sim_fleet *f, alb_eui64 meter, uint32_t watts, alb_time duration, bool *done,
                              alb_err *err)
{
    load l = {.watts = watts, .duration = duration};
    alb_status st = visit(f, meter, add_load, &l, err);
    *done = l.done;
    return st;
}

typedef struct tampering {
    device_tamper_kind kind;
    bool begins, done;
} tampering;

static void tamper(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    tampering *t = ctx;
    t->done = device_tamper(d, keys, t->kind, t->begins, sink);
}

alb_status sim_fleet_tamper(sim_fleet *f, alb_eui64 id, device_tamper_kind kind, bool begins, bool *done,
                            alb_err *err)
{
    tampering t = {.kind = kind, .begins = begins};
    alb_status st = visit(f, id, tamper, &t, err);
    *done = t.done;
    return st;
}

typedef struct drift {
    int32_t ppm;
    bool done;
} drift;

static void run_off(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    drift *r = ctx;
    (void)keys;
    (void)sink;
    r->done = device_order_drift(d, r->ppm);
}

alb_status sim_fleet_order_drift(sim_fleet *f, alb_eui64 id, int32_t ppm, bool *done, alb_err *err)
{
    drift r = {.ppm = ppm};
    alb_status st = visit(f, id, run_off, &r, err);
    *done = r.done;
    return st;
}
