#include "keys.h"

#include "input.h"

bool cli_keys_open(cli_keys *k, const char *dir)
{
    *k = (cli_keys){.store = smki_keystore_new()};
    alb_err err = {.code = ALB_OK};
    alb_status st = k->store ? ALB_OK : ALB_NO_MEMORY;
    if (st == ALB_OK && dir) {
        st = smki_keystore_load(k->store, dir, &err);
    }
    if (st == ALB_OK) {
        k->keys = gbcs_keys_new(k->store, 0);
        st = k->keys ? ALB_OK : ALB_NO_MEMORY;
    }
    if (st != ALB_OK) {
        (void)alb_fail(&err, st, "keys", 0, "%s", alb_status_text(st));
        cli_complain(dir ? dir : "keys", &err);
    }
    return st == ALB_OK;
}

void cli_keys_close(cli_keys *k)
{
    gbcs_keys_free(k->keys);
    smki_keystore_free(k->store);
    *k = (cli_keys){.store = NULL};
}
