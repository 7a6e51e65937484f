/* Group commit: one thread that commits many functions at once.
 *
 * A commit waits for the disk; what many callers want written waits for it together. Few functions fail: they
 * run one after the other, and where one has failed, all are undone and run again, each behind a savepoint,
 * so that a failure undoes it alone.
 */
#include "store_internal.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

enum {
    MAX_GROUP = 256,
    MAX_ATTEMPTS = 10,
    COMPANY_NS = 3000000,
    COMPANY = 24, /* enough to go at once */
    CAREFUL = 4   /* groups behind savepoints after one that had a failure, which is often not the last */
};

typedef struct job {
    store_fn fn;
    void *ctx;
    alb_err *err;
    alb_status st;
    sem_t finished; /* waited for without the lock, which all of a group would want at once */
    struct job *next;
} job;

struct store_writer {
    store_session *session;
    pthread_t thread;
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t work;
    job *first, *last;
    size_t n_waiting;
    size_t last_group; /* jobs in the last commit */
    bool stopping;
    unsigned careful; /* of the thread alone: groups that are to go behind savepoints */
};

static void forget_error(job *j)
{
    if (j->err) {
        *j->err = (alb_err){0};
    }
}

/* Runs the function to the end of its statements. */
static void run_function(store_session *s, store_tx *tx, job *j)
{
    j->st = j->fn(tx, j->ctx, j->err);
    alb_err err = {0};
    (void)store_tx_note(tx, s->ops->settle(s, &err), &err);
    j->st = store_tx_result(tx, j->st, j->err);
}

static void run_once(store_session *s, job *j)
{
    store_tx *tx = NULL;
    forget_error(j);
    j->st = s->ops->begin(s, &tx, j->err);
    if (j->st != ALB_OK) {
        return;
    }
    run_function(s, tx, j);
    if (j->st == ALB_OK) {
        j->st = s->ops->commit(s, j->err);
    }
    if (j->st != ALB_OK) {
        s->ops->rollback(s);
    }
}

/* The whole life of one job in a transaction of its own. */
static void run_alone(store_session *s, job *j)
{
    run_once(s, j);
    for (int i = 1; i < MAX_ATTEMPTS && j->st != ALB_OK && s->ops->may_retry(s); i++) {
        run_once(s, j);
    }
}

/* False when the transaction itself broke (disk full, for example), not only the job. */
static bool run_behind_savepoint(store_session *s, job *j)
{
    store_tx *tx = NULL;
    forget_error(j);
    if (s->ops->save(s, &tx, NULL) != ALB_OK) {
        return false;
    }
    run_function(s, tx, j);
    if (!s->ops->is_open(s)) {
        return false;
    }
    return (j->st == ALB_OK ? s->ops->release(s, NULL) : s->ops->undo(s, NULL)) == ALB_OK;
}

static bool run_behind_savepoints(store_session *s, store_tx *tx, job *group)
{
    (void)tx;
    bool good = true;
    for (job *j = group; j && good; j = j->next) {
        good = run_behind_savepoint(s, j);
    }
    return good;
}

/* False as well when a function fails. */
static bool run_in_a_row(store_session *s, store_tx *tx, job *group)
{
    bool good = true;
    if (s->ops->trust) {
        s->ops->trust(s);
    }
    for (job *j = group; j && good; j = j->next) {
        forget_error(j);
        j->st = store_tx_result(tx, j->fn(tx, j->ctx, j->err), j->err);
        good = j->st == ALB_OK;
    }
    return good && s->ops->settle(s, NULL) == ALB_OK;
}

static bool run_group(store_session *s, job *group, bool run(store_session *s, store_tx *tx, job *group))
{
    store_tx *tx = NULL;
    if (s->ops->begin(s, &tx, NULL) != ALB_OK) {
        return false;
    }
    bool good = run(s, tx, group) && s->ops->commit(s, NULL) == ALB_OK;
    if (!good) {
        s->ops->rollback(s);
    }
    return good;
}

