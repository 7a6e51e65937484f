/* Structured log lines (logfmt, or JSON) to a stream chosen by the program. A library never logs on its own:
 * it is given a log or returns an error. Thread-safe. Keys, PINs, tokens and payloads never go in. */
#ifndef ALB_BASE_LOG_H
#define ALB_BASE_LOG_H

#include "base/eui64.h"
#include "base/time.h"

#include <stdio.h>

typedef enum alb_log_level { ALB_LOG_ERROR, ALB_LOG_WARN, ALB_LOG_INFO, ALB_LOG_DEBUG } alb_log_level;

typedef enum alb_log_format { ALB_LOG_TEXT, ALB_LOG_JSON } alb_log_format;

typedef struct alb_log {
    FILE *stream; /* NULL: silent */
    alb_log_level level;
    alb_log_format format;
    const alb_clock *clock;
} alb_log;

/* One line: time, level, event, then the fields of fmt: "key=%s other=\"%d of %d\"", static text with the
 * conversions d, i, u, x, X, s and c. What an argument holds stays within its field, escaped; text beyond 600
 * octets is cut. */
void alb_log_event(const alb_log *log, alb_log_level level, const char *event, const char *fmt, ...)
    ALB_PRINTF(4, 5);

#endif
