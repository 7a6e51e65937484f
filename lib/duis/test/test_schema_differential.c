/* Our verdict against libxml2's with the official schema, on documents bent in every way.
 *
 * Documents come from the published requests and, for the element types that those lack, from the catalogue.
 * Each mutant has one to three changes. The document's own signature is left out throughout (libxml2 cannot
 * read serial numbers of real certificates; vectors-errata.md 6), and so is xsi:type: we refuse it.
 *
 * ALBION_MUTANTS says how many; ALBION_SEED where random numbers begin.
 */
#include "duis/document.h"

#include "known_defects.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MUTANTS = 50000, SOURCES_MAX = 2048, SHOWN = 12, ELEMENTS_MAX = 4096 };

typedef struct run {
    oracle official;
    property random;
    xml_context *xml;
    alb_arena *arena;
    xmlDoc *sources[SOURCES_MAX];
    size_t n_sources;
    size_t valid, invalid, excused, wrong;
    const cat_element *elements[ELEMENTS_MAX]; /* all that the catalogue has, but SMETS1's */
    bool seen[ELEMENTS_MAX];                   /* in a document that both found valid */
    size_t n_elements;
} run;

/* --- which element types came up --- */

static size_t element_number(const run *r, const cat_element *element)
{
    size_t i = 0;
    while (i < r->n_elements && r->elements[i] != element) {
        i++;
    }
    return i;
}

static void add_elements(run *r, const cat_element *element)
{
    bool made = !element->any && strcmp(element->name, "SMETS1ResponseMessage") != 0;
    if (!made || element_number(r, element) < r->n_elements) {
        return;
    }
    assert_true(r->n_elements < ELEMENTS_MAX);
    r->elements[r->n_elements++] = element;
}

static void add_group(run *r, const cat_particle_group *group)
{
    for (size_t i = 0; i < group->n_particles; i++) {
        const cat_particle *particle = &group->particles[i];
        size_t before = r->n_elements;
        if (particle->group) {
            add_group(r, particle->group);
            continue;
        }
        add_elements(r, particle->element);
        if (r->n_elements > before && particle->element->children) {
            add_group(r, particle->element->children);
        }
    }
}

static void note_elements(run *r, const duis_document *doc)
{
    for (uint32_t i = 0; i < doc->count; i++) {
        r->seen[element_number(r, doc->nodes[i].element)] = true;
    }
}

static size_t print_not_seen(const run *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_elements; i++) {
        if (!r->seen[i]) {
            print_message("%s never came up\n", r->elements[i]->name);
            n++;
        }
    }
    return n;
}

/* --- verdicts --- */

typedef struct verdicts {
    bool official, ours;
    alb_err err;
} verdicts;

static verdicts judge(run *r, alb_span text)
{
    duis_document decoded;
    verdicts v = {.official = false};
    xmlDoc *doc = oracle_parse(text);
    assert_non_null(doc);
    v.official = oracle_is_valid(&r->official, doc);
    v.ours = duis_decode(r->xml, text, r->arena, &decoded, NULL, &v.err) == ALB_OK;
    xmlFreeDoc(doc);
    return v;
}

static bool is_excused(run *r, alb_span text)
{
    xmlDoc *doc = oracle_parse(text);
    without_known_defects(r->arena, xmlDocGetRootElement(doc));
    xmlChar *bettered = NULL;
    int len = 0;
    xmlDocDumpMemory(doc, &bettered, &len);
    verdicts v = judge(r, alb_span_of(bettered, (size_t)len));
    xmlFree(bettered);
    xmlFreeDoc(doc);
    return v.official == v.ours;
}

static void compare(run *r, alb_span text)
{
    verdicts v = judge(r, text);
    if (v.official == v.ours) {
        r->valid += v.ours;
        r->invalid += !v.ours;
    } else if (is_excused(r, text)) {
        r->excused++;
    } else if (r->wrong++ < SHOWN) {
        print_message("libxml2: %s, ours: %s: %s: %s\n%.*s\n", v.official ? "valid" : "invalid",
                      v.ours ? "valid" : "invalid", v.err.path, v.err.detail, (int)text.len,
                      (const char *)text.ptr);
    }
}

/* A document as it is, which must be valid unless it is one of those published to be refused. */
static void judge_source(run *r, xmlDoc *doc)
{
    xmlChar *text = NULL;
    int len = 0;
    xmlDocDumpMemory(doc, &text, &len);
    duis_document decoded;
    alb_err err = {.code = ALB_OK};
    compare(r, alb_span_of(text, (size_t)len));
    if (duis_decode(r->xml, alb_span_of(text, (size_t)len), r->arena, &decoded, NULL, &err) == ALB_OK) {
        note_elements(r, &decoded);
    } else {
        print_message("not valid: %s: %s\n", err.path, err.detail);
    }
    xmlFree(text);
    alb_arena_reset(r->arena);
}

