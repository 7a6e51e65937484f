/* Calendar (0707): the tariff's calendar and that of friendly credit (devices.md 6.3, 6.4). */
#include "gas_execution.h"

enum { CLUSTER = 0x0707, DELIVERED = 0, FRIENDLY_CREDIT = 3, MINUTES = 1440, MINUTE = 60 };

/* Year less 1900, month, day, weekday; FF: any. */
enum { DATE = 4, YEAR_BASE = 1900 };

static calendar_date date_of(alb_span octets)
{
    const uint8_t *o = octets.ptr;
    return (calendar_date){.year = o[0] == CALENDAR_ANY ? CALENDAR_ANY_YEAR : (uint16_t)(YEAR_BASE + o[0]),
                           .month = o[1],
                           .day = o[2],
                           .weekday = o[3]};
}

static void say_date(const calendar_date *date, leaves *l)
{
    bool any = date->year == CALENDAR_ANY_YEAR;
    uint8_t octets[DATE] = {any ? CALENDAR_ANY : (uint8_t)(date->year - YEAR_BASE), date->month, date->day,
                            date->weekday};
    leaves_copy(l, ALB_SPAN_OF(octets));
}

/* The calendar that a publication names by its type, or by the id that came with its head. */
static gas_calendar *published(const gas_run *r)
{
    gas *g = r->g;
    if (gas_list(r, "CalendarType") != UINT32_MAX) {
        return gas_field(r, "CalendarType") == FRIENDLY_CREDIT ? &g->friendly : &g->calendar;
    }
    /* Weeks and seasons name no type: the use case has one calendar. */
    const cat_tree *tree = r->x->command;
    uint32_t type = cat_tree_find(tree, 0, "CalendarType");
    for (uint32_t at = 0; at < tree->count && type == UINT32_MAX; at = tree->values[at].next) {
        type = cat_tree_find(tree, at, "CalendarType");
    }
    bool friendly = type != UINT32_MAX && tree->values[type].number.u == FRIENDLY_CREDIT;
    return friendly ? &g->friendly : &g->calendar;
}

static gas_calendar *asked(const gas_run *r)
{
    const uint32_t ask_friendly = 0xfffffffe; /* issuer calendar id; all ones: the delivered one */
    return gas_field(r, "IssuerCalendarId") == ask_friendly ? &r->g->friendly : &r->g->calendar;
}

/* --- publications --- */

static zcl_status publish_calendar(gas_run *r)
{
    if (gas_field(r, "NumberOfDayProfiles") > CALENDAR_DAYS ||
        gas_field(r, "NumberOfWeekProfiles") > CALENDAR_WEEKS ||
        gas_field(r, "NumberOfSeasons") > CALENDAR_SEASONS) {
        return STATUS_INSUFFICIENT_SPACE;
    }
    if (!r->checks_only) {
        *published(r) = (gas_calendar){.id = (uint32_t)gas_field(r, "IssuerCalendarId"),
                                       .issuer_event = (uint32_t)gas_field(r, "IssuerEventId"),
                                       .start = (uint32_t)gas_field(r, "StartTime")};
    }
    return STATUS_SUCCESS;
}

static uint32_t first_of(const gas_run *r, uint32_t list)
{
    return list == UINT32_MAX ? UINT32_MAX : cat_tree_child(r->x->command, list);
}

static zcl_status publish_day_profile(gas_run *r)
{
    gas_calendar *c = published(r);
    calendar_day day = {.id = (uint8_t)gas_field(r, "DayId")};
    uint32_t list = gas_list(r, "DaySchedule");
    for (uint32_t i = first_of(r, list); i != UINT32_MAX; i = cat_tree_sibling(r->x->command, list, i)) {
        uint64_t minute = gas_member(r, i, "StartTime")->number.u;
        if (day.n_switches == GAS_SWITCHES) {
            return STATUS_INSUFFICIENT_SPACE;
        }
        if (minute >= MINUTES) {
            return STATUS_INVALID_VALUE;
        }
        day.switches[day.n_switches++] =
            (calendar_switch){.second = (uint32_t)minute * MINUTE,
                              .value = (uint8_t)gas_member(r, i, "TierOrFriendlyCredit")->number.u};
    }
    if (r->checks_only) {
        return STATUS_SUCCESS;
    }
    if (c->table.n_days == CALENDAR_DAYS) {
        return STATUS_INSUFFICIENT_SPACE;
    }
    c->table.days[c->table.n_days++] = day;
    return STATUS_SUCCESS;
}

static const char *const weekdays[] = {"DayIdMonday", "DayIdTuesday",  "DayIdWednesday", "DayIdThursday",
                                       "DayIdFriday", "DayIdSaturday", "DayIdSunday"};

static zcl_status publish_week_profile(gas_run *r)
{
    gas_calendar *c = published(r);
    calendar_week week = {.id = (uint8_t)gas_field(r, "WeekId")};
    for (size_t i = 0; i < ALB_COUNT(weekdays); i++) {
        week.days[i] = (uint8_t)gas_field(r, weekdays[i]);
    }
    if (r->checks_only) {
        return STATUS_SUCCESS;
    }
    if (c->table.n_weeks == CALENDAR_WEEKS) {
        return STATUS_INSUFFICIENT_SPACE;
    }
    c->table.weeks[c->table.n_weeks++] = week;
    return STATUS_SUCCESS;
}

