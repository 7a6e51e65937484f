#include "administer.h"

#include "cli.h"
#include "input.h"

#include "net/http.h"

#include <stdio.h>

enum { PATIENCE_MS = 3600 * 1000 };

int cli_administer(const char *server, const char *method, const char *what, const char *path, alb_span body,
                   alb_buf *answer)
{
    char url[600];
    int status = 0;
    alb_buf own;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&own, CLI_INPUT_MAX);
    alb_buf *text = answer ? answer : &own;
    (void)snprintf(url, sizeof url, "%s%s", server, path);
    http_client *client = http_client_new(&(http_client_options){.timeout_ms = PATIENCE_MS});
    const char *type = strcmp(method, "POST") == 0 ? "text/plain" : NULL;
    alb_status st = client ? http_client_exchange(client, method, url, type, body, &status, text, &err)
                           : alb_fail(&err, ALB_NO_MEMORY, NULL, 0, "no memory for a connection");
    int code = CLI_OK;
    if (st != ALB_OK) {
        cli_complain(url, &err);
        code = CLI_ERROR;
    } else if (status < 200 || status > 299) {
        fprintf(stderr, "albion: %s: %.*s\n", what, (int)text->len, text->ptr ? (const char *)text->ptr : "");
        code = CLI_FAILED;
    }
    http_client_free(client);
    alb_buf_release(&own);
    return code;
}

int cli_administer_show(const char *server, const char *method, const char *what, const char *path,
                        alb_span body)
{
    alb_buf answer;
    alb_buf_init(&answer, CLI_INPUT_MAX);
    int code = cli_administer(server, method, what, path, body, &answer);
    if (code == CLI_OK) {
        (void)fwrite(answer.ptr, 1, answer.len, stdout);
    }
    alb_buf_release(&answer);
    return code;
}
