/* albion audit: the DCC's audit trail, beside a running serve or without one (docs/operations.md). */
#include "cli.h"
#include "input.h"

#include "base/json.h"
#include "base/text.h"
#include "dcc/audit.h"
#include "dcc/dcc.h"

#include <limits.h>
#include <stdio.h>

static int usage(void)
{
    fputs("usage: albion audit search [--user EUI] [--device EUI] [--request EUI:EUI:COUNTER] [--event NAME] "
          "[--code CODE]\n"
          "                           [--from DATE] [--to DATE] [--limit N] [--json] [--data DIR | --store "
          "URL]\n"
          "       albion audit verify [--head HEX] [--data DIR | --store URL]\n"
          "       albion audit times [--json] [--data DIR | --store URL]\n"
          "\n"
          "search: entries of the DCC's audit trail, the oldest first.\n"
          "verify: is the trail whole? Prints its length and head, which, noted elsewhere, shows later that "
          "its end was\n"
          "  not cut off.\n"
          "times: how long requests took, by service, against their target response times.\n",
          stderr);
    return CLI_USAGE;
}

typedef struct place {
    const char *data, *store;
} place;

static alb_status open_store(const place *p, store **out, alb_err *err)
{
    char url[PATH_MAX + 32];
    char file[PATH_MAX];
    (void)snprintf(file, sizeof file, "%s/dcc.sqlite", p->data);
    (void)snprintf(url, sizeof url, "sqlite:%s", file);
    FILE *f = p->store ? NULL : fopen(file, "re");
    if (!p->store && !f) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "%s is no data directory of a serve", p->data);
    }
    if (f) {
        (void)fclose(f);
    }
    return dcc_open_store(p->store ? p->store : url, out, err);
}

static int fail(const alb_err *err, alb_status st)
{
    cli_complain("audit", err);
    return st == ALB_MISMATCH ? CLI_FAILED : CLI_ERROR;
}

/* --- search --- */

static const char *eui_or_dash(const alb_eui64 *id, char room[static ALB_EUI64_TEXT])
{
    return id ? alb_eui64_dashed(*id, room) : "-";
}

static void print_text(void *ctx, const dcc_audit_line *l)
{
    char at[ALB_TIME_TEXT];
    char party[ALB_EUI64_TEXT];
    char device[ALB_EUI64_TEXT];
    char counter[24] = "-";
    (void)ctx;
    if (l->counter) {
        (void)snprintf(counter, sizeof counter, "%llu", (unsigned long long)*l->counter);
    }
    printf("%lld %s %s user=%s device=%s counter=%s code=%s %s\n", (long long)l->entry,
           alb_time_text_ms(l->at, at), l->event, eui_or_dash(l->party, party),
           eui_or_dash(l->device, device), counter, l->code ? l->code : "-", l->detail);
}

static void member(alb_json *j, const char *name, const char *text)
{
    if (text) {
        alb_json_key(j, name);
        alb_json_text(j, text);
    }
}

static void print_json(void *ctx, const dcc_audit_line *l)
{
    char room[ALB_EUI64_TEXT];
    char at[ALB_TIME_TEXT];
    alb_buf *out = ctx;
    alb_json j;
    alb_buf_clear(out);
    alb_json_init(&j, out, 0);
    alb_json_object(&j);
    alb_json_key(&j, "entry");
    alb_json_i64(&j, l->entry);
    member(&j, "at", alb_time_text_ms(l->at, at));
    member(&j, "event", l->event);
    member(&j, "user", l->party ? alb_eui64_dashed(*l->party, room) : NULL);
    member(&j, "device", l->device ? alb_eui64_dashed(*l->device, room) : NULL);
    if (l->counter) {
        alb_json_key(&j, "counter");
        alb_json_u64(&j, *l->counter);
    }
    member(&j, "code", l->code);
    member(&j, "detail", l->detail);
    alb_json_object_end(&j);
    (void)fwrite(out->ptr, 1, out->len, stdout);
    (void)putchar('\n');
}

/* "EUI:EUI:COUNTER" */
static bool read_request(const char *text, alb_eui64 *user, alb_eui64 *device, uint64_t *counter)
{
    const char *first = strchr(text, ':');
    const char *second = first ? strchr(first + 1, ':') : NULL;
    return second && alb_eui64_parse(alb_span_of(text, (size_t)(first - text)), user) &&
           alb_eui64_parse(alb_span_of(first + 1, (size_t)(second - first - 1)), device) &&
           alb_parse_u64(alb_span_str(second + 1), UINT64_MAX, counter);
}

