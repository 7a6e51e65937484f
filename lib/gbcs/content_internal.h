/* The three engines of contents, told apart by the use case's format. */
#ifndef ALB_GBCS_CONTENT_INTERNAL_H
#define ALB_GBCS_CONTENT_INTERNAL_H

#include "gbcs/content.h"

typedef struct gbcs_content_engine {
    alb_status (*decode)(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out, alb_err *err);
    alb_status (*encode)(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                         const gbcs_sealer *sealer, alb_wr *out, alb_err *err);
} gbcs_content_engine;

alb_status gbcs_decode_asn1(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                            alb_err *err);
alb_status gbcs_encode_asn1(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                            const gbcs_sealer *sealer, alb_wr *out, alb_err *err);

#endif
