/* Types of protected reads (gbcs-messages.md 6.7). */
#include "cosem/protection_internal.h"
#include "cosem/shared_internal.h"

/* --- one layer: authentication and encryption with the key that both parties derive; the same in command and
 * response but for who originates --- */

FIXED(authentication_and_encryption, CAT_D_ENUM, 2);
FIXED(agreed_key, CAT_D_ENUM, 2);
FIXED_OCTETS(static_unified_model, "\x02");
OCTETS(transaction_id, 9, 9);

STRUCT(key_data, OF("KeyParameters", static_unified_model), OF("KeyCipheredData", cat_d_no_octets));
STRUCT(key_info, OF("KeyInfoType", agreed_key), OF("AgreedKeyData", key_data));
STRUCT(options, MIRROR("TransactionId", transaction_id, TRANSACTION),
       MIRROR("OriginatorSystemTitle", cat_d_eui64, ORIGINATOR),
       MIRROR("RecipientSystemTitle", cat_d_eui64, TARGET), OF("OtherInformation", cat_d_no_octets),
       OF("KeyInfo", key_info));
STRUCT(layer, OF("ProtectionType", authentication_and_encryption), OF("ProtectionOptions", options));
static const cat_field layer_element = OF("ProtectionLayer", layer);
const cat_type cat_d_protection_parameters = LIST_TYPE(CAT_D_ARRAY, layer_element, 1, 1);

/* --- what of an attribute is asked for --- */

const cat_type cat_d_second_attribute = {.kind = CAT_D_I8, .has_fixed_value = true, .fixed_value = 2};
const cat_type cat_d_no_data_index = {.kind = CAT_D_U16, .has_fixed_value = true, .fixed_value = 0};

FIXED(no_restriction, CAT_D_ENUM, 0);
static const cat_field whole_fields[] = {OF("RestrictionType", no_restriction),
                                         OF("RestrictionValue", cat_d_null)};
const cat_type cat_d_whole_attribute = STRUCT_TYPE(whole_fields);

FIXED(within_dates, CAT_D_ENUM, 1);
STRUCT(range, OF("FromDateTime", cat_d_date_time), OF("ToDateTime", cat_d_date_time));
static const cat_field by_date_fields[] = {OF("RestrictionType", within_dates),
                                           OF("RestrictionValue", range)};
const cat_type cat_d_date_time_range = STRUCT_TYPE(by_date_fields);
