#include "served.h"

#include <ftw.h>
#include <libgen.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(bool ok, const char *what)
{
    if (!ok) {
        (void)fprintf(stderr, "%s failed\n", what);
        exit(2);
    }
}

const char *served_program(void)
{
    static char found[600];
    const char *given = getenv("ALBION_PROGRAM");
    char self[512];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    must(n > 0, "reading /proc/self/exe");
    self[n] = '\0';
    (void)snprintf(found, sizeof found, "%s/../cli/albion", dirname(self));
    return given ? given : found;
}

static void wait_until_ready(served *s, int fd)
{
    char line[512] = "";
    FILE *f = fdopen(fd, "r");
    must(f != NULL, "reading of albion serve");
    for (size_t used = 0; strncmp(line, "ready ", 6) != 0;) {
        must(fgets(line, sizeof line, f) != NULL, "albion serve");
        size_t n = strlen(line);
        if (strncmp(line, "home ", 5) == 0 && used + n < sizeof s->homes) {
            memcpy(s->homes + used, line, n + 1);
            used += n;
        }
    }
    (void)fclose(f);
    line[6 + strcspn(line + 6, " \n")] = '\0';
    (void)snprintf(s->url, sizeof s->url, "%.60s", line + 6);
}

static void become_server(const served *s)
{
    const char *args[SERVED_MAX_OPTIONS + 8] = {"albion", "serve",    "--data",
                                                s->dir,   "--listen", "127.0.0.1:0"};
    char *copy[SERVED_MAX_OPTIONS + 8];
    size_t n = 6;
    for (size_t i = 0; s->options[i]; i++) {
        args[n++] = s->options[i];
    }
    memcpy(copy, args, sizeof args);
    (void)execv(served_program(), copy);
    _exit(127);
}

static void launch(served *s)
{
    int out[2];
    must(pipe(out) == 0, "pipe");
    s->pid = fork();
    must(s->pid >= 0, "fork");
    if (s->pid == 0) {
        (void)dup2(out[1], 1);
        (void)close(out[0]);
        (void)close(out[1]);
        become_server(s);
    }
    (void)close(out[1]);
    wait_until_ready(s, out[0]);
}

void served_start(served *s, const char *const *options)
{
    *s = (served){.pid = 0};
    for (size_t i = 0; i < SERVED_MAX_OPTIONS && options && options[i]; i++) {
        s->options[i] = options[i];
    }
    (void)snprintf(s->dir, sizeof s->dir, "/tmp/albion-served-XXXXXX");
    must(mkdtemp(s->dir) != NULL, "making a data directory");
    (void)snprintf(s->pki, sizeof s->pki, "%s/pki", s->dir);
    launch(s);
}

static void end(const served *s)
{
    int status;
    (void)kill(s->pid, SIGTERM);
    (void)waitpid(s->pid, &status, 0);
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
    end(s);
    (void)nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

double served_cpu(const served *s)
{
    char path[64];
    char text[1024];
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)s->pid);
    FILE *f = fopen(path, "r");
    must(f != NULL, "reading the server's times");
    size_t n = fread(text, 1, sizeof text - 1, f);
    (void)fclose(f);
    text[n] = '\0';
    /* Fields 14 and 15, counted from behind the name in brackets, which is field 2 (proc(5)). */
    char *at = strrchr(text, ')');
    must(at != NULL, "the server's times");
    for (int field = 2; field < 14 && at; field++) {
        at = strchr(at + 1, ' ');
    }
    must(at != NULL, "the server's times");
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
    must(f != NULL, "reading the server's memory");
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kib = strtod(line + 6, NULL);
        }
    }
    (void)fclose(f);
    return (size_t)(kib * 1024);
}
