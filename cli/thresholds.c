/* albion thresholds: anomaly detection of a DCC (docs/registration.md). */
#include "dcc_store.h"

#include "base/file.h"
#include "crypto/file_signature.h"
#include "dcc/anomaly.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static int usage(void)
{
    fputs("usage: albion thresholds load --signature FILE [STORE] FILE\n"
          "       albion thresholds show [--at DATE] [STORE]\n"
          "       albion thresholds quarantine [--all] [--csv] [STORE]\n"
          "       albion thresholds release|delete --user EUI --event REF [--request ID] --by CONTACT\n"
          "                         [--reason TEXT] --certificate FILE --key FILE [--out DIR | STORE]\n"
          "\n"
          "  FILE       ADT_..csv, thresholds, or QCA_..csv, decisions; the signature is a detached one\n"
          "             (albion pki sign-file) by a credential of the User (albion party credential)\n"
          "  --request  a RequestID; every one of the event where it is not given\n"
          "  --out      writes the decision as a signed file instead of carrying it out\n"
          "  STORE      --data DIR (albion-data) or --store URL\n",
          stderr);
    return CLI_USAGE;
}

/* --- taking files --- */

static int take(const dcc_store_options *where, const char *path, const anomaly_file *file)
{
    store *s = NULL;
    anomaly_report r;
    alb_err err = {.code = ALB_OK};
    if (!dcc_store_open_for(where, &s)) {
        return CLI_ERROR;
    }
    bool acts = strncmp(file->name, "QCA_", 4) == 0;
    alb_status st =
        acts ? anomaly_take_actions(s, file, &r, &err) : anomaly_take_thresholds(s, file, &r, &err);
    store_close(s);
    if (st != ALB_OK) {
        return dcc_store_complain(path, st, &err);
    }
    if (r.code[0]) {
        printf("%s: ERR %s%s%s", path, r.code, r.detail[0] ? " " : "", r.detail);
        if (r.line > 0) {
            printf(" (line %u)", r.line);
        }
        putchar('\n');
        return CLI_FAILED;
    }
    printf("%s: OK %u records%s\n", path, r.records, r.repeated ? ", taken before" : "");
    return CLI_OK;
}

static int load(int argc, char **argv)
{
    const char *signature = NULL;
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--signature", &signature, NULL}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !signature) {
        return usage();
    }
    const char *slash = strrchr(argv[1], '/');
    anomaly_file file = {.name = slash ? slash + 1 : argv[1], .now = alb_now(alb_clock_system())};
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 2);
    alb_status st = arena ? cli_read_file(argv[1], arena, &file.csv, &err) : ALB_NO_MEMORY;
    st = st == ALB_OK ? cli_read_file(signature, arena, &file.signature, &err) : st;
    int code = st == ALB_OK ? take(&where, argv[1], &file) : dcc_store_complain(argv[1], st, &err);
    alb_arena_free(arena);
    return code;
}

/* --- looking --- */

typedef struct looking {
    alb_arena *arena;
    alb_time at;
    bool all, csv;
} looking;

static const char *number(int64_t n, char buf[static 24])
{
    (void)snprintf(buf, 24, "%" PRId64, n);
    return n < 0 ? "-" : buf;
}

static alb_status show_threshold(void *ctx, const anomaly_threshold *t, alb_err *err)
{
    char eui[ALB_EUI64_TEXT];
    char texts[2][24];
    char at[ALB_TIME_TEXT];
    (void)ctx;
    (void)err;
    bool is_default = alb_eui64_number(t->user) == 0;
    printf("%-23s %-5s %-20s warning %s, quarantine %s in %" PRId64 " h, from %s (%s)\n",
           is_default ? "(Users that set none)" : alb_eui64_dashed(t->user, eui), t->scope, t->type,
           number(t->warning, texts[0]), number(t->quarantine, texts[1]), t->period / ALB_HOURS(1),
           alb_time_text(t->from, at), t->file);
    return ALB_OK;
}

