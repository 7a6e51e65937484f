/* Messages of the DCC: checked, opened, authenticated, decrypted. */
#include "user_internal.h"

#include "base/text.h"
#include "duis/signature.h"
#include "gbcs/content.h"
#include "gbcs/opener.h"

alb_status user_reader_open(user_reader *r, const smki_keystore *keys, const alb_clock *clock, alb_err *err)
{
    r->keys = keys;
    r->clock = clock;
    r->xml = xml_context_new();
    r->gbcs = gbcs_keys_new(keys, 0);
    return r->xml && r->gbcs ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a reader");
}

void user_reader_close(user_reader *r)
{
    xml_context_free(r->xml);
    gbcs_keys_free(r->gbcs);
}

/* An error that refuses a request may come unsigned (duis.md 2.3); nothing that carries a result may. */
static bool may_be_unsigned(const duis_document *d)
{
    return d->has_request_id && !d->has_response_id && d->response_code.len > 0 &&
           d->response_code.ptr[0] == 'E';
}

alb_status user_read_document(user_reader *r, alb_span xml, alb_arena *arena, duis_document *out,
                              alb_err *err)
{
    ALB_TRY(duis_decode(r->xml, xml, arena, out, NULL, err));
    if (out->kind != DUIS_RESPONSE) {
        return alb_fail(err, ALB_BAD_FORMAT, "DUIS 2.3", 0, "not a Response");
    }
    if (!out->has_signature && may_be_unsigned(out)) {
        return ALB_OK;
    }
    const smki_identity *signer = NULL;
    duis_signature_fault fault = DUIS_SIGNATURE_OK;
    duis_verify_options options = {
        .store = r->keys, .at = alb_now(r->clock), .pinned_self_signed = true, .response = true};
    return duis_verify(gbcs_keys_crypto(r->gbcs), out, &options, &signer, &fault, err);
}

/* The element that holds the GBCS message, wherever the kind of message keeps it (duis.md 2.3). */
static alb_span payload(const duis_document *d)
{
    static const char *const paths[] = {"GBCSPayload",
                                        "PreCommand/GBCSPayload",
                                        "LocalCommand/GBCSPayload",
                                        "CINMessage/GBCSPayload",
                                        "FutureDatedDeviceAlertMessage/GBCSPayload",
                                        "DSPScheduledMessage/GBCSPayload"};
    for (size_t i = 0; i < ALB_COUNT(paths); i++) {
        alb_span text = duis_text(d, d->body, paths[i]);
        if (text.len > 0) {
            return text;
        }
    }
    return (alb_span){0};
}

static alb_status open_message(user_reader *r, alb_arena *arena, user_result *out, alb_err *err)
{
    ALB_TRY(gbcs_message_parse(out->gbcs, &out->message, err));
    ALB_TRY(gbcs_verify(r->gbcs, &out->message, alb_now(r->clock), &out->verdict, err));
    if (!out->message.use_case) {
        return ALB_OK;
    }
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, r->gbcs, &out->message);
    cat_tree_init(&out->content, arena, 64);
    alb_status st = gbcs_content_decode(&out->message, &opener, &out->content, err);
    out->decrypted = opening.opened > 0 && opening.failed == 0;
    gbcs_opening_release(&opening);
    return st;
}

alb_status user_read_result(user_reader *r, alb_span xml, alb_arena *arena, user_result *out, alb_err *err)
{
    *out = (user_result){0};
    ALB_TRY(user_read_document(r, xml, arena, &out->document, err));
    const duis_document *d = &out->document;
    alb_wr code = alb_wr_init(out->code, sizeof out->code - 1);
    alb_wr_bytes(&code, d->response_code);
    out->has_request_id = d->has_request_id;
    out->request_id = d->request_id;
    alb_span text = d->body == UINT32_MAX ? alb_span_none() : payload(d);
    if (text.len == 0) {
        return ALB_OK;
    }
    alb_wr octets = alb_wr_init(alb_arena_alloc(arena, text.len), text.len);
    if (!octets.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the message");
    }
    if (alb_base64_decode(text, &octets) != ALB_OK) {
        return alb_fail(err, ALB_BAD_FORMAT, "DUIS 2.4", 0, "GBCSPayload is not base64");
    }
    out->gbcs = alb_wr_span(&octets);
    return open_message(r, arena, out, err);
}

alb_status user_read(user_client *u, alb_span xml, alb_arena *arena, user_result *out, alb_err *err)
{
    return user_read_result(&u->reader, xml, arena, out, err);
}

alb_status user_map(const user_result *result, alb_arena *arena, mmc_document *out, alb_err *err)
{
    if (result->gbcs.len == 0 || !result->message.use_case) {
        return alb_fail(err, ALB_NOT_FOUND, "MMC", 0, "no GBCS message of a known use case");
    }
    const cat_service_request *answers =
        result->message.header.cra == GBCS_RESPONSE ? result->document.srv : NULL;
    return mmc_map(&result->message, &result->content, &result->verdict, answers, arena, out, err);
}
