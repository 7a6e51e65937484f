/* What cannot go on holds up no others: whatever is looked at in portions is seen by everybody in the end.
 * The DCC is turned by hand here. */
#include "rig.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static rig *the;
static dcc_worker *hand;

/* A meter of the same home whose certificates the DCC has not: nothing can be protected for it. */
static const alb_eui64 keyless = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa4}};

static int set_rig(void **state)
{
    (void)state;
    the = calloc(1, sizeof *the);
    rig_open(the);
    rig_start(the, false);
    the->has_forgeries = true;
    hand = dcc_worker_new(the->dcc);
    assert_non_null(hand);
    return 0;
}

static int clear_rig(void **state)
{
    (void)state;
    dcc_worker_free(hand);
    rig_close(the);
    free(the);
    return 0;
}

static void turn(unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        (void)dcc_pipeline_turn(the->dcc->pipeline, hand);
    }
}

static void send_read(alb_eui64 device, const char *body)
{
    rig_ask a = {rig_supplier, device, .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = body};
    rig_answer got = rig_request(the, DCC_SEND_COMMAND, &a);
    assert_string_equal(got.code, "I99");
}

/* --- held requests --- */

static void add_keyless(void)
{
    dcc_device d = {.id = keyless,
                    .hub = rig_hub,
                    .type = CAT_DEVICE_ESME,
                    .esme_variant = "A",
                    .gbcs_version = 42,
                    .status = "Commissioned",
                    .mpxn = RIG_MPAN};
    assert_int_equal(dcc_register_device(the->dcc, &d, NULL), ALB_OK);
}

#define TOMORROW                                                                                             \
    "<sr:ReadInstantaneousImportRegisters><sr:ExecutionDateTime>2026-03-03T10:00:00Z</sr:ExecutionDateTime>" \
    "</sr:ReadInstantaneousImportRegisters>"

static void requests_to_a_device_without_keys_hold_up_no_others(void **state)
{
    (void)state;
    enum { MANY = 70 };
    add_keyless();
    for (int i = 0; i < MANY; i++) {
        send_read(keyless, TOMORROW);
    }
    send_read(rig_esme, TOMORROW);
    alb_clock_manual_add(&the->clock, ALB_DAYS(1));
    turn(4);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'ready'"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'held'"), MANY);
    /* They are tried for as long as a device has to answer, and then end like what cannot be delivered. */
    for (int i = 0; i < 8; i++) {
        alb_clock_manual_add(&the->clock, ALB_SECONDS(5));
        turn(4);
    }
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state <> 'done'"), 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'E20'"), MANY + 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery WHERE kind = 'response'"), MANY + 1);
}

/* --- schedules --- */

#define ADD_SCHEDULE(srv, id)                                                                                \
    "INSERT INTO schedule (id, owner, device, srv, name_target, name_counter, frequency, first_at, end_at,"  \
    " occurrence, next_at, details) SELECT " id                                                              \
    ", (SELECT p.id FROM party p WHERE (p.role & 1) <> 0 LIMIT 1), d.id, '" srv                              \
    "', 0, 0, 'Daily', d.status_at,"                                                                         \
    " 9000000000000000, 0, d.status_at, '' FROM device d JOIN appointment r ON r.mpxn = d.mpxn AND r.role "  \
    "= 1"

static void a_schedule_that_cannot_be_started_holds_up_no_others(void **state)
{
    (void)state;
    enum { MANY = 40 };
    rig_change(the, ADD_SCHEDULE("no such service", "1"));
    for (int i = 1; i < MANY; i++) {
        rig_change(the, ADD_SCHEDULE("no such service", "(SELECT max(id) + 1 FROM schedule)"));
    }
    rig_change(the, ADD_SCHEDULE("4.12.1", "1000"));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule"), MANY + 1);
    turn(5);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE schedule = 1000"), 1);
    /* They are left out this time, and it is written down. */
    assert_int_equal(rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'schedule-not-started'"),
                     MANY);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule WHERE occurrence = 1"), MANY + 1);
}

/* --- outcomes --- */

static alb_status refuse(store_tx *tx, const dcc_outcome *outcome, alb_time now, alb_err *err)
{
    (void)tx;
    (void)outcome;
    (void)now;
    return alb_fail(err, ALB_EXISTS, NULL, 0, "this one cannot be recorded");
}

