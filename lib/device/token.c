#include "token.h"

enum {
    EVENT_CREDIT_ADDED_LOCALLY = 0x810e,
    EVENT_SUSPENDED = 0x81c4,
    EVENT_LOCKED_OUT = 0x81c5,
    EVENT_OVER_BALANCE = 0x8f47,
    EVENT_DUPLICATE = 0x8f51,
    EVENT_OVER_CREDIT = 0x8f5b,
    EVENT_FALSE = 0x8f63,
    PENNY = 1000,
    POUND = 100000,
    MOST_WRONG = 5
};

/* Not in our sources. */
#define SUSPENSION ALB_MINUTES(10)

static alb_status check(device *d, gbcs_keys *keys, const money *m, alb_span digits, uint64_t counter,
                        gbcs_utrn_credit *credit)
{
    const smki_certificate *supplier = d->anchors.of[SMKI_ROLE_SUPPLIER].prepayment;
    if (!supplier) {
        return ALB_NO_KEY;
    }
    CRYPTO_SCRUB_SECRET crypto_secret z;
    ALB_TRY(device_secret(d, keys, supplier, &z, NULL));
    return gbcs_utrn_check(gbcs_keys_crypto(keys), &z, smki_certificate_entity(supplier), d->id, &m->tokens,
                           digits, counter, credit, NULL);
}

static bool refuse(device *d, uint16_t event, alb_time at)
{
    event_log_add(&d->security, (event_entry){.time = alb_time_to_2000(at), .code = event});
    return false;
}

bool token_enter(device *d, gbcs_keys *keys, const accounting *a, alb_span digits, uint64_t counter,
                 int32_t *amount)
{
    money *m = &a->account->money;
    gbcs_utrn_credit credit;
    if (!a->terms.prepayment) {
        return false;
    }
    alb_status st = check(d, keys, m, digits, counter, &credit);
    if (st != ALB_OK) {
        return refuse(d, st == ALB_REPLAYED ? EVENT_DUPLICATE : EVENT_FALSE, a->at);
    }
    *amount = credit.value * (credit.value_class == GBCS_UTRN_POUNDS ? POUND : PENNY);
    money_refusal refusal = account_top_up(a, *amount);
    if (refusal != MONEY_TAKEN) {
        return refuse(d, refusal == MONEY_OVER_CREDIT ? EVENT_OVER_CREDIT : EVENT_OVER_BALANCE, a->at);
    }
    gbcs_utrn_accept(&m->tokens, credit.counter);
    return true;
}

bool token_may_type(account *a, alb_time at, event_list *events)
{
    if (a->wrong_tokens < MOST_WRONG) {
        return true;
    }
    if (at >= a->locked_until) {
        a->wrong_tokens = 0;
        return true;
    }
    event_list_add(events, EVENT_LOCKED_OUT, at);
    return false;
}

void token_typed(account *a, bool right, alb_time at, event_list *events)
{
    if (right) {
        a->wrong_tokens = 0;
        event_list_add(events, EVENT_CREDIT_ADDED_LOCALLY, at);
        return;
    }
    a->wrong_tokens++;
    if (a->wrong_tokens == MOST_WRONG) {
        a->locked_until = at + SUSPENSION;
        event_list_add(events, EVENT_SUSPENDED, at);
    }
}
