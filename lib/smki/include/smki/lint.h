/* Which rules of its profile a certificate breaks (catalogue/certificate.h; SEC Appendix B, GBCS 12).
 *
 * A certificate that is read may still be one that no authority would issue: lint says why, rule by rule. It
 * looks at the certificate alone; who issued it, and whether that still holds, is for smki/path.h.
 */
#ifndef ALB_SMKI_LINT_H
#define ALB_SMKI_LINT_H

#include "smki/certificate.h"

/* rule: static text, "smki.md 4.6"; what: one line for a person. */
typedef void (*smki_lint_visit)(void *ctx, const char *rule, const char *what);

/* Calls visit for every rule that is broken; returns how many. */
size_t smki_lint(crypto_ctx *ctx, const smki_certificate *c, smki_lint_visit visit, void *visit_ctx);
/* Name of the profile that the certificate is judged by; NULL: no profile is meant for such a certificate. */
const char *smki_lint_profile(const smki_certificate *c);

#endif
