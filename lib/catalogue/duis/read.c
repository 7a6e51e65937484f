/* 4.x, 6.2, 6.13 and other reads: what is asked is in the name of the service, the body says when and how
 * much. */
#include "duis/duis_internal.h"

SEQUENCE(cat_x_future_dated, FUTURE_DATED);

SEQUENCE(cat_x_read_log_period, ONE(TEXT("StartDateTime", cat_x_date_time)),
         ONE(TEXT("EndDateTime", cat_x_date_time)));

SEQUENCE(cat_x_read_log, FUTURE_DATED, ONE(PARTS("ReadLogPeriod", cat_x_read_log_period)));

SEQUENCE(cat_x_read_log_for_urp, FUTURE_DATED, ONE(PARTS("ReadLogPeriod", cat_x_read_log_period)),
         OPTIONAL(TEXT("KAPublicSecurityCredentials", cat_x_certificate)));

static ENUM(log_to_read, "LogToRead", "Event", "ALCSEvent", "PowerEvent", "Security", "GSMEEvent",
            "GSMESecurity");
SEQUENCE(cat_x_read_event_log, ONE(PARTS("ReadLogPeriod", cat_x_read_log_period)),
         ONE(TEXT("LogToRead", log_to_read)));
