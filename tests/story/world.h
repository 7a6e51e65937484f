/* What stories are told with: a running `albion serve`, its clock, and Users that talk to it as Users do:
 * signed DUIS over HTTP, their own inboxes, the command for what an operator does. Nothing of the server is
 * linked. */
#ifndef ALB_STORY_WORLD_H
#define ALB_STORY_WORLD_H

#include "base/text.h"
#include "user/user.h"

#include "served.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Homes: at most, as many as the server prints; four where nothing else is said. */
enum { WORLD_HOMES = 16, WORLD_LEARNED = 8 };

/* Parties of the demonstration (docs/serve.md). */
extern const alb_eui64 SUPPLIER, NETWORK_OPERATOR, OTHER_USER, THE_DCC;

typedef struct world_home {
    alb_eui64 hub, esme, gsme, gpf, ppmid;
    alb_eui64 hcalcs, sapc, ihd, cad; /* zero: the home has none */
    char mpan[16], mprn[16];
} world_home;

typedef struct world {
    served server;
    smki_keystore *keys;                  /* everybody's, as the key infrastructure has them */
    smki_keystore *before[WORLD_LEARNED]; /* as it had them, of Users that came then */
    size_t n_before;
    alb_clock_steered clock; /* shows what the server's clock does */
    http_client *http;
    world_home homes[WORLD_HOMES];
    size_t n_homes;
    const char *options[SERVED_MAX_OPTIONS]; /* of the server */
    char store[256];                         /* its URL; "": SQLite in its directory */
    alb_arena *arena;                        /* what stories hold: until the end */
} world;

/* Starts the server on a fresh store (PostgreSQL where the test runs within tests/support/postgres), with
 * these options besides; NULL at the end. */
void world_open(world *w, const char *const *options);
void world_close(world *w);
/* Users that come from now on know what certificates the key infrastructure has issued since. */
void world_learn_keys(world *w);
/* The clock runs so many times as fast: what sleeps for a second keeps nobody waiting. */
void world_run_fast(world *w, unsigned times);
/* Time passes ("12h", "30d"), with everything that happens in it. */
void world_pass(world *w, const char *duration);
/* The same up to a date. */
void world_pass_to(world *w, alb_time t);
alb_time world_now(world *w);
/* A time as DUIS writes it; whole seconds. In the world's memory. */
const char *world_time(world *w, alb_time t);
/* Runs the command with these arguments; what it wrote to standard output is added to out (NULL: not kept).
 * Returns its exit code. */
int world_run(world *w, alb_buf *out, const char *const *arguments);
/* The same for a command on the server's store, with --data or --store behind the arguments. It must succeed.
 */
void world_administer(world *w, alb_buf *out, const char *const *arguments);
/* POST to an endpoint of the server; its answer must be 2xx, and is in the world's memory. */
const char *world_post(world *w, const char *path, alb_span body);
/* Base64 of a certificate, as requests carry it. In the world's memory. */
const char *world_certificate(world *w, const smki_certificate *c);
/* That of an entity's pair of keys, and of the authority that issued it. */
const char *world_certificate_of(world *w, alb_eui64 id, smki_slot slot);
const char *world_issuer_of(world *w, alb_eui64 id, smki_slot slot);

/* --- Users --- */

typedef struct actor {
    world *world;
    alb_eui64 id;
    user_client *client;
    user_listener *inbox;
    alb_arena *arena; /* of what it has read: until the next act */
} actor;

/* With its inbox, where its messages go from now on. */
void actor_open(actor *a, world *w, alb_eui64 id);
void actor_close(actor *a);

/* The last synchronous answer. id: counter 0, the next; otherwise that. */
user_result actor_send(actor *a, const char *srv, alb_eui64 target, const user_setting *settings, size_t n,
                       duis_request_id *id);
/* The message for that request (NULL: the next of any kind), which must come. */
user_result actor_wait(actor *a, const duis_request_id *id);
/* Is done: acknowledged, and the device's answer is there, authentic and read. */
user_result actor_ask(actor *a, const char *srv, alb_eui64 device, const user_setting *settings, size_t n);
/* A service of the DCC itself, which succeeds. */
user_result actor_ask_dcc(actor *a, const char *srv, const user_setting *settings, size_t n);
/* Is refused with that code. */
void actor_is_refused(actor *a, const char *code, const char *srv, alb_eui64 device,
                      const user_setting *settings, size_t n);
/* The next alert with that code, "8F0F" of a device or "N16" of the DCC; others before it are passed over. */
user_result actor_hears(actor *a, const char *code);
/* The DCC does not judge it at all: the text is in what is wrong, as "HTTP 400". */
void actor_is_turned_away(actor *a, const char *text, const char *srv, alb_eui64 device,
                          const user_setting *settings, size_t n);
/* What 8.2 tells of a device: an element of its entry; "": there is none. */
const char *actor_inventory(actor *a, alb_eui64 device, const char *element);
/* The same of its status. */
const char *actor_status(actor *a, alb_eui64 device);
/* The next alerts with these two codes, whichever comes first. */
void actor_hears_both(actor *a, const char *one, const char *other);
/* How many messages have come that nobody has waited for, and forgets them. */
size_t actor_empties_inbox(actor *a);

#define ACTOR_DOES(a, srv, device, ...)                                                                      \
    actor_ask(a, srv, device, (const user_setting[]){__VA_ARGS__},                                           \
              sizeof((const user_setting[]){__VA_ARGS__}) / sizeof(user_setting))
#define ACTOR_HAS_DCC_DO(a, srv, ...)                                                                        \
    actor_ask_dcc(a, srv, (const user_setting[]){__VA_ARGS__},                                               \
                  sizeof((const user_setting[]){__VA_ARGS__}) / sizeof(user_setting))

/* The first value of that name; the test fails where there is none. */
int64_t result_number(const user_result *r, const char *name);
const char *result_text(actor *a, const user_result *r, const char *name);
size_t result_count(const user_result *r, const char *name);
alb_span result_octets(const user_result *r, const char *name);
/* An element of the DCC's document. */
alb_span result_element(const user_result *r, const char *path);

#endif
