#include "outbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A message that was not accepted for so long is sent again, link or no new link. */
enum { RESEND_AFTER_S = 15 };

typedef struct entry {
    struct entry *next;
    link_frame frame;
    bool sent; /* on the present link */
    int64_t sent_at_ns;
    uint8_t octets[];
} entry;

typedef struct queue {
    entry *first, *last;
    size_t count;
} queue;

struct outbox {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* something to send, a link, the end; or a frame has left */
    link_socket *link;      /* NULL: none */
    bool sending;           /* a frame is under way, outside the lock */
    bool ending;
    uint64_t next_sequence;
    queue answers, reports;
};

static void push(queue *q, entry *e)
{
    if (q->last) {
        q->last->next = e;
    } else {
        q->first = e;
    }
    q->last = e;
    q->count++;
}

/* The entry behind `before`, or the first. */
static void unlink_after(queue *q, entry *before)
{
    entry *e = before ? before->next : q->first;
    if (before) {
        before->next = e->next;
    } else {
        q->first = e->next;
    }
    if (q->last == e) {
        q->last = before;
    }
    q->count--;
    free(e);
}

static void clear(queue *q)
{
    while (q->first) {
        unlink_after(q, NULL);
    }
}

/* --- the sending thread; lock held unless it says otherwise --- */

static entry *due(outbox *o)
{
    if (!o->link) {
        return NULL;
    }
    if (o->answers.first) {
        return o->answers.first;
    }
    int64_t late = alb_monotonic_ns() - (int64_t)RESEND_AFTER_S * 1000000000;
    for (entry *e = o->reports.first; e; e = e->next) {
        if (!e->sent || e->sent_at_ns < late) {
            return e;
        }
    }
    return NULL;
}

/* A copy goes out without the lock: the entry may be accepted and freed meanwhile. */
static void send_one(outbox *o, const entry *e)
{
    link_socket *link = o->link;
    uint8_t *copy = malloc(e->frame.message.len + 1);
    link_frame frame = e->frame;
    if (copy && frame.message.len > 0) {
        memcpy(copy, frame.message.ptr, frame.message.len);
        frame.message.ptr = copy;
    }
    o->sending = true;
    (void)pthread_mutex_unlock(&o->lock);
    alb_status st = copy ? link_send(link, &frame, NULL) : ALB_NO_MEMORY;
    free(copy);
    (void)pthread_mutex_lock(&o->lock);
    o->sending = false;
    if (st != ALB_OK && o->link == link) {
        o->link = NULL; /* until the next attach */
    }
    (void)pthread_cond_broadcast(&o->changed);
}

static void wait_for_change(outbox *o)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    (void)pthread_cond_timedwait(&o->changed, &o->lock, &until);
}

static void *run(void *arg)
{
    outbox *o = arg;
    (void)pthread_mutex_lock(&o->lock);
    while (!o->ending) {
        entry *e = due(o);
        if (!e) {
            wait_for_change(o);
        } else if (e == o->answers.first) {
            entry answer = {.frame = e->frame};
            unlink_after(&o->answers, NULL);
            send_one(o, &answer);
        } else {
            e->sent = true;
            e->sent_at_ns = alb_monotonic_ns();
            send_one(o, e);
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
    return NULL;
}

/* --- the others --- */

alb_status outbox_new(outbox **out, alb_err *err)
{
    outbox *o = calloc(1, sizeof *o);
    *out = NULL;
    if (!o) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for an outbox");
    }
    (void)pthread_mutex_init(&o->lock, NULL);
    (void)pthread_cond_init(&o->changed, NULL);
    if (pthread_create(&o->thread, NULL, run, o) != 0) {
        free(o);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no thread for an outbox");
    }
    *out = o;
    return ALB_OK;
}

void outbox_free(outbox *o)
{
    if (!o) {
        return;
    }
    (void)pthread_mutex_lock(&o->lock);
    o->ending = true;
    (void)pthread_cond_broadcast(&o->changed);
    (void)pthread_mutex_unlock(&o->lock);
    (void)pthread_join(o->thread, NULL);
    clear(&o->answers);
    clear(&o->reports);
    (void)pthread_mutex_destroy(&o->lock);
    (void)pthread_cond_destroy(&o->changed);
    free(o);
}

void outbox_attach(outbox *o, link_socket *link)
{
    (void)pthread_mutex_lock(&o->lock);
    clear(&o->answers);
    for (entry *e = o->reports.first; e; e = e->next) {
        e->sent = false;
    }
    o->link = link;
    (void)pthread_cond_broadcast(&o->changed);
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_detach(outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    o->link = NULL;
    while (o->sending) {
        (void)pthread_cond_wait(&o->changed, &o->lock);
    }
    (void)pthread_mutex_unlock(&o->lock);
}

static void put(outbox *o, queue *q, const link_frame *frame)
{
    entry *e = calloc(1, sizeof *e + frame->message.len);
    if (!e) {
        return;
    }
    e->frame = *frame;
    if (frame->message.len > 0) {
        memcpy(e->octets, frame->message.ptr, frame->message.len);
        e->frame.message.ptr = e->octets;
    }
    (void)pthread_mutex_lock(&o->lock);
    if (frame->type == LINK_RECEIVED) {
        e->frame.sequence = ++o->next_sequence;
    }
    push(q, e);
    (void)pthread_cond_broadcast(&o->changed);
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_answer(outbox *o, uint64_t sequence, uint8_t reason)
{
    link_frame frame = {
        .type = reason ? LINK_FAILED : LINK_DELIVERED, .sequence = sequence, .reason = reason};
    put(o, &o->answers, &frame);
}

void outbox_power(outbox *o, alb_eui64 hub, bool on)
{
    link_frame frame = {.type = LINK_POWER, .hub = hub, .reason = on};
    put(o, &o->answers, &frame);
}

void outbox_report(outbox *o, alb_eui64 hub, alb_span message)
{
    link_frame frame = {.type = LINK_RECEIVED, .hub = hub, .message = message};
    put(o, &o->reports, &frame);
}

void outbox_accepted(outbox *o, uint64_t sequence)
{
    (void)pthread_mutex_lock(&o->lock);
    entry *before = NULL;
    /* In the order of their numbers; the accepted one is mostly the first. */
    for (entry *e = o->reports.first; e && e->frame.sequence <= sequence; before = e, e = e->next) {
        if (e->frame.sequence == sequence) {
            unlink_after(&o->reports, before);
            break;
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
}

bool outbox_is_empty(outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    bool empty = !o->answers.first && !o->reports.first && !o->sending;
    (void)pthread_mutex_unlock(&o->lock);
    return empty;
}

void outbox_visit(outbox *o, alb_eui64 hub, void (*visit)(void *ctx, alb_span message), void *ctx)
{
    (void)pthread_mutex_lock(&o->lock);
    for (const entry *e = o->reports.first; e; e = e->next) {
        if (alb_eui64_equal(e->frame.hub, hub)) {
            visit(ctx, e->frame.message);
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
}
