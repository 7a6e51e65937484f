/* HTTP of `albion serve`: the DCC's services for everybody; administration and the simulated world for
 * callers of this machine alone. */
#include "serve.h"

#include "base/text.h"

#include <stdio.h>

static void say(http_response *response, int status, const char *text)
{
    response->status = status;
    response->content_type = "text/plain; charset=utf-8";
    alb_buf_printf(&response->body, "%s\n", text);
}

static void say_result(http_response *response, alb_status st, const alb_err *err)
{
    char text[220];
    if (st == ALB_OK) {
        say(response, 200, "ok");
    } else {
        int status = st == ALB_NOT_FOUND ? 404 : st == ALB_BAD_VALUE ? 400 : 500;
        say(response, status, alb_err_text(err, text, sizeof text));
    }
}

static bool is_local(const char *peer)
{
    return peer && (strncmp(peer, "127.", 4) == 0 || strncmp(peer, "::1", 3) == 0 ||
                    strncmp(peer, "[::1]", 5) == 0 || strncmp(peer, "::ffff:127.", 11) == 0);
}

/* "/admin/v1/parties/EUI/delivery" -> EUI. */
static bool between(const char *path, const char *before, const char *after, alb_span *out)
{
    size_t n = strlen(path);
    size_t head = strlen(before);
    size_t tail = strlen(after);
    if (n <= head + tail || strncmp(path, before, head) != 0 || strcmp(path + n - tail, after) != 0) {
        return false;
    }
    *out = alb_span_of(path + head, n - head - tail);
    return true;
}

static void set_delivery(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    alb_err err = {.code = ALB_OK};
    alb_status st = serve_set_delivery(c->dcc, eui, request->body, &err);
    say_result(response, st, &err);
}

static void set_power(serve_context *c, alb_span home, const http_request *request, http_response *response)
{
    uint64_t number;
    bool on = strcmp(request->query, "on=1") == 0;
    if (!alb_parse_u64(home, UINT32_MAX, &number) || (!on && strcmp(request->query, "on=0") != 0)) {
        say(response, 400, "POST /sim/v1/homes/NUMBER/power?on=0|1");
        return;
    }
    if (!c->fleet) {
        say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = sim_fleet_power(c->fleet, (uint32_t)number, on, &err);
    say_result(response, st, &err);
}

void serve_http(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    static const struct {
        const char *before, *after;
        void (*serve)(serve_context *c, alb_span part, const http_request *request, http_response *response);
    } paths[] = {{"/admin/v1/parties/", "/delivery", set_delivery}, {"/sim/v1/homes/", "/power", set_power}};
    serve_context *c = ctx;
    for (size_t i = 0; i < ALB_COUNT(paths); i++) {
        alb_span part;
        if (!between(request->path, paths[i].before, paths[i].after, &part)) {
            continue;
        }
        if (!is_local(request->peer)) {
            say(response, 403, "for callers of this machine only");
        } else if (strcmp(request->method, "POST") != 0 && strcmp(request->method, "PUT") != 0) {
            say(response, 405, "POST or PUT");
        } else {
            paths[i].serve(c, part, request, response);
        }
        return;
    }
    dcc_http(c->dcc, worker, request, response);
}
