/* Every shared command is what its request asked, and is not once any one of its values is another. */
#include "transform_fixture.h"

#include "gbcs/content.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static transform_fixture fixture;

typedef struct tally {
    size_t accepted, wrong;
    size_t changed, refused, unwritable;
    size_t left_out;
} tally;

static alb_status correlate(const transform_case *c, alb_span message, duis_difference *difference,
                            alb_err *err)
{
    return duis_correlate(&c->request, &c->context, message, fixture.work, difference, err);
}

/* --- one value changed --- */

static bool is_changeable(const cat_value *v)
{
    const cat_type *type = v->field->type;
    return (v->field->mirror == CAT_MIRROR_NONE && !type->has_fixed_value && !type->fixed.ptr &&
            !(v->flags & CAT_VALUE_ABSENT) && type->kind != CAT_NOTHING && type->kind != CAT_D_NULL &&
            type->kind != CAT_A_NULL);
}

/* Another value of the same type, if that is easily said. */
static bool change(cat_value *v)
{
    if (v->bytes.len > 0) {
        uint8_t *copy = alb_arena_alloc(fixture.work, v->bytes.len);
        memcpy(copy, v->bytes.ptr, v->bytes.len);
        copy[v->bytes.len / 2] ^= v->field->type->kind == CAT_D_BITS ? 0x80 : 0x01;
        v->bytes = alb_span_of(copy, v->bytes.len);
        return true;
    }
    cat_kind kind = v->field->type->kind;
    bool is_string = kind == CAT_D_OCTETS || kind == CAT_D_BITS || kind == CAT_D_VISIBLE ||
                     kind == CAT_Z_OCTETS || kind == CAT_Z_TEXT || kind == CAT_Z_RAW ||
                     kind == CAT_A_OCTETS || kind == CAT_A_BITS;
    v->number.u = kind == CAT_D_BOOL ? v->number.u ^ 0xff : v->number.u ^ 1;
    return !is_string;
}

