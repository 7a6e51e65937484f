#include "value_notes_internal.h"

#include "base/text.h"

#include <stdio.h>

bool gbcs_kind_is_container(cat_kind kind)
{
    static const bool containers[CAT_B_STRUCT + 1] = {
        [CAT_D_ARRAY] = true,       [CAT_D_STRUCT] = true, [CAT_D_COMPACT] = true, [CAT_D_CHOICE] = true,
        [CAT_D_PROTECTED] = true,   [CAT_Z_STRUCT] = true, [CAT_Z_LIST] = true,    [CAT_A_SEQUENCE] = true,
        [CAT_A_SEQUENCE_OF] = true, [CAT_A_CHOICE] = true, [CAT_B_STRUCT] = true,
    };
    return (size_t)kind < ALB_COUNT(containers) && containers[kind];
}

gbcs_value_record gbcs_record_of(const gbcs_message *message, const cat_value *value)
{
    gbcs_value_record r = {NULL, NULL};
    if (!message->use_case || !value->record) {
        return r;
    }
    switch (message->use_case->format) {
    case CAT_FORMAT_DLMS:
        r.item = value->record;
        break;
    case CAT_FORMAT_GBZ:
        r.component = value->record;
        break;
    case CAT_FORMAT_ASN1:
    case CAT_FORMAT_DEVICE:
        break;
    }
    return r;
}

const char *gbcs_result_name(const gbcs_message *message, const cat_value *value)
{
    if (value->result < 0 || !message->use_case) {
        return NULL;
    }
    return message->use_case->format == CAT_FORMAT_GBZ ? cat_zcl_status_name((uint8_t)value->result)
                                                       : cat_dlms_result_name((uint8_t)value->result);
}

void gbcs_obis_text(const uint8_t obis[static 6], char text[static GBCS_OBIS_TEXT])
{
    (void)snprintf(text, GBCS_OBIS_TEXT, "%u-%u:%u.%u.%u.%u", obis[0], obis[1], obis[2], obis[3], obis[4],
                   obis[5]);
}

bool gbcs_obis_parse(alb_span text, uint8_t obis[static 6])
{
    static const char separators[] = "-:...";
    size_t start = 0;
    for (size_t i = 0; i < 6; i++) {
        size_t end = start;
        while (end < text.len && (i == 5 || text.ptr[end] != (uint8_t)separators[i])) {
            end++;
        }
        uint64_t v;
        if (!alb_parse_u64(alb_span_sub(text, start, end - start), UINT8_MAX, &v)) {
            return false;
        }
        obis[i] = (uint8_t)v;
        start = end + 1;
    }
    return true;
}

const char *gbcs_value_string(const cat_value *value, alb_arena *arena, size_t *len)
{
    alb_wr count = alb_wr_count();
    cat_value_text(value, &count);
    char *text = alb_arena_alloc(arena, count.pos + 1);
    if (!text || count.st != ALB_OK) {
        return NULL;
    }
    alb_wr w = alb_wr_init(text, count.pos);
    cat_value_text(value, &w);
    *len = w.pos;
    return text;
}

const char *gbcs_operation_name(cat_operation operation)
{
    switch (operation) {
    case CAT_GET:
        return "get";
    case CAT_SET:
        return "set";
    case CAT_ACTION:
        return "action";
    case CAT_GET_WITH_LIST:
        return "get-selective";
    }
    return "?";
}

const char *gbcs_form_name(gbcs_form form)
{
    switch (form) {
    case GBCS_PRE_COMMAND:
        return "pre-command";
    case GBCS_SIGNED:
        return "signed";
    case GBCS_MACED:
        return "MACed";
    }
    return "?";
}
