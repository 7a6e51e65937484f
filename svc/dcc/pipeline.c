/* Commands on their way to devices.
 *
 * The store knows every accepted request; this is the part of it that is under way, in memory. Each device
 * has a lane: its commands leave in the order in which they were numbered, one at a time, since a counter
 * that overtakes another makes the device refuse the other (GBCS 4.2). A command leaves its lane when the hub
 * says that the device has it, and is forgotten here when its request has its outcome. After a crash
 * everything that has no outcome is sent again: the hub drops what it has seen.
 */
#include "pipeline_internal.h"

#include "alert_storm.h"
#include "effect.h"
#include "firmware.h"
#include "installer.h"
#include "notice.h"
#include "outage.h"

#include <stdlib.h>

enum {
    FAILURES_AT_A_TIME = 64,
    TURN_MS = 50 /* how often time-outs, retries and held requests are looked at */
};
#define RETRY_FIRST ALB_SECONDS(1)
#define RETRY_LAST  ALB_SECONDS(60)

/* At the end of the list, so that those whose outcome cannot be recorded hold up no others. */
static void add_failed(dcc_pipeline *p, dcc_work *w)
{
    w->next_failed = NULL;
    if (p->last_failed) {
        p->last_failed->next_failed = w;
    } else {
        p->failed = w;
    }
    p->last_failed = w;
}

static void fail(dcc_pipeline *p, dcc_work *w, const char *code)
{
    work_leave_lane(p, w);
    w->stage = FAILED;
    w->code = code;
    add_failed(p, w);
}

/* --- coming in --- */

alb_status dcc_pipeline_reserve(dcc_pipeline *p, alb_eui64 device, alb_eui64 hub, dcc_work **out,
                                alb_err *err)
{
    /* The number and the place in the lane are given together, so that their orders agree. */
    (void)pthread_mutex_lock(&p->lock);
    int64_t sequence = 0;
    alb_status st = p->count < p->dcc->commands && !p->stopping ? ALB_OK : ALB_BUSY;
    if (st == ALB_OK && !dcc_owns(p->dcc, device)) {
        st = ALB_MISMATCH;
    }
    if (st == ALB_OK) {
        st = dcc_sequence_next(p->dcc, &sequence, err);
    }
    if (st == ALB_OK) {
        st = work_add(p, sequence, device, hub, out);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return st == ALB_OK ? st
                        : alb_fail(err, st, NULL, 0,
                                   st == ALB_MISMATCH ? "another server has this device"
                                                      : "no room for another command");
}

int64_t dcc_work_sequence(const dcc_work *work)
{
    return work->sequence;
}

alb_status dcc_work_fill(dcc_work *work, int64_t request, const duis_request_id *id, alb_span command,
                         alb_time answer_by, alb_err *err)
{
    uint8_t *copy = malloc(command.len > 0 ? command.len : 1);
    if (!copy) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a command");
    }
    memcpy(copy, command.ptr, command.len);
    (void)pthread_mutex_lock(&work->pipeline->lock);
    work->request = request;
    work->id = *id;
    work->command = copy;
    work->length = command.len;
    work->answer_by = answer_by;
    (void)pthread_mutex_unlock(&work->pipeline->lock);
    return ALB_OK;
}

void dcc_pipeline_commit(dcc_pipeline *p, dcc_work *work, bool acknowledged)
{
    (void)pthread_mutex_lock(&p->lock);
    work->stage = acknowledged ? READY : UNACKNOWLEDGED;
    if (acknowledged && work->is_lost) {
        work_forget(p, work);
    } else if (acknowledged) {
        lane_make_runnable(p, work->lane);
    }
    (void)pthread_mutex_unlock(&p->lock);
}

void dcc_pipeline_cancel(dcc_pipeline *p, dcc_work *work)
{
    (void)pthread_mutex_lock(&p->lock);
    work_forget(p, work);
    (void)pthread_mutex_unlock(&p->lock);
}

void dcc_work_delay(dcc_work *work, alb_time until)
{
    (void)pthread_mutex_lock(&work->pipeline->lock);
    work->retry_at = until;
    (void)pthread_mutex_unlock(&work->pipeline->lock);
}

void dcc_work_lose(dcc_work *work)
{
    (void)pthread_mutex_lock(&work->pipeline->lock);
    work->is_swallowed = true;
    (void)pthread_mutex_unlock(&work->pipeline->lock);
}

