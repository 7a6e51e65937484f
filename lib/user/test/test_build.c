/* Requests from settings: in the schema's order, complete, and saying what is wrong. */
#include "base/file.h"
#include "user/user.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { MAX_SETTINGS = 512, MAX_DEPTH = 40 };

static alb_clock_manual now;
static smki_keystore *keys;
static user_client *user;
static alb_arena *arena;
static xml_context *xml;

static alb_status build(const char *srv, const user_setting *settings, size_t n, alb_buf *out, alb_err *err)
{
    const cat_service_request *record = cat_service_request_find(alb_span_str(srv));
    assert_non_null(record);
    duis_request_id id = {.counter = 0};
    uint8_t variant = !record->device ? 8 : record->critical ? 4 : 1;
    *err = (alb_err){.code = ALB_OK};
    return user_build(user, record, alb_eui64_of(0x00db000000000001), variant, settings, n, out, &id, err);
}

static void test_nothing_to_set(void **state)
{
    (void)state;
    alb_buf out;
    alb_err err;
    duis_document d;
    alb_buf_init(&out, 1 << 20);
    assert_int_equal(build("4.1.1", NULL, 0, &out, &err), ALB_OK);
    assert_int_equal(duis_decode(xml, alb_buf_span(&out), arena, &d, NULL, &err), ALB_OK);
    assert_string_equal(d.srv->srv, "4.1.1");
    assert_int_equal(d.command_variant, 1);
    assert_true(d.request_id.counter >= 1);
    alb_buf_release(&out);
}

/* The order on the command line does not matter; what is unknown, missing or wrong is named. */
static void test_settings(void **state)
{
    (void)state;
    static const user_setting period[] = {{"ReadLogPeriod/EndDateTime", "2026-02-01T00:00:00Z"},
                                          {"ReadLogPeriod/StartDateTime", "2026-01-01T00:00:00Z"}};
    static const user_setting stranger[] = {{"ReadLogPeriod/Middle", "2026-02-01T00:00:00Z"}};
    static const user_setting wrong[] = {{"ReadLogPeriod/EndDateTime", "tomorrow"},
                                         {"ReadLogPeriod/StartDateTime", "2026-01-01T00:00:00Z"}};
    alb_buf out;
    alb_err err;
    alb_buf_init(&out, 1 << 20);
    assert_int_equal(build("4.6.1", period, 2, &out, &err), ALB_OK);
    alb_buf_clear(&out);
    assert_int_equal(build("4.6.1", stranger, 1, &out, &err), ALB_BAD_VALUE);
    assert_non_null(strstr(err.path, "Middle"));
    alb_buf_clear(&out);
    assert_int_equal(build("4.6.1", wrong, 2, &out, &err), ALB_BAD_VALUE);
    assert_non_null(strstr(err.path, "EndDateTime"));
    alb_buf_clear(&out);
    assert_int_not_equal(build("4.6.1", period, 1, &out, &err), ALB_OK);
    alb_buf_release(&out);
}

/* The third is given, far above the clock: those behind it are above it. */
static void test_counters_rise(void **state)
{
    (void)state;
    uint64_t last = 0;
    for (int i = 0; i < 5; i++) {
        alb_buf out;
        duis_request_id id = {.counter = i == 2 ? last + (UINT64_C(1) << 40) : 0};
        alb_buf_init(&out, 1 << 20);
        assert_int_equal(user_build(user, cat_service_request_find(ALB_LIT("7.4")), alb_eui64_of(1), 1, NULL,
                                    0, &out, &id, NULL),
                         ALB_OK);
        assert_true(id.counter > last);
        last = id.counter;
        alb_buf_release(&out);
    }
}

/* --- the shared requests, taken apart into settings and built again --- */

typedef struct taken {
    user_setting settings[MAX_SETTINGS];
    size_t n;
} taken;

