/* Class 113, Charge: prices for a commodity, and amounts per day or per period (devices.md 4.5). */
#ifndef ALB_CATALOGUE_COSEM_CHARGE_INTERNAL_H
#define ALB_CATALOGUE_COSEM_CHARGE_INTERNAL_H

#include "cosem/cosem_internal.h"

/* A charge that is not for a commodity. */
extern const cat_type cat_d_plain_charge;

#endif
