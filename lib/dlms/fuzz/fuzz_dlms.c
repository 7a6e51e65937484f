/* Whatever the octets: no crash, and what is read is written back the same. */
#include "dlms/dlms.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t octets[1 << 16];

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void copy(alb_rd *r, alb_wr *w, int depth)
{
    dlms_data data;
    must(depth <= DLMS_MAX_DEPTH && dlms_read(r, &data));
    dlms_write(w, &data);
    if (data.tag == DLMS_ARRAY || data.tag == DLMS_STRUCTURE) {
        for (uint64_t i = 0; i < data.number.u; i++) {
            copy(r, w, depth + 1);
        }
    }
}

/* One element that was taken whole, read again piece by piece. */
static void check_element(alb_rd whole)
{
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_rd r = whole;
    copy(&r, &w, 0);
    must(alb_rd_end(&r) == ALB_OK);
    must(w.st != ALB_OK || alb_span_equal(alb_wr_span(&w), alb_span_of(whole.base, whole.len)));
}

static void check_data(alb_rd r)
{
    while (alb_rd_left(&r) > 0) {
        alb_rd whole = dlms_take(&r);
        if (r.st == ALB_OK) {
            check_element(whole);
        }
    }
}

static void check_request(alb_rd r)
{
    dlms_access access;
    dlms_specification s;
    if (!dlms_read_request(&r, &access)) {
        return;
    }
    alb_wr w = alb_wr_init(octets, sizeof octets);
    dlms_write_request(&w, access.long_invoke_id, access.count);
    for (size_t i = 0; i < access.count; i++) {
        must(dlms_next_specification(&access.specifications, &s));
        dlms_write_specification(&w, &s);
        alb_wr_bytes(&w, alb_span_of(s.selection.base, s.selection.len));
    }
    dlms_write_count(&w, access.count);
    must(w.st != ALB_OK || alb_span_equal(alb_wr_span(&w), alb_span_of(r.base, r.pos)));
    check_data(r);
}

static void check_response(alb_rd r)
{
    dlms_access access;
    dlms_result result;
    if (!dlms_read_response(&r, &access)) {
        return;
    }
    for (size_t i = 0; i < access.count && r.st == ALB_OK; i++) {
        (void)dlms_take(&r);
    }
    if (dlms_read_results(&r, access.count)) {
        for (size_t i = 0; i < access.count && dlms_next_result(&r, &result); i++) {
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_rd r = alb_rd_init(alb_span_of(data, size));
    check_data(r);
    check_request(r);
    check_response(r);
    return 0;
}
