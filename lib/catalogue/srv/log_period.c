/* Where a command says from when to when entries of a log are wanted. */
#include "srv/srv_internal.h"

#define START "ReadLogPeriod/StartDateTime"
#define END   "ReadLogPeriod/EndDateTime"

const cat_mapping cat_srv_log_period[6] = {
    /* Selective access in clear (gbcs-messages.md 6.6). */
    {COPY("*/FromDateTime", START)},
    {COPY("*/ToDateTime", END)},
    /* Protected reads (6.7), of one attribute or of two. */
    {COPY("*/ObjectList/*/Restriction/RestrictionValue/FromDateTime", START)},
    {COPY("*/ObjectList/*/Restriction/RestrictionValue/ToDateTime", END)},
    /* GBZ (7.2): snapshots and samples. */
    {COPY("*/EarliestStartTime", START)},
    {COPY("*/LatestEndTime", END)},
};
