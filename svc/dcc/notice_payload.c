/* Payloads of DCC Alerts that several events share. */
#include "notice.h"

#include "catalogue/use_case.h"

#include <inttypes.h>

void dcc_write_eui(alb_wr *w, const char *element, alb_eui64 id)
{
    char text[ALB_EUI64_TEXT];
    alb_wr_printf(w, "<sr:%s>%s</sr:%s>", element, alb_eui64_dashed(id, text), element);
}

void dcc_write_request_id(alb_wr *w, const char *element, const duis_request_id *id)
{
    alb_wr_printf(w, "<sr:%s>", element);
    duis_request_id_text(id, w);
    alb_wr_printf(w, "</sr:%s>", element);
}

void dcc_write_command_failure(alb_wr *w, const duis_request_id *request, int64_t schedule, alb_eui64 device)
{
    alb_wr_text(w, "<sr:CommandFailure>");
    dcc_write_request_id(w, "CommandRequestID", request);
    if (schedule != 0) {
        alb_wr_printf(w, "<sr:DSPScheduleID>%" PRId64 "</sr:DSPScheduleID>", schedule);
    }
    dcc_write_eui(w, "DeviceID", device);
    alb_wr_text(w, "</sr:CommandFailure>");
}

void dcc_write_schedule_removal(alb_wr *w, int64_t schedule, alb_eui64 device)
{
    alb_wr_text(w, "<sr:DSPScheduleRemoval>");
    dcc_write_eui(w, "DeviceID", device);
    alb_wr_printf(w, "<sr:DSPScheduleID>%" PRId64 "</sr:DSPScheduleID></sr:DSPScheduleRemoval>", schedule);
}

void dcc_write_status_change(alb_wr *w, alb_eui64 device, const char *change)
{
    alb_wr_text(w, "<sr:DeviceStatusChangeEvent>");
    dcc_write_eui(w, "DeviceID", device);
    alb_wr_printf(w, "<sr:DeviceStatusChange>%s</sr:DeviceStatusChange></sr:DeviceStatusChangeEvent>",
                  change);
}

static void write_mpxn(alb_wr *w, const char *element, const char *mpxn)
{
    if (mpxn) {
        alb_wr_printf(w, "<sr:%s>%s</sr:%s>", element, mpxn, element);
    }
}

void dcc_write_mpxns(alb_wr *w, const dcc_device_record *device)
{
    write_mpxn(w, "ImportMPxN", device->mpxn);
    write_mpxn(w, "SecondaryImportMPAN", device->secondary_mpan);
    write_mpxn(w, "ExportMPAN", device->export_mpan);
}

/* A stand-alone auxiliary proportional controller has no type of its own in DUIS (duis.md 1). */
const char *dcc_type_name(uint16_t type)
{
    return type == CAT_DEVICE_SAPC ? "ESME" : cat_device_name(type);
}
