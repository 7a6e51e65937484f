/* Octets, certificates and keys as they stand in saved state: behind their length. */
#ifndef ALB_DEVICE_SAVED_H
#define ALB_DEVICE_SAVED_H

#include "base/buf.h"
#include "smki/certificate.h"

void saved_write(alb_span octets, alb_buf *out);
/* Borrowed from the input. */
alb_span saved_read(alb_rd *in);

/* NULL is a certificate of no octets, and a key of none. */
void certificate_save(const smki_certificate *c, alb_buf *out);
smki_certificate *certificate_restore(alb_rd *in);
void key_save(const crypto_key *key, alb_buf *out);
crypto_key *key_restore(alb_rd *in);

#endif
