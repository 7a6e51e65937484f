#include "voltage.h"

#include "home_random.h"

#include "device/device.h"

#define HALF_HOUR ALB_MINUTES(30)

enum {
    MILLI = 1000,
    NOMINAL = 240 * MILLI,
    LOWEST = 228 * MILLI,
    HIGHEST = 253 * MILLI,
    MOST = 10000 * MILLI,
    NOISE = MILLI,
    STREAM_NOISE = 201, /* other streams than those of consumption; one a phase */
    AVERAGE_OVER = 0x8002,
    AVERAGE_UNDER = 0x8006,
    AVERAGE_OVER_END = 0x8085,
    AVERAGE_UNDER_END = 0x8089
};

/* Codes of entering and of leaving; those of phases 1 to 3 follow where there are several. */
static const struct {
    uint16_t enter, leave;
    bool over;
} codes[VOLTAGE_LIMITS] = {
    [VOLTAGE_EXTREME_OVER] = {0x8020, 0x808d, true},
    [VOLTAGE_SWELL] = {0x8024, 0x8091, true},
    [VOLTAGE_EXTREME_UNDER] = {0x8028, 0x8095, false},
    [VOLTAGE_SAG] = {0x802c, 0x8099, false},
};

void voltage_init(voltage *v)
{
    *v = (voltage){.n_disturbances = 0};
    for (int i = 0; i < VOLTAGE_LIMITS; i++) {
        for (int p = 0; p < VOLTAGE_PHASES; p++) {
            v->limits[i][p].since = ALB_TIME_NONE;
        }
    }
}

/* --- what there is --- */

/* Three volts up and down over the day, high at night. */
static int32_t day_wave(alb_time t)
{
    static const int16_t quarter[13] = {0,    392,  776,  1148, 1500, 1826, 2121,
                                        2380, 2598, 2772, 2898, 2974, 3000};
    int half_hour = t > 0 ? (int)(t % ALB_DAYS(1) / HALF_HOUR) : 0;
    int in_half = half_hour % 24;
    int32_t v = quarter[in_half <= 12 ? in_half : 24 - in_half];
    return half_hour < 24 ? v : -v;
}

/* 240 V, less half a volt a kilowatt of the home's own load, and some noise. */
static int32_t undisturbed(const device_premises *home, uint8_t phase, alb_time t)
{
    uint32_t random = home_random(home->meter, STREAM_NOISE + phase, (uint64_t)(t / HALF_HOUR));
    /* Wh a half hour: half the watts */
    int32_t load = (int32_t)device_import_half_hour(home, t) - (int32_t)device_export_half_hour(home, t);
    int32_t mv = NOMINAL + day_wave(t) - load + (int32_t)(random * NOISE / HOME_RANDOM_ONE) - NOISE / 2;
    mv = mv > LOWEST ? mv : LOWEST;
    return mv < HIGHEST ? mv : HIGHEST;
}

static bool strikes(const voltage_disturbance *d, uint8_t phase)
{
    return d->phase == VOLTAGE_PHASES || d->phase == phase;
}

int32_t voltage_at(const voltage *v, const device_premises *home, uint8_t phase, alb_time t)
{
    int64_t mv = undisturbed(home, phase, t);
    for (uint8_t i = 0; i < v->n_disturbances; i++) {
        const voltage_disturbance *d = &v->disturbances[i];
        if (strikes(d, phase) && d->from <= t && t < d->to) {
            mv += d->millivolts;
        }
    }
    mv = mv < MOST ? mv : MOST;
    return mv > 0 ? (int32_t)mv : 0;
}

/* Up to which the voltage stays as it is at t. */
static alb_time piece_end(const voltage *v, alb_time t)
{
    alb_time end = t - t % HALF_HOUR + HALF_HOUR;
    for (uint8_t i = 0; i < v->n_disturbances; i++) {
        const voltage_disturbance *d = &v->disturbances[i];
        end = d->from > t && d->from < end ? d->from : end;
        end = d->to > t && d->to < end ? d->to : end;
    }
    return end;
}

