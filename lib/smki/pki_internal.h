#ifndef ALB_SMKI_PKI_INTERNAL_H
#define ALB_SMKI_PKI_INTERNAL_H

#include "issue_internal.h"

#include <limits.h>

/* Longest file of a key or a certificate: PEM of RSA with 4096 bits. */
enum { SMKI_PKI_FILE_MAX = 4096 };

/* "<dir>/<stem>.<extension>". */
ALB_MUST_USE alb_status smki_pki_path(const char *dir, const char *stem, const char *extension,
                                      char path[static PATH_MAX], alb_err *err);
/* The authority whose own certificate is of that profile. */
ALB_MUST_USE alb_status smki_pki_open_authority(const char *dir, const char *profile, smki_authority **out,
                                                alb_err *err);
/* A new key of the kind that the profile wants: in the token (NULL: in memory), under that label. */
ALB_MUST_USE alb_status smki_pki_make_key(const char *token, const char *label,
                                          const cat_certificate *profile, crypto_key **out, alb_err *err);

/* <dir>/<stem>.key and .pem. */
ALB_MUST_USE alb_status smki_pki_read_key(const char *dir, const char *stem, crypto_key **out, alb_err *err);
ALB_MUST_USE alb_status smki_pki_read_certificate(const char *dir, const char *stem, smki_certificate **out,
                                                  alb_err *err);
/* Files of mode 0600 and 0644; EXISTS where there is one. Of a key in a token, its URI. */
ALB_MUST_USE alb_status smki_pki_write_key(const char *path, const crypto_key *key, alb_err *err);
ALB_MUST_USE alb_status smki_pki_write_certificate(const char *path, const smki_certificate *c, alb_err *err);

#endif
