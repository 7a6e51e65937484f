/* A certificate as its profile wants it, octet for octet (smki.md 4, 5): fields, order and encodings are
 * written here and not left to a library, so that they are those of the certificates in use. */
#include "issue_internal.h"

#include "der/der.h"

#include <arpa/inet.h>

enum { SERIAL_OCTETS = 16, BODY_MAX = SMKI_CERTIFICATE_MAX - 256 };

#define OID_ECDSA_SHA256    "1.2.840.10045.4.3.2"
#define OID_RSA_SHA256      "1.2.840.113549.1.1.11"
#define OID_COMMON_NAME     "2.5.4.3"
#define OID_COUNTRY         "2.5.4.6"
#define OID_ORGANISATION    "2.5.4.10"
#define OID_UNIT            "2.5.4.11" /* organizationalUnitName: the role */
#define OID_SERVER          "1.3.6.1.5.5.7.3.1"
#define OID_CLIENT          "1.3.6.1.5.5.7.3.2"
#define OID_UNIQUE_ID       "2.5.4.45"
#define OID_HARDWARE_MODULE "1.3.6.1.5.5.7.8.4"

void smki_key_identifier(crypto_ctx *ctx, const crypto_pub *pub, uint8_t out[static SMKI_KEY_IDENTIFIER])
{
    uint8_t hash[20];
    crypto_sha1(ctx, crypto_pub_octets(pub), hash);
    memcpy(out, hash + sizeof hash - SMKI_KEY_IDENTIFIER, SMKI_KEY_IDENTIFIER);
    out[0] = (uint8_t)((out[0] & 0x0f) | 0x40);
}

/* --- names --- */

/* RelativeDistinguishedName of one attribute. */
static void write_rdn(alb_wr *w, const char *oid, uint8_t tag, alb_span value)
{
    size_t set = der_wr_begin(w, DER_SET);
    size_t attribute = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, oid);
    if (tag == DER_BIT_STRING) {
        der_wr_bit_string(w, tag, value, value.len * 8);
    } else {
        der_wr_element(w, tag, value);
    }
    der_wr_end(w, attribute);
    der_wr_end(w, set);
}

void smki_issue_write_subject(alb_wr *w, const smki_issue *issue)
{
    const cat_certificate *p = issue->profile;
    uint8_t text = p->text == CAT_TEXT_UTF8 ? DER_UTF8_STRING : DER_PRINTABLE_STRING;
    char digits[3];
    alb_wr role = alb_wr_init(digits, sizeof digits);
    alb_wr_printf(&role, "%02X", issue->role);

    size_t name = der_wr_begin(w, DER_SEQUENCE);
    switch (p->subject) {
    case CAT_SUBJECT_EMPTY:
        break;
    case CAT_SUBJECT_ENTITY:
        if (issue->name) {
            write_rdn(w, OID_COMMON_NAME, text, alb_span_str(issue->name));
        }
        write_rdn(w, OID_UNIT, text, alb_wr_span(&role));
        write_rdn(w, OID_UNIQUE_ID, DER_BIT_STRING, alb_eui64_span(&issue->entity));
        break;
    case CAT_SUBJECT_ROLE_NAME:
        write_rdn(w, OID_UNIT, text, alb_wr_span(&role));
        write_rdn(w, OID_COMMON_NAME, text, alb_span_str(issue->name));
        break;
    case CAT_SUBJECT_NAME:
        write_rdn(w, OID_COMMON_NAME, text, alb_span_str(issue->name));
        break;
    case CAT_SUBJECT_SYSTEM:
        write_rdn(w, OID_ORGANISATION, text, alb_span_str(issue->organisation));
        write_rdn(w, OID_UNIT, text, alb_wr_span(&role));
        write_rdn(w, OID_COMMON_NAME, text, alb_span_str(issue->name));
        break;
    case CAT_SUBJECT_PARTY:
        write_rdn(w, OID_COUNTRY, DER_PRINTABLE_STRING, ALB_LIT("GB"));
        write_rdn(w, OID_ORGANISATION, text, alb_span_str(issue->organisation));
        write_rdn(w, OID_COMMON_NAME, text, alb_span_str(issue->name));
        break;
    }
    der_wr_end(w, name);
}

/* --- extensions --- */

static void write_key_id(alb_wr *w, crypto_ctx *ctx, const crypto_pub *pub)
{
    uint8_t id[SMKI_KEY_IDENTIFIER];
    smki_key_identifier(ctx, pub, id);
    der_wr_element(w, DER_OCTET_STRING, ALB_SPAN_OF(id));
}

/* [0] keyIdentifier and nothing else (GBCS 12). */
static void write_authority_key_id(alb_wr *w, alb_span id)
{
    size_t sequence = der_wr_begin(w, DER_SEQUENCE);
    der_wr_element(w, DER_CONTEXT | 0, id);
    der_wr_end(w, sequence);
}