/* Dates and what they stand for, from a list of the command. */
static zcl_status take_entries(const gas_run *r, const char *list_name, const char *date_name,
                               const char *id_name, calendar_entry *entries, uint8_t most, uint8_t *count)
{
    uint32_t list = gas_list(r, list_name);
    uint8_t n = 0;
    for (uint32_t i = first_of(r, list); i != UINT32_MAX; i = cat_tree_sibling(r->x->command, list, i)) {
        alb_span date = gas_member(r, i, date_name)->bytes;
        if (n == most) {
            return STATUS_INSUFFICIENT_SPACE;
        }
        if (date.len != DATE) {
            return STATUS_INVALID_VALUE;
        }
        if (!r->checks_only) {
            entries[n].date = date_of(date);
            entries[n].id = (uint8_t)gas_member(r, i, id_name)->number.u;
        }
        n++;
    }
    *count = r->checks_only ? *count : n;
    return STATUS_SUCCESS;
}

static zcl_status publish_seasons(gas_run *r)
{
    gas_calendar *c = published(r);
    return take_entries(r, "Seasons", "SeasonStartDate", "WeekId", c->table.seasons, CALENDAR_SEASONS,
                        &c->table.n_seasons);
}

static zcl_status publish_special_days(gas_run *r)
{
    gas_calendar *c = published(r);
    if (!r->checks_only) {
        c->special_event = (uint32_t)gas_field(r, "IssuerEventId");
    }
    return take_entries(r, "SpecialDays", "SpecialDayDate", "DayId", c->table.special_days,
                        CALENDAR_SPECIAL_DAYS, &c->table.n_special_days);
}

/* --- reads: each day and each week is a component of its own --- */

static void say_head(const gas_calendar *c, leaves *l)
{
    leaves_number(l, 0); /* provider */
    leaves_number(l, c->issuer_event);
    leaves_number(l, c->id);
}

static zcl_status get_day_profiles(gas_run *r)
{
    const gas_calendar *c = asked(r);
    for (uint8_t i = 0; i < c->table.n_days; i++) {
        const calendar_day *day = &c->table.days[i];
        leaves l;
        leaves_init(&l, r->x->arena);
        say_head(c, &l);
        leaves_number(&l, day->id);
        leaves_number(&l, day->n_switches);
        leaves_number(&l, 0); /* command 0 of 1 */
        leaves_number(&l, 1);
        leaves_number(&l, c == &r->g->friendly ? FRIENDLY_CREDIT : DELIVERED);
        leaves_number(&l, day->n_switches);
        for (uint8_t s = 0; s < day->n_switches; s++) {
            leaves_number(&l, day->switches[s].second / MINUTE);
            leaves_number(&l, day->switches[s].value);
        }
        gas_answer(r, 0x01, true, &l);
    }
    return c->table.n_days > 0 ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

static zcl_status get_week_profiles(gas_run *r)
{
    const gas_calendar *c = asked(r);
    for (uint8_t i = 0; i < c->table.n_weeks; i++) {
        leaves l;
        leaves_init(&l, r->x->arena);
        say_head(c, &l);
        leaves_number(&l, c->table.weeks[i].id);
        for (size_t day = 0; day < ALB_COUNT(weekdays); day++) {
            leaves_number(&l, c->table.weeks[i].days[day]);
        }
        gas_answer(r, 0x02, true, &l);
    }
    return c->table.n_weeks > 0 ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

static void say_entries(const calendar_entry *entries, uint8_t count, leaves *l)
{
    leaves_number(l, 0); /* command 0 of 1 */
    leaves_number(l, 1);
    leaves_number(l, count);
    for (uint8_t i = 0; i < count; i++) {
        say_date(&entries[i].date, l);
        leaves_number(l, entries[i].id);
    }
}

static zcl_status get_seasons(gas_run *r)
{
    const gas_calendar *c = asked(r);
    leaves l;
    if (c->table.n_seasons == 0) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    say_head(c, &l);
    say_entries(c->table.seasons, c->table.n_seasons, &l);
    gas_answer(r, 0x03, true, &l);
    return STATUS_SUCCESS;
}

static zcl_status get_special_days(gas_run *r)
{
    bool friendly = gas_field(r, "CalendarType") == FRIENDLY_CREDIT;
    const gas_calendar *c = friendly ? &r->g->friendly : &r->g->calendar;
    leaves l;
    if (c->table.n_special_days == 0) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, 0); /* provider */
    leaves_number(&l, c->special_event);
    leaves_number(&l, c->id);
    leaves_number(&l, c->start);
    leaves_number(&l, friendly ? FRIENDLY_CREDIT : DELIVERED);
    leaves_number(&l, c->table.n_special_days);
    say_entries(c->table.special_days, c->table.n_special_days, &l);
    gas_answer(r, 0x04, true, &l);
    return STATUS_SUCCESS;
}

static const gas_command commands[] = {
    {.cluster = CLUSTER, .id = 0x01, .run = get_day_profiles},
    {.cluster = CLUSTER, .id = 0x02, .run = get_week_profiles},
    {.cluster = CLUSTER, .id = 0x03, .run = get_seasons},
    {.cluster = CLUSTER, .id = 0x04, .run = get_special_days},
    {.cluster = CLUSTER, .id = 0x00, .from_server = true, .changes = true, .run = publish_calendar},
    {.cluster = CLUSTER, .id = 0x01, .from_server = true, .changes = true, .run = publish_day_profile},
    {.cluster = CLUSTER, .id = 0x02, .from_server = true, .changes = true, .run = publish_week_profile},
    {.cluster = CLUSTER, .id = 0x03, .from_server = true, .changes = true, .run = publish_seasons},
    {.cluster = CLUSTER, .id = 0x04, .from_server = true, .changes = true, .run = publish_special_days},
};

const gas_command_table gas_calendar_commands = GAS_COMMANDS(commands);
