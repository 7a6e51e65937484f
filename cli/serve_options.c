#include "serve_options.h"

#include "input.h"

#include "base/file.h"
#include "base/text.h"
#include "sim/mix.h"

#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { CONFIG_MAX = 1 << 20, MOST_GAS_WAKE = 86400 };

typedef enum kind {
    TEXT,
    ADDRESS, /* HOST:PORT */
    FILE_NAME,
    LIST,   /* texts; the number of them stands in a uint64_t at count */
    NUMBER, /* from min to max */
    CHOICE, /* its place among the words */
    FLAG
} kind;

typedef struct option {
    const char *name; /* --name, and name = value */
    kind kind;
    size_t offset, count;
    uint64_t min, max;
    const char *words;    /* CHOICE: "a|b" */
    const char *argument; /* for the help */
    const char *fallback; /* NULL: none, or no */
    const char *help;
} option;

#define AT(field) offsetof(serve_options, field)

/* The default of --homes and --gas-wake: who works at a desk has a small street and does not wait half an
 * hour for a gas meter. */
static const option options[] = {
    {"data", TEXT, AT(data), .argument = "DIR", .fallback = "albion-data",
     .help = "keys, store and certificates of the homes; made on first use"},
    {"listen", ADDRESS, AT(listen), .argument = "ADDRESS", .fallback = "127.0.0.1:8079",
     .help = "HOST:PORT of the services; port 0: any"},
    {"metrics-listen", ADDRESS, AT(metrics_listen), .argument = "ADDRESS",
     .help = "HOST:PORT of /health, /ready and /metrics for other machines"},
    {"store", TEXT, AT(store), .argument = "URL",
     .help = "sqlite:DIR/dcc.sqlite if it is not given; or a postgresql://, which servers may share"},
    {"keys", TEXT, AT(keys), .argument = "DIR",
     .help = "more authorities and certificates, and the DCC's XML signing key if it is there"},
    {"registration", TEXT, AT(registration), .argument = "DIR",
     .help = "files of registration data are taken from DIR/inbox; answers in DIR/outbox"},
    {"accept-test-signatures", FLAG, AT(accept_test_signatures),
     .help = "requests signed as existing test clients do: self-signed certificates of --keys, any role"},
    {"stale-lists", CHOICE, AT(stale_lists), .words = "warn|refuse", .fallback = "warn",
     .help = "what an overdue revocation list means to requests under its authority"},
    {"deliver", LIST, AT(deliver), .count = AT(n_deliver), .max = SERVE_MAX_DELIVERIES, .argument = "EUI=URL",
     .help = "where a User's messages go; may stand several times"},
    {"homes", NUMBER, AT(homes), .max = SERVE_MAX_HOMES, .argument = "N", .fallback = "3",
     .help = "simulated homes, where the data directory has no list of them (albion fleet import)"},
    {"homes-file", FILE_NAME, AT(homes_file), .argument = "FILE",
     .help = "a list of the simulated homes (albion fleet export), in place of that of the data directory"},
    {"mix", TEXT, AT(mix), .argument = "SHARES", .fallback = SIM_MIX_GB,
     .help = "percent of the homes with twin, polyphase, control, sapc, ihd, cad, economy7, business, solar, "
             "heatpump, vehicle (NAME=N,...)"},
    {"hubs", TEXT, AT(hubs), .argument = "ADDRESS",
     .help = "HOST:PORT or unix:PATH of an albion fleet run that has the homes"},
    {"network", TEXT, AT(network), .argument = "SETTINGS",
     .help =
         "the homes' SM WAN: typical, instant, or north.latency=MS,north.spread=MS,north.loss=PERCENT .."},
    {"gas-wake", NUMBER, AT(gas_wake), .min = 1, .max = MOST_GAS_WAKE, .argument = "SECONDS", .fallback = "5",
     .help = "between the times at which gas meters wake; real ones: 1800"},
    {"as-delivered", FLAG, AT(as_delivered),
     .help = "the homes wait for their installer: hubs are notified, nothing else is known, or on their "
             "networks"},
    {"billing-day", NUMBER, AT(billing_day), .max = 28, .argument = "N", .fallback = "0",
     .help = "day of each month on which all meters close the billing period, from the factory; 0: once set"},
    {"renew-hub-keys", FLAG, AT(renew_hub_keys),
     .help = "hubs that are commissioned make new keys, which the authority of the data directory certifies"},
    {"to-be-installed", FLAG, AT(to_be_installed), .help = "the homes' meters wait for their commissioning"},
    {"tls-certificate", FILE_NAME, AT(tls_certificate), .argument = "FILE",
     .help = "HTTPS with this certificate (PEM)"},
    {"tls-key", FILE_NAME, AT(tls_key), .argument = "FILE", .help = "its private key"},
    {"client-ca", FILE_NAME, AT(client_ca), .argument = "FILE",
     .help = "clients show a certificate of these authorities, and act for its User ID alone"},
    {"client-crl", LIST, AT(client_crl), .count = AT(n_client_crl), .max = SERVE_MAX_LISTS,
     .argument = "FILE", .help = "a revocation list of these authorities; may stand several times"},
    {"tls-user", LIST, AT(tls_user), .count = AT(n_tls_user), .max = SERVE_MAX_DELIVERIES,
     .argument = "NAME=EUI", .help = "the User ID of the client certificate with that common name"},
    {"deliver-ca", FILE_NAME, AT(deliver_ca), .argument = "FILE",
     .help = "authorities of the servers that deliveries go to by HTTPS"},
    {"deliver-certificate", FILE_NAME, AT(deliver_certificate), .argument = "FILE",
     .help = "the certificate (PEM) that deliveries by HTTPS show"},
    {"deliver-key", FILE_NAME, AT(deliver_key), .argument = "FILE", .help = "its private key"},
    {"plain-http", FLAG, AT(plain_http), .help = "HTTP without TLS beyond this machine, too"},
    {"user-rate", NUMBER, AT(user_rate), .max = 1000000, .argument = "N", .fallback = "1000",
     .help = "requests a second of one User; 0: no limit"},
    {"user-at-once", NUMBER, AT(user_at_once), .max = 1000, .argument = "N", .fallback = "24",
     .help = "requests of one User being judged at a time; 0: no limit"},
    {"commands", NUMBER, AT(commands), .min = 1, .max = 1000000, .argument = "N", .fallback = "100000",
     .help = "commands to devices under way of all Users; requests beyond them are refused with E64"},
    {"connections", NUMBER, AT(connections), .min = 1, .max = 100000, .argument = "N", .fallback = "1024",
     .help = "requests under way of all clients; more are refused"},
    {"idle-seconds", NUMBER, AT(idle_seconds), .min = 1, .max = 3600, .argument = "N", .fallback = "30",
     .help = "a client that says nothing is cut off"},
    {"request-seconds", NUMBER, AT(request_seconds), .min = 1, .max = 3600, .argument = "N", .fallback = "60",
     .help = "and one whose request takes longer to come in"},
    {"drain-seconds", NUMBER, AT(drain_seconds), .max = 3600, .argument = "N", .fallback = "5",
     .help = "for what is under way, when it is told to stop"},
    {"log", CHOICE, AT(log), .words = "error|warn|info|debug", .fallback = "info",
     .help = "how much is logged"},
    {"log-format", CHOICE, AT(log_format), .words = "text|json", .fallback = "text",
     .help = "key=value lines, or an object a line"},
};

