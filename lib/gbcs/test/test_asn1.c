/* Contents in DER: what the reader takes and refuses, and that writing gives back what was read. */
#include "gbcs/content.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static alb_arena *arena;

static gbcs_message message_of(uint16_t code, gbcs_cra cra, uint64_t counter, const void *content, size_t len)
{
    gbcs_message m = {.header = {.cra = cra, .counter = counter, .message_code = code},
                      .use_case = cat_use_case_find(code)};
    m.content = alb_span_of(content, len);
    m.whole = m.content;
    return m;
}

/* Decodes, encodes, compares; the tree for a closer look. */
static cat_tree round_trip(const gbcs_message *m)
{
    cat_tree tree;
    alb_err err = {.code = ALB_OK};
    uint8_t buf[512];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    cat_tree_init(&tree, arena, 4);
    if (gbcs_content_decode(m, NULL, &tree, &err) != ALB_OK ||
        gbcs_content_encode(m->use_case, &m->header, &tree, NULL, &w, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    assert_true(alb_span_equal(alb_wr_span(&w), m->content));
    return tree;
}

static alb_status decode(const gbcs_message *m, alb_err *err)
{
    cat_tree tree;
    *err = (alb_err){.code = ALB_OK};
    cat_tree_init(&tree, arena, 4);
    return gbcs_content_decode(m, NULL, &tree, err);
}

/* CS04AC: the one device to unjoin. */
static void test_octets(void **state)
{
    (void)state;
    static const uint8_t content[] = {0x04, 8, 1, 2, 3, 4, 5, 6, 7, 8};
    gbcs_message m = message_of(0x000f, GBCS_COMMAND, 1, content, sizeof content);
    cat_tree tree = round_trip(&m);
    assert_int_equal(tree.count, 1);
    assert_int_equal(tree.values[0].length, 10);

    static const uint8_t shorter[] = {0x04, 7, 1, 2, 3, 4, 5, 6, 7};
    alb_err err;
    m = message_of(0x000f, GBCS_COMMAND, 1, shorter, sizeof shorter);
    assert_int_equal(decode(&m, &err), ALB_BAD_LENGTH);
    assert_non_null(err.rule);
    static const uint8_t longer[] = {0x04, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0};
    m = message_of(0x000f, GBCS_COMMAND, 1, longer, sizeof longer);
    assert_int_equal(decode(&m, &err), ALB_TRAILING);
    assert_int_equal(err.offset, 10);
}

/* CS02a: cell usage is left out where it is the default; a length that is longer than needed stays so. */
static void test_default_and_long_length(void **state)
{
    (void)state;
    static const uint8_t plain[] = {0x30, 14, 0x30, 7, 0x02, 1, 2, 0x03, 2, 3, 8, 0x30, 3, 0x02, 1, 0};
    gbcs_message m = message_of(0x0008, GBCS_COMMAND, 1, plain, sizeof plain);
    cat_tree tree = round_trip(&m);
    assert_int_equal(cat_tree_find(&tree, 0, "AuthorisingRemotePartyTACellIdentifier/TrustAnchorCellUsage"),
                     UINT32_MAX);
    assert_int_equal(
        tree.values[cat_tree_find(&tree, 0, "RemotePartyRolesCredentialsRequired/RemotePartyRole[0]")]
            .number.i,
        0);

    static const uint8_t with_usage[] = {0x30, 17,   0x30, 10, 0x02, 1, 2,    0x03, 2, 3,
                                         8,    0x02, 1,    1,  0x30, 3, 0x02, 1,    0};
    m = message_of(0x0008, GBCS_COMMAND, 1, with_usage, sizeof with_usage);
    tree = round_trip(&m);
    assert_int_equal(
        tree.values[cat_tree_find(&tree, 0, "AuthorisingRemotePartyTACellIdentifier/TrustAnchorCellUsage")]
            .number.i,
        1);

    static const uint8_t with_default[] = {0x30, 17,   0x30, 10, 0x02, 1, 2,    0x03, 2, 3,
                                           8,    0x02, 1,    0,  0x30, 3, 0x02, 1,    0};
    alb_err err;
    m = message_of(0x0008, GBCS_COMMAND, 1, with_default, sizeof with_default);
    assert_int_equal(decode(&m, &err), ALB_BAD_VALUE);
    assert_int_equal(err.offset, 11);

    static const uint8_t wide[] = {0x30, 0x82, 0, 14, 0x30, 7, 0x02, 1, 2,
                                   0x03, 2,    3, 8,  0x30, 3, 0x02, 1, 0};
    m = message_of(0x0008, GBCS_COMMAND, 1, wide, sizeof wide);
    tree = round_trip(&m);
    assert_true(tree.values[0].flags & CAT_VALUE_LONG_LENGTH);
}

/* CS06: the counter inside is that of the header. */
static void test_mirrored_counter(void **state)
{
    (void)state;
    uint8_t content[2 + 34 + 4] = {0x30, 38, 0x04, 32};
    memcpy(content + 36, (const uint8_t[]){0x02, 2, 3, 0xe8}, 4);
    gbcs_message m = message_of(0x0012, GBCS_COMMAND, 1000, content, sizeof content);
    (void)round_trip(&m);
    m.header.counter = 1001;
    alb_err err;
    assert_int_equal(decode(&m, &err), ALB_MISMATCH);
    assert_int_equal(err.offset, 36);
}

/* CS06's response is NULL, or an outcome: a choice takes what its tag says, and nothing else. */
static void test_choice(void **state)
{
    (void)state;
    static const uint8_t nothing[] = {0x05, 0};
    gbcs_message m = message_of(0x0012, GBCS_RESPONSE, 1, nothing, sizeof nothing);
    (void)round_trip(&m);
    static const uint8_t outcome[] = {0x30, 9, 0x02, 1, 0, 0x04, 4, 1, 2, 3, 4};
    m = message_of(0x0012, GBCS_RESPONSE, 1, outcome, sizeof outcome);
    (void)round_trip(&m);
    static const uint8_t other[] = {0x01, 1, 0};
    m = message_of(0x0012, GBCS_RESPONSE, 1, other, sizeof other);
    alb_err err;
    assert_int_equal(decode(&m, &err), ALB_BAD_TAG);
}

/* No prefix of a content is a content. */
static void test_truncation(void **state)
{
    (void)state;
    static const uint8_t content[] = {0x30, 17,   0x30, 10, 0x02, 1, 2,    0x03, 2, 3,
                                      8,    0x02, 1,    1,  0x30, 3, 0x02, 1,    0};
    for (size_t len = 0; len < sizeof content; len++) {
        gbcs_message m = message_of(0x0008, GBCS_COMMAND, 1, content, len);
        alb_err err;
        assert_int_not_equal(decode(&m, &err), ALB_OK);
        assert_true(err.offset <= len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_octets),           cmocka_unit_test(test_default_and_long_length),
        cmocka_unit_test(test_mirrored_counter), cmocka_unit_test(test_choice),
        cmocka_unit_test(test_truncation),
    };
    arena = alb_arena_new(1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    alb_arena_free(arena);
    return failed;
}
