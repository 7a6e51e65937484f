/* Reading a certificate: OpenSSL checks the form, the fields are taken over once, and OpenSSL's object is let
 * go. */
#include "smki/certificate.h"

#include "smki_internal.h"

#include "base/text.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#define RULE "GBCS 12 certificate profile"

/* --- pieces of DER that OpenSSL hands out whole --- */

/* One element with this tag; its contents. */
static alb_span element(alb_rd *r, uint8_t tag)
{
    if (alb_rd_u8(r) != tag) {
        alb_rd_fail(r, ALB_BAD_TAG);
    }
    size_t len = alb_rd_length(r);
    return alb_rd_bytes(r, len);
}

/* The same with tag and length. */
static alb_span whole_element(alb_rd *r, uint8_t tag)
{
    alb_rd start = *r;
    (void)element(r, tag);
    return alb_rd_bytes(&start, r->st == ALB_OK ? r->pos - start.pos : 0);
}

/* tbsCertificate, signatureAlgorithm, signature; within the first: issuer and subject. */
static alb_status take_der(smki_certificate *c, alb_err *err)
{
    alb_rd file = alb_rd_init(c->der);
    alb_rd r = alb_rd_init(element(&file, 0x30));
    c->tbs = whole_element(&r, 0x30);
    (void)element(&r, 0x30);
    alb_rd bits = alb_rd_init(element(&r, 0x03));
    if (alb_rd_u8(&bits) != 0) {
        alb_rd_fail(&bits, ALB_BAD_VALUE);
    }
    /* Two certificates in use have surplus leading zeros in their signatures, which strict readers refuse. */
    alb_status signature =
        crypto_signature_from_der(alb_rd_bytes(&bits, alb_rd_left(&bits)), true, c->signature);

    alb_rd outer = alb_rd_init(c->tbs);
    alb_rd t = alb_rd_init(element(&outer, 0x30));
    (void)element(&t, 0xa0); /* version */
    (void)element(&t, 0x02); /* serial number */
    (void)element(&t, 0x30); /* signature algorithm */
    c->issuer = whole_element(&t, 0x30);
    (void)element(&t, 0x30); /* validity */
    c->subject = whole_element(&t, 0x30);
    if (alb_rd_end(&file) != ALB_OK || alb_rd_end(&r) != ALB_OK || signature != ALB_OK || bits.st != ALB_OK ||
        t.st != ALB_OK) {
        return alb_fail(err, ALB_BAD_KEY, RULE, 0, "not an X.509 v3 certificate with an ECDSA signature");
    }
    return ALB_OK;
}

/* --- fields through OpenSSL --- */

static bool take_time(const ASN1_TIME *t, alb_time *out)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(t, &tm) != 1) {
        return false;
    }
    alb_date_time d = {.year = tm.tm_year + 1900,
                       .month = tm.tm_mon + 1,
                       .day = tm.tm_mday,
                       .hour = tm.tm_hour,
                       .minute = tm.tm_min,
                       .second = tm.tm_sec};
    return alb_time_join(&d, out);
}

static void take_key_usage(const X509 *x, smki_certificate *c)
{
    ASN1_BIT_STRING *bits = X509_get_ext_d2i(x, NID_key_usage, NULL, NULL);
    c->usage = SMKI_USAGE_OTHER;
    if (bits && ASN1_BIT_STRING_get_bit(bits, 0)) {
        c->usage = SMKI_USAGE_DIGITAL_SIGNATURE;
    } else if (bits && ASN1_BIT_STRING_get_bit(bits, 4)) {
        c->usage = SMKI_USAGE_KEY_AGREEMENT;
    } else if (bits && ASN1_BIT_STRING_get_bit(bits, 5)) {
        c->usage = SMKI_USAGE_CERT_SIGN;
    }
    ASN1_BIT_STRING_free(bits);
}

static void take_key_id(const ASN1_OCTET_STRING *id, uint8_t out[static SMKI_KEY_ID], uint8_t *len)
{
    int n = id ? ASN1_STRING_length(id) : 0;
    if (n > 0 && n <= SMKI_KEY_ID) {
        memcpy(out, ASN1_STRING_get0_data(id), (size_t)n);
        *len = (uint8_t)n;
    }
}

static void take_key_ids(const X509 *x, smki_certificate *c)
{
    ASN1_OCTET_STRING *ski = X509_get_ext_d2i(x, NID_subject_key_identifier, NULL, NULL);
    AUTHORITY_KEYID *aki = X509_get_ext_d2i(x, NID_authority_key_identifier, NULL, NULL);
    take_key_id(ski, c->ski, &c->ski_len);
    take_key_id(aki ? aki->keyid : NULL, c->aki, &c->aki_len);
    ASN1_OCTET_STRING_free(ski);
    AUTHORITY_KEYID_free(aki);
}

