/* albion fleet: its sub-commands, one file a subject. */
#ifndef ALB_CLI_FLEET_H
#define ALB_CLI_FLEET_H

/* What all of them say of themselves; the exit code of a wrong command line. */
int cli_fleet_usage(void);
/* Asks the serve to do what the path below /sim/v1 says to `what`. */
int cli_fleet_post(const char *server, const char *what, const char *path);

/* fleet_consumption.c */
int cli_fleet_consumption(int argc, char **argv);

/* fleet_world.c */
int cli_fleet_load(int argc, char **argv);
int cli_fleet_tamper(int argc, char **argv);
int cli_fleet_drift(int argc, char **argv);

#endif
