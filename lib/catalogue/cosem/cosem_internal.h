/* Declarations of all COSEM object records, for the files that define them and for the list. */
#ifndef ALB_CATALOGUE_COSEM_INTERNAL_H
#define ALB_CATALOGUE_COSEM_INTERNAL_H

#include "catalogue/cosem.h"

#define CAT_OBJECT(symbol) extern const cat_object cat_object_##symbol;
#include "cosem.def"
#undef CAT_OBJECT

#endif
