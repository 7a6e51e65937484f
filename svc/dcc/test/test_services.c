/* Services of the DCC beyond the inventory: firmware to devices (11.1, 11.4), the WAN matrix (12.1); alerts
 * of hubs, storms of alerts, outages. Without threads: what hubs and devices say is said here. */
#include "rig.h"

#include "firmware.h"
#include "outage.h"

#include "base/text.h"
#include "gbcs/ota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;
static link_socket *hubs;

#define ESME   "00-DB-12-34-56-78-90-A0"
#define PPMID  "00-DB-12-34-56-78-90-A4"
#define GSME   "00-DB-12-34-56-78-90-A1"
#define NOBODY "00-DB-12-34-56-78-99-99"

static rig_answer ask_dcc(alb_eui64 user, const char *srv, const char *body, const char *code)
{
    rig_ask ask = {user, rig_dcc, .variant = 8, .reference = srv, .srv = srv, .body = body};
    rig_answer a = rig_request(the, DCC_NON_DEVICE, &ask);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.code, code);
    return a;
}

static bool says(const duis_document *d, const char *path, const char *text)
{
    return alb_span_is(duis_text(d, d->body, path), text);
}

/* --- 12.1 --- */

#define HEAD                                                                                                 \
    "UPRN,PostCode,AddressIdentifier,CSPRegion,CoverageAvailability,AnticipatedCoverageDate,WANTechnology,"  \
    "ConnectivityLikelihood,AuxiliaryEquipmentRequired,AdditionalInformation\r\n"
#define BY_UPRN(number) "<sr:RequestWANMatrix><sr:UPRN>" number "</sr:UPRN></sr:RequestWANMatrix>"
#define BY_ADDRESS(name)                                                                                     \
    "<sr:RequestWANMatrix><sr:PartialAddress><sr:PostCode>M22 0RR</sr:PostCode><sr:AddressIdentifier>" name  \
    "</sr:AddressIdentifier></sr:PartialAddress></sr:RequestWANMatrix>"

static void the_wan_matrix_is_asked(void **state)
{
    (void)state;
    alb_err err = {0};
    ask_dcc(rig_supplier, "12.1", BY_UPRN("100"), "E120103");
    assert_int_equal(
        dcc_take_coverage(the->dcc, ALB_LIT(HEAD "100,,,Nowhere,true,,Cellular,High,,\r\n"), &err),
        ALB_BAD_VALUE);
    assert_int_equal(err.offset, 2);
    assert_int_equal(
        dcc_take_coverage(the->dcc, ALB_LIT(HEAD "100,,,North,true,,Cellular,High,,\"a\x01\"\r\n"), &err),
        ALB_BAD_VALUE);
    assert_int_equal(
        dcc_take_coverage(the->dcc,
                          ALB_LIT(HEAD "100,M22 0RR,1,North,true,,Long range radio,High,,\"good, dry\"\r\n"
                                       "100,M22 0RR,1,4G North,false,2027-01-01,4G,Low,Aerial,\r\n"
                                       "101,M22 0RR,2,North,true,,Long range radio,High,,\r\n"
                                       "102,M22 0RR,2,North,true,,Long range radio,High,,\r\n"),
                          &err),
        ALB_OK);
    rig_answer a = ask_dcc(rig_supplier, "12.1", BY_UPRN("100"), "I0");
    assert_true(says(&a.document, "DSPWANMatrix/Request/UPRN", "100"));
    assert_true(says(&a.document, "DSPWANMatrix/DSPWANMatrixResponse/CSPRegion", "North"));
    assert_true(says(&a.document, "DSPWANMatrix/DSPWANMatrixResponse/AdditionalInformation", "good, dry"));
    assert_true(
        says(&a.document, "DSPWANMatrix/DSPWANMatrixResponse[2]/AuxiliaryEquipmentRequired", "Aerial"));
    ask_dcc(rig_other, "12.1", BY_ADDRESS("1"), "I0");
    ask_dcc(rig_supplier, "12.1", BY_ADDRESS("2"), "E120102");
    ask_dcc(rig_supplier, "12.1", BY_UPRN("999"), "E120101");
}

/* --- firmware --- */

typedef struct alert_query {
    const char *code;
    alb_eui64 user;
    size_t n;
    alb_span last;
} alert_query;

static alb_status read_alerts(store_tx *tx, void *ctx, alb_err *err)
{
    alert_query *q = ctx;
    store_value user = dcc_eui(q->user);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT document FROM delivery WHERE recipient = $1 ORDER BY id", &user, 1, &rows,
                        err));
    while (store_next(rows)) {
        alb_span document = store_column(rows, 0).bytes;
        if (memmem(document.ptr, document.len, q->code, strlen(q->code))) {
            q->last = alb_arena_copy(the->arena, document);
            q->n++;
        }
    }
    return store_rows_end(rows, err);
}

