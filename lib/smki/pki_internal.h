#ifndef ALB_SMKI_PKI_INTERNAL_H
#define ALB_SMKI_PKI_INTERNAL_H

#include "smki/authority.h"

#include <limits.h>

/* "<dir>/<stem>.<extension>". */
ALB_MUST_USE alb_status smki_pki_path(const char *dir, const char *stem, const char *extension,
                                      char path[static PATH_MAX], alb_err *err);
/* The authority whose own certificate is of that profile. */
ALB_MUST_USE alb_status smki_pki_open_authority(const char *dir, const char *profile, smki_authority **out,
                                                alb_err *err);

#endif
