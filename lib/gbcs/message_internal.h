#ifndef ALB_GBCS_MESSAGE_INTERNAL_H
#define ALB_GBCS_MESSAGE_INTERNAL_H

#include "gbcs/message.h"

/* Grouping header and content at the start of `in`, whatever follows: out->inner ends with the content. For
 * what is about to be signed, where CRA and form do not fit each other yet. */
ALB_MUST_USE alb_status gbcs_grouping_parse(alb_span in, gbcs_message *out, alb_err *err);

#endif
