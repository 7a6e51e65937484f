/* albion duis sign | verify */
#include "duis.h"

#include "cli.h"
#include "input.h"
#include "keys.h"

#include "base/file.h"
#include "base/text.h"
#include "duis/signature.h"

#include <stdio.h>
#include <string.h>

typedef struct job {
    const char *keys_dir, *at_text;
    alb_time at;
    cli_keys keys;
    crypto_ctx *crypto;
    xml_context *xml;
    alb_arena *arena;
} job;

/* Everything that both sub-commands need; a code of cli.h. */
static int open_job(job *j)
{
    j->at = ALB_TIME_NONE;
    if (!j->keys_dir || (j->at_text && !alb_time_parse(alb_span_str(j->at_text), &j->at))) {
        return CLI_USAGE;
    }
    j->crypto = crypto_ctx_new();
    j->xml = xml_context_new();
    j->arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    if (!j->crypto || !j->xml || !j->arena) {
        fputs("albion duis: out of memory\n", stderr);
        return CLI_ERROR;
    }
    return cli_keys_open(&j->keys, j->keys_dir) ? CLI_OK : CLI_ERROR;
}

static void close_job(job *j)
{
    cli_keys_close(&j->keys);
    alb_arena_free(j->arena);
    xml_context_free(j->xml);
    crypto_ctx_free(j->crypto);
}

/* --- sign --- */

static bool can_sign(const smki_identity *id)
{
    return id && id->key && id->certificate;
}

/* A request is signed by its originator: with the XML signing key, or as test clients do with the ordinary
 * one where there is no other. A response is signed by whoever is the DCC in this keystore. */
