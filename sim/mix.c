#include "sim/mix.h"

#include "draw.h"

#include "base/text.h"

#include <stddef.h>
#include <stdio.h>

enum { WHOLE = 100 };

/* What is drawn for: each by itself, but for the two kinds of meter that exclude each other. */
enum {
    DRAW_METER = 1,
    DRAW_CONTROL,
    DRAW_SAPC,
    DRAW_IHD,
    DRAW_CAD,
    DRAW_RATES,
    DRAW_BUSINESS,
    DRAW_SOLAR,
    DRAW_PANELS,
    DRAW_HEAT_PUMP,
    DRAW_VEHICLE
};

static const struct {
    const char *name;
    size_t offset;
} shares[] = {{"twin", offsetof(sim_mix, twin)},         {"polyphase", offsetof(sim_mix, polyphase)},
              {"control", offsetof(sim_mix, control)},   {"sapc", offsetof(sim_mix, sapc)},
              {"ihd", offsetof(sim_mix, ihd)},           {"cad", offsetof(sim_mix, cad)},
              {"economy7", offsetof(sim_mix, economy7)}, {"business", offsetof(sim_mix, business)},
              {"solar", offsetof(sim_mix, solar)},       {"heatpump", offsetof(sim_mix, heatpump)},
              {"vehicle", offsetof(sim_mix, vehicle)}};

static bool take_share(alb_span name, alb_span number, sim_mix *out)
{
    uint64_t share;
    for (size_t i = 0; i < ALB_COUNT(shares); i++) {
        if (alb_span_is(name, shares[i].name) && alb_parse_u64(number, WHOLE, &share)) {
            ((uint8_t *)out)[shares[i].offset] = (uint8_t)share;
            return true;
        }
    }
    return false;
}

alb_status sim_mix_parse(alb_span text, sim_mix *out, alb_err *err)
{
    *out = (sim_mix){0};
    for (alb_span rest = text; rest.len > 0;) {
        const uint8_t *comma = memchr(rest.ptr, ',', rest.len);
        size_t len = comma ? (size_t)(comma - rest.ptr) : rest.len;
        alb_span part = alb_trim(alb_span_of(rest.ptr, len));
        const uint8_t *equals = part.len > 0 ? memchr(part.ptr, '=', part.len) : NULL;
        size_t at = equals ? (size_t)(equals - part.ptr) : part.len;
        if (!equals || !take_share(alb_trim(alb_span_sub(part, 0, at)),
                                   alb_trim(alb_span_sub(part, at + 1, SIZE_MAX)), out)) {
            return alb_fail(
                err, ALB_BAD_VALUE, NULL, 0,
                "'%.*s' is no share of homes: twin, polyphase, control, sapc, ihd, cad, economy7, business, "
                "solar, heatpump or vehicle = 0 to 100",
                (int)part.len, (const char *)part.ptr);
        }
        rest = alb_span_sub(rest, comma ? len + 1 : len, SIZE_MAX);
    }
    return out->twin + out->polyphase <= WHOLE
               ? ALB_OK
               : alb_fail(err, ALB_BAD_VALUE, NULL, 0, "more than all meters are twin element or polyphase");
}

/* 0 .. 99 */
static unsigned draw(uint64_t seed, uint32_t number, unsigned what)
{
    return (unsigned)(sim_draw(seed, (uint64_t)number << 8 | what) >> 32) % WHOLE;
}

sim_equipment sim_equipment_of(const sim_mix *mix, uint64_t seed, uint32_t number)
{
    unsigned meter = draw(seed, number, DRAW_METER);
    sim_equipment e = {.is_twin = meter < mix->twin,
                       .is_polyphase = meter >= mix->twin && meter < (unsigned)mix->twin + mix->polyphase,
                       .has_control = draw(seed, number, DRAW_CONTROL) < mix->control,
                       .has_sapc = draw(seed, number, DRAW_SAPC) < mix->sapc,
                       .has_ihd = draw(seed, number, DRAW_IHD) < mix->ihd,
                       .has_cad = draw(seed, number, DRAW_CAD) < mix->cad};
    unsigned rates = draw(seed, number, DRAW_RATES) < mix->economy7 ? 1 : 0;
    e.profile_class = (uint8_t)((draw(seed, number, DRAW_BUSINESS) < mix->business ? 3 : 1) + rates);
    if (draw(seed, number, DRAW_SOLAR) < mix->solar) {
        e.solar = (uint8_t)(20 + draw(seed, number, DRAW_PANELS) * 40 / WHOLE);
    }
    e.has_heat_pump = draw(seed, number, DRAW_HEAT_PUMP) < mix->heatpump;
    e.has_vehicle = draw(seed, number, DRAW_VEHICLE) < mix->vehicle;
    const char *base = e.is_polyphase ? "C" : "A";
    (void)snprintf(e.variant, sizeof e.variant, "%s%s", e.is_twin ? "B" : base, e.has_control ? "DEF" : "");
    return e;
}
