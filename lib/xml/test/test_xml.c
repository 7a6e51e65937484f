#include "xml/xml.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const xml_limits LIMITS = {.max_octets = 12 << 20, .max_depth = 40, .max_nodes = 1000};

static xml_document *parse(xml_context *ctx, alb_span text)
{
    xml_document *doc = NULL;
    alb_err err = {0};
    alb_status st = xml_parse(ctx, text, &LIMITS, &doc, &err);
    if (st != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return doc;
}

static void walks_the_tree(void **state)
{
    xml_document *doc = parse(*state, ALB_LIT("<?xml version='1.0' encoding='utf-8'?>\n<a xmlns='urn:n' "
                                              "xmlns:p='urn:p' x=' 1&amp;2&#38;&lt;&#10;' p:x='2'>\n <b>t&lt;"
                                              "<!-- c --><![CDATA[<&]]>\xc3\xa9</b><p:c/>\n</a>"));
    const xml_node *root = xml_root(doc);
    assert_true(alb_span_is(xml_name(root), "a"));
    assert_true(alb_span_is(xml_namespace(root), "urn:n"));
    assert_int_equal(xml_line(root), 2);
    alb_span value;
    assert_true(xml_attribute(doc, root, "x", &value));
    assert_true(alb_span_is(value, " 1&2&<\n"));
    assert_false(xml_attribute(doc, root, "xmlns", &value));
    bool mixed;
    assert_int_equal(xml_text(doc, root, &mixed).len, 0);
    assert_false(mixed);
    const xml_node *b = xml_child(root);
    assert_true(alb_span_is(xml_text(doc, b, &mixed), "t<<&\xc3\xa9"));
    assert_false(mixed);
    const xml_node *c = xml_next(b);
    assert_int_equal(xml_line(c), 3);
    assert_true(alb_span_is(xml_name(c), "c"));
    assert_true(alb_span_is(xml_namespace(c), "urn:p"));
    assert_int_equal(xml_text(doc, c, &mixed).len, 0);
    assert_null(xml_next(c));
    assert_null(xml_child(c));
    xml_free(doc);
}

static void joins_text_and_tells_mixed_content(void **state)
{
    xml_document *doc = parse(*state, ALB_LIT("<a><b>1<?i d?>2</b>x</a>"));
    bool mixed;
    (void)xml_text(doc, xml_root(doc), &mixed);
    assert_true(mixed);
    assert_true(alb_span_is(xml_text(doc, xml_child(xml_root(doc)), &mixed), "12"));
    assert_false(mixed);
    xml_free(doc);
}

static void outlives_its_context(void **state)
{
    (void)state;
    xml_context *ctx = xml_context_new();
    xml_document *doc = parse(ctx, ALB_LIT("<name/>"));
    xml_document *other = parse(ctx, ALB_LIT("<other/>"));
    xml_context_free(ctx);
    assert_true(alb_span_is(xml_name(xml_root(doc)), "name"));
    xml_free(other);
    xml_free(doc);
}

static void refuses_hostile_input(void **state)
{
    static const struct {
        const char *text;
        alb_status want;
        size_t line;
    } bad[] = {
        {"", ALB_BAD_FORMAT, 1},
        {"x", ALB_BAD_FORMAT, 1},
        {"<a>", ALB_BAD_FORMAT, 1},
        {"<a>\n</b>", ALB_BAD_FORMAT, 2},
        {"<a/><b/>", ALB_BAD_FORMAT, 1},
        {"<a x='1' x='2'/>", ALB_BAD_FORMAT, 1},
        {"<p:a/>", ALB_BAD_FORMAT, 1},
        {"<a xmlns:p='urn:1' xmlns:q='urn:1' p:x='1' q:x='2'/>", ALB_BAD_FORMAT, 1},
        {"<a>&nbsp;</a>", ALB_BAD_FORMAT, 1},
        {"<a x='&e;'/>", ALB_BAD_FORMAT, 1},
        {"<a>&#0;</a>", ALB_BAD_FORMAT, 1},
        {"<a>\xc0\xaf</a>", ALB_BAD_FORMAT, 1},
        {"<a>\xed\xa0\x80</a>", ALB_BAD_FORMAT, 1},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", ALB_BAD_FORMAT, 1},
        {"<?xml version='1.0' encoding='EUC-JP'?><a>\xff\xff</a>", ALB_BAD_FORMAT, 1},
        {"<?xml version='1.0' encoding = \"UTF-80\"?><a/>", ALB_BAD_FORMAT, 1},
        {"\x4c\x6f\xa7\x94\x93", ALB_BAD_FORMAT, 1}, /* EBCDIC */
        {"\n<!DOCTYPE a><a/>", ALB_BAD_FORMAT, 2},
        {"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a>&d;</a>", ALB_BAD_FORMAT, 1},
        {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", ALB_BAD_FORMAT, 1},
        {"<!-- <!DOCTYPE --><!DOCTYPE a><a/>", ALB_BAD_FORMAT, 1},
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        xml_document *doc;
        alb_err err = {0};
        assert_int_equal(xml_parse(*state, alb_span_str(bad[i].text), &LIMITS, &doc, &err), bad[i].want);
        assert_null(doc);
        assert_int_equal(err.offset, bad[i].line);
        assert_true(err.detail[0] != 0);
    }
    xml_document *doc;
    assert_int_equal(xml_parse(*state, ALB_LIT("<a>\0</a>"), &LIMITS, &doc, NULL), ALB_BAD_FORMAT);
    assert_int_equal(xml_parse(*state, ALB_LIT("\xff\xfe<\0a\0/\0>\0"), &LIMITS, &doc, NULL), ALB_BAD_FORMAT);
    xml_free(parse(*state, ALB_LIT("\xef\xbb\xbf<?xml version='1.0' encoding = \"utf-8\" ?><a/>")));
    /* After any of it the context reads on. */
    xml_free(parse(*state, ALB_LIT("<a><!-- <!DOCTYPE b> --><![CDATA[<!DOCTYPE]]><?p <!DOCTYPE?></a>")));
}

static void add(alb_buf *out, size_t times, const char *text)
{
    for (size_t i = 0; i < times; i++) {
        alb_buf_add_text(out, text);
    }
}

static alb_status outcome(xml_context *ctx, const alb_buf *text)
{
    xml_document *doc;
    alb_status st = xml_parse(ctx, alb_buf_span(text), &LIMITS, &doc, NULL);
    xml_free(doc);
    return st;
}

static void holds_its_limits(void **state)
{
    alb_buf text;
    alb_buf_init(&text, 32 << 20);
    for (size_t depth = 39; depth <= 42; depth++) {
        alb_buf_clear(&text);
        add(&text, depth, "<a>");
        add(&text, depth, "</a>");
        assert_int_equal(outcome(*state, &text), depth <= 40 ? ALB_OK : ALB_TOO_DEEP);
    }
    for (size_t n = 998; n <= 1001; n++) {
        alb_buf_clear(&text);
        alb_buf_add_text(&text, "<a>");
        add(&text, n, "<a/>");
        alb_buf_add_text(&text, "</a>");
        assert_int_equal(outcome(*state, &text), n <= 999 ? ALB_OK : ALB_TOO_LARGE);
    }
    for (size_t n = 63; n <= 66; n++) {
        alb_buf_clear(&text);
        alb_buf_add_text(&text, "<a");
        for (size_t i = 0; i < n; i++) {
            alb_buf_printf(&text, " a%zu='>'", i);
        }
        alb_buf_add_text(&text, "/>");
        assert_int_equal(outcome(*state, &text), n <= 64 ? ALB_OK : ALB_TOO_LARGE);
    }
    /* As large as a firmware image may be. */
    alb_buf_clear(&text);
    alb_buf_add_text(&text, "<a>");
    add(&text, 1024000, "0123456789");
    alb_buf_add_text(&text, "</a>");
    assert_int_equal(outcome(*state, &text), ALB_OK);
    add(&text, 2000000, "          ");
    assert_int_equal(outcome(*state, &text), ALB_TOO_LARGE);
    alb_buf_release(&text);
}

/* Names of many documents do not pile up: the dictionary is renewed, and documents keep theirs. */
static void forgets_names(void **state)
{
    xml_document *first = parse(*state, ALB_LIT("<first/>"));
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    for (unsigned i = 0; i < 400; i++) {
        alb_buf_clear(&text);
        alb_buf_printf(&text, "<n%u", i);
        add(&text, 100, "0123456789");
        alb_buf_add_text(&text, "/>");
        assert_int_equal(outcome(*state, &text), ALB_OK);
    }
    assert_true(alb_span_is(xml_name(xml_root(first)), "first"));
    xml_free(first);
    alb_buf_release(&text);
}

static void escapes(void **state)
{
    (void)state;
    alb_buf out;
    alb_buf_init(&out, 200);
    xml_write_escaped(&out, ALB_LIT("a<b>&\"'\r\n\t"));
    assert_true(alb_span_is(alb_buf_span(&out), "a&lt;b&gt;&amp;\"'&#xD;\n\t"));
    alb_buf_clear(&out);
    xml_write_escaped_attribute(&out, ALB_LIT("a<b>&\"'\r\n\t"));
    assert_true(alb_span_is(alb_buf_span(&out), "a&lt;b>&amp;&quot;'&#xD;&#xA;&#x9;"));
    alb_buf_release(&out);
}

static int set_up(void **state)
{
    *state = xml_context_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    xml_context_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_the_tree),
        cmocka_unit_test(joins_text_and_tells_mixed_content),
        cmocka_unit_test(outlives_its_context),
        cmocka_unit_test(refuses_hostile_input),
        cmocka_unit_test(holds_its_limits),
        cmocka_unit_test(forgets_names),
        cmocka_unit_test(escapes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
