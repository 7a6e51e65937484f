/* A request being judged: rules.c holds what is asked of all, rules_service.c what is asked of one service.
 */
#ifndef ALB_DUIS_RULES_INTERNAL_H
#define ALB_DUIS_RULES_INTERNAL_H

#include "duis/rules.h"

typedef struct duis_judge {
    const duis_document *doc;
    const char *code; /* of the broken rule */
    alb_err *err;
} duis_judge;

/* Always false, so that `return duis_break(...)` ends a rule. */
bool duis_break(duis_judge *j, const char *code, uint32_t at, const char *fmt, ...) ALB_PRINTF(4, 5);

/* The rules of the service of this document; true when it has none or keeps them. */
bool duis_check_service(duis_judge *j);

/* Does a path below the body exist? */
static inline bool duis_body_has(const duis_judge *j, const char *path)
{
    return duis_find(j->doc, j->doc->body, path) != UINT32_MAX;
}

#endif
