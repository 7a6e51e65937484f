/* The clock (SMETS2 5.5.1). */
#include "cosem/cosem_internal.h"

/* 5: set by radio, which is what GBCS calls a time that comes over the network. */
static const cat_name bases[] = {{5, "RadioControlled"}};
static const cat_type clock_base = {
    .kind = CAT_D_ENUM, .names = CAT_NAMES(bases), .has_fixed_value = true, .fixed_value = 5};
/* 0: the device trusts its clock. */
static const cat_type status = {.kind = CAT_D_U8, .view = CAT_VIEW_HEX};

/* The device sets its own time, if it lies in the range; the preset time says so by being unspecified. */
static const uint8_t unspecified_octets[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0x80, 0x00, 0xff};
static const cat_type unspecified = {.kind = CAT_D_OCTETS,
                                     .view = CAT_VIEW_DATE_TIME,
                                     .min = 12,
                                     .max = 12,
                                     .fixed = {unspecified_octets, sizeof unspecified_octets}};
STRUCT(range, OF("PresetTime", unspecified), OF("ValidityStart", cat_d_date_time),
       OF("ValidityEnd", cat_d_date_time));

OBJECT(clock, 8, (0, 0, 1, 0, 0, 255), "Clock", ON_ESME_AND_SAPC,
       ATTRIBUTE(2, "time", "Time", cat_d_date_time), ATTRIBUTE(4, "status", "TimeStatus", status),
       ATTRIBUTE(9, "clock_base", "ClockBase", clock_base),
       METHOD(4, "adjust_to_preset_time", "SetTime", cat_d_unused),
       METHOD(5, "preset_adjusting_time", "SetValidTimeRange", range));
