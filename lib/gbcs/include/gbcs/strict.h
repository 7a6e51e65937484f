/* What a message has that this library would read but never write: forms that the standards rule out and that
 * the reference messages have all the same (lengths that are not the shortest, X.690 10.1). */
#ifndef ALB_GBCS_STRICT_H
#define ALB_GBCS_STRICT_H

#include "gbcs/content.h"

typedef struct gbcs_deviation {
    size_t offset;    /* of the octet in the whole message */
    const char *rule; /* that is broken */
    const char *text; /* static, for people */
} gbcs_deviation;

/* Calls visit for every deviation of a message that has been parsed, in the order of its octets, and returns
 * how many there were. content is its decoded tree, NULL where there is none; visit may be NULL. */
size_t gbcs_strict(const gbcs_message *message, const cat_tree *content,
                   void (*visit)(void *ctx, const gbcs_deviation *deviation), void *ctx);

#endif
