/* Every status of the inventory against everything that could change it: the next status, or the code that
 * refuses, in which case nothing changes. Expectations are those of dcc-services.md 7.4, 7.7 and duis.md 15.
 */
#include "rig.h"

#include "base/text.h"
#include "gbcs/recovery.h"
#include "registration/products.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define HUB   "00-DB-12-34-56-78-91-A2"
#define GPF   "00-DB-12-34-56-78-91-A3"
#define ESME  "00-DB-12-34-56-78-90-A0"
#define PPMID "00-DB-12-34-56-78-90-A4"
#define MPRN  "1234567890"

enum { STATUSES = 9 };
static const char *const statuses[STATUSES] = {"Pending",      "Whitelisted",    "InstalledNotCommissioned",
                                               "Commissioned", "Suspended",      "Recovery",
                                               "Recovered",    "Decommissioned", "Withdrawn"};
static const char letters[STATUSES + 1] = "PWICSYRDX";

/* What an event says: "I0", "I99", or a code that refuses. */
typedef const char *event_fn(void);

/* For each status, in the order above: the letter of the next one, "=" for the same, "gone", or the code. */
typedef struct row {
    const char *event;
    event_fn *happen;
    const char *next[STATUSES];
} row;

typedef struct subject {
    alb_eui64 id, hub;
    uint16_t type;
    const char *mpxn;
} subject;

/* --- asking --- */

static const char *kept(const rig_answer *a)
{
    assert_int_equal(a->status, 200);
    return alb_arena_string(the->arena, alb_span_str(a->code));
}

static const char *ask_dcc(const char *srv, const char *body)
{
    const char *dot = strchr(srv, '.');
    const char *second = strchr(dot + 1, '.');
    size_t n = second ? (size_t)(second - srv) : strlen(srv);
    const char *reference = alb_arena_string(the->arena, alb_span_of(srv, n));
    rig_ask ask = {rig_supplier, rig_dcc, .variant = 8, .reference = reference, .srv = srv, .body = body};
    rig_answer a = rig_request(the, DCC_NON_DEVICE, &ask);
    return kept(&a);
}

static const char *ask_device(alb_eui64 device, unsigned variant, const char *reference, const char *srv,
                              const char *body)
{
    rig_ask ask = {
        rig_supplier, device,      .counter = ++the->counter, .variant = variant, .reference = reference,
        .srv = srv,   .body = body};
    rig_answer a = rig_request(the,
                               variant == 4   ? DCC_TRANSFORM
                               : variant == 2 ? DCC_NON_DEVICE
                                              : DCC_SEND_COMMAND,
                               &ask);
    return kept(&a);
}

static alb_span octets(const char *hex)
{
    size_t n = strlen(hex) / 2;
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, n + 1), n);
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    return alb_wr_span(&w);
}

/* The device does what an accepted request asks. */
static const char *done(alb_eui64 device, const char *code, const char *hex)
{
    if (strcmp(code, "I99") == 0) {
        assert_true(rig_answer_last(the, device, octets(hex)));
    }
    return code;
}
#define CODE_0 "020100"

/* --- what happens to any device --- */

#define NOTIFIED(id, type, more)                                                                             \
    "<sr:DevicePrenotification><sr:DeviceID>" id                                                             \
    "</sr:DeviceID><sr:DeviceManufacturer>ALB1</sr:DeviceManufacturer>"                                      \
    "<sr:DeviceModel>00000001</sr:DeviceModel><sr:DeviceType>" type                                          \
    "</sr:DeviceType><sr:SMETSCHTSVersion>5.0</sr:SMETSCHTSVersion><sr:FirmwareVersion>00000001"             \
    "</sr:FirmwareVersion>" more "</sr:DevicePrenotification>"
#define UPDATE(id, change)                                                                                   \
    "<sr:UpdateInventory><sr:DeviceID>" id "</sr:DeviceID>" change "</sr:UpdateInventory>"
#define STATUS(kind, status) "<sr:" kind ">" status "</sr:" kind ">"
#define OF(element, id)      "<sr:" element "><sr:DeviceID>" id "</sr:DeviceID></sr:" element ">"

