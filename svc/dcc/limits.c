/* How long the DCC waits for a device (duis.md 4.7): the target response time of the service. */
#include "dcc_internal.h"

alb_time dcc_target(const char *srv)
{
    /* Services that read long profiles; the first is sourced, the others follow it. */
    static const struct {
        const char *srv;
        alb_time limit;
    } long_reads[] = {{"4.8.1", ALB_SECONDS(5600)},
                      {"4.8.2", ALB_SECONDS(5600)},
                      {"4.8.3", ALB_SECONDS(5600)},
                      {"4.10", ALB_SECONDS(5600)}};
    for (size_t i = 0; i < ALB_COUNT(long_reads); i++) {
        if (strcmp(long_reads[i].srv, srv) == 0) {
            return long_reads[i].limit;
        }
    }
    return ALB_SECONDS(30);
}

alb_time dcc_response_limit(const dcc *d, const char *srv)
{
    return d->response_limit > 0 ? d->response_limit : dcc_target(srv);
}