static void write_basic_constraints(alb_wr *w, const cat_certificate *profile)
{
    static const uint8_t yes[] = {0xff};
    size_t sequence = der_wr_begin(w, DER_SEQUENCE);
    der_wr_element(w, DER_BOOLEAN, ALB_SPAN_OF(yes));
    if (profile->path_length != CAT_NO_PATH_LENGTH) {
        der_wr_integer(w, DER_INTEGER, profile->path_length);
    }
    der_wr_end(w, sequence);
}

/* One policy without qualifiers. */
static void write_policies(alb_wr *w, const char *policy)
{
    size_t policies = der_wr_begin(w, DER_SEQUENCE);
    size_t information = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, policy);
    der_wr_end(w, information);
    der_wr_end(w, policies);
}

/* GeneralNames { otherName { id-on-hardwareModuleName, [0] { hwType, hwSerialNum } } } (RFC 4108 5). */
static void write_hardware_module(alb_wr *w, const char *type, alb_eui64 entity)
{
    size_t names = der_wr_begin(w, DER_SEQUENCE);
    size_t other = der_wr_begin(w, DER_CONTEXT | DER_CONSTRUCTED | 0);
    der_wr_oid(w, DER_OID, OID_HARDWARE_MODULE);
    size_t value = der_wr_begin(w, DER_CONTEXT | DER_CONSTRUCTED | 0);
    size_t module = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, type);
    der_wr_element(w, DER_OCTET_STRING, alb_eui64_span(&entity));
    der_wr_end(w, module);
    der_wr_end(w, value);
    der_wr_end(w, other);
    der_wr_end(w, names);
}

/* GeneralNames with the host alone: [7] iPAddress for what is one, else [2] dNSName. */
static void write_host(alb_wr *w, const char *host)
{
    uint8_t address[sizeof(struct in6_addr)];
    size_t len = inet_pton(AF_INET, host, address) == 1    ? sizeof(struct in_addr)
                 : inet_pton(AF_INET6, host, address) == 1 ? sizeof(struct in6_addr)
                                                           : 0;
    size_t names = der_wr_begin(w, DER_SEQUENCE);
    if (len > 0) {
        der_wr_element(w, DER_CONTEXT | 7, alb_span_of(address, len));
    } else {
        der_wr_element(w, DER_CONTEXT | 2, alb_span_str(host));
    }
    der_wr_end(w, names);
}

static void write_purposes(alb_wr *w, uint8_t purposes)
{
    size_t list = der_wr_begin(w, DER_SEQUENCE);
    if (purposes & CAT_PURPOSE_SERVER) {
        der_wr_oid(w, DER_OID, OID_SERVER);
    }
    if (purposes & CAT_PURPOSE_CLIENT) {
        der_wr_oid(w, DER_OID, OID_CLIENT);
    }
    der_wr_end(w, list);
}

const char *smki_extension_oid(cat_extension_kind kind)
{
    switch (kind) {
    case CAT_EXTENSION_SUBJECT_KEY_ID:
        return "2.5.29.14";
    case CAT_EXTENSION_KEY_USAGE:
        return "2.5.29.15";
    case CAT_EXTENSION_HARDWARE_MODULE:
    case CAT_EXTENSION_HOST:
        return "2.5.29.17";
    case CAT_EXTENSION_PURPOSES:
        return "2.5.29.37";
    case CAT_EXTENSION_BASIC_CONSTRAINTS:
        return "2.5.29.19";
    case CAT_EXTENSION_POLICIES:
        return "2.5.29.32";
    case CAT_EXTENSION_AUTHORITY_KEY_ID:
        return "2.5.29.35";
    }
    ALB_BUG("extension");
}

static void write_extension_value(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue,
                                  cat_extension_kind kind)
{
    switch (kind) {
    case CAT_EXTENSION_KEY_USAGE:
        der_wr_named_bits(w, DER_BIT_STRING, issue->usage);
        break;
    case CAT_EXTENSION_BASIC_CONSTRAINTS:
        write_basic_constraints(w, issue->profile);
        break;
    case CAT_EXTENSION_POLICIES:
        write_policies(w, issue->profile->policy);
        break;
    case CAT_EXTENSION_SUBJECT_KEY_ID:
        write_key_id(w, ctx, issue->pub);
        break;
    case CAT_EXTENSION_AUTHORITY_KEY_ID:
        write_authority_key_id(w, ALB_SPAN_OF(issue->authority_key_id));
        break;
    case CAT_EXTENSION_HARDWARE_MODULE:
        write_hardware_module(w, issue->hardware, issue->entity);
        break;
    case CAT_EXTENSION_HOST:
        write_host(w, issue->name);
        break;
    case CAT_EXTENSION_PURPOSES:
        write_purposes(w, issue->profile->purposes);
        break;
    }
}

