/* DCC Alerts: what the DCC tells Users of its own accord (duis.md 10). One row each in
 * dcc_alert/dcc_alert.def.
 */
#ifndef ALB_CATALOGUE_DCC_ALERT_H
#define ALB_CATALOGUE_DCC_ALERT_H

#include "catalogue/type.h"

typedef struct cat_dcc_alert {
    const char *code;          /* "AD1", "N16" */
    const char *element;       /* payload element below DCCAlert */
    const char *response_code; /* in the header of the Response */
    const char *meaning;
    cat_provenance provenance; /* of the meaning and the element; that the code exists is verified */
} cat_dcc_alert;

const cat_dcc_alert *cat_dcc_alerts(size_t *count); /* in the order of their numbers */
/* NULL: the interface has no such alert. */
const cat_dcc_alert *cat_dcc_alert_find(alb_span code);

#endif
