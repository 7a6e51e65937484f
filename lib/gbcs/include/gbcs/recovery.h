/* Commands that put certificates into a device's trust anchor cells when a key is lost or known to others:
 * CS02b by the recovery key (mode 8) and by the contingency key (mode 9) (SEC L10, Appendix L; GBCS 13.3;
 * smki.md 19).
 *
 * They bear a signature and no MAC, for no key of the parties to the MAC may be trusted then. The counters of
 * the roles whose certificates change start again from 0, and validity times are not looked at.
 */
#ifndef ALB_GBCS_RECOVERY_H
#define ALB_GBCS_RECOVERY_H

#include "base/arena.h"
#include "catalogue/trust_anchor.h"
#include "smki/certificate.h"

enum { GBCS_BY_RECOVERY = 0x0108, GBCS_BY_CONTINGENCY = 0x0109 };

/* Whose command it is that the contingency key signs: nobody's who has a certificate (smki.md 19.7). */
#define GBCS_CUSTODIANS UINT64_C(0x70b3d51f300017ff)

typedef struct gbcs_replacement {
    cat_cell cell;
    const smki_certificate *certificate;
} gbcs_replacement;

typedef struct gbcs_recovery {
    uint16_t message_code;
    alb_eui64 originator; /* whose certificate stands in the recovery cell; GBCS_CUSTODIANS by contingency */
    alb_eui64 device;
    uint64_t counter;
    const gbcs_replacement *replacements;
    size_t n_replacements;
    const smki_certificate *const *path; /* authorities between them and the root */
    size_t n_path;
    alb_span symmetric_key; /* by contingency: opens the key in the root certificate */
} gbcs_recovery;

/* The command, signed with the recovery or the contingency key. BAD_VALUE where a certificate does not belong
 * into its cell (role, key usage), or a root is to be replaced by recovery. */
ALB_MUST_USE alb_status gbcs_recovery_write(crypto_ctx *ctx, const gbcs_recovery *r, const crypto_key *key,
                                            alb_arena *arena, alb_wr *out, alb_err *err);

#endif
