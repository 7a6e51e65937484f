/* Messages of our own for what the reference messages do not show: periods of billing, dates with wildcards,
 * behaviours of polyphase meters, every radio channel, the newer form of the controllers' log. */
#ifndef ALB_MMC_TEST_VARIANTS_H
#define ALB_MMC_TEST_VARIANTS_H

#include "messages.h"

typedef struct variant {
    const char *name;
    gbcs_cra cra;
    uint16_t code;
    void (*content)(alb_wr *w, unsigned n);
    unsigned count; /* how many there are */
} variant;

/* --- DLMS answers --- */

static inline void answer_begin(alb_wr *w, unsigned items)
{
    alb_wr_be(w, 0xda20000007, 5);
    alb_wr_be(w, 0, 2);
    alb_wr_u8(w, (uint8_t)items);
}

static inline void answer_end(alb_wr *w, unsigned items, unsigned failed_from, unsigned failed_to)
{
    alb_wr_u8(w, (uint8_t)items);
    for (unsigned i = 0; i < items; i++) {
        alb_wr_u8(w, 1);
        alb_wr_u8(w, i >= failed_from && i < failed_to ? 1 : 0);
    }
}

static inline void put_octets(alb_wr *w, alb_span octets)
{
    alb_wr_u8(w, 9);
    alb_wr_length(w, octets.len);
    alb_wr_bytes(w, octets);
}

/* All 256 behaviours on. */
static inline void put_behaviours(alb_wr *w, unsigned items)
{
    answer_begin(w, items);
    for (unsigned i = 0; i < items; i++) {
        alb_wr_be(w, 0x04820100, 4);
        for (unsigned k = 0; k < 32; k++) {
            alb_wr_u8(w, 0xff);
        }
    }
    answer_end(w, items, 0, 0);
}

static inline void supplier_behaviours(alb_wr *w, unsigned n)
{
    (void)n;
    put_behaviours(w, 4);
}

static inline void network_behaviours(alb_wr *w, unsigned n)
{
    (void)n;
    put_behaviours(w, 2);
}

/* Daily, weekly on Wednesday, twice a year from 5 March, once a year on 6 April. */
static inline void billing(alb_wr *w, unsigned n)
{
    static const struct {
        uint8_t times;
        uint8_t date[2][5];
    } calendars[] = {{1, {{0xff, 0xff, 0xff, 0xff, 0xff}}},
                     {1, {{0xff, 0xff, 0xff, 0xff, 3}}},
                     {2, {{0xff, 0xff, 3, 5, 0xff}, {0xff, 0xff, 9, 5, 0xff}}},
                     {1, {{0xff, 0xff, 4, 6, 0xff}}}};
    static const uint8_t midnight[] = {0, 0, 0, 0};
    answer_begin(w, 1);
    alb_wr_u8(w, 1);
    alb_wr_u8(w, calendars[n].times);
    for (unsigned i = 0; i < calendars[n].times; i++) {
        alb_wr_be(w, 0x0202, 2);
        put_octets(w, ALB_SPAN_OF(midnight));
        put_octets(w, ALB_SPAN_OF(calendars[n].date[i]));
    }
    answer_end(w, 1, 0, 0);
}

/* Special days of the secondary tariff, the fourth of seven items; the others are not there. */
static inline void special_days(alb_wr *w, unsigned n)
{
    static const uint8_t dates[3][5] = {
        {0xff, 0xff, 0xff, 0xfe, 0xff}, {0x07, 0xea, 5, 0xfd, 0xff}, {0xff, 0xff, 0xff, 0xff, 7}};
    (void)n;
    answer_begin(w, 7);
    alb_wr_be(w, 0, 3);
    alb_wr_u8(w, 1);
    alb_wr_u8(w, 3);
    for (unsigned i = 0; i < 3; i++) {
        alb_wr_be(w, 0x020312, 3);
        alb_wr_be(w, i + 1, 2);
        put_octets(w, ALB_SPAN_OF(dates[i]));
        alb_wr_u8(w, 0x11);
        alb_wr_u8(w, (uint8_t)(i + 1));
    }
    alb_wr_be(w, 0, 3);
    alb_wr_u8(w, 7);
    for (unsigned i = 0; i < 7; i++) {
        alb_wr_u8(w, 1);
        alb_wr_u8(w, i == 3 ? 0 : 11);
    }
}

/* Output of controller 2 at 50 %, input of controller 3 at 100 %. */
static inline void controller_log(alb_wr *w, unsigned n)
{
    (void)n;
    answer_begin(w, 1);
    alb_wr_be(w, 0x130204061216, 6);
    alb_wr_u8(w, 0x06);
    alb_wr_u8(w, 22);
    for (unsigned i = 0; i < 2; i++) {
        alb_wr_be(w, 0x1c374a80 + i, 4);
        alb_wr_be(w, i == 0 ? 0x1232 : 0x2364, 2);
        alb_wr_u8(w, (uint8_t)(i + 1));
        alb_wr_be(w, 9, 4);
    }
    answer_end(w, 1, 0, 0);
}

