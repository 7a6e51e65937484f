/* Variants of electricity meters: what hardware an object of the catalogue, and so a use case, presumes
 * (SMETS2 5.13, 5.17, 5.22, 5.26, 5.29; devices.md 1.3). */
#ifndef ALB_CATALOGUE_VARIANT_H
#define ALB_CATALOGUE_VARIANT_H

#include "catalogue/use_case.h"

/* Letters of SMETS2's parts in brackets; A is what every meter has. */
enum {
    CAT_VARIANT_TWIN_ELEMENT = 1, /* B */
    CAT_VARIANT_POLYPHASE = 2,    /* C */
    CAT_VARIANT_CONTROLLERS = 4,  /* D or F: auxiliary controllers of any kind */
    CAT_VARIANT_BOOST = 8,        /* E */
    CAT_VARIANT_PROPORTIONAL = 16 /* F */
};

/* What a meter must have for the object to be there; 0: every meter has it. */
uint8_t cat_object_variants(const cat_object *object);
/* What a meter must have for every item that no command of the use case may leave out. */
uint8_t cat_use_case_variants(const cat_use_case *use_case);
/* "twin element"; NULL: no such bit. */
const char *cat_variant_name(uint8_t variant_bit);

#endif
