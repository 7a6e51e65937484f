/* Firmware images: the file of Service Requests 11.1 (meters; signed) and 11.4 (PPMID, HCALCS; bare) (GBCS
 * 11; gbcs-messages.md 13).
 *
 * A ZigBee OTA header, the manufacturer's image and, for meters, a signature of the supplier over the image
 * alone. All numbers are little-endian. Spans borrow from the file.
 */
#ifndef ALB_GBCS_OTA_H
#define ALB_GBCS_OTA_H

#include "gbcs/keys.h"

enum { GBCS_OTA_HEADER = 60, GBCS_OTA_TRAILER = 66, GBCS_OTA_TEXT = 32 };

typedef struct gbcs_ota_header {
    uint16_t manufacturer;
    uint16_t image_type;
    uint32_t file_version;
    uint8_t text[GBCS_OTA_TEXT];
    uint16_t min_hardware, max_hardware;
} gbcs_ota_header;

typedef struct gbcs_ota_file {
    gbcs_ota_header header;
    alb_span image; /* what is hashed and signed */
    bool is_signed;
    bool force_replace;
    alb_span signature; /* 64 octets when is_signed */
} gbcs_ota_file;

/* Every octet of the file is accounted for. is_signed: the file ends in force-replace octet and signature. */
ALB_MUST_USE alb_status gbcs_ota_parse(alb_span file, bool is_signed, gbcs_ota_file *out, alb_err *err);

/* SHA-256 of the manufacturer's image: the hash of CS06, of the receipt alerts and of DUIS. */
void gbcs_ota_hash(crypto_ctx *ctx, alb_span image, uint8_t out[static CRYPTO_HASH]);

/* Writes the file; key NULL: no trailer. Appends header, image and, with a key, 66 octets. */
ALB_MUST_USE alb_status gbcs_ota_build(crypto_ctx *ctx, const gbcs_ota_header *header, alb_span image,
                                       const crypto_key *key, alb_wr *out, alb_err *err);

/* Is the image signed with that supplier's digital signature key? AUTH_FAILED if not. */
ALB_MUST_USE alb_status gbcs_ota_check(crypto_ctx *ctx, const gbcs_ota_file *file, const crypto_pub *supplier,
                                       alb_err *err);

#endif
