/* What holds for every certificate profile and every holder. */
#include "catalogue/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static bool has(const cat_certificate *p, cat_extension_kind kind)
{
    for (size_t i = 0; i < p->n_extensions; i++) {
        if (p->extensions[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static void test_profiles(void **state)
{
    (void)state;
    size_t count;
    const cat_certificate *const *all = cat_certificates(&count);
    assert_true(count >= 8);
    for (size_t i = 0; i < count; i++) {
        const cat_certificate *p = all[i];
        bool authority = p->usages[0] & CAT_KEY_USAGE_CERT_SIGN;
        bool root = strcmp(p->issuer, p->name) == 0;
        assert_ptr_equal(cat_certificate_named(p->name), p);
        assert_non_null(p->title);
        assert_true(p->n_usages > 0 && p->n_extensions > 0);
        assert_true(has(p, CAT_EXTENSION_KEY_USAGE) && has(p, CAT_EXTENSION_SUBJECT_KEY_ID));
        assert_int_equal(has(p, CAT_EXTENSION_BASIC_CONSTRAINTS), authority);
        assert_int_equal(has(p, CAT_EXTENSION_AUTHORITY_KEY_ID), !root);
        assert_int_equal(has(p, CAT_EXTENSION_HARDWARE_MODULE), p->hardware != NULL);
        assert_int_equal(has(p, CAT_EXTENSION_POLICIES), p->policy != NULL);
        assert_true(!authority || p->years > 0);
    }
    assert_null(cat_certificate_named("no such profile"));
}

static void test_holders(void **state)
{
    (void)state;
    size_t count;
    const cat_holder *all = cat_holders(&count);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(cat_holder_find(all[i].role), &all[i]);
        assert_ptr_equal(cat_holder_named(all[i].name), &all[i]);
        assert_non_null(cat_certificate_named(all[i].profile));
        assert_int_equal(all[i].xml_profile != NULL, all[i].pairs >> CAT_PAIR_XML & 1);
        assert_true(!all[i].xml_profile || cat_certificate_named(all[i].xml_profile));
    }
    assert_null(cat_holder_find(0));
    assert_null(cat_holder_named("nobody"));
    assert_string_equal(cat_key_pair_suffix(CAT_PAIR_PREPAYMENT), "pp-ka");
    assert_int_equal(cat_key_pair_usage(CAT_PAIR_PREPAYMENT), CAT_KEY_USAGE_KEY_AGREEMENT);
}

static void test_authorities_come_after_their_issuers(void **state)
{
    (void)state;
    size_t count;
    const cat_authority *all = cat_authorities(&count);
    for (size_t i = 0; i < count; i++) {
        const cat_certificate *p = cat_certificate_named(all[i].profile);
        bool found = strcmp(p->issuer, p->name) == 0;
        for (size_t k = 0; k < i; k++) {
            found = found || strcmp(all[k].profile, p->issuer) == 0;
        }
        assert_true(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_profiles), cmocka_unit_test(test_holders),
                                       cmocka_unit_test(test_authorities_come_after_their_issuers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
