/* Types of calendars. */
#include "cosem/calendar_internal.h"

/* GBCS writes true as FF. */
const cat_type cat_d_true = {.kind = CAT_D_BOOL, .has_fixed_value = true, .fixed_value = 0xff};
const cat_type cat_d_validity_window = {
    .kind = CAT_D_U16, .view = CAT_VIEW_HEX, .has_fixed_value = true, .fixed_value = 0xffff};
const cat_type cat_d_weekdays = {.kind = CAT_D_BITS, .min = 7, .max = 7};
const cat_type cat_d_special_days = {.kind = CAT_D_BITS, .max = 50};
const cat_type cat_d_script = {.kind = CAT_D_U16};

static const cat_field special_day[] = {OF("Index", cat_d_u16), OF("Date", cat_d_date),
                                        OF("DayId", cat_d_u8)};
const cat_type cat_d_special_day = {
    .kind = CAT_D_STRUCT, .fields = special_day, .n_fields = ALB_COUNT(special_day)};

STRUCT(execution_time, OF("Time", cat_d_time), OF("Date", cat_d_date));
static const cat_field execution_time_element = OF("ExecutionTime", execution_time);
const cat_type cat_d_execution_times = {
    .kind = CAT_D_ARRAY, .max = 4, .fields = &execution_time_element, .n_fields = 1};
