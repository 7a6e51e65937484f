/* Contents of messages: octets <-> a tree of named values, driven by the catalogue (gbcs-messages.md 6, 7,
 * 8).
 *
 * The three payload encodings each have an engine; none knows a use case. decode visits every leaf and names
 * it; encode is its exact inverse. Nothing is allocated but from the caller's arena.
 */
#ifndef ALB_GBCS_CONTENT_H
#define ALB_GBCS_CONTENT_H

#include "catalogue/value.h"
#include "gbcs/message.h"

/* Opens an encrypted block (security header, cipher text, tag). Not OK: the part stays closed. */
typedef struct gbcs_opener {
    alb_status (*open)(void *ctx, alb_span block, alb_arena *arena, alb_span *plain);
    void *ctx;
} gbcs_opener;
/* Seals plain text into such a block. */
typedef struct gbcs_sealer {
    alb_status (*seal)(void *ctx, alb_span plain, alb_wr *block);
    void *ctx;
} gbcs_sealer;

/* UNKNOWN where no use case has the message code. opener may be NULL: protected parts stay closed. Offsets in
 * the tree are offsets in message->whole. The first failure names octet, path and rule. */
ALB_MUST_USE alb_status gbcs_content_decode(const gbcs_message *message, const gbcs_opener *opener,
                                            cat_tree *out, alb_err *err);

/* The content octets of a tree. header gives what the content mirrors (counter, identifiers, long-invoke-id).
 * sealer may be NULL when the tree has no open protected part; closed ones keep their octets. */
ALB_MUST_USE alb_status gbcs_content_encode(const cat_use_case *use_case, const gbcs_header *header,
                                            const cat_tree *tree, const gbcs_sealer *sealer, alb_wr *out,
                                            alb_err *err);

/* The head of every alert's tree, which no record has: AlertCode and TimeStamp, in DLMS and in GBZ. */
extern const cat_field gbcs_field_alert_code, gbcs_field_alert_time;
extern const cat_field gbcs_field_gbz_alert_code, gbcs_field_gbz_alert_time;

/* --- GBZ: values of a component that no ZCL command has --- */

/* Reading attributes, and the answer: below it a value for each attribute, its result the ZCL status. */
extern const cat_field gbcs_gbz_read_attributes;
extern const cat_field gbcs_gbz_read_attributes_response;
/* Command id and status, wherever a command has no response of its own. */
extern const cat_field gbcs_gbz_default_response;
/* First values below a component, where it has them: the time of the extended header; a frame control that is
 * not the record's. */
extern const cat_field gbcs_gbz_from_date_time;
extern const cat_field gbcs_gbz_frame_control;

#endif
