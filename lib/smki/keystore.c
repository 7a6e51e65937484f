/* Entries in three hash tables, by entity and slot, by public key and by serial number. Entries never move,
 * so what was found stays valid while others are added; the best entry of an entity and slot stands first in
 * its chain. */
#include "smki/keystore.h"

#include "base/text.h"
#include "crypto/pkix.h"
#include "smki/crl.h"
#include "smki_internal.h"

#include <stdlib.h>

typedef struct entry {
    smki_identity identity; /* first: a found identity is its entry */
    smki_certificate *certificate;
    crypto_key *key;
    bool bears_name; /* its file is named after the entity */
    struct entry *next_slot;
    struct entry *next_key;
    struct entry *next_serial;    /* of those with a certificate */
    struct entry *next_authority; /* of those with an authority's */
} entry;

struct smki_keystore {
    entry **entries;
    size_t count, capacity;
    entry *authorities; /* those with certificates of authorities */
    entry **by_slot;
    entry **by_key;
    entry **by_serial;
    size_t mask; /* buckets - 1 */
    smki_crl **lists;
    size_t n_lists;
    crypto_pub **anchors;
    size_t n_anchors;
};

enum { FIRST_BUCKETS = 64 };

smki_keystore *smki_keystore_new(void)
{
    smki_keystore *ks = calloc(1, sizeof *ks);
    if (!ks) {
        return NULL;
    }
    ks->by_slot = calloc(FIRST_BUCKETS, sizeof(entry *));
    ks->by_key = calloc(FIRST_BUCKETS, sizeof(entry *));
    ks->by_serial = calloc(FIRST_BUCKETS, sizeof(entry *));
    ks->mask = FIRST_BUCKETS - 1;
    if (!ks->by_slot || !ks->by_key || !ks->by_serial) {
        smki_keystore_free(ks);
        return NULL;
    }
    return ks;
}

static void free_entry(entry *e)
{
    smki_certificate_free(e->certificate);
    crypto_key_free(e->key);
    free(e);
}

void smki_keystore_free(smki_keystore *ks)
{
    if (!ks) {
        return;
    }
    for (size_t i = 0; i < ks->count; i++) {
        free_entry(ks->entries[i]);
    }
    for (size_t i = 0; i < ks->n_lists; i++) {
        smki_crl_free(ks->lists[i]);
    }
    for (size_t i = 0; i < ks->n_anchors; i++) {
        crypto_pub_free(ks->anchors[i]);
    }
    free(ks->lists);
    free(ks->anchors);
    free(ks->entries);
    free(ks->by_slot);
    free(ks->by_key);
    free(ks->by_serial);
    free(ks);
}

/* --- tables --- */

static size_t slot_hash(alb_eui64 entity, smki_slot slot)
{
    uint64_t h = (alb_eui64_number(entity) + (uint64_t)slot) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(h ^ h >> 29);
}

/* Coordinates and the ends of moduli are as good as random. */
static size_t key_hash(const crypto_pub *pub)
{
    alb_span octets = crypto_pub_octets(pub);
    alb_rd r = alb_rd_init(alb_span_sub(octets, octets.len / 2, 8));
    return (size_t)alb_rd_be64(&r);
}

/* Most serial numbers are random, too. */
static size_t serial_hash(alb_span serial)
{
    size_t h = 0;
    for (size_t i = 0; i < serial.len; i++) {
        h = h * 31 + serial.ptr[i];
    }
    return h;
}

static bool same_slot(const entry *e, alb_eui64 entity, smki_slot slot)
{
    return e->identity.slot == slot && alb_eui64_equal(e->identity.entity, entity);
}

static alb_time valid_until(const entry *e)
{
    return e->certificate ? smki_certificate_not_after(e->certificate) : INT64_MIN;
}

