/* Types of objects that use cases refer to by themselves: selections, contents of alerts. */
#ifndef ALB_CATALOGUE_COSEM_SHARED_INTERNAL_H
#define ALB_CATALOGUE_COSEM_SHARED_INTERNAL_H

#include "catalogue/type.h"

/* What a selective get carries: a range of seconds since 2000, both ends inclusive, and all columns. */
extern const cat_field cat_d_entries_by_time;

extern const cat_type cat_d_protection_parameters; /* the layer of a protected read */
extern const cat_type cat_d_billing_alert;         /* encrypted: the newest entry of the billing data log */
extern const cat_type cat_d_device_log_backup;
extern const cat_type cat_d_channel_mask;
extern const cat_type cat_d_sub_ghz_settings;

#endif
