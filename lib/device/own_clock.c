#include "own_clock.h"

#include "home_random.h"

enum {
    STREAM_RATE = 501,
    STREAM_HOUR,
    MILLION = 1000000,
    MOST_PPM = 100000,
    RATES = 11 /* -5 to 5 ppm: half a second a day is what a meter's clock may be off (IEC 62054-21) */
};

#define TOLERANCE ALB_SECONDS(10)
#define PERIOD    ALB_DAYS(1)
#define BRINGING  ALB_HOURS(1) /* so long it takes to bring the clock back */
#define FREE      (PERIOD - BRINGING)

static int64_t gained(int32_t ppm, alb_time length)
{
    return length / MILLION * ppm + length % MILLION * ppm / MILLION;
}

static bool is_off(int64_t offset)
{
    return offset > TOLERANCE || offset < -TOLERANCE;
}

static int32_t rate_of(const own_clock *c, alb_eui64 id)
{
    return c->is_ordered ? c->ppm
                         : (int32_t)(home_random(id, STREAM_RATE, 0) * RATES / HOME_RANDOM_ONE) - RATES / 2;
}

/* When in its day the device compares: not all at once. */
static alb_time moment_of(alb_eui64 id)
{
    return (alb_time)home_random(id, STREAM_HOUR, 0) * (PERIOD / HOME_RANDOM_ONE);
}

/* The first comparison after t. */
static alb_time next_comparison(alb_eui64 id, alb_time t)
{
    alb_time moment = moment_of(id);
    return t - (t - moment + PERIOD * 100000) % PERIOD + PERIOD;
}

/* Compared every day, and found good: it runs free, and is brought back. */
static int64_t steady_offset(int32_t ppm, alb_time since_comparison)
{
    int64_t most = gained(ppm, FREE);
    return since_comparison < BRINGING ? most * (BRINGING - since_comparison) / BRINGING
                                       : gained(ppm, since_comparison - BRINGING);
}

alb_time own_clock_fails(const own_clock *c, alb_eui64 id)
{
    if (!c->is_ordered || c->is_wrong) {
        return c->is_wrong ? c->since : INT64_MAX;
    }
    alb_time first = next_comparison(id, c->since);
    if (is_off(c->offset + gained(c->ppm, first - c->since))) {
        return first;
    }
    return is_off(gained(c->ppm, FREE)) ? first + PERIOD : INT64_MAX;
}

int64_t own_clock_offset(const own_clock *c, alb_eui64 id, alb_time hub)
{
    int32_t ppm = rate_of(c, id);
    alb_time since_comparison = hub - (next_comparison(id, hub) - PERIOD);
    if (!c->is_ordered) {
        return steady_offset(ppm, since_comparison);
    }
    alb_time first = next_comparison(id, c->since);
    int64_t then = c->offset + gained(ppm, first - c->since);
    if (c->is_wrong || hub < first || is_off(then)) {
        return c->offset + gained(ppm, hub - c->since);
    }
    if (hub < first + BRINGING) {
        return then * (first + BRINGING - hub) / BRINGING;
    }
    return is_off(gained(ppm, FREE)) ? gained(ppm, hub - first - BRINGING)
                                     : steady_offset(ppm, since_comparison);
}

/* A clock shows whole seconds. What one gains that nobody ordered is less than half of one. */
alb_time own_clock_shows(const own_clock *c, alb_eui64 id, alb_time hub)
{
    int64_t offset = c->is_ordered ? own_clock_offset(c, id, hub) : 0;
    return (hub + offset) / 1000 * 1000;
}

alb_time own_clock_hub(const own_clock *c, alb_eui64 id, alb_time shown)
{
    if (!c->is_ordered || shown == INT64_MAX || shown == ALB_TIME_NONE) {
        return shown;
    }
    alb_time hub = shown;
    /* It gains no more than a tenth: each step is ten times nearer. */
    for (int step = 0; step < 20; step++) {
        alb_time missing = shown - (hub + own_clock_offset(c, id, hub));
        hub += missing;
        if (missing == 0) {
            break;
        }
    }
    return own_clock_shows(c, id, hub) < shown ? hub + 1 : hub;
}

void own_clock_order(own_clock *c, alb_eui64 id, int32_t ppm, alb_time hub)
{
    int64_t offset = c->is_ordered ? own_clock_offset(c, id, hub) : 0;
    ppm = ppm < MOST_PPM ? ppm : MOST_PPM;
    ppm = ppm > -MOST_PPM ? ppm : -MOST_PPM;
    bool is_wrong = hub >= own_clock_fails(c, id);
    *c = (own_clock){.is_ordered = true,
                     .ppm = ppm,
                     .since = hub,
                     .offset = offset,
                     .is_wrong = is_wrong,
                     .told = c->told && is_wrong};
}

void own_clock_set(own_clock *c, alb_time hub)
{
    c->since = hub;
    c->offset = 0;
    c->is_wrong = false;
    c->told = false;
}

/* A fleet keeps many: one that nobody touched takes an octet. */
void own_clock_walk(codec *c, own_clock *own)
{
    codec_flag(c, &own->is_ordered);
    if (!own->is_ordered) {
        *own = (own_clock){.is_ordered = false};
        return;
    }
    codec_i32(c, &own->ppm);
    codec_moment(c, &own->since);
    uint64_t offset = (uint64_t)own->offset;
    codec_u64(c, &offset);
    own->offset = (int64_t)offset;
    codec_flag(c, &own->is_wrong);
    codec_flag(c, &own->told);
    bool is_sound = own->ppm <= MOST_PPM && own->ppm >= -MOST_PPM && own->offset <= ALB_DAYS(7300) &&
                    own->offset >= -ALB_DAYS(7300) && own->since != ALB_TIME_NONE;
    if (!is_sound) {
        codec_fail(c);
        *own = (own_clock){.is_ordered = false};
    }
}
