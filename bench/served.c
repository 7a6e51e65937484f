#include "served.h"

#include "raw.h"

#include <ftw.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The command stands beside the benchmark in the build folder. */
static void find_program(char *out, size_t size)
{
    char self[512];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    bench_must(n > 0, "/proc/self/exe");
    self[n] = '\0';
    int len = snprintf(out, size, "%s/../cli/albion", dirname(self));
    bench_must(len > 0 && (size_t)len < size && access(out, X_OK) == 0, "finding albion");
}

static void wait_until_ready(served *s, int fd)
{
    char line[256] = "";
    FILE *f = fdopen(fd, "r");
    bench_must(f != NULL, "reading of albion serve");
    while (strncmp(line, "ready ", 6) != 0) {
        bench_must(fgets(line, sizeof line, f) != NULL, "albion serve");
    }
    (void)fclose(f);
    line[6 + strcspn(line + 6, " \n")] = '\0';
    (void)snprintf(s->url, sizeof s->url, "%.60s", line + 6);
}

static void become_server(const served *s, unsigned homes, const char *deliver, const char *store)
{
    char program[600];
    char number[16];
    find_program(program, sizeof program);
    (void)snprintf(number, sizeof number, "%u", homes);
    const char *const args[] = {"albion",
                                "serve",
                                "--data",
                                s->dir,
                                "--listen",
                                "127.0.0.1:0",
                                "--homes",
                                number,
                                "--deliver",
                                deliver,
                                "--log",
                                "error",
                                store ? "--store" : NULL,
                                store,
                                NULL};
    char *copy[sizeof args / sizeof args[0]];
    memcpy(copy, args, sizeof args);
    (void)execv(program, copy);
    _exit(127);
}

void served_start(served *s, unsigned homes, const char *deliver, const char *store)
{
    int out[2];
    (void)snprintf(s->dir, sizeof s->dir, "/tmp/albion-bench-XXXXXX");
    bench_must(mkdtemp(s->dir) != NULL && pipe(out) == 0, "making a data directory");
    (void)snprintf(s->pki, sizeof s->pki, "%s/pki", s->dir);
    s->pid = fork();
    bench_must(s->pid >= 0, "fork");
    if (s->pid == 0) {
        (void)dup2(out[1], 1);
        (void)close(out[0]);
        (void)close(out[1]);
        become_server(s, homes, deliver, store);
    }
    (void)close(out[1]);
    wait_until_ready(s, out[0]);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

void served_stop(served *s)
{
    int status;
    (void)kill(s->pid, SIGTERM);
    (void)waitpid(s->pid, &status, 0);
    (void)nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

double served_cpu(const served *s)
{
    char path[64];
    char text[1024];
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)s->pid);
    FILE *f = fopen(path, "r");
    bench_must(f != NULL, "reading the server's times");
    size_t n = fread(text, 1, sizeof text - 1, f);
    (void)fclose(f);
    text[n] = '\0';
    /* Fields 14 and 15, counted from behind the name in brackets, which is field 2 (proc(5)). */
    char *at = strrchr(text, ')');
    bench_must(at != NULL, "the server's times");
    for (int field = 2; field < 14 && at; field++) {
        at = strchr(at + 1, ' ');
    }
    bench_must(at != NULL, "the server's times");
    char *rest;
    double ticks = strtod(at, &rest);
    ticks += strtod(rest, NULL);
    return ticks / (double)sysconf(_SC_CLK_TCK);
}

size_t served_peak(const served *s)
{
    char path[64];
    char line[160];
    double kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)s->pid);
    FILE *f = fopen(path, "r");
    bench_must(f != NULL, "reading the server's memory");
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kib = strtod(line + 6, NULL);
        }
    }
    (void)fclose(f);
    return (size_t)(kib * 1024);
}
