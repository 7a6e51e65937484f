/* albion user: act as a User of the DCC. */
#include "cli.h"
#include "input.h"
#include "keys.h"
#include "user_print.h"

#include "base/text.h"
#include "user/user.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_SERVER "http://127.0.0.1:8079"
#define DEFAULT_LISTEN "127.0.0.1:8088"

enum { SETTINGS_MAX = 256, WAIT_SECONDS = 60 };

static int usage(void)
{
    fputs("usage: albion user request SRV --keys DIR --as EUI --device EUI [--set PATH=VALUE]... [--variant "
          "N]\n"
          "                   [--server URL] [--wait] [--listen ADDR] [--counters FILE] [--json | --mmc] "
          "[TLS]\n"
          "       albion user listen --keys DIR --as EUI [--listen ADDR] [--json | --mmc] [TLS]\n"
          "SRV is a Service Request Variant (4.1.1); 'albion help request SRV' shows what it holds. --wait "
          "listens\n"
          "for the response at ADDR (" DEFAULT_LISTEN "), where the DCC must deliver to this User.\n"
          "TLS: --tls-ca FILE --tls-certificate FILE --tls-key FILE of requests; --listen-certificate FILE "
          "and\n"
          "--listen-key FILE of what is listened for, from clients of --tls-ca alone.\n",
          stderr);
    return CLI_USAGE;
}

typedef struct user_job {
    const char *keys_dir, *as, *device, *server, *listen, *counters, *variant;
    const char *tls_ca, *tls_certificate, *tls_key, *listen_certificate, *listen_key;
    bool wait, json, mmc;
    cli_keys keys;
    user_client *client;
    user_listener *listener;
    alb_arena *arena;
} user_job;

static void close_job(user_job *job)
{
    user_listener_stop(job->listener);
    user_client_free(job->client);
    cli_keys_close(&job->keys);
    alb_arena_free(job->arena);
}

static int complain(const char *what, const alb_err *err)
{
    cli_complain(what, err);
    return err->code == ALB_IO || err->code == ALB_CLOSED || err->code == ALB_NO_MEMORY ? CLI_ERROR
                                                                                        : CLI_FAILED;
}

/* Keys, client and, where messages are waited for, the listener. */
static alb_status open_job(user_job *job, bool listen, alb_err *err)
{
    alb_eui64 id;
    job->arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    if (!job->arena) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory");
    }
    if (!alb_eui64_parse(alb_span_str(job->as), &id)) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "'%.40s' is not an EUI-64", job->as);
    }
    if (!cli_keys_open(&job->keys, job->keys_dir)) {
        return alb_fail(err, ALB_NO_KEY, NULL, 0, "no keys in %.120s", job->keys_dir);
    }
    user_options options = {.id = id,
                            .keys = job->keys.store,
                            .server = job->server ? job->server : DEFAULT_SERVER,
                            .counter_file = job->counters,
                            .clock = alb_clock_system(),
                            .tls_ca = job->tls_ca,
                            .tls_certificate = job->tls_certificate,
                            .tls_key = job->tls_key,
                            .listen_certificate = job->listen_certificate,
                            .listen_key = job->listen_key};
    ALB_TRY(user_client_new(&options, &job->client, err));
    return listen ? user_listen(job->client, job->listen ? job->listen : DEFAULT_LISTEN, &job->listener, err)
                  : ALB_OK;
}

static user_form form_of(const user_job *job)
{
    return job->mmc ? USER_AS_MMC : job->json ? USER_AS_JSON : USER_FOR_PEOPLE;
}

/* --- request --- */

/* "PATH=VALUE"; the value is what stands behind the first '='. */
static alb_status split_settings(user_job *job, const char *const *texts, size_t n, user_setting *out,
                                 alb_err *err)
{
    for (size_t i = 0; i < n; i++) {
        const char *equals = strchr(texts[i], '=');
        if (!equals) {
            return alb_fail(err, ALB_USAGE, NULL, 0, "--set %.80s: PATH=VALUE is wanted", texts[i]);
        }
        out[i].path = alb_arena_string(job->arena, alb_span_of(texts[i], (size_t)(equals - texts[i])));
        out[i].value = equals + 1;
    }
    return ALB_OK;
}

static alb_status command_variant(const user_job *job, const cat_service_request *srv, uint8_t *out,
                                  alb_err *err)
{
    uint64_t number = !srv->device ? 8 : srv->critical ? 4 : 1;
    if (job->variant && !alb_parse_u64(alb_span_str(job->variant), 9, &number)) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "--variant %.20s: a number from 1 to 8 is wanted",
                        job->variant);
    }
    *out = (uint8_t)number;
    return ALB_OK;
}

/* Requests that the DCC handles alone are addressed to it (duis.md 2.2); the DCC is whoever signs its
 * Responses. */
