/* Whatever is sent to a running `albion serve` by those who mean it ill is refused, and its store knows
 * nothing of it afterwards. docs/security.md has the list; svc/dcc/test/test_hostile.c has more forms of
 * each. */
#include "server.h"

#include "base/text.h"
#include "duis/signature.h"
#include "store/store.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { REQUEST_S = 2 };

static ops_server server;
static smki_keystore *keys;
static crypto_ctx *crypto;
static xml_context *xml;
static store *data;
static alb_eui64 meter;
static uint64_t counter = 1000;

#define DUIS       "http://www.dccinterface.co.uk/ServiceUserGateway"
#define NAMESPACE  "xmlns:sr=\"" DUIS "\""
#define READ       "<sr:ReadInstantaneousImportRegisters/>"
#define SERVICE(x) "/api/v1/service" x

/* --- the store as it stands --- */

static const char *const facts[] = {
    "SELECT count(*) FROM request",
    "SELECT count(*) FROM replay",
    "SELECT COALESCE(sum(highest % 1000003), 0) FROM replay",
    "SELECT count(*) FROM pre_command",
    "SELECT count(*) FROM delivery",
    "SELECT count(*) FROM schedule",
    "SELECT count(*) FROM device",
    "SELECT count(*) FROM device WHERE status = 'Commissioned'",
    "SELECT count(*) FROM party",
    "SELECT count(*) FROM device_history",
};
typedef struct state_of_things {
    int64_t n[ALB_COUNT(facts)];
} state_of_things;

static alb_status read_facts(store_tx *tx, void *ctx, alb_err *err)
{
    state_of_things *s = ctx;
    for (size_t i = 0; i < ALB_COUNT(facts); i++) {
        store_rows *rows = NULL;
        ALB_TRY(store_query(tx, facts[i], NULL, 0, &rows, err));
        s->n[i] = store_next(rows) ? store_column(rows, 0).integer : -1;
        ALB_TRY(store_rows_end(rows, err));
    }
    return ALB_OK;
}

static state_of_things look(void)
{
    state_of_things s;
    assert_int_equal(store_read(data, read_facts, &s, NULL), ALB_OK);
    return s;
}

static void unchanged(const state_of_things *before, const char *attack)
{
    state_of_things now = look();
    for (size_t i = 0; i < ALB_COUNT(facts); i++) {
        if (now.n[i] != before->n[i]) {
            fail_msg("%s: %s: %lld, was %lld", attack, facts[i], (long long)now.n[i],
                     (long long)before->n[i]);
        }
    }
}

/* --- requests --- */

