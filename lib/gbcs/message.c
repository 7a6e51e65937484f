#include "gbcs/message.h"

#include "message_internal.h"

/* Everything the parser refuses is refused by one of these. */
#define RULE_MAC_HEADER "GBCS 7.2.5 MAC header"
#define RULE_GROUPING   "GBCS 7.2.7 grouping header"
#define RULE_OTHER_INFO "GBCS 7.2.7 other-information"
#define RULE_SIGNATURE  "GBCS 7.2.9 signature block"
#define RULE_MAC        "GBCS 7.2.5 MAC"
#define RULE_LENGTH     "GBCS 7.2 length encoding"
#define COUNTER_MAX     (UINT64_MAX >> (64 - GBCS_COUNTER_MAX_BITS))

enum {
    TAG_GENERAL_CIPHERING = 0xdd,
    TAG_GENERAL_SIGNING = 0xdf,
    SECURITY_CONTROL_MAC = 0x11,
    LEN_TRANSACTION_ID = 9,
    LEN_EUI64 = 8,
    LEN_DATE_TIME = 12,
    LEN_CODE = 2,
    LEN_PARTY = 10,
    LEN_PARTY_COUNTER = 18,
    LEN_ORIGINATOR_COUNTER = 26,
    TAG_DER_SEQUENCE = 0x30
};

static alb_status fail_reader(const alb_rd *r, const char *rule, const char *what, alb_err *err)
{
    return alb_fail(err, r->st, rule, alb_rd_offset(r), "message ends inside the %s", what);
}

/* One octet that can only have this value. */
static alb_status read_fixed(alb_rd *r, uint8_t want, alb_status code, const char *rule, const char *what,
                             alb_err *err)
{
    size_t at = alb_rd_offset(r);
    uint8_t got = alb_rd_u8(r);
    if (r->st != ALB_OK) {
        return fail_reader(r, rule, what, err);
    }
    if (got != want) {
        return alb_fail(err, code, rule, at, "%s is %02x, not %02x", what, got, want);
    }
    return ALB_OK;
}

/* A definite length in its shortest form, within what is left. */
static alb_status read_length(alb_rd *r, const char *what, size_t *out, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    size_t len = alb_rd_length(r);
    if (r->st != ALB_OK) {
        return alb_fail(err, r->st, RULE_LENGTH, at, "no complete length of the %s", what);
    }
    if (alb_rd_offset(r) - at != alb_length_size(len)) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE_LENGTH, at,
                        "length %zu of the %s is not in its shortest form", len, what);
    }
    if (len > alb_rd_left(r)) {
        return alb_fail(err, ALB_TRUNCATED, RULE_LENGTH, at, "length of the %s is %zu, %zu octets are left",
                        what, len, alb_rd_left(r));
    }
    *out = len;
    return ALB_OK;
}

static alb_status read_entity(alb_rd *r, const char *what, alb_eui64 *out, alb_err *err)
{
    ALB_TRY(read_fixed(r, LEN_EUI64, ALB_BAD_LENGTH, RULE_GROUPING, what, err));
    *out = alb_rd_eui64(r);
    return r->st == ALB_OK ? ALB_OK : fail_reader(r, RULE_GROUPING, what, err);
}

static alb_status read_counter(alb_rd *r, const char *rule, const char *what, uint64_t *out, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    *out = alb_rd_be64(r);
    if (r->st != ALB_OK) {
        return fail_reader(r, rule, what, err);
    }
    if (*out > COUNTER_MAX) {
        return alb_fail(err, ALB_BAD_VALUE, rule, at, "%s is above 2^63-1", what);
    }
    return ALB_OK;
}

static alb_status read_transaction_id(alb_rd *r, gbcs_header *h, alb_err *err)
{
    ALB_TRY(read_fixed(r, LEN_TRANSACTION_ID, ALB_BAD_LENGTH, RULE_GROUPING, "length of the transaction-id",
                       err));
    size_t at = alb_rd_offset(r);
    uint8_t cra = alb_rd_u8(r);
    if (r->st != ALB_OK) {
        return fail_reader(r, RULE_GROUPING, "CRA flag", err);
    }
    if (cra < GBCS_COMMAND || cra > GBCS_ALERT) {
        return alb_fail(err, ALB_BAD_VALUE, RULE_GROUPING, at, "CRA flag is %02x, not 01, 02 or 03", cra);
    }
    h->cra = (gbcs_cra)cra;
    return read_counter(r, RULE_GROUPING, "originator counter", &h->counter, err);
}

