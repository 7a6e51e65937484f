/* The fields of a certificate (RFC 5280 4.1, GBCS 12). The octets must be DER; the one exception is named in
 * the certificate's deviation. What belongs to a path (who signed, when, for what) is for path.c. */
#include "smki_internal.h"

#include "smki/name.h"

#include "base/text.h"
#include "catalogue/certificate.h"
#include "crypto/pkix.h"
#include "der/der.h"

#define RULE "GBCS 12 certificate profile"

static alb_status refuse(alb_err *err, const der_element *at, const char *what)
{
    return alb_fail(err, ALB_BAD_KEY, RULE, at->offset, "%s", what);
}

static bool has_oid(const der_element *e, alb_span oid)
{
    return e->tag == DER_OID && alb_span_equal(e->content, oid);
}

/* --- algorithm, serial number, validity, key --- */

/* sha256WithRSAEncryption with NULL; true when it is that and RSA is read. */
static bool is_rsa(const der_element *algorithm, const smki_certificate *c)
{
    static const uint8_t sha256_rsa[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b};
    alb_rd r = der_inside(algorithm);
    der_element oid;
    der_element null;
    return c->any && der_expect(&r, DER_OID, &oid) && has_oid(&oid, ALB_SPAN_OF(sha256_rsa)) &&
           der_expect(&r, DER_NULL, &null) && alb_rd_end(&r) == ALB_OK;
}

