/* Words in which the clusters are written down. */
#ifndef ALB_CATALOGUE_ZCL_INTERNAL_H
#define ALB_CATALOGUE_ZCL_INTERNAL_H

#include "catalogue/zcl.h"

enum {
    CLUSTER_BASIC = 0x0000,
    CLUSTER_PRICE = 0x0700,
    CLUSTER_METERING = 0x0702,
    CLUSTER_MESSAGING = 0x0703,
    CLUSTER_PREPAYMENT = 0x0705,
    CLUSTER_CALENDAR = 0x0707,
    CLUSTER_DEVICE_MANAGEMENT = 0x0708,
    CLUSTER_EVENTS = 0x0709
};

enum { FROM_CLIENT = false, FROM_SERVER = true };

/* Wire types. */
extern const cat_type cat_z_u8, cat_z_u16, cat_z_u24, cat_z_u32, cat_z_u48, cat_z_i32;
extern const cat_type cat_z_bits8, cat_z_bits16, cat_z_bits32, cat_z_enum8;
extern const cat_type cat_z_utc;        /* seconds since 2000 */
extern const cat_type cat_z_octets;     /* length octet, octets */
extern const cat_type cat_z_characters; /* length octet, text */

/* Types with a meaning. */
extern const cat_type cat_z_hex32; /* issuer's numbers: provider, event, calendar, tariff, message */
extern const cat_type cat_z_money; /* signed, thousandths of a penny: trailing digit 5 throughout GBCS */
extern const cat_type cat_z_money_unsigned;
extern const cat_type cat_z_volume;   /* u48, litres as cubic metres: multiplier 1, divisor 1000 */
extern const cat_type cat_z_volume24; /* u24, as above */
extern const cat_type cat_z_days16, cat_z_minutes16, cat_z_seconds16, cat_z_seconds8;
extern const cat_type cat_z_date; /* year - 1900, month, day, day of week; FF: any */
extern const cat_type cat_z_trailing_digit;
extern const cat_type cat_z_currency;
extern const cat_type cat_z_unit_of_measure;
extern const cat_type cat_z_calorific_value_unit;
extern const cat_type cat_z_tariff_type;
extern const cat_type cat_z_calendar_type;
extern const cat_type cat_z_duration_type;
extern const cat_type cat_z_supply_status;
extern const cat_type cat_z_supply_state; /* what happens to supply: unchanged, locked, armed */
extern const cat_type cat_z_sample_type;
extern const cat_type cat_z_snapshot_cause;
extern const cat_type cat_z_originating_device;
extern const cat_type cat_z_payment_control;
extern const cat_type cat_z_recovery_frequency;
extern const cat_type cat_z_event_id;
extern const cat_type cat_z_log_id;
extern const cat_type cat_z_event_configuration;
extern const cat_type cat_z_firmware;

#define U8(text)                                                                                             \
    {                                                                                                        \
        .name = text, .type = &cat_z_u8                                                                      \
    }
#define U16(text)                                                                                            \
    {                                                                                                        \
        .name = text, .type = &cat_z_u16                                                                     \
    }
#define U24(text)                                                                                            \
    {                                                                                                        \
        .name = text, .type = &cat_z_u24                                                                     \
    }
#define U32(text)                                                                                            \
    {                                                                                                        \
        .name = text, .type = &cat_z_u32                                                                     \
    }
#define U48(text)                                                                                            \
    {                                                                                                        \
        .name = text, .type = &cat_z_u48                                                                     \
    }
#define HEX32(text)                                                                                          \
    {                                                                                                        \
        .name = text, .type = &cat_z_hex32                                                                   \
    }
#define BITS8(text)                                                                                          \
    {                                                                                                        \
        .name = text, .type = &cat_z_bits8                                                                   \
    }
#define BITS32(text)                                                                                         \
    {                                                                                                        \
        .name = text, .type = &cat_z_bits32                                                                  \
    }
#define ENUM8(text)                                                                                          \
    {                                                                                                        \
        .name = text, .type = &cat_z_enum8                                                                   \
    }
#define UTC(text)                                                                                            \
    {                                                                                                        \
        .name = text, .type = &cat_z_utc                                                                     \
    }
#define OCTETS(text)                                                                                         \
    {                                                                                                        \
        .name = text, .type = &cat_z_octets                                                                  \
    }
#define TEXT(text)                                                                                           \
    {                                                                                                        \
        .name = text, .type = &cat_z_characters                                                              \
    }
#define MONEY(text)                                                                                          \
    {                                                                                                        \
        .name = text, .type = &cat_z_money                                                                   \
    }
#define MONEY_UNSIGNED(text)                                                                                 \
    {                                                                                                        \
        .name = text, .type = &cat_z_money_unsigned                                                          \
    }
#define VOLUME(text)                                                                                         \
    {                                                                                                        \
        .name = text, .type = &cat_z_volume                                                                  \
    }
#define OF(text, of)                                                                                         \
    {                                                                                                        \
        .name = text, .type = &(of)                                                                          \
    }

/* The two fields that open almost every publication. */
#define ISSUED_BY_PROVIDER HEX32("ProviderId"), UTC("IssuerEventId")

/* A record type, a list of them to the end of the payload, a list as long as a sibling field says. */
#define STRUCT(symbol, ...)                                                                                  \
    static const cat_field symbol##_fields[] = {__VA_ARGS__};                                                \
    static const cat_type symbol = {                                                                         \
        .kind = CAT_Z_STRUCT, .fields = symbol##_fields, .n_fields = ALB_COUNT(symbol##_fields)}
#define LIST(symbol, element, of)                                                                            \
    static const cat_field symbol##_element = {.name = element, .type = &(of)};                              \
    static const cat_type symbol = {.kind = CAT_Z_LIST, .fields = &symbol##_element, .n_fields = 1}
#define LIST_COUNTED(symbol, element, of, by)                                                                \
    static const cat_field symbol##_element = {.name = element, .type = &(of)};                              \
    static const cat_type symbol = {                                                                         \
        .kind = CAT_Z_LIST, .fields = &symbol##_element, .n_fields = 1, .count = by}

/* One command: cat_zcl_<symbol>, listed in command.def. */
#define COMMAND(symbol, of_cluster, code, direction, text, ...)                                              \
    STRUCT(symbol##_payload, __VA_ARGS__);                                                                   \
    const cat_zcl_command cat_zcl_##symbol = {.cluster = (of_cluster),                                       \
                                              .id = (code),                                                  \
                                              .from_server = (direction),                                    \
                                              .payload = {.name = text, .type = &symbol##_payload},          \
                                              .provenance = CAT_VERIFIED}

/* Every command of command.def. */
#define ZCL_COMMAND(symbol) extern const cat_zcl_command cat_zcl_##symbol;
#include "zcl/command.def"
#undef ZCL_COMMAND

#endif
