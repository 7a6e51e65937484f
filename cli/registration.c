/* albion registration: registration data of a DCC (docs/registration.md). */
#include "registration.h"

#include "cli.h"

#include "base/text.h"
#include "catalogue/service_request.h"
#include "registration/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <unistd.h>

int registration_usage(void)
{
    fputs(
        "usage: albion registration load [--keys DIR] [--respond DIR] [--release] [--flag FLAG] [STORE] "
        "FILE...\n"
        "       albion registration show [--faults NUMBER] [STORE]\n"
        "       albion registration explain [--known DATE] [--json] [STORE] MPXN [DATE]\n"
        "       albion registration status --fuel E|G --out DIR [--all] [--flag FLAG] [STORE] PROVIDER\n"
        "       albion registration provider --fuel E|G|EG --networks ID[;ID...] [--entity EUI] [STORE] ID\n"
        "       albion registration participant --user EUI --roles ROLE[,ROLE...] [--from DATE] [--to DATE]\n"
        "                                       [STORE] ID\n"
        "       albion registration appoint --user EUI --role ROLE [--from DATE] [--to DATE] [STORE] MPXN\n"
        "\n"
        "  FILE     SENDER_DCC_E|G_INIT|UPD|REF_CCYYMMDDHHMMSS_NNNNNNNN.dat; offered in their order\n"
        "  --keys   certificates of the providers; a provider without --entity does not sign\n"
        "  --flag   TR06 (default), OPER: the kind of environment that files are for\n"
        "  DATE     2026-07-01, from its midnight in London, or 2026-06-30T23:00:00Z\n"
        "  STORE    --data DIR (albion-data) or --store URL\n",
        stderr);
    return CLI_USAGE;
}

/* --- words --- */

bool registration_read_roles(const char *text, uint16_t *out)
{
    alb_span rest = alb_span_str(text);
    *out = 0;
    while (rest.len > 0) {
        const uint8_t *comma = memchr(rest.ptr, ',', rest.len);
        size_t n = comma ? (size_t)(comma - rest.ptr) : rest.len;
        uint16_t role = cat_user_role_named(alb_span_of(rest.ptr, n));
        if (role == 0) {
            fprintf(stderr, "albion: '%.*s' is not a User Role\n", (int)n, (const char *)rest.ptr);
            return false;
        }
        *out |= role;
        rest = alb_span_sub(rest, n + 1, rest.len);
    }
    return *out != 0;
}

const char *registration_role_names(uint16_t roles, char *buf, size_t size)
{
    alb_wr w = alb_wr_init(buf, size - 1);
    for (unsigned bit = 1; bit <= CAT_USER_MDR; bit <<= 1) {
        if (roles & bit) {
            alb_wr_printf(&w, "%s%s", w.pos > 0 ? "," : "", cat_user_role_name((uint16_t)bit));
        }
    }
    buf[w.pos] = '\0';
    return buf;
}

const char *registration_time_text(alb_time t, char buf[static ALB_TIME_TEXT])
{
    if (t == ALB_TIME_NONE) {
        buf[0] = '\0';
        return buf;
    }
    return alb_time_text(t, buf);
}

/* --- load --- */

typedef struct loading {
    store *store;
    registration_taking taking;
    registration_sender sender; /* dir NULL: no responses */
    smki_keystore *keys;
} loading;

static bool show_progress(void *ctx, uint32_t records)
{
    (void)ctx;
    if (isatty(STDERR_FILENO) && records > 0) {
        fprintf(stderr, "\r%u records", records);
    }
    return true;
}

static void print_result(const char *path, const registration_result *r)
{
    static const char *const words[] = {[REGISTRATION_REJECTED] = "rejected",
                                        [REGISTRATION_HELD] = "held",
                                        [REGISTRATION_APPLIED] = "applied",
                                        [REGISTRATION_REPEATED] = "applied before"};
    if (isatty(STDERR_FILENO)) {
        fputs("\r", stderr);
    }
    if (r->code[0]) {
        printf("%s: %s: %s %s\n", path, words[r->state], r->code, r->detail);
    } else {
        printf("%s: %s: %u records taken, %u refused, %u with warnings\n", path, words[r->state], r->accepted,
               r->rejected, r->warned);
    }
}

static alb_status load_one(loading *l, const char *path, registration_result *r, alb_err *err)
{
    char response[4096];
    l->taking.path = path;
    l->taking.now = alb_now(alb_clock_system());
    ALB_TRY(registration_take(l->store, &l->taking, r, err));
    bool is_answered = r->file > 0 && (r->state == REGISTRATION_APPLIED || r->state == REGISTRATION_REJECTED);
    if (l->sender.dir && is_answered) {
        l->sender.now = l->taking.now;
        return registration_respond(l->store, r->file, &l->sender, response, sizeof response, err);
    }
    return ALB_OK;
}

