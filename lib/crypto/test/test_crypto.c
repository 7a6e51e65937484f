/* The primitives against published values: RFC 6979 A.2.5, NIST CAVS (ECDH), the GCM specification, GBCS
 * examples. */
#include "base/text.h"
#include "crypto/pkix.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static size_t unhex(const char *text, uint8_t *out, size_t cap)
{
    alb_wr w = alb_wr_init(out, cap);
    assert_int_equal(alb_hex_decode(alb_span_str(text), &w), ALB_OK);
    return w.pos;
}

#define CHECK_HEX(octets, len, text)                                                                         \
    do {                                                                                                     \
        uint8_t expected_[512];                                                                              \
        assert_int_equal(unhex(text, expected_, sizeof expected_), len);                                     \
        assert_memory_equal(octets, expected_, len);                                                         \
    } while (0)

static int start(void **state)
{
    *state = crypto_ctx_new();
    return *state ? 0 : -1;
}

static int stop(void **state)
{
    crypto_ctx_free(*state);
    return 0;
}

/* --- hashes --- */

static void test_hash_known_answers(void **state)
{
    crypto_ctx *ctx = *state;
    uint8_t h[CRYPTO_HASH];
    crypto_sha256(ctx, ALB_LIT("abc"), h);
    CHECK_HEX(h, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    crypto_sha256_2(ctx, ALB_LIT("a"), ALB_LIT("bc"), h);
    CHECK_HEX(h, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    crypto_hasher *pieces = crypto_hasher_new();
    uint8_t by_pieces[CRYPTO_HASH];
    crypto_hasher_add(pieces, ALB_LIT("a"));
    crypto_hasher_value(pieces, by_pieces);
    crypto_hasher_add(pieces, ALB_LIT("bc"));
    crypto_hasher_value(pieces, by_pieces);
    crypto_hasher_free(pieces);
    assert_memory_equal(by_pieces, h, sizeof h);
    crypto_sha256(ctx, (alb_span){0}, h);
    CHECK_HEX(h, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    crypto_sha1(ctx, ALB_LIT("abc"), h);
    CHECK_HEX(h, 20, "a9993e364706816aba3e25717850c26c9cd0d89d");
}

/* --- signatures --- */

static crypto_key *rfc6979_key(void)
{
    uint8_t scalar[32];
    crypto_key *key = NULL;
    unhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", scalar, 32);
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_OK);
    return key;
}

static void test_public_point_follows_from_the_scalar(void **state)
{
    (void)state;
    crypto_key *key = rfc6979_key();
    CHECK_HEX(crypto_pub_point(crypto_key_public(key)), CRYPTO_POINT,
              "04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
              "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
    crypto_key_free(key);
}

static void test_verify_known_signature(void **state)
{
    crypto_ctx *ctx = *state;
    crypto_key *key = rfc6979_key();
    const crypto_pub *pub = crypto_key_public(key);
    uint8_t sig[CRYPTO_SIGNATURE];
    unhex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
          "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
          sig, sizeof sig);
    assert_int_equal(crypto_verify(ctx, pub, ALB_LIT("sample"), sig), ALB_OK);
    assert_int_equal(crypto_verify(ctx, pub, ALB_LIT("Sample"), sig), ALB_AUTH_FAILED);
    for (size_t i = 0; i < sizeof sig; i++) {
        sig[i] ^= 1;
        assert_int_equal(crypto_verify(ctx, pub, ALB_LIT("sample"), sig), ALB_AUTH_FAILED);
        sig[i] ^= 1;
    }
    memset(sig, 0, sizeof sig);
    assert_int_equal(crypto_verify(ctx, pub, ALB_LIT("sample"), sig), ALB_AUTH_FAILED);
    memset(sig, 0xff, sizeof sig);
    assert_int_equal(crypto_verify(ctx, pub, ALB_LIT("sample"), sig), ALB_AUTH_FAILED);
    crypto_key_free(key);
}

static void test_sign_then_verify(void **state)
{
    crypto_ctx *ctx = *state;
    crypto_key *key = NULL, *other = NULL;
    assert_int_equal(crypto_key_generate(&key, NULL), ALB_OK);
    assert_int_equal(crypto_key_generate(&other, NULL), ALB_OK);
    for (uint8_t i = 0; i < 40; i++) { /* often enough for short r and s */
        uint8_t sig[CRYPTO_SIGNATURE];
        assert_int_equal(crypto_sign(ctx, key, alb_span_of(&i, 1), sig, NULL), ALB_OK);
        assert_int_equal(crypto_verify(ctx, crypto_key_public(key), alb_span_of(&i, 1), sig), ALB_OK);
        assert_int_equal(crypto_verify(ctx, crypto_key_public(other), alb_span_of(&i, 1), sig),
                         ALB_AUTH_FAILED);
    }
    crypto_key_free(key);
    crypto_key_free(other);
}

static void test_signature_der_both_ways(void **state)
{
    (void)state;
    uint8_t sig[CRYPTO_SIGNATURE] = {0}, back[CRYPTO_SIGNATURE], der[CRYPTO_SIGNATURE_DER];
    sig[0] = 0x80;  /* r needs a leading zero */
    sig[63] = 0x01; /* s is one octet */
    size_t len = crypto_signature_to_der(sig, der);
    assert_int_equal(len, 2 + 2 + 33 + 2 + 1);
    assert_int_equal(crypto_signature_from_der(alb_span_of(der, len), false, back), ALB_OK);
    assert_memory_equal(sig, back, sizeof sig);
    assert_int_equal(crypto_signature_from_der(alb_span_of(der, len - 1), true, back), ALB_BAD_LENGTH);
    for (size_t cut = 0; cut < len; cut++) {
        assert_int_not_equal(crypto_signature_from_der(alb_span_of(der, cut), true, back), ALB_OK);
    }
    static const uint8_t zeros[] = {0x30, 0x08, 0x02, 0x02, 0x00, 0x05, 0x02, 0x02, 0x00, 0x85};
    assert_int_equal(crypto_signature_from_der(ALB_SPAN_OF(zeros), false, back), ALB_BAD_FORMAT);
    assert_int_equal(crypto_signature_from_der(ALB_SPAN_OF(zeros), true, back), ALB_OK);
    assert_int_equal(back[31], 0x05);
    assert_int_equal(back[63], 0x85);
    static const uint8_t negative[] = {0x30, 0x06, 0x02, 0x01, 0x85, 0x02, 0x01, 0x05};
    assert_int_not_equal(crypto_signature_from_der(ALB_SPAN_OF(negative), true, back), ALB_OK);
}

/* --- key agreement --- */

static void test_ecdh_known_answer(void **state)
{
    crypto_ctx *ctx = *state;
    uint8_t scalar[32], point[CRYPTO_POINT];
    crypto_key *key = NULL;
    crypto_pub *peer = NULL;
    unhex("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534", scalar, 32);
    unhex("04 700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
          "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac",
          point, sizeof point);
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_OK);
    assert_int_equal(crypto_pub_load(ALB_SPAN_OF(point), &peer, NULL), ALB_OK);
    for (int i = 0; i < 2; i++) {
        crypto_secret z;
        assert_int_equal(crypto_ecdh(ctx, key, peer, &z, NULL), ALB_OK);
        CHECK_HEX(z.octets, 32, "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");
    }
    crypto_pub_free(peer);
    crypto_key_free(key);
}

/* --- a key that several threads use for the first time at once --- */

enum { FIRST_USERS = 4 };

typedef struct first_user {
    const crypto_key *own;
    const crypto_pub *peer;
    const uint8_t *signature;
    pthread_barrier_t *start;
    bool good;
    crypto_secret secret;
} first_user;

static void *use_first(void *arg)
{
    first_user *u = arg;
    crypto_ctx *ctx = crypto_ctx_new();
    (void)pthread_barrier_wait(u->start);
    u->good = crypto_ecdh(ctx, u->own, u->peer, &u->secret, NULL) == ALB_OK &&
              crypto_verify(ctx, u->peer, ALB_LIT("sample"), u->signature) == ALB_OK;
    crypto_ctx_free(ctx);
    return NULL;
}

static void test_first_uses_at_once(void **state)
{
    crypto_ctx *ctx = *state;
    for (int round = 0; round < 50; round++) {
        crypto_key *own = NULL, *other = NULL;
        crypto_pub *peer = NULL;
        uint8_t signature[CRYPTO_SIGNATURE];
        pthread_t threads[FIRST_USERS];
        first_user users[FIRST_USERS];
        pthread_barrier_t start;
        assert_int_equal(pthread_barrier_init(&start, NULL, FIRST_USERS), 0);
        assert_int_equal(crypto_key_generate(&own, NULL), ALB_OK);
        assert_int_equal(crypto_key_generate(&other, NULL), ALB_OK);
        assert_int_equal(crypto_sign(ctx, other, ALB_LIT("sample"), signature, NULL), ALB_OK);
        alb_span point = alb_span_of(crypto_pub_point(crypto_key_public(other)), CRYPTO_POINT);
        assert_int_equal(crypto_pub_load(point, &peer, NULL), ALB_OK); /* nobody has used this one yet */
        for (size_t i = 0; i < FIRST_USERS; i++) {
            users[i] = (first_user){.own = own, .peer = peer, .signature = signature, .start = &start};
            assert_int_equal(pthread_create(&threads[i], NULL, use_first, &users[i]), 0);
        }
        for (size_t i = 0; i < FIRST_USERS; i++) {
            assert_int_equal(pthread_join(threads[i], NULL), 0);
            assert_true(users[i].good);
            assert_memory_equal(&users[i].secret, &users[0].secret, sizeof users[0].secret);
        }
        (void)pthread_barrier_destroy(&start);
        crypto_pub_free(peer);
        crypto_key_free(other);
        crypto_key_free(own);
    }
}

/* --- AES-128-GCM --- */

struct gcm {
    const char *key, *iv, *aad, *plain, *cipher, *tag;
};

static const struct gcm gcm_cases[] = {
    /* The GCM specification, test cases 1, 2 and 4. */
    {"00000000000000000000000000000000", "000000000000000000000000", "", "", "",
     "58e2fccefa7e3061367f1d57a4e7455a"},
    {"00000000000000000000000000000000", "000000000000000000000000", "", "00000000000000000000000000000000",
     "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf"},
    {"feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf"
     "5aa0de65"
     "7ba637b39",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b3"
     "96a0aac9"
     "73d58e091",
     "5bc94fbc3221a5db94fae95ae7121a47"},
    /* A GBCS command's MAC (gbcs-messages.md 16.1). */
    {"ec1d51bd8f8bf0cdd2314cf396cc12c0", "90b3d51f3001000000000000",
     "11 0000000000 df 09 01 00000000000003e8 08 90b3d51f30010000 08 00db1234567890a0 00 02 0069"
     "13 d9 200003e8 00 01 01 0070 0000130a00ff 02 01 00 00",
     "", "", "afdf51419b9df8dc66495a9f0b2fcb98"},
    /* A GBCS encrypted attribute (16.3). */
    {"12cb821c471ec2144c68e12a5657f9fd", "00db1234567890a000000000", "31",
     "02 01 02 04 06 0000000a 02 02 0f 00 16 1e 06 0000000a 02 02 0f 00 16 20",
     "e3035372ddd0648adedb866dff001f09450debd034c36c6101dc", "1d3cb50d35311b344436f883"},
};

static void check_gcm(crypto_ctx *ctx, const struct gcm *g)
{
    crypto_key128 key;
    uint8_t iv[CRYPTO_GCM_IV], aad[128], text[128], cipher[128], tag[CRYPTO_GCM_TAG], out[128], expected[16];
    unhex(g->key, key.octets, 16);
    unhex(g->iv, iv, 12);
    alb_span a = {aad, unhex(g->aad, aad, sizeof aad)};
    alb_span p = {text, unhex(g->plain, text, sizeof text)};
    alb_span a1 = alb_span_sub(a, 0, a.len / 3), a2 = alb_span_sub(a, a.len / 3, a.len);
    size_t tag_len = unhex(g->tag, expected, sizeof expected);
    assert_int_equal(crypto_gcm_seal(ctx, &key, iv, a1, a2, p, p.len ? out : NULL, tag), ALB_OK);
    CHECK_HEX(out, p.len, g->cipher);
    assert_memory_equal(tag, expected, tag_len);
    memcpy(cipher, out, p.len);
    alb_span c = {cipher, p.len};
    assert_int_equal(crypto_gcm_open(ctx, &key, iv, a, (alb_span){0}, c, alb_span_of(tag, 12), out), ALB_OK);
    assert_memory_equal(out, text, p.len);
    for (size_t bit = 0; bit < 96; bit += 7) {
        tag[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        memset(out, 0x55, sizeof out);
        assert_int_equal(crypto_gcm_open(ctx, &key, iv, a1, a2, c, alb_span_of(tag, 12), out),
                         ALB_AUTH_FAILED);
        for (size_t i = 0; i < p.len; i++) {
            assert_int_equal(out[i], 0); /* nothing of a forged message is left to be used */
        }
        tag[bit / 8] ^= (uint8_t)(1 << (bit % 8));
    }
}

static void test_gcm_known_answers(void **state)
{
    for (size_t i = 0; i < ALB_COUNT(gcm_cases); i++) {
        check_gcm(*state, &gcm_cases[i]);
    }
}

static void test_gcm_refuses_short_tags(void **state)
{
    crypto_key128 key = {{0}};
    uint8_t iv[CRYPTO_GCM_IV] = {0}, tag[CRYPTO_GCM_TAG + 1] = {0};
    for (size_t len = 0; len <= sizeof tag; len++) {
        alb_status st = crypto_gcm_open(*state, &key, iv, (alb_span){0}, (alb_span){0}, (alb_span){0},
                                        alb_span_of(tag, len), NULL);
        assert_int_equal(st, len < 12 || len > 16 ? ALB_BAD_LENGTH : ALB_AUTH_FAILED);
    }
}

/* --- keys --- */

static void test_key_survives_pem(void **state)
{
    (void)state;
    uint8_t pem[512];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_key *key = rfc6979_key(), *back = NULL;
    assert_int_equal(crypto_key_to_pem(key, &w, NULL), ALB_OK);
    assert_int_equal(crypto_key_load(alb_wr_span(&w), &back, NULL), ALB_OK);
    assert_true(crypto_pub_equal(crypto_key_public(key), crypto_key_public(back)));
    alb_wr small = alb_wr_init(pem, 40);
    assert_int_equal(crypto_key_to_pem(key, &small, NULL), ALB_NO_SPACE);
    crypto_key_free(key);
    crypto_key_free(back);
}

static void test_key_forms(void **state)
{
    (void)state;
    /* SEC1 without public key: SEQUENCE { 1, scalar, [0] prime256v1 } */
    uint8_t der[64];
    size_t len = unhex("3031 020101 0420 C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
                       "a00a06082a8648ce3d030107",
                       der, sizeof der);
    crypto_key *key = NULL, *same = rfc6979_key();
    assert_int_equal(crypto_key_load(alb_span_of(der, len), &key, NULL), ALB_OK);
    assert_true(crypto_pub_equal(crypto_key_public(key), crypto_key_public(same)));
    crypto_key_free(key);
    crypto_key_free(same);
    assert_int_not_equal(crypto_key_load(alb_span_of(der, len - 1), &key, NULL), ALB_OK);
    uint8_t scalar[32] = {0};
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_BAD_KEY);
    memset(scalar, 0xff, sizeof scalar); /* above the order */
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_BAD_KEY);
}

