/* The published requests and responses: all are read, and what is written again says the same. */
#include "duis/rules.h"

#include "libxml2.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct run {
    xml_context *xml;
    alb_arena *arena;
    size_t requests, responses;
} run;

/* Documents that the schema refuses, and one that is refused before it comes to that. */
static bool must_fail(const char *path)
{
    return strstr(path, "readfw-response-invalid.xml") || strstr(path, "duis-xxe.xml");
}

static void assert_same_content(const char *path, alb_span original, alb_span written)
{
    xmlDoc *a = oracle_parse(original), *b = oracle_parse(written);
    assert_non_null(a);
    assert_non_null(b);
    oracle_strip(xmlDocGetRootElement(a), 0);
    oracle_strip(xmlDocGetRootElement(b), 0);
    char *x = oracle_canonical(a), *y = oracle_canonical(b);
    if (strcmp(x, y) != 0) {
        fail_msg("%s:\n%s\nwas written as\n%s", path, x, y);
    }
    xmlFree(x);
    xmlFree(y);
    xmlFreeDoc(a);
    xmlFreeDoc(b);
}

static alb_status check_file(void *ctx, const char *path, alb_err *err)
{
    run *r = ctx;
    alb_buf text, written;
    alb_buf_init(&text, 1 << 20);
    alb_buf_init(&written, 1 << 20);
    assert_int_equal(alb_file_read(path, &text, err), ALB_OK);
    duis_document doc;
    alb_err fault = {.code = ALB_OK};
    alb_status st = duis_decode(r->xml, alb_buf_span(&text), r->arena, &doc, NULL, &fault);
    if ((st != ALB_OK) != must_fail(path)) {
        fail_msg("%s: %s at %s: %s", path, alb_status_text(st), fault.path, fault.detail);
    }
    if (st == ALB_OK) {
        const cat_request_rule *broken;
        if (duis_check_rules(&doc, NULL, NULL, &broken, &fault) != ALB_OK) {
            fail_msg("%s: %s at %s: %s", path, broken->code, fault.path, fault.detail);
        }
        assert_non_null(doc.srv);
        assert_int_equal(duis_write(&doc, &written, err), ALB_OK);
        assert_same_content(path, alb_buf_span(&text), alb_buf_span(&written));
        r->requests += doc.kind == DUIS_REQUEST;
        r->responses += doc.kind == DUIS_RESPONSE;
    }
    alb_buf_release(&text);
    alb_buf_release(&written);
    alb_arena_reset(r->arena);
    return ALB_OK;
}

static void check_folder(run *r, const char *below)
{
    alb_arena *arena = alb_arena_new(1 << 16);
    const char *dir = vectors_path(arena, below);
    assert_non_null(dir);
    alb_err err = {.code = ALB_OK};
    assert_int_equal(alb_file_walk(dir, check_file, r, &err), ALB_OK);
    alb_arena_free(arena);
}

static void test_requests_and_responses(void **state)
{
    (void)state;
    run r = {.xml = xml_context_new(), .arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT)};
    check_folder(&r, "duis");
    check_folder(&r, "duis-responses");
    print_message("%zu requests, %zu responses\n", r.requests, r.responses);
    assert_true(r.requests > 0 && r.responses > 0);
    alb_arena_free(r.arena);
    xml_context_free(r.xml);
}

int main(void)
{
    alb_arena *arena = alb_arena_new(1 << 16);
    bool present = vectors_path(arena, "duis") != NULL;
    alb_arena_free(arena);
    if (!present) {
        return vectors_skip("duis");
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_requests_and_responses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
