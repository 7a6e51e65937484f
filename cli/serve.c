/* albion serve: the DCC, with simulated homes behind it (docs/serve.md). */
#include "serve_admin.h"
#include "serve_keys.h"
#include "serve_registration.h"

#include "cli.h"
#include "environment.h"
#include "homes_list.h"
#include "input.h"

#include "base/file.h"

#include "smki/authority.h"

#include <signal.h>
#include <stdio.h>

enum { HTTP_WORKERS = 32, MAX_BODY = 12 * 1024 * 1024 + 65536 };

/* --- what runs --- */

typedef struct serving {
    serve_options options;
    alb_log log;
    char pki[4096], devices[4200], store_url[4200], homes[4200];
    smki_keystore *keys;
    const smki_identity *signer; /* of --keys; NULL: none */
    dcc_tls_name tls_names[SERVE_MAX_DELIVERIES];
    serve_context context;
    http_server *http, *watch;
    serve_registration *registration;
    serve_link link;
    sim_list *list;
    uint64_t asked_homes; /* where there is no list */
    char address[80];     /* under which it is known, with the real port */
} serving;

static alb_status load_keys(serving *s, alb_err *err)
{
    (void)snprintf(s->devices, sizeof s->devices, "%s/devices", s->pki);
    serve_keys_options o = {.pki = s->pki,
                            .more = s->options.keys,
                            .left = s->devices,
                            .accept_test_signatures = s->options.accept_test_signatures,
                            .now = alb_now(&s->context.world.clock.clock),
                            .log = &s->log};
    s->keys = smki_keystore_new();
    if (!s->keys) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for keys");
    }
    lists_init(&s->context.lists, s->pki, s->options.keys, &s->log, &s->context.world.clock.clock);
    return serve_keys_load(&o, s->keys, &s->signer, err);
}

/* "NAME=EUI", as serve_options.c has checked. */
static void read_tls_names(serving *s)
{
    for (size_t i = 0; i < s->options.n_tls_user; i++) {
        const char *text = s->options.tls_user[i];
        const char *equals = strrchr(text, '=');
        s->tls_names[i].name = alb_span_of(text, (size_t)(equals - text));
        if (!alb_eui64_parse(alb_span_str(equals + 1), &s->tls_names[i].user)) {
            ALB_BUG("a setting that was not checked");
        }
    }
}

/* The simulated devices' are below the others'; those of devices that somebody else has made, among them. */
static alb_status find_device_certificates(void *ctx, alb_eui64 id, smki_certificate **signing,
                                           smki_certificate **agreement, alb_err *err)
{
    const serving *s = ctx;
    return serve_keys_of_device(s->devices, id, signing, agreement, NULL) == ALB_OK
               ? ALB_OK
               : serve_keys_of_device(s->pki, id, signing, agreement, err);
}

/* What the authority of the data directory says to a hub that has made itself new keys. */
static alb_status certify(void *ctx, alb_eui64 id, alb_span request, alb_buf *out, alb_err *err)
{
    const serving *s = ctx;
    return smki_pki_certify_device(s->pki, id, request, alb_now(&s->context.world.clock.clock), out, err);
}

static alb_status start_dcc(serving *s, alb_err *err)
{
    s->context.capture = serve_capture_new(&s->context.world.clock.clock);
    if (!s->context.capture) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for captures");
    }
    read_tls_names(s);
    (void)snprintf(s->store_url, sizeof s->store_url, "sqlite:%s/dcc.sqlite", s->options.data);
    dcc_options o = {
        .store_url = s->options.store ? s->options.store : s->store_url,
        .clock = &s->context.world.clock.clock,
        .log = &s->log,
        .keys = s->keys,
        .xml_signer = s->signer,
        .accept_test_signatures = s->options.accept_test_signatures,
        .user_rate = (unsigned)s->options.user_rate,
        .user_at_once = (unsigned)s->options.user_at_once,
        .commands = (unsigned)s->options.commands,
        .tls_names = s->tls_names,
        .n_tls_names = s->options.n_tls_user,
        .repository = {.find = find_device_certificates, .ctx = s},
        .certify = s->options.renew_hub_keys ? certify : NULL,
        .certify_ctx = s,
        .tap = serve_capture_message,
        .tap_ctx = s->context.capture,
        .delivery_ca = s->options.deliver_ca,
        .delivery_certificate = s->options.deliver_certificate,
        .delivery_key = s->options.deliver_key,
        .refuse_stale_lists = s->options.stale_lists == 1,
    };
    return dcc_start(&o, &s->context.world.dcc, err);
}

static alb_status attach_fleet(serving *s, alb_err *err)
{
    link_socket *ours = NULL;
    link_socket *theirs = NULL;
    ALB_TRY(link_pair(&ours, &theirs, err));
    alb_status st = sim_fleet_attach(s->context.world.fleet, theirs, err);
    if (st != ALB_OK) {
        link_free(ours);
        return st;
    }
    return dcc_attach_link(s->context.world.dcc, ours, err);
}

/* The homes live in another process. Certificates follow from their seed: a fleet of the same homes that
 * nobody talks to issues them. */
