#include "gbcs/blocks.h"

#include "property.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* A link that loses, repeats and reorders: a bag of packets from which any may be taken, twice, or never. */
enum { PACKET = GBCS_BLOCK_DATA + GBCS_BLOCK_OVERHEAD, BAG = 128 };

typedef struct link {
    uint8_t packets[BAG][PACKET];
    size_t lengths[BAG];
    size_t count;
} link;

static const gbcs_block_route route = {
    .cra = GBCS_COMMAND, .counter = 1000, .originator = {{1}}, .target = {{2}}, .message_code = 0x0102};

static void link_put(link *l, alb_span packet)
{
    if (l->count < BAG) {
        memcpy(l->packets[l->count], packet.ptr, packet.len);
        l->lengths[l->count++] = packet.len;
    }
}

/* Takes a random packet out; one in eight is lost, one in eight stays for a second time. */
static alb_span link_take(link *l, property *p, uint8_t out[static PACKET])
{
    if (l->count == 0) {
        return (alb_span){0};
    }
    size_t i = property_below(p, 4) == 0 ? property_below(p, l->count) : 0;
    size_t len = l->lengths[i];
    memcpy(out, l->packets[i], len);
    uint64_t fate = property_below(p, 8);
    if (fate != 0) {
        memmove(l->packets[i], l->packets[i + 1 < BAG ? i + 1 : i], (l->count - i - 1) * PACKET);
        memmove(&l->lengths[i], &l->lengths[i + 1 < BAG ? i + 1 : i],
                (l->count - i - 1) * sizeof l->lengths[0]);
        l->count--;
    }
    alb_span lost = {0};
    return fate == 1 ? lost : alb_span_of(out, len);
}

static uint8_t message[GBCS_MAX_MESSAGE];
static uint8_t received[GBCS_MAX_MESSAGE];
static link forth;
static link back;

/* One round: send what may be sent, then let one packet arrive on each side. */
static void round_trip(gbcs_block_sender *s, gbcs_block_receiver *r, property *p)
{
    uint8_t packet[PACKET];
    uint8_t taken[PACKET];
    alb_wr w = alb_wr_init(packet, sizeof packet);
    while (gbcs_block_sender_next(s, &w)) {
        link_put(&forth, alb_wr_span(&w));
        w = alb_wr_init(packet, sizeof packet);
    }
    gbcs_block block;
    alb_span in = link_take(&forth, p, taken);
    if (in.len > 0) {
        assert_int_equal(gbcs_block_parse(in, &block, NULL), ALB_OK);
        w = alb_wr_init(packet, sizeof packet);
        assert_int_equal(gbcs_block_receiver_receive(r, &block, &w, NULL), ALB_OK);
        link_put(&back, alb_wr_span(&w));
    }
    in = link_take(&back, p, taken);
    if (in.len > 0) {
        assert_int_equal(gbcs_block_parse(in, &block, NULL), ALB_OK);
        assert_int_equal(gbcs_block_sender_receive(s, &block, NULL), ALB_OK);
    }
}

static void transfer(property *p)
{
    size_t len = 1 + property_below(p, 6000);
    size_t size = 1 + property_below(p, 4) * 300 + property_below(p, 200);
    size = len / size > 200 ? 100 : size;
    uint8_t window = (uint8_t)(1 + property_below(p, 6));
    for (size_t i = 0; i < len; i++) {
        message[i] = (uint8_t)property_next(p);
    }
    forth.count = back.count = 0;
    gbcs_block_sender s;
    gbcs_block_receiver r;
    assert_int_equal(gbcs_block_sender_init(&s, &route, alb_span_of(message, len), size, window, NULL),
                     ALB_OK);
    gbcs_block_receiver_init(&r, &route, received, sizeof received, window);
    for (size_t rounds = 0; !gbcs_block_sender_done(&s); rounds++) {
        assert_true(rounds < 100000);
        round_trip(&s, &r, p);
        if (forth.count == 0 && back.count == 0) {
            s.retries = 0; /* this link is worse than the limit is for */
            assert_int_equal(gbcs_block_sender_timeout(&s, NULL), ALB_OK);
        }
    }
    assert_true(alb_span_equal(gbcs_block_receiver_message(&r), alb_span_of(message, len)));
}

static void test_messages_arrive_whole_over_a_bad_link(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        property p = {seed};
        transfer(&p);
    }
}