static alb_status show_thresholds(store_tx *tx, void *ctx, alb_err *err)
{
    looking *l = ctx;
    return anomaly_list_thresholds(tx, l->at, l->arena, show_threshold, l, err);
}

/* The columns of a Quarantined Communications Report (dcc-services.md 12.5). */
static void print_csv(const anomaly_held *h)
{
    char user[ALB_EUI64_TEXT];
    char device[ALB_EUI64_TEXT];
    char at[ALB_TIME_TEXT];
    char execution[ALB_TIME_TEXT] = "";
    if (h->execution != ALB_TIME_NONE) {
        (void)alb_time_text(h->execution, execution);
    }
    (void)alb_eui64_dashed(h->user, user);
    (void)alb_eui64_dashed(h->device, device);
    printf("%" PRId64 ",%s:%s:%" PRIu64 ",%s,%s,%u,%s,%s,%s,%s,%s,%" PRId64 ",%" PRId64 ",%s,,\r\n", h->event,
           user, device, h->counter, user, h->srv, h->variant, device, alb_time_text(h->at, at), execution,
           h->kind, h->type, h->threshold, h->count, h->attribute);
}

static alb_status show_held(void *ctx, const anomaly_held *h, alb_err *err)
{
    const looking *l = ctx;
    char user[ALB_EUI64_TEXT];
    char device[ALB_EUI64_TEXT];
    char at[ALB_TIME_TEXT];
    (void)err;
    if (l->csv) {
        print_csv(h);
        return ALB_OK;
    }
    printf("event %" PRId64 " %s %s:%s:%" PRIu64 " %s CV %u at %s: %s %s", h->event, h->state,
           alb_eui64_dashed(h->user, user), alb_eui64_dashed(h->device, device), h->counter, h->srv,
           h->variant, alb_time_text(h->at, at), h->kind, h->type);
    if (h->attribute[0] == '\0') {
        printf(" %" PRId64 " of %" PRId64, h->count, h->threshold);
    }
    printf("%s%s\n", h->decided_by[0] ? ", decided by " : "", h->decided_by);
    return ALB_OK;
}

static alb_status show_quarantine(store_tx *tx, void *ctx, alb_err *err)
{
    looking *l = ctx;
    if (l->csv) {
        printf("QuarantineEventRef,RequestID,UserID,SRV,CommandVariant,DeviceID,ReceivedAt,ExecutionDateTime,"
               "BreachType,ThresholdType,ThresholdValue,CountInPeriod,AttributeName,AttributeValue,"
               "IncidentReference\r\n");
    }
    return anomaly_list_held(tx, l->all, l->arena, show_held, l, err);
}

static int look(const dcc_store_options *where, store_fn fn, looking *l)
{
    store *s = NULL;
    alb_err err = {.code = ALB_OK};
    int code = CLI_ERROR;
    l->arena = alb_arena_new(16U << 20);
    if (l->arena && dcc_store_open_for(where, &s)) {
        alb_status st = store_read(s, fn, l, &err);
        code = st == ALB_OK ? CLI_OK : dcc_store_complain("thresholds", st, &err);
    }
    store_close(s);
    alb_arena_free(l->arena);
    return code;
}

static int show(int argc, char **argv)
{
    const char *at = NULL;
    looking l = {.csv = false};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--at", &at, NULL}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1) {
        return usage();
    }
    return dcc_store_time(at, &l.at) ? look(&where, show_thresholds, &l) : CLI_USAGE;
}

static int quarantine(int argc, char **argv)
{
    looking l = {.csv = false};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {
        {"--all", NULL, &l.all}, {"--csv", NULL, &l.csv}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1) {
        return usage();
    }
    return look(&where, show_quarantine, &l);
}

/* --- deciding --- */

typedef struct decision {
    const char *user, *event, *request, *by, *reason, *certificate, *key, *out;
    const char *action;
} decision;

static void add_field(alb_buf *b, const char *text, const char *end)
{
    alb_buf_add_u8(b, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"') {
            alb_buf_add_u8(b, '"');
        }
        alb_buf_add_u8(b, (uint8_t)*c);
    }
    alb_buf_printf(b, "\"%s", end);
}

