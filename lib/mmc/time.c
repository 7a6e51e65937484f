/* Points in time, dates with wildcards, calendars (mmc.md 6.1). */
#include "mmc_internal.h"

#include "base/text.h"
#include "base/time.h"

enum { ANY_YEAR = 0xffff, ANY = 0xff, LAST_DAY = 0xfe, SECOND_LAST_DAY = 0xfd, FIRST_YEAR = 2014 };

/* --- points in time: always UTC, always hundredths --- */

/* Two digits over the place holders of a pattern. */
static void put_two(char *text, size_t at, int number)
{
    text[at] = (char)('0' + number / 10 % 10);
    text[at + 1] = (char)('0' + number % 10);
}

static void write_clock(alb_wr *w, int hour, int minute, int second, int hundredths)
{
    char text[] = "hh:mm:ss.cc";
    put_two(text, 0, hour);
    put_two(text, 3, minute);
    put_two(text, 6, second);
    put_two(text, 9, hundredths);
    text[sizeof text - 1] = 'Z';
    alb_wr_bytes(w, alb_span_of(text, sizeof text));
}

static void write_time(alb_wr *w, alb_time t)
{
    alb_date_time d = alb_time_split(t);
    char text[] = "yyyy-mm-dd";
    put_two(text, 0, d.year / 100);
    put_two(text, 2, d.year % 100);
    put_two(text, 5, d.month);
    put_two(text, 8, d.day);
    text[sizeof text - 1] = 'T';
    alb_wr_bytes(w, alb_span_of(text, sizeof text));
    write_clock(w, d.hour, d.minute, d.second, d.millisecond / 10);
}

static int or_zero(uint8_t octet)
{
    return octet == ANY ? 0 : octet;
}

bool mmc_write_date_time(alb_wr *w, alb_span octets)
{
    alb_rd r = alb_rd_init(octets);
    alb_date_time d = {.year = alb_rd_be16(&r), .month = alb_rd_u8(&r), .day = alb_rd_u8(&r)};
    (void)alb_rd_u8(&r); /* day of week */
    d.hour = or_zero(alb_rd_u8(&r));
    d.minute = or_zero(alb_rd_u8(&r));
    d.second = or_zero(alb_rd_u8(&r));
    d.millisecond = or_zero(alb_rd_u8(&r)) * 10;
    int16_t deviation = (int16_t)alb_rd_be16(&r);
    alb_time t;
    if (octets.len != 12 || !alb_time_join(&d, &t)) {
        return false;
    }
    /* Local time plus deviation is UTC; the smallest number says that it is not given. */
    write_time(w, deviation == INT16_MIN ? t : t + ALB_MINUTES(deviation));
    return true;
}

/* YYYYMMDDhhmmssZ */
static bool write_generalized_time(alb_wr *w, alb_span text)
{
    static const uint8_t digits[] = {4, 2, 2, 2, 2, 2};
    uint64_t part[ALB_COUNT(digits)];
    size_t at = 0;
    for (size_t i = 0; i < ALB_COUNT(digits); at += digits[i++]) {
        if (!alb_parse_u64(alb_span_sub(text, at, digits[i]), 9999, &part[i])) {
            return false;
        }
    }
    alb_date_time d = {.year = (int)part[0],
                       .month = (int)part[1],
                       .day = (int)part[2],
                       .hour = (int)part[3],
                       .minute = (int)part[4],
                       .second = (int)part[5]};
    alb_time t;
    if (!alb_time_join(&d, &t)) {
        return false;
    }
    write_time(w, t);
    return true;
}

bool mmc_date_time(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                   alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    const cat_kind kind = v->field->type->kind;
    if (kind == CAT_A_TIME) {
        return write_generalized_time(w, v->bytes);
    }
    if (v->bytes.len > 0) {
        return mmc_write_date_time(w, v->bytes);
    }
    if (kind == CAT_Z_UTC && (v->number.u == 0 || v->number.u == UINT32_MAX)) {
        return false;
    }
    write_time(w, alb_time_from_2000((uint32_t)v->number.u));
    return true;
}

bool mmc_sample_time(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                     alb_wr *w)
{
    enum { DAILY = 0xffff, DAY = 86400 };
    (void)row;
    (void)v;
    uint32_t start = scope->outer ? mmc_value_at(m, scope->outer, "SampleStartTime") : MMC_NOWHERE;
    uint32_t every = scope->outer ? mmc_value_at(m, scope->outer, "SampleRequestInterval") : MMC_NOWHERE;
    if (start == MMC_NOWHERE || every == MMC_NOWHERE) {
        return false;
    }
    int64_t interval = mmc_number(&m->tree->values[every]);
    alb_time t = alb_time_from_2000((uint32_t)m->tree->values[start].number.u);
    write_time(w, t + ALB_SECONDS((interval == DAILY ? DAY : interval) * (scope->position - 1)));
    return true;
}

