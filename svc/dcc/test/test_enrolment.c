/* Devices from the first notice to the last: joined, commissioned, joined to each other, taken over by
 * another hub, taken off; whose certificates they hold; what Users are told of it. Without threads: what
 * devices say is said here. */
#include "rig.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define HUB    "00-DB-12-34-56-78-90-A2"
#define HUB2   "00-DB-12-34-56-78-91-A2"
#define GPF    "00-DB-12-34-56-78-90-A3"
#define GPF2   "00-DB-12-34-56-78-91-A3"
#define GSME   "00-DB-12-34-56-78-90-A1"
#define ESME   "00-DB-12-34-56-78-90-A0"
#define PPMID  "00-DB-12-34-56-78-90-A4"
#define HCALCS "00-DB-12-34-56-78-90-A5"
#define MPRN   "1234567890"

/* --- asking --- */

static rig_answer send(const rig_ask *ask, dcc_service service, const char *code)
{
    rig_answer a = rig_request(the, service, ask);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.code, code);
    return a;
}

/* A request that is not critical, of that User. */
static rig_ask ask_of(alb_eui64 user, alb_eui64 device, const char *reference, const char *srv,
                      const char *body)
{
    return (rig_ask){user,       device,      .counter = ++the->counter, .variant = 1, .reference = reference,
                     .srv = srv, .body = body};
}

/* A critical request, signed and sent. */
static void send_critical(alb_eui64 user, alb_eui64 device, const char *reference, const char *srv,
                          const char *body)
{
    rig_ask ask = ask_of(user, device, reference, srv, body);
    ask.variant = 4;
    rig_answer pre = send(&ask, DCC_TRANSFORM, "I0");
    alb_buf signed_body;
    alb_buf_init(&signed_body, 1 << 16);
    rig_sign_pre_command(the, user, pre.gbcs, &signed_body);
    alb_buf_add_u8(&signed_body, 0);
    ask.variant = 5;
    ask.body = (const char *)signed_body.ptr;
    (void)send(&ask, DCC_SEND_COMMAND, "I99");
    alb_buf_release(&signed_body);
}

/* --- what devices say --- */

/* Octets of hexadecimal text. */
static alb_span octets(const char *hex)
{
    size_t n = strlen(hex) / 2;
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, n + 1), n);
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    return alb_wr_span(&w);
}

/* A DER value in hexadecimal text. */
static const char *der(unsigned tag, const char *fmt, ...) ALB_PRINTF(2, 3);
static const char *der(unsigned tag, const char *fmt, ...)
{
    enum { ROOM = 4096 };
    char *content = alb_arena_alloc(the->arena, ROOM);
    char *out = alb_arena_alloc(the->arena, ROOM);
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(content, ROOM, fmt, args);
    va_end(args);
    assert_true(n >= 0 && n < ROOM - 16);
    if (n / 2 < 128) {
        (void)snprintf(out, ROOM, "%02X%02X%s", tag, (unsigned)n / 2, content);
    } else {
        (void)snprintf(out, ROOM, "%02X82%04X%s", tag, (unsigned)n / 2, content);
    }
    return out;
}

/* COSEM answers that say success; the four octets of the counter are filled in. */
#define LISTED                                                                                               \
    "DA000000000000030000000303000200"                                                                       \
    "0200"
#define UNLISTED "DA0000000000000100010300"
#define CLOCK_SET                                                                                            \
    "DA00000000000005000000090C07EA030201"                                                                   \
    "0A000000800000"                                                                                         \
    "1100"                                                                                                   \
    "05020003000300"                                                                                         \
    "01000100"
#define CODE_0 "020100"
#define MOMENT "180F32303236303330323130303030305A"

static bool answer_last(alb_eui64 device, const char *hex)
{
    return rig_answer_last(the, device, octets(hex));
}

static uint64_t alert_counter = 5000;

static bool alert_from(alb_eui64 device, alb_eui64 hub, uint16_t message_code, const char *hex,
                       bool is_signed)
{
    gbcs_header h = {.cra = GBCS_ALERT,
                     .counter = ++alert_counter,
                     .originator = device,
                     .target = rig_dcc,
                     .message_code = message_code};
    return rig_hear(the, hub, rig_say(the, &h, octets(hex), is_signed));
}

