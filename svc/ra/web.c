#include "ra/web.h"

#include "ra_internal.h"

#include "base/version.h"
#include "ra/portal.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
    MAX_WORKERS = 16,
    AD_HOC_ID_MAX = 32,
    BATCH_ID_MAX = 256,
    MAX_DEPTH = 4,
    MAX_NODES = 2 * CAT_BATCH_MAX
};

struct ra_web {
    ra *r;
    xml_context *xml[MAX_WORKERS];
    unsigned workers;
    atomic_llong transaction;
    pthread_t thread;
    pthread_mutex_t lock; /* of the next two */
    pthread_cond_t wake;
    bool stop, more;
    bool started;
};

/* --- the thread that works on batches --- */

static bool go_on(void *ctx, const ra_batch *batch)
{
    ra_web *web = ctx;
    (void)batch;
    (void)pthread_mutex_lock(&web->lock);
    bool stop = web->stop;
    (void)pthread_mutex_unlock(&web->lock);
    return !stop;
}

static void *work(void *arg)
{
    ra_web *web = arg;
    uint64_t number;
    for (;;) {
        while (go_on(web, NULL) && ra_next_batch(web->r, &number, NULL) == ALB_OK) {
            if (ra_work(web->r, number, go_on, web, NULL) != ALB_OK) {
                break; /* it was marked, or the store fails; the next batch that comes tries again */
            }
        }
        (void)pthread_mutex_lock(&web->lock);
        while (!web->stop && !web->more) {
            (void)pthread_cond_wait(&web->wake, &web->lock);
        }
        bool stop = web->stop;
        web->more = false;
        (void)pthread_mutex_unlock(&web->lock);
        if (stop) {
            return NULL;
        }
    }
}

static void wake(ra_web *web, bool stop)
{
    (void)pthread_mutex_lock(&web->lock);
    web->more = true;
    web->stop = web->stop || stop;
    (void)pthread_cond_signal(&web->wake);
    (void)pthread_mutex_unlock(&web->lock);
}

alb_status ra_web_start(ra *r, const alb_clock *clock, unsigned workers, ra_web **out, alb_err *err)
{
    ra_web *web = calloc(1, sizeof *web);
    if (!web) {
        return alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
    }
    web->r = r;
    web->workers = workers < MAX_WORKERS ? workers : MAX_WORKERS;
    atomic_init(&web->transaction, alb_now(clock));
    (void)pthread_mutex_init(&web->lock, NULL);
    (void)pthread_cond_init(&web->wake, NULL);
    bool good = true;
    for (unsigned i = 0; i < web->workers; i++) {
        web->xml[i] = xml_context_new();
        good = good && web->xml[i];
    }
    web->started = good && pthread_create(&web->thread, NULL, work, web) == 0;
    if (!web->started) {
        ra_web_stop(web);
        return alb_fail(err, ALB_NO_MEMORY, "ra", 0, "no thread for batches");
    }
    *out = web;
    return ALB_OK;
}

void ra_web_stop(ra_web *web)
{
    if (!web) {
        return;
    }
    if (web->started) {
        wake(web, true);
        (void)pthread_join(web->thread, NULL);
    }
    for (unsigned i = 0; i < web->workers; i++) {
        xml_context_free(web->xml[i]);
    }
    (void)pthread_mutex_destroy(&web->lock);
    (void)pthread_cond_destroy(&web->wake);
    free(web);
}

/* --- answers --- */

static void element(alb_buf *out, const char *name, alb_span text)
{
    alb_buf_printf(out, "<%s>", name);
    xml_write_escaped(out, text);
    alb_buf_printf(out, "</%s>", name);
}

static void open_answer(alb_buf *out, const char *root, alb_span id)
{
    alb_buf_printf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?><%s ID=\"", root);
    xml_write_escaped_attribute(out, id);
    alb_buf_printf(out, "\"><Version>1.0</Version><Build>albion %s</Build>", alb_version());
}

static void write_error(alb_buf *out, alb_span code, alb_span text)
{
    alb_buf_add_text(out, "<Error>");
    element(out, "ErrorCode", code);
    element(out, "ErrorText", text);
    alb_buf_add_text(out, "</Error>");
}

