/* The pipeline's tables: commands under way by number, and a lane for each device. */
#ifndef ALB_DCC_PIPELINE_INTERNAL_H
#define ALB_DCC_PIPELINE_INTERNAL_H

#include "dcc_internal.h"

enum { BUCKETS = 16384 };

typedef enum stage {
    RESERVED,       /* has its place; its request is not durable yet */
    UNACKNOWLEDGED, /* durable; its User has not been told */
    READY,          /* to be sent once retry_at has come */
    SENT,
    DELIVERED, /* out of its lane */
    FAILED     /* out of its lane; its outcome is to be recorded */
} stage;

typedef struct lane {
    alb_eui64 device;
    dcc_work *first, *last;
    bool is_runnable;
    struct lane *next_in_bucket, *next_runnable;
} lane;

struct dcc_work {
    dcc_pipeline *pipeline;
    int64_t sequence, request;
    duis_request_id id; /* of the request, for the log */
    alb_eui64 device, hub;
    stage stage;
    bool is_swallowed;         /* it is sent, and does not arrive: a tester's order */
    bool in_lane, is_finished; /* finished: while it was being sent */
    bool is_lost;              /* another server has it, once whoever makes it here is done */
    lane *lane;
    alb_time answer_by, retry_at;
    alb_time under_way; /* SENT: the WAN says nothing of it before that date */
    unsigned attempts;
    const char *code; /* FAILED */
    uint8_t *command;
    size_t length;
    dcc_work *next_in_lane, *next_in_bucket, *next_failed;
};

struct dcc_pipeline {
    dcc *dcc;
    dcc_worker *worker; /* of the thread */
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t changed;
    bool stopping;
    uint64_t asked, answered; /* turns that somebody waits for (settle.c) */
    bool is_idle;             /* the last turn found nothing to do */
    dcc_work *works[BUCKETS];
    lane *lanes[BUCKETS];
    lane *runnable, *last_runnable;
    dcc_work *failed, *last_failed;
    dcc_work *sending;
    size_t count;
};

/* All of these with the lock held. */

/* A command at the end of its device's lane. */
ALB_MUST_USE alb_status work_add(dcc_pipeline *p, int64_t sequence, alb_eui64 device, alb_eui64 hub,
                                 dcc_work **out);
dcc_work *work_find(dcc_pipeline *p, int64_t sequence);
/* The next of its lane may be sent. */
void work_leave_lane(dcc_pipeline *p, dcc_work *w);
/* Out of every table, and freed: at once, or by whoever sends it. */
void work_forget(dcc_pipeline *p, dcc_work *w);
void work_free(dcc_work *w);

/* Something in the lane may be sent: it is looked at soon. */
void lane_make_runnable(dcc_pipeline *p, lane *l);
/* NULL: none. */
lane *lane_next_runnable(dcc_pipeline *p);
/* Lanes without commands go, so that a million quiet devices take no room. */
void lane_drop_if_empty(dcc_pipeline *p, lane *l);

#endif