/* Messages to the User that hold this text; the last is checked. */
static size_t told(alb_eui64 user, const char *text, duis_document *last)
{
    alert_query q = {.code = text, .user = user};
    rig_turn(the);
    assert_int_equal(store_read(the->dcc->store, read_alerts, &q, NULL), ALB_OK);
    if (q.n > 0 && last) {
        *last = rig_check_document(the, q.last);
    }
    return q.n;
}
#define ALERT(code) "<sr:DCCAlertCode>" code "</sr:DCCAlertCode>"

static alb_span make_image(bool is_signed, uint32_t version)
{
    enum { ROOM = 1024 };
    gbcs_ota_header header = {.manufacturer = 0x1234, .image_type = 1, .file_version = version};
    const smki_identity *supplier = smki_keystore_find(the->all, rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, ROOM), ROOM);
    assert_int_equal(gbcs_ota_build(gbcs_keys_crypto(the->keys), &header, ALB_LIT("what the maker made"),
                                    is_signed ? supplier->key : NULL, &w, NULL),
                     ALB_OK);
    return alb_wr_span(&w);
}

static const char *update(const char *element, alb_span image, const char *version, const char *devices)
{
    enum { ROOM = 8192 };
    char *body = alb_arena_alloc(the->arena, ROOM);
    alb_wr w = alb_wr_init(body, ROOM - 1);
    alb_wr_printf(&w, "<sr:%s><sr:FirmwareImage>", element);
    alb_wr_base64(&w, image);
    alb_wr_printf(&w,
                  "</sr:FirmwareImage><sr:FirmwareVersion>%s</sr:FirmwareVersion><sr:DeviceIDList>%s"
                  "</sr:DeviceIDList></sr:%s>",
                  version, devices, element);
    assert_int_equal(w.st, ALB_OK);
    body[w.pos] = '\0';
    return body;
}

/* The next image that the DCC sends to a hub. */
static link_frame next_image(void)
{
    link_frame f = {.type = LINK_HELLO};
    rig_turn(the);
    while (f.type != LINK_IMAGE) {
        assert_int_equal(link_receive(hubs, 5000, &f, NULL), ALB_OK);
    }
    return f;
}

static void firmware_that_will_not_do_is_refused(void **state)
{
    (void)state;
    alb_span image = make_image(true, 0x00010002);
    ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", ALB_LIT("no image"), "00010002", ESME), "E110102");
    ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", make_image(false, 0x00010002), "00010002", ESME),
            "E110102");
    ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", image, "00010003", ESME), "E110101");
    ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", image, "a&amp;b", ESME), "E110101");
    ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", image, "00010002", NOBODY), "E110103");
    /* A gas supplier alone updates no electricity meter. */
    ask_dcc(rig_second, "11.1", update("UpdateFirmware", image, "00010002", ESME), "E110106");
    ask_dcc(rig_operator, "11.1", update("UpdateFirmware", image, "00010002", ESME), "E2");
    alb_span bare = make_image(false, 0x00010002);
    ask_dcc(rig_supplier, "11.4", update("UpdatePPMIDFirmware", bare, "00010002", PPMID), "I0");
    ask_dcc(rig_supplier, "11.4", update("UpdatePPMIDFirmware", ALB_LIT("none"), "00010002", PPMID),
            "E110402");
    ask_dcc(rig_supplier, "11.4", update("UpdatePPMIDFirmware", bare, "00010003", PPMID), "E110401");
    ask_dcc(rig_supplier, "11.4", update("UpdatePPMIDFirmware", bare, "00010002", ESME), "E110403");
    rig_change(the, "DELETE FROM distribution");
    rig_answer a = ask_dcc(rig_supplier, "11.4",
                           update("UpdatePPMIDFirmware", bare, "00010002", PPMID "," NOBODY), "W110401");
    assert_true(says(&a.document, "DSPUpdatePPMIDFirmwareWarning/InvalidDeviceIDList", NOBODY));
    rig_change(the, "DELETE FROM distribution");
}

