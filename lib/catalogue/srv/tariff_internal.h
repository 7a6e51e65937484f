/* Words for tariffs, prices and the calendars of gas meters. */
#ifndef ALB_CATALOGUE_SRV_TARIFF_INTERNAL_H
#define ALB_CATALOGUE_SRV_TARIFF_INTERNAL_H

#include "srv/srv_internal.h"

/* --- electricity --- */

/* One element of a switching table, of its special days, of the prices of a second element. */
extern const cat_mapping cat_srv_season[3], cat_srv_week[8], cat_srv_special_day[3];
extern const cat_mapping cat_srv_secondary_price[2];

#define PRIMARY_PRICES                                                                                       \
    {COPY("StandingChargeNext/ChargePerUnitScaling/PriceScale",                                              \
          "PriceElements/ElectricityPriceElements/StandingChargeScale")},                                    \
        {CONSTANT("StandingChargeNext/ChargeTable/Charge/Index", "")},                                       \
        {COPY("StandingChargeNext/ChargeTable/Charge/ChargePerUnit",                                         \
              "PriceElements/ElectricityPriceElements/StandingCharge")},                                     \
        {COPY("TariffBlockPriceMatrixTOUNext/ChargePerUnitScaling/PriceScale",                               \
              "PriceElements/ElectricityPriceElements/PriceScale")},                                         \
    {                                                                                                        \
        MAKE("TariffBlockPriceMatrixTOUNext/ChargeTable", "PriceElements/ElectricityPriceElements",          \
             "prices")                                                                                       \
    }
#define SECONDARY_PRICES                                                                                     \
    {COPY("SecondaryTariffTOUPriceMatrixNext/ChargePerUnitScaling/PriceScale", "PriceElements/PriceScale")}, \
    {                                                                                                        \
        EACH("SecondaryTariffTOUPriceMatrixNext/ChargeTable", "PriceElements/ElectricityPriceElement",       \
             cat_srv_secondary_price)                                                                        \
    }

/* --- gas: events and calendars are numbered by the clock of the transform --- */

#define NUMBERED_BY_CLOCK                                                                                    \
    {MAKE("IssuerEventId", NULL, "now")},                                                                    \
    {                                                                                                        \
        MAKE("IssuerCalendarId", NULL, "now")                                                                \
    }

extern const cat_mapping cat_srv_gas_week[10], cat_srv_gas_season[2], cat_srv_gas_special_day[2];
/* A calendar: paths of its parts in the request, and the rows of a day. */
#define GAS_CALENDAR(days, rows_of_day, weeks, seasons, special_days)                                        \
    {MAKE("*/IssuerEventId", NULL, "now")}, {MAKE("*/IssuerCalendarId", NULL, "now")},                       \
        {MAKE("PublishCalendar/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},                     \
        {CONSTANT("PublishCalendar/CalendarName", "")},                                                      \
        {MAKE("PublishCalendar/NumberOfSeasons", NULL, "count"), .argument = (seasons)},                     \
        {MAKE("PublishCalendar/NumberOfWeekProfiles", NULL, "count"), .argument = (weeks)},                  \
        {MAKE("PublishCalendar/NumberOfDayProfiles", NULL, "count"), .argument = (days)},                    \
        {EACH("PublishDayProfile", days, rows_of_day)},                                                      \
        {EACH("PublishWeekProfile", weeks, cat_srv_gas_week)},                                               \
        {EACH("PublishSeasons/Seasons", seasons, cat_srv_gas_season)},                                       \
        {MAKE("PublishSpecialDays/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},                  \
        {MAKE("PublishSpecialDays/TotalNumberOfSpecialDays", NULL, "count"), .argument = (special_days)},    \
    {                                                                                                        \
        EACH("PublishSpecialDays/SpecialDays", special_days, cat_srv_gas_special_day)                        \
    }

/* A tariff is one of times of use or one of blocks. */
#define GAS_PRICE_ELEMENTS "PriceElements/GasPriceElements/"
#define TIMES_OF_USE       GAS_PRICE_ELEMENTS "TOUTariff"
#define BLOCKS             GAS_PRICE_ELEMENTS "BlockTariff"
extern const cat_mapping cat_srv_gas_time_of_use[2], cat_srv_gas_block[2];
#define GAS_PRICES                                                                                           \
    {MAKE("PublishTariffInformation/StartTime", NULL, "activation")},                                        \
        {COPY("PublishTariffInformation/TariffTypeAndChargingScheme", TIMES_OF_USE), .constant = "0x00"},    \
        {COPY("PublishTariffInformation/TariffTypeAndChargingScheme", BLOCKS), .constant = "0x10"},          \
        {CONSTANT("PublishTariffInformation/TariffLabel", "")},                                              \
        {MAKE("PublishTariffInformation/NumberOfPriceTiersInUse", NULL, "count"),                            \
         .argument = TIMES_OF_USE "/TOUPrice"},                                                              \
        {COPY("PublishTariffInformation/NumberOfBlockThresholdsInUse", BLOCKS "/NumberOfThresholds")},       \
        {CONSTANT("PublishTariffInformation/NumberOfBlockThresholdsInUse", "0")},                            \
        {NAMES("PublishTariffInformation/Currency", GAS_PRICE_ELEMENTS "CurrencyUnits", "GBP=826,ECB=978")}, \
        {COPY("PublishTariffInformation/StandingCharge", GAS_PRICE_ELEMENTS "StandingCharge")},              \
        {MAKE("PublishPriceMatrix/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},                  \
        {COPY("PublishPriceMatrix/SubPayloadControl", TIMES_OF_USE), .constant = "1"},                       \
        {COPY("PublishPriceMatrix/SubPayloadControl", BLOCKS), .constant = "0"},                             \
        {EACH("PublishPriceMatrix/PriceMatrix", TIMES_OF_USE "/TOUPrice", cat_srv_gas_time_of_use)},         \
    {                                                                                                        \
        EACH("PublishPriceMatrix/PriceMatrix", BLOCKS "/BlockPrice", cat_srv_gas_block)                      \
    }

#endif