static alb_status read_date_time(alb_rd *r, gbcs_header *h, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    uint8_t len = alb_rd_u8(r);
    if (r->st == ALB_OK && len != 0 && len != LEN_DATE_TIME) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE_GROUPING, at, "length of date-time is %u, not 0 or 12",
                        len);
    }
    h->date_time = alb_rd_bytes(r, len);
    return r->st == ALB_OK ? ALB_OK : fail_reader(r, RULE_GROUPING, "date-time", err);
}

/* The certificate is kept as octets; that it is one complete DER element is a matter of the frame. */
static alb_status check_certificate(const gbcs_header *h, size_t at, alb_err *err)
{
    alb_rd r = alb_rd_init(h->certificate);
    uint8_t tag = alb_rd_u8(&r);
    size_t len = alb_rd_length(&r);
    if (r.st != ALB_OK || tag != TAG_DER_SEQUENCE || len != alb_rd_left(&r)) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE_OTHER_INFO, at,
                        "%zu octets behind the supplementary counter are no certificate", h->certificate.len);
    }
    if (h->cra != GBCS_COMMAND) {
        return alb_fail(err, ALB_BAD_VALUE, RULE_OTHER_INFO, at, "only a command may carry a certificate");
    }
    return ALB_OK;
}

/* The forms of other-information are told apart by their length alone. */
static alb_status read_other_information(alb_rd *r, gbcs_header *h, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    size_t len = 0;
    ALB_TRY(read_length(r, "other-information", &len, err));
    if (len != LEN_CODE && len != LEN_PARTY && len < LEN_PARTY_COUNTER) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE_OTHER_INFO, at, "other-information of %zu octets", len);
    }
    h->message_code = alb_rd_be16(r);
    if (len >= LEN_PARTY) {
        h->has_supplementary_party = true;
        h->supplementary_party = alb_rd_eui64(r);
    }
    if (len >= LEN_PARTY_COUNTER) {
        h->has_supplementary_counter = true;
        ALB_TRY(read_counter(r, RULE_OTHER_INFO, "supplementary counter", &h->supplementary_counter, err));
    }
    if (len == LEN_ORIGINATOR_COUNTER) {
        h->has_supplementary_originator_counter = true;
        return read_counter(r, RULE_OTHER_INFO, "supplementary originator counter",
                            &h->supplementary_originator_counter, err);
    }
    if (len > LEN_PARTY_COUNTER) {
        at = alb_rd_offset(r);
        h->certificate = alb_rd_bytes(r, len - LEN_PARTY_COUNTER);
        return check_certificate(h, at, err);
    }
    return ALB_OK;
}

static alb_status read_grouping(alb_rd *r, gbcs_message *m, alb_err *err)
{
    gbcs_header *h = &m->header;
    ALB_TRY(read_fixed(r, TAG_GENERAL_SIGNING, ALB_BAD_TAG, RULE_GROUPING, "general-signing tag", err));
    ALB_TRY(read_transaction_id(r, h, err));
    ALB_TRY(read_entity(r, "length of the originator", &h->originator, err));
    ALB_TRY(read_entity(r, "length of the target", &h->target, err));
    ALB_TRY(read_date_time(r, h, err));
    ALB_TRY(read_other_information(r, h, err));
    size_t len = 0;
    ALB_TRY(read_length(r, "content", &len, err));
    m->content = alb_rd_bytes(r, len);
    return ALB_OK;
}

/* What stands behind the content up to the end of the inner part decides the form of a message without MAC.
 */
