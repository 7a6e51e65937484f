#include "ra/archive.h"

#include "ra_internal.h"

#include "zip/zip.h"

#define RULE "smki.md 10.2"

enum { ENTRY_MAX = 16 * 1024, STEM_MAX = 100, PEM_MAX = 4096 };

/* --- taking in --- */

typedef struct archive {
    zip_reader z;
    char stem[STEM_MAX];
    alb_buf contents;
} archive;

/* "<stem>.csr" at the root of the archive. */
static bool read_stem(alb_span name, char stem[static STEM_MAX], size_t *len)
{
    static const char ending[] = ".csr";
    size_t end = sizeof ending - 1;
    if (name.len <= end || name.len - end > STEM_MAX || name.ptr[0] == '.' ||
        strncasecmp((const char *)name.ptr + name.len - end, ending, end) != 0 ||
        memchr(name.ptr, '/', name.len) || memchr(name.ptr, '\\', name.len)) {
        return false;
    }
    *len = name.len - end;
    memcpy(stem, name.ptr, *len);
    for (size_t i = 0; i < *len; i++) {
        if ((uint8_t)stem[i] < ' ' || stem[i] == ',' || stem[i] == '"') { /* no name of the report's */
            return false;
        }
    }
    return true;
}

static alb_status next_entry(void *ctx, alb_span *id, alb_span *request, bool *more, alb_err *err)
{
    archive *a = ctx;
    zip_entry e;
    size_t len = 0;
    ALB_TRY(zip_next(&a->z, &e, more, err));
    if (!*more) {
        return ALB_OK;
    }
    if (!read_stem(e.name, a->stem, &len)) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE, e.offset, "archive: '%.*s' is not <name>.csr at its root",
                        (int)(e.name.len < STEM_MAX ? e.name.len : STEM_MAX), (const char *)e.name.ptr);
    }
    alb_buf_clear(&a->contents);
    ALB_TRY(zip_read(&a->z, &e, &a->contents, err));
    *id = alb_span_of(a->stem, len);
    *request = alb_buf_span(&a->contents);
    return ALB_OK;
}

alb_status ra_submit_archive(ra *r, const ra_officer *officer, alb_span name, alb_span octets,
                             uint64_t *number, alb_err *err)
{
    archive a;
    ALB_TRY(zip_open(octets, &a.z, err));
    if (a.z.left > CAT_BATCH_MAX) { /* before anything is unpacked */
        return alb_fail(err, ALB_TOO_LARGE, "smki.md 13.6", 0, "more than %d requests in a batch",
                        CAT_BATCH_MAX);
    }
    alb_buf_init(&a.contents, ENTRY_MAX);
    alb_status st = ra_submit(r, officer, RA_BY_FILE, name, next_entry, &a, number, err);
    alb_buf_release(&a.contents);
    return st;
}

/* --- giving out --- */

static alb_status check_completed(ra *r, uint64_t number, alb_err *err)
{
    ra_batch b;
    ALB_TRY(ra_batch_find(r, number, &b, err));
    return b.state == RA_COMPLETED ? ALB_OK
                                   : alb_fail(err, ALB_BUSY, "smki.md 13.6", 0,
                                              "%u of %u requests are answered", b.done, b.count);
}

static alb_status add_certificate(void *ctx, const ra_result *result, alb_err *err)
{
    zip_writer *z = ctx;
    char name[STEM_MAX + 8];
    uint8_t pem[PEM_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    if (result->verdict != RA_SUCCESS) {
        return ALB_OK;
    }
    crypto_pem_write("CERTIFICATE", result->certificate, &w);
    alb_wr n = alb_wr_init(name, sizeof name - 1);
    alb_wr_bytes(&n, result->id);
    alb_wr_text(&n, ".crt");
    name[n.st == ALB_OK ? n.pos : 0] = '\0';
    zip_add(z, name, alb_wr_span(&w));
    return w.st == ALB_OK && z->out->st == ALB_OK
               ? ALB_OK
               : alb_fail(err, ALB_TOO_LARGE, "smki.md 13.6", 0, "the answer is too large");
}

alb_status ra_response_archive(ra *r, uint64_t number, alb_buf *out, alb_err *err)
{
    zip_writer z;
    ALB_TRY(check_completed(r, number, err));
    zip_begin(&z, out);
    alb_status st = ra_results(r, number, add_certificate, &z, err);
    zip_end(&z);
    return st != ALB_OK        ? st
           : out->st != ALB_OK ? alb_fail(err, out->st, "smki.md 13.6", 0, "the answer is too large")
                               : ALB_OK;
}

typedef struct report {
    alb_buf *out;
    unsigned n;
} report;

static const char *word_of(ra_verdict v)
{
    return v == RA_SUCCESS            ? "success"
           : v == RA_ISSUANCE_ANOMALY ? "anomaly"
           : v == RA_INELIGIBLE       ? "ineligible"
                                      : "error";
}

static alb_status add_line(void *ctx, const ra_result *result, alb_err *err)
{
    report *p = ctx;
    alb_buf_printf(p->out, "%u,%.*s.csr,%s,%.*s\r\n", ++p->n, (int)result->id.len,
                   (const char *)result->id.ptr, word_of(result->verdict), (int)result->code.len,
                   (const char *)result->code.ptr);
    return p->out->st == ALB_OK ? ALB_OK
                                : alb_fail(err, p->out->st, "smki.md 13.6", 0, "the report is too large");
}

alb_status ra_response_report(ra *r, uint64_t number, alb_buf *out, alb_err *err)
{
    report p = {.out = out};
    ALB_TRY(check_completed(r, number, err));
    return ra_results(r, number, add_line, &p, err);
}
