/* Non-disablement calendar: when a meter in prepayment mode may not cut off (SMETS2 5.7.4.30). */
#include "cosem/calendar_internal.h"

SPECIAL_DAYS(days, 20);
OBJECT(non_disablement_special_days, 11, (0, 0, 11, 0, 2, 255), "NonDisablementCalendarSpecialDays", ON_ESME,
       ATTRIBUTE(2, "entries", "NonDisablementCalendarSpecialDays", days));
OBJECT(non_disablement_special_days_next, 11, (0, 1, 11, 0, 2, 255), "NonDisablementCalendarSpecialDaysNext",
       ON_ESME, ATTRIBUTE(2, "entries", "NonDisablementCalendarSpecialDaysNext", days));
OBJECT(non_disablement_special_days_activation, 9000, (0, 0, 94, 44, 128, 31),
       "NonDisablementCalendarSpecialDays", ON_ESME, ACTIVATION("NonDisablementCalendarSpecialDays"));

/* Scripts 32 and 33 start and stop a period. */
FIXED_OBIS(supply_scripts, 0, 0, 10, 0, 106, 255);
SCHEDULE(periods, 0, 22, supply_scripts);
OBJECT(non_disablement_calendar, 10, (0, 0, 12, 0, 1, 255), "NonDisablementCalendar", ON_ESME,
       ATTRIBUTE(2, "entries", "NonDisablementCalendar", periods));
OBJECT(non_disablement_calendar_next, 10, (0, 1, 12, 0, 1, 255), "NonDisablementCalendarNext", ON_ESME,
       ATTRIBUTE(2, "entries", "NonDisablementCalendarNext", periods));
OBJECT(non_disablement_calendar_activation, 9000, (0, 0, 94, 44, 128, 28), "NonDisablementCalendar", ON_ESME,
       ACTIVATION("NonDisablementCalendar"));
