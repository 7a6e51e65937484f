/* From octets to a document in one call. */
#include "mmc/mmc.h"

#include "gbcs/opener.h"

static alb_status decode(gbcs_keys *keys, mmc_reading *r, alb_arena *arena, alb_err *err)
{
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, keys, &r->message);
    /* A value takes some four octets. */
    cat_tree_init(&r->content, arena, (uint32_t)r->message.content.len / 4 + 16);
    alb_status st = gbcs_content_decode(&r->message, &opener, &r->content, err);
    bool failed = opening.failed > 0;
    gbcs_opening_release(&opening);
    if (failed) {
        return alb_fail(err, ALB_AUTH_FAILED, "GBCS 8.4", 0, "an encrypted part does not open");
    }
    return st;
}

alb_status mmc_read(gbcs_keys *keys, alb_span octets, const cat_service_request *answers, alb_arena *arena,
                    mmc_reading *out, alb_err *err)
{
    *out = (mmc_reading){.document = {.outcome = MMC_NO_FORM}};
    ALB_TRY(gbcs_message_parse(octets, &out->message, err));
    ALB_TRY(gbcs_verify(keys, &out->message, ALB_TIME_NONE, &out->verdict, err));
    if (out->message.use_case && cat_mmc_find(out->message.header.message_code) &&
        out->message.header.cra != GBCS_COMMAND) {
        ALB_TRY(decode(keys, out, arena, err));
    }
    return mmc_map(&out->message, &out->content, &out->verdict, answers, arena, &out->document, err);
}
