/* Hostile requests: each is refused, and nothing of the store but the audit trail knows of it afterwards.
 * What there is besides: slow clients, oversized heads and bodies (lib/net/test), revoked certificates
 * (test_revocation.c), other programs' pages and proxies (tests/ops/test_admin.c). docs/security.md lists
 * them all. */
#include "rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define READ_REGISTERS                                                                                       \
    .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = "<sr:ReadInstantaneousImportRegisters/>"
#define NAMESPACE "xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\""

/* --- the store as it stands --- */

/* What a request could change; the query of each gives one number. */
static const char *const facts[] = {
    "SELECT count(*) FROM request",
    "SELECT count(*) FROM replay",
    "SELECT COALESCE(sum(highest % 1000003), 0) FROM replay",
    "SELECT count(*) FROM pre_command",
    "SELECT count(*) FROM delivery",
    "SELECT count(*) FROM schedule",
    "SELECT count(*) FROM device",
    "SELECT count(*) FROM party",
    "SELECT count(*) FROM device WHERE status = 'Commissioned'",
    "SELECT count(*) FROM device_history",
};

static void look(int64_t out[static ALB_COUNT(facts)])
{
    for (size_t i = 0; i < ALB_COUNT(facts); i++) {
        out[i] = rig_count(the, facts[i]);
    }
}

static int64_t before[ALB_COUNT(facts)];

static void begin(void)
{
    look(before);
}

static void unchanged(const char *attack)
{
    int64_t now[ALB_COUNT(facts)];
    look(now);
    for (size_t i = 0; i < ALB_COUNT(facts); i++) {
        if (now[i] != before[i]) {
            fail_msg("%s: %s: %lld, was %lld", attack, facts[i], (long long)now[i], (long long)before[i]);
        }
    }
}

/* Posts octets; http: the status that is expected, or 200 with that code. */
static void refused(const char *attack, dcc_service service, alb_span xml, int http, const char *code)
{
    begin();
    rig_answer a = rig_post(the, service, xml);
    if (a.status != http || (http == 200 && strcmp(a.code, code) != 0)) {
        fail_msg("%s: %d %s", attack, a.status, a.code);
    }
    unchanged(attack);
    alb_arena_reset(the->arena);
}

static char *signed_request(const rig_ask *ask, size_t *len)
{
    alb_buf xml;
    alb_buf_init(&xml, 14U << 20);
    rig_write(the, ask, &xml);
    *len = xml.len;
    alb_buf_add_u8(&xml, '\0');
    return (char *)xml.ptr;
}

/* text with the first `what` replaced; to be freed. */
static char *replaced(const char *text, const char *what, const char *by)
{
    const char *at = strstr(text, what);
    assert_non_null(at);
    alb_buf out;
    alb_buf_init(&out, 64U << 20);
    alb_buf_add(&out, alb_span_of(text, (size_t)(at - text)));
    alb_buf_add_text(&out, by);
    alb_buf_add_text(&out, at + strlen(what));
    alb_buf_add_u8(&out, '\0');
    return (char *)out.ptr;
}

/* --- the signature --- */

static char *part_of(const char *text, const char *from, const char *to)
{
    const char *first = strstr(text, from);
    const char *end = first ? strstr(first, to) : NULL;
    assert_non_null(end);
    return strndup(first, (size_t)(end - first) + strlen(to));
}

#define EVIL_BODY "<sr:Body><sr:ReadSupplyStatus/></sr:Body>"

static void signature_wrapping(void **state)
{
    (void)state;
    const rig_ask good = {rig_supplier, rig_esme, READ_REGISTERS};
    size_t len;
    char *text = signed_request(&good, &len);
    char *whole = part_of(text, "<sr:Request ", "</sr:Request>");
    char *signature = part_of(text, "<ds:Signature", "</ds:Signature>");
    char *body = part_of(text, "<sr:Body>", "</sr:Body>");
    char *evil = replaced(whole, body, EVIL_BODY);
    char *unsigned_evil = replaced(evil, signature, "");
    size_t size = 2 * strlen(text) + 400;
    char *object = malloc(size);
    char *wrapper = malloc(size);
    assert_true(object && wrapper);
    (void)snprintf(object, size, "<ds:Object>%s</ds:Object></ds:Signature>", whole);
    (void)snprintf(wrapper, size, "<sr:Wrapper " NAMESPACE ">%s%s</sr:Wrapper>", unsigned_evil, whole);
    const struct {
        const char *name, *what, *by;
        const char *in;
    } attacks[] = {
        {"another body", body, EVIL_BODY, text},
        {"two bodies, the evil one first", "<sr:Body>", EVIL_BODY "<sr:Body>", text},
        {"two bodies, the evil one last", "</sr:Body>", "</sr:Body>" EVIL_BODY, text},
        {"the signed request within the signature of an evil one", "</ds:Signature>", object, evil},
        {"the signed request beside an evil one", "<sr:Wrapper ", "<sr:Wrapper ", wrapper},
        {"another counter", ":100", ":900", text},
        {"another device", "90-A0:", "90-A2:", text},
        {"another User", "90-B3-D5-1F-30-01-00-00", "90-B3-D5-1F-30-02-00-00", text},
        {"no signature", signature, "", text},
        {"an empty signature", signature, "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
         text},
        {"a reference to a part", "URI=\"\"", "URI=\"#x\"", text},
        {"a reference to elsewhere", "URI=\"\"", "URI=\"file:///etc/passwd\"", text},
        {"a weaker digest", "http://www.w3.org/2001/04/xmlenc#sha256",
         "http://www.w3.org/2000/09/xmldsig#sha1", text},
        {"a transform that takes all away", "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
         "http://www.w3.org/TR/1999/REC-xpath-19991116", text},
    };
    for (size_t i = 0; i < ALB_COUNT(attacks); i++) {
        char *xml = replaced(attacks[i].in, attacks[i].what, attacks[i].by);
        refused(attacks[i].name, DCC_SEND_COMMAND, alb_span_str(xml), 400, "");
        free(xml);
    }
    free(object);
    free(wrapper);
    free(unsigned_evil);
    free(evil);
    free(body);
    free(signature);
    free(whole);
    free(text);
}

