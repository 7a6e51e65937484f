/* 4.11: tariffs of both fuels. */
#include "mmc/mmc_internal.h"

NAMES(electricity_currency, {0, "ECB"}, {1, "GBP"});
NAMES(electricity_currency_unit, {0, "Millicent"}, {1, "Millipence"});
NAMES(gas_currency, {826, "GBP"}, {978, "ECB"});

/* --- calendars --- */

#define DAY_OF(from_, n) VALUE("ReferencedElecDay", from_, INTEGER), BETWEEN(1, 16), NUMBERED(n)
PART(week, {VALUE("WeekName", "WeekName", OCTET), BETWEEN(1, 4)}, {DAY_OF("Monday", 1)},
     {DAY_OF("Tuesday", 2)}, {DAY_OF("Wednesday", 3)}, {DAY_OF("Thursday", 4)}, {DAY_OF("Friday", 5)},
     {DAY_OF("Saturday", 6)}, {DAY_OF("Sunday", 7)});
PART(weeks, {GROUP("WeekProfile", "Week", week), EACH});
PART(season, {VALUE("SeasonName", "SeasonName", TEXT), .high = 8},
     {VALUE("SeasonStartDate", "SeasonStart", DATE)},
     {VALUE("ReferencedWeekName", "WeekName", OCTET), BETWEEN(1, 4)});
PART(seasons, {GROUP("Season", "Season", season), EACH});
PART(special_day, {VALUE("Date", "Date", DATE)}, {VALUE("ReferencedDay", "DayId", INTEGER), BETWEEN(1, 16)});
PART(special_days, {GROUP("SpecialDay", "SpecialDay", special_day), EACH});

/* Scripts 1 to 48 switch to a TOU register, 101 to 108 to a block register, 201 to 204 to one of the
 * secondary element. */
PART(primary_action, {VALUE("StartTime", "StartTime", TIME), KEPT},
     {VALUE(NULL, "ScriptSelector", TARIFF_ACTION)});
PART(primary_day, {VALUE("Day", "DayId", INTEGER), BETWEEN(1, 16)},
     {GROUP("ProfileSchedule", "Schedule/Action", primary_action), EACH});
PART(primary_days, {GROUP("DayProfile", "Day", primary_day), EACH});
PART(secondary_action, {VALUE("StartTime", "StartTime", TIME)},
     {RANGE_OF("TOUTariffAction", "ScriptSelector", 201, 204)});
PART(secondary_day, {VALUE("Day", "DayId", INTEGER), BETWEEN(1, 16)},
     {GROUP("ProfileSchedule", "Schedule/Action", secondary_action), EACH});
PART(secondary_days, {GROUP("DayProfile", "Day", secondary_day), EACH});

PART(primary_table, {GROUP("DayProfiles", "TariffSwitchingTableDays", primary_days)},
     {GROUP("WeekProfiles", "TariffSwitchingTableWeeks", weeks)},
     {GROUP("Seasons", "TariffSwitchingTableSeasons", seasons)});
PART(secondary_table, {GROUP("DayProfiles", "SecondaryTariffSwitchingTableDays", secondary_days)},
     {GROUP("WeekProfiles", "SecondaryTariffSwitchingTableWeeks", weeks)},
     {GROUP("Seasons", "SecondaryTariffSwitchingTableSeasons", seasons)});

/* --- electricity, 4.11.1 --- */

PART(block_prices, {VALUE("TariffBlockPrices", NULL, BLOCK_PRICES)});
PART(tou_prices, {VALUE("TariffTOUPrice", NULL, TOU_PRICES), .high = 48});
PART(thresholds, {VALUE("BlockThreshold", "Threshold", INTEGER), EACH, INDEXED});
#define THRESHOLDS(n) GROUP("ElecTariffThresholds", "TariffThresholdMatrixTOU" #n, thresholds), NUMBERED(n)
PART(threshold_matrix, {THRESHOLDS(1)}, {THRESHOLDS(2)}, {THRESHOLDS(3)}, {THRESHOLDS(4)}, {THRESHOLDS(5)},
     {THRESHOLDS(6)}, {THRESHOLDS(7)}, {THRESHOLDS(8)});
#define CHARGES "TariffBlockPriceMatrixTOU/"
PART(electricity_primary, {VALUE("PrimaryActiveTariffPrice", "ActiveTariffPrice", INTEGER)},
     {NAMED("CurrencyUnitsLabel", "CurrencyUnit", electricity_currency)},
     {NAMED("CurrencyUnitsName", "CurrencyUnit", electricity_currency_unit)},
     {VALUE("StandingCharge", "StandingCharge/ChargeTable/Charge/ChargePerUnit", INTEGER)},
     {VALUE("StandingChargeScale", "StandingCharge/ChargePerUnitScaling/PriceScale", INTEGER)},
     {VALUE("PriceScale", CHARGES "ChargePerUnitScaling/PriceScale", INTEGER)},
     {GROUP("TariffBlockPriceMatrix", CHARGES "ChargeTable", block_prices)},
     {GROUP("TariffTOUPriceMatrix", CHARGES "ChargeTable", tou_prices)},
     {GROUP("TariffSwitchingTable", NULL, primary_table)},
     {GROUP("TariffSwitchingTableSpecialDays", "TariffSwitchingTableSpecialDays", special_days)},
     {GROUP("TariffThresholdMatrix", NULL, threshold_matrix)});