static const smki_identity *find_signer(const smki_keystore *ks, const duis_document *doc)
{
    if (doc->kind == DUIS_REQUEST) {
        const smki_identity *id = smki_keystore_find(ks, doc->request_id.originator, SMKI_SLOT_XML_SIGNING);
        return can_sign(id) ? id
                            : smki_keystore_find(ks, doc->request_id.originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    }
    for (size_t i = 0; i < smki_keystore_count(ks); i++) {
        const smki_identity *id = smki_keystore_at(ks, i);
        if (can_sign(id) && smki_certificate_role(id->certificate) == SMKI_ROLE_XML_SIGNING_DCC) {
            return smki_keystore_find(ks, id->entity, SMKI_SLOT_XML_SIGNING);
        }
    }
    return NULL;
}

/* The document compact and without the signature it may have had, signed. */
static alb_status sign(job *j, const char *path, alb_buf *out, alb_err *err)
{
    alb_span text;
    duis_document doc;
    alb_buf compact;
    ALB_TRY(cli_read_file(path, j->arena, &text, err));
    ALB_TRY(duis_decode(j->xml, text, j->arena, &doc, NULL, err));
    const smki_identity *signer = find_signer(j->keys.store, &doc);
    if (!can_sign(signer)) {
        char eui[ALB_EUI64_TEXT];
        return alb_fail(err, ALB_NO_KEY, "DUIS XML signature profile", 0,
                        "no certificate with private key to sign with for %s",
                        doc.kind == DUIS_REQUEST ? alb_eui64_dashed(doc.request_id.originator, eui)
                                                 : "the DCC");
    }
    alb_buf_init(&compact, CLI_INPUT_MAX);
    alb_status st = duis_write(&doc, &compact, err);
    if (st == ALB_OK) {
        st = duis_sign(j->crypto, j->xml, alb_buf_span(&compact), signer, out, err);
    }
    alb_buf_release(&compact);
    return st;
}

/* To standard output, or below the directory under the file's own name. */
static alb_status deliver(const char *path, const char *out_dir, alb_arena *arena, alb_buf *out, alb_err *err)
{
    alb_buf_add_u8(out, '\n');
    if (!out_dir) {
        return fwrite(out->ptr, 1, out->len, stdout) == out->len
                   ? ALB_OK
                   : alb_fail(err, ALB_IO, NULL, 0, "cannot write to standard output");
    }
    const char *slash = strrchr(path, '/');
    const char *to = alb_arena_printf(arena, "%s/%s", out_dir, slash ? slash + 1 : path);
    return to ? alb_file_write(to, alb_buf_span(out), 0644, err) : ALB_NO_MEMORY;
}

int duis_sign_command(int argc, char **argv)
{
    job j = {.keys_dir = NULL};
    const char *out_dir = NULL;
    const cli_option options[] = {{"--keys", &j.keys_dir, NULL}, {"--out", &out_dir, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || (argc > 2 && !out_dir)) {
        return CLI_USAGE;
    }
    alb_buf out;
    alb_buf_init(&out, CLI_INPUT_MAX);
    int code = open_job(&j);
    bool opened = code == CLI_OK;
    for (int i = 1; opened && i < argc; i++) {
        alb_err err = {.code = ALB_OK};
        alb_buf_clear(&out);
        if (sign(&j, argv[i], &out, &err) != ALB_OK ||
            deliver(argv[i], out_dir, j.arena, &out, &err) != ALB_OK) {
            cli_complain(argv[i], &err);
            code = err.code == ALB_IO || code == CLI_ERROR ? CLI_ERROR : CLI_FAILED;
        }
        alb_arena_reset(j.arena);
    }
    alb_buf_release(&out);
    close_job(&j);
    return code;
}

/* --- verify --- */

typedef enum verdict { VERDICT_OK, VERDICT_UNCHECKED, VERDICT_FAILED, VERDICT_UNREADABLE } verdict;

/* Acknowledgements and errors at once are known to come unsigned (duis.md 2.3, 4.2). */
static bool may_be_unsigned(const duis_document *doc)
{
    return doc->kind == DUIS_RESPONSE && !doc->has_response_id && !alb_span_is(doc->response_code, "I0");
}

static void print_ok(const smki_identity *signer)
{
    char eui[ALB_EUI64_TEXT], serial[64];
    alb_wr w = alb_wr_init(serial, sizeof serial);
    alb_wr_hex(&w, smki_certificate_serial(signer->certificate));
    printf("ok signed by %s with certificate %.*s\n", alb_eui64_dashed(signer->entity, eui), (int)w.pos,
           serial);
}

static verdict verify(job *j, const char *path)
{
    alb_span text;
    duis_document doc;
    const smki_identity *signer;
    duis_signature_fault fault = DUIS_SIGNATURE_OK;
    alb_err err = {.code = ALB_OK};
    if (cli_read_file(path, j->arena, &text, &err) != ALB_OK) {
        cli_complain(path, &err);
        return VERDICT_UNREADABLE;
    }
    alb_status st = duis_decode(j->xml, text, j->arena, &doc, NULL, &err);
    if (st == ALB_OK) {
        /* The keys in the directory are those the caller trusts, test clients' own among them. */
        const duis_verify_options options = {.store = j->keys.store,
                                             .at = j->at,
                                             .pinned_self_signed = true,
                                             .response = doc.kind == DUIS_RESPONSE};
        st = duis_verify(j->crypto, &doc, &options, &signer, &fault, &err);
    }
    if (st == ALB_OK) {
        print_ok(signer);
        return VERDICT_OK;
    }
    if (fault == DUIS_SIGNATURE_ABSENT && may_be_unsigned(&doc)) {
        puts("unchecked not signed, as acknowledgements and errors may be");
        return VERDICT_UNCHECKED;
    }
    printf("FAIL %s%s%s (line %zu)\n", err.path, err.path[0] ? ": " : "", err.detail, err.offset);
    return VERDICT_FAILED;
}

int duis_verify_command(int argc, char **argv)
{
    job j = {.keys_dir = NULL};
    const cli_option options[] = {{"--keys", &j.keys_dir, NULL}, {"--at", &j.at_text, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2) {
        return CLI_USAGE;
    }
    int code = open_job(&j);
    bool opened = code == CLI_OK;
    for (int i = 1; opened && i < argc; i++) {
        if (argc > 2) {
            printf("%s: ", argv[i]);
        }
        verdict v = verify(&j, argv[i]);
        code = v == VERDICT_UNREADABLE                    ? CLI_ERROR
               : v == VERDICT_FAILED && code != CLI_ERROR ? CLI_FAILED
                                                          : code;
        alb_arena_reset(j.arena);
    }
    close_job(&j);
    return code;
}
