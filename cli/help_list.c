#include "help_list.h"

#include "cli.h"

#include "catalogue/alert.h"
#include "catalogue/dcc_alert.h"
#include "catalogue/response_code.h"
#include "catalogue/service_request.h"

#include <stdio.h>

int help_list_use_cases(void)
{
    size_t n = 0;
    const cat_use_case *const *all = cat_use_cases(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%-40s %04x  %s\n", all[i]->name, all[i]->message_code, all[i]->title);
    }
    return CLI_OK;
}

int help_list_requests(void)
{
    size_t n = 0;
    const cat_service_request *const *all = cat_service_requests(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%-8s %s\n", all[i]->srv, all[i]->name);
    }
    return CLI_OK;
}

int help_list_alerts(void)
{
    size_t n = 0;
    const cat_alert *all = cat_alerts(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%04X  %s\n", all[i].code, all[i].name);
    }
    const cat_dcc_alert *own = cat_dcc_alerts(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%-4s  %s\n", own[i].code, own[i].meaning);
    }
    return CLI_OK;
}

int help_list_codes(void)
{
    size_t n = 0;
    const cat_response_code *all = cat_response_codes(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%-8s %s\n", all[i].code, all[i].meaning);
    }
    return CLI_OK;
}