static void test_key_of_another_curve_is_refused(void **state)
{
    (void)state;
    static const char secp256k1[] = "-----BEGIN EC PRIVATE KEY-----\n"
                                    "MC4CAQEEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBoAcGBSuBBAAK\n"
                                    "-----END EC PRIVATE KEY-----\n";
    static const char locked[] =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    crypto_key *key = NULL;
    alb_err err = {0};
    assert_int_equal(crypto_key_load(ALB_LIT(secp256k1), &key, &err), ALB_BAD_KEY);
    assert_int_equal(crypto_key_load(ALB_LIT(locked), &key, NULL), ALB_UNSUPPORTED);
    assert_int_equal(crypto_key_load(ALB_LIT("nothing"), &key, NULL), ALB_BAD_FORMAT);
    assert_int_equal(crypto_key_load((alb_span){0}, &key, NULL), ALB_BAD_FORMAT);
}

static void test_pub_forms(void **state)
{
    (void)state;
    uint8_t spki[CRYPTO_SPKI], pem[256];
    crypto_key *key = rfc6979_key();
    const crypto_pub *pub = crypto_key_public(key);
    alb_wr w = alb_wr_init(spki, sizeof spki);
    crypto_pub_write_spki(pub, &w);
    crypto_pub *back = NULL;
    assert_int_equal(crypto_pub_load(alb_wr_span(&w), &back, NULL), ALB_OK);
    assert_true(crypto_pub_equal(pub, back));
    crypto_pub_free(back);
    alb_wr t = alb_wr_init(pem, sizeof pem);
    alb_wr_text(&t, "leading text\n-----BEGIN PUBLIC KEY-----\n");
    alb_wr_base64(&t, alb_wr_span(&w));
    alb_wr_text(&t, "\n-----END PUBLIC KEY-----\n");
    assert_int_equal(crypto_pub_load(alb_wr_span(&t), &back, NULL), ALB_OK);
    assert_true(crypto_pub_equal(pub, back));
    crypto_pub_free(back);
    spki[CRYPTO_SPKI - 1] ^= 1; /* no longer on the curve */
    assert_int_equal(crypto_pub_load(ALB_SPAN_OF(spki), &back, NULL), ALB_BAD_KEY);
    assert_int_equal(crypto_pub_load(alb_span_sub(ALB_SPAN_OF(spki), 26, 65), &back, NULL), ALB_BAD_KEY);
    crypto_key_free(key);
}

