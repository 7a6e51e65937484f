/* A decoding under way: decode.c walks elements, match.c holds their children against the content model. */
#ifndef ALB_DUIS_DECODE_INTERNAL_H
#define ALB_DUIS_DECODE_INTERNAL_H

#include "duis/document.h"

/* An open element, for the path of a fault. */
typedef struct duis_place {
    const char *name;
    uint32_t number; /* among its kind, from 1; 0: it stands once */
} duis_place;

typedef struct duis_decoder {
    duis_document *doc;
    alb_arena *arena;
    uint32_t capacity;        /* of doc->nodes */
    const uint8_t *namespace; /* of the interface, as the XML room interned it */
    duis_place places[DUIS_MAX_DEPTH + 1];
    uint32_t depth;
    alb_buf *more; /* NULL: stop at the first fault */
    alb_err *err;
    alb_status st; /* of the first fault */
} duis_decoder;

/* Both give false when decoding is to stop. */
bool duis_decode_element(duis_decoder *d, const cat_element *element, const xml_node *xml, uint32_t number);
bool duis_match_children(duis_decoder *d, const cat_particle_group *model, const xml_node *parent);

/* Is xml an element of that name and namespace? */
bool duis_is_element(duis_decoder *d, const cat_element *element, const xml_node *xml);

/* Notes a fault at the open element; false when it was to be the only one. */
bool duis_fault(duis_decoder *d, alb_status st, uint32_t line, const char *fmt, ...) ALB_PRINTF(4, 5);

#endif
