/* `albion serve` as its users start it, beside the benchmark: another process, on a data directory that goes
 * with it. */
#ifndef ALB_BENCH_SERVED_H
#define ALB_BENCH_SERVED_H

#include <stddef.h>
#include <sys/types.h>

typedef struct served {
    pid_t pid;
    char dir[64];
    char url[64];
    char pki[96];
} served;

/* Starts it with so many homes; deliver: "EUI=URL". store: NULL, SQLite. Returns when it is ready. */
void served_start(served *s, unsigned homes, const char *deliver, const char *store);
/* Ends it and removes the directory. */
void served_stop(served *s);
/* What it has used so far: processor time in seconds, and the most memory it had resident, in octets. */
double served_cpu(const served *s);
size_t served_peak(const served *s);

#endif
