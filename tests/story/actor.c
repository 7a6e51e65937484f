#include "world.h"

#include <stdlib.h>

enum { DOCUMENT_MAX = 16 << 20, ARENA = 64 << 20, PATIENCE_MS = 30000, MOMENT_MS = 300 };

static void must(alb_status st, const alb_err *err, const char *what)
{
    if (st != ALB_OK) {
        fail_msg("%s: %s: %s (%s)", what, alb_status_text(st), err->detail, err->path);
    }
}

void actor_open(actor *a, world *w, alb_eui64 id)
{
    char path[96];
    char eui[ALB_EUI64_TEXT];
    alb_err err = {.code = ALB_OK};
    *a = (actor){.world = w, .id = id, .arena = alb_arena_new(ARENA)};
    assert_non_null(a->arena);
    user_options o = {.id = id, .keys = w->keys, .server = w->server.url, .clock = &w->clock.clock};
    must(user_client_new(&o, &a->client, &err), &err, "a User");
    must(user_listen(a->client, "127.0.0.1:0", &a->inbox, &err), &err, "an inbox");
    (void)snprintf(path, sizeof path, "/admin/v1/parties/%s/delivery", alb_eui64_hex(id, eui));
    (void)world_post(w, path, alb_span_str(user_listener_url(a->inbox)));
}

void actor_close(actor *a)
{
    user_listener_stop(a->inbox);
    user_client_free(a->client);
    alb_arena_free(a->arena);
}

static alb_status try_to_send(actor *a, const char *srv, alb_eui64 target, const user_setting *settings,
                              size_t n, duis_request_id *id, user_result *r, alb_err *err)
{
    alb_buf xml;
    const cat_service_request *record = cat_service_request_find(alb_span_str(srv));
    assert_non_null(record);
    alb_arena_reset(a->arena);
    alb_buf_init(&xml, DOCUMENT_MAX);
    uint8_t variant = !record->device ? 8 : record->critical ? 4 : 1;
    must(user_build(a->client, record, target, variant, settings, n, &xml, id, err), err, srv);
    alb_status st = user_send(a->client, alb_buf_span(&xml), a->arena, r, err);
    alb_buf_release(&xml);
    return st;
}

user_result actor_send(actor *a, const char *srv, alb_eui64 target, const user_setting *settings, size_t n,
                       duis_request_id *id)
{
    alb_err err = {.code = ALB_OK};
    user_result r;
    must(try_to_send(a, srv, target, settings, n, id, &r, &err), &err, srv);
    return r;
}

void actor_is_turned_away(actor *a, const char *text, const char *srv, alb_eui64 device,
                          const user_setting *settings, size_t n)
{
    alb_err err = {.code = ALB_OK};
    duis_request_id id = {.counter = 0};
    user_result r;
    assert_int_not_equal(try_to_send(a, srv, device, settings, n, &id, &r, &err), ALB_OK);
    if (!strstr(err.detail, text)) {
        fail_msg("%s: '%s', not %s", srv, err.detail, text);
    }
}

static bool next_message(actor *a, const duis_request_id *id, int patience_ms, user_result *out)
{
    alb_err err = {.code = ALB_OK};
    alb_buf xml;
    alb_buf_init(&xml, DOCUMENT_MAX);
    alb_status st = user_wait(a->inbox, id, patience_ms, &xml, &err);
    if (st == ALB_OK) {
        alb_arena_reset(a->arena);
        alb_span copy = alb_arena_copy(a->arena, alb_buf_span(&xml));
        must(user_read(a->client, copy, a->arena, out, &err), &err, "a message");
    }
    alb_buf_release(&xml);
    return st == ALB_OK;
}

user_result actor_wait(actor *a, const duis_request_id *id)
{
    user_result r = {.gbcs = {0}};
    assert_true(next_message(a, id, PATIENCE_MS, &r));
    return r;
}

user_result actor_ask(actor *a, const char *srv, alb_eui64 device, const user_setting *settings, size_t n)
{
    duis_request_id id = {.counter = 0};
    user_result r = actor_send(a, srv, device, settings, n, &id);
    if (strcmp(r.code, "I99") != 0) {
        fail_msg("%s: %s", srv, r.code);
    }
    r = actor_wait(a, &id);
    if (strcmp(r.code, "I0") != 0) {
        fail_msg("%s: %s", srv, r.code);
    }
    assert_true(r.gbcs.len > 0);
    assert_true(r.verdict.mac == GBCS_CHECK_OK || r.verdict.signature == GBCS_CHECK_OK);
    return r;
}