static void test_references_count(void **state)
{
    crypto_key *key = rfc6979_key();
    crypto_key *again = crypto_key_ref(key);
    crypto_key_free(key);
    uint8_t sig[CRYPTO_SIGNATURE];
    assert_int_equal(crypto_sign(*state, again, ALB_LIT("x"), sig, NULL), ALB_OK);
    crypto_key_free(again);
    crypto_key_free(NULL);
    crypto_pub_free(NULL);
}

static void test_key_wrap(void **state)
{
    (void)state;
    const crypto_key128 key = {{1, 2, 3}};
    const crypto_key128 other = {{1, 2, 4}};
    uint8_t plain[100] = {0};
    for (size_t len = 1; len <= sizeof plain; len += 9) {
        uint8_t wrapped[sizeof plain + 16];
        uint8_t again[sizeof plain];
        plain[len - 1] = (uint8_t)len;
        alb_wr w = alb_wr_init(wrapped, sizeof wrapped);
        assert_int_equal(crypto_wrap(&key, alb_span_of(plain, len), &w), ALB_OK);
        assert_int_equal(w.pos, (len + 7) / 8 * 8 + 8);
        alb_wr back = alb_wr_init(again, sizeof again);
        assert_int_equal(crypto_unwrap(&key, alb_wr_span(&w), &back), ALB_OK);
        assert_true(alb_span_equal(alb_wr_span(&back), alb_span_of(plain, len)));
        back = alb_wr_init(again, sizeof again);
        assert_int_equal(crypto_unwrap(&other, alb_wr_span(&w), &back), ALB_AUTH_FAILED);
        wrapped[w.pos / 2] ^= 1;
        assert_int_equal(crypto_unwrap(&key, alb_wr_span(&w), &back), ALB_AUTH_FAILED);
        assert_int_equal(back.pos, 0);
    }
    alb_wr none = alb_wr_init(plain, sizeof plain);
    assert_int_equal(crypto_wrap(&key, alb_span_none(), &none), ALB_BAD_LENGTH);
}

