#include "homes_list.h"

#include "cli.h"
#include "input.h"
#include "serve.h"

#include "base/file.h"
#include "base/text.h"
#include "sim/snapshot.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 30, MOST_FAULTS = 100 };

#define LIST_FILE "homes.csv"

typedef struct telling {
    const char *file;
    unsigned faults;
    bool shows_progress;
} telling;

static void tell_fault(void *ctx, uint32_t line, const char *column, const char *rule)
{
    telling *t = ctx;
    if (t->faults++ < MOST_FAULTS) {
        (void)fprintf(stderr, "%s:%u: %s: %s\n", t->file, line, column, rule);
    }
}

static void tell_progress(void *ctx, uint32_t lines)
{
    const telling *t = ctx;
    if (t->shows_progress) {
        (void)fprintf(stderr, "\r%u homes", lines);
    }
}

static alb_status read_list(const char *file, alb_span text, sim_list **out, alb_err *err)
{
    telling t = {.file = file, .shows_progress = isatty(2)};
    sim_list_told told = {.fault = tell_fault, .progress = tell_progress, .ctx = &t};
    alb_status st = sim_list_read(text, SERVE_SEED, &told, out, err);
    if (t.shows_progress) {
        (void)fputs("\n", stderr);
    }
    if (t.faults > MOST_FAULTS) {
        (void)fprintf(stderr, "%s: and %u more\n", file, t.faults - MOST_FAULTS);
    }
    if (st != ALB_OK) {
        alb_err_within(err, file);
    }
    return st;
}

static alb_status read_file(const char *file, alb_buf *text, sim_list **out, alb_err *err)
{
    ALB_TRY(alb_file_read(file, text, err));
    return read_list(file, alb_buf_span(text), out, err);
}

static alb_status make_list(uint64_t homes, const char *mix, sim_list **out, alb_err *err)
{
    sim_mix shares;
    ALB_TRY(sim_mix_parse(alb_span_str(mix), &shares, err));
    *out = sim_list_make(SERVE_SEED, (uint32_t)homes, &shares);
    return *out ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a list of homes");
}

static alb_status own_path(const char *data, char path[static PATH_MAX], alb_err *err)
{
    int n = snprintf(path, PATH_MAX, "%s/" LIST_FILE, data);
    return n > 0 && n < PATH_MAX
               ? ALB_OK
               : alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path of the data directory is too long");
}

alb_status homes_list_open(const char *file, const char *data, uint64_t homes, const char *mix,
                           sim_list **out, alb_err *err)
{
    char path[PATH_MAX];
    alb_buf text;
    *out = NULL;
    ALB_TRY(own_path(data, path, err));
    if (!file && access(path, F_OK) != 0) {
        return make_list(homes, mix, out, err);
    }
    alb_buf_init(&text, FILE_MAX);
    alb_status st = read_file(file ? file : path, &text, out, err);
    alb_buf_release(&text);
    return st;
}

/* --- albion fleet import --- */

static alb_status bring(const char *file, const char *data, uint32_t *n, alb_err *err)
{
    char path[PATH_MAX];
    alb_buf text;
    sim_list *list = NULL;
    ALB_TRY(own_path(data, path, err));
    if (sim_homes_are_in_use(data)) {
        return alb_fail(err, ALB_BUSY, NULL, 0, "a fleet runs on the homes in %.150s", data);
    }
    alb_buf_init(&text, FILE_MAX);
    alb_status st = read_file(file, &text, &list, err);
    st = st == ALB_OK ? alb_dir_make(data, 0700, err) : st;
    st = st == ALB_OK ? alb_file_write(path, alb_buf_span(&text), 0600, err) : st;
    *n = list ? sim_list_count(list) : 0;
    sim_list_free(list);
    alb_buf_release(&text);
    return st;
}

int cli_fleet_import(int argc, char **argv)
{
    const char *data = "albion-data";
    const cli_option options[] = {{"--data", &data, NULL}};
    alb_err err = {.code = ALB_OK};
    uint32_t n = 0;
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2) {
        fputs("usage: albion fleet import FILE [--data DIR]\n"
              "makes the homes of a file (RFC 4180; see albion fleet export) those of a data directory "
              "(albion-data), all of\n"
              "them or none: the next albion serve or albion fleet run there has them. FILE -: standard "
              "input.\n",
              stderr);
        return CLI_USAGE;
    }
    alb_status st = bring(argv[1], data, &n, &err);
    if (st != ALB_OK) {
        cli_complain("fleet", &err);
        return st == ALB_BAD_VALUE || st == ALB_BAD_FORMAT || st == ALB_TOO_LARGE ? CLI_FAILED : CLI_ERROR;
    }
    printf("%u homes\n", n);
    return CLI_OK;
}

/* --- albion fleet export --- */

int cli_fleet_export(int argc, char **argv)
{
    const char *data = "albion-data";
    const char *homes = "3";
    const char *mix = SIM_MIX_GB;
    const cli_option options[] = {{"--data", &data, NULL}, {"--homes", &homes, NULL}, {"--mix", &mix, NULL}};
    alb_err err = {.code = ALB_OK};
    uint64_t n;
    sim_list *list = NULL;
    alb_buf text;
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 1 ||
        !alb_parse_u64(alb_span_str(homes), SERVE_MAX_HOMES, &n)) {
        fputs("usage: albion fleet export [--data DIR] [--homes N] [--mix SHARES]\n"
              "prints the homes of a data directory (albion-data) as a list that albion fleet import takes: "
              "those brought in,\n"
              "or where there are none the first N (3) that albion serve makes up, with these shares.\n",
              stderr);
        return CLI_USAGE;
    }
    alb_buf_init(&text, FILE_MAX);
    alb_status st = homes_list_open(NULL, data, n, mix, &list, &err);
    if (st == ALB_OK) {
        sim_list_write(list, &text);
        st = text.st == ALB_OK && fwrite(text.ptr, 1, text.len, stdout) == text.len && fflush(stdout) == 0
                 ? ALB_OK
                 : alb_fail(&err, ALB_IO, NULL, 0, "the list cannot be written");
    }
    sim_list_free(list);
    alb_buf_release(&text);
    if (st != ALB_OK) {
        cli_complain("fleet", &err);
        return CLI_ERROR;
    }
    return CLI_OK;
}
