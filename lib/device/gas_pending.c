#include "gas_pending.h"

#include "gas_execution.h"

#include "gbcs/content.h"

#include <stdlib.h>

enum { CODE_INSTRUCTION_ALERT = 0x00cd, EVENT_ACTIVATED = 0x8f66, EVENT_NOT_ACTIVATED = 0x8f67 };

static const uint32_t cancel = 0xfffffffe; /* or all ones */

/* Where the time stands depends on the command. */
static uint32_t time_of(const cat_tree *tree, uint32_t at)
{
    static const char *const names[] = {"FromDateTime", "StartTime", "ImplementationDateTime"};
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        uint32_t found = cat_tree_find(tree, at, names[i]);
        if (found != UINT32_MAX) {
            uint32_t t = (uint32_t)tree->values[found].number.u;
            return t >= cancel ? cancel : t;
        }
    }
    return 0;
}

gas_timing gas_timing_of(const execution *x)
{
    const cat_tree *tree = x->command;
    bool found = false;
    uint32_t time = 0;
    if (x->message->use_case->future_dated != CAT_YES) {
        return (gas_timing){.kind = GAS_AT_ONCE};
    }
    for (uint32_t at = 0; at < tree->count; at = tree->values[at].next) {
        const cat_component *record = tree->values[at].record;
        if (!record || !record->activation) {
            continue;
        }
        uint32_t own = time_of(tree, at);
        if (found && own != time) {
            return (gas_timing){.kind = GAS_TIMES_DIFFER};
        }
        time = own;
        found = true;
    }
    if (time == cancel) {
        return (gas_timing){.kind = GAS_CANCEL};
    }
    alb_time when = alb_time_from_2000(time);
    return when > x->now ? (gas_timing){.kind = GAS_LATER, .at = when} : (gas_timing){.kind = GAS_AT_ONCE};
}

/* --- what waits --- */

static uint16_t code_of(const gas_pending *p)
{
    gbcs_message m;
    alb_status st = gbcs_message_parse(alb_span_of(p->message, p->len), &m, NULL);
    return st == ALB_OK ? m.header.message_code : 0;
}

static void remove_at(gas *g, size_t i)
{
    g->n_pending--;
    memmove(&g->pending[i], &g->pending[i + 1], (g->n_pending - i) * sizeof g->pending[0]);
}

/* The two use cases that set a payment mode replace each other. */
static uint16_t family(uint16_t code)
{
    enum { SET_CREDIT = 0x006c, SET_PREPAYMENT = 0x006d };
    return code == SET_PREPAYMENT ? SET_CREDIT : code;
}

static void forget(gas *g, uint16_t code)
{
    for (size_t i = g->n_pending; i > 0; i--) {
        if (family(code_of(&g->pending[i - 1])) == family(code)) {
            free(g->pending[i - 1].message);
            remove_at(g, i - 1);
        }
    }
}

static bool keep(gas *g, const gbcs_message *m, alb_time at, uint8_t role)
{
    uint8_t *copy = g->n_pending < GAS_PENDING ? malloc(m->whole.len) : NULL;
    if (!copy) {
        return false;
    }
    memcpy(copy, m->whole.ptr, m->whole.len);
    size_t i = g->n_pending;
    while (i > 0 && g->pending[i - 1].at > at) {
        g->pending[i] = g->pending[i - 1];
        i--;
    }
    g->pending[i] = (gas_pending){.at = at, .role = role, .message = copy, .len = (uint32_t)m->whole.len};
    g->n_pending++;
    return true;
}

access_result gas_pending_finish(execution *x, const gas_timing *timing)
{
    gas *g = x->device->gas;
    uint16_t code = x->message->header.message_code;
    if (x->message->use_case->future_dated != CAT_YES || !g) {
        return ACCESS_SUCCESS;
    }
    forget(g, code);
    if (timing->kind == GAS_LATER && !keep(g, x->message, timing->at, (uint8_t)x->role)) {
        return ACCESS_HARDWARE_FAULT;
    }
    return ACCESS_SUCCESS;
}

/* --- its time has come --- */

static void tell(const voice *v, const execution *x, const cat_component *record, bool done)
{
    leaves body;
    uint16_t event = done ? EVENT_ACTIVATED : EVENT_NOT_ACTIVATED;
    leaves_init(&body, v->arena);
    leaves_number(&body, x->message->header.message_code);
    leaves_number(&body, x->message->header.counter);
    leaves_number(&body, record->cluster);
    leaves_number(&body, record->frame_control);
    leaves_number(&body, record->command->id);
    event_record(v->device, event, x->now);
    alert_send_to(v, x->role, CODE_INSTRUCTION_ALERT, event, x->now, &body);
}

static void run(const voice *v, const gas_pending *p)
{
    device *d = v->device;
    gbcs_message m;
    cat_tree tree;
    cat_tree_init(&tree, v->arena, 0);
    if (gbcs_message_parse(alb_span_of(p->message, p->len), &m, NULL) != ALB_OK || !m.use_case ||
        gbcs_content_decode(&m, NULL, &tree, NULL) != ALB_OK) {
        return; /* it was examined when it came */
    }
    execution x = {.device = d,
                   .keys = v->keys,
                   .message = &m,
                   .role = (smki_role)p->role,
                   .arena = v->arena,
                   .now = p->at,
                   .command = &tree};
    event_list events = {.count = 0};
    gas_run r = {.x = &x, .g = d->gas, .events = &events};
    bool done = gas_run_components(&r) && x.failed == ACCESS_SUCCESS;
    for (uint32_t at = 0; at < tree.count; at = tree.values[at].next) {
        const cat_component *record = tree.values[at].record;
        if (record && record->activation) {
            tell(v, &x, record, done);
        }
    }
    events_tell(v, &events);
}

void gas_pending_run(const voice *v, alb_time now)
{
    gas *g = v->device->gas;
    while (g->n_pending > 0 && g->pending[0].at <= now) {
        gas_pending p = g->pending[0];
        event_list events = {.count = 0};
        remove_at(g, 0);
        gas_work(v->device, p.at, &events);
        events_tell(v, &events);
        run(v, &p);
        free(p.message);
    }
}
