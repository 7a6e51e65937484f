/* The albion command: one function per sub-command, found through the table in commands.c. */
#ifndef ALB_CLI_CLI_H
#define ALB_CLI_CLI_H

/* Exit codes that mean the same in every sub-command. */
enum {
    CLI_OK = 0,
    CLI_FAILED = 1, /* done, and the answer is no: a file failed, a request was refused */
    CLI_USAGE = 2,  /* the command line is wrong */
    CLI_ERROR = 3   /* could not be done: no such file, no connection, disk full */
};

/* argv[0] is the sub-command's name. */
int cli_audit(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_bench_device(int argc, char **argv);
int cli_duis(int argc, char **argv);
int cli_fleet(int argc, char **argv);
int cli_help(int argc, char **argv);
int cli_lever(int argc, char **argv);
int cli_message(int argc, char **argv);
int cli_mmc(int argc, char **argv);
int cli_pki(int argc, char **argv);
int cli_party(int argc, char **argv);
int cli_products(int argc, char **argv);
int cli_registration(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_serve(int argc, char **argv);
int cli_thresholds(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_utrn(int argc, char **argv);

#endif
