/* The Send Command service and its local forms: a request, or a signed pre-command, becomes a command on its
 * way to the device, to the User for local delivery, or both (Command Variants 1-3 and 5-7). */
#include "dcc_internal.h"

#include "effect.h"

#include "base/text.h"

/* By Command Variant: goes over the WAN; a copy for local delivery goes to the User. */
static bool goes_out(uint8_t variant)
{
    return variant != 2 && variant != 6;
}
static bool is_local(uint8_t variant)
{
    return variant != 1 && variant != 5;
}

/* --- taking it for good --- */

typedef struct acceptance {
    const dcc_case *c;
    dcc_request row;
    const char *state;
    dcc_anomaly anomaly; /* set: what speaks against letting it go */
} acceptance;

/* As it came, until somebody decides. What is for local delivery alone cannot be handed over later. */
static alb_status hold_back(store_tx *tx, const acceptance *a, alb_err *err)
{
    dcc_request row = a->row;
    row.document = a->c->xml;
    row.command = (alb_span){0};
    row.answer_by = ALB_TIME_NONE;
    bool is_local = !goes_out(a->c->document.command_variant);
    ALB_TRY(dcc_request_insert(tx, &row, "quarantined", err));
    return dcc_anomaly_hold(tx, row.id, is_local ? "late" : a->state, &a->anomaly, a->c, err);
}

/* Counter, count, request and the end of the pre-command stand or fall together. */
static alb_status accept_request(store_tx *tx, void *ctx, alb_err *err)
{
    acceptance *a = ctx;
    const duis_request_id *id = &a->c->document.request_id;
    if (strcmp(a->state, "ready") == 0) {
        ALB_TRY(dcc_fence(tx, a->c->dcc, id->target, a->row.sequence, err));
    }
    ALB_TRY(dcc_replay_take(tx, id, err));
    bool dated = strcmp(a->state, "held") == 0 && a->row.due_at != 0;
    ALB_TRY(dcc_anomaly_accept(tx, a->c, dated, &a->anomaly, err));
    if (a->c->document.command_variant >= 5) {
        ALB_TRY(dcc_pre_command_remove(tx, id, err));
    }
    ALB_TRY(dcc_audit_message(tx, a->c->now, a->anomaly.is_held ? "request-quarantined" : "request-accepted",
                              id, "I99", a->row.srv, err));
    return a->anomaly.is_held ? hold_back(tx, a, err) : dcc_request_insert(tx, &a->row, a->state, err);
}

/* Durable when it returns OK. */
static alb_status take(dcc_case *c, acceptance *a, alb_err *err)
{
    int64_t began = alb_monotonic_ns();
    alb_status st = store_write(c->dcc->store, accept_request, a, err);
    dcc_observe_store(c->dcc, began);
    c->is_audited = st == ALB_OK;
    return st;
}

/* What is held is accepted all the same; its User is told by an alert. */
static bool answer_held(dcc_case *c)
{
    c->code = "I99";
    return true;
}

static bool refuse_acceptance(dcc_case *c, alb_status st, const alb_err *err)
{
    if (st == ALB_REPLAYED) {
        return dcc_refuse(c, "E49", "%s", err->detail);
    }
    if (st == ALB_BUSY) {
        return dcc_refuse(c, "E64", "%s", err->detail);
    }
    return dcc_refuse_failure(c, st, err);
}

/* What the effect of the answer will need of the body: the device that it names, and of 8.11 what is to be
 * done with it (hub_list.c). */
static void note_subject(const dcc_case *c, dcc_request *row)
{
    static const char *const names[] = {"DeviceID", "OtherDeviceID", "OldCHFID", "OldGPFID"};
    static const char *const parts[] = {
        "RequestType", "AddDeviceToCHFWhitelist/JoinTimePeriod", "AddDeviceToCHFWhitelist/ImportMPxN",
        "AddDeviceToCHFWhitelist/SecondaryImportMPAN", "AddDeviceToCHFWhitelist/ExportMPAN"};
    const duis_document *d = &c->document;
    /* A signed pre-command has no body that would name the other device. */
    if (d->command_variant >= 5) {
        row->subject = dcc_join_partner(c->worker, c->octets);
        return;
    }
    bool is_named = false;
    for (size_t i = 0; i < ALB_COUNT(names) && !is_named; i++) {
        is_named = alb_eui64_parse(duis_text(d, d->body, names[i]), &row->subject);
    }
    if (duis_text(d, d->body, parts[0]).len == 0) {
        return;
    }
    char note[80];
    alb_wr w = alb_wr_init(note, sizeof note - 1);
    for (size_t i = 0; i < ALB_COUNT(parts); i++) {
        alb_wr_text(&w, i > 0 ? ";" : "");
        alb_wr_bytes(&w, duis_text(d, d->body, parts[i]));
    }
    row->note = alb_arena_string(c->worker->arena, alb_wr_span(&w));
}

