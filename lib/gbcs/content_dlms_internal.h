/* COSEM data by its type, and what the three kinds of DLMS contents share. */
#ifndef ALB_GBCS_CONTENT_DLMS_INTERNAL_H
#define ALB_GBCS_CONTENT_DLMS_INTERNAL_H

#include "content_internal.h"
#include "lookup_internal.h"

#include "dlms/dlms.h"

#define GBCS_DLMS_RULE   "GBCS 7.2"
#define GBCS_MIRROR_RULE "GBCS 7.2.7"

/* The tag of COSEM data of that kind; DLMS_DONT_CARE: no kind of COSEM data. */
dlms_tag gbcs_dlms_tag(cat_kind kind);
/* Fewest elements that a structure of that type may have. */
size_t gbcs_mandatory_fields(const cat_type *type);

/* One whole element into the tree. */
alb_status gbcs_dlms_read(gbcs_decoding *d, alb_rd *r, const cat_field *field);
/* The elements of a structure whose tag and count have been read, below the value opened last. */
alb_status gbcs_dlms_read_members(gbcs_decoding *d, alb_rd *r, const cat_type *type, size_t count);
/* A null that stands for no value of the field. */
alb_status gbcs_dlms_read_absent(gbcs_decoding *d, alb_rd *r, const cat_field *field);

alb_status gbcs_dlms_write(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index);
/* The elements of a structure whose tag and count have been written. */
alb_status gbcs_dlms_write_members(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index);

/* Every PDU carries the low three octets of the header's counter. */
static inline uint32_t gbcs_long_invoke_id(const gbcs_header *header)
{
    return UINT32_C(0x20000000) | (uint32_t)(header->counter & 0xffffff);
}

/* Does the response to that item carry data when it succeeds? */
static inline bool gbcs_item_returns(const cat_item *item)
{
    const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    return item->operation == CAT_GET || item->operation == CAT_GET_WITH_LIST || item->returns ||
           (item->operation == CAT_ACTION && a && a->returns.type);
}

/* How that item is answered: a selective get as a get. */
static inline dlms_choice gbcs_answer_choice(const cat_item *item)
{
    return item->operation == CAT_GET_WITH_LIST ? DLMS_GET : (dlms_choice)item->operation;
}

#endif
