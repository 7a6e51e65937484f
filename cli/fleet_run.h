/* albion fleet run. */
#ifndef ALB_CLI_FLEET_RUN_H
#define ALB_CLI_FLEET_RUN_H

int cli_fleet_run(int argc, char **argv);

#endif
