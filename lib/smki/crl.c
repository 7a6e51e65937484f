#include "smki/crl.h"

#include "smki_internal.h"

#include "der/der.h"
#include "smki/name.h"

#include <stdlib.h>

#define RULE "RFC 5280 5.1"

/* Room for tens of thousands of entries. */
enum { LIST_MAX = 4 * 1024 * 1024 };

struct smki_crl {
    smki_certificate fields; /* what a list shares with a certificate; not one itself */
    uint64_t number;
    alb_time this_update, next_update;
    smki_revoked *entries;
    size_t count;
    _Atomic(crypto_pub *) signer; /* the key that the signature was found to be of */
};

/* --- reading --- */

static alb_status refuse(alb_err *err, size_t offset, const char *what)
{
    return alb_fail(err, ALB_BAD_KEY, RULE, offset, "revocation list: %s", what);
}

static alb_span magnitude(alb_span n)
{
    while (n.len > 0 && n.ptr[0] == 0) {
        n = alb_span_sub(n, 1, SIZE_MAX);
    }
    return n;
}

/* The reason is the one entry extension that is understood; no other may be critical. */
static bool read_entry_extensions(alb_rd *r, smki_revoked *out)
{
    static const uint8_t reason_code[] = {0x55, 0x1d, 0x15};
    der_element list, value;
    int64_t reason;
    smki_extension x;
    if (!der_expect(r, DER_SEQUENCE, &list)) {
        return false;
    }
    alb_rd in = der_inside(&list);
    while (smki_extension_next(&in, &x)) {
        if (!alb_span_equal(x.oid, ALB_SPAN_OF(reason_code))) {
            if (x.critical) {
                return false;
            }
            continue;
        }
        alb_rd v = alb_rd_init(x.value);
        if (!der_expect(&v, DER_ENUMERATED, &value) || !der_integer(value.content, &reason, NULL) ||
            reason < 0 || reason > UINT8_MAX) {
            return false;
        }
        out->reason = (uint8_t)reason;
    }
    return alb_rd_end(&in) == ALB_OK;
}

static bool read_entry(alb_rd *r, smki_revoked *out)
{
    der_element entry, serial;
    if (!der_expect(r, DER_SEQUENCE, &entry)) {
        return false;
    }
    alb_rd in = der_inside(&entry);
    if (!der_expect(&in, DER_INTEGER, &serial) || !smki_read_time(&in, &out->when)) {
        return false;
    }
    out->serial = magnitude(serial.content);
    return (alb_rd_left(&in) == 0 || read_entry_extensions(&in, out)) && alb_rd_end(&in) == ALB_OK;
}

static int compare(const void *a, const void *b)
{
    const smki_revoked *x = a;
    const smki_revoked *y = b;
    if (x->serial.len != y->serial.len) {
        return x->serial.len < y->serial.len ? -1 : 1;
    }
    return x->serial.len > 0 ? memcmp(x->serial.ptr, y->serial.ptr, x->serial.len) : 0;
}

static alb_status read_entries(const der_element *list, smki_crl *c, alb_err *err)
{
    alb_rd count = der_inside(list);
    der_element e;
    size_t n = 0;
    while (alb_rd_left(&count) > 0 && der_next(&count, &e)) {
        n++;
    }
    c->entries = calloc(n > 0 ? n : 1, sizeof *c->entries);
    if (!c->entries) {
        return alb_fail(err, ALB_NO_MEMORY, "revocation list", 0, "out of memory");
    }
    alb_rd r = der_inside(list);
    while (alb_rd_left(&r) > 0) {
        size_t offset = alb_rd_offset(&r);
        if (c->count == n || !read_entry(&r, &c->entries[c->count++])) {
            return refuse(err, offset, "an entry cannot be read");
        }
    }
    qsort(c->entries, c->count, sizeof *c->entries, compare);
    return ALB_OK;
}

/* cRLNumber; the authority key identifier was read with the rest. */
static alb_status read_number(smki_crl *c, alb_err *err)
{
    static const uint8_t crl_number[] = {0x55, 0x1d, 0x14};
    alb_rd r = alb_rd_init(c->fields.extensions);
    smki_extension x;
    while (smki_extension_next(&r, &x)) {
        alb_rd v = alb_rd_init(x.value);
        der_element number;
        int64_t n;
        if (!alb_span_equal(x.oid, ALB_SPAN_OF(crl_number))) {
            continue;
        }
        if (!der_expect(&v, DER_INTEGER, &number) || !der_integer(number.content, &n, NULL) || n < 0) {
            return refuse(err, 0, "number cannot be read");
        }
        c->number = (uint64_t)n;
    }
    return ALB_OK;
}

