#include "tally.h"

#include "net/http.h"

#include <pthread.h>
#include <string.h>

enum { MAX_SENT = 65536 };

typedef struct sent {
    uint64_t counter;
    bool acknowledged, in_two_forms;
    unsigned arrivals;
    alb_buf first; /* the outcome as it first came */
} sent;

static struct {
    http_server *inbox;
    pthread_mutex_t lock; /* of the rest */
    sent list[MAX_SENT];
    size_t n;
} t = {.lock = PTHREAD_MUTEX_INITIALIZER};

static sent *find(uint64_t counter)
{
    for (size_t i = t.n; i > 0; i--) {
        if (t.list[i - 1].counter == counter) {
            return &t.list[i - 1];
        }
    }
    return NULL;
}

/* The counter at the end of the RequestID. */
static bool counter_of(alb_span xml, uint64_t *out)
{
    const uint8_t *end = memmem(xml.ptr, xml.len, "</sr:RequestID>", 15);
    const uint8_t *at = end;
    *out = 0;
    while (at && at > xml.ptr && at[-1] != ':') {
        at--;
    }
    for (; end && at < end; at++) {
        *out = *out * 10 + (uint64_t)(*at - '0');
    }
    return end != NULL;
}

/* What a device says after the time for it is no second outcome (docs/serve.md). */
static bool is_late(const alb_buf *first, alb_span xml)
{
    static const char gone[] = ":ResponseCode>E2";
    static const char come[] = ":ResponseCode>I0<";
    return memmem(first->ptr, first->len, gone, sizeof gone - 1) &&
           memmem(xml.ptr, xml.len, come, sizeof come - 1);
}

static void on_delivery(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    uint64_t counter;
    (void)ctx;
    (void)worker;
    response->status = 204;
    if (!counter_of(request->body, &counter)) {
        return; /* an alert */
    }
    (void)pthread_mutex_lock(&t.lock);
    sent *s = find(counter);
    if (s && s->arrivals++ == 0) {
        alb_buf_init(&s->first, 1U << 20);
        alb_buf_add(&s->first, request->body);
    } else if (s && !is_late(&s->first, request->body)) {
        s->in_two_forms = s->in_two_forms || !alb_span_equal(alb_buf_span(&s->first), request->body);
    }
    (void)pthread_mutex_unlock(&t.lock);
}

bool tally_start(void)
{
    http_server_options o = {.listen = "127.0.0.1:0", .handler = on_delivery};
    return http_server_start(&o, &t.inbox, NULL) == ALB_OK;
}

void tally_stop(void)
{
    http_server_stop(t.inbox, 1000);
    for (size_t i = 0; i < t.n; i++) {
        if (t.list[i].arrivals > 0) {
            alb_buf_release(&t.list[i].first);
        }
    }
}

const char *tally_address(void)
{
    return http_server_address(t.inbox);
}

size_t tally_send(uint64_t counter)
{
    (void)pthread_mutex_lock(&t.lock);
    size_t number = t.n < MAX_SENT ? t.n++ : MAX_SENT - 1;
    t.list[number] = (sent){.counter = counter};
    (void)pthread_mutex_unlock(&t.lock);
    return number;
}

void tally_acknowledge(size_t number)
{
    (void)pthread_mutex_lock(&t.lock);
    t.list[number].acknowledged = true;
    (void)pthread_mutex_unlock(&t.lock);
}

size_t tally_missing(void)
{
    return tally().missing;
}

tally_sum tally(void)
{
    (void)pthread_mutex_lock(&t.lock);
    tally_sum sum = {.sent = t.n};
    for (size_t i = 0; i < t.n; i++) {
        const sent *s = &t.list[i];
        sum.acknowledged += s->acknowledged;
        sum.missing += s->acknowledged && s->arrivals == 0;
        sum.repeated += s->arrivals > 1;
        sum.unheard += !s->acknowledged && s->arrivals > 0;
        sum.in_two_forms += s->in_two_forms;
    }
    (void)pthread_mutex_unlock(&t.lock);
    return sum;
}
