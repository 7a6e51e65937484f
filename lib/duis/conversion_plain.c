/* Values that are in the request as they are in the command: numbers, texts, times, identifiers, octets. */
#include "mapping_internal.h"

#include "base/text.h"

typedef enum form {
    FORM_NUMBER,
    FORM_BOOL,
    FORM_SECONDS,
    FORM_STAMP,
    FORM_CLOCK,
    FORM_EUI64,
    FORM_TEXT,
    FORM_OTHER
} form;

static bool is_number(cat_kind kind)
{
    return (kind >= CAT_D_I8 && kind <= CAT_D_ENUM) || (kind >= CAT_Z_UINT && kind <= CAT_Z_BITMAP) ||
           kind == CAT_A_INTEGER || kind == CAT_A_ENUMERATED || kind == CAT_B_UINT;
}

static form form_of(const cat_type *type)
{
    bool number = is_number(type->kind);
    if (type->kind == CAT_D_BOOL) {
        return FORM_BOOL;
    }
    if (type->kind == CAT_Z_UTC || type->kind == CAT_B_TIME || (number && type->view == CAT_VIEW_DATE_TIME)) {
        return FORM_SECONDS;
    }
    if (number && type->view == CAT_VIEW_EUI64) {
        return FORM_EUI64;
    }
    if (number) {
        return FORM_NUMBER;
    }
    if (type->kind == CAT_A_TIME || type->view == CAT_VIEW_DATE_TIME) {
        return FORM_STAMP;
    }
    if (type->view == CAT_VIEW_TIME) {
        return FORM_CLOCK;
    }
    if (type->view == CAT_VIEW_EUI64) {
        return FORM_EUI64;
    }
    bool text = type->view == CAT_VIEW_TEXT || type->kind == CAT_D_VISIBLE || type->kind == CAT_D_UTF8 ||
                type->kind == CAT_Z_TEXT;
    return text ? FORM_TEXT : FORM_OTHER;
}

/* A name of the type's enumeration, or a number: asked * 10^scale + add. */
static bool asked_number(const duis_asked *asked, int64_t *out)
{
    alb_span text = duis_asked_text(asked);
    for (uint16_t i = 0; i < asked->type->names.count; i++) {
        if (alb_span_is(text, asked->type->names.names[i].name)) {
            *out = asked->type->names.names[i].value;
            return true;
        }
    }
    return alb_parse_decimal(text, -asked->row->scale, out) &&
           !__builtin_add_overflow(*out, asked->row->add, out);
}

static bool asked_bool(alb_span text, bool *out)
{
    *out = alb_span_is(text, "true") || alb_span_is(text, "1");
    return *out || alb_span_is(text, "false") || alb_span_is(text, "0");
}

/* "hh:mm:ss" of an xs:time: what stands behind the seconds is a fraction, which no field holds, or the zone.
 */
static alb_span clock_of(alb_span text)
{
    return alb_span_sub(text, 0, 8);
}

static bool put_clock(const duis_asked *asked, cat_value *out, alb_arena *arena)
{
    alb_span text = duis_asked_text(asked);
    alb_span behind = alb_span_sub(text, 8, SIZE_MAX);
    bool utc = behind.len > 0 && behind.ptr[behind.len - 1] == 'Z';
    return utc && cat_value_set_text(out, clock_of(text), arena, NULL) == ALB_OK;
}

/* Seconds since 2000 end in 2136: what lies behind is said by the last of them that is a time (an end in the
 * year 3000: vectors-errata.md 1.1). */
static bool seconds_of(alb_span text, uint32_t *out)
{
    static const uint32_t last = 0xfffffffe;
    alb_time t;
    if (!alb_time_parse(text, &t) || t < ALB_TIME_2000) {
        return false;
    }
    *out = (t - ALB_TIME_2000) / 1000 > last ? last : alb_time_to_2000(t);
    return true;
}

static bool put_seconds(alb_span text, cat_value *out)
{
    uint32_t seconds;
    bool ok = seconds_of(text, &seconds);
    out->number.u = ok ? seconds : 0;
    return ok;
}