/* A file that waits for another one is offered again when another one came in. */
static int load_all(loading *l, char **paths, int n)
{
    enum { MOST = 1024 };
    bool done[MOST] = {false};
    int code = CLI_OK;
    bool any = true;
    if (n > MOST) {
        fprintf(stderr, "albion registration: at most %d files at a time\n", MOST);
        return CLI_USAGE;
    }
    for (int round = 0; any; round++) {
        any = false;
        for (int i = 0; i < n; i++) {
            registration_result r;
            alb_err err = {.code = ALB_OK};
            if (done[i]) {
                continue;
            }
            alb_status st = load_one(l, paths[i], &r, &err);
            if (st != ALB_OK) {
                return dcc_store_complain(paths[i], st, &err);
            }
            done[i] = r.state != REGISTRATION_HELD;
            any = any || (done[i] && r.state == REGISTRATION_APPLIED);
            if (done[i] || round == 0) {
                print_result(paths[i], &r);
            }
            code = done[i] && r.state == REGISTRATION_REJECTED ? CLI_FAILED : code;
        }
    }
    for (int i = 0; i < n; i++) {
        code = done[i] ? code : CLI_FAILED;
    }
    return code;
}

int registration_load(int argc, char **argv)
{
    const char *keys = NULL;
    const char *respond = NULL;
    const char *flag = "TR06";
    bool release = false;
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--keys", &keys, NULL},
                                  {"--respond", &respond, NULL},
                                  {"--flag", &flag, NULL},
                                  {"--release", NULL, &release},
                                  DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2) {
        return registration_usage();
    }
    loading l = {.keys = smki_keystore_new()};
    alb_err err = {.code = ALB_OK};
    alb_status st = !l.keys ? ALB_NO_MEMORY : keys ? smki_keystore_load(l.keys, keys, &err) : ALB_OK;
    int code = CLI_ERROR;
    if (st != ALB_OK) {
        code = dcc_store_complain(keys ? keys : "keys", st, &err);
    } else if (dcc_store_open_for(&where, &l.store)) {
        l.taking = (registration_taking){.receiver = "DCC",
                                         .test_flag = flag,
                                         .keys = l.keys,
                                         .release = release,
                                         .progress = show_progress};
        l.sender = (registration_sender){.signifier = "DCC", .test_flag = flag, .dir = respond};
        code = load_all(&l, argv + 1, argc - 1);
    }
    store_close(l.store);
    smki_keystore_free(l.keys);
    return code;
}

/* --- show --- */

typedef struct showing {
    alb_arena *arena;
    int64_t faults_of; /* 0: the files */
    size_t n;
} showing;

static alb_status show_files(store_tx *tx, showing *s, alb_err *err)
{
    enum { MOST = 200 };
    registration_file_row *rows = alb_arena_array(s->arena, MOST, sizeof *rows);
    if (!rows) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the list of files");
    }
    ALB_TRY(registration_list_files(tx, s->arena, rows, MOST, &s->n, err));
    for (size_t i = 0; i < s->n; i++) {
        char at[ALB_TIME_TEXT];
        const registration_file_row *r = &rows[i];
        printf("%" PRId64 " %s %s %s %" PRId64 "/%" PRId64 "/%" PRId64 "%s%s%s%s\n", r->id,
               alb_time_text(r->received_at, at), r->state, r->name, r->accepted, r->rejected, r->warned,
               r->code[0] ? " " : "", r->code, r->detail[0] ? " " : "", r->detail);
    }
    return ALB_OK;
}

static alb_status show_faults(store_tx *tx, showing *s, alb_err *err)
{
    registration_fault *rows = alb_arena_array(s->arena, REGISTRATION_MAX_FAULTS, sizeof *rows);
    if (!rows) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the list of faults");
    }
    ALB_TRY(registration_list_faults(tx, s->faults_of, rows, REGISTRATION_MAX_FAULTS, &s->n, err));
    for (size_t i = 0; i < s->n; i++) {
        printf("instruction %u: %s field %u: %s\n", rows[i].instruction, rows[i].code, rows[i].field,
               rows[i].detail);
    }
    return ALB_OK;
}

static alb_status show(store_tx *tx, void *ctx, alb_err *err)
{
    showing *s = ctx;
    return s->faults_of > 0 ? show_faults(tx, s, err) : show_files(tx, s, err);
}

int registration_show(int argc, char **argv)
{
    const char *faults = NULL;
    uint64_t number = 0;
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--faults", &faults, NULL}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1 ||
        (faults && !alb_parse_u64(alb_span_str(faults), INT64_MAX, &number))) {
        return registration_usage();
    }
    store *s = NULL;
    alb_err err = {.code = ALB_OK};
    showing shown = {.arena = alb_arena_new(16U << 20), .faults_of = (int64_t)number};
    int code = CLI_ERROR;
    if (shown.arena && dcc_store_open_for(&where, &s)) {
        alb_status st = store_read(s, show, &shown, &err);
        code = st == ALB_OK ? CLI_OK : dcc_store_complain("registration", st, &err);
    }
    store_close(s);
    alb_arena_free(shown.arena);
    return code;
}

int cli_registration(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"load", registration_load},
                 {"show", registration_show},
                 {"explain", registration_explain_point},
                 {"status", registration_status},
                 {"provider", registration_provider_verb},
                 {"participant", registration_participant_verb},
                 {"appoint", registration_appoint_verb}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return verbs[i].run(argc - 1, argv + 1);
        }
    }
    return registration_usage();
}
