/* Objects of auxiliary controllers (devices.md 4.2, 4.4, 8.15, 12.6). */
#include "auxiliary.h"
#include "date_time.h"
#include "object_model.h"
#include "stored.h"

enum { TRUE = 0xff, FULL = 100, VALUE = 2, EUI64 = 8, PERIODS = 117 };

/* --- what and where a controller is --- */

static const uint8_t of_meter[EUI64];
static const uint8_t of_proportional[1] = {0xff};

static access_result get_type(const execution *x, unsigned place, leaves *out)
{
    const auxiliary *a = x->device->auxiliary;
    switch (x->device->controllers[place]) {
    case DEVICE_CONTROLLER_SWITCH:
        leaves_octets(out, ALB_SPAN_OF(of_meter));
        break;
    case DEVICE_CONTROLLER_PROPORTIONAL:
        leaves_octets(out, ALB_SPAN_OF(of_proportional));
        break;
    case DEVICE_CONTROLLER_HCALCS:
        leaves_octets(out, a && a->controllers[place].has_hcalcs
                               ? alb_eui64_span(&a->controllers[place].hcalcs)
                               : alb_span_none());
        break;
    case DEVICE_CONTROLLER_NONE:
    default:
        leaves_octets(out, alb_span_none());
    }
    return ACCESS_SUCCESS;
}

/* Older commands name the HCALCS of each place; what is built in can be named only as what it is (ECS46c). */
static access_result set_type(execution *x, unsigned place, uint32_t at)
{
    alb_span named = x->command->values[at].bytes;
    leaves built_in;
    leaves_init(&built_in, x->arena);
    if (x->device->controllers[place] != DEVICE_CONTROLLER_HCALCS) {
        (void)get_type(x, place, &built_in);
        bool same = built_in.count == 1 && alb_span_equal(built_in.items[0].octets, named);
        return same ? ACCESS_SUCCESS : ACCESS_OTHER_REASON;
    }
    if ((named.len != 0 && named.len != EUI64) || alb_span_equal(named, ALB_SPAN_OF(of_meter))) {
        return ACCESS_OTHER_REASON;
    }
    auxiliary *a = auxiliary_of(x->device);
    if (!a) {
        return ACCESS_HARDWARE_FAULT;
    }
    alb_rd r = alb_rd_init(named);
    auxiliary_controller *c = &a->controllers[place];
    c->has_hcalcs = named.len == EUI64;
    c->hcalcs = c->has_hcalcs ? alb_rd_eui64(&r) : (alb_eui64){{0}};
    return ACCESS_SUCCESS;
}

static access_result get_state(const execution *x, unsigned place, leaves *out)
{
    leaves_octets(out, auxiliary_state_text(x->device, place, x->arena));
    return ACCESS_SUCCESS;
}

static access_result get_switch(const execution *x, unsigned place, leaves *out)
{
    leaves_number(out, device_output(x->device, place + 1) > 0 ? TRUE : 0);
    return ACCESS_SUCCESS;
}

