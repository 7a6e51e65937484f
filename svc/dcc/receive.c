/* The link to the hubs: frames come in on a thread of their own, messages of devices are judged on several,
 * and a hub is told that a message was taken only when what follows from it is durable. */
#include "dcc_internal.h"

#include "effect.h"
#include "firmware.h"
#include "outage.h"

#include <stdlib.h>

enum { MAX_WAITING = 4096, AT_A_TIME = DCC_BATCH / DCC_PER_MESSAGE, MAX_THREADS = 16 };

/* One attached link; lives until its reader has ended and its last message was answered. */
typedef struct attachment {
    dcc_receiver *receiver;
    link_socket *link;
    pthread_t reader;
    /* Under the receiver's lock. */
    unsigned references;
    bool is_closed;
} attachment;

typedef struct arrival {
    attachment *from;
    uint64_t sequence;
    alb_eui64 hub;
    struct arrival *next;
    size_t length;
    uint8_t octets[];
} arrival;

struct dcc_receiver {
    dcc *dcc;
    pthread_t threads[MAX_THREADS];
    dcc_worker *workers[MAX_THREADS];
    unsigned n_threads;
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t arrived, taken;
    arrival *first, *last;
    size_t n_waiting, n_judged; /* in the queue; with the judges */
    attachment *current;        /* NULL: none */
    bool stopping;
};

static void unreference(attachment *a)
{
    dcc_receiver *r = a->receiver;
    (void)pthread_mutex_lock(&r->lock);
    bool last = --a->references == 0;
    (void)pthread_mutex_unlock(&r->lock);
    if (last) {
        link_free(a->link);
        free(a);
    }
}

static attachment *reference_current(dcc_receiver *r)
{
    (void)pthread_mutex_lock(&r->lock);
    attachment *a = r->current && !r->current->is_closed ? r->current : NULL;
    if (a) {
        a->references++;
    }
    (void)pthread_mutex_unlock(&r->lock);
    return a;
}

bool dcc_receiver_has_link(dcc_receiver *r)
{
    attachment *a = reference_current(r);
    if (a) {
        unreference(a);
    }
    return a != NULL;
}

alb_status dcc_link_send(dcc_receiver *r, const link_frame *frame, alb_err *err)
{
    attachment *a = reference_current(r);
    if (!a) {
        return alb_fail(err, ALB_CLOSED, NULL, 0, "no link to the hubs");
    }
    alb_status st = link_send(a->link, frame, err);
    unreference(a);
    return st;
}

/* --- the reader --- */

/* Waits while the queue is full: the socket then holds the hubs back. */
static bool put(dcc_receiver *r, arrival *x)
{
    (void)pthread_mutex_lock(&r->lock);
    while (r->n_waiting >= MAX_WAITING && !r->stopping) {
        (void)pthread_cond_wait(&r->taken, &r->lock);
    }
    bool good = !r->stopping;
    if (good) {
        if (r->last) {
            r->last->next = x;
        } else {
            r->first = x;
        }
        r->last = x;
        r->n_waiting++;
        x->from->references++;
        (void)pthread_cond_signal(&r->arrived);
    }
    (void)pthread_mutex_unlock(&r->lock);
    return good;
}

static void on_received(attachment *a, const link_frame *f)
{
    dcc_tell_tap(a->receiver->dcc, "received", f->hub, f->message);
    arrival *x = malloc(sizeof *x + f->message.len);
    if (!x) {
        return; /* not accepted: it comes again */
    }
    *x = (arrival){.from = a, .sequence = f->sequence, .hub = f->hub, .length = f->message.len};
    memcpy(x->octets, f->message.ptr, f->message.len);
    if (!put(a->receiver, x)) {
        free(x);
    }
}

/* To a command's frame, or an image's. */
static void on_answer(dcc *d, const link_frame *f)
{
    uint8_t reason = f->type == LINK_FAILED ? f->reason : 0;
    if (dcc_is_image_frame(f->sequence)) {
        dcc_firmware_answered(d, f->sequence, reason);
    } else if (f->type == LINK_DELIVERED) {
        dcc_pipeline_delivered(d->pipeline, (int64_t)f->sequence);
    } else {
        dcc_pipeline_not_delivered(d->pipeline, (int64_t)f->sequence, reason);
    }
}

static void on_frame(attachment *a, const link_frame *f)
{
    switch (f->type) {
    case LINK_RECEIVED:
        on_received(a, f);
        break;
    case LINK_DELIVERED:
    case LINK_FAILED:
        on_answer(a->receiver->dcc, f);
        break;
    case LINK_UNDER_WAY:
        dcc_pipeline_under_way(a->receiver->dcc->pipeline, (int64_t)f->sequence, f->date);
        break;
    case LINK_POWER:
        dcc_hub_power(a->receiver->dcc, f->hub, f->reason != 0);
        break;
    case LINK_HELLO:
    case LINK_SEND:
    case LINK_ACCEPTED:
    case LINK_IMAGE:
        break;
    }
}

