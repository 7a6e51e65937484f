/* One request at a time, without threads: what is refused, with which code, and that nothing is left of it.
 */
#include "rig.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define READ_REGISTERS                                                                                       \
    .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = "<sr:ReadInstantaneousImportRegisters/>"
#define READ_INVENTORY(id)                                                                                   \
    .variant = 8, .reference = "8.2", .srv = "8.2",                                                          \
    .body = "<sr:ReadInventory><sr:DeviceID>" id "</sr:DeviceID></sr:ReadInventory>"
#define ESME "00-DB-12-34-56-78-90-A0"
#define HUB  "00-DB-12-34-56-78-90-A2"

static void expect_code(dcc_service service, const rig_ask *ask, const char *code)
{
    rig_answer a = rig_request(the, service, ask);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.code, code);
    assert_true(a.document.has_request_id && !a.document.has_response_id);
    assert_true(alb_eui64_equal(a.document.request_id.originator, ask->user));
    assert_true(alb_eui64_equal(a.document.request_id.target, ask->target));
    assert_true(alb_span_is(a.document.service_reference_variant, ask->srv));
}

/* Rows of everything that a request may leave behind. */
static int64_t traces(void)
{
    return rig_count(the, "SELECT (SELECT count(*) FROM request) + (SELECT count(*) FROM replay) +"
                          " (SELECT count(*) FROM pre_command) + (SELECT count(*) FROM delivery)");
}

/* --- transport --- */

static http_response ask_http(const http_request *request)
{
    http_response response = {.status = 200};
    alb_buf_init(&response.body, 1 << 20);
    dcc_http(the->dcc, 0, request, &response);
    alb_buf_release(&response.body);
    return response;
}

static void http_faults_have_http_codes(void **state)
{
    (void)state;
    const http_request good = {.method = "POST",
                               .path = "/api/v1/serviceS",
                               .query = "",
                               .content_type = "application/xml; charset=utf-8",
                               .body = ALB_LIT("<x/>"),
                               .peer = "test"};
    http_request r = good;
    assert_int_equal(ask_http(&r).status, 400);
    r.path = "/api/v1/serviceX";
    assert_int_equal(ask_http(&r).status, 404);
    r = good;
    r.method = "GET";
    assert_int_equal(ask_http(&r).status, 405);
    r = good;
    r.content_type = "application/json";
    assert_int_equal(ask_http(&r).status, 415);
    r.content_type = "";
    assert_int_equal(ask_http(&r).status, 415);
    r = good;
    size_t big = DUIS_MAX_REQUEST + 1;
    uint8_t *octets = calloc(1, big);
    r.body = alb_span_of(octets, big);
    assert_int_equal(ask_http(&r).status, 413);
    free(octets);
    r = good;
    r.path = "/health";
    r.method = "GET";
    assert_int_equal(ask_http(&r).status, 200);
}

/* Devices and organisations are found by existing clients (smki.md 15.5). */
static void the_repository_answers(void **state)
{
    (void)state;
    http_request r = {.method = "POST",
                      .path = "/services/certificatesearch",
                      .query = "apikey=any",
                      .content_type = "application/xml",
                      .body = ALB_LIT("<CertificateSearchRequest><CertificateSubjectAltName>" ESME
                                      "</CertificateSubjectAltName></CertificateSearchRequest>"),
                      .peer = "test"};
    http_response response = {.status = 200};
    alb_buf_init(&response.body, 1 << 20);
    dcc_http(the->dcc, 0, &r, &response);
    assert_int_equal(response.status, 200);
    assert_non_null(memmem(response.body.ptr, response.body.len, "<CertificateUsage>KA<", 21));
    assert_non_null(memmem(response.body.ptr, response.body.len, "<CertificateUsage>DS<", 21));
    alb_buf_release(&response.body);
    r.body = ALB_LIT("<x/>");
    assert_int_equal(ask_http(&r).status, 401);
    r.method = "GET";
    assert_int_equal(ask_http(&r).status, 405);
}

