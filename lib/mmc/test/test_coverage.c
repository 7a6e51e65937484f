/* Which elements of the official schema neither a reference message nor one of our variants brings: computed,
 * and each of them explained in docs/mmc.md. An element is known by its name and that of its parent. */
#include "mmc/mmc.h"

#include "oracle.h"
#include "variants.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { PAIRS_MAX = 8192, DEPTH_MAX = 40, PAIR = 160 };

typedef struct pairs {
    char list[PAIRS_MAX][PAIR];
    size_t count;
} pairs;

static vectors all;
static smki_keystore *store;
static gbcs_keys *keys;
static xmlDoc *schema;
static pairs possible, produced;

static bool has(const pairs *p, const char *pair)
{
    for (size_t i = 0; i < p->count; i++) {
        if (strcmp(p->list[i], pair) == 0) {
            return true;
        }
    }
    return false;
}

static void add(pairs *p, const char *parent, size_t parent_len, const char *child, size_t child_len)
{
    char pair[PAIR];
    alb_wr w = alb_wr_init(pair, sizeof pair - 1);
    memset(pair, 0, sizeof pair);
    alb_wr_bytes(&w, alb_span_of(parent, parent_len));
    alb_wr_u8(&w, '/');
    alb_wr_bytes(&w, alb_span_of(child, child_len));
    if (has(p, pair) || p->count == PAIRS_MAX) {
        return;
    }
    memcpy(p->list[p->count++], pair, sizeof pair);
}

/* --- what the schema allows --- */

static const char *local(const xmlChar *name)
{
    const char *colon = name ? strchr((const char *)name, ':') : NULL;
    return colon ? colon + 1 : (const char *)name;
}

static xmlNode *named_type(const char *name)
{
    for (xmlNode *n = xmlDocGetRootElement(schema)->children; n; n = n->next) {
        xmlChar *own = n->type == XML_ELEMENT_NODE ? xmlGetProp(n, (const xmlChar *)"name") : NULL;
        bool found = own && xmlStrEqual(n->name, (const xmlChar *)"complexType") && name &&
                     strcmp((char *)own, name) == 0;
        xmlFree(own);
        if (found) {
            return n;
        }
    }
    return NULL;
}

static void expand(xmlNode *type, const char *parent, int depth);

static void expand_element(xmlNode *element, const char *parent, int depth)
{
    xmlChar *name = xmlGetProp(element, (const xmlChar *)"name");
    xmlChar *ref = xmlGetProp(element, (const xmlChar *)"ref");
    xmlChar *type = xmlGetProp(element, (const xmlChar *)"type");
    const char *child = name ? (char *)name : local(ref);
    /* Also where the pair is known: elements of one name may have several types. */
    add(&possible, parent, strlen(parent), child, strlen(child));
    xmlNode *of = type ? named_type(local(type)) : element;
    if (of) {
        expand(of, child, depth + 1);
    }
    xmlFree(name);
    xmlFree(ref);
    xmlFree(type);
}

