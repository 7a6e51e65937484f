/* The life of accepted requests with everything running: the home's end of the link and the User's end of the
 * deliveries are here, time is set by hand. */
#include "rig.h"

#include "duis/signature.h"

#include "fresh_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000, MAX_SEEN = 64 };

static rig *the;

/* --- the home's end --- */

typedef enum manner {
    ANSWERS,
    SILENT,     /* has the command, says nothing more */
    UNKNOWN,    /* the hub is not known */
    OUT_OF_HAN, /* the hub cannot reach the device */
    UNREACHABLE_TWICE,
    ANSWERS_TWICE,
    FORGES_FIRST /* an answer with a wrong octet before the right one */
} manner;

typedef struct home {
    rig voice; /* keys and arena of this thread */
    link_socket *link;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    manner manner;
    unsigned commands, refused, accepted;
    uint64_t sequences[MAX_SEEN];
    alb_span last_command, last_answer;
    uint64_t next; /* sequence of its own */
} home;

static void say(home *h, alb_span message)
{
    link_frame f = {.type = LINK_RECEIVED, .hub = rig_hub, .sequence = ++h->next, .message = message};
    assert_int_equal(link_send(h->link, &f, NULL), ALB_OK);
}

static void answer(home *h, alb_span command)
{
    alb_span response = rig_respond(&h->voice, command);
    if (h->manner == FORGES_FIRST) {
        uint8_t *forged = alb_arena_alloc(h->voice.arena, response.len);
        memcpy(forged, response.ptr, response.len);
        forged[response.len - 1] ^= 1;
        say(h, alb_span_of(forged, response.len));
    }
    say(h, response);
    if (h->manner == ANSWERS_TWICE) {
        say(h, response);
    }
    h->last_answer = response;
}

static void report(home *h, const link_frame *f, uint8_t reason)
{
    link_frame r = {.type = reason ? LINK_FAILED : LINK_DELIVERED, .sequence = f->sequence, .reason = reason};
    assert_int_equal(link_send(h->link, &r, NULL), ALB_OK);
}

static void take_command(home *h, const link_frame *f)
{
    static const uint8_t reasons[] = {
        [UNKNOWN] = LINK_HUB_UNKNOWN, [OUT_OF_HAN] = LINK_HAN_FAILED, [FORGES_FIRST] = 0};
    uint8_t reason = reasons[h->manner];
    if (h->manner == UNREACHABLE_TWICE && h->refused < 2) {
        reason = LINK_HUB_UNREACHABLE;
    }
    report(h, f, reason);
    h->refused += reason != 0;
    if (h->commands < MAX_SEEN) {
        h->sequences[h->commands] = f->sequence;
    }
    h->commands++;
    h->last_command = alb_arena_copy(h->voice.arena, f->message);
    if (reason == 0 && h->manner != SILENT) {
        answer(h, f->message);
    }
}

static void *home_main(void *arg)
{
    home *h = arg;
    link_frame f;
    while (link_receive(h->link, -1, &f, NULL) == ALB_OK) {
        (void)pthread_mutex_lock(&h->lock);
        if (f.type == LINK_SEND) {
            take_command(h, &f);
        }
        h->accepted += f.type == LINK_ACCEPTED;
        (void)pthread_cond_broadcast(&h->changed);
        (void)pthread_mutex_unlock(&h->lock);
    }
    return NULL;
}

/* --- the User's end --- */

typedef struct inbox {
    http_server *http;
    char url[96];
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned arrived;
    int refuse_with, refusals; /* the next so many are answered so */
    alb_buf last, first;
} inbox;

static void on_delivery(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    inbox *in = ctx;
    (void)worker;
    (void)pthread_mutex_lock(&in->lock);
    alb_buf *to = in->arrived == 0 ? &in->first : &in->last;
    alb_buf_clear(to);
    alb_buf_add(to, request->body);
    in->arrived++;
    response->status = in->refusals > 0 ? in->refuse_with : 204;
    in->refusals -= in->refusals > 0;
    (void)pthread_cond_broadcast(&in->changed);
    (void)pthread_mutex_unlock(&in->lock);
}

/* --- one scene --- */

typedef struct scene {
    rig rig;
    home home;
    inbox inbox;
} scene;
static scene *on_stage;

static void attach(scene *s)
{
    link_socket *ours = NULL;
    assert_int_equal(link_pair(&ours, &s->home.link, NULL), ALB_OK);
    assert_int_equal(dcc_attach_link(s->rig.dcc, ours, NULL), ALB_OK);
    assert_int_equal(pthread_create(&s->home.thread, NULL, home_main, &s->home), 0);
}

