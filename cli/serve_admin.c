/* HTTP of `albion serve`: the DCC's services for everybody; administration and the simulated world for
 * callers of this machine alone. */
#include "serve_admin.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

void serve_say(http_response *response, int status, const char *text)
{
    response->status = status;
    response->content_type = "text/plain; charset=utf-8";
    alb_buf_printf(&response->body, "%s\n", text);
}

void serve_say_result(http_response *response, alb_status st, const alb_err *err)
{
    char text[220];
    if (st == ALB_OK) {
        serve_say(response, 200, "ok");
    } else {
        int status = st == ALB_NOT_FOUND ? 404 : st == ALB_BAD_VALUE ? 400 : st == ALB_BUSY ? 409 : 500;
        serve_say(response, status, alb_err_text(err, text, sizeof text));
    }
}

static bool is_local(const char *peer)
{
    return peer && (strncmp(peer, "127.", 4) == 0 || strncmp(peer, "::1", 3) == 0 ||
                    strncmp(peer, "[::1]", 5) == 0 || strncmp(peer, "::ffff:127.", 11) == 0);
}

/* "/admin/v1/parties/EUI/delivery" -> EUI; after NULL: the path is `before`, whole. */
static bool between(const char *path, const char *before, const char *after, alb_span *out)
{
    size_t n = strlen(path);
    size_t head = strlen(before);
    size_t tail = after ? strlen(after) : 0;
    *out = alb_span_none();
    if (!after) {
        return strcmp(path, before) == 0;
    }
    if (n <= head + tail || strncmp(path, before, head) != 0 || strcmp(path + n - tail, after) != 0) {
        return false;
    }
    *out = alb_span_of(path + head, n - head - tail);
    return true;
}

static void set_delivery(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    alb_err err = {.code = ALB_OK};
    alb_status st = serve_set_delivery(c->world.dcc, eui, request->body, &err);
    serve_say_result(response, st, &err);
}

