/* Energy by the tariff: which register counts it and what it costs (devices.md 8.3, 8.4). */
#include "esme_work.h"

enum { FIRST_BLOCK_SCRIPT = 101, FIRST_SECONDARY_SCRIPT = 201, DEFAULT_SCRIPT = 1, MILLION = 1000000 };

/* Which script counts: TOU register 1 to 48, or 101 to 108 for blocks (devices.md 4.4). */
static uint16_t script_of(const esme_plan *p, const calendar *c, alb_time t)
{
    return calendar_value(c, t - p->delay, DEFAULT_SCRIPT);
}

static bool is_block(uint16_t script)
{
    return script >= FIRST_BLOCK_SCRIPT && script < FIRST_BLOCK_SCRIPT + ESME_BANDS;
}

/* From 0; a script that there is not counts on the first. */
static size_t tou_of(uint16_t script)
{
    return script >= 1 && script <= ESME_TOU ? script - 1U : 0;
}

static size_t secondary_of(uint16_t script)
{
    bool is_own = script >= FIRST_SECONDARY_SCRIPT && script < FIRST_SECONDARY_SCRIPT + ESME_SECONDARY;
    return is_own ? (size_t)script - FIRST_SECONDARY_SCRIPT : 0;
}

static void charge_energy(device *d, uint32_t energy, int64_t price)
{
    enum { AT_ONCE = 1000000 }; /* Wh, whose cost cannot overflow */
    for (; energy > AT_ONCE; energy -= AT_ONCE) {
        esme_charge(d, ACCOUNT_ENERGY, AT_ONCE * price);
    }
    esme_charge(d, ACCOUNT_ENERGY, energy * price);
}

/* --- blocks --- */

static uint64_t counted(const esme *e, size_t band)
{
    uint64_t sum = 0;
    for (size_t b = 0; b < ESME_BLOCKS; b++) {
        sum += e->counters[b][band];
    }
    return sum;
}

/* The block is the number of thresholds that the band's counters have reached; *room: Wh to the next. */
static size_t block_of(const esme *e, const esme_plan *p, size_t band, uint64_t *room)
{
    uint64_t sum = counted(e, band);
    size_t block = 0;
    *room = UINT64_MAX;
    while (block < ESME_THRESHOLDS && p->thresholds[band][block] != UINT32_MAX &&
           sum >= p->thresholds[band][block]) {
        block++;
    }
    if (block < ESME_THRESHOLDS && p->thresholds[band][block] != UINT32_MAX) {
        *room = p->thresholds[band][block] - sum;
    }
    return block;
}

static void count_blocks(device *d, const esme_plan *p, size_t band, uint32_t energy)
{
    esme *e = d->esme;
    while (energy > 0) {
        uint64_t room;
        size_t block = block_of(e, p, band, &room);
        uint32_t part = energy < room ? energy : (uint32_t)room;
        e->registers.blocks[block][band] += part;
        e->counters[block][band] += part;
        energy -= part;
        charge_energy(d, part, p->block_price[block][band]);
    }
}

/* --- both elements --- */

void esme_count(device *d, uint32_t primary, uint32_t secondary)
{
    esme *e = d->esme;
    const esme_plan *p = e->plan;
    uint16_t script = script_of(p, &p->tariff, e->at);
    e->registers.import += primary;
    if (is_block(script)) {
        count_blocks(d, p, script - (size_t)FIRST_BLOCK_SCRIPT, primary);
    } else {
        e->registers.tou[tou_of(script)] += primary;
        charge_energy(d, primary, p->tou_price[tou_of(script)]);
    }
    size_t other = secondary_of(script_of(p, &p->secondary, e->at));
    e->registers.secondary_import += secondary;
    e->registers.secondary[other] += secondary;
    charge_energy(d, secondary, p->secondary_price[other]);
}

int64_t esme_price(const esme *e, const esme_plan *p, alb_time t)
{
    uint16_t script = script_of(p, &p->tariff, t);
    if (!is_block(script)) {
        return p->tou_price[tou_of(script)];
    }
    uint64_t room;
    size_t band = script - (size_t)FIRST_BLOCK_SCRIPT;
    return p->block_price[block_of(e, p, band, &room)][band];
}

int64_t esme_secondary_price(const esme_plan *p, alb_time t)
{
    return p->secondary_price[secondary_of(script_of(p, &p->secondary, t))];
}

/* What is less than a thousandth of a penny waits for the next charge. Prices may be negative. In credit mode
 * the balance falls without a floor (devices.md 9.2). */
void esme_charge(device *d, account_charge_kind kind, int64_t millionths)
{
    esme *e = d->esme;
    int64_t sum = millionths + e->cost_rest;
    int64_t whole = sum / MILLION;
    whole -= sum % MILLION < 0;
    e->cost_rest = (uint32_t)(sum - whole * MILLION);
    if (whole == 0) {
        return;
    }
    if (e->plan->terms.prepayment) {
        accounting a = esme_accounting(d);
        account_charge(&a, kind, whole);
    } else {
        int64_t bounded = whole > INT32_MAX ? INT32_MAX : whole;
        bounded = bounded < -INT32_MAX ? -INT32_MAX : bounded;
        money_adjust_balance(&e->account.money, (int32_t)-bounded);
    }
}