static alb_status start_far_homes(serving *s, sim_fleet_options *o, alb_err *err)
{
    sim_fleet *likeness = NULL;
    o->state = NULL;
    ALB_TRY(sim_fleet_start(o, &likeness, err));
    alb_status st = serve_register_homes(s->context.world.dcc, likeness, &s->options, &s->log, err);
    sim_fleet_stop(likeness);
    ALB_TRY(st);
    s->link = (serve_link){.dcc = s->context.world.dcc, .address = s->options.hubs, .log = &s->log};
    return serve_link_start(&s->link, err);
}

static alb_status start_homes(serving *s, alb_err *err)
{
    ALB_TRY(homes_list_open(s->options.homes_file, s->options.data, s->asked_homes, s->options.mix, &s->list,
                            err));
    s->options.list = s->list;
    s->options.homes = sim_list_count(s->list);
    if (s->options.homes == 0) {
        return ALB_OK;
    }
    (void)snprintf(s->homes, sizeof s->homes, "%s/homes", s->options.data);
    sim_fleet_options o = {
        .list = s->list,
        .seed = SERVE_SEED,
        .gas_wake = (uint32_t)s->options.gas_wake,
        .billing_day = (uint8_t)s->options.billing_day,
        .threads = 2,
        .clock = &s->context.world.clock.clock,
        .pki = s->pki,
        .supplier = serve_supplier(),
        .network_operator = serve_network_operator(),
        .as_delivered = s->options.as_delivered,
        .state = s->homes,
    };
    ALB_TRY(serve_network(s->options.data, s->options.network, &o.network, err));
    ALB_TRY(alb_dir_make(s->homes, 0700, err));
    if (s->options.hubs) {
        return start_far_homes(s, &o, err);
    }
    ALB_TRY(sim_fleet_start(&o, &s->context.world.fleet, err));
    ALB_TRY(serve_register_homes(s->context.world.dcc, s->context.world.fleet, &s->options, &s->log, err));
    ALB_TRY(serve_follow_coverage(s->context.world.dcc, s->context.world.fleet, s->list, err));
    return attach_fleet(s, err);
}

static alb_status start(serving *s, alb_err *err)
{
    ALB_TRY(serve_prepare(&s->options, alb_now(alb_clock_system()), s->pki, sizeof s->pki, err));
    atomic_store(&s->context.world.stopping, false);
    serve_world_resume(&s->context.world);
    ALB_TRY(load_keys(s, err));
    ALB_TRY(start_dcc(s, err));
    ALB_TRY(serve_register_parties(s->context.world.dcc, &s->options, err));
    ALB_TRY(start_homes(s, err));
    http_server_options o = {.listen = s->options.listen,
                             .workers = HTTP_WORKERS,
                             .max_body = MAX_BODY,
                             .idle_seconds = (unsigned)s->options.idle_seconds,
                             .request_seconds = (unsigned)s->options.request_seconds,
                             .max_connections = (unsigned)s->options.connections,
                             .tls_certificate = s->options.tls_certificate,
                             .tls_key = s->options.tls_key,
                             .client_ca = s->options.client_ca,
                             .client_crls = s->options.client_crl,
                             .n_client_crls = s->options.n_client_crl,
                             .refuse_stale_crls = s->options.stale_lists == 1,
                             .handler = serve_http,
                             .ctx = &s->context};
    ALB_TRY(http_server_start(&o, &s->http, err));
    s->context.http = s->http;
    if (s->options.registration) {
        ALB_TRY(serve_registration_start(s->context.world.dcc, s->options.registration, s->keys, &s->log,
                                         &s->registration, err));
    }
    if (!s->options.metrics_listen) {
        return ALB_OK;
    }
    http_server_options watch = {
        .listen = s->options.metrics_listen, .workers = 1, .handler = serve_watch_http, .ctx = &s->context};
    return http_server_start(&watch, &s->watch, err);
}

/* In the order in which messages flow: no new requests, then the commands under way, then the homes. */
static void stop(serving *s)
{
    unsigned drain_ms = (unsigned)s->options.drain_seconds * 1000;
    atomic_store(&s->context.world.stopping, true);
    bool was_up = s->http;
    if (s->watch) {
        http_server_stop(s->watch, 0);
    }
    if (s->http) {
        http_server_stop(s->http, drain_ms);
    }
    serve_registration_stop(s->registration);
    serve_link_stop(&s->link);
    dcc_stop(s->context.world.dcc, was_up ? drain_ms : 0);
    sim_fleet_stop(s->context.world.fleet);
    serve_capture_free(s->context.capture);
    s->context.capture = NULL;
    smki_keystore_free(s->keys);
    lists_release(&s->context.lists);
    s->http = s->watch = s->context.http = NULL;
    s->context.world.dcc = NULL;
    s->context.world.fleet = NULL;
    s->registration = NULL;
    sim_list_free(s->list);
    s->options.list = s->list = NULL;
    s->keys = NULL;
    s->signer = NULL;
}

static void release(serving *s)
{
    serve_world_release(&s->context.world);
    serve_options_release(&s->options);
}

