/* albion duis validate: one line a file, `ok` or what is wrong with it. */
#include "duis.h"

#include "cli.h"
#include "input.h"

#include "base/json.h"
#include "duis/rules.h"
#include "duis/version.h"

#include <stdio.h>

/* A message that breaks the schema is refused by HTTP alone: there is no response code for it (duis.md 7). */
static const char refused[] = "400";

typedef struct job {
    bool json, all;
    xml_context *xml;
    alb_arena *arena;
} job;

static void print_json(const char *path, const duis_document *doc, const char *code, const alb_err *err)
{
    alb_buf out;
    alb_json json;
    alb_buf_init(&out, CLI_INPUT_MAX);
    alb_json_init(&json, &out, 0);
    alb_json_object(&json);
    alb_json_key(&json, "file");
    alb_json_text(&json, path);
    alb_json_key(&json, "valid");
    alb_json_bool(&json, !code);
    if (doc->srv) {
        alb_json_key(&json, "service");
        alb_json_text(&json, doc->srv->srv);
    }
    if (code) {
        alb_json_key(&json, "code");
        alb_json_text(&json, code);
        alb_json_key(&json, "path");
        alb_json_text(&json, err->path);
        alb_json_key(&json, "line");
        alb_json_u64(&json, err->offset);
        alb_json_key(&json, "why");
        alb_json_text(&json, err->detail);
    }
    alb_json_object_end(&json);
    printf("%.*s\n", (int)out.len, (const char *)out.ptr);
    alb_buf_release(&out);
}

static void print_line(const alb_buf *faults, const char *code, const alb_err *err)
{
    if (!code) {
        puts("ok");
    } else if (faults && faults->len > 0) {
        printf("%s\n%.*s", code, (int)faults->len, (const char *)faults->ptr);
    } else {
        printf("%s %s %s (line %zu)\n", code, err->path[0] ? err->path : "/", err->detail, err->offset);
    }
}

/* Decodes and judges; NULL when all is well, else the code of the answer. */
static const char *judge(job *j, alb_span text, duis_document *doc, alb_buf *faults, alb_err *err)
{
    const cat_request_rule *broken;
    alb_buf *more = j->all ? faults : NULL;
    if (duis_decode(j->xml, text, j->arena, doc, more, err) != ALB_OK ||
        duis_check_version(doc, more, err) != ALB_OK) {
        return refused;
    }
    return duis_check_rules(doc, NULL, more, &broken, err) == ALB_OK ? NULL : broken->code;
}

/* false: the file cannot be read. */
static bool validate(job *j, const char *path, bool *ok)
{
    alb_span text;
    alb_err err = {.code = ALB_OK};
    if (cli_read_file(path, j->arena, &text, &err) != ALB_OK) {
        cli_complain(path, &err);
        return false;
    }
    duis_document doc;
    alb_buf faults;
    alb_buf_init(&faults, CLI_INPUT_MAX);
    const char *code = judge(j, text, &doc, &faults, &err);
    *ok = code == NULL;
    if (j->json) {
        print_json(path, &doc, code, &err);
    } else {
        print_line(&faults, code, &err);
    }
    alb_buf_release(&faults);
    return true;
}

int duis_validate_command(int argc, char **argv)
{
    job j = {.json = false};
    const cli_option options[] = {{"--json", NULL, &j.json}, {"--all", NULL, &j.all}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2) {
        return CLI_USAGE;
    }
    j.xml = xml_context_new();
    j.arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    int code = CLI_OK;
    for (int i = 1; i < argc && j.xml && j.arena; i++) {
        bool ok = false;
        if (!validate(&j, argv[i], &ok)) {
            code = CLI_ERROR;
        } else if (!ok && code == CLI_OK) {
            code = CLI_FAILED;
        }
        alb_arena_reset(j.arena);
    }
    if (!j.xml || !j.arena) {
        fputs("albion duis: out of memory\n", stderr);
        code = CLI_ERROR;
    }
    xml_context_free(j.xml);
    alb_arena_free(j.arena);
    return code;
}
