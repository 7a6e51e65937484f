/* albion lever capture, replay: a conversation with a DCC written down, and held again with another, or the
 * same one put back to where it began (docs/serve.md, "Levers"). */
#include "replay.h"

#include "administer.h"
#include "cli.h"
#include "environment.h"
#include "input.h"

#include "net/http.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 65536 };

/* What a conversation came to, one a document: the RequestID, or ResponseID, and the code. */
typedef struct result {
    char id[96], code[16];
    bool is_outcome; /* said later; else the synchronous answer */
} result;

typedef struct conversation {
    result *list;
    size_t n;
} conversation;

/* The text of the first element of that name, whatever its prefix. */
static void text_of(const char *document, const char *element, char *out, size_t size)
{
    char open[64];
    (void)snprintf(open, sizeof open, ":%s>", element);
    const char *at = strstr(document, open);
    at = at ? at + strlen(open) : "";
    size_t n = strcspn(at, "<");
    n = n < size ? n : size - 1;
    memcpy(out, at, n);
    out[n] = '\0';
}

static void add(conversation *c, const char *document, const char *alternative, bool is_outcome)
{
    if (c->n == MOST) {
        return;
    }
    result *r = &c->list[c->n++];
    text_of(document, "RequestID", r->id, sizeof r->id);
    if (!r->id[0]) {
        text_of(document, "ResponseID", r->id, sizeof r->id);
    }
    text_of(document, "ResponseCode", r->code, sizeof r->code);
    if (!r->code[0]) {
        (void)snprintf(r->code, sizeof r->code, "%s", alternative);
    }
    r->is_outcome = is_outcome;
}

/* Calls visit for each line's object; a line that is none ends it. */
static bool each_line(alb_span text, bool (*visit)(void *ctx, const json_t *line), void *ctx)
{
    const char *at = (const char *)text.ptr;
    const char *end = at + text.len;
    bool good = true;
    while (good && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = stop ? (size_t)(stop - at) : (size_t)(end - at);
        json_t *line = n > 0 ? json_loadb(at, n, 0, NULL) : NULL;
        good = n == 0 || (json_is_object(line) && visit(ctx, line));
        json_decref(line);
        at += n + 1;
    }
    return good;
}

static const char *member(const json_t *line, const char *name)
{
    const char *text = json_string_value(json_object_get(line, name));
    return text ? text : "";
}

