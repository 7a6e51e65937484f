/* albion pki split | join | expiring: keys in parts, and what ends when. */
#include "cli.h"
#include "input.h"
#include "keys.h"
#include "pki.h"

#include "base/file.h"
#include "base/text.h"
#include "catalogue/certificate.h"
#include "crypto/pkix.h"
#include "crypto/shares.h"
#include "smki/crl.h"
#include "smki/key_shares.h"
#include "smki/lint.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_MODE = 0600, DIRECTORY_MODE = 0700, SHARE_FILE_MAX = 8192 };

/* --- split --- */

static alb_status write_shares(const char *dir, const alb_buf *shares, unsigned n, alb_err *err)
{
    char path[PATH_MAX];
    ALB_TRY(alb_dir_make(dir, DIRECTORY_MODE, err));
    for (unsigned i = 0; i < n; i++) {
        (void)snprintf(path, sizeof path, "%.*s/share-%u.pem", PATH_MAX - 32, dir, i + 1);
        ALB_TRY(alb_file_create(path, alb_buf_span(&shares[i]), KEY_MODE, err));
        printf("%s\n", path);
    }
    return ALB_OK;
}

static alb_status split_key(const char *path, unsigned k, unsigned n, const char *out, alb_err *err)
{
    crypto_key *key = NULL;
    alb_buf shares[CRYPTO_SHARES_MAX];
    alb_buf file;
    alb_buf_init(&file, SHARE_FILE_MAX);
    crypto_ctx *ctx = crypto_ctx_new();
    for (unsigned i = 0; i < n; i++) {
        alb_buf_init(&shares[i], SHARE_FILE_MAX);
    }
    alb_status st = ctx ? alb_file_read(path, &file, err) : ALB_CRYPTO;
    st = st == ALB_OK ? crypto_key_load_any(alb_buf_span(&file), &key, err) : st;
    st = st == ALB_OK ? smki_key_split(ctx, key, k, n, shares, err) : st;
    st = st == ALB_OK ? write_shares(out, shares, n, err) : st;
    for (unsigned i = 0; i < n; i++) {
        crypto_wipe(shares[i].ptr, shares[i].len);
        alb_buf_release(&shares[i]);
    }
    crypto_wipe(file.ptr, file.len);
    alb_buf_release(&file);
    crypto_key_free(key);
    crypto_ctx_free(ctx);
    return st;
}

int pki_split(int argc, char **argv)
{
    const char *needed = NULL, *shares = NULL, *out = NULL;
    bool move = false;
    uint64_t k = 0, n = 0;
    alb_err err = {.code = ALB_OK};
    const cli_option options[] = {{"--needed", &needed, NULL},
                                  {"--shares", &shares, NULL},
                                  {"--out", &out, NULL},
                                  {"--move", NULL, &move}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !needed || !shares || !out ||
        !alb_parse_u64(alb_span_str(needed), CRYPTO_SHARES_MAX, &k) ||
        !alb_parse_u64(alb_span_str(shares), CRYPTO_SHARES_MAX, &n)) {
        return CLI_USAGE;
    }
    alb_status st = split_key(argv[1], (unsigned)k, (unsigned)n, out, &err);
    if (st == ALB_OK && move && unlink(argv[1]) != 0) {
        st = alb_fail(&err, ALB_IO, "pki split", 0, "the key cannot be removed");
    }
    return st == ALB_OK ? CLI_OK : pki_complain(argv[1], &err);
}

/* --- join --- */

