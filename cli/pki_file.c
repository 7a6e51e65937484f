/* albion pki sign-file | verify-file: signatures of the files that the Code exchanges. */
#include "cli.h"
#include "input.h"
#include "pki.h"

#include "base/file.h"
#include "crypto/file_signature.h"

static bool read_option_time(const char *text, alb_time otherwise, alb_time *out)
{
    *out = otherwise;
    return !text || alb_time_parse(alb_span_str(text), out);
}

int pki_sign_file(int argc, char **argv)
{
    const char *certificate_path = NULL, *key_path = NULL, *out_path = NULL, *at = NULL;
    alb_time when;
    const cli_option options[] = {{"--certificate", &certificate_path, NULL},
                                  {"--key", &key_path, NULL},
                                  {"--out", &out_path, NULL},
                                  {"--at", &at, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !certificate_path ||
        !key_path || !out_path || !read_option_time(at, alb_now(alb_clock_system()), &when)) {
        return CLI_USAGE;
    }
    alb_span certificate = {0};
    alb_span key = {0};
    alb_span file = {0};
    alb_buf signature;
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    alb_buf_init(&signature, CLI_INPUT_MAX);
    alb_status st = arena ? cli_read_file(certificate_path, arena, &certificate, &err) : ALB_NO_MEMORY;
    st = st == ALB_OK ? cli_read_file(key_path, arena, &key, &err) : st;
    st = st == ALB_OK ? cli_read_file(argv[1], arena, &file, &err) : st;
    st = st == ALB_OK ? crypto_file_sign(certificate, key, file, when, &signature, &err) : st;
    st = st == ALB_OK ? alb_file_write(out_path, alb_buf_span(&signature), 0644, &err) : st;
    alb_buf_release(&signature);
    alb_arena_free(arena);
    return st == ALB_OK ? CLI_OK : pki_complain(argv[1], &err);
}

int pki_verify_file(int argc, char **argv)
{
    const char *signature_path = NULL, *trusted_path = NULL, *at = NULL;
    alb_time time;
    char text[ALB_TIME_TEXT];
    const cli_option options[] = {
        {"--signature", &signature_path, NULL}, {"--trusted", &trusted_path, NULL}, {"--at", &at, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !signature_path ||
        !trusted_path || !read_option_time(at, ALB_TIME_NONE, &time)) {
        return CLI_USAGE;
    }
    alb_span signature = {0};
    alb_span trusted = {0};
    alb_span file = {0};
    crypto_file_signer signer;
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    alb_status st = arena ? cli_read_file(signature_path, arena, &signature, &err) : ALB_NO_MEMORY;
    st = st == ALB_OK ? cli_read_file(trusted_path, arena, &trusted, &err) : st;
    st = st == ALB_OK ? cli_read_file(argv[1], arena, &file, &err) : st;
    st = st == ALB_OK ? crypto_file_verify(signature, file, trusted, time, &signer, &err) : st;
    if (st == ALB_OK) {
        printf("%s: ok, signed by %s%s%s\n", argv[1], signer.name, signer.when == ALB_TIME_NONE ? "" : " at ",
               signer.when == ALB_TIME_NONE ? "" : alb_time_text(signer.when, text));
        alb_buf_release(&signer.certificate);
    } else {
        cli_complain(argv[1], &err);
    }
    alb_arena_free(arena);
    return st == ALB_OK ? CLI_OK : st == ALB_AUTH_FAILED || st == ALB_BAD_FORMAT ? CLI_FAILED : CLI_ERROR;
}
