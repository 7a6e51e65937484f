#include "sample.h"

#include "gbcs/keys.h"
#include "pair_cache_internal.h"

#include "base/text.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Published values: identifiers, secrets and keys of gbcs-messages.md 3.7 and 16. */
#define DEVICE    UINT64_C(0x00db1234567890a0)
#define GPF       UINT64_C(0x00db1234567890a3)
#define ACB       UINT64_C(0x90b3d51f30000002)
#define SUPPLIER  UINT64_C(0x90b3d51f30010000)
#define Z_ACB     "ed342441df01551a6beaff3b54adc981f4c6a7e71dff4c3e1cc80b3c9f4e5ac0"
#define Z_DEVICE  "42da8fad4c8c9d613976f39f1e79ccc88571efa43933d57146b533bc6d253e0f"
#define Z_GPF     "afa16a4d1a999876856e9f073127d4ad518c095cb8df47404b9351c0baba3e06"
#define Z_GPF_ACB "0b405f35956dfe76fd9d3985b9f6222d686d09f5167b80dbc1302474366f369a"

static crypto_ctx *ctx;

static int set_up(void **state)
{
    (void)state;
    ctx = crypto_ctx_new();
    return ctx ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_ctx_free(ctx);
    return 0;
}

static void from_hex(const char *hex, void *out, size_t len)
{
    alb_wr w = alb_wr_init(out, len);
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    assert_int_equal(w.pos, len);
}

static void test_derivation_gives_published_keys(void **state)
{
    (void)state;
    static const struct {
        const char *z;
        gbcs_key_kind kind;
        uint64_t originator, counter, recipient;
        const char *key;
    } known[] = {
        {Z_ACB, GBCS_KEY_COMMAND, SUPPLIER, 0x100000000, DEVICE, "6A93E360717394015DF93E031218C9A6"},
        {Z_DEVICE, GBCS_KEY_RESPONSE, DEVICE, 0x100000000, SUPPLIER, "03FD30815577C49EB7E3834B63EF8302"},
        {Z_DEVICE, GBCS_KEY_ALERT, DEVICE, 0x7d1, SUPPLIER, "558FB1FA6660AF0D9E8365C47804B8FA"},
        {Z_ACB, GBCS_KEY_COMMAND, SUPPLIER, 0x3e8, DEVICE, "ec1d51bd8f8bf0cdd2314cf396cc12c0"},
        {Z_DEVICE, GBCS_KEY_RESPONSE, DEVICE, 0x3e8, SUPPLIER, "d288091f13f120da8d2649c3aa543058"},
        {Z_DEVICE, GBCS_KEY_ENCRYPTION, DEVICE, 0x3e8, SUPPLIER, "12cb821c471ec2144c68e12a5657f9fd"},
        {Z_GPF, GBCS_KEY_ENCRYPTION, GPF, 0x515, SUPPLIER, "44b45972906d0ebf308398fea69e99de"},
        {Z_GPF_ACB, GBCS_KEY_RESPONSE, GPF, 0x515, ACB, "0721b8d17698749d8ae7a3cf8e8155d6"},
    };
    for (size_t i = 0; i < ALB_COUNT(known); i++) {
        crypto_secret z;
        crypto_key128 want;
        crypto_key128 got;
        from_hex(known[i].z, z.octets, sizeof z.octets);
        from_hex(known[i].key, want.octets, sizeof want.octets);
        gbcs_derive(ctx, &z, known[i].kind, alb_eui64_of(known[i].originator), known[i].counter,
                    alb_eui64_of(known[i].recipient), &got);
        assert_memory_equal(got.octets, want.octets, sizeof got.octets);
    }
}

/* The read of section 16.1, written from its fields: header, one get, empty signature block. */
static void test_mac_of_worked_example(void **state)
{
    (void)state;
    static const uint8_t content[] = {0xd9, 0x20, 0,    3,    0xe8, 0,    1, 1, 0, 0x70,
                                      0,    0,    0x13, 0x0a, 0,    0xff, 2, 1, 0};
    gbcs_header h = {.cra = GBCS_COMMAND,
                     .counter = 1000,
                     .originator = alb_eui64_of(SUPPLIER),
                     .target = alb_eui64_of(DEVICE),
                     .message_code = 0x69};
    uint8_t inner[128];
    uint8_t whole[128];
    alb_wr w = alb_wr_init(inner, sizeof inner);
    gbcs_write_grouping(&w, &h, ALB_SPAN_OF(content));
    gbcs_write_signature(&w, (alb_span){0});
    crypto_secret z;
    uint8_t want[GBCS_MAC];
    from_hex(Z_ACB, z.octets, sizeof z.octets);
    from_hex("afdf51419b9df8dc66495a9f", want, sizeof want);
    alb_wr out = alb_wr_init(whole, sizeof whole);
    assert_int_equal(gbcs_write_maced(ctx, &z, &h, alb_wr_span(&w), &out), ALB_OK);
    assert_int_equal(out.pos, 79);
    gbcs_message m;
    assert_int_equal(gbcs_message_parse(alb_wr_span(&out), &m, NULL), ALB_OK);
    assert_memory_equal(m.mac.ptr, want, sizeof want);
}

