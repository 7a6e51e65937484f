/* Types of COSEM data that many objects share (gbcs-messages.md 6.3, 6.4). */
#include "cosem/cosem_internal.h"

#define PLAIN(symbol, of_kind) const cat_type cat_d_##symbol = {.kind = (of_kind)}

PLAIN(null, CAT_D_NULL);
PLAIN(bool, CAT_D_BOOL);
PLAIN(i8, CAT_D_I8);
PLAIN(i16, CAT_D_I16);
PLAIN(i32, CAT_D_I32);
PLAIN(u8, CAT_D_U8);
PLAIN(u16, CAT_D_U16);
PLAIN(u32, CAT_D_U32);
PLAIN(enum, CAT_D_ENUM);
PLAIN(octets, CAT_D_OCTETS);
PLAIN(visible, CAT_D_VISIBLE);
PLAIN(utf8, CAT_D_UTF8);

const cat_type cat_d_date_time = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE_TIME, .min = 12, .max = 12};
const cat_type cat_d_date = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE, .min = 5, .max = 5};
const cat_type cat_d_time = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_TIME, .min = 4, .max = 4};
const cat_type cat_d_log_time = {.kind = CAT_D_U32, .view = CAT_VIEW_DATE_TIME};
const cat_type cat_d_eui64 = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_EUI64, .min = 8, .max = 8};
const cat_type cat_d_unused = {.kind = CAT_D_I8, .has_fixed_value = true, .fixed_value = 0};

const cat_type cat_d_active_energy_u32 = {.kind = CAT_D_U32, .unit = "Wh"};
const cat_type cat_d_reactive_energy_u32 = {.kind = CAT_D_U32, .unit = "varh"};

/* --- scaler and unit of registers: fixed for each quantity --- */

FIXED(scaler_0, CAT_D_I8, 0);

#define SCALER_UNIT(symbol, scaler, unit_code, unit_name)                                                    \
    static const cat_name symbol##_names[] = {{(unit_code), (unit_name)}};                                   \
    static const cat_type symbol##_unit = {.kind = CAT_D_ENUM,                                               \
                                           .names = CAT_NAMES(symbol##_names),                               \
                                           .has_fixed_value = true,                                          \
                                           .fixed_value = (unit_code)};                                      \
    static const cat_field symbol##_fields[] = {OF("Scaler", scaler), OF("Unit", symbol##_unit)};            \
    const cat_type cat_d_##symbol = STRUCT_TYPE(symbol##_fields)

SCALER_UNIT(scaler_active_energy, scaler_0, 30, "Wh");
SCALER_UNIT(scaler_reactive_energy, scaler_0, 32, "varh");
