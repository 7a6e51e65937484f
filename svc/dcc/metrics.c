/* What the DCC counts and measures, and how it stands when somebody asks (docs/operations.md). */
#include "dcc_internal.h"

#include <stdio.h>

void dcc_count_request(const dcc_case *c, int64_t began_ns)
{
    char code[24];
    (void)snprintf(code, sizeof code, "%s", c->code ? c->code : "");
    if (c->http_status != 0) {
        (void)snprintf(code, sizeof code, "http %d", c->http_status);
    }
    const alb_label labels[] = {{"service", c->document.srv ? c->document.srv->srv : "none"}, {"code", code}};
    alb_metrics_count(c->dcc->metrics, "albion_requests_total", labels, 2);
    alb_metrics_observe(c->dcc->metrics, "albion_request_seconds",
                        (double)(alb_monotonic_ns() - began_ns) / 1e9, labels, 1);
}

void dcc_count(dcc *d, const char *name, const char *label, const char *value)
{
    const alb_label labels[] = {{label, value}};
    alb_metrics_count(d->metrics, name, labels, label ? 1 : 0);
}

void dcc_observe_store(dcc *d, int64_t began_ns)
{
    alb_metrics_observe(d->metrics, "albion_store_write_seconds",
                        (double)(alb_monotonic_ns() - began_ns) / 1e9, NULL, 0);
}

void dcc_observe_outcome(dcc *d, const dcc_outcome *o, alb_time now)
{
    if (!o->srv) {
        return;
    }
    const alb_label labels[] = {{"service", o->srv}, {"code", o->code}};
    alb_time limit = dcc_response_limit(d, o->srv);
    alb_metrics_count(d->metrics, "albion_outcomes_total", labels, 2);
    alb_metrics_observe(d->metrics, "albion_response_seconds", (double)(now - o->since) / 1000, labels, 1);
    if (now - o->since <= limit) {
        alb_metrics_count(d->metrics, "albion_responses_within_target_total", labels, 1);
    }
}

const char *dcc_srv_name(const char *srv)
{
    const cat_service_request *found = cat_service_request_find(alb_span_str(srv));
    return found ? found->srv : NULL;
}

alb_time dcc_request_since(const dcc_request *r)
{
    return r->due_at == ALB_TIME_NONE || r->due_at < r->received_at ? r->received_at : r->due_at;
}

void dcc_tell_tap(const dcc *d, const char *kind, alb_eui64 who, alb_span octets)
{
    if (d->tap) {
        d->tap(d->tap_ctx, kind, who, octets);
    }
}

/* --- how it stands --- */

typedef struct standing {
    const char *name, *help, *sql;
    int64_t value;
} standing;

static alb_status read_standing(store_tx *tx, void *ctx, alb_err *err)
{
    standing *list = ctx;
    for (size_t i = 0; list[i].name; i++) {
        store_rows *rows = NULL;
        ALB_TRY(store_query(tx, list[i].sql, NULL, 0, &rows, err));
        list[i].value = store_next(rows) ? store_column(rows, 0).integer : 0;
        ALB_TRY(store_rows_end(rows, err));
    }
    return ALB_OK;
}

void dcc_write_metrics(dcc *d, alb_buf *out)
{
    standing list[] = {
        {"albion_requests_held", "requests that wait for their date",
         "SELECT count(*) FROM request WHERE state = 'held'", 0},
        {"albion_requests_waiting", "requests that wait for their predecessor",
         "SELECT count(*) FROM request WHERE state = 'waiting'", 0},
        {"albion_deliveries_waiting", "messages that their Users have not taken yet",
         "SELECT count(*) FROM delivery WHERE state = 'waiting'", 0},
        {"albion_schedules", "schedules", "SELECT count(*) FROM schedule", 0},
        {NULL, NULL, NULL, 0},
    };
    bool good = store_read(d->store, read_standing, list, NULL) == ALB_OK;
    alb_metrics_write(d->metrics, out);
    for (size_t i = 0; good && list[i].name; i++) {
        alb_metrics_gauge(out, list[i].name, list[i].help, (double)list[i].value);
    }
    alb_metrics_gauge(out, "albion_store_up", "the store can be read", good);
    alb_metrics_gauge(out, "albion_link_up", "a link to the hubs is attached",
                      dcc_receiver_has_link(d->receiver));
    alb_metrics_gauge(out, "albion_commands_under_way",
                      "commands on their way to devices, or whose answer is awaited",
                      (double)dcc_pipeline_count(d->pipeline));
    alb_metrics_gauge(out, "albion_device_messages_waiting", "messages of devices that are not judged yet",
                      (double)dcc_receiver_count(d->receiver));
}

static alb_status read_nothing(store_tx *tx, void *ctx, alb_err *err)
{
    store_rows *rows = NULL;
    (void)ctx;
    ALB_TRY(store_query(tx, "SELECT 1", NULL, 0, &rows, err));
    (void)store_next(rows);
    return store_rows_end(rows, err);
}

const char *dcc_why_not_ready(dcc *d)
{
    return store_read(d->store, read_nothing, NULL, NULL) != ALB_OK ? "the store cannot be read"
           : !dcc_receiver_has_link(d->receiver)                    ? "no link to the hubs"
                                                                    : NULL;
}
