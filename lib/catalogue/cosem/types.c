/* Types of COSEM attributes that several objects share (gbcs-messages.md 6.3, 6.4). */
#include "cosem/cosem_internal.h"

#define PLAIN(symbol, of_kind) const cat_type cat_d_##symbol = {.kind = (of_kind)}

PLAIN(null, CAT_D_NULL);
PLAIN(bool, CAT_D_BOOL);
PLAIN(u8, CAT_D_U8);
PLAIN(u16, CAT_D_U16);
PLAIN(u32, CAT_D_U32);
PLAIN(i8, CAT_D_I8);
PLAIN(i16, CAT_D_I16);
PLAIN(i32, CAT_D_I32);
PLAIN(octets, CAT_D_OCTETS);
const cat_type cat_d_no_octets = {.kind = CAT_D_OCTETS, .fixed = CAT_OCTETS("")};
const cat_type cat_d_unused = {.kind = CAT_D_I8, .has_fixed_value = true, .fixed_value = 0};

#define OCTETS_SHOWN(symbol, how, length)                                                                    \
    const cat_type cat_d_##symbol = {.kind = CAT_D_OCTETS, .view = (how), .min = (length), .max = (length)}

OCTETS_SHOWN(date_time, CAT_VIEW_DATE_TIME, 12);
OCTETS_SHOWN(activation_time, CAT_VIEW_DATE_TIME, 12);
OCTETS_SHOWN(date, CAT_VIEW_DATE, 5);
OCTETS_SHOWN(time, CAT_VIEW_TIME, 4);
OCTETS_SHOWN(eui64, CAT_VIEW_EUI64, 8);
OCTETS_SHOWN(obis, CAT_VIEW_OBIS, 6);

const cat_type cat_d_log_time = {.kind = CAT_D_U32, .view = CAT_VIEW_DATE_TIME};
const cat_type cat_d_alert_code = {.kind = CAT_D_U16, .view = CAT_VIEW_ALERT_CODE};
const cat_type cat_d_message_code = {.kind = CAT_D_U16, .view = CAT_VIEW_MESSAGE_CODE};

#define MEASURED(symbol, of_kind, in) const cat_type cat_d_##symbol = {.kind = (of_kind), .unit = (in)}

MEASURED(wh, CAT_D_U32, "Wh");
MEASURED(varh, CAT_D_U32, "varh");
MEASURED(watts, CAT_D_U32, "W");
MEASURED(volts, CAT_D_U32, "V");
MEASURED(count, CAT_D_U32, NULL);
MEASURED(seconds, CAT_D_U32, "s");
MEASURED(seconds16, CAT_D_U16, "s");
MEASURED(money, CAT_D_I32, "1/1000 p");
MEASURED(money_unsigned, CAT_D_U32, "1/1000 p");
const cat_type cat_d_percent = {.kind = CAT_D_U16, .scale = -2, .unit = "%"};

/* The units of COSEM that GBCS uses. */
static const cat_name units[] = {{27, "W"}, {30, "Wh"}, {32, "varh"}, {254, "other"}, {255, "count"}};

#define UNIT(symbol, number)                                                                                 \
    static const cat_type unit_##symbol = {                                                                  \
        .kind = CAT_D_ENUM, .names = CAT_NAMES(units), .has_fixed_value = true, .fixed_value = (number)}
#define SCALER_UNIT(symbol, scaler, unit_symbol)                                                             \
    static const cat_field symbol##_fields[] = {OF("Scaler", scaler), OF("Unit", unit_##unit_symbol)};       \
    const cat_type cat_d_scaler_unit_##symbol = {                                                            \
        .kind = CAT_D_STRUCT, .fields = symbol##_fields, .n_fields = ALB_COUNT(symbol##_fields)}

UNIT(w, 27);
UNIT(wh, 30);
UNIT(varh, 32);
UNIT(other, 254);
UNIT(count, 255);
FIXED(ten_to_minus_5, CAT_D_I8, -5);

SCALER_UNIT(w, cat_d_unused, w);
SCALER_UNIT(wh, cat_d_unused, wh);
SCALER_UNIT(varh, cat_d_unused, varh);
SCALER_UNIT(count, cat_d_unused, count);
/* Currency units per kWh. */
SCALER_UNIT(currency, ten_to_minus_5, other);