/* The encrypted reading of section 16.3. */
static void test_encryption_of_worked_example(void **state)
{
    (void)state;
    gbcs_header h = {.cra = GBCS_RESPONSE,
                     .counter = 1000,
                     .originator = alb_eui64_of(DEVICE),
                     .target = alb_eui64_of(SUPPLIER)};
    uint8_t plain[26];
    uint8_t want[43];
    uint8_t block[43];
    from_hex("0201 0204 060000000a 02020f00161e 060000000a 02020f001620", plain, sizeof plain);
    from_hex("3100000000 e3035372ddd0648adedb866dff001f09450debd034c36c6101dc 1d3cb50d35311b344436f883", want,
             sizeof want);
    crypto_secret z;
    gbcs_cipher cipher;
    from_hex(Z_DEVICE, z.octets, sizeof z.octets);
    gbcs_cipher_init(ctx, &z, &h, &cipher);
    alb_wr w = alb_wr_init(block, sizeof block);
    assert_int_equal(gbcs_seal(ctx, &cipher, ALB_SPAN_OF(plain), &w), ALB_OK);
    assert_memory_equal(block, want, sizeof want);
    alb_arena *arena = alb_arena_new(4096);
    alb_span opened;
    assert_int_equal(gbcs_open(ctx, &cipher, alb_wr_span(&w), arena, &opened), ALB_OK);
    assert_true(alb_span_equal(opened, ALB_SPAN_OF(plain)));
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] ^= 1;
        assert_int_not_equal(gbcs_open(ctx, &cipher, ALB_SPAN_OF(block), arena, &opened), ALB_OK);
        block[i] ^= 1;
    }
    assert_int_equal(gbcs_open(ctx, &cipher, alb_span_of(block, 16), arena, &opened), ALB_TRUNCATED);
    gbcs_cipher_release(&cipher);
    alb_arena_free(arena);
}

/* Which party and counter the encryption key is for (gbcs-messages.md 3.5). */
static void test_encryption_key_follows_other_information(void **state)
{
    (void)state;
    crypto_secret z;
    from_hex(Z_GPF, z.octets, sizeof z.octets);
    gbcs_header h = sample_header(GBCS_RESPONSE);
    h.has_supplementary_party = true;
    h.supplementary_party = alb_eui64_of(SUPPLIER);
    h.has_supplementary_counter = true;
    h.supplementary_counter = 5;
    gbcs_cipher got;
    crypto_key128 want;
    gbcs_cipher_init(ctx, &z, &h, &got);
    gbcs_derive(ctx, &z, GBCS_KEY_ENCRYPTION, h.originator, h.counter, h.supplementary_party, &want);
    assert_memory_equal(got.key.octets, want.octets, sizeof want.octets);
    h.has_supplementary_originator_counter = true;
    h.supplementary_originator_counter = 2002;
    gbcs_cipher_init(ctx, &z, &h, &got);
    gbcs_derive(ctx, &z, GBCS_KEY_ENCRYPTION, h.originator, 2002, h.supplementary_party, &want);
    assert_memory_equal(got.key.octets, want.octets, sizeof want.octets);
    h.cra = GBCS_ALERT;
    gbcs_cipher_init(ctx, &z, &h, &got);
    gbcs_derive(ctx, &z, GBCS_KEY_ENCRYPTION, h.originator, h.counter, h.target, &want);
    assert_memory_equal(got.key.octets, want.octets, sizeof want.octets);
}

static crypto_key *key_of(uint8_t n)
{
    uint8_t scalar[32] = {0};
    scalar[31] = n;
    crypto_key *key = NULL;
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_OK);
    return key;
}

static void test_signed_pre_command(void **state)
{
    (void)state;
    static const uint8_t content[] = {1, 2, 3};
    uint8_t buf[SAMPLE_MAX];
    uint8_t out[SAMPLE_MAX];
    gbcs_header h = sample_header(GBCS_COMMAND);
    crypto_key *key = key_of(7);
    for (int empty_block = 0; empty_block <= 1; empty_block++) {
        alb_span in = sample_message(buf, &h, empty_block ? GBCS_SIGNED : GBCS_PRE_COMMAND, false,
                                     ALB_SPAN_OF(content));
        alb_wr w = alb_wr_init(out, sizeof out);
        assert_int_equal(gbcs_sign(ctx, key, in, &w, NULL), ALB_OK);
        gbcs_message m;
        assert_int_equal(gbcs_message_parse(alb_wr_span(&w), &m, NULL), ALB_OK);
        assert_int_equal(m.form, GBCS_SIGNED);
        assert_int_equal(crypto_verify(ctx, crypto_key_public(key), m.signed_part, m.signature.ptr), ALB_OK);
        alb_wr again = alb_wr_init(buf, sizeof buf);
        assert_int_equal(gbcs_sign(ctx, key, alb_wr_span(&w), &again, NULL), ALB_TRAILING);
    }
    crypto_key_free(key);
}