static void test_pem_blocks(void **state)
{
    (void)state;
    alb_span text = ALB_LIT("a-----BEGIN X-----\nAA\n-----END X-----\n-----BEGIN Y-----BB-----END Y-----c");
    alb_span label, body;
    assert_true(crypto_pem_next(&text, &label, &body));
    assert_true(alb_span_is(label, "X"));
    assert_true(alb_span_is(body, "\nAA\n"));
    assert_true(crypto_pem_next(&text, &label, &body));
    assert_true(alb_span_is(label, "Y"));
    assert_false(crypto_pem_next(&text, &label, &body));
    alb_span open = ALB_LIT("-----BEGIN X-----\nAA\n-----EN");
    assert_false(crypto_pem_next(&open, &label, &body));
    assert_int_equal(open.ptr[0], '-');
}

static void test_random_and_equal(void **state)
{
    (void)state;
    uint8_t a[32] = {0}, b[32] = {0};
    assert_int_equal(crypto_random(a, sizeof a), ALB_OK);
    assert_int_equal(crypto_random(b, sizeof b), ALB_OK);
    assert_false(crypto_equal(a, b, sizeof a));
    assert_true(crypto_equal(a, a, sizeof a));
    crypto_secret s = {{1}};
    crypto_wipe_secret(&s);
    assert_int_equal(s.octets[0], 0);
}

