/* A request being judged: rules.c goes through the rows, rules_kind.c judges by the kind of a row,
 * rules_header.c, rules_body.c and rules_certificate.c hold the functions that rows name. */
#ifndef ALB_DUIS_RULES_INTERNAL_H
#define ALB_DUIS_RULES_INTERNAL_H

#include "duis/rules.h"

typedef struct duis_judge {
    const duis_document *doc;
    const duis_rule_context *context;
    const cat_request_rule *rule;   /* being judged */
    const cat_request_rule *broken; /* the first; NULL: none */
    alb_buf *more;                  /* NULL: stop at the first */
    alb_err *err;
} duis_judge;

/* Every check gives false when judging is to stop. */
typedef bool duis_rule_check(duis_judge *j);

/* The rule is broken at that node; whether to go on. */
bool duis_break(duis_judge *j, uint32_t at);

duis_rule_check *duis_rule_function(const char *name); /* NULL: none */
duis_rule_check *duis_rule_kind(cat_rule_kind kind);

/* Tables of named functions, by file. */
typedef struct duis_named_check {
    const char *name;
    duis_rule_check *check;
} duis_named_check;
typedef struct duis_named_checks {
    const duis_named_check *checks;
    size_t count;
} duis_named_checks;
extern const duis_named_checks duis_header_checks, duis_body_checks, duis_certificate_checks;

/* --- places (catalogue/request_rule.h), UINT32_MAX: no more --- */

uint32_t duis_place_first(const duis_document *doc, uint32_t from, const char *path);
uint32_t duis_place_next(const duis_document *doc, uint32_t from, const char *path, uint32_t at);
/* The text, or the attribute that the path names. */
alb_span duis_place_value(const duis_document *doc, uint32_t at, const char *path);
uint32_t duis_parent(const duis_document *doc, uint32_t index);

/* <0, 0, >0 into *order; false: not comparable. By the type of a. */
bool duis_compare(const duis_document *doc, uint32_t a, uint32_t b, int *order);

/* Is the value one of these words, which spaces separate? */
bool duis_is_one_of(const char *values, alb_span value);

#endif
