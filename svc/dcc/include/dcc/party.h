/* Users of the DCC: identifiers and roles, entry, suspension, the credentials that sign their files (SEC H1;
 * dcc-services.md 2.3, 3.1).
 *
 * A User that is added may send nothing until, for one of its roles, every step of the entry process is
 * confirmed; each role is entered by itself. Functions that take a store_tx belong inside store_read or
 * store_write of the DCC's store.
 */
#ifndef ALB_DCC_PARTY_H
#define ALB_DCC_PARTY_H

#include "base/buf.h"
#include "base/eui64.h"
#include "base/time.h"
#include "store/store.h"

/* Steps of the entry process; not every role has every one. */
typedef enum dcc_entry_step {
    DCC_ENTRY_IDENTIFIER,   /* the User ID was accepted */
    DCC_ENTRY_CERTIFICATES, /* its organisation's certificates are issued (SMKI entry) */
    DCC_ENTRY_CONNECTION,   /* its gateway connection works, and the place of its messages is known */
    DCC_ENTRY_TESTS,        /* User Entry Process Tests passed */
    DCC_ENTRY_SECURITY,     /* initial full User Security Assessment */
    DCC_ENTRY_PRIVACY,      /* full privacy assessment: of Other Users alone */
    DCC_ENTRY_CREDIT,       /* credit cover, or none asked for */
    DCC_ENTRY_STEPS
} dcc_entry_step;
/* "identifier", "certificates", ... and back; DCC_ENTRY_STEPS: no such step. */
const char *dcc_entry_name(dcc_entry_step step);
dcc_entry_step dcc_entry_named(const char *name);
bool dcc_entry_is_needed(dcc_entry_step step, uint16_t role);

/* A new User, or more roles of one that is there; all of them have still to be entered. */
ALB_MUST_USE alb_status dcc_party_add(store_tx *tx, alb_eui64 user, const char *name, uint16_t roles,
                                      alb_time now, alb_err *err);
/* Confirms a step for a role (one CAT_USER_ bit). With the last one the role is open. NOT_FOUND: the User
 * does not have that role. */
ALB_MUST_USE alb_status dcc_party_confirm(store_tx *tx, alb_eui64 user, uint16_t role, dcc_entry_step step,
                                          const char *by, alb_time now, alb_err *err);
/* Its rights end, or come back; requests that were accepted go on, held ones are judged when their date
 * comes. NOT_FOUND. */
ALB_MUST_USE alb_status dcc_party_suspend(store_tx *tx, alb_eui64 user, bool suspended, const char *why,
                                          alb_time now, alb_err *err);

/* Where its messages go from now on; those that wait are due at once. url NULL: nowhere. NOT_FOUND. */
ALB_MUST_USE alb_status dcc_party_deliver(store_tx *tx, alb_eui64 user, const char *url, alb_time now,
                                          alb_err *err);

typedef struct dcc_party_row {
    alb_eui64 user;
    const char *name, *delivery_url; /* "": none */
    uint16_t roles, entering;        /* entering: not open yet */
    bool suspended;
    uint16_t confirmed[DCC_ENTRY_STEPS]; /* roles for which a step is confirmed */
    uint32_t credentials;                /* that sign its files, and are good now */
} dcc_party_row;
ALB_MUST_USE alb_status dcc_party_read(store_tx *tx, alb_eui64 user, alb_arena *arena, dcc_party_row *out,
                                       alb_err *err);
ALB_MUST_USE alb_status dcc_party_each(store_tx *tx,
                                       alb_status (*visit)(void *ctx, alb_eui64 user, alb_err *err),
                                       void *ctx, alb_err *err);

/* --- credentials that sign files --- */

/* certificate: DER; trusted: PEM of what it stands on (itself, if it is signed with its own key). It is kept
 * as it is; each signature is held against it when a file comes. */
ALB_MUST_USE alb_status dcc_credential_add(store_tx *tx, alb_eui64 user, alb_span certificate,
                                           alb_span trusted, alb_time now, alb_err *err);
/* No file that comes from now on counts. NOT_FOUND. */
ALB_MUST_USE alb_status dcc_credential_revoke(store_tx *tx, alb_eui64 user, alb_span certificate,
                                              alb_time now, alb_err *err);
/* PEM of all that a User's credentials stand on; nothing is added where it has none. */
ALB_MUST_USE alb_status dcc_credential_trust(store_tx *tx, alb_eui64 user, alb_buf *out, alb_err *err);
/* May the holder of the certificate with that SHA-256 sign for the User? */
ALB_MUST_USE alb_status dcc_credential_is_good(store_tx *tx, alb_eui64 user, alb_span fingerprint,
                                               alb_time now, bool *out, alb_err *err);

#endif
