/* 7.7, 7.11, 7.14, 7.15: auxiliary controllers and the boost button. */
#include "mmc/mmc_internal.h"

/* --- calendars --- */

PART(weekdays, {VALUE("DayOfWeekApplicability", "Weekdays", WEEKDAYS)});
PART(dates, {VALUE("SwitchTime", "SwitchTime", TIME)}, {VALUE("StartDate", "BeginDate", DATE)},
     {VALUE("EndDate", "EndDate", DATE)});

PART(switch_day, {VALUE("ALCSHCALCSSpecialDay", "SpecialDay/Date", DATE), EACH, INDEXED});
PART(switch_schedule, {VALUE("ActivateDeactivateSwitch", "ScriptSelector", SWITCH), INDEXED},
     {VALUE("SpecialDaysApplicability", "SpecialDays", SPECIAL_DAYS), INDEXED},
     {GROUP("DaysOfWeekApplicability", NULL, weekdays)}, {GROUP("ALCSScheduleDatesAndTime", NULL, dates)});

#define IDENTIFIED .index = "identifier"
PART(controller_day,
     {VALUE("AuxiliaryControllerSpecialDayDefinition", "SpecialDay/Date", DATE), EACH, IDENTIFIED});
#define CONTROLLER .index = "auxiliaryControllerN"
PART(controller_schedule,
     {VALUE("AuxiliaryControllerAction", "ScriptSelector", CONTROLLER_ACTION), CONTROLLER},
     {VALUE("SpecialDaysApplicability", "SpecialDays", SPECIAL_DAYS), IDENTIFIED},
     {GROUP("DaysOfWeekApplicability", NULL, weekdays)},
     {GROUP("AuxiliaryControllerSchedulePeriodAndTime", NULL, dates)});

/* --- 7.7 --- */

#define LOAD_SWITCH(n)                                                                                       \
    PART(switch_##n, {VALUE("Description", "AuxiliaryController" #n "Description", TEXT), .high = 22},       \
         {VALUE("TypeAndIdentifier", "AuxiliaryController" #n "TypeAndIdentifier", SWITCH_TYPE)},            \
         {VALUE("State", "LoadSwitch" #n "State", BOOLEAN)})
LOAD_SWITCH(1);
LOAD_SWITCH(2);
LOAD_SWITCH(3);
LOAD_SWITCH(4);
LOAD_SWITCH(5);
#define OF_SWITCH(n) GROUP("AuxiliaryLoadControlSwitch", NULL, switch_##n), .index = "Index", .number = (n)
ROWS(switches, {OF_SWITCH(1)}, {OF_SWITCH(2)}, {OF_SWITCH(3)}, {OF_SWITCH(4)}, {OF_SWITCH(5)},
     {GROUP("ALCSHCALCSSpecialDays", "AuxiliaryControllerCalendarSpecialDays", switch_day)},
     {GROUP("ALCSScheduler", "AuxiliaryControllerCalendar/Entry", switch_schedule), EACH});

/* --- 7.14 --- */

#define DESCRIPTION(n) PART(description_##n, {VALUE("AuxiliaryControlDescription", NULL, TEXT), .high = 22})
DESCRIPTION(1);
DESCRIPTION(2);
DESCRIPTION(3);
DESCRIPTION(4);
DESCRIPTION(5);
#define DESCRIBED(n)                                                                                         \
    GROUP("AuxiliaryControllerDescription", "AuxiliaryController" #n "Description", description_##n),        \
        CONTROLLER, .number = (n)
ROWS(controller_configuration, {DESCRIBED(1)}, {DESCRIBED(2)}, {DESCRIBED(3)}, {DESCRIBED(4)}, {DESCRIBED(5)},
     {GROUP("AuxiliaryControllerSpecialDayDefinitions", "AuxiliaryControllerCalendarSpecialDays",
            controller_day)},
     {GROUP("AuxiliaryControllerSchedule", "AuxiliaryControllerCalendar/Entry", controller_schedule), EACH});

/* --- 7.15 --- */

#define OPERATION(n)                                                                                         \
    PART(operation_##n,                                                                                      \
         {VALUE("TypeAndIdentifier", "AuxiliaryController" #n "TypeAndIdentifier", CONTROLLER_TYPE)},        \
         {VALUE("AuxiliaryControllerStateAndAssociatedInformation", "AuxiliaryController" #n "State",        \
                CONTROLLER_STATE)})
OPERATION(1);
OPERATION(2);
OPERATION(3);
OPERATION(4);
OPERATION(5);
#define OPERATES(n)                                                                                          \
    GROUP("AuxiliaryControllerOperationalData", NULL, operation_##n), CONTROLLER, .number = (n)
ROWS(controller_operation, {OPERATES(1)}, {OPERATES(2)}, {OPERATES(3)}, {OPERATES(4)}, {OPERATES(5)});

/* --- 7.11 --- */

PART(boost, {VALUE("BoostEnd", "BoostEnd", DATE_TIME)}, {VALUE("BoostStart", "BoostStart", DATE_TIME)});
#define BOOST_CONTROL(n) VALUE("BoostFunctionControl" #n "Value", "BoostFunctionControl" #n, BOOLEAN)
ROWS(boost_button, {GROUP("EventLogEntry", "BoostFunctionEventLog/Entry", boost), EACH},
     {VALUE("BoostFunctionAvailability", "BoostFunctionAvailability", BOOLEAN)}, {BOOST_CONTROL(1)},
     {BOOST_CONTROL(2)}, {BOOST_CONTROL(3)}, {BOOST_CONTROL(4)}, {BOOST_CONTROL(5)});
