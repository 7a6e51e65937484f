#include "gas_tariff.h"

/* Any year, month and day. */
static void any_date(setting_list *s, const char *where)
{
    static const char *const parts[] = {"GasYearWithWildcards/NonSpecifiedYear",
                                        "GasMonthWithWildcards/NonSpecifiedMonth",
                                        "GasDayOfMonthWithWildcards/GasNonSpecifiedDayOfMonth",
                                        "GasDayOfWeekWithWildcards/NonSpecifiedDayOfWeek"};
    for (size_t i = 0; i < ALB_COUNT(parts); i++) {
        setting_add(s, "", "%s/%s", where, parts[i]);
    }
}

/* A week of seven first days. */
static void one_week(setting_list *s, const char *where)
{
    setting_add(s, "1", "%s/WeekName", where);
    for (unsigned i = 0; i < 7; i++) {
        setting_add(s, alb_arena_printf(s->world->arena, "%u", i + 1), "%s/ReferencedDayName[%u]/@index",
                    where, i);
        setting_add(s, "1", "%s/ReferencedDayName[%u]", where, i);
    }
}

#define GAS    "GasTariffElements"
#define TABLE  GAS "/SwitchingTable"
#define PRICES "PriceElements/GasPriceElements"

void gas_tariff_of(setting_list *s, world *w, unsigned price, unsigned standing)
{
    *s = (setting_list){.world = w};
    setting_add(s, "1", TABLE "/DayProfiles/DayProfile/DayName");
    setting_add(s, "1", TABLE "/DayProfiles/DayProfile/TOUTariffAction");
    one_week(s, TABLE "/WeekProfiles/WeekProfile");
    any_date(s, TABLE "/Seasons/Season/SeasonStartDate");
    setting_add(s, "1", TABLE "/Seasons/Season/ReferencedWeekName");
    setting_add(s, "", GAS "/SpecialDays");
    setting_add(s, "1", GAS "/ThresholdMatrix/BlockThreshold/@index");
    setting_add(s, "281474976710655", GAS "/ThresholdMatrix/BlockThreshold");
    setting_add(s, "GBP", PRICES "/CurrencyUnits");
    setting_add(s, alb_arena_printf(w->arena, "%u", standing), PRICES "/StandingCharge");
    setting_add(s, "1", PRICES "/TOUTariff/TOUPrice/@index");
    setting_add(s, alb_arena_printf(w->arena, "%u", price), PRICES "/TOUTariff/TOUPrice");
}

#define TERMS    "UpdatePrepayConfigGas"
#define CALENDAR TERMS "/GasNonDisablementCalendar"
#define DAY      CALENDAR "/DayProfiles/GasNonDisablementDayProfile"

void gas_terms_of(setting_list *s, world *w, bool friendly)
{
    const struct {
        const char *from, *action;
    } hours[] = {{"00:00:00.00Z", friendly ? "START" : "STOP"},
                 {"10:00:00.00Z", "STOP"},
                 {"16:00:00.00Z", friendly ? "START" : "STOP"}};
    *s = (setting_list){.world = w};
    setting_add(s, "1000000", TERMS "/DebtRecoveryRateCap");
    setting_add(s, "500000", TERMS "/EmergencyCreditLimit");
    setting_add(s, "200000", TERMS "/EmergencyCreditThreshold");
    setting_add(s, "300000", TERMS "/LowCreditThreshold");
    for (unsigned i = 0; i < ALB_COUNT(hours); i++) {
        setting_add(s, hours[i].from, DAY "/TimeStartAction[%u]/StartTime", i);
        setting_add(s, hours[i].action, DAY "/TimeStartAction[%u]/NonDisablementAction", i);
    }
    setting_add(s, "1", DAY "/GasDayName");
    one_week(s, CALENDAR "/WeekProfiles/WeekProfile");
    any_date(s, CALENDAR "/SeasonProfiles/Season/SeasonStartDate");
    setting_add(s, "1", CALENDAR "/SeasonProfiles/Season/ReferencedWeekName");
    setting_add(s, "", CALENDAR "/SpecialDays");
    setting_add(s, "25000000", TERMS "/MaxMeterBalance");
    setting_add(s, "20000000", TERMS "/MaxCreditThreshold");
}
