#include "sim/snapshot.h"

#include "keeping.h"

#include "base/file.h"
#include "crypto/crypto.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* "ALBIONFLEET" and the version of the form. */
static const uint8_t magic[12] = "ALBIONFLEET\x01";

enum {
    NAME_MAX_OCTETS = 32,
    PART_MAX = 64 * 1024 * 1024,
    PIECE = 64 * 1024,
    DIR_MODE = 0700,
    FILE_MODE = 0600
};

/* Beside the homes, in the order of their names. */
static const char *const others[] = {"homes.csv", "network"};

static bool is_other(const char *name)
{
    bool is = false;
    for (size_t i = 0; i < ALB_COUNT(others); i++) {
        is = is || strcmp(name, others[i]) == 0;
    }
    return is;
}

static alb_status path_of(char out[static PATH_MAX], const char *dir, const char *name, const char *tail,
                          alb_err *err)
{
    alb_wr w = alb_wr_init(out, PATH_MAX - 1);
    alb_wr_text(&w, dir);
    alb_wr_text(&w, name[0] ? "/" : "");
    alb_wr_text(&w, name);
    alb_wr_text(&w, tail);
    out[w.st == ALB_OK ? w.pos : 0] = '\0';
    return w.st == ALB_OK ? ALB_OK
                          : alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path below %s is too long", dir);
}

/* --- writing --- */

typedef struct writing {
    FILE *out;
    crypto_hasher *hasher;
    size_t homes;
} writing;

static void put(writing *w, alb_span octets)
{
    crypto_hasher_add(w->hasher, octets);
    (void)fwrite(octets.ptr, 1, octets.len, w->out); /* a failure is seen at the end */
}

static void put_part(writing *w, const char *name, alb_span content)
{
    uint8_t head[1 + NAME_MAX_OCTETS + 8];
    alb_wr h = alb_wr_init(head, sizeof head);
    alb_wr_u8(&h, (uint8_t)strlen(name));
    alb_wr_text(&h, name);
    alb_wr_be64(&h, content.len);
    put(w, alb_wr_span(&h));
    put(w, content);
}

static alb_status put_file(writing *w, const char *path, const char *name, alb_err *err)
{
    alb_buf content;
    alb_buf_init(&content, PART_MAX);
    alb_status st = alb_file_read(path, &content, err);
    if (st == ALB_OK) {
        put_part(w, name, alb_buf_span(&content));
    }
    alb_buf_release(&content);
    return st;
}

static alb_status put_home(void *ctx, const char *path, alb_err *err)
{
    writing *w = ctx;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (!keeping_is_name(name)) {
        return ALB_OK;
    }
    w->homes++;
    return put_file(w, path, name, err);
}

static alb_status put_all(writing *w, const char *data, alb_err *err)
{
    char path[PATH_MAX];
    uint8_t digest[CRYPTO_HASH];
    put(w, ALB_SPAN_OF(magic));
    ALB_TRY(path_of(path, data, "homes", "", err));
    if (access(path, F_OK) == 0) {
        ALB_TRY(alb_file_walk(path, put_home, w, err));
    }
    for (size_t i = 0; i < ALB_COUNT(others); i++) {
        ALB_TRY(path_of(path, data, others[i], "", err));
        if (access(path, F_OK) == 0) {
            ALB_TRY(put_file(w, path, others[i], err));
        }
    }
    put(w, ALB_LIT("\0"));
    crypto_hasher_value(w->hasher, digest);
    put(w, ALB_SPAN_OF(digest));
    return ALB_OK;
}

static alb_status write_to(const char *part, writing *w, const char *data, alb_err *err)
{
    w->out = fopen(part, "wbe");
    w->hasher = crypto_hasher_new();
    alb_status st = ALB_OK;
    if (!w->out || !w->hasher) {
        st = alb_fail(err, w->hasher ? ALB_IO : ALB_NO_MEMORY, NULL, 0, "%.150s: errno %d", part, errno);
    }
    st = st == ALB_OK && fchmod(fileno(w->out), FILE_MODE) != 0
             ? alb_fail(err, ALB_IO, NULL, 0, "%.150s: errno %d", part, errno)
             : st;
    st = st == ALB_OK ? put_all(w, data, err) : st;
    bool flushed = w->out && fflush(w->out) == 0 && fsync(fileno(w->out)) == 0 && !ferror(w->out);
    bool closed = w->out && fclose(w->out) == 0;
    if (st == ALB_OK && (!flushed || !closed)) {
        st = alb_fail(err, ALB_IO, NULL, 0, "%.150s cannot be written: errno %d", part, errno);
    }
    crypto_hasher_free(w->hasher);
    return st;
}

