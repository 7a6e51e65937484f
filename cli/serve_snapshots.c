/* Snapshots of the whole environment (docs/serve.md, "Levers"): everything stops, the data directory is
 * copied, put back or emptied, and everything starts again under the same address. */
#include "serve_admin.h"

#include "environment.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* The main thread does it, once this request has its answer (serve.c). */
static void order(serve_context *c, serve_action action, const char *name, http_response *response)
{
    if (c->options->store) {
        serve_say(response, 409, "the store is not in the data directory: use its own backup");
        return;
    }
    int nothing = SERVE_NOTHING;
    bool is_free = atomic_compare_exchange_strong(&c->action, &nothing, SERVE_ORDERED);
    if (is_free) {
        (void)snprintf(c->snapshot, sizeof c->snapshot, "%s/snapshots/%s", c->options->data, name);
        atomic_store(&c->action, action);
        (void)kill(getpid(), SIGUSR1);
    }
    serve_say(response, is_free ? 202 : 409, is_free ? "begun" : "another one is under way");
}

static void with_name(serve_context *c, serve_action action, alb_span part, http_response *response)
{
    char name[80] = "";
    char path[4300];
    if (part.len > 0 && part.len < sizeof name) {
        memcpy(name, part.ptr, part.len);
    }
    if (!environment_is_name(name)) {
        serve_say(response, 400, "a snapshot's name has letters, digits, '-' and '_', 64 at most");
        return;
    }
    (void)snprintf(path, sizeof path, "%s/snapshots/%s/dcc.sqlite", c->options->data, name);
    bool is_there = access(path, R_OK) == 0;
    if (action == SERVE_SAVE && is_there) {
        serve_say(response, 409, "there is a snapshot of that name");
    } else if (action == SERVE_RESTORE && !is_there) {
        serve_say(response, 404, "there is no snapshot of that name");
    } else {
        order(c, action, name, response);
    }
}

void serve_save_snapshot(serve_context *c, alb_span part, const http_request *request,
                         http_response *response)
{
    (void)request;
    with_name(c, SERVE_SAVE, part, response);
}

void serve_restore_snapshot(serve_context *c, alb_span part, const http_request *request,
                            http_response *response)
{
    (void)request;
    with_name(c, SERVE_RESTORE, part, response);
}

void serve_reset(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    (void)part;
    (void)request;
    order(c, SERVE_RESET, "", response);
}

/* 200 once what was asked for is done. */
void serve_show_environment(serve_context *c, alb_span part, const http_request *request,
                            http_response *response)
{
    (void)part;
    (void)request;
    bool is_free = atomic_load(&c->action) == SERVE_NOTHING;
    serve_say(response, is_free ? 200 : 503, is_free ? "ready" : "a snapshot is under way");
}