static void run_jobs(store_writer *w, job *group)
{
    store_session *s = w->session;
    if (group->next && w->careful == 0) {
        if (run_group(s, group, run_in_a_row)) {
            return;
        }
        w->careful = CAREFUL;
    }
    if (group->next) {
        w->careful--;
        if (run_group(s, group, run_behind_savepoints)) {
            return;
        }
    }
    /* One job, or a group whose commit failed: each for itself, so that the one that cannot be done fails
     * alone. */
    for (job *j = group; j; j = j->next) {
        run_alone(s, j);
    }
}

/* Up to MAX_GROUP jobs off the queue; the lock is held. */
static job *take_group(store_writer *w)
{
    job *group = w->first;
    job *end = group;
    size_t n = 1;
    for (; n < MAX_GROUP && end->next; n++) {
        end = end->next;
    }
    w->last_group = n;
    w->n_waiting -= n;
    w->first = end->next;
    if (!w->first) {
        w->last = NULL;
    }
    end->next = NULL;
    return group;
}

/* Where several callers write at a time, a commit of all of them costs little more than one of the first
 * alone: a moment is given to the others to come. Who writes alone does not wait. The lock is held. */
static void wait_for_company(store_writer *w)
{
    if (w->last_group > 1 && w->n_waiting < COMPANY && !w->stopping) {
        (void)pthread_mutex_unlock(&w->lock);
        (void)nanosleep(&(struct timespec){.tv_nsec = COMPANY_NS}, NULL);
        (void)pthread_mutex_lock(&w->lock);
    }
}

static void *writer_main(void *arg)
{
    store_writer *w = arg;
    (void)pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->first && !w->stopping) {
            (void)pthread_cond_wait(&w->work, &w->lock);
        }
        if (!w->first) {
            break;
        }
        wait_for_company(w);
        job *group = take_group(w);
        (void)pthread_mutex_unlock(&w->lock);
        run_jobs(w, group);
        while (group) {
            job *next = group->next; /* the job is on its caller's stack: gone once it is told */
            (void)sem_post(&group->finished);
            group = next;
        }
        (void)pthread_mutex_lock(&w->lock);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

alb_status store_writer_run(store_writer *w, store_fn fn, void *ctx, alb_err *err)
{
    job j = {.fn = fn, .ctx = ctx, .err = err};
    (void)sem_init(&j.finished, 0, 0);
    (void)pthread_mutex_lock(&w->lock);
    if (w->stopping) {
        (void)pthread_mutex_unlock(&w->lock);
        (void)sem_destroy(&j.finished);
        return alb_fail(err, ALB_CLOSED, NULL, 0, "the store is closing");
    }
    bool is_first = !w->first; /* else the writer is awake */
    if (w->last) {
        w->last->next = &j;
    } else {
        w->first = &j; // cppcheck-suppress autoVariables ; it waits here until it is done
    }
    w->last = &j; // cppcheck-suppress autoVariables
    w->n_waiting++;
    (void)pthread_mutex_unlock(&w->lock);
    if (is_first) {
        (void)pthread_cond_signal(&w->work);
    }
    while (sem_wait(&j.finished) != 0 && errno == EINTR) {
    }
    (void)sem_destroy(&j.finished);
    return j.st;
}

/* --- life --- */

static void release(store_writer *w)
{
    (void)pthread_cond_destroy(&w->work);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}

alb_status store_writer_new(store_session *session, store_writer **out, alb_err *err)
{
    store_writer *w = calloc(1, sizeof *w);
    if (!w) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the writer");
    }
    w->session = session;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->work, NULL);
    if (pthread_create(&w->thread, NULL, writer_main, w) != 0) {
        release(w);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start the writer");
    }
    *out = w;
    return ALB_OK;
}

void store_writer_free(store_writer *w)
{
    if (!w) {
        return;
    }
    (void)pthread_mutex_lock(&w->lock);
    w->stopping = true;
    (void)pthread_cond_signal(&w->work);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    release(w);
}
