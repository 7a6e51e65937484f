/* FDRA-DLMS: Future Dated Execution Of Instruction Alert (DLMS COSEM). */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f66, 0x8f67};

/* Which instruction of which command: its activation attribute. */
static const cat_field fields[] = {
    OF("MessageCode", cat_b_message_code), OF("OriginatorCounter", cat_b_u64), OF("ClassId", cat_b_u16),
    OF("LogicalName", cat_b_obis),         OF("AttributeIndex", cat_b_u8),
};
PACKED(instruction, 19, fields);
STRUCT(body, OF("Instruction", instruction));
static const cat_field alert = OF("FutureDatedInstruction", body);

const cat_use_case cat_uc_FDRA_DLMS = {
    .name = "FDRA-DLMS",
    .title = "Future Dated Execution Of Instruction Alert (DLMS COSEM)",
    .message_code = 0x00cc,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
