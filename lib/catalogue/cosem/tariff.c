/* The tariff: when which register is in use, block thresholds, billing calendar (SMETS2 5.7.4.7, 48,
 * 49; 5.13.1.2). */
#include "cosem/calendar_internal.h"

/* --- switching tables: class 20, Activity calendar --- */

TEXT(season_name, 1, 8);
OCTETS(week_name, 1, 1);
STRUCT(season, OF("SeasonName", season_name), OF("SeasonStart", cat_d_date_time), OF("WeekName", week_name));
ARRAY(seasons, "Season", season, 0, 4);
STRUCT(week, OF("WeekName", week_name), OF("Monday", cat_d_u8), OF("Tuesday", cat_d_u8),
       OF("Wednesday", cat_d_u8), OF("Thursday", cat_d_u8), OF("Friday", cat_d_u8), OF("Saturday", cat_d_u8),
       OF("Sunday", cat_d_u8));
ARRAY(weeks, "Week", week, 0, 4);
/* Scripts: 1 to 48 TOU register, 101 to 108 block pricing in TOU 1 to 8, 201 to 204 register of the second
 * element. */
FIXED_OBIS(tariff_scripts, 0, 0, 10, 0, 100, 255);
STRUCT(action, OF("StartTime", cat_d_time), OF("ScriptTable", tariff_scripts),
       OF("ScriptSelector", cat_d_script));
ARRAY(actions, "Action", action, 0, 48);
STRUCT(day, OF("DayId", cat_d_u8), OF("Schedule", actions));
ARRAY(days, "Day", day, 0, 16);

#define SWITCHING_TABLE(symbol, obis_code, text)                                                             \
    OBJECT(                                                                                                  \
        symbol, 20, obis_code, text, ON_ESME,                                                                \
        ATTRIBUTE(3, "season_profile_active", text "Seasons", seasons),                                      \
        ATTRIBUTE(4, "week_profile_table_active", text "Weeks", weeks),                                      \
        ATTRIBUTE(5, "day_profile_table_active", text "Days", days),                                         \
        ATTRIBUTE(7, "season_profile_passive", text "SeasonsNext", seasons),                                 \
        ATTRIBUTE(8, "week_profile_table_passive", text "WeeksNext", weeks),                                 \
        ATTRIBUTE(9, "day_profile_table_passive", text "DaysNext", days),                                    \
        ATTRIBUTE(10, "activate_passive_calendar_time", text "ActivateNextDateTime", cat_d_activation_time))

SWITCHING_TABLE(tariff_switching_table, (0, 0, 13, 0, 0, 255), "TariffSwitchingTable");
SWITCHING_TABLE(secondary_tariff_switching_table, (0, 0, 13, 0, 1, 255), "SecondaryTariffSwitchingTable");

SPECIAL_DAYS(tariff_days, 50);
#define TARIFF_SPECIAL_DAYS(symbol, obis_code, text)                                                         \
    OBJECT(symbol, 11, obis_code, text, ON_ESME, ATTRIBUTE(2, "entries", text, tariff_days))

TARIFF_SPECIAL_DAYS(tariff_special_days, (0, 0, 11, 0, 0, 255), "TariffSwitchingTableSpecialDays");
TARIFF_SPECIAL_DAYS(tariff_special_days_next, (0, 1, 11, 0, 0, 255), "TariffSwitchingTableSpecialDaysNext");
TARIFF_SPECIAL_DAYS(secondary_tariff_special_days, (0, 0, 11, 0, 1, 255),
                    "SecondaryTariffSwitchingTableSpecialDays");
TARIFF_SPECIAL_DAYS(secondary_tariff_special_days_next, (0, 1, 11, 0, 1, 255),
                    "SecondaryTariffSwitchingTableSpecialDaysNext");
OBJECT(tariff_special_days_activation, 9000, (0, 0, 94, 44, 128, 29), "TariffSwitchingTableSpecialDays",
       ON_ESME, ACTIVATION("TariffSwitchingTableSpecialDays"));
OBJECT(secondary_tariff_special_days_activation, 9000, (0, 0, 94, 44, 128, 30),
       "SecondaryTariffSwitchingTableSpecialDays", ON_ESME,
       ACTIVATION("SecondaryTariffSwitchingTableSpecialDays"));

/* --- block thresholds, by TOU: FFFFFFFF where there is no further block --- */

ARRAY(thresholds, "Threshold", cat_d_wh, 0, 3);
#define BLOCK_THRESHOLDS(number, last)                                                                       \
    OBJECT(block_thresholds_##number, 21, (0, 0, 16, 0, last, 255), "TariffThresholdMatrixTOU" #number,      \
           ON_ESME, ATTRIBUTE(2, "thresholds", "TariffThresholdMatrixTOU" #number, thresholds));             \
    OBJECT(block_thresholds_##number##_next, 21, (0, 0, 16, 1, last, 255),                                   \
           "TariffThresholdMatrixTOU" #number "Next", ON_ESME,                                               \
           ATTRIBUTE(2, "thresholds", "TariffThresholdMatrixTOU" #number "Next", thresholds))

BLOCK_THRESHOLDS(1, 11);
BLOCK_THRESHOLDS(2, 12);
BLOCK_THRESHOLDS(3, 13);
BLOCK_THRESHOLDS(4, 14);
BLOCK_THRESHOLDS(5, 15);
BLOCK_THRESHOLDS(6, 16);
BLOCK_THRESHOLDS(7, 17);
BLOCK_THRESHOLDS(8, 18);
OBJECT(block_thresholds_activation, 9000, (0, 0, 63, 1, 1, 255), "TariffThresholdMatrix", ON_ESME,
       ACTIVATION("TariffThresholdMatrix"));

/* --- block counters, billing calendar --- */

OBJECT(tariff_scripts, 9, (0, 0, 10, 0, 100, 255), "TariffBlockCounterMatrix", ON_ESME,
       METHOD(1, "execute", "ResetTariffBlockCounterMatrix", cat_d_script));
OBJECT(billing_calendar, 22, (0, 0, 15, 0, 0, 255), "BillingCalendar", ON_ESME,
       ATTRIBUTE(4, "execution_time", "BillingCalendar", cat_d_execution_times));
/* One entry, every day at 00:00: counters are reset daily; no entry: they are not. */
OBJECT(block_counter_daily_reset, 22, (0, 0, 15, 1, 0, 255), "TariffBlockCounterMatrixDailyResetting",
       ON_ESME,
       ATTRIBUTE(4, "execution_time", "TariffBlockCounterMatrixDailyResetting", cat_d_execution_times));
