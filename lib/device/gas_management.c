/* Messaging (0703), device management (0708) and events (0709): what the display shows, who lives there, how
 * events behave, the logs (devices.md 6.3, 6.4, 16.5, 16.6). */
#include "gas_alert.h"
#include "gas_execution.h"

#include "catalogue/alert.h"

enum {
    MESSAGING = 0x0703,
    MANAGEMENT = 0x0708,
    EVENTS = 0x0709,
    SUPPLIER_EVENTS = 0x81,
    LOG_GENERAL = 3,
    LOG_SECURITY = 4,
    LOG_METER_GENERAL = 6,
    LOG_METER_SECURITY = 7
};

static zcl_status publish_change_of_tenancy(gas_run *r)
{
    uint32_t at = (uint32_t)gas_field(r, "ImplementationDateTime");
    r->g->tenancy = at ? at : alb_time_to_2000(r->x->now);
    return STATUS_SUCCESS;
}

static zcl_status update_site_id(gas_run *r)
{
    alb_span id = gas_octets(r, "SiteId");
    if (id.len == 0 || id.len > GAS_SITE_ID) {
        return STATUS_INVALID_VALUE;
    }
    memcpy(r->g->site_id, id.ptr, id.len);
    r->g->site_id_len = (uint8_t)id.len;
    return STATUS_SUCCESS;
}

/* --- behaviours of events --- */

static zcl_status set_event_configuration(gas_run *r)
{
    const cat_tree *tree = r->x->command;
    uint8_t behaviour = (uint8_t)gas_field(r, "EventConfiguration");
    uint32_t list = gas_list(r, "EventIds");
    for (uint32_t i = list == UINT32_MAX ? list : cat_tree_child(tree, list); i != UINT32_MAX;
         i = cat_tree_sibling(tree, list, i)) {
        uint16_t code = (uint16_t)tree->values[i].number.u;
        if (!gas_behaviour_set(r->x->device, code, behaviour, r->x->arena)) {
            return STATUS_INSUFFICIENT_SPACE;
        }
    }
    return STATUS_SUCCESS;
}

static bool is_reported(const gas_run *r, const cat_alert *row)
{
    return row->code >> 8 == SUPPLIER_EVENTS && row->configurable && (row->devices & r->x->device->type);
}

/* All of the supplier's events that this meter knows. */
static zcl_status get_event_configuration(gas_run *r)
{
    size_t count;
    const cat_alert *rows = cat_alerts(&count);
    uint64_t reported = 0;
    leaves l;
    for (size_t i = 0; i < count; i++) {
        reported += is_reported(r, &rows[i]);
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, 0); /* command 0 of 1 */
    leaves_number(&l, 1);
    leaves_number(&l, reported);
    for (size_t i = 0; i < count; i++) {
        if (is_reported(r, &rows[i])) {
            leaves_number(&l, rows[i].code);
            leaves_number(&l, gas_behaviour(r->x->device, rows[i].code, r->x->arena));
        }
    }
    gas_answer(r, 0x04, false, &l);
    return STATUS_SUCCESS;
}

/* --- logs --- */

static const event_log *log_of(const gas_run *r, unsigned id)
{
    switch (id) {
    case LOG_GENERAL:
        return &r->x->device->events;
    case LOG_SECURITY:
        return &r->x->device->security;
    case LOG_METER_GENERAL:
        return &r->x->device->meter_events;
    case LOG_METER_SECURITY:
        return &r->x->device->meter_security;
    default:
        return NULL;
    }
}

static bool is_asked_for(const gas_run *r, const event_entry *e)
{
    uint64_t end = gas_field(r, "EndTime");
    return e->time >= gas_field(r, "StartTime") && (end == 0 || e->time <= end);
}

static void say_event(const event_entry *e, unsigned log, leaves *l)
{
    uint8_t data[2] = {(uint8_t)(e->information >> 8), (uint8_t)e->information};
    leaves_number(l, log);
    leaves_number(l, e->code);
    leaves_number(l, e->time);
    leaves_copy(l, e->has_information ? ALB_SPAN_OF(data) : alb_span_none());
}

static zcl_status get_event_log(gas_run *r)
{
    unsigned id = (unsigned)gas_field(r, "EventControlAndLogId") & 0x0f;
    const event_log *log = log_of(r, id);
    uint64_t found = 0;
    leaves l;
    for (size_t i = 0; log && i < log->count; i++) {
        found += is_asked_for(r, event_log_at(log, i));
    }
    if (found == 0) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, found);
    leaves_number(&l, 0); /* command 0 of 1 */
    leaves_number(&l, 1);
    leaves_number(&l, 0); /* log payload control */
    leaves_number(&l, found);
    for (size_t i = 0; i < log->count; i++) {
        const event_entry *e = event_log_at(log, i);
        if (is_asked_for(r, e)) {
            say_event(e, id, &l);
        }
    }
    gas_answer(r, 0x01, true, &l);
    return STATUS_SUCCESS;
}

static zcl_status clear_event_log(gas_run *r)
{
    enum { GENERAL_CLEARED = 0x08, EVENT_CLEARED = 0x8f52 };
    leaves l;
    if (!r->fails) {
        event_log_release(&r->x->device->events);
        event_list_add(r->events, EVENT_CLEARED, r->x->now);
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, r->fails ? 0 : GENERAL_CLEARED);
    gas_answer(r, 0x02, true, &l);
    return STATUS_SUCCESS;
}

static const gas_command commands[] = {
    {.cluster = MESSAGING, .id = 0x00, .from_server = true, .run = gas_keep}, /* a message for the display */
    {.cluster = MANAGEMENT,
     .id = 0x00,
     .from_server = true,
     .changes = true,
     .run = publish_change_of_tenancy},
    {.cluster = MANAGEMENT, .id = 0x01, .from_server = true, .run = gas_keep}, /* contact details */
    {.cluster = MANAGEMENT, .id = 0x02, .from_server = true, .run = gas_keep}, /* privacy PIN */
    {.cluster = MANAGEMENT, .id = 0x03, .from_server = true, .changes = true, .run = update_site_id},
    {.cluster = MANAGEMENT, .id = 0x04, .from_server = true, .run = set_event_configuration},
    {.cluster = MANAGEMENT, .id = 0x05, .from_server = true, .run = get_event_configuration},
    {.cluster = MANAGEMENT,
     .id = 0x06,
     .from_server = true,
     .run = gas_keep}, /* customer identification number */
    {.cluster = EVENTS, .id = 0x00, .run = get_event_log},
    {.cluster = EVENTS, .id = 0x01, .tells_failure = true, .run = clear_event_log},
};

const gas_command_table gas_management_commands = GAS_COMMANDS(commands);
