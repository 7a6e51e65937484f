/* albion bench-device: the command catalogue run at one device behind a link (docs/bench-device.md). */
#include "cli.h"
#include "input.h"

#include "base/file.h"
#include "base/text.h"
#include "bench_device/bench_device.h"
#include "catalogue/variant.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_KEYS = 8,
    ACCEPT_MS = 60000,
    REPORT_MAX = 64 * 1024 * 1024,
    MOST_SECONDS = 3600,
    FILE_MODE = 0644
};

static int usage(void)
{
    fputs(
        "usage: albion bench-device DEVICE --type ESME|GSME|GPF|CHF|... --keys DIR [--keys DIR]...\n"
        "                           (--connect ADDRESS | --listen ADDRESS) [--hub EUI] [--variant LETTERS]\n"
        "                           [--only NAME] [--timeout SECONDS] [--junit FILE] [--json] [--verbose]\n"
        "\n"
        "Plays the DCC and the remote parties against one device behind a link: sends it each command of\n"
        "the catalogue that it takes, then messages that it must refuse, and checks every answer.\n"
        "\n"
        "  --keys DIR         keys of the parties that the device knows, and its own certificates\n"
        "  --connect ADDRESS  the device's end listens there: unix:PATH or HOST:PORT\n"
        "  --listen ADDRESS   the device's end connects to this\n"
        "  --variant LETTERS  what an electricity meter has: B twin element, C polyphase, D auxiliary\n"
        "                     controllers, E boost, F proportional controllers\n"
        "  --hub EUI          the hub before the device, where it is not one itself\n"
        "  --only NAME        one use case, or one refusal, alone\n"
        "  --timeout SECONDS  longest wait for an answer (10)\n"
        "  --junit FILE       the report as JUnit XML as well\n",
        stderr);
    return CLI_USAGE;
}

typedef struct job {
    const char *keys[MOST_KEYS];
    size_t n_keys;
    const char *type, *connect, *listen, *hub, *timeout, *junit, *variant;
    bool json, verbose;
    bench_device_options options;
    smki_keystore *store;
    link_socket *link;
} job;

/* Letters of SMETS2's variants; A is what every meter has. */
static bool take_variants(const char *letters, uint8_t *out)
{
    static const char known[] = "ABCDEF";
    static const uint8_t bits[] = {0,
                                   CAT_VARIANT_TWIN_ELEMENT,
                                   CAT_VARIANT_POLYPHASE,
                                   CAT_VARIANT_CONTROLLERS,
                                   CAT_VARIANT_BOOST,
                                   CAT_VARIANT_CONTROLLERS | CAT_VARIANT_PROPORTIONAL};
    for (; letters && *letters; letters++) {
        const char *at = strchr(known, *letters);
        if (!at) {
            return false;
        }
        *out |= bits[at - known];
    }
    return true;
}

static bool take(job *j, int argc, char **argv)
{
    uint64_t seconds = 0;
    const cli_option list[] = {
        {"--type", &j->type, NULL}, {"--connect", &j->connect, NULL},   {"--listen", &j->listen, NULL},
        {"--hub", &j->hub, NULL},   {"--timeout", &j->timeout, NULL},   {"--junit", &j->junit, NULL},
        {"--json", NULL, &j->json}, {"--only", &j->options.only, NULL}, {"--verbose", NULL, &j->verbose},
    };
    if (!cli_option_values(&argc, argv, "--keys", j->keys, MOST_KEYS, &j->n_keys) ||
        !cli_options(&argc, argv, list, ALB_COUNT(list)) || argc != 2 || j->n_keys == 0 || !j->type ||
        !j->connect == !j->listen) {
        return false;
    }
    j->options.type = cat_device_named(alb_span_str(j->type));
    j->options.clock = alb_clock_system();
    if (j->options.type == 0 || !take_variants(j->variant, &j->options.variants) ||
        !alb_eui64_parse(alb_span_str(argv[1]), &j->options.device) ||
        (j->timeout && !alb_parse_u64(alb_span_str(j->timeout), MOST_SECONDS, &seconds))) {
        return false;
    }
    j->options.timeout_ms = (int)seconds * 1000;
    j->options.hub = j->options.device;
    return !j->hub || alb_eui64_parse(alb_span_str(j->hub), &j->options.hub);
}

static alb_status open_link(job *j, alb_err *err)
{
    if (j->connect) {
        return link_connect(j->connect, &j->link, err);
    }
    link_listener *listener = NULL;
    ALB_TRY(link_listen(j->listen, &listener, err));
    alb_status st = link_accept(listener, ACCEPT_MS, &j->link, err);
    link_listener_free(listener);
    return st == ALB_TIMEOUT ? alb_fail(err, st, NULL, 0, "no device connected in a minute") : st;
}

static void show_case(void *ctx, const bench_device_case *c)
{
    const job *j = ctx;
    alb_buf text;
    alb_buf_init(&text, REPORT_MAX);
    bench_device_write_case(c, j->verbose, &text);
    (void)fwrite(text.ptr, 1, text.len, stdout);
    (void)fflush(stdout);
    alb_buf_release(&text);
}

static alb_status write_reports(const job *j, const bench_device_report *report, alb_err *err)
{
    alb_buf text;
    alb_status st = ALB_OK;
    alb_buf_init(&text, REPORT_MAX);
    if (j->json) {
        bench_device_write_json(report, &text);
    } else {
        bench_device_write_totals(report, &text);
    }
    (void)fwrite(text.ptr, 1, text.len, stdout);
    if (j->junit) {
        alb_buf_clear(&text);
        bench_device_write_junit(report, &text);
        st = text.st == ALB_OK ? alb_file_write(j->junit, alb_buf_span(&text), FILE_MODE, err) : text.st;
    }
    alb_buf_release(&text);
    return st;
}

static alb_status run(job *j, bench_device_report **report, alb_err *err)
{
    bench_device_watch watch = {.done = show_case, .ctx = j};
    j->store = smki_keystore_new();
    if (!j->store) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for keys");
    }
    for (size_t i = 0; i < j->n_keys; i++) {
        ALB_TRY(smki_keystore_load(j->store, j->keys[i], err));
    }
    j->options.keys = j->store;
    ALB_TRY(open_link(j, err));
    j->options.link = j->link;
    ALB_TRY(bench_device_run(&j->options, j->json ? NULL : &watch, report, err));
    return write_reports(j, *report, err);
}

int cli_bench_device(int argc, char **argv)
{
    job j = {.store = NULL};
    alb_err err = {.code = ALB_OK};
    bench_device_report *report = NULL;
    if (!take(&j, argc, argv)) {
        return usage();
    }
    (void)signal(SIGPIPE, SIG_IGN);
    int code = CLI_OK;
    alb_status st = run(&j, &report, &err);
    if (st != ALB_OK) {
        (void)alb_fail(&err, st, NULL, 0, "%s", alb_status_text(st));
        cli_complain("bench-device", &err);
        code = CLI_ERROR;
    } else if (bench_device_report_total(report, BENCH_DEVICE_FAIL) > 0) {
        code = CLI_FAILED;
    }
    bench_device_report_free(report);
    link_free(j.link);
    smki_keystore_free(j.store);
    return code;
}
