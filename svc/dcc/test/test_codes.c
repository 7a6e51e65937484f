/* Response codes of the DCC's own judgement, each by a request that deserves it; those of the rules of
 * requests are duis-test_rules'. And DCC Alerts that no other test waits for. */
#include "rig.h"

#include "base/text.h"
#include "gbcs/recovery.h"
#include "registration/products.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define HUB     "00-DB-12-34-56-78-90-A2"
#define HUB2    "00-DB-12-34-56-78-91-A2"
#define GPF     "00-DB-12-34-56-78-90-A3"
#define GPF2    "00-DB-12-34-56-78-91-A3"
#define ESME    "00-DB-12-34-56-78-90-A0"
#define GSME    "00-DB-12-34-56-78-90-A1"
#define PPMID   "00-DB-12-34-56-78-90-A4"
#define HCALCS  "00-DB-12-34-56-78-90-A5"
#define UNKNOWN "00-DB-12-34-56-78-99-99"
#define MPRN    "1234567890"

#define UPDATE(id, change)                                                                                   \
    "<sr:UpdateInventory><sr:DeviceID>" id "</sr:DeviceID>" change "</sr:UpdateInventory>"
#define LIST(id, what, more)                                                                                 \
    "<sr:UpdateHANDeviceLog><sr:DeviceID>" id "</sr:DeviceID><sr:RequestType>" what "</sr:RequestType>" more \
    "</sr:UpdateHANDeviceLog>"
#define ADDED(mpxn)                                                                                          \
    "<sr:AddDeviceToCHFWhitelist><sr:JoinTimePeriod>600</sr:JoinTimePeriod><sr:InstallCode>001122334455"     \
    "</sr:InstallCode>" mpxn "</sr:AddDeviceToCHFWhitelist>"
#define MPXN(number)        "<sr:ImportMPxN>" number "</sr:ImportMPxN>"
#define JOIN(kind, id)      "<sr:" kind "><sr:OtherDeviceID>" id "</sr:OtherDeviceID></sr:" kind ">"
#define OLD(kind, what, id) "<sr:" kind "><sr:" what ">" id "</sr:" what "></sr:" kind ">"
#define SCHEDULE(frequency, start, srv, variant, id, read)                                                   \
    "<sr:CreateSchedule><sr:ScheduleFrequency>" frequency                                                    \
    "</sr:ScheduleFrequency><sr:ScheduleStartDate>" start                                                    \
    "</sr:ScheduleStartDate><sr:DSPScheduledServiceReference>" srv                                           \
    "</sr:DSPScheduledServiceReference><sr:DSPScheduledServiceReferenceVariant>" variant                     \
    "</sr:DSPScheduledServiceReferenceVariant><sr:DeviceID>" id "</sr:DeviceID>" read "</sr:CreateSchedule>"
#define DEMAND              "<sr:DSPReadMaximumDemandImportRegisters/>"
#define OF_DEVICE(kind, id) "<sr:" kind "><sr:DeviceID>" id "</sr:DeviceID></sr:" kind ">"
#define INSTALLED(id, mpxn)                                                                                  \
    "<sr:CHFInstallSuccessSMWAN><sr:DeviceID>" id "</sr:DeviceID><sr:CHFInstallType>New CHF Install"         \
    "</sr:CHFInstallType><sr:MPxN>" mpxn "</sr:MPxN><sr:AerialInstall>false</sr:AerialInstall>"              \
    "<sr:CHFLocation>Deep indoors</sr:CHFLocation></sr:CHFInstallSuccessSMWAN>"

typedef struct deserving {
    const char *code;
    const alb_eui64 *user, *target;
    unsigned variant;
    const char *reference, *srv, *body;
} deserving;

