/* GCS11: Disable Privacy PIN Protection on GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant no_pin[] = {FIXED("ImplementationDateTime", 0), FIXED("DurationInMinutes", 0),
                                      FIXED("PasswordType", 2)};

static const cat_component command[] = {
    {PUBLISH(DEVICE_MANAGEMENT, request_new_password_response), FIXED_BY(no_pin)},
};

const cat_use_case cat_uc_GCS11 = {
    .name = "GCS11",
    .title = "Disable Privacy PIN Protection on GSME",
    .message_code = 0x0073,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
    .notes = "An empty password of type 2 switches the privacy PIN off.",
};