/* CS14: the hub's log with one device, whose key is there or not yet. */
static void tell_log(alb_eui64 hub, const char *device, bool has_key)
{
#define AT "090C07EA0302FF0A000000800000"
    char hex[512];
    (void)snprintf(hex, sizeof hex,
                   "0F%08X000203128F12" AT "0203" AT "0908000102030405060701010202"
                   "0908%s09%s",
                   (unsigned)(0x20000000U | (alert_counter + 1)), device,
                   has_key ? "1000112233445566778899AABBCCDDEEFF" : "00");
    assert_true(alert_from(hub, hub, 0x0018, hex, false));
}

/* --- what Users hear --- */

typedef struct alert_query {
    const char *code;
    alb_eui64 user;
    alb_span document;
    size_t n;
} alert_query;

static alb_status read_alerts(store_tx *tx, void *ctx, alb_err *err)
{
    alert_query *q = ctx;
    store_value user = dcc_eui(q->user);
    char wanted[64];
    (void)snprintf(wanted, sizeof wanted, "<sr:DCCAlertCode>%s</sr:DCCAlertCode>", q->code);
    store_rows *rows = NULL;
    ALB_TRY(store_query(
        tx, "SELECT document FROM delivery WHERE recipient = $1 AND kind = 'DCC alert' ORDER BY id", &user, 1,
        &rows, err));
    while (store_next(rows)) {
        alb_span document = store_column(rows, 0).bytes;
        if (memmem(document.ptr, document.len, wanted, strlen(wanted))) {
            q->document = alb_arena_copy(the->arena, document);
            q->n++;
        }
    }
    return store_rows_end(rows, err);
}

/* How many alerts of that code the User has been sent; the last is checked and decoded. */
static size_t alerts(alb_eui64 user, const char *code, duis_document *last)
{
    alert_query q = {.code = code, .user = user};
    rig_turn(the);
    assert_int_equal(store_read(the->dcc->store, read_alerts, &q, NULL), ALB_OK);
    if (q.n > 0 && last) {
        *last = rig_check_document(the, q.document);
    }
    return q.n;
}

static bool says(const duis_document *d, const char *path, const char *text)
{
    return alb_span_is(duis_text(d, d->body, path), text);
}

static void expect_status(alb_eui64 device, const char *status)
{
    dcc_device_record d;
    rig_device(the, device, &d);
    assert_string_equal(d.status, status);
}

/* --- the home --- */

static const smki_certificate *certificate(alb_eui64 id, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(the->all, id, slot);
    assert_non_null(found);
    return found->certificate;
}

static void register_as(alb_eui64 id, alb_eui64 hub, uint16_t type, const char *status, const char *mpxn)
{
    dcc_device d = {.id = id,
                    .hub = hub,
                    .type = type,
                    .esme_variant = type == CAT_DEVICE_ESME ? "ADE" : NULL,
                    .gbcs_version = 42,
                    .status = status,
                    .mpxn = mpxn,
                    .manufacturer = "ALB1",
                    .model = "00000001",
                    .signing = certificate(id, SMKI_SLOT_DIGITAL_SIGNATURE),
                    .agreement = certificate(id, SMKI_SLOT_KEY_AGREEMENT)};
    assert_int_equal(dcc_register_device(the->dcc, &d, NULL), ALB_OK);
}

static const alb_eui64 no_hub = {{0}};

