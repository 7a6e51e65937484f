/* Each way a message can end has its own outcome; nothing that is partial looks whole. Messages of our own.
 */
#include "messages.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static message_maker maker;

static alb_span text_at(const mmc_document *doc, const char *path)
{
    uint32_t at = mmc_find(doc, 0, path);
    return at == UINT32_MAX ? alb_span_none() : doc->nodes[at].text;
}

static void assert_text(const mmc_document *doc, const char *path, const char *want)
{
    alb_span got = text_at(doc, path);
    if (!alb_span_is(got, want)) {
        fail_msg("%s: '%.*s', not '%s'", path, (int)got.len, (const char *)got.ptr, want);
    }
}

static bool has(const mmc_document *doc, const char *path)
{
    return mmc_find(doc, 0, path) != UINT32_MAX;
}

static bool attribute_is(const mmc_document *doc, uint32_t at, size_t n, const char *value)
{
    const mmc_attribute *a = mmc_attribute_of(doc, &doc->nodes[at], n);
    return a && alb_span_is(a->value, value);
}

static mmc_document map(gbcs_cra cra, uint16_t code, alb_span content)
{
    mmc_document doc;
    alb_err err = {.code = ALB_OK};
    alb_arena_reset(maker.arena);
    if (message_map(&maker, cra, code, content, NULL, &doc, &err) != ALB_OK) {
        fail_msg("%04x: %s", code, err.detail);
    }
    return doc;
}

/* Access response: one get of a double-long. */
static const uint8_t balance[] = {0xda, 0x20, 0, 0, 7, 0, 0, 1, 5, 0, 0, 0x30, 0x39, 1, 1, 0};
enum { ECS82 = 0x0069, ECS18A = 0x002b };

static void test_success(void **state)
{
    (void)state;
    mmc_document doc = map(GBCS_RESPONSE, ECS82, ALB_SPAN_OF(balance));
    assert_int_equal(doc.outcome, MMC_WHOLE);
    assert_true(doc.success);
    assert_string_equal(doc.service->srv, "4.18");
    assert_text(&doc, "Body/ResponseMessage/SMETSData/ReadMeterBalanceRsp/MeterBalance", "12345");
    assert_text(&doc, "Header/BusinessOriginatorID", "00-DB-00-00-00-00-00-01");
    assert_text(&doc, "Header/OriginatorCounter", "7");
    assert_false(has(&doc, "Body/ResponseMessage/DebugInfo"));
    assert_false(has(&doc, "Header/Timestamp"));
}

static void test_failed_item(void **state)
{
    (void)state;
    static const uint8_t failed[] = {0xda, 0x20, 0, 0, 7, 0, 0, 1, 0, 1, 1, 4};
    mmc_document doc = map(GBCS_RESPONSE, ECS82, ALB_SPAN_OF(failed));
    assert_int_equal(doc.outcome, MMC_WHOLE);
    assert_false(doc.success);
    assert_false(has(&doc, "Body/ResponseMessage/SMETSData/ReadMeterBalanceRsp/MeterBalance"));
    assert_text(&doc, "Body/ResponseMessage/DebugInfo/COSEMDebug/COSEMResponse/DataAccessResult",
                "object-undefined");
    uint32_t at = mmc_find(&doc, 0, "Body/ResponseMessage/DebugInfo/COSEMDebug/COSEMResponse");
    assert_true(attribute_is(&doc, at, 0, "4"));
    assert_true(attribute_is(&doc, at, 1, "1"));
}

/* Of four items the second and third fail: what is there is told, what is not has a status. */
static void test_partial_failure(void **state)
{
    (void)state;
    static const uint8_t content[] = {0xda, 0x20, 0,    0,    7, 0, 0,    4,    0x09, 0x0c, 0x07, 0xe8,
                                      1,    2,    0xff, 3,    4, 5, 0xff, 0x80, 0,    0xff, 0,    0,
                                      0x09, 0x0c, 0x07, 0xe8, 1, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80,
                                      0,    0xff, 4,    1,    0, 1, 1,    1,    250,  1,    0};
    mmc_document doc = map(GBCS_RESPONSE, ECS18A, ALB_SPAN_OF(content));
    assert_false(doc.success);
#define EXPORT                                                                                               \
    "Body/ResponseMessage/SMETSData/ReadMaximumDemandExportRegistersRsp/MaxDemandActiveEnergyExport/"
    assert_text(&doc, EXPORT "LastResetDateTime", "2024-01-02T03:04:05.00Z");
    assert_text(&doc, EXPORT "CaptureTime", "2024-01-03T00:00:00.00Z");
    assert_false(has(&doc, EXPORT "Value"));
    assert_text(&doc, "Body/ResponseMessage/DebugInfo/COSEMDebug/COSEMResponse[2]/DataAccessResult",
                "other-reason");
}

