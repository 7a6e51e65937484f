/* Dates with wildcards, days of the week, special days, billing dates (devices.md 4.6). */
#include "mapping_internal.h"

#include "base/text.h"

enum { ANY_YEAR = 0xffff, ANY = 0xff, LAST_DAY = 0xfe, SECOND_LAST_DAY = 0xfd };

typedef struct calendar_date {
    uint16_t year;
    uint8_t month, day, weekday;
} calendar_date;

/* --- a date of the request: either an xs:date, or elements that say each part or that it is not said --- */

static bool part_of(const duis_asked *asked, const char *electricity, const char *gas, uint64_t max,
                    uint64_t any, uint64_t *out)
{
    alb_span text = duis_asked_child(asked, electricity);
    if (text.len == 0) {
        text = duis_asked_child(asked, gas);
    }
    *out = any;
    return text.len == 0 || alb_parse_u64(text, max, out);
}

static bool has_child(const duis_asked *asked, const char *path)
{
    return duis_follow(asked->scope->job->doc, asked->node, path, 0) != DUIS_NOWHERE;
}

static bool date_of_elements(const duis_asked *asked, calendar_date *out)
{
    uint64_t year;
    uint64_t month = 0;
    uint64_t day = 0;
    uint64_t weekday = 0;
    uint64_t any_day = has_child(asked, "DayOfMonth/LastDayOfMonth")         ? LAST_DAY
                       : has_child(asked, "DayOfMonth/SecondLastDayOfMonth") ? SECOND_LAST_DAY
                                                                             : ANY;
    bool ok =
        part_of(asked, "Year/SpecifiedYear", "GasYearWithWildcards/SpecifiedYear", 9999, ANY_YEAR, &year) &&
        part_of(asked, "Month/SpecifiedMonth", "GasMonthWithWildcards/SpecifiedMonth", 12, ANY, &month) &&
        part_of(asked, "DayOfMonth/SpecifiedDayOfMonth", "GasDayOfMonthWithWildcards/SpecifiedDayOfMonth", 31,
                any_day, &day) &&
        part_of(asked, "DayOfWeek/SpecifiedDayOfWeek", "GasDayOfWeekWithWildcards/SpecifiedDayOfWeek", 7, ANY,
                &weekday);
    *out = (calendar_date){(uint16_t)year, (uint8_t)month, (uint8_t)day, (uint8_t)weekday};
    return ok;
}

static alb_span before(alb_span *text, uint8_t end)
{
    size_t n = 0;
    while (n < text->len && text->ptr[n] != end) {
        n++;
    }
    alb_span part = alb_span_sub(*text, 0, n);
    *text = alb_span_sub(*text, n + 1, SIZE_MAX);
    return part;
}

/* "65535-04-29Z" is that day of any year (vectors-errata.md 6). */
static bool date_of_text(alb_span text, calendar_date *out)
{
    uint64_t year;
    uint64_t month = 0;
    uint64_t day = 0;
    alb_span zone = text;
    (void)before(&zone, 'Z');
    if (zone.len > 0) {
        return false;
    }
    text = before(&text, 'Z');
    bool ok = alb_parse_u64(before(&text, '-'), ANY_YEAR, &year) &&
              alb_parse_u64(before(&text, '-'), 12, &month) && alb_parse_u64(text, 31, &day);
    *out = (calendar_date){(uint16_t)year, (uint8_t)month, (uint8_t)day, ANY};
    return ok && (year <= 9999 || year == ANY_YEAR);
}

static bool asked_date(const duis_asked *asked, calendar_date *out)
{
    alb_span text = duis_asked_text(asked);
    return text.len > 0 ? date_of_text(text, out) : date_of_elements(asked, out);
}

/* --- on the wire: 12 octets where a season starts at midnight, 5 in COSEM calendars, 4 in ZigBee's --- */

