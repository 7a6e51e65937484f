/* Two servers on one PostgreSQL: they share the work, and one takes up what the other leaves. Runs within
 * tests/support/postgres alone. */
#include "rig.h"

#include "postgres.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000, MAX_SEEN = 256 };

static rig *the;

static void pause_ms(unsigned ms)
{
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
}

static void wait_for_count(const char *sql, int64_t value)
{
    for (int i = 0; i < PATIENCE_MS / 5 && rig_count(the, sql) != value; i++) {
        pause_ms(5);
    }
    assert_int_equal(rig_count(the, sql), value);
}

/* --- the hubs' end of one server's link --- */

typedef struct hub_end {
    rig voice; /* keys and arena of its thread */
    link_socket *link;
    pthread_t thread;
    pthread_mutex_t lock;
    unsigned n;
    uint64_t counters[MAX_SEEN]; /* of the commands, as the device would see them */
} hub_end;

static void answer(hub_end *h, const link_frame *f, uint64_t *next)
{
    link_frame delivered = {.type = LINK_DELIVERED, .sequence = f->sequence};
    link_frame response = {.type = LINK_RECEIVED,
                           .hub = rig_hub,
                           .sequence = ++*next,
                           .message = rig_respond(&h->voice, f->message)};
    gbcs_message m;
    assert_int_equal(gbcs_message_parse(f->message, &m, NULL), ALB_OK);
    (void)pthread_mutex_lock(&h->lock);
    assert_true(h->n < MAX_SEEN);
    h->counters[h->n++] = m.header.counter;
    (void)pthread_mutex_unlock(&h->lock);
    if (link_send(h->link, &delivered, NULL) == ALB_OK) {
        alb_status ignored = link_send(h->link, &response, NULL);
        (void)ignored;
    }
}

static void *hub_main(void *arg)
{
    hub_end *h = arg;
    link_frame f;
    uint64_t next = 0;
    while (link_receive(h->link, -1, &f, NULL) == ALB_OK) {
        if (f.type == LINK_SEND) {
            answer(h, &f, &next);
        }
    }
    return NULL;
}

static hub_end *attach(dcc *d)
{
    hub_end *h = calloc(1, sizeof *h);
    link_socket *ours = NULL;
    h->voice = (rig){.all = the->all, .keys = gbcs_keys_new(the->all, 0), .arena = alb_arena_new(64U << 20)};
    (void)pthread_mutex_init(&h->lock, NULL);
    assert_int_equal(link_pair(&ours, &h->link, NULL), ALB_OK);
    assert_int_equal(dcc_attach_link(d, ours, NULL), ALB_OK);
    assert_int_equal(pthread_create(&h->thread, NULL, hub_main, h), 0);
    return h;
}

static void detach(hub_end *h)
{
    link_close(h->link);
    (void)pthread_join(h->thread, NULL);
    link_free(h->link);
    gbcs_keys_free(h->voice.keys);
    alb_arena_free(h->voice.arena);
    free(h);
}

/* --- two servers --- */

static dcc *other;
static smki_keystore *other_keys;

static int set_rig(void **state)
{
    (void)state;
    the = calloc(1, sizeof *the);
    rig_open(the);
    return 0;
}

static int clear_rig(void **state)
{
    (void)state;
    dcc_stop(other, 0);
    smki_keystore_free(other_keys);
    other = NULL;
    other_keys = NULL;
    rig_close(the);
    free(the);
    return 0;
}

static void start_other(bool threads)
{
    other = rig_another(the, threads, &other_keys);
}

/* Posts to one of the two. */
static rig_answer post_to(dcc *server, dcc_service service, rig_ask ask)
{
    dcc *first = the->dcc;
    the->dcc = server;
    rig_answer got = rig_request(the, service, &ask);
    the->dcc = first;
    return got;
}

static rig_ask read_registers(unsigned variant)
{
    return (rig_ask){rig_supplier,
                     rig_esme,
                     .counter = ++the->counter,
                     .variant = variant,
                     .reference = "4.1",
                     .srv = "4.1.1",
                     .body = "<sr:ReadInstantaneousImportRegisters/>"};
}

/* The broker stands in its header, with a counter of its own. */
static rig_ask read_firmware(void)
{
    return (rig_ask){rig_other,           rig_esme,      .counter = ++the->counter,          .variant = 1,
                     .reference = "11.2", .srv = "11.2", .body = "<sr:ReadFirmwareVersion/>"};
}

