#include "catalogue/cosem.h"

#include "cosem/cosem_internal.h"

/* The NULL keeps the array legal while the list is empty; it is not counted. */
static const cat_object *const objects[] = {
#define CAT_OBJECT(symbol) &cat_object_##symbol,
#include "cosem.def"
#undef CAT_OBJECT
    NULL};

enum { N_OBJECTS = ALB_COUNT(objects) - 1 };

const cat_object *const *cat_objects(size_t *count)
{
    *count = N_OBJECTS;
    return objects;
}

static int compare(const cat_object *object, uint16_t class_id, const uint8_t obis[static 6])
{
    if (object->class_id != class_id) {
        return object->class_id < class_id ? -1 : 1;
    }
    return memcmp(object->obis, obis, sizeof object->obis);
}

const cat_object *cat_object_find(uint16_t class_id, const uint8_t obis[static 6])
{
    size_t low = 0;
    size_t high = N_OBJECTS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(objects[middle], class_id, obis);
        if (order == 0) {
            return objects[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const cat_attribute *cat_object_attribute(const cat_object *object, uint8_t id, bool method)
{
    for (uint8_t i = 0; i < object->n_attributes; i++) {
        if (object->attributes[i].id == id && object->attributes[i].method == method) {
            return &object->attributes[i];
        }
    }
    return NULL;
}
