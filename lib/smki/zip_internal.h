/* ZIP archives without compression (APPNOTE 4.3): what is in them is small and mostly random. */
#ifndef ALB_SMKI_ZIP_INTERNAL_H
#define ALB_SMKI_ZIP_INTERNAL_H

#include "base/buf.h"

typedef struct smki_zip {
    alb_buf *out;
    alb_buf directory;
    size_t start;
    uint16_t count;
} smki_zip;

void smki_zip_begin(smki_zip *z, alb_buf *out);
void smki_zip_add(smki_zip *z, const char *name, alb_span contents);
/* Writes the directory behind the entries; the archive's status is that of its buffer. */
void smki_zip_end(smki_zip *z);

#endif