void smki_issue_write_extension(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue, const cat_extension *x)
{
    static const uint8_t yes[] = {0xff};
    size_t extension = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, smki_extension_oid(x->kind));
    if (x->critical) {
        der_wr_element(w, DER_BOOLEAN, ALB_SPAN_OF(yes));
    }
    size_t value = der_wr_begin(w, DER_OCTET_STRING);
    write_extension_value(w, ctx, issue, x->kind);
    der_wr_end(w, value);
    der_wr_end(w, extension);
}

static void write_extensions(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue)
{
    size_t outer = der_wr_begin(w, DER_CONTEXT | DER_CONSTRUCTED | 3);
    size_t list = der_wr_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < issue->profile->n_extensions; i++) {
        smki_issue_write_extension(w, ctx, issue, &issue->profile->extensions[i]);
    }
    if (issue->contingency.len > 0) {
        smki_issue_write_contingency(w, issue);
    }
    der_wr_end(w, list);
    der_wr_end(w, outer);
}

/* --- the whole --- */

/* ecdsa-with-SHA256, parameters absent; sha256WithRSAEncryption, parameters NULL (RFC 4055 5). */
void smki_issue_write_algorithm(alb_wr *w, crypto_kind signer)
{
    size_t sequence = der_wr_begin(w, DER_SEQUENCE);
    if (signer == CRYPTO_KIND_P256) {
        der_wr_oid(w, DER_OID, OID_ECDSA_SHA256);
    } else {
        der_wr_oid(w, DER_OID, OID_RSA_SHA256);
        der_wr_null(w, DER_NULL);
    }
    der_wr_end(w, sequence);
}

/* Positive and always 16 octets long (smki.md 4.2). */
static alb_status draw_serial(uint8_t serial[static SERIAL_OCTETS])
{
    do {
        ALB_TRY(crypto_random(serial, SERIAL_OCTETS));
        serial[0] &= 0x7f;
    } while (serial[0] == 0);
    return ALB_OK;
}

void smki_issue_write_body(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue, alb_span serial)
{
    size_t tbs = der_wr_begin(w, DER_SEQUENCE);
    size_t version = der_wr_begin(w, DER_CONTEXT | DER_CONSTRUCTED | 0);
    der_wr_integer(w, DER_INTEGER, 2);
    der_wr_end(w, version);
    der_wr_big_unsigned(w, serial);
    smki_issue_write_algorithm(w, issue->signer);
    if (issue->issuer.len > 0) {
        alb_wr_bytes(w, issue->issuer); /* the authority's own octets */
    } else {
        smki_issue_write_subject(w, issue);
    }
    size_t validity = der_wr_begin(w, DER_SEQUENCE);
    der_wr_pkix_time(w, issue->not_before);
    der_wr_pkix_time(w, issue->not_after);
    der_wr_end(w, validity);
    smki_issue_write_subject(w, issue);
    crypto_pub_write_spki(issue->pub, w);
    write_extensions(w, ctx, issue);
    der_wr_end(w, tbs);
}

alb_status smki_issue_sign(crypto_ctx *ctx, alb_span body, const crypto_key *key, alb_wr *out, alb_err *err)
{
    uint8_t signature[CRYPTO_SIGNATURE_MAX];
    alb_wr s = alb_wr_init(signature, sizeof signature);
    ALB_TRY(crypto_sign_any(ctx, key, body, &s, err));
    size_t whole = der_wr_begin(out, DER_SEQUENCE);
    alb_wr_bytes(out, body);
    smki_issue_write_algorithm(out, crypto_pub_kind(crypto_key_public(key)));
    der_wr_bit_string(out, DER_BIT_STRING, alb_wr_span(&s), s.pos * 8);
    der_wr_end(out, whole);
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, "X.690", 0, "no room for what is signed");
}

alb_status smki_issue_write(crypto_ctx *ctx, const smki_issue *issue, const crypto_key *key, alb_wr *out,
                            alb_err *err)
{
    uint8_t serial[SERIAL_OCTETS];
    uint8_t body[BODY_MAX];
    if (draw_serial(serial) != ALB_OK) {
        return alb_fail(err, ALB_CRYPTO, "smki.md 4.2", 0, "no random octets for a serial number");
    }
    alb_wr w = alb_wr_init(body, sizeof body);
    smki_issue_write_body(&w, ctx, issue, ALB_SPAN_OF(serial));
    if (w.st != ALB_OK) {
        return alb_fail(err, w.st, "GBCS 12", 0, "certificate of profile %s cannot be written",
                        issue->profile->name);
    }
    return smki_issue_sign(ctx, alb_wr_span(&w), key, out, err);
}