static void test_both_sides_have_one_secret(void **state)
{
    (void)state;
    gbcs_keys *keys = gbcs_keys_new(NULL, 0);
    crypto_key *a = key_of(2);
    crypto_key *b = key_of(3);
    crypto_secret ab;
    crypto_secret ba;
    crypto_secret again;
    assert_int_equal(gbcs_pair_secret(keys, a, crypto_key_public(b), &ab, NULL), ALB_OK);
    assert_int_equal(gbcs_pair_secret(keys, b, crypto_key_public(a), &ba, NULL), ALB_OK);
    assert_int_equal(gbcs_pair_secret(keys, a, crypto_key_public(b), &again, NULL), ALB_OK);
    assert_memory_equal(ab.octets, ba.octets, sizeof ab.octets);
    assert_memory_equal(ab.octets, again.octets, sizeof ab.octets);
    crypto_key_free(a);
    crypto_key_free(b);
    gbcs_keys_free(keys);
}

static void number_point(uint8_t point[static CRYPTO_POINT], uint64_t n)
{
    memset(point, 0, CRYPTO_POINT);
    alb_wr w = alb_wr_init(point, CRYPTO_POINT);
    alb_wr_u8(&w, 4);
    alb_wr_be64(&w, n * UINT64_C(0x9e3779b97f4a7c15));
}

/* Many more pairs than places: what is found is right, the newest is always there, and evicted secrets are
 * gone. */
static void test_pair_cache_is_bounded(void **state)
{
    (void)state;
    enum { PLACES = 64, PAIRS = 1000 };
    gbcs_pair_cache cache;
    assert_true(gbcs_pair_cache_init(&cache, PLACES));
    uint8_t own[CRYPTO_POINT];
    uint8_t peer[CRYPTO_POINT];
    number_point(own, 1);
    for (uint64_t i = 0; i < PAIRS; i++) {
        crypto_secret z = {{(uint8_t)i, (uint8_t)(i >> 8), 0xcc}};
        number_point(peer, i + 2);
        gbcs_pair_cache_put(&cache, own, peer, &z);
        const crypto_secret *found = gbcs_pair_cache_find(&cache, own, peer);
        assert_non_null(found);
        assert_memory_equal(found->octets, z.octets, sizeof z.octets);
    }
    size_t found = 0;
    for (uint64_t i = 0; i < PAIRS; i++) {
        number_point(peer, i + 2);
        const crypto_secret *z = gbcs_pair_cache_find(&cache, own, peer);
        found += z != NULL;
        assert_true(!z || (z->octets[0] == (uint8_t)i && z->octets[1] == (uint8_t)(i >> 8)));
        assert_null(gbcs_pair_cache_find(&cache, peer, own));
    }
    assert_in_range(found, PLACES / 2, PLACES);
    gbcs_pair_cache_release(&cache);
}

/* Contexts of several threads, one cache: what one has computed the others find. */
typedef struct sharer {
    gbcs_keys *keys;
    crypto_key *const *own;
    size_t n;
    bool agrees;
} sharer;

static void *share(void *arg)
{
    sharer *s = arg;
    s->agrees = true;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t j = 0; j < s->n; j++) {
            crypto_secret ab;
            crypto_secret ba;
            s->agrees =
                s->agrees &&
                gbcs_pair_secret(s->keys, s->own[i], crypto_key_public(s->own[j]), &ab, NULL) == ALB_OK &&
                gbcs_pair_secret(s->keys, s->own[j], crypto_key_public(s->own[i]), &ba, NULL) == ALB_OK &&
                memcmp(ab.octets, ba.octets, sizeof ab.octets) == 0;
        }
    }
    return NULL;
}

static void test_secrets_are_shared_by_threads(void **state)
{
    enum { THREADS = 4, KEYS = 8 };
    (void)state;
    crypto_key *own[KEYS];
    sharer list[THREADS];
    pthread_t threads[THREADS];
    /* Fewer places than pairs: they are given up and taken again all the time. */
    gbcs_secrets *secrets = gbcs_secrets_new(16);
    assert_non_null(secrets);
    for (size_t i = 0; i < KEYS; i++) {
        own[i] = key_of((uint8_t)(i + 2));
    }
    for (size_t i = 0; i < THREADS; i++) {
        list[i] = (sharer){.keys = gbcs_keys_sharing(NULL, secrets), .own = own, .n = KEYS};
        assert_non_null(list[i].keys);
        assert_int_equal(pthread_create(&threads[i], NULL, share, &list[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_true(list[i].agrees);
        gbcs_keys_free(list[i].keys);
    }
    for (size_t i = 0; i < KEYS; i++) {
        crypto_key_free(own[i]);
    }
    gbcs_secrets_free(secrets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derivation_gives_published_keys),
        cmocka_unit_test(test_mac_of_worked_example),
        cmocka_unit_test(test_encryption_of_worked_example),
        cmocka_unit_test(test_encryption_key_follows_other_information),
        cmocka_unit_test(test_signed_pre_command),
        cmocka_unit_test(test_both_sides_have_one_secret),
        cmocka_unit_test(test_pair_cache_is_bounded),
        cmocka_unit_test(test_secrets_are_shared_by_threads),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