static void unplug(scene *s)
{
    if (s->home.link) {
        link_close(s->home.link);
        (void)pthread_join(s->home.thread, NULL);
        link_free(s->home.link);
        s->home.link = NULL;
    }
}

static int set_scene(void **state)
{
    (void)state;
    scene *s = calloc(1, sizeof *s);
    rig_open(&s->rig);
    rig_start(&s->rig, true);
    the = &s->rig;
    s->home.voice = (rig){.all = the->all, .keys = gbcs_keys_new(the->all, 0)};
    s->home.voice.arena = alb_arena_new(64U << 20);
    (void)pthread_mutex_init(&s->home.lock, NULL);
    (void)pthread_cond_init(&s->home.changed, NULL);
    (void)pthread_mutex_init(&s->inbox.lock, NULL);
    (void)pthread_cond_init(&s->inbox.changed, NULL);
    alb_buf_init(&s->inbox.first, 1 << 20);
    alb_buf_init(&s->inbox.last, 1 << 20);
    http_server_options o = {.listen = "127.0.0.1:0", .handler = on_delivery, .ctx = &s->inbox};
    assert_int_equal(http_server_start(&o, &s->inbox.http, NULL), ALB_OK);
    (void)snprintf(s->inbox.url, sizeof s->inbox.url, "http://%s/in", http_server_address(s->inbox.http));
    assert_int_equal(dcc_set_delivery_url(the->dcc, rig_supplier, s->inbox.url, NULL), ALB_OK);
    attach(s);
    on_stage = s;
    return 0;
}

static int clear_scene(void **state)
{
    (void)state;
    scene *s = on_stage;
    unplug(s);
    rig_close(&s->rig);
    http_server_stop(s->inbox.http, 1000);
    gbcs_keys_free(s->home.voice.keys);
    alb_arena_free(s->home.voice.arena);
    alb_buf_release(&s->inbox.first);
    alb_buf_release(&s->inbox.last);
    free(s);
    return 0;
}

static bool wait_until(pthread_mutex_t *lock, pthread_cond_t *changed, const unsigned *number,
                       unsigned at_least)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_MS / 1000;
    (void)pthread_mutex_lock(lock);
    int st = 0;
    while (*number < at_least && st == 0) {
        st = pthread_cond_timedwait(changed, lock, &until);
    }
    bool reached = *number >= at_least;
    (void)pthread_mutex_unlock(lock);
    return reached;
}

static void wait_for_deliveries(unsigned n)
{
    assert_true(wait_until(&on_stage->inbox.lock, &on_stage->inbox.changed, &on_stage->inbox.arrived, n));
}

static void wait_for_commands(unsigned n)
{
    assert_true(wait_until(&on_stage->home.lock, &on_stage->home.changed, &on_stage->home.commands, n));
}

static void wait_for_acceptances(unsigned n)
{
    assert_true(wait_until(&on_stage->home.lock, &on_stage->home.changed, &on_stage->home.accepted, n));
}

