/* DUIS documents: decode and validate in one pass, hold, write back (duis.md 2, 7, 9).
 *
 * A document is a flat tree of nodes in document order, each tied to its catalogue element; text is borrowed
 * from an arena. Validation gives the official schema's verdict, but for three things: a ds:Signature and the
 * content of SMETS1 messages are not judged, and xsi:type is refused. Rules beyond the schema are
 * duis/rules.h.
 */
#ifndef ALB_DUIS_DOCUMENT_H
#define ALB_DUIS_DOCUMENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/eui64.h"
#include "base/time.h"
#include "catalogue/service_request.h"
#include "xml/xml.h"

typedef struct duis_node {
    const cat_element *element;
    /* Simple content, white space as the type says; of an element whose content is not judged (element->any)
     * its canonical XML; empty otherwise. */
    alb_span text;
    alb_span attribute[2]; /* values in the order of element->attributes; ptr NULL: absent */
    uint32_t next;         /* index behind the last descendant */
    uint32_t line;
} duis_node;

typedef struct duis_request_id {
    alb_eui64 originator, target;
    uint64_t counter;
} duis_request_id;

typedef enum duis_kind { DUIS_REQUEST, DUIS_RESPONSE } duis_kind;

typedef struct duis_document {
    duis_kind kind;
    duis_node *nodes;
    uint32_t count;
    uint32_t version; /* schemaVersion * 10: 54; 0: not of one decimal */
    /* Header, decoded. */
    bool has_request_id, has_response_id;
    duis_request_id request_id, response_id;
    uint8_t command_variant;        /* requests */
    const cat_service_request *srv; /* NULL: none given or not known */
    alb_span service_reference, service_reference_variant;
    alb_span response_code; /* responses: "I0" */
    alb_time response_time;
    uint32_t
        body; /* index of the element below Body (the service, or ResponseMessage ...); UINT32_MAX: none */
    bool has_signature;
    xml_document *xml; /* kept for signature checks; released with the arena */
} duis_document;

/* Default limits (duis.md 4.6). */
enum {
    DUIS_MAX_REQUEST = 1024 * 1024,
    DUIS_MAX_FIRMWARE_REQUEST = 12 * 1024 * 1024,
    DUIS_MAX_DEPTH = 40,
    DUIS_MAX_NODES = 1024 * 1024 /* elements, attributes and texts */
};

/* Decodes and validates. A document that breaks the schema gives BAD_VALUE or BAD_FORMAT with the XML path in
 * err->path, the line in err->offset and the rule broken; when more is not NULL, all faults are added to it,
 * one line each. What was read of the header stands in *out also then, for the answer. The document's own
 * ds:Signature is noted, not judged, and no node. */
ALB_MUST_USE alb_status duis_decode(xml_context *ctx, alb_span xml, alb_arena *arena, duis_document *out,
                                    alb_buf *more, alb_err *err);

/* The node at a path of element names below `from` ("ReadLogPeriod/StartDateTime", "Price[1]", which is
 * the first); UINT32_MAX: none. */
uint32_t duis_find(const duis_document *doc, uint32_t from, const char *path);
/* Its text; empty where it does not exist. */
alb_span duis_text(const duis_document *doc, uint32_t from, const char *path);
static inline bool duis_is_named(const duis_document *doc, uint32_t index, const char *name)
{
    return strcmp(doc->nodes[index].element->name, name) == 0;
}
/* Where a node stands: "Request/Body/UpdateDebt/TimeDebtRegister1"; repeated elements with their number. */
void duis_path(const duis_document *doc, uint32_t index, alb_wr *out);
static inline uint32_t duis_child(const duis_document *doc, uint32_t index)
{
    return index + 1 < doc->nodes[index].next ? index + 1 : UINT32_MAX;
}
static inline uint32_t duis_sibling(const duis_document *doc, uint32_t parent, uint32_t index)
{
    uint32_t next = doc->nodes[index].next;
    return next < doc->nodes[parent].next ? next : UINT32_MAX;
}

/* The document as compact XML, without signature. */
ALB_MUST_USE alb_status duis_write(const duis_document *doc, alb_buf *out, alb_err *err);

ALB_MUST_USE bool duis_request_id_parse(alb_span text, duis_request_id *out);
/* "90-B3-..:00-DB-..:1000" */
void duis_request_id_text(const duis_request_id *id, alb_wr *out);

#endif
