/* The audit trail: what was changed or turned away, for people who look into it later. No payloads, no
 * secrets. */
#include "dcc_internal.h"

#include <stdarg.h>
#include <stdio.h>

static alb_status insert(store_tx *tx, alb_time at, const char *event, const alb_eui64 *party,
                         const alb_eui64 *device, const char *detail, alb_err *err)
{
    store_value params[] = {
        store_int(at),
        dcc_text_or_null(event),
        party ? dcc_eui(*party) : store_null(),
        device ? dcc_eui(*device) : store_null(),
        store_text(alb_span_str(detail)),
    };
    return store_exec(tx, "INSERT INTO audit (at, event, party, device, detail) VALUES ($1, $2, $3, $4, $5)",
                      params, ALB_COUNT(params), err);
}

alb_status dcc_audit(store_tx *tx, alb_time at, const char *event, const alb_eui64 *party,
                     const alb_eui64 *device, alb_err *err, const char *fmt, ...)
{
    char detail[256];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(detail, sizeof detail, fmt, args);
    va_end(args);
    return insert(tx, at, event, party, device, detail, err);
}

typedef struct audit_line {
    alb_time at;
    const char *event;
    const alb_eui64 *party, *device;
    char detail[256];
} audit_line;

static alb_status put_line(store_tx *tx, void *ctx, alb_err *err)
{
    const audit_line *line = ctx;
    return insert(tx, line->at, line->event, line->party, line->device, line->detail, err);
}

void dcc_audit_event(dcc *d, const char *event, const alb_eui64 *party, const alb_eui64 *device,
                     const char *fmt, ...)
{
    audit_line line = {alb_now(d->clock), event, party, device, ""};
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(line.detail, sizeof line.detail, fmt, args);
    va_end(args);
    char party_text[ALB_EUI64_TEXT];
    char device_text[ALB_EUI64_TEXT];
    alb_log_event(d->log, ALB_LOG_WARN, event, "party=%s device=%s detail=\"%s\"",
                  party ? alb_eui64_hex(*party, party_text) : "-",
                  device ? alb_eui64_hex(*device, device_text) : "-", line.detail);
    alb_err err = {.code = ALB_OK};
    if (store_write(d->store, put_line, &line, &err) != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "audit-failed", "detail=\"%s\"", err.detail);
    }
}