static void write_decision(const decision *d, alb_buf *out)
{
    alb_buf_printf(out, "QuarantineEventRef,RequestID,Action,Reason,AuthorisedBy\r\n%s,%s,%s,", d->event,
                   d->request ? d->request : "*", d->action);
    add_field(out, d->reason ? d->reason : "", ",");
    add_field(out, d->by, "\r\n");
}

static alb_status sign(const decision *d, alb_span text, alb_time now, alb_buf *out, alb_err *err)
{
    alb_span certificate = {0};
    alb_span key = {0};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 2);
    alb_status st = arena ? cli_read_file(d->certificate, arena, &certificate, err) : ALB_NO_MEMORY;
    st = st == ALB_OK ? cli_read_file(d->key, arena, &key, err) : st;
    st = st == ALB_OK ? crypto_file_sign(certificate, key, text, now, out, err) : st;
    alb_arena_free(arena);
    return st;
}

static int write_files(const decision *d, const anomaly_file *file)
{
    char path[PATH_MAX];
    alb_err err = {.code = ALB_OK};
    (void)snprintf(path, sizeof path, "%s/%s", d->out, file->name);
    alb_status st = alb_file_write(path, file->csv, 0644, &err);
    if (st == ALB_OK) {
        printf("%s\n", path);
        (void)snprintf(path, sizeof path, "%s/%s.p7s", d->out, file->name);
        st = alb_file_write(path, file->signature, 0644, &err);
    }
    return st == ALB_OK ? CLI_OK : dcc_store_complain(path, st, &err);
}

static int carry_out(const decision *d, const dcc_store_options *where)
{
    char name[128];
    alb_buf text;
    alb_buf signature;
    alb_err err = {.code = ALB_OK};
    alb_time now = alb_now(alb_clock_system());
    alb_date_time t = alb_time_split(now);
    (void)snprintf(name, sizeof name, "QCA_%s_%.20s_%04d%02d%02dT%02d%02d%02dZ.csv", d->user, d->event,
                   t.year, t.month, t.day, t.hour, t.minute, t.second);
    alb_buf_init(&text, 65536);
    alb_buf_init(&signature, 65536);
    write_decision(d, &text);
    alb_status st = text.st == ALB_OK ? sign(d, alb_buf_span(&text), now, &signature, &err) : text.st;
    anomaly_file file = {
        .name = name, .csv = alb_buf_span(&text), .signature = alb_buf_span(&signature), .now = now};
    int code = st != ALB_OK ? dcc_store_complain(d->key, st, &err)
               : d->out     ? write_files(d, &file)
                            : take(where, name, &file);
    alb_buf_release(&text);
    alb_buf_release(&signature);
    return code;
}

static int decide(int argc, char **argv, const char *action)
{
    decision d = {.action = action};
    dcc_store_options where = {.data = NULL};
    alb_eui64 user;
    char dashed[ALB_EUI64_TEXT];
    const cli_option options[] = {
        {"--user", &d.user, NULL}, {"--event", &d.event, NULL},   {"--request", &d.request, NULL},
        {"--by", &d.by, NULL},     {"--reason", &d.reason, NULL}, {"--certificate", &d.certificate, NULL},
        {"--key", &d.key, NULL},   {"--out", &d.out, NULL},       DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1 || !d.user || !d.event || !d.by ||
        !d.certificate || !d.key || !alb_eui64_parse(alb_span_str(d.user), &user)) {
        return usage();
    }
    d.user = alb_eui64_dashed(user, dashed);
    return carry_out(&d, &where);
}

static int release_held(int argc, char **argv)
{
    return decide(argc, argv, "PROCESS");
}

static int delete_held(int argc, char **argv)
{
    return decide(argc, argv, "DELETE");
}

int cli_thresholds(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"load", load},
                 {"show", show},
                 {"quarantine", quarantine},
                 {"release", release_held},
                 {"delete", delete_held}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return verbs[i].run(argc - 1, argv + 1);
        }
    }
    return usage();
}
