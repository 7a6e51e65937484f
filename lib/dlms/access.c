/* The access service and data-notification (gbcs-messages.md 6.1, 6.8). */
#include "dlms/dlms.h"

enum { DATA_NOTIFICATION = 0x0f, ACCESS_REQUEST = 0xd9, ACCESS_RESPONSE = 0xda };

/* --- reading --- */

static bool is_good(const alb_rd *r)
{
    return r->st == ALB_OK;
}

/* Takes one octet that must be that one; it stays where it is not. */
static void expect(alb_rd *r, uint8_t octet, alb_status otherwise)
{
    if (alb_rd_left(r) > 0 && alb_rd_peek(r) != octet) {
        alb_rd_fail(r, otherwise);
    }
    (void)alb_rd_u8(r);
}

/* GBCS leaves the date-time of every PDU empty. */
static uint32_t read_head(alb_rd *r, uint8_t tag)
{
    expect(r, tag, ALB_BAD_TAG);
    uint32_t id = alb_rd_be32(r);
    expect(r, 0, ALB_BAD_LENGTH);
    return id;
}

static bool is_choice(uint8_t octet)
{
    return octet >= DLMS_GET && octet <= DLMS_GET_SELECTIVE;
}

static dlms_choice read_choice(alb_rd *r)
{
    if (alb_rd_left(r) > 0 && !is_choice(alb_rd_peek(r))) {
        alb_rd_fail(r, ALB_BAD_VALUE);
    }
    return (dlms_choice)alb_rd_u8(r);
}

bool dlms_next_specification(alb_rd *r, dlms_specification *out)
{
    *out = (dlms_specification){.offset = alb_rd_offset(r)};
    out->choice = read_choice(r);
    out->class_id = alb_rd_be16(r);
    alb_span obis = alb_rd_bytes(r, sizeof out->obis);
    out->id = alb_rd_u8(r);
    if (out->choice == DLMS_GET_SELECTIVE) {
        out->selector = alb_rd_u8(r);
        out->selection = dlms_take(r);
    }
    if (obis.len == sizeof out->obis) {
        memcpy(out->obis, obis.ptr, sizeof out->obis);
    }
    return is_good(r);
}

bool dlms_next_result(alb_rd *r, dlms_result *out)
{
    out->choice = read_choice(r);
    out->code = alb_rd_u8(r);
    return is_good(r);
}

/* The count before a list, which must be that of the others. */
static void expect_count(alb_rd *r, size_t count)
{
    size_t start = r->pos;
    if (dlms_read_length(r) != count && is_good(r)) {
        r->pos = start;
        alb_rd_fail(r, ALB_MISMATCH);
    }
}

bool dlms_read_request(alb_rd *r, dlms_access *out)
{
    dlms_specification specification;
    *out = (dlms_access){.long_invoke_id = read_head(r, ACCESS_REQUEST)};
    out->count = dlms_read_length(r);
    out->specifications = *r;
    for (size_t i = 0; i < out->count && dlms_next_specification(r, &specification); i++) {
    }
    expect_count(r, out->count);
    return is_good(r);
}

bool dlms_read_response(alb_rd *r, dlms_access *out)
{
    *out = (dlms_access){.long_invoke_id = read_head(r, ACCESS_RESPONSE)};
    expect_count(r, 0);
    out->count = dlms_read_length(r);
    return is_good(r);
}

bool dlms_read_results(alb_rd *r, size_t count)
{
    expect_count(r, count);
    return is_good(r);
}

bool dlms_read_notification(alb_rd *r, uint32_t *long_invoke_id)
{
    *long_invoke_id = read_head(r, DATA_NOTIFICATION);
    return is_good(r);
}

/* --- writing --- */

static void write_head(alb_wr *w, uint8_t tag, uint32_t long_invoke_id)
{
    alb_wr_u8(w, tag);
    alb_wr_be32(w, long_invoke_id);
    alb_wr_u8(w, 0);
}

void dlms_write_request(alb_wr *w, uint32_t long_invoke_id, size_t count)
{
    write_head(w, ACCESS_REQUEST, long_invoke_id);
    alb_wr_length(w, count);
}

void dlms_write_specification(alb_wr *w, const dlms_specification *s)
{
    alb_wr_u8(w, (uint8_t)s->choice);
    alb_wr_be16(w, s->class_id);
    alb_wr_bytes(w, ALB_SPAN_OF(s->obis));
    alb_wr_u8(w, s->id);
    if (s->choice == DLMS_GET_SELECTIVE) {
        alb_wr_u8(w, s->selector);
    }
}

void dlms_write_response(alb_wr *w, uint32_t long_invoke_id, size_t count)
{
    write_head(w, ACCESS_RESPONSE, long_invoke_id);
    alb_wr_length(w, 0);
    alb_wr_length(w, count);
}

void dlms_write_count(alb_wr *w, size_t count)
{
    alb_wr_length(w, count);
}

void dlms_write_result(alb_wr *w, const dlms_result *result)
{
    alb_wr_u8(w, (uint8_t)result->choice);
    alb_wr_u8(w, result->code);
}

void dlms_write_notification(alb_wr *w, uint32_t long_invoke_id)
{
    write_head(w, DATA_NOTIFICATION, long_invoke_id);
}
