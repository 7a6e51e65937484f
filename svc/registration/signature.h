/* The last line of a file that goes out. */
#ifndef ALB_REGISTRATION_SIGNATURE_H
#define ALB_REGISTRATION_SIGNATURE_H

#include "base/buf.h"
#include "smki/keystore.h"

/* Signs what is in the buffer and adds the line that says so. */
ALB_MUST_USE alb_status signature_write(const smki_identity *signer, alb_buf *file, alb_err *err);

#endif
