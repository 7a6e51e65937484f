/* Every reference message: parses, comes back from its parts, and authenticates (gbcs-messages.md 18). */
#include "gbcs/keys.h"
#include "gbcs/utrn.h"
#include "gbcs/verify.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static vectors all;
static smki_keystore *store;
static gbcs_keys *keys;

static gbcs_message parse(const vector *v)
{
    gbcs_message m;
    alb_err err = {0};
    if (gbcs_message_parse(v->message, &m, &err) != ALB_OK) {
        char text[512];
        fail_msg("%s: %s", v->name, alb_err_text(&err, text, sizeof text));
    }
    return m;
}

/* Written again from header, content, signature and MAC alone. */
static void test_parts_make_the_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m = parse(&all.items[i]);
        size_t room = m.whole.len;
        uint8_t *out = malloc(room);
        alb_wr w = alb_wr_init(out, room);
        if (m.form == GBCS_MACED) {
            gbcs_write_mac_header(&w, m.inner.len);
        }
        gbcs_write_grouping(&w, &m.header, m.content);
        if (m.form != GBCS_PRE_COMMAND) {
            gbcs_write_signature(&w, m.signature);
        }
        alb_wr_bytes(&w, m.mac);
        assert_true(alb_span_equal(alb_wr_span(&w), m.whole));
        free(out);
    }
}

/* Only the pre-command inside a signed message, with or without an empty signature block behind it, is a
 * message. */
static void test_no_prefix_is_a_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m = parse(&all.items[i]);
        size_t signed_end =
            m.form == GBCS_SIGNED && m.header.cra == GBCS_COMMAND ? m.signed_part.len + 1 : SIZE_MAX;
        for (size_t len = 0; len < m.whole.len; len++) {
            gbcs_message cut;
            alb_err err = {0};
            alb_status st = gbcs_message_parse(alb_span_sub(m.whole, 0, len), &cut, &err);
            assert_true((st == ALB_OK) == (len == signed_end));
            assert_true(st == ALB_OK || (err.code == st && err.rule && err.offset <= len));
        }
    }
}

static bool is_between_devices(const gbcs_message *m)
{
    return m->header.message_code == 0x0090 || m->header.message_code == 0x009b;
}

/* Nothing fails; what stays unchecked are pre-commands, and MACs between devices, whose private keys nobody
 * has. */
static void test_everything_authenticates(void **state)
{
    (void)state;
    size_t macs = 0;
    size_t signatures = 0;
    size_t pre_commands = 0;
    size_t no_key = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m = parse(&all.items[i]);
        gbcs_verdict v;
        alb_err err = {0};
        if (gbcs_verify(keys, &m, ALB_TIME_NONE, &v, &err) != ALB_OK) {
            fail_msg("%s: %s", all.items[i].name, err.detail);
        }
        macs += v.mac == GBCS_CHECK_OK;
        signatures += v.signature == GBCS_CHECK_OK;
        pre_commands += m.form == GBCS_PRE_COMMAND;
        no_key += v.mac == GBCS_CHECK_UNCHECKED;
        assert_int_equal(v.signature == GBCS_CHECK_UNCHECKED, m.form == GBCS_PRE_COMMAND);
        assert_int_equal(v.mac == GBCS_CHECK_UNCHECKED, m.form == GBCS_MACED && is_between_devices(&m));
        if (v.why) {
            assert_string_equal(v.why, m.form == GBCS_PRE_COMMAND ? "unsigned pre-command" : "no key");
        }
    }
    print_message(
        "%zu messages: %zu MACs and %zu signatures verified; unchecked: %zu pre-commands, %zu without key\n",
        all.count, macs, signatures, pre_commands, no_key);
}

/* The same with an octet changed at the end of the content, which every check covers. */
static void test_no_changed_message_authenticates(void **state)
{
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m = parse(&all.items[i]);
        if (m.form == GBCS_PRE_COMMAND || is_between_devices(&m)) {
            continue;
        }
        uint8_t *changed = malloc(m.whole.len);
        memcpy(changed, m.whole.ptr, m.whole.len);
        changed[m.content.ptr + m.content.len - 1 - m.whole.ptr] ^= 1;
        gbcs_message bad;
        gbcs_verdict v;
        assert_int_equal(gbcs_message_parse(alb_span_of(changed, m.whole.len), &bad, NULL), ALB_OK);
        assert_int_equal(gbcs_verify(keys, &bad, ALB_TIME_NONE, &v, NULL), ALB_AUTH_FAILED);
        assert_true(v.signature != GBCS_CHECK_OK && v.mac != GBCS_CHECK_OK);
        free(changed);
    }
}

