/* Joining and unjoining devices (GBCS 13.7; gbcs-messages.md 8). */
#include "usecase/asn1_internal.h"

CODES(method, {0, "MethodAInitiator"}, {1, "MethodAResponder"}, {2, "MethodB"}, {3, "MethodC"});
/* The certificate is the other device's, for method C only. */
SEQUENCE(join, FIELD("JoinMethodAndRole", method), FIELD("OtherDeviceEntityId", cat_a_entity),
         FIELD("OtherDeviceType", cat_a_device_type),
         OPTIONAL_FIELD("OtherDeviceCertificate", cat_a_certificate));
const cat_field cat_a_join_command = FIELD("Join", join);
const cat_field cat_a_join_response = FIELD("JoinResponseCode", cat_a_join_code);

CODES(unjoin_code, {0, "success"}, {1, "otherDeviceNotInDeviceLog"}, {2, "otherFailure"});
const cat_field cat_a_unjoin_command = FIELD("OtherDeviceEntityId", cat_a_entity);
const cat_field cat_a_unjoin_response = FIELD("UnjoinResponseCode", unjoin_code);
