/* Requests of our own and the octets they become, put together here by the rules of GBCS. */
#include "duis/transform.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define USER   "90-B3-D5-1F-30-00-0A-01"
#define DEVICE "00-DB-12-34-00-00-00-51"
#define REQUEST(srv, reference, counter, body)                                                               \
    "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\">"       \
    "<sr:Header><sr:RequestID>" USER ":" DEVICE ":" counter "</sr:RequestID>"                                \
    "<sr:CommandVariant>4</sr:CommandVariant><sr:ServiceReference>" reference "</sr:ServiceReference>"       \
    "<sr:ServiceReferenceVariant>" srv "</sr:ServiceReferenceVariant></sr:Header><sr:Body>" body             \
    "</sr:Body></sr:Request>"

/* Grouping header as far as the length of other-information. */
#define HEADER(counter) "df 09 01" counter "08 90b3d51f30000a01 08 00db123400000051 00"

typedef struct fixture {
    xml_context *xml;
    alb_arena *arena;
    duis_document doc;
    duis_context context;
    alb_err err;
    alb_wr out;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){
        .xml = xml_context_new(), .arena = alb_arena_new(8 << 20), .context = {.time = ALB_TIME_NONE}};
    *state = &f;
    return f.xml && f.arena ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    alb_arena_free(f->arena);
    xml_context_free(f->xml);
    return 0;
}

static alb_status transform(fixture *f, const char *request)
{
    f->err = (alb_err){.code = ALB_OK};
    f->out = alb_wr_init(alb_arena_alloc(f->arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_status st = duis_decode(f->xml, alb_span_str(request), f->arena, &f->doc, NULL, &f->err);
    assert_int_equal(st, ALB_OK);
    return duis_transform(&f->doc, &f->context, f->arena, &f->out, &f->err);
}

static void assert_octets(fixture *f, const char *hex)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, strlen(hex)), strlen(hex));
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    assert_int_equal(f->out.pos, w.pos);
    assert_memory_equal(f->out.buf, w.buf, w.pos);
}

static alb_status correlate(fixture *f, duis_difference *difference)
{
    f->err = (alb_err){.code = ALB_OK};
    return duis_correlate(&f->doc, &f->context, alb_wr_span(&f->out), f->arena, difference, &f->err);
}

static const char disable[] = REQUEST("7.2", "7.2", "770", "<sr:DisableSupply/>");

/* One action: script 52 of the supply's script table, 0-0:10.0.106.255. */
static void test_action(void **state)
{
    fixture *f = *state;
    duis_difference difference;
    f->context.device = CAT_DEVICE_ESME;
    assert_int_equal(transform(f, disable), ALB_OK);
    assert_octets(f, HEADER("0000000000000302") "02 0050 15 d9 20000302 00"
                                                "01 03 0009 00000a006aff 01 01 12 0034");
    assert_int_equal(correlate(f, &difference), ALB_OK);
}

/* On a gas meter the same request is another use case, and needs the clock. */
static void test_device_decides(void **state)
{
    fixture *f = *state;
    f->context.device = CAT_DEVICE_GSME;
    assert_int_equal(transform(f, disable), ALB_NOT_FOUND);
    f->context.time = ALB_TIME_2000 + ALB_SECONDS(258); /* 00000102 */
    assert_int_equal(transform(f, disable), ALB_OK);
    assert_octets(f, HEADER("0000000000000302") "02 0081 1d 0109 01"
                                                "01 0702 0015 01 00 0b"
                                                "00000000 02010000 00000000 00000000 00 01");
}

static void test_device_must_be_known(void **state)
{
    fixture *f = *state;
    assert_int_equal(transform(f, disable), ALB_NOT_FOUND);
    f->context.device = CAT_DEVICE_CHF;
    assert_int_equal(transform(f, disable), ALB_UNSUPPORTED);
}

