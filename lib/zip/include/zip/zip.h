/* ZIP archives (APPNOTE 4.3; the format of Info-ZIP): read, stored or deflated, and written, stored, since
 * what we put into them is small and mostly random. No archive of more than 65,535 entries or 4 GiB.
 */
#ifndef ALB_ZIP_ZIP_H
#define ALB_ZIP_ZIP_H

#include "base/buf.h"

/* --- writing --- */

typedef struct zip_writer {
    alb_buf *out;
    alb_buf directory;
    size_t start;
    uint16_t count;
} zip_writer;

/* The archive is added to out, whose status is the archive's. */
void zip_begin(zip_writer *z, alb_buf *out);
/* TOO_LARGE in out's status for what the format cannot hold. */
void zip_add(zip_writer *z, const char *name, alb_span contents);
/* Writes the directory behind the entries and releases the writer. */
void zip_end(zip_writer *z);

/* --- reading --- */

typedef struct zip_reader {
    alb_span archive; /* borrowed */
    alb_rd directory;
    unsigned left; /* entries */
} zip_reader;

typedef struct zip_entry {
    alb_span name; /* as it stands in the archive: any octets */
    uint16_t method;
    uint32_t crc;
    size_t compressed, size; /* as the directory says */
    size_t offset;           /* of its header */
} zip_entry;

/* BAD_FORMAT: not an archive that we read. */
ALB_MUST_USE alb_status zip_open(alb_span archive, zip_reader *out, alb_err *err);
/* The next entry of the directory; *more false at the end. */
ALB_MUST_USE alb_status zip_next(zip_reader *z, zip_entry *out, bool *more, alb_err *err);
/* Adds the contents of an entry to out. TOO_LARGE when they do not fit out->max, whatever the directory says;
 * UNSUPPORTED: encrypted, or a method that is neither stored nor deflated; BAD_FORMAT: damaged. */
ALB_MUST_USE alb_status zip_read(const zip_reader *z, const zip_entry *entry, alb_buf *out, alb_err *err);

#endif
