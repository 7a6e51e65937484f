/* Every document the DCC writes is valid, by our reader and by the schema where it is, and says what it was
 * told to say. */
#include "response_kinds.h"
#include "signature_fixture.h"
#include "vectors.h"

#include <libxml/xmlschemas.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_says(const duis_document *doc, const duis_response_header *h, const response_kind *k)
{
    assert_int_equal(doc->kind, DUIS_RESPONSE);
    assert_int_equal(doc->version, 54);
    assert_int_equal(doc->has_request_id, h->request_id != NULL);
    assert_int_equal(doc->has_response_id, h->response_id != NULL);
    if (h->request_id) {
        assert_memory_equal(&doc->request_id, &request_id, sizeof request_id);
    }
    assert_true(alb_span_is(doc->response_code, h->code));
    assert_int_equal(doc->response_time, h->time);
    assert_string_equal(doc->nodes[doc->body].element->name, k->body);
    assert_true(alb_span_is(duis_text(doc, doc->body, k->path), k->text));
}

static void are_valid_and_signed(void **state)
{
    signature_fixture *f = *state;
    alb_arena *arena = alb_arena_new(1 << 20);
    alb_buf text, signed_text;
    alb_buf_init(&text, 1 << 16);
    alb_buf_init(&signed_text, 1 << 16);
    for (size_t i = 0; i < ALB_COUNT(response_kinds); i++) {
        duis_response_header h = response_header(f->now);
        duis_document doc;
        alb_err err = {.code = ALB_OK};
        alb_buf_clear(&text);
        alb_buf_clear(&signed_text);
        response_kinds[i].write(&h, &text);
        assert_int_equal(text.st, ALB_OK);
        if (duis_decode(f->xml, alb_buf_span(&text), arena, &doc, NULL, &err) != ALB_OK) {
            fail_msg("%s: %s: %s", response_kinds[i].path, err.path, err.detail);
        }
        assert_says(&doc, &h, &response_kinds[i]);
        assert_int_equal(duis_sign(f->crypto, f->xml, alb_buf_span(&text), f->dcc, &signed_text, NULL),
                         ALB_OK);
        assert_int_equal(duis_decode(f->xml, alb_buf_span(&signed_text), arena, &doc, NULL, &err), ALB_OK);
        const duis_verify_options options = {.store = f->store, .at = f->now, .response = true};
        const smki_identity *signer;
        duis_signature_fault fault;
        assert_int_equal(duis_verify(f->crypto, &doc, &options, &signer, &fault, &err), ALB_OK);
        assert_ptr_equal(signer, f->dcc);
        alb_arena_reset(arena);
    }
    alb_buf_release(&text);
    alb_buf_release(&signed_text);
    alb_arena_free(arena);
}

static void obey_the_schema(void **state)
{
    const signature_fixture *f = *state;
    alb_arena *arena = alb_arena_new(1 << 20);
    const char *path = vectors_path(arena, "xsd/duis-5.4.xsd");
    if (!path) {
        alb_arena_free(arena);
        skip();
    }
    xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
    xmlSchema *schema = xmlSchemaParse(parser);
    assert_non_null(schema);
    xmlSchemaValidCtxt *valid = xmlSchemaNewValidCtxt(schema);
    alb_buf text;
    alb_buf_init(&text, 1 << 16);
    for (size_t i = 0; i < ALB_COUNT(response_kinds); i++) {
        duis_response_header h = response_header(f->now);
        alb_buf_clear(&text);
        response_kinds[i].write(&h, &text);
        xmlDoc *doc = xmlReadMemory((const char *)text.ptr, (int)text.len, NULL, NULL, XML_PARSE_NONET);
        assert_non_null(doc);
        assert_int_equal(xmlSchemaValidateDoc(valid, doc), 0);
        xmlFreeDoc(doc);
    }
    alb_buf_release(&text);
    xmlSchemaFreeValidCtxt(valid);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    alb_arena_free(arena);
}

/* What comes from elsewhere cannot leave its element. */
static void escape_text(void **state)
{
    const signature_fixture *f = *state;
    duis_response_header h = response_header(f->now);
    alb_buf text;
    alb_buf_init(&text, 1 << 16);
    h.service_reference = ALB_LIT("</sr:Body><&\xc3\xa9");
    duis_write_acknowledgement(&h, &text);
    static const char escaped[] = "&lt;/sr:Body&gt;&lt;&amp;\xc3\xa9<";
    assert_non_null(memmem(text.ptr, text.len, escaped, strlen(escaped)));
    alb_buf_release(&text);
    alb_buf_init(&text, 100);
    duis_write_gbcs_payload(&h, MESSAGE, &text);
    assert_int_equal(text.st, ALB_TOO_LARGE);
    alb_buf_release(&text);
}

static int set_up(void **state)
{
    *state = fixture_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_valid_and_signed),
        cmocka_unit_test(obey_the_schema),
        cmocka_unit_test(escape_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
