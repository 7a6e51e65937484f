/* The life of the DCC: its parts are made in order, and taken down in the opposite one. */
#include "dcc_internal.h"

#include "firmware.h"

#include <stdlib.h>
#include <time.h>

enum { DEFAULT_WORKERS = 2, DEFAULT_COMMANDS = 100000, PAIR_SECRETS = 1 << 20 };
#define DEFAULT_RETRY ALB_SECONDS(5)

/* --- the DCC's own keys --- */

static const smki_identity *find_own(const smki_keystore *keys, smki_slot slot, smki_role role)
{
    for (size_t i = 0; i < smki_keystore_count(keys); i++) {
        const smki_identity *id = smki_keystore_at(keys, i);
        if (id->slot == slot && id->key && id->certificate &&
            smki_certificate_role(id->certificate) == role) {
            return smki_keystore_find(keys, id->entity, slot);
        }
    }
    return NULL;
}

static alb_status find_identities(dcc *d, alb_err *err)
{
    d->xml_signer =
        d->xml_signer ? d->xml_signer : find_own(d->keys, SMKI_SLOT_XML_SIGNING, SMKI_ROLE_XML_SIGNING_DCC);
    d->acb = find_own(d->keys, SMKI_SLOT_KEY_AGREEMENT, SMKI_ROLE_ACB);
    d->acb_signer = find_own(d->keys, SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_ROLE_ACB);
    d->cos_signer = find_own(d->keys, SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_ROLE_TRANSITIONAL_COS);
    if (!d->xml_signer || !d->acb || !d->acb_signer) {
        return alb_fail(err, ALB_NO_KEY, NULL, 0, "the keys hold no private key of the DCC for %s",
                        !d->xml_signer ? "XML signing (role 137)"
                        : !d->acb      ? "key agreement as access control broker"
                                       : "signing as access control broker");
    }
    return ALB_OK;
}

/* --- life --- */

static void init_locks(dcc *d)
{
    (void)pthread_mutex_init(&d->sequence.lock, NULL);
    (void)pthread_mutex_init(&d->http_lock, NULL);
    /* Whoever adds a device is not kept waiting by a stream of messages. */
    pthread_rwlockattr_t attr;
    (void)pthread_rwlockattr_init(&attr);
    (void)pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    (void)pthread_rwlock_init(&d->keys_lock, &attr);
    (void)pthread_rwlockattr_destroy(&attr);
}

static alb_status open_parts(dcc *d, const char *store_url, alb_err *err)
{
    ALB_TRY(find_identities(d, err));
    d->secrets = gbcs_secrets_new(PAIR_SECRETS);
    if (!d->secrets) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for pair secrets");
    }
    ALB_TRY(dcc_open_store(store_url, &d->store, err));
    ALB_TRY(dcc_shards_new(d, &d->shards, err));
    ALB_TRY(dcc_load_device_keys(d, err));
    ALB_TRY(dcc_firmware_new(&d->firmware, err));
    if (!d->throttle || !d->levers || !d->metrics) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for limits, levers or metrics");
    }
    ALB_TRY(dcc_pipeline_new(d, &d->pipeline, err));
    ALB_TRY(dcc_deliverer_new(d, &d->deliverer, err));
    ALB_TRY(dcc_receiver_new(d, &d->receiver, err));
    return dcc_shards_join(d->shards, err);
}

alb_status dcc_open_store(const char *url, store **out, alb_err *err)
{
    return store_open(url, &dcc_schema, out, err);
}

store *dcc_store(dcc *d)
{
    return d->store;
}

void dcc_hold_keys(dcc *d, bool on)
{
    (void)(on ? pthread_rwlock_rdlock(&d->keys_lock) : pthread_rwlock_unlock(&d->keys_lock));
}

const alb_clock *dcc_clock(const dcc *d)
{
    return d->clock;
}

