/* The SM WAN of the simulated homes (docs/fleet.md): settings in the data directory, coverage in the DCC's
 * store, where the WAN matrix (12.1) finds it too. */
#include "serve_admin.h"

#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <unistd.h>

enum { SETTINGS_MAX = 4096 };

static bool path_of(const char *data, char *out, size_t room)
{
    int n = snprintf(out, room, "%s/network", data);
    return n > 0 && (size_t)n < room;
}

alb_status serve_network(const char *data, const char *settings, sim_network *out, alb_err *err)
{
    char path[4200];
    alb_buf text;
    *out = (sim_network){0};
    if (settings) {
        return sim_network_parse(alb_span_str(settings), out, err);
    }
    if (!path_of(data, path, sizeof path) || access(path, F_OK) != 0) {
        return ALB_OK;
    }
    alb_buf_init(&text, SETTINGS_MAX);
    alb_status st = alb_file_read(path, &text, err);
    st = st == ALB_OK ? sim_network_parse(alb_buf_span(&text), out, err) : st;
    alb_buf_release(&text);
    if (st != ALB_OK) {
        alb_err_within(err, path);
    }
    return st;
}

static alb_status keep(const char *data, const sim_network *n, alb_err *err)
{
    char path[4200];
    alb_buf text;
    if (!path_of(data, path, sizeof path)) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path of the data directory is too long");
    }
    alb_buf_init(&text, SETTINGS_MAX);
    sim_network_print(n, &text);
    alb_status st = text.st == ALB_OK ? alb_file_write(path, alb_buf_span(&text), 0600, err) : text.st;
    alb_buf_release(&text);
    return st;
}

static bool has_fleet(const serve_context *c, http_response *response)
{
    if (!c->world.fleet) {
        serve_say(response, 404, "no homes are simulated");
    }
    return c->world.fleet;
}

void serve_show_network(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    sim_network n;
    (void)part;
    (void)request;
    if (has_fleet(c, response)) {
        sim_fleet_network(c->world.fleet, &n);
        sim_network_print(&n, &response->body);
        response->status = 200;
        response->content_type = "text/plain; charset=utf-8";
    }
}

void serve_set_network(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    sim_network n;
    alb_err err = {.code = ALB_OK};
    if (!has_fleet(c, response)) {
        return;
    }
    sim_fleet_network(c->world.fleet, &n);
    alb_status st = sim_network_parse(request->body, &n, &err);
    st = st == ALB_OK ? keep(c->options->data, &n, &err) : st;
    if (st != ALB_OK) {
        serve_say_result(response, st, &err);
        return;
    }
    sim_fleet_set_network(c->world.fleet, &n);
    alb_log_event(c->log, ALB_LOG_WARN, "network", "settings=\"%.*s\"", (int)request->body.len,
                  (const char *)request->body.ptr);
    serve_show_network(c, part, request, response);
}

/* --- coverage --- */

/* Which homes: all, of a region, one by its number, or by a postcode or the beginning of one. */
typedef struct area {
    bool is_all, is_region, is_number;
    sim_region region;
    uint64_t number;
    alb_span post_code;
} area;

static bool is_in(const area *a, const sim_listing *l, uint32_t number)
{
    if (a->is_all || a->is_number) {
        return a->is_all || a->number == number;
    }
    if (a->is_region) {
        return l->region == a->region;
    }
    return strlen(l->address.post_code) >= a->post_code.len &&
           memcmp(l->address.post_code, a->post_code.ptr, a->post_code.len) == 0;
}

/* "north=99.5", "EH1 2AB=0", "17=0", "all=100": hundredths of a percent. */
static bool read_share(alb_span text, area *out, uint32_t *share)
{
    int64_t number;
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != '=') {
        at--;
    }
    if (at < 2 || !alb_parse_decimal(alb_trim(alb_span_sub(text, at, SIZE_MAX)), -2, &number) || number < 0 ||
        number > SIM_NETWORK_WHOLE) {
        return false;
    }
    alb_span where = alb_trim(alb_span_sub(text, 0, at - 1));
    *out = (area){.is_all = alb_span_is(where, "all"), .post_code = where};
    out->is_region = sim_region_named(where, &out->region);
    out->is_number = alb_parse_u64(where, UINT32_MAX, &out->number);
    *share = (uint32_t)number;
    return where.len > 0;
}

