/* Response documents of the DCC: written compactly, then signed (duis.md 2.3, 5.2). */
#include "dcc_internal.h"

#include "duis/signature.h"

static void write_unsigned(const dcc_message *m, alb_buf *out)
{
    if (m->dcc_alert_code) {
        duis_write_dcc_alert(&m->header, m->dcc_alert_code, m->octets, out);
        return;
    }
    if (m->instruction != 0) {
        duis_write_future_dated_alert(&m->header, m->alert_code, m->octets, m->instruction, m->instructions,
                                      out);
        return;
    }
    if (m->throttled != 0) {
        duis_write_throttled_alert(&m->header, m->alert_code, m->throttle_sequence, m->throttled, m->octets,
                                   out);
        return;
    }
    if (m->alert_code != 0) {
        duis_write_device_alert(&m->header, m->alert_code, m->octets, out);
        return;
    }
    if (m->is_gbcs) {
        duis_write_gbcs_payload(&m->header, m->octets, out);
        return;
    }
    switch (m->answer) {
    case DCC_ANSWER_PLAIN:
        duis_write_acknowledgement(&m->header, out);
        break;
    case DCC_ANSWER_PRE_COMMAND:
        duis_write_pre_command(&m->header, m->gbcs_version, m->octets, out);
        break;
    case DCC_ANSWER_LOCAL_COMMAND:
        duis_write_local_command(&m->header, m->octets, out);
        break;
    case DCC_ANSWER_PAYLOAD:
        duis_write_dsp_payload(&m->header, m->octets, out);
        break;
    }
}

alb_status dcc_write_signed(dcc_worker *w, const dcc_message *message, alb_buf *out, alb_err *err)
{
    alb_buf plain;
    alb_buf_init(&plain, DCC_MAX_DOCUMENT);
    write_unsigned(message, &plain);
    alb_status st = plain.st;
    if (st == ALB_OK) {
        st = duis_sign(gbcs_keys_crypto(w->keys), w->xml, alb_buf_span(&plain), w->dcc->xml_signer, out, err);
    }
    alb_buf_release(&plain);
    return st;
}
