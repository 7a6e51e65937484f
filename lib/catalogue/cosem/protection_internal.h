/* Reads of sensitive attributes: class 30, Data protection, method 1 (gbcs-messages.md 6.7). The object that
 * protects stands beside the attributes that it is for. */
#ifndef ALB_CATALOGUE_COSEM_PROTECTION_INTERNAL_H
#define ALB_CATALOGUE_COSEM_PROTECTION_INTERNAL_H

#include "cosem/cosem_internal.h"
#include "cosem/shared_internal.h"

extern const cat_type cat_d_whole_attribute;  /* restriction: none */
extern const cat_type cat_d_date_time_range;  /* restriction: entries from .. to, both inclusive */
extern const cat_type cat_d_second_attribute; /* the integer 2: value, buffer */
extern const cat_type cat_d_no_data_index;

/* A sensitive attribute as a command asks for it. */
#define SENSITIVE(symbol, class, code, restriction)                                                          \
    FIXED(symbol##_class, CAT_D_U16, class);                                                                 \
    FIXED_OBIS(symbol##_name, LISTED code);                                                                  \
    STRUCT(symbol, OF("ClassId", symbol##_class), OF("LogicalName", symbol##_name),                          \
           OF("AttributeIndex", cat_d_second_attribute), OF("DataIndex", cat_d_no_data_index),               \
           OF("Restriction", restriction))
#define LISTED(...) __VA_ARGS__

/* The block that the encrypted attributes travel in: plain is a structure with one element for each. */
#define ENCRYPTED(symbol, plain)                                                                             \
    static const cat_field symbol##_opened = OF("Attributes", plain);                                        \
    static const cat_type symbol = {.kind = CAT_D_PROTECTED, .fields = &symbol##_opened, .n_fields = 1}

/* The object: objects is an array of SENSITIVE, plain what comes back inside the encryption. */
#define PROTECTED_READ(symbol, code, text, objects, plain)                                                   \
    ENCRYPTED(symbol##_buffer, plain);                                                                       \
    STRUCT(symbol##_argument, OF("ObjectList", objects),                                                     \
           OF("ProtectionParameters", cat_d_protection_parameters));                                         \
    STRUCT(symbol##_result, OF("ProtectionParameters", cat_d_protection_parameters),                         \
           OF("ProtectedAttributes", symbol##_buffer));                                                      \
    OBJECT(symbol, 30, code, text, ON_ESME,                                                                  \
           METHOD_RETURNS(1, "get_protected_attributes", text, symbol##_argument, symbol##_result))

/* The usual one, for a single attribute: its class and OBIS, what is asked of it, its type. */
#define PROTECTED_READ_OF(symbol, code, text, class, attribute_code, restriction, of)                        \
    SENSITIVE(symbol##_object, class, attribute_code, restriction);                                          \
    ARRAY(symbol##_list, "Object", symbol##_object, 1, 1);                                                   \
    STRUCT(symbol##_plain, OF(text, of));                                                                    \
    PROTECTED_READ(symbol, code, text, symbol##_list, symbol##_plain)

#endif
