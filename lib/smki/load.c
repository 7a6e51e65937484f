/* Certificates and keys from files: PEM (several in one file, too), DER, and the JSON of test tools. */
#include "base/file.h"
#include "crypto/pkix.h"
#include "crypto/token.h"
#include "smki/crl.h"

#include <jansson.h>

enum { MAX_FILE = 4 * 1024 * 1024 };

/* What the octets hold, if anything: a certificate, a private key or a revocation list. True when something
 * was added. */
static alb_status add_octets(smki_keystore *ks, alb_span octets, const char *name, bool *added, alb_err *err)
{
    smki_certificate *certificate = NULL;
    crypto_key *key = NULL;
    smki_crl *list = NULL;
    alb_status st = ALB_OK;
    *added = true;
    if (smki_certificate_parse_any(octets, &certificate, NULL) == ALB_OK) {
        st = smki_keystore_add(ks, certificate, NULL, name, err);
    } else if (crypto_key_load_any(octets, &key, NULL) == ALB_OK) {
        st = smki_keystore_add(ks, NULL, key, name, err);
    } else if (smki_crl_parse(octets, &list, NULL) == ALB_OK) {
        st = smki_keystore_add_list(ks, list, err);
        if (st != ALB_OK) {
            smki_crl_free(list);
        }
    } else {
        *added = false;
    }
    smki_certificate_free(certificate);
    crypto_key_free(key);
    return st;
}

/* Each PEM block of the text for itself. Blocks of other kinds (parameters, public keys) are passed over. */
static alb_status add_pem(smki_keystore *ks, alb_span text, const char *name, alb_err *err)
{
    alb_span label, base64;
    alb_span rest = text;
    while (crypto_pem_next(&rest, &label, &base64)) {
        bool added;
        size_t used = text.len - rest.len;
        ALB_TRY(add_octets(ks, alb_span_sub(text, 0, used), name, &added, err));
        text = rest;
    }
    return ALB_OK;
}

/* Objects with "certificate" or "privateKey", however deep. */
static alb_status add_json(smki_keystore *ks, const json_t *node, const char *name, int depth, alb_err *err)
{
    static const char *const keys[] = {"certificate", "privateKey"};
    enum { MAX_DEPTH = 8 };
    if (!json_is_object(node) || depth > MAX_DEPTH) {
        return ALB_OK;
    }
    const char *own = json_string_value(json_object_get(node, "name"));
    for (size_t i = 0; i < ALB_COUNT(keys); i++) {
        const json_t *pem = json_object_get(node, keys[i]);
        if (json_is_string(pem)) {
            alb_span text = alb_span_of(json_string_value(pem), json_string_length(pem));
            ALB_TRY(add_pem(ks, text, own ? own : name, err));
        }
    }
    void *at = json_object_iter((json_t *)(uintptr_t)node);
    for (; at; at = json_object_iter_next((json_t *)(uintptr_t)node, at)) {
        ALB_TRY(add_json(ks, json_object_iter_value(at), name, depth + 1, err));
    }
    return ALB_OK;
}

static bool ends_with(const char *path, const char *end)
{
    alb_span p = alb_span_str(path);
    size_t n = strlen(end);
    return p.len >= n && alb_span_is(alb_span_sub(p, p.len - n, n), end);
}

static alb_status add_anchor(smki_keystore *ks, alb_span contents, alb_err *err)
{
    crypto_pub *pub = NULL;
    ALB_TRY(crypto_pub_load(contents, &pub, err));
    alb_status st = smki_keystore_add_anchor(ks, pub, err);
    crypto_pub_free(pub);
    return st;
}

/* A key in a token. Other files may hold what they like; one that says so and leads to no key is a fault. */
static alb_status add_token_key(smki_keystore *ks, alb_span uri, const char *path, alb_err *err)
{
    crypto_key *key = NULL;
    ALB_TRY(crypto_key_load_any(uri, &key, err));
    alb_status st = smki_keystore_add(ks, NULL, key, path, err);
    crypto_key_free(key);
    return st;
}

static alb_status add_file(smki_keystore *ks, alb_span contents, const char *path, alb_err *err)
{
    bool added;
    if (crypto_token_is_uri(contents)) {
        return add_token_key(ks, contents, path, err);
    }
    if (ends_with(path, ".anchor")) {
        return add_anchor(ks, contents, err);
    }
    if (contents.len > 0 && contents.ptr[0] == '{') {
        json_t *root = json_loadb((const char *)contents.ptr, contents.len, 0, NULL);
        alb_status st = root ? add_json(ks, root, path, 0, err) : ALB_OK;
        json_decref(root);
        return st;
    }
    if (contents.len == 0) {
        return ALB_OK;
    }
    if (memmem(contents.ptr, contents.len, "-----BEGIN ", 11)) {
        return add_pem(ks, contents, path, err);
    }
    return add_octets(ks, contents, path, &added, err);
}

alb_status smki_keystore_load_file(smki_keystore *ks, const char *path, alb_err *err)
{
    alb_buf contents;
    alb_buf_init(&contents, MAX_FILE);
    alb_status st = alb_file_read(path, &contents, err);
    if (st == ALB_TOO_LARGE) {
        st = ALB_OK; /* nothing that large is a key */
        if (err) {
            *err = (alb_err){.code = ALB_OK};
        }
    } else if (st == ALB_OK) {
        st = add_file(ks, alb_buf_span(&contents), path, err);
    }
    crypto_wipe(contents.ptr, contents.len);
    alb_buf_release(&contents);
    return st;
}

static alb_status visit(void *ctx, const char *path, alb_err *err)
{
    return smki_keystore_load_file(ctx, path, err);
}

alb_status smki_keystore_load(smki_keystore *ks, const char *dir, alb_err *err)
{
    return alb_file_walk(dir, visit, ks, err);
}
