/* Words in which COSEM objects are written down (GBCS 7.2; gbcs-messages.md Appendix A), and all of the
 * objects. */
#ifndef ALB_CATALOGUE_COSEM_INTERNAL_H
#define ALB_CATALOGUE_COSEM_INTERNAL_H

#include "catalogue/cosem.h"
#include "catalogue/use_case.h"

/* Devices that have an object. */
enum {
    ON_ESME = CAT_DEVICE_ESME,
    ON_ESME_AND_SAPC = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    ON_CHF = CAT_DEVICE_CHF,
    ON_ALL = CAT_DEVICE_ESME | CAT_DEVICE_SAPC | CAT_DEVICE_CHF
};

/* Wire types. */
extern const cat_type cat_d_null, cat_d_bool, cat_d_i8, cat_d_i16, cat_d_i32, cat_d_u8, cat_d_u16, cat_d_u32;
extern const cat_type cat_d_octets, cat_d_no_octets;

/* Types with a meaning. */
extern const cat_type cat_d_date_time; /* 12 octets; wildcards allowed */
extern const cat_type cat_d_date;      /* 5 octets */
extern const cat_type cat_d_time;      /* 4 octets */
extern const cat_type cat_d_log_time;  /* u32, seconds since 2000-01-01 UTC */
extern const cat_type
    cat_d_activation_time; /* 12 octets: zeros at once, FF.. cancel (gbcs-messages.md 6.4) */
extern const cat_type cat_d_alert_code;
extern const cat_type cat_d_message_code;
extern const cat_type cat_d_eui64;
extern const cat_type cat_d_obis;
extern const cat_type cat_d_unused; /* integer 0: argument of a method that needs none */
extern const cat_type cat_d_wh, cat_d_varh, cat_d_watts, cat_d_volts, cat_d_count, cat_d_seconds,
    cat_d_seconds16;
extern const cat_type cat_d_money; /* signed, thousandths of a penny or of a cent */
extern const cat_type cat_d_money_unsigned;
extern const cat_type cat_d_percent; /* hundredths of a percent */
extern const cat_type cat_d_scaler_unit_wh, cat_d_scaler_unit_varh, cat_d_scaler_unit_w;
extern const cat_type cat_d_scaler_unit_count, cat_d_scaler_unit_currency;

#define OF(text, of)                                                                                         \
    {                                                                                                        \
        .name = (text), .type = &(of)                                                                        \
    }
#define OF_OPTIONAL(text, of)                                                                                \
    {                                                                                                        \
        .name = (text), .type = &(of), .optional = true                                                      \
    }
#define MIRROR(text, of, what)                                                                               \
    {                                                                                                        \
        .name = (text), .type = &(of), .mirror = CAT_MIRROR_##what                                           \
    }

