/* Rules for Service Requests beyond the schema (duis.md 2.2, 3.1, 8.2, 9), as data: one row each, in the
 * order in which they are judged. The response code stands in the row, so that a correction is a change of
 * one line.
 *
 * Places are paths of element names below the body: "." is the body itself, "X/Y" every Y of every X, a
 * leading double asterisk any depth, and "X@index" the attribute of X.
 */
#ifndef ALB_CATALOGUE_REQUEST_RULE_H
#define ALB_CATALOGUE_REQUEST_RULE_H

#include "catalogue/type.h"

typedef enum cat_rule_kind {
    CAT_RULE_FUNCTION,     /* `check`, by name */
    CAT_RULE_TOGETHER,     /* `at` is there if, and only if, `with` is (and has one of the values) */
    CAT_RULE_ONLY_WITH,    /* `at` is there only if `with` is (and has one of the values) */
    CAT_RULE_BEFORE,       /* `at` is before or less than `with`, its sibling */
    CAT_RULE_NOT_AFTER,    /* the same, or equal */
    CAT_RULE_ASCENDING,    /* within each `at`, each `with` is greater than the one before it */
    CAT_RULE_NOT_FALLING,  /* within each `at`, no `with` is less than the one before it */
    CAT_RULE_DIFFER,       /* no two `at` are the same */
    CAT_RULE_NOT_SAME,     /* `at` is not `with` */
    CAT_RULE_REFERS,       /* each `at` is one of those at `with` */
    CAT_RULE_HOLDS,        /* `at`, if it is there, holds something besides a date of execution */
    CAT_RULE_OCTETS,       /* hexadecimal `at` has one of these numbers of octets */
    CAT_RULE_VALUES,       /* `at` has one of the values */
    CAT_RULE_NOT_TARGET,   /* `at` is not the target of the request */
    CAT_RULE_NOT_PAST,     /* `at` is not before now */
    CAT_RULE_DAYS,         /* from `at` to `with`, its sibling, are no more days than the value */
    CAT_RULE_ONLY_DEVICES, /* `at` (with one of the values) is for these devices */
    CAT_RULE_NEEDED_BY,    /* `at` must be there for these devices */
    CAT_RULE_ONLY_USERS,   /* `at` (with one of the values) is for these User Roles */
    CAT_RULE_ONLY_PHASES,  /* `at` is for electricity meters of so many phases */
} cat_rule_kind;

typedef struct cat_request_rule {
    const char *service; /* Service Reference Variant; NULL: every request */
    cat_rule_kind kind;
    bool form; /* of the request as such: judged before access control (duis.md 7, step 9) */
    const char *check, *at, *with;
    const char *values; /* separated by spaces; NULL: any */
    uint16_t devices, users;
    uint8_t phases;
    const char *code;
    cat_provenance provenance; /* of the rule and of its code */
    const char *why;           /* what is wrong, for people */
} cat_request_rule;

const cat_request_rule *cat_request_rules(size_t *count);

#endif