static bool note(void *ctx, const json_t *line)
{
    char status[24];
    (void)snprintf(status, sizeof status, "http %d",
                   (int)json_integer_value(json_object_get(line, "status")));
    if (strcmp(member(line, "kind"), "request") == 0) {
        /* A Response names the request; what is no Response is known by the request's own name. */
        const char *answer = member(line, "answer");
        bool is_response = strstr(answer, ":ResponseCode>");
        add(ctx, is_response ? answer : member(line, "document"), status, false);
    } else if (strcmp(member(line, "kind"), "outcome") == 0) {
        add(ctx, member(line, "document"), "-", true);
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    const result *x = a;
    const result *y = b;
    int order = strcmp(x->id, y->id);
    order = order ? order : (int)x->is_outcome - (int)y->is_outcome;
    return order ? order : strcmp(x->code, y->code);
}

static bool read_conversation(alb_span text, conversation *out)
{
    out->n = 0;
    out->list = calloc(MOST, sizeof *out->list);
    if (!out->list || !each_line(text, note, out)) {
        return false;
    }
    qsort(out->list, out->n, sizeof *out->list, by_name);
    return true;
}

/* Lines for what differs; how many. */
static size_t compare(const conversation *before, const conversation *now)
{
    size_t i = 0;
    size_t k = 0;
    size_t different = 0;
    while (i < before->n || k < now->n) {
        const result *a = i < before->n ? &before->list[i] : NULL;
        const result *b = k < now->n ? &now->list[k] : NULL;
        int order = !a ? 1 : !b ? -1 : strcmp(a->id, b->id);
        order = order || !a || !b ? order : (int)a->is_outcome - (int)b->is_outcome;
        const result *one = order <= 0 ? a : b;
        bool same = order == 0 && strcmp(a->code, b->code) == 0;
        if (!same) {
            different++;
            printf("%s %s: was %s, is %s\n", one->id, one->is_outcome ? "outcome" : "answer",
                   order <= 0 ? a->code : "nothing", order >= 0 ? b->code : "nothing");
        }
        i += order <= 0;
        k += order >= 0;
    }
    return different;
}

/* --- holding it again --- */

typedef struct again {
    const char *server;
    http_client *client;
    size_t asked;
} again;

static bool ask_again(void *ctx, const json_t *line)
{
    again *a = ctx;
    char url[600];
    int status = 0;
    alb_buf answer;
    alb_err err = {.code = ALB_OK};
    if (strcmp(member(line, "kind"), "request") != 0) {
        return true;
    }
    alb_buf_init(&answer, CLI_INPUT_MAX);
    (void)snprintf(url, sizeof url, "%s%.100s", a->server, member(line, "path"));
    bool good =
        http_client_exchange(a->client, "POST", url, "application/xml",
                             alb_span_str(member(line, "document")), &status, &answer, &err) == ALB_OK;
    if (!good) {
        cli_complain(url, &err);
    }
    a->asked += good;
    alb_buf_release(&answer);
    return good;
}

static int replay_all(const char *server, alb_span file, const char *name)
{
    char path[160];
    alb_buf heard;
    again a = {.server = server, .client = http_client_new(&(http_client_options){.timeout_ms = 60000})};
    conversation before = {.n = 0};
    conversation now = {.n = 0};
    alb_buf_init(&heard, 2 * (size_t)CLI_INPUT_MAX);
    (void)snprintf(path, sizeof path, "/admin/v1/captures/%s/begin", name);
    int code = cli_administer(server, "POST", "capture", path, (alb_span){0}, NULL);
    if (code == CLI_OK) {
        code = a.client && each_line(file, ask_again, &a) ? CLI_OK : CLI_ERROR;
        /* Until all that follows has happened. */
        int settled =
            cli_administer(server, "POST", "clock", "/admin/v1/clock?advance=0", (alb_span){0}, NULL);
        int ended = cli_administer(server, "POST", "capture", "/admin/v1/capture/end", (alb_span){0}, NULL);
        code = code != CLI_OK ? code : settled != CLI_OK ? settled : ended;
    }
    (void)snprintf(path, sizeof path, "/admin/v1/captures/%s", name);
    code = code == CLI_OK ? cli_administer(server, "GET", "capture", path, (alb_span){0}, &heard) : code;
    if (code == CLI_OK && read_conversation(file, &before) && read_conversation(alb_buf_span(&heard), &now)) {
        size_t different = compare(&before, &now);
        printf("%zu requests asked again, %zu answers and outcomes, %zu different\n", a.asked, before.n,
               different);
        code = different == 0 ? CLI_OK : CLI_FAILED;
    } else if (code == CLI_OK) {
        fputs("albion: not a capture\n", stderr);
        code = CLI_ERROR;
    }
    free(before.list);
    free(now.list);
    alb_buf_release(&heard);
    http_client_free(a.client);
    return code;
}

int cli_replay(const char *server, const char *file)
{
    char name[64];
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new(2 * (size_t)CLI_INPUT_MAX);
    alb_span text = alb_span_none();
    int code = CLI_ERROR;
    (void)snprintf(name, sizeof name, "replay-%lld", (long long)alb_now(alb_clock_system()));
    alb_status st = arena ? cli_read_file(file, arena, &text, &err) : ALB_NO_MEMORY;
    if (st == ALB_OK) {
        code = replay_all(server, text, name);
    } else {
        cli_complain(file, &err);
    }
    alb_arena_free(arena);
    return code;
}

int cli_capture(const char *server, const char *name)
{
    char path[160];
    if (!environment_is_name(name)) {
        fputs("albion: a capture's name has letters, digits, '-' and '_', 64 at most\n", stderr);
        return CLI_USAGE;
    }
    (void)snprintf(path, sizeof path, "/admin/v1/captures/%s/begin", name);
    return cli_administer(server, "POST", "capture", path, (alb_span){0}, NULL);
}

int cli_capture_end(const char *server, const char *name)
{
    char path[160];
    int code = cli_administer(server, "POST", "capture", "/admin/v1/capture/end", (alb_span){0}, NULL);
    (void)snprintf(path, sizeof path, "/admin/v1/captures/%.64s", name);
    return code == CLI_OK ? cli_administer_show(server, "GET", "capture", path, (alb_span){0}) : code;
}