static void *field(serve_options *o, size_t offset)
{
    return (uint8_t *)o + offset;
}

/* --- one setting --- */

static alb_status refuse(const option *p, const char *value, const char *rule, alb_err *err)
{
    return alb_fail(err, ALB_USAGE, NULL, 0, "%s: %s, not '%.60s'", p->name, rule, value);
}

static alb_status take_number(const option *p, const char *value, uint64_t *out, alb_err *err)
{
    uint64_t n;
    if (!alb_parse_u64(alb_span_str(value), p->max, &n) || n < p->min) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "%s: a number from %llu to %llu, not '%.60s'", p->name,
                        (unsigned long long)p->min, (unsigned long long)p->max, value);
    }
    *out = n;
    return ALB_OK;
}

static alb_status take_choice(const option *p, const char *value, uint64_t *out, alb_err *err)
{
    uint64_t i = 0;
    for (const char *word = p->words; word; i++) {
        size_t n = strcspn(word, "|");
        if (strlen(value) == n && strncmp(value, word, n) == 0) {
            *out = i;
            return ALB_OK;
        }
        word = word[n] ? word + n + 1 : NULL;
    }
    return refuse(p, value, p->words, err);
}

static alb_status take_flag(const option *p, const char *value, bool *out, alb_err *err)
{
    *out = strcmp(value, "yes") == 0;
    return *out || strcmp(value, "no") == 0 ? ALB_OK : refuse(p, value, "yes or no", err);
}

