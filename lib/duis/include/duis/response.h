/* Service Responses, acknowledgements and alerts as the DCC writes them (duis.md 2.3), unsigned; duis_sign
 * adds the signature. Compact XML, schema-valid. */
#ifndef ALB_DUIS_RESPONSE_H
#define ALB_DUIS_RESPONSE_H

#include "duis/document.h"

typedef struct duis_response_header {
    const duis_request_id *request_id;  /* NULL: alerts */
    const duis_request_id *response_id; /* NULL: synchronous answers */
    const char *code;                   /* "I0", "I99", "E4" */
    alb_time time;
    uint32_t version;                                      /* schemaVersion * 10 */
    alb_span service_reference, service_reference_variant; /* ResponseMessage bodies */
} duis_response_header;

/* Acknowledgement, error, or plain success without payload. */
void duis_write_acknowledgement(const duis_response_header *header, alb_buf *out);
void duis_write_pre_command(const duis_response_header *header, const char *gbcs_version,
                            alb_span pre_command, alb_buf *out);
void duis_write_local_command(const duis_response_header *header, alb_span command, alb_buf *out);
void duis_write_gbcs_payload(const duis_response_header *header, alb_span message, alb_buf *out);
/* Outcome of a request that the DCC's scheduler made. */
void duis_write_scheduled_message(const duis_response_header *header, alb_span message, uint64_t schedule_id,
                                  alb_buf *out);
/* Outcome of 9.1: number has four digits. */
void duis_write_customer_number(const duis_response_header *header, alb_span message, alb_span number,
                                alb_buf *out);
/* --- alerts: no request ID, but for the future dated alert, which answers a request --- */
void duis_write_device_alert(const duis_response_header *header, uint16_t alert_code, alb_span message,
                             alb_buf *out);
/* One that stands for count alerts of a storm, of which it is the sequence-th. */
void duis_write_throttled_alert(const duis_response_header *header, uint16_t alert_code, uint32_t sequence,
                                uint32_t count, alb_span message, alb_buf *out);
void duis_write_future_dated_alert(const duis_response_header *header, uint16_t alert_code, alb_span message,
                                   uint32_t instruction, uint32_t total, alb_buf *out);
/* payload: ready XML of the one payload element below DCCAlert, in the sr prefix. */
void duis_write_dcc_alert(const duis_response_header *header, const char *alert_code, alb_span payload,
                          alb_buf *out);
/* payload: ready XML of a ResponseMessage payload element (DSPInventory, DSPScheduleID ...), in the sr
 * prefix. */
void duis_write_dsp_payload(const duis_response_header *header, alb_span payload, alb_buf *out);

#endif
