/* Loaded before `albion serve` (LD_PRELOAD): after each sync of a file of SQLite, keeps a copy of it as it is
 * on the disk, beside it as FILE.durable. Who then kills the server and puts the copies in the place of the
 * files has cut the power: what was written and not synced is gone. */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int is_kept(const char *path)
{
    const char *name = strstr(path, ".sqlite");
    return name && (strcmp(name, ".sqlite") == 0 || strcmp(name, ".sqlite-wal") == 0);
}

/* pread through the same descriptor: no other of this file may be closed while SQLite has locks on it. */
static void copy(int fd, const char *to)
{
    static char octets[1 << 16];
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    off_t at = 0;
    ssize_t n = pread(fd, octets, sizeof octets, at);
    while (out >= 0 && n > 0 && write(out, octets, (size_t)n) == n) {
        at += n;
        n = pread(fd, octets, sizeof octets, at);
    }
    (void)close(out);
}

static void keep(int fd)
{
    char link[64];
    char path[PATH_MAX];
    char part[PATH_MAX + 16];
    char durable[PATH_MAX + 16];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) {
        return;
    }
    path[n] = '\0';
    if (is_kept(path)) {
        (void)snprintf(part, sizeof part, "%s.part", path);
        (void)snprintf(durable, sizeof durable, "%s.durable", path);
        (void)pthread_mutex_lock(&lock);
        copy(fd, part);
        (void)rename(part, durable);
        (void)pthread_mutex_unlock(&lock);
    }
}

static int sync_and_keep(int fd, const char *name)
{
    int (*real)(int) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, name);
    int st = real(fd);
    if (st == 0) {
        keep(fd);
    }
    return st;
}

int fsync(int fd)
{
    return sync_and_keep(fd, "fsync");
}

int fdatasync(int fd)
{
    return sync_and_keep(fd, "fdatasync");
}