static alb_status take_text(const option *p, const char *value, const char **out, alb_err *err)
{
    uint64_t port;
    const char *colon = strrchr(value, ':');
    if (p->kind == ADDRESS &&
        (!colon || colon == value || !alb_parse_u64(alb_span_str(colon + 1), 65535, &port))) {
        return refuse(p, value, "HOST:PORT", err);
    }
    if (p->kind == FILE_NAME && access(value, R_OK) != 0) {
        return refuse(p, value, "a file that can be read", err);
    }
    *out = value;
    return ALB_OK;
}

static alb_status take(serve_options *o, const option *p, const char *value, alb_err *err)
{
    if (value[0] == '\0') {
        return refuse(p, value, "a value", err);
    }
    switch (p->kind) {
    case NUMBER:
        return take_number(p, value, field(o, p->offset), err);
    case CHOICE:
        return take_choice(p, value, field(o, p->offset), err);
    case FLAG:
        return take_flag(p, value, field(o, p->offset), err);
    case LIST: {
        uint64_t *n = field(o, p->count);
        if (*n == p->max) {
            return refuse(p, value, "too many of them", err);
        }
        ((const char **)field(o, p->offset))[(*n)++] = value;
        return ALB_OK;
    }
    case TEXT:
    case ADDRESS:
    case FILE_NAME:
        break;
    }
    return take_text(p, value, field(o, p->offset), err);
}

static const option *find(const char *name)
{
    for (size_t i = 0; i < ALB_COUNT(options); i++) {
        if (strcmp(options[i].name, name) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

/* --- the file: name = value, a line each; '#' begins a comment --- */

/* Cuts blanks off both ends, in place. */
static char *trimmed(char *text)
{
    text += strspn(text, " \t\r");
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r", text[n - 1])) {
        text[--n] = '\0';
    }
    return text;
}

static alb_status take_line(serve_options *o, char *line, alb_err *err)
{
    line = trimmed(line);
    if (line[0] == '\0' || line[0] == '#') {
        return ALB_OK;
    }
    char *equals = strchr(line, '=');
    if (!equals) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "name = value, not '%.60s'", line);
    }
    *equals = '\0';
    char *name = trimmed(line);
    const option *p = find(name);
    return p ? take(o, p, trimmed(equals + 1), err)
             : alb_fail(err, ALB_USAGE, NULL, 0, "no setting '%.60s'", name);
}

size_t serve_options_take_text(serve_options *o, alb_buf *faults)
{
    size_t n = 0;
    unsigned number = 1;
    if (o->text.len > 0 && memchr(o->text.ptr, '\0', o->text.len)) {
        alb_buf_add_text(faults, "1: not text\n");
        return 1;
    }
    alb_buf_add_u8(&o->text, '\0');
    for (char *line = (char *)o->text.ptr; line; number++) {
        char *end = strchr(line, '\n');
        if (end) {
            *end = '\0';
        }
        alb_err err = {.code = ALB_OK};
        if (take_line(o, line, &err) != ALB_OK) {
            alb_buf_printf(faults, "%u: %s\n", number, err.detail);
            n++;
        }
        line = end ? end + 1 : NULL;
    }
    return n;
}