/* Signed with the key of `signer`; to be freed. */
static char *request(alb_eui64 signer, alb_eui64 user, alb_eui64 target, unsigned variant,
                     const char *reference, const char *srv, const char *body)
{
    char from[ALB_EUI64_TEXT];
    char to[ALB_EUI64_TEXT];
    alb_buf plain, out;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&plain, 4U << 20);
    alb_buf_init(&out, 4U << 20);
    alb_buf_printf(
        &plain,
        "<sr:Request " NAMESPACE " schemaVersion=\"5.4\"><sr:Header><sr:RequestID>%s:%s:%llu"
        "</sr:RequestID><sr:CommandVariant>%u</sr:CommandVariant><sr:ServiceReference>%s"
        "</sr:ServiceReference><sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant></sr:Header>"
        "<sr:Body>%s</sr:Body></sr:Request>",
        alb_eui64_dashed(user, from), alb_eui64_dashed(target, to), (unsigned long long)++counter, variant,
        reference, srv, body);
    const smki_identity *key = smki_keystore_find(keys, signer, SMKI_SLOT_XML_SIGNING);
    assert_non_null(key);
    if (duis_sign(crypto, xml, alb_buf_span(&plain), key, &out, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    alb_buf_release(&plain);
    alb_buf_add_u8(&out, '\0');
    return (char *)out.ptr;
}

static char *read_request(void)
{
    return request(ops_supplier, ops_supplier, meter, 1, "4.1", "4.1.1", READ);
}

/* text with the first `what` replaced; to be freed. */
static char *replaced(const char *text, const char *what, const char *by)
{
    const char *at = strstr(text, what);
    alb_buf out;
    assert_non_null(at);
    alb_buf_init(&out, 16U << 20);
    alb_buf_add(&out, alb_span_of(text, (size_t)(at - text)));
    alb_buf_add_text(&out, by);
    alb_buf_add_text(&out, at + strlen(what));
    alb_buf_add_u8(&out, '\0');
    return (char *)out.ptr;
}

static char *part_of(const char *text, const char *from, const char *to)
{
    const char *first = strstr(text, from);
    const char *end = first ? strstr(first, to) : NULL;
    assert_non_null(end);
    return strndup(first, (size_t)(end - first) + strlen(to));
}

/* --- over the wire --- */

static int connection(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    uint64_t port = 0;
    assert_true(alb_parse_u64(alb_span_str(strrchr(server.url, ':') + 1), UINT16_MAX, &port));
    to.sin_port = htons((uint16_t)port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = 10};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

typedef struct answer {
    int status; /* 0: none */
    char text[8192];
} answer;

/* What comes until the server closes, or has said all that it said it would. */
static void receive(int fd, answer *out)
{
    size_t n = 0;
    for (ssize_t got = 1; got > 0 && n + 1 < sizeof out->text; n += got > 0 ? (size_t)got : 0) {
        got = recv(fd, out->text + n, sizeof out->text - 1 - n, 0);
    }
    out->text[n] = '\0';
    uint64_t status = 0;
    out->status = n > 12 && alb_parse_u64(alb_span_of(out->text + 9, 3), 999, &status) ? (int)status : 0;
}

static answer post(const char *path, const char *body)
{
    answer a;
    alb_buf head;
    int fd = connection();
    alb_buf_init(&head, 64U << 20);
    alb_buf_printf(&head,
                   "POST %s HTTP/1.1\r\nHost: dcc\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                   "Content-Length: %zu\r\n\r\n",
                   path, strlen(body));
    alb_buf_add_text(&head, body);
    for (size_t sent = 0; sent < head.len;) {
        ssize_t n = send(fd, head.ptr + sent, head.len - sent, MSG_NOSIGNAL);
        if (n <= 0) {
            break; /* refused before it was all out */
        }
        sent += (size_t)n;
    }
    alb_buf_release(&head);
    receive(fd, &a);
    (void)close(fd);
    return a;
}

static bool has_code(const answer *a, const char *code)
{
    char element[64];
    (void)snprintf(element, sizeof element, ":ResponseCode>%s<", code);
    return strstr(a->text, element) != NULL;
}

/* http: the status, or 200 with that code. The body is freed. */
static void refused(const char *attack, const char *path, char *body, int http, const char *code)
{
    state_of_things before = look();
    answer a = post(path, body);
    free(body);
    if (a.status != http || (http == 200 && !has_code(&a, code))) {
        fail_msg("%s: %d %.300s", attack, a.status, a.text);
    }
    unchanged(&before, attack);
}

/* What the inventory says of the meter, which anybody may ask. */
static char *inventory_request(alb_eui64 user)
{
    char body[160];
    char id[ALB_EUI64_TEXT];
    (void)snprintf(body, sizeof body, "<sr:ReadInventory><sr:DeviceID>%s</sr:DeviceID></sr:ReadInventory>",
                   alb_eui64_dashed(meter, id));
    return request(user, user, ops_dcc, 8, "8.2", "8.2", body);
}

static void is_served(alb_eui64 user)
{
    char *good = inventory_request(user);
    answer a = post(SERVICE("D"), good);
    free(good);
    if (a.status != 200 || !has_code(&a, "I0")) {
        fail_msg("%d %.300s", a.status, a.text);
    }
}

/* --- the attacks --- */

static void signature_wrapping(void **state)
{
    (void)state;
    char *text = read_request();
    char *whole = part_of(text, "<sr:Request ", "</sr:Request>");
    char *signature = part_of(text, "<ds:Signature", "</ds:Signature>");
    char *body = part_of(text, "<sr:Body>", "</sr:Body>");
    static const char evil_body[] = "<sr:Body><sr:ReadSupplyStatus/></sr:Body>";
    char *evil = replaced(whole, body, evil_body);
    char *bare = replaced(evil, signature, "");
    size_t size = 2 * strlen(text) + 400;
    char *object = malloc(size);
    char *wrapper = malloc(size);
    assert_true(object && wrapper);
    (void)snprintf(object, size, "<ds:Object>%s</ds:Object></ds:Signature>", whole);
    (void)snprintf(wrapper, size, "<sr:Wrapper " NAMESPACE ">%s%s</sr:Wrapper>", bare, whole);
    refused("another body", SERVICE("S"), replaced(text, body, evil_body), 400, "");
    refused("within the signature of an evil one", SERVICE("S"), replaced(evil, "</ds:Signature>", object),
            400, "");
    refused("beside an evil one", SERVICE("S"), wrapper, 400, "");
    refused("a reference to a part", SERVICE("S"), replaced(text, "URI=\"\"", "URI=\"#x\""), 400, "");
    refused("no signature", SERVICE("S"), replaced(text, signature, ""), 400, "");
    free(object);
    free(bare);
    free(evil);
    free(body);
    free(signature);
    free(whole);
    free(text);
}

static void entity_expansion(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
        "\"&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>"
        "<sr:Request " NAMESPACE " schemaVersion=\"5.4\"><sr:Header>&d;</sr:Header></sr:Request>",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM "
        "\"file:///etc/passwd\">]><sr:Request " NAMESPACE
        " schemaVersion=\"5.4\"><sr:Header>&a;</sr:Header></sr:Request>",
        "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><sr:Request " NAMESPACE "/>",
    };
    for (size_t i = 0; i < ALB_COUNT(documents); i++) {
        refused(documents[i], SERVICE("S"), strdup(documents[i]), 400, "");
    }
}

static double seconds_since(const struct timespec *began)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) / 1e9;
}

