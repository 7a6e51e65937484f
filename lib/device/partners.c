#include "partners.h"

#include "saved.h"

#include <stdlib.h>

void partners_release(partners *all)
{
    for (uint8_t i = 0; i < all->count; i++) {
        smki_certificate_free(all->items[i].agreement);
    }
    free(all->items);
    *all = (partners){0};
}

partner *partners_find(const partners *all, alb_eui64 id)
{
    for (uint8_t i = 0; i < all->count; i++) {
        if (alb_eui64_equal(all->items[i].id, id)) {
            return &all->items[i];
        }
    }
    return NULL;
}

partner *partners_add(partners *all, alb_eui64 id, uint8_t type, uint8_t method)
{
    partner *items =
        all->count < PARTNERS_MOST ? realloc(all->items, ((size_t)all->count + 1) * sizeof *items) : NULL;
    if (!items) {
        return NULL;
    }
    all->items = items;
    items[all->count] = (partner){.id = id, .type = type, .method = method};
    return &items[all->count++];
}

bool partners_remove(partners *all, alb_eui64 id)
{
    for (uint8_t i = 0; i < all->count; i++) {
        if (alb_eui64_equal(all->items[i].id, id)) {
            smki_certificate_free(all->items[i].agreement);
            all->count--;
            memmove(&all->items[i], &all->items[i + 1], (size_t)(all->count - i) * sizeof *all->items);
            return true;
        }
    }
    return false;
}

static void save_counter(uint64_t counter, alb_buf *out)
{
    uint8_t octets[8];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_wr_be64(&w, counter);
    alb_buf_add(out, alb_wr_span(&w));
}

void partners_save(const partners *all, alb_buf *out)
{
    alb_buf_add_u8(out, all->count);
    for (uint8_t i = 0; i < all->count; i++) {
        const partner *p = &all->items[i];
        alb_buf_add(out, alb_eui64_span(&p->id));
        alb_buf_add_u8(out, p->type);
        alb_buf_add_u8(out, p->method);
        save_counter(p->counter, out);
        certificate_save(p->agreement, out);
    }
}

void partners_restore(partners *all, alb_rd *in)
{
    uint8_t count = alb_rd_u8(in);
    for (uint8_t i = 0; i < count && in->st == ALB_OK; i++) {
        alb_eui64 id = alb_rd_eui64(in);
        uint8_t type = alb_rd_u8(in);
        uint8_t method = alb_rd_u8(in);
        uint64_t counter = alb_rd_be64(in);
        smki_certificate *agreement = certificate_restore(in);
        partner *p = in->st == ALB_OK ? partners_add(all, id, type, method) : NULL;
        if (!p) {
            smki_certificate_free(agreement);
            alb_rd_fail(in, ALB_BAD_VALUE);
            return;
        }
        p->agreement = agreement;
        p->counter = counter;
    }
}