/* Types in one line: STRUCT(scaler_unit, OF("Scaler", cat_d_i8), OF("Unit", unit)); a file's own. */
#define STRUCT(symbol, ...)                                                                                  \
    static const cat_field symbol##_fields[] = {__VA_ARGS__};                                                \
    static const cat_type symbol = STRUCT_TYPE(symbol##_fields)
#define ARRAY(symbol, element, of, least, most)                                                              \
    static const cat_field symbol##_element = OF(element, of);                                               \
    static const cat_type symbol = LIST_TYPE(CAT_D_ARRAY, symbol##_element, least, most)
/* As many elements as there are fields, each with its own name or type. */
#define ARRAY_OF_EACH(symbol, ...)                                                                           \
    static const cat_field symbol##_elements[] = {__VA_ARGS__};                                              \
    static const cat_type symbol = {.kind = CAT_D_ARRAY,                                                     \
                                    .min = ALB_COUNT(symbol##_elements),                                     \
                                    .max = ALB_COUNT(symbol##_elements),                                     \
                                    .fields = symbol##_elements,                                             \
                                    .n_fields = ALB_COUNT(symbol##_elements)}
/* A log or profile: at most so many entries, and the columns of one. */
#define LOG(symbol, most, ...)                                                                               \
    STRUCT(symbol##_columns, __VA_ARGS__);                                                                   \
    static const cat_field symbol##_entry = OF("Entry", symbol##_columns);                                   \
    static const cat_type symbol = LIST_TYPE(CAT_D_COMPACT, symbol##_entry, 0, most)
#define OCTETS(symbol, least, most)                                                                          \
    static const cat_type symbol = {.kind = CAT_D_OCTETS, .min = (least), .max = (most)}
#define TEXT(symbol, least, most)                                                                            \
    static const cat_type symbol = {                                                                         \
        .kind = CAT_D_OCTETS, .view = CAT_VIEW_TEXT, .min = (least), .max = (most)}
#define BITS(symbol, least, most)                                                                            \
    static const cat_type symbol = {.kind = CAT_D_BITS, .min = (least), .max = (most)}
#define ENUM(symbol, ...)                                                                                    \
    static const cat_name symbol##_names[] = {__VA_ARGS__};                                                  \
    static const cat_type symbol = {.kind = CAT_D_ENUM, .names = CAT_NAMES(symbol##_names)}
/* What is always the same: numbers, octets, names of objects. */
#define FIXED(symbol, of_kind, number)                                                                       \
    static const cat_type symbol = {.kind = (of_kind), .has_fixed_value = true, .fixed_value = (number)}
#define FIXED_NAMED(symbol, of_kind, number, text)                                                           \
    static const cat_name symbol##_names[] = {{(number), (text)}};                                           \
    static const cat_type symbol = {.kind = (of_kind),                                                       \
                                    .names = CAT_NAMES(symbol##_names),                                      \
                                    .has_fixed_value = true,                                                 \
                                    .fixed_value = (number)}
#define FIXED_OCTETS(symbol, octets)                                                                         \
    static const cat_type symbol = {.kind = CAT_D_OCTETS, .fixed = CAT_OCTETS(octets)}
#define FIXED_OBIS(symbol, ...)                                                                              \
    static const uint8_t symbol##_octets[] = {__VA_ARGS__};                                                  \
    static const cat_type symbol = {                                                                         \
        .kind = CAT_D_OCTETS, .view = CAT_VIEW_OBIS, .fixed = {symbol##_octets, sizeof symbol##_octets}}

#define STRUCT_TYPE(of_fields)                                                                               \
    {                                                                                                        \
        .kind = CAT_D_STRUCT, .fields = (of_fields), .n_fields = ALB_COUNT(of_fields)                        \
    }
#define LIST_TYPE(of_kind, element, least, most)                                                             \
    {                                                                                                        \
        .kind = (of_kind), .min = (least), .max = (most), .fields = &(element), .n_fields = 1                \
    }

/* Attributes and methods: ATTRIBUTE(2, "value", "FirmwareVersion", version). The argument type of a method
 * that needs none is cat_d_unused. */
#define ATTRIBUTE(number, cosem_name, text, of)                                                              \
    {                                                                                                        \
        .id = (number), .value = OF(text, of), .cosem = (cosem_name)                                         \
    }
#define METHOD(number, cosem_name, text, of)                                                                 \
    {                                                                                                        \
        .id = (number), .method = true, .value = OF(text, of), .cosem = (cosem_name)                         \
    }
#define METHOD_RETURNS(number, cosem_name, text, of, returned)                                               \
    {                                                                                                        \
        .id = (number), .method = true, .value = OF(text, of), .returns = OF(text, returned),                \
        .cosem = (cosem_name)                                                                                \
    }

/* An object: OBJECT(firmware_version, 1, (0, 0, 0, 2, 1, 255), "FirmwareVersion", devices, attributes...) */
#define OBIS(a, b, c, d, e, f)                                                                               \
    {                                                                                                        \
        (a), (b), (c), (d), (e), (f)                                                                         \
    }
#define OBJECT(symbol, class, code, text, of_devices, ...)                                                   \
    static const cat_attribute symbol##_attributes[] = {__VA_ARGS__};                                        \
    const cat_object cat_object_##symbol = {.class_id = (class),                                             \
                                            .obis = OBIS code,                                               \
                                            .name = (text),                                                  \
                                            .attributes = symbol##_attributes,                               \
                                            .n_attributes = ALB_COUNT(symbol##_attributes),                  \
                                            .devices = (of_devices)}

/* Class 1, Data. */
#define DATA(symbol, code, text, of_devices, of)                                                             \
    OBJECT(symbol, 1, code, text, of_devices, ATTRIBUTE(2, "value", text, of))
/* Class 3, Register. */
#define REGISTER(symbol, code, text, of_devices, of, scaler_unit)                                            \
    OBJECT(symbol, 3, code, text, of_devices, ATTRIBUTE(2, "value", text, of),                               \
           ATTRIBUTE(3, "scaler_unit", text "ScalerUnit", scaler_unit))
#define REGISTER_WITH_RESET(symbol, code, text, of_devices, of, scaler_unit)                                 \
    OBJECT(symbol, 3, code, text, of_devices, ATTRIBUTE(2, "value", text, of),                               \
           ATTRIBUTE(3, "scaler_unit", text "ScalerUnit", scaler_unit),                                      \
           METHOD(1, "reset", text "Reset", cat_d_unused))
/* Class 7, Profile generic. */
#define PROFILE(symbol, code, text, of_devices, log)                                                         \
    OBJECT(symbol, 7, code, text, of_devices, ATTRIBUTE(2, "buffer", text, log))
/* Class 9000, GBCS's extended data: a value that waits for its time. */
#define VALUE_ACTIVE(text, of)  ATTRIBUTE(2, "value_active", text, of)
#define VALUE_PASSIVE(text, of) ATTRIBUTE(4, "value_passive", text "Next", of)
#define ACTIVATION(text)                                                                                     \
    ATTRIBUTE(6, "activate_passive_value_time", text "ActivateNextDateTime", cat_d_activation_time)

/* Every object of cosem.def. */
#define CAT_OBJECT(symbol) extern const cat_object cat_object_##symbol;
#include "cosem.def"
#undef CAT_OBJECT

#endif
