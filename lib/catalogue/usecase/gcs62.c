/* GCS62: Backup GPF Device Log. */
#include "usecase/asn1_internal.h"

static const uint16_t codes[] = {0x8071};

SEQUENCE(backup, FIELD("AlertCode", cat_a_alert_code), FIELD("TimeStamp", cat_a_time),
         FIELD("DeviceLogEntries", cat_a_entries));
static const cat_field alert = FIELD("BackupGPFDeviceLogAlert", backup);

const cat_use_case cat_uc_GCS62 = {
    .name = "GCS62",
    .title = "Backup GPF Device Log",
    .message_code = 0x00b2,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_GPF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = BODY(alert),
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