/* --- RSA, for certificates --- */

static alb_status load_der(const uint8_t *der, size_t len, crypto_key **out)
{
    return crypto_key_load_any(alb_span_of(der, len), out, NULL);
}

static void test_rsa(void **state)
{
    crypto_ctx *ctx = *state;
    enum { IN_MODULUS = 100 };
    uint8_t pem[4096], der[4096], signature[CRYPTO_SIGNATURE_MAX], pair[CRYPTO_SIGNATURE] = {0};
    crypto_key *key = NULL;
    crypto_key *again = NULL;
    crypto_key *curve = rfc6979_key();
    alb_span label, base64;
    alb_wr w = alb_wr_init(pem, sizeof pem);
    alb_wr d = alb_wr_init(der, sizeof der);
    alb_wr s = alb_wr_init(signature, sizeof signature);
    assert_int_equal(crypto_key_generate_kind(CRYPTO_KIND_RSA_2048, &key, NULL), ALB_OK);
    assert_int_equal(crypto_key_to_pem(key, &w, NULL), ALB_OK);
    /* Only who asks for it reads it. */
    assert_int_not_equal(crypto_key_load(alb_wr_span(&w), &again, NULL), ALB_OK);
    assert_int_equal(crypto_key_load_any(alb_wr_span(&w), &again, NULL), ALB_OK);
    assert_true(crypto_pub_equal(crypto_key_public(key), crypto_key_public(again)));
    assert_false(crypto_pub_equal(crypto_key_public(key), crypto_key_public(curve)));
    assert_int_equal(crypto_sign_any(ctx, again, ALB_LIT("data"), &s, NULL), ALB_OK);
    assert_int_equal(s.pos, 256);
    assert_int_equal(crypto_verify_rsa(ctx, crypto_key_public(key), ALB_LIT("data"), alb_wr_span(&s)),
                     ALB_OK);
    assert_int_equal(crypto_verify_rsa(ctx, crypto_key_public(key), ALB_LIT("date"), alb_wr_span(&s)),
                     ALB_AUTH_FAILED);
    assert_int_equal(crypto_verify_rsa(ctx, crypto_key_public(curve), ALB_LIT("data"), alb_wr_span(&s)),
                     ALB_AUTH_FAILED);
    assert_int_equal(crypto_verify(ctx, crypto_key_public(key), ALB_LIT("data"), pair), ALB_AUTH_FAILED);
    /* Halves that do not belong together. */
    alb_span text = alb_wr_span(&w);
    assert_true(crypto_pem_next(&text, &label, &base64));
    assert_int_equal(alb_base64_decode(base64, &d), ALB_OK);
    crypto_key_free(again);
    again = NULL;
    assert_int_equal(load_der(der, d.pos, &again), ALB_OK);
    crypto_key_free(again);
    again = NULL;
    der[IN_MODULUS] ^= 1;
    assert_int_equal(load_der(der, d.pos, &again), ALB_BAD_KEY);
    crypto_key_free(curve);
    crypto_key_free(key);
}

