/* New firmware for meters: listed with the hash of its image, distributed, activated, known to the inventory.
 * A version that leaves the list takes its meters out of use, until they run one that is listed. */
#include "world.h"

#include "base/file.h"
#include "catalogue/use_case.h"
#include "gbcs/keys.h"
#include "gbcs/ota.h"

static world w;
static actor supplier;
static uint8_t image[1024];
static size_t image_len;
static char hash[2 * CRYPTO_HASH + 1];

#define OLD     "00000001"
#define FACTORY "00010000" /* what the meters say of themselves */
#define NEW     "00010002"

static const char *id_of(alb_eui64 device)
{
    char text[ALB_EUI64_TEXT];
    return alb_arena_string(w.arena, alb_span_str(alb_eui64_dashed(device, text)));
}

/* The maker's image with the supplier's signature, for the simulated meters (device/device.h). */
static void make_image(void)
{
    static const uint8_t octets[] = "what the maker made";
    gbcs_ota_header header = {.manufacturer = 0x10a1,
                              .image_type = CAT_DEVICE_ESME,
                              .file_version = 0x00010002,
                              .min_hardware = 1,
                              .max_hardware = 1};
    uint8_t digest[CRYPTO_HASH];
    crypto_ctx *crypto = crypto_ctx_new();
    const smki_identity *signer = smki_keystore_find(w.keys, SUPPLIER, SMKI_SLOT_DIGITAL_SIGNATURE);
    alb_span made = alb_span_of(octets, sizeof octets);
    alb_wr out = alb_wr_init(image, sizeof image);
    assert_true(crypto && signer && signer->key);
    assert_int_equal(gbcs_ota_build(crypto, &header, made, signer->key, &out, NULL), ALB_OK);
    image_len = out.pos;
    gbcs_ota_hash(crypto, made, digest);
    alb_wr text = alb_wr_init(hash, sizeof hash - 1);
    alb_wr_hex(&text, ALB_SPAN_OF(digest));
    crypto_ctx_free(crypto);
}

static int begin(void **state)
{
    (void)state;
    world_open(&w, NULL);
    actor_open(&supplier, &w, SUPPLIER);
    make_image();
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

typedef struct entry {
    const char *type, *firmware, *status, *image_hash;
} entry;

static void load_list(const char *name, const entry *entries, size_t n)
{
    static const char header[] =
        "entry_id,device_type,esme_variant,manufacturer_identifier,manufacturer_name,model_identifier,"
        "firmware_version,smets_version,gbcs_version,image_hash,hash_signer,cpa_certificate,cpa_issued,"
        "cpa_expires,smets_evidence,zigbee_certificate,dlms_certificate,han_variant,date_added,"
        "date_effective,date_removed,status,submitter\n";
    const char *path = alb_arena_printf(w.arena, "%s/%s", w.server.dir, name);
    alb_buf text;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&text, 1 << 16);
    alb_buf_add_text(&text, header);
    for (size_t i = 0; i < n; i++) {
        const entry *e = &entries[i];
        alb_buf_printf(
            &text,
            "%zu,%s,%s,ALB1,Albion,00000001,%s,SMETS2 V5.0,4.2,%s,,,,,TC-1,,,,2026-01-05,,,%s,Supplier\n",
            i + 1, e->type, strcmp(e->type, "ESME") == 0 ? "A" : "", e->firmware,
            e->image_hash ? e->image_hash : "", e->status);
    }
    assert_int_equal(alb_file_write(path, alb_buf_span(&text), 0600, &err), ALB_OK);
    alb_buf_release(&text);
    world_administer(&w, NULL, (const char *const[]){"products", "load", path, NULL});
    world_pass(&w, "1m");
}

#define OTHERS                                                                                               \
    {"GSME", OLD, "Active", NULL}, {"CHF", OLD, "Active", NULL},                                             \
    {                                                                                                        \
        "PPMID", OLD, "Active", NULL                                                                         \
    }