uint32_t voltage_mean(const voltage *v, const device_premises *home, uint8_t phase, alb_time from,
                      alb_time to)
{
    int64_t sum = 0;
    alb_time length = to - from;
    for (alb_time t = from; t < to;) {
        alb_time end = piece_end(v, t);
        end = end < to ? end : to;
        sum += voltage_at(v, home, phase, t) * (end - t);
        t = end;
    }
    return length > 0 ? (uint32_t)((sum / length + MILLI / 2) / MILLI) : 0;
}

/* Since when it is as it is at t. */
static alb_time piece_begin(const voltage *v, alb_time t)
{
    alb_time begin = t - t % HALF_HOUR;
    for (uint8_t i = 0; i < v->n_disturbances; i++) {
        const voltage_disturbance *d = &v->disturbances[i];
        begin = d->from <= t && d->from > begin ? d->from : begin;
        begin = d->to <= t && d->to > begin ? d->to : begin;
    }
    return begin;
}

void voltage_disturb(voltage *v, const voltage_disturbance *d)
{
    if (v->n_disturbances == VOLTAGE_DISTURBANCES) {
        v->n_disturbances--;
        memmove(&v->disturbances[0], &v->disturbances[1], v->n_disturbances * sizeof v->disturbances[0]);
    }
    v->disturbances[v->n_disturbances++] = *d;
}

/* --- what the meter makes of it --- */

static void tell(event_list *events, uint16_t code, const voltage_terms *terms, uint8_t phase, alb_time at)
{
    event_list_add(events, (uint16_t)(terms->phases > 1 ? code + 1 + phase : code), at);
}

static void look_at_limit(voltage *v, const voltage_terms *terms, int kind, uint8_t phase, int32_t mv,
                          alb_time at, event_list *events)
{
    const struct voltage_limit *limit = &terms->limits[kind];
    voltage_state *s = &v->limits[kind][phase];
    int64_t threshold = (int64_t)limit->threshold * MILLI;
    bool beyond = limit->period > 0 && (codes[kind].over ? mv > threshold : mv < threshold);
    if (beyond == s->beyond) {
        s->since = ALB_TIME_NONE;
        return;
    }
    s->since = s->since == ALB_TIME_NONE ? at : s->since;
    if (at >= s->since + ALB_SECONDS(limit->period)) {
        s->beyond = beyond;
        s->since = ALB_TIME_NONE;
        tell(events, beyond ? codes[kind].enter : codes[kind].leave, terms, phase, at);
    }
}

static void look_at_average(voltage *v, const voltage_terms *terms, const device_premises *home,
                            uint8_t phase, alb_time at, event_list *events)
{
    const struct voltage_average *a = &terms->averages[phase];
    uint32_t volts = voltage_mean(v, home, phase, at - ALB_SECONDS(a->period), at);
    bool over = volts > a->over;
    bool under = volts < a->under;
    if (over != v->is_over[phase]) {
        v->over[phase] += over;
        tell(events, over ? AVERAGE_OVER : AVERAGE_OVER_END, terms, phase, at);
    }
    if (under != v->is_under[phase]) {
        v->under[phase] += under;
        tell(events, under ? AVERAGE_UNDER : AVERAGE_UNDER_END, terms, phase, at);
    }
    v->is_over[phase] = over;
    v->is_under[phase] = under;
}

static bool ends_period(const struct voltage_average *a, alb_time at)
{
    return a->period > 0 && (at - ALB_TIME_2000) % ALB_SECONDS(a->period) == 0;
}

void voltage_look(voltage *v, const voltage_terms *terms, const device_premises *home, alb_time at,
                  event_list *events)
{
    for (uint8_t phase = 0; phase < terms->phases && phase < VOLTAGE_PHASES; phase++) {
        int32_t mv = voltage_at(v, home, phase, at);
        for (int kind = 0; kind < VOLTAGE_LIMITS; kind++) {
            look_at_limit(v, terms, kind, phase, mv, at, events);
        }
        if (ends_period(&terms->averages[phase], at)) {
            look_at_average(v, terms, home, phase, at, events);
        }
    }
}

void voltage_gone(voltage *v)
{
    for (int i = 0; i < VOLTAGE_LIMITS; i++) {
        for (int p = 0; p < VOLTAGE_PHASES; p++) {
            v->limits[i][p].since = ALB_TIME_NONE;
        }
    }
}

