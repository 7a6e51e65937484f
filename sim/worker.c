#include "worker.h"

#include "buffer.h"
#include "houses.h"
#include "keeping.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_WAITING = 10000, LOOK_NS = 20 * 1000 * 1000, SAID_MAX = 64 * 1024 * 1024 };

typedef enum job_kind {
    JOB_DELIVER,
    JOB_IMAGE,
    JOB_POWER,
    JOB_EXCHANGE,
    JOB_CERTIFICATES,
    JOB_VISIT,
    JOB_WAKE,
    JOB_AREA
} job_kind;

typedef struct job {
    struct job *next;
    job_kind kind;
    uint32_t number;
    /* deliver, image */
    unsigned slot; /* of the link that it came by */
    alb_eui64 hub;
    uint64_t sequence;
    alb_span message; /* behind the job, in the same memory */
    /* power */
    bool on;
    int area; /* a region, or SIM_EVERYWHERE */
    /* certificates, visit */
    sim_kind device_kind;
    home_visitor visit;
    void *ctx;
    smki_certificate **signing, **agreement;
    /* of those that somebody waits for */
    alb_err *err;
    alb_status result;
    bool done;
} job;

struct worker {
    worker_options options;
    workshop shop;
    houses *homes;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a job has come or is done */
    job *first, *last;
    size_t waiting;
    bool ending, is_busy; /* busy: with a job or a home, outside the lock */
    /* Of its thread alone. */
    alb_buf said; /* by the devices of the home at work (buffer.h) */
};

/* --- in the worker's thread --- */

static void report_all(worker *w, uint32_t number, alb_eui64 hub, alb_span messages)
{
    alb_rd r = alb_rd_init(messages);
    alb_span message;
    while (buffer_next(&r, &message)) {
        wan_report(w->options.wan, number, hub, message);
    }
}

/* A home's file bears the name of its first hub. A home that is awake for the first time is as its file has
 * it, or new. What waited to be accepted when the file was written is sent again. */