static void firmware_goes_to_devices(void **state)
{
    (void)state;
    duis_document d;
    alb_span image = make_image(true, 0x00010002);
    rig_answer a = ask_dcc(rig_supplier, "11.1",
                           update("UpdateFirmware", image, "00010002", ESME "," NOBODY "," PPMID), "W110101");
    assert_true(says(&a.document, "DSPUpdateFirmwareWarning/InvalidDeviceIDList", NOBODY));
    assert_true(says(&a.document, "DSPUpdateFirmwareWarning/NotApplicableFirmwareDeviceIDList", PPMID));
    a = ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", image, "00010002", ESME), "E110103");
    /* A hub that cannot be reached is tried again. */
    link_frame f = next_image();
    assert_true(alb_eui64_equal(f.hub, rig_hub));
    assert_true(alb_span_equal(f.message, image));
    assert_true(dcc_is_image_frame(f.sequence));
    uint64_t first = f.sequence;
    dcc_firmware_answered(the->dcc, first, LINK_HUB_UNREACHABLE);
    rig_turn(the);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(2));
    f = next_image();
    assert_true(f.sequence != first);
    dcc_firmware_answered(the->dcc, first, 0); /* of the attempt before: nothing */
    rig_turn(the);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM distribution WHERE state = 'sent'"), 1);
    dcc_firmware_answered(the->dcc, f.sequence, 0);
    assert_int_equal(told(rig_supplier, ALERT("N60"), &d), 1);
    assert_true(says(&d, "DCCAlert/CSPFirmwareDeliveryStatus/CommsHubTransferStatus", "Success"));
    /* The meter tells its supplier, and the DCC listens. */
    gbcs_header h = {.cra = GBCS_ALERT,
                     .counter = 77,
                     .originator = rig_esme,
                     .target = rig_supplier,
                     .message_code = 0x00ce};
    alb_span head = ALB_LIT("\x0f\x20\x00\x00\x4d");
    alb_buf text;
    alb_buf_init(&text, 256);
    alb_buf_add(&text, head);
    alb_buf_add(&text,
                ALB_LIT("\x00\x02\x03\x12\x8f\x72\x09\x0c\x07\xea\x03\x02\xff\x0a\x00\x00\x00\x80\x00\x00"
                        "\x09\x20"));
    for (int i = 0; i < 32; i++) {
        alb_buf_add_u8(&text, 7);
    }
    assert_true(rig_hear(the, rig_hub, rig_say(the, &h, alb_buf_span(&text), true)));
    alb_buf_release(&text);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM distribution WHERE state = 'received'"), 1);
}

static void firmware_that_does_not_arrive_is_told(void **state)
{
    (void)state;
    duis_document d;
    static const struct {
        uint8_t reason;
        const char *alert;
    } cases[] = {{LINK_HUB_UNKNOWN, ALERT("N18")},
                 {LINK_IMAGE_INVALID, ALERT("N19")},
                 {LINK_IMAGE_NO_ROOM, ALERT("N21")},
                 {LINK_HAN_FAILED, ALERT("N22")}};
    alb_span image = make_image(true, 0x00010002);
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", image, "00010002", ESME), "I0");
        dcc_firmware_answered(the->dcc, next_image().sequence, cases[i].reason);
        assert_int_equal(told(rig_supplier, cases[i].alert, &d), 1);
        assert_true(says(&d, "DCCAlert/FirmwareDistributionFailure/MeterIDs", ESME));
    }
    /* With the hub, and never with the meter. */
    ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", image, "00010002", ESME), "I0");
    dcc_firmware_answered(the->dcc, next_image().sequence, 0);
    alb_clock_manual_add(&the->clock, ALB_DAYS(6));
    assert_int_equal(told(rig_supplier, ALERT("N23"), NULL), 1);
    ask_dcc(rig_supplier, "11.1", update("UpdateFirmware", image, "00010002", ESME), "I0");
    alb_clock_manual_add(&the->clock, ALB_DAYS(6));
    assert_int_equal(told(rig_supplier, ALERT("N20"), NULL), 1);
}

/* --- alerts of hubs --- */

static uint64_t counter = 9000;

static bool alert_from(alb_eui64 device, uint16_t message_code, const char *hex, bool is_signed)
{
    counter++;
    gbcs_header h = {.cra = GBCS_ALERT,
                     .counter = counter,
                     .originator = device,
                     .target = rig_dcc,
                     .message_code = message_code};
    size_t n = strlen(hex) / 2;
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, n + 1), n);
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    alb_span message = rig_say(the, &h, alb_wr_span(&w), is_signed);
    bool heard = rig_hear(the, rig_hub, message);
    return heard && rig_hear(the, rig_hub, message); /* twice: it counts once */
}
#define MOMENT "180F32303236303330323130303030305A"

