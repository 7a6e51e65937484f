/* Decoding, finding and writing on documents of our own. */
#include "duis/document.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SR       "xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\""
#define HEAD(id) "<sr:Header><sr:RequestID>" id "</sr:RequestID>"
#define ID       "00-DB-12-34-56-78-90-01:00-db-12-34-56-78-90-02:18446744073709551615"
#define SERVICE(n)                                                                                           \
    "<sr:CommandVariant>1</sr:CommandVariant><sr:ServiceReference>" n "</sr:ServiceReference>"               \
    "<sr:ServiceReferenceVariant>" n "</sr:ServiceReferenceVariant></sr:Header>"
#define REQUEST(...) "<sr:Request " SR " schemaVersion=\"5.4\">" __VA_ARGS__ "</sr:Request>"
#define BODY(...)    "<sr:Body>" __VA_ARGS__ "</sr:Body>"

static const char boost[] = REQUEST(HEAD(ID) SERVICE("7.9") BODY(
    "\n<!-- five -->\n<sr:AddAuxiliaryLoadToBoostButton>"
    "<sr:ExecutionDateTime> 2030-01-01T00:00:00Z </sr:ExecutionDateTime>"
    "<sr:AddToBoostButton index=\"1\">true</sr:AddToBoostButton><sr:AddToBoostButton "
    "index=\"2\">0</sr:AddToBoostButton>"
    "<sr:AddToBoostButton index=\"3\">1</sr:AddToBoostButton><sr:AddToBoostButton "
    "index=\"4\">false</sr:AddToBoostButton>"
    "<sr:AddToBoostButton index=\"5\">true</sr:AddToBoostButton></sr:AddAuxiliaryLoadToBoostButton>"));

typedef struct fixture {
    xml_context *xml;
    alb_arena *arena;
    duis_document doc;
    alb_err err;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){.xml = xml_context_new(), .arena = alb_arena_new(1 << 20)};
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

static alb_status decode(fixture *f, const char *text)
{
    f->err = (alb_err){.code = ALB_OK};
    return duis_decode(f->xml, alb_span_str(text), f->arena, &f->doc, NULL, &f->err);
}

static void assert_text(const fixture *f, uint32_t from, const char *path, const char *expected)
{
    alb_span text = duis_text(&f->doc, from, path);
    if (!alb_span_is(text, expected)) {
        fail_msg("%s: '%.*s', not '%s'", path, (int)text.len, (const char *)text.ptr, expected);
    }
}

static void test_request(void **state)
{
    fixture *f = *state;
    assert_int_equal(decode(f, boost), ALB_OK);
    const duis_document *doc = &f->doc;
    assert_int_equal(doc->kind, DUIS_REQUEST);
    assert_int_equal(doc->version, 54);
    assert_true(doc->has_request_id);
    assert_false(doc->has_response_id);
    assert_false(doc->has_signature);
    assert_true(doc->request_id.counter == UINT64_MAX);
    assert_true(alb_eui64_number(doc->request_id.target) == UINT64_C(0x00db123456789002));
    assert_int_equal(doc->command_variant, 1);
    assert_non_null(doc->srv);
    assert_string_equal(doc->srv->body, doc->nodes[doc->body].element->name);
    assert_text(f, doc->body, "ExecutionDateTime", "2030-01-01T00:00:00Z");
    assert_text(f, doc->body, "AddToBoostButton[4]", "false");
    assert_text(f, 0, "Body/AddAuxiliaryLoadToBoostButton/AddToBoostButton[2]", "0");
    uint32_t third = duis_find(doc, doc->body, "AddToBoostButton[3]");
    assert_true(alb_span_is(doc->nodes[third].attribute[0], "3"));
    assert_int_equal(duis_find(doc, doc->body, "AddToBoostButton[6]"), UINT32_MAX);
    assert_int_equal(duis_find(doc, doc->body, "AddToBoostButton[0]"), UINT32_MAX);
    assert_int_equal(duis_find(doc, doc->body, "AddToBoostButton["), UINT32_MAX);
    assert_int_equal(duis_find(doc, doc->body, "NotThere"), UINT32_MAX);
    assert_text(f, doc->body, "NotThere/Below", "");
}

static void test_children(void **state)
{
    fixture *f = *state;
    assert_int_equal(decode(f, boost), ALB_OK);
    uint32_t n = 0;
    for (uint32_t i = duis_child(&f->doc, f->doc.body); i != UINT32_MAX;
         i = duis_sibling(&f->doc, f->doc.body, i)) {
        assert_int_equal(duis_child(&f->doc, i), UINT32_MAX);
        n++;
    }
    assert_int_equal(n, 6);
    assert_int_equal(f->doc.nodes[0].next, f->doc.count);
}

