/* Service Requests, printed for people. */
#ifndef ALB_CLI_HELP_REQUEST_H
#define ALB_CLI_HELP_REQUEST_H

/* By number ("4.1.1"), name or body element; an exit code. */
int help_request(const char *name);

#endif
