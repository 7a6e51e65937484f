#include "keeping.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

enum { VERSION = 4, FILE_MAX = 64 * 1024 * 1024, FILE_MODE = 0600, DIRECTORY_MODE = 0700 };

#define SUFFIX ".home"

static alb_status path_of(const char *dir, alb_eui64 hub, char path[static PATH_MAX], alb_err *err)
{
    char hex[ALB_EUI64_TEXT];
    int n = snprintf(path, PATH_MAX, "%s/%s" SUFFIX, dir, alb_eui64_hex(hub, hex));
    return n > 0 && n < PATH_MAX ? ALB_OK : alb_fail(err, ALB_TOO_LARGE, NULL, 0, "path of %d characters", n);
}

alb_status keeping_write(const char *dir, alb_eui64 hub, const home *h, alb_span waiting, alb_err *err)
{
    char path[PATH_MAX];
    if (!dir) {
        return ALB_OK;
    }
    ALB_TRY(path_of(dir, hub, path, err));
    ALB_TRY(alb_dir_make(dir, DIRECTORY_MODE, err));
    alb_buf file;
    alb_buf_init(&file, FILE_MAX);
    alb_buf_add_u8(&file, VERSION);
    alb_status st = home_save(h, &file, err);
    alb_buf_add(&file, waiting);
    st = st == ALB_OK ? file.st : st;
    st = st == ALB_OK ? alb_file_write(path, alb_buf_span(&file), FILE_MODE, err) : st;
    alb_buf_release(&file);
    return st;
}

static alb_status read_file(alb_span file, home *h, alb_buf *waiting, alb_err *err)
{
    alb_rd r = alb_rd_init(file);
    if (alb_rd_u8(&r) != VERSION) {
        return alb_fail(err, ALB_UNSUPPORTED, NULL, 0, "a home of another version");
    }
    ALB_TRY(home_restore(h, &r, err));
    alb_buf_add(waiting, alb_rd_bytes(&r, alb_rd_left(&r)));
    return waiting->st;
}

alb_status keeping_read(const char *dir, alb_eui64 hub, home *h, alb_buf *waiting, alb_err *err)
{
    char path[PATH_MAX];
    if (!dir) {
        return ALB_NOT_FOUND;
    }
    ALB_TRY(path_of(dir, hub, path, err));
    if (access(path, F_OK) != 0) {
        return ALB_NOT_FOUND;
    }
    alb_buf file;
    alb_buf_init(&file, FILE_MAX);
    alb_status st = alb_file_read(path, &file, err);
    st = st == ALB_OK ? read_file(alb_buf_span(&file), h, waiting, err) : st;
    alb_buf_release(&file);
    if (st != ALB_OK) {
        alb_err_within(err, path);
    }
    return st;
}

/* --- files of a directory --- */

static bool read_name(alb_span name, alb_eui64 *hub)
{
    size_t suffix = sizeof SUFFIX - 1;
    char hex[ALB_EUI64_TEXT];
    return name.len > suffix && alb_span_is(alb_span_sub(name, name.len - suffix, suffix), SUFFIX) &&
           alb_eui64_parse(alb_span_sub(name, 0, name.len - suffix), hub) &&
           alb_span_is(alb_span_sub(name, 0, name.len - suffix), alb_eui64_hex(*hub, hex));
}

bool keeping_is_name(const char *name)
{
    alb_eui64 hub;
    return read_name(alb_span_str(name), &hub);
}

bool keeping_understands(alb_span file)
{
    return file.len > 0 && file.ptr[0] == VERSION;
}

typedef struct visiting {
    void (*visit)(void *ctx, alb_eui64 hub);
    void *ctx;
} visiting;

static alb_status visit_file(void *ctx, const char *path, alb_err *err)
{
    const visiting *v = ctx;
    alb_span name = alb_span_str(path);
    size_t start = name.len;
    (void)err;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    name = alb_span_sub(name, start, SIZE_MAX);
    alb_eui64 hub;
    if (read_name(name, &hub)) {
        v->visit(v->ctx, hub);
    }
    return ALB_OK;
}

alb_status keeping_visit(const char *dir, void (*visit)(void *ctx, alb_eui64 hub), void *ctx, alb_err *err)
{
    visiting v = {.visit = visit, .ctx = ctx};
    if (!dir || access(dir, F_OK) != 0) {
        return ALB_OK;
    }
    return alb_file_walk(dir, visit_file, &v, err);
}

alb_status keeping_lock(const char *dir, int *lock, alb_err *err)
{
    char path[PATH_MAX];
    *lock = -1;
    if (!dir) {
        return ALB_OK;
    }
    int n = snprintf(path, sizeof path, "%s/lock", dir);
    if (n < 0 || (size_t)n >= sizeof path) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "path of %d characters", n);
    }
    ALB_TRY(alb_dir_make(dir, DIRECTORY_MODE, err));
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    if (fd < 0) {
        return alb_fail(err, ALB_IO, NULL, 0, "%.150s: errno %d", path, errno);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(fd);
        return alb_fail(err, ALB_BUSY, NULL, 0, "a fleet runs on the homes in %.150s", dir);
    }
    *lock = fd;
    return ALB_OK;
}

void keeping_unlock(int lock)
{
    if (lock >= 0) {
        (void)close(lock);
    }
}