/* Many that say nothing, or little by little, are cut off, and hold up nobody meanwhile. */
static void slow_clients(void **state)
{
    (void)state;
    enum { SILENT = 40 };
    int silent[SILENT];
    char octet;
    struct timespec began;
    state_of_things before = look();
    (void)clock_gettime(CLOCK_MONOTONIC, &began);
    for (size_t i = 0; i < SILENT; i++) {
        static const char head[] = "POST /api/v1/serviceS HTTP/1.1\r\nHost: dcc\r\n";
        silent[i] = connection();
        (void)send(silent[i], head, i % 2 ? sizeof head - 1 : 1, MSG_NOSIGNAL);
    }
    int dripping = connection();
    static const char slow[] =
        "POST /api/v1/serviceS HTTP/1.1\r\nHost: dcc\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaa";
    size_t dripped = 0;
    const struct timespec pause = {.tv_nsec = 100000000};
    while (dripped < sizeof slow - 1 && send(dripping, slow + dripped, 1, MSG_NOSIGNAL) == 1 &&
           recv(dripping, &octet, 1, MSG_DONTWAIT) != 0) {
        dripped++;
        if (dripped == 5) {
            is_served(ops_supplier);
            before = look();
        }
        (void)nanosleep(&pause, NULL);
    }
    assert_true(dripped < sizeof slow - 1);
    double taken = seconds_since(&began);
    if (taken > REQUEST_S + 3.0) {
        fail_msg("a dripping client had %f seconds", taken);
    }
    for (size_t i = 0; i < SILENT; i++) {
        answer a;
        receive(silent[i], &a); /* what it says, if anything, and the end */
        (void)close(silent[i]);
        assert_true(a.status == 0 || a.status >= 400);
    }
    (void)close(dripping);
    unchanged(&before, "slow clients");
}

