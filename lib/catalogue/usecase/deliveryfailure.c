/* DeliveryFailure: Failure to Deliver Remote Party Message to ESME Alert. */
#include "usecase/asn1_internal.h"

static const uint16_t codes[] = {0x8f84};

/* The message that was not delivered. The types of the four fields are remembered, not seen. */
CODES(cra, {1, "command"}, {2, "response"}, {3, "alert"});
SEQUENCE(message, FIELD("BusinessOriginatorId", cat_a_entity), FIELD("BusinessTargetId", cat_a_entity),
         FIELD("CRAFlag", cra), FIELD("OriginatorCounter", cat_a_seq_number));
static const cat_field alert = FIELD("FailureToDeliverAlert", message);

const cat_use_case cat_uc_DeliveryFailure = {
    .name = "DeliveryFailure",
    .title = "Failure to Deliver Remote Party Message to ESME Alert",
    .message_code = 0x00d5,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = BODY(alert),
    ALERT_CODES(codes),
    .provenance = CAT_UNVERIFIED,
};
