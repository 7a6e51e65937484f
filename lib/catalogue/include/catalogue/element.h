/* Elements of the DCC User Interface (DUIS): the document types, as data.
 *
 * One record per element type, in duis/<group>.c. The validator, the writer, the template printer and `albion
 * help request` read them; they judge a document exactly as the official schema does. A group (sequence or
 * choice) nests; occurrence counts stand on each particle. What came with a later schemaVersion is in
 * catalogue/schema_version.h.
 */
#ifndef ALB_CATALOGUE_ELEMENT_H
#define ALB_CATALOGUE_ELEMENT_H

#include "catalogue/type.h"

/* Lexical and value space of simple content. */
typedef enum cat_simple_kind {
    CAT_X_STRING, /* min_length..max_length characters; pattern */
    CAT_X_TOKEN,  /* white space collapsed first */
    CAT_X_BOOLEAN,
    CAT_X_INTEGER,  /* arbitrary size; bounds as text compare numerically */
    CAT_X_UNSIGNED, /* an integer written without a sign, as the unsigned types of XML Schema are */
    CAT_X_DECIMAL,  /* bounds; total and fraction digits */
    CAT_X_DATE_TIME,
    CAT_X_DATE,
    CAT_X_TIME,
    CAT_X_HEX,
    CAT_X_BASE64,
    CAT_X_ENUM
} cat_simple_kind;

typedef struct cat_simple {
    const char *name; /* type name as users of the interface know it */
    cat_simple_kind kind;
    const char *min, *max; /* inclusive bounds, in the type's lexical form; NULL: none */
    bool min_exclusive, max_exclusive;
    uint32_t min_length, max_length;       /* max_length 0: none; characters, or octets for HEX and BASE64 */
    uint8_t total_digits, fraction_digits; /* 255: not limited */
    const char *const *values;             /* ENUM; of TOKEN and HEX a closed list, if any */
    uint16_t n_values;
    bool (*pattern)(alb_span text);         /* what a pattern facet says; NULL: none */
    const struct cat_simple *const *unions; /* member types of a union; NULL: none */
    uint8_t n_unions;
} cat_simple;

typedef struct cat_element cat_element;

typedef struct cat_x_attribute {
    const char *name;
    const cat_simple *type;
    bool required;
} cat_x_attribute;

typedef enum cat_group { CAT_X_SEQUENCE, CAT_X_CHOICE, CAT_X_ALL } cat_group;

/* A particle is an element or, when element is NULL, a nested group. */
typedef struct cat_particle {
    const cat_element *element;
    const struct cat_particle_group *group;
    uint32_t min, max; /* max CAT_UNBOUNDED: no limit */
} cat_particle;

typedef struct cat_particle_group {
    cat_group kind;
    const cat_particle *particles;
    uint16_t n_particles;
} cat_particle_group;

struct cat_element {
    const char *name;
    const char *xml_namespace;          /* NULL: that of its document */
    const cat_simple *simple;           /* simple content; NULL: children or empty */
    const cat_particle_group *children; /* NULL: none */
    const cat_x_attribute *attributes;
    uint8_t n_attributes;
    uint8_t name_length;
    bool any;            /* content is not judged here: a signature, a message of another schema */
    bool xs_choice_root; /* the Body: exactly one of its children by service */
};

#define CAT_NS_DUIS      "http://www.dccinterface.co.uk/ServiceUserGateway"
#define CAT_NS_SIGNATURE "http://www.w3.org/2000/09/xmldsig#"
#define CAT_UNBOUNDED    UINT32_MAX

/* Root elements of the interface. */
extern const cat_element cat_duis_request;
extern const cat_element cat_duis_response;

/* A child element of parent by name, searched through nested groups; NULL: none. */
const cat_element *cat_element_child(const cat_element *parent, alb_span name);

#endif
