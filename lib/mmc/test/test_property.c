/* Random values in the messages of every use case: encoded, decoded, mapped, and read back from the XML with
 * libxml2.
 *
 * The shape of a message is that of a reference message. Which element shows which value is worked out here
 * from the rows of the catalogue, apart from the engine: numbers, times, identifiers and truth values, in
 * their own wording.
 */
#include "messages.h"
#include "oracle.h"
#include "property.h"
#include "vectors.h"

#include "gbcs/opener.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

enum { ROUNDS = 12, CHANGES = 200, EXPECTED_MAX = 20000, TEXT = 40, LEAVES_MAX = 60000 };

typedef struct expected {
    const char *element;
    char text[TEXT];
} expected;

typedef struct run {
    cat_tree tree;
    bool *done; /* per value: it has its random number */
    property random;
    expected list[EXPECTED_MAX];
    size_t count;
    size_t all;
} run;

static vectors all;
static smki_keystore *store;
static gbcs_keys *keys;
static oracle official;
static message_maker maker;
static run job;

/* --- paths, the plain way --- */

typedef struct scope {
    const struct scope *outer;
    uint32_t begin, end, index;
} scope;

/* "Name[1]" passes over one value of that name. */
static uint32_t nth_match(const scope *s, const char *path, size_t *skip)
{
    const cat_tree *t = &job.tree;
    size_t len = strcspn(path, "/[");
    int pass_over = path[len] == '[' ? path[len + 1] - '0' : 0;
    const char *rest = strchr(path, '/');
    for (uint32_t i = s->begin; i < s->end; i = t->values[i].next) {
        const char *name = t->values[i].field->name;
        bool alike =
            strncmp(name, path, len) == 0 && name[len] == '\0' && !(t->values[i].flags & CAT_VALUE_ABSENT);
        if (!alike) {
            continue;
        }
        if (pass_over > 0) {
            pass_over--;
            continue;
        }
        scope below = {.begin = i + 1, .end = t->values[i].next, .index = i};
        uint32_t found = rest ? nth_match(&below, rest + 1, skip) : (*skip)-- == 0 ? i : UINT32_MAX;
        if (found != UINT32_MAX) {
            return found;
        }
    }
    return UINT32_MAX;
}

static uint32_t match(const scope *s, const char *path, size_t skip)
{
    while (strncmp(path, "../", 3) == 0) {
        s = s->outer;
        path += 3;
    }
    return nth_match(s, path, &skip);
}

/* --- random values, and how they must read --- */

static bool is_free(const cat_value *v)
{
    const cat_field *f = v->field;
    return !f->type->has_fixed_value && f->mirror == CAT_MIRROR_NONE && f->type->names.count == 0;
}

static unsigned bits_of(const cat_type *t)
{
    switch ((int)t->kind) {
    case CAT_D_I8:
    case CAT_D_U8:
        return 8;
    case CAT_D_I16:
    case CAT_D_U16:
        return 16;
    case CAT_D_I32:
    case CAT_D_U32:
        return 32;
    case CAT_Z_UINT:
    case CAT_Z_INT:
    case CAT_B_UINT:
        return t->size * 8u;
    case CAT_A_INTEGER:
        return 31;
    default:
        return 0;
    }
}

static bool is_signed_kind(cat_kind kind)
{
    return kind == CAT_D_I8 || kind == CAT_D_I16 || kind == CAT_D_I32 || kind == CAT_Z_INT;
}

/* Any number of the type but the one that says "unknown". */
static void set_number(cat_value *v, const cat_mmc_row *row)
{
    unsigned bits = bits_of(v->field->type);
    uint64_t any = property_next(&job.random) >> (64 - bits);
    if (row->form == CAT_MMC_INTEGER && row->high != 0) {
        any = (uint64_t)row->low + any % (uint64_t)(row->high - row->low + 1);
    }
    if (is_signed_kind(v->field->type->kind)) {
        int64_t half = INT64_C(1) << (bits - 1);
        v->number.i = (int64_t)any >= half ? (int64_t)any - 2 * half : (int64_t)any;
    } else {
        v->number.u = any == UINT64_MAX >> (64 - bits) ? any - 1 : any;
    }
}

