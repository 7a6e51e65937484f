/* COSEM date-times of 12 octets, UTC (gbcs-messages.md 2.5, 6.4). */
#ifndef ALB_DEVICE_DATE_TIME_H
#define ALB_DEVICE_DATE_TIME_H

#include "base/time.h"

enum { DATE_TIME = 12 };

/* Day of the week and deviation not specified, status not specified, no hundredths: as GBCS devices do. */
void date_time_write(alb_time t, uint8_t out[static DATE_TIME]);
/* False: not 12 octets, or a wildcard where a date is needed. */
ALB_MUST_USE bool date_time_read(alb_span octets, alb_time *out);

/* A time of saved state, 64 bits: ALB_TIME_NONE or one between 1970 and 9999, else the reader fails. */
alb_time date_time_restore(alb_rd *in);

#endif
