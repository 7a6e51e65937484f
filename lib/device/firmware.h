/* The firmware that a device runs, and the image that waits to take its place (GBCS 11; devices.md 8.16). */
#ifndef ALB_DEVICE_FIRMWARE_H
#define ALB_DEVICE_FIRMWARE_H

#include "base/buf.h"
#include "crypto/crypto.h"

enum { FIRMWARE_VERSION = 4 };

typedef struct firmware {
    uint8_t version[FIRMWARE_VERSION];
    bool has_image; /* verified, not yet activated. Of the image itself hash and version are all it is */
    uint8_t image_version[FIRMWARE_VERSION];
    uint8_t image_hash[CRYPTO_HASH];
} firmware;

void firmware_init(firmware *f);
void firmware_save(const firmware *f, alb_buf *out);
void firmware_restore(firmware *f, alb_rd *in);

#endif
