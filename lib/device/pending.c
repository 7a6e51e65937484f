#include "pending.h"

#include "date_time.h"

#include <stdlib.h>

void pendings_release(pendings *p)
{
    free(p->items);
    *p = (pendings){0};
}

static void remove_at(pendings *p, size_t at)
{
    p->count--;
    memmove(&p->items[at], &p->items[at + 1], (p->count - at) * sizeof *p->items);
}

static uint8_t remove_keys(setting_key *keys, uint8_t count, const setting_key *gone, uint8_t n_gone)
{
    uint8_t kept = 0;
    for (uint8_t i = 0; i < count; i++) {
        bool is_gone = false;
        for (uint8_t k = 0; k < n_gone; k++) {
            is_gone = is_gone || setting_key_compare(&keys[i], &gone[k]) == 0;
        }
        if (!is_gone) {
            keys[kept++] = keys[i];
        }
    }
    return kept;
}

void pendings_cancel(pendings *p, const pending_command *c)
{
    for (size_t i = p->count; i > 0; i--) {
        pending_command *old = &p->items[i - 1];
        old->n_instructions =
            remove_keys(old->instructions, old->n_instructions, c->instructions, c->n_instructions);
        old->n_values = remove_keys(old->values, old->n_values, c->values, c->n_values);
        if (old->n_instructions == 0) {
            remove_at(p, i - 1);
        }
    }
}

bool pendings_add(pendings *p, const pending_command *c)
{
    pendings_cancel(p, c);
    pending_command *items =
        p->count < PENDING_MOST ? realloc(p->items, (p->count + 1) * sizeof *items) : NULL;
    if (!items) {
        return false;
    }
    p->items = items;
    size_t at = p->count;
    while (at > 0 && items[at - 1].at > c->at) {
        at--;
    }
    memmove(&items[at + 1], &items[at], (p->count - at) * sizeof *items);
    items[at] = *c;
    p->count++;
    return true;
}

bool pendings_next(pendings *p, alb_time now, pending_command *out)
{
    if (p->count == 0 || p->items[0].at > now) {
        return false;
    }
    *out = p->items[0];
    remove_at(p, 0);
    return true;
}

alb_time pendings_due(const pendings *p)
{
    return p->count > 0 ? p->items[0].at : INT64_MAX;
}

/* --- as octets --- */

static void save_keys(const setting_key *keys, uint8_t count, alb_buf *out)
{
    alb_buf_add_u8(out, count);
    for (uint8_t i = 0; i < count; i++) {
        setting_key_save(&keys[i], out);
    }
}

static uint8_t restore_keys(setting_key *keys, alb_rd *in)
{
    uint8_t count = alb_rd_u8(in);
    if (count > PENDING_MOST_KEYS) {
        alb_rd_fail(in, ALB_BAD_VALUE);
    }
    for (uint8_t i = 0; i < count && in->st == ALB_OK; i++) {
        setting_key_restore(&keys[i], in);
    }
    return in->st == ALB_OK ? count : 0;
}

void pendings_save(const pendings *p, alb_buf *out)
{
    alb_buf_add_u8(out, (uint8_t)p->count);
    for (size_t i = 0; i < p->count; i++) {
        const pending_command *c = &p->items[i];
        uint8_t head[19];
        alb_wr w = alb_wr_init(head, sizeof head);
        alb_wr_be64(&w, (uint64_t)c->at);
        alb_wr_be16(&w, c->message_code);
        alb_wr_be64(&w, c->counter);
        alb_wr_u8(&w, c->role);
        alb_buf_add(out, alb_wr_span(&w));
        save_keys(c->values, c->n_values, out);
        save_keys(c->instructions, c->n_instructions, out);
    }
}

void pendings_restore(pendings *p, alb_rd *in)
{
    uint8_t count = alb_rd_u8(in);
    for (uint8_t i = 0; i < count && in->st == ALB_OK; i++) {
        pending_command c = {.at = date_time_restore(in)};
        c.message_code = alb_rd_be16(in);
        c.counter = alb_rd_be64(in);
        c.role = alb_rd_u8(in);
        c.n_values = restore_keys(c.values, in);
        c.n_instructions = restore_keys(c.instructions, in);
        if (in->st == ALB_OK && (c.n_instructions == 0 || !pendings_add(p, &c))) {
            alb_rd_fail(in, ALB_BAD_VALUE);
        }
    }
}
