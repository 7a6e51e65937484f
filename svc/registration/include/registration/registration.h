/* Registration data: who is supplier, network party and agent of a meter point, and when (SEC E;
 * registration-and-supply.md 2, 6).
 *
 * Every fact has two times: the period for which it holds, and the file that brought it. A later file takes
 * the place of an earlier one from a date on; what stood before is kept, so that it can be said who was
 * responsible on a day, and what the DCC knew of it on another.
 *
 * Market participants are named in files by their market participant identifiers (MPID); which User acts for
 * one, in which role, is a mapping with periods of its own. What no file carries (load controllers, meter
 * data retrievers, the parties of a demonstration) is appointed by hand, by User ID.
 *
 * Functions that take a store_tx belong inside store_read or store_write of the store that holds the tables.
 * Times are UTC; ALB_TIME_NONE is an open end.
 */
#ifndef ALB_REGISTRATION_REGISTRATION_H
#define ALB_REGISTRATION_REGISTRATION_H

#include "base/eui64.h"
#include "base/time.h"
#include "store/store.h"

enum { REGISTRATION_MPXN_MAX = 13, REGISTRATION_MPID_MAX = 8 };

/* A meter point of a device. Which roles it gives depends on how the device hangs on it: its supplier is the
 * Import Supplier, and Export Supplier where it is the device's export MPAN beside an import MPAN
 * (registration-and-supply.md 2.2). */
typedef struct registration_link {
    const char *mpxn;
    bool is_export, has_import;
} registration_link;

/* In which of roles (CAT_USER_ bits) the User is registered for one of these meter points at some time in
 * [from, until]. */
ALB_MUST_USE alb_status registration_roles(store_tx *tx, alb_eui64 user, uint16_t roles,
                                           const registration_link *links, size_t n, alb_time from,
                                           alb_time until, uint16_t *out, alb_err *err);
/* The Users that hold one of these roles at that time, each once, up to max. */
ALB_MUST_USE alb_status registration_holders(store_tx *tx, uint16_t roles, const registration_link *links,
                                             size_t n, alb_time at, alb_eui64 *out, size_t max, size_t *count,
                                             alb_err *err);
/* Those whose supply ended last before that time: the old suppliers after a change of supplier. */
ALB_MUST_USE alb_status registration_last_suppliers(store_tx *tx, const registration_link *links, size_t n,
                                                    alb_time at, alb_eui64 *out, size_t max, size_t *count,
                                                    alb_err *err);

/* --- who may be asked about --- */

/* A User by hand. The same meter point, role, User and start again: the end is changed. */
typedef struct registration_appointment {
    const char *mpxn;
    alb_eui64 user;
    uint16_t role;
    alb_time from, to;
} registration_appointment;
ALB_MUST_USE alb_status registration_appoint(store_tx *tx, const registration_appointment *a, alb_err *err);

/* A User acts for a market participant in these roles. Roles that an MPID is registered in count only as far
 * as they are mapped. */
typedef struct registration_participant {
    const char *mpid;
    alb_eui64 user;
    uint16_t roles;
    alb_time from, to;
} registration_participant;
ALB_MUST_USE alb_status registration_put_participant(store_tx *tx, const registration_participant *p,
                                                     alb_err *err);

/* Who sends files of registration data. */
typedef struct registration_provider {
    const char *signifier; /* sender in names and headers of files */
    const char *fuels;     /* "E", "G", "EG" */
    const char *networks;  /* MPIDs of the network parties that it speaks for, separated by ';' */
    alb_eui64 entity;      /* whose key signs its files; zero: they need no signature */
} registration_provider;
ALB_MUST_USE alb_status registration_put_provider(store_tx *tx, const registration_provider *p, alb_err *err);
/* NOT_FOUND (without filling err): no such provider. */
ALB_MUST_USE alb_status registration_find_provider(store_tx *tx, const char *signifier, alb_arena *arena,
                                                   registration_provider *out, alb_err *err);

/* --- explaining --- */

/* One fact about a meter point, with the file that brought it and the one that took its place. */
typedef struct registration_fact {
    uint16_t role;
    const char *mpid; /* "": appointed by hand */
    alb_eui64 user;   /* zero: nobody acts for the MPID in that role */
    alb_time from, to;
    const char *state;              /* of a supply: "P" pending, "S" secured, "A" active, "I" inactive */
    const char *file;               /* name; "" by hand */
    alb_time known_at, replaced_at; /* ALB_TIME_NONE: by hand; not replaced */
    const char *replaced_by;
    bool counts; /* at the time that was asked about, as it was known then */
} registration_fact;
/* Every fact ever known of a meter point, oldest first; `counts` marks those that answer "who, on that day,
 * by what was known at `known`" (ALB_TIME_NONE: now). */
ALB_MUST_USE alb_status registration_explain(
    store_tx *tx, const char *mpxn, alb_time at, alb_time known, alb_arena *arena,
    alb_status (*visit)(void *ctx, const registration_fact *fact, alb_err *err), void *ctx, alb_err *err);

/* The meter point itself, as the newest file has it; NOT_FOUND (without filling err). */
typedef struct registration_point {
    const char *status, *direction, *details; /* details: "name=value" separated by "; " */
    const char *file;
} registration_point;
ALB_MUST_USE alb_status registration_find_point(store_tx *tx, const char *mpxn, alb_arena *arena,
                                                registration_point *out, alb_err *err);
/* MPID of its network party at that time, into out; NOT_FOUND (without filling err). */
ALB_MUST_USE alb_status registration_network(store_tx *tx, const char *mpxn, alb_time at,
                                             char out[static REGISTRATION_MPID_MAX + 1], alb_err *err);

/* --- effects: meter points at which somebody's registration ended --- */

/* The next one that is due by now; NOT_FOUND (without filling err): none. */
ALB_MUST_USE alb_status registration_next_due(store_tx *tx, alb_time now, alb_time *due_at,
                                              char mpxn[static REGISTRATION_MPXN_MAX + 1], alb_err *err);
/* It is to be looked at again, from that time on. */
ALB_MUST_USE alb_status registration_add_due(store_tx *tx, alb_time due_at, const char *mpxn, alb_err *err);
ALB_MUST_USE alb_status registration_end_due(store_tx *tx, alb_time due_at, const char *mpxn, alb_err *err);

#endif
