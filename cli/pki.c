/* albion pki: the table of verbs, and revocation; the other verbs have files of their own (pki.h). */
#include "pki.h"
#include "cli.h"
#include "input.h"

#include "base/text.h"
#include "catalogue/certificate.h"
#include "smki/crl.h"

#include <string.h>

static int usage(void)
{
    size_t count;
    const cat_holder *holders = cat_holders(&count);
    fputs(
        "usage: albion pki init   [--only smki,iki,dccki] [--roots] [--contingency FOLDER]\n"
        "                         [--pkcs11 URI] [--at TIME] DIR\n"
        "       albion pki issue  --entity EUI --role ROLE [--name NAME] [--pkcs11 URI] [--at TIME] DIR\n"
        "       albion pki issue  --profile PROFILE --organisation NAME [--role ROLE]\n"
        "                         --name NAME | --entity EUI [--pkcs11 URI] [--at TIME] DIR\n"
        "       albion pki issue  --profile PROFILE --request CSR --out CERTIFICATE [--at TIME] DIR\n"
        "       albion pki show   [--json] [--lint] FILE...\n"
        "       albion pki verify --keys DIR [--at TIME|any] [--pin] FILE...\n"
        "       albion pki revoke [--reason REASON] [--at TIME] DIR FILE\n"
        "       albion pki crl    [--at TIME] DIR\n"
        "       albion pki subscriber --name NAME --who ROLE[,ROLE...] [--entity EUI] DIR\n"
        "       albion pki subscriber --name NAME --suspend|--resume DIR\n"
        "       albion pki officer --subscriber NAME --name NAME --credential FILE\n"
        "                          --allow device|organisation|ad-hoc|batch[,...] DIR\n"
        "       albion pki officer --revoke --credential FILE DIR\n"
        "       albion pki request --credential FILE [--id ID] [--out OUT] DIR FILE|FOLDER...|ARCHIVE.zip\n"
        "       albion pki request --resume | --results BATCH [--out OUT] DIR\n"
        "       albion pki audit verify [--known HEAD] DIR\n"
        "       albion pki sign-file --certificate FILE --key FILE --out SIGNATURE [--at TIME] FILE\n"
        "       albion pki verify-file --signature FILE --trusted FILE [--at TIME] FILE\n"
        "       albion pki split --needed K --shares N --out OUT [--move] KEY\n"
        "       albion pki join --out KEY SHARE...\n"
        "       albion pki authority request --profile PROFILE [--name NAME] [--pkcs11 URI] --out REQUEST "
        "DIR\n"
        "       albion pki authority certify --out CERTIFICATE DIR REQUEST\n"
        "       albion pki authority install --profile PROFILE DIR CERTIFICATE\n"
        "       albion pki authority roll --profile PROFILE [--pkcs11 URI] DIR\n"
        "       albion pki backup DIR COPY\n"
        "       albion pki restore COPY DIR\n"
        "       albion pki expiring [--within DAYS] [--at TIME] DIR\n"
        "       albion pki recover --keys DIR --cells ROLE[,ROLE...] [--acb | --entity EUI]\n"
        "                          [--device-type TYPE] [--contingency KEY --symmetric FILE]\n"
        "                          [--counter N] --out OUT DEVICE...\n"
        "       albion pki serve  --keys DIR [--listen ADDRESS] [--api-key KEY] [--share-keys] [--at TIME]\n"
        "                        [--requests --tls-certificate FILE --tls-key FILE --client-ca FILE]\n"
        "  ROLE:",
        stderr);
    for (size_t i = 0; i < count; i++) {
        fprintf(stderr, "%s %s", i > 0 ? "," : "", holders[i].name);
    }
    fputs("\n  PROFILE:", stderr);
    pki_print_profiles(stderr);
    fputs("\n  REASON:", stderr);
    for (uint8_t reason = 0; smki_reason_name(reason); reason++) {
        fprintf(stderr, "%s %s", reason > 0 ? "," : "", smki_reason_name(reason));
    }
    fputs("\n  TIME: 2026-01-01T00:00:00Z; now where it is not given\n"
          "  --pkcs11: keys are made in that token and stay there: pkcs11:token=NAME[?pin-source=file:PATH]\n"
          "  --share-keys: organisations' private keys, too, can be fetched, as in test environments\n"
          "  --pin: XML signing certificates that lie in DIR may be signed with their own key\n",
          stderr);
    return CLI_USAGE;
}

/* --- files --- */

