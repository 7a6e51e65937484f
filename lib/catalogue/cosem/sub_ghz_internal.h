/* Types that the hub's sub-GHz objects and alerts share. */
#ifndef ALB_CATALOGUE_COSEM_SUB_GHZ_INTERNAL_H
#define ALB_CATALOGUE_COSEM_SUB_GHZ_INTERNAL_H

#include "cosem/cosem_internal.h"

extern const cat_type cat_d_channel_mask;
extern const cat_type cat_d_sub_ghz_settings;

#endif
