/* The products list at work in the inventory: unknown models are not let in, devices are suspended and
 * restored, and those who are responsible are told. */
#include "rig.h"

#include "registration/products.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;
static dcc_worker *worker;

#define HEADER                                                                                               \
    "entry_id,device_type,esme_variant,manufacturer_identifier,manufacturer_name,model_identifier,"          \
    "firmware_version,smets_version,gbcs_version,image_hash,hash_signer,cpa_certificate,cpa_issued,"         \
    "cpa_expires,smets_evidence,zigbee_certificate,dlms_certificate,han_variant,date_added,"                 \
    "date_effective,date_removed,status,submitter\n"
#define METER(firmware, status)                                                                              \
    "1,ESME,A,ALB1,Albion,00000001," firmware ",SMETS2 V5.0,4.2,,,,,,TC-1,,,,2026-01-05,,," status           \
    ",Supplier\n"
#define NOTIFY(id, firmware)                                                                                 \
    "<sr:DevicePrenotification><sr:DeviceID>" id "</sr:DeviceID><sr:DeviceManufacturer>ALB1"                 \
    "</sr:DeviceManufacturer><sr:DeviceModel>00000001</sr:DeviceModel><sr:DeviceType>ESME</sr:DeviceType>"   \
    "<sr:FirmwareVersion>" firmware "</sr:FirmwareVersion><sr:ESMEVariant>A</sr:ESMEVariant>"                \
    "</sr:DevicePrenotification>"
#define SCHEDULE                                                                                             \
    "<sr:CreateSchedule><sr:ScheduleFrequency>Daily</sr:ScheduleFrequency><sr:ScheduleStartDate>2026-03-04"  \
    "</sr:ScheduleStartDate><sr:DSPScheduledServiceReference>4.12</sr:DSPScheduledServiceReference>"         \
    "<sr:DSPScheduledServiceReferenceVariant>4.12.1</sr:DSPScheduledServiceReferenceVariant><sr:DeviceID>"   \
    "00-DB-12-34-56-78-90-A0</sr:DeviceID><sr:DSPReadMaximumDemandImportRegisters/></sr:CreateSchedule>"

static void expect(dcc_service service, alb_eui64 target, unsigned variant, const char *srv,
                   const char *reference, const char *body, const char *code)
{
    rig_ask ask = {rig_supplier,           target,     .variant = variant,
                   .reference = reference, .srv = srv, .body = body};
    rig_answer a = rig_request(the, service, &ask);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.code, code);
}