static const deserving all[] = {
    {"E080302", &rig_second, &rig_dcc, 8, "8.3", "8.3", OF_DEVICE("DecommissionDevice", ESME)},
    {"E080405", &rig_supplier, &rig_dcc, 8, "8.4", "8.4",
     UPDATE(ESME, "<sr:UpdateDeviceStatusExceptCH>Pending</sr:UpdateDeviceStatusExceptCH>")},
    {"E080407", &rig_supplier, &rig_dcc, 8, "8.4", "8.4",
     UPDATE(ESME, "<sr:UpdateDeviceDetails><sr:DeviceModel>2</sr:DeviceModel></sr:UpdateDeviceDetails>")},
    {"E080410", &rig_supplier, &rig_dcc, 8, "8.4", "8.4",
     UPDATE(HCALCS, "<sr:UpdateMPxN>" MPXN(RIG_MPAN) "</sr:UpdateMPxN>")},
    {"E080414", &rig_supplier, &rig_dcc, 8, "8.4", "8.4",
     UPDATE(HCALCS, "<sr:UpdateDeviceDetails><sr:ESMEVariant>A</sr:ESMEVariant></sr:UpdateDeviceDetails>")},

    {"E080721", &rig_supplier, &rig_ppmid, 1, "8.7", "8.7.2", JOIN("JoinServiceNonCritical", UNKNOWN)},
    {"E080722", &rig_supplier, &rig_ppmid, 1, "8.7", "8.7.2", JOIN("JoinServiceNonCritical", HCALCS)},
    {"E080821", &rig_supplier, &rig_ppmid, 1, "8.8", "8.8.2", JOIN("UnjoinServiceNonCritical", UNKNOWN)},
    {"E080822", &rig_supplier, &rig_ppmid, 1, "8.8", "8.8.2", JOIN("UnjoinServiceNonCritical", HCALCS)},
    {"E080702", &rig_supplier, &rig_esme, 4, "8.7", "8.7.1", JOIN("JoinServiceCritical", UNKNOWN)},
    {"E080801", &rig_supplier, &rig_esme, 4, "8.8", "8.8.1", JOIN("UnjoinServiceCritical", HCALCS)},

    {"E081101", &rig_supplier, &rig_hub, 1, "8.11", "8.11", LIST(UNKNOWN, "Add", ADDED(""))},
    {"E081104", &rig_second, &rig_hub2, 1, "8.11", "8.11", LIST(PPMID, "Add", ADDED(MPXN(MPRN)))},
    {"E081106", &rig_supplier, &rig_hub, 1, "8.11", "8.11", LIST(HCALCS, "Add", ADDED(MPXN(RIG_MPAN)))},
    {"E081106", &rig_supplier, &rig_hub, 1, "8.11", "8.11", LIST(ESME, "Add", ADDED(""))},
    {"E081107", &rig_supplier, &rig_hub, 1, "8.11", "8.11", LIST(ESME, "Add", ADDED(MPXN("9999999999999")))},
    {"E081108", &rig_supplier, &rig_hub, 1, "8.11", "8.11",
     LIST(ESME, "Add",
          ADDED(MPXN(RIG_MPAN) "<sr:SecondaryImportMPAN>1012345678902</sr:SecondaryImportMPAN>"))},
    {"E081110", &rig_supplier, &rig_hub, 1, "8.11", "8.11", LIST(GPF2, "Add", ADDED(""))},
    {"E081110", &rig_other, &rig_hub, 1, "8.11", "8.11", LIST(HCALCS, "Add", ADDED(""))},

    {"E081202", &rig_second, &rig_hub2, 1, "8.12", "8.12.1", OLD("RestoreHANDeviceLog", "OldCHFID", GPF)},
    {"E081204", &rig_second, &rig_hub2, 1, "8.12", "8.12.1", OLD("RestoreHANDeviceLog", "OldCHFID", HUB)},
    {"E081221", &rig_second, &rig_gpf2, 1, "8.12", "8.12.2", OLD("RestoreGPFDeviceLog", "OldGPFID", UNKNOWN)},
    {"E081222", &rig_second, &rig_gpf2, 1, "8.12", "8.12.2", OLD("RestoreGPFDeviceLog", "OldGPFID", GPF)},

    {"E081401", &rig_supplier, &rig_dcc, 8, "8.14", "8.14.1", INSTALLED(ESME, RIG_MPAN)},
    {"E081405", &rig_supplier, &rig_dcc, 8, "8.14", "8.14.1", INSTALLED(HUB, "9999999999999")},

    {"E050108", &rig_supplier, &rig_dcc, 8, "5.1", "5.1",
     SCHEDULE("Daily", "2026-04-01", "4.12", "4.12.1", HCALCS, DEMAND)},
    {"E050107", &rig_second, &rig_dcc, 8, "5.1", "5.1",
     SCHEDULE("Daily", "2026-04-01", "4.12", "4.12.1", ESME, DEMAND)},
    {"E050109", &rig_supplier, &rig_dcc, 8, "5.1", "5.1",
     SCHEDULE("Daily", "2026-04-01", "4.12", "4.12.1", PPMID, DEMAND)},
    {"E050201", &rig_supplier, &rig_dcc, 8, "5.2", "5.2",
     "<sr:ReadSchedule><sr:DSPScheduleID>77</sr:DSPScheduleID></sr:ReadSchedule>"},
    {"E050202", &rig_supplier, &rig_dcc, 8, "5.2", "5.2", OF_DEVICE("ReadSchedule", UNKNOWN)},
    {"E050302", &rig_supplier, &rig_dcc, 8, "5.3", "5.3", OF_DEVICE("DeleteSchedule", UNKNOWN)},
};

