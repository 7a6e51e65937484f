#include "tariff.h"

#include <stdlib.h>

void setting_add(setting_list *s, const char *value, const char *path, ...)
{
    char text[256];
    va_list args;
    va_start(args, path);
    (void)vsnprintf(text, sizeof text, path, args);
    va_end(args);
    assert_in_range(s->n, 0, MOST_SETTINGS - 1);
    s->list[s->n++] = (user_setting){alb_arena_string(s->world->arena, alb_span_str(text)),
                                     alb_arena_string(s->world->arena, alb_span_str(value))};
}

static const char *number(world *w, unsigned n)
{
    return alb_arena_printf(w->arena, "%u", n);
}

/* Any year, month and day: the season, or special day, is always on. */
static void any_date(setting_list *s, const char *where)
{
    static const char *const parts[] = {"Year/NonSpecifiedYear", "Month/NonSpecifiedMonth",
                                        "DayOfMonth/NonSpecifiedDayOfMonth",
                                        "DayOfWeek/NonSpecifiedDayOfWeek"};
    for (size_t i = 0; i < ALB_COUNT(parts); i++) {
        setting_add(s, "", "%s/%s", where, parts[i]);
    }
}

#define ELEC   "ElecTariffElements"
#define DAY    ELEC "/SwitchingTable/DayProfiles/DayProfile"
#define WEEK   ELEC "/SwitchingTable/WeekProfiles/WeekProfile"
#define SEASON ELEC "/SwitchingTable/Seasons/Season"
#define PRICE  "PriceElements/ElectricityPriceElements"

void tariff_of(setting_list *s, world *w, const day_rate *rates, size_t n, unsigned standing)
{
    *s = (setting_list){.world = w};
    setting_add(s, "GBP", ELEC "/CurrencyUnits");
    setting_add(s, "1", DAY "/DayName");
    for (unsigned i = 0; i < n; i++) {
        setting_add(s, alb_arena_printf(w->arena, "%02u:00:00.00Z", rates[i].hour),
                    DAY "/ProfileSchedule[%u]/StartTime", i);
        setting_add(s, number(w, i + 1), DAY "/ProfileSchedule[%u]/TOUTariffAction", i);
    }
    setting_add(s, "1", WEEK "/WeekName");
    for (unsigned i = 0; i < 7; i++) {
        setting_add(s, number(w, i + 1), WEEK "/ReferencedDayName[%u]/@index", i);
        setting_add(s, "1", WEEK "/ReferencedDayName[%u]", i);
    }
    setting_add(s, "all", SEASON "/SeasonName");
    any_date(s, SEASON "/SeasonStartDate");
    setting_add(s, "1", SEASON "/ReferencedWeekName");
    setting_add(s, "", ELEC "/SpecialDays");
    for (unsigned i = 0; i < 8; i++) {
        setting_add(s, number(w, i + 1), ELEC "/ThresholdMatrix/Thresholds[%u]/@index", i);
        setting_add(s, "1", ELEC "/ThresholdMatrix/Thresholds[%u]/BlockThreshold/@index", i);
        setting_add(s, "4294967295", ELEC "/ThresholdMatrix/Thresholds[%u]/BlockThreshold", i);
    }
    setting_add(s, number(w, standing), PRICE "/StandingCharge");
    setting_add(s, "-5", PRICE "/StandingChargeScale");
    setting_add(s, "-5", PRICE "/PriceScale");
    for (unsigned i = 0; i < n; i++) {
        setting_add(s, number(w, i + 1), PRICE "/TOUTariff/TOUPrice[%u]/@index", i);
        setting_add(s, number(w, rates[i].price), PRICE "/TOUTariff/TOUPrice[%u]", i);
    }
}

#define TERMS    "UpdatePrepayConfigElectricity"
#define CALENDAR TERMS "/ElectricityNonDisablementCalendar"
#define SWITCH   CALENDAR "/ElectricityNonDisablementSchedule"

static void friendly_switch(setting_list *s, unsigned at, const char *script, const char *time)
{
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    setting_add(s, script, SWITCH "[%u]/NonDisablementScript", at);
    setting_add(s, "", SWITCH "[%u]/SpecialDaysApplicability", at);
    for (unsigned i = 0; i < ALB_COUNT(days); i++) {
        setting_add(s, days[i], SWITCH "[%u]/DaysOfWeekApplicability/DayOfWeekApplicability[%u]/DayOfWeekID",
                    at, i);
    }
    setting_add(s, time, SWITCH "[%u]/ScheduleDatesAndTime/SwitchTime", at);
    setting_add(s, "2026-01-01Z", SWITCH "[%u]/ScheduleDatesAndTime/StartDate", at);
    setting_add(s, "2099-12-31Z", SWITCH "[%u]/ScheduleDatesAndTime/EndDate", at);
}

void terms_of(setting_list *s, world *w, bool friendly)
{
    *s = (setting_list){.world = w};
    setting_add(s, "1000", TERMS "/DebtRecoveryRateCap");
    setting_add(s, "500000", TERMS "/EmergencyCreditLimit");
    setting_add(s, "200000", TERMS "/EmergencyCreditThreshold");
    setting_add(s, "300000", TERMS "/LowCreditThreshold");
    setting_add(s, "", CALENDAR "/ElectricitySpecialDays");
    friendly_switch(s, 0, friendly ? "START" : "STOP", "16:00:00.00Z");
    friendly_switch(s, 1, "STOP", "10:00:00.00Z");
    setting_add(s, "25000000", TERMS "/MaxMeterBalance");
    setting_add(s, "20000000", TERMS "/MaxCreditThreshold");
}