user_result actor_ask_dcc(actor *a, const char *srv, const user_setting *settings, size_t n)
{
    duis_request_id id = {.counter = 0};
    user_result r = actor_send(a, srv, THE_DCC, settings, n, &id);
    if (strcmp(r.code, "I0") != 0) {
        fail_msg("%s: %s", srv, r.code);
    }
    return r;
}

void actor_is_refused(actor *a, const char *code, const char *srv, alb_eui64 device,
                      const user_setting *settings, size_t n)
{
    duis_request_id id = {.counter = 0};
    user_result r = actor_send(a, srv, device, settings, n, &id);
    if (strcmp(r.code, code) != 0) {
        fail_msg("%s: %s, not %s", srv, r.code, code);
    }
}

static bool is_alert(actor *a, const user_result *r, const char *code)
{
    if (alb_span_is(result_element(r, "DCCAlertCode"), code)) {
        return true;
    }
    if (r->gbcs.len == 0 || r->message.header.cra != GBCS_ALERT || result_count(r, "AlertCode") == 0) {
        return false;
    }
    return strcasecmp(result_text(a, r, "AlertCode"), code) == 0;
}

user_result actor_hears(actor *a, const char *code)
{
    user_result r;
    while (next_message(a, NULL, PATIENCE_MS, &r)) {
        if (is_alert(a, &r, code)) {
            assert_true(r.gbcs.len == 0 || r.verdict.mac == GBCS_CHECK_OK ||
                        r.verdict.signature == GBCS_CHECK_OK);
            return r;
        }
    }
    fail_msg("no alert %s", code);
    return r;
}

const char *actor_inventory(actor *a, alb_eui64 device, const char *element)
{
    char id[ALB_EUI64_TEXT];
    const user_setting which = {"DeviceID", alb_eui64_dashed(device, id)};
    user_result r = actor_ask_dcc(a, "8.2", &which, 1);
    const duis_document *d = &r.document;
    uint32_t list = duis_find(d, d->body, "DSPInventory");
    assert_int_not_equal(list, UINT32_MAX);
    for (uint32_t at = duis_child(d, list); at != UINT32_MAX; at = duis_sibling(d, list, at)) {
        if (alb_span_is(duis_text(d, at, "DeviceID"), id)) {
            return alb_arena_string(a->arena, duis_text(d, at, element));
        }
    }
    fail_msg("%s is not in the inventory", id);
    return NULL;
}

void actor_hears_both(actor *a, const char *one, const char *other)
{
    bool heard[2] = {false, false};
    user_result r;
    while (!(heard[0] && heard[1])) {
        if (!next_message(a, NULL, PATIENCE_MS, &r)) {
            fail_msg("no alert %s", heard[0] ? other : one);
        }
        heard[0] = heard[0] || is_alert(a, &r, one);
        heard[1] = heard[1] || is_alert(a, &r, other);
    }
}

const char *actor_status(actor *a, alb_eui64 device)
{
    return actor_inventory(a, device, "DeviceStatus");
}

size_t actor_empties_inbox(actor *a)
{
    user_result r;
    size_t n = 0;
    while (next_message(a, NULL, MOMENT_MS, &r)) {
        n++;
    }
    return n;
}

/* --- what was answered --- */

static const cat_value *find(const user_result *r, const char *name)
{
    for (uint32_t i = 0; i < r->content.count; i++) {
        if (strcmp(r->content.values[i].field->name, name) == 0) {
            return &r->content.values[i];
        }
    }
    fail_msg("no %s in the answer", name);
    abort(); /* not reached */
}

int64_t result_number(const user_result *r, const char *name)
{
    return find(r, name)->number.i;
}

const char *result_text(actor *a, const user_result *r, const char *name)
{
    enum { ROOM = 256 };
    char *text = alb_arena_alloc(a->arena, ROOM);
    assert_non_null(text);
    alb_wr w = alb_wr_init(text, ROOM - 1);
    cat_value_text(find(r, name), &w);
    return text;
}

alb_span result_octets(const user_result *r, const char *name)
{
    return find(r, name)->bytes;
}

size_t result_count(const user_result *r, const char *name)
{
    size_t n = 0;
    for (uint32_t i = 0; i < r->content.count; i++) {
        n += strcmp(r->content.values[i].field->name, name) == 0;
    }
    return n;
}

alb_span result_element(const user_result *r, const char *path)
{
    return duis_text(&r->document, r->document.body, path);
}
