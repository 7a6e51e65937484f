/* Words in which COSEM objects are written down. */
#ifndef ALB_CATALOGUE_COSEM_INTERNAL_H
#define ALB_CATALOGUE_COSEM_INTERNAL_H

#include "catalogue/cosem.h"
#include "catalogue/use_case.h"

/* Wire types. */
extern const cat_type cat_d_null, cat_d_bool, cat_d_i8, cat_d_i16, cat_d_i32, cat_d_u8, cat_d_u16, cat_d_u32;
extern const cat_type cat_d_enum, cat_d_octets, cat_d_visible, cat_d_utf8;

/* Types with a meaning. */
extern const cat_type cat_d_date_time; /* 12 octets */
extern const cat_type cat_d_date;      /* 5 octets */
extern const cat_type cat_d_time;      /* 4 octets */
extern const cat_type cat_d_log_time;  /* u32, seconds since 2000-01-01 UTC */
extern const cat_type cat_d_eui64;
extern const cat_type cat_d_unused; /* integer 0: argument of a method that needs none */
extern const cat_type cat_d_active_energy_u32, cat_d_reactive_energy_u32; /* Wh, varh */
extern const cat_type cat_d_scaler_active_energy, cat_d_scaler_reactive_energy;

/* Parts of reads under protection: the layer mirrors the header (gbcs-messages.md 6.7). */
extern const cat_type cat_d_protection_parameters;
extern const cat_type cat_d_whole_attribute; /* restriction: none */
extern const cat_type cat_d_date_time_range; /* restriction: entries from .. to */

/* Values that a plain read and a protected one share. */
extern const cat_type cat_d_import_registers;

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

/* Types in one line: STRUCT(scaler_unit, OF("Scaler", cat_d_i8), OF("Unit", cat_d_enum)); a file's own. */
#define STRUCT(symbol, ...)                                                                                  \
    static const cat_field symbol##_fields[] = {__VA_ARGS__};                                                \
    static const cat_type symbol = STRUCT_TYPE(symbol##_fields)
#define ARRAY(symbol, element, of, least, most)                                                              \
    static const cat_field symbol##_element = OF(element, of);                                               \
    static const cat_type symbol = LIST_TYPE(CAT_D_ARRAY, symbol##_element, least, most)
#define COMPACT(symbol, row, of)                                                                             \
    static const cat_field symbol##_row = OF(row, of);                                                       \
    static const cat_type symbol = LIST_TYPE(CAT_D_COMPACT, symbol##_row, 0, 0)
#define FIXED(symbol, of_kind, number)                                                                       \
    static const cat_type symbol = {.kind = (of_kind), .has_fixed_value = true, .fixed_value = (number)}
#define FIXED_OCTETS(symbol, octets) static const cat_type symbol = OCTETS_TYPE(octets)
#define ENUM(symbol, ...)                                                                                    \
    static const cat_name symbol##_names[] = {__VA_ARGS__};                                                  \
    static const cat_type symbol = {.kind = CAT_D_ENUM, .names = CAT_NAMES(symbol##_names)}

#define STRUCT_TYPE(of_fields)                                                                               \
    {                                                                                                        \
        .kind = CAT_D_STRUCT, .fields = (of_fields), .n_fields = ALB_COUNT(of_fields)                        \
    }
#define LIST_TYPE(of_kind, element, least, most)                                                             \
    {                                                                                                        \
        .kind = (of_kind), .min = (least), .max = (most), .fields = &(element), .n_fields = 1                \
    }
#define OCTETS_TYPE(octets)                                                                                  \
    {                                                                                                        \
        .kind = CAT_D_OCTETS, .fixed = CAT_OCTETS(octets)                                                    \
    }

/* Attributes and methods: ATTRIBUTE(2, "value", "FirmwareVersion", version). The argument type of a method
 * that needs none is cat_d_unused. */
#define ATTRIBUTE(number, cosem_name, text, of)                                                              \
    {                                                                                                        \
        .id = (number), .value = OF(text, of), .cosem = (cosem_name), .provenance = CAT_SOURCED              \
    }
#define METHOD(number, cosem_name, text, of)                                                                 \
    {                                                                                                        \
        .id = (number), .method = true, .value = OF(text, of), .cosem = (cosem_name),                        \
        .provenance = CAT_SOURCED                                                                            \
    }
#define METHOD_RETURNS(number, cosem_name, text, of, returned)                                               \
    {                                                                                                        \
        .id = (number), .method = true, .value = OF(text, of), .returns = OF(text, returned),                \
        .cosem = (cosem_name), .provenance = CAT_SOURCED                                                     \
    }

/* OBJECT(firmware_version, 1, OBIS(0, 0, 0, 2, 1, 255), "FirmwareVersion", devices, attributes...) */
#define OBIS(a, b, c, d, e, f)                                                                               \
    {                                                                                                        \
        (a), (b), (c), (d), (e), (f)                                                                         \
    }
#define OBJECT(symbol, class, code, text, of_devices, ...)                                                   \
    static const cat_attribute symbol##_attributes[] = {__VA_ARGS__};                                        \
    const cat_object cat_object_##symbol = {.class_id = (class),                                             \
                                            .obis = code,                                                    \
                                            .name = (text),                                                  \
                                            .attributes = symbol##_attributes,                               \
                                            .n_attributes = ALB_COUNT(symbol##_attributes),                  \
                                            .devices = (of_devices)}

/* A data protection object that reads one attribute of another object:
 * PROTECTED_READ(symbol, "\x00\x01", "\x00\x00\x5e\x2c\x22\x0a", 2, cat_d_whole_attribute, plain) makes the
 * types symbol_argument and symbol_result; plain is what decrypts. */
#define PROTECTED_READ(symbol, class, code, attribute, restriction, plain)                                   \
    FIXED(symbol##_class, CAT_D_U16, class);                                                                 \
    FIXED_OCTETS(symbol##_name, code);                                                                       \
    FIXED(symbol##_attribute, CAT_D_I8, attribute);                                                          \
    FIXED(symbol##_index, CAT_D_U16, 0);                                                                     \
    STRUCT(symbol##_object, OF("ClassId", symbol##_class), OF("LogicalName", symbol##_name),                 \
           OF("AttributeIndex", symbol##_attribute), OF("DataIndex", symbol##_index),                        \
           OF("Restriction", restriction));                                                                  \
    ARRAY(symbol##_list, "Object", symbol##_object, 1, 1);                                                   \
    STRUCT(symbol##_argument, OF("ObjectList", symbol##_list),                                               \
           OF("ProtectionParameters", cat_d_protection_parameters));                                         \
    PROTECTED_RESULT(symbol, plain)
#define PROTECTED_RESULT(symbol, plain)                                                                      \
    static const cat_field symbol##_opened = OF("Attributes", plain);                                        \
    static const cat_type symbol##_buffer = {                                                                \
        .kind = CAT_D_PROTECTED, .fields = &symbol##_opened, .n_fields = 1};                                 \
    STRUCT(symbol##_result, OF("ProtectionParameters", cat_d_protection_parameters),                         \
           OF("ProtectedAttributes", symbol##_buffer))

/* Every object of cosem.def. */
#define CAT_OBJECT(symbol) extern const cat_object cat_object_##symbol;
#include "cosem.def"
#undef CAT_OBJECT

#endif