/* One line a step of a message's life; the same id in all of them. Lock held. */
static void note(const dcc_pipeline *p, const dcc_work *w, const char *event)
{
    char from[ALB_EUI64_TEXT];
    char to[ALB_EUI64_TEXT];
    alb_log_event(p->dcc->log, ALB_LOG_DEBUG, event, "id=%s:%s:%llu command=%lld attempts=%u",
                  alb_eui64_hex(w->id.originator, from), alb_eui64_hex(w->id.target, to),
                  (unsigned long long)w->id.counter, (long long)w->sequence, w->attempts);
}

void dcc_pipeline_acknowledged(void *work)
{
    dcc_pipeline_commit(((dcc_work *)work)->pipeline, work, true);
}

/* --- what is heard of it --- */

void dcc_pipeline_delivered(dcc_pipeline *p, int64_t sequence)
{
    (void)pthread_mutex_lock(&p->lock);
    dcc_work *w = work_find(p, sequence);
    if (w && w->stage == SENT) {
        w->stage = DELIVERED;
        note(p, w, "command-delivered");
        work_leave_lane(p, w);
    }
    (void)pthread_mutex_unlock(&p->lock);
}

void dcc_pipeline_under_way(dcc_pipeline *p, int64_t sequence, alb_time until)
{
    (void)pthread_mutex_lock(&p->lock);
    dcc_work *w = work_find(p, sequence);
    if (w && w->stage == SENT) {
        w->under_way = until;
    }
    (void)pthread_mutex_unlock(&p->lock);
}

static alb_time retry_after(unsigned attempts)
{
    alb_time pause = RETRY_FIRST;
    for (unsigned i = 1; i < attempts && pause < RETRY_LAST; i++) {
        pause *= 2;
    }
    return pause < RETRY_LAST ? pause : RETRY_LAST;
}

static void try_again(dcc_pipeline *p, dcc_work *w)
{
    w->stage = READY;
    w->retry_at = alb_now(p->dcc->clock) + retry_after(w->attempts);
}

