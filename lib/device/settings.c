#include "settings.h"

#include <stdlib.h>

/* A leaf as octets: number, length, octets. */
enum { LEAF_HEAD = 8 + 2, MAX_VALUE = 64 * 1024, FIRST_ALLOCATION = 8 };

int setting_key_compare(const setting_key *a, const setting_key *b)
{
    if (a->class_id != b->class_id) {
        return a->class_id < b->class_id ? -1 : 1;
    }
    int obis = memcmp(a->obis, b->obis, sizeof a->obis);
    return obis != 0 ? obis : (int)a->id - (int)b->id;
}

void settings_release(settings *s)
{
    for (size_t i = 0; i < s->count; i++) {
        free(s->items[i].octets);
    }
    free(s->items);
    *s = (settings){0};
}

/* Where the key is, or would be. */
static size_t place_of(const settings *s, const setting_key *key)
{
    size_t low = 0;
    size_t high = s->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (setting_key_compare(&s->items[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool holds(const settings *s, size_t at, const setting_key *key)
{
    return at < s->count && setting_key_compare(&s->items[at].key, key) == 0;
}

static bool grow(settings *s)
{
    if (s->count < s->allocated) {
        return true;
    }
    size_t want = s->allocated ? s->allocated * 2 : FIRST_ALLOCATION;
    setting *items = s->count < SETTINGS_MOST ? realloc(s->items, want * sizeof *items) : NULL;
    if (items) {
        s->items = items;
        s->allocated = want;
    }
    return items != NULL;
}

/* Takes over its octets. */
static bool insert(settings *s, size_t at, setting new)
{
    if (!grow(s)) {
        free(new.octets);
        return false;
    }
    memmove(&s->items[at + 1], &s->items[at], (s->count - at) * sizeof *s->items);
    s->items[at] = new;
    s->count++;
    return true;
}

static bool put(settings *s, setting new)
{
    size_t at = place_of(s, &new.key);
    if (!holds(s, at, &new.key)) {
        return insert(s, at, new);
    }
    free(s->items[at].octets);
    s->items[at] = new;
    return true;
}

bool settings_put(settings *s, const setting_key *key, const leaves *value)
{
    size_t len = 0;
    for (size_t i = 0; i < value->count; i++) {
        len += LEAF_HEAD + value->items[i].octets.len;
    }
    uint8_t *octets = value->failed || len > MAX_VALUE ? NULL : malloc(len + 1);
    if (!octets) {
        return false;
    }
    alb_wr w = alb_wr_init(octets, len);
    for (size_t i = 0; i < value->count; i++) {
        alb_wr_be64(&w, value->items[i].number);
        alb_wr_be16(&w, (uint16_t)value->items[i].octets.len);
        alb_wr_bytes(&w, value->items[i].octets);
    }
    return put(s, (setting){.key = *key, .octets = octets, .len = (uint32_t)len});
}

static leaf read_leaf(alb_rd *r)
{
    leaf l = {.number = alb_rd_be64(r)};
    l.octets = alb_rd_bytes(r, alb_rd_be16(r));
    return l;
}

bool settings_first(const settings *s, const setting_key *key, leaf *out)
{
    size_t at = place_of(s, key);
    if (!holds(s, at, key)) {
        return false;
    }
    alb_rd r = alb_rd_init(alb_span_of(s->items[at].octets, s->items[at].len));
    *out = read_leaf(&r);
    return r.st == ALB_OK;
}

bool settings_get(const settings *s, const setting_key *key, leaves *out)
{
    size_t at = place_of(s, key);
    if (!holds(s, at, key)) {
        return false;
    }
    alb_rd r = alb_rd_init(alb_span_of(s->items[at].octets, s->items[at].len));
    while (alb_rd_left(&r) > 0) {
        leaf l = read_leaf(&r);
        leaves_add(out, l.number, l.octets);
    }
    return r.st == ALB_OK;
}

void settings_drop(settings *s, const setting_key *key)
{
    size_t at = place_of(s, key);
    if (holds(s, at, key)) {
        free(s->items[at].octets);
        s->count--;
        memmove(&s->items[at], &s->items[at + 1], (s->count - at) * sizeof *s->items);
    }
}

/* --- as octets --- */

void setting_key_save(const setting_key *key, alb_buf *out)
{
    uint8_t octets[9];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_wr_be16(&w, key->class_id);
    alb_wr_bytes(&w, ALB_SPAN_OF(key->obis));
    alb_wr_u8(&w, key->id);
    alb_buf_add(out, alb_wr_span(&w));
}

void setting_key_restore(setting_key *key, alb_rd *in)
{
    key->class_id = alb_rd_be16(in);
    alb_span obis = alb_rd_bytes(in, sizeof key->obis);
    if (obis.len == sizeof key->obis) {
        memcpy(key->obis, obis.ptr, obis.len);
    }
    key->id = alb_rd_u8(in);
}

static void add_be32(alb_buf *out, uint32_t v)
{
    uint8_t octets[4];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_wr_be32(&w, v);
    alb_buf_add(out, alb_wr_span(&w));
}

void settings_save(const settings *s, alb_buf *out)
{
    add_be32(out, (uint32_t)s->count);
    for (size_t i = 0; i < s->count; i++) {
        setting_key_save(&s->items[i].key, out);
        add_be32(out, s->items[i].len);
        alb_buf_add(out, alb_span_of(s->items[i].octets, s->items[i].len));
    }
}

/* Keys come in ascending order, as they were written. */
void settings_restore(settings *s, alb_rd *in)
{
    uint32_t count = alb_rd_be32(in);
    for (uint32_t i = 0; i < count && in->st == ALB_OK; i++) {
        setting new = {.octets = NULL};
        setting_key_restore(&new.key, in);
        alb_span octets = alb_rd_bytes(in, alb_rd_be32(in));
        bool ascends = s->count == 0 || setting_key_compare(&s->items[s->count - 1].key, &new.key) < 0;
        if (in->st == ALB_OK && ascends && octets.len <= MAX_VALUE) {
            new.octets = malloc(octets.len + 1);
        }
        if (!new.octets) {
            alb_rd_fail(in, ALB_BAD_VALUE);
            return;
        }
        if (octets.len > 0) {
            memcpy(new.octets, octets.ptr, octets.len);
        }
        new.len = (uint32_t)octets.len;
        if (!insert(s, s->count, new)) {
            alb_rd_fail(in, ALB_BAD_VALUE);
        }
    }
}