static bool read_file(serve_options *o)
{
    enum { MOST_SAID = 1 << 20 };
    alb_buf faults;
    alb_err err = {.code = ALB_OK};
    if (alb_file_read(o->config, &o->text, &err) != ALB_OK) {
        cli_complain(o->config, &err);
        return false;
    }
    alb_buf_init(&faults, MOST_SAID);
    bool good = serve_options_take_text(o, &faults) == 0;
    for (alb_span rest = alb_buf_span(&faults); rest.len > 0;) {
        const uint8_t *end = memchr(rest.ptr, '\n', rest.len);
        size_t n = end ? (size_t)(end - rest.ptr) + 1 : rest.len;
        fprintf(stderr, "%s:%.*s", o->config, (int)n, (const char *)rest.ptr);
        rest = alb_span_sub(rest, n, SIZE_MAX);
    }
    alb_buf_release(&faults);
    return good;
}

/* --- the command line --- */

static void usage(FILE *out)
{
    fputs("usage: albion serve [--config FILE] [--check-config] [SETTING]...\n"
          "\n"
          "  --config FILE              these settings, a line each: name = value\n"
          "  --check-config             says what holds, or what is wrong, and ends\n",
          out);
    for (size_t i = 0; i < ALB_COUNT(options); i++) {
        const option *p = &options[i];
        char form[64];
        (void)snprintf(form, sizeof form, "--%s %s", p->name,
                       p->words      ? p->words
                       : p->argument ? p->argument
                                     : "");
        fprintf(out, "  %-26s %s%s%s%s\n", form, p->help, p->fallback ? " (" : "",
                p->fallback ? p->fallback : "", p->fallback ? ")" : "");
    }
}

/* What the file says of a list does not hold beside what the command line says of it. */
static void begin_command_line(serve_options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const option *p = argv[i] && strncmp(argv[i], "--", 2) == 0 ? find(argv[i] + 2) : NULL;
        if (p && p->kind == LIST) {
            *(uint64_t *)field(o, p->count) = 0;
        }
    }
}

static alb_status take_arguments(serve_options *o, int argc, char **argv, alb_err *err)
{
    begin_command_line(o, argc, argv);
    for (int i = 1; i < argc; i++) {
        const option *p = strncmp(argv[i], "--", 2) == 0 ? find(argv[i] + 2) : NULL;
        if (strcmp(argv[i], "--help") == 0) {
            usage(stdout);
            o->help = true;
        } else if (strcmp(argv[i], "--check-config") == 0) {
            o->check_config = true;
        } else if (strcmp(argv[i], "--config") == 0) {
            i++; /* has been read */
        } else if (!p) {
            return alb_fail(err, ALB_USAGE, NULL, 0, "no option '%.60s'", argv[i]);
        } else if (p->kind == FLAG) {
            *(bool *)field(o, p->offset) = true;
        } else if (i + 1 >= argc) {
            return alb_fail(err, ALB_USAGE, NULL, 0, "no value for '%s'", argv[i]);
        } else {
            ALB_TRY(take(o, p, argv[++i], err));
        }
    }
    return ALB_OK;
}

/* --- all of it --- */

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strncmp(address, "[::1]:", 6) == 0 ||
           strncmp(address, "localhost:", 10) == 0;
}

