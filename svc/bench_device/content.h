/* Contents of commands that a device should carry out, made from the catalogue's types. */
#ifndef BENCH_DEVICE_CONTENT_H
#define BENCH_DEVICE_CONTENT_H

#include "catalogue/value.h"
#include "gbcs/content.h"
#include "smki/keystore.h"

/* What a content may depend on. */
typedef struct content_maker {
    const smki_keystore *keys;
    alb_eui64 device, hub, originator;
    smki_role role; /* of the originator */
    uint16_t type;  /* of the device */
    uint8_t variants;
    uint8_t shade; /* another one makes another content of the same kind */
    alb_time now;
    alb_span device_log; /* content of the entries that CS07 told; empty: not read yet */
} content_maker;

/* The tree of the use case's command. NULL when it was made, else why not. */
const char *content_make(const content_maker *m, const cat_use_case *use_case, cat_tree *tree);

/* --- by encoding --- */
void content_make_items(const content_maker *m, const cat_use_case *use_case, cat_tree *tree);
void content_make_components(const content_maker *m, const cat_use_case *use_case, cat_tree *tree);
const char *content_make_body(const content_maker *m, const cat_use_case *use_case, cat_tree *tree);

/* A number for that field: fixed, the first that has a name, else 1 and the shade; by name where that would
 * not do. */
uint64_t content_number(const content_maker *m, const cat_field *field);
/* Octets of the least length that is more than none, of a kind that its view asks for. */
alb_span content_octets(const content_maker *m, const cat_field *field, alb_arena *arena);
/* Ranges of reads: yesterday to now. Other times: now. */
alb_time content_time(const content_maker *m, const char *name);

#endif