static bool is_better(const entry *a, const entry *b)
{
    if ((a->key != NULL) != (b->key != NULL)) {
        return a->key != NULL;
    }
    if ((a->certificate != NULL) != (b->certificate != NULL)) {
        return a->certificate != NULL;
    }
    if (a->bears_name != b->bears_name) {
        return a->bears_name;
    }
    return valid_until(a) > valid_until(b);
}

static void link_entry(smki_keystore *ks, entry *e)
{
    entry **at = &ks->by_slot[slot_hash(e->identity.entity, e->identity.slot) & ks->mask];
    while (*at && is_better(*at, e)) {
        at = &(*at)->next_slot;
    }
    e->next_slot = *at;
    *at = e;
    entry **bucket = &ks->by_key[key_hash(e->identity.pub) & ks->mask];
    e->next_key = *bucket;
    *bucket = e;
    if (e->certificate) {
        bucket = &ks->by_serial[serial_hash(smki_certificate_serial(e->certificate)) & ks->mask];
        e->next_serial = *bucket;
        *bucket = e;
    }
}

/* Before what it is found by changes. */
static void unlink_entry(smki_keystore *ks, const entry *e)
{
    entry **at = &ks->by_slot[slot_hash(e->identity.entity, e->identity.slot) & ks->mask];
    while (*at != e) {
        at = &(*at)->next_slot;
    }
    *at = e->next_slot;
    at = &ks->by_key[key_hash(e->identity.pub) & ks->mask];
    while (*at != e) {
        at = &(*at)->next_key;
    }
    *at = e->next_key;
    if (e->certificate) {
        at = &ks->by_serial[serial_hash(smki_certificate_serial(e->certificate)) & ks->mask];
        while (*at != e) {
            at = &(*at)->next_serial;
        }
        *at = e->next_serial;
    }
}

static bool grow_tables(smki_keystore *ks)
{
    size_t buckets = (ks->mask + 1) * 2;
    entry **by_slot = calloc(buckets, sizeof(entry *));
    entry **by_key = calloc(buckets, sizeof(entry *));
    entry **by_serial = calloc(buckets, sizeof(entry *));
    if (!by_slot || !by_key || !by_serial) {
        free(by_slot);
        free(by_key);
        free(by_serial);
        return false;
    }
    free(ks->by_slot);
    free(ks->by_key);
    free(ks->by_serial);
    ks->by_slot = by_slot;
    ks->by_key = by_key;
    ks->by_serial = by_serial;
    ks->mask = buckets - 1;
    for (size_t i = 0; i < ks->count; i++) {
        link_entry(ks, ks->entries[i]);
    }
    return true;
}

static bool append(smki_keystore *ks, entry *e)
{
    if (ks->count == ks->capacity) {
        size_t capacity = ks->capacity > 0 ? ks->capacity * 2 : FIRST_BUCKETS;
        entry **entries = realloc(ks->entries, capacity * sizeof(entry *));
        if (!entries) {
            return false;
        }
        ks->entries = entries;
        ks->capacity = capacity;
    }
    if (ks->count > ks->mask && !grow_tables(ks)) {
        return false;
    }
    ks->entries[ks->count++] = e;
    link_entry(ks, e);
    return true;
}

/* --- adding --- */

static const char *base_name(const char *hint)
{
    const char *slash = hint ? strrchr(hint, '/') : NULL;
    return slash ? slash + 1 : hint;
}

/* Nothing in a certificate tells the prepayment pair from the other: only names do. */
static bool is_prepayment(const char *name)
{
    return name && (strstr(name, "-pp-") || strcasestr(name, "prepay"));
}

