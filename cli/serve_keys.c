#include "serve_keys.h"

#include "lists.h"

#include "base/file.h"
#include "base/text.h"
#include "catalogue/certificate.h"
#include "smki/crl.h"
#include "smki/name.h"
#include "smki/path.h"

#include <limits.h>
#include <stdio.h>

/* --- what may be trusted --- */

typedef struct intake {
    const serve_keys_options *o;
    crypto_ctx *crypto;
    smki_keystore *all; /* of both directories, whatever it is */
    smki_keystore *into;
    bool foreign; /* the directory at hand is not ours */
    size_t taken, refused;
} intake;

static bool is_dcc_entity(alb_eui64 entity)
{
    size_t count;
    const cat_holder *holders = cat_holders(&count);
    for (size_t i = 0; i < count; i++) {
        if (holders[i].dcc_entity != 0 && holders[i].dcc_entity == alb_eui64_number(entity)) {
            return true;
        }
    }
    return false;
}

/* Certificates and keys are immutable and counted: a reference is no change to them. */
static smki_certificate *shared_certificate(const smki_certificate *c)
{
    return (smki_certificate *)(uintptr_t)c;
}

static crypto_key *shared_key(const crypto_key *key)
{
    return (crypto_key *)(uintptr_t)key;
}

static void name_of(const smki_certificate *c, char *out, size_t size)
{
    alb_wr w = alb_wr_init(out, size - 1);
    smki_name_text(smki_certificate_subject(c), &w);
    out[w.st == ALB_OK ? w.pos : 0] = '\0';
}

/* Whoever brings authorities changes who is trusted: said for each of them. */
static void say_authority(const intake *in, const char *path, const smki_certificate *c)
{
    char name[160];
    if (in->foreign) {
        name_of(c, name, sizeof name);
        alb_log_event(in->o->log, ALB_LOG_INFO, "authority-trusted", "file=\"%s\" subject=\"%s\"", path,
                      name);
    }
}

static alb_status take_certificate(intake *in, const char *path, const smki_identity *id, alb_err *err)
{
    const smki_certificate *c = id->certificate;
    smki_path_options options = {.at = in->o->now,
                                 .role = SMKI_ROLE_NONE,
                                 .pin_self_signed = in->o->accept_test_signatures,
                                 .infrastructure = true,
                                 .authority = smki_certificate_kind(c) == SMKI_KIND_AUTHORITY};
    alb_err why = {.code = ALB_OK};
    if (smki_path_check(in->crypto, c, in->all, &options, &why) != ALB_OK) {
        in->refused++;
        alb_log_event(in->o->log, ALB_LOG_WARN, "certificate-refused", "file=\"%s\" why=\"%s\" rule=\"%s\"",
                      path, why.detail, why.rule ? why.rule : "-");
        return ALB_OK;
    }
    in->taken++;
    if (options.authority) {
        say_authority(in, path, c);
    }
    /* Nothing in a certificate tells the prepayment pair from the other: only names do. */
    const char *hint = id->slot == SMKI_SLOT_PREPAYMENT ? "-pp-ka.pem" : NULL;
    return smki_keystore_add(in->into, shared_certificate(c), NULL, hint, err);
}

static bool is_below(const char *path, const char *dir)
{
    size_t n = dir ? strlen(dir) : 0;
    return n > 0 && strncmp(path, dir, n) == 0 && path[n] == '/';
}

static alb_status take_file(void *ctx, const char *path, alb_err *err)
{
    intake *in = ctx;
    if (is_below(path, in->o->left)) {
        return ALB_OK;
    }
    smki_keystore *file = smki_keystore_new();
    alb_status st = file ? smki_keystore_load_file(file, path, err) : ALB_NO_MEMORY;
    for (size_t i = 0; st == ALB_OK && i < smki_keystore_count(file); i++) {
        const smki_identity *id = smki_keystore_at(file, i);
        st = id->certificate ? take_certificate(in, path, id, err) : ALB_OK;
    }
    smki_keystore_free(file);
    return st;
}

/* The DCC's own keys, where the certificate was taken. */
static alb_status take_keys(intake *in, alb_err *err)
{
    for (size_t i = 0; i < smki_keystore_count(in->all); i++) {
        const smki_identity *id = smki_keystore_at(in->all, i);
        const smki_identity *taken = id->key ? smki_keystore_find_public(in->into, id->pub) : NULL;
        if (taken && taken->certificate && is_dcc_entity(taken->entity)) {
            ALB_TRY(smki_keystore_add(in->into, NULL, shared_key(id->key), NULL, err));
        }
    }
    return ALB_OK;
}