static void servers_share_the_shards(void **state)
{
    (void)state;
    static const char owners[] = "SELECT count(DISTINCT owner) FROM shard";
    static const char most[] =
        "SELECT MAX(n) FROM (SELECT count(*) AS n FROM shard WHERE owner <> 0 GROUP BY owner) AS counted";
    rig_start(the, true);
    assert_int_equal(rig_count(the, owners), 1);
    start_other(true);
    wait_for_count(owners, 2);
    wait_for_count(most, 31);
    wait_for_count("SELECT count(*) FROM shard WHERE owner = 0", 0);
    dcc_stop(other, 0);
    other = NULL;
    wait_for_count(most, 61);
}

/* Whoever accepts it: the device sees its commands in order, from one server, each once. Its User's counters
 * rise, and so do the broker's, whose numbers come from blocks that each server has of its own. */
static void send_by_turns(bool is_brokers)
{
    enum { MANY = 30 };
    rig_start(the, true);
    start_other(true);
    wait_for_count("SELECT count(DISTINCT owner) FROM shard WHERE owner <> 0", 2);
    hub_end *ends[] = {attach(the->dcc), attach(other)};
    for (int i = 0; i < MANY; i++) {
        rig_answer got = post_to(i % 2 ? other : the->dcc, DCC_SEND_COMMAND,
                                 is_brokers ? read_firmware() : read_registers(1));
        assert_string_equal(got.code, "I99");
    }
    wait_for_count("SELECT count(*) FROM request WHERE outcome = 'I0'", MANY);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), MANY);
    hub_end *end = ends[0]->n > 0 ? ends[0] : ends[1];
    assert_int_equal(ends[0]->n + ends[1]->n, MANY);
    assert_int_equal(end->n, MANY);
    for (unsigned i = 1; i < end->n; i++) {
        assert_true(end->counters[i - 1] < end->counters[i]);
    }
    detach(ends[0]);
    detach(ends[1]);
}

static void a_request_is_carried_out_by_the_owner(void **state)
{
    (void)state;
    send_by_turns(false);
}

static void the_brokers_counters_rise_across_servers(void **state)
{
    (void)state;
    send_by_turns(true);
}

/* Commands that their User waits for are made by the server that was asked, wherever the device was. */
static void local_commands_are_made_where_they_are_asked_for(void **state)
{
    (void)state;
    rig_start(the, true);
    start_other(true);
    wait_for_count("SELECT count(DISTINCT owner) FROM shard WHERE owner <> 0", 2);
    uint64_t last = 0;
    for (int i = 0; i < 6; i++) {
        rig_answer got = post_to(i % 2 ? other : the->dcc, DCC_NON_DEVICE, read_registers(2));
        assert_string_equal(got.code, "I0");
        gbcs_message m;
        assert_int_equal(gbcs_message_parse(got.gbcs, &m, NULL), ALB_OK);
        assert_true(m.header.counter > last);
        last = m.header.counter;
    }
}

/* A server that shows no life any more: what it had under way is sent again by the other, and when it wakes
 * it does not end what is no longer its own. */
static void a_dead_servers_work_is_taken_up(void **state)
{
    (void)state;
    rig_start(the, false);
    dcc_worker *hand = dcc_worker_new(the->dcc);
    for (int i = 0; i < 5; i++) {
        rig_answer got = post_to(the->dcc, DCC_SEND_COMMAND, read_registers(1));
        assert_string_equal(got.code, "I99");
    }
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 5);
    start_other(true);
    hub_end *end = attach(other);
    int64_t began = alb_monotonic_ns();
    wait_for_count("SELECT count(*) FROM request WHERE outcome = 'I0'", 5);
    assert_true(alb_monotonic_ns() - began < INT64_C(8000000000));
    assert_int_equal(end->n, 5);
    /* The first one wakes, a minute later by its clock: all it had is overdue, and none of it its own. */
    alb_clock_manual_add(&the->clock, ALB_MINUTES(1));
    for (int i = 0; i < 3; i++) {
        (void)dcc_pipeline_turn(the->dcc->pipeline, hand);
    }
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'I0'"), 5);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 5);
    detach(end);
    dcc_worker_free(hand);
}

/* What it may still write after it was thought dead is refused by the row of the shard. */
static void a_server_that_lost_a_device_cannot_end_its_requests(void **state)
{
    (void)state;
    rig_start(the, false);
    dcc_worker *hand = dcc_worker_new(the->dcc);
    rig_answer got = post_to(the->dcc, DCC_SEND_COMMAND, read_registers(1));
    assert_string_equal(got.code, "I99");
    rig_change(the, "INSERT INTO server (id, beat) VALUES (7, 1)");
    rig_change(the, "UPDATE shard SET owner = 7");
    int64_t id = rig_count(the, "SELECT id FROM request");
    assert_true(dcc_end_request(hand, id, "E20"));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'ready'"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 0);
    /* Nor can it make commands: it holds the request, for the one that can. */
    got = post_to(the->dcc, DCC_SEND_COMMAND, read_registers(1));
    assert_string_equal(got.code, "I99");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'held'"), 1);
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 0);
    dcc_worker_free(hand);
}

