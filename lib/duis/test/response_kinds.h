/* One document of every kind the DCC writes, for tests. */
#ifndef RESPONSE_KINDS_H
#define RESPONSE_KINDS_H

#include "duis/response.h"

#define MESSAGE ALB_LIT("\xdf\x09\x01\x00")
#define BASE64  "3wkBAA=="

static const duis_request_id request_id = {
    .originator = {{0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0, 1}},
    .target = {{0, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa0}},
    .counter = UINT64_MAX,
};
static const duis_request_id response_id = {
    .originator = {{0, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa0}},
    .target = {{0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0, 1}},
    .counter = 7,
};

static void acknowledgement(duis_response_header *h, alb_buf *out)
{
    h->code = "I99";
    h->response_id = NULL;
    duis_write_acknowledgement(h, out);
}

static void pre_command(duis_response_header *h, alb_buf *out)
{
    duis_write_pre_command(h, "4.2", MESSAGE, out);
}

static void local_command(duis_response_header *h, alb_buf *out)
{
    duis_write_local_command(h, MESSAGE, out);
}

static void payload(duis_response_header *h, alb_buf *out)
{
    duis_write_gbcs_payload(h, MESSAGE, out);
}

static void scheduled(duis_response_header *h, alb_buf *out)
{
    duis_write_scheduled_message(h, MESSAGE, 4711, out);
}

static void customer_number(duis_response_header *h, alb_buf *out)
{
    duis_write_customer_number(h, MESSAGE, ALB_LIT("0815"), out);
}

static void schedule_id(duis_response_header *h, alb_buf *out)
{
    duis_write_dsp_payload(h, ALB_LIT("<sr:DSPScheduleID>12</sr:DSPScheduleID>"), out);
}

static void future_dated(duis_response_header *h, alb_buf *out)
{
    duis_write_future_dated_alert(h, 0x8f66, MESSAGE, 1, 2, out);
}

static void device_alert(duis_response_header *h, alb_buf *out)
{
    h->request_id = NULL;
    duis_write_device_alert(h, 0x8f12, MESSAGE, out);
}

static void dcc_alert(duis_response_header *h, alb_buf *out)
{
    h->request_id = NULL;
    h->code = "E20";
    duis_write_dcc_alert(h, "N12",
                         ALB_LIT("<sr:CommandFailure><sr:CommandRequestID>11-22-33-44-55-66-00-01:"
                                 "00-DB-12-34-56-78-90-A0:1</sr:CommandRequestID>"
                                 "<sr:DeviceID>00-DB-12-34-56-78-90-A0</sr:DeviceID></sr:CommandFailure>"),
                         out);
}

typedef struct response_kind {
    void (*write)(duis_response_header *h, alb_buf *out);
    const char *body;
    const char *path, *text; /* an element below it and what it holds */
} response_kind;

static const response_kind response_kinds[] = {
    {acknowledgement, "ResponseMessage", "ServiceReferenceVariant", "4.1.1"},
    {pre_command, "ResponseMessage", "PreCommand/GBCSPayload", BASE64},
    {local_command, "ResponseMessage", "LocalCommand/GBCSPayload", BASE64},
    {payload, "ResponseMessage", "GBCSPayload", BASE64},
    {scheduled, "ResponseMessage", "DSPScheduledMessage/DSPScheduleID", "4711"},
    {customer_number, "ResponseMessage", "CINMessage/CustomerIdentificationNumber", "0815"},
    {schedule_id, "ResponseMessage", "DSPScheduleID", "12"},
    {future_dated, "ResponseMessage", "FutureDatedDeviceAlertMessage/FutureDatedAlertCode", "8F66"},
    {device_alert, "DeviceAlertMessage", "AlertCode", "8F12"},
    {dcc_alert, "DCCAlertMessage", "DCCAlertCode", "N12"},
};

static duis_response_header response_header(alb_time now)
{
    return (duis_response_header){.request_id = &request_id,
                                  .response_id = &response_id,
                                  .code = "I0",
                                  .time = now,
                                  .version = 54,
                                  .service_reference = ALB_LIT("4.1"),
                                  .service_reference_variant = ALB_LIT("4.1.1")};
}

#endif
