/* Trust anchor cells read and replaced by commands: CS02a, CS02f, CS02b, CS02g (GBCS 13.3). */
#ifndef ALB_DEVICE_CREDENTIALS_H
#define ALB_DEVICE_CREDENTIALS_H

#include "body.h"

/* The cell that a TrustAnchorCell names; CAT_CELL_COUNT: none such. */
cat_cell credentials_cell(const cat_tree *tree, uint32_t at);
void credentials_add_cell(leaves *l, const cat_tree *tree, uint32_t at);
/* Subject unique id and key id of what stands in a cell; zeros where nothing does. */
void credentials_add_ids(leaves *l, const smki_certificate *c);
/* Does that cell hold a certificate of that entity? */
bool credentials_held_by(const device *d, cat_cell cell, alb_eui64 entity);

/* The public key that the root's custodians hold back for the worst case, opened with the key that the
 * command brings; NULL: it does not open it. The caller frees it. */
crypto_pub *credentials_contingency_key(const smki_certificate *root, const gbcs_message *command,
                                        alb_arena *arena);

/* CS02a and CS02f; CS02b and CS02g. */
uint16_t credentials_provide_refuses(const execution *x);
bool credentials_provide(execution *x, leaves *answer);
uint16_t credentials_update_refuses(const execution *x);
bool credentials_update(execution *x, leaves *outcome);

#endif
