/* Which keys authenticate a message, and do they (gbcs-messages.md 3.3, 4.3, 4.4)? */
#include "gbcs/verify.h"

#include "header_fields_internal.h"
#include "keys_internal.h"
#include "smki/crl.h"

#define RULE_SIGNATURE "GBCS 6.3 signature"
#define RULE_MAC       "GBCS 6.2 MAC"

/* Several certificates may stand for one entity: renewed ones, test generations. */
enum { MAX_CANDIDATES = 8 };

typedef struct candidates {
    const smki_identity *of[MAX_CANDIDATES];
    size_t count;
    bool expired; /* some were left out because their certificate is not valid at the time asked for */
    bool revoked; /* or revoked */
} candidates;

static bool is_valid_at(const smki_identity *id, alb_time at)
{
    if (at == ALB_TIME_NONE || !id->certificate) {
        return true;
    }
    return smki_certificate_not_before(id->certificate) <= at &&
           at <= smki_certificate_not_after(id->certificate);
}

/* What was signed before it stays (smki.md 18.4). */
static bool is_revoked_at(const gbcs_keys *keys, const smki_identity *id, alb_time at)
{
    const smki_revoked *entry =
        id->certificate ? smki_keystore_revoked(keys->crypto, keys->store, id->certificate) : NULL;
    return entry && (at == ALB_TIME_NONE || entry->when <= at);
}

/* Adds id unless another entry with the same key is there: a second try with it would give the same answer.
 * An entry with the private half takes the place of one without. */
static void add_candidate(candidates *c, const smki_identity *id, alb_time at)
{
    if (!is_valid_at(id, at)) {
        c->expired = true;
        return;
    }
    for (size_t i = 0; i < c->count; i++) {
        if (memcmp(crypto_pub_point(c->of[i]->pub), crypto_pub_point(id->pub), CRYPTO_POINT) == 0) {
            if (!c->of[i]->key) {
                c->of[i] = id;
            }
            return;
        }
    }
    if (c->count < MAX_CANDIDATES) {
        c->of[c->count++] = id;
    }
}

static candidates find_candidates(const gbcs_keys *keys, alb_eui64 entity, smki_slot slot, alb_time at)
{
    candidates c = {.count = 0};
    if (!keys->store) {
        return c;
    }
    const smki_identity *all[MAX_CANDIDATES];
    size_t n = smki_keystore_find_all(keys->store, entity, slot, all, MAX_CANDIDATES);
    for (size_t i = 0; i < n; i++) {
        if (is_revoked_at(keys, all[i], at)) {
            c.revoked = true;
        } else {
            add_candidate(&c, all[i], at);
        }
    }
    return c;
}

/* The brokers are looked for once per state of the store, not per message. */
static void find_brokers(gbcs_keys *keys)
{
    size_t count = keys->store ? smki_keystore_count(keys->store) : 0;
    if (count == keys->acbs_seen) {
        return;
    }
    keys->acbs_seen = count;
    keys->n_acbs = 0;
    for (size_t i = 0; i < count && keys->n_acbs < GBCS_MAX_ACBS; i++) {
        const smki_identity *id = smki_keystore_at(keys->store, i);
        if (id->slot == SMKI_SLOT_KEY_AGREEMENT && id->certificate &&
            smki_certificate_role(id->certificate) == SMKI_ROLE_ACB) {
            keys->acbs[keys->n_acbs++] = id;
        }
    }
}

static candidates broker_candidates(gbcs_keys *keys, alb_time at)
{
    candidates c = {.count = 0};
    find_brokers(keys);
    for (size_t i = 0; i < keys->n_acbs; i++) {
        add_candidate(&c, keys->acbs[i], at);
    }
    return c;
}

/* The party had certificates. A new one beside those that are out of use is in use, whoever has its key. */
static bool has_none_in_use(const candidates *c)
{
    return c->count == 0 && (c->expired || c->revoked);
}

