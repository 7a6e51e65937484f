#include "body.h"

#include "der/der.h"
#include "gbcs/content.h"

enum { EVENT_BAD_CONTENT = 0x8f1e, EVENT_ACTIVATED = 0x8f66, EVENT_NOT_ACTIVATED = 0x8f67 };

/* Of an answer to a command that may be dated. */
enum { NO_OUTCOME_YET = 0, OUTCOME = 1 };

static const body_use *find_use(uint16_t message_code)
{
    const body_uses *tables[] = {&credentials_uses, &own_credentials_uses, &partner_uses, &firmware_uses,
                                 &clock_uses};
    for (size_t t = 0; t < ALB_COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            if (tables[t]->uses[i].message_code == message_code) {
                return &tables[t]->uses[i];
            }
        }
    }
    return NULL;
}

uint16_t body_refuses(const execution *x)
{
    const body_use *use = find_use(x->message->header.message_code);
    if (!use) {
        return EVENT_BAD_CONTENT;
    }
    return use->refuses ? use->refuses(x) : 0;
}

/* --- dated or not --- */

/* The time of cancellation is the last that a GeneralizedTime can tell (gbcs-messages.md 8). */
static bool is_cancellation(alb_span time)
{
    return alb_span_is(time, "99991231235959Z");
}

static bool defer(execution *x, alb_time at, leaves *answer)
{
    const gbcs_header *h = &x->message->header;
    deferred d = {.at = at,
                  .received = x->now,
                  .message_code = h->message_code,
                  .role = (uint8_t)x->role,
                  .counter = h->counter,
                  .originator = h->originator};
    leaves_number(answer, NO_OUTCOME_YET);
    return deferrals_add(&x->device->deferrals, &d, x->message->content);
}

/* Under an ordered fault a command does nothing but answer with its code, unless its answer has codes item by
 * item, in which case it looks for itself. */
static bool run_now(execution *x, const body_use *use, leaves *answer)
{
    if (use->fail && faults_at(&x->device->faults, 0)) {
        use->fail(x, x->device->faults.next.result, answer);
        return false;
    }
    return use->run(x, answer);
}

static bool run_dated(execution *x, const body_use *use, leaves *answer)
{
    uint32_t at = cat_tree_find(x->command, 0, "ExecutionDateTime");
    alb_time time = x->now;
    if (at != UINT32_MAX && is_cancellation(x->command->values[at].bytes)) {
        deferrals_cancel(&x->device->deferrals, use->message_code, (uint8_t)x->role);
        leaves_number(answer, NO_OUTCOME_YET);
        return true;
    }
    if (at != UINT32_MAX && der_generalized_time(x->command->values[at].bytes, &time) && time > x->now) {
        return defer(x, time, answer);
    }
    leaves_number(answer, OUTCOME);
    return run_now(x, use, answer);
}

bool body_run(execution *x)
{
    const cat_use_case *use_case = x->message->use_case;
    const body_use *use = find_use(use_case->message_code);
    leaves answer;
    size_t taken = 0;
    leaves_init(&answer, x->arena);
    cat_tree_init(&x->answer, x->arena, 0);
    bool done = use && (use->alert ? run_dated(x, use, &answer) : run_now(x, use, &answer));
    x->failed = done ? ACCESS_SUCCESS : ACCESS_OTHER_REASON;
    return leaves_fill(&answer, &taken, use_case->response.body, &x->answer);
}

/* --- when the time has come --- */

/* The alert tells the command's counter and the outcome (gbcs-messages.md 9). */
static void tell_outcome(const voice *v, const body_use *use, const deferred *d, bool done,
                         const leaves *outcome)
{
    leaves tell;
    leaves_init(&tell, v->arena);
    leaves_number(&tell, d->counter);
    for (size_t i = 0; i < outcome->count; i++) {
        leaves_add(&tell, outcome->items[i].number, outcome->items[i].octets);
    }
    uint16_t event = done ? EVENT_ACTIVATED : EVENT_NOT_ACTIVATED;
    event_record(v->device, event, d->at);
    alert_send_to_entity(v, d->originator, use->alert, event, d->at, &tell);
}