/* Until the store says so: what other threads write after they were heard. */
static void wait_for_count(const char *sql, int64_t value)
{
    for (int i = 0; i < PATIENCE_MS && rig_count(the, sql) != value; i++) {
        struct timespec pause = {.tv_nsec = 1000000};
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(rig_count(the, sql), value);
}

static void behave(manner m)
{
    (void)pthread_mutex_lock(&on_stage->home.lock);
    on_stage->home.manner = m;
    (void)pthread_mutex_unlock(&on_stage->home.lock);
}

static duis_document delivered(const alb_buf *which)
{
    (void)pthread_mutex_lock(&on_stage->inbox.lock);
    alb_span xml = alb_arena_copy(the->arena, alb_buf_span(which));
    (void)pthread_mutex_unlock(&on_stage->inbox.lock);
    return rig_check_document(the, xml);
}

static rig_ask read_registers(void)
{
    return (rig_ask){rig_supplier,
                     rig_esme,
                     .counter = ++the->counter,
                     .variant = 1,
                     .reference = "4.1",
                     .srv = "4.1.1",
                     .body = "<sr:ReadInstantaneousImportRegisters/>"};
}

static void ask(const rig_ask *a)
{
    rig_answer got = rig_request(the, DCC_SEND_COMMAND, a);
    assert_string_equal(got.code, "I99");
}

/* The outcome of a request that reached the User: the one and only. Beside one that says why there is none of
 * the device stands a DCC Alert. */
static void expect_outcome(const rig_ask *a, const char *code)
{
    unsigned n = code[0] == 'E' ? 2 : 1;
    wait_for_deliveries(n);
    duis_document doc = delivered(&on_stage->inbox.first);
    assert_true(alb_span_is(doc.response_code, code));
    assert_true(doc.has_request_id && doc.has_response_id);
    assert_int_equal(doc.request_id.counter, a->counter);
    /* A failure is the DCC's to say, under a name of its own. */
    assert_true(alb_eui64_equal(doc.response_id.originator, code[0] == 'E' ? rig_dcc : a->target));
    assert_true(code[0] == 'E' || doc.response_id.counter == a->counter);
    assert_true(alb_eui64_equal(doc.response_id.target, a->user));
    wait_for_count("SELECT count(*) FROM delivery WHERE state = 'delivered'", n);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery WHERE kind <> 'DCC alert'"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state <> 'done'"), 0);
    if (n == 2) {
        duis_document alert = delivered(&on_stage->inbox.last);
        assert_true(alb_span_is(alert.response_code, code));
        assert_true(
            alb_span_is(duis_text(&alert, alert.body, "DCCAlertCode"), strcmp(code, "E20") == 0   ? "N12"
                                                                       : strcmp(code, "E21") == 0 ? "N13"
                                                                       : strcmp(code, "E30") == 0 ? "N53"
                                                                                                  : "N15"));
        assert_true(duis_text(&alert, alert.body, "DCCAlert/CommandFailure/CommandRequestID").len > 0);
    }
    for (int i = 0; i < PATIENCE_MS && dcc_pipeline_count(the->dcc->pipeline) > 0; i++) {
        struct timespec pause = {.tv_nsec = 1000000};
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 0);
    assert_int_equal(on_stage->inbox.arrived, n);
}

/* --- answers --- */

static void a_read_is_answered(void **state)
{
    (void)state;
    rig_ask a = read_registers();
    ask(&a);
    expect_outcome(&a, "I0");
    duis_document doc = delivered(&on_stage->inbox.first);
    alb_span payload = rig_payload(the, &doc, "GBCSPayload");
    assert_true(alb_span_equal(payload, on_stage->home.last_answer));
    assert_true(alb_span_is(doc.service_reference_variant, "4.1.1"));
    wait_for_acceptances(1);
}

static void a_critical_command_is_answered(void **state)
{
    (void)state;
    rig_ask a = {rig_supplier,       rig_esme,     .counter = ++the->counter,   .variant = 4,
                 .reference = "7.1", .srv = "7.1", .body = "<sr:EnableSupply/>"};
    rig_answer pre = rig_request(the, DCC_TRANSFORM, &a);
    assert_string_equal(pre.code, "I0");
    alb_buf body;
    alb_buf_init(&body, 1 << 16);
    rig_sign_pre_command(the, rig_supplier, pre.gbcs, &body);
    alb_buf_add_u8(&body, 0);
    a.variant = 5;
    a.body = (const char *)body.ptr;
    ask(&a);
    expect_outcome(&a, "I0");
    alb_buf_release(&body);
}

