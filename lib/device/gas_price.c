/* Price (0700): tariff, calorific value, billing periods (devices.md 6.3, 10.2). */
#include "gas_execution.h"

enum {
    CLUSTER = 0x0700,
    BLOCK_SCHEME = 0x10, /* high nibble of tariff type and charging scheme: blocks */
    SCHEME = 0xf0,
    TIME_OF_USE = 1, /* sub-payload control of a price matrix */
    /* Beyond these nothing is a price or a quality of gas, and sums would not fit. */
    MOST_PRICE = 100000000,
    MOST_CONVERSION_FACTOR = 1000000,
    MOST_CALORIFIC_VALUE = 1000,
    EVENT_BILLING_LOG = 0x8f0a
};

static zcl_status publish_conversion_factor(gas_run *r)
{
    uint64_t factor = gas_field(r, "ConversionFactor");
    if (factor == 0 || factor > MOST_CONVERSION_FACTOR) {
        return STATUS_INVALID_VALUE;
    }
    r->g->conversion_factor = (uint32_t)factor;
    return STATUS_SUCCESS;
}

static zcl_status publish_calorific_value(gas_run *r)
{
    uint64_t value = gas_field(r, "CalorificValue");
    if (value == 0 || value > MOST_CALORIFIC_VALUE) {
        return STATUS_INVALID_VALUE;
    }
    r->g->calorific_value = (uint32_t)value;
    return STATUS_SUCCESS;
}

/* --- tariff --- */

/* The snapshot is taken before the new tariff acts (devices.md 10.4). */
static zcl_status publish_tariff_information(gas_run *r)
{
    uint64_t standing_charge = gas_field(r, "StandingCharge");
    gas *g = r->g;
    if (standing_charge > MOST_PRICE || gas_field(r, "NumberOfBlockThresholdsInUse") > GAS_THRESHOLDS) {
        return STATUS_INVALID_VALUE;
    }
    if (r->checks_only) {
        return STATUS_SUCCESS;
    }
    gas_snapshot_take(g, &g->billed, GAS_BILLING, alb_time_to_2000(r->x->now), GAS_CAUSE_TARIFF);
    event_list_add(r->events, EVENT_BILLING_LOG, r->x->now);
    g->tariff.is_block = (gas_field(r, "TariffTypeAndChargingScheme") & SCHEME) == BLOCK_SCHEME;
    g->tariff.issuer_event = (uint32_t)gas_field(r, "IssuerEventId");
    g->tariff.standing_charge = (uint32_t)standing_charge;
    if (!g->tariff.is_block) {
        g->tariff.n_thresholds = 0;
        memset(g->tariff.thresholds, 0, sizeof g->tariff.thresholds);
    }
    return STATUS_SUCCESS;
}

/* Tiers count from 1, blocks from 0. */
static zcl_status publish_price_matrix(gas_run *r)
{
    const cat_tree *tree = r->x->command;
    bool tiers = gas_field(r, "SubPayloadControl") == TIME_OF_USE;
    uint32_t new[GAS_TIERS] = {0};
    uint32_t list = gas_list(r, "PriceMatrix");
    for (uint32_t i = list == UINT32_MAX ? list : cat_tree_child(tree, list); i != UINT32_MAX;
         i = cat_tree_sibling(tree, list, i)) {
        uint64_t id = gas_member(r, i, "TierOrBlockId")->number.u - (tiers ? 1U : 0U);
        uint64_t price = gas_member(r, i, "Price")->number.u;
        if (id >= GAS_TIERS || price > MOST_PRICE) {
            return STATUS_INVALID_VALUE;
        }
        new[id] = (uint32_t)price;
    }
    if (!r->checks_only) {
        memcpy(tiers ? r->g->tariff.tier_prices : r->g->tariff.block_prices, new, sizeof new);
    }
    return STATUS_SUCCESS;
}

static zcl_status publish_block_thresholds(gas_run *r)
{
    const cat_tree *tree = r->x->command;
    const uint64_t most = UINT64_C(1) << 40; /* Wh */
    uint64_t new[GAS_THRESHOLDS] = {0};
    uint8_t count = 0;
    uint32_t list = gas_list(r, "BlockThresholds");
    for (uint32_t i = list == UINT32_MAX ? list : cat_tree_child(tree, list); i != UINT32_MAX;
         i = cat_tree_sibling(tree, list, i)) {
        uint64_t threshold = tree->values[i].number.u;
        if (count == GAS_THRESHOLDS || threshold > most || (count > 0 && threshold < new[count - 1])) {
            return STATUS_INVALID_VALUE;
        }
        new[count++] = threshold;
    }
    if (!r->checks_only) {
        memcpy(r->g->tariff.thresholds, new, sizeof new);
        r->g->tariff.n_thresholds = count;
    }
    return STATUS_SUCCESS;
}

