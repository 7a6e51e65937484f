/* The primitives below everything, called on OpenSSL in the straightforward fast way: algorithms fetched
 * once, contexts reused. What ours is measured against. */
#ifndef ALB_BENCH_RAW_H
#define ALB_BENCH_RAW_H

#include "base/span.h"

typedef struct raw raw;

enum { RAW_PEERS = 64 };

/* Ends the program with what failed. */
void bench_must(bool ok, const char *what);

raw *raw_new(void);
void raw_free(raw *r);
/* SHA-256 over the 69 octets of a key derivation, then GMAC over data under that key. */
void raw_kdf_gmac(raw *r, alb_span data);
/* Static Diffie-Hellman with the i-th of RAW_PEERS peers. */
void raw_ecdh(raw *r, size_t i);
/* Signs data, for raw_verify of the same data. */
void raw_sign(raw *r, alb_span data);
/* SHA-256 over data, then ECDSA. */
void raw_verify(raw *r, alb_span data);

#endif
