/* Values as the text of elements. */
#include "mmc_internal.h"

#include "base/eui64.h"
#include "base/text.h"
#include "catalogue/alert.h"

#include <ctype.h>

static bool is_signed(cat_kind kind)
{
    return kind == CAT_D_I8 || kind == CAT_D_I16 || kind == CAT_D_I32 || kind == CAT_D_I64 ||
           kind == CAT_Z_INT || kind == CAT_A_INTEGER;
}

int64_t mmc_number(const cat_value *v)
{
    if (is_signed(v->field->type->kind)) {
        return v->number.i;
    }
    return v->number.u > INT64_MAX ? INT64_MAX : (int64_t)v->number.u;
}

bool mmc_is_unknown(const cat_value *v)
{
    const cat_type *t = v->field->type;
    return t->kind == CAT_Z_UINT && t->size > 0 && t->size <= 8 &&
           v->number.u == UINT64_MAX >> (64 - 8 * t->size);
}

const char *mmc_name(const cat_names *names, int64_t number)
{
    for (size_t i = 0; i < names->count; i++) {
        if (names->names[i].value == number) {
            return names->names[i].name;
        }
    }
    return NULL;
}

bool mmc_bit(const cat_value *v, uint64_t n)
{
    return n / 8 < v->bytes.len && n < v->number.u && (v->bytes.ptr[n / 8] >> (7 - n % 8) & 1);
}

/* --- numbers --- */

static bool second_number(const mmc_mapping *m, const mmc_scope *scope, const char *path, int64_t *out)
{
    uint32_t at = path ? mmc_value_at(m, scope, path) : MMC_NOWHERE;
    if (at == MMC_NOWHERE) {
        return false;
    }
    *out = mmc_number(&m->tree->values[at]);
    return true;
}

/* Bounds of the schema; high 0: none. */
static bool is_within(mmc_mapping *m, const cat_mmc_row *row, const cat_value *v, int64_t n)
{
    bool within = row->high == 0 || (n >= row->low && n <= row->high);
    if (!within) {
        mmc_refuse(m, v, "a number that the schema does not have");
    }
    return within;
}

bool mmc_fixed(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    int64_t ignored;
    (void)v;
    if ((row->with && !second_number(m, scope, row->with, &ignored)) ||
        (row->over && !second_number(m, scope, row->over, &ignored))) {
        return false;
    }
    alb_wr_text(w, row->text);
    return true;
}

/* Whole numbers only: digits behind the point are rounded, half away from zero. */
static int64_t scaled_down(int64_t value, int64_t digits)
{
    for (; digits > 0 && value != 0; digits--) {
        int64_t rest = value % 10;
        value = value / 10 + (digits == 1 && (rest >= 5 || rest <= -5) ? (value < 0 ? -1 : 1) : 0);
    }
    return value;
}

bool mmc_integer(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                 alb_wr *w)
{
    int64_t scaler = 0;
    if (v->field->type->kind == CAT_D_OCTETS || v->field->type->kind == CAT_B_RAW) {
        return false;
    }
    if (!is_signed(v->field->type->kind) && v->number.u > INT64_MAX) {
        alb_wr_printf(w, "%llu", (unsigned long long)v->number.u);
        return true;
    }
    (void)second_number(m, scope, row->with, &scaler);
    if (!is_within(m, row, v, mmc_number(v))) {
        return false;
    }
    int64_t number = scaler < 0 ? scaled_down(mmc_number(v), -scaler) : mmc_number(v);
    alb_wr_decimal(w, number, scaler > 0 && scaler < 20 ? (int)scaler : 0);
    return true;
}

bool mmc_counter(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                 alb_wr *w)
{
    if (is_signed(v->field->type->kind) && v->number.i < 0) {
        mmc_refuse(m, v, "a counter below zero");
        return false;
    }
    return mmc_integer(m, row, scope, v, w);
}

bool mmc_decimal(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                 alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    alb_wr_decimal(w, mmc_number(v), v->field->type->scale);
    return true;
}

