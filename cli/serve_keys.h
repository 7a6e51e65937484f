/* What `albion serve` trusts: the key infrastructure of its data directory and that of --keys. */
#ifndef ALB_CLI_SERVE_KEYS_H
#define ALB_CLI_SERVE_KEYS_H

#include "base/log.h"
#include "smki/keystore.h"

typedef struct serve_keys_options {
    const char *pki;  /* of the data directory */
    const char *more; /* --keys; NULL: none */
    const char *left; /* a directory below pki that is passed over: the devices', which the store knows */
    bool accept_test_signatures;
    alb_time now;
    const alb_log *log;
} serve_keys_options;

/* Fills the store with what may be trusted now: authorities, their newest revocation lists, certificates that
 * chain to an authority, are valid and not revoked, and the private keys that are the DCC's own. A
 * certificate that is refused gets a line in the log with its file and the rule. signer: a key of `more` for
 * XML signing by the DCC, which goes before that of the data directory, since existing clients know its
 * certificate; NULL: none. */
ALB_MUST_USE alb_status serve_keys_load(const serve_keys_options *o, smki_keystore *into,
                                        const smki_identity **signer, alb_err *err);
/* The certificates of a device in files of that directory, <eui>-ds.pem and <eui>-ka.pem; the caller frees
 * them. Fails where there are not both. */
ALB_MUST_USE alb_status serve_keys_of_device(const char *dir, alb_eui64 device, smki_certificate **signing,
                                             smki_certificate **agreement, alb_err *err);

#endif
