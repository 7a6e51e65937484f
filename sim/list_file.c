/* Lists of homes as files: RFC 4180, a home a line (docs/fleet.md). One table reads and writes them. */
#include "list_internal.h"

#include "base/csv.h"
#include "base/text.h"
#include "sim/fleet.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { TOLD_EVERY = 10000, ARENA = 1 << 20, MOST_SOLAR = 250 };

typedef enum form {
    DEVICE,   /* an EUI-64 that there must be */
    OPTIONAL, /* or may be */
    VARIANT,
    MPAN,
    MPRN,
    UPRN,
    POSTCODE,
    TEXT,
    REGION,
    CLASS,
    SOLAR,
    FLAG,
    SEED
} form;

#define AT(field) offsetof(sim_listing, field)

static const struct column {
    const char *name;
    form form;
    size_t offset;
    const char *rule;
} columns[] = {
    {"hub", DEVICE, AT(home.hub), "an EUI-64"},
    {"esme", DEVICE, AT(home.esme), "an EUI-64"},
    {"gsme", DEVICE, AT(home.gsme), "an EUI-64"},
    {"gpf", DEVICE, AT(home.gpf), "an EUI-64"},
    {"ppmid", DEVICE, AT(home.ppmid), "an EUI-64"},
    {"hcalcs", OPTIONAL, AT(home.hcalcs), "an EUI-64, or nothing"},
    {"sapc", OPTIONAL, AT(home.sapc), "an EUI-64, or nothing"},
    {"ihd", OPTIONAL, AT(home.ihd), "an EUI-64, or nothing"},
    {"cad", OPTIONAL, AT(home.cad), "an EUI-64, or nothing"},
    {"spare_hub", OPTIONAL, AT(home.spare_hub), "an EUI-64, or nothing"},
    {"spare_gpf", OPTIONAL, AT(home.spare_gpf), "an EUI-64, or nothing"},
    {"variant", VARIANT, AT(equipment), "A, B, C, ADEF, BDEF or CDEF, with DEF where there is a HCALCS"},
    {"mpan", MPAN, AT(home.mpan), "13 digits, the last of which checks the others"},
    {"mprn", MPRN, AT(home.mprn), "6 to 10 digits, the last two of which check the others"},
    {"uprn", UPRN, AT(address.uprn), "up to 12 digits, or nothing"},
    {"postcode", POSTCODE, AT(address.post_code), "a postcode as AB1 2CD, or nothing"},
    {"address", TEXT, AT(address.identifier), "up to 30 characters"},
    {"region", REGION, AT(region), "north, central or south, or nothing: the distributor's"},
    {"class", CLASS, AT(equipment.profile_class), "a profile class, 1 to 4"},
    {"solar", SOLAR, AT(equipment.solar), "panels in hundreds of watts, 0 to 250"},
    {"heatpump", FLAG, AT(equipment.has_heat_pump), "yes or no"},
    {"vehicle", FLAG, AT(equipment.has_vehicle), "yes or no"},
    {"seed", SEED, AT(seed), "a number below 2^64 that keys follow from, or nothing"},
};
enum { COLUMNS = (int)ALB_COUNT(columns) };

static void *field(sim_listing *l, const struct column *c)
{
    return (uint8_t *)l + c->offset;
}

/* --- one value --- */

static bool all_digits(alb_span text)
{
    bool digits = true;
    for (size_t i = 0; i < text.len; i++) {
        digits = digits && text.ptr[i] >= '0' && text.ptr[i] <= '9';
    }
    return digits;
}

static bool take_text(alb_span text, size_t min, size_t max, char *out)
{
    if (text.len < min || text.len > max) {
        return false;
    }
    memcpy(out, text.ptr ? (const char *)text.ptr : "", text.len);
    out[text.len] = '\0';
    return true;
}

static bool take_device(alb_span text, bool optional, alb_eui64 *out)
{
    *out = alb_eui64_of(0);
    return text.len == 0 ? optional : alb_eui64_parse(text, out) && alb_eui64_number(*out) != 0;
}

