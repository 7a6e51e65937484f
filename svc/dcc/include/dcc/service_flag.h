/* The DCC Service Flag: what the DCC tells providers of registration data of each meter point
 * (registration-and-supply.md 2.5). */
#ifndef ALB_DCC_SERVICE_FLAG_H
#define ALB_DCC_SERVICE_FLAG_H

#include "registration/file.h"

typedef struct dcc_flag_report {
    const char *provider; /* whose network parties' meter points they are */
    char fuel;            /* 'E', 'G' */
    bool all;             /* every meter point, not only those whose flag is another than was told last */
    const registration_sender *sender;
} dcc_flag_report;

/* Writes a DCC Status File of the inventory as it is now, and notes what was told. A flag is told until it is
 * noted: after a failure in between a second time, never not at all. path: room for the file's name; n: meter
 * points in it. NOT_FOUND: no such provider. */
ALB_MUST_USE alb_status dcc_write_flags(store *s, const dcc_flag_report *report, char *path, size_t size,
                                        uint32_t *n, alb_err *err);

#endif
