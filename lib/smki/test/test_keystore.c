/* The keystore over keys of our own, and over the reference keys where they are. */
#include "smki/keystore.h"

#include "base/file.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static crypto_key *key_of(uint8_t n)
{
    uint8_t scalar[32] = {0};
    crypto_key *key = NULL;
    scalar[31] = n;
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_OK);
    return key;
}

static void test_keys_alone_go_by_their_names(void **state)
{
    (void)state;
    smki_keystore *ks = smki_keystore_new();
    alb_eui64 e = alb_eui64_of(0x1122334455667788);
    static const char *const names[] = {"a/1122334455667788-ds.key", "a/1122334455667788-ka.key",
                                        "a/1122334455667788-pp-ka.key"};
    for (uint8_t i = 0; i < 3; i++) {
        crypto_key *key = key_of((uint8_t)(i + 1));
        assert_int_equal(smki_keystore_add(ks, NULL, key, names[i], NULL), ALB_OK);
        assert_ptr_equal(smki_keystore_find_public(ks, crypto_key_public(key))->key, key);
        crypto_key_free(key);
    }
    for (smki_slot slot = SMKI_SLOT_DIGITAL_SIGNATURE; slot <= SMKI_SLOT_PREPAYMENT; slot++) {
        const smki_identity *id = smki_keystore_find(ks, e, slot);
        assert_non_null(id);
        assert_non_null(id->key);
        assert_null(id->certificate);
    }
    assert_null(smki_keystore_find(ks, e, SMKI_SLOT_XML_SIGNING));
    assert_null(smki_keystore_find(ks, alb_eui64_of(1), SMKI_SLOT_KEY_AGREEMENT));
    smki_keystore_free(ks);
}

static void test_many_entries_stay_findable(void **state)
{
    (void)state;
    smki_keystore *ks = smki_keystore_new();
    const smki_identity *first = NULL;
    for (uint8_t i = 1; i < 250; i++) {
        char name[40];
        crypto_key *key = key_of(i);
        (void)snprintf(name, sizeof name, "%016x-ka.key", i);
        assert_int_equal(smki_keystore_add(ks, NULL, key, name, NULL), ALB_OK);
        crypto_key_free(key);
        if (i == 1) {
            first = smki_keystore_find(ks, alb_eui64_of(1), SMKI_SLOT_KEY_AGREEMENT);
        }
    }
    assert_int_equal(smki_keystore_count(ks), 249);
    for (uint8_t i = 1; i < 250; i++) {
        assert_non_null(smki_keystore_find(ks, alb_eui64_of(i), SMKI_SLOT_KEY_AGREEMENT));
    }
    assert_ptr_equal(first, smki_keystore_find(ks, alb_eui64_of(1), SMKI_SLOT_KEY_AGREEMENT));
    assert_null(smki_keystore_at(ks, 249));
    smki_keystore_free(ks);
}

/* A directory holds what it holds. */
static void test_empty_files_are_passed_over(void **state)
{
    (void)state;
    char dir[] = "/tmp/albion-empty-XXXXXX";
    char file[64];
    smki_keystore *ks = smki_keystore_new();
    assert_non_null(mkdtemp(dir));
    (void)snprintf(file, sizeof file, "%s/lock", dir);
    assert_int_equal(alb_file_write(file, alb_span_none(), 0600, NULL), ALB_OK);
    assert_int_equal(smki_keystore_load(ks, dir, NULL), ALB_OK);
    assert_int_equal(smki_keystore_count(ks), 0);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(dir), 0);
    smki_keystore_free(ks);
}

static void test_reference_keys(void **state)
{
    (void)state;
    alb_arena *arena = alb_arena_new(1 << 20);
    const char *dir = vectors_path(arena, "keystore");
    if (!dir) {
        alb_arena_free(arena);
        skip();
    }
    smki_keystore *ks = smki_keystore_new();
    alb_err err = {0};
    assert_int_equal(smki_keystore_load(ks, dir, &err), ALB_OK);
    alb_eui64 supplier = alb_eui64_of(0x90b3d51f30010000);
    alb_eui64 device = alb_eui64_of(0x00db1234567890a0);
    for (smki_slot slot = SMKI_SLOT_DIGITAL_SIGNATURE; slot < SMKI_SLOT_COUNT; slot++) {
        const smki_identity *id = smki_keystore_find(ks, supplier, slot);
        assert_non_null(id);
        assert_non_null(id->key);
        assert_non_null(id->certificate);
    }
    assert_int_equal(
        smki_certificate_role(smki_keystore_find(ks, supplier, SMKI_SLOT_DIGITAL_SIGNATURE)->certificate),
        SMKI_ROLE_SUPPLIER);
    const smki_identity *meter = smki_keystore_find(ks, device, SMKI_SLOT_KEY_AGREEMENT);
    assert_int_equal(smki_certificate_kind(meter->certificate), SMKI_KIND_DEVICE);
    assert_null(meter->key);
    assert_ptr_equal(smki_keystore_find_serial(ks, smki_certificate_serial(meter->certificate),
                                               smki_certificate_issuer(meter->certificate)),
                     meter);
    /* The file named after the WAN provider holds another's pair: content decides. */
    assert_null(smki_keystore_find(ks, alb_eui64_of(0x90b3d51f30000007), SMKI_SLOT_KEY_AGREEMENT));
    /* Its issuer is there, and signed it. */
    crypto_ctx *ctx = crypto_ctx_new();
    const smki_identity *ca = smki_keystore_find_ski(
        ks, smki_certificate_aki(smki_keystore_find(ks, supplier, SMKI_SLOT_PREPAYMENT)->certificate));
    if (ca) {
        assert_int_equal(
            smki_certificate_signed_by(
                ctx, smki_keystore_find(ks, supplier, SMKI_SLOT_PREPAYMENT)->certificate, ca->pub),
            ALB_OK);
    }
    crypto_ctx_free(ctx);
    smki_keystore_free(ks);
    alb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_alone_go_by_their_names),
        cmocka_unit_test(test_many_entries_stay_findable),
        cmocka_unit_test(test_empty_files_are_passed_over),
        cmocka_unit_test(test_reference_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
