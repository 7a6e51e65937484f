/* Parts of `albion serve`: options, data directory, keys, simulated homes, administration. */
#ifndef ALB_CLI_SERVE_H
#define ALB_CLI_SERVE_H

#include "lists.h"
#include "serve_capture.h"
#include "serve_clock.h"
#include "serve_options.h"

#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SERVE_SEED = 1 };

/* The demonstration's parties. */
typedef struct serve_party {
    alb_eui64 id;
    smki_role role;
    uint16_t user_roles;
    const char *name;
} serve_party;
const serve_party *serve_parties(size_t *count);
alb_eui64 serve_supplier(void);
alb_eui64 serve_network_operator(void);

/* Makes the data directory and its key infrastructure on first use; pki_dir: room for its path. */
ALB_MUST_USE alb_status serve_prepare(const serve_options *o, alb_time now, char *pki_dir, size_t size,
                                      alb_err *err);
/* Parties and delivery places into the DCC. */
ALB_MUST_USE alb_status serve_register_parties(dcc *d, const serve_options *o, alb_err *err);
/* How the SM WAN is: as the settings say, or where there are none (NULL) as the data directory has it. */
ALB_MUST_USE alb_status serve_network(const char *data, const char *settings, sim_network *out, alb_err *err);
/* The homes have the coverage that the DCC tells of (12.1); those that it does not know of have. */
ALB_MUST_USE alb_status serve_follow_coverage(dcc *d, sim_fleet *fleet, const sim_list *homes, alb_err *err);
/* The homes that the DCC does not know yet: inventory, registration, certificates below the data directory.
 */
ALB_MUST_USE alb_status serve_register_homes(dcc *d, sim_fleet *fleet, const serve_options *o,
                                             const alb_log *log, alb_err *err);

/* An installer exchanges the hub of a home of the fleet, after its provider has notified the DCC of the spare
 * one and its gas proxy. BUSY: that was done before. */
ALB_MUST_USE alb_status serve_exchange_hub(dcc *d, sim_fleet *fleet, const serve_options *o, uint32_t home,
                                           alb_err *err);

/* Keeps a link to the fleet at address: makes it anew whenever it has closed (serve_link.c). */
typedef struct serve_link {
    dcc *dcc;
    const char *address;
    const alb_log *log;
    pthread_t thread;
    bool thread_runs;
    atomic_bool stopping;
} serve_link;
ALB_MUST_USE alb_status serve_link_start(serve_link *l, alb_err *err);
void serve_link_stop(serve_link *l);

/* The first homes' identities, a line each. */
void serve_print_homes(const serve_options *o);

typedef enum serve_action {
    SERVE_NOTHING,
    SERVE_SAVE,
    SERVE_RESTORE,
    SERVE_RESET,
    SERVE_ORDERED
} serve_action;

/* What the HTTP handler needs. */
typedef struct serve_context {
    serve_world world;
    lists lists;
    const alb_log *log;
    const serve_options *options;
    http_server *http; /* NULL while it starts */
    serve_capture *capture;
    atomic_int
        action; /* serve_action: what is to be done with the environment between an end and a new start */
    char snapshot[4200]; /* directory of SAVE and RESTORE */
} serve_context;
/* The DCC's services, and /admin and /sim for callers of this machine. */
void serve_http(void *ctx, unsigned worker, const http_request *request, http_response *response);

/* "EUI=URL" or an EUI-64 and a URL, into the DCC. */
ALB_MUST_USE alb_status serve_set_delivery(dcc *d, alb_span eui, alb_span url, alb_err *err);

#endif
