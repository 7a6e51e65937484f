/* Bad messages, one row each: what is said of them, of which octet and by which rule. A supplier's command to
 * a device, with signature and MAC, is spoilt in one place; the device reads and authenticates it. */
#include "gbcs/content.h"
#include "gbcs/verify.h"

#include "open_cipher.h"
#include "parties.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static alb_arena *arena;
static parties who;

/* Places in a message of this length: MAC header 15 octets, grouping header 34, content 21, signature 65,
 * MAC. */
enum { AT_INNER = 14, AT_CODE = AT_INNER + 31, AT_CONTENT = AT_CODE + 3, LEN_CONTENT = 21 };

/* Who is in the device's store, and when it is. */
typedef enum situation {
    ALL_THERE,
    NO_SUPPLIER,
    NO_BROKER,
    SUPPLIER_AGREES_ONLY, /* its only certificate is for key agreement */
    BROKER_SIGNS_ONLY,
    SUPPLIER_EXPIRED,
    BROKER_EXPIRED,
    OTHER_RECIPIENT
} situation;

static bool fill(smki_keystore *store, situation is)
{
    alb_time past = who.now - ALB_HOURS(48);
    alb_time supplier_until = is == SUPPLIER_EXPIRED ? who.now - ALB_HOURS(24) : ALB_TIME_NONE;
    alb_time broker_until = is == BROKER_EXPIRED ? who.now - ALB_HOURS(24) : ALB_TIME_NONE;
    smki_usage signs = is == SUPPLIER_AGREES_ONLY ? SMKI_USAGE_KEY_AGREEMENT : SMKI_USAGE_DIGITAL_SIGNATURE;
    smki_usage agrees = is == BROKER_SIGNS_ONLY ? SMKI_USAGE_DIGITAL_SIGNATURE : SMKI_USAGE_KEY_AGREEMENT;
    const party_certificate supplier = {PARTY_SUPPLIER, SMKI_ROLE_SUPPLIER, signs, who.supplier[0]};
    const party_certificate broker = {PARTY_BROKER, SMKI_ROLE_ACB, agrees, who.broker[1]};
    const party_certificate device = {PARTY_DEVICE, SMKI_ROLE_NONE, SMKI_USAGE_KEY_AGREEMENT, who.device[1]};
    return (is == NO_SUPPLIER ||
            parties_certify(&who, store, &supplier, is == SUPPLIER_EXPIRED ? past : ALB_TIME_NONE,
                            supplier_until)) &&
           (is == NO_BROKER || parties_certify(&who, store, &broker,
                                               is == BROKER_EXPIRED ? past : ALB_TIME_NONE, broker_until)) &&
           parties_certify(&who, store, &device, ALB_TIME_NONE, ALB_TIME_NONE) &&
           smki_keystore_add(store, NULL, who.device[1], NULL, NULL) == ALB_OK;
}

/* The steps of whoever receives a message, up to its content. */
static alb_status receive(alb_span octets, situation is, alb_err *err)
{
    gbcs_message m;
    gbcs_verdict v;
    cat_tree tree;
    gbcs_execution_counters seen = {.by_role = {[SMKI_ROLE_SUPPLIER] = 8}};
    uint64_t self = is == OTHER_RECIPIENT ? PARTY_DEVICE + 1 : PARTY_DEVICE;
    smki_keystore *store = smki_keystore_new();
    gbcs_keys *keys = gbcs_keys_new(store, 0);
    assert_true(fill(store, is));
    *err = (alb_err){.code = ALB_OK};
    alb_status st = gbcs_message_parse(octets, &m, err);
    if (st == ALB_OK) {
        cat_tree_init(&tree, arena, 16);
        st = gbcs_content_decode(&m, NULL, &tree, err);
    }
    if (st == ALB_OK) {
        st = gbcs_authenticate(keys, &m, alb_eui64_of(self), who.now, &v, err);
    }
    if (st == ALB_OK) {
        st = gbcs_replay_accept(&seen, m.use_case, SMKI_ROLE_SUPPLIER, m.header.counter, err);
    }
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    return st;
}

/* ECS42, which resets the meter balance: protected against replay. */
static alb_span command(uint64_t counter)
{
    uint8_t content[LEN_CONTENT] = {
        0xd9, 0x20, 0, 0, (uint8_t)counter, 0, 1, 3, 0, 9, 0, 0, 10, 0, 106, 0xff, 1, 1, 0x12, 0, 0x33};
    gbcs_header h = {.cra = GBCS_COMMAND,
                     .counter = counter,
                     .originator = alb_eui64_of(PARTY_SUPPLIER),
                     .target = alb_eui64_of(PARTY_DEVICE),
                     .message_code = cat_use_case_named(ALB_LIT("ECS42"))->message_code};
    return parties_protect(&who, &h, ALB_SPAN_OF(content), CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE, arena);
}

