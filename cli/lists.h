/* Revocation lists and certificates that lie in directories, looked at again when a directory has changed: a
 * server that runs knows of a revocation, and of a new User, before its next answer. */
#ifndef ALB_CLI_LISTS_H
#define ALB_CLI_LISTS_H

#include "base/log.h"
#include "smki/crl.h"
#include "smki/keystore.h"

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

/* Both may be called with what was offered before: EXISTS, it is there already. UNSUPPORTED: not wanted. */
typedef struct lists_takers {
    alb_status (*list)(void *ctx, smki_crl *list, alb_err *err); /* takes it over on success alone */
    /* Takes a reference; hint: smki_keystore_add. NULL: no certificates are wanted. */
    alb_status (*certificate)(void *ctx, smki_certificate *c, const char *hint, alb_err *err);
    void *ctx;
} lists_takers;
/* Offers the files *.crl and *.pem of a directory that has changed (not of those below it). Thread-safe;
 * costs a stat a directory where nothing has. */
void lists_refresh(lists *l, const lists_takers *takers);

/* A line in the log for a list that is past its next update. */
void lists_say_overdue(const alb_log *log, const smki_crl *list, alb_time now);

#endif
