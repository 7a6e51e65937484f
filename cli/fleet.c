/* albion fleet: the world acts on the simulated homes of a running `albion serve`. */
#include "cli.h"
#include "input.h"

#include "base/text.h"
#include "net/http.h"

#include <stdio.h>
#include <string.h>

static int usage(void)
{
    fputs("usage: albion fleet power HOME on|off [--server URL]\n"
          "HOME counts from 0; URL is that of a serve on this machine (http://127.0.0.1:8079).\n",
          stderr);
    return CLI_USAGE;
}

static int fleet_power(int argc, char **argv)
{
    const char *server = "http://127.0.0.1:8079";
    const cli_option options[] = {{"--server", &server, NULL}};
    uint64_t home = 0;
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3 ||
        !alb_parse_u64(alb_span_str(argv[1]), UINT32_MAX, &home) ||
        (strcmp(argv[2], "on") != 0 && strcmp(argv[2], "off") != 0)) {
        return usage();
    }
    char url[256];
    int status = 0;
    alb_buf answer;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&answer, 65536);
    (void)snprintf(url, sizeof url, "%s/sim/v1/homes/%llu/power?on=%d", server, (unsigned long long)home,
                   strcmp(argv[2], "on") == 0);
    http_client *client = http_client_new(&(http_client_options){.timeout_ms = 5000});
    alb_status st = client ? http_client_exchange(client, "POST", url, "text/plain", (alb_span){0}, &status,
                                                  &answer, &err)
                           : alb_fail(&err, ALB_NO_MEMORY, NULL, 0, "no memory for a connection");
    int code = CLI_OK;
    if (st != ALB_OK) {
        cli_complain(url, &err);
        code = CLI_ERROR;
    } else if (status < 200 || status > 299) {
        fprintf(stderr, "albion: home %llu: %.*s\n", (unsigned long long)home, (int)answer.len,
                answer.ptr ? (const char *)answer.ptr : "");
        code = CLI_FAILED;
    }
    http_client_free(client);
    alb_buf_release(&answer);
    return code;
}

int cli_fleet(int argc, char **argv)
{
    return argc > 1 && strcmp(argv[1], "power") == 0 ? fleet_power(argc - 1, argv + 1) : usage();
}
