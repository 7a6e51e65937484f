#include "crypto/file_signature.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <time.h>

#define RULE "smki.md 22.2"

enum { TRUSTED_MAX = 64 };

static BIO *memory(alb_span s)
{
    return s.len <= INT_MAX ? BIO_new_mem_buf(s.ptr, (int)s.len) : NULL;
}

/* The reason that OpenSSL gives, which is all that it keeps of it. */
static alb_status refuse(alb_err *err, alb_status st, const char *what)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    ERR_clear_error();
    return alb_fail(err, st, RULE, 0, "%s%s%s", what, reason ? ": " : "", reason ? reason : "");
}

/* --- signing --- */

static X509 *read_certificate(alb_span pem)
{
    BIO *in = memory(pem);
    X509 *c = in ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    return c;
}

/* No passphrase is ever asked for. */
static int no_passphrase(char *buf, int size, int writing, void *ctx)
{
    (void)buf;
    (void)size;
    (void)writing;
    (void)ctx;
    return -1;
}

static EVP_PKEY *read_key(alb_span pem)
{
    BIO *in = memory(pem);
    EVP_PKEY *key = in ? PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL) : NULL;
    BIO_free(in);
    return key;
}

static bool state_time(CMS_SignerInfo *signer, alb_time when)
{
    ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)(when / 1000));
    bool good = t && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, t->type, t, -1) == 1;
    ASN1_TIME_free(t);
    return good;
}

static bool sign(X509 *certificate, EVP_PKEY *key, BIO *file, alb_time when, BIO *out)
{
    enum { FLAGS = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP };
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, FLAGS | CMS_PARTIAL);
    CMS_SignerInfo *signer = cms ? CMS_add1_signer(cms, certificate, key, EVP_sha256(), FLAGS) : NULL;
    bool good = signer && state_time(signer, when) && CMS_final(cms, file, NULL, FLAGS) == 1 &&
                i2d_CMS_bio(out, cms) == 1;
    CMS_ContentInfo_free(cms);
    return good;
}

static void take(BIO *from, alb_buf *out)
{
    char *octets = NULL;
    long len = BIO_get_mem_data(from, &octets);
    alb_buf_add(out, alb_span_of(octets, len > 0 ? (size_t)len : 0));
}

alb_status crypto_file_sign(alb_span certificate_pem, alb_span key_pem, alb_span file, alb_time when,
                            alb_buf *out, alb_err *err)
{
    X509 *certificate = read_certificate(certificate_pem);
    EVP_PKEY *key = read_key(key_pem);
    BIO *in = memory(file);
    BIO *signature = BIO_new(BIO_s_mem());
    alb_status st = ALB_OK;
    if (!certificate || !key || X509_check_private_key(certificate, key) != 1) {
        st = refuse(err, ALB_BAD_KEY, "certificate and key cannot be read or do not belong together");
    } else if (!in || !signature || !sign(certificate, key, in, when, signature)) {
        st = refuse(err, ALB_CRYPTO, "the file cannot be signed");
    } else {
        take(signature, out);
        st = out->st;
    }
    BIO_free(signature);
    BIO_free(in);
    EVP_PKEY_free(key);
    X509_free(certificate);
    return st;
}

/* --- verifying --- */

static X509_STORE *read_trusted(alb_span pem, alb_time at)
{
    BIO *in = memory(pem);
    X509_STORE *store = X509_STORE_new();
    X509 *c = NULL;
    for (int i = 0; in && store && i < TRUSTED_MAX && (c = PEM_read_bio_X509(in, NULL, NULL, NULL)); i++) {
        (void)X509_STORE_add_cert(store, c);
        X509_free(c);
    }
    ERR_clear_error(); /* the end of the file is one */
    BIO_free(in);
    if (store) {
        X509_VERIFY_PARAM *p = X509_STORE_get0_param(store);
        /* What signs files has no purpose of e-mail. */
        (void)X509_VERIFY_PARAM_set_purpose(p, X509_PURPOSE_ANY);
        (void)X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_X509_STRICT);
        X509_VERIFY_PARAM_set_time(p, (time_t)(at / 1000));
    }
    return store;
}

static alb_time stated_time(CMS_ContentInfo *cms)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    const ASN1_TIME *t =
        signers && sk_CMS_SignerInfo_num(signers) == 1
            ? CMS_signed_get0_data_by_OBJ(sk_CMS_SignerInfo_value(signers, 0),
                                          OBJ_nid2obj(NID_pkcs9_signingTime), -3, V_ASN1_UTCTIME)
            : NULL;
    struct tm tm;
    alb_time out;
    if (!t || ASN1_TIME_to_tm(t, &tm) != 1) {
        return ALB_TIME_NONE;
    }
    alb_date_time d = {.year = tm.tm_year + 1900,
                       .month = tm.tm_mon + 1,
                       .day = tm.tm_mday,
                       .hour = tm.tm_hour,
                       .minute = tm.tm_min,
                       .second = tm.tm_sec};
    return alb_time_join(&d, &out) ? out : ALB_TIME_NONE;
}

