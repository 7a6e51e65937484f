/* A conversation with a DCC as `albion lever capture` writes it down: an object a line (docs/serve.md,
 * "Levers"). */
#ifndef ALB_CLI_CONVERSATION_H
#define ALB_CLI_CONVERSATION_H

#include "base/buf.h"

/* What it came to, one a document: the RequestID, or ResponseID, and the code. */
typedef struct conversation_result {
    char id[96], code[16];
    bool is_outcome; /* said later; else the synchronous answer */
} conversation_result;

typedef struct conversation {
    conversation_result *list; /* by name */
    size_t n;
} conversation;

/* False: not a capture, or no memory. */
bool conversation_read(alb_span text, conversation *out);
void conversation_release(conversation *c);
/* A line for each answer and outcome that differs; how many. */
size_t conversation_compare(const conversation *before, const conversation *now, alb_buf *lines);
/* Every request, in order, until visit says false; then, and where it is no capture, false. */
typedef bool conversation_visit(void *ctx, const char *path, const char *document);
bool conversation_each_request(alb_span text, conversation_visit *visit, void *ctx);

#endif
