/* CRC-32 as ZIP and the trailers of files have it (polynomial 04C11DB7, reflected). */
#ifndef ALB_BASE_CRC32_H
#define ALB_BASE_CRC32_H

#include "base/span.h"

/* The sum of data that follows on data whose sum is crc; 0 to begin with. */
uint32_t alb_crc32(uint32_t crc, alb_span data);

#endif
