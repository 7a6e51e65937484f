/* The fleet: workers with homes, an outbox, and the thread that reads the link. */
#include "fleet_internal.h"

#include "keeping.h"

#include <stdlib.h>

enum { AWAKE = 1024, GAS_WAKE = 1800 };

worker *fleet_worker_of(const sim_fleet *f, uint32_t number)
{
    return f->workers[number % f->n_workers];
}

/* --- reading the link --- */

/* 0, or why it could not be taken. */
static uint8_t take_message(sim_fleet *f, const link_frame *frame)
{
    uint32_t number;
    sim_kind kind;
    if (!sim_identify(f->options.seed, frame->hub, &number, &kind) || kind != SIM_HUB ||
        number >= f->options.homes) {
        return LINK_HUB_UNKNOWN;
    }
    worker *w = fleet_worker_of(f, number);
    bool taken = frame->type == LINK_IMAGE ? worker_image(w, number, frame->sequence, frame->message)
                                           : worker_deliver(w, number, frame->sequence, frame->message);
    return taken ? 0 : LINK_BUSY;
}

static void take_send(sim_fleet *f, const link_frame *frame)
{
    if (seen_before(f->seen, frame->sequence, frame->message)) {
        outbox_answer(f->out, frame->sequence, 0);
        return;
    }
    uint8_t reason = take_message(f, frame);
    if (reason != 0) {
        outbox_answer(f->out, frame->sequence, reason);
    } else {
        seen_note(f->seen, frame->sequence, frame->message);
    }
}

static void take_frame(sim_fleet *f, const link_frame *frame)
{
    switch (frame->type) {
    case LINK_SEND:
    case LINK_IMAGE:
        take_send(f, frame);
        break;
    case LINK_ACCEPTED:
        outbox_accepted(f->out, frame->sequence);
        break;
    case LINK_HELLO:
    case LINK_DELIVERED:
    case LINK_FAILED:
    case LINK_RECEIVED:
    case LINK_POWER:
        break;
    }
}

static void *read_link(void *arg)
{
    sim_fleet *f = arg;
    link_frame hello = {.type = LINK_HELLO, .message = ALB_LIT("albion fleet")};
    if (link_send(f->link, &hello, NULL) == ALB_OK) {
        link_frame frame;
        outbox_attach(f->out, f->link);
        while (link_receive(f->link, -1, &frame, NULL) == ALB_OK) {
            take_frame(f, &frame);
        }
    }
    link_close(f->link);
    outbox_detach(f->out);
    return NULL;
}

static void end_reader(sim_fleet *f)
{
    if (f->link) {
        link_close(f->link);
        (void)pthread_join(f->reader, NULL);
        link_free(f->link);
        f->link = NULL;
    }
}

alb_status sim_fleet_attach(sim_fleet *f, link_socket *link, alb_err *err)
{
    (void)pthread_mutex_lock(&f->attaching);
    end_reader(f);
    f->link = link;
    alb_status st = ALB_OK;
    if (pthread_create(&f->reader, NULL, read_link, f) != 0) {
        link_free(link);
        f->link = NULL;
        st = alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no thread for the link");
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
                        .seed = f->options.seed,
                        .mix = f->options.mix,
                        .gas_wake = ALB_SECONDS(f->options.gas_wake ? f->options.gas_wake : GAS_WAKE),
                        .out = f->out,
                        .state = f->state};
    for (; f->n_workers < want; f->n_workers++) {
        o.first = f->n_workers;
        ALB_TRY(worker_new(&o, &f->workers[f->n_workers], err));
    }
    return ALB_OK;
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
    if (w->st == ALB_OK && sim_identify(w->fleet->options.seed, hub, &number, &kind) &&
        number < w->fleet->options.homes) {
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
    sim_fleet *f = calloc(1, sizeof *f);
    if (!f) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a fleet");
    }
    (void)pthread_mutex_init(&f->attaching, NULL);
    f->options = *options;
    f->options.pki = NULL; /* borrowed for the start only */
    f->options.state = NULL;
    f->state = options->state ? strdup(options->state) : NULL;
    f->seen = seen_new();
    alb_status st = f->seen && (f->state || !options->state)
                        ? ALB_OK
                        : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a fleet");
    st = st == ALB_OK ? sim_parties_load(&f->parties, options, err) : st;
    st = st == ALB_OK ? outbox_new(&f->out, err) : st;
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
    end_reader(f);
    (void)pthread_mutex_unlock(&f->attaching);
    for (unsigned i = 0; i < f->n_workers; i++) {
        worker_free(f->workers[i]);
    }
    outbox_free(f->out);
    sim_parties_release(&f->parties);
    seen_free(f->seen);
    free(f->state);
    (void)pthread_mutex_destroy(&f->attaching);
    free(f);
}

/* --- the clock --- */

void sim_fleet_clock_changed(sim_fleet *f)
{
    for (unsigned i = 0; i < f->n_workers; i++) {
        worker_clock_changed(f->workers[i]);
    }
}

bool sim_fleet_is_settled(sim_fleet *f, alb_time *next)
{
    bool settled = true;
    *next = INT64_MAX;
    for (unsigned i = 0; i < f->n_workers; i++) {
        alb_time due;
        settled = worker_is_settled(f->workers[i], &due) && settled;
        *next = due < *next ? due : *next;
    }
    return settled && outbox_is_empty(f->out);
}

/* --- the world --- */

alb_status fleet_find_device(const sim_fleet *f, alb_eui64 id, uint32_t *number, sim_kind *kind, alb_err *err)
{
    char hex[ALB_EUI64_TEXT];
    return sim_identify(f->options.seed, id, number, kind) && *number < f->options.homes
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

alb_status sim_fleet_power(sim_fleet *f, uint32_t number, bool on, alb_err *err)
{
    if (number >= f->options.homes) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "the fleet has %u homes, no home %u", f->options.homes,
                        number);
    }
    return worker_power(fleet_worker_of(f, number), number, on, err);
}
