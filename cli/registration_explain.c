/* albion registration explain, status: who was responsible, by which file; what goes back to providers. */
#include "registration.h"

#include "base/json.h"
#include "dcc/service_flag.h"
#include "registration/file.h"

#include <stdio.h>
#include <string.h>

typedef struct explaining {
    const char *mpxn;
    alb_time at, known;
    alb_arena *arena;
    alb_json *json; /* NULL: for people */
    size_t n;
} explaining;

static void json_time(alb_json *j, const char *key, alb_time t)
{
    char text[ALB_TIME_TEXT];
    alb_json_key(j, key);
    if (t == ALB_TIME_NONE) {
        alb_json_null(j);
    } else {
        alb_json_text(j, alb_time_text(t, text));
    }
}

static void json_fact(alb_json *j, const registration_fact *f, const char *roles, const char *user)
{
    const struct {
        const char *key, *text;
    } texts[] = {{"roles", roles},    {"user", user},    {"participant", f->mpid},
                 {"state", f->state}, {"file", f->file}, {"replaced_by", f->replaced_by}};
    alb_json_object(j);
    for (size_t i = 0; i < ALB_COUNT(texts); i++) {
        alb_json_key(j, texts[i].key);
        alb_json_text(j, texts[i].text);
    }
    json_time(j, "from", f->from);
    json_time(j, "to", f->to);
    json_time(j, "known_at", f->known_at);
    json_time(j, "replaced_at", f->replaced_at);
    alb_json_key(j, "counts");
    alb_json_bool(j, f->counts);
    alb_json_object_end(j);
}

static alb_status show_fact(void *ctx, const registration_fact *f, alb_err *err)
{
    explaining *e = ctx;
    char roles[64];
    char user[ALB_EUI64_TEXT] = "-";
    char times[4][ALB_TIME_TEXT];
    (void)err;
    e->n++;
    if (alb_eui64_number(f->user) != 0) {
        (void)alb_eui64_dashed(f->user, user);
    }
    (void)registration_role_names(f->role, roles, sizeof roles);
    if (e->json) {
        json_fact(e->json, f, roles, user);
        return ALB_OK;
    }
    printf("%c %-6s %-5s %s from %s to %s, %s%s%s%s%s%s%s\n", f->counts ? '*' : ' ', roles, f->mpid, user,
           f->from == ALB_TIME_NONE ? "ever" : registration_time_text(f->from, times[0]),
           f->to == ALB_TIME_NONE ? "further notice" : registration_time_text(f->to, times[1]),
           f->file[0] ? "by " : "by hand", f->file, f->known_at == ALB_TIME_NONE ? "" : " at ",
           registration_time_text(f->known_at, times[2]),
           f->replaced_at == ALB_TIME_NONE ? "" : ", replaced at ",
           registration_time_text(f->replaced_at, times[3]), strcmp(f->state, "P") == 0 ? ", pending" : "");
    return ALB_OK;
}

static alb_status explain(store_tx *tx, void *ctx, alb_err *err)
{
    explaining *e = ctx;
    registration_point p;
    alb_status st = registration_find_point(tx, e->mpxn, e->arena, &p, err);
    if (st == ALB_OK && !e->json) {
        printf("status %s%s%s; %s; by %s\n", p.status, p.direction[0] ? ", direction " : "", p.direction,
               p.details, p.file);
    }
    return st == ALB_OK || st == ALB_NOT_FOUND
               ? registration_explain(tx, e->mpxn, e->at, e->known, e->arena, show_fact, e, err)
               : st;
}

int registration_explain_point(int argc, char **argv)
{
    const char *known = NULL;
    bool as_json = false;
    dcc_store_options where = {.data = NULL};
    explaining e = {.known = ALB_TIME_NONE};
    const cli_option options[] = {
        {"--known", &known, NULL}, {"--json", NULL, &as_json}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || argc > 3) {
        return registration_usage();
    }
    if (!dcc_store_time(argc == 3 ? argv[2] : NULL, &e.at) || (known && !dcc_store_time(known, &e.known))) {
        return CLI_USAGE;
    }
    store *s = NULL;
    alb_buf text;
    alb_json json;
    alb_err err = {.code = ALB_OK};
    int code = CLI_ERROR;
    alb_buf_init(&text, 16U << 20);
    alb_json_init(&json, &text, 2);
    e.mpxn = argv[1];
    e.json = as_json ? &json : NULL;
    e.arena = alb_arena_new(1U << 20);
    if (e.arena && dcc_store_open_for(&where, &s)) {
        alb_json_array(&json);
        alb_status st = store_read(s, explain, &e, &err);
        alb_json_array_end(&json);
        code = st != ALB_OK ? dcc_store_complain(argv[1], st, &err) : e.n > 0 ? CLI_OK : CLI_FAILED;
        if (as_json && st == ALB_OK) {
            printf("%.*s\n", (int)text.len, (const char *)text.ptr);
        } else if (st == ALB_OK && e.n == 0) {
            printf("%s: nothing is known of it\n", argv[1]);
        }
    }
    store_close(s);
    alb_buf_release(&text);
    alb_arena_free(e.arena);
    return code;
}

int registration_status(int argc, char **argv)
{
    const char *fuel = NULL;
    const char *out = NULL;
    const char *flag = "TR06";
    bool all = false;
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--fuel", &fuel, NULL},
                                  {"--out", &out, NULL},
                                  {"--flag", &flag, NULL},
                                  {"--all", NULL, &all},
                                  DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !out || !fuel ||
        (strcmp(fuel, "E") != 0 && strcmp(fuel, "G") != 0)) {
        return registration_usage();
    }
    store *s = NULL;
    char path[4096];
    uint32_t n = 0;
    alb_err err = {.code = ALB_OK};
    if (!dcc_store_open_for(&where, &s)) {
        return CLI_ERROR;
    }
    registration_sender sender = {
        .signifier = "DCC", .test_flag = flag, .now = alb_now(alb_clock_system()), .dir = out};
    dcc_flag_report report = {.provider = argv[1], .fuel = fuel[0], .all = all, .sender = &sender};
    alb_status st = dcc_write_flags(s, &report, path, sizeof path, &n, &err);
    store_close(s);
    if (st != ALB_OK) {
        return dcc_store_complain(argv[1], st, &err);
    }
    printf("%s: %u meter points\n", path, n);
    return CLI_OK;
}
