/* What the writers of JSON and of the readable form say about one value of a content. */
#ifndef ALB_GBCS_VALUE_NOTES_INTERNAL_H
#define ALB_GBCS_VALUE_NOTES_INTERNAL_H

#include "catalogue/use_case.h"
#include "catalogue/value.h"
#include "gbcs/message.h"

/* Does a value of that kind consist of others? */
bool gbcs_kind_is_container(cat_kind kind);

/* The record of an item or component, told apart by the format of the use case; at most one is not NULL. */
typedef struct gbcs_value_record {
    const cat_item *item;
    const cat_component *component;
} gbcs_value_record;
gbcs_value_record gbcs_record_of(const gbcs_message *message, const cat_value *value);

/* Name of a value's result: DLMS or ZCL by the use case's format; NULL when it has none. */
const char *gbcs_result_name(const gbcs_message *message, const cat_value *value);

/* "0-0:19.10.0.255"; text holds GBCS_OBIS_TEXT octets. */
enum { GBCS_OBIS_TEXT = 32 };
void gbcs_obis_text(const uint8_t obis[static 6], char text[static GBCS_OBIS_TEXT]);
ALB_MUST_USE bool gbcs_obis_parse(alb_span text, uint8_t obis[static 6]);

/* cat_value_text into arena memory, of any length. NULL when out of memory. */
const char *gbcs_value_string(const cat_value *value, alb_arena *arena, size_t *len);

const char *gbcs_operation_name(cat_operation operation);
const char *gbcs_form_name(gbcs_form form);

#endif
