#include "gas_execution.h"

#include "gas_device.h"
#include "gas_pending.h"

#include "gbcs/content.h"
#include "gbz/gbz.h"

enum { COMMAND_GIVEN_UP = 0xff, KEPT = 'Z' };

/* --- what a component says --- */

static const cat_tree *command_of(const gas_run *r)
{
    return r->x->command;
}

uint64_t gas_field(const gas_run *r, const char *name)
{
    uint32_t at = cat_tree_find(command_of(r), r->at, name);
    return at == UINT32_MAX ? 0 : command_of(r)->values[at].number.u;
}

alb_span gas_octets(const gas_run *r, const char *name)
{
    uint32_t at = cat_tree_find(command_of(r), r->at, name);
    return at == UINT32_MAX ? alb_span_none() : command_of(r)->values[at].bytes;
}

uint32_t gas_list(const gas_run *r, const char *name)
{
    return cat_tree_find(command_of(r), r->at, name);
}

const cat_value *gas_member(const gas_run *r, uint32_t element, const char *name)
{
    static const cat_value nothing;
    uint32_t at = cat_tree_find(command_of(r), element, name);
    return at == UINT32_MAX ? &nothing : &command_of(r)->values[at];
}

static setting_key key_of(uint16_t cluster, uint8_t command)
{
    return (setting_key){.class_id = cluster, .obis = {KEPT}, .id = command};
}

zcl_status gas_keep(gas_run *r)
{
    leaves value;
    leaves_init(&value, r->x->arena);
    leaves_collect(&value, command_of(r), r->at);
    setting_key key = key_of(r->record->cluster, r->record->command->id);
    if (r->checks_only) {
        return STATUS_SUCCESS;
    }
    return settings_put(&r->x->device->settings, &key, &value) ? STATUS_SUCCESS : STATUS_INSUFFICIENT_SPACE;
}

/* --- answers --- */

/* The record of the response component with that command, or with the component's attributes. */
static const cat_component *response_record(const gas_run *r, int command, bool from_server)
{
    const cat_content *response = &r->x->message->use_case->response;
    for (uint8_t i = 0; i < response->n_components; i++) {
        const cat_component *c = &response->components[i];
        bool fits = command < 0
                        ? c->attributes == r->record->attributes
                        : c->command && c->command->id == command && c->command->from_server == from_server;
        if (c->cluster == r->record->cluster && fits) {
            return c;
        }
    }
    return NULL;
}

static void label(gas_run *r, uint32_t index, const cat_component *record, zcl_status result)
{
    cat_tree *tree = &r->x->answer;
    if (!cat_tree_ok(tree)) {
        r->misfit = true;
        return;
    }
    tree->values[index].record = record;
    tree->values[index].form = r->sequence;
    tree->values[index].result = (int16_t)result;
}

void gas_answer(gas_run *r, uint8_t command, bool from_server, const leaves *values)
{
    const cat_component *record = response_record(r, command, from_server);
    uint32_t index = r->x->answer.count;
    size_t taken = 0;
    r->answered = true;
    if (!record || !leaves_fill(values, &taken, &record->command->payload, &r->x->answer)) {
        r->misfit = true;
        return;
    }
    label(r, index, record, STATUS_SUCCESS);
}

static void answer_status(gas_run *r, uint8_t command, zcl_status status)
{
    leaves l;
    uint32_t index = r->x->answer.count;
    size_t taken = 0;
    leaves_init(&l, r->x->arena);
    leaves_number(&l, command);
    leaves_number(&l, status);
    if (!leaves_fill(&l, &taken, &gbcs_gbz_default_response, &r->x->answer)) {
        r->misfit = true;
        return;
    }
    label(r, index, r->record, status);
}

/* One that cannot be read has its status in place of a value; the others are given all the same. */
static zcl_status answer_attribute(gas_run *r, uint16_t id, bool fails)
{
    const cat_zcl_attribute *a = cat_zcl_attribute_find(r->record->cluster, id);
    cat_tree *tree = &r->x->answer;
    uint32_t index = tree->count;
    size_t taken = 0;
    leaves l;
    leaves_init(&l, r->x->arena);
    zcl_status status = a ? gas_attribute(r, r->record->cluster, id, &l) : STATUS_UNSUPPORTED_ATTRIBUTE;
    if (!a) {
        r->misfit = true;
        return status;
    }
    status = fails ? (zcl_status)r->x->device->faults.next.result : status;
    if (status != STATUS_SUCCESS) {
        cat_tree_leaf(tree, &a->value)->flags |= CAT_VALUE_ABSENT;
    } else if (!leaves_fill(&l, &taken, &a->value, tree)) {
        r->misfit = true;
        return status;
    }
    if (cat_tree_ok(tree)) {
        tree->values[index].result = (int16_t)status;
    }
    return status;
}

