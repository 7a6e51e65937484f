/* 6.14 and 7.5 to 7.16: auxiliary loads, their schedules, boost button. */
#include "duis/duis_internal.h"

static CHOICE(activate_deactivate_switch, ONE(EMPTY("ActivateSwitch")), ONE(EMPTY("DeactivateSwitch")));
static SEQUENCE(alcs_hcalcs_connection_schedule,
                ONE(PARTS("ActivateDeactivateSwitch", activate_deactivate_switch, INDEX(cat_x_range_1_5))),
                REPEATED(0, 20, EMPTY_WITH("SpecialDaysApplicability", INDEX(cat_x_range_1_20))),
                OPTIONAL(PARTS("DaysOfWeekApplicability", cat_x_days_of_week)),
                ONE(PARTS("ALCSScheduleDatesAndTime", cat_x_schedule_dates)));
static PATTERN(switch_description, "SwitchDescription", STRING, 0, 22, cat_x_is_printable);
static SEQUENCE(alcs_hcalcs_description, ONE(TEXT("SwitchDescription", switch_description)));
SEQUENCE(cat_x_update_device_configuration_alc_descriptions,
         REPEATED(1, 5, PARTS("ALCSHCALCSDescription", alcs_hcalcs_description, INDEX(cat_x_range_1_5))));

static SEQUENCE(alcs_hcalcs_special_days,
                REPEATED(0, 20, PARTS("ALCSHCALCSSpecialDay", cat_x_wildcard_date, INDEX(cat_x_range_1_20))));
static CHOICE(switch_type_and_id, ONE(EMPTY("ALCS")), ONE(TEXT("HCALCS", cat_x_eui)));
SEQUENCE(cat_x_update_device_configuration_alc_scheduler, FUTURE_DATED,
         REPEATED(1, 48, PARTS("ALCSHCALCSConnectionSchedule", alcs_hcalcs_connection_schedule)),
         ONE(PARTS("ALCSHCALCSSpecialDays", alcs_hcalcs_special_days)),
         REPEATED(0, 5, PARTS("SwitchTypeAndId", switch_type_and_id, INDEX(cat_x_range_1_5))));

static SEQUENCE(activate_deactivate_alcs_hcalcs, ONE(TEXT("Duration", cat_x_unsigned_short)));
SEQUENCE(cat_x_activate_auxiliary_load,
         ONE(PARTS("ActivateALCSHCALCS", activate_deactivate_alcs_hcalcs, INDEX(cat_x_range_1_5))));

SEQUENCE(cat_x_deactivate_auxiliary_load,
         ONE(PARTS("DeactivateALCSHCALCS", activate_deactivate_alcs_hcalcs, INDEX(cat_x_range_1_5))));

SEQUENCE(cat_x_reset_auxiliary_load, ONE(EMPTY_WITH("ResetALCSHCALCS", INDEX(cat_x_range_1_5))));

SEQUENCE(cat_x_add_auxiliary_load_to_boost_button, FUTURE_DATED,
         REPEATED(5, 5, TEXT("AddToBoostButton", cat_x_boolean, INDEX(cat_x_range_1_5))));

SEQUENCE(cat_x_remove_auxiliary_load_from_boost_button, FUTURE_DATED,
         REPEATED(5, 5, TEXT("RemoveFromBoostButton", cat_x_boolean, INDEX(cat_x_range_1_5))));

static UNSIGNED(auxiliary_controller_level, "AuxiliaryControllerLevel", "0", "100");
SEQUENCE(cat_x_set_auxiliary_controller_state, ONE(TEXT("StartDateTime", cat_x_date_time)),
         ONE(TEXT("EndDateTime", cat_x_date_time)),
         ONE(TEXT("CommandedStateLevel", auxiliary_controller_level)),
         OPTIONAL(EMPTY("InputFromControlledLoad")));

static SEQUENCE(auxiliary_controller_action, ONE(TEXT("CommandedStateLevel", auxiliary_controller_level)),
                OPTIONAL(EMPTY("InputFromControlledLoad")));
static SEQUENCE(auxiliary_controller_schedule,
                ONE(PARTS("AuxiliaryControllerAction", auxiliary_controller_action,
                          ATTRIBUTE("auxiliaryControllerN", cat_x_range_1_5))),
                REPEATED(0, 20,
                         EMPTY_WITH("SpecialDaysApplicability", ATTRIBUTE("identifier", cat_x_range_1_20))),
                OPTIONAL(PARTS("DaysOfWeekApplicability", cat_x_days_of_week)),
                ONE(PARTS("AuxiliaryControllerSchedulePeriodAndTime", cat_x_schedule_dates)));
static SEQUENCE(auxiliary_controller_special_day_definitions,
                REPEATED(0, 20,
                         PARTS("AuxiliaryControllerSpecialDayDefinition", cat_x_wildcard_date,
                               ATTRIBUTE("identifier", cat_x_range_1_20))));
SEQUENCE(cat_x_update_device_configuration_auxiliary_controller_scheduler, FUTURE_DATED,
         REPEATED(0, 120, PARTS("AuxiliaryControllerSchedule", auxiliary_controller_schedule)),
         ONE(PARTS("AuxiliaryControllerSpecialDayDefinitions",
                   auxiliary_controller_special_day_definitions)));
