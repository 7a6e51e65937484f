/* albion message parse | verify | sign | encode */
#include "cli.h"
#include "input.h"
#include "keys.h"

#include "base/text.h"
#include "crypto/pkix.h"
#include "gbcs/json.h"
#include "gbcs/opener.h"
#include "gbcs/strict.h"
#include "gbcs/verify.h"

#include <string.h>
#include <unistd.h>

static int usage(void)
{
    fputs("usage: albion message parse   [--json|--tree] [--strict] [--keys DIR] FILE...\n"
          "       albion message verify  --keys DIR FILE...\n"
          "       albion message sign    --key KEY FILE\n"
          "       albion message encode  FILE.json...\n",
          stderr);
    return CLI_USAGE;
}

/* --- parse --- */

typedef struct parse_job {
    bool json;
    bool strict;
    bool colour;
    const char *keys_dir;
    cli_keys keys;
    alb_arena *arena;
    alb_buf out;
} parse_job;

/* Decodes the content as far as catalogue and keys allow; a message whose use case is not known is shown
 * closed. */
static alb_status decode(parse_job *job, const gbcs_message *m, cat_tree *tree, bool *has_tree, alb_err *err)
{
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, job->keys.keys, m);
    cat_tree_init(tree, job->arena, 64);
    *has_tree = false;
    if (!m->use_case) {
        return ALB_OK;
    }
    alb_status st = gbcs_content_decode(m, job->keys_dir ? &opener : NULL, tree, err);
    gbcs_opening_release(&opening);
    *has_tree = st == ALB_OK;
    if (st == ALB_UNSUPPORTED) {
        *err = (alb_err){.code = ALB_OK};
        return ALB_OK;
    }
    return st;
}

static void complain_of_deviation(void *ctx, const gbcs_deviation *deviation)
{
    alb_err err = {.code = ALB_OK};
    (void)alb_fail(&err, ALB_BAD_FORMAT, deviation->rule, deviation->offset, "%s", deviation->text);
    cli_complain(ctx, &err);
}

/* A line for each deviation; the last word of the file is their number. */
static alb_status check_strictly(const char *path, const gbcs_message *m, const cat_tree *tree, alb_err *err)
{
    char name[512];
    (void)snprintf(name, sizeof name, "%s", path);
    size_t n = gbcs_strict(m, tree, complain_of_deviation, name);
    return n == 0 ? ALB_OK : alb_fail(err, ALB_BAD_FORMAT, "--strict", 0, "%zu deviations", n);
}

static alb_status parse_file(parse_job *job, const char *path, alb_err *err)
{
    alb_span in;
    gbcs_message m;
    cat_tree tree;
    gbcs_verdict verdict;
    bool has_tree;
    ALB_TRY(cli_read_octets(path, job->arena, &in, NULL, err));
    ALB_TRY(gbcs_message_parse(in, &m, err));
    ALB_TRY(decode(job, &m, &tree, &has_tree, err));
    /* What fails to verify is shown all the same, with the verdict: a person wants to see it. */
    alb_err not_fatal = {.code = ALB_OK};
    alb_status verified =
        job->keys_dir ? gbcs_verify(job->keys.keys, &m, ALB_TIME_NONE, &verdict, &not_fatal) : ALB_OK;
    if (job->json) {
        alb_json json;
        alb_json_init(&json, &job->out, 2);
        gbcs_json_write(&json, &m, has_tree ? &tree : NULL, job->keys_dir ? &verdict : NULL);
        alb_buf_add_u8(&job->out, '\n');
    } else {
        gbcs_tree_write(&job->out, &m, has_tree ? &tree : NULL, job->keys_dir ? &verdict : NULL, job->colour);
    }
    if (job->out.st != ALB_OK) {
        return alb_fail(err, job->out.st, "output", 0, "%s", alb_status_text(job->out.st));
    }
    (void)fwrite(job->out.ptr, 1, job->out.len, stdout);
    *err = not_fatal;
    if (verified == ALB_OK && job->strict) {
        return check_strictly(path, &m, has_tree ? &tree : NULL, err);
    }
    return verified;
}

static int message_parse(int argc, char **argv)
{
    bool tree = false;
    parse_job job = {.colour = isatty(STDOUT_FILENO) == 1};
    const cli_option options[] = {{"--json", NULL, &job.json},
                                  {"--tree", NULL, &tree},
                                  {"--strict", NULL, &job.strict},
                                  {"--keys", &job.keys_dir, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || (tree && job.json)) {
        return usage();
    }
    if (!cli_keys_open(&job.keys, job.keys_dir)) {
        cli_keys_close(&job.keys);
        return CLI_ERROR;
    }
    job.arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    alb_buf_init(&job.out, CLI_INPUT_MAX);
    int code = CLI_OK;
    for (int i = 1; i < argc; i++) {
        alb_err err = {.code = ALB_OK};
        if (argc > 2 && !job.json) {
            printf("%s:\n", argv[i]);
        }
        if (parse_file(&job, argv[i], &err) != ALB_OK) {
            cli_complain(argv[i], &err);
            code = CLI_FAILED;
        }
        alb_buf_clear(&job.out);
        alb_arena_reset(job.arena);
    }
    alb_buf_release(&job.out);
    alb_arena_free(job.arena);
    cli_keys_close(&job.keys);
    return code;
}

/* --- verify --- */

typedef struct tally {
    size_t ok, unchecked, failed;
} tally;

static void count_failure(tally *t, const char *path, const alb_err *err)
{
    char text[512];
    t->failed++;
    printf("%s: FAIL %s\n", path, alb_err_text(err, text, sizeof text));
}

/* The encrypted parts must open, too, where the key is there and the catalogue knows them. */
static alb_status check_encrypted(gbcs_keys *keys, const gbcs_message *m, alb_arena *arena, alb_err *err)
{
    if (!m->use_case || m->header.cra == GBCS_COMMAND) {
        return ALB_OK;
    }
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, keys, m);
    cat_tree tree;
    alb_err ignored = {.code = ALB_OK};
    cat_tree_init(&tree, arena, 64);
    /* Whether the content is well-formed is for parse to say: this asks for its authenticity. */
    alb_status decoded = gbcs_content_decode(m, &opener, &tree, &ignored);
    (void)decoded;
    bool failed = opening.failed > 0;
    gbcs_opening_release(&opening);
    return failed ? alb_fail(err, ALB_AUTH_FAILED, "GBCS 8.4", 0, "encrypted part does not open") : ALB_OK;
}

