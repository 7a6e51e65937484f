/* albion fleet load, tamper, drift: what happens to one device. */
#include "administer.h"
#include "cli.h"
#include "fleet.h"
#include "input.h"

#include "base/eui64.h"
#include "base/text.h"
#include "sim/fleet.h"

#include <stdio.h>
#include <string.h>

int cli_fleet_load(int argc, char **argv)
{
    enum { MOST_WATTS = 100000, MOST_SECONDS = 31 * 86400 };
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 meter;
    uint64_t watts = 0;
    uint64_t seconds = 0;
    char eui[ALB_EUI64_TEXT];
    char path[96];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 4 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &meter) ||
        !alb_parse_u64(alb_span_str(argv[2]), MOST_WATTS, &watts) ||
        !alb_parse_u64(alb_span_str(argv[3]), MOST_SECONDS, &seconds)) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/load?watts=%u&seconds=%u", alb_eui64_hex(meter, eui),
                   (unsigned)watts, (unsigned)seconds);
    return cli_fleet_post(server, eui, path);
}

int cli_fleet_tamper(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 id;
    device_tamper_kind kind = DEVICE_TAMPER_OTHER;
    char eui[ALB_EUI64_TEXT];
    char path[96];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 3 || argc > 4 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &id) || !device_tamper_named(alb_span_str(argv[2]), &kind) ||
        (argc == 4 && strcmp(argv[3], "end") != 0)) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/tamper?how=%.12s%s", alb_eui64_hex(id, eui), argv[2],
                   argc == 4 ? "&end" : "");
    return cli_fleet_post(server, eui, path);
}

int cli_fleet_drift(int argc, char **argv)
{
    enum { MOST_PPM = 100000 };
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    alb_eui64 id;
    uint64_t ppm = 0;
    char eui[ALB_EUI64_TEXT];
    char path[96];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 4 ||
        !alb_eui64_parse(alb_span_str(argv[1]), &id) ||
        (strcmp(argv[2], "gain") != 0 && strcmp(argv[2], "lose") != 0) ||
        !alb_parse_u64(alb_span_str(argv[3]), MOST_PPM, &ppm)) {
        return cli_fleet_usage();
    }
    (void)snprintf(path, sizeof path, "devices/%s/drift?%s=%u", alb_eui64_hex(id, eui), argv[2],
                   (unsigned)ppm);
    return cli_fleet_post(server, eui, path);
}
