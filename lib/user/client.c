/* The User's context: keys, connection, counters. */
#include "user_internal.h"

#include "base/file.h"
#include "base/text.h"

#include <stdlib.h>
#include <unistd.h>

enum { COUNTER_TEXT = 24 };

static alb_status read_counter(user_client *u, alb_err *err)
{
    const char *path = u->options.counter_file;
    if (!path || access(path, F_OK) != 0) {
        return ALB_OK;
    }
    alb_buf text;
    alb_buf_init(&text, COUNTER_TEXT);
    alb_status st = alb_file_read(path, &text, err);
    if (st == ALB_OK && !alb_parse_u64(alb_trim(alb_buf_span(&text)), INT64_MAX, &u->counter)) {
        st = alb_fail(err, ALB_BAD_FORMAT, NULL, 0, "%.120s does not hold a counter", path);
    }
    alb_buf_release(&text);
    return st;
}

alb_status user_client_new(const user_options *options, user_client **out, alb_err *err)
{
    user_client *u = calloc(1, sizeof *u);
    *out = NULL;
    if (!u) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a User");
    }
    u->options = *options;
    alb_status st = user_reader_open(&u->reader, options->keys, options->clock, err);
    if (st == ALB_OK) {
        st = read_counter(u, err);
    }
    u->http = http_client_new(&(http_client_options){
        .tls_ca = options->tls_ca, .tls_certificate = options->tls_certificate, .tls_key = options->tls_key});
    if (st == ALB_OK && !u->http) {
        st = alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a connection");
    }
    if (st != ALB_OK) {
        user_client_free(u);
        return st;
    }
    *out = u;
    return ALB_OK;
}

void user_client_free(user_client *u)
{
    if (u) {
        http_client_free(u->http);
        user_reader_close(&u->reader);
        free(u);
    }
}

/* Milliseconds since 1970, or one more than the last where the clock has not moved on (duis.md 2.2). One that
 * is given, as that of a token, moves the next ones up. */
alb_status user_take_counter(user_client *u, uint64_t *counter, alb_err *err)
{
    alb_time now = alb_now(u->options.clock);
    uint64_t next = *counter;
    if (next == 0) {
        next = now > 0 && (uint64_t)now > u->counter ? (uint64_t)now : u->counter + 1;
    }
    uint64_t highest = next > u->counter ? next : u->counter;
    if (u->options.counter_file) {
        char text[COUNTER_TEXT];
        alb_wr w = alb_wr_init(text, sizeof text);
        alb_wr_printf(&w, "%llu\n", (unsigned long long)highest);
        ALB_TRY(alb_file_write(u->options.counter_file, alb_wr_span(&w), 0600, err));
    }
    u->counter = highest;
    *counter = next;
    return ALB_OK;
}