/* Exact up to nine decimals, without zeros at the end. */
void mmc_write_quotient(alb_wr *w, int64_t value, int64_t divisor)
{
    enum { DECIMALS = 9 };
    uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t d = (uint64_t)divisor;
    uint64_t rest = u % d;
    char digits[DECIMALS];
    size_t n = 0;
    size_t used = 0;
    if (value < 0) {
        alb_wr_u8(w, '-');
    }
    alb_wr_decimal(w, (int64_t)(u / d), 0);
    for (; n < DECIMALS; n++) {
        rest *= 10;
        digits[n] = (char)('0' + rest / d);
        rest %= d;
        used = digits[n] == '0' ? used : n + 1;
    }
    if (used > 0) {
        alb_wr_u8(w, '.');
        alb_wr_bytes(w, alb_span_of(digits, used));
    }
}

bool mmc_quotient(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                  alb_wr *w)
{
    int64_t multiplier = 1;
    int64_t divisor = 1;
    int64_t product;
    if (mmc_is_unknown(v) || !second_number(m, scope, row->with, &multiplier) ||
        !second_number(m, scope, row->over, &divisor)) {
        return false;
    }
    if (divisor <= 0 || divisor > UINT32_MAX || __builtin_mul_overflow(mmc_number(v), multiplier, &product)) {
        mmc_refuse(m, v, "multiplier and divisor make no number of it");
        return false;
    }
    mmc_write_quotient(w, product, divisor);
    return true;
}

/* The high nibble of the trailing digit says how many digits stand behind the point (mmc.md 6.2). */
bool mmc_trailed(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                 alb_wr *w)
{
    int64_t trailing;
    if (!second_number(m, scope, row->with, &trailing)) {
        return false;
    }
    alb_wr_decimal(w, mmc_number(v), -(int)(trailing >> 4 & 0xf));
    return true;
}

bool mmc_trailing_scale(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                        alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    alb_wr_decimal(w, -(mmc_number(v) >> 4 & 0xf), 0);
    return true;
}

bool mmc_cubic_metres(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                      alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    if (mmc_is_unknown(v)) {
        return false;
    }
    mmc_write_quotient(w, mmc_number(v), 1000);
    return true;
}

bool mmc_octet(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)scope;
    if (v->bytes.len != 1) {
        return false;
    }
    if (!is_within(m, row, v, v->bytes.ptr[0])) {
        return false;
    }
    alb_wr_decimal(w, v->bytes.ptr[0], 0);
    return true;
}

/* A number, or that of a single octet. */
static int64_t number_or_octet(const cat_value *v)
{
    return v->bytes.len == 1 ? v->bytes.ptr[0] : mmc_number(v);
}

bool mmc_low_nibble(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                    alb_wr *w)
{
    (void)scope;
    int64_t n = number_or_octet(v) & 0xf;
    if (!is_within(m, row, v, n)) {
        return false;
    }
    alb_wr_decimal(w, n, 0);
    return true;
}

bool mmc_range(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)m;
    (void)scope;
    int64_t n = mmc_number(v);
    if (n < row->low || n > row->high) {
        return false;
    }
    alb_wr_decimal(w, n - row->low + 1, 0);
    return true;
}

void mmc_mark(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    int64_t n = number_or_octet(&m->tree->values[index]);
    if (n >= row->low && n <= row->high) {
        (void)mmc_open(m->doc, mmc_element(row), MMC_EMPTY);
    }
}

static void write_boolean(alb_wr *w, bool b)
{
    alb_wr_text(w, b ? "true" : "false");
}

bool mmc_boolean(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                 alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    write_boolean(w, v->number.u != 0);
    return true;
}

bool mmc_bit_set(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                 alb_wr *w)
{
    (void)m;
    (void)scope;
    write_boolean(w, (mmc_number(v) & row->low) != 0);
    return true;
}

bool mmc_bit_clear(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                   alb_wr *w)
{
    (void)m;
    (void)scope;
    write_boolean(w, (mmc_number(v) & row->low) == 0);
    return true;
}

/* --- names --- */

bool mmc_named(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)m;
    (void)scope;
    int64_t n = v->field->type->kind == CAT_D_BOOL ? v->number.u != 0 : mmc_number(v);
    const char *name = mmc_name(row->names, n);
    alb_wr_text(w, name ? name : "");
    return name != NULL;
}

