/* Administration of a running `albion serve` over HTTP (serve_admin.c), one file a subject. */
#ifndef ALB_CLI_SERVE_ADMIN_H
#define ALB_CLI_SERVE_ADMIN_H

#include "serve.h"

/* One of them: part is what stands in the path at its place. */
typedef void serve_endpoint(serve_context *c, alb_span part, const http_request *request,
                            http_response *response);
serve_endpoint serve_show_clock, serve_set_clock, serve_add_order, serve_show_orders, serve_clear_orders,
    serve_ready, serve_metrics, serve_save_snapshot, serve_restore_snapshot, serve_reset,
    serve_show_environment, serve_show_network, serve_set_network, serve_set_coverage, serve_begin_capture,
    serve_end_capture, serve_fetch_capture, serve_add_load, serve_tamper, serve_order_drift;
/* /health, /ready and /metrics alone, for everybody who can reach it; ctx: the serve_context. */
void serve_watch_http(void *ctx, unsigned worker, const http_request *request, http_response *response);

/* A line of text. */
void serve_say(http_response *response, int status, const char *text);
/* "ok", or what went wrong. */
void serve_say_result(http_response *response, alb_status st, const alb_err *err);
/* The value of a part of a query, "name=value&..."; a part without value is empty. False: there is none. */
ALB_MUST_USE bool serve_query_part(const char *query, const char *name, alb_span *out);

#endif
