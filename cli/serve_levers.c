/* A tester's levers over HTTP (docs/serve.md, "Levers"). */
#include "serve_admin.h"

#include "base/json.h"
#include "base/text.h"

void serve_show_clock(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    (void)part;
    (void)request;
    char text[ALB_TIME_TEXT];
    alb_json j;
    alb_json_init(&j, &response->body, 0);
    alb_json_object(&j);
    alb_json_key(&j, "now");
    alb_json_text(&j, alb_time_text_ms(alb_now(&c->world.clock.clock), text));
    alb_json_key(&j, "rate");
    alb_json_decimal(&j, alb_clock_steered_rate(&c->world.clock), -3);
    alb_json_key(&j, "ahead_seconds");
    alb_json_i64(&j, (alb_now(&c->world.clock.clock) - alb_now(alb_clock_system())) / 1000);
    alb_json_object_end(&j);
    alb_buf_add_text(&response->body, "\n");
    response->status = 200;
    response->content_type = "application/json";
}

/* ?advance=DURATION or ?to=DATE, each with &jump or without; ?rate=NUMBER */
static alb_status steer(serve_context *c, const char *query, alb_err *err)
{
    alb_span value;
    alb_span jump;
    alb_time to = 0;
    alb_time by = 0;
    int64_t thousandths = 0;
    /* Waiting until nothing moves is all that can be done with the clocks of others. */
    bool is_alone = dcc_servers(c->world.dcc) == 1;
    if (!is_alone && strcmp(query, "advance=0") != 0) {
        return alb_fail(err, ALB_BUSY, NULL, 0,
                        "other servers share the store and have clocks of their own: stop them first");
    }
    if (serve_query_part(query, "rate", &value)) {
        if (!alb_parse_decimal(value, -3, &thousandths) || thousandths < 0 || thousandths > UINT32_MAX ||
            !alb_clock_steered_set_rate(&c->world.clock, (uint32_t)thousandths)) {
            return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "rate is a number from 0 to %d",
                            ALB_CLOCK_MAX_RATE / 1000);
        }
        serve_clock_changed(&c->world);
        serve_clock_keep(&c->world);
        return ALB_OK;
    }
    if (serve_query_part(query, "advance", &value)) {
        if (!serve_parse_duration(value, &by)) {
            return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "advance is a duration: 90, 15m, 12h, 30d");
        }
        return serve_clock_advance(&c->world, by, serve_query_part(query, "jump", &jump), err);
    }
    if (!serve_query_part(query, "to", &value) || !alb_time_parse(value, &to)) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0,
                        "POST /admin/v1/clock?advance=DURATION, ?to=DATE (with &jump or without) or "
                        "?rate=NUMBER");
    }
    return serve_clock_move(&c->world, to, serve_query_part(query, "jump", &jump), err);
}

void serve_set_clock(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    alb_err err = {.code = ALB_OK};
    alb_status st = steer(c, request->query, &err);
    if (st != ALB_OK) {
        serve_say_result(response, st, &err);
        return;
    }
    alb_log_event(c->log, ALB_LOG_WARN, "clock", "\"steered by %s\"", request->query);
    serve_show_clock(c, part, request, response);
}
