#include "outbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A message that was not accepted for so long is sent again, link or no new link. */
enum { RESEND_AFTER_S = 15 };

/* Which link serves a hub, as far as it is remembered. */
enum { ROUTES = 8192, NOWHERE = OUTBOX_LINKS, MOST_POWERS = 65536 };

typedef struct entry {
    struct entry *next;
    link_frame frame;
    unsigned slot; /* of an answer: where it goes; of a message: where it was sent */
    bool sent;
    int64_t sent_at_ns;
    uint8_t octets[];
} entry;

typedef struct queue {
    entry *first, *last;
    size_t count;
} queue;

typedef struct attached {
    outbox *box;
    link_socket *link; /* NULL: none, or broken */
    bool is_taken, sending;
    pthread_t thread;
    queue answers;
} attached;

typedef struct route {
    alb_eui64 hub;
    unsigned slot;
} route;

struct outbox {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* something to send, a link that came or went; or a frame has left */
    attached links[OUTBOX_LINKS];
    uint64_t next_sequence;
    queue reports;
    queue powers; /* what hubs told of their power while there was no link */
    route routes[ROUTES];
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

/* --- the sending threads; lock held unless it says otherwise --- */

static route *route_of(outbox *o, alb_eui64 hub)
{
    return &o->routes[alb_eui64_number(hub) * UINT64_C(0x9e3779b97f4a7c15) >> 51];
}

/* The link by which a message goes now. */
static unsigned slot_for(outbox *o, alb_eui64 hub)
{
    const route *r = route_of(o, hub);
    if (alb_eui64_equal(r->hub, hub) && o->links[r->slot].link) {
        return r->slot;
    }
    unsigned slot = 0;
    while (slot < NOWHERE && !o->links[slot].link) {
        slot++;
    }
    return slot;
}

static entry *due(outbox *o, const attached *a)
{
    if (!a->link) {
        return NULL;
    }
    if (a->answers.first) {
        return a->answers.first;
    }
    int64_t late = alb_monotonic_ns() - (int64_t)RESEND_AFTER_S * 1000000000;
    for (entry *e = o->reports.first; e; e = e->next) {
        if ((!e->sent || e->sent_at_ns < late) && a == &o->links[slot_for(o, e->frame.hub)]) {
            return e;
        }
    }
    return NULL;
}

/* A copy goes out without the lock: the entry may be accepted and freed meanwhile. */
static void send_one(outbox *o, attached *a, const entry *e)
{
    link_socket *link = a->link;
    uint8_t *copy = malloc(e->frame.message.len + 1);
    link_frame frame = e->frame;
    if (copy && frame.message.len > 0) {
        memcpy(copy, frame.message.ptr, frame.message.len);
        frame.message.ptr = copy;
    }
    a->sending = true;
    (void)pthread_mutex_unlock(&o->lock);
    alb_status st = copy ? link_send(link, &frame, NULL) : ALB_NO_MEMORY;
    free(copy);
    (void)pthread_mutex_lock(&o->lock);
    a->sending = false;
    if (st != ALB_OK) {
        a->link = NULL; /* whoever reads it detaches it */
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
    attached *a = arg;
    outbox *o = a->box;
    (void)pthread_mutex_lock(&o->lock);
    while (a->link) {
        entry *e = due(o, a);
        if (!e) {
            wait_for_change(o);
        } else if (e == a->answers.first) {
            entry answer = {.frame = e->frame};
            unlink_after(&a->answers, NULL);
            send_one(o, a, &answer);
        } else {
            e->sent = true;
            e->slot = (unsigned)(a - o->links);
            e->sent_at_ns = alb_monotonic_ns();
            send_one(o, a, e);
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
    return NULL;
}

/* --- the others --- */

alb_status outbox_new(outbox **out, alb_err *err)
{
    outbox *o = calloc(1, sizeof *o);
    *out = o;
    if (!o) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for an outbox");
    }
    (void)pthread_mutex_init(&o->lock, NULL);
    (void)pthread_cond_init(&o->changed, NULL);
    return ALB_OK;
}

void outbox_free(outbox *o)
{
    if (!o) {
        return;
    }
    clear(&o->reports);
    clear(&o->powers);
    (void)pthread_mutex_destroy(&o->lock);
    (void)pthread_cond_destroy(&o->changed);
    free(o);
}

alb_status outbox_attach(outbox *o, link_socket *link, unsigned *slot, alb_err *err)
{
    alb_status st = ALB_BUSY;
    (void)pthread_mutex_lock(&o->lock);
    for (unsigned i = 0; i < OUTBOX_LINKS && st == ALB_BUSY; i++) {
        attached *a = &o->links[i];
        if (!a->is_taken) {
            *a = (attached){.box = o, .link = link, .is_taken = true};
            st = pthread_create(&a->thread, NULL, run, a) == 0 ? ALB_OK : ALB_NO_MEMORY;
            a->is_taken = st == ALB_OK;
            a->link = a->is_taken ? link : NULL;
            if (a->is_taken) {
                a->answers = o->powers;
                o->powers = (queue){.first = NULL};
            }
            *slot = i;
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
    return st == ALB_OK ? st : alb_fail(err, st, NULL, 0, "no room for another link");
}

void outbox_detach(outbox *o, unsigned slot)
{
    attached *a = &o->links[slot];
    (void)pthread_mutex_lock(&o->lock);
    a->link = NULL;
    (void)pthread_cond_broadcast(&o->changed);
    (void)pthread_mutex_unlock(&o->lock);
    (void)pthread_join(a->thread, NULL);
    (void)pthread_mutex_lock(&o->lock);
    clear(&a->answers);
    for (entry *e = o->reports.first; e; e = e->next) {
        e->sent = e->sent && e->slot != slot;
    }
    a->is_taken = false;
    (void)pthread_cond_broadcast(&o->changed);
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_note(outbox *o, alb_eui64 hub, unsigned slot)
{
    (void)pthread_mutex_lock(&o->lock);
    *route_of(o, hub) = (route){hub, slot};
    (void)pthread_mutex_unlock(&o->lock);
}

static void put(outbox *o, unsigned slot, const link_frame *frame)
{
    entry *e = calloc(1, sizeof *e + frame->message.len);
    if (!e) {
        return;
    }
    e->frame = *frame;
    e->slot = slot;
    if (frame->message.len > 0) {
        memcpy(e->octets, frame->message.ptr, frame->message.len);
        e->frame.message.ptr = e->octets;
    }
    (void)pthread_mutex_lock(&o->lock);
    if (frame->type == LINK_RECEIVED) {
        e->frame.sequence = ++o->next_sequence;
        push(&o->reports, e);
    } else if (slot == NOWHERE && o->powers.count < MOST_POWERS) {
        push(&o->powers, e);
    } else if (slot < NOWHERE && o->links[slot].link) {
        push(&o->links[slot].answers, e);
    } else {
        free(e); /* its link is gone */
    }
    (void)pthread_cond_broadcast(&o->changed);
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_answer(outbox *o, unsigned slot, uint64_t sequence, uint8_t reason)
{
    link_frame frame = {
        .type = reason ? LINK_FAILED : LINK_DELIVERED, .sequence = sequence, .reason = reason};
    put(o, slot, &frame);
}

void outbox_power(outbox *o, alb_eui64 hub, bool on)
{
    link_frame frame = {.type = LINK_POWER, .hub = hub, .reason = on};
    (void)pthread_mutex_lock(&o->lock);
    unsigned slot = slot_for(o, hub);
    (void)pthread_mutex_unlock(&o->lock);
    put(o, slot, &frame);
}

void outbox_report(outbox *o, alb_eui64 hub, alb_span message)
{
    link_frame frame = {.type = LINK_RECEIVED, .hub = hub, .message = message};
    put(o, NOWHERE, &frame);
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
    bool empty = !o->reports.first;
    for (unsigned i = 0; i < OUTBOX_LINKS; i++) {
        empty = empty && !o->links[i].answers.first && !o->links[i].sending;
    }
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
