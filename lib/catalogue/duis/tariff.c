/* 1.1 and 1.2: tariffs and prices. */
#include "duis/duis_internal.h"

static LENGTH(season_name, "SeasonName", STRING, 0, 8);
static INTEGER(elec_week_name, "ElecWeekName", "1", "4");
static SEQUENCE(elec_season_primary, ONE(TEXT("SeasonName", season_name)),
                ONE(PARTS("SeasonStartDate", cat_x_wildcard_date)),
                ONE(TEXT("ReferencedWeekName", elec_week_name)));
static SEQUENCE(elec_seasons_primary, REPEATED(1, 4, PARTS("Season", elec_season_primary)));
static SEQUENCE(gas_season, ONE(PARTS("SeasonStartDate", cat_x_gas_date_with_wildcards)),
                ONE(TEXT("ReferencedWeekName", cat_x_gas_week_name)));
static SEQUENCE(gas_seasons, REPEATED(1, 3, PARTS("Season", gas_season)));
static SEQUENCE(elec_profile_schedule_primary, ONE(TEXT("StartTime", cat_x_time)),
                EITHER(ONE(TEXT("TOUTariffAction", cat_x_range_1_48)),
                       ONE(TEXT("BlockTariffAction", cat_x_range_1_8))));
static INTEGER(elec_day_name, "ElecDayName", "1", "16");
static SEQUENCE(elec_day_profile_primary, ONE(TEXT("DayName", elec_day_name)),
                REPEATED(1, 48, PARTS("ProfileSchedule", elec_profile_schedule_primary)));
static SEQUENCE(elec_day_profiles, REPEATED(1, 16, PARTS("DayProfile", elec_day_profile_primary)));
static SEQUENCE(elec_week_profile, ONE(TEXT("WeekName", elec_week_name)),
                REPEATED(7, 7, TEXT("ReferencedDayName", elec_day_name, INDEX(cat_x_range_1_7))));
static SEQUENCE(elec_week_profiles, REPEATED(1, 4, PARTS("WeekProfile", elec_week_profile)));
static SEQUENCE(elec_switching_table_primary, ONE(PARTS("DayProfiles", elec_day_profiles)),
                ONE(PARTS("WeekProfiles", elec_week_profiles)), ONE(PARTS("Seasons", elec_seasons_primary)));
static SEQUENCE(elec_profile_schedule_secondary, ONE(TEXT("StartTime", cat_x_time)),
                ONE(TEXT("TOUTariffAction", cat_x_range_1_4)));
static SEQUENCE(elec_day_profile_secondary, ONE(TEXT("DayName", elec_day_name)),
                REPEATED(1, 48, PARTS("ProfileSchedule", elec_profile_schedule_secondary)));
static SEQUENCE(elec_day_profiles_secondary,
                REPEATED(1, 16, PARTS("DayProfile", elec_day_profile_secondary)));
static SEQUENCE(elec_switching_table_secondary, ONE(PARTS("DayProfiles", elec_day_profiles_secondary)),
                ONE(PARTS("WeekProfiles", elec_week_profiles)), ONE(PARTS("Seasons", elec_seasons_primary)));
static INTEGER(gas_day_name, "GasDayName", "1", "4");
static SEQUENCE(gas_day_profile, ONE(TEXT("DayName", gas_day_name)),
                EITHER(ONE(TEXT("TOUTariffAction", cat_x_range_1_4)), ONE(EMPTY("BlockTariff"))));
static SEQUENCE(gas_day_profiles, REPEATED(1, 4, PARTS("DayProfile", gas_day_profile)));
static SEQUENCE(gas_week_profile, ONE(TEXT("WeekName", cat_x_gas_week_name)),
                REPEATED(7, 7, TEXT("ReferencedDayName", gas_day_name, INDEX(cat_x_range_1_7))));
static SEQUENCE(gas_week_profiles, REPEATED(1, 2, PARTS("WeekProfile", gas_week_profile)));
static SEQUENCE(gas_switching_table, ONE(PARTS("DayProfiles", gas_day_profiles)),
                ONE(PARTS("WeekProfiles", gas_week_profiles)), ONE(PARTS("Seasons", gas_seasons)));
static SEQUENCE(elec_special_day_primary, ONE(PARTS("Date", cat_x_wildcard_date)),
                ONE(TEXT("ReferencedDayName", elec_day_name)));
static SEQUENCE(elec_special_days_primary, REPEATED(0, 50, PARTS("SpecialDay", elec_special_day_primary)));
static SEQUENCE(gas_special_day, ONE(PARTS("Date", cat_x_gas_date_with_wildcards)),
                ONE(TEXT("ReferencedDayName", gas_day_name)));
