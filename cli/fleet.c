/* albion fleet: the world acts on the simulated homes of a running `albion serve`. */
#include "fleet.h"
#include "administer.h"
#include "cli.h"
#include "fleet_run.h"
#include "homes_list.h"
#include "input.h"

#include "base/eui64.h"
#include "base/text.h"
#include "sim/fleet.h"

#include <stdio.h>
#include <string.h>

int cli_fleet_usage(void)
{
    fputs(
        "usage: albion fleet run --listen ADDRESS [--data DIR] [--homes N] [--gas-wake SECONDS]\n"
        "                        [--mix SHARES] [--network SETTINGS] [--as-delivered] [--billing-day N]\n"
        "                        [--homes-file FILE]\n"
        "       albion fleet import FILE [--data DIR]\n"
        "       albion fleet export [--data DIR] [--homes N] [--mix SHARES]\n"
        "       albion fleet snapshot|restore FILE [--data DIR]\n"
        "       albion fleet network [SETTING]... [--server URL]\n"
        "       albion fleet coverage WHERE PERCENT [--server URL]\n"
        "       albion fleet power HOME|north|central|south|all on|off [--server URL]\n"
        "       albion fleet hub HOME [--server URL]\n"
        "       albion fleet fault DEVICE result RESULT [ITEM] [--server URL]\n"
        "       albion fleet fault DEVICE late SECONDS [--server URL]\n"
        "       albion fleet fault DEVICE twice|never [--server URL]\n"
        "       albion fleet ask PPMID METER topup UTRN [--server URL]\n"
        "       albion fleet ask PPMID METER credit|enable [--server URL]\n"
        "       albion fleet boost METER MINUTES [--server URL]\n"
        "       albion fleet press METER topup UTRN [--server URL]\n"
        "       albion fleet press METER credit|enable [--server URL]\n"
        "       albion fleet voltage METER up|down VOLTS SECONDS [PHASE] [--server URL]\n"
        "       albion fleet load METER WATTS SECONDS [--server URL]\n"
        "       albion fleet tamper DEVICE cover|terminal|terminal2|battery|magnet|tilt|case|other [end]\n"
        "                        [--server URL]\n"
        "       albion fleet drift DEVICE gain|lose PPM [--server URL]\n"
        "       albion fleet consumption HOME FROM TO [--mix SHARES] [--json]\n"
        "hub: an installer exchanges the home's hub for its spare one.\n"
        "ask: a person at the PPMID types a token in, or asks for emergency credit, or for the supply to be\n"
        "enabled. press: the same at a meter itself. boost: the button of a meter with auxiliary\n"
        "controllers; 0 ends it. voltage: the network raises or lowers it at an electricity meter for a "
        "while.\n"
        "load: something at the home takes so much more for a while. tamper: somebody opens a cover or the "
        "hub's\n"
        "case, or holds a magnet to it; with end it is closed, or gone. drift: a meter's clock gains or "
        "loses so many\n"
        "millionths. consumption: what a home of that mix takes and gives, half hour by half hour: of any "
        "time,\n"
        "without a serve.\n"
        "network: how the SM WAN is, or what is to change in it: typical, instant, or latency=MS, spread=MS, "
        "loss=PERCENT\n"
        "of all regions, or with north., central. or south. before the name. coverage: which share of the "
        "homes can be\n"
        "reached: of a region, of all, of a postcode or the beginning of one, or of one home by its number.\n"
        "fault: the next command that the device accepts fails with that result, at an item counted from 0, "
        "or\n"
        "its answer comes late, twice or never. HOME counts from 0; URL is that of a serve on this machine\n"
        "(" CLI_DEFAULT_SERVER ").\n",
        stderr);
    return CLI_USAGE;
}

int cli_fleet_post(const char *server, const char *what, const char *path)
{
    char whole[200];
    (void)snprintf(whole, sizeof whole, "/sim/v1/%s", path);
    return cli_administer(server, "POST", what, whole, (alb_span){0}, NULL);
}

static int fleet_power(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    uint64_t home = 0;
    sim_region region;
    char path[64];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3 ||
        (strcmp(argv[2], "on") != 0 && strcmp(argv[2], "off") != 0)) {
        return cli_fleet_usage();
    }
    alb_span where = alb_span_str(argv[1]);
    if (!alb_parse_u64(where, UINT32_MAX, &home) && !sim_region_named(where, &region) &&
        !alb_span_is(where, "all")) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "homes/%.12s/power?on=%d", argv[1], strcmp(argv[2], "on") == 0);
    return cli_fleet_post(server, argv[1], path);
}

/* What the arguments behind the device say, as a query: "result 3 1" -> "result=3&item=1". */
static bool fault_query(int argc, char **argv, char *out, size_t room)
{
    bool is_result = strcmp(argv[0], "result") == 0;
    bool has_number = is_result || strcmp(argv[0], "late") == 0;
    bool is_plain = strcmp(argv[0], "twice") == 0 || strcmp(argv[0], "never") == 0;
    uint64_t number = 0;
    uint64_t item = 0;
    if (is_plain && argc == 1) {
        (void)snprintf(out, room, "%s", argv[0]);
        return true;
    }
    if (!has_number || argc < 2 || argc > (is_result ? 3 : 2) ||
        !alb_parse_u64(alb_span_str(argv[1]), UINT32_MAX, &number) ||
        (argc == 3 && !alb_parse_u64(alb_span_str(argv[2]), UINT32_MAX, &item))) {
        return false;
    }
    (void)snprintf(out, room, "%s=%llu&item=%llu", argv[0], (unsigned long long)number,
                   (unsigned long long)item);
    return true;
}

