/* 5.1 to 5.3: schedules that the DCC holds. */
#include "duis/duis_internal.h"

static INTEGER(log_period_offset, "logPeriodOffset", "-400", "0");
static SEQUENCE(read_log_period_offset, ONE(TEXT("StartDateOffset", log_period_offset)),
                ONE(TEXT("StartTime", cat_x_time)), ONE(TEXT("EndDateOffset", log_period_offset)),
                ONE(TEXT("EndTime", cat_x_time)));
CHOICE(cat_x_read_schedule, ONE(TEXT("DSPScheduleID", cat_x_schedule_id)), ONE(TEXT("DeviceID", cat_x_eui)));

static ENUM(schedule_frequency, "ScheduleFrequency", "Daily", "Weekly", "Monthly", "Quarterly", "Half-Yearly",
            "Yearly");
static ENUM(dsp_scheduled_service_reference, "DSPScheduledServiceReference", "4.2", "4.6", "4.8", "4.10",
            "4.12", "4.14", "4.15", "4.16", "4.17", "14.1");
static ENUM(dsp_scheduled_service_reference_variant, "DSPScheduledServiceReferenceVariant", "4.2", "4.6.1",
            "4.6.2", "4.8.1", "4.8.2", "4.8.3", "4.10", "4.12.1", "4.12.2", "4.14", "4.15", "4.16", "4.17",
            "14.1");
SEQUENCE(cat_x_dsp_schedule, ONE(TEXT("ScheduleFrequency", schedule_frequency)),
         ONE(TEXT("ScheduleStartDate", cat_x_date)), OPTIONAL(TEXT("ScheduleEndDate", cat_x_date)),
         OPTIONAL(TEXT("ScheduleExecutionStartTime", cat_x_time)),
         OPTIONAL(TEXT("KAPublicSecurityCredential", cat_x_certificate)),
         ONE(TEXT("DSPScheduledServiceReference", dsp_scheduled_service_reference)),
         ONE(TEXT("DSPScheduledServiceReferenceVariant", dsp_scheduled_service_reference_variant)),
         ONE(TEXT("DeviceID", cat_x_eui)),
         EITHER(ONE(PARTS("DSPRetrieveImportDailyReadLog", read_log_period_offset)),
                ONE(PARTS("DSPRetrieveExportDailyReadLog", read_log_period_offset)),
                ONE(PARTS("DSPReadActiveImportProfileData", read_log_period_offset)),
                ONE(PARTS("DSPReadReactiveImportProfileData", read_log_period_offset)),
                ONE(PARTS("DSPReadExportProfileData", read_log_period_offset)),
                ONE(PARTS("DSPReadNetworkData", read_log_period_offset)),
                ONE(EMPTY("DSPReadMaximumDemandImportRegisters")),
                ONE(EMPTY("DSPReadMaximumDemandExportRegisters")),
                ONE(PARTS("DSPReadPrepaymentDailyReadLog", read_log_period_offset)),
                ONE(EMPTY("DSPReadLoadLimitData")), ONE(EMPTY("DSPReadActivePowerImport")),
                ONE(PARTS("DSPRetrieveDailyConsumptionLog", read_log_period_offset)),
                ONE(EMPTY("DSPRecordNetworkDataGAS")), ONE(EMPTY("DSPReadInstantaneousExportRegisters"))));

static SEQUENCE(dsp_schedules, ONE(TEXT("DSPScheduleID", cat_x_schedule_id)),
                ONE(PARTS("DSPScheduleDetails", cat_x_dsp_schedule)));
SEQUENCE(cat_x_dsp_schedules_read, REPEATED(1, 99, PARTS("DSPSchedules", dsp_schedules)));
