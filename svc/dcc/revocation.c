/* Revocation lists that come while the DCC runs, and those that are overdue (SEC L12; smki.md 18.4). */
#include "dcc_internal.h"

#include "smki/crl.h"

static alb_status take(dcc *d, smki_crl *list, alb_err *err)
{
    crypto_ctx *crypto = crypto_ctx_new();
    if (!crypto) {
        return alb_fail(err, ALB_CRYPTO, NULL, 0, "no cryptographic context");
    }
    (void)pthread_rwlock_wrlock(&d->keys_lock);
    alb_status st = smki_keystore_take_list(crypto, d->keys, list, err);
    (void)pthread_rwlock_unlock(&d->keys_lock);
    crypto_ctx_free(crypto);
    return st;
}

alb_status dcc_take_revocation_list(dcc *d, smki_crl *list, alb_err *err)
{
    unsigned long long number = smki_crl_number(list); /* the list may be gone soon after */
    size_t entries = smki_crl_count(list);
    ALB_TRY(take(d, list, err));
    dcc_audit_event(d, "revocation-list", NULL, NULL, "number %llu with %zu entries", number, entries);
    return ALB_OK;
}

bool dcc_check_list(dcc_case *c, const smki_certificate *signer)
{
    char text[ALB_TIME_TEXT];
    const smki_crl *stale =
        c->dcc->refuse_stale_lists
            ? smki_keystore_stale_list(gbcs_keys_crypto(c->worker->keys), c->dcc->keys, signer, c->now)
            : NULL;
    return !stale || dcc_refuse_http(c, 503, "the revocation list of the signer's authority was due on %s",
                                     alb_time_text(smki_crl_next_update(stale), text));
}