static unsigned issue;
static bool is_listed;

/* A products list with that status of every entry. */
static void take_list(const char *status)
{
    static const char *const types[] = {"ESME,A", "CHF,", "PPMID,", "GSME,"};
    char name[32];
    alb_buf csv;
    products_report report;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&csv, 1 << 16);
    size_t n;
    const char *const *columns = products_columns(&n);
    for (size_t i = 0; i < n; i++) {
        alb_buf_printf(&csv, "%s%s", columns[i], i + 1 < n ? "," : "\n");
    }
    for (size_t i = 0; i < ALB_COUNT(types); i++) {
        alb_buf_printf(&csv,
                       "%zu,%s,ALB1,Albion,00000001,00000001,SMETS2 V5.0,4.2,,,,,,TC-1,,,,2026-01-05,,,%s,"
                       "Supplier\n",
                       i + 1, types[i], status);
    }
    (void)snprintf(name, sizeof name, "cpl-20260301-%03u.csv", ++issue);
    products_list list = {.name = name, .csv = alb_buf_span(&csv), .now = alb_now(&the->clock.clock)};
    if (products_take(the->dcc->store, &list, &report, &err) != ALB_OK) {
        fail_msg("%s (line %zu)", err.detail, err.offset);
    }
    alb_buf_release(&csv);
    is_listed = strcmp(status, "Active") == 0;
    rig_turn(the);
}

static const char *leaves_the_list(void)
{
    take_list("Withdrawn");
    return "I0";
}

static const char *comes_back_on_the_list(void)
{
    take_list("Withdrawn");
    take_list("Active");
    return "I0";
}

static const char *recovery_of(alb_eui64 device)
{
    enum { ROOM = 16384 };
    static const alb_eui64 holder = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x00, 0x00, 0x01}};
    static uint64_t counter;
    counter++;
    const smki_identity *own = smki_keystore_find(the->all, rig_dcc, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_identity *issuer = smki_keystore_find_ski(the->all, smki_certificate_aki(own->certificate));
    const gbcs_replacement replacement = {.cell = CAT_CELL_SUPPLIER_SIGNING, .certificate = own->certificate};
    const smki_certificate *const path[] = {issuer->certificate};
    gbcs_recovery r = {.message_code = GBCS_BY_RECOVERY,
                       .originator = holder,
                       .device = device,
                       .counter = counter,
                       .replacements = &replacement,
                       .n_replacements = 1,
                       .path = path,
                       .n_path = 1};
    alb_err err = {0};
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, ROOM), ROOM);
    const smki_identity *key = smki_keystore_find(the->all, rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    assert_int_equal(gbcs_recovery_write(gbcs_keys_crypto(the->keys), &r, key->key, the->arena, &w, &err),
                     ALB_OK);
    alb_status st = dcc_recover_device(the->dcc, device, alb_wr_span(&w), &err);
    assert_true(st == ALB_OK || st == ALB_BAD_VALUE);
    return st == ALB_OK ? "I0" : "refused";
}

/* --- an electricity meter --- */