static bool number_text(const cat_value *v, char text[static TEXT])
{
    if (is_signed_kind(v->field->type->kind)) {
        (void)snprintf(text, TEXT, "%" PRId64, v->number.i);
    } else {
        (void)snprintf(text, TEXT, "%" PRIu64, v->number.u);
    }
    return true;
}

/* Thousandths without the zeros that say nothing. */
static bool volume_text(const cat_value *v, char text[static TEXT])
{
    int n = snprintf(text, TEXT, "%" PRIu64 ".%03" PRIu64, v->number.u / 1000, v->number.u % 1000);
    while (text[n - 1] == '0') {
        text[--n] = '\0';
    }
    if (text[n - 1] == '.') {
        text[--n] = '\0';
    }
    return true;
}

static bool time_text(const cat_value *v, char text[static TEXT])
{
    time_t t = (time_t)v->number.u + 946684800;
    struct tm split;
    return gmtime_r(&t, &split) && strftime(text, TEXT, "%Y-%m-%dT%H:%M:%S.00Z", &split) > 0;
}

static bool identifier_text(const cat_value *v, char text[static TEXT])
{
    const uint8_t *o = v->bytes.ptr;
    (void)snprintf(text, TEXT, "%02X-%02X-%02X-%02X-%02X-%02X-%02X-%02X", o[0], o[1], o[2], o[3], o[4], o[5],
                   o[6], o[7]);
    return true;
}

/* Gives the value a random content once, and says how it must read; false: not one of those looked at here.
 */
static bool randomise(const cat_mmc_row *row, uint32_t index, char text[static TEXT])
{
    cat_value *v = &job.tree.values[index];
    cat_kind kind = v->field->type->kind;
    bool fresh = !job.done[index];
    job.done[index] = true;
    if (!is_free(v)) {
        return false;
    }
    switch ((int)row->form) {
    case CAT_MMC_INTEGER:
    case CAT_MMC_CUBIC_METRES:
        if (bits_of(v->field->type) == 0) {
            return false;
        }
        if (fresh) {
            set_number(v, row);
        }
        return row->form == CAT_MMC_INTEGER ? number_text(v, text) : volume_text(v, text);
    case CAT_MMC_DATE_TIME:
        if (kind != CAT_D_U32 && kind != CAT_Z_UTC && kind != CAT_B_TIME) {
            return false;
        }
        if (fresh) {
            v->number.u = 1 + property_below(&job.random, UINT32_MAX - 1);
        }
        return time_text(v, text);
    case CAT_MMC_BOOLEAN:
        if (fresh) {
            v->number.u = property_below(&job.random, 2) ? 0xff : 0;
        }
        (void)snprintf(text, TEXT, "%s", v->number.u ? "true" : "false");
        return kind == CAT_D_BOOL;
    case CAT_MMC_IDENTIFIER:
        if (v->bytes.len != 8 || row->high != 0) {
            return false;
        }
        if (fresh) {
            uint8_t *octets = alb_arena_alloc(job.tree.arena, 8);
            uint64_t any = property_next(&job.random);
            memcpy(octets, &any, 8);
            v->bytes.ptr = octets;
        }
        return identifier_text(v, text);
    default:
        return false;
    }
}

static void expect_rows(const cat_mmc_row *rows, size_t n, const scope *s);

static void expect_row(const cat_mmc_row *row, const scope *s, uint32_t index)
{
    if (row->form == CAT_MMC_PARENT) {
        scope below = *s;
        if (row->from) {
            below =
                (scope){.outer = s, .begin = index + 1, .end = job.tree.values[index].next, .index = index};
        }
        expect_rows(row->rows, row->n_rows, &below);
        return;
    }
    expected *e = &job.list[job.count];
    if (index != UINT32_MAX && job.count < EXPECTED_MAX && randomise(row, index, e->text)) {
        e->element = row->element;
        job.count++;
    }
}

