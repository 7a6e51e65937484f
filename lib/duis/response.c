#include "duis/response.h"

#include "base/text.h"

/* --- elements; every name is ours, so nothing but text is escaped --- */

static void open_element(alb_buf *out, const char *name)
{
    alb_buf_printf(out, "<sr:%s>", name);
}

static void close_element(alb_buf *out, const char *name)
{
    alb_buf_printf(out, "</sr:%s>", name);
}

static void write_text(alb_buf *out, const char *name, alb_span text)
{
    open_element(out, name);
    xml_write_escaped(out, text);
    close_element(out, name);
}

static void write_number(alb_buf *out, const char *name, uint32_t value)
{
    alb_buf_printf(out, "<sr:%s>%u</sr:%s>", name, value, name);
}

static void write_alert_code(alb_buf *out, const char *name, uint16_t code)
{
    alb_buf_printf(out, "<sr:%s>%04X</sr:%s>", name, code, name);
}

static void write_base64(alb_buf *out, const char *name, alb_span octets)
{
    size_t n = (octets.len + 2) / 3 * 4;
    open_element(out, name);
    uint8_t *room = alb_buf_extend(out, n);
    alb_wr w = alb_wr_init(room, room ? n : 0);
    alb_wr_base64(&w, octets);
    close_element(out, name);
}

/* --- the frame --- */

static void write_id(alb_buf *out, const char *name, const duis_request_id *id)
{
    char text[80];
    alb_wr w = alb_wr_init(text, sizeof text);
    if (id) {
        duis_request_id_text(id, &w);
        write_text(out, name, alb_wr_span(&w));
    }
}

static void begin(const duis_response_header *h, alb_buf *out)
{
    char time[ALB_TIME_TEXT];
    alb_buf_printf(out,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                   "<sr:Response xmlns:sr=\"" CAT_NS_DUIS "\" schemaVersion=\"%u.%u\">",
                   h->version / 10, h->version % 10);
    open_element(out, "Header");
    write_id(out, "RequestID", h->request_id);
    write_id(out, "ResponseID", h->response_id);
    write_text(out, "ResponseCode", alb_span_str(h->code));
    write_text(out, "ResponseDateTime", alb_span_str(alb_time_text_ms(h->time, time)));
    close_element(out, "Header");
    open_element(out, "Body");
}

static void end(alb_buf *out)
{
    alb_buf_add_text(out, "</sr:Body></sr:Response>");
}

/* Body elements that answer a request name its service. */
static void begin_message(const duis_response_header *h, alb_buf *out)
{
    begin(h, out);
    open_element(out, "ResponseMessage");
    write_text(out, "ServiceReference", h->service_reference);
    write_text(out, "ServiceReferenceVariant", h->service_reference_variant);
}

static void end_message(alb_buf *out)
{
    close_element(out, "ResponseMessage");
    end(out);
}

/* --- answers --- */

void duis_write_acknowledgement(const duis_response_header *header, alb_buf *out)
{
    begin_message(header, out);
    end_message(out);
}

void duis_write_pre_command(const duis_response_header *header, const char *gbcs_version,
                            alb_span pre_command, alb_buf *out)
{
    begin_message(header, out);
    open_element(out, "PreCommand");
    write_text(out, "GBCSVersion", alb_span_str(gbcs_version));
    write_base64(out, "GBCSPayload", pre_command);
    close_element(out, "PreCommand");
    end_message(out);
}

void duis_write_local_command(const duis_response_header *header, alb_span command, alb_buf *out)
{
    begin_message(header, out);
    open_element(out, "LocalCommand");
    write_base64(out, "GBCSPayload", command);
    close_element(out, "LocalCommand");
    end_message(out);
}

void duis_write_gbcs_payload(const duis_response_header *header, alb_span message, alb_buf *out)
{
    begin_message(header, out);
    write_base64(out, "GBCSPayload", message);
    end_message(out);
}

void duis_write_scheduled_message(const duis_response_header *header, alb_span message, uint64_t schedule_id,
                                  alb_buf *out)
{
    begin_message(header, out);
    open_element(out, "DSPScheduledMessage");
    write_base64(out, "GBCSPayload", message);
    alb_buf_printf(out, "<sr:DSPScheduleID>%llu</sr:DSPScheduleID>", (unsigned long long)schedule_id);
    close_element(out, "DSPScheduledMessage");
    end_message(out);
}

void duis_write_customer_number(const duis_response_header *header, alb_span message, alb_span number,
                                alb_buf *out)
{
    begin_message(header, out);
    open_element(out, "CINMessage");
    write_base64(out, "GBCSPayload", message);
    write_text(out, "CustomerIdentificationNumber", number);
    close_element(out, "CINMessage");
    end_message(out);
}

void duis_write_dsp_payload(const duis_response_header *header, alb_span payload, alb_buf *out)
{
    begin_message(header, out);
    alb_buf_add(out, payload);
    end_message(out);
}

/* --- alerts --- */

void duis_write_device_alert(const duis_response_header *header, uint16_t alert_code, alb_span message,
                             alb_buf *out)
{
    begin(header, out);
    open_element(out, "DeviceAlertMessage");
    write_alert_code(out, "AlertCode", alert_code);
    write_base64(out, "GBCSPayload", message);
    close_element(out, "DeviceAlertMessage");
    end(out);
}

void duis_write_throttled_alert(const duis_response_header *header, uint16_t alert_code, uint32_t sequence,
                                uint32_t count, alb_span message, alb_buf *out)
{
    begin(header, out);
    open_element(out, "DeviceAlertMessage");
    write_alert_code(out, "AlertCode", alert_code);
    write_number(out, "ThrottledAlertSequenceId", sequence);
    write_number(out, "ThrottledAlertCount", count);
    write_base64(out, "GBCSPayload", message);
    close_element(out, "DeviceAlertMessage");
    end(out);
}

void duis_write_future_dated_alert(const duis_response_header *header, uint16_t alert_code, alb_span message,
                                   uint32_t instruction, uint32_t total, alb_buf *out)
{
    begin_message(header, out);
    open_element(out, "FutureDatedDeviceAlertMessage");
    write_alert_code(out, "FutureDatedAlertCode", alert_code);
    write_base64(out, "GBCSPayload", message);
    write_number(out, "InstructionNumber", instruction);
    write_number(out, "TotalCommandInstructions", total);
    close_element(out, "FutureDatedDeviceAlertMessage");
    end_message(out);
}

void duis_write_dcc_alert(const duis_response_header *header, const char *alert_code, alb_span payload,
                          alb_buf *out)
{
    begin(header, out);
    open_element(out, "DCCAlertMessage");
    write_text(out, "DCCAlertCode", alb_span_str(alert_code));
    open_element(out, "DCCAlert");
    alb_buf_add(out, payload);
    close_element(out, "DCCAlert");
    close_element(out, "DCCAlertMessage");
    end(out);
}
