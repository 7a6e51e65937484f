/* What happened to a meter while its time passed, to be told afterwards. */
#ifndef ALB_DEVICE_EVENT_LIST_H
#define ALB_DEVICE_EVENT_LIST_H

#include "base/buf.h"
#include "base/time.h"

enum { EVENT_LIST_MOST = 32 };

/* Beyond the most only the first are told of. */
typedef struct event_list {
    struct event_item {
        uint16_t code;
        alb_time at;
    } items[EVENT_LIST_MOST];
    size_t count;
} event_list;

static inline void event_list_add(event_list *e, uint16_t code, alb_time at)
{
    if (e->count < EVENT_LIST_MOST) {
        e->items[e->count++] = (struct event_item){.code = code, .at = at};
    }
}

#endif