/* GCS13a with an encrypted component that nobody opens. */
static const uint8_t closed[] = {1, 9, 1, 3, 7, 2, 0, 0x19, 0, 0, 0x80, 0, 1, 0, 0x12, 0x31, 0,
                                 0, 0, 0, 1, 1, 1, 1, 1,    1, 1, 1,    1, 1, 1, 1,    1};
enum { GCS13A = 0x0074 };

static void test_closed_parts(void **state)
{
    (void)state;
    mmc_document doc = map(GBCS_RESPONSE, GCS13A, ALB_SPAN_OF(closed));
    assert_int_equal(doc.outcome, MMC_CLOSED);
    assert_non_null(doc.why);
    assert_false(has(&doc, "Body/ResponseMessage/SMETSData"));
    uint32_t piece = mmc_find(&doc, 0, "Body/ResponseMessage/GBCSData[1]");
    assert_int_not_equal(piece, UINT32_MAX);
    assert_true(attribute_is(&doc, piece, 0, "encrypted"));
    assert_true(attribute_is(&doc, piece, 3, "zigbeeCiphered"));
}

static void test_log_without_entries(void **state)
{
    (void)state;
    /* Default response to GetSampledData (8): NOT_FOUND; the same to a change of payment mode is an error. */
    static const uint8_t log[] = {1, 9, 1, 1, 7, 2, 0, 5, 0x18, 0, 0x0b, 8, 0x8b};
    mmc_document doc = map(GBCS_RESPONSE, 0x0078, ALB_SPAN_OF(log));
    assert_true(doc.success);
    assert_false(has(&doc, "Body/ResponseMessage/SMETSData/ReadActiveImportProfileDataRsp/LogEntry"));
    static const uint8_t refused[] = {1, 9, 1, 1, 7, 3, 0, 5, 0, 0, 0x0b, 0, 0x8b};
    doc = map(GBCS_RESPONSE, 0x0071, ALB_SPAN_OF(refused));
    assert_false(doc.success);
    assert_text(&doc,
                "Body/ResponseMessage/DebugInfo/ZIGBEEDebug/ZIGBEEClusterResponse/ZIGBEECommandResponse/"
                "Status/ZCLStatus",
                "NOT_FOUND");
}

static void test_unknown_alert_code(void **state)
{
    (void)state;
    static const uint8_t alert[] = {1, 9, 0, 0x99, 0x99, 0x1c, 0x37, 0x4a, 0x80};
    mmc_document doc = map(GBCS_ALERT, 0x1001, ALB_SPAN_OF(alert));
    assert_int_equal(doc.outcome, MMC_WHOLE);
    assert_false(doc.known_alert);
    assert_text(&doc, "Body/DeviceAlertMessage/DeviceAlertContent/GBCSHexAlertCode", "9999");
    assert_text(&doc, "Body/DeviceAlertMessage/DeviceAlertContent/Timestamp", "2015-01-01T00:00:00.00Z");
}

static void test_no_form(void **state)
{
    (void)state;
    enum { CS09 = 0x012b, NO_SUCH_CODE = 0x7777 };
    mmc_document doc = map(GBCS_RESPONSE, NO_SUCH_CODE, ALB_LIT("\x01\x02"));
    assert_int_equal(doc.outcome, MMC_NO_FORM);
    assert_int_equal(doc.count, 0);
    assert_null(cat_mmc_find(CS09));
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    mmc_write_xml(&doc, &out);
    mmc_write_json(&doc, 0, &out);
    mmc_write_table(&doc, 80, &out);
    assert_false(mmc_write_csv(&doc, &out));
    assert_int_equal(out.len, 0);
    alb_buf_release(&out);
}

static void test_refused(void **state)
{
    (void)state;
    gbcs_header header = message_header(GBCS_RESPONSE, ECS82);
    gbcs_message message;
    cat_tree tree;
    mmc_document doc;
    alb_err err = {.code = ALB_OK};
    alb_arena_reset(maker.arena);
    cat_tree_init(&tree, maker.arena, 64);
    assert_true(message_make(&maker, &header, false, ALB_SPAN_OF(balance), &message));
    assert_int_equal(gbcs_content_decode(&message, NULL, &tree, &err), ALB_OK);
    gbcs_verdict bad = {.mac = GBCS_CHECK_FAILED, .why = "MAC"};
    assert_int_equal(mmc_map(&message, &tree, &bad, NULL, maker.arena, &doc, &err), ALB_AUTH_FAILED);
    assert_int_equal(doc.count, 0);
    /* Not the answer to that request. */
    const cat_service_request *other = cat_service_request_find(ALB_LIT("4.3"));
    err = (alb_err){.code = ALB_OK};
    assert_int_equal(mmc_map(&message, &tree, NULL, other, maker.arena, &doc, &err), ALB_MISMATCH);
    assert_int_equal(doc.count, 0);
    /* An alert with the code of a response. */
    message.header.cra = GBCS_ALERT;
    err = (alb_err){.code = ALB_OK};
    assert_int_equal(mmc_map(&message, &tree, NULL, NULL, maker.arena, &doc, &err), ALB_MISMATCH);
    message.header.cra = GBCS_COMMAND;
    err = (alb_err){.code = ALB_OK};
    assert_int_equal(mmc_map(&message, &tree, NULL, NULL, maker.arena, &doc, &err), ALB_UNSUPPORTED);
}