static void documents_that_are_none_are_400(void **state)
{
    (void)state;
    alb_buf xml;
    alb_buf_init(&xml, 1 << 20);
    rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
    rig_write(the, &ask, &xml);
    int64_t before = traces();
    assert_int_equal(rig_post(the, DCC_SEND_COMMAND, ALB_LIT("")).status, 400);
    assert_int_equal(rig_post(the, DCC_SEND_COMMAND, ALB_LIT("<a>")).status, 400);
    assert_int_equal(rig_post(the, DCC_SEND_COMMAND,
                              ALB_LIT("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"))
                         .status,
                     400);
    /* Cut anywhere, or with another counter than was signed. */
    for (size_t n = 0; n < xml.len; n += 97) {
        assert_int_equal(rig_post(the, DCC_SEND_COMMAND, alb_span_of(xml.ptr, n)).status, 400);
    }
    uint8_t *digit = memmem(xml.ptr, xml.len, "</sr:RequestID>", 15);
    assert_non_null(digit);
    digit[-1] = (uint8_t)(digit[-1] == '9' ? '8' : digit[-1] + 1);
    assert_int_equal(rig_post(the, DCC_SEND_COMMAND, alb_buf_span(&xml)).status, 400);
    /* Not signed at all. */
    alb_buf_clear(&xml);
    alb_buf_printf(&xml,
                   "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\""
                   " schemaVersion=\"5.4\"><sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:%s:77777"
                   "</sr:RequestID><sr:CommandVariant>1</sr:CommandVariant><sr:ServiceReference>4.1"
                   "</sr:ServiceReference><sr:ServiceReferenceVariant>4.1.1</sr:ServiceReferenceVariant>"
                   "</sr:Header><sr:Body><sr:ReadInstantaneousImportRegisters/></sr:Body></sr:Request>",
                   ESME);
    assert_int_equal(rig_post(the, DCC_SEND_COMMAND, alb_buf_span(&xml)).status, 400);
    assert_int_equal(traces(), before);
    alb_buf_release(&xml);
}

/* --- access control --- */

static void refusals_have_their_codes(void **state)
{
    (void)state;
    static const alb_eui64 unknown = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xff}};
    const struct {
        const char *code;
        dcc_service service;
        rig_ask ask;
    } cases[] = {
        /* An Other User has no right to instantaneous registers, a network operator none to its own supply.
         */
        {"E2", DCC_SEND_COMMAND, {rig_other, rig_esme, READ_REGISTERS}},
        {"E2",
         DCC_TRANSFORM,
         {rig_operator, rig_esme, .variant = 4, .reference = "7.2", .srv = "7.2",
          .body = "<sr:DisableSupply/>"}},
        /* Critical services are transformed, others are not. */
        {"E12",
         DCC_SEND_COMMAND,
         {rig_supplier, rig_esme, .variant = 1, .reference = "7.2", .srv = "7.2",
          .body = "<sr:DisableSupply/>"}},
        {"E12",
         DCC_TRANSFORM,
         {rig_supplier, rig_esme, .variant = 4, .reference = "4.1", .srv = "4.1.1",
          .body = "<sr:ReadInstantaneousImportRegisters/>"}},
        /* Reference, variant and body are of one service. */
        {"E12",
         DCC_SEND_COMMAND,
         {rig_supplier, rig_esme, .variant = 1, .reference = "4.2", .srv = "4.1.1",
          .body = "<sr:ReadInstantaneousImportRegisters/>"}},
        {"E12",
         DCC_SEND_COMMAND,
         {rig_supplier, rig_esme, .variant = 1, .reference = "4.1", .srv = "4.1.1",
          .body = "<sr:ReadSupplyStatus/>"}},
        {"E13", DCC_NON_DEVICE, {rig_supplier, rig_esme, READ_REGISTERS}},
        {"E13", DCC_SEND_COMMAND, {rig_supplier, rig_dcc, READ_INVENTORY(ESME)}},
        {"E19", DCC_SEND_COMMAND, {rig_supplier, unknown, READ_REGISTERS}},
        {"E19", DCC_NON_DEVICE, {rig_supplier, rig_esme, READ_INVENTORY(ESME)}},
        {"E11", DCC_SEND_COMMAND, {rig_supplier, rig_hub, READ_REGISTERS}},
        {"E080201", DCC_NON_DEVICE, {rig_supplier, rig_dcc, READ_INVENTORY("00-DB-12-34-56-78-90-FF")}},
    };
    int64_t before = traces();
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        expect_code(cases[i].service, &cases[i].ask, cases[i].code);
    }
    assert_int_equal(traces(), before);
}

