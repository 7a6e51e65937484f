/* Names, headers and trailers of files (registration-and-supply.md 4.6). */
#include "envelope.h"

#include "base/crc32.h"
#include "base/text.h"

#include <stdlib.h>

static bool copy_field(alb_span text, char *out, size_t size)
{
    if (text.len == 0 || text.len >= size) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= ' ' || text.ptr[i] >= 0x7f) {
            return false;
        }
    }
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
    return true;
}

/* CCYYMMDDHHMMSS, UTC */
static bool read_created(alb_span text, alb_time *out)
{
    static const struct {
        size_t at, len;
        uint64_t max;
    } parts[] = {{0, 4, 9999}, {4, 2, 12}, {6, 2, 31}, {8, 2, 23}, {10, 2, 59}, {12, 2, 59}};
    uint64_t v[ALB_COUNT(parts)];
    bool good = text.len == 14;
    for (size_t i = 0; good && i < ALB_COUNT(parts); i++) {
        good = alb_parse_u64(alb_span_sub(text, parts[i].at, parts[i].len), parts[i].max, &v[i]);
    }
    alb_date_time d = {0};
    if (good) {
        d = (alb_date_time){.year = (int)v[0],
                            .month = (int)v[1],
                            .day = (int)v[2],
                            .hour = (int)v[3],
                            .minute = (int)v[4],
                            .second = (int)v[5]};
    }
    return good && alb_time_join(&d, out);
}

static bool read_kind(alb_span text, envelope *out)
{
    static const char *const kinds[] = {"INIT", "UPD", "REF", "STA", "RSP"};
    for (size_t i = 0; i < ALB_COUNT(kinds); i++) {
        if (alb_span_is(text, kinds[i])) {
            (void)snprintf(out->kind, sizeof out->kind, "%s", kinds[i]);
            out->is_full = i == 0 || i == 2;
            return true;
        }
    }
    return false;
}

static bool read_fuel(alb_span text, envelope *out)
{
    out->fuel = (char)(text.len == 1 ? text.ptr[0] : 0);
    return layout_of(out->fuel) != NULL;
}

static bool read_sequence(alb_span text, envelope *out)
{
    uint64_t n = 0;
    bool good = text.len == 8 && alb_parse_u64(text, ENVELOPE_LAST_SEQUENCE, &n) && n > 0;
    out->sequence = (uint32_t)n;
    return good;
}

bool envelope_read_name(const char *name, envelope *out)
{
    alb_span parts[6];
    alb_span rest = alb_span_str(name);
    size_t n = 0;
    *out = (envelope){.fuel = '\0'};
    if (rest.len < 5 || memcmp(rest.ptr + rest.len - 4, ".dat", 4) != 0) {
        return false;
    }
    rest.len -= 4;
    while (n < ALB_COUNT(parts)) {
        const uint8_t *end = rest.len > 0 && rest.ptr ? memchr(rest.ptr, '_', rest.len) : NULL;
        size_t len = end && n < ALB_COUNT(parts) - 1 ? (size_t)(end - rest.ptr) : rest.len;
        parts[n++] = alb_span_of(rest.ptr, len);
        rest = alb_span_sub(rest, len + 1, rest.len);
        if (!end) {
            break;
        }
    }
    return n == ALB_COUNT(parts) && copy_field(parts[0], out->sender, 9) &&
           copy_field(parts[1], out->receiver, 9) && read_fuel(parts[2], out) && read_kind(parts[3], out) &&
           read_created(parts[4], &out->created_at) && read_sequence(parts[5], out);
}

void envelope_write_name(const envelope *e, char *out, size_t size)
{
    alb_date_time d = alb_time_split(e->created_at);
    (void)snprintf(out, size, "%s_%s_%c_%s_%04d%02d%02d%02d%02d%02d_%08u.dat", e->sender, e->receiver,
                   e->fuel, e->kind, d.year, d.month, d.day, d.hour, d.minute, d.second, e->sequence);
}