/* Position of the next encrypted block, whatever encodes the content: a security header whose length stands
 * before it. */
static bool next_block(alb_span content, bool gbz, size_t *from, alb_span *block)
{
    static const uint8_t header[5] = {0x31};
    for (size_t p = *from; p + sizeof header < content.len; p++) {
        if (p < 2 || !alb_span_equal(alb_span_sub(content, p, sizeof header), ALB_SPAN_OF(header))) {
            continue;
        }
        size_t len = content.ptr[p - 1];
        if (gbz) {
            len |= (size_t)content.ptr[p - 2] << 8;
        } else if (content.ptr[p - 2] != 0x81 && p > 2 && content.ptr[p - 3] == 0x82) {
            len |= (size_t)content.ptr[p - 2] << 8;
        }
        *from = p + 1;
        *block = alb_span_sub(content, p, len);
        return true;
    }
    return false;
}

static void test_every_encrypted_part_opens(void **state)
{
    (void)state;
    size_t opened = 0;
    alb_arena *arena = alb_arena_new(1 << 20);
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m = parse(&all.items[i]);
        if (m.header.cra == GBCS_COMMAND) {
            continue;
        }
        bool gbz = m.content.ptr[0] == 1;
        size_t from = 0;
        alb_span block;
        while (next_block(m.content, gbz, &from, &block)) {
            gbcs_cipher cipher;
            alb_span plain;
            assert_int_equal(gbcs_find_cipher(keys, &m, &cipher, NULL), ALB_OK);
            if (gbcs_open(gbcs_keys_crypto(keys), &cipher, block, arena, &plain) != ALB_OK) {
                fail_msg("%s: block at %zu of the content", all.items[i].name, from - 1);
            }
            opened++;
            gbcs_cipher_release(&cipher);
        }
        alb_arena_reset(arena);
    }
    print_message("%zu encrypted parts opened\n", opened);
    assert_true(opened > 0);
    alb_arena_free(arena);
}

/* Tokens in top-up commands (codes 0007, 0097): authentic, or refused for the reason the reference gives. */
static void test_tokens_in_top_ups(void **state)
{
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m = parse(&all.items[i]);
        if (m.header.cra != GBCS_COMMAND ||
            (m.header.message_code != 0x0007 && m.header.message_code != 0x0097)) {
            continue;
        }
        size_t at = 0;
        while (m.content.ptr[at] != 20) {
            at++;
        }
        alb_span token = alb_span_sub(m.content, at + 1, 20);
        const smki_identity *own = smki_keystore_find(store, m.header.originator, SMKI_SLOT_PREPAYMENT);
        const smki_identity *peer = smki_keystore_find(store, m.header.target, SMKI_SLOT_KEY_AGREEMENT);
        crypto_secret z;
        gbcs_utrn_credit credit;
        gbcs_utrn_cache cache = {0};
        assert_true(own && own->key && peer);
        assert_int_equal(gbcs_pair_secret(keys, own->key, peer->pub, &z, NULL), ALB_OK);
        alb_status want = alb_span_is(token, "12345678910121314156") ? ALB_BAD_FORMAT : ALB_OK;
        assert_int_equal(gbcs_utrn_check(gbcs_keys_crypto(keys), &z, m.header.originator, m.header.target,
                                         &cache, token, m.header.counter, &credit, NULL),
                         want);
        assert_int_equal(gbcs_utrn_check(gbcs_keys_crypto(keys), &z, m.header.originator, m.header.target,
                                         &cache, token, 0, &credit, NULL),
                         want);
        if (want == ALB_OK) {
            char again[GBCS_UTRN_TEXT];
            assert_int_equal(gbcs_utrn_make(gbcs_keys_crypto(keys), &z, m.header.originator, m.header.target,
                                            &credit, again, NULL),
                             ALB_OK);
            assert_memory_equal(again, token.ptr, token.len);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_make_the_message),
        cmocka_unit_test(test_no_prefix_is_a_message),
        cmocka_unit_test(test_everything_authenticates),
        cmocka_unit_test(test_no_changed_message_authenticates),
        cmocka_unit_test(test_every_encrypted_part_opens),
        cmocka_unit_test(test_tokens_in_top_ups),
    };
    if (!vectors_load(&all)) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    const char *dir = vectors_path(all.arena, "keystore/rtds");
    store = smki_keystore_new();
    keys = gbcs_keys_new(store, 0);
    if (!dir || smki_keystore_load(store, dir, NULL) != ALB_OK) {
        return vectors_skip("keystore/rtds");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    vectors_free(&all);
    return failed;
}