/* A or BDEF; the HCALCS stands before it in the line. */
static bool take_variant(alb_span text, const sim_home *home, sim_equipment *e)
{
    bool has_more = text.len == 4 && alb_span_is(alb_span_sub(text, 1, 3), "DEF");
    if ((text.len != 1 && !has_more) || text.ptr[0] < 'A' || text.ptr[0] > 'C') {
        return false;
    }
    e->is_twin = text.ptr[0] == 'B';
    e->is_polyphase = text.ptr[0] == 'C';
    e->has_control = has_more;
    e->has_sapc = alb_eui64_number(home->sapc) != 0;
    e->has_ihd = alb_eui64_number(home->ihd) != 0;
    e->has_cad = alb_eui64_number(home->cad) != 0;
    return take_text(text, 1, sizeof e->variant - 1, e->variant) &&
           has_more == (alb_eui64_number(home->hcalcs) != 0);
}

static bool is_letter(uint8_t octet)
{
    return octet >= 'A' && octet <= 'Z';
}

static bool is_digit(uint8_t octet)
{
    return octet >= '0' && octet <= '9';
}

/* One or two letters, a digit, a digit or letter or none, a blank, a digit, two letters. */
static bool take_post_code(alb_span text, char *out)
{
    if (text.len == 0) {
        return take_text(text, 0, 0, out);
    }
    if (text.len < 6 || text.len > 8) {
        return false;
    }
    const uint8_t *p = text.ptr;
    size_t outward = text.len - 4;
    size_t letters = is_letter(p[1]) ? 2 : 1;
    bool good = is_letter(p[0]) && outward > letters && outward <= letters + 2 && is_digit(p[letters]);
    good = good && (outward == letters + 1 || is_digit(p[letters + 1]) || is_letter(p[letters + 1]));
    good = good && p[outward] == ' ' && is_digit(p[outward + 1]) && is_letter(p[outward + 2]) &&
           is_letter(p[outward + 3]);
    return good && take_text(text, 6, 8, out);
}

static bool take_number(alb_span text, uint64_t min, uint64_t max, uint8_t *out)
{
    uint64_t number;
    bool good = alb_parse_u64(text, max, &number) && number >= min;
    *out = good ? (uint8_t)number : 0;
    return good;
}

static bool take_flag(alb_span text, bool *out)
{
    *out = alb_span_is(text, "yes");
    return *out || alb_span_is(text, "no");
}

static bool take_value(const struct column *c, alb_span text, sim_listing *l)
{
    void *out = field(l, c);
    switch (c->form) {
    case DEVICE:
    case OPTIONAL:
        return take_device(text, c->form == OPTIONAL, out);
    case VARIANT:
        return take_variant(text, &l->home, &l->equipment);
    case MPAN:
        return all_digits(text) && take_text(text, 13, 13, out) && sim_mpan_is_good(out);
    case MPRN:
        return all_digits(text) && take_text(text, 6, 10, out) && sim_mprn_is_good(out);
    case UPRN:
        return all_digits(text) && take_text(text, 0, 12, out);
    case POSTCODE:
        return take_post_code(text, out);
    case TEXT:
        return take_text(text, 0, sizeof l->address.identifier - 1, out);
    case REGION:
        l->region = sim_region_of(l->home);
        return text.len == 0 || sim_region_named(text, &l->region);
    case CLASS:
        return take_number(text, 1, 4, out);
    case SOLAR:
        return take_number(text, 0, MOST_SOLAR, out);
    case FLAG:
        return take_flag(text, out);
    case SEED:
    default:
        return text.len == 0 || alb_parse_u64(text, UINT64_MAX, &l->seed);
    }
}

/* --- reading --- */

typedef struct intake {
    sim_list *list;
    size_t room;
    uint32_t *lines; /* of each home */
    const sim_list_told *told;
    uint32_t faults;
    uint64_t seed;
} intake;

static void complain(intake *in, uint32_t line, const char *column, const char *rule)
{
    in->faults++;
    if (in->told && in->told->fault) {
        in->told->fault(in->told->ctx, line, column, rule);
    }
}