static void oversized_bodies(void **state)
{
    (void)state;
    alb_buf large;
    alb_buf_init(&large, 16U << 20);
    alb_buf_add_text(&large, "<sr:Request " NAMESPACE ">");
    for (size_t i = 0; i < 200000; i++) {
        alb_buf_add_text(&large, "          ");
    }
    alb_buf_add_text(&large, "</sr:Request>");
    alb_buf_add_u8(&large, '\0');
    refused("two million octets", SERVICE("S"), (char *)large.ptr, 413, "");

    static const char *const heads[] = {
        "POST /api/v1/serviceS HTTP/1.1\r\nHost: dcc\r\nContent-Length: 1000000000000\r\n\r\n",
        "POST /api/v1/serviceS HTTP/1.1\r\nHost: dcc\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST /api/v1/serviceS HTTP/1.1\r\nHost: dcc\r\nContent-Length: -1\r\n\r\n",
    };
    state_of_things before = look();
    for (size_t i = 0; i < ALB_COUNT(heads); i++) {
        answer a;
        int fd = connection();
        (void)send(fd, heads[i], strlen(heads[i]), MSG_NOSIGNAL);
        receive(fd, &a);
        (void)close(fd);
        if (a.status != 0 && a.status < 400) {
            fail_msg("%s: %d", heads[i], a.status);
        }
    }
    unchanged(&before, "lengths");
}

static void replay(void **state)
{
    (void)state;
    char *text = read_request();
    answer first = post(SERVICE("S"), text);
    assert_true(has_code(&first, "I99"));
    /* Until its answer has come: what changes then is not the replay's doing. */
    ops_post(&server, "/admin/v1/clock?advance=1s", "");
    refused("the same octets again", SERVICE("S"), strdup(text), 200, "E49");
    refused("at another service", SERVICE("D"), strdup(text), 200, "E13");
    free(text);
}

static void other_users_ids(void **state)
{
    (void)state;
    refused("the network operator's id, the supplier's key", SERVICE("S"),
            request(ops_supplier, ops_operator, meter, 1, "4.1", "4.1.1", READ), 400, "");
    refused("nobody's id", SERVICE("S"),
            request(ops_supplier, alb_eui64_of(0x1122334455667788), meter, 1, "4.1", "4.1.1", READ), 400, "");
    char *own = read_request();
    refused("another's id put in afterwards", SERVICE("S"),
            replaced(own, "90-B3-D5-1F-30-01-00-00", "90-B3-D5-1F-30-02-00-00"), 400, "");
    free(own);
}

static void other_roles_services(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const alb_eui64 *user;
        const char *srv, *body;
    } attacks[] = {
        {"a network operator enables supply", &ops_operator, "7.1", "<sr:EnableSupply/>"},
        {"a network operator disables supply", &ops_operator, "7.2", "<sr:DisableSupply/>"},
        {"an Other User disables supply", &ops_other, "7.2", "<sr:DisableSupply/>"},
        {"an Other User arms supply", &ops_other, "7.3", "<sr:ArmSupply/>"},
    };
    for (size_t i = 0; i < ALB_COUNT(attacks); i++) {
        refused(attacks[i].name, SERVICE("T"),
                request(*attacks[i].user, *attacks[i].user, meter, 4, attacks[i].srv, attacks[i].srv,
                        attacks[i].body),
                200, "E2");
    }
}

