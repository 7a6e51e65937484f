#include "catalogue/dcc_alert.h"

static const cat_dcc_alert alerts[] = {
#define DCC_ALERT(text, holds, response, says, from)                                                         \
    {.code = (text),                                                                                         \
     .element = #holds,                                                                                      \
     .response_code = #response,                                                                             \
     .meaning = (says),                                                                                      \
     .provenance = CAT_##from},
#include "dcc_alert/dcc_alert.def"
#undef DCC_ALERT
};

const cat_dcc_alert *cat_dcc_alerts(size_t *count)
{
    *count = ALB_COUNT(alerts);
    return alerts;
}

const cat_dcc_alert *cat_dcc_alert_find(alb_span code)
{
    for (size_t i = 0; i < ALB_COUNT(alerts); i++) {
        if (alb_span_is(code, alerts[i].code)) {
            return &alerts[i];
        }
    }
    return NULL;
}
