/* Calendars: special days, schedules, lists of times (devices.md 4.6). */
#ifndef ALB_CATALOGUE_COSEM_CALENDAR_INTERNAL_H
#define ALB_CATALOGUE_COSEM_CALENDAR_INTERNAL_H

#include "cosem/cosem_internal.h"

extern const cat_type cat_d_true;            /* boolean that is always true: entry enabled */
extern const cat_type cat_d_validity_window; /* FFFF: none */
extern const cat_type cat_d_weekdays;        /* 7 bits, Monday first */
extern const cat_type cat_d_special_days;    /* one bit for each entry of the special days table */
extern const cat_type cat_d_script;          /* u16, in hexadecimal: number of a script */
extern const cat_type cat_d_special_day;     /* index, date, day identifier */
extern const cat_type cat_d_execution_times; /* [ time, date ]: class 22 */

/* Class 11, Special days table. */
#define SPECIAL_DAYS(symbol, most) ARRAY(symbol, "SpecialDay", cat_d_special_day, 0, most)

/* Class 10, Schedule: entries that run scripts of one table. */
#define SCHEDULE(symbol, least, most, script_table)                                                          \
    STRUCT(symbol##_entry, OF("Index", cat_d_u16), OF("Enable", cat_d_true),                                 \
           OF("ScriptTable", script_table), OF("ScriptSelector", cat_d_script),                              \
           OF("SwitchTime", cat_d_time), OF("ValidityWindow", cat_d_validity_window),                        \
           OF("Weekdays", cat_d_weekdays), OF("SpecialDays", cat_d_special_days),                            \
           OF("BeginDate", cat_d_date), OF("EndDate", cat_d_date));                                          \
    ARRAY(symbol, "Entry", symbol##_entry, least, most)

#endif
