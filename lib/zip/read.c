/* Reading: the directory at the end says where entries are; nothing it says is believed beyond the archive's
 * own octets, and no entry grows beyond what the caller allows. */
#include "zip_internal.h"

#include "base/crc32.h"

#include <zlib.h>

enum { END_SIZE = 22, COMMENT_MAX = 65535, ENCRYPTED = 1 };

static alb_status refuse(alb_err *err, alb_status st, size_t offset, const char *what)
{
    return alb_fail(err, st, ZIP_RULE, offset, "archive: %s", what);
}

/* --- the directory --- */

/* The end record stands last, but for a comment of its own length. */
static bool find_end(alb_span archive, alb_rd *out)
{
    size_t most = archive.len < END_SIZE + COMMENT_MAX ? archive.len : END_SIZE + COMMENT_MAX;
    for (size_t back = END_SIZE; back <= most; back++) {
        alb_rd r = alb_rd_init(alb_span_sub(archive, archive.len - back, back));
        if (alb_rd_le(&r, 4) != ZIP_DIRECTORY_END) {
            continue;
        }
        alb_rd tail = alb_rd_init(alb_span_sub(archive, archive.len - back + END_SIZE - 2, 2));
        if (alb_rd_le(&tail, 2) == back - END_SIZE) {
            *out = r;
            return true;
        }
    }
    return false;
}

alb_status zip_open(alb_span archive, zip_reader *out, alb_err *err)
{
    alb_rd end;
    if (!find_end(archive, &end)) {
        return refuse(err, ALB_BAD_FORMAT, 0, "no directory");
    }
    uint64_t disks = alb_rd_le(&end, 4);
    uint64_t here = alb_rd_le(&end, 2);
    uint64_t count = alb_rd_le(&end, 2);
    uint64_t size = alb_rd_le(&end, 4);
    uint64_t offset = alb_rd_le(&end, 4);
    if (end.st != ALB_OK || disks != 0 || here != count || offset > archive.len ||
        size > archive.len - offset) {
        return refuse(err, ALB_BAD_FORMAT, 0, "of several parts, or its directory is not within it");
    }
    *out = (zip_reader){.archive = archive,
                        .directory = alb_rd_init(alb_span_sub(archive, (size_t)offset, (size_t)size)),
                        .left = (unsigned)count};
    return ALB_OK;
}

alb_status zip_next(zip_reader *z, zip_entry *out, bool *more, alb_err *err)
{
    alb_rd *r = &z->directory;
    *more = z->left > 0;
    if (!*more) {
        return ALB_OK;
    }
    z->left--;
    uint64_t signature = alb_rd_le(r, 4);
    (void)alb_rd_bytes(r, 4); /* versions */
    uint64_t flags = alb_rd_le(r, 2);
    *out = (zip_entry){.method = (uint16_t)alb_rd_le(r, 2)};
    (void)alb_rd_bytes(r, 4); /* time */
    out->crc = (uint32_t)alb_rd_le(r, 4);
    out->compressed = (size_t)alb_rd_le(r, 4);
    out->size = (size_t)alb_rd_le(r, 4);
    size_t name = (size_t)alb_rd_le(r, 2);
    size_t extra = (size_t)alb_rd_le(r, 2);
    size_t comment = (size_t)alb_rd_le(r, 2);
    (void)alb_rd_bytes(r, 8); /* disk, attributes */
    out->offset = (size_t)alb_rd_le(r, 4);
    out->name = alb_rd_bytes(r, name);
    (void)alb_rd_bytes(r, extra + comment);
    if (r->st != ALB_OK || signature != ZIP_DIRECTORY_HEADER) {
        return refuse(err, ALB_BAD_FORMAT, alb_rd_offset(r), "its directory is damaged");
    }
    if (flags & ENCRYPTED) {
        out->method = UINT16_MAX; /* one that nobody reads */
    }
    return ALB_OK;
}

/* --- contents --- */

/* The octets of an entry behind its own header, whose names and extra fields need not be those of the
 * directory. */
static alb_status find_octets(const zip_reader *z, const zip_entry *e, alb_span *out, alb_err *err)
{
    enum { FIXED = 22 }; /* between signature and the two lengths */
    alb_rd r = alb_rd_init(alb_span_sub(z->archive, e->offset, SIZE_MAX));
    uint64_t signature = alb_rd_le(&r, 4);
    (void)alb_rd_bytes(&r, FIXED);
    size_t name = (size_t)alb_rd_le(&r, 2);
    size_t extra = (size_t)alb_rd_le(&r, 2);
    (void)alb_rd_bytes(&r, name + extra);
    *out = alb_rd_bytes(&r, e->compressed);
    return r.st == ALB_OK && signature == ZIP_LOCAL_HEADER
               ? ALB_OK
               : refuse(err, ALB_BAD_FORMAT, e->offset, "an entry is not within it");
}

/* Exactly as many octets as the directory says. */
static bool inflate_into(alb_span in, uint8_t *out, size_t size)
{
    z_stream s = {.next_in = (Bytef *)(uintptr_t)in.ptr,
                  .avail_in = (uInt)in.len,
                  .next_out = out,
                  .avail_out = (uInt)size};
    if (inflateInit2(&s, -MAX_WBITS) != Z_OK) {
        return false;
    }
    bool good = inflate(&s, Z_FINISH) == Z_STREAM_END && s.total_out == size;
    (void)inflateEnd(&s);
    return good;
}

alb_status zip_read(const zip_reader *z, const zip_entry *e, alb_buf *out, alb_err *err)
{
    alb_span octets;
    if (e->method != ZIP_STORED && e->method != ZIP_DEFLATED) {
        return refuse(err, ALB_UNSUPPORTED, e->offset,
                      "an entry is encrypted or packed in a way that is not read");
    }
    ALB_TRY(find_octets(z, e, &octets, err));
    if (e->size > out->max - out->len || e->size > INT32_MAX || octets.len > INT32_MAX) {
        return refuse(err, ALB_TOO_LARGE, e->offset, "an entry is too large");
    }
    if (e->method == ZIP_STORED && octets.len != e->size) {
        return refuse(err, ALB_BAD_FORMAT, e->offset, "an entry has another size than its directory says");
    }
    if (e->size == 0) {
        return ALB_OK;
    }
    size_t before = out->len;
    uint8_t *to = alb_buf_extend(out, e->size);
    if (!to) {
        return refuse(err, out->st, e->offset, "no room for an entry");
    }
    bool good = true;
    if (e->method == ZIP_STORED) {
        memcpy(to, octets.ptr, e->size);
    } else {
        good = inflate_into(octets, to, e->size);
    }
    if (!good || alb_crc32(0, alb_span_of(to, e->size)) != e->crc) {
        out->len = before;
        return refuse(err, ALB_BAD_FORMAT, e->offset, "an entry is damaged");
    }
    return ALB_OK;
}
