/* Contents in GBZ: components in order, attributes with their status, default responses, encrypted
 * components. */
#include "gbcs/content.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static alb_arena *arena;

static gbcs_message message_of(uint16_t code, gbcs_cra cra, const void *content, size_t len)
{
    gbcs_message m = {.header = {.cra = cra, .counter = 1, .message_code = code},
                      .use_case = cat_use_case_find(code)};
    m.content = alb_span_of(content, len);
    m.whole = m.content;
    return m;
}

static alb_status decode(const gbcs_message *m, const gbcs_opener *opener, cat_tree *tree, alb_err *err)
{
    *err = (alb_err){.code = ALB_OK};
    cat_tree_init(tree, arena, 4);
    return gbcs_content_decode(m, opener, tree, err);
}

static cat_tree round_trip(const gbcs_message *m)
{
    cat_tree tree;
    alb_err err;
    uint8_t buf[512];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    if (decode(m, NULL, &tree, &err) != ALB_OK ||
        gbcs_content_encode(m->use_case, &m->header, &tree, NULL, &w, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    assert_true(alb_span_equal(alb_wr_span(&w), m->content));
    return tree;
}

/* GCS60: the meter balance, one attribute of each of two clusters. */
static void test_attributes(void **state)
{
    (void)state;
    static const uint8_t command[] = {1, 9, 2, 0, 7, 2, 0, 5, 0, 0, 0, 0, 0x0a, 1, 7, 5, 0, 5, 0, 1, 0, 1, 0};
    gbcs_message m = message_of(0x008d, GBCS_COMMAND, command, sizeof command);
    cat_tree tree = round_trip(&m);
    assert_string_equal(tree.values[0].field->name, "ReadAttributes");

    /* The first is read, the second fails with C0 and has no value. */
    static const uint8_t response[] = {1,    9,    2, 0, 7, 2, 0, 11, 8, 0, 1, 0, 0x0a, 0, 0x23,
                                       0x10, 0x27, 0, 0, 1, 7, 5, 0,  6, 8, 1, 1, 1,    0, 0xc0};
    m = message_of(0x008d, GBCS_RESPONSE, response, sizeof response);
    alb_err err;
    alb_status st = decode(&m, NULL, &tree, &err);
    if (st == ALB_BAD_TAG) {
        fail_msg("type of the attribute: %s", err.detail);
    }
    tree = round_trip(&m);
    assert_int_equal(tree.values[1].number.i, 10000);
    assert_int_equal(tree.values[1].result, 0);
    assert_int_equal(tree.values[3].result, 0xc0);
    assert_true(tree.values[3].flags & CAT_VALUE_ABSENT);
}

/* GCS40a: one command; its answer is a default response in the other direction. */
static void test_default_response(void **state)
{
    (void)state;
    static const uint8_t response[] = {1, 9, 1, 1, 7, 5, 0, 5, 8, 0, 0x0b, 5, 0x8b};
    gbcs_message m = message_of(0x0086, GBCS_RESPONSE, response, sizeof response);
    cat_tree tree = round_trip(&m);
    assert_string_equal(tree.values[0].field->name, "DefaultResponse");
    assert_int_equal(tree.values[0].result, 0x8b);
    assert_int_equal(tree.count, 3);
    /* Another frame control is kept. */
    uint8_t odd[sizeof response];
    memcpy(odd, response, sizeof odd);
    odd[8] = 0;
    m = message_of(0x0086, GBCS_RESPONSE, odd, sizeof odd);
    tree = round_trip(&m);
    assert_string_equal(tree.values[1].field->name, "FrameControl");
    /* One that would make it another command is not written, nor one that is no octet. */
    static const uint64_t wrong[] = {0x01, 0x09, 0x100};
    for (size_t i = 0; i < ALB_COUNT(wrong); i++) {
        uint8_t buf[64];
        alb_err err = {.code = ALB_OK};
        alb_wr w = alb_wr_init(buf, sizeof buf);
        tree.values[1].number.u = wrong[i];
        assert_int_equal(gbcs_content_encode(m.use_case, &m.header, &tree, NULL, &w, &err), ALB_BAD_VALUE);
    }
}

/* What breaks the use case is refused, with its place. */
static void test_refused(void **state)
{
    (void)state;
    static const uint8_t command[] = {1, 9, 2, 0, 7, 2, 0, 5, 0, 0, 0, 0, 0x0a, 1, 7, 5, 0, 5, 0, 1, 0, 1, 0};
    static const struct {
        size_t at;
        uint8_t octet;
        alb_status st;
    } changes[] = {
        {1, 8, ALB_BAD_VALUE},  /* profile */
        {2, 1, ALB_BAD_VALUE},  /* number of components: the first is not marked as last */
        {3, 1, ALB_BAD_VALUE},  /* mark of the last component */
        {3, 4, ALB_BAD_VALUE},  /* reserved bit */
        {5, 3, ALB_UNKNOWN},    /* cluster */
        {9, 1, ALB_BAD_VALUE},  /* sequence */
        {11, 1, ALB_BAD_VALUE}, /* attribute */
        {17, 6, ALB_TRUNCATED}, /* length */
        {10, 1, ALB_UNKNOWN},   /* command: the answer to a read in place of one */
        {18, 8, ALB_BAD_VALUE}, /* frame control */
    };
    for (size_t i = 0; i < ALB_COUNT(changes); i++) {
        uint8_t bad[sizeof command];
        cat_tree tree;
        alb_err err;
        memcpy(bad, command, sizeof bad);
        bad[changes[i].at] = changes[i].octet;
        gbcs_message m = message_of(0x008d, GBCS_COMMAND, bad, sizeof bad);
        assert_int_equal(decode(&m, NULL, &tree, &err), changes[i].st);
        assert_non_null(err.rule);
        assert_true(err.offset <= sizeof bad);
    }
    for (size_t len = 0; len < sizeof command; len++) {
        cat_tree tree;
        alb_err err;
        gbcs_message m = message_of(0x008d, GBCS_COMMAND, command, len);
        assert_int_not_equal(decode(&m, NULL, &tree, &err), ALB_OK);
    }
}

/* --- encryption: here the "cipher" turns every bit, which is enough to see who seals and opens what --- */

static alb_status turn_open(void *ctx, alb_span block, alb_arena *to, alb_span *plain)
{
    (void)ctx;
    uint8_t *out = alb_arena_alloc(to, block.len);
    for (size_t i = 0; i < block.len; i++) {
        out[i] = block.ptr[i] ^ 0xff;
    }
    *plain = alb_span_of(out, block.len);
    return ALB_OK;
}

static alb_status turn_seal(void *ctx, alb_span plain, alb_wr *block)
{
    (void)ctx;
    for (size_t i = 0; i < plain.len; i++) {
        alb_wr_u8(block, plain.ptr[i] ^ 0xff);
    }
    return ALB_OK;
}

/* GCS13a: the answer's attributes are encrypted; without a key they stay closed, and come back as they were.
 */
static void test_encrypted(void **state)
{
    (void)state;
    const gbcs_opener opener = {turn_open, NULL};
    const gbcs_sealer sealer = {turn_seal, NULL};
    static const uint8_t plain[] = {2, 3, 0xc0, 1, 3, 0xc0, 0, 3, 0xc0, 0, 0, 0xc0};
    uint8_t response[14 + sizeof plain] = {1, 9, 1, 3, 7, 2, 0, 7 + sizeof plain, 0, 0, 0x18, 0, 1, 0};
    uint8_t content[sizeof response + 1];
    memcpy(content, response, 14);
    content[14] = sizeof plain;
    for (size_t i = 0; i < sizeof plain; i++) {
        content[15 + i] = plain[i] ^ 0xff;
    }
    gbcs_message m = message_of(0x0074, GBCS_RESPONSE, content, sizeof content);
    cat_tree tree = round_trip(&m);
    assert_int_equal(tree.count, 1);
    assert_true(tree.values[0].flags & CAT_VALUE_CIPHER);

    alb_err err;
    uint8_t buf[128];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    assert_int_equal(decode(&m, &opener, &tree, &err), ALB_OK);
    assert_int_equal(tree.count, 5);
    assert_int_equal(tree.values[4].result, 0xc0);
    assert_true(tree.values[4].flags & CAT_VALUE_PLAIN);
    assert_int_equal(gbcs_content_encode(m.use_case, &m.header, &tree, &sealer, &w, &err), ALB_OK);
    assert_true(alb_span_equal(alb_wr_span(&w), m.content));
}

/* Only what the record encrypts is, and that always; a default response has nothing to hide. */
static void test_encryption_is_where_the_record_has_it(void **state)
{
    (void)state;
    static const uint8_t closed_answer[] = {1,    9, 1,  3, 7, 2, 0, 7 + 17 + 2, 0, 0, 0x18, 0,
                                            0x0b, 0, 19, 0, 0, 0, 0, 0,          0, 0, 0,    0,
                                            0,    0, 0,  0, 0, 0, 0, 0,          0, 0};
    static const uint8_t open_attributes[] = {1, 9,    1, 1, 7,    2, 0, 15,   0x18, 0, 1,   2,
                                              3, 0xc0, 1, 3, 0xc0, 0, 3, 0xc0, 0,    0, 0xc0};
    cat_tree tree;
    alb_err err;
    gbcs_message m = message_of(0x0074, GBCS_RESPONSE, closed_answer, sizeof closed_answer);
    assert_int_equal(decode(&m, NULL, &tree, &err), ALB_BAD_VALUE);
    assert_int_equal(err.offset, 3);
    m = message_of(0x0074, GBCS_RESPONSE, open_attributes, sizeof open_attributes);
    assert_int_equal(decode(&m, NULL, &tree, &err), ALB_BAD_VALUE);
    assert_int_equal(err.offset, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_default_response),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_encrypted),
        cmocka_unit_test(test_encryption_is_where_the_record_has_it),
    };
    arena = alb_arena_new(1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    alb_arena_free(arena);
    return failed;
}
