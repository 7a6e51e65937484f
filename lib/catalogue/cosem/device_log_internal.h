/* What the device log looks like when it leaves the hub. */
#ifndef ALB_CATALOGUE_COSEM_DEVICE_LOG_INTERNAL_H
#define ALB_CATALOGUE_COSEM_DEVICE_LOG_INTERNAL_H

#include "cosem/cosem_internal.h"

extern const cat_type cat_d_device_log_backup;

#endif
