/* What the world does to one simulated device of a running `albion serve`: loads, tampering, clocks. */
#include "serve_admin.h"

#include "base/text.h"

/* The device named in the path, and homes that are simulated here; else it is said what is wrong. */
static bool has_device(const serve_context *c, alb_span eui, bool is_read, const char *usage, alb_eui64 *id,
                       http_response *response)
{
    if (!alb_eui64_parse(eui, id) || !is_read) {
        serve_say(response, 400, usage);
        return false;
    }
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
        return false;
    }
    return true;
}

static void say_done(http_response *response, alb_status st, bool done, const char *why_not,
                     const alb_err *err)
{
    if (st == ALB_OK && !done) {
        serve_say(response, 409, why_not);
        return;
    }
    serve_say_result(response, st, err);
}

static bool read_load(const char *query, uint32_t *watts, alb_time *duration)
{
    enum { MOST_WATTS = 100000, MOST_SECONDS = 31 * 86400 };
    alb_span part;
    uint64_t w = 0;
    uint64_t seconds = 0;
    bool is_read = serve_query_part(query, "watts", &part) && alb_parse_u64(part, MOST_WATTS, &w) &&
                   serve_query_part(query, "seconds", &part) && alb_parse_u64(part, MOST_SECONDS, &seconds);
    *watts = (uint32_t)w;
    *duration = ALB_SECONDS((alb_time)seconds);
    return is_read;
}

void serve_add_load(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    alb_eui64 meter;
    uint32_t watts;
    alb_time duration;
    alb_err err = {.code = ALB_OK};
    bool done = false;
    bool is_read = read_load(request->query, &watts, &duration);
    if (has_device(c, eui, is_read, "POST /sim/v1/devices/EUI/load?watts=N&seconds=N", &meter, response)) {
        alb_status st = sim_fleet_add_load(c->world.fleet, meter, watts, duration, &done, &err);
        say_done(response, st, done, "it is no electricity meter, or too many loads run there", &err);
    }
}

/* "how=cover", with "end" where it ends */
void serve_tamper(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    alb_eui64 id;
    alb_span part;
    device_tamper_kind kind = DEVICE_TAMPER_OTHER;
    alb_err err = {.code = ALB_OK};
    bool done = false;
    bool is_read = serve_query_part(request->query, "how", &part) && device_tamper_named(part, &kind);
    bool ends = serve_query_part(request->query, "end", &part);
    static const char usage[] = "POST /sim/v1/devices/EUI/tamper?how=cover|terminal|terminal2|battery|magnet|"
                                "tilt|case|other, &end where it ends";
    if (has_device(c, eui, is_read, usage, &id, response)) {
        alb_status st = sim_fleet_tamper(c->world.fleet, id, kind, !ends, &done, &err);
        say_done(response, st, done, "it does not notice that, or it is so already", &err);
    }
}

/* "gain=PPM" or "lose=PPM" */
static bool read_drift(const char *query, int32_t *ppm)
{
    enum { MOST_PPM = 100000 };
    alb_span part;
    uint64_t by = 0;
    bool gains = serve_query_part(query, "gain", &part);
    bool is_read = (gains || serve_query_part(query, "lose", &part)) && alb_parse_u64(part, MOST_PPM, &by);
    *ppm = gains ? (int32_t)by : -(int32_t)by;
    return is_read;
}

void serve_order_drift(serve_context *c, alb_span eui, const http_request *request, http_response *response)
{
    alb_eui64 id;
    int32_t ppm;
    alb_err err = {.code = ALB_OK};
    bool done = false;
    bool is_read = read_drift(request->query, &ppm);
    if (has_device(c, eui, is_read, "POST /sim/v1/devices/EUI/drift?gain=PPM or ?lose=PPM", &id, response)) {
        alb_status st = sim_fleet_order_drift(c->world.fleet, id, ppm, &done, &err);
        say_done(response, st, done, "its clock is the WAN's", &err);
    }
}