static void take(const duis_document *d, uint32_t index, const char *path, taken *out)
{
    const cat_element *e = d->nodes[index].element;
    for (uint8_t i = 0; i < e->n_attributes; i++) {
        if (d->nodes[index].attribute[i].ptr) {
            assert_true(out->n < MAX_SETTINGS);
            out->settings[out->n++] = (user_setting){
                alb_arena_printf(arena, "%s%s@%s", path, *path ? "/" : "", e->attributes[i].name),
                alb_arena_string(arena, d->nodes[index].attribute[i])};
        }
    }
    if (duis_child(d, index) == UINT32_MAX) {
        assert_true(out->n < MAX_SETTINGS);
        out->settings[out->n++] = (user_setting){path, alb_arena_string(arena, d->nodes[index].text)};
        return;
    }
    for (uint32_t i = duis_child(d, index); i != UINT32_MAX; i = duis_sibling(d, index, i)) {
        uint32_t same = 0;
        for (uint32_t j = duis_child(d, index); j != i; j = duis_sibling(d, index, j)) {
            same += d->nodes[j].element == d->nodes[i].element;
        }
        take(d, i,
             alb_arena_printf(arena, "%s%s%s[%u]", path, *path ? "/" : "", d->nodes[i].element->name, same),
             out);
    }
}

static bool same_body(const duis_document *a, const duis_document *b)
{
    if (a->count - a->body != b->count - b->body) {
        return false;
    }
    for (uint32_t i = a->body, j = b->body; i < a->count; i++, j++) {
        if (a->nodes[i].element != b->nodes[j].element ||
            !alb_span_equal(a->nodes[i].text, b->nodes[j].text)) {
            return false;
        }
    }
    return true;
}

static size_t tried;

static alb_status rebuild(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    alb_buf text;
    alb_buf_init(&text, 16 << 20);
    assert_int_equal(alb_file_read(path, &text, err), ALB_OK);
    duis_document d;
    duis_document again;
    taken t = {.n = 0};
    if (duis_decode(xml, alb_buf_span(&text), arena, &d, NULL, NULL) == ALB_OK && d.kind == DUIS_REQUEST &&
        d.srv) {
        take(&d, d.body, "", &t);
        alb_buf out;
        alb_err why = {.code = ALB_OK};
        duis_request_id id = {.counter = 1};
        alb_buf_init(&out, 16 << 20);
        char line[512];
        if (user_build(user, d.srv, alb_eui64_of(1), d.command_variant, t.settings, t.n, &out, &id, &why) !=
                ALB_OK ||
            duis_decode(xml, alb_buf_span(&out), arena, &again, NULL, &why) != ALB_OK ||
            !same_body(&d, &again)) {
            fail_msg("%s: %s", path, alb_err_text(&why, line, sizeof line));
        }
        alb_buf_release(&out);
        tried++;
    }
    alb_buf_release(&text);
    alb_arena_reset(arena);
    return ALB_OK;
}

static void test_shared_requests(void **state)
{
    (void)state;
    alb_arena *paths = alb_arena_new(1 << 20);
    const char *dir = vectors_path(paths, "duis");
    if (dir) {
        alb_err err = {.code = ALB_OK};
        assert_int_equal(alb_file_walk(dir, rebuild, NULL, &err), ALB_OK);
        print_message("%zu requests built again from their values\n", tried);
        assert_true(tried > 0);
    } else {
        print_message("the shared requests are not beside this checkout\n");
    }
    alb_arena_free(paths);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_to_set),
        cmocka_unit_test(test_settings),
        cmocka_unit_test(test_counters_rise),
        cmocka_unit_test(test_shared_requests),
    };
    alb_time start = 0;
    if (!alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &start)) {
        return 1;
    }
    alb_clock_manual_init(&now, start);
    keys = smki_keystore_new();
    arena = alb_arena_new(64 << 20);
    xml = xml_context_new();
    user_options options = {.id = alb_eui64_of(0x90b3000000000001), .keys = keys, .clock = &now.clock};
    if (user_client_new(&options, &user, NULL) != ALB_OK) {
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    user_client_free(user);
    xml_context_free(xml);
    alb_arena_free(arena);
    smki_keystore_free(keys);
    return failed;
}