static void block_signals(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGTERM);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGHUP);
    (void)sigaddset(set, SIGUSR1);
    (void)pthread_sigmask(SIG_BLOCK, set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void reload_tls(serving *s)
{
    alb_err err = {.code = ALB_OK};
    bool good = http_server_reload_tls(s->http, &err) == ALB_OK;
    alb_log_event(&s->log, good ? ALB_LOG_INFO : ALB_LOG_WARN, "tls-reload", "ok=%d why=\"%s\"", good,
                  err.detail);
}

/* Everything stops, the data directory changes, everything starts again. What cannot be done leaves the
 * environment as it was. */
static alb_status change_environment(serving *s, serve_action action, alb_err *err)
{
    alb_err why = {.code = ALB_OK};
    alb_status st = ALB_OK;
    const char *data = s->options.data;
    char snapshots[4300];
    stop(s);
    if (action == SERVE_SAVE) {
        (void)snprintf(snapshots, sizeof snapshots, "%s/snapshots", data);
        st = alb_dir_make(snapshots, 0700, &why);
        st = st == ALB_OK ? environment_save(data, NULL, s->context.snapshot, &why) : st;
    } else if (action == SERVE_RESTORE) {
        st = environment_restore(s->context.snapshot, data, &why);
    } else {
        st = environment_reset(data, &why);
    }
    alb_log_event(&s->log, st == ALB_OK ? ALB_LOG_WARN : ALB_LOG_ERROR, "environment",
                  "action=%s place=\"%s\" why=\"%s\"",
                  action == SERVE_SAVE      ? "save"
                  : action == SERVE_RESTORE ? "restore"
                                            : "reset",
                  s->context.snapshot, why.detail);
    s->options.listen = s->address;
    return start(s, err);
}

/* SIGHUP: the TLS files are read again. SIGUSR1: a snapshot was asked for. The end otherwise. */
static alb_status wait_for_end(serving *s, const sigset_t *set, alb_err *err)
{
    for (;;) {
        int received = 0;
        (void)sigwait(set, &received);
        int action = atomic_load(&s->context.action);
        if (received == SIGHUP) {
            reload_tls(s);
        } else if (received == SIGUSR1 && action != SERVE_NOTHING) {
            ALB_TRY(change_environment(s, (serve_action)action, err));
            atomic_store(&s->context.action, SERVE_NOTHING);
        } else if (received != SIGUSR1) {
            alb_log_event(&s->log, ALB_LOG_INFO, "stopping", "signal=%d", received);
            return ALB_OK;
        }
    }
}

static void fail(serving *s, alb_status st, alb_err *err)
{
    (void)alb_fail(err, st, NULL, 0, "%s", alb_status_text(st));
    cli_complain("serve", err);
    stop(s);
    release(s);
}

int cli_serve(int argc, char **argv)
{
    serving s = {.http = NULL};
    if (!serve_options_read(&s.options, argc, argv)) {
        serve_options_release(&s.options);
        return CLI_USAGE;
    }
    if (s.options.check_config || s.options.help) {
        if (!s.options.help) {
            alb_buf text;
            alb_buf_init(&text, 1 << 20);
            serve_options_write(&s.options, &text);
            (void)fwrite(text.ptr, 1, text.len, stdout);
            alb_buf_release(&text);
        }
        serve_options_release(&s.options);
        return CLI_OK;
    }
    sigset_t set;
    block_signals(&set); /* before any thread starts, so that none of them takes the signals */
    serve_world_init(&s.context.world);
    s.log = (alb_log){.stream = stderr,
                      .level = (alb_log_level)s.options.log,
                      .format = (alb_log_format)s.options.log_format,
                      .clock = &s.context.world.clock.clock};
    s.context.log = &s.log;
    s.asked_homes = s.options.homes;
    s.context.options = &s.options;
    s.context.world.data = s.options.data;
    alb_err err = {.code = ALB_OK};
    alb_status st = start(&s, &err);
    if (st != ALB_OK) {
        fail(&s, st, &err);
        return CLI_ERROR;
    }
    if (s.options.accept_test_signatures) {
        alb_log_event(&s.log, ALB_LOG_WARN, "test-signatures",
                      "why=\"whoever has the published keys of test clients can sign requests\"");
    }
    if (s.options.plain_http && !s.options.tls_certificate) {
        alb_log_event(&s.log, ALB_LOG_WARN, "plain-http",
                      "listen=%s why=\"requests and answers can be read and changed on their way\"",
                      s.options.listen);
    }
    serve_print_homes(&s.options);
    printf("ready http%s://%s homes=%llu data=%s\n", s.options.tls_certificate ? "s" : "",
           http_server_address(s.http), (unsigned long long)s.options.homes, s.options.data);
    (void)fflush(stdout);
    (void)snprintf(s.address, sizeof s.address, "%s", http_server_address(s.http));
    st = wait_for_end(&s, &set, &err);
    if (st != ALB_OK) {
        fail(&s, st, &err);
        return CLI_ERROR;
    }
    stop(&s);
    release(&s);
    return CLI_OK;
}