static void keys_and_parties_are_seen_by_all(void **state)
{
    (void)state;
    rig_restart(the, true);
    start_other(true);
    rig_register(the);
    for (int i = 0; i < PATIENCE_MS && !smki_keystore_find(other_keys, rig_esme, SMKI_SLOT_KEY_AGREEMENT);
         i++) {
        pause_ms(1);
    }
    rig_answer got = post_to(other, DCC_SEND_COMMAND, read_registers(1));
    assert_string_equal(got.code, "I99");
    /* A counter that one has taken is taken for both. */
    rig_ask again = read_registers(1);
    got = post_to(other, DCC_SEND_COMMAND, again);
    assert_string_equal(got.code, "I99");
    got = post_to(the->dcc, DCC_SEND_COMMAND, again);
    assert_string_equal(got.code, "E49");
}

/* --- deliveries and schedules --- */

typedef struct inbox {
    pthread_mutex_t lock;
    unsigned arrived;
} inbox;

static void on_delivery(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    inbox *in = ctx;
    (void)worker;
    (void)request;
    (void)pthread_mutex_lock(&in->lock);
    in->arrived++;
    (void)pthread_mutex_unlock(&in->lock);
    response->status = 204;
}

static void a_delivery_is_made_by_one(void **state)
{
    (void)state;
    enum { MANY = 40 };
    inbox in = {.lock = PTHREAD_MUTEX_INITIALIZER};
    http_server *server = NULL;
    char url[96];
    http_server_options o = {.listen = "127.0.0.1:0", .handler = on_delivery, .ctx = &in};
    assert_int_equal(http_server_start(&o, &server, NULL), ALB_OK);
    (void)snprintf(url, sizeof url, "http://%s/in", http_server_address(server));
    rig_start(the, true);
    start_other(true);
    wait_for_count("SELECT count(DISTINCT owner) FROM shard WHERE owner <> 0", 2);
    const alb_eui64 *const users[] = {&rig_supplier, &rig_operator, &rig_other};
    for (size_t i = 0; i < ALB_COUNT(users); i++) {
        assert_int_equal(dcc_set_delivery_url(the->dcc, *users[i], url, NULL), ALB_OK);
        for (unsigned n = 0; n < MANY; n++) {
            dcc_outcome one = {.kind = "alert", .recipient = *users[i], .device = rig_esme, .counter = n};
            alb_buf_init(&one.document, 100);
            alb_buf_add_text(&one.document, "<x/>");
            assert_int_equal(dcc_outcomes_record(n % 2 ? other : the->dcc, &one, 1, NULL), ALB_OK);
        }
    }
    wait_for_count("SELECT count(*) FROM delivery WHERE state = 'delivered'", MANY * 3);
    assert_int_equal(in.arrived, MANY * 3);
    dcc_stop(other, 0);
    other = NULL;
    dcc_stop(the->dcc, 0);
    the->dcc = NULL;
    http_server_stop(server, 1000);
}

static void a_schedule_is_started_by_one(void **state)
{
    (void)state;
    rig_start(the, true);
    start_other(true);
    wait_for_count("SELECT count(DISTINCT owner) FROM shard WHERE owner <> 0", 2);
    for (int i = 0; i < 10; i++) {
        rig_change(the,
                   "INSERT INTO schedule (id, owner, device, srv, name_target, name_counter, frequency,"
                   " first_at, end_at, occurrence, next_at, details) SELECT (SELECT count(*) FROM schedule),"
                   " (SELECT p.id FROM party p WHERE (p.role & 1) <> 0 LIMIT 1), d.id, '4.12.1', 0, 0, "
                   "'Daily', d.status_at, 9000000000000000, 0,"
                   " d.status_at, '' FROM device d WHERE d.mpxn IS NOT NULL");
    }
    wait_for_count("SELECT count(*) FROM schedule WHERE occurrence = 1", 10);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE schedule >= 0"), 10);
}

#define RIG(test) cmocka_unit_test_setup_teardown(test, set_rig, clear_rig)

int main(void)
{
    if (!postgres_is_there()) {
        return 77;
    }
    const struct CMUnitTest tests[] = {
        RIG(servers_share_the_shards),
        RIG(a_request_is_carried_out_by_the_owner),
        RIG(local_commands_are_made_where_they_are_asked_for),
        RIG(the_brokers_counters_rise_across_servers),
        RIG(a_dead_servers_work_is_taken_up),
        RIG(a_server_that_lost_a_device_cannot_end_its_requests),
        RIG(keys_and_parties_are_seen_by_all),
        RIG(a_delivery_is_made_by_one),
        RIG(a_schedule_is_started_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