static alb_status date_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    static const uint8_t midnight[] = {0, 0, 0, 0, 0x80, 0, 0xff};
    calendar_date d;
    if (!asked_date(asked, &d)) {
        return duis_refuse(asked, err, "no date");
    }
    size_t len = out->field->type->max;
    alb_wr w = alb_wr_init(duis_put_octets(out, arena, len), len);
    if (!w.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a date");
    }
    if (len == 4) {
        if (d.year != ANY_YEAR && (d.year < 1900 || d.year >= 1900 + 255)) {
            return duis_refuse(asked, err, "years are 1900 to 2154");
        }
        alb_wr_u8(&w, (uint8_t)(d.year == ANY_YEAR ? ANY : d.year - 1900));
    } else {
        alb_wr_be16(&w, d.year);
    }
    alb_wr_u8(&w, d.month);
    alb_wr_u8(&w, d.day);
    alb_wr_u8(&w, d.weekday);
    if (len == 12) {
        alb_wr_bytes(&w, ALB_SPAN_OF(midnight));
    }
    return ALB_OK;
}

static void write_part(alb_wr *words, unsigned value, unsigned any)
{
    if (value == any) {
        alb_wr_text(words, "any");
    } else {
        alb_wr_printf(words, "%u", value);
    }
}

static void write_date(alb_wr *words, const calendar_date *d)
{
    write_part(words, d->year, ANY_YEAR);
    alb_wr_text(words, "-");
    write_part(words, d->month, ANY);
    alb_wr_text(words, "-");
    if (d->day == LAST_DAY || d->day == SECOND_LAST_DAY) {
        alb_wr_text(words, d->day == LAST_DAY ? "last" : "second last");
    } else {
        write_part(words, d->day, ANY);
    }
    if (d->weekday != ANY) {
        alb_wr_printf(words, " weekday %u", d->weekday);
    }
}

static void date_asked(const duis_asked *asked, alb_wr *words)
{
    calendar_date d;
    if (asked_date(asked, &d)) {
        write_date(words, &d);
    }
}

static void date_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_rd r = alb_rd_init(tree->values[index].bytes);
    size_t len = r.len;
    calendar_date d = {0};
    if (len == 4) {
        uint8_t year = alb_rd_u8(&r);
        d.year = year == ANY ? ANY_YEAR : (uint16_t)(1900 + year);
    } else {
        d.year = alb_rd_be16(&r);
    }
    d.month = alb_rd_u8(&r);
    d.day = alb_rd_u8(&r);
    d.weekday = alb_rd_u8(&r);
    if (len == 12) {
        alb_span rest = alb_rd_bytes(&r, 7);
        static const uint8_t midnight[] = {0, 0, 0, 0, 0x80, 0, 0xff};
        if (!alb_span_equal(rest, ALB_SPAN_OF(midnight))) {
            alb_wr_text(words, "not midnight: ");
            alb_wr_hex(words, rest);
        }
    }
    write_date(words, &d);
}

const duis_conversion duis_conversion_date = {
    .name = "date", .put = date_put, .asked = date_asked, .found = date_found};

/* --- bits, the first at the top --- */

static alb_status put_bits(cat_value *out, alb_arena *arena, const bool *bits, uint32_t count, alb_err *err)
{
    uint8_t *octets = duis_put_octets(out, arena, (count + 7) / 8);
    if (!octets) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for bits");
    }
    for (uint32_t i = 0; i < count; i++) {
        octets[i / 8] = (uint8_t)(octets[i / 8] | (bits[i] ? 0x80 >> i % 8 : 0));
    }
    out->number.u = count;
    return ALB_OK;
}

static bool bit_of(const cat_value *v, uint32_t i)
{
    return i / 8 < v->bytes.len && (v->bytes.ptr[i / 8] >> (7 - i % 8) & 1) != 0;
}

/* --- weekdays --- */

static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};

/* No list of days: none of them. */
static void applicable_weekdays(const duis_asked *asked, bool out[static 7])
{
    const duis_document *doc = asked->scope->job->doc;
    for (uint32_t i = 0; i < 7; i++) {
        char path[64];
        alb_wr w = alb_wr_init(path, sizeof path - 1);
        alb_wr_printf(&w, "DayOfWeekApplicability/DayOfWeekID[=%s]", weekdays[i]);
        path[w.pos] = '\0';
        out[i] = asked->node != DUIS_NOWHERE && duis_follow(doc, asked->node, path, 0) != DUIS_NOWHERE;
    }
}

static alb_status weekdays_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    bool days[7];
    applicable_weekdays(asked, days);
    return put_bits(out, arena, days, 7, err);
}

static void weekdays_asked(const duis_asked *asked, alb_wr *words)
{
    bool days[7];
    applicable_weekdays(asked, days);
    for (uint32_t i = 0; i < 7; i++) {
        alb_wr_printf(words, "%s ", days[i] ? weekdays[i] : "-");
    }
}