/* What no setting can tell of itself. */
static alb_status check_together(const serve_options *o, alb_err *err)
{
    if (!o->tls_certificate != !o->tls_key) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "tls-certificate and tls-key go together");
    }
    if (o->client_ca && !o->tls_certificate) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "client-ca needs tls-certificate and tls-key");
    }
    if (o->n_client_crl > 0 && !o->client_ca) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "client-crl needs client-ca");
    }
    if (!o->deliver_certificate != !o->deliver_key) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "deliver-certificate and deliver-key go together");
    }
    if (!is_loopback(o->listen) && !o->tls_certificate && !o->plain_http) {
        return alb_fail(err, ALB_USAGE, NULL, 0,
                        "listen: %.60s can be reached from other machines: give tls-certificate and tls-key, "
                        "or plain-http if that is meant",
                        o->listen);
    }
    for (size_t i = 0; i < o->n_deliver; i++) {
        if (!strchr(o->deliver[i], '=')) {
            return alb_fail(err, ALB_USAGE, NULL, 0, "deliver: EUI=URL, not '%.60s'", o->deliver[i]);
        }
    }
    for (size_t i = 0; i < o->n_tls_user; i++) {
        const char *equals = strrchr(o->tls_user[i], '=');
        alb_eui64 user;
        if (!equals || equals == o->tls_user[i] || !alb_eui64_parse(alb_span_str(equals + 1), &user)) {
            return alb_fail(err, ALB_USAGE, NULL, 0, "tls-user: NAME=EUI, not '%.60s'", o->tls_user[i]);
        }
    }
    return ALB_OK;
}

void serve_options_default(serve_options *o)
{
    *o = (serve_options){.config = NULL};
    alb_buf_init(&o->text, CONFIG_MAX);
    for (size_t i = 0; i < ALB_COUNT(options); i++) {
        if (options[i].fallback && take(o, &options[i], options[i].fallback, NULL) != ALB_OK) {
            ALB_BUG("a default of serve is not allowed");
        }
    }
}

bool serve_options_read(serve_options *o, int argc, char **argv)
{
    alb_err err = {.code = ALB_OK};
    serve_options_default(o);
    for (int i = 1; i + 1 < argc; i++) {
        o->config = strcmp(argv[i], "--config") == 0 ? argv[i + 1] : o->config;
    }
    if (o->config && !read_file(o)) {
        return false;
    }
    if (take_arguments(o, argc, argv, &err) != ALB_OK) {
        cli_complain("albion serve", &err);
        usage(stderr);
        return false;
    }
    if (check_together(o, &err) != ALB_OK) {
        cli_complain(o->config ? o->config : "albion serve", &err);
        return false;
    }
    return true;
}

static void write_choice(const option *p, uint64_t chosen, alb_buf *out)
{
    const char *word = p->words;
    while (chosen-- > 0) {
        word += strcspn(word, "|") + 1;
    }
    alb_buf_printf(out, "%s = %.*s\n", p->name, (int)strcspn(word, "|"), word);
}

void serve_options_write(const serve_options *o, alb_buf *out)
{
    serve_options *all = (serve_options *)(uintptr_t)o;
    for (size_t i = 0; i < ALB_COUNT(options); i++) {
        const option *p = &options[i];
        const void *at = field(all, p->offset);
        if (p->kind == NUMBER) {
            alb_buf_printf(out, "%s = %llu\n", p->name, (unsigned long long)*(const uint64_t *)at);
        } else if (p->kind == CHOICE) {
            write_choice(p, *(const uint64_t *)at, out);
        } else if (p->kind == FLAG) {
            alb_buf_printf(out, "%s = %s\n", p->name, *(const bool *)at ? "yes" : "no");
        } else if (p->kind == LIST) {
            for (uint64_t n = 0; n < *(const uint64_t *)field(all, p->count); n++) {
                alb_buf_printf(out, "%s = %s\n", p->name, ((const char *const *)at)[n]);
            }
        } else if (*(const char *const *)at) {
            alb_buf_printf(out, "%s = %s\n", p->name, *(const char *const *)at);
        }
    }
}

void serve_options_release(serve_options *o)
{
    alb_buf_release(&o->text);
}
