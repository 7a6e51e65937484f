/* Settings of the SM WAN. */
#include "sim/network.h"

#include "base/text.h"

#include <stddef.h>

/* How the regions are taken to be: nobody publishes it. What is known is that an on-demand round trip through
 * either kind of network is tested against 25 seconds (dcc-services.md 18.1), that long-range radio is the
 * slower, and that providers promise 99 of 100 messages and more; the numbers below keep within that and are
 * a guess. */
static const sim_network typical = {{[SIM_NORTH] = {.latency = 2000, .spread = 2500, .loss = 100},
                                     [SIM_CENTRAL] = {.latency = 400, .spread = 800, .loss = 50},
                                     [SIM_SOUTH] = {.latency = 400, .spread = 800, .loss = 50}}};

static const struct {
    const char *name;
    size_t offset;
    int exponent; /* of the unit that is written: loss has hundredths */
    uint32_t most;
} fields[] = {{"latency", offsetof(sim_wan, latency), 0, SIM_NETWORK_LONGEST},
              {"spread", offsetof(sim_wan, spread), 0, SIM_NETWORK_LONGEST},
              {"loss", offsetof(sim_wan, loss), -2, SIM_NETWORK_WHOLE}};

static uint32_t *field_of(sim_wan *w, size_t which)
{
    return (uint32_t *)(void *)((uint8_t *)w + fields[which].offset);
}

/* "north.latency=2000", "loss=1.5" */
static bool take_value(alb_span name, alb_span value, sim_network *n)
{
    const uint8_t *dot = name.len > 0 ? memchr(name.ptr, '.', name.len) : NULL;
    size_t at = dot ? (size_t)(dot - name.ptr) : 0;
    sim_region region = SIM_NORTH;
    int64_t number;
    if (dot && !sim_region_named(alb_span_sub(name, 0, at), &region)) {
        return false;
    }
    name = dot ? alb_span_sub(name, at + 1, SIZE_MAX) : name;
    for (size_t i = 0; i < ALB_COUNT(fields); i++) {
        if (!alb_span_is(name, fields[i].name)) {
            continue;
        }
        if (!alb_parse_decimal(value, fields[i].exponent, &number) || number < 0 || number > fields[i].most) {
            return false;
        }
        for (int r = dot ? (int)region : 0; r < (dot ? (int)region + 1 : (int)SIM_REGIONS); r++) {
            *field_of(&n->regions[r], i) = (uint32_t)number;
        }
        return true;
    }
    return false;
}

static bool take_setting(alb_span setting, sim_network *n)
{
    const uint8_t *equals = memchr(setting.ptr, '=', setting.len);
    if (alb_span_is(setting, "typical")) {
        *n = typical;
        return true;
    }
    if (alb_span_is(setting, "instant")) {
        *n = (sim_network){0};
        return true;
    }
    size_t at = equals ? (size_t)(equals - setting.ptr) : 0;
    return equals && take_value(alb_span_sub(setting, 0, at), alb_span_sub(setting, at + 1, SIZE_MAX), n);
}

static bool separates(uint8_t octet)
{
    return octet == ',' || octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
}

alb_status sim_network_parse(alb_span text, sim_network *out, alb_err *err)
{
    sim_network n = *out;
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && !separates(text.ptr[end])) {
            end++;
        }
        alb_span setting = alb_span_sub(text, at, end - at);
        if (setting.len > 0 && !take_setting(setting, &n)) {
            return alb_fail(
                err, ALB_BAD_VALUE, NULL, at,
                "'%.*s' is no setting of the WAN: typical, instant, or [north.|central.|south.] with"
                " latency=MS, spread=MS or loss=PERCENT",
                (int)(setting.len < 60 ? setting.len : 60), (const char *)setting.ptr);
        }
        at = end + 1;
    }
    *out = n;
    return ALB_OK;
}

void sim_network_print(const sim_network *n, alb_buf *out)
{
    for (int r = 0; r < SIM_REGIONS; r++) {
        const sim_wan *w = &n->regions[r];
        const char *name = sim_region_name((sim_region)r);
        alb_buf_printf(out, "%s.latency=%u %s.spread=%u %s.loss=%u.%02u\n", name, w->latency, name, w->spread,
                       name, w->loss / 100, w->loss % 100);
    }
}
