#include "content_internal.h"

/* An engine that is not there yet leaves its formats unsupported. */
static const gbcs_content_engine engines[] = {[CAT_FORMAT_DLMS] = {NULL, NULL},
                                              [CAT_FORMAT_GBZ] = {NULL, NULL},
                                              [CAT_FORMAT_ASN1] = {gbcs_decode_asn1, gbcs_encode_asn1},
                                              [CAT_FORMAT_DEVICE] = {NULL, NULL}};

static alb_status unsupported(const cat_use_case *use_case, alb_err *err)
{
    return alb_fail(err, ALB_UNSUPPORTED, "GBCS 7", 0, "contents of %s are not supported", use_case->name);
}

alb_status gbcs_content_decode(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                               alb_err *err)
{
    const gbcs_content_engine *engine = &engines[message->use_case->format];
    return engine->decode ? engine->decode(message, opener, out, err) : unsupported(message->use_case, err);
}

alb_status gbcs_content_encode(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                               const gbcs_sealer *sealer, alb_wr *out, alb_err *err)
{
    const gbcs_content_engine *engine = &engines[use_case->format];
    return engine->encode ? engine->encode(use_case, header, tree, sealer, out, err)
                          : unsupported(use_case, err);
}