typedef struct telling {
    sim_fleet *fleet;
    const sim_list *list;
    const area *area;
    uint32_t next, share;
    sim_listing home; /* the one whose row was made last */
} telling;

static bool will_be_covered(const telling *t, uint32_t number)
{
    return is_in(t->area, &t->home, number) ? sim_is_among(SERVE_SEED, number, t->share)
                                            : sim_fleet_covers(t->fleet, number);
}

/* Of those that can be asked about: with a UPRN or an address. */
static bool next_home(telling *t)
{
    while (t->next < sim_list_count(t->list)) {
        sim_list_at(t->list, t->next++, &t->home);
        const sim_address *at = &t->home.address;
        if (at->uprn[0] || (at->post_code[0] && at->identifier[0])) {
            return true;
        }
    }
    return false;
}

static bool next_row(void *ctx, dcc_coverage *row)
{
    static const struct {
        const char *name, *technology;
    } regions[SIM_REGIONS] = {[SIM_NORTH] = {"North", "Long range radio"},
                              [SIM_CENTRAL] = {"Central", "Cellular"},
                              [SIM_SOUTH] = {"South", "Cellular"}};
    telling *t = ctx;
    if (!next_home(t)) {
        return false;
    }
    const sim_address *at = &t->home.address;
    bool covered = will_be_covered(t, t->next - 1);
    *row = (dcc_coverage){.uprn = alb_span_str(at->uprn),
                          .post_code = alb_span_str(at->post_code),
                          .address = alb_span_str(at->identifier),
                          .region = alb_span_str(regions[t->home.region].name),
                          .technology = alb_span_str(regions[t->home.region].technology),
                          .likelihood = covered ? ALB_LIT("High") : ALB_LIT("Low"),
                          .is_covered = covered};
    return true;
}

void serve_set_coverage(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    area a;
    telling t = {.fleet = c->world.fleet, .list = c->options->list, .area = &a};
    alb_err err = {.code = ALB_OK};
    (void)part;
    if (!has_fleet(c, response)) {
        return;
    }
    if (!read_share(request->body, &a, &t.share)) {
        serve_say(response, 400,
                  "POST /sim/v1/coverage, WHERE=PERCENT: north|central|south|all, a home's number, or a "
                  "postcode or its beginning");
        return;
    }
    alb_status st = dcc_set_coverage(c->world.dcc, next_row, &t, &err);
    if (st == ALB_OK) {
        alb_log_event(c->log, ALB_LOG_WARN, "coverage", "share=\"%.*s\"", (int)request->body.len,
                      (const char *)request->body.ptr);
        st = serve_follow_coverage(c->world.dcc, c->world.fleet, t.list, &err);
    }
    serve_say_result(response, st, &err);
}

alb_status serve_follow_coverage(dcc *d, sim_fleet *fleet, const sim_list *homes, alb_err *err)
{
    for (uint32_t number = 0; fleet && number < sim_list_count(homes); number++) {
        sim_listing l;
        sim_list_at(homes, number, &l);
        bool covered = true;
        alb_err none = {.code = ALB_OK};
        alb_status st = dcc_covers(d, alb_span_str(l.address.uprn), alb_span_str(l.address.post_code),
                                   alb_span_str(l.address.identifier), &covered, &none);
        if (st != ALB_OK && st != ALB_NOT_FOUND) {
            return alb_fail(err, st, NULL, 0, "coverage: %.150s", none.detail);
        }
        ALB_TRY(sim_fleet_set_coverage(fleet, number, st == ALB_NOT_FOUND || covered, err));
    }
    return ALB_OK;
}