static bool put_stamp(alb_span text, cat_value *out, alb_arena *arena)
{
    alb_time t;
    char buf[ALB_TIME_TEXT];
    if (!alb_time_parse(text, &t)) {
        return false;
    }
    if (out->field->type->kind == CAT_A_TIME) {
        alb_date_time d = alb_time_split(t);
        char *digits = alb_arena_printf(arena, "%04d%02d%02d%02d%02d%02dZ", d.year, d.month, d.day, d.hour,
                                        d.minute, d.second);
        out->bytes = alb_span_str(digits);
        return digits != NULL;
    }
    alb_time_text(t - t % 1000, buf);
    return cat_value_set_text(out, alb_span_str(buf), arena, NULL) == ALB_OK;
}

static bool put_eui64(alb_span text, cat_value *out, alb_arena *arena)
{
    alb_eui64 id;
    if (!alb_eui64_parse(text, &id)) {
        return false;
    }
    if (is_number(out->field->type->kind)) {
        out->number.u = alb_eui64_number(id);
        return true;
    }
    out->bytes = alb_arena_copy(arena, alb_eui64_span(&id));
    return out->bytes.ptr != NULL;
}

static alb_status plain_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    alb_span text = duis_asked_text(asked);
    int64_t number = 0;
    bool truth = false;
    bool ok = false;
    if (asked->row->constant) {
        return cat_value_set_text(out, alb_span_str(asked->row->constant), arena, err);
    }
    switch (form_of(asked->type)) {
    case FORM_NUMBER:
        ok = asked_number(asked, &number) && duis_put_number(out, number);
        break;
    case FORM_BOOL: /* GBCS writes true as FF */
        ok = asked_bool(text, &truth);
        out->number.u = truth ? 0xff : 0;
        break;
    case FORM_SECONDS:
        ok = put_seconds(text, out);
        break;
    case FORM_STAMP:
        ok = put_stamp(text, out, arena);
        break;
    case FORM_CLOCK:
        ok = put_clock(asked, out, arena);
        break;
    case FORM_EUI64:
        ok = put_eui64(text, out, arena);
        break;
    case FORM_TEXT:
        out->bytes = text;
        ok = true;
        break;
    case FORM_OTHER:
        return cat_value_set_text(out, text, arena, err);
    }
    return ok ? ALB_OK : duis_refuse(asked, err, "no value of the field");
}

/* --- the other direction --- */

static void plain_asked(const duis_asked *asked, alb_wr *words)
{
    alb_span text = duis_asked_text(asked);
    int64_t number;
    bool truth;
    alb_time t;
    char buf[ALB_TIME_TEXT];
    alb_eui64 id;
    switch (form_of(asked->type)) {
    case FORM_NUMBER:
        if (asked_number(asked, &number)) {
            alb_wr_printf(words, "%lld", (long long)number);
            return;
        }
        break;
    case FORM_BOOL:
        if (asked_bool(text, &truth)) {
            alb_wr_text(words, truth ? "true" : "false");
            return;
        }
        break;
    case FORM_SECONDS:
        if (alb_time_parse(text, &t)) {
            t = t < alb_time_from_2000(UINT32_MAX - 1) ? t : alb_time_from_2000(UINT32_MAX - 1);
            alb_wr_text(words, alb_time_text(t - t % 1000, buf));
            return;
        }
        break;
    case FORM_STAMP:
        if (alb_time_parse(text, &t)) {
            alb_wr_text(words, alb_time_text(t - t % 1000, buf));
            return;
        }
        break;
    case FORM_CLOCK:
        alb_wr_bytes(words, clock_of(text));
        return;
    case FORM_EUI64:
        if (alb_eui64_parse(text, &id)) {
            alb_wr_text(words, alb_eui64_hex(id, buf));
            return;
        }
        break;
    case FORM_TEXT:
    case FORM_OTHER:
        break;
    }
    /* Hexadecimal in either case is one value; base64 and plain text are not. */
    for (size_t i = 0; i < text.len; i++) {
        bool fold = form_of(asked->type) == FORM_OTHER && asked->type->view != CAT_VIEW_CERTIFICATE &&
                    text.ptr[i] >= 'A' && text.ptr[i] <= 'F';
        alb_wr_u8(words, (uint8_t)(text.ptr[i] + (fold ? 'a' - 'A' : 0)));
    }
}

