/* A conversation written down: what Users asked and were told, what went to devices and came from them. */
#ifndef ALB_CLI_SERVE_CAPTURE_H
#define ALB_CLI_SERVE_CAPTURE_H

#include "dcc/dcc.h"

typedef struct serve_capture serve_capture;

/* NULL: no memory. clock: borrowed. */
serve_capture *serve_capture_new(const alb_clock *clock);
void serve_capture_free(serve_capture *c);
/* From now on, to a new file. EXISTS: it is there; BUSY: one is being written. */
ALB_MUST_USE alb_status serve_capture_begin(serve_capture *c, const char *path, alb_err *err);
/* NOT_FOUND: none was being written; IO: the file is not whole. */
ALB_MUST_USE alb_status serve_capture_end(serve_capture *c, alb_err *err);
/* A request of a User with its answer. */
void serve_capture_request(serve_capture *c, const http_request *request, const http_response *response);
/* A dcc_tap whose ctx is the capture. */
void serve_capture_message(void *ctx, const char *kind, alb_eui64 who, alb_span octets);

#endif
