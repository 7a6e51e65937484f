#include "event_log.h"

#include <stdlib.h>

enum { FIRST_ALLOCATION = 4 };

void event_log_release(event_log *log)
{
    free(log->entries);
    *log = (event_log){0};
}

static bool grow(event_log *log)
{
    size_t want = log->allocated ? log->allocated * 2U : FIRST_ALLOCATION;
    want = want < EVENT_LOG_CAPACITY ? want : EVENT_LOG_CAPACITY;
    event_entry *entries = realloc(log->entries, want * sizeof *entries);
    if (entries) {
        log->entries = entries;
        log->allocated = (uint16_t)want;
    }
    return entries != NULL;
}

void event_log_add(event_log *log, event_entry entry)
{
    if (log->count < EVENT_LOG_CAPACITY) {
        if (log->count < log->allocated || grow(log)) {
            log->entries[log->count++] = entry;
        }
        return;
    }
    log->entries[log->first] = entry;
    log->first = (uint16_t)((log->first + 1) % EVENT_LOG_CAPACITY);
}

const event_entry *event_log_at(const event_log *log, size_t index)
{
    return &log->entries[(log->first + index) % EVENT_LOG_CAPACITY];
}

void event_log_save(const event_log *log, alb_buf *out)
{
    alb_buf_add_u8(out, (uint8_t)log->count);
    for (size_t i = 0; i < log->count; i++) {
        const event_entry *e = event_log_at(log, i);
        uint8_t octets[9];
        alb_wr w = alb_wr_init(octets, sizeof octets);
        alb_wr_be32(&w, e->time);
        alb_wr_be16(&w, e->code);
        alb_wr_u8(&w, e->has_information);
        alb_wr_be16(&w, e->information);
        alb_buf_add(out, alb_wr_span(&w));
    }
}

void event_log_restore(event_log *log, alb_rd *in)
{
    size_t count = alb_rd_u8(in);
    if (count > EVENT_LOG_CAPACITY) {
        alb_rd_fail(in, ALB_BAD_VALUE);
    }
    for (size_t i = 0; i < count && in->st == ALB_OK; i++) {
        event_entry e = {.time = alb_rd_be32(in), .code = alb_rd_be16(in)};
        uint8_t has = alb_rd_u8(in);
        e.has_information = has != 0;
        e.information = alb_rd_be16(in);
        if (has > 1) {
            alb_rd_fail(in, ALB_BAD_VALUE);
        } else if (in->st == ALB_OK) {
            event_log_add(log, e);
        }
    }
}
