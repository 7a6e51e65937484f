/* The portal of officers: one request pasted, answered at once; archives of requests, answered later; a page
 * with forms for both (SEC Appendix M; smki.md 13.5, 13.6). Who asks is known by the TLS client certificate.
 * The paths are ours: no public source has them. What is posted is application/pkcs10 and application/zip.
 *
 *     GET  /portal                                the page
 *     POST /1.0/Portal/CSR                        PEM or base64 -> the certificate (PEM), or 400 with the
 * reason POST /1.0/Portal/Batch?Name=NAME            a ZIP archive -> its number GET
 * /1.0/Portal/Batch?BatchId=NUMBER       the certificates, NAME-response; 202 while they are not there GET
 * /1.0/Portal/Report?BatchId=NUMBER      the report, likewise
 */
#ifndef ALB_RA_PORTAL_H
#define ALB_RA_PORTAL_H

#include "net/http.h"
#include "ra/ra.h"

bool ra_portal_serves(const char *path);
/* True when a batch was accepted that waits to be worked on. */
bool ra_portal_answer(ra *r, const http_request *request, http_response *response);

#endif
