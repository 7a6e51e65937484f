/* Every response and alert among the reference messages: valid under the official schema, or without a form
 * exactly where that is known (vectors-errata.md 4).
 */
#include "mmc/mmc.h"

#include "oracle.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static vectors all;
static smki_keystore *store;
static gbcs_keys *keys;
static oracle official;

/* Beginnings of the names of those that go to the DCC or stay in the home. */
static bool has_no_form(const char *name)
{
    static const char *const prefixes[] = {"CS02bAnyByContingency_",
                                           "CS02bAnyExceptAbnormalRootByRecovery_",
                                           "CS02bTransCoSByTransCoS_",
                                           "CS02bWPByWP_",
                                           "CS02gLoadControllerByLoadController_NA_IMMEDIATE",
                                           "CS02gLoadControllerByLoadController_NA_CANCELLATION",
                                           "PCS01_",
                                           "PCS02_",
                                           "CCS08_",
                                           "CS09_",
                                           "CS14_",
                                           "DBCH06_",
                                           "DBCH07_",
                                           "DBCH08_",
                                           "DBCH10_",
                                           "DBCH11_",
                                           "GCS62_"};
    bool found = false;
    for (size_t i = 0; i < ALB_COUNT(prefixes); i++) {
        found = found || strncmp(name, prefixes[i], strlen(prefixes[i])) == 0;
    }
    return found;
}

/* The second part of the name: "ECS47Activate_7.5_SUCCESS_.." */
static const cat_service_request *service_of(const char *name)
{
    alb_span rest = alb_span_str(name);
    size_t first = strcspn(name, "_") + 1;
    rest = alb_span_sub(rest, first, strcspn(name + first, "_"));
    return cat_service_request_find(rest);
}

static bool is_answer(const gbcs_message *m)
{
    return m->header.cra != GBCS_COMMAND;
}

static bool is_valid(const vector *v, const mmc_document *doc)
{
    alb_buf xml;
    alb_buf_init(&xml, 4 << 20);
    mmc_write_xml(doc, &xml);
    xmlDoc *parsed = oracle_parse(alb_buf_span(&xml));
    bool valid = oracle_is_valid(&official, parsed);
    if (!valid) {
        print_message("%s: %s\n%.*s\n", v->name, official.fault, (int)xml.len, (const char *)xml.ptr);
    }
    xmlFreeDoc(parsed);
    alb_buf_release(&xml);
    return valid;
}

static void test_documents_are_valid(void **state)
{
    (void)state;
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    size_t whole = 0;
    size_t without = 0;
    size_t wrong = 0;
    for (size_t i = 0; i < all.count; i++) {
        const vector *v = &all.items[i];
        gbcs_message m;
        alb_err err = {.code = ALB_OK};
        assert_int_equal(gbcs_message_parse(v->message, &m, &err), ALB_OK);
        if (!is_answer(&m)) {
            continue;
        }
        mmc_reading r;
        char text[512];
        alb_status st = mmc_read(keys, v->message, m.header.cra == GBCS_ALERT ? NULL : service_of(v->name),
                                 arena, &r, &err);
        if (st != ALB_OK) {
            print_message("%s: %s\n", v->name, alb_err_text(&err, text, sizeof text));
            wrong++;
            continue;
        }
        if ((r.document.outcome == MMC_NO_FORM) != has_no_form(v->name)) {
            print_message("%s: %s\n", v->name, r.document.why);
            wrong++;
        }
        if (r.document.outcome == MMC_NO_FORM) {
            assert_int_equal(r.document.count, 0);
            without++;
        } else {
            assert_int_equal(r.document.outcome, MMC_WHOLE);
            assert_true(r.document.known_alert);
            wrong += !is_valid(v, &r.document);
            whole++;
        }
        alb_arena_reset(arena);
    }
    print_message("%zu documents, %zu without a form\n", whole, without);
    assert_int_equal(wrong, 0);
    assert_int_equal(without, 18);
    alb_arena_free(arena);
}

/* "SUCCESS" and "ERROR" in the name say how a response ends; NOT_FOUND is an answer like another. The error
 * of a dated command may come later, in an alert. */
static void test_errors_are_told(void **state)
{
    (void)state;
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    size_t wrong = 0;
    for (size_t i = 0; i < all.count; i++) {
        const vector *v = &all.items[i];
        mmc_reading r;
        alb_err err = {.code = ALB_OK};
        gbcs_message m;
        if (gbcs_message_parse(v->message, &m, &err) != ALB_OK || m.header.cra != GBCS_RESPONSE ||
            has_no_form(v->name)) {
            continue;
        }
        assert_int_equal(mmc_read(keys, v->message, service_of(v->name), arena, &r, &err), ALB_OK);
        bool error = strstr(v->name, "_ERROR") != NULL;
        bool dated = strstr(v->name, "FUTURE_DATED") != NULL;
        if (r.document.success == error && !(dated && error)) {
            print_message("%s: success %d\n", v->name, r.document.success);
            wrong++;
        }
        alb_arena_reset(arena);
    }
    assert_int_equal(wrong, 0);
    alb_arena_free(arena);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_documents_are_valid),
                                       cmocka_unit_test(test_errors_are_told)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    oracle_close(&official);
    vectors_free(&all);
    return failed;
}
