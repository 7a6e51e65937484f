/* What a request of an older version cannot hold: each change refused before its version, taken from it on.
 */
#include "duis/version.h"

#include "catalogue/schema_version.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static xml_context *xml;
static alb_arena *arena;

#define REQUEST                                                                                              \
    "<Request xmlns=\"" CAT_NS_DUIS "\" schemaVersion=\"%s\"><Header>"                                       \
    "<RequestID>00-DB-12-34-56-78-90-A0:00-DB-12-34-56-78-90-A0:1</RequestID>"                               \
    "<CommandVariant>1</CommandVariant><ServiceReference>6.24</ServiceReference>"                            \
    "<ServiceReferenceVariant>6.24.1</ServiceReferenceVariant></Header><Body>%s</Body></Request>"
#define ROLE(name)                                                                                           \
    "<RetrieveDeviceSecurityCredentialsKRP><RemotePartyRole>Root</RemotePartyRole><RemotePartyRole>" name    \
    "</RemotePartyRole></RetrieveDeviceSecurityCredentialsKRP>"

static alb_status check(const char *version, const char *body, alb_buf *more, alb_err *err)
{
    duis_document doc;
    *err = (alb_err){.code = ALB_OK};
    alb_arena_reset(arena);
    assert_int_equal(duis_decode(xml, alb_span_str(alb_arena_printf(arena, REQUEST, version, body)), arena,
                                 &doc, NULL, err),
                     ALB_OK);
    return duis_check_version(&doc, more, err);
}

static void test_versions(void **state)
{
    (void)state;
    static const char *const taken[] = {"1.0", "1", "5.0", "5.2", "5.3", "5.4", "05.40"};
    static const char *const refused[] = {"0", "-5.4", "5.41", "5.5", "6", "54", "0.9"};
    alb_err err;
    for (size_t i = 0; i < ALB_COUNT(taken); i++) {
        assert_int_equal(check(taken[i], ROLE("Supplier"), NULL, &err), ALB_OK);
    }
    for (size_t i = 0; i < ALB_COUNT(refused); i++) {
        assert_int_equal(check(refused[i], ROLE("Supplier"), NULL, &err), ALB_UNSUPPORTED);
        assert_string_equal(err.path, "Request");
    }
}

static void test_values(void **state)
{
    (void)state;
    alb_err err;
    assert_int_equal(check("1.0", ROLE("LoadController"), NULL, &err), ALB_UNSUPPORTED);
    assert_string_equal(err.path, "Request/Body/RetrieveDeviceSecurityCredentialsKRP/RemotePartyRole[2]");
    assert_string_equal(err.detail, "LoadController is not in schemaVersion 1.0");
    assert_int_equal(check("1.1", ROLE("LoadController"), NULL, &err), ALB_OK);
    assert_int_equal(check("5.4", ROLE("LoadController"), NULL, &err), ALB_OK);
}

static void test_elements(void **state)
{
    (void)state;
    alb_err err;
    assert_int_equal(check("1.1", "<ReadCHFSubGHzChannel/>", NULL, &err), ALB_UNSUPPORTED);
    assert_string_equal(err.path, "Request/Body/ReadCHFSubGHzChannel");
    assert_int_equal(check("2.0", "<ReadCHFSubGHzChannel/>", NULL, &err), ALB_OK);
    alb_buf more;
    alb_buf_init(&more, 4096);
    assert_int_equal(check("1.0",
                           "<ConfigureAlertBehaviour><GasSupplierAlerts><x8145>Enable</x8145><x8155>Enable"
                           "</x8155></GasSupplierAlerts></ConfigureAlertBehaviour>",
                           &more, &err),
                     ALB_UNSUPPORTED);
    size_t lines = 0;
    for (size_t i = 0; i < more.len; i++) {
        lines += more.ptr[i] == '\n';
    }
    assert_int_equal(lines, 2);
    alb_buf_release(&more);
}

/* An element of that name, and of the values one is a value of it. */
static bool is_in(const cat_particle_group *group, const cat_element *around, const cat_schema_change *change,
                  int depth);

static bool is_that(const cat_element *element, const cat_element *around, const cat_schema_change *change)
{
    if (strcmp(element->name, change->element) != 0 ||
        (change->parent && strcmp(around->name, change->parent) != 0)) {
        return false;
    }
    bool found = !change->values;
    for (size_t i = 0; !found && element->simple && i < element->simple->n_values; i++) {
        const char *value = element->simple->values[i];
        found = strncmp(change->values, value, strlen(value)) == 0;
    }
    return found;
}

static bool is_in(const cat_particle_group *group, const cat_element *around, const cat_schema_change *change,
                  int depth)
{
    for (size_t i = 0; depth > 0 && i < group->n_particles; i++) {
        const cat_element *element = group->particles[i].element;
        if (element ? is_that(element, around, change) ||
                          (element->children && is_in(element->children, element, change, depth - 1))
                    : is_in(group->particles[i].group, around, change, depth)) {
            return true;
        }
    }
    return false;
}

static void test_changes_are_of_the_schema(void **state)
{
    (void)state;
    enum { DEPTH = 6 };
    size_t count;
    const cat_schema_change *changes = cat_schema_changes(&count);
    for (size_t i = 0; i < count; i++) {
        if (!is_in(cat_duis_request.children, &cat_duis_request, &changes[i], DEPTH) &&
            !is_in(cat_duis_response.children, &cat_duis_response, &changes[i], DEPTH)) {
            fail_msg("%s", changes[i].element);
        }
        assert_true(changes[i].since > 10);
    }
}

static void test_versions_ascend(void **state)
{
    (void)state;
    size_t count;
    const cat_schema_version *versions = cat_schema_versions(&count);
    for (size_t i = 1; i < count; i++) {
        assert_true(versions[i].version > versions[i - 1].version);
        assert_true(versions[i].gbcs >= versions[i - 1].gbcs);
    }
    assert_int_equal(versions[count - 1].version, CAT_SCHEMA_NEWEST);
    assert_null(cat_schema_version_find(55));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),        cmocka_unit_test(test_values),
        cmocka_unit_test(test_elements),        cmocka_unit_test(test_changes_are_of_the_schema),
        cmocka_unit_test(test_versions_ascend),
    };
    xml = xml_context_new();
    arena = alb_arena_new(1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    alb_arena_free(arena);
    xml_context_free(xml);
    return failed;
}