static dcc_service service_of(unsigned variant)
{
    return variant == 4 ? DCC_TRANSFORM : variant == 8 ? DCC_NON_DEVICE : DCC_SEND_COMMAND;
}

static void expect(const deserving *d)
{
    rig_ask ask = {*d->user,
                   *d->target,
                   .counter = ++the->counter,
                   .variant = d->variant,
                   .reference = d->reference,
                   .srv = d->srv,
                   .body = d->body};
    rig_answer a = rig_request(the, service_of(d->variant), &ask);
    if (a.status != 200 || strcmp(a.code, d->code) != 0) {
        fail_msg("%s of %s: %d %s where %s was expected", d->srv, d->body, a.status, a.code, d->code);
    }
}

static void each_code_has_its_request(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALB_COUNT(all); i++) {
        expect(&all[i]);
    }
}

/* The seventeenth device of a hub. */
static void a_hub_is_full(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 16; i++) {
        dcc_device d = {.id = {{0x00, 0xdb, 0, 0, 0, 0, 1, (uint8_t)i}},
                        .hub = rig_hub2,
                        .type = CAT_DEVICE_IHD,
                        .status = "Commissioned",
                        .manufacturer = "ALB1",
                        .model = "1"};
        assert_int_equal(dcc_register_device(the->dcc, &d, NULL), ALB_OK);
    }
    const deserving full = {"E081105",
                            &rig_other,
                            &rig_hub2,
                            1,
                            "8.11",
                            "8.11",
                            LIST("00-DB-00-00-00-00-02-00", "Add", ADDED(""))};
    dcc_device d = {.id = {{0x00, 0xdb, 0, 0, 0, 0, 2, 0}},
                    .type = CAT_DEVICE_IHD,
                    .status = "Pending",
                    .manufacturer = "ALB1",
                    .model = "1"};
    assert_int_equal(dcc_register_device(the->dcc, &d, NULL), ALB_OK);
    expect(&full);
}