static void who_is_not_registered_is_refused(void **state)
{
    (void)state;
    rig fresh;
    rig_open(&fresh);
    rig_restart(&fresh, false);
    the = &fresh;
    /* No party, then a party, then a supplier of the past, then one of today. */
    rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
    expect_code(DCC_SEND_COMMAND, &ask, "E1");
    rig_register(the);
    alb_err err = {0};
    dcc_registration past = {RIG_MPAN, rig_supplier, CAT_USER_IS, ALB_TIME_NONE, RIG_START};
    assert_int_equal(dcc_register_supply(the->dcc, &past, &err), ALB_OK);
    int64_t before = traces();
    expect_code(DCC_SEND_COMMAND, &ask, "E4");
    assert_int_equal(traces(), before);
    dcc_registration now = {RIG_MPAN, rig_supplier, CAT_USER_IS, RIG_START, RIG_START + ALB_DAYS(1)};
    assert_int_equal(dcc_register_supply(the->dcc, &now, &err), ALB_OK);
    expect_code(DCC_SEND_COMMAND, &ask, "I99");
    alb_clock_manual_set(&the->clock, RIG_START + ALB_DAYS(1));
    expect_code(DCC_SEND_COMMAND, &ask, "E4");
    rig_close(the);
    the = &shared;
}

static void entries_come_all_or_none(void **state)
{
    (void)state;
    static const char all[] = "SELECT (SELECT count(*) FROM device) + (SELECT count(*) FROM appointment)";
    rig fresh;
    rig_open(&fresh);
    rig_restart(&fresh, false);
    the = &fresh;
    int64_t before = rig_count(the, all);
    const dcc_device devices[] = {
        {.id = {{0, 0xdb, 9, 9, 9, 9, 9, 1}}, .hub = rig_hub, .type = CAT_DEVICE_PPMID, .status = "Pending"},
        {.id = {{0, 0xdb, 9, 9, 9, 9, 9, 2}}, .hub = rig_hub, .type = CAT_DEVICE_IHD, .status = "Pending"},
    };
    dcc_registration supplies[] = {{"1234567890123", rig_supplier, CAT_USER_IS, RIG_START, ALB_TIME_NONE},
                                   {"1234567890123", rig_supplier, CAT_USER_IS, RIG_START, RIG_START - 1}};
    const dcc_entries entries = {devices, ALB_COUNT(devices), supplies, ALB_COUNT(supplies)};
    alb_err err = {.code = ALB_OK};
    assert_int_equal(dcc_register_all(the->dcc, &entries, &err), ALB_BAD_VALUE);
    assert_int_equal(rig_count(the, all), before);
    supplies[1].role = CAT_USER_ED;
    supplies[1].to = ALB_TIME_NONE;
    assert_int_equal(dcc_register_all(the->dcc, &entries, &err), ALB_OK);
    assert_int_equal(rig_count(the, all), before + 4);
    rig_close(the);
    the = &shared;
}

