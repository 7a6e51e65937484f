/* The settings of `albion serve`: one table that the command line, the configuration file and the help read.
 */
#ifndef ALB_CLI_SERVE_OPTIONS_H
#define ALB_CLI_SERVE_OPTIONS_H

#include "base/buf.h"
#include "base/log.h"
#include "sim/list.h"

enum { SERVE_MAX_DELIVERIES = 64, SERVE_MAX_HOMES = 1000000, SERVE_MAX_LISTS = 8 };

typedef struct serve_options {
    const char *config;
    const char *data, *listen, *store, *keys, *registration;
    const char *hubs; /* "unix:PATH" or HOST:PORT of a fleet in another process; NULL: in this one */
    const char *metrics_listen;                        /* NULL: no listener of its own */
    const char *tls_certificate, *tls_key, *client_ca; /* NULL: no TLS, no certificate of clients */
    const char *client_crl[SERVE_MAX_LISTS];
    uint64_t n_client_crl;
    const char *deliver_ca, *deliver_certificate, *deliver_key; /* of deliveries by HTTPS; NULL: none */
    const char *deliver[SERVE_MAX_DELIVERIES];                  /* EUI=URL */
    uint64_t n_deliver;
    const char *mix;        /* shares of homes (sim/mix.h) */
    const char *homes_file; /* a list of homes; NULL: that of the data directory, or as many as are made up */
    const char *network;    /* of the SM WAN (sim/network.h); NULL: as it was left */
    const char *tls_user[SERVE_MAX_DELIVERIES]; /* NAME=EUI */
    uint64_t n_tls_user;
    uint64_t user_rate, user_at_once, commands, connections, idle_seconds, request_seconds, drain_seconds;
    const sim_list *list;     /* of the homes, while the serve runs */
    uint64_t homes, gas_wake; /* seconds between the times at which gas meters wake */
    uint64_t billing_day;     /* of all meters, from the factory (sim/fleet.h) */
    uint64_t log, log_format; /* alb_log_level, alb_log_format */
    uint64_t stale_lists;     /* 1: requests are refused while a revocation list is overdue */
    bool accept_test_signatures;
    bool renew_hub_keys;
    bool to_be_installed;    /* meters wait for their commissioning */
    bool as_delivered;       /* nothing is installed, hubs alone are notified */
    bool plain_http;         /* beyond this machine, too */
    bool check_config, help; /* nothing is to be started; the help has been printed */
    alb_buf text;            /* of the configuration file: the settings point into it */
} serve_options;

/* Defaults, then the file of --config, then the command line. False, with lines on standard error that name
 * file and line or the option, and the rule broken; usage has been printed where the command line is to
 * blame. */
ALB_MUST_USE bool serve_options_read(serve_options *o, int argc, char **argv);
/* The defaults alone. */
void serve_options_default(serve_options *o);
/* The settings of o->text, as a file has them, in place of what was there; it is changed. A line for every
 * fault is added, "NUMBER: what and which rule"; how many. */
size_t serve_options_take_text(serve_options *o, alb_buf *faults);
/* What holds, in the form of the configuration file. */
void serve_options_write(const serve_options *o, alb_buf *out);
void serve_options_release(serve_options *o);

#endif
