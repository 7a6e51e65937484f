/* albion fleet consumption: what a simulated home takes and gives, half hour by half hour, without a fleet.
 */
#include "cli.h"
#include "fleet.h"
#include "input.h"
#include "serve.h"

#include "base/text.h"
#include "sim/fleet.h"

#include <stdio.h>

#define HALF_HOUR ALB_MINUTES(30)
#define MOST      ALB_DAYS(3660)

typedef struct span {
    uint64_t home;
    alb_time from, to;
    sim_mix mix;
} span;

static bool read_span(int argc, char **argv, span *out)
{
    return argc == 4 && alb_parse_u64(alb_span_str(argv[1]), SERVE_MAX_HOMES, &out->home) &&
           alb_time_parse(alb_span_str(argv[2]), &out->from) &&
           alb_time_parse(alb_span_str(argv[3]), &out->to) && out->from >= 0 && out->from <= out->to &&
           out->to - out->from <= MOST;
}

/* "-1.50" */
static const char *degrees(int32_t hundredths, char out[static 16])
{
    enum { ONE = 100 };
    int32_t size = hundredths < 0 ? -hundredths : hundredths;
    (void)snprintf(out, 16, "%s%d.%02d", hundredths < 0 ? "-" : "", (int)(size / ONE), (int)(size % ONE));
    return out;
}

static void print_half_hour(const device_premises *electricity, const device_premises *gas, alb_time t,
                            bool json)
{
    char from[ALB_TIME_TEXT];
    char temperature[16];
    unsigned import = device_import_half_hour(electricity, t);
    unsigned export = device_export_half_hour(electricity, t);
    unsigned litres = device_gas_half_hour(gas, t);
    (void)alb_time_text(t, from);
    (void)degrees(device_temperature(electricity->area, t), temperature);
    if (json) {
        printf("{\"from\":\"%s\",\"import_wh\":%u,\"export_wh\":%u,\"gas_l\":%u,\"temperature\":%s}\n", from,
               import, export, litres, temperature);
    } else {
        printf("%s,%u,%u,%u,%s\n", from, import, export, litres, temperature);
    }
}

int cli_fleet_consumption(int argc, char **argv)
{
    const char *mix = SIM_MIX_GB;
    bool json = false;
    const cli_option options[] = {{"--mix", &mix, NULL}, {"--json", NULL, &json}};
    span s;
    alb_err err = {.code = ALB_OK};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || !read_span(argc, argv, &s)) {
        return cli_fleet_usage();
    }
    if (sim_mix_parse(alb_span_str(mix), &s.mix, &err) != ALB_OK) {
        cli_complain("fleet", &err);
        return CLI_USAGE;
    }
    sim_home home = sim_home_of(SERVE_SEED, (uint32_t)s.home);
    sim_equipment equipment = sim_equipment_of(&s.mix, SERVE_SEED, (uint32_t)s.home);
    device_premises electricity = sim_premises_of(&home, &equipment, false);
    device_premises gas = sim_premises_of(&home, &equipment, true);
    if (!json) {
        printf("from,import_wh,export_wh,gas_l,temperature\n");
    }
    for (alb_time t = s.from - s.from % HALF_HOUR; t < s.to; t += HALF_HOUR) {
        print_half_hour(&electricity, &gas, t, json);
    }
    return CLI_OK;
}
