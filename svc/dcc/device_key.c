/* A device uses new keys of its own from its answer to 6.15.2 on (GBCS 13.4): whoever checks what it says,
 * and writes to it, then takes the certificate that came with the command. */
#include "effect.h"
#include "notice.h"

#include "catalogue/use_case.h"
#include "gbcs/content.h"
#include "smki/certificate.h"

/* data: the certificate. */
alb_status dcc_note_device_key(dcc_device_message *m, dcc_outcome *o)
{
    gbcs_message command;
    cat_tree content;
    cat_tree_init(&content, m->worker->arena, 0);
    alb_buf_init(&o->data, DCC_NOTICE_MAX);
    if (gbcs_message_parse(m->request.command, &command, NULL) == ALB_OK && command.use_case &&
        gbcs_content_decode(&command, NULL, &content, NULL) == ALB_OK) {
        const cat_value *c = dcc_member(&content, "DeviceCertificate");
        alb_buf_add(&o->data, c ? c->bytes : alb_span_none());
    }
    ALB_TRY(o->data.st);
    return dcc_note_duty(m, o);
}

alb_status dcc_effect_device_key(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    smki_certificate *c = NULL;
    ALB_TRY(smki_certificate_parse(alb_buf_span(&o->data), &c, err));
    bool signs = smki_certificate_usage(c) == SMKI_USAGE_DIGITAL_SIGNATURE;
    alb_status st = dcc_device_set_keys(tx, o->device, signs ? c : NULL, signs ? NULL : c, err);
    smki_certificate_free(c);
    ALB_TRY(st);
    return dcc_effect_duty_done(tx, o, now, err);
}

bool dcc_has_new_key(const dcc_outcome *o)
{
    return o->effect == dcc_effect_device_key;
}
