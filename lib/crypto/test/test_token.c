/* Keys in a token: SoftHSM's, in a folder of its own. What the token signs and agrees on is held against the
 * same operations of keys in memory. */
#include "crypto/token.h"

#include "base/file.h"
#include "base/text.h"
#include "crypto/pkix.h"

#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define TOKEN  "pkcs11:token=unit-test"

static int run(char *const argv[])
{
    pid_t child;
    int status = -1;
    if (posix_spawnp(&child, argv[0], NULL, NULL, argv, environ) != 0 || waitpid(child, &status, 0) < 0) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char dir[] = "/tmp/albion-token-XXXXXX";

static void write_text(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(alb_file_write(path, alb_span_str(text), 0600, NULL), ALB_OK);
}

static int start(void **state)
{
    static char init[] = "softhsm2-util", a[] = "--init-token", b[] = "--free", c[] = "--label",
                label[] = "unit-test", d[] = "--pin", pin[] = "1234", e[] = "--so-pin";
    char *const argv[] = {init, a, b, c, label, d, pin, e, pin, NULL};
    char text[160];
    char path[128];
    if (!crypto_token_supported() || access(MODULE, R_OK) != 0 || !mkdtemp(dir)) {
        exit(77); /* skipped: built without PKCS #11, or no SoftHSM */
    }
    (void)snprintf(text, sizeof text, "directories.tokendir = %s\nlog.level = ERROR\n", dir);
    write_text("softhsm2.conf", text);
    (void)snprintf(path, sizeof path, "%s/softhsm2.conf", dir);
    (void)setenv("SOFTHSM2_CONF", path, 1);
    (void)setenv("ALBION_PKCS11_MODULE", MODULE, 1);
    (void)setenv("ALBION_PKCS11_PIN", "1234", 1);
    *state = crypto_ctx_new();
    return *state ? run(argv) : -1;
}

static int stop(void **state)
{
    static char rm[] = "rm", flag[] = "-rf";
    char *const argv[] = {rm, flag, dir, NULL};
    crypto_ctx_free(*state);
    return run(argv);
}

static crypto_key *made(const char *label, crypto_kind kind)
{
    crypto_key *key = NULL;
    alb_err err = {.code = ALB_OK};
    if (crypto_token_generate(ALB_LIT(TOKEN), label, kind, &key, &err) != ALB_OK) {
        fail_msg("%s: %s", label, err.detail);
    }
    return key;
}

static void test_signs_as_any_other_key(void **state)
{
    crypto_ctx *ctx = *state;
    uint8_t signature[CRYPTO_SIGNATURE];
    crypto_key *key = made("signs", CRYPTO_KIND_P256);
    crypto_key *again = NULL;
    assert_int_equal(crypto_sign(ctx, key, ALB_LIT("data"), signature, NULL), ALB_OK);
    assert_int_equal(crypto_verify(ctx, crypto_key_public(key), ALB_LIT("data"), signature), ALB_OK);
    assert_int_equal(crypto_verify(ctx, crypto_key_public(key), ALB_LIT("Data"), signature), ALB_AUTH_FAILED);
    /* Found again by its URI, which holds no PIN. */
    const char *uri = crypto_key_uri(key);
    assert_non_null(strstr(uri, "object=signs"));
    assert_null(strstr(uri, "1234"));
    assert_int_equal(crypto_key_load_any(alb_span_str(uri), &again, NULL), ALB_OK);
    assert_true(crypto_pub_equal(crypto_key_public(key), crypto_key_public(again)));
    assert_int_equal(crypto_sign(ctx, again, ALB_LIT("data"), signature, NULL), ALB_OK);
    assert_int_equal(crypto_verify(ctx, crypto_key_public(key), ALB_LIT("data"), signature), ALB_OK);
    crypto_key_free(key); /* the other's session stays */
    assert_int_equal(crypto_sign(ctx, again, ALB_LIT("data"), signature, NULL), ALB_OK);
    crypto_key_free(again);
}

static void test_never_leaves_the_token(void **state)
{
    (void)state;
    uint8_t pem[4096];
    alb_err err = {.code = ALB_OK};
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_key *key = made("stays", CRYPTO_KIND_P256);
    assert_int_equal(crypto_key_to_pem(key, &w, &err), ALB_UNSUPPORTED);
    assert_int_equal(w.pos, 0);
    crypto_key_free(key);
}

static void test_agrees_on_keys(void **state)
{
    crypto_ctx *ctx = *state;
    crypto_key *key = made("agrees", CRYPTO_KIND_P256);
    crypto_key *other = NULL;
    crypto_secret a, b;
    assert_int_equal(crypto_key_generate(&other, NULL), ALB_OK);
    assert_int_equal(crypto_ecdh(ctx, key, crypto_key_public(other), &a, NULL), ALB_OK);
    assert_int_equal(crypto_ecdh(ctx, other, crypto_key_public(key), &b, NULL), ALB_OK);
    assert_memory_equal(a.octets, b.octets, sizeof a.octets);
    crypto_key_free(key);
    crypto_key_free(other);
}

static void test_rsa_signs_certificates_and_nothing_else(void **state)
{
    crypto_ctx *ctx = *state;
    uint8_t octets[CRYPTO_SIGNATURE_MAX], pair[CRYPTO_SIGNATURE];
    crypto_secret secret;
    alb_wr w = alb_wr_init(octets, sizeof octets);
    crypto_key *key = made("rsa", CRYPTO_KIND_RSA_2048);
    crypto_key *again = NULL;
    assert_int_equal(crypto_pub_kind(crypto_key_public(key)), CRYPTO_KIND_RSA_2048);
    assert_int_equal(crypto_sign_any(ctx, key, ALB_LIT("data"), &w, NULL), ALB_OK);
    assert_int_equal(w.pos, 256);
    assert_int_equal(crypto_verify_rsa(ctx, crypto_key_public(key), ALB_LIT("data"), alb_wr_span(&w)),
                     ALB_OK);
    octets[17] ^= 1;
    assert_int_equal(crypto_verify_rsa(ctx, crypto_key_public(key), ALB_LIT("data"), alb_wr_span(&w)),
                     ALB_AUTH_FAILED);
    assert_int_equal(crypto_sign(ctx, key, ALB_LIT("data"), pair, NULL), ALB_BAD_KEY);
    assert_int_equal(crypto_ecdh(ctx, key, crypto_key_public(key), &secret, NULL), ALB_BAD_KEY);
    assert_int_equal(crypto_key_load_any(alb_span_str(crypto_key_uri(key)), &again, NULL), ALB_OK);
    assert_true(crypto_pub_equal(crypto_key_public(key), crypto_key_public(again)));
    crypto_key_free(again);
    crypto_key_free(key);
}

static alb_status opened(const char *uri, alb_err *err)
{
    crypto_key *key = NULL;
    alb_status st = crypto_token_open(alb_span_str(uri), &key, err);
    crypto_key_free(key);
    return st;
}

static void test_pin_and_uri(void **state)
{
    (void)state;
    char uri[256];
    alb_err err = {.code = ALB_OK};
    crypto_key_free(made("twice", CRYPTO_KIND_P256));
    crypto_key_free(made("twice", CRYPTO_KIND_P256));
    crypto_key_free(made("once", CRYPTO_KIND_P256));
    assert_int_equal(opened(TOKEN ";object=once;type=private", &err), ALB_OK);
    assert_int_equal(opened("  " TOKEN ";object=once\n", &err), ALB_OK);
    assert_int_equal(opened(TOKEN ";object=twice", &err), ALB_BAD_VALUE);
    assert_int_equal(opened(TOKEN ";object=never", &err), ALB_NOT_FOUND);
    assert_int_equal(opened("pkcs11:token=another;object=once", &err), ALB_NOT_FOUND);
    assert_int_equal(opened(TOKEN ";object=once;type=public", &err), ALB_BAD_VALUE);
    assert_int_equal(opened("pkcs11:token=%zz", &err), ALB_BAD_VALUE);
    assert_int_equal(opened(TOKEN ";object=once?pin-value=1234", &err), ALB_BAD_VALUE);
    assert_int_equal(opened(TOKEN ";object=once?module-path=/tmp/some.so", &err), ALB_BAD_VALUE);
    assert_null(strstr(err.detail, "1234"));
    /* The PIN of a file goes before that of the environment, which may be wrong or missing then. */
    write_text("pin", "1234\n");
    write_text("wrong-pin", "4321\n");
    (void)unsetenv("ALBION_PKCS11_PIN");
    assert_int_equal(opened(TOKEN ";object=once", &err), ALB_NOT_AUTHORISED);
    (void)snprintf(uri, sizeof uri, TOKEN ";object=once?pin-source=file:%s/wrong-pin", dir);
    assert_int_equal(opened(uri, &err), ALB_NOT_AUTHORISED);
    (void)snprintf(uri, sizeof uri, TOKEN ";object=once?pin-source=file:%s/pin", dir);
    assert_int_equal(opened(uri, &err), ALB_OK);
    (void)snprintf(uri, sizeof uri, TOKEN ";object=once?pin-source=file:%s/none", dir);
    assert_int_not_equal(opened(uri, &err), ALB_OK);
    (void)setenv("ALBION_PKCS11_PIN", "1234", 1);
}

static void test_what_was_made_in_vain_goes(void **state)
{
    (void)state;
    alb_err err;
    crypto_key *key = made("in vain", CRYPTO_KIND_P256);
    crypto_token_destroy(key);
    crypto_key_free(key);
    assert_int_equal(opened(TOKEN ";object=in%20vain", &err), ALB_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs_as_any_other_key),
        cmocka_unit_test(test_never_leaves_the_token),
        cmocka_unit_test(test_agrees_on_keys),
        cmocka_unit_test(test_rsa_signs_certificates_and_nothing_else),
        cmocka_unit_test(test_pin_and_uri),
        cmocka_unit_test(test_what_was_made_in_vain_goes),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