static void write_certificate(alb_buf *out, alb_span der)
{
    size_t len = (der.len + 2) / 3 * 4;
    alb_buf_add_text(out, "<Certificate>");
    alb_wr w = alb_wr_init(alb_buf_extend(out, len), len);
    if (w.buf) {
        alb_wr_base64(&w, der);
    }
    alb_buf_add_text(out, "</Certificate>");
}

/* What a service answers with instead of a result. */
typedef struct refusal {
    const char *status, *code;
    const char *text;
} refusal;

/* --- requests --- */

typedef struct document {
    xml_document *doc;
    const xml_node *root;
    alb_span id;
} document;

/* Root, ID and version; false: not the XML that is wanted. The document is the caller's to free either way.
 */
static bool read_document(xml_context *xml, alb_span body, const char *root, size_t id_max, document *out)
{
    static const xml_limits limits = {
        .max_octets = RA_WEB_BODY_MAX, .max_depth = MAX_DEPTH, .max_nodes = MAX_NODES};
    bool mixed;
    *out = (document){.doc = NULL};
    if (xml_parse(xml, body, &limits, &out->doc, NULL) != ALB_OK) {
        return false;
    }
    out->root = xml_root(out->doc);
    bool has_id = xml_attribute(out->doc, out->root, "ID", &out->id);
    const xml_node *version = xml_child(out->root);
    return alb_span_is(xml_name(out->root), root) && has_id && out->id.len > 0 && out->id.len <= id_max &&
           version && alb_span_is(xml_name(version), "Version") &&
           alb_span_is(xml_text(out->doc, version, &mixed), "1.0");
}

/* The requests of a document, one after the other. */
typedef struct elements {
    xml_document *doc;
    const xml_node *next;
    const char *name;
    alb_span id; /* of every one; empty: its own attribute */
} elements;

static alb_status next_element(void *ctx, alb_span *id, alb_span *request, bool *more, alb_err *err)
{
    elements *e = ctx;
    bool mixed = false;
    *more = e->next != NULL;
    if (!*more) {
        return ALB_OK;
    }
    *id = e->id;
    *request = xml_text(e->doc, e->next, &mixed);
    if (!alb_span_is(xml_name(e->next), e->name) || mixed ||
        (e->id.len == 0 && !xml_attribute(e->doc, e->next, "ID", id))) {
        return alb_fail(err, ALB_BAD_FORMAT, "smki.md 13", xml_line(e->next),
                        "an element that is not wanted here");
    }
    e->next = xml_next(e->next);
    return ALB_OK;
}

static refusal refusal_of(const alb_err *err, bool batch)
{
    return err->code == ALB_NOT_AUTHORISED ? (refusal){"WORKFLOW_ERROR", "WF:BB2", err->detail}
           : err->code == ALB_TOO_LARGE    ? (refusal){"FORMAT_ERROR", "FM:AA2", err->detail}
           : err->code == ALB_BAD_FORMAT || err->code == ALB_BAD_VALUE || err->code == ALB_EXISTS
               ? (refusal){"FORMAT_ERROR", "FM:AA1", err->detail}
               : (refusal){batch ? "WORKFLOW_ERROR" : "CA_ERROR", batch ? "WF:FAIL" : "CA:FAIL", "failed"};
}

/* --- one request --- */

static alb_status write_result(void *ctx, const ra_result *result, alb_err *err)
{
    alb_buf *out = ctx;
    (void)err;
    /* This service has no word for those who are not eligible (smki.md 13.3). */
    bool ineligible = result->verdict == RA_INELIGIBLE;
    const char *status = ra_verdict_name(ineligible ? RA_WORKFLOW_ERROR : result->verdict);
    element(out, "Status", alb_span_str(status));
    if (result->verdict == RA_SUCCESS) {
        write_certificate(out, result->certificate);
    } else {
        write_error(out, ineligible ? ALB_LIT("WF:E2") : result->code, result->detail);
    }
    return ALB_OK;
}