/* A User that the meter does not know asks through the ACB, with a counter of the ACB's. */
static void an_unknown_party_is_answered(void **state)
{
    (void)state;
    assert_int_equal(dcc_set_delivery_url(the->dcc, rig_other, on_stage->inbox.url, NULL), ALB_OK);
    behave(FORGES_FIRST);
    rig_ask a = {rig_other,           rig_esme,      .counter = ++the->counter,          .variant = 1,
                 .reference = "11.2", .srv = "11.2", .body = "<sr:ReadFirmwareVersion/>"};
    ask(&a);
    expect_outcome(&a, "I0");
    duis_document doc = delivered(&on_stage->inbox.first);
    gbcs_message m;
    assert_int_equal(gbcs_message_parse(rig_payload(the, &doc, "GBCSPayload"), &m, NULL), ALB_OK);
    assert_true(alb_eui64_equal(m.header.target, rig_dcc));
    assert_true(m.header.has_supplementary_party && m.header.supplementary_counter == a.counter);
    assert_true(m.header.counter >= (uint64_t)RIG_START);
    /* The forged one was accepted from the hub, noted, and led to nothing. */
    wait_for_acceptances(2);
    assert_int_equal(
        rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'device-message-dropped'"), 1);
}

static void an_answer_counts_once(void **state)
{
    (void)state;
    behave(ANSWERS_TWICE);
    rig_ask a = read_registers();
    ask(&a);
    wait_for_acceptances(2);
    expect_outcome(&a, "I0");
}

/* --- no answers --- */

/* What the home reported is known to the DCC once it has taken what the home says after it. */
static void settle(void)
{
    home *h = &on_stage->home;
    (void)pthread_mutex_lock(&h->lock);
    unsigned accepted = h->accepted;
    say(h, ALB_LIT("nothing"));
    (void)pthread_mutex_unlock(&h->lock);
    wait_for_acceptances(accepted + 1);
}

static void silence_ends_with_E21(void **state)
{
    (void)state;
    behave(SILENT);
    rig_ask a = read_registers();
    ask(&a);
    wait_for_commands(1);
    settle();
    alb_clock_manual_add(&the->clock, ALB_SECONDS(29));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'ready'"), 1);
    alb_clock_manual_add(&the->clock, ALB_SECONDS(2));
    expect_outcome(&a, "E21");
}

static void a_late_answer_is_delivered_and_no_second_outcome(void **state)
{
    silence_ends_with_E21(state);
    home *h = &on_stage->home;
    (void)pthread_mutex_lock(&h->lock);
    say(h, rig_respond(&h->voice, h->last_command));
    (void)pthread_mutex_unlock(&h->lock);
    wait_for_acceptances(2);
    (void)pthread_mutex_lock(&h->lock);
    say(h, rig_respond(&h->voice, h->last_command));
    (void)pthread_mutex_unlock(&h->lock);
    wait_for_acceptances(3);
    /* Delivered all the same, once; the outcome is what it was. */
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 3);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery WHERE kind = 'late response'"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'done' AND outcome = 'E21'"),
                     1);
    assert_int_equal(
        rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'device-message-dropped'"), 1);
}

static void an_unknown_hub_ends_with_E20(void **state)
{
    (void)state;
    behave(UNKNOWN);
    rig_ask a = read_registers();
    ask(&a);
    expect_outcome(&a, "E20");
}

static void a_lost_han_ends_with_E30(void **state)
{
    (void)state;
    behave(OUT_OF_HAN);
    rig_ask a = read_registers();
    ask(&a);
    expect_outcome(&a, "E30");
}

static void no_link_ends_with_E20(void **state)
{
    (void)state;
    unplug(on_stage);
    rig_ask a = read_registers();
    ask(&a);
    alb_clock_manual_add(&the->clock, ALB_SECONDS(31));
    expect_outcome(&a, "E20");
}

static void an_unreachable_hub_is_tried_again(void **state)
{
    (void)state;
    behave(UNREACHABLE_TWICE);
    rig_ask a = read_registers();
    ask(&a);
    for (unsigned n = 1; n <= 3; n++) {
        wait_for_commands(n);
        if (n < 3) {
            settle();
            alb_clock_manual_add(&the->clock, ALB_SECONDS(4));
        }
    }
    expect_outcome(&a, "I0");
    assert_int_equal(on_stage->home.sequences[0], on_stage->home.sequences[2]);
}

/* --- order --- */

static void the_acknowledgement_comes_first(void **state)
{
    (void)state;
    rig_ask a = read_registers();
    alb_buf xml;
    alb_buf_init(&xml, 1 << 20);
    rig_write(the, &a, &xml);
    rig_answer first = rig_post(the, DCC_SEND_COMMAND, alb_buf_span(&xml));
    assert_string_equal(first.code, "I99");
    alb_buf_release(&xml);
    /* A later one waits behind it: both leave once the first is acknowledged, in their order. */
    rig_ask b = read_registers();
    ask(&b);
    struct timespec pause = {.tv_nsec = 150000000};
    (void)nanosleep(&pause, NULL);
    assert_int_equal(on_stage->home.commands, 0);
    first.sent(first.sent_ctx);
    wait_for_deliveries(2);
    assert_true(on_stage->home.sequences[0] < on_stage->home.sequences[1]);
}

/* --- alerts --- */

static void an_alert_reaches_its_user_once(void **state)
{
    (void)state;
    home *h = &on_stage->home;
    (void)pthread_mutex_lock(&h->lock);
    alb_span alert = rig_alert(&h->voice, rig_supplier, 7);
    say(h, alert);
    say(h, alert);
    say(h, rig_alert(&h->voice, rig_hub, 8)); /* for nobody who is a party */
    (void)pthread_mutex_unlock(&h->lock);
    wait_for_acceptances(3);
    wait_for_deliveries(1);
    duis_document doc = delivered(&on_stage->inbox.first);
    assert_true(!doc.has_request_id && doc.has_response_id);
    assert_int_equal(doc.response_id.counter, 7);
    assert_true(alb_eui64_equal(doc.response_id.originator, rig_esme));
    assert_true(alb_span_is(duis_text(&doc, doc.body, "AlertCode"), "8F12"));
    assert_true(alb_span_equal(rig_payload(the, &doc, "GBCSPayload"), alert));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 1);
}

