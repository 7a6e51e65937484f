/* albion lever capture, replay: a conversation with a DCC written down, and held again with another, or the
 * same one put back to where it began (docs/serve.md, "Levers"). */
#include "replay.h"

#include "administer.h"
#include "cli.h"
#include "conversation.h"
#include "environment.h"
#include "input.h"

#include "net/http.h"

#include <stdio.h>
#include <string.h>

/* --- holding it again --- */

typedef struct again {
    const char *server;
    http_client *client;
    size_t asked;
} again;

static bool ask_again(void *ctx, const char *path, const char *document)
{
    again *a = ctx;
    char url[600];
    int status = 0;
    alb_buf answer;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&answer, CLI_INPUT_MAX);
    (void)snprintf(url, sizeof url, "%s%.100s", a->server, path);
    bool good = http_client_exchange(a->client, "POST", url, "application/xml", alb_span_str(document),
                                     &status, &answer, &err) == ALB_OK;
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
        code = a.client && conversation_each_request(file, ask_again, &a) ? CLI_OK : CLI_ERROR;
        /* Until all that follows has happened. */
        int settled =
            cli_administer(server, "POST", "clock", "/admin/v1/clock?advance=0", (alb_span){0}, NULL);
        int ended = cli_administer(server, "POST", "capture", "/admin/v1/capture/end", (alb_span){0}, NULL);
        code = code != CLI_OK ? code : settled != CLI_OK ? settled : ended;
    }
    (void)snprintf(path, sizeof path, "/admin/v1/captures/%s", name);
    code = code == CLI_OK ? cli_administer(server, "GET", "capture", path, (alb_span){0}, &heard) : code;
    if (code == CLI_OK && conversation_read(file, &before) && conversation_read(alb_buf_span(&heard), &now)) {
        alb_buf lines;
        alb_buf_init(&lines, CLI_INPUT_MAX);
        size_t different = conversation_compare(&before, &now, &lines);
        printf("%.*s", (int)lines.len, lines.len > 0 ? (const char *)lines.ptr : "");
        alb_buf_release(&lines);
        printf("%zu requests asked again, %zu answers and outcomes, %zu different\n", a.asked, before.n,
               different);
        code = different == 0 ? CLI_OK : CLI_FAILED;
    } else if (code == CLI_OK) {
        fputs("albion: not a capture\n", stderr);
        code = CLI_ERROR;
    }
    conversation_release(&before);
    conversation_release(&now);
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
