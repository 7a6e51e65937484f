/* 6.22: which events a meter tells of, on which side, and which it logs. */
#include "duis/duis_internal.h"

/* By alert code (GBCS 16). */
#define ALERT(code) OPTIONAL(TEXT("x" #code, enable_disable_alert))
#define EVENT(code) OPTIONAL(PARTS("x" #code, wan_han_event_log_alarm))

static ENUM(enable_disable_alert, "EnableDisableAlert", "Disable", "Enable");
static SEQUENCE(supplier_esme_common, ALERT(810D), ALERT(810E), ALERT(8119), ALERT(8145), ALERT(8154),
                ALERT(8155), ALERT(8161), ALERT(8162), ALERT(8168), ALERT(8183), ALERT(81A0), ALERT(81A1),
                ALERT(81A2), ALERT(81A3), ALERT(81A4), ALERT(81A5), ALERT(81A6), ALERT(81A7), ALERT(81A8),
                ALERT(81A9), ALERT(81AA), ALERT(81AB), ALERT(81AC), ALERT(81AD), ALERT(81AE), ALERT(81AF),
                ALERT(81B0), ALERT(81B1), ALERT(81B2), ALERT(81B3), ALERT(81B8), ALERT(81B9), ALERT(81BA),
                ALERT(81BB), ALERT(81BC), ALERT(81BD), ALERT(81BE), ALERT(81C0), ALERT(81C1), ALERT(81C4),
                ALERT(81C5), ALERT(81C6));
static SEQUENCE(supplier_esme_poly_phase, ALERT(81B7));
static SEQUENCE(electricity_supplier_alerts, OPTIONAL(PARTS("SupplierESMECommon", supplier_esme_common)),
                OPTIONAL(PARTS("SupplierESMEPolyPhase", supplier_esme_poly_phase)));
static SEQUENCE(network_operator_esme_common, ALERT(8014), ALERT(8015));
static SEQUENCE(network_operator_esme_single_phase, ALERT(8002), ALERT(8006), ALERT(8020), ALERT(8024),
                ALERT(8028), ALERT(802C), ALERT(8085), ALERT(8089), ALERT(808D), ALERT(8091), ALERT(8095),
                ALERT(8099), ALERT(8010));
static SEQUENCE(network_operator_esme_poly_phase, ALERT(8003), ALERT(8004), ALERT(8005), ALERT(8007),
                ALERT(8008), ALERT(8009), ALERT(8021), ALERT(8022), ALERT(8023), ALERT(8025), ALERT(8026),
                ALERT(8027), ALERT(8029), ALERT(802A), ALERT(802B), ALERT(802D), ALERT(802E), ALERT(802F),
                ALERT(8086), ALERT(8087), ALERT(8088), ALERT(808A), ALERT(808B), ALERT(808C), ALERT(808E),
                ALERT(808F), ALERT(8090), ALERT(8092), ALERT(8093), ALERT(8094), ALERT(8096), ALERT(8097),
                ALERT(8098), ALERT(809A), ALERT(809B), ALERT(809C), ALERT(8011), ALERT(8016), ALERT(8013));
static SEQUENCE(electricity_network_operator_alerts,
                OPTIONAL(PARTS("NetworkOperatorESMECommon", network_operator_esme_common)),
                EITHER(OPTIONAL(PARTS("NetworkOperatorESMESinglePhase", network_operator_esme_single_phase)),
                       OPTIONAL(PARTS("NetworkOperatorESMEPolyPhase", network_operator_esme_poly_phase))));
static SEQUENCE(supplier_gsme, ALERT(810D), ALERT(810E), ALERT(8119), ALERT(8145), ALERT(8154), ALERT(8155),
                ALERT(8168), ALERT(8183), ALERT(8184), ALERT(81A1), ALERT(81A4), ALERT(81A5), ALERT(81A6),
                ALERT(81A7), ALERT(81A8), ALERT(81A9), ALERT(81AA), ALERT(81AB), ALERT(81AC), ALERT(81AD),
                ALERT(81AE), ALERT(81AF), ALERT(81B0), ALERT(81B1), ALERT(81B2), ALERT(81B3), ALERT(81B4),
                ALERT(81B5), ALERT(81B6), ALERT(81B9), ALERT(81BA), ALERT(81BC), ALERT(81BD), ALERT(81BE),
                ALERT(81BF), ALERT(81C0), ALERT(81C2), ALERT(81C3), ALERT(81C4), ALERT(81C5));
static SEQUENCE(wan_han_event_log_alarm, ONE(TEXT("WANAlert", enable_disable_alert)),
                ONE(TEXT("HANAlert", enable_disable_alert)), ONE(TEXT("EventLog", enable_disable_alert)),
                ONE(TEXT("Alarm", enable_disable_alert)));
static SEQUENCE(supplier_gsme_alerts_events, EVENT(810D), EVENT(810E), EVENT(8119), EVENT(8145), EVENT(8154),
                EVENT(8155), EVENT(8161), EVENT(8162), EVENT(8168), EVENT(8183), EVENT(8184), EVENT(81A0),
                EVENT(81A1), EVENT(81A4), EVENT(81A5), EVENT(81A6), EVENT(81A7), EVENT(81A8), EVENT(81A9),
                EVENT(81AA), EVENT(81AB), EVENT(81AC), EVENT(81AD), EVENT(81AE), EVENT(81AF), EVENT(81B0),
                EVENT(81B1), EVENT(81B2), EVENT(81B3), EVENT(81B4), EVENT(81B5), EVENT(81B6), EVENT(81B9),
                EVENT(81BA), EVENT(81BC), EVENT(81BD), EVENT(81BE), EVENT(81BF), EVENT(81C0), EVENT(81C2),
                EVENT(81C3), EVENT(81C4), EVENT(81C5), EVENT(81C6));
CHOICE(cat_x_configure_alert_behaviour, ONE(PARTS("ElectricitySupplierAlerts", electricity_supplier_alerts)),
       ONE(PARTS("ElectricitySupplierHANAlertSettings", electricity_supplier_alerts)),
       ONE(PARTS("ElectricitySupplierAlarmSettings", electricity_supplier_alerts)),
       ONE(PARTS("ElectricitySupplierLoggingSettings", electricity_supplier_alerts)),
       ONE(PARTS("ElectricityNetworkOperatorAlerts", electricity_network_operator_alerts)),
       ONE(PARTS("ElectricityNetworkOperatorLoggingSettings", electricity_network_operator_alerts)),
       ONE(PARTS("GasSupplierAlerts", supplier_gsme)),
       ONE(PARTS("GasSupplierAlertEventSettings", supplier_gsme_alerts_events)));
