/* Logs of registers and balances as they stood: daily, at the ends of billing periods, before changes of
 * tariff or payment mode (devices.md 4.3, 8.5, 8.6). */
#include "esme_members.h"
#include "esme_work.h"
#include "object_model.h"
#include "range.h"

void esme_say_registers(const device *d, const esme_snapshot *s, leaves *out)
{
    const esme_registers *r = &s->registers;
    bool is_twin = d->elements > 1;
    leaves_number(out, s->time);
    leaves_number(out, r->import);
    leaves_number(out, is_twin);
    if (is_twin) {
        leaves_number(out, r->secondary_import);
    }
    for (size_t i = 0; i < ESME_TOU; i++) {
        leaves_number(out, r->tou[i]);
    }
    leaves_number(out, is_twin);
    for (size_t i = 0; is_twin && i < ESME_SECONDARY; i++) {
        leaves_number(out, r->secondary[i]);
    }
    for (size_t b = 0; b < ESME_BLOCKS; b++) {
        for (size_t i = 0; i < ESME_BANDS; i++) {
            leaves_number(out, r->blocks[b][i]);
        }
    }
}

/* In the logs the order is not that of the collection (devices.md 4.3). */
static void say_balances(const esme_snapshot *s, leaves *out)
{
    enum { BALANCE, EMERGENCY, ACCUMULATED, TIME_1, TIME_2, PAYMENT };
    static const uint8_t order[ESME_BALANCES] = {EMERGENCY, BALANCE, PAYMENT, TIME_1, TIME_2, ACCUMULATED};
    for (size_t i = 0; i < ESME_BALANCES; i++) {
        leaves_number(out, (uint64_t)(int64_t)s->balances[order[i]]);
    }
}

typedef enum columns { REGISTERS = 1, BALANCES = 2 } columns;

static access_result say_log(const execution *x, uint32_t at, const esme_snapshot *items, uint8_t n,
                             unsigned shown, leaves *out)
{
    range r = range_of(x, at);
    uint64_t count = 0;
    for (uint8_t i = 0; i < n; i++) {
        count += range_holds(r, items[i].time);
    }
    leaves_number(out, count);
    for (uint8_t i = 0; i < n; i++) {
        const esme_snapshot *s = &items[i];
        if (!range_holds(r, s->time)) {
            continue;
        }
        if (shown & REGISTERS) {
            esme_say_registers(x->device, s, out);
        } else {
            leaves_number(out, s->time);
        }
        if (shown & BALANCES) {
            say_balances(s, out);
        }
    }
    return ACCESS_SUCCESS;
}

/* A meter that nobody changed has daily reads, and the bills of its factory's calendar. */
static access_result get_daily(const execution *x, uint32_t at, unsigned shown, leaves *out)
{
    if (x->device->esme) {
        return say_log(x, at, x->device->esme->daily.items, x->device->esme->daily.count, shown, out);
    }
    esme *e = alb_arena_alloc(x->arena, sizeof *e);
    if (!e) {
        return ACCESS_HARDWARE_FAULT;
    }
    esme_remember_days(x->device, e, x->now);
    return say_log(x, at, e->daily.items, e->daily.count, shown, out);
}

static access_result get_daily_reads(const execution *x, uint32_t at, leaves *out)
{
    return get_daily(x, at, REGISTERS, out);
}

static access_result get_daily_balances(const execution *x, uint32_t at, leaves *out)
{
    return get_daily(x, at, BALANCES, out);
}

static const esme_bills no_bills;

static const esme_bills *bills_of(const execution *x)
{
    if (x->device->esme) {
        return &x->device->esme->billed;
    }
    esme_bills *bills = alb_arena_alloc(x->arena, sizeof *bills);
    if (bills) {
        esme_remember_bills(x->device, bills, x->now);
    }
    return bills;
}

static access_result say_bills(const execution *x, uint32_t at, const esme_bills *bills, unsigned shown,
                               leaves *out)
{
    return bills ? say_log(x, at, bills->items, bills->count, shown, out) : ACCESS_HARDWARE_FAULT;
}

static access_result get_bills(const execution *x, uint32_t at, leaves *out)
{
    return say_bills(x, at, bills_of(x), REGISTERS, out);
}

static access_result get_bill_balances(const execution *x, uint32_t at, leaves *out)
{
    return say_bills(x, at, bills_of(x), BALANCES, out);
}

static access_result get_changes(const execution *x, uint32_t at, leaves *out)
{
    return say_bills(x, at, x->device->esme ? &x->device->esme->changed : &no_bills, REGISTERS | BALANCES,
                     out);
}

static const member members[] = {
    {.class_id = 7, .obis = {0, 0, 98, 1, 0, 255}, .id = 2, .get = get_bills},
    {.class_id = 7, .obis = {0, 0, 98, 1, 1, 255}, .id = 2, .get = get_bill_balances},
    {.class_id = 7, .obis = {0, 0, 98, 1, 2, 255}, .id = 2, .get = get_changes},
    {.class_id = 7, .obis = {0, 0, 98, 1, 8, 255}, .id = 2, .get = get_daily_balances},
    {.class_id = 7, .obis = {0, 0, 98, 1, 9, 255}, .id = 2, .get = get_daily_reads},
};

const member_table bill_members = MEMBERS(members);
