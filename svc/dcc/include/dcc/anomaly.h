/* Threshold anomaly detection: what Users and the DCC hold to be too much, counted as requests are accepted;
 * what exceeds it is held until whoever may decides (SEC G6, Appendix AA; dcc-services.md 12).
 *
 * Thresholds come in files that Users sign; so do decisions about what is held. Both work on the store of a
 * DCC that runs or not: what follows from them, the DCC does at its next turn.
 */
#ifndef ALB_DCC_ANOMALY_H
#define ALB_DCC_ANOMALY_H

#include "base/eui64.h"
#include "base/time.h"
#include "store/store.h"

/* A signed file. Its signature is a detached one (crypto/file_signature.h) by a credential that is registered
 * for the User (dcc/party.h). */
typedef struct anomaly_file {
    const char *name; /* ADT_<User>_<reference>_<CCYYMMDD>T<hhmmss>Z.csv, QCA_... */
    alb_span csv, signature;
    alb_time now;
} anomaly_file;

typedef struct anomaly_report {
    alb_eui64 user;
    char code[4]; /* "F01" .. "F09" (dcc-services.md 12.5); "" when the file was taken */
    char detail[160];
    uint32_t line; /* of the fault; 0: the file as a whole */
    uint32_t records;
    bool repeated; /* the very file was taken before; nothing changed */
} anomaly_report;

/* Thresholds of a User, or, signed by the DCC, of the DCC for all and of Users that set none of a kind. OK
 * whatever the verdict on the file is. One transaction: all of it or nothing. */
ALB_MUST_USE alb_status anomaly_take_thresholds(store *s, const anomaly_file *file, anomaly_report *out,
                                                alb_err *err);
/* Decisions about requests that are held: PROCESS or DELETE. What a User's own threshold holds, the User
 * decides about; what the DCC's holds needs both to let it go, and one to delete it. */
ALB_MUST_USE alb_status anomaly_take_actions(store *s, const anomaly_file *file, anomaly_report *out,
                                             alb_err *err);

/* --- looking --- */

typedef struct anomaly_threshold {
    alb_eui64 user;     /* zero: of Users that set none; the DCC's: of the DCC, for all */
    const char *scope;  /* "GROUP", "SRV", "ATTR" */
    const char *type;   /* "CRIT-E", "4.1.1", "2.2/Value" */
    int64_t warning;    /* -1: none; of ATTR the least value */
    int64_t quarantine; /* of ATTR the greatest */
    alb_time period;
    alb_time from, exception_from, exception_to;
    int64_t exception;
    const char *file;
} anomaly_threshold;
/* Those in force at a time, each once. */
ALB_MUST_USE alb_status anomaly_list_thresholds(store_tx *tx, alb_time at, alb_arena *arena,
                                                alb_status (*visit)(void *ctx, const anomaly_threshold *t,
                                                                    alb_err *err),
                                                void *ctx, alb_err *err);

typedef struct anomaly_held {
    int64_t event; /* QuarantineEventRef */
    alb_eui64 user, device;
    uint64_t counter; /* of the RequestID */
    const char *srv;
    uint8_t variant;
    alb_time at, execution;
    const char *kind; /* "USER", "DCC", "ATTR" */
    const char *type;
    int64_t threshold, count;
    const char *attribute; /* name; "" unless ATTR */
    const char *state;     /* "HELD", "RELEASED", "DELETED", "EXPIRED" */
    const char *decided_by;
} anomaly_held;
/* What is held, or ever was. */
ALB_MUST_USE alb_status anomaly_list_held(store_tx *tx, bool ever, alb_arena *arena,
                                          alb_status (*visit)(void *ctx, const anomaly_held *h, alb_err *err),
                                          void *ctx, alb_err *err);

#endif