static SEQUENCE(gas_special_days, REPEATED(0, 20, PARTS("SpecialDay", gas_special_day)));
static SEQUENCE(elec_thresholds,
                REPEATED(1, 3, TEXT("BlockThreshold", cat_x_unsigned_int, INDEX(cat_x_range_1_3))));
static SEQUENCE(elec_threshold_matrix,
                REPEATED(8, 8, PARTS("Thresholds", elec_thresholds, INDEX(cat_x_range_1_8))));
static UNSIGNED(gas_threshold_type, "GasThresholdType", "0", "281474976710655");
static SEQUENCE(gas_threshold_matrix,
                REPEATED(1, 3, TEXT("BlockThreshold", gas_threshold_type, INDEX(cat_x_range_1_3))));
static ENUM(currency_units, "CurrencyUnits", "GBP", "ECB");
static SEQUENCE(elec_tariff_elements, ONE(TEXT("CurrencyUnits", currency_units)),
                ONE(PARTS("SwitchingTable", elec_switching_table_primary)),
                ONE(PARTS("SpecialDays", elec_special_days_primary)),
                ONE(PARTS("ThresholdMatrix", elec_threshold_matrix)));
static SEQUENCE(gas_tariff_elements, ONE(PARTS("SwitchingTable", gas_switching_table)),
                ONE(PARTS("SpecialDays", gas_special_days)),
                ONE(PARTS("ThresholdMatrix", gas_threshold_matrix)));
static INTEGER(price_type, "PriceType", "-32768", "32767");
static SEQUENCE(elec_blocks, REPEATED(1, 4, TEXT("BlockPrice", price_type, INDEX(cat_x_range_1_4))));
static SEQUENCE(elec_block_tariff, REPEATED(1, 8, PARTS("BlockPrices", elec_blocks, INDEX(cat_x_range_1_8))));
static SEQUENCE(elec_tou_tariff, REPEATED(1, 48, TEXT("TOUPrice", price_type, INDEX(cat_x_range_1_48))));
static SEQUENCE(elec_hybrid_tariff, REPEATED(1, 8, PARTS("BlockPrices", elec_blocks, INDEX(cat_x_range_1_8))),
                REPEATED(1, 48, TEXT("TOUPrice", price_type, INDEX(cat_x_range_1_48))));
static SEQUENCE(elec_price_elements_primary, ONE(TEXT("StandingCharge", price_type)),
                ONE(TEXT("StandingChargeScale", cat_x_price_scale)),
                ONE(TEXT("PriceScale", cat_x_price_scale)),
                EITHER(ONE(PARTS("BlockTariff", elec_block_tariff)), ONE(PARTS("TOUTariff", elec_tou_tariff)),
                       ONE(PARTS("HybridTariff", elec_hybrid_tariff))));
static SEQUENCE(gas_block_price_matrix,
                REPEATED(1, 4, TEXT("BlockPrice", cat_x_unsigned_int, INDEX(cat_x_range_1_4))),
                ONE(TEXT("NumberOfThresholds", cat_x_range_1_3)));
static SEQUENCE(gas_tou_price_matrix,
                REPEATED(1, 4, TEXT("TOUPrice", cat_x_unsigned_int, INDEX(cat_x_range_1_4))));
static SEQUENCE(gas_price_elements, ONE(TEXT("CurrencyUnits", currency_units)),
                ONE(TEXT("StandingCharge", cat_x_unsigned_int)),
                EITHER(ONE(PARTS("BlockTariff", gas_block_price_matrix)),
                       ONE(PARTS("TOUTariff", gas_tou_price_matrix))));
static SEQUENCE(price_primary, EITHER(ONE(PARTS("ElectricityPriceElements", elec_price_elements_primary)),
                                      ONE(PARTS("GasPriceElements", gas_price_elements))));
static SEQUENCE(price_secondary, ONE(TEXT("PriceScale", cat_x_price_scale)),
                REPEATED(1, 4, TEXT("ElectricityPriceElement", price_type, INDEX(cat_x_range_1_4))));
SEQUENCE(cat_x_tariff_primary_element, FUTURE_DATED,
         EITHER(ONE(PARTS("ElecTariffElements", elec_tariff_elements)),
                ONE(PARTS("GasTariffElements", gas_tariff_elements))),
         ONE(PARTS("PriceElements", price_primary)));

SEQUENCE(cat_x_tariff_secondary_element, FUTURE_DATED,
         ONE(PARTS("SwitchingTable", elec_switching_table_secondary)),
         ONE(PARTS("SpecialDays", elec_special_days_primary)), ONE(PARTS("PriceElements", price_secondary)));

SEQUENCE(cat_x_update_price_primary_element, FUTURE_DATED, ONE(PARTS("PriceElements", price_primary)));

SEQUENCE(cat_x_update_price_secondary_element, FUTURE_DATED, ONE(PARTS("PriceElements", price_secondary)));