static alb_status read_body(const der_element *body, smki_crl *c, alb_err *err)
{
    enum { EXTENSIONS = DER_CONTEXT | DER_CONSTRUCTED | 0 };
    static const uint8_t version_2[] = {1};
    alb_rd r = der_inside(body);
    der_element version, algorithm, issuer, entries, extensions;
    if (!der_expect(&r, DER_INTEGER, &version) || !alb_span_equal(version.content, ALB_SPAN_OF(version_2))) {
        return refuse(err, body->offset, "not version 2");
    }
    if (!der_expect(&r, DER_SEQUENCE, &algorithm) || !der_expect(&r, DER_SEQUENCE, &issuer) ||
        !smki_read_time(&r, &c->this_update)) {
        return refuse(err, body->offset, "fields missing");
    }
    c->fields.issuer = issuer.whole;
    ALB_TRY(smki_read_algorithm(&algorithm, &c->fields, err));
    if ((alb_rd_peek(&r) == DER_UTC_TIME || alb_rd_peek(&r) == DER_GENERALIZED_TIME) &&
        !smki_read_time(&r, &c->next_update)) {
        return refuse(err, body->offset, "time of the next list cannot be read");
    }
    if (alb_rd_peek(&r) == DER_SEQUENCE) {
        if (!der_expect(&r, DER_SEQUENCE, &entries)) {
            return refuse(err, body->offset, "entries cannot be read");
        }
        ALB_TRY(read_entries(&entries, c, err));
    }
    if (!der_expect(&r, EXTENSIONS, &extensions) || alb_rd_end(&r) != ALB_OK ||
        !smki_name_is_well_formed(c->fields.issuer)) {
        return refuse(err, body->offset, "fields missing or in excess");
    }
    ALB_TRY(smki_read_extensions(&extensions, &c->fields, err));
    if (c->fields.unknown.len > 0) {
        return refuse(err, extensions.offset, "has a critical extension that is not known");
    }
    return read_number(c, err);
}

static alb_status read_list(smki_crl *c, alb_err *err)
{
    alb_rd file = alb_rd_init(c->fields.der);
    der_element list, body, algorithm, signature;
    if (!der_next_signed(&file, &list) || alb_rd_end(&file) != ALB_OK ||
        der_strict(c->fields.der, 0, NULL) != ALB_OK) {
        return refuse(err, 0, "not a list in DER");
    }
    alb_rd r = der_inside(&list);
    if (!der_expect(&r, DER_SEQUENCE, &body) || !der_expect(&r, DER_SEQUENCE, &algorithm) ||
        !der_expect(&r, DER_BIT_STRING, &signature)) {
        return refuse(err, 0, "not a list");
    }
    c->fields.tbs = body.whole;
    c->next_update = ALB_TIME_NONE;
    ALB_TRY(read_body(&body, c, err));
    ALB_TRY(smki_read_algorithm(&algorithm, &c->fields, err));
    return smki_read_signature(&signature, &c->fields, err);
}

alb_status smki_crl_parse(alb_span der_or_pem, smki_crl **out, alb_err *err)
{
    smki_crl *c = calloc(1, sizeof *c);
    if (!c) {
        return alb_fail(err, ALB_NO_MEMORY, "revocation list", 0, "out of memory");
    }
    c->fields.any = true; /* lists come from files, of every infrastructure */
    alb_status st = smki_own_octets(der_or_pem, "X509 CRL", LIST_MAX, &c->fields.octets, &c->fields.der, err);
    st = st == ALB_OK ? read_list(c, err) : st;
    if (st != ALB_OK) {
        smki_crl_free(c);
        return st;
    }
    *out = c;
    return ALB_OK;
}

void smki_crl_free(smki_crl *list)
{
    if (list) {
        crypto_pub_free(atomic_load(&list->signer));
        free(list->entries);
        free(list->fields.octets);
        free(list);
    }
}

/* --- questions --- */

alb_span smki_crl_der(const smki_crl *list)
{
    return list->fields.der;
}

alb_span smki_crl_issuer(const smki_crl *list)
{
    return list->fields.issuer;
}

alb_span smki_crl_aki(const smki_crl *list)
{
    return alb_span_of(list->fields.aki, list->fields.aki_len);
}

uint64_t smki_crl_number(const smki_crl *list)
{
    return list->number;
}

alb_time smki_crl_this_update(const smki_crl *list)
{
    return list->this_update;
}

alb_time smki_crl_next_update(const smki_crl *list)
{
    return list->next_update;
}

size_t smki_crl_count(const smki_crl *list)
{
    return list->count;
}

const smki_revoked *smki_crl_at(const smki_crl *list, size_t index)
{
    return index < list->count ? &list->entries[index] : NULL;
}

const smki_revoked *smki_crl_find(const smki_crl *list, alb_span serial)
{
    smki_revoked key = {.serial = magnitude(serial)};
    return list->count > 0 ? bsearch(&key, list->entries, list->count, sizeof key, compare) : NULL;
}

/* Remembering the key does not change the list that its users see as const. */
static smki_crl *remembering(const smki_crl *list)
{
    union {
        const smki_crl *is;
        smki_crl *as;
    } u = {list};
    return u.as;
}

