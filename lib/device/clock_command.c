/* GCS28: a gas meter's clock is set to the hub's when that lies in the window that the supplier names
 * (GBCS 9.1; devices.md 8.1). */
#include "body.h"
#include "clock.h"
#include "der/der.h"

enum { CODE_SET_CLOCK = 0x007f, RELIABLE = 0, UNRELIABLE = 2 };
enum { EVENT_SET = 0x8145, EVENT_NOT_SET = 0x81c6 };

static bool time_at(const execution *x, const char *path, alb_time *out)
{
    uint32_t at = cat_tree_find(x->command, 0, path);
    return at != UINT32_MAX && der_generalized_time(x->command->values[at].bytes, out);
}

static void answer_status(const execution *x, uint64_t status, leaves *answer)
{
    body_add_time(answer, x->now);
    leaves_number(answer, status);
}

static bool set_clock(execution *x, leaves *answer)
{
    alb_time from;
    alb_time to;
    alb_time hub = clock_of_hub(x->device);
    bool reliable = time_at(x, "ValidityIntervalStart", &from) && time_at(x, "ValidityIntervalEnd", &to) &&
                    from <= hub && hub <= to;
    if (reliable) {
        clock_set(x->device);
        x->now = device_now(x->device);
    }
    answer_status(x, reliable ? RELIABLE : UNRELIABLE, answer);
    execution_event(x, reliable ? EVENT_SET : EVENT_NOT_SET);
    return reliable;
}

static const body_use uses[] = {
    {.message_code = CODE_SET_CLOCK, .run = set_clock, .fail = answer_status},
};

const body_uses clock_uses = BODY_USES(uses);
