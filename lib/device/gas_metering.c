/* Metering (0702): snapshots, samples, the valve (devices.md 6.4, 10.3, 10.4). */
#include "gas_alert.h"
#include "gas_execution.h"
#include "gas_money.h"
#include "gas_pending.h"

enum {
    CLUSTER = 0x0702,
    SAMPLES_HALF_HOURS = 0,
    SAMPLES_DAYS = 1,
    SAMPLES_NETWORK = 2,
    NOT_STARTED = 0xffff,
    HALF_HOUR = 1800,
    DAY = 86400,
    SIX_MINUTES = 360,
    PROFILE = 19056, /* 397 days of half hours */
    DAYS_KEPT = 731,
    NETWORK_SAMPLES = 41,
    DAY_INTERVAL = 0xffff, /* a day does not fit into the field */
    MOST_SAMPLES = 20000   /* so that a response fits into a message */
};

/* --- snapshots --- */

static bool matches(const gas_run *r, const gas_snapshot *s)
{
    uint32_t from = (uint32_t)gas_field(r, "EarliestStartTime");
    uint32_t to = (uint32_t)gas_field(r, "LatestEndTime");
    return s->time >= from && s->time <= to && (s->cause & gas_field(r, "SnapshotCause")) != 0;
}

/* The snapshot that the offset asks for, of those that match; NULL: there are not so many. */
static const gas_snapshot *find_snapshot(const gas_run *r, bool prepayment, uint8_t *found)
{
    const gas_log *log = gas_field(r, "SnapshotCause") == GAS_CAUSE_GENERAL ? &r->g->daily : &r->g->billed;
    uint64_t offset = gas_field(r, "SnapshotOffset");
    const gas_snapshot *asked = NULL;
    *found = 0;
    for (uint8_t i = 0; i < log->count; i++) {
        const gas_snapshot *s = &log->items[i];
        /* Days in credit mode have no prepayment snapshot. */
        bool there = !prepayment || s->prepayment || log != &r->g->daily;
        if (there && matches(r, s)) {
            asked = *found == offset ? s : asked;
            (*found)++;
        }
    }
    return asked;
}

static zcl_status get_snapshot(gas_run *r)
{
    uint8_t found;
    const gas_snapshot *s = find_snapshot(r, false, &found);
    leaves l;
    if (!s) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    gas_snapshot_say(s, found, &l);
    gas_answer(r, 0x06, true, &l);
    return STATUS_SUCCESS;
}

static zcl_status get_prepay_snapshot(gas_run *r)
{
    uint8_t found;
    const gas_snapshot *s = find_snapshot(r, true, &found);
    leaves l;
    if (!s) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, s->id);
    leaves_number(&l, s->time);
    leaves_number(&l, found);
    leaves_number(&l, 0); /* command 0 of 1 */
    leaves_number(&l, 1);
    leaves_number(&l, s->cause);
    leaves_number(&l, 0); /* payload type: debt and credit status */
    leaves_number(&l, (uint64_t)(int64_t)s->accumulated_debt);
    for (size_t i = 0; i < MONEY_DEBTS; i++) {
        leaves_number(&l, (uint64_t)s->debts[i]);
    }
    leaves_number(&l, (uint64_t)(int64_t)s->emergency);
    leaves_number(&l, (uint64_t)(int64_t)s->credit);
    gas_answer(r, 0x01, true, &l);
    return STATUS_SUCCESS;
}

/* --- samples --- */

typedef struct samples {
    uint32_t step, interval;
    uint32_t first, count; /* start of the first sample */
} samples;

/* Of a log that goes back `capacity` periods from the last whole one. */
static samples select_samples(const gas_run *r, uint32_t step, uint32_t capacity, uint32_t interval)
{
    uint32_t now = alb_time_to_2000(gas_view_time(r->x->device, r->x->now));
    uint64_t end = now - now % step;
    uint64_t oldest = end / step > capacity ? end - (uint64_t)capacity * step : 0;
    uint64_t first = (gas_field(r, "EarliestSampleTime") + step - 1) / step * step;
    uint64_t asked_end = first + gas_field(r, "NumberOfSamples") * step;
    first = first > oldest ? first : oldest;
    end = end < asked_end ? end : asked_end;
    return (samples){.step = step,
                     .interval = interval,
                     .first = (uint32_t)first,
                     .count = first < end ? (uint32_t)((end - first) / step) : 0};
}

/* Six minutes each from when sampling was started; nothing before that. */
static samples select_network(const gas_run *r)
{
    uint32_t now = alb_time_to_2000(gas_view_time(r->x->device, r->x->now));
    uint32_t since = r->g->sampling_since;
    samples s = {.step = SIX_MINUTES, .interval = SIX_MINUTES, .first = since};
    if (since != 0 && now > since) {
        s.count = (now - since) / SIX_MINUTES;
        s.count = s.count < NETWORK_SAMPLES ? s.count : NETWORK_SAMPLES;
    }
    return s;
}

static samples samples_of(const gas_run *r, uint64_t id)
{
    switch (id) {
    case SAMPLES_HALF_HOURS:
        return select_samples(r, HALF_HOUR, PROFILE, HALF_HOUR);
    case SAMPLES_DAYS:
        return select_samples(r, DAY, DAYS_KEPT, DAY_INTERVAL);
    case SAMPLES_NETWORK:
        return select_network(r);
    default:
        return (samples){.count = 0};
    }
}

