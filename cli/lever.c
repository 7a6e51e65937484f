/* albion lever: what a tester does to the environment of a running `albion serve` (docs/serve.md). */
#include "administer.h"
#include "cli.h"
#include "input.h"

#include <stdio.h>
#include <string.h>

static int usage(void)
{
    fputs(
        "usage: albion lever clock [show] [--server URL]\n"
        "       albion lever clock advance DURATION [--jump] [--server URL]\n"
        "       albion lever clock to DATE [--jump] [--server URL]\n"
        "       albion lever clock rate NUMBER [--server URL]\n"
        "\n"
        "clock: time of the DCC and its homes passes to a date, stopping at everything that is to happen on "
        "the\n"
        "  way, or with --jump at once; or it runs NUMBER times as fast. DURATION: 90, 15m, 12h, 30d; DATE:\n"
        "  2027-01-01T00:00:00Z. URL is that of a serve on this machine (" CLI_DEFAULT_SERVER ").\n",
        stderr);
    return CLI_USAGE;
}

static int lever_clock(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    bool jump = false;
    const cli_option options[] = {{"--server", &server, NULL}, {"--jump", NULL, &jump}};
    char path[160];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc > 3) {
        return usage();
    }
    if (argc == 1 || (argc == 2 && strcmp(argv[1], "show") == 0)) {
        return cli_administer_show(server, "GET", "clock", "/admin/v1/clock", (alb_span){0});
    }
    bool is_known =
        strcmp(argv[1], "advance") == 0 || strcmp(argv[1], "to") == 0 || strcmp(argv[1], "rate") == 0;
    if (argc != 3 || !is_known || strlen(argv[2]) > 64) {
        return usage();
    }
    (void)snprintf(path, sizeof path, "/admin/v1/clock?%s=%s%s", argv[1], argv[2], jump ? "&jump" : "");
    return cli_administer_show(server, "POST", "clock", path, (alb_span){0});
}

int cli_lever(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {{"clock", lever_clock}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return usage();
}
