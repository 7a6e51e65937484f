#ifndef ALB_ZIP_INTERNAL_H
#define ALB_ZIP_INTERNAL_H

#include "zip/zip.h"

#define ZIP_RULE "APPNOTE 4.3"

enum {
    ZIP_LOCAL_HEADER = 0x04034b50,
    ZIP_DIRECTORY_HEADER = 0x02014b50,
    ZIP_DIRECTORY_END = 0x06054b50,
    ZIP_STORED = 0,
    ZIP_DEFLATED = 8
};

#endif