/* --- times of day --- */

bool mmc_time(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v, alb_wr *w)
{
    (void)row;
    (void)scope;
    if (v->bytes.len != 4) {
        return false;
    }
    int part[4];
    for (size_t i = 0; i < ALB_COUNT(part); i++) {
        part[i] = or_zero(v->bytes.ptr[i]);
    }
    if (part[0] > 23 || part[1] > 59 || part[2] > 59 || part[3] > 99) {
        mmc_refuse(m, v, "no time of day");
        return false;
    }
    write_clock(w, part[0], part[1], part[2], part[3]);
    return true;
}

bool mmc_minutes(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                 alb_wr *w)
{
    (void)row;
    (void)scope;
    if (v->number.u >= UINT64_C(24) * 60) {
        mmc_refuse(m, v, "no minute of a day");
        return false;
    }
    write_clock(w, (int)v->number.u / 60, (int)v->number.u % 60, 0, 0);
    return true;
}

/* --- dates --- */

typedef struct date {
    unsigned year, month, day, weekday;
} date;

/* Date or date-time of COSEM. */
static bool read_date(const cat_value *v, date *out)
{
    alb_rd r = alb_rd_init(v->bytes);
    *out = (date){alb_rd_be16(&r), alb_rd_u8(&r), alb_rd_u8(&r), alb_rd_u8(&r)};
    return r.st == ALB_OK;
}

bool mmc_plain_date(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                    alb_wr *w)
{
    (void)m;
    (void)row;
    (void)scope;
    date d;
    alb_time t;
    if (!read_date(v, &d) ||
        !alb_time_join(&(alb_date_time){.year = (int)d.year, .month = (int)d.month, .day = (int)d.day}, &t)) {
        return false;
    }
    alb_wr_printf(w, "%04u-%02u-%02u", d.year, d.month, d.day);
    return true;
}

typedef struct date_names {
    const char *year, *month, *day, *weekday, *any_day;
} date_names;

static void date_part(mmc_document *doc, const char *name, const char *specified, unsigned number,
                      const char *unspecified)
{
    uint32_t at = mmc_open(doc, alb_span_str(name), MMC_PARENT);
    if (unspecified) {
        (void)mmc_open(doc, alb_span_str(unspecified), MMC_EMPTY);
    } else {
        (void)mmc_leaf_number(doc, specified, number);
    }
    mmc_close(doc, at);
}

static void add_date(mmc_mapping *m, const cat_mmc_row *row, const cat_value *v, const date *d,
                     const date_names *names, uint32_t position)
{
    const char *special_day = d->day == ANY               ? names->any_day
                              : d->day == LAST_DAY        ? "LastDayOfMonth"
                              : d->day == SECOND_LAST_DAY ? "SecondLastDayOfMonth"
                                                          : NULL;
    if ((d->year != ANY_YEAR && (d->year < FIRST_YEAR || d->year > 9999)) ||
        (d->month != ANY && (d->month < 1 || d->month > 12)) ||
        (!special_day && (d->day < 1 || d->day > 31)) ||
        (d->weekday != ANY && (d->weekday < 1 || d->weekday > 7))) {
        mmc_refuse(m, v, "no date from 2014 on");
        return;
    }
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    if (row->index) {
        mmc_attribute_number(m->doc, at, row->index, row->number ? row->number : position);
    }
    date_part(m->doc, names->year, "SpecifiedYear", d->year, d->year == ANY_YEAR ? "NonSpecifiedYear" : NULL);
    date_part(m->doc, names->month, "SpecifiedMonth", d->month, d->month == ANY ? "NonSpecifiedMonth" : NULL);
    date_part(m->doc, names->day, "SpecifiedDayOfMonth", d->day, special_day);
    date_part(m->doc, names->weekday, "SpecifiedDayOfWeek", d->weekday,
              d->weekday == ANY ? "NonSpecifiedDayOfWeek" : NULL);
    mmc_close(m->doc, at);
}

void mmc_date(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    static const date_names names = {"Year", "Month", "DayOfMonth", "DayOfWeek", "NonSpecifiedDayOfMonth"};
    const cat_value *v = &m->tree->values[index];
    date d;
    if (read_date(v, &d)) {
        add_date(m, row, v, &d, &names, scope->position);
    }
}

void mmc_gas_date(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    static const date_names names = {"GasYearWithWildcards", "GasMonthWithWildcards",
                                     "GasDayOfMonthWithWildcards", "GasDayOfWeekWithWildcards",
                                     "GasNonSpecifiedDayOfMonth"};
    const cat_value *v = &m->tree->values[index];
    if (v->bytes.len == 4) {
        uint8_t year = v->bytes.ptr[0];
        date d = {year == ANY ? ANY_YEAR : 1900u + year, v->bytes.ptr[1], v->bytes.ptr[2], v->bytes.ptr[3]};
        if (d.day == LAST_DAY || d.day == SECOND_LAST_DAY) {
            d.day = 0; /* not in gas calendars: refused */
        }
        add_date(m, row, v, &d, &names, scope->position);
    }
}

