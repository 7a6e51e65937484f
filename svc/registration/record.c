/* One detail record: held against its layout, then read (registration-and-supply.md 4.6, 4.8 levels 4 to 6).
 */
#include "layout.h"

#include "base/text.h"

#include <stdio.h>

#define FAR_AHEAD ALB_DAYS(28)

void record_fault(registration_fault *f, uint32_t instruction, const char *code, uint32_t field,
                  const char *detail)
{
    *f = (registration_fault){.instruction = instruction, .field = field};
    (void)snprintf(f->code, sizeof f->code, "%s", code);
    (void)snprintf(f->detail, sizeof f->detail, "%s", detail);
}

bool record_date(alb_span text, alb_time *out)
{
    uint64_t year, month, day;
    if (text.len != 8 || !alb_parse_u64(alb_span_sub(text, 0, 4), 9999, &year) ||
        !alb_parse_u64(alb_span_sub(text, 4, 2), 12, &month) ||
        !alb_parse_u64(alb_span_sub(text, 6, 2), 31, &day)) {
        return false;
    }
    alb_date_time d = {.year = (int)year, .month = (int)month, .day = (int)day};
    if (!alb_time_join(&d, out)) {
        return false;
    }
    /* Clocks change after the midnight of their day. */
    *out -= alb_london_offset(*out);
    return true;
}

/* The day after, since the last day of a period belongs to it. */
static alb_time day_after(alb_time midnight)
{
    alb_time next = midnight + alb_london_offset(midnight) + ALB_DAYS(1);
    return next - alb_london_offset(next);
}

/* --- fields --- */

static const char *fault_of(const layout_field *f, alb_span text)
{
    uint64_t number;
    alb_time date;
    if (text.len < f->min || text.len > f->max) {
        return f->kind == LAYOUT_DATE ? "R206" : "R204";
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < ' ' || text.ptr[i] == 0x7f) {
            return "R203";
        }
    }
    if (f->kind == LAYOUT_NUMBER && !alb_parse_u64(text, UINT64_MAX, &number)) {
        return "R203";
    }
    if (f->kind == LAYOUT_DATE && !record_date(text, &date)) {
        return "R206";
    }
    return f->letters && !strchr(f->letters, text.ptr[0]) ? "R205" : NULL;
}

/* A deletion says only what is deleted. */
static bool is_needed(const layout *l, const alb_span *fields, size_t i)
{
    const layout_field *f = &l->fields[i];
    bool deletes = fields[2].len == 1 && fields[2].ptr[0] == 'D';
    if (deletes && i >= l->network) {
        return false;
    }
    return f->needed || (f->needed_with > 0 && fields[f->needed_with - 1].len > 0);
}

static void check_fields(const layout *l, const alb_span *fields, record *out)
{
    for (size_t i = 0; i < l->n_fields; i++) {
        const char *code = fields[i].len > 0         ? fault_of(&l->fields[i], fields[i])
                           : is_needed(l, fields, i) ? "R202"
                                                     : NULL;
        if (code) {
            record_fault(&out->fault, out->instruction, code, (uint32_t)i + 1, l->fields[i].name);
            return;
        }
    }
}

/* --- meaning --- */

static void copy(char *out, size_t size, const alb_span *fields, uint8_t position)
{
    alb_span text = position > 0 ? fields[position - 1] : alb_span_none();
    size_t n = text.len < size ? text.len : size - 1;
    if (n > 0) {
        memcpy(out, text.ptr, n);
    }
    out[n] = '\0';
}

static alb_time start_at(const alb_span *fields, uint8_t position)
{
    alb_time t = ALB_TIME_NONE;
    return record_date(fields[position - 1], &t) ? t : ALB_TIME_NONE;
}

static alb_time end_at(const alb_span *fields, uint8_t position)
{
    alb_time t = start_at(fields, position);
    return t == ALB_TIME_NONE ? t : day_after(t);
}

/* Files are ISO 8859-1, the store is UTF-8. */
static void write_utf8(alb_wr *w, alb_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 0x80) {
            alb_wr_u8(w, (uint8_t)(0xc0 | text.ptr[i] >> 6));
        }
        alb_wr_u8(w, text.ptr[i] >= 0x80 ? (uint8_t)(0x80 | (text.ptr[i] & 0x3f)) : text.ptr[i]);
    }
}

static void write_details(const layout *l, const alb_span *fields, record *out)
{
    alb_wr w = alb_wr_init(out->details, sizeof out->details - 1);
    for (size_t i = l->first_detail - 1U; i < l->n_fields; i++) {
        if (fields[i].len > 0) {
            alb_wr_printf(&w, "%s%s=", w.pos > 0 ? "; " : "", l->fields[i].name);
            write_utf8(&w, fields[i]);
        }
    }
    out->details[w.pos] = '\0';
}

