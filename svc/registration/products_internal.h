/* What the files of the products list share. */
#ifndef ALB_PRODUCTS_INTERNAL_H
#define ALB_PRODUCTS_INTERNAL_H

#include "registration/products.h"

#define PRODUCTS_ACTIVE    "Active"
#define PRODUCTS_WITHDRAWN "Withdrawn"

enum { PRODUCTS_KEY = 4 };

/* The key as four parameters: type, manufacturer, model, firmware. */
void products_key_values(const products_key *key, store_value out[static PRODUCTS_KEY]);
/* The ends of a period: open ones are the ends of time, so that one comparison serves. */
store_value products_from(alb_time t);
store_value products_to(alb_time t);

/* An entry that the list with that ordinal did not have, and that is not withdrawn yet; NOT_FOUND: none. */
ALB_MUST_USE alb_status products_unseen(store_tx *tx, store_value ordinal, alb_arena *arena,
                                        products_entry *out, alb_err *err);

#endif