static void an_outcome_that_cannot_be_recorded_holds_up_no_others(void **state)
{
    (void)state;
    enum { N = 5 };
    dcc_outcome list[N];
    for (unsigned i = 0; i < N; i++) {
        list[i] = (dcc_outcome){.kind = "alert",
                                .recipient = rig_supplier,
                                .device = rig_esme,
                                .counter = 100 + i,
                                .follows = i == 3,
                                .effect = i == 2 ? refuse : NULL};
        alb_buf_init(&list[i].document, 100);
        alb_buf_add_text(&list[i].document, "<x/>");
    }
    assert_int_equal(dcc_outcomes_record(the->dcc, list, N, NULL), ALB_EXISTS);
    assert_true(list[0].is_recorded && list[1].is_recorded && list[4].is_recorded);
    assert_false(list[2].is_recorded || list[3].is_recorded);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 3);
}

static void a_command_without_its_request_holds_up_no_others(void **state)
{
    (void)state;
    enum { MANY = 150 };
    for (int i = 0; i < MANY; i++) {
        send_read(rig_esme, "<sr:ReadInstantaneousImportRegisters/>");
    }
    rig_change(the,
               "DELETE FROM request WHERE id NOT IN (SELECT id FROM request ORDER BY id LIMIT 1 OFFSET 75)");
    alb_clock_manual_add(&the->clock, ALB_MINUTES(1));
    turn(5);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'E20'"), 1);
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 0);
}

/* --- deliveries --- */

typedef struct inbox {
    pthread_mutex_t lock;
    unsigned taken;
} inbox;

/* Takes everything but one message, which makes it fall over each time. */
static void on_delivery(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    inbox *in = ctx;
    (void)worker;
    bool is_bad = alb_span_equal(request->body, ALB_LIT("bad"));
    (void)pthread_mutex_lock(&in->lock);
    in->taken += !is_bad;
    (void)pthread_mutex_unlock(&in->lock);
    response->status = is_bad ? 500 : 204;
}

static void put_message(alb_eui64 user, uint64_t counter, const char *text)
{
    dcc_outcome one = {.kind = "alert", .recipient = user, .device = rig_esme, .counter = counter};
    alb_buf_init(&one.document, 100);
    alb_buf_add_text(&one.document, text);
    assert_int_equal(dcc_outcomes_record(the->dcc, &one, 1, NULL), ALB_OK);
}

static void wait_for_count(const char *sql, int64_t value)
{
    for (int i = 0; i < 20000 && rig_count(the, sql) != value; i++) {
        struct timespec pause = {.tv_nsec = 1000000};
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(rig_count(the, sql), value);
}

static void a_message_that_fells_its_user_holds_up_no_others(void **state)
{
    (void)state;
    inbox in = {.lock = PTHREAD_MUTEX_INITIALIZER};
    http_server *server = NULL;
    http_server_options o = {.listen = "127.0.0.1:0", .handler = on_delivery, .ctx = &in};
    assert_int_equal(http_server_start(&o, &server, NULL), ALB_OK);
    char url[96];
    (void)snprintf(url, sizeof url, "http://%s/in", http_server_address(server));
    put_message(rig_supplier, 1, "bad");
    put_message(rig_supplier, 2, "good");
    put_message(rig_supplier, 3, "good");
    assert_int_equal(dcc_set_delivery_url(the->dcc, rig_supplier, url, NULL), ALB_OK);
    http_client *client = http_client_new(&(http_client_options){.timeout_ms = 5000});
    assert_true(dcc_deliverer_turn(the->dcc->deliverer, client));
    assert_int_equal(in.taken, 2);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery WHERE state = 'delivered'"), 2);
    assert_int_equal(rig_count(the, "SELECT attempts FROM delivery WHERE state = 'waiting'"), 1);
    http_client_free(client);
    http_server_stop(server, 1000);
}

/* A User that takes connections and says nothing. */
static int listen_silently(char *url, size_t size)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0 && listen(fd, 16) == 0 &&
                getsockname(fd, (struct sockaddr *)&at, &len) == 0);
    (void)snprintf(url, size, "http://127.0.0.1:%u/in", ntohs(at.sin_port));
    return fd;
}