static const char *esme_12_2(void)
{
    return ask_dcc("12.2", NOTIFIED(ESME, "ESME", "<sr:ESMEVariant>A</sr:ESMEVariant>"));
}
static const char *esme_8_4_pending(void)
{
    return ask_dcc("8.4", UPDATE(ESME, STATUS("UpdateDeviceStatusExceptCH", "Pending")));
}
static const char *esme_8_4_installed(void)
{
    return ask_dcc("8.4", UPDATE(ESME, STATUS("UpdateDeviceStatusExceptCH", "InstalledNotCommissioned")));
}
static const char *esme_8_4_details(void)
{
    return ask_dcc("8.4", UPDATE(ESME, "<sr:UpdateDeviceDetails><sr:ESMEVariant>A</sr:ESMEVariant>"
                                       "</sr:UpdateDeviceDetails>"));
}
static const char *esme_8_4_delete(void)
{
    return ask_dcc("8.4", UPDATE(ESME, "<sr:DeleteDevice/>"));
}
static const char *esme_8_3(void)
{
    return ask_dcc("8.3", OF("DecommissionDevice", ESME));
}
#define LISTED   "DA0000000000000300000003030002000200"
#define UNLISTED "DA0000000000000100010300"
static const char *esme_8_11_add(void)
{
    const char *code = ask_device(
        rig_hub, 1, "8.11", "8.11",
        "<sr:UpdateHANDeviceLog><sr:DeviceID>" ESME
        "</sr:DeviceID><sr:RequestType>Add</sr:RequestType><sr:AddDeviceToCHFWhitelist><sr:JoinTimePeriod>600"
        "</sr:JoinTimePeriod><sr:InstallCode>00112233445566778899AABBCCDDEEFF</"
        "sr:InstallCode><sr:ImportMPxN>" RIG_MPAN
        "</sr:ImportMPxN></sr:AddDeviceToCHFWhitelist></sr:UpdateHANDeviceLog>");
    return done(rig_hub, code, LISTED);
}
#define REMOVE(id)                                                                                           \
    "<sr:UpdateHANDeviceLog><sr:DeviceID>" id "</sr:DeviceID><sr:RequestType>Remove</sr:RequestType>"        \
    "</sr:UpdateHANDeviceLog>"
static const char *esme_8_11_remove(void)
{
    return done(rig_hub, ask_device(rig_hub, 1, "8.11", "8.11", REMOVE(ESME)), UNLISTED);
}
/* CS14: the hub's log has a key for it. */
static const char *esme_joins(void)
{
    static uint64_t number = 5000;
    char hex[256];
    number++;
    (void)snprintf(hex, sizeof hex,
                   "0F%08X000203128F12090C07EA0302FF0A0000008000000203090C07EA0302FF0A000000800000"
                   "09080001020304050607010102020908"
                   "00DB1234567890A0091000112233445566778899AABBCCDDEEFF",
                   (unsigned)(0x20000000U | number));
    gbcs_header h = {.cra = GBCS_ALERT,
                     .counter = number,
                     .originator = rig_hub,
                     .target = rig_dcc,
                     .message_code = 0x0018};
    assert_true(rig_hear(the, rig_hub, rig_say(the, &h, octets(hex), false)));
    return "I0";
}
static const char *esme_8_1_1(void)
{
    rig_ask ask = {rig_supplier,
                   rig_esme,
                   .counter = ++the->counter,
                   .variant = 4,
                   .reference = "8.1",
                   .srv = "8.1.1",
                   .body = "<sr:CommissionDeviceSynchroniseClock><sr:CurrentDateTime>2026-03-02T10:00:00Z"
                           "</sr:CurrentDateTime><sr:TolerancePeriod>10</sr:TolerancePeriod>"
                           "</sr:CommissionDeviceSynchroniseClock>"};
    rig_answer pre = rig_request(the, DCC_TRANSFORM, &ask);
    if (strcmp(pre.code, "I0") != 0) {
        return kept(&pre);
    }
    alb_buf body;
    alb_buf_init(&body, 1 << 16);
    rig_sign_pre_command(the, rig_supplier, pre.gbcs, &body);
    alb_buf_add_u8(&body, 0);
    const char *code = ask_device(rig_esme, 5, "8.1", "8.1.1", (const char *)body.ptr);
    /* Signed for the RequestID of the pre-command. */
    ask.variant = 5;
    ask.body = (const char *)body.ptr;
    rig_answer sent = rig_request(the, DCC_SEND_COMMAND, &ask);
    code = kept(&sent);
    alb_buf_release(&body);
    return done(rig_esme, code,
                "DA00000000000005000000090C07EA0302010A000000800000110005020003000300"
                "01000100");
}
static const char *esme_4_1_1(void)
{
    return ask_device(rig_esme, 1, "4.1", "4.1.1", "<sr:ReadInstantaneousImportRegisters/>");
}
static const char *esme_11_2(void)
{
    return ask_device(rig_esme, 1, "11.2", "11.2", "<sr:ReadFirmwareVersion/>");
}
static const char *esme_11_2_local(void)
{
    return ask_device(rig_esme, 2, "11.2", "11.2", "<sr:ReadFirmwareVersion/>");
}
static const char *esme_6_24_1(void)
{
    return ask_device(rig_esme, 1, "6.24", "6.24.1",
                      "<sr:RetrieveDeviceSecurityCredentialsKRP><sr:RemotePartyRole>Supplier"
                      "</sr:RemotePartyRole></sr:RetrieveDeviceSecurityCredentialsKRP>");
}
#define PARTNER(kind) "<sr:" kind "><sr:OtherDeviceID>" PPMID "</sr:OtherDeviceID></sr:" kind ">"
static const char *esme_8_7_1(void)
{
    return ask_device(rig_esme, 4, "8.7", "8.7.1", PARTNER("JoinServiceCritical"));
}
static const char *esme_8_8_1(void)
{
    return ask_device(rig_esme, 4, "8.8", "8.8.1", PARTNER("UnjoinServiceCritical"));
}
static const char *esme_recovery(void)
{
    return recovery_of(rig_esme);
}

