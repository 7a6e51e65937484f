/* Every shared request becomes the shared command, MAC included (vectors-errata.md 1). */
#include "transform_fixture.h"

#include "mapping_internal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static transform_fixture fixture;

static bool is_ignored(const transform_case *c, size_t offset)
{
    size_t i;
    json_t *range;
    json_array_foreach(c->ignore, i, range)
    {
        size_t from = (size_t)json_integer_value(json_array_get(range, 0));
        size_t len = (size_t)json_integer_value(json_array_get(range, 1));
        if (offset >= from && offset < from + len) {
            return true;
        }
    }
    return false;
}

/* SIZE_MAX: equal but for what is to be ignored. */
static size_t first_difference(const transform_case *c, alb_span made)
{
    for (size_t i = 0; i < made.len && i < c->result.len; i++) {
        if (made.ptr[i] != c->result.ptr[i] && !is_ignored(c, i)) {
            return i;
        }
    }
    return made.len == c->result.len ? SIZE_MAX : made.len < c->result.len ? made.len : c->result.len;
}

static alb_status make(const transform_case *c, alb_wr *out, alb_err *err)
{
    alb_wr pre = alb_wr_init(alb_arena_alloc(fixture.work, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    ALB_TRY(duis_transform(&c->request, &c->context, fixture.work, &pre, err));
    if (!c->complete) {
        alb_wr_bytes(out, alb_wr_span(&pre));
        return out->st;
    }
    gbcs_message m;
    ALB_TRY(gbcs_message_parse(alb_wr_span(&pre), &m, err));
    const smki_identity *acb =
        smki_keystore_find(fixture.store, alb_eui64_of(0x90b3d51f30000002), SMKI_SLOT_KEY_AGREEMENT);
    /* Who reads credentials asks with a MAC, or with a signature: the DCC with a MAC. */
    bool is_signed = m.use_case->critical && (m.use_case->command_protection & CAT_PROTECT_SIGNATURE) != 0;
    const smki_identity *signer =
        is_signed ? smki_keystore_find(fixture.store, m.header.originator, SMKI_SLOT_DIGITAL_SIGNATURE)
                  : NULL;
    return duis_authenticate(fixture.keys, alb_wr_span(&pre), acb, signer, out, err);
}

static void test_shared_requests(void **state)
{
    (void)state;
    size_t equal = 0;
    size_t failed = 0;
    size_t count = transform_case_count(&fixture);
    for (size_t i = 0; i < count; i++) {
        transform_case c;
        alb_err err = {0};
        char text[512];
        if (transform_case_open(&fixture, i, &c, &err) != ALB_OK) {
            printf("FAIL %s: request not read: %s\n", c.stem, alb_err_text(&err, text, sizeof text));
            failed++;
            continue;
        }
        alb_wr out = alb_wr_init(alb_arena_alloc(fixture.work, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
        alb_status st = make(&c, &out, &err);
        size_t at = st == ALB_OK ? first_difference(&c, alb_wr_span(&out)) : 0;
        if (strcmp(c.expect, "not-reproducible") == 0 && st == ALB_OK) {
            equal++; /* its result leaves out what the request asks: vectors-errata.md 1.5 */
        } else if (st != ALB_OK) {
            printf("FAIL %s: %s\n", c.stem, alb_err_text(&err, text, sizeof text));
            failed++;
        } else if (at != SIZE_MAX) {
            printf("FAIL %s: differs at octet %zu of %zu (made %zu)\n", c.stem, at, c.result.len, out.pos);
            failed++;
        } else {
            equal++;
        }
    }
    printf("%zu requests: %zu as the result, %zu failed\n", count, equal, failed);
    assert_int_equal(failed, 0);
    assert_true(equal > 0);
}

/* --- nothing of a request is passed over --- */

static void mark(const duis_document *doc, bool *seen, uint32_t node, bool whole)
{
    if (node == DUIS_NOWHERE) {
        return;
    }
    for (uint32_t i = node; i < (whole ? doc->nodes[node].next : node + 1); i++) {
        seen[i] = true;
    }
}

static void mark_path(const duis_document *doc, bool *seen, uint32_t from, const char *path, bool whole)
{
    for (uint32_t n = 0; path && duis_follow(doc, from, path, n) != DUIS_NOWHERE; n++) {
        mark(doc, seen, duis_follow(doc, from, path, n), whole);
    }
}

/* What the rows look at: the elements of their paths, and all of what a conversion is given. */
static void mark_rows(const duis_document *doc, bool *seen, const cat_mapping *rows, uint8_t n, uint32_t node)
{
    for (uint8_t i = 0; i < n; i++) {
        const cat_mapping *row = &rows[i];
        mark_path(doc, seen, node, row->from, row->conversion != NULL);
        if (row->conversion && row->argument && strcmp(row->conversion, "names") != 0) {
            mark_path(doc, seen, node, row->argument, false);
        }
        if (row->conversion && !row->from) { /* made from the element at hand */
            mark_path(doc, seen, node, "SpecialDaysApplicability", true);
        }
        for (uint32_t e = 0; row->rows && duis_follow(doc, node, row->from, e) != DUIS_NOWHERE; e++) {
            mark_rows(doc, seen, row->rows, row->n_rows, duis_follow(doc, node, row->from, e));
        }
    }
}

/* Elements that say something and that no row looks at. */
static size_t count_passed_over(const transform_case *c, const cat_target *t)
{
    const duis_document *doc = &c->request;
    bool *seen = alb_arena_array(fixture.work, doc->count, sizeof *seen);
    size_t passed_over = 0;
    mark_rows(doc, seen, t->mapping, t->n_mapping, doc->body);
    mark_path(doc, seen, doc->body, t->when_present, false);
    mark_path(doc, seen, doc->body, "ExecutionDateTime", false);           /* when, not what */
    mark_path(doc, seen, doc->body, "KAPublicSecurityCredentials", false); /* goes into the header */
    for (uint32_t i = doc->body + 1; i < doc->nodes[doc->body].next; i++) {
        bool is_leaf = duis_child(doc, i) == DUIS_NOWHERE;
        if (is_leaf && !seen[i] && doc->nodes[i].text.len > 0) {
            printf("FAIL %s: nothing looks at %s\n", c->stem, doc->nodes[i].element->name);
            passed_over++;
        }
    }
    return passed_over;
}

static void test_nothing_is_passed_over(void **state)
{
    (void)state;
    size_t passed_over = 0;
    for (size_t i = 0; i < transform_case_count(&fixture); i++) {
        transform_case c;
        alb_err err = {0};
        const cat_target *target;
        assert_int_equal(transform_case_open(&fixture, i, &c, &err), ALB_OK);
        assert_int_equal(duis_choose_target(&c.request, &c.context, &target, &err), ALB_OK);
        passed_over += count_passed_over(&c, target);
    }
    assert_int_equal(passed_over, 0);
}

int main(void)
{
    if (!transform_fixture_open(&fixture)) {
        transform_fixture_close(&fixture);
        return vectors_skip("transform-context.json");
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shared_requests),
                                       cmocka_unit_test(test_nothing_is_passed_over)};
    int code = cmocka_run_group_tests(tests, NULL, NULL);
    transform_fixture_close(&fixture);
    return code;
}
