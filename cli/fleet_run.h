/* albion fleet run; snapshot and restore (fleet_snapshot.c). */
#ifndef ALB_CLI_FLEET_RUN_H
#define ALB_CLI_FLEET_RUN_H

int cli_fleet_run(int argc, char **argv);
int cli_fleet_snapshot(int argc, char **argv);
int cli_fleet_restore(int argc, char **argv);

#endif
