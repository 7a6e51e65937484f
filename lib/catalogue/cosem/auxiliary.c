/* Auxiliary controllers, boost function, randomised offset (SMETS2 5.7.4.2, 3, 33; 5.22; 5.26; 5.29). */
#include "cosem/calendar_internal.h"

static const cat_type description = {.kind = CAT_D_VISIBLE, .max = 22};
/* Empty: no controller; FF: APC; zeros: ALCS; else the HCALCS of that identifier. */
OCTETS(type_and_identifier, 0, 8);
/* A JSON object. */
static const cat_type state = {.kind = CAT_D_UTF8, .max = 72000};

#define CONTROLLER(number)                                                                                   \
    DATA(auxiliary_controller_##number##_description, (0, 0, 94, 44, 0, 1##number),                          \
         "AuxiliaryController" #number "Description", ON_ESME_AND_SAPC, description);                        \
    DATA(auxiliary_controller_##number##_type, (0, 0, 94, 44, 0, 2##number),                                 \
         "AuxiliaryController" #number "TypeAndIdentifier", ON_ESME_AND_SAPC, type_and_identifier);          \
    DATA(auxiliary_controller_##number##_state, (0, 0, 94, 44, 0, 3##number),                                \
         "AuxiliaryController" #number "State", ON_ESME_AND_SAPC, state);                                    \
    DATA(boost_function_control_##number, (0, 0, 94, 44, 6, number), "BoostFunctionControl" #number,         \
         ON_ESME, cat_d_bool);                                                                               \
    OBJECT(load_switch_##number, 70, (0, number, 96, 3, 10, 255), "LoadSwitch" #number, ON_ESME,             \
           ATTRIBUTE(2, "output_state", "LoadSwitch" #number "State", cat_d_bool))

CONTROLLER(1);
CONTROLLER(2);
CONTROLLER(3);
CONTROLLER(4);
CONTROLLER(5);
DATA(boost_function_availability, (0, 0, 94, 44, 7, 255), "BoostFunctionAvailability", ON_ESME, cat_d_bool);

/* --- commands: the period, then the script --- */

#define CONTROLLER_PERIODS(number, group)                                                                    \
    DATA(setting_period_start_##number, (0, 0, 94, 44, group, 1),                                            \
         "AuxiliaryController" #number "SettingPeriodStart", ON_ESME_AND_SAPC, cat_d_date_time);             \
    DATA(setting_period_end_##number, (0, 0, 94, 44, group, 2),                                              \
         "AuxiliaryController" #number "SettingPeriodEnd", ON_ESME_AND_SAPC, cat_d_date_time);               \
    DATA(limit_period_start_##number, (0, 0, 94, 44, group, 3),                                              \
         "AuxiliaryController" #number "LimitPeriodStart", ON_ESME_AND_SAPC, cat_d_date_time);               \
    DATA(limit_period_end_##number, (0, 0, 94, 44, group, 4),                                                \
         "AuxiliaryController" #number "LimitPeriodEnd", ON_ESME_AND_SAPC, cat_d_date_time)

CONTROLLER_PERIODS(1, 117);
CONTROLLER_PERIODS(2, 118);
CONTROLLER_PERIODS(3, 119);
CONTROLLER_PERIODS(4, 120);
CONTROLLER_PERIODS(5, 121);

/* Direction (1 output, 2 input), controller, level in percent: four, four and eight bits. */
static const cat_type commanded_state = {.kind = CAT_D_U16, .view = CAT_VIEW_HEX};
OBJECT(controller_scripts, 9, (0, 0, 10, 0, 103, 255), "AuxiliaryControllerState", ON_ESME_AND_SAPC,
       METHOD(1, "execute", "ControllerNumberAndCommandedState", commanded_state));
OBJECT(limit_scripts, 9, (0, 0, 10, 0, 107, 255), "AuxiliaryProportionalControllerLimit", ON_ESME_AND_SAPC,
       METHOD(1, "execute", "ControllerNumberAndLimitLevel", commanded_state));

/* --- calendar --- */

SPECIAL_DAYS(days, 20);
OBJECT(auxiliary_special_days, 11, (0, 0, 11, 0, 3, 255), "AuxiliaryControllerCalendarSpecialDays",
       ON_ESME_AND_SAPC, ATTRIBUTE(2, "entries", "AuxiliaryControllerCalendarSpecialDays", days));
OBJECT(auxiliary_special_days_next, 11, (0, 1, 11, 0, 3, 255), "AuxiliaryControllerCalendarSpecialDaysNext",
       ON_ESME_AND_SAPC, ATTRIBUTE(2, "entries", "AuxiliaryControllerCalendarSpecialDaysNext", days));
OBJECT(auxiliary_special_days_activation, 9000, (0, 0, 94, 44, 128, 35),
       "AuxiliaryControllerCalendarSpecialDays", ON_ESME_AND_SAPC,
       ACTIVATION("AuxiliaryControllerCalendarSpecialDays"));
FIXED_OBIS(controller_scripts, 0, 0, 10, 0, 103, 255);
SCHEDULE(entries, 0, 120, controller_scripts);
OBJECT(auxiliary_calendar, 10, (0, 0, 12, 0, 2, 255), "AuxiliaryControllerCalendar", ON_ESME_AND_SAPC,
       ATTRIBUTE(2, "entries", "AuxiliaryControllerCalendar", entries));
OBJECT(auxiliary_calendar_next, 10, (0, 1, 12, 0, 2, 255), "AuxiliaryControllerCalendarNext",
       ON_ESME_AND_SAPC, ATTRIBUTE(2, "entries", "AuxiliaryControllerCalendarNext", entries));
OBJECT(auxiliary_calendar_activation, 9000, (0, 0, 94, 44, 128, 26), "AuxiliaryControllerCalendar",
       ON_ESME_AND_SAPC, ACTIVATION("AuxiliaryControllerCalendar"));

/* --- randomised offset --- */

DATA(randomised_offset, (0, 0, 94, 44, 0, 0), "RandomisedOffset", ON_ESME, cat_d_seconds16);
DATA(randomised_offset_limit, (0, 0, 94, 44, 0, 1), "RandomisedOffsetLimit", ON_ESME, cat_d_seconds16);
static const cat_type offset_number = {.kind = CAT_D_U16, .scale = -4};
DATA(randomised_offset_number, (0, 0, 94, 44, 0, 2), "RandomisedOffsetNumber", ON_ESME, offset_number);
