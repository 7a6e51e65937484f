/* What the files of registration data share. */
#ifndef ALB_REGISTRATION_INTERNAL_H
#define ALB_REGISTRATION_INTERNAL_H

#include "registration/registration.h"

#include "catalogue/service_request.h"

/* Roles of one kind: who holds them takes turns on a meter point. */
enum {
    REGISTRATION_SUPPLIERS = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS,
    REGISTRATION_NETWORKS = CAT_USER_ED | CAT_USER_GT,
    REGISTRATION_AGENTS = CAT_USER_RSA
};

/* Rows of a table `a` that are known now: f brought them, g would have taken their place. */
#define REGISTRATION_KNOWN(table)                                                                            \
    " FROM " table " a JOIN registration_file f ON f.id = a.file AND f.state = 'applied'"                    \
    " LEFT JOIN registration_file g ON g.id = a.superseded_by AND g.state = 'applied'"
#define REGISTRATION_NOT_REPLACED "g.id IS NULL"

#define REGISTRATION_STATE_PENDING "P"

store_value registration_from(alb_time t);
store_value registration_to(alb_time t);
/* Ends of periods as the interface has them. */
alb_time registration_column_from(const store_rows *rows, size_t column);
alb_time registration_column_to(const store_rows *rows, size_t column);
store_value registration_user(alb_eui64 user);
store_value registration_text(const char *text);
/* A meter point as it is kept: market systems hold MPRNs as numbers, so zeros in front say nothing
 * (registration-and-supply.md 1.2). */
const char *registration_bare(const char *mpxn);
store_value registration_mpxn(const char *mpxn);
/* A copy in the arena; NULL only without memory. */
const char *registration_column_text(const store_rows *rows, size_t column, alb_arena *arena);
/* Into a buffer, cut to its size. */
void registration_copy(store_value v, char *out, size_t size);

#endif
