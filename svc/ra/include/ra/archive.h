/* Batches as the portal takes and gives them: a ZIP archive with a request in each file at its root,
 * <stem>.csr, and one with the certificate for each of them, <stem>.crt, and a report in text (SEC Appendix
 * M; smki.md 10.2, 13.6).
 */
#ifndef ALB_RA_ARCHIVE_H
#define ALB_RA_ARCHIVE_H

#include "ra/ra.h"

/* Takes in an archive as ra_submit does a batch of that name, whose identifiers are the stems. BAD_FORMAT for
 * what is no archive of requests, naming the entry. */
ALB_MUST_USE alb_status ra_submit_archive(ra *r, const ra_officer *officer, alb_span name, alb_span archive,
                                          uint64_t *number, alb_err *err);

/* The certificates (PEM) of a batch that is completed, as an archive. */
ALB_MUST_USE alb_status ra_response_archive(ra *r, uint64_t number, alb_buf *out, alb_err *err);
/* A line a request: "1,meter-1.csr,success,", with success, error, anomaly or ineligible, and the error code.
 */
ALB_MUST_USE alb_status ra_response_report(ra *r, uint64_t number, alb_buf *out, alb_err *err);

#endif
