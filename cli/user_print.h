/* What a User is shown of a message of the DCC. */
#ifndef ALB_CLI_USER_PRINT_H
#define ALB_CLI_USER_PRINT_H

#include "user/user.h"

/* To standard output, for people or as JSON (one line). The exit code: CLI_FAILED for a response code that
 * refuses. */
int cli_user_print(const user_result *result, bool json);

#endif
