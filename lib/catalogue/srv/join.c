/* Joining and unjoining: the other device by its identifier, its type and, for method C, its certificate. */
#include "srv/srv_internal.h"

#define JOIN(method)                                                                                         \
    {CONSTANT("Join/JoinMethodAndRole", method)}, {COPY("Join/OtherDeviceEntityId", "OtherDeviceID")},       \
    {                                                                                                        \
        MAKE("Join/OtherDeviceType", NULL, "other type")                                                     \
    }

const cat_mapping cat_srv_join_initiator[3] = {JOIN("MethodAInitiator")};
const cat_mapping cat_srv_join_responder[3] = {JOIN("MethodAResponder")};
const cat_mapping cat_srv_join_method_b[3] = {JOIN("MethodB")};
const cat_mapping cat_srv_join_method_c[4] = {
    JOIN("MethodC"),
    {MAKE("Join/OtherDeviceCertificate", NULL, "other certificate")},
};
const cat_mapping cat_srv_unjoin[1] = {{COPY("OtherDeviceEntityId", "OtherDeviceID")}};
