#include "outbox.h"

#include "outbox_queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A message that was not accepted for so long is sent again, link or no new link. */
enum { RESEND_AFTER_S = 15 };

/* Which link serves a hub, as far as it is remembered. */
enum { ROUTES = 8192, NOWHERE = OUTBOX_LINKS, MOST_POWERS = 65536 };

/* Frames leave in company: so many octets at once; a link's thread is woken for so many frames; whoever says
 * much waits while so many messages stand before a link. */
enum { BATCH_OCTETS = 64 * 1024, WAKE_AT = 32, MOST_AHEAD = 1024 };

typedef struct attached {
    outbox *box;
    link_socket *link; /* NULL: none, or broken */
    bool is_taken, is_sending, is_waiting;
    pthread_t thread;
    pthread_cond_t called; /* something to send, or the link is gone */
    uint8_t *octets;       /* of its thread: frames that leave together; own memory */
    size_t room;
    queue answers;     /* answers to its frames, and what hubs tell of their power: lost with it */
    queue fresh, sent; /* messages that are to be sent, and that wait to be accepted */
} attached;

typedef struct route {
    alb_eui64 hub;
    unsigned slot;
} route;

struct outbox {
    pthread_mutex_t lock;
    pthread_cond_t less; /* stands before a link */
    attached links[OUTBOX_LINKS];
    window reports; /* every message that was not accepted */
    queue homeless; /* those that no link is there for */
    queue powers;   /* what hubs told of their power while there was no link */
    route routes[ROUTES];
};

/* --- where to; lock held from here on unless it says otherwise --- */

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

static void call(attached *a)
{
    if (a->is_waiting) {
        a->is_waiting = false;
        (void)pthread_cond_signal(&a->called);
    }
}

static void assign(outbox *o, queue_entry *e)
{
    unsigned slot = slot_for(o, e->frame.hub);
    queue_push(slot == NOWHERE ? &o->homeless : &o->links[slot].fresh, e);
}

static void assign_all(outbox *o, queue *from)
{
    queue all = *from;
    *from = (queue){.first = NULL};
    while (all.first) {
        assign(o, queue_take(&all, all.first));
    }
}

/* --- the sending threads --- */

static bool write_frame(attached *a, alb_wr *w, const link_frame *frame)
{
    alb_wr size = alb_wr_count();
    link_frame_write(&size, frame);
    if (w->pos == 0 && size.pos > a->room) { /* one that needs more room than any batch */
        uint8_t *more = realloc(a->octets, size.pos);
        if (!more) {
            return false;
        }
        a->octets = more;
        a->room = size.pos;
        *w = alb_wr_init(a->octets, a->room);
    }
    if (size.st != ALB_OK || size.pos > a->room - w->pos) {
        return false;
    }
    link_frame_write(w, frame);
    return true;
}

/* What is to be sent, as octets: answers first. A message waits from now on to be accepted. */
static alb_span gather(attached *a)
{
    alb_wr w = alb_wr_init(a->octets, a->room);
    int64_t now = alb_monotonic_ns();
    int64_t late = now - (int64_t)RESEND_AFTER_S * 1000000000;
    while (a->answers.first && write_frame(a, &w, &a->answers.first->frame)) {
        free(queue_take(&a->answers, a->answers.first));
    }
    while (a->sent.first && a->sent.first->sent_at_ns < late) {
        queue_push(&a->fresh, queue_take(&a->sent, a->sent.first));
    }
    while (a->fresh.first && write_frame(a, &w, &a->fresh.first->frame)) {
        a->fresh.first->sent_at_ns = now;
        queue_push(&a->sent, queue_take(&a->fresh, a->fresh.first));
    }
    return alb_wr_span(&w);
}

static void wait_for_call(attached *a)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    a->is_waiting = true;
    (void)pthread_cond_timedwait(&a->called, &a->box->lock, &until);
    a->is_waiting = false;
}

