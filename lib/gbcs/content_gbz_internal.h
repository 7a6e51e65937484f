/* ZCL values by their type, and the fields of a GBZ component that no ZCL command has. */
#ifndef ALB_GBCS_CONTENT_GBZ_INTERNAL_H
#define ALB_GBCS_CONTENT_GBZ_INTERNAL_H

#include "content_internal.h"
#include "lookup_internal.h"

#include "gbz/gbz.h"

#define GBCS_GBZ_RULE "GBCS 7.3"

/* A ZCL value; parent is the value that holds it, whose earlier fields may count its elements. */
alb_status gbcs_zcl_read(gbcs_decoding *d, alb_rd *r, const cat_field *field, uint32_t parent);
alb_status gbcs_zcl_write(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index);
/* Does each list below parent have as many elements as the field beside it says? */
alb_status gbcs_zcl_check_counts(const gbcs_encoding *e, uint32_t parent);
/* The fields of a command's payload below an opened value. */
alb_status gbcs_zcl_read_fields(gbcs_decoding *d, alb_rd *r, const cat_type *type, uint32_t parent);

/* What the record fixes for that field in that repetition; NULL: nothing. */
const cat_constant *gbcs_gbz_constant(const cat_component *component, const char *field);
static inline int64_t gbcs_gbz_constant_value(const cat_constant *constant, uint32_t times)
{
    return constant->value + (int64_t)constant->step * times;
}

/* Frame control of the default response to a component: the reverse direction (gbcs-messages.md 7.1). */
static inline uint8_t gbcs_gbz_default_frame_control(const cat_component *component)
{
    return component->frame_control & ZCL_FROM_SERVER ? 0x00 : ZCL_FROM_SERVER;
}

#endif
