/* What a User is shown of a message of the DCC. */
#ifndef ALB_CLI_USER_PRINT_H
#define ALB_CLI_USER_PRINT_H

#include "user/user.h"

typedef enum user_form { USER_FOR_PEOPLE, USER_AS_JSON, USER_AS_MMC } user_form;

/* To standard output; JSON and MMC XML take one line. The exit code: CLI_FAILED for a response code that
 * refuses, or for a message that has no MMC form when that is asked for. */
int cli_user_print(const user_result *result, user_form form);

#endif