static void users_that_are_silent_hold_up_no_others(void **state)
{
    (void)state;
    const alb_eui64 *const silent[] = {&rig_operator, &rig_other};
    int fds[ALB_COUNT(silent)];
    char url[96];
    inbox in = {.lock = PTHREAD_MUTEX_INITIALIZER};
    http_server *server = NULL;
    http_server_options o = {.listen = "127.0.0.1:0", .handler = on_delivery, .ctx = &in};
    assert_int_equal(http_server_start(&o, &server, NULL), ALB_OK);
    for (size_t i = 0; i < ALB_COUNT(silent); i++) {
        fds[i] = listen_silently(url, sizeof url);
        put_message(*silent[i], 1, "good");
        assert_int_equal(dcc_set_delivery_url(the->dcc, *silent[i], url, NULL), ALB_OK);
    }
    /* They were silent before. */
    rig_change(the, "UPDATE party SET silent_at = 1 WHERE delivery_url IS NOT NULL");
    dcc_worker_free(hand);
    hand = NULL;
    rig_restart(the, true);
    put_message(rig_supplier, 1, "good");
    (void)snprintf(url, sizeof url, "http://%s/in", http_server_address(server));
    assert_int_equal(dcc_set_delivery_url(the->dcc, rig_supplier, url, NULL), ALB_OK);
    wait_for_count("SELECT count(*) FROM delivery WHERE state = 'delivered'", 1);
    for (size_t i = 0; i < ALB_COUNT(silent); i++) {
        (void)close(fds[i]); /* resets what waits in it */
    }
    rig_restart(the, false);
    http_server_stop(server, 1000);
}

/* Each User has its turn before one has a second. */
static void a_user_with_many_messages_holds_up_no_others(void **state)
{
    (void)state;
    enum { MANY = 100 };
    inbox in = {.lock = PTHREAD_MUTEX_INITIALIZER};
    http_server *server = NULL;
    http_server_options o = {.listen = "127.0.0.1:0", .handler = on_delivery, .ctx = &in};
    assert_int_equal(http_server_start(&o, &server, NULL), ALB_OK);
    char url[96];
    (void)snprintf(url, sizeof url, "http://%s/in", http_server_address(server));
    const alb_eui64 *const users[] = {&rig_other, &rig_supplier, &rig_operator};
    for (size_t i = 0; i < ALB_COUNT(users); i++) {
        assert_int_equal(dcc_set_delivery_url(the->dcc, *users[i], url, NULL), ALB_OK);
        for (unsigned n = 0; n < MANY; n++) {
            put_message(*users[i], n, "good");
        }
    }
    http_client *client = http_client_new(&(http_client_options){.timeout_ms = 5000});
    for (size_t i = 0; i < ALB_COUNT(users); i++) {
        assert_true(dcc_deliverer_turn(the->dcc->deliverer, client));
    }
    assert_int_equal(
        rig_count(the, "SELECT count(DISTINCT recipient) FROM delivery WHERE state = 'delivered'"), 3);
    http_client_free(client);
    http_server_stop(server, 1000);
}

/* --- the end --- */

static void what_is_over_goes_as_fast_as_it_comes(void **state)
{
    (void)state;
    send_read(rig_esme, "<sr:ReadInstantaneousImportRegisters/>");
    rig_change(the,
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)"
               " INSERT INTO delivery (id, recipient, kind, device, counter, document, state, created_at,"
               " attempts, refusals, next_at, ended_at) SELECT n.i, target, 'alert', target, n.i, command,"
               " 'delivered', 0, 1, 0, 0, 0 FROM n, request");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 2500);
    turn(3);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 0);
}

#define RIG(test) cmocka_unit_test_setup_teardown(test, set_rig, clear_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG(requests_to_a_device_without_keys_hold_up_no_others),
        RIG(a_schedule_that_cannot_be_started_holds_up_no_others),
        RIG(an_outcome_that_cannot_be_recorded_holds_up_no_others),
        RIG(a_command_without_its_request_holds_up_no_others),
        RIG(a_message_that_fells_its_user_holds_up_no_others),
        RIG(users_that_are_silent_hold_up_no_others),
        RIG(a_user_with_many_messages_holds_up_no_others),
        RIG(what_is_over_goes_as_fast_as_it_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
