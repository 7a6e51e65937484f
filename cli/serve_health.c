/* Is it alive, is it ready, what does it do: for whoever watches an `albion serve` (docs/operations.md). */
#include "serve_admin.h"

#include "base/metrics.h"

void serve_ready(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    (void)part;
    (void)request;
    const char *why =
        atomic_load(&c->world.stopping) ? "the server is stopping" : dcc_why_not_ready(c->world.dcc);
    serve_say(response, why ? 503 : 200, why ? why : "ready");
}

void serve_metrics(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    (void)part;
    (void)request;
    dcc_write_metrics(c->world.dcc, &response->body);
    if (c->http) {
        alb_metrics_gauge(&response->body, "albion_http_requests_under_way",
                          "requests that have no answer yet", http_server_pending(c->http));
    }
    response->status = 200;
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
}

void serve_watch_http(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    (void)worker;
    if (strcmp(request->method, "GET") != 0) {
        serve_say(response, 405, "GET");
    } else if (strcmp(request->path, "/metrics") == 0) {
        serve_metrics(ctx, alb_span_none(), request, response);
    } else if (strcmp(request->path, "/ready") == 0) {
        serve_ready(ctx, alb_span_none(), request, response);
    } else {
        bool is_health = strcmp(request->path, "/health") == 0;
        serve_say(response, is_health ? 200 : 404, is_health ? "ok" : "/health, /ready or /metrics");
    }
}
