/* albion party: Users of a DCC, from their entry to their suspension (docs/registration.md). */
#include "registration.h"

#include "base/text.h"
#include "catalogue/service_request.h"
#include "crypto/crypto.h"
#include "dcc/party.h"

#include <stdio.h>
#include <string.h>

static int usage(void)
{
    fputs("usage: albion party add --roles ROLE[,ROLE...] [--name NAME] [--deliver URL] [STORE] EUI\n"
          "       albion party confirm --role ROLE --step STEP[,STEP...]|all [--by CONTACT] [STORE] EUI\n"
          "       albion party suspend|resume [--reason TEXT] [STORE] EUI\n"
          "       albion party deliver [STORE] EUI URL\n"
          "       albion party credential [--revoke] --certificate FILE [--trusted FILE] [STORE] EUI\n"
          "       albion party show [STORE] [EUI]\n"
          "\n"
          "  STEP:",
          stderr);
    for (dcc_entry_step s = DCC_ENTRY_IDENTIFIER; s < DCC_ENTRY_STEPS; s++) {
        fprintf(stderr, "%s %s", s > 0 ? "," : "", dcc_entry_name(s));
    }
    fputs("\n"
          "  credential: signs the User's files; FILE is PEM, --trusted the authorities that it stands on\n"
          "  STORE: --data DIR (albion-data) or --store URL\n",
          stderr);
    return CLI_USAGE;
}

typedef struct job {
    alb_eui64 user;
    uint16_t roles;
    bool steps[DCC_ENTRY_STEPS];
    bool suspends, revokes;
    const char *name, *url, *by;
    alb_span certificate, trusted;
    alb_time now;
    /* of show */
    bool one;
    alb_arena *arena;
    alb_eui64 *list;
    size_t n;
} job;

enum { MAX_SHOWN = 10000 };

static int run(const dcc_store_options *where, const char *what, bool writes, store_fn fn, job *j)
{
    store *s = NULL;
    alb_err err = {.code = ALB_OK};
    j->now = alb_now(alb_clock_system());
    if (!dcc_store_open_for(where, &s)) {
        return CLI_ERROR;
    }
    alb_status st = writes ? store_write(s, fn, j, &err) : store_read(s, fn, j, &err);
    store_close(s);
    return st == ALB_OK ? CLI_OK : dcc_store_complain(what, st, &err);
}

/* --- add, deliver --- */

static alb_status deliver(store_tx *tx, void *ctx, alb_err *err)
{
    const job *j = ctx;
    return dcc_party_deliver(tx, j->user, j->url, j->now, err);
}

static alb_status add(store_tx *tx, void *ctx, alb_err *err)
{
    job *j = ctx;
    ALB_TRY(dcc_party_add(tx, j->user, j->name, j->roles, j->now, err));
    return j->url ? deliver(tx, ctx, err) : ALB_OK;
}

static int add_verb(int argc, char **argv)
{
    const char *roles = NULL;
    job j = {.name = NULL};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--roles", &roles, NULL},
                                  {"--name", &j.name, NULL},
                                  {"--deliver", &j.url, NULL},
                                  DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !roles ||
        !alb_eui64_parse(alb_span_str(argv[1]), &j.user)) {
        return usage();
    }
    return registration_read_roles(roles, &j.roles) ? run(&where, argv[1], true, add, &j) : CLI_USAGE;
}

static int deliver_verb(int argc, char **argv)
{
    job j = {.name = NULL};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &j.user)) {
        return usage();
    }
    j.url = argv[2];
    return run(&where, argv[1], true, deliver, &j);
}

/* --- confirm --- */

static bool read_steps(const char *text, job *j)
{
    alb_span rest = alb_span_str(text);
    bool all = strcmp(text, "all") == 0;
    while (!all && rest.len > 0) {
        char word[32];
        const uint8_t *comma = memchr(rest.ptr, ',', rest.len);
        size_t n = comma ? (size_t)(comma - rest.ptr) : rest.len;
        (void)snprintf(word, sizeof word, "%.*s", n < sizeof word ? (int)n : 31, (const char *)rest.ptr);
        dcc_entry_step s = dcc_entry_named(word);
        if (s == DCC_ENTRY_STEPS) {
            fprintf(stderr, "albion: '%s' is not a step of entry\n", word);
            return false;
        }
        j->steps[s] = true;
        rest = alb_span_sub(rest, n + 1, rest.len);
    }
    for (dcc_entry_step s = DCC_ENTRY_IDENTIFIER; all && s < DCC_ENTRY_STEPS; s++) {
        j->steps[s] = dcc_entry_is_needed(s, j->roles);
    }
    return true;
}

static alb_status confirm(store_tx *tx, void *ctx, alb_err *err)
{
    const job *j = ctx;
    for (dcc_entry_step s = DCC_ENTRY_IDENTIFIER; s < DCC_ENTRY_STEPS; s++) {
        if (j->steps[s]) {
            ALB_TRY(dcc_party_confirm(tx, j->user, j->roles, s, j->by, j->now, err));
        }
    }
    return ALB_OK;
}

static int confirm_verb(int argc, char **argv)
{
    const char *role = NULL;
    const char *steps = NULL;
    job j = {.name = NULL};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {
        {"--role", &role, NULL}, {"--step", &steps, NULL}, {"--by", &j.by, NULL}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !role || !steps ||
        !alb_eui64_parse(alb_span_str(argv[1]), &j.user)) {
        return usage();
    }
    j.roles = cat_user_role_named(alb_span_str(role));
    if (j.roles == 0) {
        fprintf(stderr, "albion: '%s' is not a User Role\n", role);
        return CLI_USAGE;
    }
    return read_steps(steps, &j) ? run(&where, argv[1], true, confirm, &j) : CLI_USAGE;
}

