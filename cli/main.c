#include "cli.h"
#include "commands.h"

#include "base/version.h"

#include <stdio.h>
#include <string.h>

static int usage(void)
{
    fputs("usage: albion COMMAND [ARGUMENT...]; 'albion help' lists the commands\n", stderr);
    return CLI_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        return usage();
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("albion %s\n", alb_version());
        return CLI_OK;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        static char help[] = "help";
        char *alone[] = {help, NULL};
        return cli_help(1, alone);
    }
    const cli_command *command = cli_command_find(argv[1]);
    if (!command) {
        fprintf(stderr, "albion: no command '%s'\n", argv[1]);
        return usage();
    }
    int code = command->run(argc - 1, argv + 1);
    if (fflush(stdout) != 0) {
        perror("albion: standard output");
        return CLI_ERROR;
    }
    return code;
}