void mmc_weekdays(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    for (size_t i = 0; i < ALB_COUNT(days); i++) {
        if (mmc_bit(&m->tree->values[index], i)) {
            uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
            if (at != MMC_NOWHERE) {
                m->doc->nodes[at].repeated = true;
            }
            (void)mmc_leaf(m->doc, ALB_LIT("DayOfWeekID"), MMC_CODE, alb_span_str(days[i]));
            mmc_close(m->doc, at);
        }
    }
}

void mmc_special_days(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    enum { MOST = 20 };
    (void)scope;
    for (unsigned i = 0; i < MOST; i++) {
        if (!mmc_bit(&m->tree->values[index], i)) {
            continue;
        }
        uint32_t at = mmc_open(m->doc, mmc_element(row), row->index ? MMC_EMPTY : MMC_PARENT);
        if (row->index) {
            mmc_attribute_number(m->doc, at, row->index, i + 1);
        } else {
            (void)mmc_leaf_number(m->doc, "SpecialDayID", i + 1);
        }
        if (at != MMC_NOWHERE) {
            m->doc->nodes[at].repeated = true;
        }
        mmc_close(m->doc, at);
    }
}

/* --- billing calendars --- */

/* How many dates a year the times of a class 22 schedule stand for says what period it is (mmc.md 9). */
static void add_period(mmc_mapping *m, const cat_value *v, const date *d, size_t count)
{
    bool any_day = d->day == ANY;
    bool any_month = d->month == ANY;
    if (count == 1 && any_day && d->weekday == ANY) {
        (void)mmc_open(m->doc, ALB_LIT("Daily"), MMC_EMPTY);
    } else if (count == 1 && any_day && d->weekday >= 1 && d->weekday <= 7) {
        (void)mmc_leaf_number(m->doc, "Weekly", d->weekday);
    } else if (count == 1 && any_month && d->day >= 1 && d->day <= 28) {
        (void)mmc_leaf_number(m->doc, "Monthly", d->day);
    } else if ((count == 1 || count == 2 || count == 4) && d->month >= 1 && d->month <= 12 && d->day >= 1 &&
               d->day <= 28) {
        uint32_t at = mmc_open(m->doc,
                               alb_span_str(count == 1   ? "Yearly"
                                            : count == 2 ? "SixMonthly"
                                                         : "Quarterly"),
                               MMC_PARENT);
        (void)mmc_leaf_number(m->doc, "DayOfMonth", d->day);
        (void)mmc_leaf_number(m->doc, "BillingPeriodStartMonth", d->month);
        mmc_close(m->doc, at);
    } else {
        mmc_refuse(m, v, "execution times that are no billing period");
    }
}

void mmc_billing_calendar(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    size_t count = 0;
    const cat_value *values = m->tree->values;
    mmc_scope times = {.outer = scope, .begin = index + 1, .end = values[index].next, .index = index};
    for (uint32_t i = times.begin; i < times.end; i = values[i].next) {
        count++;
    }
    uint32_t time = mmc_value_at(m, &times, "*/Time");
    uint32_t first = mmc_value_at(m, &times, "*/Date");
    date d;
    if (count == 0 || time == MMC_NOWHERE || first == MMC_NOWHERE || !read_date(&values[first], &d)) {
        return;
    }
    char text[32];
    alb_wr w = alb_wr_init(text, sizeof text);
    if (!mmc_time(m, row, scope, &values[time], &w)) {
        return;
    }
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    (void)mmc_leaf(m->doc, ALB_LIT("BillingTime"), MMC_CODE, alb_wr_span(&w));
    add_period(m, &values[first], &d, count);
    mmc_close(m->doc, at);
}

bool mmc_gas_period(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                    alb_wr *w)
{
    enum { DAYS = 1, WEEKS = 2, MONTHS = 3 };
    static const struct {
        uint8_t duration, unit;
        const char *name;
    } periods[] = {{1, DAYS, "Daily"},       {1, WEEKS, "Weekly"},      {1, MONTHS, "Monthly"},
                   {3, MONTHS, "Quarterly"}, {6, MONTHS, "SixMonthly"}, {12, MONTHS, "Yearly"}};
    uint32_t type = mmc_value_at(m, scope, row->with);
    uint64_t unit = type == MMC_NOWHERE ? 0 : m->tree->values[type].number.u & 0xf;
    for (size_t i = 0; i < ALB_COUNT(periods); i++) {
        if (periods[i].duration == v->number.u && periods[i].unit == unit) {
            alb_wr_text(w, periods[i].name);
            return true;
        }
    }
    mmc_refuse(m, v, "a duration that is no billing period");
    return false;
}