/* ecdsa-with-SHA256. Parameters must be absent; NULL is met and tolerated (smki.md 4.1). */
alb_status smki_read_algorithm(const der_element *algorithm, smki_certificate *c, alb_err *err)
{
    static const uint8_t ecdsa_sha256[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
    alb_rd r = der_inside(algorithm);
    der_element oid;
    c->rsa_signed = is_rsa(algorithm, c);
    if (c->rsa_signed) {
        return ALB_OK;
    }
    if (!der_expect(&r, DER_OID, &oid) || !has_oid(&oid, ALB_SPAN_OF(ecdsa_sha256))) {
        return refuse(err, algorithm, "not signed with ecdsa-with-SHA256");
    }
    der_element null;
    if (alb_rd_left(&r) > 0) {
        c->deviation = "parameters of ecdsa-with-SHA256 are NULL and not absent";
        if (!der_expect(&r, DER_NULL, &null) || alb_rd_left(&r) > 0) {
            return refuse(err, algorithm, "parameters in ecdsa-with-SHA256");
        }
    }
    return ALB_OK;
}

static alb_status read_serial(const der_element *serial, smki_certificate *c, alb_err *err)
{
    alb_span n = serial->content;
    if (n.ptr[0] & 0x80) {
        return refuse(err, serial, "serial number is negative");
    }
    while (n.len > 0 && n.ptr[0] == 0) {
        n = alb_span_sub(n, 1, SIZE_MAX);
    }
    if (n.len > sizeof c->serial) {
        return refuse(err, serial, "serial number is too long");
    }
    memcpy(c->serial, n.ptr, n.len);
    c->serial_len = (uint8_t)n.len;
    return ALB_OK;
}

bool smki_read_time(alb_rd *r, alb_time *out)
{
    der_element e;
    return der_next(r, &e) && ((e.tag == DER_UTC_TIME && der_utc_time(e.content, out)) ||
                               (e.tag == DER_GENERALIZED_TIME && der_generalized_time(e.content, out)));
}

static alb_status read_validity(const der_element *validity, smki_certificate *c, alb_err *err)
{
    alb_rd r = der_inside(validity);
    if (!smki_read_time(&r, &c->not_before) || !smki_read_time(&r, &c->not_after) ||
        alb_rd_end(&r) != ALB_OK) {
        return refuse(err, validity, "validity cannot be read");
    }
    return ALB_OK;
}

/* --- subject --- */

/* Two hexadecimal digits; the roles of XML signing are met in decimal, too (smki.md 5.9). */
static bool read_role(alb_span text, smki_role *out)
{
    uint64_t role = SMKI_ROLE_NONE;
    bool decimal = alb_span_is(text, "135") || alb_span_is(text, "137");
    bool good =
        decimal ? alb_parse_u64(text, 255, &role) : text.len == 2 && alb_parse_hex_u64(text, 255, &role);
    *out = (smki_role)role;
    return good;
}

/* OU is the role, x500UniqueIdentifier the entity; true when there is one. */
static bool read_subject(smki_certificate *c)
{
    alb_rd r = smki_name_open(c->subject);
    smki_attribute a;
    bool found = false;
    bool has_role = false;
    while (smki_name_next(&r, &a)) {
        if (a.type == SMKI_ATTRIBUTE_UNIT) {
            c->bad_role = has_role || !read_role(a.value, &c->role);
            has_role = true;
        } else if (a.type == SMKI_ATTRIBUTE_UNIQUE_ID && a.value.len == sizeof c->entity.octets && !found) {
            memcpy(c->entity.octets, a.value.ptr, sizeof c->entity.octets);
            found = true;
        }
    }
    if (c->bad_role || !has_role) {
        c->role = SMKI_ROLE_NONE;
    }
    return found;
}

/* --- extensions --- */

static bool read_key_usage(alb_span value, smki_certificate *c)
{
    alb_rd r = alb_rd_init(value);
    der_element e;
    alb_span bits;
    size_t n_bits;
    if (!der_expect(&r, DER_BIT_STRING, &e) || alb_rd_end(&r) != ALB_OK ||
        !der_bit_string(e.content, &bits, &n_bits, NULL) || n_bits > 32) {
        return false;
    }
    for (size_t i = 0; i < n_bits; i++) {
        c->key_usage |= (uint32_t)(bits.ptr[i / 8] >> (7 - i % 8) & 1) << i;
    }
    return true;
}

static bool keep_key_id(alb_span id, uint8_t out[static SMKI_KEY_ID], uint8_t *len)
{
    if (id.len == 0 || id.len > SMKI_KEY_ID) {
        return false;
    }
    memcpy(out, id.ptr, id.len);
    *len = (uint8_t)id.len;
    return true;
}

static bool read_subject_key_id(alb_span value, smki_certificate *c)
{
    alb_rd r = alb_rd_init(value);
    der_element e;
    return der_expect(&r, DER_OCTET_STRING, &e) && alb_rd_end(&r) == ALB_OK &&
           keep_key_id(e.content, c->ski, &c->ski_len);
}

static bool read_authority_key_id(alb_span value, smki_certificate *c)
{
    alb_rd r = alb_rd_init(value);
    der_element sequence;
    der_element id;
    if (!der_expect(&r, DER_SEQUENCE, &sequence) || alb_rd_end(&r) != ALB_OK) {
        return false;
    }
    alb_rd in = der_inside(&sequence);
    return alb_rd_peek(&in) != DER_CONTEXT || /* no keyIdentifier: only issuer and serial number */
           (der_next(&in, &id) && keep_key_id(id.content, c->aki, &c->aki_len));
}

static bool read_basic_constraints(alb_span value, smki_certificate *c)
{
    alb_rd r = alb_rd_init(value);
    der_element sequence;
    der_element e;
    int64_t length;
    if (!der_expect(&r, DER_SEQUENCE, &sequence) || alb_rd_end(&r) != ALB_OK) {
        return false;
    }
    alb_rd in = der_inside(&sequence);
    if (alb_rd_left(&in) > 0 && alb_rd_peek(&in) == DER_BOOLEAN) {
        c->is_authority = der_next(&in, &e) && e.content.len == 1 && e.content.ptr[0] != 0;
    }
    if (alb_rd_left(&in) > 0) {
        if (!der_expect(&in, DER_INTEGER, &e) || !der_integer(e.content, &length, NULL) || length < 0 ||
            length > INT16_MAX) {
            return false;
        }
        c->path_length = (int)length;
    }
    return alb_rd_end(&in) == ALB_OK;
}

/* extendedKeyUsage: of id-kp, serverAuth and clientAuth are told apart. */
static bool read_purposes(alb_span value, smki_certificate *c)
{
    static const uint8_t id_kp[] = {0x2b, 6, 1, 5, 5, 7, 3};
    alb_rd r = alb_rd_init(value);
    der_element list;
    if (!der_expect(&r, DER_SEQUENCE, &list) || alb_rd_end(&r) != ALB_OK || list.content.len == 0) {
        return false;
    }
    alb_rd in = der_inside(&list);
    while (alb_rd_left(&in) > 0) {
        der_element oid;
        if (!der_expect(&in, DER_OID, &oid)) {
            return false;
        }
        alb_span arc = alb_span_sub(oid.content, 0, sizeof id_kp);
        uint8_t last = oid.content.len == sizeof id_kp + 1 && alb_span_equal(arc, ALB_SPAN_OF(id_kp))
                           ? oid.content.ptr[sizeof id_kp]
                           : 0;
        c->purposes |= last == 1 ? CAT_PURPOSE_SERVER : last == 2 ? CAT_PURPOSE_CLIENT : CAT_PURPOSE_OTHER;
    }
    return true;
}

static bool read_policies(alb_span value, smki_certificate *c)
{
    alb_rd r = alb_rd_init(value);
    der_element e;
    if (!der_expect(&r, DER_SEQUENCE, &e) || alb_rd_end(&r) != ALB_OK || e.content.len == 0) {
        return false;
    }
    c->policies = e.content;
    return true;
}

/* A device: exactly one name, otherName hardwareModuleName { hwType, hwSerialNum = EUI-64 } (RFC 4108 5).
 * Other names are well-formed but say nothing to us. */
static bool read_alternative_name(alb_span value, smki_certificate *c)
{
    static const uint8_t hardware_module[] = {0x2b, 6, 1, 5, 5, 7, 8, 4};
    enum { OTHER_NAME = DER_CONTEXT | DER_CONSTRUCTED | 0 };
    alb_rd r = alb_rd_init(value);
    der_element names, name, oid, wrapped, module, type, serial;
    if (!der_expect(&r, DER_SEQUENCE, &names) || alb_rd_end(&r) != ALB_OK) {
        return false;
    }
    alb_rd in = der_inside(&names);
    if (alb_rd_peek(&in) != OTHER_NAME) {
        return true;
    }
    if (!der_next(&in, &name)) {
        return false;
    }
    bool alone = alb_rd_left(&in) == 0;
    in = der_inside(&name);
    if (!der_next(&in, &oid) || !has_oid(&oid, ALB_SPAN_OF(hardware_module)) || !alone) {
        return in.st == ALB_OK;
    }
    if (!der_expect(&in, OTHER_NAME, &wrapped) || alb_rd_end(&in) != ALB_OK) {
        return false;
    }
    in = der_inside(&wrapped);
    if (!der_expect(&in, DER_SEQUENCE, &module) || alb_rd_end(&in) != ALB_OK) {
        return false;
    }
    in = der_inside(&module);
    if (!der_expect(&in, DER_OID, &type) || !der_expect(&in, DER_OCTET_STRING, &serial) ||
        alb_rd_end(&in) != ALB_OK || type.content.len == 0 || serial.content.len != sizeof c->entity.octets) {
        return false;
    }
    memcpy(c->entity.octets, serial.content.ptr, sizeof c->entity.octets);
    c->hardware_type = type.content;
    return true;
}

/* The extensions that we know, all of id-ce, by their last octet. */
static bool read_known(uint8_t id, alb_span value, smki_certificate *c, bool *known)
{
    *known = true;
    switch (id) {
    case 14:
        return read_subject_key_id(value, c);
    case 15:
        return read_key_usage(value, c);
    case 17:
        return read_alternative_name(value, c);
    case 19:
        return read_basic_constraints(value, c);
    case 37:
        return read_purposes(value, c);
    case 32:
        return read_policies(value, c);
    case 35:
        return read_authority_key_id(value, c);
    default:
        *known = false;
        return true;
    }
}

/* RFC 5280 4.2: no extension twice. */
static bool is_repeated(alb_span extensions, const smki_extension *x)
{
    alb_rd r = alb_rd_init(extensions);
    smki_extension other;
    while (smki_extension_next(&r, &other) && other.oid.ptr != x->oid.ptr) {
        if (alb_span_equal(other.oid, x->oid)) {
            return true;
        }
    }
    return false;
}

alb_status smki_read_extensions(const der_element *wrapped, smki_certificate *c, alb_err *err)
{
    static const uint8_t id_ce[] = {0x55, 0x1d};
    alb_rd outer = der_inside(wrapped);
    der_element list;
    if (!der_expect(&outer, DER_SEQUENCE, &list) || alb_rd_end(&outer) != ALB_OK) {
        return refuse(err, wrapped, "extensions cannot be read");
    }
    c->extensions = list.content;
    alb_rd r = der_inside(&list);
    smki_extension x;
    while (alb_rd_left(&r) > 0) {
        size_t offset = alb_rd_offset(&r);
        bool known = false;
        bool good = smki_extension_next(&r, &x) && !is_repeated(list.content, &x);
        if (good && x.oid.len == 3 && alb_span_equal(alb_span_sub(x.oid, 0, 2), ALB_SPAN_OF(id_ce))) {
            good = read_known(x.oid.ptr[2], x.value, c, &known);
        }
        if (!good) {
            return alb_fail(err, ALB_BAD_KEY, RULE, offset, "an extension cannot be read or comes twice");
        }
        if (!known && x.critical) {
            c->unknown = x.oid;
        }
    }
    return ALB_OK;
}

/* --- the whole --- */

static smki_usage usage_of(uint32_t bits)
{
    enum { DIGITAL_SIGNATURE = 1 << 0, KEY_AGREEMENT = 1 << 4, CERT_SIGN = 1 << 5 };
    return bits == DIGITAL_SIGNATURE ? SMKI_USAGE_DIGITAL_SIGNATURE /* exactly one of the two (GBCS 12) */
           : bits == KEY_AGREEMENT   ? SMKI_USAGE_KEY_AGREEMENT
           : bits & CERT_SIGN        ? SMKI_USAGE_CERT_SIGN
                                     : SMKI_USAGE_OTHER;
}

void smki_read_kind(smki_certificate *c)
{
    c->usage = usage_of(c->key_usage);
    if (c->hardware_type.len > 0 && !(c->pub && smki_has_rsa_key(c))) {
        c->kind = SMKI_KIND_DEVICE;
        return;
    }
    bool organisation = read_subject(c);
    if (c->pub && smki_has_rsa_key(c)) { /* never taken for an entity of SMKI */
        c->entity = (alb_eui64){{0}};
        c->bad_role = false; /* OU is no role in most of them */
    }
    c->kind = c->usage == SMKI_USAGE_CERT_SIGN ? SMKI_KIND_AUTHORITY
              : c->pub && smki_has_rsa_key(c)  ? SMKI_KIND_INFRASTRUCTURE
              : organisation                   ? SMKI_KIND_ORGANISATION
                                               : SMKI_KIND_OTHER;
}

alb_status smki_read_key(const der_element *key, smki_certificate *c, alb_err *err)
{
    return c->any ? crypto_pub_load_any(key->whole, &c->pub, err) : crypto_pub_load(key->whole, &c->pub, err);
}

static alb_status read_tbs(const der_element *tbs, smki_certificate *c, alb_err *err)
{
    static const uint8_t version_3[] = {DER_INTEGER, 1, 2};
    enum { VERSION = DER_CONTEXT | DER_CONSTRUCTED | 0, EXTENSIONS = DER_CONTEXT | DER_CONSTRUCTED | 3 };
    alb_rd r = der_inside(tbs);
    der_element version, serial, algorithm, issuer, validity, subject, key, extensions;
    if (!der_expect(&r, VERSION, &version) || !alb_span_equal(version.content, ALB_SPAN_OF(version_3))) {
        return refuse(err, tbs, "not version 3");
    }
    if (!der_expect(&r, DER_INTEGER, &serial) || !der_expect(&r, DER_SEQUENCE, &algorithm) ||
        !der_expect(&r, DER_SEQUENCE, &issuer) || !der_expect(&r, DER_SEQUENCE, &validity) ||
        !der_expect(&r, DER_SEQUENCE, &subject) || !der_expect(&r, DER_SEQUENCE, &key) ||
        !der_expect(&r, EXTENSIONS, &extensions) || alb_rd_end(&r) != ALB_OK) {
        return refuse(err, tbs, "fields of a certificate missing or in excess");
    }
    c->issuer = issuer.whole;
    c->subject = subject.whole;
    if (!smki_name_is_well_formed(c->issuer) || !smki_name_is_well_formed(c->subject)) {
        return refuse(err, &issuer, "issuer or subject is not a name");
    }
    ALB_TRY(smki_read_algorithm(&algorithm, c, err));
    ALB_TRY(read_serial(&serial, c, err));
    ALB_TRY(read_validity(&validity, c, err));
    ALB_TRY(smki_read_extensions(&extensions, c, err));
    ALB_TRY(smki_read_key(&key, c, err));
    smki_read_kind(c);
    return ALB_OK;
}

alb_status smki_read_signature(const der_element *bits, smki_certificate *c, alb_err *err)
{
    alb_span der = alb_span_sub(bits->content, 1, SIZE_MAX);
    c->signature_octets = der;
    if (c->rsa_signed && bits->content.len > 1 && bits->content.ptr[0] == 0) {
        return ALB_OK;
    }
    if (bits->content.len == 0 || bits->content.ptr[0] != 0 ||
        crypto_signature_from_der(der, true, c->signature) != ALB_OK) {
        return refuse(err, bits, "not an ECDSA signature");
    }
    uint8_t again[CRYPTO_SIGNATURE_DER];
    size_t len = crypto_signature_to_der(c->signature, again);
    if (!alb_span_equal(der, alb_span_of(again, len))) {
        c->deviation = "integers of the signature have surplus leading zeros"; /* vectors-errata.md 2.1 */
    }
    return ALB_OK;
}

alb_status smki_certificate_read(smki_certificate *c, alb_err *err)
{
    alb_rd file = alb_rd_init(c->der);
    der_element certificate;
    if (!der_next_signed(&file, &certificate) || alb_rd_end(&file) != ALB_OK) {
        return alb_fail(err, ALB_BAD_KEY, RULE, 0, "not a certificate");
    }
    if (der_strict(c->der, 0, err) != ALB_OK) {
        return ALB_BAD_KEY;
    }
    alb_rd r = der_inside(&certificate);
    der_element tbs, algorithm, signature;
    if (!der_expect(&r, DER_SEQUENCE, &tbs) || !der_expect(&r, DER_SEQUENCE, &algorithm) ||
        !der_expect(&r, DER_BIT_STRING, &signature)) {
        return refuse(err, &certificate, "not a certificate");
    }
    c->tbs = tbs.whole;
    c->path_length = -1;
    ALB_TRY(read_tbs(&tbs, c, err));
    ALB_TRY(smki_read_algorithm(&algorithm, c, err));
    return smki_read_signature(&signature, c, err);
}
