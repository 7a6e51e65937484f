/* COSEM objects of GB devices: ESME, SAPC and CHF (GBCS object dictionary; gbcs-messages.md Appendix A,
 * devices.md 4, 5).
 *
 * One record per object, in cosem/<class or group>.c. Use cases name an attribute or method of an object; the
 * device's object model is made from the same records.
 */
#ifndef ALB_CATALOGUE_COSEM_H
#define ALB_CATALOGUE_COSEM_H

#include "catalogue/type.h"

typedef struct cat_attribute {
    uint8_t id;
    bool method;
    cat_field value;   /* the attribute's value, or the method's argument; its name is GBCS's, e.g.
                          "LoadLimitPeriod" */
    cat_field returns; /* methods that return data; type NULL: nothing */
    const char *cosem; /* COSEM's name: "value", "scaler_unit", "reset" */
    cat_provenance provenance;
} cat_attribute;

typedef struct cat_object {
    uint16_t class_id;
    uint8_t obis[6];
    const char *name; /* "ActiveExportRegister" */
    const cat_attribute *attributes;
    uint8_t n_attributes;
    uint16_t devices; /* CAT_DEVICE_ bits of use_case.h */
} cat_object;

/* Every object, sorted by class and OBIS. */
const cat_object *const *cat_objects(size_t *count);
/* NULL when the catalogue does not have it. */
const cat_object *cat_object_find(uint16_t class_id, const uint8_t obis[static 6]);
const cat_attribute *cat_object_attribute(const cat_object *object, uint8_t id, bool method);

#endif
