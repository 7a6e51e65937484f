#include "load_limit.h"

enum { EVENT_OVER_LIMIT = 0x8f01, EVENT_DISABLED = 0x8f33, EVENT_RESTORED = 0x8f34 };

void load_limit_init(load_limit *l)
{
    *l = (load_limit){.over_since = ALB_TIME_NONE, .restore_at = ALB_TIME_NONE};
}

bool load_limit_is_set(const load_limit_terms *terms)
{
    return terms->threshold != 0 && terms->threshold != UINT32_MAX;
}

/* An armed supply is enabled when the time is over, unless somebody was faster. */
static void restore(load_limit *l, supply *s, bool mains, alb_time at, event_list *events)
{
    bool armed;
    if (l->restore_at == ALB_TIME_NONE) {
        return;
    }
    if (s->state != SUPPLY_ARMED) {
        l->restore_at = ALB_TIME_NONE;
        l->tripped = false;
    } else if (at >= l->restore_at) {
        l->restore_at = ALB_TIME_NONE;
        l->tripped = false;
        if (supply_run(s, SUPPLY_SCRIPT_ENABLE, mains, at, &armed)) {
            event_list_add(events, EVENT_RESTORED, at);
        }
    }
}

static void trip(load_limit *l, const load_limit_terms *terms, supply *s, bool mains, alb_time at,
                 event_list *events)
{
    bool armed;
    l->counter++;
    l->tripped = true;
    l->over_since = ALB_TIME_NONE;
    event_list_add(events, EVENT_OVER_LIMIT, at);
    if (terms->disables && supply_run(s, SUPPLY_SCRIPT_DISABLE, mains, at, &armed) &&
        supply_run(s, SUPPLY_SCRIPT_ARM, mains, at, &armed)) {
        l->restore_at = at + ALB_SECONDS(terms->restoration);
        event_list_add(events, EVENT_DISABLED, at);
    }
}

void load_limit_look(load_limit *l, const load_limit_terms *terms, uint32_t watts, supply *s, bool mains,
                     alb_time at, event_list *events)
{
    restore(l, s, mains, at, events);
    bool over = load_limit_is_set(terms) && s->flowing && watts > terms->threshold;
    if (!over) {
        l->over_since = ALB_TIME_NONE;
        l->tripped = l->tripped && l->restore_at != ALB_TIME_NONE;
    } else if (!l->tripped) {
        l->over_since = l->over_since == ALB_TIME_NONE ? at : l->over_since;
        if (at >= l->over_since + ALB_SECONDS(terms->period)) {
            trip(l, terms, s, mains, at, events);
        }
    }
}

alb_time load_limit_next(const load_limit *l, const load_limit_terms *terms)
{
    if (l->restore_at != ALB_TIME_NONE) {
        return l->restore_at;
    }
    return l->over_since != ALB_TIME_NONE ? l->over_since + ALB_SECONDS(terms->period) : INT64_MAX;
}

void load_limit_walk(codec *c, load_limit *l)
{
    codec_u32(c, &l->counter);
    codec_moment(c, &l->over_since);
    codec_moment(c, &l->restore_at);
    codec_flag(c, &l->tripped);
}