/* Execution times that are no period of the schema: no document, and the place is named. */
static void test_what_the_schema_cannot_say(void **state)
{
    (void)state;
    static const uint8_t content[] = {0xda, 0x20, 0,    0, 7, 0,    0,    1, 1, 3,    2, 2, 9, 4, 12,
                                      0,    0,    0xff, 9, 5, 0xff, 0xff, 1, 1, 0xff, 2, 2, 9, 4, 12,
                                      0,    0,    0xff, 9, 5, 0xff, 0xff, 2, 1, 0xff, 2, 2, 9, 4, 12,
                                      0,    0,    0xff, 9, 5, 0xff, 0xff, 3, 1, 0xff, 1, 1, 0};
    enum { ECS26L = 0x00d9 };
    mmc_document doc;
    alb_err err = {.code = ALB_OK};
    alb_arena_reset(maker.arena);
    alb_status st = message_map(&maker, GBCS_RESPONSE, ECS26L, ALB_SPAN_OF(content), NULL, &doc, &err);
    if (st != ALB_BAD_VALUE) {
        fail_msg("%d %s", st, err.detail);
    }
    assert_int_equal(doc.count, 0);
    assert_non_null(strstr(err.detail, "no billing period"));
}

static const uint8_t *write(bool csv, const mmc_document *doc, alb_buf *out)
{
    alb_buf_clear(out);
    if (csv) {
        assert_true(mmc_write_csv(doc, out));
    } else {
        mmc_write_table(doc, 60, out);
    }
    alb_buf_add_u8(out, 0);
    return out->ptr;
}

/* A profile of two half hours, seconds since 2000 and values: as CSV and as a table. */
static void test_series(void **state)
{
    (void)state;
    static const uint8_t profile[] = {0xda, 0x20, 0,    0,    7,    0,    0,    1,  0x13, 2, 2,
                                      6,    6,    16,   0x1c, 0x37, 0x4a, 0x80, 0,  0,    0, 5,
                                      0x1c, 0x37, 0x51, 0x88, 0,    0,    0,    10, 1,    1, 0};
    enum { ECS22C = 0x0038 };
    mmc_document doc = map(GBCS_RESPONSE, ECS22C, ALB_SPAN_OF(profile));
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    assert_string_equal(write(true, &doc, &out),
                        "Device,Series,Timestamp,ReactiveEnergyImportedValue\r\n"
                        "00-DB-00-00-00-00-00-01,LogEntry,2015-01-01T00:00:00.00Z,5\r\n"
                        "00-DB-00-00-00-00-00-01,LogEntry,2015-01-01T00:30:00.00Z,10\r\n");
    const char *table = (const char *)write(false, &doc, &out);
    assert_non_null(strstr(table, "LogEntry: 2 entries\n"));
    assert_non_null(strstr(table, " 5  ####\n"));
    assert_non_null(strstr(table, "10  ########\n"));
    alb_buf_release(&out);
    /* A balance is no series. */
    doc = map(GBCS_RESPONSE, ECS82, ALB_SPAN_OF(balance));
    alb_buf_init(&out, 1 << 16);
    assert_false(mmc_write_csv(&doc, &out));
    alb_buf_release(&out);
}

static void test_json(void **state)
{
    (void)state;
    mmc_document doc = map(GBCS_RESPONSE, ECS82, ALB_SPAN_OF(balance));
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    mmc_write_json(&doc, 0, &out);
    alb_buf_add_u8(&out, 0);
    assert_non_null(strstr((const char *)out.ptr, "\"ReadMeterBalanceRsp\":{\"MessageSuccess\":true,"
                                                  "\"MeterBalance\":12345}"));
    alb_buf_release(&out);
}

int main(void)
{
    maker.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_success),
                                       cmocka_unit_test(test_failed_item),
                                       cmocka_unit_test(test_partial_failure),
                                       cmocka_unit_test(test_closed_parts),
                                       cmocka_unit_test(test_log_without_entries),
                                       cmocka_unit_test(test_unknown_alert_code),
                                       cmocka_unit_test(test_no_form),
                                       cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_what_the_schema_cannot_say),
                                       cmocka_unit_test(test_series),
                                       cmocka_unit_test(test_json)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    alb_arena_free(maker.arena);
    return failed;
}
