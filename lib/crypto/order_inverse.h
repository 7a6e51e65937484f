#ifndef ALB_CRYPTO_ORDER_INVERSE_H
#define ALB_CRYPTO_ORDER_INVERSE_H

#include <stdint.h>

enum { ORDER_OCTETS = 32 };

/* The inverse of a number in 1 .. n - 1 modulo n, the order of P-256; big-endian. Takes longer or shorter by
 * the number: for public ones only. */
void order_inverse(const uint8_t in[static ORDER_OCTETS], uint8_t out[static ORDER_OCTETS]);

#endif
