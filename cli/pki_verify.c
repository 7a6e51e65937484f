/* albion pki verify: one line a certificate, `ok`, `unchecked` (its issuer is not among the keys) or why not.
 */
#include "cli.h"
#include "input.h"
#include "keys.h"
#include "pki.h"

#include "base/text.h"
#include "smki/path.h"

#include <string.h>

typedef struct job {
    crypto_ctx *ctx;
    const smki_keystore *store;
    smki_path_options options;
    size_t ok, unchecked, failed;
} job;

static void judge(void *ctx, const char *path, smki_certificate *c)
{
    job *j = ctx;
    char text[512];
    alb_err err = {.code = ALB_OK};
    smki_path_options options = j->options;
    options.infrastructure = true;
    options.authority = smki_certificate_kind(c) == SMKI_KIND_AUTHORITY;
    alb_status st = smki_path_check(j->ctx, c, j->store, &options, &err);
    if (st == ALB_NO_KEY) {
        j->unchecked++;
        printf("%s: unchecked %s\n", path, err.detail);
        return;
    }
    if (st != ALB_OK) {
        j->failed++;
        printf("%s: FAIL %s\n", path, alb_err_text(&err, text, sizeof text));
        return;
    }
    j->ok++;
    const char *deviation = smki_certificate_deviation(c);
    printf("%s: ok%s%s%s\n", path, deviation ? " (" : "", deviation ? deviation : "", deviation ? ")" : "");
}

static void verify_file(job *j, const char *path, alb_arena *arena)
{
    char text[512];
    alb_err err = {.code = ALB_OK};
    if (pki_each_certificate(path, arena, judge, j, &err) != ALB_OK) {
        j->failed++;
        printf("%s: FAIL %s\n", path, alb_err_text(&err, text, sizeof text));
    }
}

int pki_verify(int argc, char **argv)
{
    const char *dir = NULL;
    const char *at = NULL;
    cli_keys keys;
    job j = {.options = {.at = alb_now(alb_clock_system()), .role = SMKI_ROLE_NONE}};
    const cli_option options[] = {
        {"--keys", &dir, NULL}, {"--at", &at, NULL}, {"--pin", NULL, &j.options.pin_self_signed}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || !dir) {
        return CLI_USAGE;
    }
    if (at && strcmp(at, "any") == 0) {
        j.options.at = ALB_TIME_NONE;
    } else if (at && !alb_time_parse(alb_span_str(at), &j.options.at)) {
        fprintf(stderr, "albion pki verify: '%s' is not a time\n", at);
        return CLI_USAGE;
    }
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    bool opened = cli_keys_open(&keys, dir) && arena;
    j.store = keys.store;
    j.ctx = crypto_ctx_new();
    for (int i = 1; opened && j.ctx && i < argc; i++) {
        verify_file(&j, argv[i], arena);
        alb_arena_reset(arena);
    }
    opened = opened && j.ctx;
    crypto_ctx_free(j.ctx);
    cli_keys_close(&keys);
    alb_arena_free(arena);
    if (!opened) {
        return CLI_ERROR;
    }
    printf("%zu ok, %zu unchecked, %zu failed\n", j.ok, j.unchecked, j.failed);
    return j.failed > 0 ? CLI_FAILED : CLI_OK;
}