/* Everything waits for its installation but the hubs; the Other User is a gas supplier too. */
static int open_home(void **state)
{
    (void)state;
    rig_open(the);
    rig_restart(the, false);
    const dcc_party parties[] = {
        {.user = rig_supplier, .role = CAT_USER_IS | CAT_USER_GS},
        {.user = rig_operator, .role = CAT_USER_ED | CAT_USER_GT},
        {.user = rig_other, .role = CAT_USER_OU},
        {.user = rig_second, .role = CAT_USER_IS | CAT_USER_GS},
    };
    const dcc_registration registrations[] = {
        {RIG_MPAN, rig_supplier, CAT_USER_IS, ALB_TIME_NONE, ALB_TIME_NONE},
        {RIG_MPAN, rig_operator, CAT_USER_ED, ALB_TIME_NONE, ALB_TIME_NONE},
        {MPRN, rig_second, CAT_USER_GS, ALB_TIME_NONE, ALB_TIME_NONE},
    };
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        assert_int_equal(dcc_register_party(the->dcc, &parties[i], NULL), ALB_OK);
    }
    for (size_t i = 0; i < ALB_COUNT(registrations); i++) {
        assert_int_equal(dcc_register_supply(the->dcc, &registrations[i], NULL), ALB_OK);
    }
    register_as(rig_hub, rig_hub, CAT_DEVICE_CHF, "Commissioned", NULL);
    register_as(rig_gpf, rig_hub, CAT_DEVICE_GPF, "Commissioned", NULL);
    register_as(rig_hub2, rig_hub2, CAT_DEVICE_CHF, "Commissioned", NULL);
    register_as(rig_gpf2, rig_hub2, CAT_DEVICE_GPF, "Commissioned", NULL);
    register_as(rig_esme, no_hub, CAT_DEVICE_ESME, "Pending", RIG_MPAN);
    register_as(rig_ppmid, no_hub, CAT_DEVICE_PPMID, "Pending", NULL);
    register_as(rig_hcalcs, no_hub, CAT_DEVICE_HCALCS, "Pending", NULL);
    register_as(rig_gsme, rig_hub, CAT_DEVICE_GSME, "Commissioned", MPRN);
    return 0;
}

static int close_home(void **state)
{
    (void)state;
    rig_close(the);
    return 0;
}

/* --- 8.11 --- */

static void ask_to_list(const char *device, const char *mpxn)
{
    char body[512];
    (void)snprintf(body, sizeof body,
                   "<sr:UpdateHANDeviceLog><sr:DeviceID>%s</sr:DeviceID><sr:RequestType>Add</sr:RequestType>"
                   "<sr:AddDeviceToCHFWhitelist><sr:JoinTimePeriod>600</sr:JoinTimePeriod><sr:InstallCode>"
                   "00112233445566778899AABBCCDDEEFF</sr:InstallCode>%s</sr:AddDeviceToCHFWhitelist>"
                   "</sr:UpdateHANDeviceLog>",
                   device, mpxn);
    rig_ask ask = ask_of(rig_supplier, rig_hub, "8.11", "8.11", body);
    (void)send(&ask, DCC_SEND_COMMAND, "I99");
}

static void list(const char *device, const char *mpxn)
{
    ask_to_list(device, mpxn);
    assert_true(answer_last(rig_hub, LISTED));
}

static void unlist(const char *device)
{
    char body[256];
    (void)snprintf(body, sizeof body,
                   "<sr:UpdateHANDeviceLog><sr:DeviceID>%s</sr:DeviceID><sr:RequestType>Remove"
                   "</sr:RequestType></sr:UpdateHANDeviceLog>",
                   device);
    rig_ask ask = ask_of(rig_supplier, rig_hub, "8.11", "8.11", body);
    (void)send(&ask, DCC_SEND_COMMAND, "I99");
    assert_true(answer_last(rig_hub, UNLISTED));
}

/* --- the walks --- */

static void a_meter_is_enrolled(void **state)
{
    (void)state;
    duis_document alert;
    register_as(rig_hub, rig_hub, CAT_DEVICE_CHF, "Commissioned", NULL);
    list(ESME, "<sr:ImportMPxN>" RIG_MPAN "</sr:ImportMPxN>");
    uint64_t asked = the->counter;
    expect_status(rig_esme, "Whitelisted");
    tell_log(rig_hub, "00DB1234567890A0", false);
    expect_status(rig_esme, "Whitelisted");
    assert_int_equal(alerts(rig_supplier, "N24", NULL), 0);
    tell_log(rig_hub, "00DB1234567890A0", true);
    expect_status(rig_esme, "InstalledNotCommissioned");
    assert_int_equal(alerts(rig_supplier, "N24", &alert), 1);
    char id[96];
    (void)snprintf(id, sizeof id, "90-B3-D5-1F-30-01-00-00:" HUB ":%llu", (unsigned long long)asked);
    assert_true(says(&alert, "DCCAlert/UpdateHANDeviceLogResult/UpdateHANDeviceLogServiceRequestID", id));
    /* Told once. */
    tell_log(rig_hub, "00DB1234567890A0", true);
    assert_int_equal(alerts(rig_supplier, "N24", NULL), 1);

    send_critical(
        rig_supplier, rig_esme, "8.1", "8.1.1",
        "<sr:CommissionDeviceSynchroniseClock><sr:CurrentDateTime>2026-03-02T10:00:00Z</sr:CurrentDateTime>"
        "<sr:TolerancePeriod>10</sr:TolerancePeriod></sr:CommissionDeviceSynchroniseClock>");
    assert_int_equal(alerts(rig_operator, "N16", NULL), 0);
    assert_true(answer_last(rig_esme, CLOCK_SET));
    expect_status(rig_esme, "Commissioned");
    assert_int_equal(alerts(rig_operator, "N16", &alert), 1);
    assert_true(
        says(&alert, "DCCAlert/DeviceStatusChangeEvent/DeviceStatusChange/MeterIdentity/ESMEVariant", "ADE"));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM duty WHERE done_at IS NULL"), 3);
}