static void test_write(void **state)
{
    fixture *f = *state;
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    assert_int_equal(decode(f, boost), ALB_OK);
    assert_int_equal(duis_write(&f->doc, &out, &f->err), ALB_OK);
    static const char expected[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" REQUEST(HEAD(ID) SERVICE(
        "7.9") BODY("<sr:AddAuxiliaryLoadToBoostButton><sr:ExecutionDateTime>2030-01-01T00:00:00Z</"
                    "sr:ExecutionDateTime>"
                    "<sr:AddToBoostButton index=\"1\">true</sr:AddToBoostButton>"
                    "<sr:AddToBoostButton index=\"2\">0</sr:AddToBoostButton>"
                    "<sr:AddToBoostButton index=\"3\">1</sr:AddToBoostButton>"
                    "<sr:AddToBoostButton index=\"4\">false</sr:AddToBoostButton>"
                    "<sr:AddToBoostButton "
                    "index=\"5\">true</sr:AddToBoostButton></sr:AddAuxiliaryLoadToBoostButton>"));
    alb_buf_add_u8(&out, 0);
    assert_string_equal((const char *)out.ptr, expected);
    alb_buf_release(&out);
}

static void test_response(void **state)
{
    fixture *f = *state;
    assert_int_equal(
        decode(
            f,
            "<Response xmlns=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\" 5.30\">"
            "<Header><RequestID>" ID "</RequestID><ResponseCode>E65</ResponseCode>"
            "<ResponseDateTime>2022-07-22T09:37:56.134Z</ResponseDateTime></Header><Body><ResponseMessage>"
            "<ServiceReference>11.2</ServiceReference><ServiceReferenceVariant>11.2</ServiceReferenceVariant>"
            "</ResponseMessage></Body>"
            "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><Other/></Signature></Response>"),
        ALB_OK);
    assert_int_equal(f->doc.kind, DUIS_RESPONSE);
    assert_int_equal(f->doc.version, 53);
    assert_true(alb_span_is(f->doc.response_code, "E65"));
    assert_true(f->doc.response_time == INT64_C(1658482676134));
    assert_true(f->doc.has_signature);
    assert_non_null(f->doc.srv);
}

typedef struct fault {
    const char *text;
    alb_status status;
    const char *path;
    const char *detail; /* how it begins */
} fault;

#define SWITCH(n) "<sr:AddToBoostButton index=\"" n "\">1</sr:AddToBoostButton>"
#define ADD(...)                                                                                             \
    REQUEST(HEAD(ID) SERVICE("7.9") BODY("<sr:AddAuxiliaryLoadToBoostButton>" __VA_ARGS__                    \
                                         "</sr:AddAuxiliaryLoadToBoostButton>"))
#define AT "Request/Body/AddAuxiliaryLoadToBoostButton"

static const fault faults[] = {
    {ADD(SWITCH("1") SWITCH("2") SWITCH("3") SWITCH("4")), ALB_BAD_FORMAT, AT, "AddToBoostButton is missing"},
    {ADD(SWITCH("1") SWITCH("2") SWITCH("3") SWITCH("4") SWITCH("5") SWITCH("1")), ALB_BAD_FORMAT, AT,
     "AddToBoostButton may not stand here"},
    {ADD(SWITCH("1") SWITCH("2") SWITCH("6")), ALB_BAD_VALUE, AT "/AddToBoostButton[3]",
     "index '6' is above the greatest value"},
    {ADD("<sr:AddToBoostButton>1</sr:AddToBoostButton>"), ALB_BAD_FORMAT, AT "/AddToBoostButton[1]",
     "attribute index is missing"},
    {ADD("<sr:AddToBoostButton index='1' sr:index='1'>1</sr:AddToBoostButton>"), ALB_BAD_FORMAT,
     AT "/AddToBoostButton[1]", "attribute index may not stand here"},
    {ADD("<sr:AddToBoostButton index='1'>yes</sr:AddToBoostButton>"), ALB_BAD_VALUE,
     AT "/AddToBoostButton[1]", "'yes' is not true"},
    {ADD("<sr:AddToBoostButton index='1'><sr:A/></sr:AddToBoostButton>"), ALB_BAD_FORMAT,
     AT "/AddToBoostButton[1]", "elements stand where only text may"},
    {ADD("text"), ALB_BAD_FORMAT, AT, "text stands where only elements may"},
    {ADD("<AddToBoostButton index='1'>1</AddToBoostButton>"), ALB_BAD_FORMAT, AT,
     "AddToBoostButton stands where AddToBoostButton must stand"},
    {REQUEST(HEAD(ID) SERVICE("7.9") BODY("<sr:Nothing/>")), ALB_BAD_FORMAT, "Request/Body",
     "Nothing stands where one of UpdateImportTariffPrimaryElement, "},
    {REQUEST(HEAD(ID) SERVICE("7.9") BODY("")), ALB_BAD_FORMAT, "Request/Body", "one of UpdateImportTariff"},
    {REQUEST(HEAD(ID) SERVICE("7.1") BODY("<sr:EnableSupply> </sr:EnableSupply>")), ALB_BAD_FORMAT,
     "Request/Body/EnableSupply", "the element must be empty"},
    {REQUEST(HEAD("00-DB") SERVICE("7.1") BODY("<sr:EnableSupply/>")), ALB_BAD_VALUE,
     "Request/Header/RequestID", "'00-DB' has not the form"},
    {REQUEST(BODY("<sr:EnableSupply/>")), ALB_BAD_FORMAT, "Request", "Body stands where Header must stand"},
    {"<Request schemaVersion='5.4'/>", ALB_BAD_FORMAT, "", "Request is neither"},
    {"<a", ALB_BAD_FORMAT, "", ""},
    {"<!DOCTYPE a><a/>", ALB_BAD_FORMAT, "", "document type"},
};