/* A SubjectPublicKeyInfo of another size or with another exponent is none of ours. */
static void test_rsa_public_keys_that_are_refused(void **state)
{
    (void)state;
    uint8_t spki[CRYPTO_SPKI_MAX];
    crypto_pub *pub = NULL;
    crypto_key *key = NULL;
    alb_wr w = alb_wr_init(spki, sizeof spki);
    assert_int_equal(crypto_key_generate_kind(CRYPTO_KIND_RSA_2048, &key, NULL), ALB_OK);
    crypto_pub_write_spki(crypto_key_public(key), &w);
    assert_int_equal(crypto_pub_load_any(alb_wr_span(&w), &pub, NULL), ALB_OK);
    assert_true(crypto_pub_equal(pub, crypto_key_public(key)));
    crypto_pub_free(pub);
    assert_int_equal(crypto_pub_load(alb_wr_span(&w), &pub, NULL), ALB_BAD_KEY);
    for (size_t n = 0; n < w.pos; n++) {
        assert_int_not_equal(crypto_pub_load_any(alb_span_of(spki, n), &pub, NULL), ALB_OK);
    }
    spki[w.pos - 1] = 3; /* the exponent's last octet: 65539 */
    assert_int_equal(crypto_pub_load_any(alb_wr_span(&w), &pub, NULL), ALB_BAD_KEY);
    crypto_key_free(key);
}

