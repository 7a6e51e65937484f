/* Types of ZCL fields and attributes (gbcs-messages.md Appendix C; devices.md 6). */
#include "zcl/zcl_internal.h"

#define NUMBER(symbol, of_kind, octets) const cat_type cat_z_##symbol = {.kind = (of_kind), .size = (octets)}

NUMBER(u8, CAT_Z_UINT, 1);
NUMBER(u16, CAT_Z_UINT, 2);
NUMBER(u24, CAT_Z_UINT, 3);
NUMBER(u32, CAT_Z_UINT, 4);
NUMBER(u48, CAT_Z_UINT, 6);
NUMBER(i32, CAT_Z_INT, 4);
NUMBER(bits8, CAT_Z_BITMAP, 1);
NUMBER(bits16, CAT_Z_BITMAP, 2);
NUMBER(bits32, CAT_Z_BITMAP, 4);
NUMBER(enum8, CAT_Z_ENUM, 1);

const cat_type cat_z_utc = {.kind = CAT_Z_UTC, .size = 4, .view = CAT_VIEW_DATE_TIME};
const cat_type cat_z_octets = {.kind = CAT_Z_OCTETS, .view = CAT_VIEW_TEXT};
const cat_type cat_z_characters = {.kind = CAT_Z_TEXT, .view = CAT_VIEW_TEXT};
const cat_type cat_z_firmware = {.kind = CAT_Z_OCTETS, .view = CAT_VIEW_FIRMWARE};
const cat_type cat_z_date = {.kind = CAT_Z_RAW, .view = CAT_VIEW_DATE, .min = 4, .max = 4};

const cat_type cat_z_hex32 = {.kind = CAT_Z_UINT, .size = 4, .view = CAT_VIEW_HEX};
const cat_type cat_z_money = {.kind = CAT_Z_INT, .size = 4, .unit = "1/1000 p"};
const cat_type cat_z_money_unsigned = {.kind = CAT_Z_UINT, .size = 4, .unit = "1/1000 p"};
const cat_type cat_z_volume = {.kind = CAT_Z_UINT, .size = 6, .scale = -3, .unit = "m3"};
const cat_type cat_z_volume24 = {.kind = CAT_Z_UINT, .size = 3, .scale = -3, .unit = "m3"};
const cat_type cat_z_days16 = {.kind = CAT_Z_UINT, .size = 2, .unit = "d"};
const cat_type cat_z_minutes16 = {.kind = CAT_Z_UINT, .size = 2, .unit = "min"};
const cat_type cat_z_seconds16 = {.kind = CAT_Z_UINT, .size = 2, .unit = "s"};
const cat_type cat_z_seconds8 = {.kind = CAT_Z_UINT, .size = 1, .scale = -1, .unit = "s"};
/* High nibble: digits behind the point. */
const cat_type cat_z_trailing_digit = {.kind = CAT_Z_BITMAP, .size = 1, .view = CAT_VIEW_HEX};
/* Low nibble tariff type, high nibble charging scheme. */
const cat_type cat_z_tariff_type = {.kind = CAT_Z_BITMAP, .size = 1, .view = CAT_VIEW_HEX};
const cat_type cat_z_event_id = {.kind = CAT_Z_UINT, .size = 2, .view = CAT_VIEW_ALERT_CODE};

#define NAMED(symbol, of_kind, octets, ...)                                                                  \
    static const cat_name symbol##_names[] = {__VA_ARGS__};                                                  \
    const cat_type cat_z_##symbol = {                                                                        \
        .kind = (of_kind), .size = (octets), .names = {symbol##_names, ALB_COUNT(symbol##_names)}}

NAMED(currency, CAT_Z_ENUM, 2, {826, "GBP"}, {978, "EUR"});
NAMED(unit_of_measure, CAT_Z_ENUM, 1, {0x00, "kWh"}, {0x01, "m3"});
NAMED(calorific_value_unit, CAT_Z_ENUM, 1, {0x01, "MJ/m3"});
NAMED(calendar_type, CAT_Z_ENUM, 1, {0, "Delivered"}, {3, "FriendlyCredit"});
/* Low nibble time base; the high nibble 2 in all known messages: end of the period. */
NAMED(duration_type, CAT_Z_ENUM, 1, {0x21, "Days"}, {0x22, "Weeks"}, {0x23, "Months"});
NAMED(supply_status, CAT_Z_ENUM, 1, {0, "Off"}, {1, "Armed"}, {2, "On"});
NAMED(supply_state, CAT_Z_ENUM, 1, {0, "Locked"}, {3, "Unchanged"});
NAMED(sample_type, CAT_Z_ENUM, 1, {0, "ConsumptionDelivered"});
NAMED(originating_device, CAT_Z_ENUM, 1, {0, "EnergyServicePortal"}, {1, "Meter"}, {2, "InHomeDevice"});
NAMED(recovery_frequency, CAT_Z_ENUM, 1, {0, "Hourly"}, {1, "Daily"});

/* Single bits by their mask. */
NAMED(snapshot_cause, CAT_Z_BITMAP, 4, {0x1, "General"}, {0x2, "EndOfBillingPeriod"},
      {0x4, "EndOfBlockPeriod"}, {0x8, "ChangeOfTariff"}, {0x10, "ChangeOfPriceMatrix"},
      {0x20, "ChangeOfBlockThresholds"}, {0x40, "ChangeOfCalorificValue"}, {0x80, "ChangeOfConversionFactor"},
      {0x100, "ChangeOfCalendar"}, {0x1000, "ChangeOfTenancy"}, {0x2000, "ChangeOfSupplier"},
      {0x4000, "ChangeOfMode"}, {0x8000, "DebtPayment"});
NAMED(payment_control, CAT_Z_BITMAP, 2, {0x1, "DisconnectionEnabled"}, {0x2, "Prepayment"},
      {0x4, "CreditManagement"}, {0x10, "CreditDisplay"}, {0x40, "AccountBase"}, {0x80, "ContactorFitted"},
      {0x100, "StandingChargeHaltedWhenExhausted"}, {0x200, "StandingChargeHaltedInEmergencyCredit"},
      {0x400, "DebtHaltedWhenExhausted"}, {0x800, "DebtCollectedInEmergencyCredit"});
/* Bits 0..2 hold the log (0 none, 1 tamper, 2 fault, 3 general, 4 security, 5 network). */
NAMED(event_configuration, CAT_Z_BITMAP, 1, {0x8, "AlertWAN"}, {0x10, "AlertHAN"}, {0x20, "AudibleAlarm"},
      {0x40, "VisualAlarm"});

NAMED(log_id, CAT_Z_ENUM, 1, {0, "All"}, {1, "Tamper"}, {2, "Fault"}, {3, "GeneralEvent"},
      {4, "SecurityEvent"}, {5, "NetworkEvent"}, {6, "GSMEGeneralEvent"}, {7, "GSMESecurityEvent"});
