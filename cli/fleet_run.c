/* albion fleet run: the simulated homes in a process of their own, for servers that reach them by a link
 * (docs/link.md). */
#include "fleet_run.h"

#include "cli.h"
#include "homes_list.h"
#include "input.h"
#include "serve.h"

#include "base/file.h"
#include "base/text.h"
#include "sim/fleet.h"

#include <signal.h>
#include <stdio.h>

enum { LOOK_MS = 200 };

typedef struct running {
    const char *data, *listen, *homes, *gas_wake, *billing_day, *mix, *network, *homes_file;
    uint64_t n_homes, gas_wake_s, billing_day_n;
    bool as_delivered;
    sim_list *list;
    sim_fleet *fleet;
    link_listener *listener;
} running;

static int usage(void)
{
    fputs(
        "usage: albion fleet run --listen ADDRESS [--data DIR] [--homes N] [--gas-wake SECONDS]\n"
        "                        [--mix SHARES] [--network SETTINGS] [--as-delivered] [--billing-day N]\n"
        "                        [--homes-file FILE]\n"
        "ADDRESS: HOST:PORT or unix:PATH, where servers find the homes (albion serve --hubs); DIR is a data\n"
        "directory of theirs (albion-data), whose pki the homes trust and where they keep what they know. "
        "SHARES as albion\n"
        "serve has them.\n",
        stderr);
    return CLI_USAGE;
}

static bool take_options(running *r, int argc, char **argv)
{
    const cli_option options[] = {{"--data", &r->data, NULL},
                                  {"--listen", &r->listen, NULL},
                                  {"--homes", &r->homes, NULL},
                                  {"--gas-wake", &r->gas_wake, NULL},
                                  {"--billing-day", &r->billing_day, NULL},
                                  {"--mix", &r->mix, NULL},
                                  {"--network", &r->network, NULL},
                                  {"--homes-file", &r->homes_file, NULL},
                                  {"--as-delivered", NULL, &r->as_delivered}};
    return cli_options(&argc, argv, options, ALB_COUNT(options)) && argc == 1 && r->listen &&
           alb_parse_u64(alb_span_str(r->homes), SERVE_MAX_HOMES, &r->n_homes) &&
           alb_parse_u64(alb_span_str(r->gas_wake), 86400, &r->gas_wake_s) && r->gas_wake_s > 0 &&
           alb_parse_u64(alb_span_str(r->billing_day), 28, &r->billing_day_n);
}

static alb_status start(running *r, alb_err *err)
{
    char pki[4096];
    char homes[4200];
    (void)snprintf(pki, sizeof pki, "%s/pki", r->data);
    (void)snprintf(homes, sizeof homes, "%s/homes", r->data);
    ALB_TRY(homes_list_open(r->homes_file, r->data, r->n_homes, r->mix, &r->list, err));
    r->n_homes = sim_list_count(r->list);
    sim_fleet_options o = {.list = r->list,
                           .seed = SERVE_SEED,
                           .gas_wake = (uint32_t)r->gas_wake_s,
                           .billing_day = (uint8_t)r->billing_day_n,
                           .threads = 2,
                           .clock = alb_clock_system(),
                           .pki = pki,
                           .supplier = serve_supplier(),
                           .network_operator = serve_network_operator(),
                           .as_delivered = r->as_delivered,
                           .state = homes};
    ALB_TRY(serve_network(r->data, r->network, &o.network, err));
    ALB_TRY(alb_dir_make(homes, 0700, err));
    ALB_TRY(sim_fleet_start(&o, &r->fleet, err));
    return link_listen(r->listen, &r->listener, err);
}

/* Until a signal comes. */
static void accept_links(running *r, const sigset_t *set)
{
    struct timespec at_once = {0};
    while (sigtimedwait(set, NULL, &at_once) < 0) {
        link_socket *link = NULL;
        alb_err err = {.code = ALB_OK};
        if (link_accept(r->listener, LOOK_MS, &link, NULL) == ALB_OK &&
            sim_fleet_attach(r->fleet, link, &err) != ALB_OK) {
            cli_complain("fleet", &err);
        }
    }
}

int cli_fleet_run(int argc, char **argv)
{
    running r = {.data = "albion-data", .homes = "3", .gas_wake = "5", .billing_day = "0", .mix = SIM_MIX_GB};
    if (!take_options(&r, argc, argv)) {
        return usage();
    }
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    alb_err err = {.code = ALB_OK};
    alb_status st = start(&r, &err);
    if (st == ALB_OK) {
        printf("ready %s homes=%llu data=%s\n", link_listener_address(r.listener),
               (unsigned long long)r.n_homes, r.data);
        (void)fflush(stdout);
        accept_links(&r, &set);
    } else {
        cli_complain("fleet", &err);
    }
    link_listener_free(r.listener);
    sim_fleet_stop(r.fleet);
    sim_list_free(r.list);
    return st == ALB_OK ? CLI_OK : CLI_ERROR;
}
