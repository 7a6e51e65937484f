/* What the DCC tells Users of its own accord (duis.md 10): DCC Alerts.
 *
 * A notice is written in the transaction of the event it tells of, as plain payload; it is signed and put
 * among the deliveries soon afterwards. So an event and its telling stand or fall together, whoever it is for
 * and however many they are. */
#ifndef ALB_DCC_NOTICE_H
#define ALB_DCC_NOTICE_H

#include "dcc_internal.h"

/* Room for any payload but those that list devices. */
enum { DCC_NOTICE_MAX = 2048 };

typedef struct dcc_notice {
    const char *code;     /* of catalogue/dcc_alert.h; static text */
    const char *response; /* code in the header; NULL: the catalogue's */
    alb_eui64 device;     /* that it is about */
    alb_span payload;     /* XML of the one element below DCCAlert */
} dcc_notice;

/* To one User; nothing for somebody who is not a party. */
ALB_MUST_USE alb_status dcc_notify_user(store_tx *tx, const dcc_notice *notice, alb_eui64 user, alb_time now,
                                        alb_err *err);
/* To every User that is registered for the device now in one of these roles: for its own meter points, or,
 * where it has none, for any on its hub. except NULL: all of them. */
ALB_MUST_USE alb_status dcc_notify_registered(store_tx *tx, const dcc_notice *notice, uint16_t roles,
                                              const alb_eui64 *except, alb_time now, alb_err *err);
/* Signs notices that wait and puts them among the deliveries. True: there were some. */
bool dcc_send_notices(dcc_worker *w);

/* --- payloads --- */

/* schedule 0: none. */
void dcc_write_command_failure(alb_wr *w, const duis_request_id *request, int64_t schedule, alb_eui64 device);
void dcc_write_schedule_removal(alb_wr *w, int64_t schedule, alb_eui64 device);
/* change: XML of the element below DeviceStatusChange. */
void dcc_write_status_change(alb_wr *w, alb_eui64 device, const char *change);
/* ImportMPxN, SecondaryImportMPAN, ExportMPAN as far as the device has them. */
void dcc_write_mpxns(alb_wr *w, const dcc_device_record *device);
/* <sr:element>EUI</sr:element>, <sr:element>RequestID</sr:element> */
void dcc_write_eui(alb_wr *w, const char *element, alb_eui64 id);
void dcc_write_request_id(alb_wr *w, const char *element, const duis_request_id *id);
/* Type of the device as DUIS names it. */
const char *dcc_type_name(uint16_t type);

#endif
