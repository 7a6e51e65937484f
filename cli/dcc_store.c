#include "dcc_store.h"

#include <limits.h>
#include <stdio.h>

bool dcc_store_open_for(const dcc_store_options *o, store **out)
{
    char url[PATH_MAX];
    alb_err err = {.code = ALB_OK};
    int n = snprintf(url, sizeof url, "sqlite:%s/dcc.sqlite", o->data ? o->data : "albion-data");
    if (n < 0 || (size_t)n >= sizeof url) {
        fputs("albion: the path of the data directory is too long\n", stderr);
        return false;
    }
    if (dcc_open_store(o->url ? o->url : url, out, &err) != ALB_OK) {
        cli_complain(o->url ? o->url : url, &err);
        return false;
    }
    return true;
}

bool dcc_store_time(const char *text, alb_time *out)
{
    char whole[ALB_TIME_TEXT];
    *out = alb_now(alb_clock_system());
    if (!text || alb_time_parse(alb_span_str(text), out)) {
        return true;
    }
    int n = snprintf(whole, sizeof whole, "%sT00:00:00Z", text);
    if (n < 0 || (size_t)n >= sizeof whole || !alb_time_parse(alb_span_str(whole), out)) {
        fprintf(stderr, "albion: '%s' is neither a date nor a time\n", text);
        return false;
    }
    *out -= alb_london_offset(*out);
    return true;
}

int dcc_store_complain(const char *what, alb_status st, const alb_err *err)
{
    alb_err shown = *err;
    (void)alb_fail(&shown, st, NULL, 0, "%s", alb_status_text(st));
    cli_complain(what, &shown);
    return st == ALB_IO || st == ALB_STORE || st == ALB_NO_MEMORY || st == ALB_BUSY ? CLI_ERROR : CLI_FAILED;
}