/* --- XML that is a weapon --- */

static char *repeated(const char *head, const char *unit, size_t n, const char *tail)
{
    alb_buf b;
    alb_buf_init(&b, 64U << 20);
    alb_buf_add_text(&b, head);
    for (size_t i = 0; i < n; i++) {
        alb_buf_add_text(&b, unit);
    }
    alb_buf_add_text(&b, tail);
    alb_buf_add_u8(&b, '\0');
    assert_int_equal(b.st, ALB_OK);
    return (char *)b.ptr;
}

static void documents_that_are_weapons(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "",
        "\0",
        "<",
        "not XML",
        "<sr:Request/>",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
        "\"&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>"
        "<sr:Request " NAMESPACE " schemaVersion=\"5.4\"><sr:Header>&d;</sr:Header></sr:Request>",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM "
        "\"file:///etc/passwd\">]><sr:Request " NAMESPACE
        " schemaVersion=\"5.4\"><sr:Header>&a;</sr:Header></sr:Request>",
        "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><sr:Request " NAMESPACE "/>",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY % a SYSTEM "
        "\"http://127.0.0.1:1/\">%a;]><sr:Request " NAMESPACE "/>",
        "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-sr:Request/+AD4-",
        ("<x xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/passwd\" "
         "parse=\"text\"/></x>"),
    };
    for (size_t i = 0; i < ALB_COUNT(documents); i++) {
        refused(documents[i], DCC_SEND_COMMAND, alb_span_str(documents[i]), 400, "");
    }
    char *deep = repeated("<sr:Request " NAMESPACE ">", "<a>", 100000, "");
    refused("nested a hundred thousand times", DCC_SEND_COMMAND, alb_span_str(deep), 400, "");
    free(deep);
    char *attributes = repeated("<sr:Request " NAMESPACE, " a=\"\"", 100000, "/>");
    refused("a hundred thousand attributes", DCC_SEND_COMMAND, alb_span_str(attributes), 400, "");
    free(attributes);
    char *large = repeated("<sr:Request " NAMESPACE ">", "          ", 200000, "</sr:Request>");
    refused("two million octets", DCC_SEND_COMMAND, alb_span_str(large), 413, "");
    free(large);
}

/* --- what is signed, and still not for this User --- */

static void other_users_and_other_roles(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const alb_eui64 *user;
        unsigned variant;
        const char *reference, *srv, *body, *code;
    } attacks[] = {
        {"a network operator enables supply", &rig_operator, 4, "7.1", "7.1", "<sr:EnableSupply/>", "E2"},
        {"a network operator disables supply", &rig_operator, 4, "7.2", "7.2", "<sr:DisableSupply/>", "E2"},
        {"an Other User disables supply", &rig_other, 4, "7.2", "7.2", "<sr:DisableSupply/>", "E2"},
        {"an Other User arms supply", &rig_other, 4, "7.3", "7.3", "<sr:ArmSupply/>", "E2"},
    };
    for (size_t i = 0; i < ALB_COUNT(attacks); i++) {
        rig_ask ask = {*attacks[i].user,
                       rig_esme,
                       .variant = attacks[i].variant,
                       .reference = attacks[i].reference,
                       .srv = attacks[i].srv,
                       .body = attacks[i].body};
        size_t len;
        char *xml = signed_request(&ask, &len);
        refused(attacks[i].name, attacks[i].variant == 4 ? DCC_TRANSFORM : DCC_SEND_COMMAND,
                alb_span_of(xml, len), 200, attacks[i].code);
        free(xml);
    }
}

