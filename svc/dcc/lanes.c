/* Commands under way, by their number and by their device (pipeline.c). */
#include "pipeline_internal.h"

#include <stdlib.h>

static size_t device_bucket(alb_eui64 device)
{
    uint64_t h = alb_eui64_number(device) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(h >> 32) % BUCKETS;
}

static lane *lane_of(dcc_pipeline *p, alb_eui64 device)
{
    lane **bucket = &p->lanes[device_bucket(device)];
    for (lane *l = *bucket; l; l = l->next_in_bucket) {
        if (alb_eui64_equal(l->device, device)) {
            return l;
        }
    }
    lane *l = calloc(1, sizeof *l);
    if (l) {
        l->device = device;
        l->next_in_bucket = *bucket;
        *bucket = l;
    }
    return l;
}

void lane_drop_if_empty(dcc_pipeline *p, lane *l)
{
    if (l->first || l->is_runnable) {
        return;
    }
    lane **at = &p->lanes[device_bucket(l->device)];
    while (*at != l) {
        at = &(*at)->next_in_bucket;
    }
    *at = l->next_in_bucket;
    free(l);
}

void lane_make_runnable(dcc_pipeline *p, lane *l)
{
    if (!l->is_runnable && l->first) {
        l->is_runnable = true;
        l->next_runnable = NULL;
        if (p->last_runnable) {
            p->last_runnable->next_runnable = l;
        } else {
            p->runnable = l;
        }
        p->last_runnable = l;
        (void)pthread_cond_signal(&p->changed);
    }
}

dcc_work *work_find(dcc_pipeline *p, int64_t sequence)
{
    dcc_work *w = p->works[(size_t)sequence % BUCKETS];
    while (w && w->sequence != sequence) {
        w = w->next_in_bucket;
    }
    return w;
}

void work_leave_lane(dcc_pipeline *p, dcc_work *w)
{
    if (!w->in_lane) {
        return;
    }
    lane *l = w->lane;
    dcc_work *before = NULL;
    for (dcc_work *x = l->first; x != w; x = x->next_in_lane) {
        before = x;
    }
    if (before) {
        before->next_in_lane = w->next_in_lane;
    } else {
        l->first = w->next_in_lane;
    }
    l->last = l->last == w ? before : l->last;
    w->in_lane = false;
    lane_make_runnable(p, l);
    lane_drop_if_empty(p, l);
}

void work_free(dcc_work *w)
{
    free(w->command);
    free(w);
}

void work_forget(dcc_pipeline *p, dcc_work *w)
{
    work_leave_lane(p, w);
    dcc_work **at = &p->works[(size_t)w->sequence % BUCKETS];
    while (*at != w) {
        at = &(*at)->next_in_bucket;
    }
    *at = w->next_in_bucket;
    p->count--;
    if (p->sending == w) {
        w->is_finished = true; /* whoever sends it frees it */
    } else {
        work_free(w);
    }
}

alb_status work_add(dcc_pipeline *p, int64_t sequence, alb_eui64 device, alb_eui64 hub, dcc_work **out)
{
    lane *l = lane_of(p, device);
    dcc_work *w = l ? calloc(1, sizeof *w) : NULL;
    if (!w) {
        if (l) {
            lane_drop_if_empty(p, l);
        }
        return ALB_NO_MEMORY;
    }
    *w = (dcc_work){
        .pipeline = p, .sequence = sequence, .device = device, .hub = hub, .lane = l, .in_lane = true};
    if (l->last) {
        l->last->next_in_lane = w;
    } else {
        l->first = w;
    }
    l->last = w;
    dcc_work **bucket = &p->works[(size_t)sequence % BUCKETS];
    w->next_in_bucket = *bucket;
    *bucket = w;
    p->count++;
    *out = w;
    return ALB_OK;
}

lane *lane_next_runnable(dcc_pipeline *p)
{
    lane *l = p->runnable;
    if (l) {
        p->runnable = l->next_runnable;
        p->last_runnable = p->runnable ? p->last_runnable : NULL;
        l->is_runnable = false;
    }
    return l;
}