static void test_faults(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < ALB_COUNT(faults); i++) {
        alb_status st = decode(f, faults[i].text);
        if (st != faults[i].status || strcmp(f->err.path, faults[i].path) != 0 ||
            strncmp(f->err.detail, faults[i].detail, strlen(faults[i].detail)) != 0) {
            fail_msg("%zu: %s at '%s': %s", i, alb_status_text(st), f->err.path, f->err.detail);
        }
    }
}

/* The answer to a bad request is sent under its RequestID. */
static void test_header_of_a_bad_request(void **state)
{
    fixture *f = *state;
    assert_int_equal(decode(f, REQUEST(HEAD(ID) SERVICE("7.1") BODY("<sr:Nothing/>"))), ALB_BAD_FORMAT);
    assert_true(f->doc.has_request_id);
    assert_int_equal(f->doc.command_variant, 1);
    assert_int_equal(f->doc.body, UINT32_MAX);
}

static void test_all_faults(void **state)
{
    fixture *f = *state;
    alb_buf more;
    alb_buf_init(&more, 1 << 16);
    static const char text[] = REQUEST("\n" HEAD("1:2:3") SERVICE("99") "\n" BODY(
        "<sr:AddAuxiliaryLoadToBoostButton><sr:Wrong/>\n" SWITCH("9") "</sr:AddAuxiliaryLoadToBoostButton>"));
    assert_int_equal(duis_decode(f->xml, alb_span_str(text), f->arena, &f->doc, &more, &f->err),
                     ALB_BAD_VALUE);
    alb_buf_add_u8(&more, 0);
    assert_string_equal(
        (const char *)more.ptr,
        "line 2: Request/Header/RequestID: '1:2:3' has not the form that it must have\n"
        "line 2: Request/Header/ServiceReference: '99' is not one of the values that may stand here\n"
        "line 2: Request/Header/ServiceReferenceVariant: '99' is not one of the values that may stand here\n"
        "line 3: " AT ": Wrong stands where AddToBoostButton must stand\n"
        "line 4: " AT "/AddToBoostButton: index '9' is above the greatest value\n");
    assert_string_equal(f->err.path, "Request/Header/RequestID");
    alb_buf_release(&more);
}

static void test_large_request(void **state)
{
    fixture *f = *state;
    alb_buf text;
    alb_buf_init(&text, 2 << 20);
    alb_buf_add_text(&text, "<sr:Request " SR " schemaVersion=\"5.4\">" HEAD(ID) SERVICE("7.1"));
    memset(alb_buf_extend(&text, DUIS_MAX_REQUEST), ' ', DUIS_MAX_REQUEST);
    alb_buf_add_text(&text, BODY("<sr:EnableSupply/>") "</sr:Request>");
    assert_int_equal(duis_decode(f->xml, alb_buf_span(&text), f->arena, &f->doc, NULL, &f->err),
                     ALB_TOO_LARGE);
    alb_buf_release(&text);
}

static void test_request_id(void **state)
{
    (void)state;
    duis_request_id id;
    assert_true(duis_request_id_parse(alb_span_str(ID), &id));
    uint8_t text[96];
    alb_wr w = alb_wr_init(text, sizeof text);
    duis_request_id_text(&id, &w);
    assert_true(
        alb_span_is(alb_wr_span(&w), "00-DB-12-34-56-78-90-01:00-DB-12-34-56-78-90-02:18446744073709551615"));
    static const char *const bad[] = {"", ID "0", "00-DB-12-34-56-78-90-01:00-DB-12-34-56-78-90-02:",
                                      "00-DB-12-34-56-78-90-01:00-DB-12-34-56-78-90-0:1",
                                      "00-DB-12-34-56-78-90-01:00-DB-12-34-56-78-90-02:-1"};
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        assert_false(duis_request_id_parse(alb_span_str(bad[i]), &id));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_children, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_response, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_header_of_a_bad_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_all_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_large_request, set_up, tear_down),
        cmocka_unit_test(test_request_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