/* --- deliveries --- */

static void deliveries_are_tried_again(void **state)
{
    (void)state;
    on_stage->inbox.refuse_with = 503;
    on_stage->inbox.refusals = 3;
    rig_ask a = read_registers();
    ask(&a);
    for (unsigned n = 1; n <= 3; n++) {
        wait_for_deliveries(n);
        wait_for_count(n == 1   ? "SELECT count(*) FROM delivery WHERE attempts = 1"
                       : n == 2 ? "SELECT count(*) FROM delivery WHERE attempts = 2"
                                : "SELECT count(*) FROM delivery WHERE attempts = 3",
                       1);
        /* 5, 10, 20 seconds. */
        assert_int_equal(rig_count(the, "SELECT next_at FROM delivery") - alb_now(&the->clock.clock),
                         ALB_SECONDS(5) << (n - 1));
        alb_clock_manual_add(&the->clock, ALB_SECONDS(5) << (n - 1));
    }
    wait_for_count("SELECT count(*) FROM delivery WHERE state = 'delivered'", 1);
    assert_int_equal(on_stage->inbox.arrived, 4);
    assert_true(alb_span_equal(alb_buf_span(&on_stage->inbox.first), alb_buf_span(&on_stage->inbox.last)));
}

static void what_is_refused_for_good_is_given_up(void **state)
{
    (void)state;
    on_stage->inbox.refuse_with = 400;
    on_stage->inbox.refusals = 100;
    rig_ask a = read_registers();
    ask(&a);
    for (unsigned n = 1; n <= 5; n++) {
        wait_for_deliveries(n);
        alb_clock_manual_add(&the->clock, ALB_HOURS(1));
    }
    wait_for_count("SELECT count(*) FROM delivery WHERE state = 'given up'", 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'delivery-given-up'"), 1);
}

static void a_new_place_gets_what_waits(void **state)
{
    (void)state;
    assert_int_equal(dcc_set_delivery_url(the->dcc, rig_supplier, NULL, NULL), ALB_OK);
    rig_ask a = read_registers();
    ask(&a);
    wait_for_count("SELECT count(*) FROM delivery WHERE state = 'waiting'", 1);
    assert_int_equal(dcc_set_delivery_url(the->dcc, rig_supplier, on_stage->inbox.url, NULL), ALB_OK);
    expect_outcome(&a, "I0");
}

/* --- restarts --- */

static void commands_under_way_survive_a_restart(void **state)
{
    (void)state;
    behave(SILENT);
    rig_ask a = read_registers();
    ask(&a);
    wait_for_commands(1);
    unplug(on_stage);
    behave(ANSWERS);
    rig_restart(the, true);
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 1);
    attach(on_stage);
    expect_outcome(&a, "I0");
    assert_int_equal(on_stage->home.sequences[0], on_stage->home.sequences[1]);
}

static void deliveries_survive_a_restart(void **state)
{
    (void)state;
    on_stage->inbox.refuse_with = 503;
    on_stage->inbox.refusals = 1;
    rig_ask a = read_registers();
    ask(&a);
    wait_for_count("SELECT count(*) FROM delivery WHERE attempts = 1", 1);
    unplug(on_stage);
    alb_clock_manual_add(&the->clock, ALB_SECONDS(10));
    rig_restart(the, true);
    wait_for_deliveries(2);
    assert_true(alb_span_equal(alb_buf_span(&on_stage->inbox.first), alb_buf_span(&on_stage->inbox.last)));
}

static void counters_do_not_go_back(void **state)
{
    (void)state;
    int64_t before = 0;
    int64_t after = 0;
    assert_int_equal(dcc_sequence_next(the->dcc, &before, NULL), ALB_OK);
    unplug(on_stage);
    rig_restart(the, true);
    assert_int_equal(dcc_sequence_next(the->dcc, &after, NULL), ALB_OK);
    assert_true(after > before);
    /* Not even when the store is lost. */
    dcc_stop(the->dcc, 0);
    the->dcc = NULL;
    assert_true(fresh_store(the->store_url, sizeof the->store_url, the->dir));
    alb_clock_manual_add(&the->clock, ALB_HOURS(1));
    rig_restart(the, true);
    before = after;
    assert_int_equal(dcc_sequence_next(the->dcc, &after, NULL), ALB_OK);
    assert_true(after > before);
}

