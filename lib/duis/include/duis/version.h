/* Is the schemaVersion of a request one that Users may write, and does it have all that the request holds
 * (duis.md 17)? Decoding judges by the newest schema; a request that this refuses is refused as one that
 * breaks the schema is (HTTP 400).
 */
#ifndef ALB_DUIS_VERSION_H
#define ALB_DUIS_VERSION_H

#include "duis/document.h"

/* UNSUPPORTED with the place and the version that is needed; when more is not NULL, all such places are added
 * to it, one line each. A Response is not judged. */
ALB_MUST_USE alb_status duis_check_version(const duis_document *doc, alb_buf *more, alb_err *err);

#endif