static void a_hub_is_returned_once(void **state)
{
    (void)state;
#define RETURNED(other)                                                                                      \
    "<sr:CHFFaultReturn><sr:DeviceID>" HUB2 "</sr:DeviceID><sr:CHFFaultReturnType>Fault identified post"     \
    " installation</sr:CHFFaultReturnType><sr:OtherDeviceID>" other "</sr:OtherDeviceID>"                    \
    "<sr:CHFConnectionMethod>Cradle</sr:CHFConnectionMethod><sr:CHFFaultReason>Damaged case"                 \
    "</sr:CHFFaultReason></sr:CHFFaultReturn>"
#define KEPT                                                                                                 \
    "<sr:CHFNoFaultReturn><sr:DeviceID>" HUB2 "</sr:DeviceID><sr:CHFNoFaultReturnType>No Fault Return"       \
    " (general)</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>"
    const deserving returns[] = {
        {"I0", &rig_supplier, &rig_dcc, 8, "8.14", "8.14.4", KEPT},
        {"E081402", &rig_supplier, &rig_dcc, 8, "8.14", "8.14.4", KEPT},
    };
    for (size_t i = 0; i < ALB_COUNT(returns); i++) {
        expect(&returns[i]);
    }
    /* N33 to the supplier of what is left on it. */
    rig_turn(the);
    assert_int_equal(rig_alerts(the, rig_second, "N33"), 1);
}

/* --- critical requests --- */

static rig_answer transform(uint64_t counter, const char *srv, const char *body)
{
    rig_ask ask = {rig_supplier,     rig_esme,   .counter = counter, .variant = 4,
                   .reference = srv, .srv = srv, .body = body};
    return rig_request(the, DCC_TRANSFORM, &ask);
}

/* What is signed is another command than the one that was given for this RequestID. */
static void another_command_is_refused(void **state)
{
    (void)state;
    uint64_t counter = ++the->counter;
    rig_answer enable = transform(counter, "7.1", "<sr:EnableSupply/>");
    rig_answer disable = transform(counter, "7.2", "<sr:DisableSupply/>");
    assert_string_equal(enable.code, "I0");
    assert_string_equal(disable.code, "I0");
    alb_buf body;
    alb_buf_init(&body, 1 << 16);
    rig_sign_pre_command(the, rig_supplier, enable.gbcs, &body);
    alb_buf_add_u8(&body, 0);
    rig_ask ask = {rig_supplier,
                   rig_esme,
                   .counter = counter,
                   .variant = 5,
                   .reference = "7.2",
                   .srv = "7.2",
                   .body = (const char *)body.ptr};
    assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &ask).code, "E47");
    alb_buf_release(&body);
}

/* --- who may not any more --- */

static void a_suspended_user_is_refused(void **state)
{
    (void)state;
    rig_change(the, "UPDATE party SET suspended = role WHERE role = 64");
    const deserving refused = {"E3", &rig_other, &rig_dcc, 8, "8.2", "8.2", OF_DEVICE("ReadInventory", ESME)};
    expect(&refused);
    rig_change(the, "UPDATE party SET suspended = 0 WHERE role = 64");
}

/* --- change of tenancy: what Other Users had arranged goes --- */

