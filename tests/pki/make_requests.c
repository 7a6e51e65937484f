/* Requests as files: of many devices quickly, make_requests COUNT DIRECTORY, or of one organisation,
 * make_requests EUI ROLE FILE, whose subject OpenSSL's tool cannot write. */
#include "base/file.h"
#include "base/text.h"
#include "smki/request.h"

#include <stdio.h>
#include <stdlib.h>

static alb_status write_file(crypto_ctx *ctx, const smki_subject *s, const char *path, alb_err *err)
{
    uint8_t der[SMKI_REQUEST_MAX];
    crypto_key *key = NULL;
    alb_wr w = alb_wr_init(der, sizeof der);
    ALB_TRY(crypto_key_generate(&key, err));
    alb_status st = smki_request_write(ctx, s, key, &w, err);
    crypto_key_free(key);
    ALB_TRY(st);
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(der, 1, w.pos, f) == w.pos;
    return (f && fclose(f) != 0) || !good ? ALB_IO : ALB_OK;
}

static alb_status write_device(crypto_ctx *ctx, uint64_t number, const char *dir, alb_err *err)
{
    char path[4096];
    smki_subject s = {.profile = "device",
                      .entity = alb_eui64_of(UINT64_C(0x00db900000000000) + number),
                      .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    (void)snprintf(path, sizeof path, "%s/%06llu.csr", dir, (unsigned long long)number);
    return write_file(ctx, &s, path, err);
}

static alb_status write_many(crypto_ctx *ctx, const char *count_text, const char *dir, alb_err *err)
{
    uint64_t count;
    if (!alb_parse_u64(alb_span_str(count_text), 1000000, &count)) {
        return alb_fail(err, ALB_USAGE, "make_requests", 0, "not a number: %s", count_text);
    }
    ALB_TRY(alb_dir_make(dir, 0755, err));
    for (uint64_t i = 1; i <= count; i++) {
        ALB_TRY(write_device(ctx, i, dir, err));
    }
    return ALB_OK;
}

static alb_status write_organisation(crypto_ctx *ctx, const char *eui, const char *role_text,
                                     const char *path, alb_err *err)
{
    uint64_t role;
    smki_subject s = {.profile = "organisation",
                      .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    if (!alb_eui64_parse(alb_span_str(eui), &s.entity) ||
        !alb_parse_u64(alb_span_str(role_text), 255, &role)) {
        return alb_fail(err, ALB_USAGE, "make_requests", 0, "not an EUI-64 and a role");
    }
    s.role = (smki_role)role;
    return write_file(ctx, &s, path, err);
}

int main(int argc, char **argv)
{
    alb_err err = {.code = ALB_OK};
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = !ctx        ? ALB_CRYPTO
                    : argc == 3 ? write_many(ctx, argv[1], argv[2], &err)
                    : argc == 4 ? write_organisation(ctx, argv[1], argv[2], argv[3], &err)
                                : ALB_USAGE;
    crypto_ctx_free(ctx);
    if (st != ALB_OK) {
        fprintf(stderr, "make_requests: %s %s\n", alb_status_text(st), err.detail);
    }
    return st == ALB_OK ? 0 : 1;
}
