/* A supplier, an Access Control Broker and a device with keys of our own and certificates for them, for tests
 * that authenticate. */
#ifndef ALB_GBCS_TEST_PARTIES_H
#define ALB_GBCS_TEST_PARTIES_H

#include "gbcs/keys.h"
#include "smki/authority.h"

#define PARTY_SUPPLIER UINT64_C(0x1111111111110000)
#define PARTY_BROKER   UINT64_C(0x2222222222220000)
#define PARTY_DEVICE   UINT64_C(0x00db000000000001)

typedef struct parties {
    crypto_ctx *ctx;
    alb_time now;
    smki_authority *organisations, *devices;
    /* Signing and key agreement of each. */
    crypto_key *supplier[2], *broker[2], *device[2];
} parties;

static inline crypto_key *party_key(uint8_t n)
{
    uint8_t scalar[32] = {[0] = 7, [31] = n};
    crypto_key *key = NULL;
    return crypto_key_from_scalar(scalar, &key, NULL) == ALB_OK ? key : NULL;
}

static inline bool parties_init(parties *p)
{
    *p = (parties){.ctx = crypto_ctx_new()};
    crypto_key *roots[] = {party_key(1), party_key(2)};
    for (uint8_t i = 0; i < 2; i++) {
        p->supplier[i] = party_key((uint8_t)(10 + i));
        p->broker[i] = party_key((uint8_t)(20 + i));
        p->device[i] = party_key((uint8_t)(30 + i));
    }
    bool ok = alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &p->now) &&
              smki_authority_create_root(p->ctx, "organisation-root", "RA", roots[0], p->now,
                                         &p->organisations, NULL) == ALB_OK &&
              smki_authority_create_root(p->ctx, "device-root", "RD", roots[1], p->now, &p->devices, NULL) ==
                  ALB_OK;
    crypto_key_free(roots[0]);
    crypto_key_free(roots[1]);
    smki_authority *issuing[2] = {NULL, NULL};
    crypto_key *keys[] = {party_key(3), party_key(4)};
    ok = ok &&
         smki_authority_create_issuing(p->ctx, p->organisations, "organisation-issuing", "IA", keys[0],
                                       p->now, &issuing[0], NULL) == ALB_OK &&
         smki_authority_create_issuing(p->ctx, p->devices, "device-issuing", "ID", keys[1], p->now,
                                       &issuing[1], NULL) == ALB_OK;
    crypto_key_free(keys[0]);
    crypto_key_free(keys[1]);
    smki_authority_free(p->organisations);
    smki_authority_free(p->devices);
    p->organisations = issuing[0];
    p->devices = issuing[1];
    return ok;
}

static inline void parties_release(parties *p)
{
    for (size_t i = 0; i < 2; i++) {
        crypto_key_free(p->supplier[i]);
        crypto_key_free(p->broker[i]);
        crypto_key_free(p->device[i]);
    }
    smki_authority_free(p->organisations);
    smki_authority_free(p->devices);
    crypto_ctx_free(p->ctx);
}

/* Which certificates go into a store. */
typedef struct party_certificate {
    uint64_t entity;
    smki_role role; /* SMKI_ROLE_NONE: a device */
    smki_usage usage;
    const crypto_key *key;
} party_certificate;

static inline bool parties_certify(parties *p, smki_keystore *store, const party_certificate *want,
                                   alb_time not_before, alb_time not_after)
{
    bool is_device = want->role == SMKI_ROLE_NONE;
    smki_certificate *c = NULL;
    smki_subject subject = {.profile = is_device ? "device" : "organisation",
                            .entity = alb_eui64_of(want->entity),
                            .role = want->role,
                            .usage = want->usage,
                            .public_key = crypto_key_public(want->key),
                            .not_before = not_before,
                            .not_after = not_after};
    bool ok = smki_authority_issue(p->ctx, is_device ? p->devices : p->organisations, &subject, p->now, &c,
                                   NULL) == ALB_OK &&
              smki_keystore_add(store, c, NULL, NULL, NULL) == ALB_OK;
    smki_certificate_free(c);
    return ok;
}

/* All six certificates, and the private keys that the three have. */
static inline bool parties_fill(parties *p, smki_keystore *store)
{
    const party_certificate all[] = {
        {PARTY_SUPPLIER, SMKI_ROLE_SUPPLIER, SMKI_USAGE_DIGITAL_SIGNATURE, p->supplier[0]},
        {PARTY_SUPPLIER, SMKI_ROLE_SUPPLIER, SMKI_USAGE_KEY_AGREEMENT, p->supplier[1]},
        {PARTY_BROKER, SMKI_ROLE_ACB, SMKI_USAGE_DIGITAL_SIGNATURE, p->broker[0]},
        {PARTY_BROKER, SMKI_ROLE_ACB, SMKI_USAGE_KEY_AGREEMENT, p->broker[1]},
        {PARTY_DEVICE, SMKI_ROLE_NONE, SMKI_USAGE_DIGITAL_SIGNATURE, p->device[0]},
        {PARTY_DEVICE, SMKI_ROLE_NONE, SMKI_USAGE_KEY_AGREEMENT, p->device[1]},
    };
    crypto_key *const keys[] = {p->supplier[1], p->broker[1], p->device[1]};
    for (size_t i = 0; i < ALB_COUNT(all); i++) {
        if (!parties_certify(p, store, &all[i], ALB_TIME_NONE, ALB_TIME_NONE)) {
            return false;
        }
    }
    for (size_t i = 0; i < ALB_COUNT(keys); i++) {
        if (smki_keystore_add(store, NULL, keys[i], NULL, NULL) != ALB_OK) {
            return false;
        }
    }
    return true;
}

/* The message that these parties exchange with that content: by the command's supplier, or by the device to
 * it; signed, with a MAC, or both (CAT_PROTECT_). Into arena memory; empty when it cannot be made. */
static inline alb_span parties_protect(parties *p, const gbcs_header *header, alb_span content,
                                       unsigned protection, alb_arena *arena)
{
    size_t room = content.len + 1024;
    alb_wr pre = alb_wr_init(alb_arena_alloc(arena, room), room);
    alb_wr inner = alb_wr_init(alb_arena_alloc(arena, room), room);
    alb_wr out = alb_wr_init(alb_arena_alloc(arena, room), room);
    bool is_command = header->cra == GBCS_COMMAND;
    const crypto_key *signer = is_command ? p->supplier[0] : p->device[0];
    crypto_secret z;
    gbcs_write_grouping(&pre, header, content);
    if (protection & CAT_PROTECT_SIGNATURE) {
        if (gbcs_sign(p->ctx, signer, alb_wr_span(&pre), &inner, NULL) != ALB_OK) {
            return (alb_span){0};
        }
    } else {
        alb_wr_bytes(&inner, alb_wr_span(&pre));
        gbcs_write_signature(&inner, (alb_span){0});
    }
    if (!(protection & CAT_PROTECT_MAC)) {
        return alb_wr_span(&inner);
    }
    const crypto_key *peer = is_command ? p->broker[1] : p->supplier[1];
    if (crypto_ecdh(p->ctx, p->device[1], crypto_key_public(peer), &z, NULL) != ALB_OK ||
        gbcs_write_maced(p->ctx, &z, header, alb_wr_span(&inner), &out) != ALB_OK) {
        return (alb_span){0};
    }
    return alb_wr_span(&out);
}

#endif