static void verify_file(gbcs_keys *keys, alb_arena *arena, const char *path, tally *t)
{
    alb_span in;
    gbcs_message m;
    gbcs_verdict v = {.why = NULL};
    alb_err err = {.code = ALB_OK};
    if (cli_read_octets(path, arena, &in, NULL, &err) != ALB_OK ||
        gbcs_message_parse(in, &m, &err) != ALB_OK ||
        gbcs_verify(keys, &m, ALB_TIME_NONE, &v, &err) != ALB_OK ||
        check_encrypted(keys, &m, arena, &err) != ALB_OK) {
        count_failure(t, path, &err);
    } else if (v.signature == GBCS_CHECK_UNCHECKED || v.mac == GBCS_CHECK_UNCHECKED) {
        t->unchecked++;
        printf("%s: unchecked %s\n", path, v.why);
    } else {
        t->ok++;
        printf("%s: ok\n", path);
    }
}

static int message_verify(int argc, char **argv)
{
    const char *dir = NULL;
    const cli_option options[] = {{"--keys", &dir, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || !dir) {
        return usage();
    }
    cli_keys keys;
    tally t = {0};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    bool opened = cli_keys_open(&keys, dir) && arena;
    for (int i = 1; opened && i < argc; i++) {
        verify_file(keys.keys, arena, argv[i], &t);
        alb_arena_reset(arena);
    }
    cli_keys_close(&keys);
    alb_arena_free(arena);
    if (!opened) {
        return CLI_ERROR;
    }
    printf("%zu ok, %zu unchecked, %zu failed\n", t.ok, t.unchecked, t.failed);
    return t.failed > 0 ? CLI_FAILED : CLI_OK;
}

/* --- sign --- */

static alb_status sign_file(const char *key_path, const char *path, alb_arena *arena, alb_err *err)
{
    alb_span key_file;
    alb_span in;
    cli_form form;
    crypto_key *key = NULL;
    ALB_TRY(cli_read_file(key_path, arena, &key_file, err));
    ALB_TRY(cli_read_octets(path, arena, &in, &form, err));
    ALB_TRY(crypto_key_load_any(key_file, &key, err));
    crypto_ctx *ctx = crypto_ctx_new();
    size_t room = in.len + 1 + GBCS_SIGNATURE;
    alb_wr out = alb_wr_init(alb_arena_alloc(arena, room), room);
    alb_status st = ctx && out.buf ? gbcs_sign(ctx, key, in, &out, err) : ALB_NO_MEMORY;
    crypto_ctx_free(ctx);
    crypto_key_free(key);
    if (st == ALB_OK) {
        cli_write_octets(alb_wr_span(&out), form);
    }
    return st;
}

static int message_sign(int argc, char **argv)
{
    const char *key = NULL;
    const cli_option options[] = {{"--key", &key, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !key) {
        return usage();
    }
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    alb_status st = arena ? sign_file(key, argv[1], arena, &err) : ALB_NO_MEMORY;
    alb_arena_free(arena);
    if (st != ALB_OK) {
        (void)alb_fail(&err, st, "message sign", 0, "%s", alb_status_text(st));
        cli_complain(argv[1], &err);
        return CLI_FAILED;
    }
    return CLI_OK;
}

/* --- encode --- */

/* Every message of the file, one a line. */
static alb_status encode_file(const char *path, alb_arena *arena, alb_err *err)
{
    alb_span text;
    ALB_TRY(cli_read_file(path, arena, &text, err));
    uint8_t *octets = alb_arena_raw(arena, GBCS_MAX_MESSAGE);
    if (!octets) {
        return alb_fail(err, ALB_NO_MEMORY, "message encode", 0, "out of memory");
    }
    do {
        alb_wr out = alb_wr_init(octets, GBCS_MAX_MESSAGE);
        alb_arena_mark mark = alb_arena_save(arena);
        ALB_TRY(gbcs_json_read_next(&text, arena, &out, err));
        alb_arena_restore(arena, mark);
        cli_write_octets(alb_wr_span(&out), CLI_FORM_HEX);
        text = alb_trim(text);
    } while (text.len > 0);
    return ALB_OK;
}

static int message_encode(int argc, char **argv)
{
    if (!cli_options(&argc, argv, NULL, 0) || argc < 2) {
        return usage();
    }
    int code = CLI_OK;
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 8);
    for (int i = 1; arena && i < argc; i++) {
        alb_err err = {.code = ALB_OK};
        if (encode_file(argv[i], arena, &err) != ALB_OK) {
            cli_complain(argv[i], &err);
            code = CLI_FAILED;
        }
        alb_arena_reset(arena);
    }
    alb_arena_free(arena);
    return code;
}

int cli_message(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"parse", message_parse},
                 {"verify", message_verify},
                 {"sign", message_sign},
                 {"encode", message_encode}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return verbs[i].run(argc - 1, argv + 1);
        }
    }
    return usage();
}
