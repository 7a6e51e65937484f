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

static void offer(const lists *l, lists_take take, void *ctx, const char *path)
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
        st = take(ctx, list, &err);
        if (st != ALB_OK) {
            smki_crl_free(list);
        }
    }
    if (st != ALB_OK && st != ALB_EXISTS) { /* the one that is held already */
        alb_log_event(l->log, ALB_LOG_WARN, "revocation-list-refused", "file=\"%s\" why=\"%s\"", path,
                      err.detail);
    }
    alb_buf_release(&file);
}

static void offer_all(const lists *l, lists_take take, void *ctx, const char *dir)
{
    DIR *open = opendir(dir);
    struct dirent *e;
    while (open && (e = readdir(open)) != NULL) {
        char path[PATH_MAX];
        size_t n = strlen(e->d_name);
        if (n > 4 && strcmp(e->d_name + n - 4, ".crl") == 0 &&
            snprintf(path, sizeof path, "%s/%s", dir, e->d_name) < (int)sizeof path) {
            offer(l, take, ctx, path);
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

void lists_refresh(lists *l, lists_take take, void *ctx)
{
    enum { TICK_NS = 100000000 }; /* file times move in steps: a change within one may not show */
    (void)pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < LISTS_DIRECTORIES; i++) {
        struct stat now;
        struct timespec clock;
        if (!l->dirs[i] || stat(l->dirs[i], &now) != 0 || !is_later(now.st_mtim, l->seen[i])) {
            continue;
        }
        offer_all(l, take, ctx, l->dirs[i]);
        (void)clock_gettime(CLOCK_REALTIME, &clock);
        clock.tv_sec -= clock.tv_nsec < TICK_NS;
        clock.tv_nsec += clock.tv_nsec < TICK_NS ? 1000000000 - TICK_NS : -TICK_NS;
        if (is_later(clock, now.st_mtim)) {
            l->seen[i] = now.st_mtim;
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
}
