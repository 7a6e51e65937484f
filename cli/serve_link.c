/* The link of `albion serve` to a fleet in another process: it may be away, and comes back. */
#include "serve.h"

#include <time.h>

enum { LOOK_MS = 100 };

static void *link_main(void *arg)
{
    serve_link *l = arg;
    bool was_told = false;
    while (!atomic_load(&l->stopping)) {
        link_socket *socket = NULL;
        alb_err err = {.code = ALB_OK};
        if (!dcc_has_link(l->dcc)) {
            alb_status st = link_connect(l->address, &socket, &err);
            st = st == ALB_OK ? dcc_attach_link(l->dcc, socket, &err) : st;
            if (st == ALB_OK || !was_told) {
                alb_log_event(l->log, st == ALB_OK ? ALB_LOG_INFO : ALB_LOG_WARN, "link",
                              "address=%s status=%s detail=\"%s\"", l->address, alb_status_name(st),
                              err.detail);
            }
            was_told = st != ALB_OK;
        }
        struct timespec pause = {.tv_nsec = LOOK_MS * 1000000L};
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

alb_status serve_link_start(serve_link *l, alb_err *err)
{
    l->thread_runs = pthread_create(&l->thread, NULL, link_main, l) == 0;
    return l->thread_runs ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no thread for the link");
}

void serve_link_stop(serve_link *l)
{
    atomic_store(&l->stopping, true);
    if (l->thread_runs) {
        (void)pthread_join(l->thread, NULL);
        l->thread_runs = false;
    }
}
