/* The web services for device certificates: one request answered at once, or a batch answered later (SEC
 * Appendix M; smki.md 13.3, 13.4). Every answer is HTTP 200 with XML; who asks is known by the TLS client
 * certificate. Beside them the portal (ra/portal.h).
 */
#ifndef ALB_RA_WEB_H
#define ALB_RA_WEB_H

#include "net/http.h"
#include "ra/ra.h"

/* The path of the first is ours: no public source has it. */
#define RA_WEB_AD_HOC "/1.0/DeviceCSR/SubmitDeviceCSR"
#define RA_WEB_SUBMIT "/1.0/PortalCSRBatch/SubmitCSRBatch"
#define RA_WEB_RESULT "/1.0/PortalCSRBatch/CSRBatchResult"

enum { RA_WEB_BODY_MAX = 64 * 1024 * 1024 };

typedef struct ra_web ra_web;

/* Starts a thread that works on batches, those first that an earlier process left. r is borrowed. */
ALB_MUST_USE alb_status ra_web_start(ra *r, const alb_clock *clock, unsigned workers, ra_web **out,
                                     alb_err *err);
/* Once the HTTP server has stopped. What is not finished stays in the store. */
void ra_web_stop(ra_web *web);

bool ra_web_serves(const char *path);
/* worker: as of http_handler, below the number given at the start. */
void ra_web_answer(ra_web *web, unsigned worker, const http_request *request, http_response *response);

#endif