static dcc_request row_of(const dcc_case *c, int64_t id)
{
    dcc_request row = {
        .id = id,
        .sequence = id,
        .request_id = c->document.request_id,
        .hub = c->device.hub,
        .srv = c->document.srv->srv,
        .variant = c->document.command_variant,
        .version = c->document.version,
        .received_at = c->now,
        .due_at = ALB_TIME_NONE,
        .answer_by = c->now + dcc_response_limit(c->dcc, c->document.srv->srv),
    };
    note_subject(c, &row);
    row.is_sequenced = c->chain.is_sequenced;
    row.has_predecessor = c->chain.has_predecessor;
    row.predecessor = c->chain.predecessor;
    return row;
}

static void answer_accepted(dcc_case *c, alb_span command)
{
    bool local = is_local(c->document.command_variant);
    c->code = local ? "I0" : "I99";
    c->answer = local ? DCC_ANSWER_LOCAL_COMMAND : DCC_ANSWER_PLAIN;
    c->octets = command;
}

/* make_inner has the number of the command: a pre-command whose originator is the ACB counts by it. */
typedef alb_status make_inner(dcc_case *c, int64_t sequence, alb_span *inner, alb_err *err);

static void take_command(dcc_request *row, const dcc_command *command)
{
    row->command = command->octets;
    row->message_code = command->message_code;
    row->command_originator = command->originator;
    row->command_counter = command->counter;
}

static alb_status make_command(dcc_case *c, make_inner *make, dcc_request *row, alb_span *octets,
                               alb_err *err)
{
    dcc_command command = {.octets = {0}};
    alb_span inner = {0};
    ALB_TRY(make(c, row->sequence, &inner, err));
    ALB_TRY(dcc_authenticate(c, inner, &command, err));
    take_command(row, &command);
    if (strcmp(row->srv, "9.1") == 0) {
        row->note = alb_arena_printf(c->worker->arena, "PIN %s", c->pin);
    }
    *octets = command.octets;
    return ALB_OK;
}

/* MISMATCH: another server has the device, and nothing is decided. */
static alb_status try_over_wan(dcc_case *c, make_inner *make)
{
    alb_err err = {.code = ALB_OK};
    dcc_work *work = NULL;
    alb_span octets = {0};
    alb_status st = dcc_pipeline_reserve(c->dcc->pipeline, c->device.id, c->device.hub, &work, &err);
    if (st != ALB_OK) {
        (void)(st == ALB_MISMATCH || refuse_acceptance(c, st, &err));
        return st;
    }
    acceptance a = {.c = c, .row = row_of(c, dcc_work_sequence(work)), .state = "ready"};
    st = make_command(c, make, &a.row, &octets, &err);
    if (st != ALB_OK) {
        dcc_pipeline_cancel(c->dcc->pipeline, work);
        (void)dcc_refuse_transform(c, st, &err);
        return st == ALB_MISMATCH ? ALB_BAD_VALUE : st;
    }
    st = dcc_work_fill(work, a.row.id, &a.row.request_id, octets, a.row.answer_by, &err);
    if (st == ALB_OK) {
        st = take(c, &a, &err);
    }
    if (st != ALB_OK) {
        dcc_pipeline_cancel(c->dcc->pipeline, work);
        (void)(st == ALB_MISMATCH || refuse_acceptance(c, st, &err));
        return st;
    }
    if (a.anomaly.is_held) {
        dcc_pipeline_cancel(c->dcc->pipeline, work);
        (void)answer_held(c);
        return ALB_OK;
    }
    dcc_order_work(c, work);
    dcc_pipeline_commit(c->dcc->pipeline, work, false);
    c->work = work;
    answer_accepted(c, octets);
    return ALB_OK;
}

