#include "gbcs/ota.h"

#define RULE "GBCS 11.2 OTA upgrade image"

enum {
    FILE_IDENTIFIER = 0x0beef11e,
    HEADER_VERSION = 0x0100,
    FIELD_CONTROL = 0x0004, /* hardware versions present, nothing else */
    STACK_VERSION = 0x0002
};

/* A field that can only have one value. */
static alb_status expect(alb_rd *r, size_t n, uint64_t want, const char *what, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    uint64_t got = alb_rd_le(r, n);
    if (r->st != ALB_OK) {
        return alb_fail(err, r->st, RULE, at, "file ends inside the header");
    }
    if (got != want) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, at, "%s is %llx, not %llx", what, (unsigned long long)got,
                        (unsigned long long)want);
    }
    return ALB_OK;
}

static alb_status read_header(alb_rd *r, size_t file_size, gbcs_ota_header *h, alb_err *err)
{
    ALB_TRY(expect(r, 4, FILE_IDENTIFIER, "file identifier", err));
    ALB_TRY(expect(r, 2, HEADER_VERSION, "header version", err));
    ALB_TRY(expect(r, 2, GBCS_OTA_HEADER, "header length", err));
    ALB_TRY(expect(r, 2, FIELD_CONTROL, "field control", err));
    h->manufacturer = (uint16_t)alb_rd_le(r, 2);
    h->image_type = (uint16_t)alb_rd_le(r, 2);
    h->file_version = (uint32_t)alb_rd_le(r, 4);
    ALB_TRY(expect(r, 2, STACK_VERSION, "stack version", err));
    alb_span text = alb_rd_bytes(r, GBCS_OTA_TEXT);
    if (text.len > 0) {
        memcpy(h->text, text.ptr, text.len);
    }
    ALB_TRY(expect(r, 4, file_size, "total image size", err));
    h->min_hardware = (uint16_t)alb_rd_le(r, 2);
    h->max_hardware = (uint16_t)alb_rd_le(r, 2);
    return r->st == ALB_OK ? ALB_OK
                           : alb_fail(err, r->st, RULE, alb_rd_offset(r), "file ends inside the header");
}

static alb_status read_trailer(alb_rd *r, gbcs_ota_file *f, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    uint8_t force = alb_rd_u8(r);
    if (force > 1) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, at, "force-replace octet is %02x", force);
    }
    f->force_replace = force == 1;
    ALB_TRY(expect(r, 1, GBCS_SIGNATURE, "signature length", err));
    f->signature = alb_rd_bytes(r, GBCS_SIGNATURE);
    return r->st;
}

alb_status gbcs_ota_parse(alb_span file, bool is_signed, gbcs_ota_file *out, alb_err *err)
{
    gbcs_ota_file f = {.is_signed = is_signed};
    alb_rd r = alb_rd_init(file);
    ALB_TRY(read_header(&r, file.len, &f.header, err));
    size_t trailer = is_signed ? GBCS_OTA_TRAILER : 0;
    if (alb_rd_left(&r) <= trailer) {
        return alb_fail(err, ALB_TRUNCATED, RULE, alb_rd_offset(&r), "file of %zu octets has no image",
                        file.len);
    }
    f.image = alb_rd_bytes(&r, alb_rd_left(&r) - trailer);
    if (is_signed) {
        ALB_TRY(read_trailer(&r, &f, err));
    }
    *out = f;
    return ALB_OK;
}

void gbcs_ota_hash(crypto_ctx *ctx, alb_span image, uint8_t out[static CRYPTO_HASH])
{
    crypto_sha256(ctx, image, out);
}

static void write_header(alb_wr *w, const gbcs_ota_header *h, size_t file_size)
{
    alb_wr_le(w, FILE_IDENTIFIER, 4);
    alb_wr_le(w, HEADER_VERSION, 2);
    alb_wr_le(w, GBCS_OTA_HEADER, 2);
    alb_wr_le(w, FIELD_CONTROL, 2);
    alb_wr_le(w, h->manufacturer, 2);
    alb_wr_le(w, h->image_type, 2);
    alb_wr_le(w, h->file_version, 4);
    alb_wr_le(w, STACK_VERSION, 2);
    alb_wr_bytes(w, ALB_SPAN_OF(h->text));
    alb_wr_le(w, file_size, 4);
    alb_wr_le(w, h->min_hardware, 2);
    alb_wr_le(w, h->max_hardware, 2);
}

alb_status gbcs_ota_build(crypto_ctx *ctx, const gbcs_ota_header *header, alb_span image,
                          const crypto_key *key, alb_wr *out, alb_err *err)
{
    size_t trailer = key ? GBCS_OTA_TRAILER : 0;
    if (image.len == 0 || image.len > UINT32_MAX - GBCS_OTA_HEADER - GBCS_OTA_TRAILER) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE, 0, "image of %zu octets", image.len);
    }
    uint8_t signature[CRYPTO_SIGNATURE];
    if (key) {
        ALB_TRY(crypto_sign(ctx, key, image, signature, err));
    }
    write_header(out, header, GBCS_OTA_HEADER + image.len + trailer);
    alb_wr_bytes(out, image);
    if (key) {
        alb_wr_u8(out, 0);
        alb_wr_u8(out, GBCS_SIGNATURE);
        alb_wr_bytes(out, ALB_SPAN_OF(signature));
    }
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, RULE, 0, "no room for the file");
}

alb_status gbcs_ota_check(crypto_ctx *ctx, const gbcs_ota_file *file, const crypto_pub *supplier,
                          alb_err *err)
{
    if (!file->is_signed) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, 0, "image is not signed");
    }
    if (crypto_verify(ctx, supplier, file->image, file->signature.ptr) != ALB_OK) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, GBCS_OTA_HEADER + file->image.len + 2,
                        "signature is not the supplier's over this image");
    }
    return ALB_OK;
}