#define ALL_BUT_OUT_OF_USE(code) code, code, code, code, code, code, code
/* clang-format off */
static const row of_meter[] = {
    /*                             P        W    I    C          S          Y          R          D          X */
    {"12.2", esme_12_2, {ALL_BUT_OUT_OF_USE("E120201"), "P", "P"}},
    {"8.4 Pending", esme_8_4_pending,
                              {"=",     "P", "P", "E080405", "E080405", "E5",      "E5",      "P",       "P"}},
    {"8.4 InstalledNotCommissioned", esme_8_4_installed,
                              {"I",     "I", "=", "E080405", "E080405", "E5",      "E5",      "E080405", "E080405"}},
    /* A suspended one whose model is listed now comes back. */
    {"8.4 details", esme_8_4_details,
                              {"=",     "=", "=", "E080407", "C",       "E5",      "E5",      "=",       "="}},
    {"8.4 DeleteDevice", esme_8_4_delete,
                              {"gone",  "E080413", "E080413", "E080413", "E080413", "E5", "E5", "gone",  "gone"}},
    {"8.3", esme_8_3,         {"E080301", "D", "D", "D",     "D",       "E080301", "E080301", "E080301", "E080301"}},
    {"8.11 Add", esme_8_11_add, {"W",   "=", "=", "=",       "E5",      "E5",      "E5",      "E081101", "E081101"}},
    {"8.11 Remove", esme_8_11_remove,
                              {"=",     "P", "=", "=",       "=",       "=",       "=",       "=",       "="}},
    {"joins (8F12)", esme_joins, {"=",  "I", "=", "=",       "=",       "=",       "=",       "=",       "="}},
    {"8.1.1", esme_8_1_1,     {"E5",    "C", "C", "=",       "E5",      "E5",      "E5",      "E5",      "E5"}},
    {"4.1.1", esme_4_1_1,     {"E5",    "E5", "E5", "=",     "E5",      "E5",      "E5",      "E5",      "E5"}},
    {"11.2", esme_11_2,       {"E5",    "=", "=", "=",       "=",       "E5",      "E5",      "E5",      "E5"}},
    {"11.2 locally", esme_11_2_local,
                              {"E5",    "E17", "=", "=",     "E17",     "E5",      "E5",      "E5",      "E5"}},
    {"6.24.1", esme_6_24_1,   {"E5",    "=", "=", "=",       "=",       "E5",      "=",       "E5",      "E5"}},
    {"8.7.1", esme_8_7_1,     {"E5",    "=", "=", "=",       "E5",      "E5",      "E5",      "E5",      "E5"}},
    {"8.8.1", esme_8_8_1,     {"E5",    "E5", "=", "=",      "=",       "E5",      "E5",      "E5",      "E5"}},
    {"leaves the list", leaves_the_list, {"S", "S", "S", "S", "=",      "=",       "=",       "=",       "="}},
    {"comes back", comes_back_on_the_list,
                              {"=",     "=", "=", "=",       "C",       "=",       "=",       "=",       "="}},
    {"recovery", esme_recovery,
                              {"refused", "refused", "refused", "Y", "Y", "=",     "Y",       "refused", "refused"}},
};
/* clang-format on */