static alb_status fail_check(gbcs_check *check, gbcs_verdict *v, const char *rule, size_t offset,
                             const char *why, alb_err *err)
{
    *check = GBCS_CHECK_FAILED;
    v->why = why;
    return alb_fail(err, ALB_AUTH_FAILED, rule, offset, "%s", why);
}

static alb_status leave_unchecked(gbcs_check *check, gbcs_verdict *v, const char *why)
{
    *check = GBCS_CHECK_UNCHECKED;
    if (!v->why) {
        v->why = why;
    }
    return ALB_OK;
}

/* --- signature --- */

static alb_status check_signature(gbcs_keys *keys, const gbcs_message *m, alb_time at, gbcs_verdict *v,
                                  alb_err *err)
{
    if (m->form == GBCS_PRE_COMMAND) {
        return leave_unchecked(&v->signature, v, "unsigned pre-command");
    }
    if (m->signature.len == 0) {
        return ALB_OK;
    }
    candidates c = find_candidates(keys, m->header.originator, SMKI_SLOT_DIGITAL_SIGNATURE, at);
    size_t offset = gbcs_offset_of(m, m->signature);
    if (c.count == 0) {
        if (has_none_in_use(&c)) {
            return fail_check(&v->signature, v, RULE_SIGNATURE, offset,
                              c.revoked ? "certificate of the signer is revoked"
                                        : "certificate of the signer is not valid now",
                              err);
        }
        return leave_unchecked(&v->signature, v, "no key");
    }
    uint8_t hash[CRYPTO_HASH];
    crypto_sha256(keys->crypto, m->signed_part, hash);
    for (size_t i = 0; i < c.count; i++) {
        if (crypto_verify_hash(keys->crypto, c.of[i]->pub, hash, m->signature.ptr) == ALB_OK) {
            v->signature = GBCS_CHECK_OK;
            v->signer = c.of[i];
            return ALB_OK;
        }
    }
    return fail_check(&v->signature, v, RULE_SIGNATURE, offset,
                      "signature is not the originator's over this message", err);
}

/* --- MAC --- */

/* Commands of one device to another (PPMID to GSME) do not pass the broker. The use case says so, or the
 * certificate. */
static bool is_between_devices(const gbcs_message *m, const candidates *originator)
{
    if (m->use_case) {
        return (m->use_case->roles & CAT_ROLE_DEVICE) != 0;
    }
    const smki_certificate *c = originator->count > 0 ? originator->of[0]->certificate : NULL;
    return c && smki_certificate_kind(c) == SMKI_KIND_DEVICE;
}

/* The two parties whose keys make the MAC: identifiers and counter are the header's all the same. */
static void find_pair(gbcs_keys *keys, const gbcs_message *m, alb_time at, candidates *a, candidates *b)
{
    *a = find_candidates(keys, m->header.originator, SMKI_SLOT_KEY_AGREEMENT, at);
    *b = find_candidates(keys, m->header.target, SMKI_SLOT_KEY_AGREEMENT, at);
    if (m->header.cra == GBCS_COMMAND && !is_between_devices(m, a)) {
        *a = broker_candidates(keys, at);
    }
}

static bool mac_matches(gbcs_keys *keys, const gbcs_message *m, const smki_identity *own,
                        const smki_identity *peer)
{
    CRYPTO_SCRUB_SECRET crypto_secret z;
    uint8_t mac[GBCS_MAC];
    return gbcs_pair_secret(keys, own->key, peer->pub, &z, NULL) == ALB_OK &&
           gbcs_mac(keys->crypto, &z, &m->header, m->inner, mac) == ALB_OK &&
           crypto_equal(mac, m->mac.ptr, GBCS_MAC);
}

