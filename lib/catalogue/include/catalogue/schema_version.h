/* Versions of the DCC User Interface, and what a request of an older one cannot hold (duis.md 17). */
#ifndef ALB_CATALOGUE_SCHEMA_VERSION_H
#define ALB_CATALOGUE_SCHEMA_VERSION_H

#include "catalogue/type.h"

typedef struct cat_schema_version {
    uint8_t version;           /* * 10: 54 */
    uint8_t gbcs;              /* the newest GBCS version it goes with, * 10 */
    bool accepted;             /* from Users */
    cat_provenance provenance; /* of its existence: that of the GBCS version is VERIFIED for 5.4 alone */
} cat_schema_version;

/* An element, or values of it, that came later than 1.0. */
typedef struct cat_schema_change {
    const char *parent; /* name of the element around it; NULL: any */
    const char *element;
    const char *values; /* separated by spaces; NULL: the element itself */
    uint8_t since;      /* * 10; where only "after 1.0" is known, the version behind it */
    cat_provenance provenance;
} cat_schema_change;

enum { CAT_SCHEMA_NEWEST = 54 };

const cat_schema_version *cat_schema_versions(size_t *count);        /* ascending */
const cat_schema_version *cat_schema_version_find(uint32_t version); /* NULL: there is no such version */
const cat_schema_change *cat_schema_changes(size_t *count);
/* Of the element as a whole; NULL: it was there from the first. */
const cat_schema_change *cat_schema_change_find(const char *parent, const char *element);

#endif
