#include "worker.h"

#include <pthread.h>
#include <stdlib.h>

enum { MOST_WAITING = 10000 };

typedef enum job_kind { JOB_DELIVER, JOB_POWER, JOB_CERTIFICATES } job_kind;

typedef struct job {
    struct job *next;
    job_kind kind;
    uint32_t number;
    /* deliver */
    uint64_t sequence;
    alb_span message; /* behind the job, in the same memory */
    /* power */
    bool on;
    /* certificates */
    sim_kind device_kind;
    smki_certificate **signing, **agreement;
    /* of those that somebody waits for */
    alb_err *err;
    alb_status result;
    bool done;
} job;

struct worker {
    worker_options options;
    workshop shop;
    home **homes; /* NULL until first asked for */
    size_t n_homes;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a job has come or is done */
    job *first, *last;
    size_t waiting;
    bool ending;
};

/* --- in the worker's thread --- */

static alb_status home_at(worker *w, uint32_t number, home **out, alb_err *err)
{
    size_t index = number / w->options.stride;
    if (!w->homes[index]) {
        ALB_TRY(home_new(&w->shop, number, &w->homes[index], err));
    }
    *out = w->homes[index];
    return ALB_OK;
}

typedef struct sending {
    outbox *out;
    alb_eui64 hub;
} sending;

static void send_message(void *ctx, alb_eui64 from, alb_span message)
{
    const sending *s = ctx;
    (void)from;
    outbox_report(s->out, s->hub, message);
}

/* That a message has reached its device is said before what the device says to it. */
static void deliver(worker *w, home *h, const job *j, const device_sink *sink)
{
    device *d = NULL;
    uint8_t reason = h ? home_find(h, j->message, &d) : LINK_HUB_UNREACHABLE;
    outbox_answer(w->options.out, j->sequence, reason);
    if (d) {
        device_receive(d, w->shop.keys, j->message, sink);
    }
}

static alb_status do_job(worker *w, job *j)
{
    home *h = NULL;
    alb_status st = home_at(w, j->number, &h, j->err);
    sending s = {.out = w->options.out, .hub = sim_home_of(w->shop.seed, j->number).hub};
    device_sink sink = {.send = send_message, .ctx = &s};
    if (j->kind == JOB_DELIVER) {
        deliver(w, h, j, &sink);
    } else if (st == ALB_OK && j->kind == JOB_POWER) {
        home_power(h, &w->shop, j->on, &sink);
    } else if (st == ALB_OK) {
        st = home_certificates(h, j->device_kind, j->signing, j->agreement);
    }
    return st;
}

static job *next_job(worker *w)
{
    job *j = w->first;
    if (j) {
        w->first = j->next;
        w->last = w->first ? w->last : NULL;
        w->waiting--;
    }
    return j;
}

static void *run(void *arg)
{
    worker *w = arg;
    (void)pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        job *j = next_job(w);
        if (!j) {
            (void)pthread_cond_wait(&w->changed, &w->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&w->lock);
        alb_status st = do_job(w, j);
        if (j->kind == JOB_DELIVER) {
            free(j);
            j = NULL;
        }
        (void)pthread_mutex_lock(&w->lock);
        if (j) { /* its owner waits, and has it on its stack */
            j->result = st;
            j->done = true;
            (void)pthread_cond_broadcast(&w->changed);
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* --- in others' --- */

static void add_job(worker *w, job *j)
{
    if (w->last) {
        w->last->next = j;
    } else {
        w->first = j;
    }
    w->last = j;
    w->waiting++;
    (void)pthread_cond_broadcast(&w->changed);
}

bool worker_deliver(worker *w, uint32_t number, uint64_t sequence, alb_span message)
{
    job *j = calloc(1, sizeof *j + message.len);
    if (!j) {
        return false;
    }
    uint8_t *octets = (uint8_t *)&j[1];
    memcpy(octets, message.ptr, message.len);
    *j = (job){.kind = JOB_DELIVER,
               .number = number,
               .sequence = sequence,
               .message = alb_span_of(octets, message.len)};
    (void)pthread_mutex_lock(&w->lock);
    bool room = w->waiting < MOST_WAITING;
    if (room) {
        add_job(w, j);
    }
    (void)pthread_mutex_unlock(&w->lock);
    if (!room) {
        free(j);
    }
    return room;
}

static alb_status wait_for(worker *w, job *j)
{
    (void)pthread_mutex_lock(&w->lock);
    add_job(w, j);
    while (!j->done) {
        (void)pthread_cond_wait(&w->changed, &w->lock);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return j->result;
}

alb_status worker_power(worker *w, uint32_t number, bool on, alb_err *err)
{
    job j = {.kind = JOB_POWER, .number = number, .on = on, .err = err};
    return wait_for(w, &j);
}

alb_status worker_certificates(worker *w, uint32_t number, sim_kind kind, smki_certificate **signing,
                               smki_certificate **agreement, alb_err *err)
{
    job j = {.kind = JOB_CERTIFICATES,
             .number = number,
             .device_kind = kind,
             .signing = signing,
             .agreement = agreement,
             .err = err};
    return wait_for(w, &j);
}

/* --- life --- */

alb_status worker_new(const worker_options *options, worker **out, alb_err *err)
{
    *out = NULL;
    worker *w = calloc(1, sizeof *w);
    if (!w) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a worker");
    }
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->changed, NULL);
    w->options = *options;
    w->n_homes = options->homes / options->stride + 1;
    w->homes = calloc(w->n_homes, sizeof *w->homes);
    w->shop = (workshop){.keys = gbcs_keys_new(NULL, 0),
                         .parties = options->parties,
                         .clock = options->clock,
                         .seed = options->seed};
    w->has_thread = w->homes && w->shop.keys && pthread_create(&w->thread, NULL, run, w) == 0;
    if (!w->has_thread) {
        worker_free(w);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory or thread for a worker");
    }
    *out = w;
    return ALB_OK;
}

void worker_free(worker *w)
{
    if (!w) {
        return;
    }
    (void)pthread_mutex_lock(&w->lock);
    w->ending = true;
    (void)pthread_cond_broadcast(&w->changed);
    (void)pthread_mutex_unlock(&w->lock);
    if (w->has_thread) {
        (void)pthread_join(w->thread, NULL);
    }
    for (job *j = next_job(w); j; j = next_job(w)) {
        free(j);
    }
    for (size_t i = 0; w->homes && i < w->n_homes; i++) {
        home_free(w->homes[i]);
    }
    free(w->homes);
    gbcs_keys_free(w->shop.keys);
    (void)pthread_mutex_destroy(&w->lock);
    (void)pthread_cond_destroy(&w->changed);
    free(w);
}