/* Tries every pair of which one half is private; tried says whether there was any. */
static bool try_pairs(gbcs_keys *keys, const gbcs_message *m, const candidates *a, const candidates *b,
                      gbcs_verdict *v, bool *tried)
{
    *tried = false;
    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) {
            const smki_identity *own = a->of[i]->key ? a->of[i] : b->of[j];
            const smki_identity *peer = own == a->of[i] ? b->of[j] : a->of[i];
            if (!own->key) {
                continue;
            }
            *tried = true;
            if (mac_matches(keys, m, own, peer)) {
                v->mac_own = own;
                v->mac_peer = peer;
                return true;
            }
        }
    }
    return false;
}

static alb_status check_mac(gbcs_keys *keys, const gbcs_message *m, alb_time at, gbcs_verdict *v,
                            alb_err *err)
{
    if (m->form != GBCS_MACED) {
        return ALB_OK;
    }
    candidates a;
    candidates b;
    bool tried;
    find_pair(keys, m, at, &a, &b);
    if (try_pairs(keys, m, &a, &b, v, &tried)) {
        v->mac = GBCS_CHECK_OK;
        return ALB_OK;
    }
    size_t offset = gbcs_offset_of(m, m->mac);
    if (tried) {
        return fail_check(&v->mac, v, RULE_MAC, offset, "MAC is not of these parties over this message", err);
    }
    if (has_none_in_use(&a) || has_none_in_use(&b)) {
        return fail_check(&v->mac, v, RULE_MAC, offset, "key agreement certificate is not valid now", err);
    }
    return leave_unchecked(&v->mac, v, "no key");
}

alb_status gbcs_verify(gbcs_keys *keys, const gbcs_message *message, alb_time at, gbcs_verdict *out,
                       alb_err *err)
{
    *out = (gbcs_verdict){.signature = GBCS_CHECK_ABSENT, .mac = GBCS_CHECK_ABSENT};
    alb_status signature = check_signature(keys, message, at, out, err);
    alb_status mac = check_mac(keys, message, at, out, err);
    return signature != ALB_OK ? signature : mac;
}

/* --- whoever acts on it --- */

static alb_status no_certificate(const gbcs_keys *keys, const gbcs_message *m, alb_eui64 entity,
                                 smki_slot slot, alb_err *err)
{
    static const char *const names[SMKI_SLOT_COUNT] = {[SMKI_SLOT_DIGITAL_SIGNATURE] = "digital signature",
                                                       [SMKI_SLOT_KEY_AGREEMENT] = "key agreement",
                                                       [SMKI_SLOT_PREPAYMENT] = "prepayment",
                                                       [SMKI_SLOT_XML_SIGNING] = "XML signing"};
    char text[ALB_EUI64_TEXT];
    bool is_originator = alb_eui64_equal(entity, m->header.originator);
    size_t offset = gbcs_offset_of(m, m->inner) + (is_originator ? GBCS_AT_ORIGINATOR : GBCS_AT_TARGET);
    for (int other = 0; keys->store && other < SMKI_SLOT_COUNT; other++) {
        if (other != (int)slot && smki_keystore_find(keys->store, entity, (smki_slot)other)) {
            return alb_fail(err, ALB_NO_KEY, "GBCS 4.3", offset, "%s has no %s certificate, only one for %s",
                            alb_eui64_hex(entity, text), names[slot], names[other]);
        }
    }
    return alb_fail(err, ALB_NO_KEY, "GBCS 4.3", offset, "%s is not known: no certificate of it",
                    alb_eui64_hex(entity, text));
}

/* Which of the two has no certificate; else neither has a private key here. */
static alb_status no_pair(gbcs_keys *keys, const gbcs_message *m, alb_time at, alb_err *err)
{
    candidates a;
    candidates b;
    find_pair(keys, m, at, &a, &b);
    candidates originator = find_candidates(keys, m->header.originator, SMKI_SLOT_KEY_AGREEMENT, at);
    bool by_broker = m->header.cra == GBCS_COMMAND && !is_between_devices(m, &originator);
    if (a.count == 0 && !by_broker) {
        return no_certificate(keys, m, m->header.originator, SMKI_SLOT_KEY_AGREEMENT, err);
    }
    if (b.count == 0) {
        return no_certificate(keys, m, m->header.target, SMKI_SLOT_KEY_AGREEMENT, err);
    }
    return alb_fail(err, ALB_NO_KEY, RULE_MAC, gbcs_offset_of(m, m->mac), "%s",
                    a.count == 0 ? "no key agreement certificate of an Access Control Broker"
                                 : "no private key of either party");
}