static void expand(xmlNode *type, const char *parent, int depth)
{
    for (xmlNode *n = type->children; n && depth < DEPTH_MAX; n = n->next) {
        if (n->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (xmlStrEqual(n->name, (const xmlChar *)"element")) {
            expand_element(n, parent, depth);
            continue;
        }
        if (xmlStrEqual(n->name, (const xmlChar *)"extension")) {
            xmlChar *base = xmlGetProp(n, (const xmlChar *)"base");
            xmlNode *of = named_type(local(base));
            if (of) {
                expand(of, parent, depth + 1);
            }
            xmlFree(base);
        }
        expand(n, parent, depth);
    }
}

static void read_schema(void)
{
    for (xmlNode *n = xmlDocGetRootElement(schema)->children; n; n = n->next) {
        xmlChar *name = n->type == XML_ELEMENT_NODE ? xmlGetProp(n, (const xmlChar *)"name") : NULL;
        if (name && xmlStrEqual(n->name, (const xmlChar *)"element") &&
            xmlStrEqual(name, (const xmlChar *)"GBCSResponse")) {
            expand(n, "GBCSResponse", 0);
        }
        xmlFree(name);
    }
}

/* --- what documents have --- */

static void note(const mmc_document *doc, uint32_t parent)
{
    for (uint32_t c = mmc_child(doc, parent); c != UINT32_MAX; c = mmc_sibling(doc, parent, c)) {
        const mmc_node *p = &doc->nodes[parent];
        const mmc_node *n = &doc->nodes[c];
        add(&produced, (const char *)p->name.ptr, p->name.len, (const char *)n->name.ptr, n->name.len);
        note(doc, c);
    }
}

static const cat_service_request *service_of(const char *name)
{
    size_t first = strcspn(name, "_") + 1;
    return cat_service_request_find(alb_span_sub(alb_span_str(name), first, strcspn(name + first, "_")));
}

static void read_messages(gbcs_keys *with)
{
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    for (size_t i = 0; i < all.count; i++) {
        mmc_reading r;
        gbcs_message m;
        alb_err err = {.code = ALB_OK};
        bool ours =
            gbcs_message_parse(all.items[i].message, &m, &err) == ALB_OK && m.header.cra != GBCS_COMMAND;
        const cat_service_request *srv = m.header.cra == GBCS_RESPONSE ? service_of(all.items[i].name) : NULL;
        if (ours && mmc_read(with, all.items[i].message, srv, arena, &r, &err) == ALB_OK &&
            r.document.count > 0) {
            note(&r.document, 0);
        }
        alb_arena_reset(arena);
    }
    alb_arena_free(arena);
}

static void read_variants(void)
{
    static message_maker maker;
    maker.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    for (size_t i = 0; i < ALB_COUNT(variants); i++) {
        for (unsigned n = 0; n < variants[i].count; n++) {
            mmc_document doc;
            alb_err err = {.code = ALB_OK};
            if (variant_map(&maker, &variants[i], n, &doc, &err) == ALB_OK) {
                note(&doc, 0);
            }
            alb_arena_reset(maker.arena);
        }
    }
    alb_arena_free(maker.arena);
}

static void test_what_is_missing_is_explained(void **state)
{
    (void)state;
    const char *source = getenv("ALBION_SOURCE");
    alb_err err = {.code = ALB_OK};
    alb_buf docs;
    alb_buf_init(&docs, 1 << 20);
    assert_int_equal(
        alb_file_read(alb_arena_printf(all.arena, "%s/docs/mmc.md", source ? source : "."), &docs, &err),
        ALB_OK);
    alb_buf_add_u8(&docs, 0);
    size_t missing = 0;
    size_t unexplained = 0;
    for (size_t i = 0; i < possible.count; i++) {
        if (has(&produced, possible.list[i])) {
            continue;
        }
        missing++;
        const char *quoted = alb_arena_printf(all.arena, "`%s`", possible.list[i]);
        if (!strstr((const char *)docs.ptr, quoted)) {
            print_message("not produced, not explained: %s\n", possible.list[i]);
            unexplained++;
        }
    }
    print_message("%zu elements, %zu not produced\n", possible.count, missing);
    assert_int_equal(unexplained, 0);
    for (size_t i = 0; i < produced.count; i++) {
        if (!has(&possible, produced.list[i])) {
            fail_msg("%s is not in the schema", produced.list[i]);
        }
    }
    alb_buf_release(&docs);
}

int main(void)
{
    if (!vectors_load(&all)) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    alb_err err = {.code = ALB_OK};
    store = smki_keystore_new();
    const char *dir = vectors_path(all.arena, "keystore/rtds");
    const char *path = vectors_path(all.arena, "xsd/mmc-5.4.xsd");
    if (!dir || !path || smki_keystore_load(store, dir, &err) != ALB_OK) {
        return 1;
    }
    schema = xmlReadFile(path, NULL, XML_PARSE_NONET);
    keys = gbcs_keys_new(store, 0);
    gbcs_keys *none = gbcs_keys_new(NULL, 0);
    read_schema();
    read_messages(keys);
    read_messages(none);
    read_variants();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_missing_is_explained)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gbcs_keys_free(keys);
    gbcs_keys_free(none);
    smki_keystore_free(store);
    xmlFreeDoc(schema);
    xmlCleanupParser();
    vectors_free(&all);
    return failed;
}