static void carry_out_due(const voice *v, const deferred *d, alb_time now)
{
    const body_use *use = find_use(d->message_code);
    alb_span content = alb_span_of(d->content, d->len);
    gbcs_message m = {.whole = content,
                      .form = GBCS_MACED, /* it was authentic when it came */
                      .header = {.cra = GBCS_COMMAND,
                                 .counter = d->counter,
                                 .originator = d->originator,
                                 .target = v->device->id,
                                 .message_code = d->message_code},
                      .use_case = cat_use_case_find(d->message_code),
                      .content = content};
    cat_tree command;
    cat_tree_init(&command, v->arena, 0);
    if (!use || !m.use_case || m.use_case->format != CAT_FORMAT_ASN1 ||
        gbcs_content_decode(&m, NULL, &command, NULL) != ALB_OK) {
        return;
    }
    execution x = {.device = v->device,
                   .keys = v->keys,
                   .message = &m,
                   .role = (smki_role)d->role,
                   .arena = v->arena,
                   .now = now,
                   .received = d->received,
                   .command = &command};
    /* Who sent it may have lost its place since: then it is as if it came now. */
    uint16_t refused = use->refuses ? use->refuses(&x) : 0;
    if (refused != 0) {
        event_log_add(&v->device->security, (event_entry){.time = alb_time_to_2000(now), .code = refused});
        return;
    }
    leaves outcome;
    leaves_init(&outcome, v->arena);
    bool done = run_now(&x, use, &outcome);
    tell_outcome(v, use, d, done, &outcome);
    for (size_t i = 0; i < x.n_events; i++) {
        alert_raise(v, x.events[i], now, NULL);
    }
}

void body_activate_due(const voice *v, alb_time now)
{
    deferred d;
    while (deferrals_next(&v->device->deferrals, now, &d)) {
        carry_out_due(v, &d, now);
        deferred_release(&d);
    }
}

/* --- contents --- */

uint16_t body_usage(const cat_tree *tree, uint32_t at)
{
    enum { BITS = 7 };
    if (at == UINT32_MAX || tree->values[at].bytes.len != 1) {
        return 0;
    }
    uint16_t usage = 0;
    for (int bit = 0; bit <= BITS; bit++) {
        usage |= (uint16_t)((tree->values[at].bytes.ptr[0] >> (BITS - bit) & 1) << bit);
    }
    return usage;
}

uint64_t body_number(const cat_tree *tree, uint32_t from, const char *path, uint64_t otherwise)
{
    uint32_t at = cat_tree_find(tree, from, path);
    return at == UINT32_MAX ? otherwise : tree->values[at].number.u;
}

alb_eui64 body_entity(const cat_tree *tree, uint32_t from, const char *path)
{
    uint32_t at = cat_tree_find(tree, from, path);
    alb_rd r = alb_rd_init(at == UINT32_MAX ? alb_span_none() : tree->values[at].bytes);
    return alb_rd_eui64(&r);
}

void body_add_usage(leaves *l, uint16_t usage)
{
    enum { BITS = 7 };
    uint8_t octet = 0;
    uint64_t count = 0;
    for (int bit = 0; bit <= BITS; bit++) {
        if (usage >> bit & 1) {
            octet |= (uint8_t)(1 << (BITS - bit));
            count = (uint64_t)bit + 1;
        }
    }
    alb_span copy = alb_arena_copy(l->arena, alb_span_of(&octet, 1));
    l->failed = l->failed || !copy.ptr;
    leaves_add(l, count, copy);
}

void body_add_time(leaves *l, alb_time t)
{
    enum { HEADER = 2 };
    uint8_t element[24];
    alb_wr w = alb_wr_init(element, sizeof element);
    der_wr_generalized_time(&w, DER_GENERALIZED_TIME, t);
    leaves_copy(l, alb_span_sub(alb_wr_span(&w), HEADER, SIZE_MAX));
}