/* A secret that served two messages would give the key away: all r differ, in a child of this process too. */
static void check_signatures_apart(crypto_ctx *ctx)
{
    enum { SIGNATURES = 200 };
    static const uint8_t scalar[32] = {[31] = 7};
    static const uint8_t hash[CRYPTO_HASH] = {[0] = 0xff, [31] = 0xff};
    static uint8_t all[SIGNATURES][CRYPTO_SIGNATURE];
    crypto_key *bare;
    int pipes[2];
    assert_int_equal(crypto_key_bare(ctx, scalar, &bare, NULL), ALB_OK);
    assert_int_equal(crypto_sign_hash(ctx, bare, hash, all[0], NULL), ALB_OK);
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        uint8_t one[CRYPTO_SIGNATURE];
        bool told = crypto_sign_hash(ctx, bare, hash, one, NULL) == ALB_OK &&
                    write(pipes[1], one, sizeof one) == (ssize_t)sizeof one;
        _exit(told ? 0 : 1);
    }
    assert_int_equal(read(pipes[0], all[1], sizeof all[1]), sizeof all[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    for (size_t i = 2; i < SIGNATURES; i++) {
        assert_int_equal(crypto_sign_hash(ctx, bare, hash, all[i], NULL), ALB_OK);
    }
    for (size_t i = 0; i < SIGNATURES; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(all[i], all[k], CRYPTO_SIGNATURE / 2);
        }
    }
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    crypto_key_free(bare);
}

