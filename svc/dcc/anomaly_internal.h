/* What the files of anomaly detection share. */
#ifndef ALB_ANOMALY_INTERNAL_H
#define ALB_ANOMALY_INTERNAL_H

#include "dcc/anomaly.h"
#include "dcc_internal.h"

#include "base/csv.h"

#define ANOMALY_RULE "dcc-services.md 12.5"

/* The DCC's own identity in files: thresholds for all come from it. */
alb_eui64 anomaly_dcc(void);

/* Groups of requests that thresholds are set for. */
typedef struct anomaly_group {
    const char *name;
    bool critical; /* else: with sensitive responses */
    char fuel;     /* 'E', 'G' */
} anomaly_group;
const anomaly_group *anomaly_groups(size_t *n);
/* Does a request of that service to that type of device, by a User in these roles, belong to the group? */
bool anomaly_belongs(const anomaly_group *g, const cat_service_request *srv, uint16_t device, uint16_t roles);
/* The fuel of a device; of a hub that of who asks. */
char anomaly_fuel(uint16_t device, uint16_t roles);

/* A file as it is read: signature first. What speaks against it is NOT_AUTHORISED with a code in out. */
typedef struct anomaly_reading {
    const anomaly_file *file;
    anomaly_report *out;
    store *s;
    alb_arena *arena;
    uint8_t hash[CRYPTO_HASH];
    alb_eui64 user;        /* whom the name says */
    const char *reference; /* the part of the name behind it */
    alb_csv csv;
} anomaly_reading;
alb_status anomaly_reject(anomaly_reading *r, const char *code, uint32_t line, const char *fmt, ...)
    ALB_PRINTF(4, 5);
/* Name and signature. prefix: "ADT", "QCA". */
ALB_MUST_USE alb_status anomaly_open(anomaly_reading *r, const char *prefix, alb_err *err);
/* Its records may begin: the columns are these. */
ALB_MUST_USE alb_status anomaly_header(anomaly_reading *r, const char *const *columns, size_t n);
/* Whatever a file says, once it is known whose it is: read whole, or refused with code and line in r->out. */
ALB_MUST_USE alb_status anomaly_check_thresholds(anomaly_reading *r, uint16_t roles);
ALB_MUST_USE alb_status anomaly_check_actions(anomaly_reading *r);
/* Notes the file in the transaction that takes it; *repeated: it was taken before. */
ALB_MUST_USE alb_status anomaly_note_file(store_tx *tx, anomaly_reading *r, int64_t *id, bool *repeated,
                                          alb_err *err);

#endif