static void a_join_in_vain_is_told(void **state)
{
    (void)state;
    list(PPMID, "");
    alb_clock_manual_add(&the->clock, ALB_MINUTES(14));
    assert_int_equal(alerts(rig_supplier, "N25", NULL), 0);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(2));
    assert_int_equal(alerts(rig_supplier, "N25", NULL), 1);
    expect_status(rig_ppmid, "Whitelisted");
    tell_log(rig_hub, "00DB1234567890A4", true);
    expect_status(rig_ppmid, "InstalledNotCommissioned");
    assert_int_equal(alerts(rig_supplier, "N25", NULL), 1);
}

#define JOIN(kind, other) "<sr:" kind "><sr:OtherDeviceID>" other "</sr:OtherDeviceID></sr:" kind ">"

static void a_display_is_commissioned_by_both_joins(void **state)
{
    (void)state;
    send_critical(rig_supplier, rig_esme, "8.7", "8.7.1", JOIN("JoinServiceCritical", PPMID));
    assert_true(answer_last(rig_esme, CODE_0));
    expect_status(rig_ppmid, "InstalledNotCommissioned");
    rig_ask ask = ask_of(rig_supplier, rig_ppmid, "8.7", "8.7.2", JOIN("JoinServiceNonCritical", ESME));
    (void)send(&ask, DCC_SEND_COMMAND, "I99");
    assert_true(answer_last(rig_ppmid, CODE_0));
    expect_status(rig_ppmid, "Commissioned");
    /* And installed, no more, without them. */
    ask = ask_of(rig_supplier, rig_ppmid, "8.8", "8.8.2", JOIN("UnjoinServiceNonCritical", ESME));
    (void)send(&ask, DCC_SEND_COMMAND, "I99");
    assert_true(answer_last(rig_ppmid, CODE_0));
    expect_status(rig_ppmid, "InstalledNotCommissioned");
}

/* Its log with the device's key is judged before the hub's answer that it has listed it. */
static void the_log_may_come_before_the_answer(void **state)
{
    (void)state;
    size_t told = alerts(rig_supplier, "N24", NULL);
    ask_to_list(HCALCS, "");
    tell_log(rig_hub, "00DB1234567890A5", true);
    expect_status(rig_hcalcs, "Pending");
    assert_true(answer_last(rig_hub, LISTED));
    expect_status(rig_hcalcs, "InstalledNotCommissioned");
    assert_int_equal(alerts(rig_supplier, "N24", NULL), told + 1);
}

static void a_switch_is_told_to_the_network(void **state)
{
    (void)state;
    send_critical(rig_supplier, rig_esme, "8.7", "8.7.1", JOIN("JoinServiceCritical", HCALCS));
    assert_true(answer_last(rig_esme, CODE_0));
    assert_int_equal(alerts(rig_operator, "N58", NULL), 0);
    send_critical(rig_supplier, rig_hcalcs, "8.7", "8.7.1", JOIN("JoinServiceCritical", ESME));
    assert_true(answer_last(rig_hcalcs, CODE_0));
    expect_status(rig_hcalcs, "Commissioned");
    assert_int_equal(alerts(rig_operator, "N58", NULL), 1);
}

