/* A capture is a file of JSON objects, one a line (docs/serve.md, "Levers"). */
#include "serve_capture.h"

#include "base/json.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_OCTETS = 64 * 1024 * 1024 };

struct serve_capture {
    const alb_clock *clock;
    atomic_bool on;       /* looked at before the lock is taken */
    pthread_mutex_t lock; /* of everything below */
    FILE *file;           /* NULL: nothing is written down */
    bool failed;
};

serve_capture *serve_capture_new(const alb_clock *clock)
{
    serve_capture *c = calloc(1, sizeof *c);
    if (c) {
        c->clock = clock;
        atomic_init(&c->on, false);
        (void)pthread_mutex_init(&c->lock, NULL);
    }
    return c;
}

void serve_capture_free(serve_capture *c)
{
    if (c) {
        alb_status ignored = serve_capture_end(c, NULL);
        (void)ignored;
        (void)pthread_mutex_destroy(&c->lock);
        free(c);
    }
}

alb_status serve_capture_begin(serve_capture *c, const char *path, alb_err *err)
{
    alb_status st = ALB_OK;
    (void)pthread_mutex_lock(&c->lock);
    if (c->file) {
        st = alb_fail(err, ALB_BUSY, NULL, 0, "a conversation is being written down");
    } else {
        c->file = fopen(path, "wxe");
        c->failed = false;
        st = c->file ? ALB_OK
                     : alb_fail(err, errno == EEXIST ? ALB_EXISTS : ALB_IO, NULL, 0, "%s: %s", path,
                                strerror(errno));
    }
    atomic_store(&c->on, c->file != NULL);
    (void)pthread_mutex_unlock(&c->lock);
    return st;
}

alb_status serve_capture_end(serve_capture *c, alb_err *err)
{
    (void)pthread_mutex_lock(&c->lock);
    FILE *f = c->file;
    c->file = NULL;
    atomic_store(&c->on, false);
    bool whole = f && !c->failed;
    whole = f && fclose(f) == 0 && whole;
    (void)pthread_mutex_unlock(&c->lock);
    return !f      ? alb_fail(err, ALB_NOT_FOUND, NULL, 0, "nothing is being written down")
           : whole ? ALB_OK
                   : alb_fail(err, ALB_IO, NULL, 0, "the file could not be written whole");
}

static void begin_line(const serve_capture *c, alb_buf *out, alb_json *j, const char *kind)
{
    char at[ALB_TIME_TEXT];
    alb_buf_init(out, LINE_MAX_OCTETS);
    alb_json_init(j, out, 0);
    alb_json_object(j);
    alb_json_key(j, "at");
    alb_json_text(j, alb_time_text_ms(alb_now(c->clock), at));
    alb_json_key(j, "kind");
    alb_json_text(j, kind);
}

static void end_line(serve_capture *c, alb_buf *out, alb_json *j)
{
    alb_json_object_end(j);
    alb_buf_add_u8(out, '\n');
    (void)pthread_mutex_lock(&c->lock);
    if (c->file) {
        c->failed = out->st != ALB_OK || fwrite(out->ptr, 1, out->len, c->file) != out->len || c->failed;
    }
    (void)pthread_mutex_unlock(&c->lock);
    alb_buf_release(out);
}

void serve_capture_request(serve_capture *c, const http_request *request, const http_response *response)
{
    alb_buf line;
    alb_json j;
    if (!atomic_load(&c->on) || strncmp(request->path, "/api/v1/service", 15) != 0) {
        return;
    }
    begin_line(c, &line, &j, "request");
    alb_json_key(&j, "path");
    alb_json_text(&j, request->path);
    alb_json_key(&j, "status");
    alb_json_i64(&j, response->status ? response->status : 200);
    alb_json_key(&j, "document");
    alb_json_string(&j, request->body);
    alb_json_key(&j, "answer");
    alb_json_string(&j, alb_buf_span(&response->body));
    end_line(c, &line, &j);
}

void serve_capture_message(void *ctx, const char *kind, alb_eui64 who, alb_span octets)
{
    serve_capture *c = ctx;
    alb_buf line;
    alb_json j;
    char text[ALB_EUI64_TEXT];
    if (!atomic_load(&c->on)) {
        return;
    }
    bool is_document = strcmp(kind, "outcome") == 0;
    begin_line(c, &line, &j, kind);
    alb_json_key(&j, is_document ? "user" : "hub");
    alb_json_text(&j, alb_eui64_dashed(who, text));
    alb_json_key(&j, is_document ? "document" : "message");
    if (is_document) {
        alb_json_string(&j, octets);
    } else {
        alb_json_hex(&j, octets);
    }
    end_line(c, &line, &j);
}