void duis_plain_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    const cat_value *v = &tree->values[index];
    switch (form_of(asked->type)) {
    case FORM_NUMBER:
        alb_wr_printf(words, "%lld", (long long)v->number.i);
        break;
    case FORM_BOOL:
        alb_wr_text(words, v->number.u != 0 ? "true" : "false");
        break;
    case FORM_TEXT:
        alb_wr_bytes(words, v->bytes);
        break;
    case FORM_EUI64:
        if (is_number(v->field->type->kind)) {
            alb_wr_printf(words, "%016llx", (unsigned long long)v->number.u);
        } else {
            alb_wr_hex(words, v->bytes);
        }
        break;
    case FORM_STAMP:
        if (v->field->type->kind == CAT_A_TIME && v->bytes.len == 15) {
            const char *d = (const char *)v->bytes.ptr;
            alb_wr_printf(words, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d, d + 4, d + 6, d + 8, d + 10, d + 12);
            break;
        }
        cat_value_text(v, words);
        break;
    case FORM_SECONDS:
    case FORM_CLOCK:
    case FORM_OTHER:
        cat_value_text(v, words);
        break;
    }
}

const duis_conversion duis_conversion_plain = {
    .name = "plain", .put = plain_put, .asked = plain_asked, .found = duis_plain_found};

/* --- names: an enumeration of DUIS has other words than GBCS has numbers --- */

static bool named_number(const duis_asked *asked, int64_t *out)
{
    alb_span value = duis_named(asked->row->argument, duis_asked_text(asked));
    return value.ptr && alb_parse_i64(value, INT32_MIN, UINT32_MAX, out);
}

static alb_status names_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    int64_t number;
    if (!named_number(asked, &number) || !duis_put_number(out, number)) {
        return duis_refuse(asked, err, "no such choice");
    }
    return ALB_OK;
}

static void names_asked(const duis_asked *asked, alb_wr *words)
{
    int64_t number;
    if (named_number(asked, &number)) {
        alb_wr_printf(words, "%lld", (long long)number);
    }
}

static void number_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_wr_printf(words, "%lld", (long long)tree->values[index].number.i);
}

const duis_conversion duis_conversion_names = {
    .name = "names", .put = names_put, .asked = names_asked, .found = number_found};

/* --- present: an element that says yes by being there, or asks for an item whose value is always the same
 * --- */

static alb_status present_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    (void)err;
    out->number.i = asked->type->has_fixed_value ? asked->type->fixed_value : 0xff;
    return ALB_OK;
}

static void present_asked(const duis_asked *asked, alb_wr *words)
{
    (void)asked;
    alb_wr_text(words, "yes");
}

static void present_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    bool yes = asked->type->has_fixed_value || tree->values[index].number.u != 0;
    alb_wr_text(words, yes ? "yes" : "no");
}

const duis_conversion duis_conversion_present = {
    .name = "present", .put = present_put, .asked = present_asked, .found = present_found};

/* --- octet: a number that COSEM keeps as an octet-string of one octet --- */

static alb_status octet_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    int64_t number;
    uint8_t *octet = duis_put_octets(out, arena, 1);
    if (!octet) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for an octet");
    }
    if (!asked_number(asked, &number) || number < 0 || number > UINT8_MAX) {
        return duis_refuse(asked, err, "no number of one octet");
    }
    *octet = (uint8_t)number;
    return ALB_OK;
}

static void octet_asked(const duis_asked *asked, alb_wr *words)
{
    int64_t number;
    if (asked_number(asked, &number)) {
        alb_wr_printf(words, "%lld", (long long)number);
    }
}

static void octet_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_rd r = alb_rd_init(tree->values[index].bytes);
    alb_wr_printf(words, "%llu", (unsigned long long)alb_rd_be(&r, r.len < 8 ? r.len : 8));
}

const duis_conversion duis_conversion_octet = {
    .name = "octet", .put = octet_put, .asked = octet_asked, .found = octet_found};