static bool make_room(intake *in)
{
    size_t room = in->room > 0 ? in->room * 2 : 64;
    if (in->list->homes < in->room) {
        return true;
    }
    sim_listing *listed = realloc(in->list->listed, room * sizeof *listed);
    if (!listed) {
        return false;
    }
    in->list->listed = listed;
    uint32_t *lines = realloc(in->lines, room * sizeof *lines);
    if (!lines) {
        return false;
    }
    in->lines = lines;
    in->room = room;
    return true;
}

static alb_status take_line(intake *in, const alb_span *fields, size_t n, uint32_t line, alb_err *err)
{
    if (in->list->homes == SIM_LIST_MOST) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, line, "more than %d homes", SIM_LIST_MOST);
    }
    if (n != COLUMNS) {
        complain(in, line, "all", "as many values as there are columns");
        return ALB_OK;
    }
    if (!make_room(in)) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, line, "no memory for a list of homes");
    }
    sim_listing *l = &in->list->listed[in->list->homes];
    *l = (sim_listing){.seed = in->seed};
    for (size_t i = 0; i < COLUMNS; i++) {
        if (!take_value(&columns[i], fields[i], l)) {
            complain(in, line, columns[i].name, columns[i].rule);
        }
    }
    in->lines[in->list->homes++] = line;
    return ALB_OK;
}

static alb_status read_lines(intake *in, alb_csv *r, alb_err *err)
{
    static const char *names[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        names[i] = columns[i].name;
    }
    ALB_TRY(alb_csv_header(r, names, COLUMNS, err));
    for (;;) {
        alb_span fields[COLUMNS];
        size_t n = 0;
        ALB_TRY(alb_csv_next(r, fields, COLUMNS, &n, err));
        if (n == 0) {
            return ALB_OK;
        }
        ALB_TRY(take_line(in, fields, n, r->line, err));
        alb_arena_reset(r->arena);
        if (in->told && in->told->progress && in->list->homes % TOLD_EVERY == 0) {
            in->told->progress(in->told->ctx, in->list->homes);
        }
    }
}

/* --- what may stand there once --- */

static const char *name_of(sim_kind kind)
{
    static const char *const names[] = {
        [SIM_HUB] = "hub",     [SIM_ESME] = "esme",           [SIM_GSME] = "gsme",          [SIM_GPF] = "gpf",
        [SIM_PPMID] = "ppmid", [SIM_HCALCS] = "hcalcs",       [SIM_SAPC] = "sapc",          [SIM_IHD] = "ihd",
        [SIM_CAD] = "cad",     [SIM_SPARE_HUB] = "spare_hub", [SIM_SPARE_GPF] = "spare_gpf"};
    return names[kind];
}

typedef struct numbered {
    uint64_t digits;
    uint32_t home;
} numbered;

static int by_digits(const void *a, const void *b)
{
    const numbered *x = a;
    const numbered *y = b;
    return x->digits != y->digits ? (x->digits > y->digits) - (x->digits < y->digits)
                                  : (x->home > y->home) - (x->home < y->home);
}

/* A meter point is of one home. */
static alb_status check_points(intake *in, bool of_gas, alb_err *err)
{
    const sim_list *l = in->list;
    numbered *all = calloc((size_t)l->homes + 1, sizeof *all);
    if (!all) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a list of homes");
    }
    for (uint32_t n = 0; n < l->homes; n++) {
        const char *text = of_gas ? l->listed[n].home.mprn : l->listed[n].home.mpan;
        bool good = alb_parse_u64(alb_span_str(text), UINT64_MAX, &all[n].digits);
        all[n].digits = good ? all[n].digits : 0;
        all[n].home = n;
    }
    qsort(all, l->homes, sizeof *all, by_digits);
    for (uint32_t n = 1; n < l->homes; n++) {
        if (all[n].digits == all[n - 1].digits) {
            complain(in, in->lines[all[n].home], of_gas ? "mprn" : "mpan",
                     "another than those of the lines before");
        }
    }
    free(all);
    return ALB_OK;
}

