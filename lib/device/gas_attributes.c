/* Attributes of gas meters and proxies (devices.md 6.2). */
#include "gas_execution.h"

enum {
    CLUSTER_BASIC = 0x0000,
    CLUSTER_PRICE = 0x0700,
    CLUSTER_METERING = 0x0702,
    CLUSTER_PREPAYMENT = 0x0705,
    POUNDS_STERLING = 826,
    FIVE_DECIMALS = 0x50,
    ONE_DECIMAL = 0x10,
    MEGAJOULES = 1,
    KILOWATT_HOURS = 0,
    CUBIC_METRES = 1,
    THOUSANDTHS = 1000,
    HARDWARE_VERSION = 1
};

static void put(leaves *out, int64_t v)
{
    leaves_number(out, (uint64_t)v);
}

static zcl_status basic(uint16_t id, leaves *out)
{
    switch (id) {
    case 0x0003:
        put(out, HARDWARE_VERSION);
        break;
    case 0x0004:
        leaves_octets(out, ALB_LIT("ALB "));
        break;
    case 0x0005:
        leaves_octets(out, ALB_LIT("SIMHOMG1"));
        break;
    default:
        return STATUS_UNSUPPORTED_ATTRIBUTE;
    }
    return STATUS_SUCCESS;
}

/* Prices of both kinds of tariff are always asked for: those of the other kind are 0 (devices.md 15.2). */
static uint32_t price_of(const gas_tariff *t, uint16_t id)
{
    if (id < 0x0410) {
        return t->is_block ? t->block_prices[id - 0x0400] : 0;
    }
    return t->is_block ? 0 : t->tier_prices[(id - 0x0410) / 0x10];
}

static zcl_status price(const gas *g, uint16_t id, leaves *out)
{
    switch (id) {
    case 0x0100:
    case 0x0101:
    case 0x0102:
        put(out, (int64_t)g->tariff.thresholds[id - 0x0100]);
        break;
    case 0x0202:
        put(out, 1);
        break;
    case 0x0203:
        put(out, THOUSANDTHS);
        break;
    case 0x0301:
        put(out, g->tariff.standing_charge);
        break;
    case 0x0302:
        put(out, g->conversion_factor);
        break;
    case 0x0303:
    case 0x0617:
        put(out, FIVE_DECIMALS);
        break;
    case 0x0304:
        put(out, g->calorific_value);
        break;
    case 0x0305:
        put(out, MEGAJOULES);
        break;
    case 0x0306:
        put(out, ONE_DECIMAL);
        break;
    case 0x0400:
    case 0x0401:
    case 0x0402:
    case 0x0403:
    case 0x0410:
    case 0x0420:
    case 0x0430:
    case 0x0440:
        put(out, price_of(&g->tariff, id));
        break;
    case 0x0615:
        put(out, KILOWATT_HOURS);
        break;
    case 0x0616:
        put(out, POUNDS_STERLING);
        break;
    default:
        return STATUS_UNSUPPORTED_ATTRIBUTE;
    }
    return STATUS_SUCCESS;
}

/* Ten years, from when the registers start; then somebody puts in a new one. */
static int64_t battery_days(alb_time now)
{
    enum { LIFE = 3650, EPOCH_DAY = 18262 /* 2020-01-01 */ };
    int64_t day = now / ALB_DAYS(1) - EPOCH_DAY;
    return day < 0 ? LIFE : LIFE - day % LIFE;
}

/* Off, armed, on: not the numbers of the electricity meters' switch. */
static int64_t supply_status(supply_state state)
{
    static const uint8_t status[] = {[SUPPLY_DISABLED] = 0, [SUPPLY_ARMED] = 1, [SUPPLY_ENABLED] = 2};
    return status[state];
}

static void site_id(const gas_run *r, leaves *out)
{
    const device *d = r->x->device;
    if (r->g->site_id_len > 0) {
        leaves_copy(out, alb_span_of(r->g->site_id, r->g->site_id_len));
    } else {
        leaves_octets(out, alb_span_of(d->mpxn, d->mpxn_len));
    }
}