static void expect_rows(const cat_mmc_row *rows, size_t n, const scope *s)
{
    for (size_t i = 0; i < n; i++) {
        const cat_mmc_row *row = &rows[i];
        if (row->unless_failed || (row->absent && match(s, row->absent, 0) != UINT32_MAX)) {
            continue;
        }
        if (!row->from) {
            expect_row(row, s, s->index);
            continue;
        }
        for (size_t k = 0; k == 0 || row->each; k++) {
            uint32_t at = match(s, row->from, k);
            if (at == UINT32_MAX) {
                break;
            }
            expect_row(row, s, at);
        }
    }
}

/* --- there and back --- */

enum { BLOCK_HEADER = 5, TAG = 12 };

static alb_status seal(void *ctx, alb_span plain, alb_wr *block)
{
    static const uint8_t tag[TAG];
    (void)ctx;
    alb_wr_be(block, 0x3100000000, BLOCK_HEADER);
    alb_wr_bytes(block, plain);
    alb_wr_bytes(block, ALB_SPAN_OF(tag));
    return block->st;
}

static alb_status unseal(void *ctx, alb_span block, alb_arena *arena, alb_span *plain)
{
    (void)ctx;
    (void)arena;
    *plain = alb_span_sub(block, BLOCK_HEADER, block.len - BLOCK_HEADER - TAG);
    return ALB_OK;
}

static xmlDoc *written(const vector *v, const gbcs_message *m, alb_arena *arena)
{
    static uint8_t content[MESSAGE_MAX];
    static gbcs_message again;
    alb_err err = {.code = ALB_OK};
    char text[512];
    gbcs_sealer sealer = {.seal = seal};
    gbcs_opener opener = {.open = unseal};
    alb_wr w = alb_wr_init(content, sizeof content);
    cat_tree tree;
    mmc_document doc;
    cat_tree_init(&tree, arena, 64);
    if (gbcs_content_encode(m->use_case, &m->header, &job.tree, &sealer, &w, &err) != ALB_OK ||
        !message_make(&maker, &m->header, m->signature.len > 0, alb_wr_span(&w), &again) ||
        gbcs_content_decode(&again, &opener, &tree, &err) != ALB_OK ||
        mmc_map(&again, &tree, NULL, NULL, arena, &doc, &err) != ALB_OK) {
        fail_msg("%s: %s", v->name, alb_err_text(&err, text, sizeof text));
    }
    alb_buf xml;
    alb_buf_init(&xml, 8 << 20);
    mmc_write_xml(&doc, &xml);
    xmlDoc *parsed = oracle_parse(alb_buf_span(&xml));
    alb_buf_release(&xml);
    return parsed;
}

/* The expected elements stand in the document, in this order, with these texts. */
static size_t find_in_order(xmlNode *node, size_t at)
{
    if (at < job.count && xmlStrEqual(node->name, (const xmlChar *)job.list[at].element)) {
        xmlChar *text = xmlNodeGetContent(node);
        at += xmlStrEqual(text, (const xmlChar *)job.list[at].text) ? 1 : 0;
        xmlFree(text);
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        at = child->type == XML_ELEMENT_NODE ? find_in_order(child, at) : at;
    }
    return at;
}

static bool decode(const gbcs_message *m, alb_arena *arena)
{
    alb_err err = {.code = ALB_OK};
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, keys, m);
    cat_tree_init(&job.tree, arena, 64);
    alb_status st = gbcs_content_decode(m, &opener, &job.tree, &err);
    gbcs_opening_release(&opening);
    return st == ALB_OK;
}