/* What stands where a certificate must, and is base64, but no DER element, goes into no command. */
static void test_certificates_that_are_none(void **state)
{
    fixture *f = *state;
    f->context.device = CAT_DEVICE_ESME;
    assert_int_equal(transform(f, REQUEST("6.15.2", "6.15", "1",
                                          "<sr:UpdateSecurityCredentialsDevice><sr:DeviceCertificate>MAAA"
                                          "</sr:DeviceCertificate></sr:UpdateSecurityCredentialsDevice>")),
                     ALB_BAD_FORMAT);
    f->context.has_originator = f->context.supplementary = true;
    f->context.originator = alb_eui64_of(0x90b3d51f30000002);
    assert_int_equal(
        transform(f, REQUEST("4.6.1", "4.6", "1",
                             "<sr:RetrieveImportDailyReadLog><sr:ReadLogPeriod><sr:StartDateTime>"
                             "2024-01-01T00:00:00Z</sr:StartDateTime><sr:EndDateTime>2024-01-02T00:00:00Z"
                             "</sr:EndDateTime></sr:ReadLogPeriod><sr:KAPublicSecurityCredentials>MAAA"
                             "</sr:KAPublicSecurityCredentials></sr:RetrieveImportDailyReadLog>")),
        ALB_BAD_FORMAT);
    assert_string_equal(f->err.path, "RetrieveImportDailyReadLog/KAPublicSecurityCredentials");
}

#define CREDIT(when)                                                                                         \
    REQUEST("1.6", "1.6", "1", "<sr:UpdatePaymentMode>" when "<sr:Credit/></sr:UpdatePaymentMode>")
#define AT(time) "<sr:ExecutionDateTime>" time "</sr:ExecutionDateTime>"

/* The 12 octets of the activation, which stand last. */
static void assert_activation(fixture *f, const char *request, const char *hex)
{
    uint8_t want[12];
    alb_wr w = alb_wr_init(want, sizeof want);
    f->context.device = CAT_DEVICE_ESME;
    assert_int_equal(transform(f, request), ALB_OK);
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    assert_memory_equal(f->out.buf + f->out.pos - sizeof want, want, sizeof want);
}

/* gbcs-messages.md 6.4: at once, at a time, never mind. */
static void test_future_dating(void **state)
{
    fixture *f = *state;
    duis_difference difference;
    assert_activation(f, CREDIT(""), "0000 00 00 00 00 00 00 00 8000 ff");
    assert_activation(f, CREDIT(AT("2031-02-03T04:05:06Z")), "07ef 02 03 ff 04 05 06 00 8000 ff");
    assert_int_equal(correlate(f, &difference), ALB_OK);
    assert_activation(f, CREDIT(AT("3000-12-31T00:00:00.00Z")), "ffff ff ff ff ff ff ff ff 8000 ff");
    assert_int_equal(correlate(f, &difference), ALB_OK);
    /* the offset is taken off */
    assert_activation(f, CREDIT(AT("2031-02-03T05:05:06+01:00")), "07ef 02 03 ff 04 05 06 00 8000 ff");
}

/* A User who sees a cancellation where a date was asked is told which item it is. */
static void test_difference_is_named(void **state)
{
    fixture *f = *state;
    duis_difference difference;
    assert_activation(f, CREDIT(AT("3000-12-31T00:00:00Z")), "ffff ff ff ff ff ff ff ff 8000 ff");
    static const char other[] = CREDIT(AT("2031-02-03T04:05:06Z"));
    assert_int_equal(duis_decode(f->xml, alb_span_str(other), f->arena, &f->doc, NULL, &f->err), ALB_OK);
    assert_int_equal(correlate(f, &difference), ALB_MISMATCH);
    assert_string_equal(difference.item, "AccountActivateNextDateTime");
    assert_string_equal(difference.asked, "2031-02-03T04:05:06Z");
    assert_string_equal(difference.found, "never");
}