/* Organisations: OU is the role in hexadecimal, x500UniqueIdentifier the entity. */
static bool take_organisation(const X509 *x, smki_certificate *c)
{
    const X509_NAME *name = X509_get_subject_name(x);
    bool found = false;
    for (int i = 0; i < X509_NAME_entry_count(name); i++) {
        const X509_NAME_ENTRY *e = X509_NAME_get_entry(name, i);
        int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(e));
        const ASN1_STRING *s = X509_NAME_ENTRY_get_data(e);
        alb_span value = alb_span_of(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
        uint64_t role;
        if (nid == NID_organizationalUnitName && alb_parse_hex_u64(value, 0xff, &role)) {
            c->role = (smki_role)role;
        } else if (nid == NID_x500UniqueIdentifier && value.len == 8) {
            memcpy(c->entity.octets, value.ptr, 8);
            found = true;
        }
    }
    return found;
}

/* Devices: subject alternative name of type hardwareModuleName { type OID, serial number = entity }. */
static bool take_device(const X509 *x, smki_certificate *c)
{
    static const uint8_t hardware_module_name[] = {0x2b, 6, 1, 5, 5, 7, 8, 4};
    GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
    bool found = false;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *g = sk_GENERAL_NAME_value(names, i);
        if (g->type != GEN_OTHERNAME || g->d.otherName->value->type != V_ASN1_SEQUENCE) {
            continue;
        }
        const ASN1_OBJECT *type = g->d.otherName->type_id;
        const ASN1_STRING *s = g->d.otherName->value->value.sequence;
        alb_rd outer = alb_rd_init(alb_span_of(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)));
        alb_rd r = alb_rd_init(element(&outer, 0x30));
        (void)element(&r, 0x06);
        alb_span serial = element(&r, 0x04);
        if (alb_span_equal(alb_span_of(OBJ_get0_data(type), OBJ_length(type)),
                           ALB_SPAN_OF(hardware_module_name)) &&
            r.st == ALB_OK && serial.len == 8) {
            memcpy(c->entity.octets, serial.ptr, 8);
            found = true;
        }
    }
    GENERAL_NAMES_free(names);
    return found;
}

static bool take_serial(const X509 *x, smki_certificate *c)
{
    BIGNUM *n = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x), NULL);
    bool ok = n && !BN_is_negative(n) && BN_num_bytes(n) <= SMKI_SERIAL;
    if (ok) {
        c->serial_len = (uint8_t)BN_bn2bin(n, c->serial);
    }
    BN_free(n);
    return ok;
}

static alb_status take_public(const X509 *x, smki_certificate *c, alb_err *err)
{
    unsigned char *spki = NULL;
    int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &spki);
    alb_status st = n > 0 ? crypto_pub_load(alb_span_of(spki, (size_t)n), &c->pub, err) : ALB_BAD_KEY;
    OPENSSL_free(spki);
    return st;
}

static alb_status take_fields(const X509 *x, smki_certificate *c, alb_err *err)
{
    if (X509_get_version(x) != 2 || X509_get_signature_nid(x) != NID_ecdsa_with_SHA256) {
        return alb_fail(err, ALB_BAD_KEY, RULE, 0, "not version 3 with ecdsa-with-SHA256");
    }
    if (!take_time(X509_get0_notBefore(x), &c->not_before) ||
        !take_time(X509_get0_notAfter(x), &c->not_after) || !take_serial(x, c)) {
        return alb_fail(err, ALB_BAD_KEY, RULE, 0, "validity or serial number cannot be read");
    }
    take_key_usage(x, c);
    take_key_ids(x, c);
    c->role = SMKI_ROLE_NONE;
    if (take_device(x, c)) {
        c->kind = SMKI_KIND_DEVICE;
        c->role = SMKI_ROLE_NONE;
    } else {
        bool organisation = take_organisation(x, c);
        c->kind = c->usage == SMKI_USAGE_CERT_SIGN ? SMKI_KIND_AUTHORITY
                  : organisation                   ? SMKI_KIND_ORGANISATION
                                                   : SMKI_KIND_OTHER;
    }
    return take_public(x, c, err);
}

/* --- life --- */