static void counters_are_taken_once(void **state)
{
    (void)state;
    rig_ask ask = {rig_supplier, rig_esme, READ_REGISTERS};
    ask.counter = the->counter += 10;
    expect_code(DCC_SEND_COMMAND, &ask, "I99");
    int64_t before = traces();
    expect_code(DCC_SEND_COMMAND, &ask, "E49");
    ask.counter--;
    expect_code(DCC_SEND_COMMAND, &ask, "E49");
    assert_int_equal(traces(), before);
    /* Another User has counters of its own. */
    ask.user = rig_operator;
    expect_code(DCC_SEND_COMMAND, &ask, "I99");
    ask.user = rig_supplier;
    ask.counter = the->counter += 1;
    expect_code(DCC_SEND_COMMAND, &ask, "I99");
    /* The whole of 64 bits, for services that are no commands. */
    rig_ask inventory = {rig_operator, rig_dcc, READ_INVENTORY(ESME)};
    inventory.counter = UINT64_MAX - 1;
    expect_code(DCC_NON_DEVICE, &inventory, "I0");
    expect_code(DCC_NON_DEVICE, &inventory, "E49");
    inventory.counter = UINT64_MAX;
    expect_code(DCC_NON_DEVICE, &inventory, "I0");
}

/* --- the critical path --- */

#define ENABLE_SUPPLY .reference = "7.1", .srv = "7.1"

static void what_is_sent_is_what_was_transformed(void **state)
{
    (void)state;
    rig_ask ask = {rig_supplier, rig_esme, ENABLE_SUPPLY, .variant = 4, .body = "<sr:EnableSupply/>"};
    ask.counter = the->counter += 1;
    rig_answer a = rig_request(the, DCC_TRANSFORM, &ask);
    assert_string_equal(a.code, "I0");
    assert_true(alb_span_is(duis_text(&a.document, a.document.body, "PreCommand/GBCSVersion"), "4.2"));
    gbcs_message m;
    assert_int_equal(gbcs_message_parse(a.gbcs, &m, NULL), ALB_OK);
    assert_int_equal(m.header.counter, ask.counter);
    assert_int_equal(m.header.message_code, 0x004f);

    /* Nothing is accepted yet: the same may be asked again. */
    a = rig_request(the, DCC_TRANSFORM, &ask);
    assert_string_equal(a.code, "I0");

    /* Signed by another, changed, not signed, or never asked for: refused, and nothing is taken. */
    int64_t before = traces();
    alb_buf body;
    alb_buf_init(&body, 1 << 16);
    rig_ask send = ask;
    send.variant = 5;
    rig_sign_pre_command(the, rig_operator, a.gbcs, &body);
    alb_buf_add_u8(&body, 0);
    send.body = (const char *)body.ptr;
    expect_code(DCC_SEND_COMMAND, &send, "E45");

    uint8_t *octets = alb_arena_alloc(the->arena, a.gbcs.len);
    memcpy(octets, a.gbcs.ptr, a.gbcs.len);
    octets[a.gbcs.len - 1] ^= 1;
    alb_buf_clear(&body);
    rig_sign_pre_command(the, rig_supplier, alb_span_of(octets, a.gbcs.len), &body);
    alb_buf_add_u8(&body, 0);
    send.body = (const char *)body.ptr;
    expect_code(DCC_SEND_COMMAND, &send, "E48");

    send.body = "<sr:SignedPreCommand><sr:GBCSPayload>3wkB</sr:GBCSPayload></sr:SignedPreCommand>";
    expect_code(DCC_SEND_COMMAND, &send, "E46");

    alb_buf_clear(&body);
    rig_sign_pre_command(the, rig_supplier, a.gbcs, &body);
    alb_buf_add_u8(&body, 0);
    send.body = (const char *)body.ptr;
    send.counter++;
    expect_code(DCC_SEND_COMMAND, &send, "E46");
    send.counter--;
    send.reference = send.srv = "7.2";
    expect_code(DCC_SEND_COMMAND, &send, "E48");
    send.reference = send.srv = "7.1";
    assert_int_equal(traces(), before);

    expect_code(DCC_SEND_COMMAND, &send, "I99");
    expect_code(DCC_SEND_COMMAND, &send, "E49");
    expect_code(DCC_TRANSFORM, &ask, "E49");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM pre_command"), 0);
    alb_buf_release(&body);
}

