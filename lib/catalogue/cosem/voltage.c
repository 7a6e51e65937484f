/* Voltage monitoring; phases 2 and 3 on polyphase meters (SMETS2 5.7.4.4 to 6, 34 to 41; 5.7.5.7 to 9; 5.19).
 */
#include "cosem/cosem_internal.h"

/* --- limits of RMS voltage, the same for all phases: class 71 --- */

#define VOLTAGE_LIMIT(symbol, last, text)                                                                    \
    OBJECT(symbol, 71, (0, 0, 17, 0, last, 255), text, ON_ESME,                                              \
           ATTRIBUTE(4, "threshold_normal", text "Threshold", cat_d_volts),                                  \
           ATTRIBUTE(6, "min_over_threshold_duration", text "MeasurementPeriod", cat_d_seconds))

VOLTAGE_LIMIT(extreme_over_voltage, 1, "RMSExtremeOverVoltage");
VOLTAGE_LIMIT(extreme_under_voltage, 2, "RMSExtremeUnderVoltage");
VOLTAGE_LIMIT(voltage_sag, 3, "RMSVoltageSag");
VOLTAGE_LIMIT(voltage_swell, 4, "RMSVoltageSwell");

/* --- average RMS voltage, by phase --- */

LOG(averages, 4320, OF("Timestamp", cat_d_log_time), OF("Voltage", cat_d_volts));
#define PHASE(number, group)                                                                                 \
    OBJECT(voltage_profile_##number, 7, (1, 0, group, 24, 0, 255),                                           \
           "Phase" #number "AverageRMSVoltageProfile", ON_ESME,                                              \
           ATTRIBUTE(2, "buffer", "Phase" #number "AverageRMSVoltageProfile", averages),                     \
           ATTRIBUTE(4, "capture_period", "Phase" #number "AverageRMSVoltageMeasurementPeriod",              \
                     cat_d_seconds));                                                                        \
    DATA(under_voltage_threshold_##number, (1, 0, group, 31, 0, 4),                                          \
         "Phase" #number "AverageRMSUnderVoltageThreshold", ON_ESME, cat_d_volts);                           \
    DATA(over_voltage_threshold_##number, (1, 0, group, 35, 0, 4),                                           \
         "Phase" #number "AverageRMSOverVoltageThreshold", ON_ESME, cat_d_volts);                            \
    REGISTER_WITH_RESET(under_voltage_counter_##number, (1, 0, group, 32, 0, 4),                             \
                        "Phase" #number "AverageRMSUnderVoltageCounter", ON_ESME, cat_d_count,               \
                        cat_d_scaler_unit_count);                                                            \
    REGISTER_WITH_RESET(over_voltage_counter_##number, (1, 0, group, 36, 0, 4),                              \
                        "Phase" #number "AverageRMSOverVoltageCounter", ON_ESME, cat_d_count,                \
                        cat_d_scaler_unit_count)

PHASE(1, 32);
PHASE(2, 52);
PHASE(3, 72);