/* --- dates --- */

static void send_dated(const rig_ask *a, const char *date, const char *code)
{
    char body[256];
    rig_ask dated = *a;
    (void)snprintf(body, sizeof body,
                   "<sr:ReadInstantaneousImportRegisters><sr:ExecutionDateTime>%s</sr:ExecutionDateTime>"
                   "</sr:ReadInstantaneousImportRegisters>",
                   date);
    dated.body = body;
    rig_answer got = rig_request(the, DCC_SEND_COMMAND, &dated);
    assert_string_equal(got.code, code);
}

static void dated_requests_wait_for_their_date(void **state)
{
    (void)state;
    rig_ask past = read_registers();
    send_dated(&past, "2026-03-02T09:59:59Z", "E51");
    send_dated(&past, "2026-04-02T10:00:00Z", "E51");
    rig_ask a = read_registers();
    send_dated(&a, "2026-03-03T10:00:00Z", "I99");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'held'"), 1);
    alb_clock_manual_add(&the->clock, ALB_HOURS(23));
    assert_int_equal(on_stage->home.commands, 0);
    alb_clock_manual_add(&the->clock, ALB_HOURS(1));
    expect_outcome(&a, "I0");
}

static void dated_requests_are_cancelled(void **state)
{
    (void)state;
    rig_ask a = read_registers();
    send_dated(&a, "2026-03-03T10:00:00Z", "I99");
    rig_ask b = read_registers();
    send_dated(&b, "3000-12-31T00:00:00.00Z", "I99");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'cancelled'"), 1);
    alb_clock_manual_add(&the->clock, ALB_DAYS(2));
    rig_ask c = read_registers();
    ask(&c);
    expect_outcome(&c, "I0");
    assert_int_equal(on_stage->home.commands, 1);
}

/* The meter has another supplier by then. */
static void dated_requests_are_judged_again(void **state)
{
    (void)state;
    rig_ask a = read_registers();
    send_dated(&a, "2026-03-03T10:00:00Z", "I99");
    dcc_registration until = {RIG_MPAN, rig_supplier, CAT_USER_IS, ALB_TIME_NONE, RIG_START + ALB_HOURS(2)};
    assert_int_equal(dcc_register_supply(the->dcc, &until, NULL), ALB_OK);
    alb_clock_manual_add(&the->clock, ALB_DAYS(1));
    expect_outcome(&a, "E4");
    assert_int_equal(on_stage->home.commands, 0);
}

/* --- the end --- */

static void what_is_over_goes_in_time(void **state)
{
    (void)state;
    rig_ask a = read_registers();
    ask(&a);
    expect_outcome(&a, "I0");
    alb_clock_manual_add(&the->clock, ALB_DAYS(29));
    wait_for_count("SELECT count(*) FROM delivery", 1);
    alb_clock_manual_add(&the->clock, ALB_DAYS(2));
    wait_for_count("SELECT count(*) FROM delivery", 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request"), 1);
    alb_clock_manual_add(&the->clock, ALB_DAYS(30));
    wait_for_count("SELECT count(*) FROM request", 0);
    /* Its counter is not forgotten. */
    rig_answer got = rig_request(the, DCC_SEND_COMMAND, &a);
    assert_string_equal(got.code, "E49");
}

/* --- chains --- */

static rig_ask behind(const rig_ask *predecessor, char *room, size_t size)
{
    char from[ALB_EUI64_TEXT];
    char to[ALB_EUI64_TEXT];
    rig_ask a = read_registers();
    (void)snprintf(room, size, "<sr:PrecedingServiceRequestID>%s:%s:%llu</sr:PrecedingServiceRequestID>",
                   alb_eui64_dashed(predecessor->user, from), alb_eui64_dashed(predecessor->target, to),
                   (unsigned long long)predecessor->counter);
    a.chain = room;
    return a;
}

static void expect_refusal(const rig_ask *a, const char *code)
{
    rig_answer got = rig_request(the, DCC_SEND_COMMAND, a);
    assert_string_equal(got.code, code);
}

/* What the meter of this test answers is no success that could be read. */
static void a_chain_ends_with_its_link(void **state)
{
    (void)state;
    char room[2][160];
    rig_ask first = read_registers();
    first.chain = "<sr:FirstInSequence>true</sr:FirstInSequence>";
    rig_ask second = behind(&first, room[0], sizeof room[0]);
    ask(&first);
    ask(&second);
    wait_for_count("SELECT count(*) FROM request WHERE outcome = 'E40'", 1);
    wait_for_deliveries(2);
    assert_int_equal(on_stage->home.commands, 1);
    /* What waits for one that never came waits a day. */
    rig_ask never = read_registers();
    rig_ask third = behind(&never, room[1], sizeof room[1]);
    ask(&third);
    alb_clock_manual_add(&the->clock, ALB_HOURS(23));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'waiting'"), 1);
    alb_clock_manual_add(&the->clock, ALB_HOURS(1));
    wait_for_deliveries(3);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'E41'"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state <> 'done'"), 0);
}