/* --- a hub, with its gas proxy --- */

static const char *hub_12_2(void)
{
    return ask_dcc("12.2",
                   NOTIFIED(HUB, "CHF", "<sr:AssociatedGPFDeviceID>" GPF "</sr:AssociatedGPFDeviceID>"));
}
static const char *hub_8_4_commissioned(void)
{
    return ask_dcc("8.4", UPDATE(HUB, STATUS("UpdateDeviceStatusCH", "Commissioned")));
}
static const char *hub_8_4_installed(void)
{
    return ask_dcc("8.4", UPDATE(HUB, STATUS("UpdateDeviceStatusCH", "InstalledNotCommissioned")));
}
static const char *hub_8_4_withdrawn(void)
{
    return ask_dcc("8.4", UPDATE(HUB, STATUS("UpdateDeviceStatusCH", "Withdrawn")));
}
static const char *hub_8_3(void)
{
    return ask_dcc("8.3", OF("DecommissionDevice", HUB));
}
#define PLACE                                                                                                \
    "<sr:MPxN>" MPRN "</sr:MPxN><sr:AerialInstall>false</sr:AerialInstall>"                                  \
    "<sr:CHFLocation>Deep indoors</sr:CHFLocation>"
static const char *hub_8_14_1(void)
{
    return ask_dcc("8.14.1", "<sr:CHFInstallSuccessSMWAN><sr:DeviceID>" HUB
                             "</sr:DeviceID><sr:CHFInstallType>New CHF Install</sr:CHFInstallType>" PLACE
                             "</sr:CHFInstallSuccessSMWAN>");
}
static const char *hub_8_14_2(void)
{
    return ask_dcc(
        "8.14.2",
        "<sr:CHFInstallSuccessNoSMWAN><sr:DeviceID>" HUB
        "</sr:DeviceID><sr:CHFInstallType>CHF Install - no SM WAN</sr:CHFInstallType>" PLACE
        "<sr:PremiseType>Terraced</sr:PremiseType><sr:MetalObstructionCheck>false</sr:MetalObstructionCheck>"
        "<sr:ConnectivityObstructionCheck>false</"
        "sr:ConnectivityObstructionCheck><sr:SharedObstructionCheck>false"
        "</sr:SharedObstructionCheck></sr:CHFInstallSuccessNoSMWAN>");
}
static const char *hub_8_14_3(void)
{
    return ask_dcc("8.14.3", "<sr:CHFFaultReturn><sr:DeviceID>" HUB
                             "</sr:DeviceID><sr:CHFFaultReturnType>Fault identified post installation"
                             "</sr:CHFFaultReturnType><sr:OtherDeviceID>" ESME
                             "</sr:OtherDeviceID><sr:CHFConnectionMethod>Cradle</sr:CHFConnectionMethod>"
                             "<sr:CHFFaultReason>Damaged case</sr:CHFFaultReason></sr:CHFFaultReturn>");
}
static const char *hub_8_14_4(void)
{
    return ask_dcc("8.14.4", "<sr:CHFNoFaultReturn><sr:DeviceID>" HUB
                             "</sr:DeviceID><sr:CHFNoFaultReturnType>No Fault Return (general)"
                             "</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>");
}
static const char *hub_11_2(void)
{
    return ask_device(rig_hub2, 1, "11.2", "11.2", "<sr:ReadFirmwareVersion/>");
}