static X509 *read_x509(alb_span in)
{
    static const char pem[] = "-----BEGIN";
    X509 *x = NULL;
    if (in.len > INT32_MAX) {
        return NULL;
    }
    if (memmem(in.ptr, in.len, pem, sizeof pem - 1)) {
        BIO *bio = BIO_new_mem_buf(in.ptr, (int)in.len);
        x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
        BIO_free(bio);
    } else {
        const unsigned char *p = in.ptr;
        x = d2i_X509(NULL, &p, (long)in.len);
        if (x && p != in.ptr + in.len) {
            X509_free(x);
            x = NULL;
        }
    }
    ERR_clear_error();
    return x;
}

static bool copy_der(const X509 *x, smki_certificate *c)
{
    unsigned char *der = NULL;
    int n = i2d_X509(x, &der);
    uint8_t *own = n > 0 ? malloc((size_t)n) : NULL;
    if (own) {
        memcpy(own, der, (size_t)n);
        c->der = alb_span_of(own, (size_t)n);
    }
    OPENSSL_free(der);
    return own != NULL;
}

alb_status smki_certificate_parse(alb_span der_or_pem, smki_certificate **out, alb_err *err)
{
    X509 *x = der_or_pem.len > 0 ? read_x509(der_or_pem) : NULL;
    if (!x) {
        return alb_fail(err, ALB_BAD_KEY, RULE, 0, "not a certificate");
    }
    smki_certificate *c = calloc(1, sizeof *c);
    alb_status st = ALB_NO_MEMORY;
    if (c && copy_der(x, c)) {
        atomic_init(&c->refs, 1);
        st = take_fields(x, c, err);
        st = st == ALB_OK ? take_der(c, err) : st;
    }
    X509_free(x);
    ERR_clear_error();
    if (st != ALB_OK) {
        if (c) {
            atomic_store(&c->refs, 1);
        }
        smki_certificate_free(c);
        return alb_fail(err, st, RULE, 0, "%s", alb_status_text(st));
    }
    *out = c;
    return ALB_OK;
}

smki_certificate *smki_certificate_ref(smki_certificate *c)
{
    if (c) {
        atomic_fetch_add(&c->refs, 1);
    }
    return c;
}

void smki_certificate_free(smki_certificate *c)
{
    if (c && atomic_fetch_sub(&c->refs, 1) == 1) {
        union {
            const uint8_t *is;
            void *as;
        } der = {c->der.ptr}; /* own copy, const only to readers */
        crypto_pub_free(c->pub);
        free(der.as);
        free(c);
    }
}

/* --- questions --- */

alb_span smki_certificate_der(const smki_certificate *c)
{
    return c->der;
}

smki_kind smki_certificate_kind(const smki_certificate *c)
{
    return c->kind;
}

alb_eui64 smki_certificate_entity(const smki_certificate *c)
{
    return c->entity;
}

smki_role smki_certificate_role(const smki_certificate *c)
{
    return c->role;
}

smki_usage smki_certificate_usage(const smki_certificate *c)
{
    return c->usage;
}

alb_span smki_certificate_serial(const smki_certificate *c)
{
    return alb_span_of(c->serial, c->serial_len);
}

alb_span smki_certificate_issuer(const smki_certificate *c)
{
    return c->issuer;
}

alb_span smki_certificate_subject(const smki_certificate *c)
{
    return c->subject;
}

alb_span smki_certificate_ski(const smki_certificate *c)
{
    return alb_span_of(c->ski, c->ski_len);
}

alb_span smki_certificate_aki(const smki_certificate *c)
{
    return alb_span_of(c->aki, c->aki_len);
}

alb_time smki_certificate_not_before(const smki_certificate *c)
{
    return c->not_before;
}

alb_time smki_certificate_not_after(const smki_certificate *c)
{
    return c->not_after;
}

const crypto_pub *smki_certificate_public(const smki_certificate *c)
{
    return c->pub;
}

alb_status smki_certificate_issuer_text(const smki_certificate *c, alb_wr *out)
{
    const unsigned char *p = c->issuer.ptr;
    X509_NAME *name = d2i_X509_NAME(NULL, &p, (long)c->issuer.len);
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    alb_status st = ALB_BAD_FORMAT;
    if (name && bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0) {
        long len = BIO_get_mem_data(bio, &text);
        alb_wr_bytes(out, alb_span_of(text, len > 0 ? (size_t)len : 0));
        st = out->st;
    }
    BIO_free(bio);
    X509_NAME_free(name);
    ERR_clear_error();
    return st;
}

alb_status smki_certificate_signed_by(crypto_ctx *ctx, const smki_certificate *c, const crypto_pub *issuer)
{
    return crypto_verify(ctx, issuer, c->tbs, c->signature);
}