static void chains_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    char room[160];
    rig_ask first = read_registers();
    rig_ask second = behind(&first, room, sizeof room);
    ask(&second);
    rig_ask again = second;
    again.counter = ++the->counter;
    expect_refusal(&again, "E42");
    rig_ask itself = read_registers();
    rig_ask shape = behind(&itself, room, sizeof room);
    shape.counter = itself.counter;
    expect_refusal(&shape, "E42");
    rig_ask stranger = first;
    stranger.user = rig_operator;
    shape = behind(&stranger, room, sizeof room);
    expect_refusal(&shape, "E43");
}

/* --- schedules --- */

static rig_answer ask_dcc(const char *srv, const char *body, const char *code)
{
    rig_ask a = {rig_supplier, rig_dcc,     .counter = ++the->counter, .variant = 8, .reference = srv,
                 .srv = srv,   .body = body};
    rig_answer got = rig_request(the, DCC_NON_DEVICE, &a);
    assert_string_equal(got.code, code);
    return got;
}

#define SCHEDULE(start, device)                                                                              \
    "<sr:CreateSchedule><sr:ScheduleFrequency>Daily</sr:ScheduleFrequency><sr:ScheduleStartDate>" start      \
    "</sr:ScheduleStartDate><sr:ScheduleExecutionStartTime>12:00:00Z</sr:ScheduleExecutionStartTime>"        \
    "<sr:DSPScheduledServiceReference>4.12</sr:DSPScheduledServiceReference>"                                \
    "<sr:DSPScheduledServiceReferenceVariant>4.12.1</"                                                       \
    "sr:DSPScheduledServiceReferenceVariant><sr:DeviceID>" device                                            \
    "</sr:DeviceID><sr:DSPReadMaximumDemandImportRegisters/></sr:CreateSchedule>"
#define METER              "00-DB-12-34-56-78-90-A0"
#define BY_DEVICE(element) "<sr:" element "><sr:DeviceID>" METER "</sr:DeviceID></sr:" element ">"

static void a_schedule_reads_day_by_day(void **state)
{
    (void)state;
    ask_dcc("5.2", BY_DEVICE("ReadSchedule"), "W050201");
    ask_dcc("5.1", SCHEDULE("2026-03-02", "00-DB-12-34-56-78-90-FF"), "E050105");
    ask_dcc("5.1", SCHEDULE("2026-03-01", METER), "E050102");
    rig_answer created = ask_dcc("5.1", SCHEDULE("2026-03-02", METER), "I0");
    uint64_t name = the->counter;
    assert_true(alb_span_is(duis_text(&created.document, created.document.body, "DSPScheduleID"), "1"));
    rig_answer read = ask_dcc("5.2", BY_DEVICE("ReadSchedule"), "I0");
    assert_true(alb_span_is(duis_text(&read.document, read.document.body,
                                      "DSPSchedulesRead/DSPSchedules/DSPScheduleDetails/ScheduleFrequency"),
                            "Daily"));
    for (unsigned day = 1; day <= 3; day++) {
        alb_clock_manual_set(&the->clock, RIG_START + ALB_DAYS(day - 1) + ALB_HOURS(2));
        wait_for_deliveries(day);
        duis_document doc = delivered(day == 1 ? &on_stage->inbox.first : &on_stage->inbox.last);
        assert_int_equal(doc.request_id.counter, name);
        assert_true(alb_eui64_equal(doc.request_id.target, rig_dcc));
        assert_true(alb_eui64_equal(doc.response_id.originator, rig_esme));
        assert_true(alb_span_is(doc.service_reference_variant, "4.12.1"));
        assert_true(alb_span_is(duis_text(&doc, doc.body, "DSPScheduledMessage/DSPScheduleID"), "1"));
        gbcs_message m;
        assert_int_equal(
            gbcs_message_parse(rig_payload(the, &doc, "DSPScheduledMessage/GBCSPayload"), &m, NULL), ALB_OK);
        assert_true(m.header.has_supplementary_party && alb_eui64_equal(m.header.target, rig_dcc));
    }
    assert_int_equal(on_stage->home.commands, 3);
    ask_dcc("5.3", "<sr:DeleteSchedule><sr:DSPScheduleID>2</sr:DSPScheduleID></sr:DeleteSchedule>",
            "E050301");
    ask_dcc("5.3", BY_DEVICE("DeleteSchedule"), "I0");
    ask_dcc("5.3", BY_DEVICE("DeleteSchedule"), "W050301");
    alb_clock_manual_add(&the->clock, ALB_DAYS(2));
    rig_ask a = read_registers();
    ask(&a);
    wait_for_deliveries(4);
    assert_int_equal(on_stage->home.commands, 4);
}