static smki_slot slot_of(const smki_certificate *c, const char *name)
{
    smki_role role = smki_certificate_role(c);
    if (crypto_pub_kind(smki_certificate_public(c)) != CRYPTO_KIND_P256) {
        return SMKI_SLOT_NONE;
    }
    if (smki_certificate_usage(c) == SMKI_USAGE_KEY_AGREEMENT) {
        return is_prepayment(name) ? SMKI_SLOT_PREPAYMENT : SMKI_SLOT_KEY_AGREEMENT;
    }
    return role == SMKI_ROLE_XML_SIGNING_USER || role == SMKI_ROLE_XML_SIGNING_DCC
               ? SMKI_SLOT_XML_SIGNING
               : SMKI_SLOT_DIGITAL_SIGNATURE;
}

/* A key alone is whose file it is: <eui>[-pp]-{ds,ka,xml}. */
static void describe_key(entry *e, const char *name)
{
    if (name && alb_eui64_parse(alb_span_sub(alb_span_str(name), 0, 16), &e->identity.entity)) {
        e->bears_name = true;
    }
    e->identity.slot = crypto_pub_kind(e->identity.pub) != CRYPTO_KIND_P256 ? SMKI_SLOT_NONE
                       : is_prepayment(name)                                ? SMKI_SLOT_PREPAYMENT
                       : name && strstr(name, "-ka")                        ? SMKI_SLOT_KEY_AGREEMENT
                       : name && strstr(name, "-xml")                       ? SMKI_SLOT_XML_SIGNING
                                                                            : SMKI_SLOT_DIGITAL_SIGNATURE;
}

static void describe_certificate(entry *e, const char *name)
{
    char eui[ALB_EUI64_TEXT];
    e->identity.entity = smki_certificate_entity(e->certificate);
    e->identity.slot = slot_of(e->certificate, name);
    e->bears_name = name && strcasestr(name, alb_eui64_hex(e->identity.entity, eui)) != NULL;
}

static void link_authority(smki_keystore *ks, entry *e)
{
    if (e->certificate && smki_certificate_kind(e->certificate) == SMKI_KIND_AUTHORITY) {
        e->next_authority = ks->authorities;
        ks->authorities = e;
    }
}

static alb_status add_entry(smki_keystore *ks, smki_certificate *certificate, crypto_key *key,
                            const char *name, alb_err *err)
{
    entry *e = calloc(1, sizeof *e);
    if (!e) {
        return alb_fail(err, ALB_NO_MEMORY, "keystore", 0, "out of memory");
    }
    e->certificate = smki_certificate_ref(certificate);
    e->key = crypto_key_ref(key);
    e->identity =
        (smki_identity){.certificate = certificate,
                        .key = key,
                        .pub = certificate ? smki_certificate_public(certificate) : crypto_key_public(key)};
    if (certificate) {
        describe_certificate(e, name);
    } else {
        describe_key(e, name);
    }
    if (!append(ks, e)) {
        free_entry(e);
        return alb_fail(err, ALB_NO_MEMORY, "keystore", 0, "out of memory");
    }
    link_authority(ks, e);
    return ALB_OK;
}

/* Gives the key to every entry with its public half; true when there was one. */
static bool give_key(smki_keystore *ks, crypto_key *key)
{
    bool found = false;
    for (size_t i = 0; i < ks->count; i++) {
        entry *e = ks->entries[i];
        if (crypto_pub_equal(e->identity.pub, crypto_key_public(key))) {
            found = true;
            if (!e->key) {
                unlink_entry(ks, e);
                e->key = crypto_key_ref(key);
                e->identity.key = e->key;
                link_entry(ks, e);
            }
        }
    }
    return found;
}

static entry *with_key(const smki_keystore *ks, const crypto_pub *pub, entry *after)
{
    entry *e = after ? after->next_key : ks->by_key[key_hash(pub) & ks->mask];
    while (e && !crypto_pub_equal(e->identity.pub, pub)) {
        e = e->next_key;
    }
    return e;
}

