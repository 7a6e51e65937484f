/* ZigBee clusters of gas devices: commands and attributes that GBZ use cases carry (gbcs-messages.md Appendix
 * C). */
#ifndef ALB_CATALOGUE_ZCL_H
#define ALB_CATALOGUE_ZCL_H

#include "catalogue/type.h"

typedef struct cat_zcl_command {
    uint16_t cluster;
    uint8_t id;
    bool from_server;  /* frame control bit 3 */
    cat_field payload; /* name of the command and its CAT_Z_STRUCT */
    cat_provenance provenance;
} cat_zcl_command;

typedef struct cat_zcl_attribute {
    uint16_t cluster;
    uint16_t id;
    uint8_t zcl_type; /* type octet on the wire */
    cat_field value;
    cat_provenance provenance;
} cat_zcl_attribute;

/* NULL when the catalogue does not have it. */
const cat_zcl_command *cat_zcl_command_find(uint16_t cluster, uint8_t id, bool from_server);
const cat_zcl_attribute *cat_zcl_attribute_find(uint16_t cluster, uint16_t id);
const cat_zcl_command *const *cat_zcl_commands(size_t *count);
const cat_zcl_attribute *const *cat_zcl_attributes(size_t *count);
/* Name of a cluster ("Price") or NULL; name of a ZCL status ("NOT_FOUND") or NULL. */
const char *cat_zcl_cluster_name(uint16_t cluster);
const char *cat_zcl_status_name(uint8_t status);
/* The statuses, for types that hold one. */
extern const cat_names cat_zcl_statuses;

#endif