/* Octets go out without the lock: an entry may be accepted and freed meanwhile. */
static void *run(void *arg)
{
    attached *a = arg;
    outbox *o = a->box;
    (void)pthread_mutex_lock(&o->lock);
    while (a->link) {
        link_socket *link = a->link;
        alb_span octets = gather(a);
        if (octets.len == 0) {
            wait_for_call(a);
            continue;
        }
        a->is_sending = true;
        (void)pthread_mutex_unlock(&o->lock);
        alb_status st = link_send_frames(link, octets, NULL);
        (void)pthread_mutex_lock(&o->lock);
        a->is_sending = false;
        if (st != ALB_OK) {
            a->link = NULL; /* whoever reads it detaches it */
        }
        (void)pthread_cond_broadcast(&o->less);
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
    (void)pthread_cond_init(&o->less, NULL);
    for (size_t i = 0; i < OUTBOX_LINKS; i++) {
        (void)pthread_cond_init(&o->links[i].called, NULL);
    }
    return ALB_OK;
}

void outbox_free(outbox *o)
{
    if (!o) {
        return;
    }
    queue_clear(&o->powers);
    window_release(&o->reports); /* all of them are homeless */
    for (size_t i = 0; i < OUTBOX_LINKS; i++) {
        (void)pthread_cond_destroy(&o->links[i].called);
    }
    (void)pthread_mutex_destroy(&o->lock);
    (void)pthread_cond_destroy(&o->less);
    free(o);
}

static bool start(attached *a, link_socket *link)
{
    a->octets = malloc(BATCH_OCTETS);
    a->room = BATCH_OCTETS;
    a->link = link;
    a->is_taken = a->octets && pthread_create(&a->thread, NULL, run, a) == 0;
    if (!a->is_taken) {
        free(a->octets);
        a->link = NULL;
    }
    return a->is_taken;
}

alb_status outbox_attach(outbox *o, link_socket *link, unsigned *slot, alb_err *err)
{
    alb_status st = ALB_BUSY;
    (void)pthread_mutex_lock(&o->lock);
    for (unsigned i = 0; i < OUTBOX_LINKS && st == ALB_BUSY; i++) {
        attached *a = &o->links[i];
        if (!a->is_taken) {
            a->box = o;
            st = start(a, link) ? ALB_OK : ALB_NO_MEMORY;
            if (st == ALB_OK) {
                a->answers = o->powers;
                o->powers = (queue){.first = NULL};
                assign_all(o, &o->homeless);
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
    call(a);
    (void)pthread_mutex_unlock(&o->lock);
    (void)pthread_join(a->thread, NULL);
    (void)pthread_mutex_lock(&o->lock);
    queue_clear(&a->answers);
    assign_all(o, &a->sent);
    assign_all(o, &a->fresh);
    free(a->octets);
    a->octets = NULL;
    a->is_taken = false;
    for (size_t i = 0; i < OUTBOX_LINKS; i++) {
        call(&o->links[i]);
    }
    (void)pthread_cond_broadcast(&o->less);
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_note(outbox *o, alb_eui64 hub, unsigned slot)
{
    (void)pthread_mutex_lock(&o->lock);
    *route_of(o, hub) = (route){hub, slot};
    (void)pthread_mutex_unlock(&o->lock);
}

/* For the link at that slot, which may be gone; NOWHERE: there is none. Takes the entry. */
static void put_answer(outbox *o, unsigned slot, queue_entry *e)
{
    if (slot == NOWHERE && o->powers.count < MOST_POWERS) {
        queue_push(&o->powers, e);
    } else if (slot < NOWHERE && o->links[slot].link) {
        queue_push(&o->links[slot].answers, e);
        if (o->links[slot].answers.count >= WAKE_AT) {
            call(&o->links[slot]);
        }
    } else {
        free(e);
    }
}

void outbox_answer(outbox *o, unsigned slot, uint64_t sequence, uint8_t reason)
{
    queue_entry *e = queue_entry_new(
        &(link_frame){.type = reason ? LINK_FAILED : LINK_DELIVERED, .sequence = sequence, .reason = reason});
    if (e) {
        (void)pthread_mutex_lock(&o->lock);
        put_answer(o, slot, e);
        (void)pthread_mutex_unlock(&o->lock);
    }
}

void outbox_under_way(outbox *o, unsigned slot, uint64_t sequence, alb_time until)
{
    queue_entry *e =
        queue_entry_new(&(link_frame){.type = LINK_UNDER_WAY, .sequence = sequence, .date = until});
    if (e) {
        (void)pthread_mutex_lock(&o->lock);
        put_answer(o, slot, e);
        (void)pthread_mutex_unlock(&o->lock);
    }
}

void outbox_power(outbox *o, alb_eui64 hub, bool on)
{
    queue_entry *e = queue_entry_new(&(link_frame){.type = LINK_POWER, .hub = hub, .reason = on});
    if (e) {
        (void)pthread_mutex_lock(&o->lock);
        put_answer(o, slot_for(o, hub), e);
        (void)pthread_mutex_unlock(&o->lock);
    }
}

void outbox_report(outbox *o, alb_eui64 hub, alb_span message)
{
    queue_entry *e = queue_entry_new(&(link_frame){.type = LINK_RECEIVED, .hub = hub, .message = message});
    if (!e) {
        return;
    }
    (void)pthread_mutex_lock(&o->lock);
    if (window_add(&o->reports, e)) {
        assign(o, e);
        unsigned slot = slot_for(o, hub);
        if (slot < NOWHERE && o->links[slot].fresh.count >= WAKE_AT) {
            call(&o->links[slot]);
        }
    } else {
        free(e);
    }
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_flush(outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    for (size_t i = 0; i < OUTBOX_LINKS; i++) {
        attached *a = &o->links[i];
        if (a->answers.first || a->fresh.first) {
            call(a);
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
}

static bool is_crowded(const outbox *o)
{
    bool crowded = false;
    for (size_t i = 0; i < OUTBOX_LINKS; i++) {
        const attached *a = &o->links[i];
        crowded = crowded || (a->link && a->fresh.count + a->answers.count > MOST_AHEAD);
    }
    return crowded;
}

void outbox_wait_for_room(outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    while (is_crowded(o)) {
        (void)pthread_cond_wait(&o->less, &o->lock);
    }
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_accepted(outbox *o, uint64_t sequence)
{
    (void)pthread_mutex_lock(&o->lock);
    free(window_take(&o->reports, sequence));
    (void)pthread_mutex_unlock(&o->lock);
}

bool outbox_is_empty(outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    bool empty = window_is_empty(&o->reports);
    for (unsigned i = 0; i < OUTBOX_LINKS; i++) {
        empty = empty && !o->links[i].answers.first && !o->links[i].is_sending;
    }
    (void)pthread_mutex_unlock(&o->lock);
    return empty;
}

void outbox_visit(outbox *o, alb_eui64 hub, void (*visit)(void *ctx, alb_span message), void *ctx)
{
    (void)pthread_mutex_lock(&o->lock);
    for (uint64_t n = o->reports.first; n < o->reports.next; n++) {
        const queue_entry *e = window_at(&o->reports, n);
        if (e && alb_eui64_equal(e->frame.hub, hub)) {
            visit(ctx, e->frame.message);
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
}