static zcl_status read_attributes(gas_run *r)
{
    const cat_component *record = response_record(r, -1, false);
    zcl_status first = STATUS_SUCCESS;
    uint32_t index = cat_tree_open(&r->x->answer, &gbcs_gbz_read_attributes_response);
    for (uint8_t i = 0; i < r->record->n_attributes && !r->misfit; i++) {
        bool fails = r->fails && (r->x->device->faults.next.attributes >> i & 1) != 0;
        zcl_status status = answer_attribute(r, r->record->attributes[i], fails);
        first = first == STATUS_SUCCESS ? status : first;
    }
    r->answered = true;
    if (!record || !cat_tree_ok(&r->x->answer)) {
        r->misfit = true;
        return first;
    }
    cat_tree_close(&r->x->answer, index);
    label(r, index, record, STATUS_SUCCESS);
    return first;
}

/* --- components --- */

static const gas_command *find_command(const cat_zcl_command *c)
{
    static const gas_command_table *const tables[] = {&gas_price_commands, &gas_metering_commands,
                                                      &gas_prepayment_commands, &gas_calendar_commands,
                                                      &gas_management_commands};
    for (size_t t = 0; t < ALB_COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const gas_command *known = &tables[t]->commands[i];
            if (known->cluster == c->cluster && known->id == c->id && known->from_server == c->from_server) {
                return known;
            }
        }
    }
    return NULL;
}

static zcl_status run_component(gas_run *r)
{
    const cat_zcl_command *command = r->record->command;
    if (!command) {
        return read_attributes(r);
    }
    const gas_command *known = find_command(command);
    if (r->times_differ && r->record->activation) {
        answer_status(r, command->id, STATUS_INVALID_VALUE);
        return STATUS_INVALID_VALUE;
    }
    zcl_status status = known ? (zcl_status)r->x->device->faults.next.result : STATUS_UNSUPPORTED_COMMAND;
    if (known && (!r->fails || known->tells_failure)) {
        status = known->run(r);
    }
    if (!r->answered) {
        answer_status(r, command->id, status);
    }
    return status;
}

static bool ends_the_command(zcl_status status)
{
    return status != STATUS_SUCCESS && status != STATUS_NOT_FOUND;
}

bool gas_run_components(gas_run *r)
{
    execution *x = r->x;
    cat_tree_init(&x->answer, x->arena, x->command->count);
    r->sequence = 0;
    for (uint32_t at = 0; at < x->command->count && !r->misfit; at = x->command->values[at].next) {
        r->at = at;
        r->record = x->command->values[at].record;
        r->answered = false;
        r->fails = faults_at(&x->device->faults, r->sequence);
        if (x->failed != ACCESS_SUCCESS) {
            answer_status(r, COMMAND_GIVEN_UP, STATUS_FAILURE);
        } else if (ends_the_command(run_component(r))) {
            x->failed = ACCESS_OTHER_REASON;
        }
        r->sequence++;
    }
    return !r->misfit && cat_tree_ok(&x->answer);
}

/* --- a command --- */

static bool changes_memory(const execution *x)
{
    for (uint32_t at = 0; at < x->command->count; at = x->command->values[at].next) {
        const cat_component *record = x->command->values[at].record;
        const gas_command *known = record && record->command ? find_command(record->command) : NULL;
        if (known && known->changes) {
            return true;
        }
    }
    return false;
}

/* Everything up to the failing component has been done, as real meters do (gbcs-messages.md 7.4). */
bool gas_execution_run(execution *x)
{
    device *d = x->device;
    event_list events = {.count = 0};
    gas_run r = {.x = x, .events = &events};
    gas_timing timing = gas_timing_of(x);
    bool changes = changes_memory(x);
    alb_time known = gas_view_time(d, x->now);
    r.g = changes ? gas_own(d, known) : alb_arena_raw(x->arena, sizeof *r.g);
    if (!r.g) {
        return false;
    }
    if (!changes) {
        gas_view(d, known, r.g);
    }
    r.times_differ = timing.kind == GAS_TIMES_DIFFER;
    r.checks_only = timing.kind == GAS_CANCEL || timing.kind == GAS_LATER;
    bool done = gas_run_components(&r);
    if (done && x->failed == ACCESS_SUCCESS) {
        x->failed = gas_pending_finish(x, &timing);
    }
    for (size_t i = 0; i < events.count; i++) {
        execution_event(x, events.items[i].code);
    }
    return done;
}