static bool is_for(const gbcs_header *h, alb_eui64 recipient)
{
    return alb_eui64_equal(h->target, recipient) || (h->cra == GBCS_RESPONSE && h->has_supplementary_party &&
                                                     alb_eui64_equal(h->supplementary_party, recipient));
}

alb_status gbcs_authenticate(gbcs_keys *keys, const gbcs_message *message, alb_eui64 recipient, alb_time at,
                             gbcs_verdict *out, alb_err *err)
{
    const gbcs_message *m = message;
    if (!is_for(&m->header, recipient)) {
        char text[ALB_EUI64_TEXT];
        return alb_fail(err, ALB_MISMATCH, "GBCS 7.2.7", gbcs_offset_of(m, m->inner) + GBCS_AT_TARGET,
                        "message for %s, not for this party", alb_eui64_hex(m->header.target, text));
    }
    ALB_TRY(gbcs_verify(keys, m, at, out, err));
    if (m->form == GBCS_PRE_COMMAND) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE_SIGNATURE, m->whole.len, "%s", out->why);
    }
    if (out->signature == GBCS_CHECK_UNCHECKED) {
        return no_certificate(keys, m, m->header.originator, SMKI_SLOT_DIGITAL_SIGNATURE, err);
    }
    return out->mac == GBCS_CHECK_UNCHECKED ? no_pair(keys, m, at, err) : ALB_OK;
}

/* --- encryption --- */

/* The party that can read the answer: the user behind the ACB, or whom the header names. */
static alb_eui64 reader_of(const gbcs_header *h)
{
    return h->cra == GBCS_RESPONSE && h->has_supplementary_party ? h->supplementary_party : h->target;
}

/* Keeps of c the entry whose key made the MAC, where it did: of several certificates that one is in use. */
static void prefer(candidates *c, const gbcs_verdict *v)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->of[i] == v->mac_own || c->of[i] == v->mac_peer) {
            c->of[0] = c->of[i];
            c->count = 1;
        }
    }
}

alb_status gbcs_find_cipher(gbcs_keys *keys, const gbcs_message *message, gbcs_cipher *out, alb_err *err)
{
    const gbcs_header *h = &message->header;
    if (h->cra == GBCS_COMMAND) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 8.4", 0, "commands have no encrypted parts");
    }
    candidates device = find_candidates(keys, h->originator, SMKI_SLOT_KEY_AGREEMENT, ALB_TIME_NONE);
    candidates reader = find_candidates(keys, reader_of(h), SMKI_SLOT_KEY_AGREEMENT, ALB_TIME_NONE);
    if (message->form == GBCS_MACED && (device.count > 1 || reader.count > 1)) {
        gbcs_verdict v = {.mac = GBCS_CHECK_ABSENT};
        if (check_mac(keys, message, ALB_TIME_NONE, &v, NULL) == ALB_OK && v.mac == GBCS_CHECK_OK) {
            prefer(&device, &v);
            prefer(&reader, &v);
        }
    }
    for (size_t i = 0; i < device.count * reader.count; i++) {
        const smki_identity *a = device.of[i / reader.count];
        const smki_identity *b = reader.of[i % reader.count];
        const smki_identity *own = b->key ? b : a;
        if (own->key) {
            CRYPTO_SCRUB_SECRET crypto_secret z;
            ALB_TRY(gbcs_pair_secret(keys, own->key, own == b ? a->pub : b->pub, &z, err));
            gbcs_cipher_init(keys->crypto, &z, h, out);
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_NO_KEY, "GBCS 8.4", 0, "no key agreement key of device or reader");
}
