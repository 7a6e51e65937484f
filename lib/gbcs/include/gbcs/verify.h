/* Authentication of received messages (gbcs-messages.md 3.3, 4.3, 4.4): which keys, in which order, with
 * which error.
 *
 * One function for whoever holds the keys: a device, a User, the DCC, or a person with a key directory. It
 * says per check what was checked, what could not be, and why.
 */
#ifndef ALB_GBCS_VERIFY_H
#define ALB_GBCS_VERIFY_H

#include "gbcs/keys.h"

typedef enum gbcs_check {
    GBCS_CHECK_ABSENT,
    GBCS_CHECK_OK,
    GBCS_CHECK_UNCHECKED,
    GBCS_CHECK_FAILED
} gbcs_check;

typedef struct gbcs_verdict {
    gbcs_check signature;
    gbcs_check mac;
    const smki_identity *signer;             /* whose key verified the signature */
    const smki_identity *mac_own, *mac_peer; /* the pair that verified the MAC */
    const char *why; /* static text for UNCHECKED or FAILED: "no key", "unsigned pre-command" */
} gbcs_verdict;

/* Checks everything that the keys of keys' store allow. at: time for certificate validity, ALB_TIME_NONE for
 * none. Returns OK when nothing failed (unchecked is not failed), AUTH_FAILED otherwise. */
ALB_MUST_USE alb_status gbcs_verify(gbcs_keys *keys, const gbcs_message *message, alb_time at,
                                    gbcs_verdict *out, alb_err *err);

/* The same for whoever is about to act on the message: it must be for recipient (MISMATCH), and what could
 * not be checked is an error too. NO_KEY names the party whose certificate is missing, or is there for
 * another use. */
ALB_MUST_USE alb_status gbcs_authenticate(gbcs_keys *keys, const gbcs_message *message, alb_eui64 recipient,
                                          alb_time at, gbcs_verdict *out, alb_err *err);

/* Cipher for the encrypted parts of a response or alert, from whichever private key of the store fits.
 * NO_KEY: none. */
ALB_MUST_USE alb_status gbcs_find_cipher(gbcs_keys *keys, const gbcs_message *message, gbcs_cipher *out,
                                         alb_err *err);

/* --- replay protection (gbcs-messages.md 4.2) --- */

/* Highest counters accepted, per role, as a device keeps them; plain data that can be stored. */
typedef struct gbcs_execution_counters {
    uint64_t by_role[9];      /* index: smki_role 0..8 */
    uint64_t supplier_top_up; /* the prepayment floor, kept apart */
} gbcs_execution_counters;

/* OK and recorded when the use case asks for it and the counter is greater, or does not ask; else REPLAYED.
 */
ALB_MUST_USE alb_status gbcs_replay_accept(gbcs_execution_counters *counters, const cat_use_case *use_case,
                                           smki_role role, uint64_t counter, alb_err *err);

#endif
