/* Dates with wildcards, days and schedules that several services share. */
#include "duis/duis_internal.h"

static DIGITS(specified_year, "SpecifiedYear", "2014", NULL, 4);
static CHOICE(year, ONE(TEXT("SpecifiedYear", specified_year)), ONE(EMPTY("NonSpecifiedYear")));
static DIGITS(specified_month, "SpecifiedMonth", "1", "12", 2);
static CHOICE(month, ONE(TEXT("SpecifiedMonth", specified_month)), ONE(EMPTY("NonSpecifiedMonth")));
static DIGITS(specified_day_of_month, "SpecifiedDayOfMonth", "1", "31", 2);
static CHOICE(day_of_month, ONE(TEXT("SpecifiedDayOfMonth", specified_day_of_month)),
              ONE(EMPTY("LastDayOfMonth")), ONE(EMPTY("SecondLastDayOfMonth")),
              ONE(EMPTY("NonSpecifiedDayOfMonth")));
static CHOICE(day_of_week, ONE(TEXT("SpecifiedDayOfWeek", cat_x_range_1_7)),
              ONE(EMPTY("NonSpecifiedDayOfWeek")));
SEQUENCE(cat_x_wildcard_date, ONE(PARTS("Year", year)), ONE(PARTS("Month", month)),
         ONE(PARTS("DayOfMonth", day_of_month)), ONE(PARTS("DayOfWeek", day_of_week)));

SEQUENCE(cat_x_schedule_dates, ONE(TEXT("SwitchTime", cat_x_time)),
         ONE(PARTS("StartDate", cat_x_wildcard_date)), ONE(PARTS("EndDate", cat_x_wildcard_date)));

static ENUM(day_of_week_id, "DayOfWeekID", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
            "Sunday");
static SEQUENCE(day_of_week_applicability, ONE(TEXT("DayOfWeekID", day_of_week_id)));
SEQUENCE(cat_x_days_of_week, REPEATED(0, 7, PARTS("DayOfWeekApplicability", day_of_week_applicability)));

static CHOICE(gas_year_with_wildcards, ONE(TEXT("SpecifiedYear", specified_year)),
              ONE(EMPTY("NonSpecifiedYear")));
static CHOICE(gas_month_with_wildcards, ONE(TEXT("SpecifiedMonth", specified_month)),
              ONE(EMPTY("NonSpecifiedMonth")));
static CHOICE(gas_day_of_month_with_wildcards, ONE(TEXT("SpecifiedDayOfMonth", specified_day_of_month)),
              ONE(EMPTY("GasNonSpecifiedDayOfMonth")));
static CHOICE(gas_day_of_week_with_wildcards, ONE(TEXT("SpecifiedDayOfWeek", cat_x_range_1_7)),
              ONE(EMPTY("NonSpecifiedDayOfWeek")));
SEQUENCE(cat_x_gas_date_with_wildcards, ONE(PARTS("GasYearWithWildcards", gas_year_with_wildcards)),
         ONE(PARTS("GasMonthWithWildcards", gas_month_with_wildcards)),
         ONE(PARTS("GasDayOfMonthWithWildcards", gas_day_of_month_with_wildcards)),
         ONE(PARTS("GasDayOfWeekWithWildcards", gas_day_of_week_with_wildcards)));
