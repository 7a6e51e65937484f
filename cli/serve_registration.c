#include "serve_registration.h"

#include "catalogue/certificate.h"
#include "registration/pickup.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { LOOK_SECONDS = 2 };

struct serve_registration {
    dcc *dcc;
    const alb_log *log;
    registration_pickup pickup;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
};

static void note(void *ctx, const char *name, const registration_result *r)
{
    static const char *const words[] = {[REGISTRATION_REJECTED] = "rejected",
                                        [REGISTRATION_HELD] = "held",
                                        [REGISTRATION_APPLIED] = "applied",
                                        [REGISTRATION_REPEATED] = "applied before"};
    const serve_registration *s = ctx;
    /* A held file is looked at again and again; the list of files tells of it. */
    alb_log_level level = r->state == REGISTRATION_HELD       ? ALB_LOG_DEBUG
                          : r->state == REGISTRATION_REJECTED ? ALB_LOG_WARN
                                                              : ALB_LOG_INFO;
    alb_log_event(s->log, level, "registration-file",
                  "name=\"%s\" state=\"%s\" code=%s accepted=%u rejected=%u warned=%u", name, words[r->state],
                  r->code[0] ? r->code : "-", r->accepted, r->rejected, r->warned);
}

static void hold_keys(void *ctx, bool on)
{
    dcc_hold_keys(((serve_registration *)ctx)->dcc, on);
}

static void look(serve_registration *s)
{
    alb_err err = {.code = ALB_OK};
    s->pickup.taking.now = alb_now(dcc_clock(s->dcc));
    s->pickup.sender.now = s->pickup.taking.now;
    alb_status st = registration_pick_up(dcc_store(s->dcc), &s->pickup, &err);
    if (st != ALB_OK && st != ALB_BUSY) {
        char text[220];
        alb_log_event(s->log, ALB_LOG_ERROR, "registration-failed", "detail=\"%s\"",
                      alb_err_text(&err, text, sizeof text));
    }
}

static bool wait_for_turn(serve_registration *s)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK_SECONDS;
    (void)pthread_mutex_lock(&s->lock);
    int st = 0;
    while (!s->stopping && st == 0) {
        st = pthread_cond_timedwait(&s->changed, &s->lock, &until);
    }
    bool go_on = !s->stopping;
    (void)pthread_mutex_unlock(&s->lock);
    return go_on;
}

static void *look_main(void *arg)
{
    serve_registration *s = arg;
    do {
        look(s);
    } while (wait_for_turn(s));
    return NULL;
}

/* The DCC's own key, with which answers are signed. */
static const smki_identity *own_signer(const smki_keystore *keys)
{
    const cat_holder *acb = cat_holder_find(SMKI_ROLE_ACB);
    const smki_identity *id =
        acb ? smki_keystore_find(keys, alb_eui64_of(acb->dcc_entity), SMKI_SLOT_DIGITAL_SIGNATURE) : NULL;
    return id && id->key && id->certificate ? id : NULL;
}

alb_status serve_registration_start(dcc *d, const char *dir, const smki_keystore *keys, const alb_log *log,
                                    serve_registration **out, alb_err *err)
{
    serve_registration *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for registration data");
    }
    s->dcc = d;
    s->log = log;
    s->pickup = (registration_pickup){
        .dir = dir,
        .taking = {.receiver = "DCC", .test_flag = "TR06", .keys = keys, .hold_keys = hold_keys, .ctx = s},
        .sender = {.signifier = "DCC", .test_flag = "TR06", .signer = own_signer(keys)},
        .told = note,
        .ctx = s};
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    if (pthread_create(&s->thread, NULL, look_main, s) != 0) {
        (void)pthread_cond_destroy(&s->changed);
        (void)pthread_mutex_destroy(&s->lock);
        free(s);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start looking for registration data");
    }
    *out = s;
    return ALB_OK;
}

void serve_registration_stop(serve_registration *s)
{
    if (!s) {
        return;
    }
    (void)pthread_mutex_lock(&s->lock);
    s->stopping = true;
    (void)pthread_cond_signal(&s->changed);
    (void)pthread_mutex_unlock(&s->lock);
    (void)pthread_join(s->thread, NULL);
    (void)pthread_cond_destroy(&s->changed);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}