static alb_status read_signature(alb_rd *r, gbcs_message *m, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    if (m->form != GBCS_MACED && alb_rd_left(r) == 0) {
        m->form = GBCS_PRE_COMMAND;
    } else {
        uint8_t len = alb_rd_u8(r);
        if (r->st == ALB_OK && len != 0 && len != GBCS_SIGNATURE) {
            return alb_fail(err, ALB_BAD_LENGTH, RULE_SIGNATURE, at,
                            "length of the signature is %u, not 0 or 64", len);
        }
        m->signature = alb_rd_bytes(r, len);
        if (r->st != ALB_OK) {
            return fail_reader(r, RULE_SIGNATURE, "signature block", err);
        }
        if (alb_rd_left(r) != 0) {
            return alb_fail(err, ALB_TRAILING, RULE_SIGNATURE, alb_rd_offset(r),
                            "%zu octets behind the signature block", alb_rd_left(r));
        }
        if (m->form != GBCS_MACED && len == 0) {
            m->form = GBCS_PRE_COMMAND;
        }
    }
    if (m->form == GBCS_PRE_COMMAND && m->header.cra != GBCS_COMMAND) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE_SIGNATURE, at, "a %s with neither signature nor MAC",
                        gbcs_cra_name(m->header.cra));
    }
    return ALB_OK;
}

/* Octets that can only have these values, compared at once; one by one only to say which of them is wrong. */
static alb_status read_constant(alb_rd *r, alb_span want, const char *const *names, alb_status code,
                                alb_err *err)
{
    alb_rd ahead = *r;
    if (alb_span_equal(alb_rd_bytes(&ahead, want.len), want)) {
        *r = ahead;
        return ALB_OK;
    }
    for (size_t i = 0; i < want.len; i++) {
        ALB_TRY(read_fixed(r, want.ptr[i], code, RULE_MAC_HEADER, names[i], err));
    }
    return ALB_OK;
}

static const uint8_t empty_fields[6];
static const uint8_t security_header[5] = {SECURITY_CONTROL_MAC};

/* MAC header; the reader is left with the inner part alone and the MAC is taken off. */
static alb_status read_mac_header(alb_rd *r, gbcs_message *m, alb_err *err)
{
    static const char *const field_names[] = {"transaction-id", "originator title",  "recipient title",
                                              "date-time",      "other-information", "key-info"};
    static const char *const security_names[] = {"security control", "invocation counter",
                                                 "invocation counter", "invocation counter",
                                                 "invocation counter"};
    ALB_TRY(read_fixed(r, TAG_GENERAL_CIPHERING, ALB_BAD_TAG, RULE_MAC_HEADER, "general-ciphering tag", err));
    ALB_TRY(read_constant(r, ALB_SPAN_OF(empty_fields), field_names, ALB_BAD_LENGTH, err));
    size_t at = alb_rd_offset(r);
    size_t len = 0;
    ALB_TRY(read_length(r, "MAC header's contents", &len, err));
    if (len != alb_rd_left(r)) {
        return alb_fail(err, ALB_TRAILING, RULE_MAC_HEADER, at, "length is %zu, %zu octets follow", len,
                        alb_rd_left(r));
    }
    ALB_TRY(read_constant(r, ALB_SPAN_OF(security_header), security_names, ALB_BAD_VALUE, err));
    size_t left = alb_rd_left(r);
    if (left < GBCS_MAC) {
        return alb_fail(err, ALB_TRUNCATED, RULE_MAC, alb_rd_offset(r), "no room for a MAC of 12 octets");
    }
    alb_rd inner = alb_rd_sub(r, left - GBCS_MAC);
    m->mac = alb_rd_bytes(r, GBCS_MAC);
    *r = inner;
    return ALB_OK;
}

alb_status gbcs_grouping_parse(alb_span in, gbcs_message *out, alb_err *err)
{
    gbcs_message m = {.whole = in, .form = GBCS_PRE_COMMAND};
    alb_rd r = alb_rd_init(in);
    ALB_TRY(read_grouping(&r, &m, err));
    m.signed_part = alb_span_sub(in, 1, alb_rd_offset(&r) - 1);
    m.inner = alb_span_sub(in, 0, alb_rd_offset(&r));
    m.use_case = cat_use_case_find(m.header.message_code);
    *out = m;
    return ALB_OK;
}