static void *reader_main(void *arg)
{
    attachment *a = arg;
    dcc_receiver *r = a->receiver;
    link_frame f;
    alb_err err = {.code = ALB_OK};
    alb_status st = link_receive(a->link, -1, &f, &err);
    while (st == ALB_OK) {
        on_frame(a, &f);
        st = link_receive(a->link, -1, &f, &err);
    }
    alb_log_event(r->dcc->log, st == ALB_CLOSED ? ALB_LOG_INFO : ALB_LOG_WARN, "link-closed", "status=%s",
                  alb_status_name(st));
    (void)pthread_mutex_lock(&r->lock);
    a->is_closed = true;
    (void)pthread_mutex_unlock(&r->lock);
    unreference(a); /* the reader's */
    return NULL;
}

/* --- the judges --- */

/* Waits for messages; none: the end. */
static size_t take(dcc_receiver *r, arrival **list)
{
    size_t n = 0;
    (void)pthread_mutex_lock(&r->lock);
    while (!r->first && !r->stopping) {
        (void)pthread_cond_wait(&r->arrived, &r->lock);
    }
    while (n < AT_A_TIME && r->first) {
        list[n] = r->first;
        r->first = list[n]->next;
        r->last = r->first ? r->last : NULL;
        r->n_waiting--;
        n++;
    }
    r->n_judged += n;
    (void)pthread_cond_broadcast(&r->taken);
    (void)pthread_mutex_unlock(&r->lock);
    return n;
}

static void accept_arrival(arrival *x)
{
    link_frame frame = {.type = LINK_ACCEPTED, .sequence = x->sequence};
    if (link_send(x->from->link, &frame, NULL) != ALB_OK) {
        alb_log_event(x->from->receiver->dcc->log, ALB_LOG_DEBUG, "link-closed", "the message comes again");
    }
}

/* A failure of ours leaves the message with the hub, which sends it again; one that is no message for anybody
 * is noted and done with. */
static bool is_ours(alb_status st)
{
    return st == ALB_STORE || st == ALB_NO_MEMORY || st == ALB_CLOSED || st == ALB_IO || st == ALB_CRYPTO;
}

/* What follows from it goes to the batch. True: once that is recorded the hub may forget it. */
static bool judge(dcc_worker *w, const arrival *x, dcc_batch *batch)
{
    alb_err err = {.code = ALB_OK};
    size_t before = batch->n;
    (void)pthread_rwlock_rdlock(&w->dcc->keys_lock);
    alb_status st = dcc_judge_device_message(w, x->hub, alb_span_of(x->octets, x->length), batch, &err);
    (void)pthread_rwlock_unlock(&w->dcc->keys_lock);
    alb_arena_reset(w->arena);
    while (st != ALB_OK && batch->n > before) {
        dcc_outcomes_release(&batch->list[--batch->n], 1);
    }
    dcc_count(w->dcc, "albion_device_messages_total", "result",
              st == ALB_OK  ? "taken"
              : is_ours(st) ? "failed"
                            : "dropped");
    if (st != ALB_OK && !is_ours(st)) {
        char text[220];
        dcc_audit_event(w->dcc, "device-message-dropped", NULL, &x->hub, "%s",
                        alb_err_text(&err, text, sizeof text));
    }
    return st == ALB_OK || !is_ours(st);
}

/* Once that is recorded, what devices say is checked with the new ones. */
static void take_new_keys(dcc_worker *w, const dcc_batch *batch)
{
    for (size_t i = 0; i < batch->n; i++) {
        if (batch->list[i].is_recorded && dcc_has_new_key(&batch->list[i])) {
            dcc_take_device_keys(w->dcc, batch->list[i].device);
        }
    }
}

static void record(dcc_worker *w, dcc_batch *batch)
{
    alb_err err = {.code = ALB_OK};
    if (batch->n > 0 && dcc_outcomes_record(w->dcc, batch->list, batch->n, &err) != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "outcome-not-recorded", "detail=\"%s\"", err.detail);
    }
    take_new_keys(w, batch);
    for (size_t i = 0; i < batch->n; i++) {
        if (batch->list[i].request != 0 && batch->list[i].is_recorded) {
            dcc_pipeline_finish(w->dcc->pipeline, batch->list[i].sequence);
        }
    }
}

static bool are_recorded(const dcc_batch *batch, size_t from, size_t to)
{
    bool all = true;
    for (size_t i = from; i < to; i++) {
        all = all && batch->list[i].is_recorded;
    }
    return all;
}

static bool ends_with_new_key(const dcc_batch *batch, size_t from)
{
    return batch->n > from && dcc_has_new_key(&batch->list[batch->n - 1]);
}

