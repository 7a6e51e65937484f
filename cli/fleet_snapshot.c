/* albion fleet snapshot, albion fleet restore: the homes of a data directory as one file, and back. */
#include "fleet_run.h"

#include "cli.h"
#include "input.h"

#include "sim/snapshot.h"

#include <stdio.h>

static int run(int argc, char **argv, bool saves)
{
    const char *data = "albion-data";
    const cli_option options[] = {{"--data", &data, NULL}};
    alb_err err = {.code = ALB_OK};
    size_t n = 0;
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2) {
        fputs("usage: albion fleet snapshot FILE [--data DIR]\n"
              "       albion fleet restore FILE [--data DIR]\n"
              "snapshot: what commands and time have changed in the homes of a data directory (albion-data), "
              "their list\n"
              "and their network, to one file. restore: those homes in the place of the directory's, where "
              "no fleet may\n"
              "run. The DCC knows nothing of it: albion lever save and restore take both.\n",
              stderr);
        return CLI_USAGE;
    }
    alb_status st =
        saves ? sim_snapshot_save(data, argv[1], &n, &err) : sim_snapshot_restore(argv[1], data, &n, &err);
    if (st != ALB_OK) {
        cli_complain("fleet", &err);
        return CLI_ERROR;
    }
    printf("%zu homes differ from new ones\n", n);
    return CLI_OK;
}

int cli_fleet_snapshot(int argc, char **argv)
{
    return run(argc, argv, true);
}

int cli_fleet_restore(int argc, char **argv)
{
    return run(argc, argv, false);
}