/* A key that came before its certificate stands alone; the certificate takes that entry over. */
static bool complete_lone_key(smki_keystore *ks, smki_certificate *certificate, const char *name)
{
    for (entry *e = with_key(ks, smki_certificate_public(certificate), NULL); e;
         e = with_key(ks, smki_certificate_public(certificate), e)) {
        if (!e->certificate) {
            smki_slot was = e->identity.slot;
            unlink_entry(ks, e);
            e->certificate = smki_certificate_ref(certificate);
            e->identity.certificate = certificate;
            e->identity.pub = smki_certificate_public(certificate);
            describe_certificate(e, name);
            if (was == SMKI_SLOT_PREPAYMENT && e->identity.slot == SMKI_SLOT_KEY_AGREEMENT) {
                e->identity.slot = was;
            }
            link_entry(ks, e);
            link_authority(ks, e);
            return true;
        }
    }
    return false;
}

static crypto_key *known_key(const smki_keystore *ks, const crypto_pub *pub)
{
    for (entry *e = with_key(ks, pub, NULL); e; e = with_key(ks, pub, e)) {
        if (e->key) {
            return e->key;
        }
    }
    return NULL;
}

alb_status smki_keystore_add(smki_keystore *ks, smki_certificate *certificate, crypto_key *key,
                             const char *hint, alb_err *err)
{
    const char *name = base_name(hint);
    if (certificate && key &&
        !crypto_pub_equal(smki_certificate_public(certificate), crypto_key_public(key))) {
        ALB_TRY(smki_keystore_add(ks, certificate, NULL, hint, err));
        return smki_keystore_add(ks, NULL, key, hint, err);
    }
    if (!certificate) {
        return give_key(ks, key) ? ALB_OK : add_entry(ks, NULL, key, name, err);
    }
    if (key) {
        (void)give_key(ks, key); /* renewed certificates may stand for the same pair */
    }
    if (complete_lone_key(ks, certificate, name)) {
        return ALB_OK;
    }
    return add_entry(ks, certificate, key ? key : known_key(ks, smki_certificate_public(certificate)), name,
                     err);
}

alb_status smki_keystore_add_list(smki_keystore *ks, smki_crl *list, alb_err *err)
{
    smki_crl **lists = realloc(ks->lists, (ks->n_lists + 1) * sizeof(smki_crl *));
    if (!lists) {
        return alb_fail(err, ALB_NO_MEMORY, "keystore", 0, "out of memory");
    }
    ks->lists = lists;
    ks->lists[ks->n_lists++] = list;
    return ALB_OK;
}

void smki_keystore_replace_list(smki_keystore *ks, size_t index, smki_crl *list)
{
    smki_crl_free(ks->lists[index]);
    ks->lists[index] = list;
}

const smki_crl *smki_keystore_list_at(const smki_keystore *ks, size_t index)
{
    return index < ks->n_lists ? ks->lists[index] : NULL;
}

alb_status smki_keystore_add_anchor(smki_keystore *ks, crypto_pub *pub, alb_err *err)
{
    crypto_pub **anchors = realloc(ks->anchors, (ks->n_anchors + 1) * sizeof(crypto_pub *));
    if (!anchors) {
        return alb_fail(err, ALB_NO_MEMORY, "keystore", 0, "out of memory");
    }
    ks->anchors = anchors;
    ks->anchors[ks->n_anchors++] = crypto_pub_ref(pub);
    return ALB_OK;
}

const crypto_pub *smki_keystore_anchor_at(const smki_keystore *ks, size_t index)
{
    return index < ks->n_anchors ? ks->anchors[index] : NULL;
}

/* --- finding --- */

size_t smki_keystore_find_all(const smki_keystore *ks, alb_eui64 entity, smki_slot slot,
                              const smki_identity **out, size_t max)
{
    size_t n = 0;
    for (const entry *e = ks->by_slot[slot_hash(entity, slot) & ks->mask]; e && n < max; e = e->next_slot) {
        if (same_slot(e, entity, slot)) {
            out[n++] = &e->identity;
        }
    }
    return n;
}