static bool is_letter(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* One or two letters, a digit, perhaps a digit or letter, perhaps a blank, a digit, two letters. */
static bool is_postcode(alb_span s)
{
    size_t i = 0;
    i += i < s.len && is_letter(s.ptr[i]);
    i += i < s.len && is_letter(s.ptr[i]);
    if (i == 0 || i == s.len || !is_digit(s.ptr[i++])) {
        return false;
    }
    size_t left = s.len - i;
    bool has_blank = left >= 4 && s.ptr[s.len - 4] == ' ';
    size_t outward = left - 3 - has_blank;
    return left >= 3U + has_blank && outward <= 1 &&
           (outward == 0 || is_letter(s.ptr[i]) || is_digit(s.ptr[i])) && is_digit(s.ptr[s.len - 3]) &&
           is_letter(s.ptr[s.len - 2]) && is_letter(s.ptr[s.len - 1]);
}

static unsigned warnings_of(const layout *l, const alb_span *fields, const record *r, alb_time now)
{
    alb_span postcode = fields[l->postcode - 1];
    return (l->check_digits(fields[l->mpxn - 1]) ? 0 : RECORD_WARN_DIGITS) |
           (postcode.len == 0 || is_postcode(postcode) ? 0 : RECORD_WARN_POSTCODE) |
           (r->from == ALB_TIME_NONE || r->from <= now + FAR_AHEAD ? 0 : RECORD_WARN_EARLY);
}

/* Zeros in front of a meter point say nothing (registration-and-supply.md 1.2). */
static void copy_mpxn(const layout *l, const alb_span *fields, record *out)
{
    alb_span text = fields[l->mpxn - 1];
    if (text.len == 0 || fault_of(&l->fields[l->mpxn - 1], text)) {
        return;
    }
    while (text.len > 1 && text.ptr[0] == '0') {
        text = alb_span_sub(text, 1, text.len);
    }
    memcpy(out->mpxn, text.ptr, text.len);
    out->mpxn[text.len] = '\0';
}

static void read_meaning(const layout *l, const alb_span *fields, alb_time now, record *out)
{
    const struct {
        uint8_t position;
        char *to;
        size_t size;
    } texts[] = {{l->network, out->network, sizeof out->network},
                 {l->supplier, out->supplier, sizeof out->supplier},
                 {l->agent, out->agent, sizeof out->agent},
                 {l->state, out->state, sizeof out->state},
                 {l->status, out->status, sizeof out->status},
                 {l->direction, out->direction, sizeof out->direction}};
    for (size_t i = 0; i < ALB_COUNT(texts); i++) {
        copy(texts[i].to, texts[i].size, fields, texts[i].position);
    }
    out->deletes = fields[2].ptr[0] == 'D';
    out->objection = fields[l->objection - 1].len > 0 && fields[l->objection - 1].ptr[0] == 'Y';
    out->from = start_at(fields, l->from);
    out->to = end_at(fields, l->to);
    out->agent_from = start_at(fields, l->agent_from);
    out->agent_to = end_at(fields, l->agent_to);
    out->warnings = warnings_of(l, fields, out, now);
    write_details(l, fields, out);
    if ((out->to != ALB_TIME_NONE && out->to <= out->from) ||
        (out->agent_to != ALB_TIME_NONE && out->agent_to <= out->agent_from)) {
        record_fault(&out->fault, out->instruction, "R302", l->to, "ends before it begins");
    }
}

void record_read(const layout *l, alb_span line, alb_time now, record *out)
{
    alb_span fields[LAYOUT_MAX_FIELDS];
    size_t n = 0;
    uint64_t instruction = 0;
    bool split = layout_split(line, fields, ALB_COUNT(fields), &n);
    if (n < 2 || !alb_parse_u64(fields[1], 99999999, &instruction)) {
        instruction = 0;
    }
    out->instruction = (uint32_t)instruction;
    out->fault = (registration_fault){.instruction = (uint32_t)instruction};
    out->mpxn[0] = out->details[0] = '\0';
    if (!split || n != l->n_fields || !alb_span_is(fields[0], l->code)) {
        record_fault(&out->fault, out->instruction, "R201", 0, "not a detail record of this fuel");
        return;
    }
    copy_mpxn(l, fields, out);
    check_fields(l, fields, out);
    if (out->fault.code[0] == '\0') {
        read_meaning(l, fields, now, out);
    }
}

bool registration_check_record(char fuel, alb_span line, registration_fault *fault)
{
    const layout *l = layout_of(fuel);
    record r;
    if (!l || line.len > LAYOUT_MAX_LINE) {
        record_fault(fault, 0, "R201", 0, "not a record");
        return false;
    }
    record_read(l, line, ALB_TIME_2000, &r);
    *fault = r.fault;
    return fault->code[0] == '\0';
}
