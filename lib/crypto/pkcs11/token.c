/* One key of a token: found or made, and what it can do. */
#include "crypto/pkix.h"
#include "crypto_internal.h"
#include "session.h"
#include "token_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define RULE "PKCS #11"

enum { ID_OCTETS = 16, ATTRIBUTE_MAX = 1024, URI_TEXT_MAX = 1024 };

struct crypto_token {
    pthread_mutex_t lock; /* of the session */
    session session;
    ck_object_handle_t key, pub; /* pub: 0 where the token holds no public half */
    bool made;                   /* by us, just now */
    char *uri;
};

/* id-ecPublicKey's named curve prime256v1, as CKA_EC_PARAMS holds it. */
static uint8_t curve[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

bool crypto_token_supported(void)
{
    return true;
}

const char *crypto_token_uri(const crypto_token *t)
{
    return t->uri;
}

void crypto_token_free(crypto_token *t)
{
    if (t) {
        session_close(&t->session);
        (void)pthread_mutex_destroy(&t->lock);
        free(t->uri);
        free(t);
    }
}

static alb_status new_token(P11KitUri *uri, bool writable, crypto_token **out, alb_err *err)
{
    crypto_token *t = calloc(1, sizeof *t);
    if (!t) {
        return alb_fail(err, ALB_NO_MEMORY, RULE, 0, "out of memory");
    }
    (void)pthread_mutex_init(&t->lock, NULL);
    alb_status st = session_open(&t->session, uri, writable, err);
    if (st != ALB_OK) {
        crypto_token_free(t);
        return st;
    }
    *out = t;
    return ALB_OK;
}

/* --- objects and their attributes --- */

/* Empty where the object has none or does not show it. */
static alb_span attribute(const crypto_token *t, ck_object_handle_t object, ck_attribute_type_t type,
                          uint8_t buf[static ATTRIBUTE_MAX])
{
    struct ck_attribute a = {.type = type, .value = buf, .value_len = ATTRIBUTE_MAX};
    ck_rv_t rv = t->session.module->C_GetAttributeValue(t->session.handle, object, &a, 1);
    return rv == CKR_OK && a.value_len <= ATTRIBUTE_MAX ? alb_span_of(buf, a.value_len) : alb_span_none();
}

/* How many objects are like that; the first of them. */
static alb_status find(const crypto_token *t, struct ck_attribute *like, unsigned long n_like,
                       ck_object_handle_t *first, unsigned long *found, alb_err *err)
{
    const session *s = &t->session;
    ck_object_handle_t objects[2] = {0};
    *found = 0;
    ck_rv_t rv = s->module->C_FindObjectsInit(s->handle, like, n_like);
    if (rv == CKR_OK) {
        rv = s->module->C_FindObjects(s->handle, objects, ALB_COUNT(objects), found);
        (void)s->module->C_FindObjectsFinal(s->handle);
    }
    *first = objects[0];
    return rv == CKR_OK ? ALB_OK : session_fail(err, ALB_CRYPTO, "the token cannot be searched", rv);
}

static alb_status find_private(crypto_token *t, P11KitUri *uri, alb_err *err)
{
    ck_object_class_t private_key = CKO_PRIVATE_KEY;
    struct ck_attribute like[3] = {{CKA_CLASS, &private_key, sizeof private_key}};
    unsigned long n = 1;
    unsigned long found;
    const struct ck_attribute *id = p11_kit_uri_get_attribute(uri, CKA_ID);
    const struct ck_attribute *label = p11_kit_uri_get_attribute(uri, CKA_LABEL);
    const struct ck_attribute *kind = p11_kit_uri_get_attribute(uri, CKA_CLASS);
    if (kind && (kind->value_len != sizeof private_key ||
                 memcmp(kind->value, &private_key, sizeof private_key) != 0)) {
        return alb_fail(err, ALB_BAD_VALUE, "RFC 7512", 0, "PKCS #11 URI: type is not private");
    }
    if (id) {
        like[n++] = *id;
    }
    if (label) {
        like[n++] = *label;
    }
    ALB_TRY(find(t, like, n, &t->key, &found, err));
    return found == 1   ? ALB_OK
           : found == 0 ? alb_fail(err, ALB_NOT_FOUND, "RFC 7512", 0, "the token holds no such private key")
                        : alb_fail(err, ALB_BAD_VALUE, "RFC 7512", 0, "the URI names more than one key");
}

/* The public half of a private key bears the same CKA_ID. */
static alb_status find_public(crypto_token *t, alb_err *err)
{
    uint8_t id_octets[ATTRIBUTE_MAX];
    ck_object_class_t public_key = CKO_PUBLIC_KEY;
    unsigned long found;
    alb_span id = attribute(t, t->key, CKA_ID, id_octets);
    struct ck_attribute like[] = {{CKA_CLASS, &public_key, sizeof public_key}, {CKA_ID, id_octets, id.len}};
    if (id.len == 0) {
        return ALB_OK;
    }
    ALB_TRY(find(t, like, ALB_COUNT(like), &t->pub, &found, err));
    t->pub = found > 0 ? t->pub : 0;
    return ALB_OK;
}

/* --- the public half --- */

/* CKA_EC_POINT is an OCTET STRING around the point; some tokens give the point itself. */
static alb_status read_point(const crypto_token *t, crypto_pub **out, alb_err *err)
{
    uint8_t octets[ATTRIBUTE_MAX];
    static const uint8_t head[] = {0x04, CRYPTO_POINT};
    alb_span params = attribute(t, t->key, CKA_EC_PARAMS, octets);
    if (!alb_span_equal(params, ALB_SPAN_OF(curve))) {
        return alb_fail(err, ALB_BAD_KEY, "GBCS 4", 0, "the token's key is not on P-256");
    }
    alb_span point = attribute(t, t->pub ? t->pub : t->key, CKA_EC_POINT, octets);
    if (point.len == sizeof head + CRYPTO_POINT &&
        alb_span_equal(alb_span_sub(point, 0, sizeof head), ALB_SPAN_OF(head))) {
        point = alb_span_sub(point, sizeof head, CRYPTO_POINT);
    }
    return point.len == CRYPTO_POINT
               ? crypto_pub_load(point, out, err)
               : alb_fail(err, ALB_BAD_KEY, RULE, 0, "the token does not show the public half of the key");
}

static alb_status read_modulus(const crypto_token *t, crypto_pub **out, alb_err *err)
{
    uint8_t n_octets[ATTRIBUTE_MAX], e_octets[ATTRIBUTE_MAX];
    ck_object_handle_t from = t->pub ? t->pub : t->key;
    alb_span n = attribute(t, from, CKA_MODULUS, n_octets);
    alb_span e = attribute(t, from, CKA_PUBLIC_EXPONENT, e_octets);
    return crypto_pub_from_modulus(n, e, out, err);
}

static alb_status read_public(crypto_token *t, crypto_pub **out, alb_err *err)
{
    uint8_t octets[ATTRIBUTE_MAX];
    ck_key_type_t kind = 0;
    alb_span type = attribute(t, t->key, CKA_KEY_TYPE, octets);
    if (type.len == sizeof kind) {
        memcpy(&kind, type.ptr, sizeof kind);
    }
    return type.len == sizeof kind && kind == CKK_EC ? read_point(t, out, err)
           : type.len == sizeof kind && kind == CKK_RSA
               ? read_modulus(t, out, err)
               : alb_fail(err, ALB_BAD_KEY, RULE, 0, "the token's key is of another kind");
}

/* The URI with what tells this key from all others; what the PIN's source was stays in it. */
static alb_status name_key(crypto_token *t, P11KitUri *uri, alb_err *err)
{
    static const ck_attribute_type_t kept[] = {CKA_ID, CKA_LABEL};
    ck_object_class_t private_key = CKO_PRIVATE_KEY;
    struct ck_attribute class = {CKA_CLASS, &private_key, sizeof private_key};
    int code = p11_kit_uri_set_attribute(uri, &class);
    for (size_t i = 0; i < ALB_COUNT(kept) && code == P11_KIT_URI_OK; i++) {
        uint8_t octets[ATTRIBUTE_MAX];
        alb_span value = attribute(t, t->key, kept[i], octets);
        struct ck_attribute a = {kept[i], octets, value.len};
        if (value.len > 0) {
            code = p11_kit_uri_set_attribute(uri, &a);
        }
    }
    code = code == P11_KIT_URI_OK ? p11_kit_uri_format(uri, P11_KIT_URI_FOR_ANY, &t->uri) : code;
    return code == P11_KIT_URI_OK && strlen(t->uri) < URI_TEXT_MAX
               ? ALB_OK
               : alb_fail(err, ALB_TOO_LARGE, "RFC 7512", 0, "the key has no URI");
}

/* Takes the token over. */
static alb_status finish(crypto_token *t, P11KitUri *uri, crypto_key **out, alb_err *err)
{
    crypto_pub *pub = NULL;
    alb_status st = read_public(t, &pub, err);
    st = st == ALB_OK ? name_key(t, uri, err) : st;
    st = st == ALB_OK ? crypto_key_of_token(t, pub, out, err) : st;
    crypto_pub_free(pub);
    if (st != ALB_OK) {
        crypto_token_free(t);
    }
    return st;
}

/* --- opening and making --- */

alb_status crypto_token_open(alb_span text, crypto_key **out, alb_err *err)
{
    P11KitUri *uri = NULL;
    crypto_token *t = NULL;
    ALB_TRY(session_parse_uri(text, &uri, err));
    alb_status st = new_token(uri, false, &t, err);
    if (st == ALB_OK) {
        st = find_private(t, uri, err);
        st = st == ALB_OK ? find_public(t, err) : st;
        if (st == ALB_OK) {
            st = finish(t, uri, out, err);
        } else {
            crypto_token_free(t);
        }
    }
    p11_kit_uri_free(uri);
    return st;
}

/* A pair of token objects; the private one cannot be read, nor wrapped for export. The caller's crypto_kind
 * chooses size or curve. */
static ck_rv_t generate(crypto_token *t, const char *label, crypto_kind kind)
{
    unsigned char yes = 1, no = 0;
    uint8_t id[ID_OCTETS];
    uint8_t text[64];
    static uint8_t exponent[] = {1, 0, 1};
    unsigned long bits = crypto_kind_bits(kind);
    size_t label_len = strnlen(label, sizeof text);
    bool rsa = kind != CRYPTO_KIND_P256;
    struct ck_mechanism mechanism = {rsa ? CKM_RSA_PKCS_KEY_PAIR_GEN : CKM_EC_KEY_PAIR_GEN, NULL, 0};
    if (crypto_random(id, sizeof id) != ALB_OK) {
        return CKR_GENERAL_ERROR;
    }
    memcpy(text, label, label_len);
    struct ck_attribute public_half[] = {{CKA_TOKEN, &yes, 1},
                                         {CKA_VERIFY, &yes, 1},
                                         {CKA_ID, id, sizeof id},
                                         {CKA_LABEL, text, label_len},
                                         {CKA_EC_PARAMS, curve, sizeof curve},
                                         {0, NULL, 0}};
    unsigned long n_public = 5;
    if (rsa) {
        public_half[4] = (struct ck_attribute){CKA_MODULUS_BITS, &bits, sizeof bits};
        public_half[5] = (struct ck_attribute){CKA_PUBLIC_EXPONENT, exponent, sizeof exponent};
        n_public = 6;
    }
    struct ck_attribute private_half[] = {{CKA_TOKEN, &yes, 1},         {CKA_PRIVATE, &yes, 1},
                                          {CKA_SENSITIVE, &yes, 1},     {CKA_EXTRACTABLE, &no, 1},
                                          {CKA_SIGN, &yes, 1},          {CKA_ID, id, sizeof id},
                                          {CKA_LABEL, text, label_len}, {CKA_DERIVE, &yes, 1}};
    unsigned long n_private = ALB_COUNT(private_half) - (rsa ? 1 : 0); /* RSA agrees on nothing */
    return t->session.module->C_GenerateKeyPair(t->session.handle, &mechanism, public_half, n_public,
                                                private_half, n_private, &t->pub, &t->key);
}

alb_status crypto_token_generate(alb_span text, const char *label, crypto_kind kind, crypto_key **out,
                                 alb_err *err)
{
    P11KitUri *uri = NULL;
    crypto_token *t = NULL;
    ALB_TRY(session_parse_uri(text, &uri, err));
    alb_status st = new_token(uri, true, &t, err);
    if (st == ALB_OK) {
        ck_rv_t rv = generate(t, label, kind);
        if (rv == CKR_OK) {
            t->made = true;
            st = finish(t, uri, out, err);
        } else {
            st = session_fail(err, ALB_CRYPTO, "the token makes no key", rv);
            crypto_token_free(t);
        }
    }
    p11_kit_uri_free(uri);
    return st;
}

void crypto_token_destroy(crypto_key *key)
{
    crypto_token *t = key ? key->token : NULL;
    if (t && t->made) {
        (void)pthread_mutex_lock(&t->lock);
        (void)t->session.module->C_DestroyObject(t->session.handle, t->key);
        (void)t->session.module->C_DestroyObject(t->session.handle, t->pub);
        t->made = false;
        (void)pthread_mutex_unlock(&t->lock);
    }
}

/* --- operations --- */

/* *len: room in out, then how much of it was used. */
static alb_status sign(crypto_token *t, ck_mechanism_type_t type, alb_span data, uint8_t *out, size_t *len,
                       alb_err *err)
{
    enum { INPUT_MAX = 64 };
    struct ck_mechanism mechanism = {type, NULL, 0};
    uint8_t in[INPUT_MAX]; /* the interface takes no const */
    unsigned long n = *len;
    if (data.len > sizeof in) {
        return ALB_TOO_LARGE;
    }
    memcpy(in, data.ptr, data.len);
    const session *s = &t->session;
    (void)pthread_mutex_lock(&t->lock);
    ck_rv_t rv = s->module->C_SignInit(s->handle, &mechanism, t->key);
    rv = rv == CKR_OK ? s->module->C_Sign(s->handle, in, data.len, out, &n) : rv;
    (void)pthread_mutex_unlock(&t->lock);
    *len = n;
    return rv == CKR_OK ? ALB_OK : session_fail(err, ALB_CRYPTO, "the token does not sign", rv);
}

alb_status crypto_token_sign(crypto_token *t, const uint8_t hash[static CRYPTO_HASH],
                             uint8_t out[static CRYPTO_SIGNATURE], alb_err *err)
{
    size_t len = CRYPTO_SIGNATURE;
    ALB_TRY(sign(t, CKM_ECDSA, alb_span_of(hash, CRYPTO_HASH), out, &len, err));
    return len == CRYPTO_SIGNATURE
               ? ALB_OK
               : alb_fail(err, ALB_CRYPTO, RULE, 0, "the token signs with %zu octets", len);
}

alb_status crypto_token_sign_rsa(crypto_token *t, alb_span digest_info, alb_wr *out, alb_err *err)
{
    uint8_t signature[CRYPTO_SIGNATURE_MAX];
    size_t len = sizeof signature;
    ALB_TRY(sign(t, CKM_RSA_PKCS, digest_info, signature, &len, err));
    alb_wr_bytes(out, alb_span_of(signature, len));
    return out->st;
}

/* The secret is made in the session and read at once: what is derived from it is the message's key, which
 * the caller holds anyway. */
alb_status crypto_token_derive(crypto_token *t, const crypto_pub *peer, crypto_secret *out, alb_err *err)
{
    unsigned char yes = 1, no = 0;
    ck_object_class_t secret_key = CKO_SECRET_KEY;
    ck_key_type_t generic = CKK_GENERIC_SECRET;
    unsigned long length = sizeof out->octets;
    uint8_t point[CRYPTO_POINT];
    ck_object_handle_t made = 0;
    memcpy(point, crypto_pub_point(peer), sizeof point);
    struct ck_ecdh1_derive_params params = {
        .kdf = CKD_NULL, .public_data_len = sizeof point, .public_data = point};
    struct ck_mechanism mechanism = {CKM_ECDH1_DERIVE, &params, sizeof params};
    struct ck_attribute like[] = {{CKA_CLASS, &secret_key, sizeof secret_key},
                                  {CKA_KEY_TYPE, &generic, sizeof generic},
                                  {CKA_TOKEN, &no, 1},
                                  {CKA_SENSITIVE, &no, 1},
                                  {CKA_EXTRACTABLE, &yes, 1},
                                  {CKA_VALUE_LEN, &length, sizeof length}};
    struct ck_attribute value = {CKA_VALUE, out->octets, sizeof out->octets};
    const session *s = &t->session;
    (void)pthread_mutex_lock(&t->lock);
    ck_rv_t rv = s->module->C_DeriveKey(s->handle, &mechanism, t->key, like, ALB_COUNT(like), &made);
    if (rv == CKR_OK) {
        rv = s->module->C_GetAttributeValue(s->handle, made, &value, 1);
        (void)s->module->C_DestroyObject(s->handle, made);
    }
    (void)pthread_mutex_unlock(&t->lock);
    if (rv == CKR_OK && value.value_len == sizeof out->octets) {
        return ALB_OK;
    }
    crypto_wipe_secret(out);
    return session_fail(err, rv == CKR_OK ? ALB_CRYPTO : ALB_UNSUPPORTED,
                        "the token does not agree on keys (CKM_ECDH1_DERIVE)", rv);
}