static void sql_and_header_injection(void **state)
{
    (void)state;
    static const char *const texts[] = {"'; DROP TABLE request; --", "' OR '1'='1", "x\r\nX-Evil: 1", "%s%n",
                                        "$1"};
    for (size_t i = 0; i < ALB_COUNT(texts); i++) {
        char body[512];
        (void)snprintf(body, sizeof body,
                       "<sr:ReadInventory><sr:DeviceID>%s</sr:DeviceID></sr:ReadInventory>", texts[i]);
        refused(texts[i], SERVICE("D"), request(ops_supplier, ops_supplier, ops_dcc, 8, "8.2", "8.2", body),
                400, "");
    }
    static const char *const heads[] = {
        "GET /services/retrievecertificate?q=%27%20OR%20%271%27=%271 HTTP/1.1\r\nHost: a\r\n"
        "Connection: close\r\n\r\n",
        "GET /api/v1/serviceS%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /api/v1/serviceD?a=%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: a\r\nContent-Type: x%0d%0aX-Evil: 1\r\n"
        "Content-Length: 0\r\nConnection: close\r\n\r\n",
    };
    state_of_things before = look();
    for (size_t i = 0; i < ALB_COUNT(heads); i++) {
        answer a;
        int fd = connection();
        (void)send(fd, heads[i], strlen(heads[i]), MSG_NOSIGNAL);
        receive(fd, &a);
        (void)close(fd);
        const char *end = strstr(a.text, "\r\n\r\n");
        if (a.status < 400 || !end || strcasestr(a.text, "\nX-Evil")) {
            fail_msg("%s: %.300s", heads[i], a.text);
        }
    }
    unchanged(&before, "heads");
}

static void revoked_and_expired_certificates(void **state)
{
    (void)state;
    char pki[96];
    char certificate[160];
    is_served(ops_other);
    (void)snprintf(pki, sizeof pki, "%s/pki", server.dir);
    (void)snprintf(certificate, sizeof certificate, "%s/00db123456780004-xml.pem", pki);
    assert_int_equal(ops_run((const char *const[]){"pki", "revoke", pki, certificate, NULL}, NULL), 0);
    refused("a revoked certificate", SERVICE("D"), inventory_request(ops_other), 400, "");
    is_served(ops_supplier);
    ops_post(&server, "/admin/v1/clock?advance=11500d&jump", "");
    /* What is past its retention by then goes: not the attack's doing. */
    for (int i = 0; i < 500 && look().n[0] > 0; i++) {
        (void)nanosleep(&(const struct timespec){.tv_nsec = 20000000}, NULL);
    }
    refused("an expired certificate", SERVICE("S"), read_request(), 400, "");
}

static int set_up(void **state)
{
    (void)state;
    char path[128];
    alb_err err = {.code = ALB_OK};
    ops_start(&server, NULL,
              (const char *const[]){"--homes", "1", "--log", "error", "--idle-seconds", "1",
                                    "--request-seconds", "2", NULL});
    (void)snprintf(path, sizeof path, "%s/pki", server.dir);
    keys = smki_keystore_new();
    crypto = crypto_ctx_new();
    xml = xml_context_new();
    if (smki_keystore_load(keys, path, &err) != ALB_OK) {
        return -1;
    }
    meter = ops_device(NULL, 0, 2);
    (void)snprintf(path, sizeof path, "sqlite:%s/dcc.sqlite", server.dir);
    return store_open(path, NULL, &data, &err) == ALB_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    store_close(data);
    xml_context_free(xml);
    crypto_ctx_free(crypto);
    smki_keystore_free(keys);
    int code = ops_stop(&server);
    ops_remove(&server);
    return code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signature_wrapping),
        cmocka_unit_test(entity_expansion),
        cmocka_unit_test(slow_clients),
        cmocka_unit_test(oversized_bodies),
        cmocka_unit_test(replay),
        cmocka_unit_test(other_users_ids),
        cmocka_unit_test(other_roles_services),
        cmocka_unit_test(sql_and_header_injection),
        cmocka_unit_test(revoked_and_expired_certificates),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