static int fleet_hub(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    uint64_t home = 0;
    char path[64];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 ||
        !alb_parse_u64(alb_span_str(argv[1]), UINT32_MAX, &home)) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "/sim/v1/homes/%u/hub", (unsigned)home);
    return cli_administer_show(server, "POST", argv[1], path, (alb_span){0});
}

static int fleet_fault(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 id;
    char eui[ALB_EUI64_TEXT];
    char query[96];
    char path[160];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 3 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &id) ||
        !fault_query(argc - 2, argv + 2, query, sizeof query)) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/fault?%s", alb_eui64_hex(id, eui), query);
    return cli_fleet_post(server, eui, path);
}

static int fleet_ask(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 ppmid;
    alb_eui64 meter;
    char eui[ALB_EUI64_TEXT];
    char of_meter[ALB_EUI64_TEXT];
    char path[160];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 4 || argc > 5 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &ppmid) || !alb_eui64_parse(alb_span_str(argv[2]), &meter)) {
        return cli_fleet_usage();
    }
    bool is_top_up = strcmp(argv[3], "topup") == 0;
    bool is_plain = strcmp(argv[3], "credit") == 0 || strcmp(argv[3], "enable") == 0;
    if (!(is_top_up && argc == 5 && strspn(argv[4], "0123456789") == strlen(argv[4]) &&
          strlen(argv[4]) <= 32) &&
        !(is_plain && argc == 4)) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/ask?meter=%s&%s%s%s", alb_eui64_hex(ppmid, eui),
                   alb_eui64_hex(meter, of_meter), argv[3], is_top_up ? "=" : "", is_top_up ? argv[4] : "");
    return cli_fleet_post(server, eui, path);
}

static int fleet_boost(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 meter;
    uint64_t minutes = 0;
    char eui[ALB_EUI64_TEXT];
    char path[96];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &meter) ||
        !alb_parse_u64(alb_span_str(argv[2]), 60, &minutes)) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/boost?minutes=%u", alb_eui64_hex(meter, eui),
                   (unsigned)minutes);
    return cli_fleet_post(server, eui, path);
}

static int fleet_press(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 meter;
    char eui[ALB_EUI64_TEXT];
    char path[128];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 3 || argc > 4 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &meter)) {
        return cli_fleet_usage();
    }
    bool is_top_up = strcmp(argv[2], "topup") == 0 && argc == 4 &&
                     strspn(argv[3], "0123456789") == strlen(argv[3]) && strlen(argv[3]) <= 32;
    bool is_plain = (strcmp(argv[2], "credit") == 0 || strcmp(argv[2], "enable") == 0) && argc == 3;
    if (!is_top_up && !is_plain) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/press?%s%s%s", alb_eui64_hex(meter, eui), argv[2],
                   is_top_up ? "=" : "", is_top_up ? argv[3] : "");
    return cli_fleet_post(server, eui, path);
}

static int fleet_voltage(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 meter;
    uint64_t volts = 0;
    uint64_t seconds = 0;
    uint64_t phase = 0;
    char eui[ALB_EUI64_TEXT];
    char path[128];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 5 || argc > 6 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &meter) ||
        (strcmp(argv[2], "up") != 0 && strcmp(argv[2], "down") != 0) ||
        !alb_parse_u64(alb_span_str(argv[3]), 500, &volts) ||
        !alb_parse_u64(alb_span_str(argv[4]), UINT32_MAX, &seconds) ||
        (argc == 6 && !alb_parse_u64(alb_span_str(argv[5]), 3, &phase))) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/voltage?%s=%u&seconds=%u&phase=%u",
                   alb_eui64_hex(meter, eui), argv[2], (unsigned)volts, (unsigned)seconds, (unsigned)phase);
    return cli_fleet_post(server, eui, path);
}

static int fleet_network(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    char settings[1024] = "";
    if (!cli_options(&argc, argv, options, ALB_COUNT(options))) {
        return cli_fleet_usage();
    }
    alb_wr w = alb_wr_init(settings, sizeof settings);
    for (int i = 1; i < argc; i++) {
        alb_wr_text(&w, argv[i]);
        alb_wr_text(&w, " ");
    }
    if (w.st != ALB_OK) {
        return cli_fleet_usage();
    }
    return cli_administer_show(server, argc == 1 ? "GET" : "POST", "network", "/sim/v1/network",
                               alb_wr_span(&w));
}

static int fleet_coverage(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    char share[64];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3) {
        return cli_fleet_usage();
    }
    int n = snprintf(share, sizeof share, "%s=%s", argv[1], argv[2]);
    if (n < 0 || (size_t)n >= sizeof share) {
        return cli_fleet_usage();
    }
    return cli_administer(server, "POST", argv[1], "/sim/v1/coverage", alb_span_of(share, (size_t)n), NULL);
}

int cli_fleet(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {{"run", cli_fleet_run},
                    {"import", cli_fleet_import},
                    {"export", cli_fleet_export},
                    {"snapshot", cli_fleet_snapshot},
                    {"restore", cli_fleet_restore},
                    {"network", fleet_network},
                    {"coverage", fleet_coverage},
                    {"power", fleet_power},
                    {"hub", fleet_hub},
                    {"fault", fleet_fault},
                    {"ask", fleet_ask},
                    {"boost", fleet_boost},
                    {"press", fleet_press},
                    {"voltage", fleet_voltage},
                    {"load", cli_fleet_load},
                    {"tamper", cli_fleet_tamper},
                    {"drift", cli_fleet_drift},
                    {"consumption", cli_fleet_consumption}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return cli_fleet_usage();
}