static alb_status check_list(intake *in, alb_err *err)
{
    uint32_t number = 0;
    sim_kind kind = SIM_HUB;
    if (in->faults == 0) {
        alb_status st = sim_list_index(in->list, &number, &kind);
        if (st == ALB_EXISTS) {
            complain(in, in->lines[number], name_of(kind), "another than those before");
        } else if (st != ALB_OK) {
            return alb_fail(err, st, NULL, 0, "no memory for a list of homes");
        }
        ALB_TRY(check_points(in, false, err));
        ALB_TRY(check_points(in, true, err));
    }
    return in->faults == 0
               ? ALB_OK
               : alb_fail(err, ALB_BAD_VALUE, NULL, 0, "%u values of the list cannot be taken", in->faults);
}

alb_status sim_list_read(alb_span csv, uint64_t seed, const sim_list_told *told, sim_list **out, alb_err *err)
{
    const sim_mix none = {.twin = 0};
    intake in = {.list = sim_list_make(seed, 0, &none), .told = told, .seed = seed};
    alb_arena *arena = alb_arena_new(ARENA);
    *out = NULL;
    alb_status st = ALB_NO_MEMORY;
    if (in.list && arena && make_room(&in)) {
        alb_csv r = alb_csv_init(csv, arena);
        st = read_lines(&in, &r, err);
        st = st == ALB_OK ? check_list(&in, err) : st;
    } else {
        st = alb_fail(err, st, NULL, 0, "no memory for a list of homes");
    }
    alb_arena_free(arena);
    free(in.lines);
    if (st != ALB_OK) {
        sim_list_free(in.list);
        return st;
    }
    *out = in.list;
    return ALB_OK;
}

/* --- writing --- */

static void put_text(alb_buf *out, const char *text)
{
    bool quoted = strpbrk(text, ",\"\r\n");
    if (!quoted) {
        alb_buf_add_text(out, text);
        return;
    }
    alb_buf_add_u8(out, '"');
    for (; *text; text++) {
        if (*text == '"') {
            alb_buf_add_u8(out, '"');
        }
        alb_buf_add_u8(out, (uint8_t)*text);
    }
    alb_buf_add_u8(out, '"');
}

static void put_device(alb_buf *out, alb_eui64 id)
{
    char hex[ALB_EUI64_TEXT];
    alb_buf_add_text(out, alb_eui64_number(id) != 0 ? alb_eui64_hex(id, hex) : "");
}

/* Those that not every home has: a home that is made up has identifiers for all. */
static bool is_there(const struct column *c, const sim_equipment *e)
{
    return c->offset == AT(home.hcalcs) ? e->has_control
           : c->offset == AT(home.sapc) ? e->has_sapc
           : c->offset == AT(home.ihd)  ? e->has_ihd
           : c->offset == AT(home.cad)  ? e->has_cad
                                        : true;
}

static void put_value(const struct column *c, sim_listing *l, alb_buf *out)
{
    void *value = field(l, c);
    switch (c->form) {
    case DEVICE:
    case OPTIONAL:
        put_device(out, is_there(c, &l->equipment) ? *(const alb_eui64 *)value : alb_eui64_of(0));
        break;
    case VARIANT:
        put_text(out, l->equipment.variant);
        break;
    case MPAN:
    case MPRN:
    case UPRN:
    case POSTCODE:
    case TEXT:
        put_text(out, value);
        break;
    case REGION:
        put_text(out, sim_region_name(l->region));
        break;
    case CLASS:
    case SOLAR:
        alb_buf_printf(out, "%u", *(const uint8_t *)value);
        break;
    case FLAG:
        put_text(out, *(const bool *)value ? "yes" : "no");
        break;
    case SEED:
    default:
        alb_buf_printf(out, "%llu", (unsigned long long)l->seed);
        break;
    }
}

void sim_list_write(const sim_list *l, alb_buf *out)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        alb_buf_printf(out, "%s%s", i > 0 ? "," : "", columns[i].name);
    }
    alb_buf_add_text(out, "\r\n");
    for (uint32_t number = 0; number < l->homes; number++) {
        sim_listing one;
        sim_list_at(l, number, &one);
        for (size_t i = 0; i < COLUMNS; i++) {
            if (i > 0) {
                alb_buf_add_u8(out, ',');
            }
            put_value(&columns[i], &one, out);
        }
        alb_buf_add_text(out, "\r\n");
    }
}