bool envelope_read_header(alb_span line, const envelope *name, envelope *out)
{
    alb_span f[10];
    size_t n = 0;
    uint64_t version = 0;
    *out = (envelope){.fuel = '\0'};
    bool good = layout_split(line, f, ALB_COUNT(f), &n) && n == ALB_COUNT(f) && alb_span_is(f[0], "HDR") &&
                read_kind(f[1], out) && read_fuel(f[2], out) && alb_parse_u64(f[3], 999, &version) &&
                copy_field(f[4], out->sender, 9) && copy_field(f[5], out->receiver, 9) &&
                read_created(f[6], &out->created_at) && read_sequence(f[7], out) &&
                copy_field(f[8], out->networks + 1, ENVELOPE_NETWORKS) && copy_field(f[9], out->test_flag, 5);
    if (!good) {
        return false;
    }
    size_t len = strlen(out->networks + 1);
    out->networks[0] = ';';
    out->networks[len + 1] = ';';
    out->networks[len + 2] = '\0';
    out->version = (uint32_t)version;
    return strcmp(out->kind, name->kind) == 0 && out->fuel == name->fuel &&
           strcmp(out->sender, name->sender) == 0 && strcmp(out->receiver, name->receiver) == 0 &&
           out->created_at == name->created_at && out->sequence == name->sequence;
}

/* --- lines --- */

static bool fill(line_reader *r)
{
    memmove(r->buf, r->buf + r->at, r->end - r->at);
    r->end -= r->at;
    r->at = 0;
    size_t n = fread(r->buf + r->end, 1, sizeof r->buf - r->end, r->in);
    if (r->hasher) {
        crypto_hasher_add(r->hasher, alb_span_of(r->buf + r->end, n));
    }
    r->failed = r->failed || ferror(r->in);
    r->end += n;
    return n > 0;
}

alb_span line_next(line_reader *r)
{
    const uint8_t *end = r->end > r->at ? memchr(r->buf + r->at, '\n', r->end - r->at) : NULL;
    while (!end && r->end - r->at <= LAYOUT_MAX_LINE && fill(r)) {
        end = memchr(r->buf + r->at, '\n', r->end - r->at);
    }
    size_t len = end ? (size_t)(end - (r->buf + r->at)) + 1 : r->end - r->at;
    if (len > LAYOUT_MAX_LINE) {
        len = LAYOUT_MAX_LINE;
        r->too_long = true;
    }
    alb_span line = {len > 0 ? r->buf + r->at : NULL, len};
    r->at += len;
    return line;
}

alb_span line_content(alb_span raw)
{
    while (raw.len > 0 && (raw.ptr[raw.len - 1] == '\n' || raw.ptr[raw.len - 1] == '\r')) {
        raw.len--;
    }
    return raw;
}

/* --- survey --- */

static void keep_line(char *out, alb_span line)
{
    memcpy(out, line.ptr, line.len);
    out[line.len] = '\0';
}

static bool begins(alb_span line, const char *code)
{
    return line.len >= 4 && memcmp(line.ptr, code, 3) == 0 && line.ptr[3] == '|';
}

static alb_status read_lines(line_reader *r, crypto_hasher *h, survey *out)
{
    bool ended = false; /* the trailer has come */
    for (alb_span raw = line_next(r); raw.len > 0; raw = line_next(r)) {
        alb_span line = line_content(raw);
        if (ended && begins(line, "SIG") && out->signature[0] == '\0') {
            crypto_hasher_value(h, out->signed_hash);
            keep_line(out->signature, line);
        } else if (!ended && begins(line, "TRL")) {
            keep_line(out->trailer, line);
            ended = true;
        } else if (ended) {
            out->trailer[0] = '\0'; /* records behind the trailer: then it is none */
        } else if (out->header[0] == '\0') {
            keep_line(out->header, line.len > 0 ? line : ALB_LIT("?"));
        } else {
            out->details++;
        }
        if (!ended) {
            out->crc = alb_crc32(out->crc, raw);
        }
        crypto_hasher_add(h, raw);
    }
    crypto_hasher_value(h, out->hash);
    out->has_long_line = r->too_long;
    return r->failed ? ALB_IO : ALB_OK;
}

alb_status survey_read(FILE *in, survey *out, alb_err *err)
{
    line_reader *r = calloc(1, sizeof *r);
    crypto_hasher *h = crypto_hasher_new();
    alb_status st = ALB_NO_MEMORY;
    *out = (survey){.details = 0};
    if (r && h) {
        r->in = in;
        st = read_lines(r, h, out);
    }
    crypto_hasher_free(h);
    free(r);
    return st == ALB_OK ? st : alb_fail(err, st, NULL, 0, "the file cannot be read");
}