static void return_answer(alb_eui64 user, alb_span answer, const char *code)
{
    alb_buf body;
    uint8_t text[4096];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_base64(&w, answer);
    alb_buf_init(&body, 1 << 16);
    alb_buf_add_text(&body, "<sr:ReturnLocalCommandResponse><sr:DeviceGBCSResponse>");
    alb_buf_add(&body, alb_wr_span(&w));
    alb_buf_add_text(&body, "</sr:DeviceGBCSResponse></sr:ReturnLocalCommandResponse>");
    alb_buf_add_u8(&body, 0);
    rig_ask ask = {
        user, rig_dcc, .variant = 8, .reference = "8.13", .srv = "8.13", .body = (const char *)body.ptr};
    expect_code(DCC_NON_DEVICE, &ask, code);
    alb_buf_release(&body);
}

static void commands_for_local_delivery_come_back(void **state)
{
    (void)state;
    size_t under_way = dcc_pipeline_count(the->dcc->pipeline);
    static const char local[] = "SELECT count(*) FROM request WHERE state = 'local'";
    int64_t before = rig_count(the, local);
    rig_ask ask = {rig_supplier,       rig_esme,       .variant = 2,
                   .reference = "4.1", .srv = "4.1.1", .body = "<sr:ReadInstantaneousImportRegisters/>"};
    rig_answer a = rig_request(the, DCC_NON_DEVICE, &ask);
    assert_string_equal(a.code, "I0");
    gbcs_message m;
    gbcs_verdict verdict;
    assert_int_equal(gbcs_message_parse(a.gbcs, &m, NULL), ALB_OK);
    assert_int_equal(gbcs_verify(the->keys, &m, RIG_START, &verdict, NULL), ALB_OK);
    assert_int_equal(verdict.mac, GBCS_CHECK_OK);
    assert_int_equal(rig_count(the, local), before + 1);
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), under_way);
    /* The device's answer comes back by 8.13, once and to whom it belongs. */
    return_answer(rig_operator, rig_respond(the, a.gbcs), "E2");
    return_answer(rig_supplier, ALB_LIT("nothing"), "E081301");
    return_answer(rig_supplier, rig_alert(the, rig_supplier, 1), "E081301");
    gbcs_header unasked = {.cra = GBCS_RESPONSE,
                           .counter = 1,
                           .originator = rig_esme,
                           .target = rig_supplier,
                           .message_code = 0x0027};
    return_answer(rig_supplier, rig_say(the, &unasked, ALB_LIT("answer"), false), "E081302");
    return_answer(rig_supplier, rig_respond(the, a.gbcs), "I0");
    assert_int_equal(rig_count(the, local), before);
    ask.user = rig_operator;
    expect_code(DCC_NON_DEVICE, &ask, "E17");
}

/* --- the inventory --- */

static bool answer_has(const rig_answer *a, const char *path, const char *text)
{
    return alb_span_is(duis_text(&a->document, a->document.body, path), text);
}

static void the_inventory_is_read(void **state)
{
    (void)state;
    rig_ask ask = {rig_supplier, rig_dcc, READ_INVENTORY(ESME)};
    rig_answer a = rig_request(the, DCC_NON_DEVICE, &ask);
    assert_string_equal(a.code, "I0");
    assert_true(answer_has(&a, "DSPInventory/Device/DeviceID", ESME));
    assert_true(answer_has(&a, "DSPInventory/Device/DeviceType", "ESME"));
    assert_true(answer_has(&a, "DSPInventory/Device/DeviceStatus", "Commissioned"));
    assert_true(answer_has(&a, "DSPInventory/Device/ImportMPxN", RIG_MPAN));
    assert_true(answer_has(&a, "DSPInventory/Device/ESMEVariant", "A"));
    assert_true(answer_has(&a, "DSPInventory/Device/DeviceGBCSVersion", "4.2"));
    assert_true(answer_has(&a, "DSPInventory/Device[2]/DeviceID", HUB));
    ask.body = "<sr:ReadInventory><sr:MPxN>" RIG_MPAN "</sr:MPxN></sr:ReadInventory>";
    a = rig_request(the, DCC_NON_DEVICE, &ask);
    assert_string_equal(a.code, "I0");
    assert_true(answer_has(&a, "DSPInventory/Device/DeviceID", ESME));
    ask.body = "<sr:ReadInventory><sr:UPRN>1</sr:UPRN></sr:ReadInventory>";
    expect_code(DCC_NON_DEVICE, &ask, "E080202");
}