/* clang-format off */
static const row of_hub[] = {
    /*                             P        W          I    C          S          Y          R          D          X */
    {"12.2", hub_12_2, {ALL_BUT_OUT_OF_USE("E120201"), "P", "P"}},
    {"8.4 Commissioned", hub_8_4_commissioned,
                              {"C",     "C",       "C", "=",       "E080405", "E5",      "E5",      "E080405", "C"}},
    {"8.4 InstalledNotCommissioned", hub_8_4_installed,
                              {"I",     "I",       "=", "E080405", "E080405", "E5",      "E5",      "E080405", "E080405"}},
    {"8.4 Withdrawn", hub_8_4_withdrawn,
                              {"E080405", "E080405", "E080405", "X", "E080405", "E5",    "E5",      "E080405", "="}},
    {"8.3", hub_8_3,          {"E080301", "D",     "D", "D",       "D",       "E080301", "E080301", "E080301", "E080301"}},
    {"8.14.1", hub_8_14_1,    {"C",     "E081402", "C", "=",       "E081402", "E081402", "E081402", "E081402", "E081402"}},
    {"8.14.2", hub_8_14_2,    {"I",     "E081402", "=", "E081402", "E081402", "E081402", "E081402", "E081402", "E081402"}},
    {"8.14.3", hub_8_14_3,    {"D",     "D",       "D", "D",       "D",       "D",       "D",       "E081402", "D"}},
    {"8.14.4", hub_8_14_4,    {"D",     "D",       "D", "D",       "D",       "D",       "D",       "E081402", "D"}},
    {"11.2", hub_11_2,        {"E5",    "=",       "=", "=",       "=",       "E5",      "E5",      "E5",      "E5"}},
    {"leaves the list", leaves_the_list, {"S", "S", "S", "S",      "=",       "=",       "=",       "=",       "="}},
    {"comes back", comes_back_on_the_list,
                              {"=",     "=",       "=", "=",       "C",       "=",       "=",       "=",       "="}},
};
/* clang-format on */

/* --- a prepayment display, which the meter has in its log --- */

static const char *display_12_2(void)
{
    return ask_dcc("12.2", NOTIFIED(PPMID, "PPMID", ""));
}
static const char *display_8_3(void)
{
    return ask_dcc("8.3", OF("DecommissionDevice", PPMID));
}
#define METER(kind) "<sr:" kind "><sr:OtherDeviceID>" ESME "</sr:OtherDeviceID></sr:" kind ">"
static const char *display_8_7_2(void)
{
    return done(rig_ppmid, ask_device(rig_ppmid, 1, "8.7", "8.7.2", METER("JoinServiceNonCritical")), CODE_0);
}
static const char *display_8_8_2(void)
{
    return done(rig_ppmid, ask_device(rig_ppmid, 1, "8.8", "8.8.2", METER("UnjoinServiceNonCritical")),
                CODE_0);
}
static const char *display_8_11_remove(void)
{
    return done(rig_hub, ask_device(rig_hub, 1, "8.11", "8.11", REMOVE(PPMID)), UNLISTED);
}

/* clang-format off */
static const row of_display[] = {
    /*                             P        W    I    C    S    Y          R          D          X */
    {"12.2", display_12_2, {ALL_BUT_OUT_OF_USE("E120201"), "P", "P"}},
    {"8.3", display_8_3,      {"E080301", "D", "D", "D", "D", "E080301", "E080301", "E080301", "E080301"}},
    {"8.7.2", display_8_7_2,  {"E5",    "C", "C", "=", "E5", "E5",      "E5",      "E5",      "E5"}},
    {"8.8.2", display_8_8_2,  {"E5",    "E5", "=", "I", "=", "E5",      "E5",      "E5",      "E5"}},
    {"8.11 Remove", display_8_11_remove,
                              {"=",     "P", "=", "I", "=",  "=",       "=",       "=",       "="}},
    {"leaves the list", leaves_the_list, {"S", "S", "S", "S", "=", "=", "=",       "=",       "="}},
};
/* clang-format on */

/* --- the walk --- */