static alb_status answer_request(ra_web *web, const ra_officer *officer, elements *e, alb_buf *out,
                                 alb_err *err)
{
    uint64_t number;
    ALB_TRY(ra_submit(web->r, officer, RA_BY_AD_HOC_SERVICE, e->id, next_element, e, &number, err));
    ALB_TRY(ra_work(web->r, number, NULL, NULL, err));
    return ra_results(web->r, number, write_result, out, err);
}

static void answer_ad_hoc(ra_web *web, xml_context *xml, const http_request *request, alb_buf *out)
{
    document d;
    ra_officer officer;
    alb_err err = {.code = ALB_OK};
    alb_buf result;
    alb_buf_init(&result, (size_t)SMKI_REQUEST_MAX * 4);
    bool read = read_document(xml, request->body, "DeviceCertificateSigningRequest", AD_HOC_ID_MAX, &d);
    alb_status st = read ? ra_authenticate(web->r, request->client_certificate, &officer, &err)
                         : alb_fail(&err, ALB_BAD_FORMAT, "smki.md 13.3", 0, "not the XML of a request");
    if (st == ALB_OK) {
        elements e = {.doc = d.doc,
                      .next = xml_next(xml_child(d.root)),
                      .name = "CertificateSigningRequest",
                      .id = d.id};
        st = e.next && !xml_next(e.next)
                 ? answer_request(web, &officer, &e, &result, &err)
                 : alb_fail(&err, ALB_BAD_FORMAT, "smki.md 13.3", 0, "not exactly one request");
    }
    open_answer(out, "DeviceCertificateSigningResponse", d.id);
    alb_buf_printf(out, "<TransactionId>%lld</TransactionId>", atomic_fetch_add(&web->transaction, 1));
    if (st == ALB_OK) {
        alb_buf_add(out, alb_buf_span(&result));
    } else {
        refusal r = refusal_of(&err, false);
        element(out, "Status", alb_span_str(r.status));
        write_error(out, alb_span_str(r.code), alb_span_str(r.text));
    }
    alb_buf_add_text(out, "</DeviceCertificateSigningResponse>");
    alb_buf_release(&result);
    xml_free(d.doc);
}

/* --- batches --- */

static void answer_submit(ra_web *web, xml_context *xml, const http_request *request, alb_buf *out)
{
    document d;
    ra_officer officer;
    uint64_t number = 0;
    alb_err err = {.code = ALB_OK};
    bool read = read_document(xml, request->body, "SubmitCSRBatch", BATCH_ID_MAX, &d);
    alb_status st = read ? ra_authenticate(web->r, request->client_certificate, &officer, &err)
                         : alb_fail(&err, ALB_BAD_FORMAT, "smki.md 13.4", 0, "not the XML of a batch");
    if (st == ALB_OK) {
        elements e = {.doc = d.doc, .next = xml_next(xml_child(d.root)), .name = "DeviceCSR"};
        st = ra_submit(web->r, &officer, RA_BY_BATCH_SERVICE, d.id, next_element, &e, &number, &err);
    }
    open_answer(out, "SubmitCSRBatchStatus", d.id);
    if (st == ALB_OK) {
        alb_buf_printf(out, "<BatchStatus>PENDING</BatchStatus><BatchId>%llu</BatchId>",
                       (unsigned long long)number);
        wake(web, false);
    } else {
        refusal r = refusal_of(&err, true);
        element(out, "BatchStatus", alb_span_str(r.status));
        write_error(out, alb_span_str(r.code), alb_span_str(r.text));
    }
    alb_buf_add_text(out, "</SubmitCSRBatchStatus>");
    xml_free(d.doc);
}

static alb_status write_batch_result(void *ctx, const ra_result *result, alb_err *err)
{
    alb_buf *out = ctx;
    alb_buf_add_text(out, "<DeviceCertificate ID=\"");
    xml_write_escaped_attribute(out, result->id);
    alb_buf_add_text(out, "\">");
    element(out, "Status", alb_span_str(ra_verdict_name(result->verdict)));
    if (result->verdict == RA_SUCCESS) {
        write_certificate(out, result->certificate);
    } else {
        write_error(out, result->code, result->detail);
    }
    alb_buf_add_text(out, "</DeviceCertificate>");
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, "smki.md 13.4", 0, "the answer is too large");
}