static void a_device_comes_off_the_list(void **state)
{
    (void)state;
    size_t told = alerts(rig_supplier, "N24", NULL);
    unlist(PPMID);
    assert_int_equal(alerts(rig_supplier, "N24", NULL), told + 1);
    assert_int_equal(alerts(rig_second, "N43", NULL), 1);
    assert_int_equal(alerts(rig_supplier, "N43", NULL), 0);
}

/* --- another hub --- */

static void another_hub_takes_over(void **state)
{
    (void)state;
    duis_document alert;
    rig_ask ask = ask_of(rig_supplier, rig_hub2, "8.12", "8.12.1",
                         "<sr:RestoreHANDeviceLog><sr:OldCHFID>00-DB-12-34-56-78-99-99</sr:OldCHFID>"
                         "</sr:RestoreHANDeviceLog>");
    (void)send(&ask, DCC_SEND_COMMAND, "E4"); /* not installed by anybody */
    rig_ask installs = {rig_supplier,
                        rig_dcc,
                        .counter = ++the->counter,
                        .variant = 8,
                        .reference = "8.14",
                        .srv = "8.14.1",
                        .body = "<sr:CHFInstallSuccessSMWAN><sr:DeviceID>" HUB2
                                "</sr:DeviceID><sr:CHFInstallType>Replacement CHF Install"
                                "</sr:CHFInstallType><sr:MPxN>" RIG_MPAN
                                "</sr:MPxN><sr:GISData></sr:GISData><sr:AerialInstall>false"
                                "</sr:AerialInstall><sr:CHFLocation>Deep indoors</sr:CHFLocation>"
                                "</sr:CHFInstallSuccessSMWAN>"};
    (void)send(&installs, DCC_NON_DEVICE, "I0");
    ask.counter = ++the->counter;
    (void)send(&ask, DCC_SEND_COMMAND, "E081202");
    ask = ask_of(rig_supplier, rig_hub2, "8.12", "8.12.1",
                 "<sr:RestoreHANDeviceLog><sr:OldCHFID>" HUB "</sr:OldCHFID></sr:RestoreHANDeviceLog>");
    (void)send(&ask, DCC_SEND_COMMAND, "I99");
    assert_true(answer_last(rig_hub2, UNLISTED));
    dcc_device_record d;
    rig_device(the, rig_gsme, &d);
    assert_true(alb_eui64_equal(d.hub, rig_hub2));
    rig_device(the, rig_esme, &d);
    assert_true(alb_eui64_equal(d.hub, rig_hub2));
    assert_int_equal(alerts(rig_second, "N30", &alert), 1);
    assert_true(says(&alert, "DCCAlert/DeviceLogRestored/CHFDeviceLog/NewGPFDeviceID", GPF2));
    /* Nobody takes over a hub on which it has nothing. */
    ask.counter = ++the->counter;
    (void)send(&ask, DCC_SEND_COMMAND, "E4");
}

static void another_gas_proxy_takes_over(void **state)
{
    (void)state;
    rig_ask ask = ask_of(rig_second, rig_gpf2, "8.12", "8.12.2",
                         "<sr:RestoreGPFDeviceLog><sr:OldGPFID>" GPF "</sr:OldGPFID>"
                         "</sr:RestoreGPFDeviceLog>");
    (void)send(&ask, DCC_SEND_COMMAND, "E081222");
    const char *entry = der(0x30, "%s%s", der(0x04, "00DB1234567890A1"), der(0x02, "00"));
    const char *log = der(0x30, "0203008071%s%s", MOMENT, der(0x30, "%s", entry));
    assert_true(alert_from(rig_gpf, rig_hub, 0x00b2, log, false));
    ask.counter = ++the->counter;
    (void)send(&ask, DCC_SEND_COMMAND, "I99");
    assert_true(answer_last(rig_gpf2, der(0x30, "%s", der(0x30, "%s", der(0x30, "%s020100", entry)))));
    assert_int_equal(alerts(rig_supplier, "N31", NULL), 1);
}

/* --- credentials --- */

static const char *outcome(unsigned role, const char *key_usage, const char *party, const char *key)
{
    const char *cell = der(0x30, "%s%s", der(0x02, "%02X", role), key_usage);
    return der(0x30, "%s0A0100%s%s%s%s", cell, der(0x04, "%s", party), der(0x04, "%s", key),
               der(0x04, "%s", party), der(0x04, "%s", key));
}