static void take(const char *name, const char *text)
{
    products_report r;
    alb_err err = {.code = ALB_OK};
    products_list list = {.name = name, .csv = alb_span_str(text), .now = alb_now(&the->clock.clock)};
    if (products_take(the->dcc->store, &list, &r, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    while (dcc_apply_products(worker)) {
    }
}

static void a_model_that_is_not_listed_is_refused(void **state)
{
    (void)state;
    /* Without a list every model passes. */
    expect(DCC_NON_DEVICE, rig_dcc, 8, "12.2", "12.2", NOTIFY("00-DB-12-34-56-78-91-10", "00000009"), "I0");
    take("cpl-20260301-001.csv", HEADER METER("00000001", "Active") METER("00000002", "Expired"));
    expect(DCC_NON_DEVICE, rig_dcc, 8, "12.2", "12.2", NOTIFY("00-DB-12-34-56-78-91-11", "00000009"),
           "E120203");
    expect(DCC_NON_DEVICE, rig_dcc, 8, "12.2", "12.2", NOTIFY("00-DB-12-34-56-78-91-11", "00000002"),
           "E120203");
    expect(DCC_NON_DEVICE, rig_dcc, 8, "12.2", "12.2", NOTIFY("00-DB-12-34-56-78-91-11", "00000001"), "I0");
    expect(DCC_NON_DEVICE, rig_dcc, 8, "8.4", "8.4",
           "<sr:UpdateInventory><sr:DeviceID>00-DB-12-34-56-78-91-11</sr:DeviceID><sr:UpdateDeviceDetails>"
           "<sr:FirmwareVersion>00000002</sr:FirmwareVersion></sr:UpdateDeviceDetails></sr:UpdateInventory>",
           "E080408");
}

static void devices_are_suspended_and_restored(void **state)
{
    (void)state;
    take("cpl-20260302-002.csv", HEADER METER("00000001", "Active"));
    expect(DCC_NON_DEVICE, rig_dcc, 8, "5.1", "5.1", SCHEDULE, "I0");
    unsigned suspended = rig_alerts(the, rig_supplier, "N28");
    take("cpl-20260303-003.csv", HEADER METER("00000001", "Withdrawn"));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Suspended' AND"
                                    " suspended_from = 'Commissioned'"),
                     1);
    assert_int_equal(rig_alerts(the, rig_supplier, "N28"), suspended + 1);
    assert_int_equal(rig_alerts(the, rig_operator, "N28"), 1);
    assert_int_equal(rig_alerts(the, rig_supplier, "N17"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule"), 0);
    expect(DCC_SEND_COMMAND, rig_esme, 1, "4.1.1", "4.1", "<sr:ReadInstantaneousImportRegisters/>", "E5");
    rig_ask read = {rig_supplier,
                    rig_dcc,
                    .variant = 8,
                    .reference = "8.2",
                    .srv = "8.2",
                    .body = "<sr:ReadInventory><sr:DeviceID>00-DB-12-34-56-78-90-A0</sr:DeviceID>"
                            "</sr:ReadInventory>"};
    rig_answer inventory = rig_request(the, DCC_NON_DEVICE, &read);
    assert_true(
        alb_span_is(duis_text(&inventory.document, inventory.document.body, "DSPInventory/Device/CPLStatus"),
                    "Withdrawn"));
    /* The same list, read again, suspends nobody twice. */
    take("cpl-20260303-003.csv", HEADER METER("00000001", "Withdrawn"));
    assert_int_equal(rig_alerts(the, rig_operator, "N28"), 1);
    take("cpl-20260304-004.csv", HEADER METER("00000001", "Active"));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Suspended'"), 0);
    assert_int_equal(rig_alerts(the, rig_supplier, "N29"), 1);
    assert_int_equal(rig_alerts(the, rig_operator, "N29"), 1);
    expect(DCC_SEND_COMMAND, rig_esme, 1, "4.1.1", "4.1", "<sr:ReadInstantaneousImportRegisters/>", "I99");
}

static alb_status run_other_firmware(store_tx *tx, void *ctx, alb_err *err)
{
    (void)ctx;
    ALB_TRY(
        store_exec(tx, "UPDATE device SET firmware = '00000007' WHERE mpxn = '" RIG_MPAN "'", NULL, 0, err));
    return dcc_product_changed(tx, rig_esme, RIG_START, err);
}

/* What a device says of its firmware counts like a change of the list. */
static void firmware_that_is_not_listed_suspends(void **state)
{
    (void)state;
    assert_int_equal(store_write(the->dcc->store, run_other_firmware, NULL, NULL), ALB_OK);
    assert_true(dcc_apply_products(worker));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Suspended'"), 1);
    take("cpl-20260305-005.csv", HEADER METER("00000001", "Active") METER("00000007", "Active"));
    assert_int_equal(rig_count(the, "SELECT count(*) FROM device WHERE status = 'Suspended'"), 0);
}

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
    rig_start(the, false);
    worker = dcc_worker_new(the->dcc);
    return worker ? 0 : -1;
}

static int close_rig(void **state)
{
    (void)state;
    dcc_worker_free(worker);
    rig_close(the);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_that_is_not_listed_is_refused),
        cmocka_unit_test(devices_are_suspended_and_restored),
        cmocka_unit_test(firmware_that_is_not_listed_suspends),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
