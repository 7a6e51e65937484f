/* xs:dateTime, xs:date and xs:time. */
#include "simple_internal.h"

#include "base/time.h"

typedef struct scan {
    alb_span text;
    size_t at;
    bool ok;
} scan;

static bool next_is(const scan *s, char c)
{
    return s->at < s->text.len && s->text.ptr[s->at] == (uint8_t)c;
}

static bool next_is_digit(const scan *s)
{
    return s->at < s->text.len && s->text.ptr[s->at] >= '0' && s->text.ptr[s->at] <= '9';
}

static void skip(scan *s, char c)
{
    s->ok = s->ok && next_is(s, c);
    s->at++;
}

static int two_digits(scan *s)
{
    int n = 0;
    for (int i = 0; i < 2; i++) {
        if (!next_is_digit(s)) {
            s->ok = false;
            return 0;
        }
        n = 10 * n + s->text.ptr[s->at++] - '0';
    }
    return n;
}

/* Four digits, or more without leading zeros; there is no year 0. Gives the year modulo 400, which decides on
 * leap years, so that no number is too large. */
static int year(scan *s)
{
    if (next_is(s, '-')) {
        s->at++;
    }
    size_t from = s->at;
    int n = 0;
    bool zero = true;
    while (next_is_digit(s)) {
        int digit = s->text.ptr[s->at++] - '0';
        n = (10 * n + digit) % 400;
        zero = zero && digit == 0;
    }
    size_t len = s->at - from;
    s->ok = s->ok && !zero && (len == 4 || (len > 4 && s->text.ptr[from] != '0'));
    return n;
}

static void date(scan *s)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int y = year(s);
    skip(s, '-');
    int month = two_digits(s);
    skip(s, '-');
    int day = two_digits(s);
    if (!s->ok || month < 1 || month > 12 || day < 1) {
        s->ok = false;
        return;
    }
    bool leap = y % 4 == 0 && (y % 100 != 0 || y == 0);
    s->ok = day <= days[month - 1] + (month == 2 && leap);
}

/* 24:00:00 is the end of a day. */
static void time_of_day(scan *s)
{
    int hour = two_digits(s);
    skip(s, ':');
    int minute = two_digits(s);
    skip(s, ':');
    int second = two_digits(s);
    bool zero = minute == 0 && second == 0;
    if (s->ok && next_is(s, '.')) {
        s->at++;
        s->ok = next_is_digit(s);
        for (; next_is_digit(s); s->at++) {
            zero = zero && next_is(s, '0');
        }
    }
    s->ok = s->ok && minute < 60 && second < 60 && (hour < 24 || (hour == 24 && zero));
}

/* Nothing, Z, or an offset of at most 14 hours; then the end. */
static bool ends_with_zone(scan *s)
{
    if (next_is(s, 'Z')) {
        s->at++;
    } else if (next_is(s, '+') || next_is(s, '-')) {
        s->at++;
        int hour = two_digits(s);
        skip(s, ':');
        int minute = two_digits(s);
        s->ok = s->ok && minute < 60 && 60 * hour + minute <= 14 * 60;
    }
    return s->ok && s->at == s->text.len;
}

bool duis_is_date_time(alb_span text)
{
    scan s = {.text = text, .ok = true};
    date(&s);
    skip(&s, 'T');
    time_of_day(&s);
    return ends_with_zone(&s);
}

bool duis_is_date(alb_span text)
{
    scan s = {.text = text, .ok = true};
    date(&s);
    return ends_with_zone(&s);
}

bool duis_is_time(alb_span text)
{
    scan s = {.text = text, .ok = true};
    time_of_day(&s);
    return ends_with_zone(&s);
}