/* With one octet set to another value; at SIZE_MAX: as it is. */
static alb_span changed(alb_span octets, size_t at, uint8_t value)
{
    uint8_t *copy = alb_arena_alloc(arena, octets.len);
    memcpy(copy, octets.ptr, octets.len);
    if (at < octets.len) {
        copy[at] = value;
    }
    return alb_span_of(copy, octets.len);
}

static const struct {
    const char *what;
    size_t at; /* octet that is changed */
    uint8_t value;
    situation is;
    uint64_t counter;
    alb_status want;
    size_t offset;
    const char *rule, *detail;
} bad[] = {
    {"nothing wrong", SIZE_MAX, 0, ALL_THERE, 9, ALB_OK, 0, NULL, NULL},
    /* lengths */
    {"length in the MAC header", 8, 0x90, ALL_THERE, 9, ALB_TRUNCATED, 7, "GBCS 7.2 length encoding",
     "137 octets are left"},
    {"length of the transaction-id", AT_INNER + 1, 8, ALL_THERE, 9, ALB_BAD_LENGTH, AT_INNER + 1,
     "GBCS 7.2.7 grouping header", "transaction-id"},
    {"length of the originator", AT_INNER + 11, 7, ALL_THERE, 9, ALB_BAD_LENGTH, AT_INNER + 11,
     "GBCS 7.2.7 grouping header", NULL},
    {"length of the date-time", AT_INNER + 29, 11, ALL_THERE, 9, ALB_BAD_LENGTH, AT_INNER + 29,
     "GBCS 7.2.7 grouping header", "date-time"},
    {"length of other-information", AT_INNER + 30, 3, ALL_THERE, 9, ALB_BAD_LENGTH, AT_INNER + 30, NULL,
     "other-information"},
    {"length of the content", AT_CODE + 2, 22, ALL_THERE, 9, ALB_BAD_LENGTH, AT_CONTENT + 22, NULL, NULL},
    {"length of the signature", AT_CONTENT + LEN_CONTENT, 63, ALL_THERE, 9, ALB_BAD_LENGTH,
     AT_CONTENT + LEN_CONTENT, NULL, NULL},
    {"number of items", AT_CONTENT + 6, 2, ALL_THERE, 9, ALB_TRUNCATED, 0, NULL, NULL},
    /* header */
    {"CRA flag", AT_INNER + 2, 4, ALL_THERE, 9, ALB_BAD_VALUE, AT_INNER + 2, "GBCS 7.2.7 grouping header",
     "CRA flag is 04"},
    {"CRA flag of another kind", AT_INNER + 2, 2, ALL_THERE, 9, ALB_BAD_TAG, AT_CONTENT, NULL, NULL},
    {"counter with its sign bit", AT_INNER + 3, 0x80, ALL_THERE, 9, ALB_BAD_VALUE, AT_INNER + 3,
     "GBCS 7.2.7 grouping header", "above 2^63-1"},
    {"counter that the content does not repeat", AT_INNER + 10, 10, ALL_THERE, 9, ALB_MISMATCH,
     AT_CONTENT + 1, "GBCS 7.2.7", "made from the counter"},
    {"counter that was used", SIZE_MAX, 0, ALL_THERE, 8, ALB_REPLAYED, 0, "GBCS 9.2.2.7", "not above 8"},
    {"message code", AT_CODE, 0x7f, ALL_THERE, 9, ALB_UNKNOWN, AT_CODE, "GBCS 7.2.7", "no use case"},
    {"message code of another use case", AT_CODE + 1, 0x69, ALL_THERE, 9, ALB_MISMATCH, AT_CONTENT + 7, NULL,
     NULL},
    /* parties */
    {"recipient", SIZE_MAX, 0, OTHER_RECIPIENT, 9, ALB_MISMATCH, AT_INNER + 21, "GBCS 7.2.7",
     "not for this party"},
    {"originator", SIZE_MAX, 0, NO_SUPPLIER, 9, ALB_NO_KEY, AT_INNER + 12, "GBCS 4.3", "is not known"},
    {"broker", SIZE_MAX, 0, NO_BROKER, 9, ALB_NO_KEY, AT_CONTENT + LEN_CONTENT + 65, NULL,
     "Access Control Broker"},
    {"usage of the signer's certificate", SIZE_MAX, 0, SUPPLIER_AGREES_ONLY, 9, ALB_NO_KEY, AT_INNER + 12,
     "GBCS 4.3", "only one for key agreement"},
    {"usage of the broker's certificate", SIZE_MAX, 0, BROKER_SIGNS_ONLY, 9, ALB_NO_KEY,
     AT_CONTENT + LEN_CONTENT + 65, NULL, "no key agreement certificate"},
    {"expired certificate of the signer", SIZE_MAX, 0, SUPPLIER_EXPIRED, 9, ALB_AUTH_FAILED,
     AT_CONTENT + LEN_CONTENT + 1, "GBCS 6.3 signature", "not valid now"},
    {"expired certificate of the broker", SIZE_MAX, 0, BROKER_EXPIRED, 9, ALB_AUTH_FAILED,
     AT_CONTENT + LEN_CONTENT + 65, "GBCS 6.2 MAC", "not valid now"},
    /* protection */
    {"signature", AT_CONTENT + LEN_CONTENT + 5, 0, ALL_THERE, 9, ALB_AUTH_FAILED,
     AT_CONTENT + LEN_CONTENT + 1, "GBCS 6.3 signature", NULL},
    {"MAC", AT_CONTENT + LEN_CONTENT + 65, 0, ALL_THERE, 9, ALB_AUTH_FAILED, AT_CONTENT + LEN_CONTENT + 65,
     "GBCS 6.2 MAC", NULL},
};

