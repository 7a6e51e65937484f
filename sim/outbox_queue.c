#include "outbox_queue.h"

#include <stdlib.h>

enum { FIRST_SIZE = 64, MESSAGE_MOST = LINK_MAX_FRAME - 64 };

queue_entry *queue_entry_new(const link_frame *frame)
{
    queue_entry *e = frame->message.len <= MESSAGE_MOST ? malloc(sizeof *e + frame->message.len) : NULL;
    if (!e) {
        return NULL;
    }
    *e = (queue_entry){.frame = *frame};
    if (frame->message.len > 0) {
        memcpy(e->octets, frame->message.ptr, frame->message.len);
        e->frame.message.ptr = e->octets;
    }
    return e;
}

void queue_push(queue *q, queue_entry *e)
{
    e->queue = q;
    e->before = q->last;
    e->next = NULL;
    if (q->last) {
        q->last->next = e;
    } else {
        q->first = e;
    }
    q->last = e;
    q->count++;
}

queue_entry *queue_take(queue *q, queue_entry *e)
{
    if (e->before) {
        e->before->next = e->next;
    } else {
        q->first = e->next;
    }
    if (e->next) {
        e->next->before = e->before;
    } else {
        q->last = e->before;
    }
    q->count--;
    e->queue = NULL;
    return e;
}

void queue_clear(queue *q)
{
    for (queue_entry *e = q->first; e;) {
        queue_entry *next = e->next;
        free(e);
        e = next;
    }
    q->first = q->last = NULL;
    q->count = 0;
}

/* --- by number --- */

static queue_entry **place(const window *w, uint64_t number)
{
    return &w->entries[number & (w->size - 1)];
}

static bool grow(window *w)
{
    size_t size = w->size ? w->size * 2 : FIRST_SIZE;
    queue_entry **entries = calloc(size, sizeof(queue_entry *));
    if (!entries) {
        return false;
    }
    for (uint64_t n = w->first; n < w->next; n++) {
        entries[n & (size - 1)] = *place(w, n);
    }
    free(w->entries);
    w->entries = entries;
    w->size = size;
    return true;
}

void window_release(window *w)
{
    for (uint64_t n = w->first; n < w->next; n++) {
        free(*place(w, n));
    }
    free(w->entries);
    *w = (window){.size = 0};
}

bool window_add(window *w, queue_entry *e)
{
    if (w->next == 0) {
        w->first = w->next = 1;
    }
    if (w->next - w->first == w->size && !grow(w)) {
        return false;
    }
    e->frame.sequence = w->next;
    *place(w, w->next++) = e;
    return true;
}

queue_entry *window_at(const window *w, uint64_t number)
{
    return number >= w->first && number < w->next ? *place(w, number) : NULL;
}

queue_entry *window_take(window *w, uint64_t number)
{
    queue_entry *e = window_at(w, number);
    if (!e) {
        return NULL;
    }
    *place(w, number) = NULL;
    while (w->first < w->next && !*place(w, w->first)) {
        w->first++;
    }
    return e->queue ? queue_take(e->queue, e) : e;
}

bool window_is_empty(const window *w)
{
    return w->first == w->next;
}
