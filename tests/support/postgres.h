/* The throw-away PostgreSQL that tests/support/postgres has started around this program. */
#ifndef ALB_TEST_POSTGRES_H
#define ALB_TEST_POSTGRES_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* False: this program runs without one. */
static inline bool postgres_is_there(void)
{
    return getenv("ALBION_POSTGRES") != NULL;
}

/* Schemas given out so far: weak, so that all files of a program count together. */
extern int postgres_taken;
__attribute__((weak)) int postgres_taken;

/* The URL of an empty database: another one each time. */
static inline bool postgres_fresh(char *url, size_t size)
{
    int n = snprintf(url, size, "%s%d", getenv("ALBION_POSTGRES"), ++postgres_taken);
    return n > 0 && (size_t)n < size && postgres_taken <= 200;
}

/* "down", "up" or "restart"; mode "fast" or "immediate". */
static inline bool postgres_do(const char *what, const char *mode)
{
    const char *tool = getenv("ALBION_POSTGRES_TOOL");
    int status = 1;
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl(tool, tool, what, mode, (char *)NULL);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

#endif
