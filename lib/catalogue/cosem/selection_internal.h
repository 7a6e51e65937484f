/* Selective access to the entries of a log by time (gbcs-messages.md 6.6). */
#ifndef ALB_CATALOGUE_COSEM_SELECTION_INTERNAL_H
#define ALB_CATALOGUE_COSEM_SELECTION_INTERNAL_H

#include "cosem/cosem_internal.h"

/* What a selective get carries: a range of seconds since 2000, both ends inclusive, and all columns. */
extern const cat_field cat_d_entries_by_time;

#endif
