/* Event, security and power event logs: the last hundred entries (devices.md 16.6). */
#ifndef ALB_DEVICE_EVENT_LOG_H
#define ALB_DEVICE_EVENT_LOG_H

#include "base/buf.h"
#include "base/time.h"

enum { EVENT_LOG_CAPACITY = 100 };

typedef struct event_entry {
    uint32_t time; /* seconds since 2000 */
    uint16_t code;
    uint16_t information; /* other information: a message code, or nothing */
    bool has_information;
} event_entry;

/* All zero: empty. It takes memory as it fills, since most homes of a fleet have little to tell. */
typedef struct event_log {
    event_entry *entries;
    uint16_t count, allocated;
    uint16_t first; /* the oldest, once the log is full */
} event_log;

void event_log_release(event_log *log);
/* The oldest entry gives way. An entry that finds no memory is lost. */
void event_log_add(event_log *log, event_entry entry);
/* 0: the oldest. */
const event_entry *event_log_at(const event_log *log, size_t index);
void event_log_save(const event_log *log, alb_buf *out);
void event_log_restore(event_log *log, alb_rd *in);

#endif