static const char *state_name(ra_state s)
{
    static const char *const names[] = {[RA_RECEIVING] = "PARSING",
                                        [RA_PENDING] = "PENDING",
                                        [RA_PROCESSING] = "PROCESSING",
                                        [RA_COMPLETED] = "COMPLETED",
                                        [RA_TAMPERED] = "TAMPERED"};
    return names[s];
}

/* Only who sent a batch may ask for its results. */
static alb_status find_own_batch(ra_web *web, const http_request *request, ra_batch *b, alb_err *err)
{
    static const char key[] = "BatchId=";
    ra_officer officer;
    uint64_t number = 0;
    *b = (ra_batch){.number = 0};
    ALB_TRY(ra_authenticate(web->r, request->client_certificate, &officer, err));
    bool read = strncmp(request->query, key, sizeof key - 1) == 0 &&
                alb_parse_u64(alb_span_str(request->query + sizeof key - 1), INT64_MAX, &number);
    if (!read || ra_batch_find(web->r, number, b, NULL) != ALB_OK) {
        return alb_fail(err, ALB_NOT_FOUND, "smki.md 13.4", 0, "no such batch");
    }
    if (strcmp(b->subscriber, officer.subscriber) != 0 || !(officer.allows & RA_ALLOW_BATCH)) {
        *b = (ra_batch){.number = 0};
        return alb_fail(err, ALB_NOT_AUTHORISED, "smki.md 13.4", 0, "the batch is another's");
    }
    return ALB_OK;
}

static void answer_result(ra_web *web, const http_request *request, alb_buf *out)
{
    ra_batch b;
    alb_err err = {.code = ALB_OK};
    alb_status st = find_own_batch(web, request, &b, &err);
    open_answer(out, "CSRBatchResult", alb_span_str(b.id));
    if (st == ALB_OK) {
        element(out, "BatchStatus", alb_span_str(state_name(b.state)));
        alb_buf_printf(out, "<BatchId>%llu</BatchId>", (unsigned long long)b.number);
        if (b.state == RA_COMPLETED &&
            ra_results(web->r, b.number, write_batch_result, out, &err) != ALB_OK) {
            out->st = ALB_TOO_LARGE; /* HTTP 500: half an answer would be taken for a whole one */
        }
    } else {
        refusal r = err.code == ALB_NOT_FOUND ? (refusal){"FORMAT_ERROR", "FM:AA3", err.detail}
                                              : refusal_of(&err, true);
        element(out, "BatchStatus", alb_span_str(r.status));
        write_error(out, alb_span_str(r.code), alb_span_str(r.text));
    }
    alb_buf_add_text(out, "</CSRBatchResult>");
}

/* --- dispatch --- */

bool ra_web_serves(const char *path)
{
    return ra_portal_serves(path) || strcmp(path, RA_WEB_AD_HOC) == 0 || strcmp(path, RA_WEB_SUBMIT) == 0 ||
           strcmp(path, RA_WEB_RESULT) == 0;
}

void ra_web_answer(ra_web *web, unsigned worker, const http_request *request, http_response *response)
{
    if (ra_portal_serves(request->path)) {
        if (ra_portal_answer(web->r, request, response)) {
            wake(web, false);
        }
        return;
    }
    bool result = strcmp(request->path, RA_WEB_RESULT) == 0;
    if (strcmp(request->method, result ? "GET" : "POST") != 0 || worker >= web->workers) {
        response->status = worker >= web->workers ? 503 : 405;
        return;
    }
    response->status = 200;
    response->content_type = "application/xml";
    if (result) {
        answer_result(web, request, &response->body);
    } else if (strcmp(request->path, RA_WEB_SUBMIT) == 0) {
        answer_submit(web, web->xml[worker], request, &response->body);
    } else {
        answer_ad_hoc(web, web->xml[worker], request, &response->body);
    }
}