static void the_inventory_is_updated(void **state)
{
    (void)state;
    static const alb_eui64 spare = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xb0}};
#define UPDATE(change)                                                                                       \
    "<sr:UpdateInventory><sr:DeviceID>00-DB-12-34-56-78-90-B0</sr:DeviceID>" change "</sr:UpdateInventory>"
    dcc_device d = {.id = spare,
                    .hub = spare,
                    .type = CAT_DEVICE_ESME,
                    .esme_variant = "A",
                    .status = "Pending",
                    .manufacturer = "ALB1",
                    .model = "1"};
    assert_int_equal(dcc_register_device(the->dcc, &d, NULL), ALB_OK);
    const struct {
        const char *body, *code;
    } steps[] = {
        {UPDATE("<sr:UpdateDeviceStatusCH>Commissioned</sr:UpdateDeviceStatusCH>"), "E080406"},
        {UPDATE("<sr:UpdateMPxN><sr:ImportMPxN>2000000000000</sr:ImportMPxN></sr:UpdateMPxN>"), "E080409"},
        {UPDATE("<sr:UpdateMPxN><sr:SecondaryImportMPAN>" RIG_MPAN
                "</sr:SecondaryImportMPAN></sr:UpdateMPxN>"),
         "E080411"},
        {UPDATE("<sr:UpdateMPxN><sr:ImportMPxN>" RIG_MPAN "</sr:ImportMPxN></sr:UpdateMPxN>"), "I0"},
        {UPDATE("<sr:UpdateDeviceDetails><sr:DeviceModel>2</sr:DeviceModel></sr:UpdateDeviceDetails>"), "I0"},
        {UPDATE("<sr:UpdateDeviceStatusExceptCH>InstalledNotCommissioned</sr:UpdateDeviceStatusExceptCH>"),
         "I0"},
        {UPDATE("<sr:DeleteDevice/>"), "E080413"},
        {UPDATE("<sr:UpdateDeviceStatusExceptCH>Pending</sr:UpdateDeviceStatusExceptCH>"), "I0"},
        {UPDATE("<sr:DeleteDevice/>"), "I0"},
        {UPDATE("<sr:DeleteDevice/>"), "E19"},
    };
    for (size_t i = 0; i < ALB_COUNT(steps); i++) {
        rig_ask ask = {rig_supplier,       rig_dcc,      .variant = 8,
                       .reference = "8.4", .srv = "8.4", .body = steps[i].body};
        int64_t before = traces() + rig_count(the, "SELECT max(highest) FROM replay");
        expect_code(DCC_NON_DEVICE, &ask, steps[i].code);
        if (steps[i].code[0] == 'E') {
            assert_int_equal(traces() + rig_count(the, "SELECT max(highest) FROM replay"), before);
        }
    }
}

/* --- devices come and go --- */

#define NOTIFY(id, type, more)                                                                               \
    "<sr:DevicePrenotification><sr:DeviceID>" id "</sr:DeviceID><sr:DeviceManufacturer>ALB1"                 \
    "</sr:DeviceManufacturer><sr:DeviceModel>1</sr:DeviceModel><sr:DeviceType>" type "</sr:DeviceType>" more \
    "</sr:DevicePrenotification>"
#define NEW_HUB   "00-DB-12-34-56-78-91-01"
#define NEW_METER "00-DB-12-34-56-78-91-03"
#define INSTALL                                                                                              \
    "<sr:CHFInstallSuccessSMWAN><sr:DeviceID>" NEW_HUB "</sr:DeviceID><sr:CHFInstallType>New CHF Install"    \
    "</sr:CHFInstallType><sr:MPxN>" RIG_MPAN "</sr:MPxN><sr:AerialInstall>false</sr:AerialInstall>"          \
    "<sr:CHFLocation>Deep indoors</sr:CHFLocation></sr:CHFInstallSuccessSMWAN>"