static void test_block_layout(void **state)
{
    (void)state;
    static const uint8_t data[] = {9, 8, 7};
    uint8_t buf[PACKET];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    gbcs_block b = {
        .route = route, .last = true, .streaming = true, .window = 5, .number = 3, .acknowledged = 2};
    b.data = ALB_SPAN_OF(data);
    gbcs_block_write(&w, &b);
    static const uint8_t want[] = {0xdd, 9,    1, 0, 0, 0, 0,    0,    0, 3, 0xe8, 8, 1, 0, 0, 0, 0,
                                   0,    0,    0, 8, 2, 0, 0,    0,    0, 0, 0,    0, 0, 2, 1, 2, 0,
                                   15,   0x11, 0, 0, 0, 0, 0xe0, 0xc5, 0, 3, 0,    2, 3, 9, 8, 7};
    assert_int_equal(w.pos, sizeof want);
    assert_memory_equal(buf, want, sizeof want);
    assert_true(gbcs_block_is(alb_wr_span(&w)));
    gbcs_block got;
    for (size_t len = 0; len < w.pos; len++) {
        alb_err err = {0};
        assert_int_not_equal(gbcs_block_parse(alb_span_of(buf, len), &got, &err), ALB_OK);
        assert_non_null(err.rule);
    }
    assert_int_equal(gbcs_block_parse(alb_wr_span(&w), &got, NULL), ALB_OK);
    assert_true(gbcs_block_route_equal(&got.route, &route));
    assert_true(got.last && got.streaming && got.window == 5 && got.number == 3 && got.acknowledged == 2);
    assert_true(alb_span_equal(got.data, ALB_SPAN_OF(data)));
}

static void test_bounds_hold(void **state)
{
    (void)state;
    gbcs_block_sender s;
    gbcs_block_receiver r;
    uint8_t buf[PACKET];
    uint8_t answer[PACKET];
    assert_int_equal(gbcs_block_sender_init(&s, &route, alb_span_of(message, 0), 10, 1, NULL),
                     ALB_BAD_LENGTH);
    assert_int_equal(gbcs_block_sender_init(&s, &route, alb_span_of(message, 9), 0, 1, NULL), ALB_BAD_VALUE);
    assert_int_equal(gbcs_block_sender_init(&s, &route, alb_span_of(message, 9), 1201, 1, NULL),
                     ALB_BAD_VALUE);
    assert_int_equal(gbcs_block_sender_init(&s, &route, alb_span_of(message, 9), 9, 64, NULL), ALB_BAD_VALUE);
    /* The most blocks there can be: numbers end at 65535. */
    assert_int_equal(gbcs_block_sender_init(&s, &route, ALB_SPAN_OF(message), 1, 63, NULL), ALB_OK);
    gbcs_block_receiver_init(&r, &route, received, sizeof received, 63);
    while (!gbcs_block_sender_done(&s)) {
        alb_wr w = alb_wr_init(buf, sizeof buf);
        alb_wr a = alb_wr_init(answer, sizeof answer);
        gbcs_block b;
        assert_true(gbcs_block_sender_next(&s, &w));
        assert_int_equal(gbcs_block_parse(alb_wr_span(&w), &b, NULL), ALB_OK);
        assert_int_equal(gbcs_block_receiver_receive(&r, &b, &a, NULL), ALB_OK);
        assert_int_equal(gbcs_block_parse(alb_wr_span(&a), &b, NULL), ALB_OK);
        assert_int_equal(gbcs_block_sender_receive(&s, &b, NULL), ALB_OK);
    }
    assert_int_equal(gbcs_block_receiver_message(&r).len, sizeof message);
}

static void test_receiver_and_sender_refuse_strangers(void **state)
{
    (void)state;
    static const uint8_t data[20] = {1};
    uint8_t small[10];
    uint8_t answer[PACKET];
    alb_wr a = alb_wr_init(answer, sizeof answer);
    gbcs_block_receiver r;
    gbcs_block_receiver_init(&r, &route, small, sizeof small, 1);
    gbcs_block b = {.route = route, .number = 1, .data = ALB_SPAN_OF(data)};
    b.route.counter++;
    assert_int_equal(gbcs_block_receiver_receive(&r, &b, &a, NULL), ALB_MISMATCH);
    b.route = route;
    b.number = 0;
    assert_int_equal(gbcs_block_receiver_receive(&r, &b, &a, NULL), ALB_BAD_VALUE);
    b.number = 1;
    assert_int_equal(gbcs_block_receiver_receive(&r, &b, &a, NULL), ALB_TOO_LARGE);
    assert_int_equal(gbcs_block_receiver_message(&r).len, 0);
    gbcs_block_sender s;
    assert_int_equal(gbcs_block_sender_init(&s, &route, ALB_SPAN_OF(data), 5, 2, NULL), ALB_OK);
    b = (gbcs_block){.route = route, .acknowledged = 1};
    assert_int_equal(gbcs_block_sender_receive(&s, &b, NULL), ALB_MISMATCH);
    for (int i = 0; i < GBCS_BLOCK_RETRIES; i++) {
        assert_int_equal(gbcs_block_sender_timeout(&s, NULL), ALB_OK);
    }
    assert_int_equal(gbcs_block_sender_timeout(&s, NULL), ALB_TIMEOUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_arrive_whole_over_a_bad_link),
        cmocka_unit_test(test_block_layout),
        cmocka_unit_test(test_bounds_hold),
        cmocka_unit_test(test_receiver_and_sender_refuse_strangers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
