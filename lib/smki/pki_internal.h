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

/* Files of mode 0600 and 0644; EXISTS where there is one. */
ALB_MUST_USE alb_status smki_pki_write_key(const char *path, const crypto_key *key, alb_err *err);
ALB_MUST_USE alb_status smki_pki_write_certificate(const char *path, const smki_certificate *c, alb_err *err);

#endif
