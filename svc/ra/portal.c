#include "ra/portal.h"

#include "ra/archive.h"
#include "ra_internal.h"

#define PAGE   "/portal"
#define SINGLE "/1.0/Portal/CSR"
#define BATCH  "/1.0/Portal/Batch"
#define REPORT "/1.0/Portal/Report"

/* Forms that send files and text as they are. */
static const char page[] =
    "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>SMKI Portal</title>"
    "<style>body{font:1em sans-serif;max-width:48em;margin:2em auto}textarea{width:100%}</style>"
    "<h1>SMKI Portal</h1>"
    "<h2>One request</h2><textarea id=\"csr\" rows=\"10\" placeholder=\"-----BEGIN CERTIFICATE "
    "REQUEST-----\">"
    "</textarea><button id=\"one\">Submit</button>"
    "<h2>A batch</h2><p>A ZIP archive with up to 50,000 files <i>name</i>.csr at its root.</p>"
    "<input type=\"file\" id=\"zip\" accept=\".zip\"> <button id=\"many\">Submit</button>"
    "<h2>Results</h2><p><input id=\"number\" inputmode=\"numeric\" placeholder=\"number of the batch\"> "
    "<button id=\"get\">Certificates</button> <button id=\"report\">Report</button></p><pre id=\"out\"></pre>"
    "<script>const e=i=>document.getElementById(i);"
    "const say=async r=>{e('out').textContent=await r.text()};"
    "e('one').onclick=async()=>say(await fetch('/1.0/Portal/CSR',{method:'POST',"
    "headers:{'Content-Type':'application/pkcs10'},body:e('csr').value}));"
    "e('many').onclick=async()=>{const f=e('zip').files[0];if(f)say(await fetch('/1.0/Portal/Batch?Name='"
    "+encodeURIComponent(f.name.replace(/[.]zip$/i,'').replace(/[^A-Za-z0-9._-]/g,'-')),{method:'POST',"
    "headers:{'Content-Type':'application/zip'},body:f}))};"
    "e('get').onclick=()=>{location='/1.0/Portal/Batch?BatchId='+e('number').value};"
    "e('report').onclick=async()=>say(await fetch('/1.0/Portal/Report?BatchId='+e('number').value));"
    "</script></html>";

static void say(http_response *response, int status, const char *text)
{
    response->status = status;
    response->content_type = "text/plain; charset=utf-8";
    alb_buf_clear(&response->body);
    alb_buf_printf(&response->body, "%s\n", text);
}

static void say_failure(http_response *response, const alb_err *err)
{
    int status = err->code == ALB_NOT_AUTHORISED ? 403
                 : err->code == ALB_NOT_FOUND    ? 404
                 : err->code == ALB_BUSY         ? 202
                 : err->code == ALB_TOO_LARGE    ? 413
                 : err->code == ALB_BAD_FORMAT || err->code == ALB_BAD_VALUE || err->code == ALB_EXISTS ||
                         err->code == ALB_UNSUPPORTED
                     ? 400
                     : 500;
    say(response, status, status == 500 ? "failed" : err->detail);
}

/* --- one request --- */

typedef struct pasted {
    alb_span text;
    bool given;
} pasted;

static alb_status give_pasted(void *ctx, alb_span *id, alb_span *request, bool *more, alb_err *err)
{
    pasted *p = ctx;
    (void)err;
    *more = !p->given;
    *id = ALB_LIT("pasted");
    *request = p->text;
    p->given = true;
    return ALB_OK;
}

