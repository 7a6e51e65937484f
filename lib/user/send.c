/* Sending: sign, post, and for a critical request transform, correlate, sign the pre-command and send that.
 */
#include "user_internal.h"

#include "base/text.h"
#include "duis/request.h"
#include "duis/signature.h"
#include "duis/transform.h"

#include <stdio.h>

enum { ANSWER_MAX = 4 * 1024 * 1024 };

/* Which of the three services takes a command variant (duis.md 3.1). */
static const char *service_path(uint8_t command_variant)
{
    switch (command_variant) {
    case 4:
        return "/api/v1/serviceT";
    case 1:
    case 3:
    case 5:
    case 7:
        return "/api/v1/serviceS";
    default:
        return "/api/v1/serviceD";
    }
}

static alb_status post(user_client *u, alb_span xml, uint8_t command_variant, alb_arena *arena,
                       alb_span *answer, alb_err *err)
{
    char url[256];
    int status = 0;
    alb_buf body;
    alb_buf_init(&body, ANSWER_MAX);
    (void)snprintf(url, sizeof url, "%s%s", u->options.server, service_path(command_variant));
    alb_status st = http_client_exchange(u->http, "POST", url, "application/xml", xml, &status, &body, err);
    if (st == ALB_OK && status != 200) {
        alb_span text = alb_trim(alb_buf_span(&body));
        st = alb_fail(err, ALB_NOT_AUTHORISED, "DUIS 4.1", 0, "the DCC answered HTTP %d: %.*s", status,
                      (int)(text.len < 140 ? text.len : 140), text.ptr ? (const char *)text.ptr : "");
    }
    if (st == ALB_OK) {
        *answer = alb_arena_copy(arena, alb_buf_span(&body));
        st = answer->ptr ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the answer");
    }
    alb_buf_release(&body);
    return st;
}

static const smki_identity *own(const user_client *u, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(u->options.keys, u->options.id, slot);
    return found && found->key ? found : NULL;
}

/* Signs, posts, reads the synchronous answer. */
static alb_status exchange(user_client *u, alb_span unsigned_xml, uint8_t command_variant, alb_arena *arena,
                           user_result *out, alb_err *err)
{
    const smki_identity *signer = own(u, SMKI_SLOT_XML_SIGNING);
    if (!signer || !signer->certificate) {
        return alb_fail(err, ALB_NO_KEY, "DUIS 5.2", 0, "no XML signing key of this User");
    }
    alb_buf signed_xml;
    alb_span answer = {0};
    alb_buf_init(&signed_xml, DUIS_MAX_FIRMWARE_REQUEST);
    alb_status st =
        duis_sign(gbcs_keys_crypto(u->reader.gbcs), u->reader.xml, unsigned_xml, signer, &signed_xml, err);
    if (st == ALB_OK) {
        st = post(u, alb_buf_span(&signed_xml), command_variant, arena, &answer, err);
    }
    alb_buf_release(&signed_xml);
    return st == ALB_OK ? user_read_result(&u->reader, answer, arena, out, err) : st;
}

/* A pre-command is signed only when it does what was asked (duis.md 3.4): the User's own check. */
static alb_status check_pre_command(const duis_document *request, const user_result *transformed,
                                    alb_arena *arena, alb_err *err)
{
    duis_difference difference;
    duis_context context = {.device =
                                transformed->message.use_case ? transformed->message.use_case->devices : 0};
    alb_status st = duis_correlate(request, &context, transformed->gbcs, arena, &difference, err);
    if (st == ALB_MISMATCH && err) {
        *err = (alb_err){0};
        (void)alb_fail(err, st, "DUIS 3.4", 0,
                       "the pre-command is not what was asked: %.80s: %.50s, not %.50s", difference.item,
                       difference.found, difference.asked);
    }
    return st;
}

/* The signed pre-command goes out under the RequestID of its request (duis.md 2.2). */
static alb_status send_signed(user_client *u, const duis_document *request, alb_span pre_command,
                              alb_arena *arena, user_result *out, alb_err *err)
{
    const smki_identity *signer = own(u, SMKI_SLOT_DIGITAL_SIGNATURE);
    if (!signer) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 6.2", 0, "no digital signature key of this User");
    }
    size_t size = pre_command.len + GBCS_SIGNATURE + 1;
    alb_wr octets = alb_wr_init(alb_arena_alloc(arena, size), size);
    if (!octets.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the signed pre-command");
    }
    ALB_TRY(gbcs_sign(gbcs_keys_crypto(u->reader.gbcs), signer->key, pre_command, &octets, err));
    size_t room = octets.pos / 3 * 4 + 4;
    alb_wr base64 = alb_wr_init(alb_arena_alloc(arena, room), room);
    alb_wr_base64(&base64, alb_wr_span(&octets));
    alb_buf xml;
    alb_buf_init(&xml, DUIS_MAX_REQUEST);
    duis_begin_request(&request->request_id, 5, request->service_reference,
                       request->service_reference_variant, &xml);
    alb_buf_add_text(&xml, "<sr:SignedPreCommand><sr:GBCSPayload>");
    alb_buf_add(&xml, alb_wr_span(&base64));
    alb_buf_add_text(&xml, "</sr:GBCSPayload></sr:SignedPreCommand>");
    duis_end_request(&xml);
    alb_status st = xml.st == ALB_OK ? exchange(u, alb_buf_span(&xml), 5, arena, out, err) : xml.st;
    alb_buf_release(&xml);
    return st;
}

alb_status user_send(user_client *u, alb_span unsigned_xml, alb_arena *arena, user_result *out, alb_err *err)
{
    duis_document request;
    *out = (user_result){0};
    ALB_TRY(duis_decode(u->reader.xml, unsigned_xml, arena, &request, NULL, err));
    ALB_TRY(exchange(u, unsigned_xml, request.command_variant, arena, out, err));
    if (request.command_variant != 4 || strcmp(out->code, "I0") != 0) {
        return ALB_OK;
    }
    if (out->gbcs.len == 0) {
        return alb_fail(err, ALB_BAD_FORMAT, "DUIS 3.4", 0, "the answer to a transform holds no pre-command");
    }
    ALB_TRY(check_pre_command(&request, out, arena, err));
    return send_signed(u, &request, out->gbcs, arena, out, err);
}

alb_status user_ask(user_client *u, const cat_service_request *srv, alb_eui64 target, uint8_t command_variant,
                    const user_setting *settings, size_t n, duis_request_id *id, alb_arena *arena,
                    user_result *out, alb_err *err)
{
    alb_buf xml;
    alb_buf_init(&xml, DUIS_MAX_FIRMWARE_REQUEST);
    /* What was written is checked where it is sent. */
    alb_status st = user_write(u, srv, target, command_variant, settings, n, &xml, id, err);
    if (st == ALB_OK) {
        st = user_send(u, alb_buf_span(&xml), arena, out, err);
    }
    alb_buf_release(&xml);
    return st;
}