alb_status pki_each_certificate(const char *path, alb_arena *arena,
                                void (*visit)(void *ctx, const char *path, smki_certificate *c), void *ctx,
                                alb_err *err)
{
    alb_span in, label, base64;
    smki_certificate *c = NULL;
    size_t found = 0;
    ALB_TRY(cli_read_octets(path, arena, &in, NULL, err));
    alb_span text = in;
    while (in.len > 0 && in.ptr[0] != 0x30 && crypto_pem_next(&text, &label, &base64)) {
        if (!alb_span_is(label, "CERTIFICATE")) {
            continue;
        }
        alb_wr der = alb_wr_init(alb_arena_alloc(arena, base64.len), base64.len);
        if (!der.buf || alb_base64_decode(base64, &der) != ALB_OK) {
            return alb_fail(err, ALB_BAD_FORMAT, "RFC 7468", 0, "PEM that is not base64");
        }
        ALB_TRY(smki_certificate_parse_any(alb_wr_span(&der), &c, err));
        visit(ctx, path, c);
        smki_certificate_free(c);
        found++;
    }
    if (found > 0) {
        return ALB_OK;
    }
    ALB_TRY(smki_certificate_parse_any(in, &c, err));
    visit(ctx, path, c);
    smki_certificate_free(c);
    return ALB_OK;
}

/* --- what the verbs share --- */

bool pki_read_time(const char *text, alb_time *out)
{
    *out = alb_now(alb_clock_system());
    if (text && !alb_time_parse(alb_span_str(text), out)) {
        fprintf(stderr, "albion pki: '%s' is not a time\n", text);
        return false;
    }
    return true;
}

int pki_report(const char *what, alb_status st, const alb_err *err)
{
    if (st == ALB_OK) {
        return CLI_OK;
    }
    cli_complain(what, err);
    return st == ALB_EXISTS || st == ALB_BAD_VALUE || st == ALB_MISMATCH ? CLI_FAILED : CLI_ERROR;
}

/* --- revoke, crl --- */

typedef struct revocation {
    const char *dir;
    uint8_t reason;
    alb_time now;
    int code;
} revocation;

static void revoke(void *ctx, const char *path, smki_certificate *c)
{
    revocation *r = ctx;
    alb_err err = {.code = ALB_OK};
    int code = pki_report(path, smki_pki_revoke(r->dir, c, r->reason, r->now, &err), &err);
    if (code == CLI_OK) {
        printf("%s: revoked\n", path);
    }
    r->code = code > r->code ? code : r->code;
}

static int pki_revoke(int argc, char **argv)
{
    const char *at = NULL;
    const char *reason = NULL;
    revocation r = {.code = CLI_OK};
    const cli_option options[] = {{"--at", &at, NULL}, {"--reason", &reason, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3 || !pki_read_time(at, &r.now)) {
        return CLI_USAGE;
    }
    if (reason && !smki_reason_named(reason, &r.reason)) {
        fprintf(stderr, "albion pki revoke: no reason '%s'\n", reason);
        return CLI_USAGE;
    }
    alb_err err = {.code = ALB_OK};
    r.dir = argv[1];
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    alb_status st = arena ? pki_each_certificate(argv[2], arena, revoke, &r, &err) : ALB_NO_MEMORY;
    alb_arena_free(arena);
    int code = pki_report(argv[2], st, &err);
    return code > r.code ? code : r.code;
}

static int pki_crl(int argc, char **argv)
{
    const char *at = NULL;
    alb_time now;
    const cli_option options[] = {{"--at", &at, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !pki_read_time(at, &now)) {
        return CLI_USAGE;
    }
    alb_err err = {.code = ALB_OK};
    int code = pki_report(argv[1], smki_pki_issue_lists(argv[1], now, &err), &err);
    size_t count;
    const cat_authority *authorities = cat_authorities(&count);
    for (size_t i = 0; code == CLI_OK && i < count; i++) {
        if (cat_certificate_named(authorities[i].profile)->list_hours > 0) {
            printf("%s/%s.crl\n", argv[1], authorities[i].profile);
        }
    }
    return code;
}

int cli_pki(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"init", pki_init},
                 {"issue", pki_issue},
                 {"show", pki_show},
                 {"verify", pki_verify},
                 {"revoke", pki_revoke},
                 {"crl", pki_crl},
                 {"request", pki_request},
                 {"officer", pki_officer},
                 {"subscriber", pki_subscriber},
                 {"audit", pki_audit},
                 {"sign-file", pki_sign_file},
                 {"recover", pki_recover},
                 {"authority", pki_authority},
                 {"backup", pki_backup},
                 {"restore", pki_restore},
                 {"split", pki_split},
                 {"join", pki_join},
                 {"expiring", pki_expiring},
                 {"verify-file", pki_verify_file},
                 {"serve", pki_serve}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            int code = verbs[i].run(argc - 1, argv + 1);
            return code == CLI_USAGE ? usage() : code;
        }
    }
    return usage();
}