/* The certificate of that subject among the trusted ones, whose key signed the list; false: none. */
static bool is_signed(X509_STORE *store, X509_CRL *list)
{
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
    for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
        X509 *c = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        if (c && X509_NAME_cmp(X509_get_subject_name(c), X509_CRL_get_issuer(list)) == 0 &&
            X509_CRL_verify(list, X509_get0_pubkey(c)) == 1) {
            return true;
        }
    }
    return false;
}

/* Does a list among the trusted PEM, of the signer's issuer, name it? When it was revoked does not matter:
 * whoever has the key states what time it likes. */
static bool is_revoked(alb_span trusted, X509_STORE *store, X509 *signer)
{
    BIO *in = memory(trusted);
    X509_CRL *list = NULL;
    bool revoked = false;
    for (int i = 0; in && !revoked && i < TRUSTED_MAX && (list = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL));
         i++) {
        X509_REVOKED *entry = NULL;
        revoked = X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_issuer_name(signer)) == 0 &&
                  X509_CRL_get0_by_cert(list, &entry, signer) == 1 && is_signed(store, list);
        X509_CRL_free(list);
    }
    ERR_clear_error(); /* the end of the file is one */
    BIO_free(in);
    return revoked;
}

/* Why the certificate may not sign files although its chain holds; NULL: it may. */
static const char *objection(CMS_ContentInfo *cms, alb_span trusted, X509_STORE *store)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    X509 *c = sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : NULL;
    const char *why = NULL;
    if (!c) {
        why = "not one signer";
    } else if (!(X509_get_extension_flags(c) & EXFLAG_KUSAGE) ||
               !(X509_get_key_usage(c) & KU_DIGITAL_SIGNATURE)) {
        why = "the signer's certificate is not for signatures";
    } else if (is_revoked(trusted, store, c)) {
        why = "the signer's certificate is revoked";
    }
    sk_X509_free(signers);
    return why;
}

static bool fill_signer(CMS_ContentInfo *cms, crypto_file_signer *out)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    X509 *c = sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : NULL;
    unsigned char *der = NULL;
    int len = c ? i2d_X509(c, &der) : -1;
    if (len > 0) {
        alb_buf_init(&out->certificate, (size_t)len);
        alb_buf_add(&out->certificate, alb_span_of(der, (size_t)len));
        (void)X509_NAME_oneline(X509_get_subject_name(c), out->name, sizeof out->name);
    }
    OPENSSL_free(der);
    sk_X509_free(signers);
    return len > 0;
}

static alb_status verify(CMS_ContentInfo *cms, BIO *file, alb_span trusted, alb_time at,
                         crypto_file_signer *signer, alb_err *err)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    signer->when = stated_time(cms);
    if (!signers || sk_CMS_SignerInfo_num(signers) != 1 || CMS_is_detached(cms) != 1) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, 0, "not a detached signature of one signer");
    }
    if (at == ALB_TIME_NONE && signer->when == ALB_TIME_NONE) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, 0, "the signature states no time");
    }
    X509_STORE *store = read_trusted(trusted, at == ALB_TIME_NONE ? signer->when : at);
    alb_status st = ALB_OK;
    const char *why = NULL;
    if (!store || CMS_verify(cms, NULL, store, file, NULL, CMS_DETACHED | CMS_BINARY) != 1) {
        st = refuse(err, ALB_AUTH_FAILED, "the signature does not hold");
    } else if ((why = objection(cms, trusted, store)) != NULL) {
        st = alb_fail(err, ALB_AUTH_FAILED, RULE, 0, "%s", why);
    } else if (!fill_signer(cms, signer)) {
        st = refuse(err, ALB_NO_MEMORY, "no room for the signer");
    }
    X509_STORE_free(store);
    return st;
}

alb_status crypto_file_verify(alb_span signature, alb_span file, alb_span trusted, alb_time at,
                              crypto_file_signer *signer, alb_err *err)
{
    *signer = (crypto_file_signer){.when = ALB_TIME_NONE};
    BIO *in = memory(signature);
    BIO *content = memory(file);
    CMS_ContentInfo *cms = in ? d2i_CMS_bio(in, NULL) : NULL;
    alb_status st = cms && content ? verify(cms, content, trusted, at, signer, err)
                                   : refuse(err, ALB_BAD_FORMAT, "not CMS");
    CMS_ContentInfo_free(cms);
    BIO_free(content);
    BIO_free(in);
    return st;
}
