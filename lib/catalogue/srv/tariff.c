/* Elements of switching tables, calendars and price lists. */
#include "srv/tariff_internal.h"

const cat_mapping cat_srv_season[3] = {
    {COPY("SeasonName", "SeasonName")},
    {MAKE("SeasonStart", "SeasonStartDate", "date")},
    {MAKE("WeekName", "ReferencedWeekName", "octet")},
};
const cat_mapping cat_srv_week[8] = {
    {MAKE("WeekName", "WeekName", "octet")},          {COPY("Monday", "ReferencedDayName[index=1]")},
    {COPY("Tuesday", "ReferencedDayName[index=2]")},  {COPY("Wednesday", "ReferencedDayName[index=3]")},
    {COPY("Thursday", "ReferencedDayName[index=4]")}, {COPY("Friday", "ReferencedDayName[index=5]")},
    {COPY("Saturday", "ReferencedDayName[index=6]")}, {COPY("Sunday", "ReferencedDayName[index=7]")},
};
const cat_mapping cat_srv_special_day[3] = {
    {MAKE("Index", NULL, "position")},
    {MAKE("Date", "Date", "date")},
    {COPY("DayId", "ReferencedDayName")},
};
const cat_mapping cat_srv_secondary_price[2] = {
    {MAKE("Index", NULL, "position")},
    {COPY("ChargePerUnit", ".")},
};

/* --- gas --- */

const cat_mapping cat_srv_gas_week[10] = {
    NUMBERED_BY_CLOCK,
    {COPY("WeekId", "WeekName")},
    {COPY("DayIdMonday", "ReferencedDayName[index=1]")},
    {COPY("DayIdTuesday", "ReferencedDayName[index=2]")},
    {COPY("DayIdWednesday", "ReferencedDayName[index=3]")},
    {COPY("DayIdThursday", "ReferencedDayName[index=4]")},
    {COPY("DayIdFriday", "ReferencedDayName[index=5]")},
    {COPY("DayIdSaturday", "ReferencedDayName[index=6]")},
    {COPY("DayIdSunday", "ReferencedDayName[index=7]")},
};
const cat_mapping cat_srv_gas_season[2] = {
    {MAKE("SeasonStartDate", "SeasonStartDate", "date")},
    {COPY("WeekId", "ReferencedWeekName")},
};
const cat_mapping cat_srv_gas_special_day[2] = {
    {MAKE("SpecialDayDate", "Date", "date")},
    {COPY("DayId", "ReferencedDayName")},
};
const cat_mapping cat_srv_gas_time_of_use[2] = {
    {MAKE("TierOrBlockId", NULL, "position")},
    {COPY("Price", ".")},
};
/* Blocks count from 0. */
const cat_mapping cat_srv_gas_block[2] = {
    {MAKE("TierOrBlockId", NULL, "position"), .add = -1},
    {COPY("Price", ".")},
};