static alb_status write_answer(void *ctx, const ra_result *result, alb_err *err)
{
    enum { PEM_MAX = 4096 };
    http_response *response = ctx;
    uint8_t pem[PEM_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    (void)err;
    if (result->verdict != RA_SUCCESS) {
        response->status = 400;
        response->content_type = "text/plain; charset=utf-8";
        alb_buf_printf(&response->body, "%s %.*s %.*s\n", ra_verdict_name(result->verdict),
                       (int)result->code.len, (const char *)result->code.ptr, (int)result->detail.len,
                       (const char *)result->detail.ptr);
        return ALB_OK;
    }
    crypto_pem_write("CERTIFICATE", result->certificate, &w);
    response->content_type = "application/x-pem-file";
    alb_buf_add(&response->body, alb_wr_span(&w));
    return ALB_OK;
}

static alb_status answer_single(ra *r, const ra_officer *officer, const http_request *request,
                                http_response *response, alb_err *err)
{
    uint64_t number;
    pasted p = {.text = request->body};
    ALB_TRY(ra_submit(r, officer, RA_BY_FILE, ALB_LIT("portal"), give_pasted, &p, &number, err));
    ALB_TRY(ra_work(r, number, NULL, NULL, err));
    return ra_results(r, number, write_answer, response, err);
}

/* --- batches --- */

/* The value of "NAME=" that the query consists of. */
static bool parameter(const char *query, const char *name, alb_span *out)
{
    size_t n = strlen(name);
    *out = alb_span_str(query + (strncmp(query, name, n) == 0 ? n : 0));
    return strncmp(query, name, n) == 0 && out->len > 0 && !memchr(out->ptr, '&', out->len);
}

static alb_status answer_submit(ra *r, const ra_officer *officer, const http_request *request,
                                http_response *response, bool *waits, alb_err *err)
{
    enum { NAME_MAX_OCTETS = 128 };
    uint64_t number = 0;
    alb_span name;
    if (!parameter(request->query, "Name=", &name) || name.len > NAME_MAX_OCTETS) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 13.6", 0, "Name= with up to %d characters is missing",
                        NAME_MAX_OCTETS);
    }
    ALB_TRY(ra_submit_archive(r, officer, name, request->body, &number, err));
    *waits = true;
    response->content_type = "text/plain; charset=utf-8";
    alb_buf_printf(&response->body, "batch %llu\n", (unsigned long long)number);
    return ALB_OK;
}

/* Only whose batch it is may ask for what came of it. */
static alb_status answer_result(ra *r, const ra_officer *officer, const http_request *request,
                                http_response *response, alb_err *err)
{
    uint64_t number = 0;
    alb_span text;
    ra_batch b;
    if (!parameter(request->query, "BatchId=", &text) || !alb_parse_u64(text, INT64_MAX, &number) ||
        ra_batch_find(r, number, &b, NULL) != ALB_OK || strcmp(b.subscriber, officer->subscriber) != 0) {
        return alb_fail(err, ALB_NOT_FOUND, "smki.md 13.6", 0, "no such batch");
    }
    bool report = strcmp(request->path, REPORT) == 0;
    response->content_type = report ? "text/csv; charset=utf-8" : "application/zip";
    return report ? ra_response_report(r, number, &response->body, err)
                  : ra_response_archive(r, number, &response->body, err);
}

/* --- dispatch --- */

bool ra_portal_serves(const char *path)
{
    return strcmp(path, PAGE) == 0 || strcmp(path, SINGLE) == 0 || strcmp(path, BATCH) == 0 ||
           strcmp(path, REPORT) == 0;
}

static void show_page(http_response *response)
{
    response->content_type = "text/html; charset=utf-8";
    alb_buf_add_text(&response->body, page);
}

bool ra_portal_answer(ra *r, const http_request *request, http_response *response)
{
    ra_officer officer;
    alb_err err = {.code = ALB_OK};
    bool waits = false;
    bool posts = strcmp(request->method, "POST") == 0;
    bool takes_post = strcmp(request->path, SINGLE) == 0 || strcmp(request->path, BATCH) == 0;
    bool takes_get = strcmp(request->path, SINGLE) != 0;
    response->status = 200;
    if (posts ? !takes_post : !takes_get || strcmp(request->method, "GET") != 0) {
        say(response, 405, "another method is needed");
        return false;
    }
    /* Media types that no page of another site can send with the officer's certificate unasked. */
    const char *wanted = strcmp(request->path, SINGLE) == 0 ? "application/pkcs10" : "application/zip";
    if (posts && strcasecmp(request->content_type, wanted) != 0) {
        say(response, 415, wanted);
        return false;
    }
    alb_status st = ra_authenticate(r, request->client_certificate, &officer, &err);
    if (st == ALB_OK) {
        if (strcmp(request->path, PAGE) == 0) {
            show_page(response);
        } else if (strcmp(request->path, SINGLE) == 0) {
            st = answer_single(r, &officer, request, response, &err);
        } else {
            st = posts ? answer_submit(r, &officer, request, response, &waits, &err)
                       : answer_result(r, &officer, request, response, &err);
        }
    }
    if (st != ALB_OK) {
        (void)alb_fail(&err, st, NULL, 0, "%s", alb_status_text(st));
        say_failure(response, &err);
    }
    return waits;
}