static alb_status write_key(const crypto_key *key, const char *path, alb_err *err)
{
    uint8_t pem[SHARE_FILE_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    alb_status st = crypto_key_to_pem(key, &w, err);
    st = st == ALB_OK ? alb_file_create(path, alb_wr_span(&w), KEY_MODE, err) : st;
    crypto_wipe(pem, sizeof pem);
    return st;
}

static alb_status join_key(char **paths, unsigned n, const char *out, alb_err *err)
{
    crypto_key *key = NULL;
    alb_span shares[CRYPTO_SHARES_MAX];
    alb_buf files[CRYPTO_SHARES_MAX];
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? ALB_OK : ALB_CRYPTO;
    for (unsigned i = 0; i < n; i++) {
        alb_buf_init(&files[i], SHARE_FILE_MAX);
        st = st == ALB_OK ? alb_file_read(paths[i], &files[i], err) : st;
        shares[i] = alb_buf_span(&files[i]);
    }
    st = st == ALB_OK ? smki_key_join(ctx, shares, n, &key, err) : st;
    st = st == ALB_OK ? write_key(key, out, err) : st;
    for (unsigned i = 0; i < n; i++) {
        crypto_wipe(files[i].ptr, files[i].len);
        alb_buf_release(&files[i]);
    }
    crypto_key_free(key);
    crypto_ctx_free(ctx);
    return st;
}

int pki_join(int argc, char **argv)
{
    const char *out = NULL;
    alb_err err = {.code = ALB_OK};
    const cli_option options[] = {{"--out", &out, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || argc > CRYPTO_SHARES_MAX ||
        !out) {
        return CLI_USAGE;
    }
    return join_key(argv + 1, (unsigned)argc - 1, out, &err) == ALB_OK ? CLI_OK
                                                                       : pki_complain("pki join", &err);
}

/* --- expiring --- */

typedef struct ending {
    alb_time at;
    char what[128];
} ending;

typedef struct endings {
    ending *list;
    size_t n, cap;
} endings;

static void note(endings *all, alb_time at, const char *kind, const char *whose)
{
    if (all->n < all->cap) {
        ending *e = &all->list[all->n++];
        e->at = at;
        (void)snprintf(e->what, sizeof e->what, "%.40s  %.80s", kind, whose);
    }
}

static void note_certificates(endings *all, const smki_keystore *ks)
{
    for (size_t i = 0; i < smki_keystore_count(ks); i++) {
        const smki_certificate *c = smki_keystore_at(ks, i)->certificate;
        char whose[80] = "";
        if (c) {
            const char *profile = smki_lint_profile(c);
            alb_wr w = alb_wr_init(whose, sizeof whose - 1);
            alb_wr_hex(&w, smki_certificate_serial(c));
            char eui[ALB_EUI64_TEXT];
            bool has_entity = alb_eui64_number(smki_certificate_entity(c)) != 0;
            note(all, smki_certificate_not_after(c), profile ? profile : "certificate",
                 has_entity ? alb_eui64_dashed(smki_certificate_entity(c), eui) : whose);
        }
    }
}

/* The lists of the authorities, which end sooner than anything. */
static void note_lists(endings *all, const char *dir)
{
    size_t count;
    const cat_authority *authorities = cat_authorities(&count);
    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX];
        smki_crl *list = NULL;
        alb_buf file;
        alb_buf_init(&file, CLI_INPUT_MAX);
        (void)snprintf(path, sizeof path, "%.*s/%s.crl", PATH_MAX - 64, dir, authorities[i].profile);
        if (alb_file_read(path, &file, NULL) == ALB_OK &&
            smki_crl_parse(alb_buf_span(&file), &list, NULL) == ALB_OK) {
            note(all, smki_crl_next_update(list), "revocation list", authorities[i].profile);
        }
        smki_crl_free(list);
        alb_buf_release(&file);
    }
}

static int sooner(const void *a, const void *b)
{
    const ending *x = a;
    const ending *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

static int print_endings(endings *all, alb_time now, alb_time until)
{
    bool any = false;
    qsort(all->list, all->n, sizeof *all->list, sooner);
    for (size_t i = 0; i < all->n; i++) {
        char text[ALB_TIME_TEXT];
        const ending *e = &all->list[i];
        if (e->at <= until && e->at != ALB_TIME_NONE) {
            any = true;
            printf("%s  %s  %s\n", alb_time_text(e->at, text), e->at < now ? "EXPIRED" : "expires", e->what);
        }
    }
    return any ? CLI_FAILED : CLI_OK;
}

int pki_expiring(int argc, char **argv)
{
    const char *within = "90", *at = NULL;
    uint64_t days;
    alb_time now = alb_now(alb_clock_system());
    cli_keys keys;
    const cli_option options[] = {{"--within", &within, NULL}, {"--at", &at, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 ||
        !alb_parse_u64(alb_span_str(within), 4000000, &days) ||
        (at && !alb_time_parse(alb_span_str(at), &now))) {
        return CLI_USAGE;
    }
    if (!cli_keys_open(&keys, argv[1])) {
        return CLI_ERROR;
    }
    size_t lists;
    (void)cat_authorities(&lists);
    endings all = {.cap = smki_keystore_count(keys.store) + lists};
    all.list = calloc(all.cap ? all.cap : 1, sizeof *all.list);
    int code = CLI_ERROR;
    if (all.list) {
        note_certificates(&all, keys.store);
        note_lists(&all, argv[1]);
        code = print_endings(&all, now, now + ALB_DAYS((int64_t)days));
    }
    free(all.list);
    cli_keys_close(&keys);
    return code;
}
