/* Orders to the DCC over HTTP: what it does wrong with the next requests (docs/serve.md, "Levers"). */
#include "serve_admin.h"

#include "base/json.h"
#include "base/text.h"
#include "dcc/lever.h"

static const char *const kinds[] = {[DCC_ORDER_CODE] = "code",
                                    [DCC_ORDER_DELAY] = "delay",
                                    [DCC_ORDER_LOSS] = "loss",
                                    [DCC_ORDER_DUPLICATE] = "duplicate"};

static bool read_text(const char *query, const char *name, char *out, size_t size)
{
    alb_span value;
    if (!serve_query_part(query, name, &value)) {
        return true;
    }
    if (value.len >= size) {
        return false;
    }
    memcpy(out, value.ptr, value.len);
    out[value.len] = '\0';
    return true;
}

static bool read_eui(const char *query, const char *name, alb_eui64 *out)
{
    alb_span value;
    return !serve_query_part(query, name, &value) || alb_eui64_parse(value, out);
}

/* "delay=10s&user=EUI&device=EUI&service=4.1.1&count=3" */
static bool read_order(const char *query, dcc_order *o)
{
    alb_span value = alb_span_none();
    uint64_t count = 1;
    *o = (dcc_order){.kind = DCC_ORDER_CODE};
    size_t kind = 0;
    while (kind < ALB_COUNT(kinds) && !serve_query_part(query, kinds[kind], &value)) {
        kind++;
    }
    o->kind = (dcc_order_kind)kind;
    if (kind == ALB_COUNT(kinds) || (o->kind == DCC_ORDER_DELAY && !serve_parse_duration(value, &o->delay)) ||
        !read_text(query, "code", o->code, sizeof o->code) ||
        !read_text(query, "service", o->srv, sizeof o->srv) || !read_eui(query, "user", &o->user) ||
        !read_eui(query, "device", &o->device)) {
        return false;
    }
    if (serve_query_part(query, "count", &value) &&
        (!alb_parse_u64(value, UINT32_MAX, &count) || count == 0)) {
        return false;
    }
    o->left = (uint32_t)count;
    return true;
}

void serve_add_order(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    dcc_order order;
    alb_err err = {.code = ALB_OK};
    if (!read_order(request->query, &order)) {
        serve_say(response, 400,
                  "POST /admin/v1/orders?code=CODE, ?delay=DURATION, ?loss or ?duplicate, with &user=EUI, "
                  "&device=EUI, "
                  "&service=SRV, &count=N as needed");
        return;
    }
    alb_status st = dcc_order_add(c->world.dcc, &order, &err);
    if (st != ALB_OK) {
        serve_say_result(response, st, &err);
        return;
    }
    alb_log_event(c->log, ALB_LOG_WARN, "order", "query=\"%s\"", request->query);
    serve_show_orders(c, part, request, response);
}

static void show_eui(alb_json *j, const char *name, alb_eui64 id)
{
    char text[ALB_EUI64_TEXT];
    if (alb_eui64_number(id) != 0) {
        alb_json_key(j, name);
        alb_json_text(j, alb_eui64_dashed(id, text));
    }
}

static void show_text(alb_json *j, const char *name, const char *text)
{
    if (text[0]) {
        alb_json_key(j, name);
        alb_json_text(j, text);
    }
}

void serve_show_orders(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    (void)part;
    (void)request;
    dcc_order orders[DCC_MAX_ORDERS];
    size_t n = dcc_orders(c->world.dcc, orders);
    alb_json j;
    alb_json_init(&j, &response->body, 0);
    alb_json_array(&j);
    for (size_t i = 0; i < n; i++) {
        alb_json_object(&j);
        alb_json_key(&j, "order");
        alb_json_text(&j, kinds[orders[i].kind]);
        show_text(&j, "code", orders[i].code);
        if (orders[i].kind == DCC_ORDER_DELAY) {
            alb_json_key(&j, "seconds");
            alb_json_decimal(&j, orders[i].delay, -3);
        }
        show_eui(&j, "user", orders[i].user);
        show_eui(&j, "device", orders[i].device);
        show_text(&j, "service", orders[i].srv);
        alb_json_key(&j, "left");
        alb_json_u64(&j, orders[i].left);
        alb_json_object_end(&j);
    }
    alb_json_array_end(&j);
    alb_buf_add_u8(&response->body, '\n');
    response->status = 200;
    response->content_type = "application/json";
}

void serve_clear_orders(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    (void)part;
    (void)request;
    dcc_orders_clear(c->world.dcc);
    serve_say(response, 200, "ok");
}
