#include "content_internal.h"
#include "header_fields_internal.h"

static const gbcs_content_engine engines[] = {[CAT_FORMAT_DLMS] = {gbcs_decode_dlms, gbcs_encode_dlms},
                                              [CAT_FORMAT_GBZ] = {gbcs_decode_gbz, gbcs_encode_gbz},
                                              [CAT_FORMAT_ASN1] = {gbcs_decode_asn1, gbcs_encode_asn1}};

cat_format gbcs_format_of(const cat_use_case *use_case, alb_span content)
{
    enum { DATA_NOTIFICATION = 0x0f };
    if (use_case->format != CAT_FORMAT_DEVICE) {
        return use_case->format;
    }
    return content.len > 0 && content.ptr[0] == DATA_NOTIFICATION ? CAT_FORMAT_DLMS : CAT_FORMAT_GBZ;
}

/* The same of a tree: the kind of its first value tells. */
static cat_format format_of_tree(const cat_use_case *use_case, const cat_tree *tree)
{
    if (use_case->format != CAT_FORMAT_DEVICE) {
        return use_case->format;
    }
    return tree->count > 0 && tree->values[0].field->type->kind >= CAT_Z_UINT ? CAT_FORMAT_GBZ
                                                                              : CAT_FORMAT_DLMS;
}

alb_status gbcs_content_decode(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                               alb_err *err)
{
    if (!message->use_case) {
        return alb_fail(err, ALB_UNKNOWN, "GBCS 7.2.7", gbcs_message_code_offset(message),
                        "no use case has message code %04x", message->header.message_code);
    }
    const gbcs_content_engine *engine = &engines[gbcs_format_of(message->use_case, message->content)];
    return engine->decode(message, opener, out, err);
}

alb_status gbcs_content_encode(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                               const gbcs_sealer *sealer, alb_wr *out, alb_err *err)
{
    const gbcs_content_engine *engine = &engines[format_of_tree(use_case, tree)];
    return engine->encode(use_case, header, tree, sealer, out, err);
}
