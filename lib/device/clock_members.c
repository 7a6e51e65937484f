/* The clock (devices.md 8.1). It is set to the communications hub's, if whoever sets it agrees what time that
 * is.
 */
#include "clock.h"
#include "date_time.h"
#include "object_model.h"

enum {
    CLOCK_BASE_RADIO = 5,
    STATUS_RELIABLE = 0,
    STATUS_DOUBTFUL = 2,
    EVENT_SET = 0x8145,
    EVENT_NOT_SET = 0x81c6
};

static bool is_in_window(const execution *x)
{
    alb_time hub = clock_of_hub(x->device);
    return x->has_window && x->window_from <= hub && hub <= x->window_to;
}

static access_result get_time(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_date_time(out, x->now);
    return ACCESS_SUCCESS;
}

/* Behind a setting in the same command: whether it could be done. */
static access_result get_status(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    bool reliable = clock_is_reliable(x->device) && (!x->has_window || is_in_window(x));
    leaves_number(out, reliable ? STATUS_RELIABLE : STATUS_DOUBTFUL);
    return ACCESS_SUCCESS;
}

static access_result set_base(execution *x, uint32_t at)
{
    return x->command->values[at].number.u == CLOCK_BASE_RADIO ? ACCESS_SUCCESS : ACCESS_OTHER_REASON;
}

/* Argument: preset time (not used), start and end of the interval in which the time must lie. */
static access_result preset(execution *x, uint32_t at)
{
    const cat_tree *tree = x->command;
    uint32_t time = cat_tree_child(tree, at);
    uint32_t from = time == UINT32_MAX ? UINT32_MAX : cat_tree_sibling(tree, at, time);
    uint32_t to = from == UINT32_MAX ? UINT32_MAX : cat_tree_sibling(tree, at, from);
    if (to == UINT32_MAX || !date_time_read(tree->values[from].bytes, &x->window_from) ||
        !date_time_read(tree->values[to].bytes, &x->window_to)) {
        return ACCESS_TYPE_UNMATCHED;
    }
    x->has_window = true;
    return ACCESS_SUCCESS;
}

static access_result adjust(execution *x, uint32_t at)
{
    bool agreed = is_in_window(x);
    (void)at;
    if (agreed) {
        clock_set(x->device);
        x->now = device_now(x->device);
    }
    execution_event(x, agreed ? EVENT_SET : EVENT_NOT_SET);
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 8, .obis = {0, 0, 1, 0, 0, 255}, .id = 2, .get = get_time},
    {.class_id = 8, .obis = {0, 0, 1, 0, 0, 255}, .id = 4, .get = get_status},
    {.class_id = 8, .obis = {0, 0, 1, 0, 0, 255}, .id = 9, .put = set_base},
    {.class_id = 8, .obis = {0, 0, 1, 0, 0, 255}, .id = 4, .method = true, .put = adjust},
    {.class_id = 8, .obis = {0, 0, 1, 0, 0, 255}, .id = 5, .method = true, .put = preset},
};

const member_table clock_members = MEMBERS(members);
