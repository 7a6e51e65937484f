/* The frame of a request document (duis.md 2.2), unsigned: duis_sign adds the signature. Compact XML of the
 * newest schema version; what stands between head and end, the one element of the Body, is the caller's, in
 * the prefix sr. */
#ifndef ALB_DUIS_REQUEST_H
#define ALB_DUIS_REQUEST_H

#include "duis/document.h"

void duis_begin_request(const duis_request_id *id, uint8_t command_variant, alb_span service_reference,
                        alb_span service_reference_variant, alb_buf *out);
void duis_end_request(alb_buf *out);

#endif