static zcl_status get_sampled_data(gas_run *r)
{
    const uint64_t most = 0xfffffe; /* all ones: no valid sample */
    uint64_t id = gas_field(r, "SampleId");
    samples s = samples_of(r, id);
    leaves l;
    if (s.count == 0) {
        return STATUS_NOT_FOUND;
    }
    s.count = s.count < MOST_SAMPLES ? s.count : MOST_SAMPLES;
    leaves_init(&l, r->x->arena);
    leaves_number(&l, id);
    leaves_number(&l, s.first);
    leaves_number(&l, 0); /* consumption delivered */
    leaves_number(&l, s.interval);
    leaves_number(&l, s.count);
    leaves_number(&l, s.count); /* elements */
    uint64_t before = gas_volume(r->x->device, alb_time_from_2000(s.first));
    for (uint32_t i = 0; i < s.count; i++) {
        uint64_t after = gas_volume(r->x->device, alb_time_from_2000(s.first + (i + 1) * s.step));
        uint64_t volume = after > before ? after - before : 0;
        leaves_number(&l, volume < most ? volume : most);
        before = after;
    }
    gas_answer(r, 0x07, true, &l);
    return STATUS_SUCCESS;
}

static zcl_status start_sampling(gas_run *r)
{
    leaves l;
    r->g->sampling_since = r->fails ? 0 : alb_time_to_2000(r->x->now);
    leaves_init(&l, r->x->arena);
    leaves_number(&l, r->fails ? NOT_STARTED : SAMPLES_NETWORK);
    gas_answer(r, 0x0d, true, &l);
    return STATUS_SUCCESS;
}

/* --- the valve --- */

/* There is no enabling from afar: a consumer opens the armed valve (devices.md 10.3). */
static zcl_status change_supply(gas_run *r)
{
    enum { OFF = 0, ARMED = 1, ON = 2, EVENT_ARMED = 0x8f32 };
    device *d = r->x->device;
    bool arms = gas_field(r, "ProposedSupplyStatus") == ARMED;
    bool armed = false;
    leaves l;
    if (!supply_run(&d->supply, arms ? SUPPLY_SCRIPT_ARM : SUPPLY_SCRIPT_DISABLE, true, r->x->now, &armed)) {
        return STATUS_HARDWARE_FAILURE;
    }
    if (armed) {
        event_list_add(r->events, EVENT_ARMED, r->x->now);
    }
    r->g->account.closed_for_credit = false;
    gas_evaluate(d, r->x->now, r->events);
    leaves_init(&l, r->x->arena);
    leaves_number(&l, 0); /* provider */
    leaves_number(&l, gas_field(r, "IssuerEventId"));
    leaves_number(&l, gas_field(r, "ImplementationDateTime"));
    leaves_number(&l,
                  d->supply.state == SUPPLY_ENABLED ? ON : (d->supply.state == SUPPLY_ARMED ? ARMED : OFF));
    gas_answer(r, 0x0c, true, &l);
    return STATUS_SUCCESS;
}

static bool is_supply_state(uint64_t state)
{
    enum { LOCKED = 0, UNCHANGED = 3 };
    return state == LOCKED || state == UNCHANGED;
}

static zcl_status set_supply_status(gas_run *r)
{
    uint64_t tamper = gas_field(r, "SupplyTamperState");
    uint64_t depletion = gas_field(r, "SupplyDepletionState");
    if (!is_supply_state(tamper) || !is_supply_state(depletion)) {
        return STATUS_INVALID_VALUE;
    }
    r->g->tamper_state = (uint8_t)tamper;
    r->g->depletion_state = (uint8_t)depletion;
    return STATUS_SUCCESS;
}

static zcl_status set_uncontrolled_flow_threshold(gas_run *r)
{
    if (gas_field(r, "Divisor") == 0) {
        return STATUS_INVALID_VALUE;
    }
    r->g->flow = (gas_flow_check){.threshold = (uint16_t)gas_field(r, "UncontrolledFlowThreshold"),
                                  .unit = (uint8_t)gas_field(r, "UnitOfMeasure"),
                                  .multiplier = (uint16_t)gas_field(r, "Multiplier"),
                                  .divisor = (uint16_t)gas_field(r, "Divisor"),
                                  .stabilisation = (uint8_t)gas_field(r, "StabilisationPeriod"),
                                  .period = (uint16_t)gas_field(r, "MeasurementPeriod")};
    return STATUS_SUCCESS;
}

static const gas_command commands[] = {
    {.cluster = CLUSTER, .id = 0x06, .run = get_snapshot},
    {.cluster = CLUSTER, .id = 0x07, .changes = true, .tells_failure = true, .run = start_sampling},
    {.cluster = CLUSTER, .id = 0x08, .run = get_sampled_data},
    {.cluster = CLUSTER, .id = 0x0b, .changes = true, .run = change_supply},
    {.cluster = CLUSTER, .id = 0x0d, .changes = true, .run = set_supply_status},
    {.cluster = CLUSTER, .id = 0x0e, .changes = true, .run = set_uncontrolled_flow_threshold},
    {.cluster = 0x0705, .id = 0x07, .run = get_prepay_snapshot},
};

const gas_command_table gas_metering_commands = GAS_COMMANDS(commands);
