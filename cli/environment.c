#include "environment.h"

#include "base/file.h"
#include "base/text.h"
#include "dcc/dcc.h"
#include "sim/snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 256 * 1024 * 1024 };
#define STORE_FILE "dcc.sqlite"

/* What there is of an environment, beside its store. */
static const char *const parts[] = {"pki", "homes", "homes.csv", "clock", "network"};

static bool exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* A path that is too long becomes none: nothing is done to another file. */
static void path_of(char out[static PATH_MAX], const char *dir, const char *name)
{
    alb_wr w = alb_wr_init(out, PATH_MAX - 1);
    alb_wr_text(&w, dir);
    alb_wr_text(&w, "/");
    alb_wr_text(&w, name);
    out[w.st == ALB_OK ? w.pos : 0] = '\0';
}

/* --- copying and removing --- */

typedef struct copying {
    const char *from, *to;
} copying;

static alb_status copy_file(void *ctx, const char *path, alb_err *err)
{
    const copying *c = ctx;
    char target[PATH_MAX];
    struct stat st;
    alb_buf contents;
    (void)snprintf(target, sizeof target, "%s%s", c->to, path + strlen(c->from));
    char *slash = strrchr(target, '/');
    *slash = '\0';
    ALB_TRY(alb_dir_make(target, 0700, err));
    *slash = '/';
    alb_buf_init(&contents, FILE_MAX);
    alb_status result = stat(path, &st) == 0 ? alb_file_read(path, &contents, err) : ALB_NOT_FOUND;
    if (result == ALB_OK) {
        result = alb_file_write(target, alb_buf_span(&contents), st.st_mode & 0777, err);
    }
    alb_buf_release(&contents);
    return result;
}

/* A file, or a directory with all that is in it; nothing is fine. */
static alb_status copy(const char *from, const char *to, alb_err *err)
{
    copying c = {from, to};
    struct stat st;
    if (stat(from, &st) != 0) {
        return ALB_OK;
    }
    if (!S_ISDIR(st.st_mode)) {
        return copy_file(&c, from, err);
    }
    ALB_TRY(alb_dir_make(to, 0700, err));
    return alb_file_walk(from, copy_file, &c, err);
}

static alb_status take_away(const char *path, alb_err *err);

static alb_status empty_directory(const char *path, alb_err *err)
{
    DIR *d = opendir(path);
    alb_status st = d ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "%s: cannot be read", path);
    const struct dirent *e;
    while (st == ALB_OK && (e = readdir(d)) != NULL) {
        char inner[PATH_MAX];
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            path_of(inner, path, e->d_name);
            st = take_away(inner, err);
        }
    }
    if (d) {
        (void)closedir(d);
    }
    return st;
}

static alb_status take_away(const char *path, alb_err *err)
{
    struct stat st;
    if (lstat(path, &st) != 0) {
        return ALB_OK;
    }
    if (S_ISDIR(st.st_mode)) {
        ALB_TRY(empty_directory(path, err));
    }
    return (S_ISDIR(st.st_mode) ? rmdir(path) : unlink(path)) == 0
               ? ALB_OK
               : alb_fail(err, ALB_IO, NULL, 0, "%s: %s", path, strerror(errno));
}

/* --- saving --- */

static alb_status save_store(const char *data, const char *url, const char *to, alb_err *err)
{
    char own[PATH_MAX + 16];
    char file[PATH_MAX];
    store *s = NULL;
    (void)snprintf(own, sizeof own, "sqlite:%s/" STORE_FILE, data);
    if (url && strcmp(url, own) != 0) {
        return alb_fail(err, ALB_UNSUPPORTED, NULL, 0,
                        "the store %.100s is not in the data directory: use its own backup", url);
    }
    path_of(file, to, STORE_FILE);
    ALB_TRY(dcc_open_store(own, &s, err));
    alb_status st = store_backup(s, file, err);
    store_close(s);
    return st;
}

/* Homes first: a store that is younger than they are has told them nothing that it has forgotten. */
static alb_status save_all(const char *data, const char *url, const char *to, alb_err *err)
{
    for (size_t i = ALB_COUNT(parts); i > 0; i--) {
        char from[PATH_MAX];
        char target[PATH_MAX];
        path_of(from, data, parts[i - 1]);
        path_of(target, to, parts[i - 1]);
        ALB_TRY(copy(from, target, err));
    }
    return save_store(data, url, to, err);
}

alb_status environment_save(const char *data, const char *store_url, const char *to, alb_err *err)
{
    char part[PATH_MAX];
    if (exists(to)) {
        return alb_fail(err, ALB_EXISTS, NULL, 0, "%s is there already", to);
    }
    (void)snprintf(part, sizeof part, "%s.part", to);
    ALB_TRY(take_away(part, err));
    ALB_TRY(alb_dir_make(part, 0700, err));
    alb_status st = save_all(data, store_url, part, err);
    if (st == ALB_OK && rename(part, to) != 0) {
        st = alb_fail(err, ALB_IO, NULL, 0, "cannot name %s: %s", to, strerror(errno));
    }
    if (st != ALB_OK) {
        alb_status ignored = take_away(part, NULL);
        (void)ignored;
    }
    return st;
}

