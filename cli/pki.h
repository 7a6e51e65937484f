/* The verbs of albion pki that have a file of their own. */
#ifndef ALB_CLI_PKI_H
#define ALB_CLI_PKI_H

#include "base/arena.h"
#include "smki/certificate.h"

/* Every certificate of a file in turn: PEM (as many as there are), DER, hexadecimal or base64. */
ALB_MUST_USE alb_status pki_each_certificate(const char *path, alb_arena *arena,
                                             void (*visit)(void *ctx, const char *path, smki_certificate *c),
                                             void *ctx, alb_err *err);

int pki_show(int argc, char **argv);
int pki_verify(int argc, char **argv);
int pki_serve(int argc, char **argv);

#endif
