#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *alb_status_text(alb_status status)
{
    static const char *const texts[] = {
#define X(name, text) text,
        ALB_STATUS_LIST(X)
#undef X
    };
    return (size_t)status < ALB_COUNT(texts) ? texts[status] : "unknown status";
}

const char *alb_status_name(alb_status status)
{
    static const char *const names[] = {
#define X(name, text) #name,
        ALB_STATUS_LIST(X)
#undef X
    };
    return (size_t)status < ALB_COUNT(names) ? names[status] : "?";
}

void alb_err_set(alb_err *err, alb_status code, const char *rule, size_t offset, const char *fmt, ...)
{
    if (err && err->code == ALB_OK) {
        va_list args;
        err->code = code;
        err->rule = rule;
        err->offset = offset;
        va_start(args, fmt);
        (void)vsnprintf(err->detail, sizeof err->detail, fmt, args);
        va_end(args);
    }
}

void alb_err_within(alb_err *err, const char *element)
{
    if (err) {
        char old[sizeof err->path];
        memcpy(old, err->path, sizeof old);
        size_t n = strnlen(element, 79);
        memcpy(err->path, element, n);
        if (old[0]) {
            err->path[n++] = '/';
        }
        size_t m = strnlen(old, sizeof err->path - n - 1);
        memcpy(err->path + n, old, m);
        err->path[n + m] = '\0';
    }
}

const char *alb_err_text(const alb_err *err, char *buf, size_t size)
{
    (void)snprintf(buf, size, "%s (%s%s%soffset %zu; %s)",
                   err->detail[0] ? err->detail : alb_status_text(err->code), err->path[0] ? "at " : "",
                   err->path, err->path[0] ? ", " : "", err->offset, err->rule ? err->rule : "-");
    return buf;
}

void alb_bug(const char *file, int line, const char *what)
{
    (void)fprintf(stderr, "%s:%d: %s\n", file, line, what);
    abort();
}