static void weekdays_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    for (uint32_t i = 0; i < 7; i++) {
        alb_wr_printf(words, "%s ", bit_of(&tree->values[index], i) ? weekdays[i] : "-");
    }
}

const duis_conversion duis_conversion_weekdays = {
    .name = "weekdays", .put = weekdays_put, .asked = weekdays_asked, .found = weekdays_found};

/* --- special days: a bit for each that `argument` lists, set where the schedule names its number --- */

enum { MOST_SPECIAL_DAYS = 50 };

static uint32_t applicable_special_days(const duis_asked *asked, bool out[static MOST_SPECIAL_DAYS])
{
    static const char *const ways[] = {
        "SpecialDaysApplicability[index=", "SpecialDaysApplicability[identifier=",
        "SpecialDaysApplicability/SpecialDayApplicability[SpecialDayID="};
    const duis_document *doc = asked->scope->job->doc;
    uint32_t count = 0;
    for (; count < MOST_SPECIAL_DAYS; count++) {
        uint32_t day = duis_follow(doc, asked->scope->node, asked->row->argument, count);
        if (day == DUIS_NOWHERE) {
            break;
        }
        uint32_t number = duis_index_of(doc, day, count + 1);
        out[count] = false;
        for (size_t i = 0; i < ALB_COUNT(ways); i++) {
            char path[80];
            alb_wr w = alb_wr_init(path, sizeof path - 1);
            alb_wr_printf(&w, "%s%u]", ways[i], number);
            path[w.pos] = '\0';
            out[count] = out[count] || duis_follow(doc, asked->scope->node, path, 0) != DUIS_NOWHERE;
        }
    }
    return count;
}

static alb_status special_days_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    bool days[MOST_SPECIAL_DAYS];
    uint32_t count = applicable_special_days(asked, days);
    return put_bits(out, arena, days, count, err);
}

static void special_days_asked(const duis_asked *asked, alb_wr *words)
{
    bool days[MOST_SPECIAL_DAYS];
    uint32_t count = applicable_special_days(asked, days);
    for (uint32_t i = 0; i < count; i++) {
        alb_wr_text(words, days[i] ? "1" : "0");
    }
}

static void special_days_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    for (uint32_t i = 0; i < tree->values[index].number.u; i++) {
        alb_wr_text(words, bit_of(&tree->values[index], i) ? "1" : "0");
    }
}

const duis_conversion duis_conversion_special_days = {.name = "special days",
                                                      .put = special_days_put,
                                                      .asked = special_days_asked,
                                                      .found = special_days_found};

/* --- billing dates: a periodicity becomes the dates of a year on which it falls --- */

typedef struct billing {
    calendar_date dates[4];
    uint32_t count;
} billing;

static bool number_at(const duis_asked *asked, const char *path, uint64_t max, uint8_t *out)
{
    uint64_t n;
    if (!alb_parse_u64(duis_asked_child(asked, path), max, &n)) {
        return false;
    }
    *out = (uint8_t)n;
    return true;
}

/* 1, 2 or 4 times a year, from the start month on. */
static bool yearly(const duis_asked *asked, const char *day, const char *start, uint32_t times, billing *out)
{
    uint8_t first;
    uint8_t of_month = 0;
    if (!number_at(asked, start, 12, &first) || !number_at(asked, day, 31, &of_month) || first == 0) {
        return false;
    }
    for (uint32_t i = 0; i < times; i++) {
        uint8_t month = (uint8_t)((first - 1 + i * (12 / times)) % 12 + 1);
        out->dates[i] = (calendar_date){ANY_YEAR, month, of_month, ANY};
    }
    out->count = times;
    return true;
}

static bool asked_billing(const duis_asked *asked, billing *out)
{
    calendar_date *first = &out->dates[0];
    *out = (billing){.dates = {{ANY_YEAR, ANY, ANY, ANY}}, .count = 1};
    return has_child(asked, "Daily") || number_at(asked, "Weekly", 7, &first->weekday) ||
           number_at(asked, "Monthly", 31, &first->day) ||
           yearly(asked, "Quarterly/DayOfMonth", "Quarterly/BillingPeriodStartMonth", 4, out) ||
           yearly(asked, "SixMonthly/DayOfMonth", "SixMonthly/BillingPeriodStartMonth", 2, out) ||
           yearly(asked, "Yearly/DayOfMonth", "Yearly/BillingPeriodStartMonth", 1, out);
}

