/* A chain of hashes over the entries of a log: whoever alters or takes out one breaks all that follow. */
#ifndef ALB_CRYPTO_CHAIN_H
#define ALB_CRYPTO_CHAIN_H

#include "crypto/crypto.h"

/* hash := SHA-256(hash, number, at, each text behind its length), numbers of 64 and lengths of 32 bits,
 * big-endian. */
void crypto_chain_extend(uint8_t hash[static CRYPTO_HASH], int64_t number, int64_t at, const alb_span *texts,
                         size_t n);

#endif