bool smki_crl_is_of(crypto_ctx *ctx, const smki_crl *list, const smki_certificate *authority)
{
    if (!smki_name_equal(list->fields.issuer, authority->subject) ||
        !alb_span_equal(smki_crl_aki(list), smki_certificate_ski(authority))) {
        return false;
    }
    crypto_pub *known = atomic_load(&remembering(list)->signer);
    if (known) {
        return crypto_pub_equal(known, authority->pub);
    }
    if (smki_certificate_signed_by(ctx, &list->fields, authority->pub) != ALB_OK) {
        return false;
    }
    crypto_pub *mine = crypto_pub_ref(authority->pub);
    if (!atomic_compare_exchange_strong(&remembering(list)->signer, &known, mine)) {
        crypto_pub_free(mine);
    }
    return true;
}

/* --- lists in a store --- */

/* The authority in the store that issued the list; NULL: none. */
static const smki_certificate *issuer_of_list(crypto_ctx *ctx, const smki_keystore *ks, const smki_crl *list)
{
    const smki_identity *id = NULL;
    while ((id = smki_keystore_next_issuer(ks, smki_crl_aki(list), id)) != NULL) {
        if (smki_crl_is_of(ctx, list, id->certificate)) {
            return id->certificate;
        }
    }
    return NULL;
}

static bool is_of_issuer(const smki_crl *list, const smki_certificate *c)
{
    return alb_span_equal(smki_crl_aki(list), smki_certificate_aki(c)) &&
           smki_name_equal(list->fields.issuer, c->issuer);
}

const smki_revoked *smki_crl_entry_of(crypto_ctx *ctx, const smki_keystore *ks, const smki_certificate *c)
{
    const smki_crl *list;
    for (size_t i = 0; (list = smki_keystore_list_at(ks, i)) != NULL; i++) {
        const smki_revoked *entry = smki_crl_find(list, smki_certificate_serial(c));
        if (entry && is_of_issuer(list, c) && issuer_of_list(ctx, ks, list)) {
            return entry;
        }
    }
    return NULL;
}

/* An issuer of c in the store, not itself; NULL: none. */
static const smki_certificate *issuer_of(const smki_keystore *ks, const smki_certificate *c)
{
    const smki_identity *id = NULL;
    while ((id = smki_keystore_next_issuer(ks, smki_certificate_aki(c), id)) != NULL) {
        if (smki_name_equal(c->issuer, id->certificate->subject) &&
            !alb_span_equal(c->der, id->certificate->der)) {
            return id->certificate;
        }
    }
    return NULL;
}

const smki_revoked *smki_keystore_revoked(crypto_ctx *ctx, const smki_keystore *ks, const smki_certificate *c)
{
    enum { MAX_ISSUERS = 4 };
    if (!smki_keystore_list_at(ks, 0)) {
        return NULL;
    }
    for (size_t n = 0; c && n <= MAX_ISSUERS; n++) {
        const smki_revoked *entry = smki_crl_entry_of(ctx, ks, c);
        if (entry) {
            return entry;
        }
        c = c->aki_len > 0 ? issuer_of(ks, c) : NULL;
    }
    return NULL;
}

const smki_crl *smki_keystore_stale_list(crypto_ctx *ctx, const smki_keystore *ks, const smki_certificate *c,
                                         alb_time at)
{
    const smki_crl *newest = NULL;
    const smki_crl *list;
    for (size_t i = 0; (list = smki_keystore_list_at(ks, i)) != NULL; i++) {
        if (is_of_issuer(list, c) && (!newest || smki_crl_number(list) > smki_crl_number(newest)) &&
            issuer_of_list(ctx, ks, list)) {
            newest = list;
        }
    }
    return newest && smki_crl_next_update(newest) != ALB_TIME_NONE && smki_crl_next_update(newest) < at
               ? newest
               : NULL;
}

alb_status smki_keystore_take_list(crypto_ctx *ctx, smki_keystore *ks, smki_crl *list, alb_err *err)
{
    const smki_certificate *issuer = issuer_of_list(ctx, ks, list);
    const smki_crl *held;
    if (!issuer) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, 0, "the list is of no authority that is trusted");
    }
    for (size_t i = 0; (held = smki_keystore_list_at(ks, i)) != NULL; i++) {
        if (!smki_crl_is_of(ctx, held, issuer)) {
            continue;
        }
        if (smki_crl_number(held) >= smki_crl_number(list)) {
            return alb_fail(err, ALB_EXISTS, RULE, 0, "list number %llu is not newer than number %llu",
                            (unsigned long long)smki_crl_number(list),
                            (unsigned long long)smki_crl_number(held));
        }
        smki_keystore_replace_list(ks, i, list);
        return ALB_OK;
    }
    return smki_keystore_add_list(ks, list, err);
}

/* --- reasons --- */

static const char *const reasons[] = {"unspecified",
                                      "keyCompromise",
                                      "cACompromise",
                                      "affiliationChanged",
                                      "superseded",
                                      "cessationOfOperation",
                                      NULL}; /* 6, hold, is not used */

const char *smki_reason_name(uint8_t reason)
{
    return reason < ALB_COUNT(reasons) ? reasons[reason] : NULL;
}

bool smki_reason_named(const char *name, uint8_t *out)
{
    for (size_t i = 0; i < ALB_COUNT(reasons); i++) {
        if (reasons[i] && strcmp(reasons[i], name) == 0) {
            *out = (uint8_t)i;
            return true;
        }
    }
    return false;
}
