/* Responses and alerts in the terms of the Message Mapping Catalogue (SEC H11, Appendix AF; mmc.md): as the
 * XML of the official schema, and the same data as JSON, CSV or a table.
 *
 * A document is a flat tree of elements in the order of the schema, made from a decoded message by the rows
 * of catalogue/mmc.h. It is whole or it says why not: nothing that could not be read is left out in silence.
 */
#ifndef ALB_MMC_MMC_H
#define ALB_MMC_MMC_H

#include "base/buf.h"
#include "catalogue/mmc.h"
#include "catalogue/service_request.h"
#include "gbcs/content.h"
#include "gbcs/verify.h"

typedef enum mmc_outcome {
    MMC_WHOLE,  /* all that the message says, be it data or an error */
    MMC_CLOSED, /* encrypted parts stayed closed: the document hands on the pieces of the message instead */
    MMC_NO_FORM /* the schema has nothing for such a message: there is no document */
} mmc_outcome;

typedef enum mmc_kind {
    MMC_PARENT,
    MMC_EMPTY,
    MMC_TEXT,
    MMC_CODE, /* names, times, identifiers, hexadecimal, base64: text without anything that must be escaped */
    MMC_NUMBER,
    MMC_BOOLEAN
} mmc_kind;

typedef struct mmc_attribute {
    const char *name;
    size_t name_length;
    alb_span value;
} mmc_attribute;

typedef struct mmc_node {
    alb_span name;
    alb_span text;
    uint32_t next;            /* index behind the last descendant */
    uint32_t first_attribute; /* in the document's */
    uint8_t n_attributes;
    uint8_t kind;  /* mmc_kind */
    bool repeated; /* the like may stand beside it: an item of an array, a row of a series */
} mmc_node;

typedef struct mmc_document {
    mmc_outcome outcome;
    const char *why; /* static text for CLOSED and NO_FORM */
    bool is_alert;
    bool success;     /* no status of the message reports an error; true for alerts */
    bool known_alert; /* the catalogue knows the alert's code; true for responses */
    const cat_use_case *use_case;
    const cat_service_request *service; /* what a response answers; NULL for alerts */
    mmc_node *nodes;                    /* nodes[0] is GBCSResponse */
    uint32_t count;
    uint32_t capacity;
    mmc_attribute *attributes;
    uint32_t n_attributes;
    uint32_t attribute_capacity;
    alb_wr texts; /* room for those that come */
    alb_arena *arena;
    alb_status st; /* sticky: NO_MEMORY, TOO_LARGE */
} mmc_document;

/* A message that was parsed, authenticated as far as keys allowed, and decoded. A verdict that FAILED gives
 * AUTH_FAILED; NULL: the caller answers for the message. answers: the request's Service Request Variant, NULL
 * where it is not known: one of those that the message may answer is taken. MISMATCH when the message cannot
 * answer it; UNSUPPORTED for commands; BAD_VALUE for what the schema cannot say, with the path. */
ALB_MUST_USE alb_status mmc_map(const gbcs_message *message, const cat_tree *content,
                                const gbcs_verdict *verdict, const cat_service_request *answers,
                                alb_arena *arena, mmc_document *out, alb_err *err);

/* All of it in one call, from octets. Borrowed from arena and octets. */
typedef struct mmc_reading {
    gbcs_message message;
    gbcs_verdict verdict;
    cat_tree content;
    mmc_document document;
} mmc_reading;
ALB_MUST_USE alb_status mmc_read(gbcs_keys *keys, alb_span octets, const cat_service_request *answers,
                                 alb_arena *arena, mmc_reading *out, alb_err *err);

/* The element at a path of names below a node ("Body/ResponseMessage", "LogEntry[1]": the second);
 * UINT32_MAX: none. */
uint32_t mmc_find(const mmc_document *doc, uint32_t from, const char *path);
static inline uint32_t mmc_child(const mmc_document *doc, uint32_t index)
{
    return index + 1 < doc->nodes[index].next ? index + 1 : UINT32_MAX;
}
static inline uint32_t mmc_sibling(const mmc_document *doc, uint32_t parent, uint32_t index)
{
    uint32_t next = doc->nodes[index].next;
    return next < doc->nodes[parent].next ? next : UINT32_MAX;
}

/* The n-th attribute of a node; NULL behind the last. */
static inline const mmc_attribute *mmc_attribute_of(const mmc_document *doc, const mmc_node *node, size_t n)
{
    return n < node->n_attributes ? &doc->attributes[node->first_attribute + n] : NULL;
}

/* --- writing; nothing is written for a document without a form --- */

#define MMC_NAMESPACE "http://www.dccinterface.co.uk/ResponseAndAlert"

void mmc_write_xml(const mmc_document *doc, alb_buf *out);
/* indent: spaces a level; 0: one line. */
void mmc_write_json(const mmc_document *doc, int indent, alb_buf *out);

/* Entries of logs and profiles as rows: a line of names, then a line for each entry; a document with several
 * series has an empty line between them. False: it has none. */
bool mmc_write_csv(const mmc_document *doc, alb_buf *out);
/* For a terminal: the values one a line, series as tables, with bars beside profiles. width: columns. */
void mmc_write_table(const mmc_document *doc, unsigned width, alb_buf *out);

#endif
