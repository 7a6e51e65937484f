/* What there is to ask help about. */
#ifndef ALB_CLI_HELP_LIST_H
#define ALB_CLI_HELP_LIST_H

/* A line each: name, then title. */
int help_list_use_cases(void);
int help_list_requests(void);
int help_list_alerts(void);
int help_list_codes(void);

#endif
