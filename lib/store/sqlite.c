/* The SQLite store: one writer thread that commits many jobs at once, and a pool of reading connections.
 *
 * A commit waits for the disk; what many callers want written waits for it together. Each job stands behind a
 * savepoint, so that its failure undoes it alone.
 */
#include "sqlite_internal.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_GROUP = 256, MAX_IDLE_READERS = 64, COMPANY_NS = 2000000 };

typedef struct job {
    store_fn fn;
    void *ctx;
    alb_err *err;
    alb_status st;
    bool done;
    pthread_cond_t finished;
    struct job *next;
} job;

typedef struct sqlite_store {
    store base;
    char *path;
    sqlite_connection *writer;
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t work;
    job *first, *last;
    bool stopping;
    size_t last_group; /* jobs in the last commit */
    sqlite_connection *readers;
    size_t n_readers;
} sqlite_store;

/* --- the writer --- */

static void forget_error(job *j)
{
    if (j->err) {
        *j->err = (alb_err){0};
    }
}

/* The whole life of one job in a transaction of its own. */
static void run_alone(sqlite_store *s, job *j)
{
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = s->writer};
    forget_error(j);
    j->st = sqlite_control(s->writer, "BEGIN IMMEDIATE", j->err);
    if (j->st != ALB_OK) {
        return;
    }
    j->st = j->fn(&tx.base, j->ctx, j->err);
    if (j->st == ALB_OK) {
        j->st = sqlite_control(s->writer, "COMMIT", j->err);
    }
    if (j->st != ALB_OK && !sqlite3_get_autocommit(s->writer->db)) {
        (void)sqlite_control(s->writer, "ROLLBACK", NULL);
    }
}

/* False when the transaction itself broke (disk full, for example), not only the job. */
static bool run_behind_savepoint(sqlite_store *s, job *j)
{
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = s->writer};
    forget_error(j);
    if (sqlite_control(s->writer, "SAVEPOINT job", NULL) != ALB_OK) {
        return false;
    }
    j->st = j->fn(&tx.base, j->ctx, j->err);
    if (sqlite3_get_autocommit(s->writer->db)) {
        return false;
    }
    if (j->st != ALB_OK && sqlite_control(s->writer, "ROLLBACK TO job", NULL) != ALB_OK) {
        return false;
    }
    return sqlite_control(s->writer, "RELEASE job", NULL) == ALB_OK;
}

static bool run_group(sqlite_store *s, job *group)
{
    if (sqlite_control(s->writer, "BEGIN IMMEDIATE", NULL) != ALB_OK) {
        return false;
    }
    bool good = true;
    for (job *j = group; j && good; j = j->next) {
        good = run_behind_savepoint(s, j);
    }
    good = good && sqlite_control(s->writer, "COMMIT", NULL) == ALB_OK;
    if (!good && !sqlite3_get_autocommit(s->writer->db)) {
        (void)sqlite_control(s->writer, "ROLLBACK", NULL);
    }
    return good;
}

static void run_jobs(sqlite_store *s, job *group)
{
    if (group->next && run_group(s, group)) {
        return;
    }
    /* One job, or a group whose commit failed: each for itself, so that the one that cannot be done fails
     * alone. */
    for (job *j = group; j; j = j->next) {
        run_alone(s, j);
    }
}

/* Up to MAX_GROUP jobs off the queue; the lock is held. */
static job *take_group(sqlite_store *s)
{
    job *group = s->first;
    job *end = group;
    size_t n = 1;
    for (; n < MAX_GROUP && end->next; n++) {
        end = end->next;
    }
    s->last_group = n;
    s->first = end->next;
    if (!s->first) {
        s->last = NULL;
    }
    end->next = NULL;
    return group;
}

/* Where several callers write at a time, a commit of all of them costs little more than one of the first
 * alone: a moment is given to the others to come. Who writes alone does not wait. The lock is held. */
static void wait_for_company(sqlite_store *s)
{
    if (s->last_group > 1 && !s->stopping) {
        (void)pthread_mutex_unlock(&s->lock);
        (void)nanosleep(&(struct timespec){.tv_nsec = COMPANY_NS}, NULL);
        (void)pthread_mutex_lock(&s->lock);
    }
}

static void *writer_main(void *arg)
{
    sqlite_store *s = arg;
    (void)pthread_mutex_lock(&s->lock);
    for (;;) {
        while (!s->first && !s->stopping) {
            (void)pthread_cond_wait(&s->work, &s->lock);
        }
        if (!s->first) {
            break;
        }
        wait_for_company(s);
        job *group = take_group(s);
        (void)pthread_mutex_unlock(&s->lock);
        run_jobs(s, group);
        (void)pthread_mutex_lock(&s->lock);
        while (group) {
            job *next = group->next; /* the job is on its caller's stack: gone once it is told */
            group->done = true;
            (void)pthread_cond_signal(&group->finished);
            group = next;
        }
    }
    (void)pthread_mutex_unlock(&s->lock);
    return NULL;
}

