/* The verbs of albion pki that have a file of their own. */
#ifndef ALB_CLI_PKI_H
#define ALB_CLI_PKI_H

#include "base/arena.h"
#include "ra/ra.h"
#include "smki/certificate.h"

#include <stdio.h>

/* Every certificate of a file in turn: PEM (as many as there are), DER, hexadecimal or base64. */
ALB_MUST_USE alb_status pki_each_certificate(const char *path, alb_arena *arena,
                                             void (*visit)(void *ctx, const char *path, smki_certificate *c),
                                             void *ctx, alb_err *err);

/* The Registration Authority of a directory; its store lies beside it where no URL is given. False after a
 * complaint. */
ALB_MUST_USE bool pki_open_ra(const char *dir, const char *store_url, const alb_clock *clock, ra **out);
/* The DER of a credential's certificate, with any kind of key. False after a complaint. */
ALB_MUST_USE bool pki_read_credential(const char *path, alb_arena *arena, alb_span *der);
/* Says what is wrong; the exit code for it. */
int pki_complain(const char *what, const alb_err *err);

/* A time, or now for NULL. False after a complaint. */
ALB_MUST_USE bool pki_read_time(const char *text, alb_time *out);
/* The exit code for what came of it, after a complaint where it failed. */
int pki_report(const char *what, alb_status st, const alb_err *err);
/* The profiles of IKI and DCCKI that `pki issue` takes. */
void pki_print_profiles(FILE *out);

int pki_authority(int argc, char **argv);
int pki_audit(int argc, char **argv);
int pki_backup(int argc, char **argv);
int pki_restore(int argc, char **argv);
int pki_expiring(int argc, char **argv);
int pki_init(int argc, char **argv);
int pki_issue(int argc, char **argv);
int pki_join(int argc, char **argv);
int pki_officer(int argc, char **argv);
int pki_recover(int argc, char **argv);
int pki_request(int argc, char **argv);
int pki_split(int argc, char **argv);
int pki_sign_file(int argc, char **argv);
int pki_verify_file(int argc, char **argv);
int pki_subscriber(int argc, char **argv);
int pki_show(int argc, char **argv);
int pki_verify(int argc, char **argv);
int pki_serve(int argc, char **argv);

#endif