#define DECOMMISSION(id) "<sr:DecommissionDevice><sr:DeviceID>" id "</sr:DeviceID></sr:DecommissionDevice>"

static void ask_dcc(const char *srv, const char *reference, const char *body, const char *code)
{
    rig_ask ask = {rig_supplier, rig_dcc, .variant = 8, .reference = reference, .srv = srv, .body = body};
    expect_code(DCC_NON_DEVICE, &ask, code);
}

static void devices_come_and_go(void **state)
{
    (void)state;
    ask_dcc("12.2", "12.2", NOTIFY(NEW_HUB, "CHF", ""), "E120204");
    ask_dcc("12.2", "12.2",
            NOTIFY(NEW_HUB, "CHF", "<sr:AssociatedGPFDeviceID>" NEW_HUB "</sr:AssociatedGPFDeviceID>"),
            "E120201");
    ask_dcc("12.2", "12.2",
            NOTIFY(NEW_HUB, "CHF",
                   "<sr:AssociatedGPFDeviceID>00-DB-12-34-56-78-91-02</sr:AssociatedGPFDeviceID>"),
            "I0");
    ask_dcc("12.2", "12.2",
            NOTIFY(NEW_HUB, "CHF",
                   "<sr:AssociatedGPFDeviceID>00-DB-12-34-56-78-91-02</sr:AssociatedGPFDeviceID>"),
            "E120201");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Pending'"), 2);
    ask_dcc("12.2", "12.2", NOTIFY(NEW_METER, "ESME", ""), "E120207");
    ask_dcc("12.2", "12.2", NOTIFY(NEW_METER, "ESME", "<sr:ESMEVariant>A</sr:ESMEVariant>"), "I0");
    ask_dcc("8.14.1", "8.14", INSTALL, "I0");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Pending'"), 1);

    /* The meter point's meter goes: its network operator is told; the hub goes only without meters. */
    ask_dcc("8.3", "8.3", DECOMMISSION(HUB), "E080301");
    int64_t told = rig_count(the, "SELECT count(*) FROM delivery WHERE kind = 'DCC alert'");
    ask_dcc("8.3", "8.3", DECOMMISSION(ESME), "I0");
    ask_dcc("8.3", "8.3", DECOMMISSION(ESME), "E080301");
    rig_turn(the);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery WHERE kind = 'DCC alert'"), told + 1);
    rig_ask read = {rig_supplier, rig_esme, READ_REGISTERS};
    expect_code(DCC_SEND_COMMAND, &read, "E5");
    ask_dcc("8.3", "8.3", DECOMMISSION(HUB), "I0");
    assert_int_equal(
        rig_count(the, "SELECT count(*) FROM device_history WHERE cause IN ('12.2', '8.14.1', '8.3')"), 7);
    /* And begins anew. */
    ask_dcc("12.2", "12.2", NOTIFY(ESME, "ESME", "<sr:ESMEVariant>A</sr:ESMEVariant>"), "I0");
}

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
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
        cmocka_unit_test(http_faults_have_http_codes),
        cmocka_unit_test(the_repository_answers),
        cmocka_unit_test(documents_that_are_none_are_400),
        cmocka_unit_test(refusals_have_their_codes),
        cmocka_unit_test(who_is_not_registered_is_refused),
        cmocka_unit_test(what_is_sent_is_what_was_transformed),
        cmocka_unit_test(entries_come_all_or_none),
        cmocka_unit_test(counters_are_taken_once),
        cmocka_unit_test(commands_for_local_delivery_come_back),
        cmocka_unit_test(the_inventory_is_read),
        cmocka_unit_test(the_inventory_is_updated),
        cmocka_unit_test(devices_come_and_go),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
