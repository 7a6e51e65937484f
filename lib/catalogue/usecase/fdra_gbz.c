/* FDRA-GBZ: Future Dated Execution Of Instruction Alert (GBZ). */
#include "usecase/gbz_internal.h"
#include "usecase/packed_internal.h"

static const uint16_t codes[] = {0x8f66, 0x8f67};

/* Which instruction of which command: an octet string of 14. In GCS05 the frame control is not that of the
 * command. */
static const cat_type octets_14 = {.kind = CAT_B_UINT, .size = 1, .has_fixed_value = true, .fixed_value = 14};
static const cat_type hex8 = {.kind = CAT_B_UINT, .size = 1, .view = CAT_VIEW_HEX};
static const cat_type cluster = {.kind = CAT_B_UINT, .size = 2, .view = CAT_VIEW_HEX};
static const cat_field fields[] = {
    {.name = "InstructionLength", .type = &octets_14}, {.name = "MessageCode", .type = &cat_b_message_code},
    {.name = "OriginatorCounter", .type = &cat_b_u64}, {.name = "ClusterId", .type = &cluster},
    {.name = "FrameControl", .type = &hex8},           {.name = "Command", .type = &cat_b_u8},
};
static const cat_type body = {.kind = CAT_B_STRUCT, .fields = fields, .n_fields = ALB_COUNT(fields)};
static const cat_field alert = {.name = "FutureDatedInstruction", .type = &body};

const cat_use_case cat_uc_FDRA_GBZ = {
    .name = "FDRA-GBZ",
    .title = "Future Dated Execution Of Instruction Alert (GBZ)",
    .message_code = 0x00cd,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