static void a_tenant_leaves(void **state)
{
    (void)state;
    const deserving arranged[] = {
        {"I0", &rig_other, &rig_dcc, 8, "5.1", "5.1",
         SCHEDULE(
             "Daily", "2026-04-01", "4.17", "4.17", ESME,
             "<sr:DSPRetrieveDailyConsumptionLog><sr:StartDateOffset>-1"
             "</sr:StartDateOffset><sr:StartTime>00:00:00Z</sr:StartTime><sr:EndDateOffset>0"
             "</sr:EndDateOffset><sr:EndTime>00:00:00Z</sr:EndTime></sr:DSPRetrieveDailyConsumptionLog>")},
        {"I99", &rig_other, &rig_esme, 1, "11.2", "11.2",
         "<sr:ReadFirmwareVersion><sr:ExecutionDateTime>2026-03-20T10:00:00Z</sr:ExecutionDateTime>"
         "</sr:ReadFirmwareVersion>"},
        {"I99", &rig_supplier, &rig_esme, 1, "3.2", "3.2",
         "<sr:RestrictAccessForChangeOfTenancy><sr:RestrictionDateTime>2026-03-02T09:00:00Z"
         "</sr:RestrictionDateTime></sr:RestrictAccessForChangeOfTenancy>"},
    };
    for (size_t i = 0; i < ALB_COUNT(arranged); i++) {
        expect(&arranged[i]);
    }
    /* One set, done. */
    static const uint8_t done[] = {0xda, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 0};
    assert_true(rig_answer_last(the, rig_esme, ALB_SPAN_OF(done)));
    rig_turn(the);
    assert_int_equal(rig_alerts(the, rig_other, "N6"), 1);
    assert_int_equal(rig_alerts(the, rig_other, "N9"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule"), 0);
}

/* --- firmware that is not what the inventory says --- */

#define HEADER                                                                                               \
    "entry_id,device_type,esme_variant,manufacturer_identifier,manufacturer_name,model_identifier,"          \
    "firmware_version,smets_version,gbcs_version,image_hash,hash_signer,cpa_certificate,cpa_issued,"         \
    "cpa_expires,smets_evidence,zigbee_certificate,dlms_certificate,han_variant,date_added,"                 \
    "date_effective,date_removed,status,submitter\n"
#define METER(firmware, gbcs, status)                                                                        \
    "1,ESME,A,ALB1,Albion,00000001," firmware ",SMETS2 V5.0," gbcs ",,,,,,TC-1,,,,2026-01-05,,," status      \
    ",Supplier\n"

static void firmware_is_read(const alb_eui64 *device, const uint8_t version)
{
    const deserving read = {"I99", &rig_supplier, device, 1, "11.2", "11.2", "<sr:ReadFirmwareVersion/>"};
    const uint8_t answer[] = {0xda, 0, 0, 0, 0, 0, 0, 1, 0x09, 4, 0, 0, 0, version, 1, 1, 0};
    expect(&read);
    assert_true(rig_answer_last(the, *device, ALB_SPAN_OF(answer)));
    rig_turn(the);
}

static void other_firmware_is_told(void **state)
{
    (void)state;
    products_report r;
    firmware_is_read(&rig_esme, 1);
    assert_int_equal(rig_alerts(the, rig_supplier, "N49"), 0);
    firmware_is_read(&rig_esme, 2);
    assert_int_equal(rig_alerts(the, rig_supplier, "N49"), 1);
    products_list list = {
        .name = "cpl-20260301-001.csv",
        .csv = ALB_LIT(HEADER METER("00000002", "4.2", "Active") METER("00000003", "4.2", "Active")
                           METER("00000004", "4.2", "Withdrawn") METER("00000005", "4.3", "Active")),
        .now = alb_now(&the->clock.clock)};
    assert_int_equal(products_take(the->dcc->store, &list, &r, NULL), ALB_OK);
    firmware_is_read(&rig_esme, 3);
    assert_int_equal(rig_alerts(the, rig_supplier, "N50"), 1);
    firmware_is_read(&rig_esme, 4);
    assert_int_equal(rig_alerts(the, rig_supplier, "N51"), 1);
    /* Its GBCS version is another, and the inventory's from now on. */
    firmware_is_read(&rig_esme, 5);
    assert_int_equal(rig_alerts(the, rig_supplier, "N52"), 1);
    dcc_device_record d;
    rig_device(the, rig_esme, &d);
    assert_int_equal(d.gbcs_version, 43);
    firmware_is_read(&rig_esme, 3);
    firmware_is_read(&rig_hub, 9);
    assert_int_equal(rig_alerts(the, rig_supplier, "N63"), 1);
}

/* --- schedules that fail --- */

static void a_schedule_fails(void **state)
{
    (void)state;
    const deserving daily = {"I0",
                             &rig_supplier,
                             &rig_dcc,
                             8,
                             "5.1",
                             "5.1",
                             SCHEDULE("Daily", "2026-03-10", "4.12", "4.12.1", ESME, DEMAND)};
    expect(&daily);
    /* Nobody carries the command to the meter; then the meter may not be asked at all. */
    alb_clock_manual_set(&the->clock, RIG_START + ALB_DAYS(8) + ALB_HOURS(14));
    rig_turn(the);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(1));
    rig_turn(the);
    assert_int_equal(rig_alerts(the, rig_supplier, "N10"), 1);
    rig_change(the, "UPDATE device SET status = 'Recovery' WHERE esme_variant IS NOT NULL");
    alb_clock_manual_add(&the->clock, ALB_DAYS(1));
    rig_turn(the);
    assert_int_equal(rig_alerts(the, rig_supplier, "N14"), 1);
    rig_change(the, "UPDATE device SET status = 'Commissioned' WHERE esme_variant IS NOT NULL");
    rig_change(the, "DELETE FROM schedule");
}

/* --- recovery --- */

static const smki_certificate *certificate(alb_eui64 id, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(the->all, id, slot);
    assert_non_null(found);
    return found->certificate;
}

/* A DER value in hexadecimal text. */
static const char *der(unsigned tag, const char *fmt, ...) ALB_PRINTF(2, 3);
static const char *der(unsigned tag, const char *fmt, ...)
{
    enum { ROOM = 4096 };
    char *content = alb_arena_alloc(the->arena, ROOM);
    char *out = alb_arena_alloc(the->arena, ROOM + 16);
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(content, ROOM, fmt, args);
    va_end(args);
    assert_true(n >= 0 && n < ROOM);
    (void)snprintf(out, ROOM + 16, n / 2 < 128 ? "%02X%02X%s" : "%02X82%04X%s", tag, (unsigned)n / 2,
                   content);
    return out;
}

static const char *cell_of(unsigned role, alb_eui64 party)
{
    char id[ALB_EUI64_TEXT];
    (void)alb_eui64_hex(party, id);
    return der(0x30, "%s0A0100%s%s%s%s", der(0x30, "0201%02X03020780", role), der(0x04, "%s", id),
               der(0x04, "%s", id), der(0x04, "%s", id), der(0x04, "%s", id));
}

/* The device says that these parties' signing keys are in the cells of these roles. */
static void device_says(uint64_t counter, const char *cells)
{
    const char *hex =
        der(0x30, "0500%s", der(0x30, "0201%02X0201083000%s", (unsigned)counter, der(0x30, "%s", cells)));
    size_t n = strlen(hex) / 2;
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, n + 1), n);
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    assert_true(rig_answer_last(the, rig_esme, alb_wr_span(&w)));
    rig_turn(the);
}