/* A key without its public half does what the whole one does, with peers of either kind. */
static void test_bare_keys(void **state)
{
    static const uint8_t zero[32];
    static const char order[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    crypto_ctx *ctx = *state;
    crypto_key *peer;
    crypto_pub *often;
    assert_int_equal(crypto_key_generate(&peer, NULL), ALB_OK);
    const crypto_pub *plain = crypto_key_public(peer);
    assert_int_equal(crypto_pub_load(alb_span_of(crypto_pub_point(plain), CRYPTO_POINT), &often, NULL),
                     ALB_OK);
    crypto_pub_expect_many(often);
    uint8_t last_r[32] = {0};
    uint8_t above_order[CRYPTO_HASH];
    memset(above_order, 0xff, sizeof above_order);
    for (uint8_t i = 1; i < 150; i++) { /* more than are made at a time */
        const uint8_t scalar[32] = {[0] = i % 2 ? 0xff : 0, [7] = i % 3, [31] = i};
        crypto_key *whole;
        crypto_key *bare;
        crypto_secret z[3];
        uint8_t signature[CRYPTO_SIGNATURE];
        uint8_t pem[512];
        alb_wr w = alb_wr_init(pem, sizeof pem);
        assert_int_equal(crypto_key_from_scalar(scalar, &whole, NULL), ALB_OK);
        assert_int_equal(crypto_key_bare(ctx, scalar, &bare, NULL), ALB_OK);
        assert_int_equal(crypto_sign(ctx, bare, ALB_LIT("told"), signature, NULL), ALB_OK);
        assert_int_equal(crypto_verify(ctx, crypto_key_public(whole), ALB_LIT("told"), signature), ALB_OK);
        assert_int_equal(crypto_sign_hash(ctx, bare, above_order, signature, NULL), ALB_OK);
        assert_int_equal(crypto_verify_hash(ctx, crypto_key_public(whole), above_order, signature), ALB_OK);
        assert_memory_not_equal(signature, last_r, sizeof last_r);
        memcpy(last_r, signature, sizeof last_r);
        assert_int_equal(crypto_ecdh(ctx, whole, plain, &z[0], NULL), ALB_OK);
        assert_int_equal(crypto_ecdh(ctx, bare, plain, &z[1], NULL), ALB_OK);
        assert_int_equal(crypto_ecdh(ctx, bare, often, &z[2], NULL), ALB_OK);
        assert_memory_equal(&z[0], &z[1], sizeof z[0]);
        assert_memory_equal(&z[0], &z[2], sizeof z[0]);
        assert_null(crypto_key_public(bare));
        assert_memory_not_equal(crypto_key_name(bare), crypto_key_name(whole), CRYPTO_POINT);
        assert_int_equal(crypto_key_to_pem(bare, &w, NULL), ALB_UNSUPPORTED);
        crypto_key_free(bare);
        crypto_key_free(whole);
    }
    check_signatures_apart(ctx);
    crypto_key *none = NULL;
    uint8_t too_large[32];
    (void)unhex(order, too_large, sizeof too_large);
    assert_int_equal(crypto_key_bare(ctx, zero, &none, NULL), ALB_BAD_KEY);
    assert_int_equal(crypto_key_bare(ctx, too_large, &none, NULL), ALB_BAD_KEY);
    assert_null(none);
    crypto_pub_free(often);
    crypto_key_free(peer);
}

/* Both ways to verify agree: on good signatures, on any turned bit, and at the ends of the ranges. */
static void test_keys_that_verify_often(void **state)
{
    static const char *const ends[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550", /* n - 1 */
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", /* n */
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"};
    crypto_ctx *ctx = *state;
    for (int round = 0; round < 3; round++) {
        crypto_key *key;
        crypto_pub *often;
        uint8_t hash[CRYPTO_HASH] = {0};
        uint8_t good[CRYPTO_SIGNATURE];
        assert_int_equal(crypto_key_generate(&key, NULL), ALB_OK);
        const crypto_pub *plain = crypto_key_public(key);
        assert_int_equal(crypto_pub_load(alb_span_of(crypto_pub_point(plain), CRYPTO_POINT), &often, NULL),
                         ALB_OK);
        if (round == 0) {
            crypto_pub_expect_many(often);
            crypto_pub_expect_many(often);
        }
        for (int n = 0; round > 0 && n < 100; n++) {
            crypto_pub_note_use(often);
        }
        for (int n = 0; n < 100; n++) {
            /* The first hash is zero: its multiple of the generator is no point of the plane. */
            assert_int_equal(crypto_sign_hash(ctx, key, hash, good, NULL), ALB_OK);
            assert_int_equal(crypto_verify_hash(ctx, plain, hash, good), ALB_OK);
            assert_int_equal(crypto_verify_hash(ctx, often, hash, good), ALB_OK);
            good[(7 * n + round) % CRYPTO_SIGNATURE] ^= (uint8_t)(1 << n % 8);
            assert_int_equal(crypto_verify_hash(ctx, often, hash, good), ALB_AUTH_FAILED);
            good[(7 * n + round) % CRYPTO_SIGNATURE] ^= (uint8_t)(1 << n % 8);
            hash[n % CRYPTO_HASH] ^= 0x40;
            assert_int_equal(crypto_verify_hash(ctx, often, hash, good), ALB_AUTH_FAILED);
            assert_int_equal(crypto_random(hash, sizeof hash), ALB_OK);
        }
        for (size_t a = 0; a < ALB_COUNT(ends); a++) {
            for (size_t b = 0; b < ALB_COUNT(ends); b++) {
                uint8_t pair[CRYPTO_SIGNATURE];
                unhex(ends[a], pair, 32);
                unhex(ends[b], pair + 32, 32);
                assert_int_equal(crypto_verify_hash(ctx, often, hash, pair),
                                 crypto_verify_hash(ctx, plain, hash, pair));
            }
        }
        crypto_pub_free(often);
        crypto_key_free(key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa),
        cmocka_unit_test(test_rsa_public_keys_that_are_refused),
        cmocka_unit_test(test_hash_known_answers),
        cmocka_unit_test(test_public_point_follows_from_the_scalar),
        cmocka_unit_test(test_verify_known_signature),
        cmocka_unit_test(test_sign_then_verify),
        cmocka_unit_test(test_signature_der_both_ways),
        cmocka_unit_test(test_ecdh_known_answer),
        cmocka_unit_test(test_first_uses_at_once),
        cmocka_unit_test(test_gcm_known_answers),
        cmocka_unit_test(test_gcm_refuses_short_tags),
        cmocka_unit_test(test_key_survives_pem),
        cmocka_unit_test(test_key_forms),
        cmocka_unit_test(test_key_of_another_curve_is_refused),
        cmocka_unit_test(test_bare_keys),
        cmocka_unit_test(test_keys_that_verify_often),
        cmocka_unit_test(test_pub_forms),
        cmocka_unit_test(test_references_count),
        cmocka_unit_test(test_key_wrap),
        cmocka_unit_test(test_pem_blocks),
        cmocka_unit_test(test_random_and_equal),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
