/* What a person gives on the command line: files in whatever form, keys in a directory, options in any order.
 */
#ifndef ALB_CLI_INPUT_H
#define ALB_CLI_INPUT_H

#include "base/arena.h"

#include <stdio.h>

typedef enum cli_form { CLI_FORM_BINARY, CLI_FORM_HEX, CLI_FORM_BASE64 } cli_form;

/* Most octets a file given to a sub-command may have. */
enum { CLI_INPUT_MAX = 32 * 1024 * 1024 };

/* The whole file ("-": standard input) in arena memory. */
ALB_MUST_USE alb_status cli_read_file(const char *path, alb_arena *arena, alb_span *out, alb_err *err);
/* A message: hexadecimal and base64 text are recognised, anything else is taken as it is. form may be NULL.
 */
ALB_MUST_USE alb_status cli_read_octets(const char *path, alb_arena *arena, alb_span *out, cli_form *form,
                                        alb_err *err);
/* The same of what was read already. */
alb_span cli_octets(alb_span file, alb_arena *arena, cli_form *form);
/* Writes octets to standard output in that form, with a newline behind text. */
void cli_write_octets(alb_span octets, cli_form form);

/* "PATH: detail (offset n; rule)" to standard error. */
void cli_complain(const char *path, const alb_err *err);

/* --- options: "--name" or "--name VALUE", anywhere; the rest are operands --- */

typedef struct cli_option {
    const char *name;   /* with its dashes */
    const char **value; /* of an option that has one */
    bool *flag;         /* of one that has none */
} cli_option;

/* Takes the options out of argv and moves the operands to the front of it: *argc is their number afterwards.
 * argv[0] is passed over. False, with a line on standard error, for an option that is not in the list or
 * lacks its value. */
ALB_MUST_USE bool cli_options(int *argc, char **argv, const cli_option *options, size_t count);

/* An option that may stand several times: its values, in order, out of argv before cli_options sees the rest.
 * False, with a line on standard error, for more than max, or one without a value. */
ALB_MUST_USE bool cli_option_values(int *argc, char **argv, const char *name, const char **values, size_t max,
                                    size_t *count);

#endif
