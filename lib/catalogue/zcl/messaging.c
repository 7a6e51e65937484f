/* Messaging (0703). */
#include "zcl/zcl_internal.h"

COMMAND(display_message, CLUSTER_MESSAGING, 0x00, FROM_SERVER, "DisplayMessage", UTC("MessageId"),
        BITS8("MessageControl"), UTC("StartTime"), OF("DurationInMinutes", cat_z_minutes16),
        OCTETS("Message"));