/* How many of them: what comes behind new keys of a device is judged with them. */
static size_t handle_some(dcc_worker *w, arrival **list, size_t most)
{
    dcc_batch batch = {.n = 0};
    size_t from[AT_A_TIME + 1] = {0};
    bool done[AT_A_TIME];
    size_t n = 0;
    do {
        done[n] = judge(w, list[n], &batch);
        from[n + 1] = batch.n;
        n++;
    } while (n < most && !ends_with_new_key(&batch, from[n - 1]));
    record(w, &batch);
    for (size_t i = 0; i < n; i++) {
        if (done[i] && are_recorded(&batch, from[i], from[i + 1])) {
            accept_arrival(list[i]);
        }
        unreference(list[i]->from);
        free(list[i]);
    }
    (void)pthread_mutex_lock(&w->dcc->receiver->lock);
    w->dcc->receiver->n_judged -= n;
    (void)pthread_mutex_unlock(&w->dcc->receiver->lock);
    return n;
}

static void handle_arrivals(dcc_worker *w, arrival **list, size_t n)
{
    for (size_t done = 0; done < n;) {
        done += handle_some(w, list + done, n - done);
    }
}

size_t dcc_receiver_count(dcc_receiver *r)
{
    (void)pthread_mutex_lock(&r->lock);
    size_t count = r->n_waiting + r->n_judged;
    (void)pthread_mutex_unlock(&r->lock);
    return count;
}

bool dcc_receiver_is_settled(dcc_receiver *r)
{
    (void)pthread_mutex_lock(&r->lock);
    bool settled = r->n_waiting == 0 && r->n_judged == 0;
    (void)pthread_mutex_unlock(&r->lock);
    return settled;
}

static void *judge_main(void *arg)
{
    dcc_worker *w = arg;
    arrival *list[AT_A_TIME];
    for (size_t n = take(w->dcc->receiver, list); n > 0; n = take(w->dcc->receiver, list)) {
        handle_arrivals(w, list, n);
    }
    return NULL;
}

/* --- life --- */

alb_status dcc_receiver_new(dcc *d, dcc_receiver **out, alb_err *err)
{
    dcc_receiver *r = calloc(1, sizeof *r);
    if (!r) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the link");
    }
    r->dcc = d;
    (void)pthread_mutex_init(&r->lock, NULL);
    (void)pthread_cond_init(&r->arrived, NULL);
    (void)pthread_cond_init(&r->taken, NULL);
    *out = r;
    return ALB_OK;
}

alb_status dcc_receiver_start(dcc_receiver *r, unsigned threads, alb_err *err)
{
    while (r->n_threads < threads && r->n_threads < MAX_THREADS) {
        dcc_worker *w = dcc_worker_new(r->dcc);
        r->workers[r->n_threads] = w;
        if (!w || pthread_create(&r->threads[r->n_threads], NULL, judge_main, w) != 0) {
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start a thread for devices' messages");
        }
        r->n_threads++;
    }
    return ALB_OK;
}

static void detach(dcc_receiver *r)
{
    (void)pthread_mutex_lock(&r->lock);
    attachment *a = r->current;
    r->current = NULL;
    (void)pthread_mutex_unlock(&r->lock);
    if (a) {
        link_close(a->link);
        (void)pthread_join(a->reader, NULL);
        unreference(a);
    }
}

alb_status dcc_receiver_attach(dcc_receiver *r, link_socket *link, alb_err *err)
{
    detach(r);
    attachment *a = calloc(1, sizeof *a);
    if (!a) {
        link_free(link);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a link");
    }
    *a = (attachment){.receiver = r, .link = link, .references = 2};
    link_frame hello = {.type = LINK_HELLO, .message = ALB_LIT("albion dcc")};
    alb_status st = link_send(link, &hello, err);
    (void)pthread_mutex_lock(&r->lock);
    if (st == ALB_OK && pthread_create(&a->reader, NULL, reader_main, a) == 0) {
        r->current = a;
    } else {
        st = st == ALB_OK ? ALB_NO_MEMORY : st;
    }
    (void)pthread_mutex_unlock(&r->lock);
    if (st != ALB_OK) {
        link_free(link);
        free(a);
        return alb_fail(err, st, NULL, 0, "cannot attach the link");
    }
    dcc_pipeline_link_changed(r->dcc->pipeline);
    return ALB_OK;
}

void dcc_receiver_stop(dcc_receiver *r)
{
    if (!r) {
        return;
    }
    (void)pthread_mutex_lock(&r->lock);
    r->stopping = true;
    (void)pthread_cond_broadcast(&r->arrived);
    (void)pthread_cond_broadcast(&r->taken);
    (void)pthread_mutex_unlock(&r->lock);
    detach(r);
    for (unsigned i = 0; i < r->n_threads; i++) {
        (void)pthread_join(r->threads[i], NULL);
    }
    r->n_threads = 0;
}

void dcc_receiver_free(dcc_receiver *r)
{
    if (!r) {
        return;
    }
    for (arrival *x = r->first; x; x = r->first) {
        r->first = x->next;
        unreference(x->from);
        free(x);
    }
    for (size_t i = 0; i < MAX_THREADS; i++) {
        dcc_worker_free(r->workers[i]);
    }
    (void)pthread_cond_destroy(&r->taken);
    (void)pthread_cond_destroy(&r->arrived);
    (void)pthread_mutex_destroy(&r->lock);
    free(r);
}
