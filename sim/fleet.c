/* The fleet: workers with homes, an outbox, and a thread that reads each link. */
#include "fleet_internal.h"

#include "keeping.h"

#include <stdlib.h>

enum { AWAKE = 1024, GAS_WAKE = 1800, MOST_BILLING_DAY = 28 };

worker *fleet_worker_of(const sim_fleet *f, uint32_t number)
{
    return f->workers[number % f->n_workers];
}

/* --- reading the link --- */

/* At the hub: its home takes the message, which answers it, or it has it already. */
static void hand_over(void *ctx, uint32_t number, unsigned slot, const link_frame *frame)
{
    sim_fleet *f = ctx;
    worker *w = fleet_worker_of(f, number);
    (void)pthread_mutex_lock(&f->seeing);
    bool is_known = seen_before(f->seen, frame->sequence, frame->message);
    bool is_taken = !is_known && (frame->type == LINK_IMAGE ? worker_image(w, number, frame, slot)
                                                            : worker_deliver(w, number, frame, slot));
    if (is_taken) {
        seen_note(f->seen, frame->sequence, frame->message);
    }
    (void)pthread_mutex_unlock(&f->seeing);
    if (!is_taken) {
        wan_answer(f->wan, number, slot, frame->sequence, is_known ? 0 : LINK_BUSY);
        outbox_flush(f->out);
    }
}

/* The hub was out of reach, or busy: when the message comes again it is no repetition. */
static void forget(void *ctx, uint64_t sequence, alb_span message)
{
    sim_fleet *f = ctx;
    (void)pthread_mutex_lock(&f->seeing);
    seen_forget(f->seen, sequence, message);
    (void)pthread_mutex_unlock(&f->seeing);
}

static void take_send(const reader *r, const link_frame *frame)
{
    sim_fleet *f = r->fleet;
    uint32_t number;
    sim_kind kind;
    outbox_note(f->out, frame->hub, r->slot);
    bool is_hub = sim_list_find(f->options.list, frame->hub, &number, &kind) &&
                  (kind == SIM_HUB || kind == SIM_SPARE_HUB);
    if (!is_hub) {
        outbox_answer(f->out, r->slot, frame->sequence, LINK_HUB_UNKNOWN);
        outbox_flush(f->out);
        return;
    }
    switch (wan_send(f->wan, number, r->slot, frame)) {
    case WAN_NOW:
        hand_over(f, number, r->slot, frame);
        break;
    case WAN_NOWHERE:
        outbox_answer(f->out, r->slot, frame->sequence, LINK_HUB_UNREACHABLE);
        outbox_flush(f->out);
        break;
    case WAN_LATER:
    default:
        outbox_flush(f->out);
        break;
    }
}

static void take_frame(const reader *r, const link_frame *frame)
{
    switch (frame->type) {
    case LINK_SEND:
    case LINK_IMAGE:
        take_send(r, frame);
        break;
    case LINK_ACCEPTED:
        outbox_accepted(r->fleet->out, frame->sequence);
        break;
    case LINK_HELLO:
    case LINK_DELIVERED:
    case LINK_FAILED:
    case LINK_RECEIVED:
    case LINK_POWER:
    case LINK_UNDER_WAY:
        break;
    }
}

static void *read_link(void *arg)
{
    reader *r = arg;
    link_frame hello = {.type = LINK_HELLO, .message = ALB_LIT("albion fleet")};
    if (link_send(r->link, &hello, NULL) == ALB_OK &&
        outbox_attach(r->fleet->out, r->link, &r->slot, NULL) == ALB_OK) {
        link_frame frame;
        while (link_receive(r->link, -1, &frame, NULL) == ALB_OK) {
            take_frame(r, &frame);
        }
        link_close(r->link);
        outbox_detach(r->fleet->out, r->slot);
    }
    link_close(r->link);
    atomic_store(&r->has_ended, true);
    return NULL;
}

static void end_reader(reader *r)
{
    if (r->link) {
        link_close(r->link);
        (void)pthread_join(r->thread, NULL);
        link_free(r->link);
        r->link = NULL;
    }
}

