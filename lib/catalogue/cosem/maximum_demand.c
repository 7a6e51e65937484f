/* Maximum demand, over the whole day and in a configurable period (SMETS2 5.7.4.26, 5.7.5.19 to 21). */
#include "cosem/calendar_internal.h"
#include "cosem/cosem_internal.h"

#define DEMAND(symbol, obis_code, text)                                                                      \
    OBJECT(symbol, 4, obis_code, text, ON_ESME, ATTRIBUTE(2, "value", text, cat_d_watts),                    \
           ATTRIBUTE(3, "scaler_unit", text "ScalerUnit", cat_d_scaler_unit_w),                              \
           ATTRIBUTE(5, "capture_time", text "CaptureTime", cat_d_date_time),                                \
           METHOD(1, "reset", "Reset" text, cat_d_unused))

DEMAND(maximum_demand_import, (1, 0, 1, 6, 0, 255), "MaximumDemandActivePowerImport");
DEMAND(maximum_demand_configurable_import, (1, 0, 1, 6, 1, 255),
       "MaximumDemandConfigurableTimeActivePowerImport");
DEMAND(maximum_demand_export, (1, 0, 2, 6, 0, 255), "MaximumDemandActivePowerExport");

DATA(maximum_demand_configurable_import_last_reset, (0, 0, 94, 44, 5, 0),
     "MaximumDemandConfigurableTimeActivePowerImportLastReset", ON_ESME, cat_d_date_time);
DATA(maximum_demand_import_last_reset, (0, 0, 94, 44, 5, 1), "MaximumDemandActivePowerImportLastReset",
     ON_ESME, cat_d_date_time);
DATA(maximum_demand_export_last_reset, (0, 0, 94, 44, 5, 2), "MaximumDemandActivePowerExportLastReset",
     ON_ESME, cat_d_date_time);

/* Two entries: script 1 starts, script 2 stops the period. */
FIXED_OBIS(script_table, 0, 0, 10, 128, 100, 255);
SCHEDULE(period, 2, 2, script_table);
OBJECT(maximum_demand_period, 10, (0, 0, 12, 0, 0, 255), "MaximumDemandConfigurableTimePeriod", ON_ESME,
       ATTRIBUTE(2, "entries", "MaximumDemandConfigurableTimePeriod", period));