/* What a kWh costs now. */
static zcl_status get_current_price(gas_run *r)
{
    enum { WHOLE_DAY = 0xffff, TIERS = 4, TRAILING_DIGIT = 0x50, POUNDS_STERLING = 826 };
    const gas *g = r->g;
    uint8_t tier = gas_tier_at(g, r->x->now);
    uint32_t price =
        g->tariff.is_block ? g->tariff.block_prices[gas_block_now(g)] : g->tariff.tier_prices[tier];
    alb_time start = r->x->now - r->x->now % ALB_DAYS(1);
    leaves l;
    if (price == 0) {
        return STATUS_NOT_FOUND; /* no tariff */
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, 0); /* provider */
    leaves_octets(&l, alb_span_none());
    leaves_number(&l, g->tariff.issuer_event);
    leaves_number(&l, alb_time_to_2000(r->x->now));
    leaves_number(&l, 0); /* kWh */
    leaves_number(&l, POUNDS_STERLING);
    leaves_number(&l, TRAILING_DIGIT | (tier + 1U));
    leaves_number(&l, TIERS << 4 | (tier + 1U));
    leaves_number(&l, alb_time_to_2000(start));
    leaves_number(&l, WHOLE_DAY);
    leaves_number(&l, price);
    leaves_number(&l, 0); /* nothing behind */
    gas_answer(r, 0x00, true, &l);
    return STATUS_SUCCESS;
}

/* --- billing calendar --- */

/* A period is as long as it says; without one, monthly periods would never end. */
static zcl_status publish_billing_period(gas_run *r)
{
    gas *g = r->g;
    gas_billing b = {.issuer_event = (uint32_t)gas_field(r, "IssuerEventId"),
                     .start = (uint32_t)gas_field(r, "BillingPeriodStartTime"),
                     .duration = (uint32_t)gas_field(r, "BillingPeriodDuration"),
                     .duration_type = (uint8_t)gas_field(r, "BillingPeriodDurationType")};
    const uint8_t base = b.duration_type & 0x0f;
    if (b.duration == 0 || base < 1 || base > 3) {
        return STATUS_INVALID_VALUE;
    }
    b.start = b.start ? b.start : alb_time_to_2000(r->x->now);
    while (gas_billing_end(&b) <= r->x->now) {
        b.ended++;
    }
    g->billing = b;
    return STATUS_SUCCESS;
}

/* The block period is the billing period (devices.md 6.3). */
static zcl_status publish_block_period(gas_run *r)
{
    uint32_t start = (uint32_t)gas_field(r, "BlockPeriodStartTime");
    bool same = (start == 0 || start == r->g->billing.start) &&
                gas_field(r, "BlockPeriodDuration") == r->g->billing.duration;
    return same ? STATUS_SUCCESS : STATUS_INVALID_VALUE;
}

static zcl_status get_billing_period(gas_run *r)
{
    const gas_billing *b = &r->g->billing;
    leaves l;
    if (b->duration == 0) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, 0); /* provider */
    leaves_number(&l, b->issuer_event);
    leaves_number(&l, b->start);
    leaves_number(&l, b->duration);
    leaves_number(&l, b->duration_type);
    leaves_number(&l, 0); /* delivered */
    gas_answer(r, 0x09, true, &l);
    return STATUS_SUCCESS;
}

static const gas_command commands[] = {
    {.cluster = CLUSTER, .id = 0x00, .run = get_current_price},
    {.cluster = CLUSTER, .id = 0x0b, .run = get_billing_period},
    {.cluster = CLUSTER, .id = 0x01, .from_server = true, .changes = true, .run = publish_block_period},
    {.cluster = CLUSTER, .id = 0x02, .from_server = true, .changes = true, .run = publish_conversion_factor},
    {.cluster = CLUSTER, .id = 0x03, .from_server = true, .changes = true, .run = publish_calorific_value},
    {.cluster = CLUSTER, .id = 0x04, .from_server = true, .changes = true, .run = publish_tariff_information},
    {.cluster = CLUSTER, .id = 0x05, .from_server = true, .changes = true, .run = publish_price_matrix},
    {.cluster = CLUSTER, .id = 0x06, .from_server = true, .changes = true, .run = publish_block_thresholds},
    {.cluster = CLUSTER, .id = 0x09, .from_server = true, .changes = true, .run = publish_billing_period},
};

const gas_command_table gas_price_commands = GAS_COMMANDS(commands);
