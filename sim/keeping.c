#include "keeping.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

enum { VERSION = 3, FILE_MAX = 64 * 1024 * 1024, FILE_MODE = 0600, DIRECTORY_MODE = 0700 };

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
    size_t suffix = sizeof SUFFIX - 1;
    if (name.len > suffix && alb_span_is(alb_span_sub(name, name.len - suffix, suffix), SUFFIX) &&
        alb_eui64_parse(alb_span_sub(name, 0, name.len - suffix), &hub)) {
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
