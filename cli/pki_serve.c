/* albion pki serve: the web service of the SMKI Repository over the certificates of a directory. */
#include "cli.h"
#include "input.h"
#include "lists.h"
#include "pki.h"

#include "catalogue/certificate.h"
#include "net/http.h"
#include "ra/web.h"
#include "smki/key_material.h"
#include "smki/repository.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

enum { WORKERS = 2, DRAIN_MS = 2000 };

typedef struct service {
    const char *dir;
    smki_keystore *store;
    pthread_rwlock_t lock; /* of the store, whose lists change */
    crypto_ctx *crypto;    /* of who changes it */
    lists lists;
    alb_log log;
    smki_repository repository;
    bool requests; /* answer requests for certificates, too */
    const char *store_url;
    ra *ra;
    ra_web *web;
    http_server_options http;
    xml_context *xml[WORKERS];
    bool share_keys; /* hand out private keys, as test infrastructures do */
    alb_time at;     /* of which statuses are given; ALB_TIME_NONE: now */
} service;

/* The archives that test clients download (smki.md 15.7); false: another path. */
static bool answer_archive(const service *s, const http_request *request, http_response *response)
{
    bool certificates = strcmp(request->path, SMKI_KEY_MATERIAL_CERTIFICATES) == 0;
    bool pairs = strcmp(request->path, SMKI_KEY_MATERIAL_PAIRS) == 0 && s->share_keys;
    if (!certificates && !pairs) {
        return false;
    }
    response->status = 405;
    if (strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0) {
        bool made = smki_key_material(s->store, pairs, &response->body, NULL) == ALB_OK;
        response->status = made ? 200 : 500;
        response->content_type = "application/zip";
    }
    return true;
}

/* GET /lists/<authority>.crl: the current list, DER, for whoever relies on certificates (smki.md 9). */
static bool answer_list(const service *s, const http_request *request, http_response *response)
{
    static const char folder[] = "/lists/";
    const smki_crl *list;
    char path[PATH_MAX];
    size_t count;
    const cat_authority *a = cat_authorities(&count);
    if (strncmp(request->path, folder, sizeof folder - 1) != 0) {
        return false;
    }
    response->status = 404;
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(path, sizeof path, "%s%s.crl", folder, a[i].profile);
        if (strcmp(request->path, path) != 0) {
            continue;
        }
        smki_keystore *file = smki_keystore_new();
        (void)snprintf(path, sizeof path, "%.*s/%s.crl", PATH_MAX - 64, s->dir, a[i].profile);
        if (file && smki_keystore_load_file(file, path, NULL) == ALB_OK &&
            (list = smki_keystore_list_at(file, 0)) != NULL) {
            response->status = 200;
            response->content_type = "application/pkix-crl";
            alb_buf_add(&response->body, smki_crl_der(list));
        }
        smki_keystore_free(file);
    }
    return true;
}

/* A list that appeared in the directory. */
static alb_status take_list(void *ctx, smki_crl *list, alb_err *err)
{
    service *s = ctx;
    (void)pthread_rwlock_wrlock(&s->lock);
    alb_status st = smki_keystore_take_list(s->crypto, s->store, list, err);
    (void)pthread_rwlock_unlock(&s->lock);
    return st;
}

static void answer(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    service *s = ctx;
    if (answer_archive(s, request, response) || answer_list(s, request, response)) {
        return;
    }
    if (s->web && ra_web_serves(request->path)) {
        ra_web_answer(s->web, worker, request, response);
        return;
    }
    if (strcmp(request->method, "POST") != 0) {
        response->status = 405;
        return;
    }
    response->content_type = "application/xml";
    alb_time at = s->at != ALB_TIME_NONE ? s->at : alb_now(alb_clock_system());
    lists_refresh(&s->lists, &(lists_takers){.list = take_list, .ctx = s});
    (void)pthread_rwlock_rdlock(&s->lock);
    response->status = smki_repository_answer(&s->repository, s->xml[worker], request->path, request->query,
                                              request->body, at, &response->body);
    (void)pthread_rwlock_unlock(&s->lock);
}

/* What was issued, with what the lists of the directory say of it. */
typedef struct issued {
    const service *service;
    smki_repository_visit visit;
    void *ctx;
} issued;

static void visit_issued(void *ctx, const smki_certificate *c, bool revoked)
{
    const issued *i = ctx;
    crypto_ctx *crypto = crypto_ctx_new();
    i->visit(i->ctx, c, revoked || (crypto && smki_keystore_revoked(crypto, i->service->store, c) != NULL));
    crypto_ctx_free(crypto);
}

/* Certificates of the directory and, where requests are answered, those that were issued. */
static alb_status find_by_entity(void *ctx, alb_eui64 entity, smki_repository_visit visit, void *visit_ctx)
{
    const service *s = ctx;
    smki_repository directory = smki_repository_of(s->store);
    ALB_TRY(directory.by_entity(directory.ctx, entity, visit, visit_ctx));
    smki_repository of_requests = ra_repository(s->ra);
    issued i = {.service = s, .visit = visit, .ctx = visit_ctx};
    return of_requests.by_entity(of_requests.ctx, entity, visit_issued, &i);
}

