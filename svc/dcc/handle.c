/* One request: judged in order, then served by its Command Variant (duis.md 7). */
#include "dcc/audit.h"
#include "dcc_internal.h"

#include "hub_restore.h"
#include "partner.h"

#include "base/text.h"
#include "duis/signature.h"
#include "duis/version.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* --- what stands before any DUIS answer: failures are HTTP errors --- */

static bool is_xml(const char *content_type)
{
    size_t n = strcspn(content_type, "; \t");
    static const char *const types[] = {"application/xml", "text/xml"};
    for (size_t i = 0; i < ALB_COUNT(types); i++) {
        if (n == strlen(types[i]) && strncasecmp(content_type, types[i], n) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_transport(dcc_case *c, const http_request *request)
{
    if (strcmp(request->method, "POST") != 0) {
        return dcc_refuse_http(c, 405, "this service takes POST");
    }
    if (!is_xml(request->content_type)) {
        return dcc_refuse_http(c, 415, "the media type is application/xml");
    }
    size_t limit = c->service == DCC_NON_DEVICE ? DUIS_MAX_FIRMWARE_REQUEST : DUIS_MAX_REQUEST;
    if (request->body.len > limit) {
        return dcc_refuse_http(c, 413, "a request to this service has at most %zu octets", limit);
    }
    return true;
}

static bool decode(dcc_case *c)
{
    alb_err err = {.code = ALB_OK};
    alb_status st = duis_decode(c->worker->xml, c->xml, c->worker->arena, &c->document, NULL, &err);
    if (st == ALB_NO_MEMORY) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (st != ALB_OK) {
        char text[200];
        return dcc_refuse_http(c, 400, "not a DUIS document: %s", alb_err_text(&err, text, sizeof text));
    }
    if (c->document.kind != DUIS_REQUEST || !c->document.has_request_id) {
        return dcc_refuse_http(c, 400, "not a DUIS request");
    }
    if (duis_check_version(&c->document, NULL, &err) != ALB_OK) {
        char text[200];
        return dcc_refuse_http(c, 400, "%s", alb_err_text(&err, text, sizeof text));
    }
    return true;
}

static bool verify_signature(dcc_case *c)
{
    duis_verify_options options = {
        .store = c->dcc->keys, .at = c->now, .pinned_self_signed = c->dcc->accept_test_signatures};
    const smki_identity *signer = NULL;
    duis_signature_fault fault = DUIS_SIGNATURE_OK;
    alb_err err = {.code = ALB_OK};
    alb_status st =
        duis_verify(gbcs_keys_crypto(c->worker->keys), &c->document, &options, &signer, &fault, &err);
    if (st != ALB_OK && fault == DUIS_SIGNATURE_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (st != ALB_OK) {
        dcc_count(c->dcc, "albion_signatures_refused_total", "reason", duis_signature_reason(fault));
        return dcc_refuse_http(c, 400, "signature: %s", duis_signature_reason(fault));
    }
    c->is_authentic = true;
    return dcc_check_list(c, signer->certificate);
}

/* --- serving --- */

static bool serve(dcc_case *c)
{
    static dcc_step *const by_variant[] = {
        [1] = dcc_send_request, [2] = dcc_send_request, [3] = dcc_send_request, [4] = dcc_transform_request,
        [5] = dcc_send_signed,  [6] = dcc_send_signed,  [7] = dcc_send_signed,  [8] = dcc_serve_non_device,
    };
    return by_variant[c->document.command_variant](c);
}

/* The way of a request: what it is and who signed it, may it be done, do it. */
static bool judge_and_serve(dcc_case *c)
{
    static dcc_step *const checks[] = {
        dcc_check_party,          dcc_check_role,    dcc_check_variant, dcc_check_device, dcc_check_dates,
        dcc_check_responsibility, dcc_check_local,   dcc_check_replay,  dcc_check_rules,  dcc_check_handover,
        dcc_check_certificates,   dcc_check_partner, dcc_check_restore, dcc_check_chain,
    };
    return decode(c) && verify_signature(c) && dcc_check_connection(c) && dcc_check_throttle(c) &&
           dcc_run_checks(c, checks, ALB_COUNT(checks)) && dcc_check_order(c) && serve(c);
}

/* --- decisions --- */

static void ALB_PRINTF(2, 0) keep_reason(dcc_case *c, const char *fmt, va_list args)
{
    (void)vsnprintf(c->why, sizeof c->why, fmt, args);
}

bool dcc_refuse(dcc_case *c, const char *code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    keep_reason(c, fmt, args);
    va_end(args);
    c->code = code;
    c->answer = DCC_ANSWER_PLAIN;
    return false;
}

bool dcc_refuse_http(dcc_case *c, int status, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    keep_reason(c, fmt, args);
    va_end(args);
    c->http_status = status;
    return false;
}

bool dcc_refuse_failure(dcc_case *c, alb_status st, const alb_err *err)
{
    char text[200];
    int status = st == ALB_BUSY || st == ALB_STORE || st == ALB_CLOSED || st == ALB_NO_MEMORY ? 503 : 500;
    return dcc_refuse_http(c, status, "%s", alb_err_text(err, text, sizeof text));
}

bool dcc_refuse_transform(dcc_case *c, alb_status st, const alb_err *err)
{
    if (st == ALB_NO_MEMORY || st == ALB_CRYPTO || st == ALB_NO_KEY || st == ALB_BAD_KEY) {
        return dcc_refuse_failure(c, st, err);
    }
    /* A service that is described, and still no use case fits: the device's version or variant has none. */
    bool has_none = st == ALB_UNSUPPORTED && c->document.srv->n_targets > 0;
    char text[200];
    return dcc_refuse(c, has_none ? "E56" : "E44", "%s", alb_err_text(err, text, sizeof text));
}

/* --- the answer --- */

static void answer_http(const dcc_case *c, http_response *response)
{
    response->status = c->http_status;
    response->content_type = "text/plain; charset=utf-8";
    alb_buf_clear(&response->body);
    alb_buf_printf(&response->body, "%s\n", c->why);
}

static bool answer_document(dcc_case *c, http_response *response)
{
    const duis_document *d = &c->document;
    char version[8];
    (void)snprintf(version, sizeof version, "%u.%u", c->device.gbcs_version / 10U,
                   c->device.gbcs_version % 10U);
    dcc_message message = {
        .header = {.request_id = &d->request_id,
                   .code = c->code,
                   .time = c->now,
                   .version = d->version,
                   .service_reference = d->service_reference,
                   .service_reference_variant = d->service_reference_variant},
        .answer = c->answer,
        .gbcs_version = version,
        .octets = c->octets,
    };
    alb_err err = {.code = ALB_OK};
    alb_status st = dcc_write_signed(c->worker, &message, &response->body, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    response->status = 200;
    response->content_type = "application/xml";
    return true;
}

/* Who signed it is known; what was decided is not in the trail yet with what it changed. More than its User
 * may ask is counted alone, so that it does not cost the store anything. */
static void audit(const dcc_case *c)
{
    const duis_request_id *id = &c->document.request_id;
    char detail[300];
    char http[12];
    bool is_refused = c->http_status != 0 || (c->code && c->code[0] == 'E');
    if (!c->is_authentic || c->is_audited || c->http_status == 429) {
        return;
    }
    (void)snprintf(http, sizeof http, "%d", c->http_status);
    (void)snprintf(detail, sizeof detail, "%s%s%s", c->document.srv ? c->document.srv->srv : "?",
                   c->why[0] ? ": " : "", c->why);
    dcc_audit_write(c->dcc, &(dcc_audit_line){.at = c->now,
                                              .event = is_refused ? "request-refused" : "request-served",
                                              .party = &id->originator,
                                              .device = &id->target,
                                              .counter = &id->counter,
                                              .code = c->http_status ? http : c->code,
                                              .detail = detail});
}

static void note(const dcc_case *c, const http_request *request)
{
    char from[ALB_EUI64_TEXT];
    char to[ALB_EUI64_TEXT];
    const duis_request_id *id = &c->document.request_id;
    alb_log_event(
        c->dcc->log, c->http_status ? ALB_LOG_WARN : ALB_LOG_INFO, "request",
        "id=%s:%s:%llu peer=%s srv=%.*s variant=%u http=%d code=%s why=\"%s\"",
        alb_eui64_hex(id->originator, from), alb_eui64_hex(id->target, to), (unsigned long long)id->counter,
        request->peer ? request->peer : "-", (int)c->document.service_reference_variant.len,
        c->document.service_reference_variant.ptr ? (const char *)c->document.service_reference_variant.ptr
                                                  : "",
        c->document.command_variant, c->http_status ? c->http_status : 200, c->code ? c->code : "-", c->why);
}

static void answer(dcc_case *c, const http_request *request, http_response *response)
{
    if (c->http_status != 0 || !answer_document(c, response)) {
        answer_http(c, response);
    }
    note(c, request);
    if (c->work) {
        response->sent = dcc_pipeline_acknowledged;
        response->sent_ctx = c->work;
    }
}

dcc_worker *dcc_http_worker(dcc *d, unsigned number)
{
    if (number >= DCC_MAX_HTTP_WORKERS) {
        return NULL;
    }
    (void)pthread_mutex_lock(&d->http_lock);
    if (!d->http_workers[number]) {
        d->http_workers[number] = dcc_worker_new(d);
    }
    dcc_worker *w = d->http_workers[number];
    (void)pthread_mutex_unlock(&d->http_lock);
    return w;
}

void dcc_handle(dcc *d, unsigned worker, dcc_service service, const http_request *request,
                http_response *response)
{
    dcc_case c = {.dcc = d,
                  .worker = dcc_http_worker(d, worker),
                  .service = service,
                  .xml = request->body,
                  .now = alb_now(d->clock),
                  .client_name = request->client_name,
                  .execution = ALB_TIME_NONE};
    if (!c.worker) {
        (void)dcc_refuse_http(&c, 503, "no worker for this request");
        answer_http(&c, response);
        return;
    }
    int64_t began = alb_monotonic_ns();
    (void)pthread_rwlock_rdlock(&d->keys_lock);
    (void)(check_transport(&c, request) && judge_and_serve(&c));
    answer(&c, request, response);
    audit(&c);
    dcc_count_request(&c, began);
    dcc_throttle_end(&c);
    (void)pthread_rwlock_unlock(&d->keys_lock);
    for (size_t i = 0; i < c.n_new_keys; i++) {
        dcc_take_device_keys(d, c.new_keys[i]);
    }
    alb_arena_reset(c.worker->arena);
}

void dcc_http(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    static const struct {
        const char *path;
        dcc_service service;
    } services[] = {{"/api/v1/serviceT", DCC_TRANSFORM},
                    {"/api/v1/serviceS", DCC_SEND_COMMAND},
                    {"/api/v1/serviceD", DCC_NON_DEVICE}};
    for (size_t i = 0; i < ALB_COUNT(services); i++) {
        if (strcmp(request->path, services[i].path) == 0) {
            dcc_handle(ctx, worker, services[i].service, request, response);
            return;
        }
    }
    if (dcc_is_repository(request->path)) {
        dcc_repository_http(ctx, worker, request, response);
        return;
    }
    response->content_type = "text/plain; charset=utf-8";
    bool is_health = strcmp(request->path, "/health") == 0;
    response->status = is_health ? 200 : 404;
    alb_buf_add_text(&response->body, is_health ? "ok\n" : "no such service\n");
}
