/* Whole files: reading, atomic writing, walking, making directories. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

alb_status alb_file_read(const char *path, alb_buf *out, alb_err *err)
{
    int fd = strcmp(path, "-") == 0 ? 0 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return alb_fail(err, errno == ENOENT ? ALB_NOT_FOUND : ALB_IO, "open", 0, "%s: %s", path,
                        strerror(errno));
    }
    char chunk[65536];
    ssize_t n;
    while ((n = read(fd, chunk, sizeof chunk)) > 0) {
        alb_buf_add(out, alb_span_of(chunk, (size_t)n));
    }
    if (fd) {
        close(fd);
    }
    return n < 0 ? alb_fail(err, ALB_IO, "read", 0, "%s: %s", path, strerror(errno)) : out->st;
}
static int cmp(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}
alb_status alb_file_walk(const char *dir, alb_status (*visit)(void *ctx, const char *path, alb_err *err),
                         void *ctx, alb_err *err)
{
    struct dirent **list;
    int n = scandir(dir, &list, NULL, cmp);
    if (n < 0) {
        return alb_fail(err, ALB_IO, "opendir", 0, "%s: %s", dir, strerror(errno));
    }
    alb_status st = ALB_OK;
    for (int i = 0; i < n; i++) {
        char path[4096];
        struct stat sb;
        if (st == ALB_OK && list[i]->d_name[0] != '.') {
            (void)snprintf(path, sizeof path, "%s/%s", dir, list[i]->d_name);
            if (lstat(path, &sb) == 0 && S_ISDIR(sb.st_mode)) {
                st = alb_file_walk(path, visit, ctx, err);
            } else if (stat(path, &sb) == 0 && S_ISREG(sb.st_mode)) {
                st = visit(ctx, path, err);
            }
        }
        free(list[i]);
    }
    free(list);
    return st;
}

static alb_status write_all(int fd, alb_span s)
{
    while (s.len > 0) {
        ssize_t n = write(fd, s.ptr, s.len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return ALB_IO;
        }
        s = alb_span_sub(s, (size_t)n, SIZE_MAX);
    }
    return ALB_OK;
}

/* The rename is only as durable as the directory that holds the name. */
static void sync_directory(const char *path)
{
    char dir[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    if (n >= sizeof dir) {
        return;
    }
    if (n > 0) {
        memcpy(dir, path, n);
        dir[n] = '\0';
    }
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

/* Under a name of its own beside path, complete and durable. */
static alb_status write_temporary(const char *path, alb_span contents, unsigned mode,
                                  char temporary[static PATH_MAX], alb_err *err)
{
    int n = snprintf(temporary, PATH_MAX, "%s.XXXXXX", path);
    if (n < 0 || n >= PATH_MAX) {
        return alb_fail(err, ALB_TOO_LARGE, "path", 0, "path of %d characters", n);
    }
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        return alb_fail(err, ALB_IO, "create", 0, "%s: %s", temporary, strerror(errno));
    }
    bool ok = write_all(fd, contents) == ALB_OK && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    if (!ok) {
        alb_status st = alb_fail(err, ALB_IO, "write", 0, "%s: %s", path, strerror(errno));
        (void)unlink(temporary);
        return st;
    }
    return ALB_OK;
}

alb_status alb_file_write(const char *path, alb_span contents, unsigned mode, alb_err *err)
{
    char temporary[PATH_MAX];
    ALB_TRY(write_temporary(path, contents, mode, temporary, err));
    if (rename(temporary, path) != 0) {
        alb_status st = alb_fail(err, ALB_IO, "write", 0, "%s: %s", path, strerror(errno));
        (void)unlink(temporary);
        return st;
    }
    sync_directory(path);
    return ALB_OK;
}

alb_status alb_file_create(const char *path, alb_span contents, unsigned mode, alb_err *err)
{
    char temporary[PATH_MAX];
    alb_status st = ALB_OK;
    ALB_TRY(write_temporary(path, contents, mode, temporary, err));
    if (link(temporary, path) != 0) { /* unlike rename, refuses a name that is taken */
        st = alb_fail(err, errno == EEXIST ? ALB_EXISTS : ALB_IO, "create", 0, "%s: %s", path,
                      strerror(errno));
    }
    (void)unlink(temporary);
    sync_directory(path);
    return st;
}

alb_status alb_dir_make(const char *dir, unsigned mode, alb_err *err)
{
    char path[PATH_MAX];
    size_t len = strlen(dir);
    if (len == 0 || len >= sizeof path) {
        return alb_fail(err, ALB_BAD_LENGTH, "path", 0, "path of %zu characters", len);
    }
    memcpy(path, dir, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        char old = path[i];
        path[i] = '\0';
        if (mkdir(path, mode) != 0 && errno != EEXIST) {
            return alb_fail(err, ALB_IO, "mkdir", 0, "%s: %s", path, strerror(errno));
        }
        path[i] = old;
    }
    return ALB_OK;
}
