/* Frames that wait in an outbox: in queues, and messages by their number too until they are accepted. */
#ifndef ALB_SIM_OUTBOX_QUEUE_H
#define ALB_SIM_OUTBOX_QUEUE_H

#include "net/link.h"

struct queue;

typedef struct queue_entry {
    struct queue_entry *before, *next;
    struct queue *queue; /* that it stands in; NULL: in none */
    link_frame frame;
    int64_t sent_at_ns;
    uint8_t octets[]; /* of the message */
} queue_entry;

/* All zero: empty. */
typedef struct queue {
    queue_entry *first, *last;
    size_t count;
} queue;

/* With a copy of the frame's message. NULL: no memory, or more than a frame may have. */
queue_entry *queue_entry_new(const link_frame *frame);
/* At the end. */
void queue_push(queue *q, queue_entry *e);
/* Out of its queue, wherever it stands there; returns it. */
queue_entry *queue_take(queue *q, queue_entry *e);
/* Frees all of it. */
void queue_clear(queue *q);

/* Messages by their number, from the first that was not accepted on. All zero: empty, and numbers begin at 1.
 */
typedef struct window {
    queue_entry **entries; /* a ring, by number modulo its size */
    size_t size;           /* a power of two, or 0 */
    uint64_t first, next;
} window;

/* Frees the messages that are still there, in whatever queue they stand. */
void window_release(window *w);
/* Gives the message the next number. False: no memory. */
ALB_MUST_USE bool window_add(window *w, queue_entry *e);
/* NULL: accepted, or never there. */
queue_entry *window_at(const window *w, uint64_t number);
/* Out of the window and of its queue; NULL as above. */
queue_entry *window_take(window *w, uint64_t number);
bool window_is_empty(const window *w);

#endif