/* One that is free, or whose link has closed; NULL: there are too many. */
static reader *free_reader(sim_fleet *f)
{
    for (size_t i = 0; i < OUTBOX_LINKS; i++) {
        reader *r = &f->readers[i];
        if (r->link && atomic_load(&r->has_ended)) {
            end_reader(r);
        }
        if (!r->link) {
            return r;
        }
    }
    return NULL;
}

alb_status sim_fleet_attach(sim_fleet *f, link_socket *link, alb_err *err)
{
    (void)pthread_mutex_lock(&f->attaching);
    reader *r = free_reader(f);
    alb_status st = r ? ALB_OK : alb_fail(err, ALB_BUSY, NULL, 0, "no room for another link");
    if (r) {
        r->fleet = f;
        r->link = link;
        atomic_store(&r->has_ended, false);
        if (pthread_create(&r->thread, NULL, read_link, r) != 0) {
            r->link = NULL;
            st = alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no thread for the link");
        }
    }
    if (st != ALB_OK) {
        link_free(link);
    }
    (void)pthread_mutex_unlock(&f->attaching);
    return st;
}

/* --- life --- */

static alb_status start_workers(sim_fleet *f, alb_err *err)
{
    unsigned want = f->options.threads ? f->options.threads : 1;
    want = want < MOST_WORKERS ? want : MOST_WORKERS;
    worker_options o = {.homes = f->options.homes,
                        .stride = want,
                        .awake = f->options.awake ? f->options.awake : AWAKE,
                        .parties = &f->parties,
                        .clock = f->options.clock,
                        .list = f->options.list,
                        .as_delivered = f->options.as_delivered,
                        .gas_wake = ALB_SECONDS(f->options.gas_wake ? f->options.gas_wake : GAS_WAKE),
                        .wan = f->wan,
                        .billing_day = f->options.billing_day,
                        .started = alb_now(f->options.clock),
                        .out = f->out,
                        .failed = forget,
                        .ctx = f,
                        .state = f->state};
    for (; f->n_workers < want; f->n_workers++) {
        o.first = f->n_workers;
        ALB_TRY(worker_new(&o, &f->workers[f->n_workers], err));
    }
    return ALB_OK;
}

static alb_status start_wan(sim_fleet *f, alb_err *err)
{
    wan_options o = {.homes = f->options.homes,
                     .list = f->options.list,
                     .seed = f->options.seed,
                     .clock = f->options.clock,
                     .network = f->options.network,
                     .out = f->out,
                     .arrived = hand_over,
                     .ctx = f};
    return wan_new(&o, &f->wan, err);
}

typedef struct waking {
    sim_fleet *fleet;
    alb_err *err;
    alb_status st;
} waking;

static void wake_home(void *ctx, alb_eui64 hub)
{
    waking *w = ctx;
    uint32_t number;
    sim_kind kind;
    if (w->st == ALB_OK && sim_list_find(w->fleet->options.list, hub, &number, &kind)) {
        w->st = worker_wake(fleet_worker_of(w->fleet, number), number, w->err);
    }
}

/* Homes with a file may have something to say or to do; the others wait until somebody asks for them. */
static alb_status wake_homes(sim_fleet *f, alb_err *err)
{
    waking w = {.fleet = f, .err = err};
    ALB_TRY(keeping_visit(f->state, wake_home, &w, err));
    return w.st;
}

alb_status sim_fleet_start(const sim_fleet_options *options, sim_fleet **out, alb_err *err)
{
    *out = NULL;
    if (options->billing_day > MOST_BILLING_DAY) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "bills on the %u. of a month: some months have none",
                        options->billing_day);
    }
    sim_fleet *f = calloc(1, sizeof *f);
    if (!f) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a fleet");
    }
    (void)pthread_mutex_init(&f->attaching, NULL);
    (void)pthread_mutex_init(&f->seeing, NULL);
    f->options = *options;
    f->options.pki = NULL; /* borrowed for the start only */
    f->options.state = NULL;
    f->state = options->state ? strdup(options->state) : NULL;
    f->lock = -1;
    f->seen = seen_new();
    f->own = options->list ? NULL : sim_list_make(options->seed, options->homes, &options->mix);
    f->options.list = options->list ? options->list : f->own;
    f->options.homes = f->options.list ? sim_list_count(f->options.list) : 0;
    alb_status st = f->seen && f->options.list && (f->state || !options->state)
                        ? ALB_OK
                        : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a fleet");
    st = st == ALB_OK ? keeping_lock(f->state, &f->lock, err) : st;
    st = st == ALB_OK ? sim_parties_load(&f->parties, options, err) : st;
    st = st == ALB_OK ? outbox_new(&f->out, err) : st;
    st = st == ALB_OK ? start_wan(f, err) : st;
    st = st == ALB_OK ? start_workers(f, err) : st;
    st = st == ALB_OK ? wake_homes(f, err) : st;
    if (st != ALB_OK) {
        sim_fleet_stop(f);
        return st;
    }
    *out = f;
    return ALB_OK;
}