static alb_status read_file(worker *w, uint32_t number, home *h, alb_err *err)
{
    alb_eui64 hub = sim_list_hub(w->shop.list, number);
    alb_buf waiting;
    alb_buf_init(&waiting, SAID_MAX);
    alb_status st = keeping_read(w->options.state, hub, h, &waiting, err);
    if (st == ALB_OK) {
        report_all(w, number, home_hub_id(h), alb_buf_span(&waiting));
    }
    alb_buf_release(&waiting);
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

static alb_status home_at(worker *w, uint32_t number, home **out, alb_err *err)
{
    bool is_new;
    ALB_TRY(houses_get(w->homes, &w->shop, number, out, &is_new, err));
    alb_status st = is_new ? read_file(w, number, *out, err) : ALB_OK;
    *out = st == ALB_OK ? *out : NULL;
    return st;
}

/* What the devices of a home say goes out once what made them say it is kept. */
static void hear(void *ctx, alb_eui64 from, alb_span message)
{
    (void)from;
    buffer_add(ctx, message);
}

static void gather(void *ctx, alb_span message)
{
    buffer_add(ctx, message);
}

/* Before anybody hears of it, a change is on disk, together with the messages that nobody has accepted yet. A
 * disk that fails costs a simulated home its memory, no more. */
static void keep(worker *w, home *h, uint32_t number)
{
    alb_eui64 hub = sim_list_hub(w->shop.list, number);
    alb_buf waiting;
    if (!w->options.state || !home_changed(h)) {
        return;
    }
    alb_buf_init(&waiting, SAID_MAX);
    wan_visit(w->options.wan, number, home_hub_id(h), gather, &waiting);
    alb_buf_add(&waiting, alb_buf_span(&w->said));
    alb_status ignored = keeping_write(w->options.state, hub, h, alb_buf_span(&waiting), NULL);
    (void)ignored;
    alb_buf_release(&waiting);
}

/* 0, or why the message could not be delivered. */
static uint8_t deliver(const worker *w, home *h, const job *j, const device_sink *sink)
{
    return h ? home_deliver(h, &w->shop, j->hub, j->message, sink) : LINK_HUB_UNREACHABLE;
}

/* Of those the other end waits for an answer; nobody here does. */
static bool is_of_link(const job *j)
{
    return j->kind == JOB_DELIVER || j->kind == JOB_IMAGE;
}

/* Mains lost or back, and the hub tells of it. */
static void set_power(worker *w, home *h, uint32_t number, bool on, const device_sink *sink)
{
    if (on) {
        home_power_back(h, &w->shop, sink);
    } else {
        home_power_lost(h, alb_now(w->shop.clock));
    }
    wan_power(w->options.wan, number, home_hub_id(h), on);
}

/* A home that sleeps sleeps on when it loses its power, but where a file would have to tell of it. */
static bool sleeps_on(worker *w, uint32_t number, bool on)
{
    alb_eui64 hub = {{0}};
    bool sleeps = !on && !w->options.state &&
                  houses_note_outage(w->homes, &w->shop, number, alb_now(w->shop.clock), &hub);
    if (sleeps) {
        wan_power(w->options.wan, number, hub, false);
    }
    return sleeps;
}

/* The mains of all of this worker's homes of an area. */
static alb_status cut_area(worker *w, const job *j)
{
    for (uint32_t n = w->options.first; n < w->options.homes; n += w->options.stride) {
        home *h;
        device_sink sink = {.send = hear, .ctx = &w->said};
        if (j->area != SIM_EVERYWHERE && sim_list_region(w->shop.list, n) != (sim_region)j->area) {
            continue;
        }
        outbox_wait_for_room(w->options.out);
        if (sleeps_on(w, n, j->on)) {
            continue;
        }
        alb_buf_clear(&w->said);
        ALB_TRY(home_at(w, n, &h, j->err));
        set_power(w, h, n, j->on, &sink);
        houses_set_due(w->homes, n, home_tick(h, &w->shop, &sink));
        keep(w, h, n);
        report_all(w, n, home_hub_id(h), alb_buf_span(&w->said));
    }
    return ALB_OK;
}

static alb_status do_job(worker *w, job *j)
{
    if (j->kind == JOB_AREA) {
        return cut_area(w, j);
    }
    home *h = NULL;
    uint8_t reason = 0;
    alb_status st = home_at(w, j->number, &h, j->err);
    device_sink sink = {.send = hear, .ctx = &w->said};
    alb_buf_clear(&w->said);
    if (j->kind == JOB_DELIVER) {
        reason = deliver(w, h, j, &sink);
    } else if (j->kind == JOB_IMAGE) {
        reason = h ? home_image(h, &w->shop, j->hub, j->message, &sink) : LINK_HUB_UNREACHABLE;
    } else if (st == ALB_OK && j->kind == JOB_POWER) {
        set_power(w, h, j->number, j->on, &sink);
    } else if (st == ALB_OK && j->kind == JOB_EXCHANGE) {
        st = home_exchange_hub(h, j->err);
    } else if (st == ALB_OK && j->kind == JOB_CERTIFICATES) {
        st = home_certificates(h, &w->shop, j->device_kind, j->signing, j->agreement, j->err);
    }
    if (st == ALB_OK && j->kind == JOB_VISIT &&
        !home_visit(h, &w->shop, j->device_kind, j->visit, j->ctx, &sink)) {
        st = alb_fail(j->err, ALB_NOT_FOUND, NULL, 0, "the home has no such device");
    }
    if (h) {
        houses_set_due(w->homes, j->number, home_tick(h, &w->shop, &sink));
        keep(w, h, j->number);
    }
    if (is_of_link(j)) {
        if (reason != 0) {
            w->options.failed(w->options.ctx, j->sequence, j->message);
        }
        wan_answer(w->options.wan, j->number, j->slot, j->sequence, reason);
    }
    if (h) {
        report_all(w, j->number, home_hub_id(h), alb_buf_span(&w->said));
    }
    return st;
}

/* A home whose devices have something to do by themselves. */
static void tick_one(worker *w, uint32_t number)
{
    home *h;
    device_sink sink = {.send = hear, .ctx = &w->said};
    outbox_wait_for_room(w->options.out);
    alb_buf_clear(&w->said);
    if (home_at(w, number, &h, NULL) != ALB_OK) {
        houses_set_due(w->homes, number, INT64_MAX);
        return;
    }
    houses_set_due(w->homes, number, home_tick(h, &w->shop, &sink));
    keep(w, h, number);
    report_all(w, number, home_hub_id(h), alb_buf_span(&w->said));
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

/* Lock held. While something is due, the clock, which may run at any speed, is looked at now and then. */
static void wait_for_work(worker *w)
{
    uint32_t number;
    if (houses_due(w->homes) > alb_now(w->shop.clock)) {
        outbox_flush(w->options.out);
    }
    if (houses_due(w->homes) == INT64_MAX) {
        (void)pthread_cond_wait(&w->changed, &w->lock);
        return;
    }
    if (houses_next_due(w->homes, alb_now(w->shop.clock), &number)) {
        w->is_busy = true;
        (void)pthread_mutex_unlock(&w->lock);
        tick_one(w, number);
        (void)pthread_mutex_lock(&w->lock);
        w->is_busy = false;
        return;
    }
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    (void)pthread_cond_timedwait(&w->changed, &w->lock, &until);
}

static void *run(void *arg)
{
    worker *w = arg;
    (void)pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        job *j = next_job(w);
        if (!j) {
            wait_for_work(w);
            continue;
        }
        w->is_busy = true;
        (void)pthread_mutex_unlock(&w->lock);
        alb_status st = do_job(w, j);
        if (is_of_link(j)) {
            free(j);
            j = NULL;
        }
        (void)pthread_mutex_lock(&w->lock);
        w->is_busy = false;
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

static bool add_of_link(worker *w, job_kind kind, uint32_t number, const link_frame *frame, unsigned slot)
{
    alb_span message = frame->message;
    job *j = calloc(1, sizeof *j + message.len);
    if (!j) {
        return false;
    }
    uint8_t *octets = (uint8_t *)&j[1];
    memcpy(octets, message.ptr, message.len);
    *j = (job){.kind = kind,
               .number = number,
               .slot = slot,
               .hub = frame->hub,
               .sequence = frame->sequence,
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

bool worker_deliver(worker *w, uint32_t number, const link_frame *frame, unsigned slot)
{
    return add_of_link(w, JOB_DELIVER, number, frame, slot);
}

bool worker_image(worker *w, uint32_t number, const link_frame *frame, unsigned slot)
{
    return add_of_link(w, JOB_IMAGE, number, frame, slot);
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

alb_status worker_wake(worker *w, uint32_t number, alb_err *err)
{
    job j = {.kind = JOB_WAKE, .number = number, .err = err};
    return wait_for(w, &j);
}

alb_status worker_power(worker *w, uint32_t number, bool on, alb_err *err)
{
    job j = {.kind = JOB_POWER, .number = number, .on = on, .err = err};
    return wait_for(w, &j);
}

alb_status worker_exchange_hub(worker *w, uint32_t number, alb_err *err)
{
    job j = {.kind = JOB_EXCHANGE, .number = number, .err = err};
    return wait_for(w, &j);
}

alb_status worker_cut(worker *w, int area, bool on, alb_err *err)
{
    job j = {.kind = JOB_AREA, .area = area, .on = on, .err = err};
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

alb_status worker_visit(worker *w, uint32_t number, sim_kind kind, home_visitor visit, void *ctx,
                        alb_err *err)
{
    job j = {
        .kind = JOB_VISIT, .number = number, .device_kind = kind, .visit = visit, .ctx = ctx, .err = err};
    return wait_for(w, &j);
}

void worker_clock_changed(worker *w)
{
    (void)pthread_mutex_lock(&w->lock);
    (void)pthread_cond_broadcast(&w->changed);
    (void)pthread_mutex_unlock(&w->lock);
}

bool worker_is_settled(worker *w, alb_time *next)
{
    (void)pthread_mutex_lock(&w->lock);
    bool settled = !w->first && !w->is_busy;
    *next = settled ? houses_due(w->homes) : INT64_MAX;
    settled = settled && *next > alb_now(w->shop.clock);
    (void)pthread_mutex_unlock(&w->lock);
    return settled;
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
    alb_buf_init(&w->said, SAID_MAX);
    w->shop = (workshop){.keys = gbcs_keys_new(NULL, 0),
                         .parties = options->parties,
                         .clock = options->clock,
                         .list = options->list,
                         .as_delivered = options->as_delivered,
                         .keeps = options->state != NULL,
                         .gas_wake = options->gas_wake,
                         .billing_day = options->billing_day,
                         .started = options->started};
    w->homes =
        houses_new(options->homes, options->first, options->stride, options->awake, home_first_due(&w->shop));
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
    houses_free(w->homes);
    alb_buf_release(&w->said);
    gbcs_keys_free(w->shop.keys);
    (void)pthread_mutex_destroy(&w->lock);
    (void)pthread_cond_destroy(&w->changed);
    free(w);
}