alb_status dcc_open(const dcc_options *options, dcc **out, alb_err *err)
{
    dcc *d = calloc(1, sizeof *d);
    if (!d) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the DCC");
    }
    d->clock = options->clock ? options->clock : alb_clock_system();
    d->log = options->log;
    d->keys = options->keys;
    d->xml_signer = options->xml_signer;
    d->accept_test_signatures = options->accept_test_signatures;
    d->refuse_stale_lists = options->refuse_stale_lists;
    d->throttle = dcc_throttle_new(options->user_rate, options->user_at_once);
    d->levers = dcc_levers_new();
    d->repository = options->repository;
    d->tap = options->tap;
    d->tap_ctx = options->tap_ctx;
    d->certify = options->certify;
    d->certify_ctx = options->certify_ctx;
    d->metrics = alb_metrics_new();
    d->tls_names = options->tls_names;
    d->n_tls_names = options->n_tls_names;
    d->response_limit = options->response_limit;
    d->delivery_retry_first = options->delivery_retry_first ? options->delivery_retry_first : DEFAULT_RETRY;
    d->delivery_ca = options->delivery_ca;
    d->delivery_certificate = options->delivery_certificate;
    d->delivery_key = options->delivery_key;
    d->commands = options->commands ? options->commands : DEFAULT_COMMANDS;
    d->n_workers = options->workers ? options->workers : DEFAULT_WORKERS;
    d->keys_seen = (dcc_keys_mark){INT64_MIN, INT64_MIN};
    init_locks(d);
    alb_status st = open_parts(d, options->store_url, err);
    if (st != ALB_OK) {
        dcc_close(d);
        return st;
    }
    *out = d;
    return ALB_OK;
}

void dcc_close(dcc *d)
{
    if (!d) {
        return;
    }
    /* All threads end before any part goes. The receiver first: what devices send now stays with them. */
    dcc_receiver_stop(d->receiver);
    dcc_pipeline_stop(d->pipeline);
    dcc_shards_stop(d->shards);
    dcc_deliverer_stop(d->deliverer);
    dcc_shards_free(d->shards);
    dcc_receiver_free(d->receiver);
    dcc_pipeline_free(d->pipeline);
    dcc_firmware_free(d->firmware);
    dcc_deliverer_free(d->deliverer);
    dcc_throttle_free(d->throttle);
    dcc_levers_free(d->levers);
    alb_metrics_free(d->metrics);
    for (size_t i = 0; i < DCC_MAX_HTTP_WORKERS; i++) {
        dcc_worker_free(d->http_workers[i]);
    }
    gbcs_secrets_free(d->secrets);
    store_close(d->store);
    (void)pthread_rwlock_destroy(&d->keys_lock);
    (void)pthread_mutex_destroy(&d->http_lock);
    (void)pthread_mutex_destroy(&d->sequence.lock);
    free(d);
}

alb_status dcc_start(const dcc_options *options, dcc **out, alb_err *err)
{
    dcc *d = NULL;
    ALB_TRY(dcc_open(options, &d, err));
    alb_status st = dcc_receiver_start(d->receiver, d->n_workers, err);
    if (st == ALB_OK) {
        st = dcc_deliverer_start(d->deliverer, d->n_workers, err);
    }
    if (st == ALB_OK) {
        st = dcc_shards_start(d->shards, err);
    }
    if (st == ALB_OK) {
        st = dcc_pipeline_start(d->pipeline, err);
    }
    if (st != ALB_OK) {
        dcc_close(d);
        return st;
    }
    *out = d;
    return ALB_OK;
}

alb_status dcc_attach_link(dcc *d, link_socket *link, alb_err *err)
{
    return dcc_receiver_attach(d->receiver, link, err);
}

bool dcc_has_link(dcc *d)
{
    return dcc_receiver_has_link(d->receiver);
}

/* Waits for commands under way, as long as there is time. */
static void drain(dcc *d, unsigned timeout_ms)
{
    int64_t until = alb_monotonic_ns() + (int64_t)timeout_ms * 1000000;
    while (dcc_pipeline_count(d->pipeline) > 0 && alb_monotonic_ns() < until) {
        struct timespec pause = {.tv_nsec = 5000000};
        (void)nanosleep(&pause, NULL);
    }
}

void dcc_stop(dcc *d, unsigned timeout_ms)
{
    if (d) {
        drain(d, timeout_ms);
        dcc_close(d);
    }
}