static zcl_status flow_check(const gas_flow_check *f, uint16_t id, leaves *out)
{
    switch (id) {
    case 0x0b10:
        put(out, f->threshold);
        break;
    case 0x0b11:
        put(out, f->unit);
        break;
    case 0x0b12:
        put(out, f->multiplier);
        break;
    case 0x0b13:
        put(out, f->divisor);
        break;
    case 0x0b14:
        put(out, f->stabilisation);
        break;
    case 0x0b15:
        put(out, f->period);
        break;
    default:
        return STATUS_UNSUPPORTED_ATTRIBUTE;
    }
    return STATUS_SUCCESS;
}

static int64_t bill_of(const gas *g)
{
    int64_t bill = g->bill > 0 ? g->bill : 0;
    return bill < UINT32_MAX ? bill : UINT32_MAX;
}

static zcl_status metering(const gas_run *r, uint16_t id, leaves *out)
{
    const gas *g = r->g;
    switch (id) {
    case 0x0000:
        put(out, (int64_t)g->total);
        break;
    case 0x0014:
        put(out, supply_status(r->x->device->supply.state));
        break;
    case 0x0100:
    case 0x0102:
    case 0x0104:
    case 0x0106:
        put(out, (int64_t)g->tiers[(id - 0x0100) / 2]);
        break;
    case 0x0205:
        put(out, battery_days(r->x->now));
        break;
    case 0x0206:
        leaves_octets(out, ALB_SPAN_OF(r->x->device->firmware.version));
        break;
    case 0x0300:
        put(out, CUBIC_METRES);
        break;
    case 0x0301:
        put(out, 1);
        break;
    case 0x0302:
        put(out, THOUSANDTHS);
        break;
    case 0x0307:
        site_id(r, out);
        break;
    case 0x0607:
        put(out, g->tamper_state);
        break;
    case 0x0608:
        put(out, g->depletion_state);
        break;
    case 0x0700:
    case 0x0701:
    case 0x0702:
    case 0x0703:
        put(out, (int64_t)g->blocks[id - 0x0700]);
        break;
    case 0x0a00:
        put(out, bill_of(g));
        break;
    default:
        return flow_check(&g->flow, id, out);
    }
    return STATUS_SUCCESS;
}

static zcl_status terms(const gas_terms *t, uint16_t id, leaves *out)
{
    switch (id) {
    case 0x0000:
        put(out, t->control);
        break;
    case 0x0006:
        put(out, t->debt_cap);
        break;
    case 0x0010:
        put(out, t->emergency_limit);
        break;
    case 0x0011:
        put(out, t->emergency_threshold);
        break;
    case 0x0021:
        put(out, t->most_balance);
        break;
    case 0x0022:
        put(out, t->most_credit);
        break;
    case 0x0031:
        put(out, t->low_credit);
        break;
    case 0x0040:
        put(out, t->cut_off);
        break;
    case 0x0216:
    case 0x0226:
        put(out, t->debt_frequency[(id - 0x0216) / 0x10]);
        break;
    case 0x0217:
    case 0x0227:
        put(out, t->debt_rate[(id - 0x0217) / 0x10]);
        break;
    case 0x0239:
        put(out, t->debt_share);
        break;
    default:
        return STATUS_UNSUPPORTED_ATTRIBUTE;
    }
    return STATUS_SUCCESS;
}

static zcl_status prepayment(const gas *g, uint16_t id, leaves *out)
{
    switch (id) {
    case 0x0001:
        put(out, g->account.money.balance);
        break;
    case 0x0002:
        put(out, g->account.money.emergency);
        break;
    case 0x0005:
        put(out, g->account.money.accumulated_debt);
        break;
    case 0x0211:
    case 0x0221:
    case 0x0231:
        put(out, g->account.money.debts[(id - 0x0211) / 0x10]);
        break;
    default:
        return terms(&g->terms, id, out);
    }
    return STATUS_SUCCESS;
}

zcl_status gas_attribute(const gas_run *r, uint16_t cluster, uint16_t id, leaves *out)
{
    switch (cluster) {
    case CLUSTER_BASIC:
        return basic(id, out);
    case CLUSTER_PRICE:
        return price(r->g, id, out);
    case CLUSTER_METERING:
        return metering(r, id, out);
    case CLUSTER_PREPAYMENT:
        return prepayment(r->g, id, out);
    default:
        return STATUS_UNSUPPORTED_ATTRIBUTE;
    }
}