/* --- suspend, resume --- */

static alb_status suspend(store_tx *tx, void *ctx, alb_err *err)
{
    const job *j = ctx;
    return dcc_party_suspend(tx, j->user, j->suspends, j->by, j->now, err);
}

static int suspend_verb(int argc, char **argv)
{
    job j = {.suspends = strcmp(argv[0], "suspend") == 0};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--reason", &j.by, NULL}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &j.user)) {
        return usage();
    }
    return run(&where, argv[1], true, suspend, &j);
}

/* --- credential --- */

static alb_status credential(store_tx *tx, void *ctx, alb_err *err)
{
    const job *j = ctx;
    return j->revokes ? dcc_credential_revoke(tx, j->user, j->certificate, j->now, err)
                      : dcc_credential_add(tx, j->user, j->certificate, j->trusted, j->now, err);
}

/* PEM -> DER in the arena. */
static bool decode_pem(alb_span pem, alb_arena *arena, alb_span *der)
{
    alb_span text = pem;
    alb_span label, base64;
    if (!crypto_pem_next(&text, &label, &base64) || !alb_span_is(label, "CERTIFICATE")) {
        return false;
    }
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, base64.len), base64.len);
    bool good = w.buf && alb_base64_decode(base64, &w) == ALB_OK;
    *der = alb_wr_span(&w);
    return good;
}

static int credential_verb(int argc, char **argv)
{
    const char *certificate = NULL;
    const char *trusted = NULL;
    job j = {.name = NULL};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--certificate", &certificate, NULL},
                                  {"--trusted", &trusted, NULL},
                                  {"--revoke", NULL, &j.revokes},
                                  DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !certificate ||
        !alb_eui64_parse(alb_span_str(argv[1]), &j.user)) {
        return usage();
    }
    alb_span pem = {0};
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 3);
    alb_status st = arena ? cli_read_file(certificate, arena, &pem, &err) : ALB_NO_MEMORY;
    j.trusted = pem; /* signed with its own key */
    if (st == ALB_OK && trusted) {
        st = cli_read_file(trusted, arena, &j.trusted, &err);
    }
    if (st == ALB_OK && !decode_pem(pem, arena, &j.certificate)) {
        st = alb_fail(&err, ALB_BAD_KEY, NULL, 0, "not a certificate in PEM");
    }
    int code =
        st == ALB_OK ? run(&where, argv[1], true, credential, &j) : dcc_store_complain(certificate, st, &err);
    alb_arena_free(arena);
    return code;
}

/* --- show --- */

static void print_entry(const dcc_party_row *p, uint16_t role)
{
    char name[16];
    printf("  %-4s", registration_role_names(role, name, sizeof name));
    if (!(p->entering & role)) {
        puts("open");
        return;
    }
    fputs("entering:", stdout);
    for (dcc_entry_step s = DCC_ENTRY_IDENTIFIER; s < DCC_ENTRY_STEPS; s++) {
        if (dcc_entry_is_needed(s, role)) {
            printf(" [%c] %s", p->confirmed[s] & role ? 'x' : ' ', dcc_entry_name(s));
        }
    }
    putchar('\n');
}

static alb_status show_one(store_tx *tx, job *j, alb_eui64 user, alb_err *err)
{
    dcc_party_row p;
    char eui[ALB_EUI64_TEXT];
    alb_status st = dcc_party_read(tx, user, j->arena, &p, err);
    if (st == ALB_NOT_FOUND) {
        return alb_fail(err, st, NULL, 0, "not a party");
    }
    ALB_TRY(st);
    printf("%s%s%s%s%s%s, %u credentials for files\n", alb_eui64_dashed(user, eui), p.name[0] ? " " : "",
           p.name, p.suspended ? " SUSPENDED" : "",
           p.delivery_url[0] ? ", messages to " : ", no place for messages", p.delivery_url, p.credentials);
    for (unsigned bit = 1; bit <= CAT_USER_MDR; bit <<= 1) {
        if (p.roles & bit) {
            print_entry(&p, (uint16_t)bit);
        }
    }
    return ALB_OK;
}

static alb_status note(void *ctx, alb_eui64 user, alb_err *err)
{
    job *j = ctx;
    (void)err;
    if (j->n < MAX_SHOWN) {
        j->list[j->n++] = user;
    }
    return ALB_OK;
}

static alb_status show(store_tx *tx, void *ctx, alb_err *err)
{
    job *j = ctx;
    if (j->one) {
        return show_one(tx, j, j->user, err);
    }
    ALB_TRY(dcc_party_each(tx, note, j, err));
    for (size_t i = 0; i < j->n; i++) {
        alb_arena_mark mark = alb_arena_save(j->arena);
        ALB_TRY(show_one(tx, j, j->list[i], err));
        alb_arena_restore(j->arena, mark);
    }
    return ALB_OK;
}

static int show_verb(int argc, char **argv)
{
    job j = {.name = NULL};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc > 2 ||
        (argc == 2 && !alb_eui64_parse(alb_span_str(argv[1]), &j.user))) {
        return usage();
    }
    j.one = argc == 2;
    j.arena = alb_arena_new(4U << 20);
    j.list = j.arena ? alb_arena_array(j.arena, MAX_SHOWN, sizeof *j.list) : NULL;
    int code = j.list ? run(&where, argc == 2 ? argv[1] : "party", false, show, &j) : CLI_ERROR;
    alb_arena_free(j.arena);
    return code;
}

int cli_party(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"add", add_verb},        {"confirm", confirm_verb}, {"suspend", suspend_verb},
                 {"resume", suspend_verb}, {"deliver", deliver_verb}, {"credential", credential_verb},
                 {"show", show_verb}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return verbs[i].run(argc - 1, argv + 1);
        }
    }
    return usage();
}