static alb_status target_of(const user_job *job, const cat_service_request *srv, alb_eui64 *out, alb_err *err)
{
    if (job->device) {
        return alb_eui64_parse(alb_span_str(job->device), out)
                   ? ALB_OK
                   : alb_fail(err, ALB_USAGE, NULL, 0, "'%.40s' is not an EUI-64", job->device);
    }
    for (size_t i = 0; !srv->device && i < smki_keystore_count(job->keys.store); i++) {
        const smki_identity *identity = smki_keystore_at(job->keys.store, i);
        if (identity->certificate &&
            smki_certificate_role(identity->certificate) == SMKI_ROLE_XML_SIGNING_DCC) {
            *out = identity->entity;
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_USAGE, NULL, 0,
                    srv->device ? "--device is missing" : "no certificate of the DCC");
}

static bool waits_for_response(const user_job *job, const user_result *result)
{
    return job->wait && strcmp(result->code, "I99") == 0;
}

static alb_status run_request(user_job *job, const cat_service_request *srv, const user_setting *settings,
                              size_t n, user_result *result, alb_err *err)
{
    uint8_t variant = 0;
    alb_eui64 target;
    duis_request_id id = {.counter = 0};
    ALB_TRY(command_variant(job, srv, &variant, err));
    ALB_TRY(target_of(job, srv, &target, err));
    alb_buf xml;
    alb_buf_init(&xml, DUIS_MAX_FIRMWARE_REQUEST);
    alb_status st = user_ask(job->client, srv, target, variant, settings, n, &id, job->arena, result, err);
    if (st == ALB_OK && waits_for_response(job, result)) {
        /* An acknowledgement has no message to map. */
        if (!job->mmc) {
            (void)cli_user_print(result, form_of(job));
        }
        st = user_wait(job->listener, &id, WAIT_SECONDS * 1000, &xml, err);
        alb_span copy = st == ALB_OK ? alb_arena_copy(job->arena, alb_buf_span(&xml)) : alb_span_none();
        if (st == ALB_OK) {
            st = user_read(job->client, copy, job->arena, result, err);
        }
    }
    alb_buf_release(&xml);
    return st;
}

static int user_request(int argc, char **argv)
{
    user_job job = {.as = NULL};
    const char *texts[SETTINGS_MAX];
    user_setting settings[SETTINGS_MAX];
    size_t n = 0;
    const cli_option options[] = {{"--keys", &job.keys_dir, NULL},
                                  {"--as", &job.as, NULL},
                                  {"--device", &job.device, NULL},
                                  {"--server", &job.server, NULL},
                                  {"--listen", &job.listen, NULL},
                                  {"--counters", &job.counters, NULL},
                                  {"--variant", &job.variant, NULL},
                                  {"--wait", NULL, &job.wait},
                                  {"--tls-ca", &job.tls_ca, NULL},
                                  {"--tls-certificate", &job.tls_certificate, NULL},
                                  {"--tls-key", &job.tls_key, NULL},
                                  {"--listen-certificate", &job.listen_certificate, NULL},
                                  {"--listen-key", &job.listen_key, NULL},
                                  {"--json", NULL, &job.json},
                                  {"--mmc", NULL, &job.mmc}};
    if (!cli_option_values(&argc, argv, "--set", texts, SETTINGS_MAX, &n) ||
        !cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !job.keys_dir || !job.as) {
        return usage();
    }
    const cat_service_request *srv = cat_service_request_find(alb_span_str(argv[1]));
    if (!srv) {
        fprintf(stderr, "albion: no Service Request Variant '%s'\n", argv[1]);
        return CLI_USAGE;
    }
    alb_err err = {.code = ALB_OK};
    user_result result;
    alb_status st = open_job(&job, job.wait, &err);
    if (st == ALB_OK) {
        st = split_settings(&job, texts, n, settings, &err);
    }
    if (st == ALB_OK) {
        st = run_request(&job, srv, settings, n, &result, &err);
    }
    int code = st == ALB_OK ? cli_user_print(&result, form_of(&job)) : complain(argv[1], &err);
    close_job(&job);
    return code;
}

/* --- listen --- */

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
    (void)signal_number;
    stopping = 1;
}

static void listen_until_stopped(user_job *job)
{
    alb_buf xml;
    alb_buf_init(&xml, DUIS_MAX_FIRMWARE_REQUEST);
    while (!stopping) {
        alb_err err = {.code = ALB_OK};
        user_result result;
        alb_buf_clear(&xml);
        alb_arena_reset(job->arena);
        if (user_wait(job->listener, NULL, 200, &xml, NULL) != ALB_OK) {
            continue;
        }
        if (user_read(job->client, alb_buf_span(&xml), job->arena, &result, &err) == ALB_OK) {
            (void)cli_user_print(&result, form_of(job));
        } else {
            cli_complain("message", &err);
        }
        (void)fflush(stdout);
    }
    alb_buf_release(&xml);
}

static int user_listen_command(int argc, char **argv)
{
    user_job job = {.as = NULL};
    const cli_option options[] = {{"--keys", &job.keys_dir, NULL},
                                  {"--as", &job.as, NULL},
                                  {"--listen", &job.listen, NULL},
                                  {"--tls-ca", &job.tls_ca, NULL},
                                  {"--tls-certificate", &job.tls_certificate, NULL},
                                  {"--tls-key", &job.tls_key, NULL},
                                  {"--listen-certificate", &job.listen_certificate, NULL},
                                  {"--listen-key", &job.listen_key, NULL},
                                  {"--json", NULL, &job.json},
                                  {"--mmc", NULL, &job.mmc}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1 || !job.keys_dir || !job.as) {
        return usage();
    }
    alb_err err = {.code = ALB_OK};
    int code = CLI_OK;
    if (open_job(&job, true, &err) == ALB_OK) {
        (void)signal(SIGINT, stop);
        (void)signal(SIGTERM, stop);
        fprintf(stderr, "ready %s\n", user_listener_url(job.listener));
        listen_until_stopped(&job);
    } else {
        code = complain("listen", &err);
    }
    close_job(&job);
    return code;
}

int cli_user(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "request") == 0) {
        return user_request(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "listen") == 0) {
        return user_listen_command(argc - 1, argv + 1);
    }
    return usage();
}