static bool hand_to_user(dcc_case *c, make_inner *make)
{
    alb_err err = {.code = ALB_OK};
    alb_span octets = {0};
    int64_t sequence = 0;
    if (!dcc_owns(c->dcc, c->device.id) && !dcc_shards_want(c->dcc, c->device.id)) {
        return dcc_refuse_http(c, 503, "another server has this device: ask again");
    }
    alb_status st = dcc_sequence_next(c->dcc, &sequence, &err);
    /* The DCC knows of it, for the device's answer that its User may bring back (8.13). */
    acceptance a = {.c = c, .row = row_of(c, sequence), .state = "local"};
    if (st == ALB_OK) {
        st = make_command(c, make, &a.row, &octets, &err);
    }
    if (st != ALB_OK) {
        return dcc_refuse_transform(c, st, &err);
    }
    a.row.command = (alb_span){0};
    st = take(c, &a, &err);
    if (st != ALB_OK) {
        return refuse_acceptance(c, st, &err);
    }
    if (a.anomaly.is_held) {
        return answer_held(c);
    }
    answer_accepted(c, octets);
    return true;
}

/* --- future dated by the DCC --- */

typedef struct withdrawal {
    const dcc_case *c;
} withdrawal;

/* A cancellation takes back what is held of the same service, device and User; nothing held is fine too. */
static alb_status withdraw(store_tx *tx, void *ctx, alb_err *err)
{
    const dcc_case *c = ((withdrawal *)ctx)->c;
    const duis_request_id *id = &c->document.request_id;
    ALB_TRY(dcc_replay_take(tx, id, err));
    store_value params[] = {dcc_eui(id->originator), dcc_eui(id->target),
                            dcc_text_or_null(c->document.srv->srv), store_int(c->now)};
    return store_exec(tx,
                      "UPDATE request SET state = 'done', outcome = 'cancelled', ended_at = $4 WHERE"
                      " state = 'held' AND originator = $1 AND target = $2 AND srv = $3 AND due_at > $4",
                      params, ALB_COUNT(params), err);
}