static void a_display_is_updated(void **state)
{
    (void)state;
    duis_document d;
    ask_dcc(rig_supplier, "11.4", update("UpdatePPMIDFirmware", make_image(false, 2), "00000002", PPMID),
            "I0");
    assert_int_equal(told(rig_second, ALERT("N59"), NULL), 3); /* this one, and those before */
    dcc_firmware_answered(the->dcc, next_image().sequence, 0);
    /* CCS08 of the hub, CS09 of the display. */
    assert_true(alert_from(rig_hub, 0x0128,
                           "3029"
                           "0203008F8A" MOMENT "040800DB1234567890A4"
                           "040400000002"
                           "020100",
                           true));
    assert_int_equal(told(rig_supplier, ALERT("N61"), &d), 1);
    assert_true(
        says(&d, "DCCAlert/CommsHubAlert/FirmwareTransferAlert/TransferResponseCode", "FileTransferSuccess"));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM distribution WHERE ended_at IS NULL"), 0);
    assert_true(alert_from(rig_ppmid, 0x012b,
                           "301F"
                           "0203008F8B" MOMENT "040400000002"
                           "020100",
                           true));
    assert_int_equal(told(rig_supplier, ALERT("N40"), NULL), 1);
    assert_true(alert_from(rig_ppmid, 0x012b,
                           "301F"
                           "0203008F8B" MOMENT "040400000002"
                           "020101",
                           true));
    assert_int_equal(told(rig_second, ALERT("N41"), NULL), 1);
}

#define CLOCK "090C07EA0302FF0A000000800000"

static void a_dual_band_hub_tells(void **state)
{
    (void)state;
    duis_document d;
    char hex[256];
    (void)snprintf(hex, sizeof hex, "0F%08X000203128F20" CLOCK "090800DB1234567890A1",
                   (unsigned)(0x20000000U | (counter + 1)));
    assert_true(alert_from(rig_hub, 0x0110, hex, false));
    assert_int_equal(told(rig_supplier, ALERT("N54"), &d), 1);
    assert_true(says(&d, "DCCAlert/DualBandCHAlert/LimitedDutyCycleActionTaken/DeviceIDToSuspend", GSME));
}

/* The hub says that it could not hand a command on: its request ends, with a code of its own on the gas side.
 */
static void a_hub_could_not_deliver(void **state)
{
    (void)state;
    static const struct {
        const alb_eui64 *user, *device;
        const char *reference, *srv, *body, *ends, *sql;
    } cases[] = {
        {&rig_supplier, &rig_esme, "4.1", "4.1.1", "<sr:ReadInstantaneousImportRegisters/>",
         "40890B3D51F30010000040800DB1234567890A0", "SELECT count(*) FROM request WHERE outcome = 'E30'"},
        {&rig_second, &rig_gsme, "7.4", "7.4", "<sr:ReadSupplyStatus/>",
         "40890B3D51F30030000040800DB1234567890A1", "SELECT count(*) FROM request WHERE outcome = 'E31'"},
    };
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        char hex[256];
        rig_ask ask = {*cases[i].user,
                       *cases[i].device,
                       .counter = ++the->counter,
                       .variant = 1,
                       .reference = cases[i].reference,
                       .srv = cases[i].srv,
                       .body = cases[i].body};
        assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &ask).code, "I99");
        (void)snprintf(hex, sizeof hex, "301B0%s0201010202%04X", cases[i].ends, (unsigned)ask.counter);
        assert_true(alert_from(rig_hub, 0x00d5, hex, false));
        assert_int_equal(rig_count(the, cases[i].sql), 1);
        assert_int_equal(told(*cases[i].user, ALERT("N53"), NULL), 1);
    }
}

/* --- storms --- */

static bool meter_alert(uint64_t number)
{
    gbcs_header h = {.cra = GBCS_ALERT,
                     .counter = number,
                     .originator = rig_esme,
                     .target = rig_supplier,
                     .message_code = 0x0018};
    return rig_hear(the, rig_hub, rig_say(the, &h, ALB_LIT("alert"), true));
}

static void a_storm_is_told_once_an_hour(void **state)
{
    (void)state;
    duis_document d;
    static const char eight[] = "<sr:AlertCode>8F12</sr:AlertCode>";
    for (uint64_t i = 0; i < 25; i++) {
        assert_true(meter_alert(20000 + i));
        assert_true(meter_alert(20000 + i)); /* again: nothing */
    }
    assert_int_equal(told(rig_supplier, eight, NULL), 10);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(61));
    assert_int_equal(told(rig_supplier, eight, &d), 11);
    assert_true(says(&d, "ThrottledAlertCount", "15"));
    assert_true(says(&d, "ThrottledAlertSequenceId", "1"));
    /* It goes on, and is over after a quiet hour. */
    assert_true(meter_alert(21000));
    assert_int_equal(told(rig_supplier, eight, NULL), 11);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(61));
    assert_int_equal(told(rig_supplier, eight, &d), 12);
    assert_true(says(&d, "ThrottledAlertSequenceId", "2"));
    alb_clock_manual_add(&the->clock, ALB_MINUTES(61));
    assert_true(meter_alert(21001));
    assert_int_equal(told(rig_supplier, eight, &d), 13);
    assert_true(!says(&d, "ThrottledAlertCount", "1"));
}