static void recover(uint64_t counter, alb_eui64 party)
{
    enum { ROOM = 16384 };
    static const alb_eui64 holder = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x00, 0x00, 0x01}};
    const smki_certificate *c = certificate(party, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_identity *issuer = smki_keystore_find_ski(the->all, smki_certificate_aki(c));
    assert_non_null(issuer);
    const gbcs_replacement replacement = {.cell = CAT_CELL_SUPPLIER_SIGNING, .certificate = c};
    const smki_certificate *const path[] = {issuer->certificate};
    gbcs_recovery r = {.message_code = GBCS_BY_RECOVERY,
                       .originator = holder,
                       .device = rig_esme,
                       .counter = counter,
                       .replacements = &replacement,
                       .n_replacements = 1,
                       .path = path,
                       .n_path = 1};
    alb_err err = {0};
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, ROOM), ROOM);
    const smki_identity *key = smki_keystore_find(the->all, rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    if (gbcs_recovery_write(gbcs_keys_crypto(the->keys), &r, key->key, the->arena, &w, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    assert_int_equal(dcc_recover_device(the->dcc, rig_gsme, alb_wr_span(&w), &err), ALB_BAD_VALUE);
    assert_int_equal(dcc_recover_device(the->dcc, rig_esme, alb_wr_span(&w), &err), ALB_OK);
}

static void a_meter_is_recovered(void **state)
{
    (void)state;
    const deserving read = {
        "E5", &rig_supplier, &rig_esme, 1, "4.1", "4.1.1", "<sr:ReadInstantaneousImportRegisters/>"};
    recover(5, rig_dcc);
    expect(&read);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Recovery'"), 1);
    char cells[1024];
    (void)snprintf(cells, sizeof cells, "%s%s", cell_of(2, rig_dcc), cell_of(3, rig_dcc));
    device_says(5, cells);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Recovered'"), 1);
    assert_int_equal(rig_alerts(the, rig_supplier, "N34"), 1);
    assert_int_equal(rig_alerts(the, rig_operator, "N35"), 1);
    /* And again, with the parties' own credentials. */
    recover(6, rig_supplier);
    (void)snprintf(cells, sizeof cells, "%s%s%s%s", cell_of(3, rig_operator), cell_of(4, rig_dcc),
                   cell_of(5, rig_cos), cell_of(2, rig_supplier));
    device_says(6, cells);
    assert_int_equal(rig_alerts(the, rig_supplier, "N64"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status IN ('Recovery', 'Recovered')"),
                     0);
    assert_int_equal(rig_alerts(the, rig_supplier, "N36"), 1);
    assert_int_equal(rig_alerts(the, rig_operator, "N37"), 1);
    assert_int_equal(rig_alerts(the, rig_operator, "N38"), 2); /* the broker's, the change of supplier's */
}

/* The meter says whose certificate it holds for changes of supplier (CS02a), and with which key. */
static void the_meter_holds(alb_span key)
{
    enum { ROOM = 64 };
    const deserving read = {"I99",
                            &rig_supplier,
                            &rig_esme,
                            1,
                            "6.24",
                            "6.24.1",
                            "<sr:RetrieveDeviceSecurityCredentialsKRP><sr:RemotePartyRole>TransCoS"
                            "</sr:RemotePartyRole></sr:RetrieveDeviceSecurityCredentialsKRP>"};
    char id[ALB_EUI64_TEXT];
    char hex[ROOM];
    alb_wr text = alb_wr_init(hex, sizeof hex - 1);
    alb_wr_hex(&text, key);
    hex[text.pos] = '\0';
    (void)alb_eui64_hex(rig_cos, id);
    expect(&read);
    const char *cell = der(0x30, "03020780%s%s", der(0x04, "%s", id), der(0x04, "%s", hex));
    const char *all_of_it = der(0x30, "%s", der(0x30, "0201050A0100020100%s", der(0x30, "%s", cell)));
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, 256), 256);
    assert_int_equal(alb_hex_decode(alb_span_str(all_of_it), &w), ALB_OK);
    assert_true(rig_answer_last(the, rig_esme, alb_wr_span(&w)));
    rig_turn(the);
}

static void another_key_for_changes_of_supplier_is_told(void **state)
{
    (void)state;
    the_meter_holds(smki_certificate_ski(certificate(rig_cos, SMKI_SLOT_DIGITAL_SIGNATURE)));
    assert_int_equal(rig_alerts(the, rig_supplier, "N65"), 0);
    the_meter_holds(ALB_LIT("\x41\x42\x43\x44\x45\x46\x47\x48"));
    assert_int_equal(rig_alerts(the, rig_supplier, "N65"), 1);
}

/* --- more than there is room for --- */

static void the_hundredth_schedule_is_refused(void **state)
{
    (void)state;
    const deserving one = {"I0",
                           &rig_supplier,
                           &rig_dcc,
                           8,
                           "5.1",
                           "5.1",
                           SCHEDULE("Daily", "2026-06-01", "4.12", "4.12.1", ESME, DEMAND)};
    deserving more = one;
    more.code = "E050101";
    for (unsigned i = 0; i < 99; i++) {
        expect(&one);
        alb_arena_reset(the->arena);
    }
    expect(&more);
    rig_change(the, "DELETE FROM schedule");
}

static void more_commands_than_may_be_under_way_are_refused(void **state)
{
    (void)state;
    deserving read = {
        "I99", &rig_supplier, &rig_esme, 1, "4.1", "4.1.1", "<sr:ReadInstantaneousImportRegisters/>"};
    the->options.commands = 2;
    rig_restart(the, false);
    size_t room = the->options.commands - dcc_pipeline_count(the->dcc->pipeline);
    for (size_t i = 0; i < room; i++) {
        expect(&read);
    }
    read.code = "E64";
    expect(&read);
    the->options.commands = 0;
    rig_restart(the, false);
}

/* An alert of a display that the DCC has no other use for. */
static void a_display_alerts(void **state)
{
    (void)state;
    gbcs_header h = {.cra = GBCS_ALERT,
                     .counter = 4711,
                     .originator = rig_ppmid,
                     .target = rig_dcc,
                     .message_code = 0x1001};
    static const uint8_t content[] = {0x0f, 0x20, 0,    0x12, 0x67, 0x00, 0x02, 0x02, 0x12,
                                      0x8f, 0x3f, 0x09, 0x0c, 0x07, 0xea, 3,    2,    0xff,
                                      10,   0,    0,    0,    0x80, 0,    0};
    if (rig_hear(the, rig_hub, rig_say(the, &h, ALB_SPAN_OF(content), false))) {
        rig_turn(the);
        assert_int_equal(rig_alerts(the, rig_supplier, "N39"), 1);
    } else {
        fail_msg("the alert was dropped");
    }
}

static void register_as(alb_eui64 id, alb_eui64 hub, uint16_t type, const char *status, const char *mpxn)
{
    dcc_device d = {.id = id,
                    .hub = hub,
                    .type = type,
                    .gbcs_version = 42,
                    .status = status,
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
    const dcc_registration gas = {MPRN, rig_second, CAT_USER_GS, ALB_TIME_NONE, ALB_TIME_NONE};
    assert_int_equal(dcc_register_party(the->dcc, &second, NULL), ALB_OK);
    assert_int_equal(dcc_register_supply(the->dcc, &gas, NULL), ALB_OK);
    static const alb_eui64 no_hub = {{0}};
    register_as(rig_gpf, rig_hub, CAT_DEVICE_GPF, "Commissioned", NULL);
    register_as(rig_hub2, rig_hub2, CAT_DEVICE_CHF, "Commissioned", NULL);
    register_as(rig_gpf2, rig_hub2, CAT_DEVICE_GPF, "Commissioned", NULL);
    register_as(rig_gsme, rig_hub2, CAT_DEVICE_GSME, "Commissioned", MPRN);
    register_as(rig_ppmid, rig_hub, CAT_DEVICE_PPMID, "Commissioned", NULL);
    register_as(rig_hcalcs, no_hub, CAT_DEVICE_HCALCS, "Pending", NULL);
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
        cmocka_unit_test(each_code_has_its_request),
        cmocka_unit_test(a_hub_is_full),
        cmocka_unit_test(another_command_is_refused),
        cmocka_unit_test(a_suspended_user_is_refused),
        cmocka_unit_test(a_tenant_leaves),
        cmocka_unit_test(a_schedule_fails),
        cmocka_unit_test(other_firmware_is_told),
        cmocka_unit_test(another_key_for_changes_of_supplier_is_told),
        cmocka_unit_test(the_hundredth_schedule_is_refused),
        cmocka_unit_test(more_commands_than_may_be_under_way_are_refused),
        cmocka_unit_test(a_display_alerts),
        cmocka_unit_test(a_meter_is_recovered),
        cmocka_unit_test(a_hub_is_returned_once),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