const smki_identity *smki_keystore_find(const smki_keystore *ks, alb_eui64 entity, smki_slot slot)
{
    const smki_identity *best = NULL;
    return smki_keystore_find_all(ks, entity, slot, &best, 1) > 0 ? best : NULL;
}

/* Is each RDN of a one of b's? */
static bool rdns_within(alb_span a, alb_span b)
{
    alb_rd outer = alb_rd_init(a);
    (void)alb_rd_u8(&outer);
    alb_rd ra = alb_rd_sub(&outer, alb_rd_length(&outer));
    while (alb_rd_left(&ra) > 0) {
        size_t start = ra.pos;
        (void)alb_rd_u8(&ra);
        (void)alb_rd_bytes(&ra, alb_rd_length(&ra));
        alb_span rdn = alb_span_of(ra.base + start, ra.pos - start);
        if (ra.st != ALB_OK || !memmem(b.ptr, b.len, rdn.ptr, rdn.len)) {
            return false;
        }
    }
    return true;
}

static bool same_name(alb_span a, alb_span b)
{
    return alb_span_equal(a, b) || (a.len == b.len && rdns_within(a, b) && rdns_within(b, a));
}

static alb_span magnitude(alb_span serial)
{
    while (serial.len > 0 && serial.ptr[0] == 0) {
        serial = alb_span_sub(serial, 1, SIZE_MAX);
    }
    return serial;
}

static const entry *next_with_serial(const entry *e, alb_span serial)
{
    while (e && !alb_span_equal(smki_certificate_serial(e->certificate), serial)) {
        e = e->next_serial;
    }
    return e;
}

const smki_identity *smki_keystore_find_serial(const smki_keystore *ks, alb_span serial, alb_span issuer)
{
    const entry *best = NULL;
    serial = magnitude(serial);
    for (const entry *e = ks->by_serial[serial_hash(serial) & ks->mask]; (e = next_with_serial(e, serial));
         e = e->next_serial) {
        if ((issuer.len == 0 || same_name(smki_certificate_issuer(e->certificate), issuer)) &&
            (!best || is_better(e, best))) {
            best = e;
        }
    }
    return best ? &best->identity : NULL;
}

const smki_identity *smki_keystore_find_issued(const smki_keystore *ks, alb_span serial, alb_span issuer_text)
{
    const entry *best = NULL;
    serial = magnitude(serial);
    for (const entry *e = ks->by_serial[serial_hash(serial) & ks->mask]; (e = next_with_serial(e, serial));
         e = e->next_serial) {
        if (smki_certificate_issuer_is(e->certificate, issuer_text) && (!best || is_better(e, best))) {
            best = e;
        }
    }
    return best ? &best->identity : NULL;
}

const smki_identity *smki_keystore_next_issuer(const smki_keystore *ks, alb_span ski,
                                               const smki_identity *after)
{
    const entry *e = after ? ((const entry *)after)->next_authority : ks->authorities;
    for (; e; e = e->next_authority) {
        if (alb_span_equal(smki_certificate_ski(e->certificate), ski)) {
            return &e->identity;
        }
    }
    return NULL;
}

const smki_identity *smki_keystore_find_ski(const smki_keystore *ks, alb_span ski)
{
    return smki_keystore_next_issuer(ks, ski, NULL);
}

const smki_identity *smki_keystore_find_public(const smki_keystore *ks, const crypto_pub *pub)
{
    const entry *best = NULL;
    for (entry *e = with_key(ks, pub, NULL); e; e = with_key(ks, pub, e)) {
        best = !best || is_better(e, best) ? e : best;
    }
    return best ? &best->identity : NULL;
}

size_t smki_keystore_count(const smki_keystore *ks)
{
    return ks->count;
}

const smki_identity *smki_keystore_at(const smki_keystore *ks, size_t index)
{
    return index < ks->count ? &ks->entries[index]->identity : NULL;
}
