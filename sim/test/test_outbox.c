/* The outbox under load: links that come and go, an other end that accepts some of what it gets. Everything
 * is there at least once in the end, in the order in which it was said where nothing goes wrong. */
#include "outbox.h"
#include "outbox_queue.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MESSAGES = 20000, LINKS = 3, HUBS = 50, ALL = 100 };

/* The other end of one link. */
typedef struct server {
    outbox *box;
    link_socket *here, *there;
    unsigned slot;
    pthread_t thread;
    unsigned accepts; /* of a hundred */
    atomic_uint *seen;
    uint32_t last; /* number behind that of the message that came last */
    bool is_ordered;
} server;

static alb_eui64 hub_of(uint32_t number)
{
    return alb_eui64_of(1000 + number % HUBS);
}

static void *serve(void *arg)
{
    server *s = arg;
    link_frame frame;
    s->is_ordered = true;
    while (link_receive(s->there, -1, &frame, NULL) == ALB_OK) {
        if (frame.type != LINK_RECEIVED) {
            continue;
        }
        alb_rd r = alb_rd_init(frame.message);
        uint32_t number = alb_rd_be32(&r);
        atomic_fetch_add(&s->seen[number], 1);
        s->is_ordered = s->is_ordered && number + 1 > s->last;
        s->last = number + 1;
        if (frame.sequence * 7919 % ALL < s->accepts) {
            outbox_accepted(s->box, frame.sequence);
        }
    }
    return NULL;
}

static void start(server *s, outbox *box, atomic_uint *seen, unsigned accepts)
{
    *s = (server){.box = box, .seen = seen, .accepts = accepts};
    assert_int_equal(link_pair(&s->here, &s->there, NULL), ALB_OK);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
    assert_int_equal(outbox_attach(box, s->here, &s->slot, NULL), ALB_OK);
}

static void stop(server *s)
{
    link_close(s->here);
    outbox_detach(s->box, s->slot);
    (void)pthread_join(s->thread, NULL);
    link_free(s->here);
    link_free(s->there);
}

static void report(outbox *box, uint32_t number)
{
    uint8_t octets[200] = {0};
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_wr_be32(&w, number);
    outbox_report(box, hub_of(number), alb_span_of(octets, 4 + number % 196));
}

static void wait_until_empty(outbox *box)
{
    outbox_flush(box);
    for (int64_t end = alb_monotonic_ns() + INT64_C(20000000000); !outbox_is_empty(box);) {
        assert_true(alb_monotonic_ns() < end);
        outbox_wait_for_room(box);
        (void)sched_yield();
    }
}

static void each_came_once(atomic_uint seen[static MESSAGES])
{
    for (uint32_t n = 0; n < MESSAGES; n++) {
        assert_int_equal(atomic_load(&seen[n]), 1);
    }
}

static void one_link_keeps_the_order(void **state)
{
    static atomic_uint seen[MESSAGES];
    outbox *box;
    server s;
    (void)state;
    assert_int_equal(outbox_new(&box, NULL), ALB_OK);
    start(&s, box, seen, ALL);
    for (uint32_t n = 0; n < MESSAGES; n++) {
        outbox_wait_for_room(box);
        report(box, n);
    }
    wait_until_empty(box);
    stop(&s);
    assert_true(s.is_ordered);
    each_came_once(seen);
    outbox_free(box);
}

static void what_links_lose_goes_by_others(void **state)
{
    static atomic_uint seen[MESSAGES];
    outbox *box;
    server servers[LINKS];
    (void)state;
    assert_int_equal(outbox_new(&box, NULL), ALB_OK);
    for (size_t i = 0; i < LINKS; i++) {
        start(&servers[i], box, seen, 60);
    }
    for (uint32_t n = 0; n < MESSAGES; n++) {
        outbox_note(box, hub_of(n), servers[n % LINKS].slot);
        outbox_wait_for_room(box);
        report(box, n);
        if (n % 997 == 0) {
            server *gone = &servers[n / 997 % LINKS];
            stop(gone);
            start(gone, box, seen, 60);
        }
    }
    for (size_t i = 0; i < LINKS; i++) {
        stop(&servers[i]);
    }
    assert_false(outbox_is_empty(box));
    start(&servers[0], box, seen, ALL); /* what nobody has accepted comes again by this one */
    wait_until_empty(box);
    stop(&servers[0]);
    for (uint32_t n = 0; n < MESSAGES; n++) {
        assert_true(atomic_load(&seen[n]) >= 1);
    }
    outbox_free(box);
}

/* Without a link nobody waits, and nothing is lost. */
static void nobody_waits_without_a_link(void **state)
{
    static atomic_uint seen[MESSAGES];
    outbox *box;
    server s;
    (void)state;
    assert_int_equal(outbox_new(&box, NULL), ALB_OK);
    for (uint32_t n = 0; n < MESSAGES; n++) {
        outbox_wait_for_room(box);
        report(box, n);
    }
    start(&s, box, seen, ALL);
    wait_until_empty(box);
    stop(&s);
    assert_true(s.is_ordered);
    each_came_once(seen);
    outbox_free(box);
}

/* In any order messages leave the window, it has those that are left. */
static void a_window_has_what_is_left(void **state)
{
    enum { ROUNDS = 3000 };
    static bool left[2 * ROUNDS + 1];
    window w = {.size = 0};
    queue q = {.first = NULL};
    uint32_t random = 1;
    size_t count = 0;
    (void)state;
    for (uint32_t round = 0; round < 2 * ROUNDS; round++) {
        random = random * 1664525 + 1013904223;
        if (round < ROUNDS) {
            queue_entry *e = queue_entry_new(&(link_frame){.type = LINK_RECEIVED, .message = ALB_LIT("m")});
            assert_non_null(e);
            assert_true(window_add(&w, e));
            left[e->frame.sequence] = true;
            queue_push(&q, e);
            count++;
        }
        uint64_t number = (random >> 8) % (ROUNDS + 1);
        queue_entry *e = window_take(&w, number);
        assert_int_equal(e != NULL, left[number]);
        count -= left[number];
        left[number] = false;
        free(e);
        assert_int_equal(q.count, count);
    }
    for (uint64_t number = 0; number <= ROUNDS; number++) {
        assert_int_equal(window_at(&w, number) != NULL, left[number]);
    }
    window_release(&w);
    assert_true(window_is_empty(&w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_link_keeps_the_order),
        cmocka_unit_test(what_links_lose_goes_by_others),
        cmocka_unit_test(nobody_waits_without_a_link),
        cmocka_unit_test(a_window_has_what_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
