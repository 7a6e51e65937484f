/* TLS of the server: mutual where an authority for clients is given (duis.md 4.1). */
#include "http_server_internal.h"

#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdlib.h>

struct http_tls {
    pthread_mutex_t lock;
    SSL_CTX *ctx; /* replaced as a whole; connections hold the one that they began with */
};

/* Forward secrecy and authenticated encryption alone; of them ECDHE-RSA-AES256-GCM-SHA384 is the suite of the
 * sister interface (duis.md 4.1). TLS 1.3 has no others. */
static const char suites[] = "ECDHE+AESGCM:!aNULL";

static size_t add_lists_of_pem(X509_STORE *store, BIO *file)
{
    size_t n = 0;
    for (X509_CRL *list; (list = PEM_read_bio_X509_CRL(file, NULL, NULL, NULL)) != NULL; n++) {
        (void)X509_STORE_add_crl(store, list);
        X509_CRL_free(list);
    }
    ERR_clear_error();
    return n;
}

/* At least one list, in either form. */
static bool add_lists(X509_STORE *store, const char *path)
{
    BIO *file = BIO_new_file(path, "rb");
    size_t n = file ? add_lists_of_pem(store, file) : 0;
    if (file && n == 0 && BIO_reset(file) == 0) {
        X509_CRL *list = d2i_X509_CRL_bio(file, NULL);
        n = list && X509_STORE_add_crl(store, list) == 1;
        X509_CRL_free(list);
    }
    BIO_free(file);
    return n > 0;
}

/* What an overdue list names stays revoked; whom it does not name is let in. */
static int pass_stale_list(int good, X509_STORE_CTX *path)
{
    return good || X509_STORE_CTX_get_error(path) == X509_V_ERR_CRL_HAS_EXPIRED;
}

static bool ask_for_revocation(SSL_CTX *ctx, const http_server_options *o)
{
    X509_STORE *store = SSL_CTX_get_cert_store(ctx);
    for (size_t i = 0; i < o->n_client_crls; i++) {
        if (!add_lists(store, o->client_crls[i])) {
            return false;
        }
    }
    return o->n_client_crls == 0 || X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) == 1;
}

static bool configure(SSL_CTX *ctx, const http_server_options *o)
{
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(ctx, suites) != 1 ||
        SSL_CTX_use_certificate_chain_file(ctx, o->tls_certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(ctx, o->tls_key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(ctx) != 1) {
        return false;
    }
    if (!o->client_ca) {
        return true;
    }
    bool passes_stale = o->n_client_crls > 0 && !o->refuse_stale_crls;
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       passes_stale ? pass_stale_list : NULL);
    SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(o->client_ca));
    return SSL_CTX_load_verify_locations(ctx, o->client_ca, NULL) == 1 && ask_for_revocation(ctx, o);
}

alb_status http_tls_new(const http_server_options *options, http_tls **out, alb_err *err)
{
    *out = NULL;
    if (!options->tls_certificate && !options->tls_key && !options->client_ca) {
        return ALB_OK;
    }
    if (!options->tls_certificate || !options->tls_key) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "TLS needs a certificate and its key");
    }
    http_tls *tls = calloc(1, sizeof *tls);
    if (!tls) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for TLS");
    }
    (void)pthread_mutex_init(&tls->lock, NULL);
    alb_status st = http_tls_reload(tls, options, err);
    if (st != ALB_OK) {
        http_tls_free(tls);
        return st;
    }
    *out = tls;
    return ALB_OK;
}

alb_status http_tls_reload(http_tls *tls, const http_server_options *options, alb_err *err)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (!ctx || !configure(ctx, options)) {
        SSL_CTX_free(ctx);
        return alb_fail(err, ALB_BAD_KEY, NULL, 0,
                        "TLS cannot use certificate %.80s, key, authority of clients or its revocation list",
                        options->tls_certificate);
    }
    (void)pthread_mutex_lock(&tls->lock);
    SSL_CTX *old = tls->ctx;
    tls->ctx = ctx;
    (void)pthread_mutex_unlock(&tls->lock);
    SSL_CTX_free(old);
    return ALB_OK;
}

void http_tls_free(http_tls *tls)
{
    if (tls) {
        SSL_CTX_free(tls->ctx);
        (void)pthread_mutex_destroy(&tls->lock);
        free(tls);
    }
}

struct bufferevent *http_tls_connection(http_tls *tls, struct event_base *base)
{
    (void)pthread_mutex_lock(&tls->lock);
    SSL *ssl = SSL_new(tls->ctx);
    (void)pthread_mutex_unlock(&tls->lock);
    if (!ssl) {
        return NULL;
    }
    struct bufferevent *bev =
        bufferevent_openssl_socket_new(base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (bev) {
        bufferevent_openssl_set_allow_dirty_shutdown(bev, 1);
    }
    return bev;
}

const char *http_tls_client_name(struct bufferevent *connection, char *room, size_t size)
{
    SSL *ssl = bufferevent_openssl_get_ssl(connection);
    const X509 *certificate = ssl ? SSL_get0_peer_certificate(ssl) : NULL;
    unsigned char *text = NULL;
    if (!certificate) {
        return NULL;
    }
    room[0] = '\0';
    X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    int len =
        at < 0 ? 0 : ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    /* A zero within would hide the rest of it from whoever compares; two names would leave a choice. */
    bool is_plain = len > 0 && (size_t)len < size && !memchr(text, 0, (size_t)len) &&
                    X509_NAME_get_index_by_NID(subject, NID_commonName, at) < 0;
    if (is_plain) {
        memcpy(room, text, (size_t)len);
        room[len] = '\0';
    }
    OPENSSL_free(text);
    return room;
}

alb_span http_tls_client_certificate(struct bufferevent *connection)
{
    SSL *ssl = bufferevent_openssl_get_ssl(connection);
    X509 *certificate = ssl ? SSL_get1_peer_certificate(ssl) : NULL;
    if (!certificate) {
        return (alb_span){0};
    }
    unsigned char *der = NULL;
    int len = i2d_X509(certificate, NULL);
    if (len > 0) {
        der = malloc((size_t)len);
    }
    if (der) {
        unsigned char *end = der;
        (void)i2d_X509(certificate, &end);
    }
    X509_free(certificate);
    return alb_span_of(der, der ? (size_t)len : 0);
}
