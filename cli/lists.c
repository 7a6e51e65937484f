#include "lists.h"

#include "base/file.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

void lists_say_overdue(const alb_log *log, const smki_crl *list, alb_time now)
{
    char due[ALB_TIME_TEXT];
    if (smki_crl_next_update(list) != ALB_TIME_NONE && smki_crl_next_update(list) < now) {
        alb_log_event(log, ALB_LOG_WARN, "revocation-list-overdue",
                      "number=%llu due=%s why=\"a newer one may name more certificates: albion pki crl\"",
                      (unsigned long long)smki_crl_number(list),
                      alb_time_text(smki_crl_next_update(list), due));
    }
}

void lists_init(lists *l, const char *dir, const char *more, const alb_log *log, const alb_clock *clock)
{
    *l = (lists){.dirs = {dir, more}, .log = log, .clock = clock};
    (void)pthread_mutex_init(&l->lock, NULL);
}

void lists_release(lists *l)
{
    (void)pthread_mutex_destroy(&l->lock);
}

static void say_refused(const lists *l, const char *what, const char *path, alb_status st, const alb_err *err)
{
    /* The one that is held already; one that is not for whoever takes. */
    if (st != ALB_OK && st != ALB_EXISTS && st != ALB_UNSUPPORTED) {
        alb_log_event(l->log, ALB_LOG_WARN, what, "file=\"%s\" why=\"%s\"", path, err->detail);
    }
}

static void offer_list(const lists *l, const lists_takers *takers, const char *path)
{
    enum { LIST_FILE_MAX = 8 * 1024 * 1024 };
    alb_buf file;
    smki_crl *list = NULL;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&file, LIST_FILE_MAX);
    alb_status st = alb_file_read(path, &file, &err);
    st = st == ALB_OK ? smki_crl_parse(alb_buf_span(&file), &list, &err) : st;
    if (st == ALB_OK) {
        lists_say_overdue(l->log, list, alb_now(l->clock));
        st = takers->list(takers->ctx, list, &err);
        if (st != ALB_OK) {
            smki_crl_free(list);
        }
    }
    say_refused(l, "revocation-list-refused", path, st, &err);
    alb_buf_release(&file);
}

/* The names tell which of two pairs for key agreement is that of prepayment. */
static void offer_certificates(const lists *l, const lists_takers *takers, const char *path)
{
    smki_keystore *file = smki_keystore_new();
    alb_err err = {.code = ALB_OK};
    alb_status st = file ? smki_keystore_load_file(file, path, &err) : ALB_NO_MEMORY;
    say_refused(l, "certificate-refused", path, st, &err);
    for (size_t i = 0; st == ALB_OK && i < smki_keystore_count(file); i++) {
        /* Certificates are immutable and counted: a reference is no change to them. */
        smki_certificate *c = (smki_certificate *)(uintptr_t)smki_keystore_at(file, i)->certificate;
        alb_status taken = c ? takers->certificate(takers->ctx, c, path, &err) : ALB_EXISTS;
        say_refused(l, "certificate-refused", path, taken, &err);
        if (taken == ALB_OK) {
            alb_log_event(l->log, ALB_LOG_INFO, "certificate-taken", "file=\"%s\"", path);
        }
    }
    smki_keystore_free(file);
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t n = strlen(name);
    size_t m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

static void offer_all(const lists *l, const lists_takers *takers, const char *dir)
{
    DIR *open = opendir(dir);
    struct dirent *e;
    while (open && (e = readdir(open)) != NULL) {
        char path[PATH_MAX];
        bool fits = snprintf(path, sizeof path, "%s/%s", dir, e->d_name) < (int)sizeof path;
        if (fits && ends_with(path, ".crl")) {
            offer_list(l, takers, path);
        } else if (fits && ends_with(path, ".pem") && takers->certificate) {
            offer_certificates(l, takers, path);
        }
    }
    if (open) {
        (void)closedir(open);
    }
}

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

void lists_refresh(lists *l, const lists_takers *takers)
{
    enum { TICK_NS = 100000000 }; /* file times move in steps: a change within one may not show */
    (void)pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < LISTS_DIRECTORIES; i++) {
        struct stat now;
        struct timespec clock;
        if (!l->dirs[i] || stat(l->dirs[i], &now) != 0 || !is_later(now.st_mtim, l->seen[i])) {
            continue;
        }
        offer_all(l, takers, l->dirs[i]);
        (void)clock_gettime(CLOCK_REALTIME, &clock);
        clock.tv_sec -= clock.tv_nsec < TICK_NS;
        clock.tv_nsec += clock.tv_nsec < TICK_NS ? 1000000000 - TICK_NS : -TICK_NS;
        if (is_later(clock, now.st_mtim)) {
            l->seen[i] = now.st_mtim;
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
}
