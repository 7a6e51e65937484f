/* Declarations of all use case records, for the files that define them and for the list. */
#ifndef ALB_CATALOGUE_USECASE_INTERNAL_H
#define ALB_CATALOGUE_USECASE_INTERNAL_H

#include "catalogue/use_case.h"

#define USE_CASE(symbol) extern const cat_use_case cat_use_case_##symbol;
#include "usecase/usecase.def"
#undef USE_CASE

#endif
