#include "money.h"

#include "gbcs/utrn.h"

/* The counter of a token is that of the request which sends it, without its lower half. */
static uint32_t next_counter(const actor *supplier)
{
    static uint32_t tokens;
    return (uint32_t)((uint64_t)world_now(supplier->world) >> 32) + ++tokens;
}

static void make_token(const actor *supplier, alb_eui64 meter, const gbcs_utrn_credit *credit,
                       char utrn[static GBCS_UTRN_TEXT])
{
    const smki_keystore *all = supplier->world->keys;
    crypto_secret z;
    alb_err err = {.code = ALB_OK};
    gbcs_keys *keys = gbcs_keys_new(all, 0);
    const smki_identity *own = smki_keystore_find(all, supplier->id, SMKI_SLOT_PREPAYMENT);
    const smki_identity *its = smki_keystore_find(all, meter, SMKI_SLOT_KEY_AGREEMENT);
    assert_true(keys && own && own->key && its && its->certificate);
    assert_int_equal(gbcs_pair_secret(keys, own->key, its->pub, &z, &err), ALB_OK);
    assert_int_equal(gbcs_utrn_make(gbcs_keys_crypto(keys), &z, supplier->id, meter, credit, utrn, &err),
                     ALB_OK);
    gbcs_keys_free(keys);
}

void money_top_up(actor *supplier, alb_eui64 meter, uint16_t pounds)
{
    char utrn[GBCS_UTRN_TEXT];
    gbcs_utrn_credit credit = {
        .counter = next_counter(supplier), .value_class = GBCS_UTRN_POUNDS, .value = pounds};
    make_token(supplier, meter, &credit, utrn);
    const user_setting setting = {"UTRN", utrn};
    duis_request_id id = {.counter = (uint64_t)credit.counter << 32};
    user_result r = actor_send(supplier, "2.2", meter, &setting, 1, &id);
    assert_string_equal(r.code, "I99");
    r = actor_wait(supplier, &id);
    assert_string_equal(r.code, "I0");
    assert_true(r.verdict.mac == GBCS_CHECK_OK);
}

static const char *first_of(user_result *r, actor *a, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (result_count(r, names[i]) > 0) {
            return names[i];
        }
    }
    (void)a;
    fail_msg("none of the names is in the answer");
    return NULL;
}

int64_t money_balance(actor *supplier, alb_eui64 meter)
{
    static const char *const names[] = {"MeterBalance", "CreditRemaining"};
    user_result r = actor_ask(supplier, "4.18", meter, NULL, 0);
    return result_number(&r, first_of(&r, supplier, names, ALB_COUNT(names)));
}

const char *money_supply(actor *supplier, alb_eui64 meter)
{
    static const char *const names[] = {"SupplyState", "SupplyStatus"};
    user_result r = actor_ask(supplier, "7.4", meter, NULL, 0);
    return result_text(supplier, &r, first_of(&r, supplier, names, ALB_COUNT(names)));
}