static void put(const subject *s)
{
    alb_err err = {.code = ALB_OK};
    const smki_identity *signing = smki_keystore_find(the->all, s->id, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_identity *agreement = smki_keystore_find(the->all, s->id, SMKI_SLOT_KEY_AGREEMENT);
    dcc_device d = {.id = s->id,
                    .hub = s->hub,
                    .type = s->type,
                    .esme_variant = s->type == CAT_DEVICE_ESME ? "A" : NULL,
                    .gbcs_version = 42,
                    .status = "Commissioned",
                    .mpxn = s->mpxn,
                    .manufacturer = "ALB1",
                    .model = "00000001",
                    .firmware = "00000001",
                    .signing = signing->certificate,
                    .agreement = agreement->certificate};
    if (dcc_register_device(the->dcc, &d, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
}

static alb_status write_state(store_tx *tx, alb_eui64 id, const char *status, const char *mpxn, alb_err *err)
{
    bool is_suspended = strcmp(status, "Suspended") == 0;
    store_value params[] = {dcc_eui(id), dcc_text_or_null(status), dcc_text_or_null(mpxn),
                            dcc_text_or_null(is_suspended ? "Commissioned" : NULL)};
    return store_exec(tx,
                      "UPDATE device SET status = $2, mpxn = $3, suspended_from = $4, firmware = '00000001'"
                      " WHERE id = $1",
                      params, ALB_COUNT(params), err);
}

static const subject meter = {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa0}},
                              {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa2}},
                              CAT_DEVICE_ESME,
                              RIG_MPAN};
static const subject first_hub = {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa2}},
                                  {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa2}},
                                  CAT_DEVICE_CHF,
                                  NULL};
static const subject hub = {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x91, 0xa2}},
                            {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x91, 0xa2}},
                            CAT_DEVICE_CHF,
                            NULL};
static const subject proxy = {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x91, 0xa3}},
                              {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x91, 0xa2}},
                              CAT_DEVICE_GPF,
                              NULL};
/* Out of use; through it the supplier is the hub's. */
static const subject gas = {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa1}},
                            {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x91, 0xa2}},
                            CAT_DEVICE_GSME,
                            MPRN};
static const subject display = {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa4}},
                                {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa2}},
                                CAT_DEVICE_PPMID,
                                NULL};

/* Everything in use and listed, as if nothing had happened, but for one device and what goes with it. */
typedef struct beginning {
    const subject *one;
    const char *status;
} beginning;
static const subject *const everything[] = {&first_hub, &meter, &display, &hub, &proxy, &gas};

static alb_status write_beginning(store_tx *tx, void *ctx, alb_err *err)
{
    const beginning *b = ctx;
    for (size_t i = 0; i < ALB_COUNT(everything); i++) {
        const subject *s = everything[i];
        bool is_meant = s == b->one || (b->one == &hub && s == &proxy);
        const char *status = is_meant ? b->status : s == &gas ? "Decommissioned" : "Commissioned";
        store_value hub_of[] = {dcc_eui(s->id), dcc_eui(s->hub)};
        ALB_TRY(store_exec(tx, "UPDATE device SET hub = $2 WHERE id = $1", hub_of, 2, err));
        ALB_TRY(write_state(tx, s->id, status, s->mpxn, err));
    }
    ALB_TRY(store_exec(tx, "DELETE FROM pairing", NULL, 0, err));
    ALB_TRY(store_exec(tx, "DELETE FROM join_watch", NULL, 0, err));
    ALB_TRY(store_exec(tx, "DELETE FROM hub_duty", NULL, 0, err));
    return store_exec(
        tx,
        "INSERT INTO pairing (device, other, at) SELECT a.id, b.id, 0 FROM device a, device b"
        " WHERE a.esme_variant IS NOT NULL AND b.mpxn IS NULL AND b.hub = a.hub AND b.id <> b.hub",
        NULL, 0, err);
}

static int64_t number_of_devices(void)
{
    return rig_count(the, "SELECT count(*) FROM device");
}

static void begin_again(const subject *one, const char *status)
{
    beginning b = {one, status};
    if (!is_listed) {
        take_list("Active");
    }
    for (size_t i = 0; number_of_devices() < (int64_t)ALB_COUNT(everything) && i < ALB_COUNT(everything);
         i++) {
        put(everything[i]);
    }
    assert_int_equal(store_write(the->dcc->store, write_beginning, &b, NULL), ALB_OK);
}

typedef struct what_is {
    alb_eui64 id;
    const char *status;
    int64_t history;
} what_is;

