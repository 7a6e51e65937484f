/* Keys of a directory, opened for one run of a sub-command. */
#ifndef ALB_CLI_KEYS_H
#define ALB_CLI_KEYS_H

#include "gbcs/keys.h"

typedef struct cli_keys {
    smki_keystore *store;
    gbcs_keys *keys;
} cli_keys;

/* dir NULL: empty, and fine. False, with a line on standard error, when it cannot be read. Close it either
 * way. */
ALB_MUST_USE bool cli_keys_open(cli_keys *k, const char *dir);
void cli_keys_close(cli_keys *k);

#endif
