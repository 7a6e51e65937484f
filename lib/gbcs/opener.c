#include "gbcs/opener.h"

static alb_status open_part(void *ctx, alb_span block, alb_arena *arena, alb_span *plain)
{
    gbcs_opening *o = ctx;
    if (o->found == ALB_UNKNOWN) {
        o->found = gbcs_find_cipher(o->keys, o->message, &o->cipher, NULL);
    }
    ALB_TRY(o->found);
    alb_status st = gbcs_open(gbcs_keys_crypto(o->keys), &o->cipher, block, arena, plain);
    o->opened += st == ALB_OK;
    o->failed += st != ALB_OK;
    return st;
}

gbcs_opener gbcs_opening_init(gbcs_opening *opening, gbcs_keys *keys, const gbcs_message *message)
{
    *opening = (gbcs_opening){.keys = keys, .message = message, .found = keys ? ALB_UNKNOWN : ALB_NO_KEY};
    return (gbcs_opener){.open = open_part, .ctx = opening};
}

void gbcs_opening_release(gbcs_opening *opening)
{
    gbcs_cipher_release(&opening->cipher);
    opening->found = ALB_NO_KEY;
}

static alb_status seal_part(void *ctx, alb_span plain, alb_wr *block)
{
    const gbcs_sealing *s = ctx;
    return gbcs_seal(s->crypto, s->cipher, plain, block);
}

gbcs_sealer gbcs_sealing_init(gbcs_sealing *sealing, crypto_ctx *crypto, const gbcs_cipher *cipher)
{
    *sealing = (gbcs_sealing){.crypto = crypto, .cipher = cipher};
    return (gbcs_sealer){.seal = seal_part, .ctx = sealing};
}
