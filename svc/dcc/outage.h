/* Power outages at hubs. */
#ifndef ALB_DCC_OUTAGE_H
#define ALB_DCC_OUTAGE_H

#include "dcc_internal.h"

/* The WAN's provider says that a hub has lost its power, or has it back. */
void dcc_hub_power(dcc *d, alb_eui64 hub, bool on);
/* AD1 for those that last. True: there were some. */
bool dcc_watch_outages(dcc_worker *w);

#endif
