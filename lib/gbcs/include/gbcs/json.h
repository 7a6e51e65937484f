/* A whole message as JSON, and back (`albion message parse --json`, `albion message encode`).
 *
 * Every field is an object {"name", "value", "unit"?, "offset", "length"} or holds "fields": [...]. No octets
 * of the message are kept but signature, MAC and cipher text, so an edited value changes the message and
 * nothing else does.
 */
#ifndef ALB_GBCS_JSON_H
#define ALB_GBCS_JSON_H

#include "base/json.h"
#include "gbcs/content.h"
#include "gbcs/verify.h"

/* verdict may be NULL. The writer stands where a value is expected. */
void gbcs_json_write(alb_json *json, const gbcs_message *message, const cat_tree *content,
                     const gbcs_verdict *verdict);
/* JSON text of one message -> octets. BAD_VALUE with the JSON path of what does not fit. */
ALB_MUST_USE alb_status gbcs_json_read(alb_span text, alb_arena *arena, alb_wr *out, alb_err *err);
/* The same of the first message in a text that holds several, one behind the other; *text becomes what
 * follows it. */
ALB_MUST_USE alb_status gbcs_json_read_next(alb_span *text, alb_arena *arena, alb_wr *out, alb_err *err);
/* The readable form, one value a line, indented; colour: ANSI. */
void gbcs_tree_write(alb_buf *out, const gbcs_message *message, const cat_tree *content,
                     const gbcs_verdict *verdict, bool colour);

#endif
