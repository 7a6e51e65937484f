/* Certificates that are issued while the DCC runs: of Users that come, and of parties that have new keys.
 * Whom it trusts does not change by them: they stand under the authorities that it started with. A device's
 * come with the device, which says itself when it uses new ones (6.15.2). */
#include "dcc_internal.h"

#include "smki/path.h"

static bool is_held(const smki_keystore *keys, const smki_certificate *c)
{
    return smki_keystore_find_serial(keys, smki_certificate_serial(c), smki_certificate_issuer(c)) != NULL;
}

static alb_status judge(dcc *d, crypto_ctx *crypto, const smki_certificate *c, alb_err *err)
{
    smki_path_options options = {
        .at = alb_now(d->clock), .role = SMKI_ROLE_NONE, .pin_self_signed = d->accept_test_signatures};
    (void)pthread_rwlock_rdlock(&d->keys_lock);
    alb_status st = is_held(d->keys, c) ? ALB_EXISTS : smki_path_check(crypto, c, d->keys, &options, err);
    (void)pthread_rwlock_unlock(&d->keys_lock);
    return st;
}

alb_status dcc_take_certificate(dcc *d, smki_certificate *c, const char *hint, alb_err *err)
{
    if (smki_certificate_kind(c) == SMKI_KIND_DEVICE) {
        return ALB_UNSUPPORTED;
    }
    crypto_ctx *crypto = crypto_ctx_new();
    if (!crypto) {
        return alb_fail(err, ALB_CRYPTO, NULL, 0, "no cryptographic context");
    }
    alb_status st = judge(d, crypto, c, err);
    crypto_ctx_free(crypto);
    ALB_TRY(st);
    (void)pthread_rwlock_wrlock(&d->keys_lock);
    st = smki_keystore_add(d->keys, c, NULL, hint, err);
    (void)pthread_rwlock_unlock(&d->keys_lock);
    ALB_TRY(st);
    alb_eui64 entity = smki_certificate_entity(c);
    dcc_audit_event(d, "certificate-taken", &entity, NULL, "role %d", (int)smki_certificate_role(c));
    return ALB_OK;
}