static void a_schedule_without_an_answer_is_told(void **state)
{
    (void)state;
    behave(SILENT);
    ask_dcc("5.1", SCHEDULE("2026-03-02", METER), "I0");
    alb_clock_manual_add(&the->clock, ALB_HOURS(2));
    wait_for_commands(1);
    settle();
    alb_clock_manual_add(&the->clock, ALB_MINUTES(1));
    wait_for_deliveries(1);
    duis_document doc = delivered(&on_stage->inbox.first);
    assert_true(alb_span_is(doc.response_code, "E21"));
    assert_true(alb_span_is(duis_text(&doc, doc.body, "DCCAlertCode"), "N11"));
    assert_true(alb_span_is(duis_text(&doc, doc.body, "DCCAlert/CommandFailure/DSPScheduleID"), "1"));
}

static void occurrences_keep_to_the_calendar(void **state)
{
    (void)state;
    const struct {
        const char *first, *frequency, *expected;
        int64_t k;
    } cases[] = {
        {"2026-01-31T06:00:00Z", "Monthly", "2026-02-28T06:00:00Z", 1},
        {"2026-01-31T06:00:00Z", "Monthly", "2026-03-31T06:00:00Z", 2},
        {"2027-12-31T06:00:00Z", "Quarterly", "2028-03-31T06:00:00Z", 1},
        {"2027-08-31T06:00:00Z", "Half-Yearly", "2028-02-29T06:00:00Z", 1},
        {"2028-02-29T06:00:00Z", "Yearly", "2029-02-28T06:00:00Z", 1},
        {"2026-03-27T06:00:00Z", "Weekly", "2026-04-10T06:00:00Z", 2},
        {"2026-12-31T06:00:00Z", "Daily", "2027-01-01T06:00:00Z", 1},
    };
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        alb_time first;
        char text[ALB_TIME_TEXT];
        assert_true(alb_time_parse(alb_span_str(cases[i].first), &first));
        assert_string_equal(alb_time_text(dcc_occurrence(first, cases[i].frequency, cases[i].k), text),
                            cases[i].expected);
    }
}

int main(void)
{
#define SCENE(test) cmocka_unit_test_setup_teardown(test, set_scene, clear_scene)
    const struct CMUnitTest tests[] = {
        SCENE(a_read_is_answered),
        SCENE(a_critical_command_is_answered),
        SCENE(an_unknown_party_is_answered),
        SCENE(an_answer_counts_once),
        SCENE(silence_ends_with_E21),
        SCENE(a_late_answer_is_delivered_and_no_second_outcome),
        SCENE(an_unknown_hub_ends_with_E20),
        SCENE(a_lost_han_ends_with_E30),
        SCENE(no_link_ends_with_E20),
        SCENE(an_unreachable_hub_is_tried_again),
        SCENE(the_acknowledgement_comes_first),
        SCENE(an_alert_reaches_its_user_once),
        SCENE(deliveries_are_tried_again),
        SCENE(what_is_refused_for_good_is_given_up),
        SCENE(a_new_place_gets_what_waits),
        SCENE(commands_under_way_survive_a_restart),
        SCENE(deliveries_survive_a_restart),
        SCENE(counters_do_not_go_back),
        SCENE(dated_requests_wait_for_their_date),
        SCENE(dated_requests_are_cancelled),
        SCENE(dated_requests_are_judged_again),
        SCENE(what_is_over_goes_in_time),
        SCENE(a_chain_ends_with_its_link),
        SCENE(chains_that_make_no_sense_are_refused),
        SCENE(a_schedule_reads_day_by_day),
        SCENE(a_schedule_without_an_answer_is_told),
        cmocka_unit_test(occurrences_keep_to_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