static alb_status write_command(const gbcs_message *m, const cat_tree *tree, alb_wr *out)
{
    alb_err err = {0};
    alb_wr content = alb_wr_init(alb_arena_alloc(fixture.work, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    ALB_TRY(gbcs_content_encode(m->use_case, &m->header, tree, NULL, &content, &err));
    gbcs_write_grouping(out, &m->header, alb_wr_span(&content));
    return out->st;
}

/* The tree without one value and all below it. */
static cat_tree without(const cat_tree *tree, uint32_t index)
{
    cat_tree out;
    uint32_t gone = tree->values[index].next - index;
    cat_tree_init(&out, fixture.work, tree->count);
    for (uint32_t i = 0; i < tree->count; i++) {
        if (i >= index && i < index + gone) {
            continue;
        }
        cat_value v = tree->values[i];
        bool above = i < index && v.next > index;
        v.next -= v.next > index ? gone : 0;
        cat_kind kind = v.field->type->kind;
        if (above && (kind == CAT_D_ARRAY || kind == CAT_Z_LIST) && i + 1 <= index) {
            v.number.u = 0; /* encoders count for themselves */
        }
        out.values[out.count++] = v;
    }
    return out;
}

/* One value left out: an element of a list, an optional item or field. */
static void check_left_out(const transform_case *c, const gbcs_message *m, const cat_tree *tree, tally *t)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        alb_arena_mark mark = alb_arena_save(fixture.work);
        cat_tree less = without(tree, i);
        alb_wr out = alb_wr_init(alb_arena_alloc(fixture.work, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
        bool writable = less.count > 0 && write_command(m, &less, &out) == ALB_OK;
        bool another =
            writable && !alb_span_equal(alb_span_sub(alb_wr_span(&out), 1, SIZE_MAX), m->signed_part);
        alb_err err = {0};
        duis_difference difference;
        if (another && correlate(c, alb_wr_span(&out), &difference, &err) == ALB_OK) {
            printf("FAIL %s: %s may be left out\n", c->stem, tree->values[i].field->name);
            t->wrong++;
        }
        t->left_out += another;
        alb_arena_restore(fixture.work, mark);
    }
}

static void check_changes(const transform_case *c, tally *t)
{
    gbcs_message m;
    cat_tree tree;
    alb_err err = {0};
    assert_int_equal(gbcs_message_parse(c->result, &m, &err), ALB_OK);
    cat_tree_init(&tree, fixture.work, 64);
    assert_int_equal(gbcs_content_decode(&m, NULL, &tree, &err), ALB_OK);
    for (uint32_t i = 0; i < tree.count; i++) {
        cat_value kept = tree.values[i];
        duis_difference difference;
        alb_arena_mark mark = alb_arena_save(fixture.work);
        if (cat_tree_child(&tree, i) != UINT32_MAX || !is_changeable(&kept) || !change(&tree.values[i])) {
            tree.values[i] = kept;
            continue;
        }
        alb_wr out = alb_wr_init(alb_arena_alloc(fixture.work, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
        t->changed++;
        err = (alb_err){0};
        if (write_command(&m, &tree, &out) != ALB_OK ||
            alb_span_equal(alb_span_sub(alb_wr_span(&out), 1, SIZE_MAX), m.signed_part)) {
            t->unwritable++;
        } else if (correlate(c, alb_wr_span(&out), &difference, &err) != ALB_OK) {
            t->refused++;
        } else {
            printf("FAIL %s: %s may be anything\n", c->stem, kept.field->name);
            t->wrong++;
        }
        tree.values[i] = kept;
        alb_arena_restore(fixture.work, mark);
    }
    check_left_out(c, &m, &tree, t);
}

static void check_header(const transform_case *c, tally *t)
{
    gbcs_message m;
    alb_err err = {0};
    duis_difference difference;
    assert_int_equal(gbcs_message_parse(c->result, &m, &err), ALB_OK);
    for (int i = 0; i < 3; i++) {
        gbcs_header h = m.header;
        alb_wr out = alb_wr_init(alb_arena_alloc(fixture.work, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
        h.counter += i == 0;
        h.originator.octets[7] ^= i == 1;
        h.target.octets[7] ^= i == 2;
        gbcs_write_grouping(&out, &h, m.content);
        t->changed++;
        if (correlate(c, alb_wr_span(&out), &difference, &err) == ALB_OK) {
            printf("FAIL %s: accepted with another header\n", c->stem);
            t->wrong++;
        } else {
            t->refused++;
        }
    }
}

static void test_shared_commands(void **state)
{
    (void)state;
    tally t = {0};
    for (size_t i = 0; i < transform_case_count(&fixture); i++) {
        transform_case c;
        alb_err err = {0};
        duis_difference difference;
        char text[512];
        assert_int_equal(transform_case_open(&fixture, i, &c, &err), ALB_OK);
        alb_status st = correlate(&c, c.result, &difference, &err);
        bool is_known_to_differ = strcmp(c.expect, "not-reproducible") == 0;
        if ((st == ALB_OK) == is_known_to_differ) {
            printf("FAIL %s: %s\n", c.stem,
                   st == ALB_OK ? "accepted" : alb_err_text(&err, text, sizeof text));
            t.wrong++;
        } else {
            t.accepted++;
            if (!is_known_to_differ) {
                check_changes(&c, &t);
                check_header(&c, &t);
            }
        }
    }
    printf("%zu accepted; %zu values changed: %zu refused, %zu not writable; %zu left out; %zu wrong\n",
           t.accepted, t.changed, t.refused, t.unwritable, t.left_out, t.wrong);
    assert_int_equal(t.wrong, 0);
    assert_true(t.accepted > 0);
}

/* Whatever a request becomes on another variant of meter, with another version, is what it asked; also for a
 * correlator that knows nothing but the request. */
static void test_other_variants(void **state)
{
    (void)state;
    size_t made = 0;
    size_t wrong = 0;
    for (size_t i = 0; i < transform_case_count(&fixture); i++) {
        for (unsigned variant = 0; variant < 16; variant++) {
            transform_case c;
            alb_err err = {0};
            duis_difference difference;
            char text[512];
            assert_int_equal(transform_case_open(&fixture, i, &c, &err), ALB_OK);
            c.context.use_case = NULL;
            c.context.elements = variant & 1 ? 2 : 1;
            c.context.phases = variant & 2 ? 3 : 1;
            c.context.gbcs_version = variant & 4 ? 20 : 41;
            alb_wr out = alb_wr_init(alb_arena_alloc(fixture.work, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
            if (duis_transform(&c.request, &c.context, fixture.work, &out, &err) != ALB_OK) {
                continue;
            }
            if (variant & 8) { /* a User who has the request and the pre-command, no more */
                static const duis_context nothing = {.time = ALB_TIME_NONE};
                c.context = c.request.srv->critical ? nothing : c.context;
            }
            made++;
            err = (alb_err){0};
            if (correlate(&c, alb_wr_span(&out), &difference, &err) != ALB_OK) {
                printf("FAIL %s variant %u: %s\n", c.stem, variant, alb_err_text(&err, text, sizeof text));
                wrong++;
            }
        }
    }
    printf("%zu commands made, %zu not accepted\n", made, wrong);
    assert_int_equal(wrong, 0);
    assert_true(made > 0);
}

/* A command for another request of the same service is not this one's. */
static void test_other_requests(void **state)
{
    (void)state;
    transform_case first;
    transform_case other;
    alb_err err = {0};
    duis_difference difference;
    size_t refused = 0;
    for (size_t i = 0; i + 1 < transform_case_count(&fixture); i += 7) {
        assert_int_equal(transform_case_open(&fixture, i + 1, &other, &err), ALB_OK);
        alb_span message = alb_arena_copy(fixture.arena, other.result);
        assert_int_equal(transform_case_open(&fixture, i, &first, &err), ALB_OK);
        if (!alb_span_equal(first.result, message)) {
            assert_int_not_equal(correlate(&first, message, &difference, &err), ALB_OK);
            refused++;
        }
    }
    assert_true(refused > 0);
}

int main(void)
{
    if (!transform_fixture_open(&fixture)) {
        transform_fixture_close(&fixture);
        return vectors_skip("transform-context.json");
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shared_commands),
                                       cmocka_unit_test(test_other_requests),
                                       cmocka_unit_test(test_other_variants)};
    int code = cmocka_run_group_tests(tests, NULL, NULL);
    transform_fixture_close(&fixture);
    return code;
}