static void the_connection_is_of_the_originator(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int http;
        const char *code;
    } connections[] = {
        {"90-B3-D5-1F-30-02-00-00", 200, "E1"}, /* the network operator's */
        {"operator.example", 200, "E1"},        /* the same, by the settings */
        {"stranger.example", 403, ""},          {"", 403, ""},
        {"90-B3-D5-1F-30-01-00-00/", 403, ""},  {"supplier.example' OR '1'='1", 403, ""},
    };
    const rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
    size_t len;
    char *xml = signed_request(&ask, &len);
    for (size_t i = 0; i < ALB_COUNT(connections); i++) {
        the->client_name = connections[i].name;
        refused(connections[i].name, DCC_SEND_COMMAND, alb_span_of(xml, len), connections[i].http,
                connections[i].code);
    }
    static const char *const own[] = {"supplier.example", "90-B3-D5-1F-30-01-00-00", "90b3d51f30010000"};
    for (size_t i = 0; i < ALB_COUNT(own); i++) {
        the->client_name = own[i];
        assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &ask).code, "I99");
    }
    the->client_name = NULL;
    free(xml);
}

static void replay(void **state)
{
    (void)state;
    const rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
    size_t len;
    char *xml = signed_request(&ask, &len);
    rig_answer first = rig_post(the, DCC_SEND_COMMAND, alb_span_of(xml, len));
    assert_string_equal(first.code, "I99");
    first.sent(first.sent_ctx);
    refused("the same octets again", DCC_SEND_COMMAND, alb_span_of(xml, len), 200, "E49");
    refused("at another service", DCC_NON_DEVICE, alb_span_of(xml, len), 200, "E13");
    rig_ask older = ask;
    older.counter = 5;
    char *old = signed_request(&older, &len);
    refused("an older counter", DCC_SEND_COMMAND, alb_span_of(old, len), 200, "E49");
    free(old);
    free(xml);
}

/* Text that would be something else in SQL, in a header or in a log line stays text, or is refused by the
 * schema. */
static void injection(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "'; DROP TABLE request; --", "' OR '1'='1", "x\r\nX-Evil: 1", "\" code=I0", "%s%n%x", "$1",
    };
    for (size_t i = 0; i < ALB_COUNT(texts); i++) {
        char body[512];
        (void)snprintf(body, sizeof body,
                       "<sr:ReadInventory><sr:DeviceID>%s</sr:DeviceID></sr:ReadInventory>", texts[i]);
        rig_ask ask = {rig_supplier, rig_dcc, .variant = 8, .reference = "8.2", .srv = "8.2", .body = body};
        size_t len;
        char *xml = signed_request(&ask, &len);
        refused(texts[i], DCC_NON_DEVICE, alb_span_of(xml, len), 400, "");
        free(xml);
        (void)snprintf(body, sizeof body,
                       "<sr:ReadInventory><sr:PostCode>%s</sr:PostCode></sr:ReadInventory>", texts[i]);
        xml = signed_request(&ask, &len);
        begin();
        rig_answer a = rig_post(the, DCC_NON_DEVICE, alb_span_of(xml, len));
        assert_true(a.status == 400 || (a.status == 200 && strcmp(a.code, "I0") != 0));
        free(xml);
        assert_true(rig_count(the, "SELECT count(*) FROM request") >= 0);
    }
}

/* --- certificates --- */

static void expired_certificates(void **state)
{
    (void)state;
    const rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
    size_t len;
    char *xml = signed_request(&ask, &len);
    alb_clock_manual_add(&the->clock, ALB_DAYS(366 * 30));
    refused("signed by a certificate that has expired", DCC_SEND_COMMAND, alb_span_of(xml, len), 400, "");
    free(xml);
}

/* --- too much --- */

static void one_user_has_its_share(void **state)
{
    (void)state;
    unsigned refusals = 0;
    for (unsigned i = 0; i < 25; i++) {
        const rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
        rig_answer a = rig_request(the, DCC_SEND_COMMAND, &ask);
        assert_true(a.status == 200 || a.status == 429);
        refusals += a.status == 429;
    }
    assert_int_equal(refusals, 5); /* a burst of twice ten goes through */
    /* That is its own affair, and passes. */
    const rig_ask others = {rig_other,          rig_esme,     .variant = 4,
                            .reference = "7.2", .srv = "7.2", .body = "<sr:DisableSupply/>"};
    assert_int_equal(rig_request(the, DCC_TRANSFORM, &others).status, 200);
    alb_clock_manual_add(&the->clock, ALB_SECONDS(1));
    const rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
    assert_int_equal(rig_request(the, DCC_SEND_COMMAND, &ask).status, 200);
}

static const dcc_tls_name names[] = {
    {{(const uint8_t *)"supplier.example", 16}, {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}}},
    {{(const uint8_t *)"operator.example", 16}, {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0x00, 0x00}}},
};

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
    the->options.tls_names = names;
    the->options.n_tls_names = ALB_COUNT(names);
    rig_start(the, false);
    return 0;
}

static int open_limited(void **state)
{
    (void)state;
    rig_open(the);
    the->options.user_rate = 10;
    rig_start(the, false);
    return 0;
}

static int close_rig(void **state)
{
    (void)state;
    rig_close(the);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signature_wrapping, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(documents_that_are_weapons, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(other_users_and_other_roles, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(the_connection_is_of_the_originator, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(replay, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(injection, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(expired_certificates, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(one_user_has_its_share, open_limited, close_rig),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
