/* Mapping rows at work (catalogue/service_request.h): what transform and correlate share is the request, its
 * paths and the names of conversions. How a value is made and how one is judged are two functions of a
 * conversion, so that a fault in making shows in judging. */
#ifndef ALB_DUIS_MAPPING_INTERNAL_H
#define ALB_DUIS_MAPPING_INTERNAL_H

#include "duis/transform.h"

#define DUIS_NOWHERE UINT32_MAX

/* One request on its way to one use case. */
typedef struct duis_job {
    const duis_document *doc;
    const duis_context *context;
    const cat_use_case *use_case;
} duis_job;

/* Rows and the element their paths start at. */
typedef struct duis_scope {
    const duis_job *job;
    const cat_mapping *rows;
    uint8_t n_rows;
    uint32_t node;
    uint32_t position; /* of node among its repetition, from 0 */
} duis_scope;

/* What a conversion is asked for: the element that the row's `from` names, if it names one. */
typedef struct duis_asked {
    const duis_scope *scope;
    const cat_mapping *row;
    const cat_type *type; /* of the value */
    uint32_t node;
} duis_asked;

/* The nth element (from 0) at a path of cat_mapping.from; DUIS_NOWHERE: none. */
uint32_t duis_follow(const duis_document *doc, uint32_t from, const char *path, uint32_t nth);
uint32_t duis_count(const duis_document *doc, uint32_t from, const char *path);
/* The "index" or "identifier" that DUIS numbers repeated elements with; fallback where there is none. */
uint32_t duis_index_of(const duis_document *doc, uint32_t node, uint32_t fallback);
/* Value of an attribute; ptr NULL: none. */
alb_span duis_attribute(const duis_document *doc, uint32_t node, const char *name);
/* The elements at a path; those that DUIS numbers in the order of their numbers. False: no memory. */
typedef struct duis_elements {
    uint32_t *nodes;
    uint32_t count;
} duis_elements;
ALB_MUST_USE bool duis_repetition(const duis_document *doc, uint32_t from, const char *path, alb_arena *arena,
                                  duis_elements *out);
/* Does the row's `from` exist? Rows without one always apply. */
bool duis_row_applies(const duis_scope *scope, const cat_mapping *row);
/* Of the rows for `to`, the one that counts; NULL: none. */
const cat_mapping *duis_row_for(const duis_scope *scope, const char *to);
/* The scope with no more rows than may say something of `to` and what is below it. */
duis_scope duis_rows_within(const duis_scope *scope, const char *to);
/* Is there a row for `to`, or for something below it, that applies? Rows for any item ask for none. */
bool duis_row_touches(const duis_scope *scope, const char *to);
duis_asked duis_ask(const duis_scope *scope, const cat_mapping *row, const cat_type *type);
alb_span duis_asked_text(const duis_asked *asked);
/* Text of an element below the one asked about. */
alb_span duis_asked_child(const duis_asked *asked, const char *path);
/* "UpdateDebt/ElecDebtRecovery1/DebtRecoveryRate" in err->path. */
void duis_err_at(alb_err *err, const duis_document *doc, uint32_t node);
/* The failure of a value that cannot be carried. */
alb_status duis_refuse(const duis_asked *asked, alb_err *err, const char *why);

/* --- conversions --- */

/* Words of `asked` that any command satisfies: what only the DCC knows. */
#define DUIS_ANY "*"

typedef struct duis_conversion {
    const char *name;
    /* The value that the request asks for, into a leaf. */
    alb_status (*put)(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err);
    /* Instead of put, where it is a list or a structure: opens, fills and closes the value of field. */
    alb_status (*build)(const duis_asked *asked, const cat_field *field, cat_tree *tree, alb_err *err);
    /* What the request asks and what the command says, each as words in one form, to be compared. */
    void (*asked)(const duis_asked *asked, alb_wr *words);
    void (*found)(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words);
} duis_conversion;

/* The row's conversion; an unknown name is a bug in the catalogue (and its test says so). */
const duis_conversion *duis_conversion_of(const cat_mapping *row);
/* NULL when there is none of that name. */
const duis_conversion *duis_conversion_named(const char *name);

/* Numbers of values: false where the type's octets do not hold it. */
ALB_MUST_USE bool duis_put_number(cat_value *out, int64_t number);
/* Octets made by a writer's user: n octets of arena memory as the value. NULL: no memory. */
uint8_t *duis_put_octets(cat_value *out, alb_arena *arena, size_t n);
/* A leaf below an open value, set from the text form of its type. */
ALB_MUST_USE alb_status duis_leaf_text(cat_tree *tree, const cat_field *field, const char *text,
                                       alb_err *err);
/* Words of conversions whose `found` is a plain leaf's. */
void duis_plain_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words);
/* The value behind a name of a list "NAME=1,OTHER=2"; ptr NULL: none. */
alb_span duis_named(const char *list, alb_span name);

#define DUIS_CONVERSION(symbol) extern const duis_conversion duis_conversion_##symbol;
#include "conversion.def"
#undef DUIS_CONVERSION

/* --- parts --- */

/* The target of the request: UNSUPPORTED or UNKNOWN with the reason. */
ALB_MUST_USE alb_status duis_choose_target(const duis_document *doc, const duis_context *context,
                                           const cat_target **out, alb_err *err);
/* The target by which the request may become that use case, as far as the context says; NULL in *out: none.
 */
ALB_MUST_USE alb_status duis_target_of(const duis_document *doc, const duis_context *context,
                                       const cat_use_case *use_case, const cat_target **out, alb_err *err);
/* Device type of the request's target: the context's, or the only one that the service knows. */
ALB_MUST_USE alb_status duis_target_device(const duis_document *doc, const duis_context *context,
                                           uint16_t *out, alb_err *err);
/* The command's tree. */
ALB_MUST_USE alb_status duis_build_tree(const duis_scope *scope, cat_tree *tree, alb_err *err);

/* When the request wants it executed (duis.md 13). */
typedef enum duis_when { DUIS_AT_ONCE, DUIS_AT, DUIS_CANCEL } duis_when;
/* false: the text is no date-time. */
ALB_MUST_USE bool duis_execution_time(const duis_document *doc, duis_when *when, alb_time *at);

#endif
