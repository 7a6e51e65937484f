#include "zip_internal.h"

#include "base/crc32.h"

enum {
    VERSION = 20,
    UTF8_NAMES = 1 << 11,
    DOS_1980 = 1 << 5 | 1, /* the first day that DOS knows; archives are equal where contents are */
    HEADER_MAX = 46
};

/* What the header of an entry and its line of the directory have in common. */
static void write_common(alb_wr *w, size_t name, alb_span contents)
{
    alb_wr_le(w, VERSION, 2);
    alb_wr_le(w, UTF8_NAMES, 2);
    alb_wr_le(w, ZIP_STORED, 2);
    alb_wr_le(w, 0, 2);
    alb_wr_le(w, DOS_1980, 2);
    alb_wr_le(w, alb_crc32(0, contents), 4);
    alb_wr_le(w, contents.len, 4);
    alb_wr_le(w, contents.len, 4);
    alb_wr_le(w, name, 2);
    alb_wr_le(w, 0, 2);
}

void zip_begin(zip_writer *z, alb_buf *out)
{
    *z = (zip_writer){.out = out, .start = out->len};
    alb_buf_init(&z->directory, out->max);
}

void zip_add(zip_writer *z, const char *name, alb_span contents)
{
    uint8_t header[HEADER_MAX];
    size_t offset = z->out->len - z->start;
    size_t len = strlen(name);
    if (z->count == UINT16_MAX || contents.len > UINT32_MAX || len > UINT16_MAX) {
        z->out->st = ALB_TOO_LARGE;
        return;
    }
    alb_wr w = alb_wr_init(header, sizeof header);
    alb_wr_le(&w, ZIP_LOCAL_HEADER, 4);
    write_common(&w, len, contents);
    alb_buf_add(z->out, alb_wr_span(&w));
    alb_buf_add_text(z->out, name);
    alb_buf_add(z->out, contents);

    w = alb_wr_init(header, sizeof header);
    alb_wr_le(&w, ZIP_DIRECTORY_HEADER, 4);
    alb_wr_le(&w, VERSION, 2);
    write_common(&w, len, contents);
    alb_wr_le(&w, 0, 2 + 2 + 2); /* comment, disk, attributes inside */
    alb_wr_le(&w, 0, 4);         /* and outside */
    alb_wr_le(&w, offset, 4);
    alb_buf_add(&z->directory, alb_wr_span(&w));
    alb_buf_add_text(&z->directory, name);
    z->count++;
}

void zip_end(zip_writer *z)
{
    uint8_t end[HEADER_MAX];
    size_t offset = z->out->len - z->start;
    alb_wr w = alb_wr_init(end, sizeof end);
    alb_wr_le(&w, ZIP_DIRECTORY_END, 4);
    alb_wr_le(&w, 0, 4); /* disks */
    alb_wr_le(&w, z->count, 2);
    alb_wr_le(&w, z->count, 2);
    alb_wr_le(&w, z->directory.len, 4);
    alb_wr_le(&w, offset, 4);
    alb_wr_le(&w, 0, 2);
    alb_buf_add(z->out, alb_buf_span(&z->directory));
    alb_buf_add(z->out, alb_wr_span(&w));
    if (z->directory.st != ALB_OK) {
        z->out->st = z->directory.st;
    }
    alb_buf_release(&z->directory);
}
