/* Revocation lists that lie in directories, looked at again when a directory has changed: a server that runs
 * knows of a revocation before its next answer. */
#ifndef ALB_CLI_LISTS_H
#define ALB_CLI_LISTS_H

#include "base/log.h"
#include "smki/crl.h"

#include <pthread.h>
#include <time.h>

enum { LISTS_DIRECTORIES = 2 };

typedef struct lists {
    pthread_mutex_t lock;
    const char *dirs[LISTS_DIRECTORIES]; /* NULL: none */
    struct timespec seen[LISTS_DIRECTORIES];
    const alb_log *log;
    const alb_clock *clock;
} lists;

/* dirs and log are borrowed. */
void lists_init(lists *l, const char *dir, const char *more, const alb_log *log, const alb_clock *clock);
void lists_release(lists *l);

/* Takes a list over on success alone; EXISTS: it is there already. */
typedef alb_status (*lists_take)(void *ctx, smki_crl *list, alb_err *err);
/* Offers the files *.crl of a directory that has changed (not of those below it). Thread-safe; costs a stat a
 * directory where nothing has. */
void lists_refresh(lists *l, lists_take take, void *ctx);

/* A line in the log for a list that is past its next update. */
void lists_say_overdue(const alb_log *log, const smki_crl *list, alb_time now);

#endif