/* What has a meaning for a controller alone is kept only where there is one. */
static access_result keep(execution *x, unsigned place, uint32_t at)
{
    const cat_item *item = x->command->values[at].record;
    setting_key key = {.class_id = item->object->class_id, .id = item->id};
    memcpy(key.obis, item->object->obis, sizeof key.obis);
    leaves value;
    leaves_init(&value, x->arena);
    leaves_collect(&value, x->command, at);
    if (x->device->controllers[place] == DEVICE_CONTROLLER_NONE) {
        return ACCESS_OBJECT_UNDEFINED;
    }
    return settings_put(&x->device->settings, &key, &value) ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

/* --- commands --- */

/* What a script's number says (devices.md 4.4). */
typedef struct selector {
    unsigned place;
    auxiliary_direction direction;
    uint8_t level;
    bool reverts;    /* to what the calendar says */
    bool in_minutes; /* of older commands: the period begins now */
} selector;

enum { OLD_ON = 0x11, OLD_OFF = 0x12, OLD_REVERT = 0x20 };

static bool read_selector(uint16_t script, selector *out)
{
    unsigned direction = script >> 12;
    unsigned number = script >> 8 & 0xf;
    unsigned low = script & 0xff;
    if (number < 1 || number > DEVICE_CONTROLLERS || direction > AUXILIARY_DIRECTIONS) {
        return false;
    }
    *out = (selector){.place = number - 1};
    if (direction == 0) {
        out->in_minutes = true;
        out->reverts = low == OLD_REVERT;
        out->level = low == OLD_ON ? FULL : 0;
        return low == OLD_ON || low == OLD_OFF || low == OLD_REVERT;
    }
    out->direction = (auxiliary_direction)(direction - 1);
    out->level = (uint8_t)low;
    return low <= FULL;
}

/* A switch is on or off, and nothing comes in through it. */
static bool fits_controller(const device *d, const selector *s)
{
    switch (d->controllers[s->place]) {
    case DEVICE_CONTROLLER_PROPORTIONAL:
        return !s->in_minutes;
    case DEVICE_CONTROLLER_SWITCH:
        return s->direction == AUXILIARY_OUTPUT && (s->level == 0 || s->level == FULL);
    case DEVICE_CONTROLLER_HCALCS:
        return s->direction == AUXILIARY_OUTPUT && (s->level == 0 || s->level == FULL) && d->auxiliary &&
               d->auxiliary->controllers[s->place].has_hcalcs;
    case DEVICE_CONTROLLER_NONE:
    default:
        return false;
    }
}

/* What was set in that place of the controller's group, for the script behind it: 1 start, 2 end, 3 and 4
 * those of limits. False: nothing was. */
static bool take_period(const execution *x, unsigned place, uint8_t which, leaf *out)
{
    setting_key key = {.class_id = 1, .obis = {0, 0, 94, 44, (uint8_t)(PERIODS + place), which}, .id = VALUE};
    leaves set;
    leaves_init(&set, x->arena);
    bool is_set = settings_get(&x->device->settings, &key, &set) && set.count == 1;
    *out = (leaf){.number = 0};
    if (is_set) {
        *out = (leaf){.number = set.items[0].number, .octets = alb_arena_copy(x->arena, set.items[0].octets)};
        settings_drop(&x->device->settings, &key);
    }
    return is_set;
}

/* Times that are not specified: from now on, until it is changed. */
static auxiliary_order order_of(const execution *x, const selector *s, uint8_t start, uint8_t end)
{
    auxiliary_order o = {.stands = !s->reverts, .from = x->now, .to = INT64_MAX, .level = s->level};
    leaf set;
    if (s->in_minutes) {
        if (take_period(x, s->place, s->level > 0 ? start : end, &set) && set.octets.len == 0) {
            o.to = x->now + ALB_MINUTES((alb_time)set.number);
        }
        return o;
    }
    if (take_period(x, s->place, start, &set) && !date_time_read(set.octets, &o.from)) {
        o.from = x->now;
    }
    if (take_period(x, s->place, end, &set) && !date_time_read(set.octets, &o.to)) {
        o.to = INT64_MAX;
    }
    /* A period without length takes back what was asked for before. */
    o.stands = o.stands && o.from < o.to;
    return o;
}

/* ECS47, ECS47a. */
static access_result run_state(execution *x, uint32_t at)
{
    selector s;
    if (!read_selector((uint16_t)x->command->values[at].number.u, &s) || !fits_controller(x->device, &s)) {
        return ACCESS_OTHER_REASON;
    }
    auxiliary *a = auxiliary_of(x->device);
    if (!a) {
        return ACCESS_HARDWARE_FAULT;
    }
    a->controllers[s.place].directions[s.direction].commanded = order_of(x, &s, 1, 2);
    return ACCESS_SUCCESS;
}

/* ECS47e. */
static access_result run_limit(execution *x, uint32_t at)
{
    selector s;
    if (!read_selector((uint16_t)x->command->values[at].number.u, &s) || s.in_minutes ||
        x->device->controllers[s.place] != DEVICE_CONTROLLER_PROPORTIONAL) {
        return ACCESS_OTHER_REASON;
    }
    auxiliary *a = auxiliary_of(x->device);
    if (!a) {
        return ACCESS_HARDWARE_FAULT;
    }
    auxiliary_state *state = &a->controllers[s.place].directions[s.direction];
    state->limit_was_dropped = state->limit.stands;
    state->limit = order_of(x, &s, 3, 4);
    state->limit_is_new = state->limit.stands;
    return ACCESS_SUCCESS;
}

/* --- the table --- */

static access_result get_description(const execution *x, unsigned place, leaves *out)
{
    setting_key key = {.class_id = 1, .obis = {0, 0, 94, 44, 0, (uint8_t)(11 + place)}, .id = VALUE};
    return stored_get(x, &key, out);
}

/* An object a controller: each asks for its own. */
#define GETTER(what, number)                                                                                 \
    static access_result get_##what##_##number(const execution *x, uint32_t at, leaves *out)                 \
    {                                                                                                        \
        (void)at;                                                                                            \
        return get_##what(x, (number)-1, out);                                                               \
    }
#define SETTER(what, number)                                                                                 \
    static access_result what##_##number(execution *x, uint32_t at)                                          \
    {                                                                                                        \
        return what(x, (number)-1, at);                                                                      \
    }
#define CONTROLLER(number)                                                                                   \
    GETTER(description, number)                                                                              \
    GETTER(type, number)                                                                                     \
    GETTER(state, number)                                                                                    \
    GETTER(switch, number)                                                                                   \
    SETTER(set_type, number)                                                                                 \
    SETTER(keep, number)

CONTROLLER(1)
CONTROLLER(2)
CONTROLLER(3)
CONTROLLER(4)
CONTROLLER(5)

#define DATA(group, last) .class_id = 1, .obis = {0, 0, 94, 44, (group), (last)}, .id = VALUE
#define ROWS(number)                                                                                         \
    {DATA(0, 10 + (number)), .get = get_description_##number, .put = keep_##number},                         \
        {DATA(0, 20 + (number)), .get = get_type_##number, .put = set_type_##number},                        \
        {DATA(0, 30 + (number)), .get = get_state_##number},                                                 \
        {DATA(PERIODS - 1 + (number), 1), .put = keep_##number},                                             \
        {DATA(PERIODS - 1 + (number), 2), .put = keep_##number},                                             \
        {DATA(PERIODS - 1 + (number), 3), .put = keep_##number},                                             \
        {DATA(PERIODS - 1 + (number), 4), .put = keep_##number},                                             \
    {                                                                                                        \
        .class_id = 70, .obis = {0, (number), 96, 3, 10, 255}, .id = 2, .get = get_switch_##number           \
    }

static const member members[] = {
    ROWS(1),
    ROWS(2),
    ROWS(3),
    ROWS(4),
    ROWS(5),
    {.class_id = 9, .obis = {0, 0, 10, 0, 103, 255}, .id = 1, .method = true, .put = run_state},
    {.class_id = 9, .obis = {0, 0, 10, 0, 107, 255}, .id = 1, .method = true, .put = run_limit},
};

const member_table auxiliary_members = MEMBERS(members);
