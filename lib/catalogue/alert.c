#include "catalogue/alert.h"

/* Short names for the rows only. */
enum {
    ESME = CAT_DEVICE_ESME,
    GSME = CAT_DEVICE_GSME,
    CHF = CAT_DEVICE_CHF,
    GPF = CAT_DEVICE_GPF,
    PPMID = CAT_DEVICE_PPMID,
    SAPC = CAT_DEVICE_SAPC,
    SUPPLIER = CAT_ROLE_SUPPLIER,
    NETWORK_OPERATOR = CAT_ROLE_NETWORK_OPERATOR,
    WAN_PROVIDER = CAT_ROLE_WAN_PROVIDER,
    ACB = CAT_ROLE_ACB,
    LOAD_CONTROLLER = CAT_ROLE_LOAD_CONTROLLER,
    EVENT = CAT_LOG_EVENT,
    SECURITY = CAT_LOG_SECURITY,
    POWER = CAT_LOG_POWER,
    AUXILIARY = CAT_LOG_AUXILIARY
};

static const cat_alert alerts[] = {
#define ALERT(of_code, text, by, to, in_logs, on_wan, on_han, may_change, own_message_code, from)            \
    {.code = (of_code),                                                                                      \
     .name = (text),                                                                                         \
     .devices = (by),                                                                                        \
     .recipients = (to),                                                                                     \
     .logs = (in_logs),                                                                                      \
     .wan = (on_wan),                                                                                        \
     .han = (on_han),                                                                                        \
     .configurable = (may_change),                                                                           \
     .message_code = (own_message_code),                                                                     \
     .provenance = CAT_##from},
#include "alert/alert.def"
#undef ALERT
};

const cat_alert *cat_alerts(size_t *count)
{
    *count = ALB_COUNT(alerts);
    return alerts;
}

const cat_alert *cat_alert_find(uint16_t code)
{
    size_t low = 0;
    size_t high = ALB_COUNT(alerts);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (alerts[middle].code == code) {
            return &alerts[middle];
        }
        if (alerts[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
