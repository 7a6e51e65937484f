#include "base/log.h"

#include <stdarg.h>

void alb_log_event(const alb_log *log, alb_log_level level, const char *event, const char *fmt, ...)
{
    static const char *const names[] = {"error", "warn", "info", "debug"};
    if (!log || !log->stream || level > log->level) {
        return;
    }
    char time[ALB_TIME_TEXT];
    const alb_clock *clock = log->clock ? log->clock : alb_clock_system();
    va_list args;
    va_start(args, fmt);
    /* One line stays one line when several threads write. */
    flockfile(log->stream);
    (void)fprintf(log->stream, "time=%s level=%s event=%s ", alb_time_text_ms(alb_now(clock), time),
                  names[level], event);
    (void)vfprintf(log->stream, fmt, args);
    (void)fputc('\n', log->stream);
    funlockfile(log->stream);
    va_end(args);
}
