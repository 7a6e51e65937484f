/* Calendar (0707): delivered and friendly credit calendars. */
#include "zcl/zcl_internal.h"

COMMAND(get_day_profiles, CLUSTER_CALENDAR, 0x01, FROM_CLIENT, "GetDayProfiles", HEX32("ProviderId"),
        HEX32("IssuerCalendarId"), U8("StartDayId"), U8("NumberOfDays"));
COMMAND(get_week_profiles, CLUSTER_CALENDAR, 0x02, FROM_CLIENT, "GetWeekProfiles", HEX32("ProviderId"),
        HEX32("IssuerCalendarId"), U8("StartWeekId"), U8("NumberOfWeeks"));
COMMAND(get_seasons, CLUSTER_CALENDAR, 0x03, FROM_CLIENT, "GetSeasons", HEX32("ProviderId"),
        HEX32("IssuerCalendarId"));
COMMAND(get_special_days, CLUSTER_CALENDAR, 0x04, FROM_CLIENT, "GetSpecialDays", UTC("StartTime"),
        U8("NumberOfEvents"), OF("CalendarType", cat_z_calendar_type), HEX32("ProviderId"),
        HEX32("IssuerCalendarId"));

COMMAND(publish_calendar, CLUSTER_CALENDAR, 0x00, FROM_SERVER, "PublishCalendar", ISSUED_BY_PROVIDER,
        HEX32("IssuerCalendarId"), UTC("StartTime"), OF("CalendarType", cat_z_calendar_type),
        ENUM8("CalendarTimeReference"), OCTETS("CalendarName"), U8("NumberOfSeasons"),
        U8("NumberOfWeekProfiles"), U8("NumberOfDayProfiles"));

/* The tier that starts at that minute; in a friendly credit calendar 1 on, 0 off. */
STRUCT(schedule_entry, OF("StartTime", cat_z_minutes16), U8("TierOrFriendlyCredit"));
LIST(schedule, "ScheduleEntry", schedule_entry);
COMMAND(publish_day_profile, CLUSTER_CALENDAR, 0x01, FROM_SERVER, "PublishDayProfile", ISSUED_BY_PROVIDER,
        HEX32("IssuerCalendarId"), U8("DayId"), U8("TotalNumberOfScheduleEntries"), U8("CommandIndex"),
        U8("TotalNumberOfCommands"), OF("CalendarType", cat_z_calendar_type), OF("DaySchedule", schedule));

COMMAND(publish_week_profile, CLUSTER_CALENDAR, 0x02, FROM_SERVER, "PublishWeekProfile", ISSUED_BY_PROVIDER,
        HEX32("IssuerCalendarId"), U8("WeekId"), U8("DayIdMonday"), U8("DayIdTuesday"), U8("DayIdWednesday"),
        U8("DayIdThursday"), U8("DayIdFriday"), U8("DayIdSaturday"), U8("DayIdSunday"));

STRUCT(season, OF("SeasonStartDate", cat_z_date), U8("WeekId"));
LIST(seasons, "Season", season);
COMMAND(publish_seasons, CLUSTER_CALENDAR, 0x03, FROM_SERVER, "PublishSeasons", ISSUED_BY_PROVIDER,
        HEX32("IssuerCalendarId"), U8("CommandIndex"), U8("TotalNumberOfCommands"), OF("Seasons", seasons));

STRUCT(special_day, OF("SpecialDayDate", cat_z_date), U8("DayId"));
LIST(special_days, "SpecialDay", special_day);
COMMAND(publish_special_days, CLUSTER_CALENDAR, 0x04, FROM_SERVER, "PublishSpecialDays", ISSUED_BY_PROVIDER,
        HEX32("IssuerCalendarId"), UTC("StartTime"), OF("CalendarType", cat_z_calendar_type),
        U8("TotalNumberOfSpecialDays"), U8("CommandIndex"), U8("TotalNumberOfCommands"),
        OF("SpecialDays", special_days));