static int search(const place *p, const dcc_audit_query *query, bool json)
{
    store *s = NULL;
    alb_err err = {.code = ALB_OK};
    alb_buf line;
    alb_buf_init(&line, 65536);
    alb_status st = open_store(p, &s, &err);
    if (st == ALB_OK) {
        st = dcc_audit_search(s, query, json ? print_json : print_text, &line, &err);
    }
    store_close(s);
    alb_buf_release(&line);
    return st == ALB_OK ? CLI_OK : fail(&err, st);
}

static int audit_search(int argc, char **argv)
{
    place p = {.data = "albion-data"};
    const char *user = NULL;
    const char *device = NULL;
    const char *request = NULL;
    const char *from = NULL;
    const char *to = NULL;
    const char *limit = NULL;
    bool json = false;
    alb_eui64 ids[2];
    uint64_t counter;
    dcc_audit_query q = {.from = ALB_TIME_NONE, .to = ALB_TIME_NONE};
    const cli_option options[] = {
        {"--user", &user, NULL},     {"--device", &device, NULL}, {"--request", &request, NULL},
        {"--event", &q.event, NULL}, {"--code", &q.code, NULL},   {"--from", &from, NULL},
        {"--to", &to, NULL},         {"--limit", &limit, NULL},   {"--data", &p.data, NULL},
        {"--store", &p.store, NULL}, {"--json", NULL, &json},
    };
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1 ||
        (user && !alb_eui64_parse(alb_span_str(user), &ids[0])) ||
        (device && !alb_eui64_parse(alb_span_str(device), &ids[1])) ||
        (request && !read_request(request, &ids[0], &ids[1], &counter)) ||
        (from && !alb_time_parse(alb_span_str(from), &q.from)) ||
        (to && !alb_time_parse(alb_span_str(to), &q.to)) ||
        (limit && !alb_parse_u64(alb_span_str(limit), UINT32_MAX, &q.limit))) {
        return usage();
    }
    q.party = user || request ? &ids[0] : NULL;
    q.device = device || request ? &ids[1] : NULL;
    q.counter = request ? &counter : NULL;
    return search(&p, &q, json);
}

/* --- verify --- */

static int audit_verify(int argc, char **argv)
{
    place p = {.data = "albion-data"};
    const char *hex = NULL;
    const cli_option options[] = {
        {"--data", &p.data, NULL}, {"--store", &p.store, NULL}, {"--head", &hex, NULL}};
    uint8_t known[32];
    uint8_t head[32];
    alb_wr w = alb_wr_init(known, sizeof known);
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1 ||
        (hex && (alb_hex_decode(alb_span_str(hex), &w) != ALB_OK || w.pos != sizeof known))) {
        return usage();
    }
    store *s = NULL;
    uint64_t count = 0;
    alb_err err = {.code = ALB_OK};
    alb_status st = open_store(&p, &s, &err);
    if (st == ALB_OK) {
        st = dcc_audit_verify(s, hex ? ALB_SPAN_OF(known) : alb_span_none(), &count, head, &err);
    }
    store_close(s);
    if (st != ALB_OK) {
        return fail(&err, st);
    }
    printf("%llu entries, head ", (unsigned long long)count);
    cli_write_octets(ALB_SPAN_OF(head), CLI_FORM_HEX);
    return CLI_OK;
}

/* --- times --- */

static void print_times(void *ctx, const dcc_service_times *t)
{
    if (!*(const bool *)ctx) {
        printf("%-10s %8llu ended, %6.2f %% within %lld s, mean %.3f s, longest %.3f s\n", t->srv,
               (unsigned long long)t->ended, 100.0 * (double)t->within / (double)t->ended,
               (long long)t->target / 1000, (double)t->total / 1000 / (double)t->ended,
               (double)t->longest / 1000);
        return;
    }
    printf("{\"service\":\"%s\",\"ended\":%llu,\"within\":%llu,\"target_seconds\":%lld,\"mean_seconds\":%.3f,"
           "\"longest_seconds\":%.3f}\n",
           t->srv, (unsigned long long)t->ended, (unsigned long long)t->within, (long long)t->target / 1000,
           (double)t->total / 1000 / (double)t->ended, (double)t->longest / 1000);
}

static int audit_times(int argc, char **argv)
{
    place p = {.data = "albion-data"};
    bool json = false;
    const cli_option options[] = {
        {"--data", &p.data, NULL}, {"--store", &p.store, NULL}, {"--json", NULL, &json}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1) {
        return usage();
    }
    store *s = NULL;
    alb_err err = {.code = ALB_OK};
    alb_status st = open_store(&p, &s, &err);
    if (st == ALB_OK) {
        st = dcc_service_times_read(s, print_times, &json, &err);
    }
    store_close(s);
    return st == ALB_OK ? CLI_OK : fail(&err, st);
}

int cli_audit(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {{"search", audit_search}, {"verify", audit_verify}, {"times", audit_times}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return usage();
}