alb_status sim_snapshot_save(const char *data, const char *file, size_t *n, alb_err *err)
{
    char part[PATH_MAX];
    writing w = {.homes = 0};
    *n = 0;
    ALB_TRY(path_of(part, file, "", ".part", err));
    alb_status st = write_to(part, &w, data, err);
    if (st == ALB_OK && rename(part, file) != 0) {
        st = alb_fail(err, ALB_IO, NULL, 0, "cannot name %.150s: errno %d", file, errno);
    }
    if (st != ALB_OK) {
        (void)unlink(part);
        return st;
    }
    *n = w.homes;
    return ALB_OK;
}

/* --- reading --- */

typedef struct reading {
    FILE *in;
    crypto_hasher *hasher;
    size_t at;
} reading;

static alb_status get(reading *r, void *out, size_t len, alb_err *err)
{
    if (fread(out, 1, len, r->in) != len) {
        return alb_fail(err, ALB_TRUNCATED, NULL, r->at, "the snapshot ends too soon");
    }
    r->at += len;
    crypto_hasher_add(r->hasher, alb_span_of(out, len));
    return ALB_OK;
}

/* Room grows with what has come, not with what a length promises. */
static alb_status get_content(reading *r, uint64_t len, alb_buf *out, alb_err *err)
{
    uint8_t piece[PIECE];
    if (len > PART_MAX) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, r->at, "a part of more than %d octets", PART_MAX);
    }
    while (len > 0) {
        size_t n = len < sizeof piece ? (size_t)len : sizeof piece;
        ALB_TRY(get(r, piece, n, err));
        alb_buf_add(out, alb_span_of(piece, n));
        len -= n;
    }
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, NULL, r->at, "no memory for a part");
}

static alb_status get_name(reading *r, uint8_t len, char name[static NAME_MAX_OCTETS + 1],
                           char before[static NAME_MAX_OCTETS + 1], alb_err *err)
{
    if (len > NAME_MAX_OCTETS) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, r->at, "a name of %u octets", len);
    }
    ALB_TRY(get(r, name, len, err));
    name[len] = '\0';
    if (strlen(name) != len || !(keeping_is_name(name) || is_other(name))) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, r->at, "a part that no snapshot has");
    }
    if (strcmp(before, name) >= 0) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, r->at, "%s is not in its place", name);
    }
    memcpy(before, name, NAME_MAX_OCTETS + 1);
    return ALB_OK;
}

static alb_status check_digest(reading *r, alb_err *err)
{
    uint8_t is[CRYPTO_HASH];
    uint8_t said[CRYPTO_HASH];
    crypto_hasher_value(r->hasher, is);
    ALB_TRY(get(r, said, sizeof said, err));
    if (memcmp(is, said, sizeof is) != 0) {
        return alb_fail(err, ALB_MISMATCH, NULL, r->at, "the snapshot was changed: its digest is another");
    }
    return fgetc(r->in) == EOF
               ? ALB_OK
               : alb_fail(err, ALB_BAD_FORMAT, NULL, r->at, "something stands behind the snapshot");
}

typedef alb_status part_visitor(void *ctx, const char *name, alb_span content, alb_err *err);

static alb_status read_parts(reading *r, part_visitor *visit, void *ctx, alb_buf *content, alb_err *err)
{
    char name[NAME_MAX_OCTETS + 1];
    char before[NAME_MAX_OCTETS + 1] = "";
    for (;;) {
        uint8_t len;
        uint8_t size[8];
        ALB_TRY(get(r, &len, 1, err));
        if (len == 0) {
            return check_digest(r, err);
        }
        ALB_TRY(get_name(r, len, name, before, err));
        ALB_TRY(get(r, size, sizeof size, err));
        alb_rd s = alb_rd_init(ALB_SPAN_OF(size));
        alb_buf_clear(content);
        ALB_TRY(get_content(r, alb_rd_be64(&s), content, err));
        ALB_TRY(visit(ctx, name, alb_buf_span(content), err));
    }
}

static alb_status read_all(reading *r, part_visitor *visit, void *ctx, alb_err *err)
{
    uint8_t head[sizeof magic];
    alb_buf content;
    ALB_TRY(get(r, head, sizeof head, err));
    if (memcmp(head, magic, sizeof magic - 1) != 0) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, 0, "this is no snapshot of a fleet");
    }
    if (head[sizeof head - 1] != magic[sizeof magic - 1]) {
        return alb_fail(err, ALB_UNSUPPORTED, NULL, 0, "a snapshot of version %u", head[sizeof head - 1]);
    }
    alb_buf_init(&content, PART_MAX);
    alb_status st = read_parts(r, visit, ctx, &content, err);
    alb_buf_release(&content);
    return st;
}

alb_status sim_snapshot_read(FILE *in, part_visitor *visit, void *ctx, alb_err *err)
{
    reading r = {.in = in, .hasher = crypto_hasher_new()};
    if (!r.hasher) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a digest");
    }
    alb_status st = read_all(&r, visit, ctx, err);
    crypto_hasher_free(r.hasher);
    return st;
}

/* --- putting back --- */