static void judge_mutant(run *r, size_t changes)
{
    mutator m = {&r->random, r->arena, r->sources, r->n_sources};
    xmlDoc *doc = xmlCopyDoc(r->sources[below(&m, r->n_sources)], 1);
    for (size_t i = 0; i < changes; i++) {
        mutate(&m, doc);
    }
    xmlChar *text = NULL;
    int len = 0;
    xmlDocDumpMemory(doc, &text, &len);
    compare(r, alb_span_of(text, (size_t)len));
    xmlFree(text);
    xmlFreeDoc(doc);
    alb_arena_reset(r->arena);
}

static void add_source(run *r, alb_span text)
{
    assert_true(r->n_sources < SOURCES_MAX);
    xmlDoc *doc = oracle_parse(text);
    if (doc) {
        oracle_strip(xmlDocGetRootElement(doc), 0);
        r->sources[r->n_sources++] = doc;
    }
}

static alb_status add_file(void *ctx, const char *path, alb_err *err)
{
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    alb_status st = alb_file_read(path, &text, err);
    if (st == ALB_OK && !strstr(path, "xxe")) {
        add_source(ctx, alb_buf_span(&text));
    }
    alb_buf_release(&text);
    return st;
}

/* A document with each element type, without signature of its own (oracle_strip takes it away). */
static void add_made(run *r, const cat_element *root)
{
    for (size_t i = 0; i < r->n_elements; i++) {
        alb_buf text;
        alb_buf_init(&text, 1 << 20);
        instance in = {&r->random, r->arena, &text, r->elements[i]};
        if (instance_leads_to(&(cat_particle){.element = root}, in.wanted)) {
            instance_element(&in, root, " xmlns:sr=\"" CAT_NS_DUIS "\"");
            add_source(r, alb_buf_span(&text));
        }
        alb_buf_release(&text);
        alb_arena_reset(r->arena);
    }
}

static size_t number_from(const char *name, size_t otherwise)
{
    uint64_t n;
    const char *text = getenv(name);
    return text && alb_parse_u64(alb_span_str(text), SIZE_MAX, &n) ? (size_t)n : otherwise;
}

static void set_up(run *r)
{
    *r = (run){.xml = xml_context_new(), .arena = alb_arena_new(64 << 20)};
    r->random.state = number_from("ALBION_SEED", 1);
    assert_true(oracle_open(&r->official, vectors_path(r->arena, "xsd/duis-5.4.xsd")));
    alb_err err = {.code = ALB_OK};
    assert_int_equal(alb_file_walk(vectors_path(r->arena, "duis"), add_file, r, &err), ALB_OK);
    assert_int_equal(alb_file_walk(vectors_path(r->arena, "duis-responses"), add_file, r, &err), ALB_OK);
    add_group(r, cat_duis_request.children);
    add_group(r, cat_duis_response.children);
    add_made(r, &cat_duis_request);
    add_made(r, &cat_duis_response);
}

static void tear_down(run *r)
{
    for (size_t i = 0; i < r->n_sources; i++) {
        xmlFreeDoc(r->sources[i]);
    }
    oracle_close(&r->official);
    alb_arena_free(r->arena);
    xml_context_free(r->xml);
}

static void test_verdicts(void **state)
{
    (void)state;
    static run r;
    set_up(&r);
    for (size_t i = 0; i < r.n_sources; i++) {
        judge_source(&r, r.sources[i]);
    }
    print_message("%zu documents: %zu valid, %zu invalid, %zu wrong\n", r.n_sources, r.valid, r.invalid,
                  r.wrong);
    size_t unseen = print_not_seen(&r);
    print_message("%zu of %zu element types came up\n", r.n_elements - unseen, r.n_elements);
    r.valid = r.invalid = 0;
    size_t mutants = number_from("ALBION_MUTANTS", MUTANTS);
    for (size_t i = 0; i < mutants; i++) {
        judge_mutant(&r, i % 16 == 0 ? 3 : i % 4 == 0 ? 2 : 1);
    }
    print_message("%zu mutants: %zu valid, %zu invalid, %zu excused, %zu wrong\n", mutants, r.valid,
                  r.invalid, r.excused, r.wrong);
    tear_down(&r);
    assert_int_equal(r.wrong, 0);
    assert_int_equal(unseen, 0);
    assert_true(r.valid >= mutants * 3 / 10);
}

int main(void)
{
    alb_arena *arena = alb_arena_new(1 << 16);
    bool present = vectors_path(arena, "xsd") != NULL;
    alb_arena_free(arena);
    if (!present) {
        return vectors_skip("xsd");
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_verdicts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