static alb_status sqlite_write(store *base, store_fn fn, void *ctx, alb_err *err)
{
    sqlite_store *s = (sqlite_store *)base;
    job j = {.fn = fn, .ctx = ctx, .err = err, .finished = PTHREAD_COND_INITIALIZER};
    (void)pthread_mutex_lock(&s->lock);
    if (s->stopping) {
        (void)pthread_mutex_unlock(&s->lock);
        return alb_fail(err, ALB_CLOSED, NULL, 0, "the store is closing");
    }
    if (s->last) {
        s->last->next = &j;
    } else {
        s->first = &j;
    }
    s->last = &j;
    (void)pthread_cond_signal(&s->work);
    while (!j.done) {
        (void)pthread_cond_wait(&j.finished, &s->lock);
    }
    (void)pthread_mutex_unlock(&s->lock);
    (void)pthread_cond_destroy(&j.finished);
    return j.st;
}

/* --- readers --- */

static alb_status take_reader(sqlite_store *s, sqlite_connection **out, alb_err *err)
{
    (void)pthread_mutex_lock(&s->lock);
    sqlite_connection *c = s->readers;
    if (c) {
        s->readers = c->next;
        s->n_readers--;
    }
    (void)pthread_mutex_unlock(&s->lock);
    *out = c;
    return c ? ALB_OK : sqlite_connection_open(s->path, true, out, err);
}

static void return_reader(sqlite_store *s, sqlite_connection *c)
{
    (void)pthread_mutex_lock(&s->lock);
    bool keep = s->n_readers < MAX_IDLE_READERS;
    if (keep) {
        c->next = s->readers;
        s->readers = c;
        s->n_readers++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (!keep) {
        sqlite_connection_close(c);
    }
}

static alb_status sqlite_read(store *base, store_fn fn, void *ctx, alb_err *err)
{
    sqlite_store *s = (sqlite_store *)base;
    sqlite_connection *c = NULL;
    ALB_TRY(take_reader(s, &c, err));
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = c, .read_only = true};
    alb_status st = sqlite_control(c, "BEGIN", err);
    if (st == ALB_OK) {
        st = fn(&tx.base, ctx, err);
        (void)sqlite_control(c, "ROLLBACK", NULL);
    }
    return_reader(s, c);
    return st;
}

/* --- backup --- */

static alb_status sync_file(const char *path, alb_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return ok ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "cannot make %s durable", path);
}

static alb_status copy_into(sqlite_store *s, const char *path, alb_err *err)
{
    sqlite_connection *c = NULL;
    ALB_TRY(sqlite_connection_open(s->path, false, &c, err));
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = c};
    store_value to = store_text(alb_span_str(path));
    alb_status st = sqlite_exec(&tx.base, "VACUUM INTO $1", &to, 1, err);
    sqlite_connection_close(c);
    return st;
}

static alb_status sqlite_backup(store *base, const char *path, alb_err *err)
{
    char part[4096];
    int n = snprintf(part, sizeof part, "%s.part", path);
    if (n < 0 || (size_t)n >= sizeof part) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "path too long");
    }
    (void)unlink(part);
    ALB_TRY(copy_into((sqlite_store *)base, part, err));
    ALB_TRY(sync_file(part, err));
    return rename(part, path) == 0 ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "cannot name %s", path);
}

/* --- life --- */

static void sqlite_close(store *base)
{
    sqlite_store *s = (sqlite_store *)base;
    if (s->thread_runs) {
        (void)pthread_mutex_lock(&s->lock);
        s->stopping = true;
        (void)pthread_cond_signal(&s->work);
        (void)pthread_mutex_unlock(&s->lock);
        (void)pthread_join(s->thread, NULL);
    }
    while (s->readers) {
        sqlite_connection *c = s->readers;
        s->readers = c->next;
        sqlite_connection_close(c);
    }
    sqlite_connection_close(s->writer);
    (void)pthread_cond_destroy(&s->work);
    (void)pthread_mutex_destroy(&s->lock);
    free(s->path);
    free(s);
}

const store_ops sqlite_ops = {
    .close = sqlite_close,
    .write = sqlite_write,
    .read = sqlite_read,
    .backup = sqlite_backup,
    .exec = sqlite_exec,
    .query = sqlite_query,
    .next = sqlite_next,
    .column = sqlite_column,
    .rows_end = sqlite_rows_end,
};

alb_status store_sqlite_open(const char *location, const store_schema *schema, store **out, alb_err *err)
{
    sqlite_store *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a store");
    }
    s->base.ops = &sqlite_ops;
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->work, NULL);
    s->path = strdup(location);
    alb_status st = s->path ? sqlite_connection_open(location, false, &s->writer, err) : ALB_NO_MEMORY;
    if (st == ALB_OK) {
        st = sqlite_migrate(s->writer, schema, err);
    }
    if (st == ALB_OK) {
        s->thread_runs = pthread_create(&s->thread, NULL, writer_main, s) == 0;
        st = s->thread_runs ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start the writer");
    }
    if (st != ALB_OK) {
        sqlite_close(&s->base);
        return st;
    }
    *out = &s->base;
    return ALB_OK;
}