/* --- outages --- */

static void an_outage_that_lasts_is_told(void **state)
{
    (void)state;
    duis_document d;
    dcc_hub_power(the->dcc, rig_hub, false);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(2));
    dcc_hub_power(the->dcc, rig_hub, true);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(2));
    assert_int_equal(told(rig_operator, ALERT("AD1"), NULL), 0);
    dcc_hub_power(the->dcc, rig_hub, false);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(3));
    assert_int_equal(told(rig_operator, ALERT("AD1"), &d), 1);
    assert_true(says(&d, "DCCAlert/PowerOutageEvent/MPxN", RIG_MPAN));
    assert_int_equal(told(rig_supplier, ALERT("AD1"), NULL), 1);
    alb_clock_manual_add(&the->clock, ALB_HOURS(1));
    assert_int_equal(told(rig_operator, ALERT("AD1"), NULL), 1);
}

/* --- devices that leave --- */

static void who_notified_a_device_hears_of_its_end(void **state)
{
    (void)state;
    ask_dcc(rig_second, "12.2",
            "<sr:DevicePrenotification><sr:DeviceID>" NOBODY "</sr:DeviceID><sr:DeviceManufacturer>ALB1"
            "</sr:DeviceManufacturer><sr:DeviceModel>1</sr:DeviceModel><sr:DeviceType>GSME</sr:DeviceType>"
            "</sr:DevicePrenotification>",
            "I0");
    alb_clock_manual_add(&the->clock, ALB_DAYS(1097));
    assert_int_equal(told(rig_second, ALERT("N3"), NULL), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Pending'"), 0);
}

static const smki_certificate *certificate(alb_eui64 id, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(the->all, id, slot);
    assert_non_null(found);
    return found->certificate;
}

static void register_as(alb_eui64 id, uint16_t type, const char *mpxn)
{
    dcc_device d = {.id = id,
                    .hub = rig_hub,
                    .type = type,
                    .gbcs_version = 42,
                    .status = "Commissioned",
                    .mpxn = mpxn,
                    .manufacturer = "ALB1",
                    .model = "00000001",
                    .signing = certificate(id, SMKI_SLOT_DIGITAL_SIGNATURE),
                    .agreement = certificate(id, SMKI_SLOT_KEY_AGREEMENT)};
    assert_int_equal(dcc_register_device(the->dcc, &d, NULL), ALB_OK);
}

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
    rig_start(the, false);
    const dcc_party second = {.user = rig_second, .role = CAT_USER_GS};
    const dcc_registration gas = {"1234567890", rig_second, CAT_USER_GS, ALB_TIME_NONE, ALB_TIME_NONE};
    assert_int_equal(dcc_register_party(the->dcc, &second, NULL), ALB_OK);
    assert_int_equal(dcc_register_supply(the->dcc, &gas, NULL), ALB_OK);
    register_as(rig_gsme, CAT_DEVICE_GSME, "1234567890");
    register_as(rig_ppmid, CAT_DEVICE_PPMID, NULL);
    link_socket *ours = NULL;
    assert_int_equal(link_pair(&ours, &hubs, NULL), ALB_OK);
    assert_int_equal(dcc_attach_link(the->dcc, ours, NULL), ALB_OK);
    return 0;
}

static int close_rig(void **state)
{
    (void)state;
    link_close(hubs);
    rig_close(the);
    link_free(hubs);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wan_matrix_is_asked),
        cmocka_unit_test(firmware_that_will_not_do_is_refused),
        cmocka_unit_test(firmware_goes_to_devices),
        cmocka_unit_test(firmware_that_does_not_arrive_is_told),
        cmocka_unit_test(a_display_is_updated),
        cmocka_unit_test(a_dual_band_hub_tells),
        cmocka_unit_test(a_hub_could_not_deliver),
        cmocka_unit_test(a_storm_is_told_once_an_hour),
        cmocka_unit_test(an_outage_that_lasts_is_told),
        cmocka_unit_test(who_notified_a_device_hears_of_its_end),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