static alb_status find_by_serial(void *ctx, alb_span serial, smki_repository_visit visit, void *visit_ctx)
{
    const service *s = ctx;
    smki_repository directory = smki_repository_of(s->store);
    ALB_TRY(directory.by_serial(directory.ctx, serial, visit, visit_ctx));
    smki_repository of_requests = ra_repository(s->ra);
    issued i = {.service = s, .visit = visit, .ctx = visit_ctx};
    return of_requests.by_serial(of_requests.ctx, serial, visit_issued, &i);
}

static alb_status open_requests(service *s, const char *dir, alb_err *err)
{
    const alb_clock *clock = alb_clock_system();
    if (!pki_open_ra(dir, s->store_url, clock, &s->ra)) {
        return alb_fail(err, ALB_IO, "pki serve", 0, "requests cannot be answered");
    }
    s->repository.by_entity = find_by_entity;
    s->repository.by_serial = find_by_serial;
    s->repository.ctx = s;
    return ra_web_start(s->ra, clock, WORKERS, &s->web, err);
}

static alb_status open_service(service *s, const char *dir, alb_err *err)
{
    s->store = smki_keystore_new();
    if (!s->store) {
        return alb_fail(err, ALB_NO_MEMORY, "pki serve", 0, "out of memory");
    }
    for (unsigned i = 0; i < WORKERS; i++) {
        s->xml[i] = xml_context_new();
        if (!s->xml[i]) {
            return alb_fail(err, ALB_NO_MEMORY, "pki serve", 0, "out of memory");
        }
    }
    const char *key = s->repository.api_key;
    s->repository = smki_repository_of(s->store);
    s->repository.api_key = key;
    s->dir = dir;
    s->crypto = crypto_ctx_new();
    if (!s->crypto) {
        return alb_fail(err, ALB_CRYPTO, "pki serve", 0, "no cryptographic context");
    }
    s->log = (alb_log){.stream = stderr, .level = ALB_LOG_WARN, .clock = alb_clock_system()};
    lists_init(&s->lists, dir, NULL, &s->log, s->log.clock);
    ALB_TRY(smki_keystore_load(s->store, dir, err));
    return s->requests ? open_requests(s, dir, err) : ALB_OK;
}

static void close_service(service *s)
{
    ra_web_stop(s->web);
    ra_close(s->ra);
    for (unsigned i = 0; i < WORKERS; i++) {
        xml_context_free(s->xml[i]);
    }
    smki_keystore_free(s->store);
    crypto_ctx_free(s->crypto);
    lists_release(&s->lists);
}

static alb_status serve(service *s, const char *dir, const char *address, alb_err *err)
{
    http_server *server = NULL;
    sigset_t set;
    int received = 0;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread starts */
    (void)signal(SIGPIPE, SIG_IGN);
    ALB_TRY(open_service(s, dir, err));
    s->http.listen = address;
    s->http.workers = WORKERS;
    s->http.max_body = s->requests ? RA_WEB_BODY_MAX : 0;
    s->http.handler = answer;
    s->http.ctx = s;
    ALB_TRY(http_server_start(&s->http, &server, err));
    printf("ready %s://%s certificates=%zu\n", s->http.tls_certificate ? "https" : "http",
           http_server_address(server), smki_keystore_count(s->store));
    (void)fflush(stdout);
    (void)sigwait(&set, &received);
    http_server_stop(server, DRAIN_MS);
    return ALB_OK;
}

int pki_serve(int argc, char **argv)
{
    const char *dir = NULL;
    const char *address = "127.0.0.1:8083"; /* where clients of the repository look */
    const char *at = NULL;
    service s = {.at = ALB_TIME_NONE, .lock = PTHREAD_RWLOCK_INITIALIZER};
    const cli_option options[] = {{"--keys", &dir, NULL},
                                  {"--at", &at, NULL},
                                  {"--listen", &address, NULL},
                                  {"--requests", NULL, &s.requests},
                                  {"--store", &s.store_url, NULL},
                                  {"--tls-certificate", &s.http.tls_certificate, NULL},
                                  {"--tls-key", &s.http.tls_key, NULL},
                                  {"--client-ca", &s.http.client_ca, NULL},
                                  {"--share-keys", NULL, &s.share_keys},
                                  {"--api-key", &s.repository.api_key, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1 || !dir) {
        return CLI_USAGE;
    }
    if (at && !alb_time_parse(alb_span_str(at), &s.at)) {
        fprintf(stderr, "albion pki serve: '%s' is not a time\n", at);
        return CLI_USAGE;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = serve(&s, dir, address, &err);
    close_service(&s);
    if (st != ALB_OK) {
        cli_complain("pki serve", &err);
        return CLI_ERROR;
    }
    return CLI_OK;
}
