/* albion backup, albion restore: the environment of an `albion serve` (docs/operations.md). */
#include "cli.h"
#include "environment.h"
#include "input.h"

#include <stdio.h>

static int usage(const char *text)
{
    fputs(text, stderr);
    return CLI_USAGE;
}

static int report(const char *name, alb_status st, const alb_err *err)
{
    if (st != ALB_OK) {
        cli_complain(name, err);
    }
    return st == ALB_OK ? CLI_OK : CLI_ERROR;
}

int cli_backup(int argc, char **argv)
{
    const char *data = "albion-data";
    const char *store = NULL;
    const cli_option options[] = {{"--data", &data, NULL}, {"--store", &store, NULL}};
    alb_err err = {.code = ALB_OK};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2) {
        return usage("usage: albion backup [--data DIR] [--store URL] TO\n"
                     "copies keys, store, homes and clock of an `albion serve`, which may be running, to a "
                     "new directory\n");
    }
    return report("backup", environment_save(data, store, argv[1], &err), &err);
}

int cli_restore(int argc, char **argv)
{
    const char *data = "albion-data";
    const cli_option options[] = {{"--data", &data, NULL}};
    alb_err err = {.code = ALB_OK};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2) {
        return usage(
            "usage: albion restore [--data DIR] FROM\n"
            "puts what `albion backup` copied in the place of what is in DIR; no serve may run on it\n");
    }
    return report("restore", environment_restore(argv[1], data, &err), &err);
}