/* --- when to look --- */

/* Is any threshold within what can be, or was one crossed and not left? */
static bool is_watched(const voltage *v, const voltage_terms *terms, alb_time t)
{
    int64_t low = LOWEST;
    int64_t high = HIGHEST;
    for (uint8_t i = 0; i < v->n_disturbances; i++) {
        const voltage_disturbance *d = &v->disturbances[i];
        /* An average may reach back into one that is over. */
        if (t < d->to + ALB_DAYS(1)) {
            low += d->millivolts < 0 ? d->millivolts : 0;
            high += d->millivolts > 0 ? d->millivolts : 0;
        }
    }
    bool watched = false;
    for (int kind = 0; kind < VOLTAGE_LIMITS; kind++) {
        int64_t threshold = (int64_t)terms->limits[kind].threshold * MILLI;
        bool reachable = codes[kind].over ? threshold < high : threshold > low;
        watched = watched || (reachable && terms->limits[kind].period > 0);
        for (int p = 0; p < terms->phases && p < VOLTAGE_PHASES; p++) {
            watched = watched || v->limits[kind][p].beyond;
        }
    }
    for (int p = 0; p < terms->phases && p < VOLTAGE_PHASES; p++) {
        const struct voltage_average *a = &terms->averages[p];
        bool reachable = (int64_t)a->over * MILLI < high || (int64_t)a->under * MILLI > low;
        watched = watched || (reachable && a->period > 0) || v->is_over[p] || v->is_under[p];
    }
    return watched;
}

/* The end of the next average that may differ from the one that ended at t. */
static alb_time next_average(const voltage *v, const struct voltage_average *a, alb_time t)
{
    alb_time period = a->period > 0 ? ALB_SECONDS(a->period) : ALB_DAYS(1);
    bool is_steady = ends_period(a, t) && t - period >= piece_begin(v, t);
    alb_time from = is_steady ? piece_end(v, t) : t;
    return ALB_TIME_2000 + ((from - ALB_TIME_2000) / period + 1) * period;
}

alb_time voltage_next(const voltage *v, const voltage_terms *terms, alb_time t)
{
    if (!is_watched(v, terms, t)) {
        return INT64_MAX;
    }
    alb_time next = piece_end(v, t);
    for (int p = 0; p < terms->phases && p < VOLTAGE_PHASES; p++) {
        for (int kind = 0; kind < VOLTAGE_LIMITS; kind++) {
            alb_time since = v->limits[kind][p].since;
            alb_time at = since == ALB_TIME_NONE ? next : since + ALB_SECONDS(terms->limits[kind].period);
            next = at > t && at < next ? at : next;
        }
        const struct voltage_average *a = &terms->averages[p];
        if (a->period > 0) {
            alb_time at = next_average(v, a, t);
            next = at < next ? at : next;
        }
    }
    return next;
}

/* --- as octets --- */

static void walk_phase(codec *c, voltage *v, int p)
{
    for (int i = 0; i < VOLTAGE_LIMITS; i++) {
        codec_flag(c, &v->limits[i][p].beyond);
        codec_moment(c, &v->limits[i][p].since);
    }
    codec_flag(c, &v->is_over[p]);
    codec_flag(c, &v->is_under[p]);
    codec_u32(c, &v->over[p]);
    codec_u32(c, &v->under[p]);
    codec_u32(c, &v->log_since[p]);
}

void voltage_walk(codec *c, voltage *v)
{
    for (int p = 0; p < VOLTAGE_PHASES; p++) {
        walk_phase(c, v, p);
    }
    codec_count(c, &v->n_disturbances, VOLTAGE_DISTURBANCES);
    for (uint8_t i = 0; i < v->n_disturbances; i++) {
        voltage_disturbance *d = &v->disturbances[i];
        codec_moment(c, &d->from);
        codec_moment(c, &d->to);
        codec_u8(c, &d->phase);
        codec_i32(c, &d->millivolts);
        if (c->in && (d->from == ALB_TIME_NONE || d->to == ALB_TIME_NONE)) {
            codec_fail(c);
        }
    }
}