void sim_fleet_stop(sim_fleet *f)
{
    if (!f) {
        return;
    }
    (void)pthread_mutex_lock(&f->attaching);
    for (size_t i = 0; i < OUTBOX_LINKS; i++) {
        end_reader(&f->readers[i]);
    }
    (void)pthread_mutex_unlock(&f->attaching);
    wan_stop(f->wan);
    for (unsigned i = 0; i < f->n_workers; i++) {
        worker_free(f->workers[i]);
    }
    wan_free(f->wan);
    outbox_free(f->out);
    sim_parties_release(&f->parties);
    seen_free(f->seen);
    sim_list_free(f->own);
    free(f->state);
    keeping_unlock(f->lock);
    (void)pthread_mutex_destroy(&f->attaching);
    (void)pthread_mutex_destroy(&f->seeing);
    free(f);
}

/* --- the clock --- */

void sim_fleet_clock_changed(sim_fleet *f)
{
    for (unsigned i = 0; i < f->n_workers; i++) {
        worker_clock_changed(f->workers[i]);
    }
    wan_clock_changed(f->wan);
}

bool sim_fleet_is_settled(sim_fleet *f, alb_time *next)
{
    /* What was under way until now may be with a worker by then, and what a worker said on its way. */
    bool settled = wan_is_settled(f->wan, next);
    *next = INT64_MAX;
    for (unsigned i = 0; i < f->n_workers; i++) {
        alb_time due;
        settled = worker_is_settled(f->workers[i], &due) && settled;
        *next = due < *next ? due : *next;
    }
    alb_time due;
    settled = wan_is_settled(f->wan, &due) && settled;
    *next = due < *next ? due : *next;
    return settled && outbox_is_empty(f->out);
}

/* --- the world --- */

alb_status fleet_find_device(const sim_fleet *f, alb_eui64 id, uint32_t *number, sim_kind *kind, alb_err *err)
{
    char hex[ALB_EUI64_TEXT];
    return sim_list_find(f->options.list, id, number, kind)
               ? ALB_OK
               : alb_fail(err, ALB_NOT_FOUND, NULL, 0, "%s is no device of this fleet",
                          alb_eui64_hex(id, hex));
}

alb_status sim_fleet_certificates(sim_fleet *f, alb_eui64 id, smki_certificate **signing,
                                  smki_certificate **agreement, alb_err *err)
{
    uint32_t number;
    sim_kind kind;
    *signing = NULL;
    *agreement = NULL;
    ALB_TRY(fleet_find_device(f, id, &number, &kind, err));
    return worker_certificates(fleet_worker_of(f, number), number, kind, signing, agreement, err);
}

static alb_status check_home(const sim_fleet *f, uint32_t number, alb_err *err)
{
    return number < f->options.homes
               ? ALB_OK
               : alb_fail(err, ALB_NOT_FOUND, NULL, 0, "the fleet has %u homes, no home %u", f->options.homes,
                          number);
}

alb_status sim_fleet_exchange_hub(sim_fleet *f, uint32_t number, alb_err *err)
{
    ALB_TRY(check_home(f, number, err));
    return worker_exchange_hub(fleet_worker_of(f, number), number, err);
}

alb_status sim_fleet_power(sim_fleet *f, uint32_t number, bool on, alb_err *err)
{
    ALB_TRY(check_home(f, number, err));
    return worker_power(fleet_worker_of(f, number), number, on, err);
}

alb_status sim_fleet_cut(sim_fleet *f, int area, bool on, alb_err *err)
{
    for (unsigned i = 0; i < f->n_workers; i++) {
        ALB_TRY(worker_cut(f->workers[i], area, on, err));
    }
    return ALB_OK;
}
