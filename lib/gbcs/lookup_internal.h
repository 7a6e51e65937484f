/* From what a JSON node says of itself to the record of the catalogue it stands for. */
#ifndef ALB_GBCS_LOOKUP_INTERNAL_H
#define ALB_GBCS_LOOKUP_INTERNAL_H

#include "gbcs/content.h"

/* What a node at the top of a content says beside its name. */
typedef struct gbcs_node {
    const char *name;
    bool has_object; /* class, OBIS and attribute or method */
    bool is_method;
    uint16_t class_id;
    uint8_t obis[6];
    uint8_t id;
    bool has_cluster;
    uint16_t cluster;
    int command; /* -1: reads attributes */
} gbcs_node;

typedef struct gbcs_found {
    const cat_field *field;
    const void *record;
} gbcs_found;

/* The field that an item's value has in a command or a response: the use case's, or the object's own. */
const cat_field *gbcs_field_of_item(const cat_item *item, gbcs_cra cra);

/* The answer to an item of a DLMS command that cannot be told among optional ones: no record has it. */
extern const cat_field gbcs_field_unnamed_item;

/* The item, component or field of the use case's content for that kind of message. cursor keeps the place in
 * its list from one node to the next, since one object may be named more than once. format is the use case's,
 * or what the device of a generic alert speaks. False: there is none. */
ALB_MUST_USE bool gbcs_lookup_top(const cat_use_case *use_case, cat_format format, gbcs_cra cra,
                                  const gbcs_node *node, size_t *cursor, gbcs_found *out);

/* A child of a component that is no field of its command: an attribute that it reads, or what its header
 * holds. NULL: there is none. */
const cat_field *gbcs_lookup_component_child(const cat_component *component, const char *name);

/* The field of a child with that name below type. cursor as above. NULL: there is none. */
const cat_field *gbcs_lookup_child(const cat_type *type, const char *name, size_t *cursor);

#endif
