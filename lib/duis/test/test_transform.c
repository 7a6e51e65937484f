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

int main(void)
{
    if (!transform_fixture_open(&fixture)) {
        transform_fixture_close(&fixture);
        return vectors_skip("transform-context.json");
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shared_requests)};
    int code = cmocka_run_group_tests(tests, NULL, NULL);
    transform_fixture_close(&fixture);
    return code;
}
