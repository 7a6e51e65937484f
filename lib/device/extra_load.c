#include "extra_load.h"

enum { MS_PER_HOUR = 3600000 };

/* 100 kW for a month: far above any home. */
#define MOST_ENERGY UINT64_C(100000000)
#define MOST_LENGTH ALB_DAYS(31)

bool extra_load_is_sound(const extra_load *e)
{
    return e->from != ALB_TIME_NONE && e->energy <= MOST_ENERGY && e->to >= e->from &&
           e->to - e->from <= MOST_LENGTH;
}

uint64_t extra_load_up_to(const extra_load *e, alb_time t)
{
    if (t >= e->to) {
        return e->energy;
    }
    return t > e->from ? e->energy * (uint64_t)(t - e->from) / (uint64_t)(e->to - e->from) : 0;
}

uint64_t extra_loads_up_to(const extra_loads *l, alb_time t)
{
    uint64_t sum = l->before;
    for (uint8_t i = 0; i < l->count; i++) {
        sum += extra_load_up_to(&l->items[i], t);
    }
    return sum;
}

uint32_t extra_loads_power(const extra_loads *l, alb_time t)
{
    uint64_t watts = 0;
    for (uint8_t i = 0; i < l->count; i++) {
        const extra_load *e = &l->items[i];
        watts += e->from <= t && t < e->to ? e->energy * MS_PER_HOUR / (uint64_t)(e->to - e->from) : 0;
    }
    return watts < UINT32_MAX / 2 ? (uint32_t)watts : UINT32_MAX / 2;
}

alb_time extra_loads_next(const extra_loads *l, alb_time t)
{
    alb_time next = INT64_MAX;
    for (uint8_t i = 0; i < l->count; i++) {
        const extra_load *e = &l->items[i];
        next = e->from > t && e->from < next ? e->from : next;
        next = e->to > t && e->to < next ? e->to : next;
    }
    return next;
}

void extra_loads_walk(codec *c, extra_loads *l)
{
    bool has_any = l->before > 0 || l->count > 0;
    codec_flag(c, &has_any);
    if (!has_any) {
        *l = (extra_loads){.count = 0};
        return;
    }
    codec_u64(c, &l->before);
    codec_count(c, &l->count, EXTRA_LOADS);
    for (uint8_t i = 0; i < l->count; i++) {
        extra_load *e = &l->items[i];
        codec_moment(c, &e->from);
        codec_moment(c, &e->to);
        codec_u64(c, &e->energy);
        if (c->in && !extra_load_is_sound(e)) {
            codec_fail(c);
        }
    }
}