void dcc_pipeline_not_delivered(dcc_pipeline *p, int64_t sequence, uint8_t reason)
{
    (void)pthread_mutex_lock(&p->lock);
    dcc_work *w = work_find(p, sequence);
    if (w && w->stage == SENT) {
        switch (reason) {
        case LINK_HUB_UNKNOWN:
            fail(p, w, "E20");
            break;
        case LINK_HAN_FAILED:
            fail(p, w, "E30");
            break;
        default: /* unreachable or busy: another time, until the limit */
            try_again(p, w);
            break;
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
}

void dcc_pipeline_link_changed(dcc_pipeline *p)
{
    (void)pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < BUCKETS; i++) {
        for (dcc_work *w = p->works[i]; w; w = w->next_in_bucket) {
            if (w->stage == SENT || w->stage == READY) {
                w->stage = READY;
                w->retry_at = 0;
                lane_make_runnable(p, w->lane);
            }
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
}

void dcc_pipeline_finish(dcc_pipeline *p, int64_t sequence)
{
    (void)pthread_mutex_lock(&p->lock);
    dcc_work *w = work_find(p, sequence);
    /* One that failed meanwhile is on the list of failures: its turn finds the outcome there and forgets it.
     */
    if (w && w->stage != FAILED) {
        work_forget(p, w);
    }
    (void)pthread_mutex_unlock(&p->lock);
}

/* --- the turn --- */

/* Sends the first command of a lane if it may go now. */
static void send_first(dcc_pipeline *p, lane *l)
{
    dcc_work *w = l->first;
    if (!w) {
        lane_drop_if_empty(p, l);
        return;
    }
    if (w->stage != READY || w->retry_at > alb_now(p->dcc->clock) || !dcc_owns(p->dcc, w->device)) {
        return;
    }
    w->stage = SENT;
    w->under_way = w->is_swallowed ? INT64_MAX : 0;
    w->attempts++;
    note(p, w, w->is_swallowed ? "command-lost" : "command-sent");
    if (w->is_swallowed) {
        return; /* a tester's order */
    }
    p->sending = w;
    link_frame frame = {.type = LINK_SEND,
                        .hub = w->hub,
                        .sequence = (uint64_t)w->sequence,
                        .message = alb_span_of(w->command, w->length)};
    (void)pthread_mutex_unlock(&p->lock);
    dcc_tell_tap(p->dcc, "sent", frame.hub, frame.message);
    alb_status st = dcc_link_send(p->dcc->receiver, &frame, NULL);
    (void)pthread_mutex_lock(&p->lock);
    p->sending = NULL;
    if (w->is_finished) {
        work_free(w);
    } else if (st != ALB_OK && w->stage == SENT) {
        try_again(p, w);
    }
}

static bool send_runnable(dcc_pipeline *p)
{
    bool any = false;
    (void)pthread_mutex_lock(&p->lock);
    for (lane *l = lane_next_runnable(p); l; l = lane_next_runnable(p)) {
        any = true;
        send_first(p, l);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return any;
}

static void look_at_clock(dcc_pipeline *p)
{
    (void)pthread_mutex_lock(&p->lock);
    alb_time now = alb_now(p->dcc->clock);
    for (size_t i = 0; i < BUCKETS; i++) {
        for (dcc_work *w = p->works[i]; w; w = w->next_in_bucket) {
            bool is_open = (w->stage == READY || w->stage == SENT || w->stage == DELIVERED) &&
                           dcc_owns(p->dcc, w->device);
            if (is_open && w->answer_by <= now) {
                fail(p, w, w->stage == DELIVERED ? "E21" : "E20");
            } else if (w->stage == READY && w->retry_at <= now) {
                lane_make_runnable(p, w->lane);
            }
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
}

/* Takes up to n failed works off the list. */
static size_t take_failed(dcc_pipeline *p, dcc_work **list, size_t n)
{
    size_t taken = 0;
    (void)pthread_mutex_lock(&p->lock);
    while (taken < n && p->failed) {
        list[taken++] = p->failed;
        p->failed = p->failed->next_failed;
    }
    p->last_failed = p->failed ? p->last_failed : NULL;
    (void)pthread_mutex_unlock(&p->lock);
    return taken;
}

/* Those that have their outcome, or none to have, are forgotten; the others go back on the list. */
static void end_taken(dcc_pipeline *p, dcc_work **list, const bool *is_over, size_t n)
{
    (void)pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < n; i++) {
        if (is_over[i]) {
            work_forget(p, list[i]);
        } else {
            add_failed(p, list[i]);
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
}

/* Records the outcomes of commands that failed; those that cannot be recorded now stay on the list. */
static bool end_failed(dcc_pipeline *p, dcc_worker *worker)
{
    dcc_work *list[FAILURES_AT_A_TIME];
    dcc_outcome outcomes[FAILURES_AT_A_TIME];
    size_t of[FAILURES_AT_A_TIME] = {0}; /* whose outcome */
    bool is_over[FAILURES_AT_A_TIME];
    size_t n = take_failed(p, list, FAILURES_AT_A_TIME);
    size_t made = 0;
    alb_err err = {.code = ALB_OK};
    (void)pthread_rwlock_rdlock(&p->dcc->keys_lock);
    for (size_t i = 0; i < n; i++) {
        alb_status st =
            dcc_outcome_of_failure(worker, list[i]->request, list[i]->code, &outcomes[made], &err);
        is_over[i] = st == ALB_NOT_FOUND; /* nobody waits for it any more */
        of[made] = i;
        made += st == ALB_OK;
    }
    (void)pthread_rwlock_unlock(&p->dcc->keys_lock);
    alb_arena_reset(worker->arena);
    bool any = made > 0 && dcc_outcomes_record(p->dcc, outcomes, made, &err) == ALB_OK;
    for (size_t i = 0; i < made; i++) {
        is_over[of[i]] = outcomes[i].is_recorded;
    }
    end_taken(p, list, is_over, n);
    if (err.code != ALB_OK) {
        alb_log_event(p->dcc->log, ALB_LOG_ERROR, "outcome-not-recorded", "detail=\"%s\"", err.detail);
    }
    return any;
}

bool dcc_pipeline_turn(dcc_pipeline *p, dcc_worker *w)
{
    dcc_shards_turn(p->dcc->shards);
    look_at_clock(p);
    bool any = dcc_run_schedules(w);
    any = dcc_release_waiting(w) || any;
    any = dcc_release_held(w) || any;
    any = dcc_apply_registration(w) || any;
    any = dcc_apply_products(w) || any;
    any = dcc_tell_anomalies(w) || any;
    any = dcc_watch_joins(w) || any;
    any = dcc_watch_duties(w) || any;
    any = dcc_do_hub_duties(w) || any;
    any = dcc_watch_outages(w) || any;
    any = dcc_expire_pending(w) || any;
    any = dcc_run_firmware(w) || any;
    any = dcc_end_storms(w) || any;
    any = dcc_send_notices(w) || any;
    any = send_runnable(p) || any;
    any = dcc_purge(p->dcc) || any;
    return end_failed(p, w) || any;
}

static void wait_for_change(dcc_pipeline *p, int64_t until_ns)
{
    struct timespec until = {.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000};
    (void)pthread_mutex_lock(&p->lock);
    if (!p->runnable && !p->stopping && p->asked == p->answered) {
        (void)pthread_cond_timedwait(&p->changed, &p->lock, &until);
    }
    (void)pthread_mutex_unlock(&p->lock);
}

/* asked: how often somebody wanted a turn at once. */
static bool is_stopping(dcc_pipeline *p, uint64_t *asked)
{
    (void)pthread_mutex_lock(&p->lock);
    bool stopping = p->stopping;
    *asked = p->asked;
    (void)pthread_mutex_unlock(&p->lock);
    return stopping;
}

static void note_turn(dcc_pipeline *p, uint64_t asked, bool any)
{
    (void)pthread_mutex_lock(&p->lock);
    p->answered = asked;
    p->is_idle = !any;
    (void)pthread_mutex_unlock(&p->lock);
}

static void *pipeline_main(void *arg)
{
    dcc_pipeline *p = arg;
    dcc_worker *w = p->worker;
    int64_t turn_at = 0;
    uint64_t asked = 0;
    while (!is_stopping(p, &asked)) {
        bool any = send_runnable(p);
        if (asked != p->answered || alb_monotonic_ns() >= turn_at) {
            any = dcc_pipeline_turn(p, w);
            note_turn(p, asked, any);
            turn_at = any ? 0 : alb_monotonic_ns() + (int64_t)TURN_MS * 1000000;
        }
        if (!any) {
            wait_for_change(p, turn_at);
        }
    }
    return NULL;
}

void dcc_pipeline_ask(dcc_pipeline *p)
{
    (void)pthread_mutex_lock(&p->lock);
    p->asked++;
    (void)pthread_cond_signal(&p->changed);
    (void)pthread_mutex_unlock(&p->lock);
}

static bool is_settled(const dcc_work *w, alb_time now)
{
    bool waits_for_turn = w->stage == READY && (w->lane->first != w || w->retry_at > now);
    return waits_for_turn || w->stage == DELIVERED || (w->stage == SENT && w->under_way > now);
}

bool dcc_pipeline_is_settled(dcc_pipeline *p, alb_time *next)
{
    (void)pthread_mutex_lock(&p->lock);
    alb_time now = alb_now(p->dcc->clock);
    bool settled = p->is_idle && p->answered == p->asked && !p->runnable && !p->failed;
    for (size_t i = 0; settled && i < BUCKETS; i++) {
        for (const dcc_work *w = p->works[i]; w; w = w->next_in_bucket) {
            settled = settled && is_settled(w, now);
            *next = w->answer_by < *next ? w->answer_by : *next;
            *next = w->stage == READY && w->retry_at > now && w->retry_at < *next ? w->retry_at : *next;
            *next = w->stage == SENT && w->under_way < *next ? w->under_way : *next;
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
    return settled;
}

/* --- life --- */

alb_status dcc_pipeline_new(dcc *d, dcc_pipeline **out, alb_err *err)
{
    dcc_pipeline *p = calloc(1, sizeof *p);
    if (!p) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the pipeline");
    }
    p->dcc = d;
    (void)pthread_mutex_init(&p->lock, NULL);
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&p->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    *out = p;
    return ALB_OK;
}

alb_status dcc_pipeline_start(dcc_pipeline *p, alb_err *err)
{
    p->worker = dcc_worker_new(p->dcc);
    p->thread_runs = p->worker && pthread_create(&p->thread, NULL, pipeline_main, p) == 0;
    return p->thread_runs ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start the pipeline");
}

void dcc_pipeline_stop(dcc_pipeline *p)
{
    if (!p) {
        return;
    }
    (void)pthread_mutex_lock(&p->lock);
    p->stopping = true;
    (void)pthread_cond_signal(&p->changed);
    (void)pthread_mutex_unlock(&p->lock);
    if (p->thread_runs) {
        (void)pthread_join(p->thread, NULL);
        p->thread_runs = false;
    }
}

void dcc_pipeline_free(dcc_pipeline *p)
{
    if (!p) {
        return;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        for (dcc_work *w = p->works[i]; w; w = p->works[i]) {
            p->works[i] = w->next_in_bucket;
            work_leave_lane(p, w);
            work_free(w);
        }
    }
    for (lane *l = lane_next_runnable(p); l; l = lane_next_runnable(p)) {
        lane_drop_if_empty(p, l);
    }
    dcc_worker_free(p->worker);
    (void)pthread_cond_destroy(&p->changed);
    (void)pthread_mutex_destroy(&p->lock);
    free(p);
}

size_t dcc_pipeline_count(dcc_pipeline *p)
{
    (void)pthread_mutex_lock(&p->lock);
    size_t count = p->count;
    (void)pthread_mutex_unlock(&p->lock);
    return count;
}