static alb_status check_part(void *ctx, const char *name, alb_span content, alb_err *err)
{
    size_t *homes = ctx;
    bool is_home = !is_other(name);
    *homes += is_home;
    return !is_home || keeping_understands(content)
               ? ALB_OK
               : alb_fail(err, ALB_UNSUPPORTED, NULL, 0, "%s: a home of another version", name);
}

typedef struct restoring {
    const char *data;
    char coming[PATH_MAX]; /* where the homes are gathered */
    bool has_other[ALB_COUNT(others)];
} restoring;

/* Whoever calls it synchronises all of them at once. */
static alb_status write_plainly(const char *path, alb_span content, alb_err *err)
{
    FILE *f = fopen(path, "wbe");
    bool good =
        f && fchmod(fileno(f), FILE_MODE) == 0 && fwrite(content.ptr, 1, content.len, f) == content.len;
    good = f && fclose(f) == 0 && good;
    return good ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "%.150s cannot be written: errno %d", path, errno);
}

static alb_status bring_part(void *ctx, const char *name, alb_span content, alb_err *err)
{
    restoring *r = ctx;
    char path[PATH_MAX];
    for (size_t i = 0; i < ALB_COUNT(others); i++) {
        if (strcmp(name, others[i]) == 0) {
            r->has_other[i] = true;
            ALB_TRY(path_of(path, r->data, name, ".coming", err));
            return alb_file_write(path, content, FILE_MODE, err);
        }
    }
    ALB_TRY(path_of(path, r->coming, name, "", err));
    return write_plainly(path, content, err);
}

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    return unlink(path) == 0 ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "%.150s: errno %d", path, errno);
}

static alb_status take_away(const char *dir, alb_err *err)
{
    if (access(dir, F_OK) != 0) {
        return ALB_OK;
    }
    ALB_TRY(alb_file_walk(dir, remove_file, NULL, err));
    return rmdir(dir) == 0 ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "%.150s: errno %d", dir, errno);
}

static alb_status move(const char *from, const char *to, alb_err *err)
{
    return rename(from, to) == 0 ? ALB_OK
                                 : alb_fail(err, ALB_IO, NULL, 0, "cannot name %.150s: errno %d", to, errno);
}

/* The old homes step aside before the new ones take their place. */
static alb_status exchange(const restoring *r, const char *homes, alb_err *err)
{
    char going[PATH_MAX];
    char from[PATH_MAX];
    char to[PATH_MAX];
    sync();
    ALB_TRY(path_of(going, homes, "", ".going", err));
    ALB_TRY(take_away(going, err));
    if (access(homes, F_OK) == 0) {
        ALB_TRY(move(homes, going, err));
    }
    ALB_TRY(move(r->coming, homes, err));
    for (size_t i = 0; i < ALB_COUNT(others); i++) {
        ALB_TRY(path_of(to, r->data, others[i], "", err));
        ALB_TRY(path_of(from, r->data, others[i], ".coming", err));
        if (r->has_other[i]) {
            ALB_TRY(move(from, to, err));
        } else {
            (void)unlink(to);
        }
    }
    return take_away(going, err);
}

static alb_status read_again(FILE *in, part_visitor *visit, void *ctx, alb_err *err)
{
    rewind(in);
    return sim_snapshot_read(in, visit, ctx, err);
}

static alb_status put_back(FILE *in, const char *data, alb_err *err)
{
    restoring r = {.data = data};
    char homes[PATH_MAX];
    ALB_TRY(path_of(homes, data, "homes", "", err));
    ALB_TRY(path_of(r.coming, data, "homes", ".coming", err));
    ALB_TRY(alb_dir_make(data, DIR_MODE, err));
    ALB_TRY(take_away(r.coming, err));
    ALB_TRY(alb_dir_make(r.coming, DIR_MODE, err));
    ALB_TRY(read_again(in, bring_part, &r, err));
    return exchange(&r, homes, err);
}

alb_status sim_snapshot_restore(const char *file, const char *data, size_t *n, alb_err *err)
{
    char homes[PATH_MAX];
    int lock = -1;
    size_t found = 0;
    *n = 0;
    ALB_TRY(path_of(homes, data, "homes", "", err));
    FILE *in = fopen(file, "rbe");
    if (!in) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "%.150s cannot be read: errno %d", file, errno);
    }
    alb_status st = sim_snapshot_read(in, check_part, &found, err);
    st = st == ALB_OK ? keeping_lock(access(homes, F_OK) == 0 ? homes : NULL, &lock, err) : st;
    st = st == ALB_OK ? put_back(in, data, err) : st;
    keeping_unlock(lock);
    (void)fclose(in);
    *n = st == ALB_OK ? found : 0;
    return st;
}

bool sim_homes_are_in_use(const char *data)
{
    char homes[PATH_MAX];
    int lock = -1;
    alb_status st = path_of(homes, data, "homes", "", NULL);
    if (st == ALB_OK && access(homes, F_OK) == 0) {
        st = keeping_lock(homes, &lock, NULL);
    }
    keeping_unlock(lock);
    return st == ALB_BUSY;
}