static void each_fault_is_named_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        alb_err err;
        char why[512];
        alb_status st = receive(changed(command(bad[i].counter), bad[i].at, bad[i].value), bad[i].is, &err);
        (void)alb_err_text(&err, why, sizeof why);
        bool fits = st == bad[i].want && (st == ALB_OK || (err.code == st && err.rule && err.detail[0])) &&
                    (bad[i].offset == 0 || err.offset == bad[i].offset) &&
                    (!bad[i].rule || strcmp(err.rule, bad[i].rule) == 0) &&
                    (!bad[i].detail || strstr(err.detail, bad[i].detail));
        if (!fits) {
            fail_msg("%s: %s (%s), not %s at %zu", bad[i].what, why, alb_status_text(st),
                     alb_status_text(bad[i].want), bad[i].offset);
        }
        alb_arena_reset(arena);
    }
}

/* Whoever has nobody's private key cannot judge a MAC: that one of a party's certificates is out of use says
 * nothing while another is in use. */
static void an_old_certificate_beside_a_new_one_is_no_fault(void **state)
{
    (void)state;
    smki_keystore *store = smki_keystore_new();
    gbcs_keys *keys = gbcs_keys_new(store, 0);
    gbcs_message m;
    gbcs_verdict v;
    const party_certificate old = {PARTY_BROKER, SMKI_ROLE_ACB, SMKI_USAGE_KEY_AGREEMENT, who.supplier[1]};
    const party_certificate new = {PARTY_BROKER, SMKI_ROLE_ACB, SMKI_USAGE_KEY_AGREEMENT, who.broker[1]};
    const party_certificate device = {PARTY_DEVICE, SMKI_ROLE_NONE, SMKI_USAGE_KEY_AGREEMENT, who.device[1]};
    assert_true(parties_certify(&who, store, &old, who.now - ALB_HOURS(48), who.now - ALB_HOURS(24)) &&
                parties_certify(&who, store, &device, ALB_TIME_NONE, ALB_TIME_NONE));
    assert_int_equal(gbcs_message_parse(command(9), &m, NULL), ALB_OK);
    assert_int_equal(gbcs_verify(keys, &m, who.now, &v, NULL), ALB_AUTH_FAILED);
    assert_int_equal(v.mac, GBCS_CHECK_FAILED);
    assert_true(parties_certify(&who, store, &new, ALB_TIME_NONE, ALB_TIME_NONE));
    assert_int_equal(gbcs_verify(keys, &m, who.now, &v, NULL), ALB_OK);
    assert_int_equal(v.mac, GBCS_CHECK_UNCHECKED);
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    alb_arena_reset(arena);
}

/* --- the reference messages, cut anywhere --- */

static vectors all;

/* As if the message were complete: the content ends at each octet of it. */
static void no_part_of_a_content_is_a_content(void **state)
{
    (void)state;
    size_t cuts = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        assert_int_equal(gbcs_message_parse(all.items[i].message, &m, NULL), ALB_OK);
        alb_span whole = m.content;
        size_t step = whole.len > 4000 ? 7 : 1;
        for (size_t len = 0; len < whole.len; len += step, cuts++) {
            cat_tree tree;
            alb_err err = {.code = ALB_OK};
            m.content = alb_span_sub(whole, 0, len);
            cat_tree_init(&tree, arena, 64);
            alb_status st = gbcs_content_decode(&m, NULL, &tree, &err);
            if (st == ALB_OK || err.code != st || !err.rule || !err.detail[0] || err.offset > m.whole.len) {
                fail_msg("%s: %zu octets of its content", all.items[i].name, len);
            }
            alb_arena_reset(arena);
        }
    }
    print_message("%zu cut contents refused\n", cuts);
}

int main(void)
{
    const struct CMUnitTest own[] = {cmocka_unit_test(each_fault_is_named_with_its_place),
                                     cmocka_unit_test(an_old_certificate_beside_a_new_one_is_no_fault)};
    const struct CMUnitTest over_vectors[] = {cmocka_unit_test(no_part_of_a_content_is_a_content)};
    arena = alb_arena_new(64 << 20);
    if (!arena || !parties_init(&who)) {
        return 1;
    }
    int failed = cmocka_run_group_tests(own, NULL, NULL);
    if (vectors_load(&all)) {
        failed += cmocka_run_group_tests(over_vectors, NULL, NULL);
    }
    vectors_free(&all);
    parties_release(&who);
    alb_arena_free(arena);
    return failed;
}