/* --- identifier: of a device, or zeros where the element is empty --- */

static alb_eui64 asked_identifier(const duis_asked *asked, bool *ok)
{
    alb_eui64 id = {{0}};
    alb_span text = duis_asked_text(asked);
    *ok = text.len == 0 || alb_eui64_parse(text, &id);
    return id;
}

static alb_status identifier_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    bool ok;
    alb_eui64 id = asked_identifier(asked, &ok);
    out->bytes = alb_arena_copy(arena, alb_eui64_span(&id));
    return ok ? ALB_OK : duis_refuse(asked, err, "no identifier");
}

static void identifier_asked(const duis_asked *asked, alb_wr *words)
{
    bool ok;
    alb_eui64 id = asked_identifier(asked, &ok);
    alb_wr_hex(words, alb_eui64_span(&id));
}

static void identifier_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_wr_hex(words, tree->values[index].bytes);
}

const duis_conversion duis_conversion_identifier = {
    .name = "identifier", .put = identifier_put, .asked = identifier_asked, .found = identifier_found};

/* --- position: what the element is numbered with, or where it stands among its repetition, from 1; add
 * shifts it --- */

static int64_t position_of(const duis_asked *asked)
{
    const duis_scope *scope = asked->scope;
    uint32_t at = duis_index_of(scope->job->doc, scope->node, scope->position + 1);
    return (int64_t)at + asked->row->add;
}

static alb_status position_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    int64_t position = position_of(asked);
    if (asked->type->kind == CAT_D_OCTETS) {
        uint8_t *octet = duis_put_octets(out, arena, 1);
        if (octet) {
            *octet = (uint8_t)position;
        }
        return octet && position <= UINT8_MAX ? ALB_OK : duis_refuse(asked, err, "too many of them");
    }
    return duis_put_number(out, position) ? ALB_OK : duis_refuse(asked, err, "too many of them");
}

static void position_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    if (asked->type->kind == CAT_D_OCTETS) {
        octet_found(asked, tree, index, words);
    } else {
        number_found(asked, tree, index, words);
    }
}

static void position_asked(const duis_asked *asked, alb_wr *words)
{
    alb_wr_printf(words, "%lld", (long long)position_of(asked));
}

const duis_conversion duis_conversion_position = {
    .name = "position", .put = position_put, .asked = position_asked, .found = position_found};

/* --- joined: two texts, the second optional, one behind the other --- */

static alb_status joined_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    alb_span first = duis_asked_text(asked);
    alb_span second = duis_asked_child(
        &(duis_asked){.scope = asked->scope, .row = asked->row, .node = DUIS_NOWHERE}, asked->row->argument);
    alb_wr w = alb_wr_init(duis_put_octets(out, arena, first.len + second.len), first.len + second.len);
    alb_wr_bytes(&w, first);
    alb_wr_bytes(&w, second);
    return w.buf ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a text");
}

static void joined_asked(const duis_asked *asked, alb_wr *words)
{
    const duis_scope *scope = asked->scope;
    uint32_t second = duis_follow(scope->job->doc, scope->node, asked->row->argument, 0);
    alb_wr_bytes(words, duis_asked_text(asked));
    if (second != DUIS_NOWHERE) {
        alb_wr_bytes(words, alb_trim(scope->job->doc->nodes[second].text));
    }
}

const duis_conversion duis_conversion_joined = {
    .name = "joined", .put = joined_put, .asked = joined_asked, .found = duis_plain_found};

/* --- count: how many elements there are at `argument` --- */

static alb_status count_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    const duis_scope *scope = asked->scope;
    uint32_t count = duis_count(scope->job->doc, scope->node, asked->row->argument);
    return duis_put_number(out, count) ? ALB_OK : duis_refuse(asked, err, "too many of them");
}

static void count_asked(const duis_asked *asked, alb_wr *words)
{
    const duis_scope *scope = asked->scope;
    alb_wr_printf(words, "%u", duis_count(scope->job->doc, scope->node, asked->row->argument));
}

const duis_conversion duis_conversion_count = {
    .name = "count", .put = count_put, .asked = count_asked, .found = number_found};