alb_status gbcs_message_parse(alb_span in, gbcs_message *out, alb_err *err)
{
    gbcs_message m = {.whole = in, .form = GBCS_SIGNED};
    if (in.len > GBCS_MAX_MESSAGE) {
        return alb_fail(err, ALB_TOO_LARGE, "GBCS 7.2", GBCS_MAX_MESSAGE, "message of %zu octets", in.len);
    }
    alb_rd r = alb_rd_init(in);
    if (alb_rd_peek(&r) == TAG_GENERAL_CIPHERING) {
        m.form = GBCS_MACED;
        ALB_TRY(read_mac_header(&r, &m, err));
    }
    size_t inner_start = alb_rd_offset(&r);
    ALB_TRY(read_grouping(&r, &m, err));
    size_t content_end = alb_rd_offset(&r);
    ALB_TRY(read_signature(&r, &m, err));
    m.inner = alb_span_sub(in, inner_start, alb_rd_offset(&r) - inner_start);
    m.signed_part = alb_span_sub(in, inner_start + 1, content_end - inner_start - 1);
    m.use_case = cat_use_case_find(m.header.message_code);
    *out = m;
    return ALB_OK;
}

static void write_other_information(alb_wr *w, const gbcs_header *h)
{
    size_t len = LEN_CODE;
    if (h->has_supplementary_party) {
        len = LEN_PARTY;
    }
    if (h->has_supplementary_counter) {
        len = LEN_PARTY_COUNTER;
    }
    if (h->has_supplementary_originator_counter) {
        len = LEN_ORIGINATOR_COUNTER;
    }
    /* The fields build on each other; a header that leaves one out in the middle cannot be written. */
    if ((len > LEN_CODE && !h->has_supplementary_party) ||
        (len > LEN_PARTY && !h->has_supplementary_counter) ||
        (h->certificate.len > 0 && len != LEN_PARTY_COUNTER)) {
        alb_wr_fail(w, ALB_BAD_VALUE);
        return;
    }
    alb_wr_length(w, len + h->certificate.len);
    alb_wr_be16(w, h->message_code);
    if (len >= LEN_PARTY) {
        alb_wr_bytes(w, alb_eui64_span(&h->supplementary_party));
    }
    if (len >= LEN_PARTY_COUNTER) {
        alb_wr_be64(w, h->supplementary_counter);
    }
    if (len == LEN_ORIGINATOR_COUNTER) {
        alb_wr_be64(w, h->supplementary_originator_counter);
    }
    alb_wr_bytes(w, h->certificate);
}

void gbcs_write_grouping(alb_wr *w, const gbcs_header *header, alb_span content)
{
    bool date_time_fits = header->date_time.len == 0 || header->date_time.len == LEN_DATE_TIME;
    if (!date_time_fits || header->counter > COUNTER_MAX) {
        alb_wr_fail(w, ALB_BAD_VALUE);
        return;
    }
    alb_wr_u8(w, TAG_GENERAL_SIGNING);
    alb_wr_u8(w, LEN_TRANSACTION_ID);
    alb_wr_u8(w, (uint8_t)header->cra);
    alb_wr_be64(w, header->counter);
    alb_wr_u8(w, LEN_EUI64);
    alb_wr_bytes(w, alb_eui64_span(&header->originator));
    alb_wr_u8(w, LEN_EUI64);
    alb_wr_bytes(w, alb_eui64_span(&header->target));
    alb_wr_length(w, header->date_time.len);
    alb_wr_bytes(w, header->date_time);
    write_other_information(w, header);
    alb_wr_length(w, content.len);
    alb_wr_bytes(w, content);
}

void gbcs_write_signature(alb_wr *w, alb_span signature)
{
    if (signature.len != 0 && signature.len != GBCS_SIGNATURE) {
        alb_wr_fail(w, ALB_BAD_LENGTH);
        return;
    }
    alb_wr_length(w, signature.len);
    alb_wr_bytes(w, signature);
}

void gbcs_write_mac_header(alb_wr *w, size_t inner_len)
{
    alb_wr_u8(w, TAG_GENERAL_CIPHERING);
    alb_wr_bytes(w, ALB_SPAN_OF(empty_fields));
    alb_wr_length(w, sizeof security_header + inner_len + GBCS_MAC);
    alb_wr_bytes(w, ALB_SPAN_OF(security_header));
}

const char *gbcs_cra_name(gbcs_cra cra)
{
    switch (cra) {
    case GBCS_COMMAND:
        return "Command";
    case GBCS_RESPONSE:
        return "Response";
    case GBCS_ALERT:
        return "Alert";
    }
    return "?";
}
