#include "deferred.h"

#include "date_time.h"
#include "saved.h"

#include <stdlib.h>

void deferred_release(deferred *d)
{
    free(d->content);
    d->content = NULL;
}

void deferrals_release(deferrals *all)
{
    for (size_t i = 0; i < all->count; i++) {
        deferred_release(&all->items[i]);
    }
    free(all->items);
    *all = (deferrals){0};
}

static void remove_at(deferrals *all, size_t at)
{
    all->count--;
    memmove(&all->items[at], &all->items[at + 1], (all->count - at) * sizeof *all->items);
}

void deferrals_cancel(deferrals *all, uint16_t message_code, uint8_t role)
{
    for (size_t i = all->count; i > 0; i--) {
        deferred *d = &all->items[i - 1];
        if (d->message_code == message_code && d->role == role) {
            deferred_release(d);
            remove_at(all, i - 1);
        }
    }
}

bool deferrals_add(deferrals *all, const deferred *command, alb_span content)
{
    deferrals_cancel(all, command->message_code, command->role);
    uint8_t *copy = content.len > 0 ? malloc(content.len) : NULL;
    deferred *items =
        copy && all->count < DEFERRED_MOST ? realloc(all->items, (all->count + 1) * sizeof *items) : NULL;
    if (!items) {
        free(copy);
        return false;
    }
    memcpy(copy, content.ptr, content.len);
    all->items = items;
    size_t at = all->count;
    while (at > 0 && items[at - 1].at > command->at) {
        at--;
    }
    memmove(&items[at + 1], &items[at], (all->count - at) * sizeof *items);
    items[at] = *command;
    items[at].content = copy;
    items[at].len = (uint32_t)content.len;
    all->count++;
    return true;
}

bool deferrals_next(deferrals *all, alb_time now, deferred *out)
{
    if (all->count == 0 || all->items[0].at > now) {
        return false;
    }
    *out = all->items[0];
    remove_at(all, 0);
    return true;
}

alb_time deferrals_due(const deferrals *all)
{
    return all->count > 0 ? all->items[0].at : INT64_MAX;
}

/* --- as octets --- */

void deferrals_save(const deferrals *all, alb_buf *out)
{
    alb_buf_add_u8(out, (uint8_t)all->count);
    for (size_t i = 0; i < all->count; i++) {
        const deferred *d = &all->items[i];
        uint8_t head[35];
        alb_wr w = alb_wr_init(head, sizeof head);
        alb_wr_be64(&w, (uint64_t)d->at);
        alb_wr_be64(&w, (uint64_t)d->received);
        alb_wr_be16(&w, d->message_code);
        alb_wr_u8(&w, d->role);
        alb_wr_be64(&w, d->counter);
        alb_wr_bytes(&w, alb_eui64_span(&d->originator));
        alb_buf_add(out, alb_wr_span(&w));
        saved_write(alb_span_of(d->content, d->len), out);
    }
}

void deferrals_restore(deferrals *all, alb_rd *in)
{
    uint8_t count = alb_rd_u8(in);
    for (uint8_t i = 0; i < count && in->st == ALB_OK; i++) {
        deferred d = {.at = date_time_restore(in)};
        d.received = date_time_restore(in);
        d.message_code = alb_rd_be16(in);
        d.role = alb_rd_u8(in);
        d.counter = alb_rd_be64(in);
        d.originator = alb_rd_eui64(in);
        alb_span content = saved_read(in);
        if (in->st == ALB_OK && !deferrals_add(all, &d, content)) {
            alb_rd_fail(in, ALB_BAD_VALUE);
        }
    }
}
