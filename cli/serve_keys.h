/* What `albion serve` trusts: the key infrastructure of its data directory and that of --keys. */
#ifndef ALB_CLI_SERVE_KEYS_H
#define ALB_CLI_SERVE_KEYS_H

#include "base/log.h"
#include "dcc/dcc.h"

#include <pthread.h>
#include <time.h>

enum { SERVE_KEY_DIRECTORIES = 2 };

typedef struct serve_keys_options {
    const char *pki;  /* of the data directory */
    const char *more; /* --keys; NULL: none */
    const char *left; /* a directory below pki that is passed over: the devices', which the store knows */
    bool accept_test_signatures;
    alb_time now;
    const alb_log *log;
} serve_keys_options;

/* Fills the store with what may be trusted now: authorities, their newest revocation lists, certificates that
 * chain to an authority, are valid and not revoked, and the private keys that are the DCC's own. A
 * certificate that is refused gets a line in the log with its file and the rule. signer: a key of `more` for
 * XML signing by the DCC, which goes before that of the data directory, since existing clients know its
 * certificate; NULL: none. */
ALB_MUST_USE alb_status serve_keys_load(const serve_keys_options *o, smki_keystore *into,
                                        const smki_identity **signer, alb_err *err);

/* The revocation lists of those directories, looked at again when a directory has changed. */
typedef struct serve_lists {
    pthread_mutex_t lock;
    const char *dirs[SERVE_KEY_DIRECTORIES]; /* NULL: none */
    struct timespec seen[SERVE_KEY_DIRECTORIES];
    const alb_log *log;
    const alb_clock *clock;
} serve_lists;

void serve_lists_init(serve_lists *l, const serve_keys_options *o, const alb_clock *clock);
void serve_lists_release(serve_lists *l);
/* New lists in the directories themselves (not below) into the DCC; before each request, so that a revocation
 * holds for the next one. Thread-safe; costs a stat a directory where nothing has changed. */
void serve_lists_refresh(serve_lists *l, dcc *d);

#endif
