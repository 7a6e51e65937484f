/* The communications hub's list of devices: class 104, ZigBee network control (CHTS 4.6.2.1; devices.md 5).
 */
#include "cosem/calendar_internal.h"
#include "cosem/shared_internal.h"

OCTETS(install_code, 16, 16);
/* Empty while a device has not joined. */
OCTETS(link_key_hash, 0, 16);
BITS(status, 8, 8);

static const cat_name key_types[] = {{1, "InstallCode"}};
static const cat_type key_type = {
    .kind = CAT_D_ENUM, .names = CAT_NAMES(key_types), .has_fixed_value = true, .fixed_value = 1};
ENUM(device_type, {0, "ESME"}, {1, "GSME"}, {13, "HCALCS"}, {128, "IHD"}, {130, "CAD"}, {132, "PPMID"},
     {254, "GPF"});
STRUCT(registration, OF("EntityIdentifier", cat_d_eui64), OF("CredentialsType", key_type),
       OF("InstallationCredentials", install_code), OF("DeviceType", device_type));

/* Signal strength in dBm, link quality without unit. */
static const cat_type rssi = {.kind = CAT_D_I8, .unit = "dBm"};
STRUCT(device, OF("EntityIdentifier", cat_d_eui64), OF("Status", status), OF("MaxRSSI", rssi),
       OF("AverageRSSI", rssi), OF("MinRSSI", rssi), OF("MaxLQI", cat_d_u8), OF("AverageLQI", cat_d_u8),
       OF("MinLQI", cat_d_u8), OF("LastCommunicationsDateTime", cat_d_date_time),
       OF("NumberOfHops", cat_d_u8), OF("TransmissionFailures", cat_d_u8),
       OF("TransmissionSuccesses", cat_d_u8), OF("ApplicationVersion", cat_d_u8),
       OF("StackVersion", cat_d_u8));
ARRAY(devices, "Device", device, 0, 16);

STRUCT(entry, OF("DeviceIdentifier", cat_d_eui64), OF("SecurityDetails", link_key_hash));
ARRAY(entries, "Device", entry, 0, 16);
STRUCT(restoration, OF("HANIdentifier", cat_d_eui64), OF("Devices", entries));
static const cat_field backup[] = {OF("BackupDateTime", cat_d_date_time), OF("HANIdentifier", cat_d_eui64),
                                   OF("Devices", entries)};
const cat_type cat_d_device_log_backup = {
    .kind = CAT_D_STRUCT, .fields = backup, .n_fields = ALB_COUNT(backup)};

OBJECT(device_log, 104, (0, 0, 30, 3, 0, 255), "DeviceLog", ON_CHF,
       ATTRIBUTE(2, "enable_disable_joining", "AllowDevicesOnToTheHAN", cat_d_true),
       ATTRIBUTE(3, "join_timeout", "JoiningTimePeriod", cat_d_seconds16),
       ATTRIBUTE(4, "active_devices", "DeviceLog", devices),
       METHOD(1, "register_device", "EntryToBeAdded", registration),
       METHOD(2, "unregister_device", "RemoveEntry", cat_d_eui64),
       METHOD_RETURNS(4, "backup_PAN", "DeviceLogBackup", cat_d_null, cat_d_device_log_backup),
       METHOD(5, "restore_PAN", "RestoreDeviceLog", restoration));
OBJECT(historic_device_log, 104, (0, 0, 30, 3, 1, 255), "HistoricDeviceLog", ON_CHF,
       METHOD_RETURNS(4, "backup_PAN", "HistoricDeviceLogBackup", cat_d_null, cat_d_device_log_backup));
