/* A running `albion serve` with its own data directory, asked as operators and Users ask it. */
#ifndef ALB_TESTS_OPS_SERVER_H
#define ALB_TESTS_OPS_SERVER_H

#include "user/user.h"

#include <sys/types.h>

extern const alb_eui64 ops_supplier, ops_operator, ops_other, ops_dcc;

typedef struct ops_server {
    char dir[64], url[64], log[80];
    pid_t pid;
} ops_server;

/* Starts it in dir (NULL: a new one) with these further arguments (up to a NULL) and waits until it is ready.
 */
void ops_start(ops_server *s, const char *dir, const char *const *arguments);
/* Any command that says "ready ADDRESS": runs it with these arguments (up to a NULL), its errors added to
 * that file, until it does. */
pid_t ops_spawn(const char *const *arguments, const char *log, char *address, size_t room);
/* SIGTERM; its exit code. */
int ops_stop(ops_server *s);
/* Stops it if it runs, and removes its directory. */
void ops_remove(ops_server *s);
/* Runs the albion command to its end: its exit code; what it printed is added to out (NULL: dropped). */
int ops_run(const char *const *arguments, alb_buf *out);
/* The same with what it printed of errors. */
int ops_run_all(const char *const *arguments, alb_buf *out);

/* One exchange; the HTTP status. The answer is added to `answer` (NULL: dropped). */
int ops_ask(const ops_server *s, const char *method, const char *path, const char *body, alb_buf *answer);
/* The answer as text that lasts until the next call. */
const char *ops_get(const ops_server *s, const char *path);
/* Posts; 200 is expected. */
void ops_post(const ops_server *s, const char *path, const char *body);

/* A User with its listener. */
typedef struct ops_user {
    smki_keystore *keys;
    user_client *client;
    user_listener *listener;
    alb_arena *arena;
    alb_clock_manual clock;
} ops_user;
void ops_enter(ops_user *u, const ops_server *s, alb_eui64 id);
void ops_leave(ops_user *u);
/* The home's devices by kind: 1 hub, 2 electricity meter, 3 gas meter, 4 gas proxy. */
alb_eui64 ops_device(const ops_user *u, unsigned home, unsigned kind);
/* Sends a request; the last synchronous answer. */
user_result ops_send(ops_user *u, const char *srv, alb_eui64 target, const user_setting *settings, size_t n,
                     duis_request_id *id);
/* What comes for it, or (NULL) next; false after timeout_ms. */
bool ops_wait(ops_user *u, const duis_request_id *id, int timeout_ms, user_result *out);

#endif