/* What a device says to CS02b: the party's signing key is in the cell of its role. */
static const char *replaced(alb_eui64 device, alb_eui64 party, unsigned role)
{
    char id[ALB_EUI64_TEXT];
    char key[64];
    alb_wr w = alb_wr_init(key, sizeof key - 1);
    alb_wr_hex(&w, smki_certificate_ski(certificate(party, SMKI_SLOT_DIGITAL_SIGNATURE)));
    key[w.pos] = '\0';
    const char *counter = der(0x02, "%012llX", (unsigned long long)rig_last_counter(the, device));
    const char *outcomes = der(0x30, "%s", outcome(role, "03020780", alb_eui64_hex(party, id), key));
    return der(0x30, "0500%s", der(0x30, "%s0201073000%s", counter, outcomes));
}

static void add_certificate(alb_buf *out, const char *element, const smki_certificate *c)
{
    char text[4096];
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    alb_wr_base64(&w, smki_certificate_der(c));
    text[w.pos] = '\0';
    alb_buf_printf(out, "<sr:%s>%s</sr:%s>", element, text, element);
}

static const char *change_of_supplier(alb_eui64 supplier, const char *date)
{
    alb_buf body;
    alb_buf_init(&body, 1 << 16);
    const smki_certificate *own = certificate(supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_identity *issuer = smki_keystore_find_ski(the->all, smki_certificate_aki(own));
    assert_non_null(issuer);
    alb_buf_printf(
        &body,
        "<sr:UpdateSecurityCredentialsCoS>%s<sr:SupplierFloorSeqNumber>0</sr:SupplierFloorSeqNumber>"
        "<sr:SupplierReplacementCertificates>",
        date);
    add_certificate(&body, "DigitalSigningCertificate", own);
    alb_buf_add_text(&body, "</sr:SupplierReplacementCertificates><sr:CertificationPathCertificates>");
    add_certificate(&body, "Certificate", issuer->certificate);
    alb_buf_add_text(&body, "</sr:CertificationPathCertificates><sr:ApplyTimeBasedCPVChecks>false"
                            "</sr:ApplyTimeBasedCPVChecks><sr:ImportMPxN>" RIG_MPAN
                            "</sr:ImportMPxN></sr:UpdateSecurityCredentialsCoS>");
    alb_buf_add_u8(&body, 0);
    const char *copy = alb_arena_string(the->arena, alb_span_of(body.ptr, body.len - 1));
    alb_buf_release(&body);
    return copy;
}

#define SCHEDULE                                                                                             \
    "<sr:CreateSchedule><sr:ScheduleFrequency>Daily</sr:ScheduleFrequency><sr:ScheduleStartDate>2026-04-05"  \
    "</sr:ScheduleStartDate><sr:ScheduleExecutionStartTime>12:00:00Z</sr:ScheduleExecutionStartTime>"        \
    "<sr:DSPScheduledServiceReference>4.12</sr:DSPScheduledServiceReference>"                                \
    "<sr:DSPScheduledServiceReferenceVariant>4.12.1</"                                                       \
    "sr:DSPScheduledServiceReferenceVariant><sr:DeviceID>" ESME                                              \
    "</sr:DeviceID><sr:DSPReadMaximumDemandImportRegisters/></sr:CreateSchedule>"
#define DATED                                                                                                \
    "<sr:ReadInstantaneousImportRegisters><sr:ExecutionDateTime>2026-03-20T10:00:00Z"                        \
    "</sr:ExecutionDateTime></sr:ReadInstantaneousImportRegisters>"

static void arrange(alb_eui64 user)
{
    rig_ask schedule = {
        user,         rig_dcc,         .counter = ++the->counter, .variant = 8, .reference = "5.1",
        .srv = "5.1", .body = SCHEDULE};
    (void)send(&schedule, DCC_NON_DEVICE, "I0");
    rig_ask dated = ask_of(user, rig_esme, "4.1", "4.1.1", DATED);
    (void)send(&dated, DCC_SEND_COMMAND, "I99");
}

static void a_supplier_takes_over(void **state)
{
    (void)state;
    duis_document alert;
    arrange(rig_supplier);
    arrange(rig_operator);
    const dcc_registration changes[] = {
        {RIG_MPAN, rig_supplier, CAT_USER_IS, ALB_TIME_NONE, RIG_START + ALB_DAYS(1)},
        {RIG_MPAN, rig_second, CAT_USER_IS, RIG_START + ALB_DAYS(1), ALB_TIME_NONE},
    };
    for (size_t i = 0; i < ALB_COUNT(changes); i++) {
        assert_int_equal(dcc_register_supply(the->dcc, &changes[i], NULL), ALB_OK);
    }
    rig_ask cos = ask_of(rig_second, rig_esme, "6.23", "6.23", change_of_supplier(rig_second, ""));
    (void)send(&cos, DCC_SEND_COMMAND, "E4"); /* not yet */
    alb_clock_manual_add(&the->clock, ALB_DAYS(1));
    (void)send(&cos, DCC_SEND_COMMAND, "I99");
    assert_true(answer_last(rig_esme, replaced(rig_esme, rig_second, 2)));
    assert_int_equal(alerts(rig_second, "N42", &alert), 1);
    assert_true(says(&alert, "DCCAlert/SecurityCredentialsUpdated/RemotePartyRole", "Supplier"));
    /* The old one's work is over, the network operator's is not. */
    assert_int_equal(alerts(rig_supplier, "N5", NULL), 1);
    assert_int_equal(alerts(rig_supplier, "N8", NULL), 1);
    assert_int_equal(alerts(rig_operator, "N5", NULL) + alerts(rig_operator, "N8", NULL), 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'held'"), 1);
}

/* A meter that its supplier holds is not the DCC's to hand over (6.21). */
static void what_is_a_suppliers_is_not_handed_over(void **state)
{
    (void)state;
    alb_buf body;
    alb_buf_init(&body, 1 << 16);
    alb_buf_add_text(&body, "<sr:RequestHandoverOfDCCControlledDevice><sr:RemotePartyRole>Supplier"
                            "</sr:RemotePartyRole><sr:RemotePartyFloorSeqNumber>0"
                            "</sr:RemotePartyFloorSeqNumber><sr:ReplacementCertificates>");
    const smki_certificate *own = certificate(rig_second, SMKI_SLOT_DIGITAL_SIGNATURE);
    add_certificate(&body, "DigitalSigningCertificate", own);
    alb_buf_add_text(&body, "</sr:ReplacementCertificates><sr:CertificationPathCertificates>");
    add_certificate(&body, "Certificate",
                    smki_keystore_find_ski(the->all, smki_certificate_aki(own))->certificate);
    alb_buf_add_text(&body, "</sr:CertificationPathCertificates><sr:ApplyTimeBasedCPVChecks>false"
                            "</sr:ApplyTimeBasedCPVChecks></sr:RequestHandoverOfDCCControlledDevice>");
    alb_buf_add_u8(&body, 0);
    rig_ask ask = ask_of(rig_second, rig_esme, "6.21", "6.21", (const char *)body.ptr);
    (void)send(&ask, DCC_SEND_COMMAND, "E062101");
    alb_buf_release(&body);
}

/* Whoever comes back has its certificates known as another's, who is told (N27). */
static void the_old_supplier_is_told(void **state)
{
    (void)state;
    duis_document alert;
    const dcc_registration changes[] = {
        {RIG_MPAN, rig_second, CAT_USER_IS, RIG_START + ALB_DAYS(1), RIG_START + ALB_DAYS(2)},
        {RIG_MPAN, rig_supplier, CAT_USER_IS, RIG_START + ALB_DAYS(2), ALB_TIME_NONE},
    };
    for (size_t i = 0; i < ALB_COUNT(changes); i++) {
        assert_int_equal(dcc_register_supply(the->dcc, &changes[i], NULL), ALB_OK);
    }
    alb_clock_manual_add(&the->clock, ALB_DAYS(1));
    /* Until then its reads go through the broker, since the meter holds another supplier's certificates. */
    rig_ask read = ask_of(rig_supplier, rig_esme, "7.4", "7.4", "<sr:ReadSupplyStatus/>");
    (void)send(&read, DCC_SEND_COMMAND, "I99");
    assert_true(rig_last_counter(the, rig_esme) != read.counter);
    rig_ask cos = ask_of(rig_supplier, rig_esme, "6.23", "6.23", change_of_supplier(rig_supplier, ""));
    (void)send(&cos, DCC_SEND_COMMAND, "I99");
    assert_true(answer_last(rig_esme, replaced(rig_esme, rig_supplier, 2)));
    assert_int_equal(alerts(rig_second, "N27", &alert), 1);
    assert_true(says(&alert, "DCCAlert/ChangeOfSupplier/DeviceChangeOfSupplier/MPxNs/ImportMPxN", RIG_MPAN));
    read.counter = ++the->counter;
    (void)send(&read, DCC_SEND_COMMAND, "I99");
    assert_int_equal(rig_last_counter(the, rig_esme), read.counter);
}

/* Held for its date, and by then no longer the supplier. */
static void a_change_of_supplier_is_refused_at_its_date(void **state)
{
    (void)state;
    const char *date = "<sr:ExecutionDateTime>2026-03-10T00:00:00Z</sr:ExecutionDateTime>";
    dcc_registration planned = {RIG_MPAN, rig_second, CAT_USER_IS, RIG_START + ALB_DAYS(7), ALB_TIME_NONE};
    assert_int_equal(dcc_register_supply(the->dcc, &planned, NULL), ALB_OK);
    rig_ask cos = ask_of(rig_second, rig_esme, "6.23", "6.23", change_of_supplier(rig_second, date));
    (void)send(&cos, DCC_SEND_COMMAND, "I99");
    planned.to = RIG_START + ALB_DAYS(7) + 1;
    assert_int_equal(dcc_register_supply(the->dcc, &planned, NULL), ALB_OK);
    alb_clock_manual_add(&the->clock, ALB_DAYS(8));
    assert_int_equal(alerts(rig_second, "N26", NULL), 1);
}

/* --- duties --- */

static void duties_are_done_or_noted(void **state)
{
    (void)state;
    static const char noted[] = "SELECT count(*) FROM audit_entry WHERE event = 'post-commissioning-overdue'";
    rig_turn(the);
    assert_int_equal(rig_count(the, noted), 3);
    rig_turn(the);
    assert_int_equal(rig_count(the, noted), 3);
}

/* --- the end --- */

static void a_meter_ends(void **state)
{
    (void)state;
    duis_document alert;
    arrange(rig_supplier);
    rig_ask end = {rig_supplier,
                   rig_dcc,
                   .counter = ++the->counter,
                   .variant = 8,
                   .reference = "8.3",
                   .srv = "8.3",
                   .body =
                       "<sr:DecommissionDevice><sr:DeviceID>" ESME "</sr:DeviceID></sr:DecommissionDevice>"};
    (void)send(&end, DCC_NON_DEVICE, "I0");
    expect_status(rig_esme, "Decommissioned");
    /* With the switch that was there for it alone. */
    expect_status(rig_hcalcs, "Decommissioned");
    assert_int_equal(alerts(rig_operator, "N1", &alert), 1);
    assert_true(says(&alert,
                     "DCCAlert/DeviceStatusChangeEvent/DeviceStatusChange/MeterDecommissioningOrWithdrawal/"
                     "AssociatedType1Device/DeviceID",
                     HCALCS));
    assert_int_equal(alerts(rig_supplier, "N4", NULL), 1);
    assert_int_equal(alerts(rig_supplier, "N7", NULL), 1);
    assert_int_equal(alerts(rig_operator, "N4", NULL), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_meter_is_enrolled),
        cmocka_unit_test(a_join_in_vain_is_told),
        cmocka_unit_test(a_display_is_commissioned_by_both_joins),
        cmocka_unit_test(the_log_may_come_before_the_answer),
        cmocka_unit_test(a_switch_is_told_to_the_network),
        cmocka_unit_test(a_device_comes_off_the_list),
        cmocka_unit_test(another_hub_takes_over),
        cmocka_unit_test(another_gas_proxy_takes_over),
        cmocka_unit_test(a_supplier_takes_over),
        cmocka_unit_test(what_is_a_suppliers_is_not_handed_over),
        cmocka_unit_test(the_old_supplier_is_told),
        cmocka_unit_test(a_change_of_supplier_is_refused_at_its_date),
        cmocka_unit_test(duties_are_done_or_noted),
        cmocka_unit_test(a_meter_ends),
    };
    return cmocka_run_group_tests(tests, open_home, close_home);
}