/* Of a bit string the bits by their number; of a number those of each mask, 0 for none of those before it. */
bool mmc_bit_name(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                  alb_wr *w)
{
    (void)m;
    (void)scope;
    bool is_string = v->field->type->kind == CAT_A_BITS || v->field->type->kind == CAT_D_BITS;
    for (size_t i = 0; i < row->names->count; i++) {
        uint32_t bit = row->names->names[i].value;
        if (is_string ? mmc_bit(v, bit) : bit == 0 || (v->number.u & bit) != 0) {
            alb_wr_text(w, row->names->names[i].name);
            return true;
        }
    }
    return false;
}

enum { MOST_DESCRIPTION = 200 };

static bool write_description(alb_wr *w, const char *text)
{
    alb_wr_bytes(w, alb_span_sub(alb_span_str(text), 0, MOST_DESCRIPTION));
    return text != NULL;
}

static uint16_t code_of(const cat_value *v)
{
    alb_rd r = alb_rd_init(v->bytes);
    return v->bytes.len == 2 ? alb_rd_be16(&r) : (uint16_t)v->number.u;
}

bool mmc_event(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    const cat_alert *alert = cat_alert_find(code_of(v));
    return write_description(w, alert ? alert->name : NULL);
}

bool mmc_command_name(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                      alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    const cat_use_case *use_case = v->bytes.len == 2 ? cat_use_case_find(code_of(v)) : NULL;
    return write_description(w, use_case ? use_case->title : NULL);
}

/* --- octets --- */

/* Length of the UTF-8 sequence at the front, 0: none. */
static size_t utf8_length(alb_span s)
{
    uint8_t first = s.ptr[0];
    size_t n = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 0;
    if (n == 0 || n > s.len || (first == 0xe0 && s.ptr[1] < 0xa0) || (first == 0xed && s.ptr[1] > 0x9f) ||
        (first == 0xef && s.ptr[1] == 0xbf && s.ptr[2] > 0xbd)) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((s.ptr[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return n;
}

/* Characters that XML does not allow go (mmc.md 6.4); octets that are no text become question marks. */
void mmc_write_clean_text(alb_wr *w, alb_span text)
{
    while (text.len > 0) {
        size_t n = utf8_length(text);
        if (n == 0) {
            alb_wr_u8(w, '?');
        } else if (n > 1 || (text.ptr[0] >= 0x20 && text.ptr[0] != 0x7f)) {
            alb_wr_bytes(w, alb_span_sub(text, 0, n));
        }
        text = alb_span_sub(text, n == 0 ? 1 : n, SIZE_MAX);
    }
}

static alb_span part_of(const cat_mmc_row *row, const cat_value *v)
{
    return alb_span_sub(v->bytes, (size_t)row->low, row->high > 0 ? (size_t)row->high : SIZE_MAX);
}

bool mmc_text(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)m;
    (void)scope;
    alb_span text = part_of(row, v);
    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\0')) {
        text.len--;
    }
    mmc_write_clean_text(w, text);
    return text.len > 0;
}

/* Octets on the wire of a number. */
static size_t width(const cat_type *t)
{
    switch ((int)t->kind) {
    case CAT_D_U8:
    case CAT_D_I8:
        return 1;
    case CAT_D_U16:
    case CAT_D_I16:
        return 2;
    case CAT_D_U32:
    case CAT_D_I32:
        return 4;
    default:
        return t->size;
    }
}

bool mmc_hex(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    size_t n = width(v->field->type);
    if (n == 0 || v->bytes.len > 0) {
        alb_wr_hex_upper(w, v->bytes);
        return v->bytes.len > 0;
    }
    uint8_t octets[8];
    alb_wr number = alb_wr_init(octets, sizeof octets);
    alb_wr_be(&number, v->number.u, n < sizeof octets ? n : sizeof octets);
    alb_wr_hex_upper(w, alb_wr_span(&number));
    return true;
}

bool mmc_base64(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    alb_wr_base64(w, v->bytes);
    return v->bytes.len > 0;
}

bool mmc_identifier(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                    alb_wr *w)
{
    (void)m;
    (void)scope;
    char text[ALB_EUI64_TEXT];
    alb_span octets = part_of(row, v);
    alb_rd r = alb_rd_init(octets);
    if (octets.len == 8) {
        alb_wr_text(w, alb_eui64_dashed(alb_rd_eui64(&r), text));
    } else if (v->bytes.len == 0 && v->number.u != 0) {
        alb_wr_text(w, alb_eui64_dashed(alb_eui64_of(v->number.u), text));
    } else {
        return false;
    }
    return true;
}
