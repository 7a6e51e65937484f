/* The table of sub-commands: what is not in it does not exist yet. */
#ifndef ALB_CLI_COMMANDS_H
#define ALB_CLI_COMMANDS_H

#include <stddef.h>

typedef struct cli_command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help; /* one line */
} cli_command;

const cli_command *cli_commands(size_t *count);
/* NULL: no such command. */
const cli_command *cli_command_find(const char *name);

#endif