/* Kept as it came, for its date or its predecessor. */
static bool keep(dcc_case *c, const char *state, alb_time due_at)
{
    alb_err err = {.code = ALB_OK};
    int64_t id = 0;
    alb_status st = dcc_sequence_next(c->dcc, &id, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    acceptance a = {.c = c, .row = row_of(c, id), .state = state};
    a.row.due_at = due_at;
    a.row.answer_by = ALB_TIME_NONE;
    a.row.document = c->xml;
    st = take(c, &a, &err);
    if (st != ALB_OK) {
        return refuse_acceptance(c, st, &err);
    }
    c->code = "I99";
    return true;
}

/* To the server that has the device: held for now, so that it is taken up from the store. It must be
 * possible, so that its User hears now if it is not. */
static bool pass_on(dcc_case *c, make_inner *make)
{
    alb_err err = {.code = ALB_OK};
    alb_span unused;
    alb_status st = make(c, 0, &unused, &err);
    return st == ALB_OK ? keep(c, "held", 0) : dcc_refuse_transform(c, st, &err);
}

/* A command whose copy the User waits for is made here; the server that has the device lets it go for that.
 */
static bool send_over_wan(dcc_case *c, make_inner *make)
{
    bool local = is_local(c->document.command_variant);
    alb_status st = try_over_wan(c, make);
    for (int i = 0; i < 3 && local && st == ALB_MISMATCH && dcc_shards_want(c->dcc, c->device.id); i++) {
        st = try_over_wan(c, make);
    }
    if (st != ALB_MISMATCH) {
        return st == ALB_OK;
    }
    return local ? dcc_refuse_http(c, 503, "another server has this device: ask again") : pass_on(c, make);
}

static bool cancel(dcc_case *c)
{
    alb_err err = {.code = ALB_OK};
    withdrawal w = {c};
    alb_status st = store_write(c->dcc->store, withdraw, &w, &err);
    if (st != ALB_OK) {
        return refuse_acceptance(c, st, &err);
    }
    c->code = "I99";
    return true;
}

static bool send(dcc_case *c, make_inner *make)
{
    if (c->chain.has_predecessor) {
        return keep(c, "waiting", c->now + DCC_PREDECESSOR_LIMIT);
    }
    return goes_out(c->document.command_variant) ? send_over_wan(c, make) : hand_to_user(c, make);
}

/* --- Command Variants 1, 2, 3 --- */

bool dcc_send_request(dcc_case *c)
{
    if (c->execution != ALB_TIME_NONE && c->document.command_variant == 1) {
        /* It must be possible now, so that a request that cannot become a command is not held for days. */
        alb_err err = {.code = ALB_OK};
        alb_span unused;
        alb_status st = dcc_transform(c, 0, &unused, &err);
        if (st != ALB_OK) {
            return dcc_refuse_transform(c, st, &err);
        }
        return dcc_is_cancellation(c) ? cancel(c) : keep(c, "held", c->execution);
    }
    return send(c, dcc_transform);
}

/* --- Command Variants 5, 6, 7 --- */

typedef struct pre_command_query {
    const dcc_case *c;
    alb_span octets;
} pre_command_query;

static alb_status read_pre_command(store_tx *tx, void *ctx, alb_err *err)
{
    pre_command_query *q = ctx;
    return dcc_pre_command_read(tx, &q->c->document.request_id, q->c->document.srv->srv, q->c->worker->arena,
                                &q->octets, err);
}

/* The octets that the User signed; they are the inner part of the command as they stand. */
static alb_status signed_pre_command(dcc_case *c, int64_t sequence, alb_span *inner, alb_err *err)
{
    (void)sequence;
    (void)err;
    *inner = c->octets;
    return ALB_OK;
}

static bool take_payload(dcc_case *c)
{
    alb_span text = duis_text(&c->document, c->document.body, "GBCSPayload");
    uint8_t *room = alb_arena_alloc(c->worker->arena, text.len);
    alb_wr octets = alb_wr_init(room, text.len);
    if (!room || alb_base64_decode(text, &octets) != ALB_OK) {
        return dcc_refuse(c, "E46", "GBCSPayload is not base64");
    }
    c->octets = alb_wr_span(&octets);
    return true;
}

/* What was signed is what Transform gave: a User cannot have a command sent that the DCC did not make from a
 * request it had judged. */
static bool check_signed(dcc_case *c)
{
    const duis_request_id *id = &c->document.request_id;
    alb_err err = {.code = ALB_OK};
    gbcs_message message;
    char text[200];
    if (gbcs_message_parse(c->octets, &message, &err) != ALB_OK || message.form != GBCS_SIGNED ||
        message.header.cra != GBCS_COMMAND) {
        return dcc_refuse(c, "E46", "not a signed pre-command: %s", alb_err_text(&err, text, sizeof text));
    }
    if (!alb_eui64_equal(message.header.originator, id->originator) ||
        !alb_eui64_equal(message.header.target, id->target) || message.header.counter != id->counter) {
        return dcc_refuse(c, "E46", "the command's originator, target and counter are not the RequestID's");
    }
    pre_command_query q = {.c = c};
    alb_status st = store_read(c->dcc->store, read_pre_command, &q, &err);
    if (st == ALB_NOT_FOUND) {
        return dcc_refuse(c, "E48", "no pre-command was given for this RequestID");
    }
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    gbcs_message given;
    st = gbcs_message_parse(q.octets, &given, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (!alb_span_equal(given.signed_part, message.signed_part)) {
        return dcc_refuse(c, given.header.message_code != message.header.message_code ? "E47" : "E48",
                          "the command is not the pre-command that was given");
    }
    gbcs_verdict verdict;
    st = gbcs_verify(c->worker->keys, &message, c->now, &verdict, &err);
    if (st != ALB_OK || verdict.signature != GBCS_CHECK_OK) {
        return dcc_refuse(c, "E45", "signature: %s", verdict.why ? verdict.why : err.detail);
    }
    return true;
}

bool dcc_send_signed(dcc_case *c)
{
    return take_payload(c) && check_signed(c) && send(c, signed_pre_command);
}

/* --- what was kept --- */

alb_status dcc_inner_of(dcc_case *c, int64_t sequence, alb_span *inner, alb_err *err)
{
    if (c->document.command_variant != 5) {
        return dcc_transform(c, sequence, inner, err);
    }
    if (!take_payload(c)) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, 0, "the signed pre-command is not there");
    }
    return signed_pre_command(c, sequence, inner, err);
}
