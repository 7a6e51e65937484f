/* Plain big-endian fields, as they stand in octet-strings of DLMS alerts and in GBZ alerts. */
#ifndef ALB_CATALOGUE_USECASE_PACKED_INTERNAL_H
#define ALB_CATALOGUE_USECASE_PACKED_INTERNAL_H

#include "catalogue/type.h"

extern const cat_type cat_b_u8, cat_b_u16, cat_b_u64;
extern const cat_type cat_b_message_code;
extern const cat_type cat_b_eui64;
extern const cat_type cat_b_obis;
extern const cat_type cat_b_cra;
extern const cat_type cat_b_meter_integrity_issue; /* reason: gbcs-messages.md 11.4 */

#endif