ROWS(electricity_primary_tariff, {GROUP("Electricity", NULL, electricity_primary), KEPT});

/* --- electricity, 4.11.2 --- */

PART(secondary_tou_prices, {VALUE("TariffTOUPrice", NULL, TOU_PRICES), .high = 4});
#define SECONDARY "SecondaryTariffTOUPriceMatrix/"
ROWS(electricity_secondary_tariff,
     {VALUE("SecondaryActiveTariffPrice", "SecondaryActiveTariffPrice", INTEGER)},
     {VALUE("PriceScale", SECONDARY "ChargePerUnitScaling/PriceScale", INTEGER)},
     {GROUP("TariffTOUPriceMatrix", SECONDARY "ChargeTable", secondary_tou_prices)},
     {GROUP("TariffSwitchingTable", NULL, secondary_table)},
     {GROUP("TariffSwitchingTableSpecialDays", "SecondaryTariffSwitchingTableSpecialDays", special_days)});

/* --- gas, 4.11.1 --- */

#define ATTRIBUTE "ReadAttributesResponse/"
PART(gas_day, {VALUE("DayName", "DayId", INTEGER), BETWEEN(1, 4)},
     {RANGE_OF("TOUTariffAction", "DaySchedule/ScheduleEntry/TierOrFriendlyCredit", 1, 4)},
     {VALUE("BlockTariff", "DaySchedule/ScheduleEntry/TierOrFriendlyCredit", MARK), .low = 0, .high = 0});
PART(gas_days, {GROUP("DayProfile", "PublishDayProfile", gas_day), EACH, MOST(4)});
#define GAS_DAY_OF(from_, n) VALUE("ReferencedDay", from_, INTEGER), BETWEEN(1, 4), NUMBERED(n)
PART(gas_week, {VALUE("WeekName", "WeekId", INTEGER), BETWEEN(1, 2)}, {GAS_DAY_OF("DayIdMonday", 1)},
     {GAS_DAY_OF("DayIdTuesday", 2)}, {GAS_DAY_OF("DayIdWednesday", 3)}, {GAS_DAY_OF("DayIdThursday", 4)},
     {GAS_DAY_OF("DayIdFriday", 5)}, {GAS_DAY_OF("DayIdSaturday", 6)}, {GAS_DAY_OF("DayIdSunday", 7)});
PART(gas_weeks, {GROUP("WeekProfile", "PublishWeekProfile", gas_week), EACH, MOST(2)});
PART(gas_season, {VALUE("SeasonStartDate", "SeasonStartDate", GAS_DATE)},
     {VALUE("ReferencedWeekName", "WeekId", INTEGER), BETWEEN(1, 2)});
PART(gas_seasons, {GROUP("Season", "PublishSeasons/Seasons/Season", gas_season), EACH, MOST(3)});
PART(gas_special_day, {VALUE("Date", "SpecialDayDate", GAS_DATE)},
     {VALUE("ReferencedDay", "DayId", INTEGER), BETWEEN(1, 4)});
PART(gas_special_days,
     {GROUP("SpecialDay", "PublishSpecialDays/SpecialDays/SpecialDay", gas_special_day), EACH, MOST(20)});
PART(gas_table, {GROUP("DayProfiles", NULL, gas_days)}, {GROUP("WeekProfiles", NULL, gas_weeks)},
     {GROUP("Seasons", NULL, gas_seasons)});

#define GAS_THRESHOLD(n)                                                                                     \
    VALUE("BlockThreshold", "Block" #n "Threshold", QUOTIENT), .with = "ThresholdMultiplier",                \
                                                               .over = "ThresholdDivisor", NUMBERED(n)
PART(gas_thresholds, {GAS_THRESHOLD(1)}, {GAS_THRESHOLD(2)}, {GAS_THRESHOLD(3)});
#define TIER_PRICE(n)  VALUE("TariffTOUPrice", "Tier" #n "Block1Price", INTEGER), NUMBERED(n)
#define BLOCK_PRICE(n) VALUE("BlockPrice", "NoTierBlock" #n "Price", INTEGER), NUMBERED(n)
PART(tier_prices, {TIER_PRICE(1)}, {TIER_PRICE(2)}, {TIER_PRICE(3)}, {TIER_PRICE(4)});
PART(gas_block_prices, {BLOCK_PRICE(1)}, {BLOCK_PRICE(2)}, {BLOCK_PRICE(3)}, {BLOCK_PRICE(4)});
PART(gas_primary, {VALUE("PrimaryActiveTariffPrice", "PublishPrice/Price", INTEGER)},
     {VALUE("PrimaryActiveTariffPriceScale", "PublishPrice/PriceTrailingDigitAndPriceTier", TRAILING_SCALE)},
     {NAMED("CurrencyUnitsLabel", ATTRIBUTE "Currency", gas_currency)},
     {VALUE("StandingCharge", ATTRIBUTE "StandingCharge", INTEGER)},
     {GROUP("TariffSwitchingTable", NULL, gas_table)},
     {GROUP("TariffSwitchingTableSpecialDays", NULL, gas_special_days)},
     {GROUP("TariffThresholds", "ReadAttributesResponse", gas_thresholds)},
     {GROUP("TOUTariff", "ReadAttributesResponse", tier_prices)},
     {GROUP("BlockTariff", "ReadAttributesResponse", gas_block_prices)});
ROWS(gas_primary_tariff, {GROUP("Gas", NULL, gas_primary), KEPT});