/* --- putting back --- */

static alb_status check_unused(const char *data, alb_err *err)
{
    return sim_homes_are_in_use(data)
               ? alb_fail(err, ALB_BUSY, NULL, 0, "a fleet runs on the homes in %.150s", data)
               : ALB_OK;
}

/* Everything is copied beside its place first; then each part is exchanged for the old one. */
static alb_status put_in_place(const char *data, const char *name, alb_err *err)
{
    char coming[PATH_MAX + 16];
    char place[PATH_MAX];
    path_of(place, data, name);
    (void)snprintf(coming, sizeof coming, "%s.coming", place);
    ALB_TRY(take_away(place, err));
    return !exists(coming) || rename(coming, place) == 0
               ? ALB_OK
               : alb_fail(err, ALB_IO, NULL, 0, "cannot name %s: %s", place, strerror(errno));
}

static alb_status bring(const char *from, const char *data, const char *name, alb_err *err)
{
    char source[PATH_MAX];
    char coming[PATH_MAX];
    char tail[64];
    (void)snprintf(tail, sizeof tail, "%s.coming", name);
    path_of(source, from, name);
    path_of(coming, data, tail);
    ALB_TRY(take_away(coming, err));
    return copy(source, coming, err);
}

static alb_status forget_journal(const char *data, alb_err *err)
{
    char path[PATH_MAX];
    path_of(path, data, STORE_FILE "-wal");
    ALB_TRY(take_away(path, err));
    path_of(path, data, STORE_FILE "-shm");
    return take_away(path, err);
}

alb_status environment_restore(const char *from, const char *data, alb_err *err)
{
    char file[PATH_MAX];
    path_of(file, from, STORE_FILE);
    if (!exists(file)) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "%s is no saved environment", from);
    }
    ALB_TRY(check_unused(data, err));
    ALB_TRY(alb_dir_make(data, 0700, err));
    ALB_TRY(bring(from, data, STORE_FILE, err));
    for (size_t i = 0; i < ALB_COUNT(parts); i++) {
        ALB_TRY(bring(from, data, parts[i], err));
    }
    ALB_TRY(forget_journal(data, err));
    ALB_TRY(put_in_place(data, STORE_FILE, err));
    for (size_t i = 0; i < ALB_COUNT(parts); i++) {
        ALB_TRY(put_in_place(data, parts[i], err));
    }
    return ALB_OK;
}

alb_status environment_reset(const char *data, alb_err *err)
{
    static const char *const gone[] = {STORE_FILE, "homes", "clock", "network"};
    char path[PATH_MAX];
    ALB_TRY(check_unused(data, err));
    ALB_TRY(forget_journal(data, err));
    for (size_t i = 0; i < ALB_COUNT(gone); i++) {
        path_of(path, data, gone[i]);
        ALB_TRY(take_away(path, err));
    }
    return ALB_OK;
}

/* --- the clock: "AHEAD RATE", milliseconds and thousandths --- */

void environment_read_clock(const char *data, alb_time *ahead, uint32_t *rate)
{
    char path[PATH_MAX];
    alb_buf text;
    int64_t first = 0;
    uint64_t second = 1000;
    path_of(path, data, "clock");
    alb_buf_init(&text, 128);
    if (alb_file_read(path, &text, NULL) == ALB_OK) {
        alb_span all = alb_trim(alb_buf_span(&text));
        const uint8_t *blank = all.len > 0 ? memchr(all.ptr, ' ', all.len) : NULL;
        size_t n = blank ? (size_t)(blank - all.ptr) : 0;
        bool good = blank && alb_parse_i64(alb_span_of(all.ptr, n), 0, INT64_MAX / 2, &first) &&
                    alb_parse_u64(alb_span_of(blank + 1, all.len - n - 1), ALB_CLOCK_MAX_RATE, &second);
        first = good ? first : 0;
        second = good ? second : 1000;
    }
    alb_buf_release(&text);
    *ahead = first;
    *rate = (uint32_t)second;
}

alb_status environment_write_clock(const char *data, alb_time ahead, uint32_t rate, alb_err *err)
{
    char path[PATH_MAX];
    char text[64];
    path_of(path, data, "clock");
    int n = snprintf(text, sizeof text, "%lld %u\n", (long long)ahead, rate);
    return alb_file_write(path, alb_span_of(text, (size_t)n), 0600, err);
}

bool environment_is_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return n > 0 && n <= 64 && name[n] == '\0';
}