static user_result distribute(alb_eui64 device)
{
    char *base64 = alb_arena_alloc(w.arena, 2 * sizeof image);
    assert_non_null(base64);
    alb_wr out = alb_wr_init(base64, 2 * sizeof image - 1);
    alb_wr_base64(&out, alb_span_of(image, image_len));
    const user_setting settings[] = {
        {"FirmwareImage", base64}, {"FirmwareVersion", NEW}, {"DeviceIDList", id_of(device)}};
    duis_request_id id = {.counter = 0};
    return actor_send(&supplier, "11.1", THE_DCC, settings, ALB_COUNT(settings), &id);
}

static const char *version_of(alb_eui64 device)
{
    return actor_inventory(&supplier, device, "DeviceFirmwareVersion");
}

/* --- the story --- */

static void a_version_is_listed(void **state)
{
    static const entry first[] = {{"ESME", OLD, "Active", NULL}, {"ESME", FACTORY, "Active", NULL}, OTHERS};
    (void)state;
    load_list("cpl-20260301-001.csv", first, ALB_COUNT(first));
    assert_string_equal(actor_status(&supplier, w.homes[0].esme), "Commissioned");
    assert_string_equal(distribute(w.homes[0].esme).code, "E110101");
    const entry second[] = {{"ESME", OLD, "Active", NULL},
                            {"ESME", FACTORY, "Active", NULL},
                            {"ESME", NEW, "Active", hash},
                            OTHERS};
    load_list("cpl-20260302-002.csv", second, ALB_COUNT(second));
}

static void the_image_reaches_the_meter(void **state)
{
    (void)state;
    assert_string_equal(distribute(w.homes[0].esme).code, "I0");
    world_pass(&w, "1h");
    user_result r = actor_hears(&supplier, "8F72"); /* the meter has verified it */
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    r = actor_ask(&supplier, "11.2", w.homes[0].esme, NULL, 0);
    assert_string_equal(version_of(w.homes[0].esme), FACTORY);
}

static void it_is_activated(void **state)
{
    (void)state;
    static const char other[] = "0000000000000000000000000000000000000000000000000000000000000000";
    user_result r = ACTOR_DOES(&supplier, "11.3", w.homes[0].esme, {"FirmwareHash", other});
    assert_string_equal(version_of(w.homes[0].esme), FACTORY);
    r = ACTOR_DOES(&supplier, "11.3", w.homes[0].esme, {"FirmwareHash", hash});
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    assert_string_equal(version_of(w.homes[0].esme), NEW);
    r = actor_ask(&supplier, "4.1.1", w.homes[0].esme, NULL, 0);
    assert_true(r.decrypted);
}

/* The old versions leave the list: meters that run them are out of use until they run the new one. */
static void the_old_version_is_withdrawn(void **state)
{
    (void)state;
    const entry third[] = {{"ESME", OLD, "Withdrawn", NULL}, {"ESME", NEW, "Active", hash}, OTHERS};
    load_list("cpl-20260303-003.csv", third, ALB_COUNT(third));
    (void)actor_hears(&supplier, "N28");
    assert_string_equal(actor_status(&supplier, w.homes[0].esme), "Commissioned");
    assert_string_equal(actor_status(&supplier, w.homes[1].esme), "Suspended");
    actor_is_refused(&supplier, "E5", "4.1.1", w.homes[1].esme, NULL, 0);
    assert_string_equal(distribute(w.homes[1].esme).code, "I0");
    world_pass(&w, "1h");
    (void)actor_hears(&supplier, "8F72");
    ACTOR_DOES(&supplier, "11.3", w.homes[1].esme, {"FirmwareHash", hash});
    (void)actor_hears(&supplier, "N29");
    assert_string_equal(actor_status(&supplier, w.homes[1].esme), "Commissioned");
    (void)actor_ask(&supplier, "4.1.1", w.homes[1].esme, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_is_listed),
        cmocka_unit_test(the_image_reaches_the_meter),
        cmocka_unit_test(it_is_activated),
        cmocka_unit_test(the_old_version_is_withdrawn),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