/* --- radio channels: pages 28 to 31 have 27, 8, 27 and 27 --- */

enum { VARIANT_CHANNELS = 27 + 8 + 27 + 27 };

static inline uint32_t channel_mask(unsigned n)
{
    static const uint8_t count[] = {27, 8, 27, 27};
    unsigned page = 0;
    while (n >= count[page]) {
        n -= count[page++];
    }
    return (28 + page) << 27 | 1u << n;
}

static inline void operating_channel(alb_wr *w, unsigned n)
{
    answer_begin(w, 1);
    alb_wr_be(w, 0x0420, 2);
    alb_wr_be(w, channel_mask(n), 4);
    answer_end(w, 1, 0, 0);
}

static inline void channel_settings(alb_wr *w, unsigned n)
{
    (void)n;
    answer_begin(w, 1);
    alb_wr_be(w, 0x020f, 2);
    for (unsigned page = 28; page < 32; page++) {
        alb_wr_be(w, 0x0420, 2);
        alb_wr_be(w, page << 27 | 0x7ffffff, 4);
    }
    alb_wr_be(w, 0x120001120002, 6);
    alb_wr_be(w, 0x1103120004, 5);
    alb_wr_be(w, 0x11051106, 4);
    alb_wr_be(w, 0x1200071108, 5);
    alb_wr_be(w, 0x12000912000a, 6);
    alb_wr_be(w, 0x12000b, 3);
    answer_end(w, 1, 0, 0);
}

/* --- gas calendars --- */

static inline void component(alb_wr *w, bool last, uint8_t command, size_t payload)
{
    enum { CALENDAR = 0x0707, FROM_SERVER = 0x09, HEADER = 3 };
    alb_wr_u8(w, last ? 1 : 0);
    alb_wr_be16(w, CALENDAR);
    alb_wr_be16(w, (uint16_t)(payload + HEADER));
    alb_wr_u8(w, FROM_SERVER);
    alb_wr_u8(w, 0);
    alb_wr_u8(w, command);
}

/* A day whose tier is 0, blocks alone; special days every month, every Sunday. */
static inline void gas_calendar(alb_wr *w, unsigned n)
{
    (void)n;
    alb_wr_be(w, 0x010902, 3);
    component(w, false, 1, 20);
    alb_wr_be(w, 0, 8);
    alb_wr_be(w, 0, 4);
    alb_wr_be(w, 0x0101000100, 5);
    alb_wr_be(w, 0, 3);
    component(w, true, 4, 30);
    alb_wr_be(w, 0, 8);
    alb_wr_be(w, 0, 8);
    alb_wr_be(w, 0x00020001, 4);
    alb_wr_be(w, 0x7dff01ff01, 5);
    alb_wr_be(w, 0xffffff0702, 5);
}

/* --- alerts --- */

static inline void operational_update(alb_wr *w, unsigned n)
{
    static const char *const states[] = {
        "{\"outputState\": 40, \"inputState\": \"30\", \"other-data\": \"rest\"}", "not JSON"};
    static const uint8_t time[] = {0x07, 0xe8, 1, 2, 0xff, 3, 4, 5, 0, 0x80, 0, 0xff};
    alb_span state = alb_span_str(states[n]);
    alb_wr_be(w, 0x0f2000000700, 6);
    alb_wr_be(w, 0x0203128f88, 5);
    put_octets(w, ALB_SPAN_OF(time));
    alb_wr_u8(w, 0x0c);
    alb_wr_length(w, state.len);
    alb_wr_bytes(w, state);
}

static const variant variants[] = {
    {"ECS25r1, all on", GBCS_RESPONSE, 0x00ee, supplier_behaviours, 1},
    {"ECS25r2, all on", GBCS_RESPONSE, 0x00ef, network_behaviours, 1},
    {"ECS26l, periods", GBCS_RESPONSE, 0x00d9, billing, 4},
    {"ECS24b, special days", GBCS_RESPONSE, 0x00bd, special_days, 1},
    {"ECS35g, levels", GBCS_RESPONSE, 0x00fd, controller_log, 1},
    {"DBCH01, channels", GBCS_RESPONSE, 0x010a, operating_channel, VARIANT_CHANNELS},
    {"DBCH03, all channels", GBCS_RESPONSE, 0x010c, channel_settings, 1},
    {"GCS21f, calendar", GBCS_RESPONSE, 0x009f, gas_calendar, 1},
    {"ECS200, states", GBCS_ALERT, 0x0123, operational_update, 2},
};

/* The document of the n-th of a variant. */
static inline alb_status variant_map(message_maker *m, const variant *v, unsigned n, mmc_document *out,
                                     alb_err *err)
{
    uint8_t content[2048];
    alb_wr w = alb_wr_init(content, sizeof content);
    v->content(&w, n);
    return message_map(m, v->cra, v->code, alb_wr_span(&w), NULL, out, err);
}

#endif