static alb_status take_anchors(intake *in, alb_err *err)
{
    const crypto_pub *pub;
    for (size_t i = 0; (pub = smki_keystore_anchor_at(in->all, i)) != NULL; i++) {
        alb_log_event(in->o->log, ALB_LOG_INFO, "anchor-trusted", "number=%zu", i + 1);
        ALB_TRY(smki_keystore_add_anchor(in->into, (crypto_pub *)(uintptr_t)pub, err));
    }
    return ALB_OK;
}

/* --- revocation lists --- */

/* Only lists of authorities that are trusted; the newest of each. */
static alb_status take_lists(intake *in, alb_err *err)
{
    const smki_crl *list;
    for (size_t i = 0; (list = smki_keystore_list_at(in->all, i)) != NULL; i++) {
        smki_crl *own = NULL;
        ALB_TRY(smki_crl_parse(smki_crl_der(list), &own, err));
        lists_say_overdue(in->o->log, own, in->o->now);
        if (smki_keystore_take_list(in->crypto, in->into, own, NULL) != ALB_OK) {
            smki_crl_free(own);
        }
    }
    return ALB_OK;
}

/* --- the whole --- */

static alb_status load(intake *in, alb_err *err)
{
    const char *const dirs[] = {in->o->pki, in->o->more};
    for (size_t i = 0; i < ALB_COUNT(dirs); i++) {
        if (dirs[i]) {
            ALB_TRY(smki_keystore_load(in->all, dirs[i], err));
        }
    }
    ALB_TRY(take_anchors(in, err));
    for (size_t i = 0; i < ALB_COUNT(dirs); i++) {
        in->foreign = i > 0;
        if (dirs[i]) {
            ALB_TRY(alb_file_walk(dirs[i], take_file, in, err));
        }
    }
    ALB_TRY(take_keys(in, err));
    return take_lists(in, err);
}

static const smki_identity *signer_of(const smki_keystore *brought, const smki_keystore *into)
{
    for (size_t i = 0; i < smki_keystore_count(brought); i++) {
        const smki_identity *id = smki_keystore_at(brought, i);
        const smki_identity *taken =
            id->key && id->certificate ? smki_keystore_find_public(into, id->pub) : NULL;
        if (taken && taken->key && taken->slot == SMKI_SLOT_XML_SIGNING &&
            smki_certificate_role(taken->certificate) == SMKI_ROLE_XML_SIGNING_DCC) {
            return taken;
        }
    }
    return NULL;
}

static alb_status find_signer(const serve_keys_options *o, const smki_keystore *into,
                              const smki_identity **signer, alb_err *err)
{
    *signer = NULL;
    if (!o->more) {
        return ALB_OK;
    }
    smki_keystore *brought = smki_keystore_new();
    alb_status st = brought ? smki_keystore_load(brought, o->more, err) : ALB_NO_MEMORY;
    *signer = st == ALB_OK ? signer_of(brought, into) : NULL;
    smki_keystore_free(brought);
    return st;
}

alb_status serve_keys_load(const serve_keys_options *o, smki_keystore *into, const smki_identity **signer,
                           alb_err *err)
{
    intake in = {.o = o, .into = into, .crypto = crypto_ctx_new(), .all = smki_keystore_new()};
    alb_status st =
        in.crypto && in.all ? load(&in, err) : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for keys");
    st = st == ALB_OK ? find_signer(o, into, signer, err) : st;
    if (st == ALB_OK && in.refused > 0) {
        alb_log_event(o->log, ALB_LOG_WARN, "keys", "certificates=%zu refused=%zu", in.taken, in.refused);
    }
    smki_keystore_free(in.all);
    crypto_ctx_free(in.crypto);
    return st;
}

/* --- devices --- */

static alb_status read_certificate(const char *dir, alb_eui64 device, const char *usage,
                                   smki_certificate **out, alb_err *err)
{
    enum { CERTIFICATE_MAX = 16384 };
    char path[PATH_MAX];
    char eui[ALB_EUI64_TEXT];
    alb_buf file;
    *out = NULL;
    (void)snprintf(path, sizeof path, "%.*s/%s-%s.pem", PATH_MAX - 64, dir, alb_eui64_hex(device, eui),
                   usage);
    alb_buf_init(&file, CERTIFICATE_MAX);
    alb_status st = alb_file_read(path, &file, err);
    st = st == ALB_OK ? smki_certificate_parse(alb_buf_span(&file), out, err) : st;
    alb_buf_release(&file);
    return st;
}

alb_status serve_keys_of_device(const char *dir, alb_eui64 device, smki_certificate **signing,
                                smki_certificate **agreement, alb_err *err)
{
    *agreement = NULL;
    alb_status st = read_certificate(dir, device, "ds", signing, err);
    st = st == ALB_OK ? read_certificate(dir, device, "ka", agreement, err) : st;
    if (st != ALB_OK) {
        smki_certificate_free(*signing);
        *signing = NULL;
    }
    return st;
}
