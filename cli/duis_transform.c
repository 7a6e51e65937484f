/* albion duis transform | correlate */
#include "duis.h"

#include "cli.h"
#include "input.h"
#include "keys.h"

#include "base/text.h"
#include "duis/signature.h"
#include "duis/transform.h"

#include <stdio.h>

typedef struct job {
    const char *keys_dir, *context_file;
    bool is_unsigned;
    cli_keys keys;
    xml_context *xml;
    alb_arena *arena;
    duis_document request;
    duis_context context;
} job;

/* --- what both read --- */

static int open_job(job *j)
{
    j->xml = xml_context_new();
    j->arena = alb_arena_new((size_t)CLI_INPUT_MAX * 2);
    if (!j->xml || !j->arena) {
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
}

/* The roles in which the originator's certificate lets it act. */
static uint16_t roles_of(const smki_keystore *ks, alb_eui64 originator)
{
    const smki_identity *id = smki_keystore_find(ks, originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    switch (id && id->certificate ? smki_certificate_role(id->certificate) : SMKI_ROLE_NONE) {
    case SMKI_ROLE_SUPPLIER:
        return CAT_USER_IS | CAT_USER_ES | CAT_USER_GS;
    case SMKI_ROLE_NETWORK_OPERATOR:
        return CAT_USER_ED | CAT_USER_GT;
    case SMKI_ROLE_LOAD_CONTROLLER:
        return CAT_USER_LC;
    case SMKI_ROLE_OTHER:
        return CAT_USER_OU | CAT_USER_RSA;
    case SMKI_ROLE_ROOT:
    case SMKI_ROLE_RECOVERY:
    case SMKI_ROLE_ACB:
    case SMKI_ROLE_TRANSITIONAL_COS:
    case SMKI_ROLE_WAN_PROVIDER:
    case SMKI_ROLE_ISSUING_AUTHORITY:
    case SMKI_ROLE_XML_SIGNING_USER:
    case SMKI_ROLE_XML_SIGNING_DCC:
    case SMKI_ROLE_NONE:
        break;
    }
    return 0;
}

/* The certificate of the other device of a join: by its serial number, else that device's in the keystore. */
static void find_other_certificate(job *j)
{
    duis_context *c = &j->context;
    const smki_identity *id = NULL;
    alb_eui64 other = c->other_device;
    alb_span named = duis_text(&j->request, j->request.body, "OtherDeviceID");
    if (c->other_device_serial.len > 0) {
        id = smki_keystore_find_serial(j->keys.store, c->other_device_serial, (alb_span){0});
    } else if (c->has_other_device || alb_eui64_parse(named, &other)) {
        id = smki_keystore_find(j->keys.store, other, SMKI_SLOT_KEY_AGREEMENT);
    }
    if (c->other_device_certificate.len == 0 && id && id->certificate) {
        c->other_device_certificate = smki_certificate_der(id->certificate);
    }
}

static alb_status read_request(job *j, const char *path, alb_err *err)
{
    alb_span text;
    ALB_TRY(cli_read_file(path, j->arena, &text, err));
    ALB_TRY(duis_decode(j->xml, text, j->arena, &j->request, NULL, err));
    return j->request.kind == DUIS_REQUEST
               ? ALB_OK
               : alb_fail(err, ALB_BAD_VALUE, "DUIS 2", 0, "a response, not a request");
}

static alb_status read_context(job *j, alb_err *err)
{
    alb_span json;
    j->context = (duis_context){.time = ALB_TIME_NONE};
    if (j->context_file) {
        ALB_TRY(cli_read_file(j->context_file, j->arena, &json, err));
        ALB_TRY(duis_context_read(json, j->arena, &j->context, err));
    }
    if (j->context.user == 0) {
        j->context.user = roles_of(j->keys.store, j->request.request_id.originator);
    }
    find_other_certificate(j);
    return ALB_OK;
}

/* --- transform --- */

/* The keys in the directory are those the caller trusts, test clients' own among them. */
static alb_status check_signature(job *j, alb_err *err)
{
    const smki_identity *signer;
    duis_signature_fault fault;
    const duis_verify_options options = {
        .store = j->keys.store, .at = ALB_TIME_NONE, .pinned_self_signed = true};
    return j->is_unsigned
               ? ALB_OK
               : duis_verify(gbcs_keys_crypto(j->keys.keys), &j->request, &options, &signer, &fault, err);
}

/* The access control broker of this keystore: whoever has its role and a private key agreement key. */
static const smki_identity *find_broker(const smki_keystore *ks)
{
    for (size_t i = 0; i < smki_keystore_count(ks); i++) {
        const smki_identity *id = smki_keystore_at(ks, i);
        if (id->certificate && id->key && id->slot == SMKI_SLOT_KEY_AGREEMENT &&
            smki_certificate_role(id->certificate) == SMKI_ROLE_ACB) {
            return smki_keystore_find(ks, id->entity, SMKI_SLOT_KEY_AGREEMENT);
        }
    }
    return NULL;
}

/* Critical requests end as pre-commands, which the User signs; others as the command that goes to the device,
 * signed by the DCC where the use case is a critical one. */
static alb_status complete(job *j, alb_span pre_command, alb_wr *out, alb_err *err)
{
    gbcs_message m;
    if (j->request.srv->critical) {
        alb_wr_bytes(out, pre_command);
        return out->st;
    }
    ALB_TRY(gbcs_message_parse(pre_command, &m, err));
    bool is_signed = m.use_case->critical && (m.use_case->command_protection & CAT_PROTECT_SIGNATURE) != 0;
    const smki_identity *signer =
        smki_keystore_find(j->keys.store, m.header.originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    if (is_signed && !signer) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 4.3.3", 0, "no key of the originator to sign %s with",
                        m.use_case->name);
    }
    return duis_authenticate(j->keys.keys, pre_command, find_broker(j->keys.store), is_signed ? signer : NULL,
                             out, err);
}

static alb_status transform(job *j, const char *path, alb_err *err)
{
    ALB_TRY(read_request(j, path, err));
    ALB_TRY(check_signature(j, err));
    ALB_TRY(read_context(j, err));
    alb_wr pre = alb_wr_init(alb_arena_alloc(j->arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_wr out = alb_wr_init(alb_arena_alloc(j->arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    if (!pre.buf || !out.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "out of memory");
    }
    ALB_TRY(duis_transform(&j->request, &j->context, j->arena, &pre, err));
    ALB_TRY(complete(j, alb_wr_span(&pre), &out, err));
    cli_write_octets(alb_wr_span(&out), CLI_FORM_HEX);
    return ALB_OK;
}

int duis_transform_command(int argc, char **argv)
{
    job j = {.keys_dir = NULL};
    const cli_option options[] = {{"--keys", &j.keys_dir, NULL},
                                  {"--context", &j.context_file, NULL},
                                  {"--unsigned", NULL, &j.is_unsigned}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !j.keys_dir) {
        return CLI_USAGE;
    }
    int code = open_job(&j);
    alb_err err = {.code = ALB_OK};
    if (code == CLI_OK && transform(&j, argv[1], &err) != ALB_OK) {
        cli_complain(argv[1], &err);
        code = err.code == ALB_IO ? CLI_ERROR : CLI_FAILED;
    }
    close_job(&j);
    return code;
}

/* --- correlate --- */

static alb_status correlate(job *j, const char *path, const char *message_path, duis_difference *difference,
                            alb_err *err)
{
    alb_span message;
    ALB_TRY(read_request(j, path, err));
    ALB_TRY(read_context(j, err));
    ALB_TRY(cli_read_octets(message_path, j->arena, &message, NULL, err));
    return duis_correlate(&j->request, &j->context, message, j->arena, difference, err);
}

int duis_correlate_command(int argc, char **argv)
{
    job j = {.keys_dir = NULL};
    const cli_option options[] = {{"--keys", &j.keys_dir, NULL}, {"--context", &j.context_file, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3) {
        return CLI_USAGE;
    }
    int code = open_job(&j);
    alb_err err = {.code = ALB_OK};
    duis_difference difference = {.item = ""};
    if (code == CLI_OK && correlate(&j, argv[1], argv[2], &difference, &err) == ALB_OK) {
        puts("ok");
    } else if (code == CLI_OK && err.code == ALB_MISMATCH && difference.item[0] != '\0') {
        printf("FAIL %s: asked '%s', the command says '%s'\n", difference.item, difference.asked,
               difference.found);
        code = CLI_FAILED;
    } else if (code == CLI_OK) {
        cli_complain(argv[2], &err);
        code = err.code == ALB_IO ? CLI_ERROR : CLI_FAILED;
    }
    close_job(&j);
    return code;
}
