/* Trust anchor cells: whom a device knows, in which role (GBCS 4.3.2.4; gbcs-messages.md 14.1). */
#ifndef ALB_DEVICE_ANCHORS_H
#define ALB_DEVICE_ANCHORS_H

#include "base/buf.h"
#include "catalogue/trust_anchor.h"
#include "device/device.h"

/* The cells of one role; NULL: the device has no such cell, or it is empty. Certificates are borrowed. */
typedef struct anchor {
    const smki_certificate *signing, *agreement, *prepayment;
} anchor;

enum { ANCHOR_ROLES = SMKI_ROLE_LOAD_CONTROLLER + 1 };

typedef struct anchors {
    anchor of[ANCHOR_ROLES];                           /* what is in force, by smki_role */
    const smki_certificate *installed[CAT_CELL_COUNT]; /* borrowed */
    smki_certificate *replaced[CAT_CELL_COUNT];        /* by commands, own references; NULL: as installed */
} anchors;

void anchors_init(anchors *a, const device_options *options);
/* Forgets what commands put there. */
void anchors_release(anchors *a);
/* What stands in a cell; NULL: nothing. */
const smki_certificate *anchors_at(const anchors *a, cat_cell cell);
/* Puts a certificate into a cell; takes the reference. */
void anchors_replace(anchors *a, cat_cell cell, smki_certificate *certificate);

/* The entity of a role's cells; false: all are empty. */
ALB_MUST_USE bool anchor_entity(const anchor *a, alb_eui64 *out);
/* Does the entity stand in any of them? */
bool anchors_know(const anchors *a, alb_eui64 entity);
/* In which role may this entity send this use case? One entity may stand in several cells, as the ACB does in
 * the supplier's before handover. SMKI_ROLE_NONE: in none. */
smki_role anchors_role_of(const anchors *a, alb_eui64 entity, const cat_use_case *use_case);
/* CAT_ROLE_ bit of a role; 0: commands do not come from it. */
uint16_t anchor_role_bit(smki_role role);

void anchors_save(const anchors *a, alb_buf *out);
void anchors_restore(anchors *a, alb_rd *in);

#endif
