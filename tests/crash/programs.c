#include "programs.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *albion(void)
{
    const char *p = getenv("ALBION_PROGRAM");
    return p ? p : "cli/albion";
}

/* Runs it with its output in a pipe until it says that it is ready; line: what it said. */
static bool run_until_ready(program *p, const char *const *arguments, const char *preload, char *line,
                            size_t size)
{
    int out[2];
    if (pipe(out) != 0) {
        return false;
    }
    p->pid = fork();
    if (p->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that falls leaves nothing behind */
        (void)dup2(out[1], 1);
        (void)close(out[0]);
        (void)close(out[1]);
        if (preload) {
            (void)setenv("LD_PRELOAD", preload, 1);
        }
        (void)execv(albion(), (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    (void)close(out[1]);
    FILE *f = fdopen(out[0], "r");
    bool ready = false;
    while (f && !ready && fgets(line, (int)size, f)) {
        ready = strncmp(line, "ready ", 6) == 0;
    }
    if (f) {
        (void)fclose(f);
    }
    return ready;
}

bool program_serve(program *p, const program_setting *s)
{
    char deliver[160];
    char line[256];
    const char *listen = p->url[0] ? p->url + strlen("http://") : "127.0.0.1:0";
    const char *arguments[24] = {albion(),  "serve", "--data",    s->dir,  "--listen", listen,
                                 "--homes", "3",     "--deliver", deliver, "--log",    "error"};
    size_t n = 12;
    (void)snprintf(deliver, sizeof deliver, "90b3d51f30010000=http://%s/in", s->deliver);
    if (s->store) {
        arguments[n++] = "--store";
        arguments[n++] = s->store;
    }
    if (s->hubs) {
        arguments[n++] = "--hubs";
        arguments[n++] = s->hubs;
    }
    if (!run_until_ready(p, arguments, s->preload, line, sizeof line)) {
        return false;
    }
    if (!p->url[0]) {
        line[6 + strcspn(line + 6, " \n")] = '\0';
        (void)snprintf(p->url, sizeof p->url, "%.60s", line + 6);
    }
    return true;
}

bool program_fleet(program *p, const char *dir, const char *listen)
{
    char line[256];
    const char *const arguments[] = {albion(),   "fleet", "run",     "--data", dir,
                                     "--listen", listen,  "--homes", "3",      NULL};
    return run_until_ready(p, arguments, NULL, line, sizeof line);
}

void program_kill(program *p, int signal)
{
    if (p->pid > 0) {
        (void)kill(p->pid, signal);
    }
}

void program_reap(program *p)
{
    int status;
    if (p->pid > 0) {
        (void)waitpid(p->pid, &status, 0);
        p->pid = 0;
    }
}