static void set_power(serve_context *c, alb_span home, const http_request *request, http_response *response)
{
    uint64_t number = 0;
    sim_region region = SIM_NORTH;
    bool on = strcmp(request->query, "on=1") == 0;
    bool is_region = sim_region_named(home, &region);
    bool is_number = alb_parse_u64(home, UINT32_MAX, &number);
    bool is_all = alb_span_is(home, "all");
    if ((!is_number && !is_region && !is_all) || (!on && strcmp(request->query, "on=0") != 0)) {
        serve_say(response, 400, "POST /sim/v1/homes/NUMBER|north|central|south|all/power?on=0|1");
        return;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = is_number
                        ? sim_fleet_power(c->world.fleet, (uint32_t)number, on, &err)
                        : sim_fleet_cut(c->world.fleet, is_all ? SIM_EVERYWHERE : (int)region, on, &err);
    serve_say_result(response, st, &err);
}

/* The answer names the hub that is there now, and its gas proxy. */
static void exchange_hub(serve_context *c, alb_span home, const http_request *request,
                         http_response *response)
{
    uint64_t number = 0;
    (void)request;
    if (!alb_parse_u64(home, UINT32_MAX, &number)) {
        serve_say(response, 400, "POST /sim/v1/homes/NUMBER/hub");
        return;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = serve_exchange_hub(c->world.dcc, c->world.fleet, c->options, (uint32_t)number, &err);
    if (st != ALB_OK) {
        serve_say_result(response, st, &err);
        return;
    }
    sim_listing l;
    sim_list_at(c->options->list, (uint32_t)number, &l);
    char hub[ALB_EUI64_TEXT];
    char gpf[ALB_EUI64_TEXT];
    response->status = 200;
    response->content_type = "text/plain; charset=utf-8";
    alb_buf_printf(&response->body, "hub=%s gpf=%s\n", alb_eui64_hex(l.home.spare_hub, hub),
                   alb_eui64_hex(l.home.spare_gpf, gpf));
}

bool serve_query_part(const char *query, const char *name, alb_span *out)
{
    size_t len = strlen(name);
    for (const char *at = query; *at;) {
        size_t n = strcspn(at, "&");
        bool is_named = n >= len && strncmp(at, name, len) == 0;
        if (is_named && (n == len || at[len] == '=')) {
            *out = n == len ? alb_span_none() : alb_span_of(at + len + 1, n - len - 1);
            return true;
        }
        at += at[n] == '&' ? n + 1 : n;
    }
    return false;
}

/* "result=3&item=1", "late=60", "twice", "never" */
static bool read_fault(const char *query, device_fault *out)
{
    alb_span part;
    uint64_t number = 0;
    uint64_t item = 0;
    *out = (device_fault){.kind = DEVICE_FAULT_NONE};
    if (serve_query_part(query, "item", &part) && !alb_parse_u64(part, UINT8_MAX, &item)) {
        return false;
    }
    out->item = (uint8_t)item;
    if (serve_query_part(query, "result", &part) && alb_parse_u64(part, UINT8_MAX, &number)) {
        out->kind = DEVICE_FAULT_RESULT;
        out->result = (uint8_t)number;
    } else if (serve_query_part(query, "late", &part) && alb_parse_u64(part, UINT32_MAX, &number)) {
        out->kind = DEVICE_FAULT_LATE;
        out->delay = ALB_SECONDS((alb_time)number);
    } else if (serve_query_part(query, "twice", &part)) {
        out->kind = DEVICE_FAULT_TWICE;
    } else if (serve_query_part(query, "never", &part)) {
        out->kind = DEVICE_FAULT_NEVER;
    }
    return out->kind != DEVICE_FAULT_NONE;
}

static void order_fault(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    alb_eui64 id;
    device_fault fault;
    if (!alb_eui64_parse(eui, &id) || !read_fault(request->query, &fault)) {
        serve_say(response, 400,
                  "POST /sim/v1/devices/EUI/fault?result=RESULT&item=ITEM, ?late=SECONDS, ?twice or ?never");
        return;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = sim_fleet_order_fault(c->world.fleet, id, fault, &err);
    serve_say_result(response, st, &err);
}

/* "topup=DIGITS", "credit", "enable", with "meter=EUI" */
static bool read_question(const char *query, alb_eui64 *meter, device_han *asked)
{
    alb_span part;
    *asked = (device_han){.kind = DEVICE_HAN_TOP_UP};
    if (!serve_query_part(query, "meter", &part) || !alb_eui64_parse(part, meter)) {
        return false;
    }
    if (serve_query_part(query, "topup", &asked->token)) {
        return asked->token.len > 0;
    }
    asked->kind = DEVICE_HAN_EMERGENCY_CREDIT;
    if (serve_query_part(query, "credit", &part)) {
        return true;
    }
    asked->kind = DEVICE_HAN_ENABLE_SUPPLY;
    return serve_query_part(query, "enable", &part);
}

static void ask_meter(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    alb_eui64 ppmid;
    alb_eui64 meter;
    device_han asked;
    bool done = false;
    if (!alb_eui64_parse(eui, &ppmid) || !read_question(request->query, &meter, &asked)) {
        serve_say(response, 400, "POST /sim/v1/devices/EUI/ask?meter=EUI&topup=DIGITS, &credit or &enable");
        return;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = sim_fleet_ask(c->world.fleet, ppmid, meter, &asked, &done, &err);
    if (st == ALB_OK && !done) {
        serve_say(response, 409, "the two are not joined, or the meter does not do it");
        return;
    }
    serve_say_result(response, st, &err);
}

static void press_boost(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    enum { MOST_MINUTES = 60 };
    alb_eui64 meter;
    alb_span part;
    uint64_t minutes;
    if (!alb_eui64_parse(eui, &meter) || !serve_query_part(request->query, "minutes", &part) ||
        !alb_parse_u64(part, MOST_MINUTES, &minutes)) {
        serve_say(response, 400, "POST /sim/v1/devices/EUI/boost?minutes=0|15|30|45|60");
        return;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    bool done = false;
    alb_status st = sim_fleet_boost(c->world.fleet, meter, (unsigned)minutes, &done, &err);
    if (st == ALB_OK && !done) {
        serve_say(response, 409, "the meter has no such button, or it does nothing now");
        return;
    }
    serve_say_result(response, st, &err);
}

/* "topup=DIGITS", "credit", "enable" */
static bool read_wish(const char *query, sim_wish *kind, alb_span *digits)
{
    alb_span part;
    *digits = alb_span_none();
    if (serve_query_part(query, "topup", digits)) {
        *kind = SIM_WISH_TOKEN;
        return digits->len > 0;
    }
    *kind = serve_query_part(query, "credit", &part) ? SIM_WISH_CREDIT : SIM_WISH_SUPPLY;
    return *kind == SIM_WISH_CREDIT || serve_query_part(query, "enable", &part);
}

static void press_at_meter(serve_context *c, alb_span eui, const http_request *request,
                           http_response *response)
{
    alb_eui64 meter;
    alb_span digits;
    sim_wish kind;
    bool done = false;
    if (!alb_eui64_parse(eui, &meter) || !read_wish(request->query, &kind, &digits)) {
        serve_say(response, 400, "POST /sim/v1/devices/EUI/press?topup=DIGITS, ?credit or ?enable");
        return;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = sim_fleet_wish(c->world.fleet, meter, kind, digits, &done, &err);
    if (st == ALB_OK && !done) {
        serve_say(response, 409, "the meter does not do it");
        return;
    }
    serve_say_result(response, st, &err);
}

/* "up=VOLTS" or "down=VOLTS", "seconds=N", "phase=1|2|3": all where it is left out */
static bool read_disturbance(const char *query, int16_t *volts, alb_time *duration, uint8_t *phase)
{
    enum { MOST_VOLTS = 500 };
    alb_span part;
    uint64_t by = 0;
    uint64_t seconds = 0;
    uint64_t of_phase = 0;
    bool up = serve_query_part(query, "up", &part);
    bool is_read = (up || serve_query_part(query, "down", &part)) && alb_parse_u64(part, MOST_VOLTS, &by) &&
                   serve_query_part(query, "seconds", &part) && alb_parse_u64(part, UINT32_MAX, &seconds) &&
                   (!serve_query_part(query, "phase", &part) || alb_parse_u64(part, 3, &of_phase));
    if (is_read) {
        *volts = (int16_t)(up ? (int)by : -(int)by);
        *duration = ALB_SECONDS((alb_time)seconds);
        *phase = (uint8_t)of_phase;
    }
    return is_read;
}

static void disturb_voltage(serve_context *c, alb_span eui, const http_request *request,
                            http_response *response)
{
    alb_eui64 meter;
    int16_t volts;
    alb_time duration;
    uint8_t phase;
    if (!alb_eui64_parse(eui, &meter) || !read_disturbance(request->query, &volts, &duration, &phase)) {
        serve_say(response, 400,
                  "POST /sim/v1/devices/EUI/voltage?up=VOLTS or ?down=VOLTS, &seconds=N&phase=N");
        return;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = sim_fleet_disturb_voltage(c->world.fleet, meter, phase, volts, duration, &err);
    serve_say_result(response, st, &err);
}

static void take_coverage(serve_context *c, alb_span part, const http_request *request,
                          http_response *response)
{
    (void)part;
    alb_err err = {.code = ALB_OK};
    alb_status st = dcc_take_coverage(c->world.dcc, request->body, &err);
    if (st == ALB_OK) {
        st = serve_follow_coverage(c->world.dcc, c->world.fleet, c->options->list, &err);
    }
    serve_say_result(response, st, &err);
}

static void recover_device(serve_context *c, alb_span eui, const http_request *request,
                           http_response *response)
{
    enum { MOST = 65536 };
    static const char usage[] = "POST /admin/v1/devices/EUI/recovery, the command in hexadecimal";
    alb_eui64 id;
    alb_err err = {.code = ALB_OK};
    alb_span hex = alb_trim(request->body);
    uint8_t *octets = hex.len <= MOST ? calloc(1, hex.len + 1) : NULL;
    alb_wr w = alb_wr_init(octets, hex.len);
    if (!octets || !alb_eui64_parse(eui, &id) || alb_hex_decode(hex, &w) != ALB_OK) {
        serve_say(response, 400, usage);
    } else {
        alb_status st = dcc_recover_device(c->world.dcc, id, alb_wr_span(&w), &err);
        serve_say_result(response, st, &err);
    }
    free(octets);
}

/* A path may stand there several times, once a method. */
static const struct {
    const char *method, *before, *after;
    serve_endpoint *serve;
} endpoints[] = {
    {"POST", "/admin/v1/parties/", "/delivery", set_delivery},
    {"POST", "/admin/v1/coverage", NULL, take_coverage},
    {"POST", "/admin/v1/devices/", "/recovery", recover_device},
    {"GET", "/admin/v1/clock", NULL, serve_show_clock},
    {"POST", "/admin/v1/clock", NULL, serve_set_clock},
    {"GET", "/admin/v1/orders", NULL, serve_show_orders},
    {"POST", "/admin/v1/orders", NULL, serve_add_order},
    {"DELETE", "/admin/v1/orders", NULL, serve_clear_orders},
    {"POST", "/admin/v1/snapshots/", "/save", serve_save_snapshot},
    {"POST", "/admin/v1/snapshots/", "/restore", serve_restore_snapshot},
    {"POST", "/admin/v1/captures/", "/begin", serve_begin_capture},
    {"POST", "/admin/v1/capture/end", NULL, serve_end_capture},
    {"GET", "/admin/v1/captures/", "", serve_fetch_capture},
    {"GET", "/admin/v1/environment", NULL, serve_show_environment},
    {"POST", "/admin/v1/reset", NULL, serve_reset},
    {"GET", "/ready", NULL, serve_ready},
    {"GET", "/metrics", NULL, serve_metrics},
    {"GET", "/sim/v1/network", NULL, serve_show_network},
    {"POST", "/sim/v1/network", NULL, serve_set_network},
    {"POST", "/sim/v1/coverage", NULL, serve_set_coverage},
    {"POST", "/sim/v1/homes/", "/power", set_power},
    {"POST", "/sim/v1/homes/", "/hub", exchange_hub},
    {"POST", "/sim/v1/devices/", "/fault", order_fault},
    {"POST", "/sim/v1/devices/", "/ask", ask_meter},
    {"POST", "/sim/v1/devices/", "/boost", press_boost},
    {"POST", "/sim/v1/devices/", "/press", press_at_meter},
    {"POST", "/sim/v1/devices/", "/voltage", disturb_voltage},
    {"POST", "/sim/v1/devices/", "/load", serve_add_load},
    {"POST", "/sim/v1/devices/", "/tamper", serve_tamper},
    {"POST", "/sim/v1/devices/", "/drift", serve_order_drift},
};

static bool is_method(const char *method, const char *wanted)
{
    return strcmp(method, wanted) == 0 || (strcmp(method, "PUT") == 0 && strcmp(wanted, "POST") == 0);
}

/* "127.0.0.1:8079", "localhost", "[::1]:80": a name that only this machine has. One that a stranger's DNS
 * leads here is not among them. */
static bool is_own_host(const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; host && i < ALB_COUNT(names); i++) {
        size_t n = strlen(names[i]);
        if (strncasecmp(host, names[i], n) == 0 && (host[n] == '\0' || host[n] == ':')) {
            return true;
        }
    }
    return false;
}

/* A program of this machine, and neither a page in its browser nor a proxy that speaks for somebody else. */
static const char *why_not_local(const http_request *request)
{
    static const char *const foreign[] = {
        "Origin",          "Referer",          "Sec-Fetch-Site", "Forwarded",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP",      "Via"};
    if (!is_local(request->peer)) {
        return "for callers of this machine only";
    }
    if (!is_own_host(http_request_header(request, "Host"))) {
        return "the Host header is not of this machine";
    }
    for (size_t i = 0; i < ALB_COUNT(foreign); i++) {
        if (http_request_header(request, foreign[i])) {
            return "for programs of this machine, not for browsers and proxies";
        }
    }
    return NULL;
}

/* False: no such path. */
static bool administer(serve_context *c, const http_request *request, http_response *response)
{
    const char *other_method = NULL;
    for (size_t i = 0; i < ALB_COUNT(endpoints); i++) {
        alb_span part;
        if (!between(request->path, endpoints[i].before, endpoints[i].after, &part)) {
            continue;
        }
        const char *why = why_not_local(request);
        if (why) {
            serve_say(response, 403, why);
            return true;
        }
        if (is_method(request->method, endpoints[i].method)) {
            endpoints[i].serve(c, part, request, response);
            return true;
        }
        other_method = endpoints[i].method;
    }
    if (other_method) {
        serve_say(response, 405, other_method);
    }
    return other_method;
}

static alb_status take_list(void *ctx, smki_crl *list, alb_err *err)
{
    return dcc_take_revocation_list(ctx, list, err);
}

static alb_status take_certificate(void *ctx, smki_certificate *c, const char *hint, alb_err *err)
{
    return dcc_take_certificate(ctx, c, hint, err);
}

void serve_http(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    serve_context *c = ctx;
    if (!administer(c, request, response)) {
        lists_takers takers = {.list = take_list, .certificate = take_certificate, .ctx = c->world.dcc};
        lists_refresh(&c->lists, &takers);
        dcc_http(c->world.dcc, worker, request, response);
        serve_capture_request(c->capture, request, response);
    }
}
