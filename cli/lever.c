/* albion lever: what a tester does to the environment of a running `albion serve` (docs/serve.md). */
#include "administer.h"
#include "cli.h"
#include "environment.h"
#include "input.h"
#include "replay.h"

#include "net/http.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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

static int lever_order(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const char *values[4] = {NULL};
    static const char *const names[] = {"user", "device", "service", "count"};
    const cli_option options[] = {{"--server", &server, NULL},
                                  {"--user", &values[0], NULL},
                                  {"--device", &values[1], NULL},
                                  {"--service", &values[2], NULL},
                                  {"--count", &values[3], NULL}};
    char path[512];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || argc > 3) {
        return usage();
    }
    bool has_value = strcmp(argv[1], "code") == 0 || strcmp(argv[1], "delay") == 0;
    bool is_known = has_value || strcmp(argv[1], "loss") == 0 || strcmp(argv[1], "duplicate") == 0;
    if (!is_known || has_value != (argc == 3)) {
        return usage();
    }
    alb_wr w = alb_wr_init(path, sizeof path - 1);
    alb_wr_printf(&w, "/admin/v1/orders?%s=%s", argv[1], has_value ? argv[2] : "");
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        if (values[i]) {
            alb_wr_printf(&w, "&%s=%s", names[i], values[i]);
        }
    }
    if (w.st != ALB_OK) {
        return usage();
    }
    path[w.pos] = '\0';
    return cli_administer_show(server, "POST", "order", path, (alb_span){0});
}

/* "orders", "clear" */
static int lever_orders(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1) {
        return usage();
    }
    return cli_administer_show(server, strcmp(argv[0], "clear") == 0 ? "DELETE" : "GET", argv[0],
                               "/admin/v1/orders", (alb_span){0});
}

/* The serve is away for a moment: until it is ready again. */
static int wait_for_return(const char *server)
{
    enum { PATIENCE_S = 120 };
    int64_t until = alb_monotonic_ns() + (int64_t)PATIENCE_S * 1000000000;
    char url[600];
    http_client *client = http_client_new(&(http_client_options){.timeout_ms = 1000});
    int status = 0;
    (void)snprintf(url, sizeof url, "%s/admin/v1/environment", server);
    while (client && status != 200 && alb_monotonic_ns() < until) {
        alb_buf answer;
        struct timespec pause = {.tv_nsec = 50000000};
        (void)nanosleep(&pause, NULL);
        alb_buf_init(&answer, 4096);
        alb_status ignored =
            http_client_exchange(client, "GET", url, NULL, (alb_span){0}, &status, &answer, NULL);
        (void)ignored;
        alb_buf_release(&answer);
    }
    http_client_free(client);
    if (status != 200) {
        fputs("albion: the serve has not come back\n", stderr);
    }
    return status == 200 ? CLI_OK : CLI_ERROR;
}

/* "save NAME", "restore NAME", "reset" */
static int lever_environment(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    bool has_name = strcmp(argv[0], "reset") != 0;
    char path[160];
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != (has_name ? 2 : 1) ||
        (has_name && !environment_is_name(argv[1]))) {
        return usage();
    }
    (void)snprintf(path, sizeof path, "/admin/v1/reset");
    if (has_name) {
        (void)snprintf(path, sizeof path, "/admin/v1/snapshots/%s/%s", argv[1], argv[0]);
    }
    int code = cli_administer(server, "POST", argv[0], path, (alb_span){0}, NULL);
    return code == CLI_OK ? wait_for_return(server) : code;
}

static int lever_capture(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    bool end = false;
    const cli_option options[] = {{"--server", &server, NULL}, {"--end", NULL, &end}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2) {
        return usage();
    }
    return end ? cli_capture_end(server, argv[1]) : cli_capture(server, argv[1]);
}

static int lever_replay(int argc, char **argv)
{
    const char *server = CLI_DEFAULT_SERVER;
    const cli_option options[] = {{"--server", &server, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2) {
        return usage();
    }
    return cli_replay(server, argv[1]);
}

int cli_lever(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {{"clock", lever_clock},       {"order", lever_order},      {"orders", lever_orders},
                    {"clear", lever_orders},      {"save", lever_environment}, {"restore", lever_environment},
                    {"reset", lever_environment}, {"capture", lever_capture},  {"replay", lever_replay}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return usage();
}