/* The ACB sends for an unknown party: its own identity and counter, the User's behind the message code. */
static void test_supplementary_party(void **state)
{
    fixture *f = *state;
    duis_difference difference;
    f->context.device = CAT_DEVICE_ESME;
    f->context.has_originator = true;
    f->context.originator = alb_eui64_of(0x90b3d51f30000002);
    f->context.originator_counter = 9;
    f->context.supplementary = true;
    assert_int_equal(transform(f, REQUEST("7.4", "7.4", "771", "<sr:ReadSupplyStatus/>")), ALB_OK);
    assert_octets(f, "df 09 01 0000000000000009 08 90b3d51f30000002 08 00db123400000051 00"
                     "12 0052 90b3d51f30000a01 0000000000000303"
                     "13 d9 20000009 00 01 01 0046 000060030aff 03 01 00");
    assert_int_equal(correlate(f, &difference), ALB_OK);
}

/* A value that the field cannot hold is refused with the element's path. */
static void test_value_out_of_range(void **state)
{
    fixture *f = *state;
    f->context.device = CAT_DEVICE_GSME;
    f->context.time = ALB_TIME_2000;
    static const char restriction[] =
        REQUEST("3.2", "3.2", "3",
                "<sr:RestrictAccessForChangeOfTenancy><sr:RestrictionDateTime>1999-12-31T23:59:59Z"
                "</sr:RestrictionDateTime></sr:RestrictAccessForChangeOfTenancy>");
    f->context.device = CAT_DEVICE_GPF;
    assert_int_equal(transform(f, restriction), ALB_BAD_VALUE);
    assert_string_equal(f->err.path, "RestrictAccessForChangeOfTenancy/RestrictionDateTime");
}

static void test_dcc_services_become_nothing(void **state)
{
    fixture *f = *state;
    static const char read[] = REQUEST(
        "8.2", "8.2", "4", "<sr:ReadInventory><sr:DeviceID>" DEVICE "</sr:DeviceID></sr:ReadInventory>");
    assert_int_equal(transform(f, read), ALB_UNSUPPORTED);
}

/* --- context --- */

static void test_context(void **state)
{
    fixture *f = *state;
    static const char json[] =
        "{\"device_type\":\"ESME\",\"esme_variant\":\"CDE\",\"gbcs_version\":\"4.1\","
        "\"originator\":\"90b3d51f30000002\",\"originator_counter\":12,\"pin\":\"0815\","
        "\"time\":\"2030-01-01T00:00:00Z\",\"user_role\":\"ED\",\"note\":[1,2]}";
    assert_int_equal(duis_context_read(alb_span_str(json), f->arena, &f->context, &f->err), ALB_OK);
    assert_int_equal(f->context.device, CAT_DEVICE_ESME);
    assert_int_equal(f->context.phases, 3);
    assert_int_equal(f->context.elements, 1);
    assert_int_equal(f->context.gbcs_version, 41);
    assert_true(f->context.has_originator && f->context.supplementary);
    assert_int_equal(f->context.originator_counter, 12);
    assert_int_equal(f->context.user, CAT_USER_ED);
    assert_true(alb_span_is(f->context.pin, "0815"));
}

static void test_broken_context(void **state)
{
    fixture *f = *state;
    static const char *const broken[] = {"",
                                         "[]",
                                         "{\"device_type\":\"TOASTER\"}",
                                         "{\"pin\":\"12345\"}",
                                         "{\"originator_counter\":-1}",
                                         "{\"extended_pan_id\":\"0g\"}",
                                         "{\"gbcs_version\":\"0\"}",
                                         "{\"device_log\":{}}",
                                         "{\"device_log\":[{\"device_id\":\"1\"}]}",
                                         "{\"other_device_certificate\":{}}",
                                         "{\"time\":\"now\"}"};
    for (size_t i = 0; i < ALB_COUNT(broken); i++) {
        f->err = (alb_err){.code = ALB_OK};
        assert_int_not_equal(duis_context_read(alb_span_str(broken[i]), f->arena, &f->context, &f->err),
                             ALB_OK);
        assert_true(f->err.detail[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_action, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_device_decides, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_device_must_be_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_certificates_that_are_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_future_dating, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_difference_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_supplementary_party, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_value_out_of_range, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dcc_services_become_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_context, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken_context, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
