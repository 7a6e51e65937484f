#include "waiting.h"

#include <stdlib.h>

enum { MESSAGE_MAX = 65535 };

void waiting_release(waiting *w)
{
    for (size_t i = 0; i < w->count; i++) {
        free(w->items[i].octets);
    }
    w->count = 0;
}

bool waiting_add(waiting *w, alb_span message, alb_time wakes)
{
    uint8_t *octets = w->count < WAITING_MOST && message.len <= MESSAGE_MAX ? malloc(message.len + 1) : NULL;
    if (!octets) {
        return false;
    }
    if (message.len > 0) {
        memcpy(octets, message.ptr, message.len);
    }
    w->items[w->count++] =
        (struct waiting_message){.wakes = wakes, .octets = octets, .len = (uint32_t)message.len};
    return true;
}

bool waiting_take(const waiting *w, alb_time now, alb_span *message)
{
    if (waiting_due(w) > now) {
        return false;
    }
    *message = alb_span_of(w->items[0].octets, w->items[0].len);
    return true;
}

void waiting_drop(waiting *w)
{
    free(w->items[0].octets);
    w->count--;
    memmove(&w->items[0], &w->items[1], w->count * sizeof w->items[0]);
}

alb_time waiting_due(const waiting *w)
{
    return w->count > 0 ? w->items[0].wakes : INT64_MAX;
}

void waiting_save(const waiting *w, alb_buf *out)
{
    alb_buf_add_u8(out, w->count);
    for (size_t i = 0; i < w->count; i++) {
        uint8_t head[12];
        alb_wr p = alb_wr_init(head, sizeof head);
        alb_wr_be64(&p, (uint64_t)w->items[i].wakes);
        alb_wr_be32(&p, w->items[i].len);
        alb_buf_add(out, alb_wr_span(&p));
        alb_buf_add(out, alb_span_of(w->items[i].octets, w->items[i].len));
    }
}

bool waiting_restore(waiting *w, alb_rd *in)
{
    uint8_t count = alb_rd_u8(in);
    waiting_release(w);
    for (uint8_t i = 0; i < count && in->st == ALB_OK; i++) {
        alb_time wakes = (alb_time)alb_rd_be64(in);
        alb_span message = alb_rd_bytes(in, alb_rd_be32(in));
        if (in->st != ALB_OK || !waiting_add(w, message, wakes)) {
            return false;
        }
    }
    return in->st == ALB_OK;
}