static alb_status put_date_octets(cat_tree *tree, const cat_field *field, const calendar_date *d,
                                  alb_err *err)
{
    cat_value *leaf = cat_tree_leaf(tree, field);
    alb_wr w = alb_wr_init(duis_put_octets(leaf, tree->arena, 5), 5);
    alb_wr_be16(&w, d->year);
    alb_wr_u8(&w, d->month);
    alb_wr_u8(&w, d->day);
    alb_wr_u8(&w, d->weekday);
    return w.buf ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a date");
}

/* An entry of a list of execution times: { time, date }. */
static alb_status build_execution_time(cat_tree *tree, const cat_field *entry, alb_span clock,
                                       const calendar_date *d, alb_err *err)
{
    uint32_t at = cat_tree_open(tree, entry);
    cat_value *time = cat_tree_leaf(tree, &entry->type->fields[0]);
    ALB_TRY(cat_value_set_text(time, clock, tree->arena, err));
    ALB_TRY(put_date_octets(tree, &entry->type->fields[1], d, err));
    cat_tree_close(tree, at);
    return ALB_OK;
}

static alb_status billing_build(const duis_asked *asked, const cat_field *field, cat_tree *tree, alb_err *err)
{
    billing b;
    alb_span time = duis_asked_child(asked, "BillingTime");
    if (!asked_billing(asked, &b)) {
        return duis_refuse(asked, err, "no periodicity");
    }
    uint32_t at = cat_tree_open(tree, field);
    tree->values[at].number.u = b.count;
    for (uint32_t i = 0; i < b.count; i++) {
        ALB_TRY(
            build_execution_time(tree, &field->type->fields[0], alb_span_sub(time, 0, 8), &b.dates[i], err));
    }
    cat_tree_close(tree, at);
    return ALB_OK;
}

static void billing_asked(const duis_asked *asked, alb_wr *words)
{
    billing b;
    if (!asked_billing(asked, &b)) {
        return;
    }
    for (uint32_t i = 0; i < b.count; i++) {
        alb_wr_bytes(words, alb_span_sub(duis_asked_child(asked, "BillingTime"), 0, 8));
        alb_wr_text(words, " on ");
        write_date(words, &b.dates[i]);
        alb_wr_text(words, "; ");
    }
}

static void execution_times_found(const duis_asked *asked, const cat_tree *tree, uint32_t index,
                                  alb_wr *words)
{
    for (uint32_t e = cat_tree_child(tree, index); e != UINT32_MAX; e = cat_tree_sibling(tree, index, e)) {
        uint32_t time = cat_tree_child(tree, e);
        cat_value_text(&tree->values[time], words);
        alb_wr_text(words, " on ");
        date_found(asked, tree, cat_tree_sibling(tree, e, time), words);
        alb_wr_text(words, "; ");
    }
}

const duis_conversion duis_conversion_billing_dates = {
    .name = "billing dates", .build = billing_build, .asked = billing_asked, .found = execution_times_found};

/* --- daily reset: every day at midnight, or never --- */

static bool asked_daily(const duis_asked *asked)
{
    alb_span text = duis_asked_text(asked);
    return alb_span_is(text, "true") || alb_span_is(text, "1");
}

static alb_status daily_build(const duis_asked *asked, const cat_field *field, cat_tree *tree, alb_err *err)
{
    static const calendar_date any_day = {ANY_YEAR, ANY, ANY, ANY};
    uint32_t at = cat_tree_open(tree, field);
    if (asked_daily(asked)) {
        tree->values[at].number.u = 1;
        ALB_TRY(build_execution_time(tree, &field->type->fields[0], ALB_LIT("00:00:00"), &any_day, err));
    }
    cat_tree_close(tree, at);
    return ALB_OK;
}

static void daily_asked(const duis_asked *asked, alb_wr *words)
{
    alb_wr_text(words, asked_daily(asked) ? "00:00:00 on any-any-any; " : "");
}

const duis_conversion duis_conversion_daily_reset = {
    .name = "daily reset", .build = daily_build, .asked = daily_asked, .found = execution_times_found};