static alb_status read_what_is(store_tx *tx, void *ctx, alb_err *err)
{
    what_is *w = ctx;
    store_value id = dcc_eui(w->id);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT status FROM device WHERE id = $1", &id, 1, &rows, err));
    w->status = store_next(rows) ? dcc_column_text(rows, 0, the->arena) : "gone";
    ALB_TRY(store_rows_end(rows, err));
    ALB_TRY(store_query(tx, "SELECT count(*) FROM device_history WHERE device = $1", &id, 1, &rows, err));
    w->history = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

static what_is look_at(alb_eui64 id)
{
    what_is w = {.id = id};
    assert_int_equal(store_read(the->dcc->store, read_what_is, &w, NULL), ALB_OK);
    return w;
}

/* False, with a line that says what was otherwise. */
static bool try_cell(const subject *s, const row *r, unsigned column)
{
    const char *before = statuses[column];
    const char *expected = r->next[column];
    begin_again(s, before);
    int64_t history = look_at(s->id).history;
    const char *code = r->happen();
    rig_turn(the);
    what_is now = look_at(s->id);
    const char *after = now.status;
    bool is_refusal = strlen(expected) > 1 && strcmp(expected, "gone") != 0;
    const char *letter = strlen(expected) == 1 ? strchr(letters, expected[0]) : NULL;
    const char *next = is_refusal || expected[0] == '=' ? before
                       : strcmp(expected, "gone") == 0  ? "gone"
                                                        : statuses[letter - letters];
    bool is_accepted = strcmp(code, "I0") == 0 || strcmp(code, "I99") == 0;
    bool is_noted = (now.history > history) == (strcmp(before, after) != 0) || strcmp(after, "gone") == 0;
    /* A list that is taken back leaves its line all the same. */
    is_noted = is_noted || r->happen == comes_back_on_the_list;
    bool good =
        (is_refusal ? strcmp(code, expected) == 0 : is_accepted) && strcmp(after, next) == 0 && is_noted;
    if (!good) {
        print_error("%s on %s: %s, then %s%s; expected %s\n", r->event, before, code, after,
                    is_noted ? "" : ", without the right history", expected);
    }
    alb_arena_reset(the->arena);
    return good;
}

static void walk(const subject *s, const row *rows, size_t n)
{
    unsigned faults = 0;
    for (size_t i = 0; i < n; i++) {
        for (unsigned column = 0; column < STATUSES; column++) {
            faults += !try_cell(s, &rows[i], column);
        }
    }
    assert_int_equal(faults, 0);
}

static void a_meter_in_every_status(void **state)
{
    (void)state;
    walk(&meter, of_meter, ALB_COUNT(of_meter));
}

static void a_hub_in_every_status(void **state)
{
    (void)state;
    walk(&hub, of_hub, ALB_COUNT(of_hub));
}

static void a_display_in_every_status(void **state)
{
    (void)state;
    walk(&display, of_display, ALB_COUNT(of_display));
}

/* The proxy inside a hub goes with it, and comes back with it. */
static void the_gas_proxy_follows_its_hub(void **state)
{
    (void)state;
    static const struct {
        event_fn *happen;
        const char *before, *after;
    } cases[] = {{hub_8_4_withdrawn, "Commissioned", "Withdrawn"},
                 {hub_8_14_1, "Pending", "Commissioned"},
                 {hub_8_14_4, "Commissioned", "Decommissioned"},
                 {hub_12_2, "Decommissioned", "Pending"},
                 {leaves_the_list, "Commissioned", "Suspended"}};
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        begin_again(&hub, cases[i].before);
        assert_string_equal(cases[i].happen(), "I0");
        assert_string_equal(look_at(proxy.id).status, cases[i].after);
        alb_arena_reset(the->arena);
    }
}

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
    rig_start(the, false);
    const dcc_registration gas_supply = {MPRN, rig_supplier, CAT_USER_GS, ALB_TIME_NONE, ALB_TIME_NONE};
    assert_int_equal(dcc_register_supply(the->dcc, &gas_supply, NULL), ALB_OK);
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
        cmocka_unit_test(a_meter_in_every_status),
        cmocka_unit_test(a_hub_in_every_status),
        cmocka_unit_test(a_display_in_every_status),
        cmocka_unit_test(the_gas_proxy_follows_its_hub),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
