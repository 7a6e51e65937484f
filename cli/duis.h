/* albion duis: what the files of its sub-commands share. */
#ifndef ALB_CLI_DUIS_H
#define ALB_CLI_DUIS_H

/* argv[0] is the word behind duis. */
int duis_validate_command(int argc, char **argv);
int duis_transform_command(int argc, char **argv);
int duis_correlate_command(int argc, char **argv);
int duis_sign_command(int argc, char **argv);
int duis_verify_command(int argc, char **argv);

#endif
