/* Captures over HTTP: begun, ended, fetched. */
#include "serve_admin.h"

#include "base/file.h"
#include "environment.h"

#include <stdio.h>

static bool place(const serve_context *c, alb_span name, char *out, size_t size)
{
    char text[80] = "";
    if (name.len > 0 && name.len < sizeof text) {
        memcpy(text, name.ptr, name.len);
    }
    (void)snprintf(out, size, "%s/captures/%s", c->options->data, text);
    return environment_is_name(text);
}

void serve_begin_capture(serve_context *c, alb_span name, const http_request *request,
                         http_response *response)
{
    (void)request;
    char path[4300];
    char dir[4300];
    alb_err err = {.code = ALB_OK};
    (void)snprintf(dir, sizeof dir, "%s/captures", c->options->data);
    if (!place(c, name, path, sizeof path)) {
        serve_say(response, 400, "a capture's name has letters, digits, '-' and '_', 64 at most");
        return;
    }
    alb_status st = alb_dir_make(dir, 0700, &err);
    st = st == ALB_OK ? serve_capture_begin(c->capture, path, &err) : st;
    serve_say_result(response, st == ALB_EXISTS ? ALB_BUSY : st, &err);
}

void serve_end_capture(serve_context *c, alb_span part, const http_request *request, http_response *response)
{
    (void)part;
    (void)request;
    alb_err err = {.code = ALB_OK};
    alb_status st = serve_capture_end(c->capture, &err);
    serve_say_result(response, st, &err);
}

void serve_fetch_capture(serve_context *c, alb_span name, const http_request *request,
                         http_response *response)
{
    (void)request;
    char path[4300];
    alb_err err = {.code = ALB_OK};
    if (!place(c, name, path, sizeof path) || alb_file_read(path, &response->body, &err) != ALB_OK) {
        alb_buf_clear(&response->body);
        serve_say(response, 404, "there is no capture of that name");
        return;
    }
    response->status = 200;
    response->content_type = "application/x-ndjson";
}
