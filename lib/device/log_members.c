/* Logs as profile buffers, read by range of time (devices.md 4.3, 16.6). */
#include "object_model.h"
#include "range.h"

enum { EVENT_LOG_CLEARED = 0x8f52 };

static size_t count_within(const event_log *log, range r)
{
    size_t count = 0;
    for (size_t i = 0; i < log->count; i++) {
        count += range_holds(r, event_log_at(log, i)->time);
    }
    return count;
}

/* What a row has behind time and code. */
typedef enum columns { NOTHING_MORE, OTHER_INFORMATION, VALUE } columns;

static void put_more(const event_entry *e, columns more, leaves *out)
{
    uint8_t octets[2];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    if (more == VALUE) {
        leaves_number(out, e->information);
    } else if (more == OTHER_INFORMATION) {
        if (e->has_information) {
            alb_wr_be16(&w, e->information);
        }
        leaves_copy(out, alb_wr_span(&w));
    }
}

static access_result get_log(const execution *x, const event_log *log, uint32_t at, columns more, leaves *out)
{
    range r = range_of(x, at);
    leaves_number(out, count_within(log, r));
    for (size_t i = 0; i < log->count; i++) {
        const event_entry *e = event_log_at(log, i);
        if (range_holds(r, e->time)) {
            leaves_number(out, e->time);
            leaves_number(out, e->code);
            put_more(e, more, out);
        }
    }
    return ACCESS_SUCCESS;
}

static access_result get_events(const execution *x, uint32_t at, leaves *out)
{
    return get_log(x, &x->device->events, at, OTHER_INFORMATION, out);
}

static access_result get_security(const execution *x, uint32_t at, leaves *out)
{
    return get_log(x, &x->device->security, at, NOTHING_MORE, out);
}

static access_result get_power_events(const execution *x, uint32_t at, leaves *out)
{
    return get_log(x, &x->device->power, at, VALUE, out);
}

/* The clearing itself stands in the security log (devices.md 16.4). */
static access_result clear_events(execution *x, uint32_t at)
{
    (void)at;
    event_log_release(&x->device->events);
    event_record(x->device, EVENT_LOG_CLEARED, x->now);
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 7, .obis = {0, 0, 99, 98, 0, 255}, .id = 1, .method = true, .put = clear_events},
    {.class_id = 7, .obis = {0, 0, 99, 98, 0, 255}, .id = 2, .get = get_events},
    {.class_id = 7, .obis = {0, 0, 99, 98, 1, 255}, .id = 2, .get = get_security},
    {.class_id = 7, .obis = {0, 0, 99, 98, 4, 255}, .id = 2, .get = get_power_events},
};

const member_table log_members = MEMBERS(members);
