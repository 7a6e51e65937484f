/* Alert and event codes (GBCS event/alert table; gbcs-messages.md 11). One row each in alert/alert.def. */
#ifndef ALB_CATALOGUE_ALERT_H
#define ALB_CATALOGUE_ALERT_H

#include "catalogue/use_case.h"

/* Logs an event goes to. */
enum { CAT_LOG_EVENT = 1, CAT_LOG_SECURITY = 2, CAT_LOG_POWER = 4, CAT_LOG_AUXILIARY = 8 };

typedef struct cat_alert {
    uint16_t code;
    const char *name;
    uint16_t devices;    /* raised by */
    uint16_t recipients; /* CAT_ROLE_ bits */
    uint8_t logs;
    bool wan;              /* sent over the WAN as an alert */
    bool han;              /* shown on HAN devices */
    bool configurable;     /* by the party that owns its range (80xx network operator, 81xx supplier) */
    uint16_t message_code; /* specific message code; 0: the generic alerts 1000, 1001 */
    cat_provenance provenance;
} cat_alert;

const cat_alert *cat_alert_find(uint16_t code);
const cat_alert *cat_alerts(size_t *count); /* sorted by code */

#endif