static void check(const vector *v, uint64_t seed)
{
    gbcs_message m;
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    const cat_mmc *record = NULL;
    if (gbcs_message_parse(v->message, &m, &err) == ALB_OK && m.header.cra != GBCS_COMMAND) {
        record = cat_mmc_find(m.header.message_code);
    }
    if (record && record->content && decode(&m, arena)) {
        job.random.state = seed;
        job.count = 0;
        job.done = alb_arena_array(arena, job.tree.count, sizeof *job.done);
        memset(job.done, 0, job.tree.count * sizeof *job.done);
        scope content = {.end = job.tree.count, .index = UINT32_MAX};
        expect_rows(record->content->rows, record->content->count, &content);
        xmlDoc *doc = written(v, &m, arena);
        size_t found = find_in_order(xmlDocGetRootElement(doc), 0);
        if (found != job.count) {
            fail_msg("%s, seed %" PRIu64 ": %s is not %s", v->name, seed, job.list[found].element,
                     job.list[found].text);
        }
        if (!oracle_is_valid(&official, doc)) {
            fail_msg("%s, seed %" PRIu64 ": %s", v->name, seed, official.fault);
        }
        job.all += job.count;
        xmlFreeDoc(doc);
    }
    alb_arena_free(arena);
}

static void test_any_values_are_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        for (uint64_t round = 0; round < ROUNDS; round++) {
            check(&all.items[i], 1 + i * ROUNDS + round);
        }
    }
    print_message("%zu values\n", job.all);
    assert_true(job.all > 10000);
}

/* --- changed octets: a valid document or none --- */

/* The content with its encrypted parts in the clear. */
static bool plain_content(const gbcs_message *m, alb_arena *arena, alb_wr *w)
{
    gbcs_sealer sealer = {.seal = seal};
    alb_err err = {.code = ALB_OK};
    return decode(m, arena) &&
           gbcs_content_encode(m->use_case, &m->header, &job.tree, &sealer, w, &err) == ALB_OK;
}

static void change(const vector *v, const gbcs_message *m, alb_span content, alb_arena *arena)
{
    static uint8_t octets[MESSAGE_MAX];
    static gbcs_message again;
    gbcs_opener opener = {.open = unseal};
    cat_tree tree;
    mmc_document doc;
    alb_err err = {.code = ALB_OK};
    memcpy(octets, content.ptr, content.len);
    for (uint64_t n = 1 + property_below(&job.random, 3); n > 0; n--) {
        octets[property_below(&job.random, content.len)] = (uint8_t)property_next(&job.random);
    }
    cat_tree_init(&tree, arena, 64);
    if (!message_make(&maker, &m->header, m->signature.len > 0, alb_span_of(octets, content.len), &again) ||
        gbcs_content_decode(&again, &opener, &tree, &err) != ALB_OK ||
        mmc_map(&again, &tree, NULL, NULL, arena, &doc, &err) != ALB_OK) {
        return;
    }
    alb_buf xml;
    alb_buf_init(&xml, 8 << 20);
    mmc_write_xml(&doc, &xml);
    xmlDoc *parsed = oracle_parse(alb_buf_span(&xml));
    job.all++;
    if (!oracle_is_valid(&official, parsed)) {
        print_message("%s: %s", v->name, official.fault);
        job.count++;
    }
    xmlFreeDoc(parsed);
    alb_buf_release(&xml);
}

static void test_changed_octets(void **state)
{
    (void)state;
    static uint8_t octets[MESSAGE_MAX];
    job.all = job.count = 0;
    job.random.state = 7;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        alb_err err = {.code = ALB_OK};
        alb_wr w = alb_wr_init(octets, sizeof octets);
        alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
        bool ours = gbcs_message_parse(all.items[i].message, &m, &err) == ALB_OK &&
                    m.header.cra != GBCS_COMMAND && cat_mmc_find(m.header.message_code) &&
                    plain_content(&m, arena, &w);
        for (unsigned n = 0; ours && n < CHANGES; n++) {
            change(&all.items[i], &m, alb_wr_span(&w), arena);
        }
        alb_arena_free(arena);
    }
    print_message("%zu documents of changed contents\n", job.all);
    assert_int_equal(job.count, 0);
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
    const char *schema = vectors_path(all.arena, "xsd/mmc-5.4.xsd");
    if (!dir || !schema || smki_keystore_load(store, dir, &err) != ALB_OK ||
        !oracle_open(&official, schema)) {
        return 1;
    }
    keys = gbcs_keys_new(store, 0);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_values_are_read_back),
                                       cmocka_unit_test(test_changed_octets)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    oracle_close(&official);
    vectors_free(&all);
    return failed;
}
