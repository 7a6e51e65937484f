/* ASN.1 types that several use cases share (GBCS 7.4, 12, 13; gbcs-messages.md 8). */
#ifndef ALB_CATALOGUE_USECASE_ASN1_INTERNAL_H
#define ALB_CATALOGUE_USECASE_ASN1_INTERNAL_H

#include "catalogue/use_case.h"
#include "usecase/usecase_internal.h"

#define SEQUENCE(symbol, ...)                                                                                \
    static const cat_field symbol##_fields[] = {__VA_ARGS__};                                                \
    static const cat_type symbol = {                                                                         \
        .kind = CAT_A_SEQUENCE, .fields = symbol##_fields, .n_fields = ALB_COUNT(symbol##_fields)}
#define CHOICE(symbol, ...)                                                                                  \
    static const cat_field symbol##_fields[] = {__VA_ARGS__};                                                \
    static const cat_type symbol = {                                                                         \
        .kind = CAT_A_CHOICE, .fields = symbol##_fields, .n_fields = ALB_COUNT(symbol##_fields)}
#define SEQUENCE_OF(symbol, element, of)                                                                     \
    static const cat_field symbol##_element = {.name = element, .type = &(of)};                              \
    static const cat_type symbol = {.kind = CAT_A_SEQUENCE_OF, .fields = &symbol##_element, .n_fields = 1}
/* INTEGER with names. */
#define CODES(symbol, ...)                                                                                   \
    static const cat_name symbol##_names[] = {__VA_ARGS__};                                                  \
    static const cat_type symbol = {.kind = CAT_A_INTEGER,                                                   \
                                    .names = {symbol##_names, ALB_COUNT(symbol##_names)}}

#define FIELD(text, of)                                                                                      \
    {                                                                                                        \
        .name = text, .type = &(of)                                                                          \
    }
#define OPTIONAL_FIELD(text, of)                                                                             \
    {                                                                                                        \
        .name = text, .type = &(of), .optional = true                                                        \
    }
#define TAGGED_FIELD(number, text, of)                                                                       \
    {                                                                                                        \
        .name = text, .type = &(of), .optional = true, .tag = (number) + 1                                   \
    }

#define BODY(field)                                                                                          \
    {                                                                                                        \
        .body = &(field)                                                                                     \
    }

extern const cat_type cat_a_null;
extern const cat_type cat_a_time;        /* GeneralizedTime */
extern const cat_type cat_a_certificate; /* kept as octets */
extern const cat_type cat_a_entity;      /* EUI-64 */
extern const cat_type cat_a_key_id;      /* subject key identifier */
extern const cat_type cat_a_firmware;    /* 4 octets */
extern const cat_type cat_a_hash;        /* SHA-256 */
extern const cat_type cat_a_alert_code;
extern const cat_type cat_a_seq_number; /* 0 .. 2^63 - 1 */
extern const cat_type cat_a_role;       /* remote party role */
extern const cat_type cat_a_key_usage;
extern const cat_type cat_a_cell_usage; /* DEFAULT management */
extern const cat_type cat_a_cell;       /* trust anchor cell: role, key usage, cell usage */
extern const cat_type cat_a_mode;       /* credentials replacement mode */
extern const cat_type cat_a_status;
extern const cat_type cat_a_device_type;
extern const cat_type cat_a_entries; /* SEQUENCE OF { device, type }: device logs */
extern const cat_type cat_a_entry;
extern const cat_type cat_a_join_code;

/* CS02b and CS02g (8.1). */
extern const cat_field cat_a_update_credentials_command;
extern const cat_field cat_a_update_credentials_response;
extern const cat_field cat_a_update_credentials_alert;
/* CS02a and CS02f; CS03A1, A2, B, C; CS04AC, B. */
extern const cat_field cat_a_provide_credentials_command;
extern const cat_field cat_a_provide_credentials_response;
extern const cat_field cat_a_join_command;
extern const cat_field cat_a_join_response;
extern const cat_field cat_a_unjoin_command;
extern const cat_field cat_a_unjoin_response;
/* CS06: result and version, in the response and in the alert. */
extern const cat_type cat_a_activation_outcome;

#endif
