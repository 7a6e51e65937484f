/* albion pki request: certificate signing requests by file, singly or in a batch, answered by the
 * Registration Authority. */
#include "cli.h"
#include "input.h"
#include "pki.h"

#include "base/file.h"
#include "base/text.h"
#include "ra/archive.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    REQUEST_FILE_MAX = 16 * 1024,
    ID_MAX = 100,
    PEM_MAX = 4096,
    PROGRESS = 1000,
    ARCHIVE_MAX = 128 * 1024 * 1024
};

/* --- requests from files --- */

typedef struct files {
    char **paths;
    size_t n, cap, next;
    alb_buf contents;
    char id[ID_MAX + 1];
} files;

static alb_status add_path(void *ctx, const char *path, alb_err *err)
{
    files *f = ctx;
    if (f->n == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 64;
        char **more = realloc(f->paths, cap * sizeof *more);
        if (!more) {
            return alb_fail(err, ALB_NO_MEMORY, "pki request", 0, "out of memory");
        }
        f->paths = more;
        f->cap = cap;
    }
    f->paths[f->n] = strdup(path);
    return f->paths[f->n++] ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, "pki request", 0, "out of memory");
}

/* Every file below a directory, or the file. */
static alb_status add_operand(files *f, const char *path, alb_err *err)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode) ? alb_file_walk(path, add_path, f, err)
                                                     : add_path(f, path, err);
}

static void release_files(files *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->paths[i]);
    }
    free(f->paths);
    alb_buf_release(&f->contents);
}

/* A request is known by the name of its file without folder and ending. */
static alb_span id_of(files *f, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t len = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    len = len < ID_MAX ? len : ID_MAX;
    memcpy(f->id, name, len);
    f->id[len] = '\0';
    return alb_span_str(f->id);
}

static alb_status next_file(void *ctx, alb_span *id, alb_span *request, bool *more, alb_err *err)
{
    files *f = ctx;
    *more = f->next < f->n;
    if (!*more) {
        return ALB_OK;
    }
    const char *path = f->paths[f->next++];
    alb_buf_clear(&f->contents);
    alb_status st = alb_file_read(path, &f->contents, err);
    if (st == ALB_TOO_LARGE) {
        alb_buf_clear(&f->contents); /* no request is that long: it is refused as what it is */
        *err = (alb_err){.code = ALB_OK};
        st = ALB_OK;
    }
    *id = id_of(f, path);
    *request = alb_buf_span(&f->contents);
    return st;
}

/* --- answers into files --- */

typedef struct answers {
    const char *dir; /* NULL: to standard output only */
    size_t issued, refused;
} answers;

static alb_status write_certificate(const answers *a, const ra_result *result, alb_err *err)
{
    char path[PATH_MAX];
    uint8_t pem[PEM_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("CERTIFICATE", result->certificate, &w);
    if (memchr(result->id.ptr, '/', result->id.len) || result->id.ptr[0] == '.') {
        return alb_fail(err, ALB_BAD_VALUE, "pki request", 0, "an identifier that is no file name: %.*s",
                        (int)result->id.len, (const char *)result->id.ptr);
    }
    alb_wr p = alb_wr_init(path, sizeof path - 1);
    alb_wr_printf(&p, "%s/%.*s.crt", a->dir, (int)result->id.len, (const char *)result->id.ptr);
    path[p.pos] = '\0';
    ALB_TRY(p.st);
    return w.st == ALB_OK ? alb_file_write(path, alb_wr_span(&w), 0644, err) : w.st;
}

/* One line a request: the text report of the portal (smki.md 13.6). */
static alb_status answer(void *ctx, const ra_result *result, alb_err *err)
{
    answers *a = ctx;
    bool issued = result->verdict == RA_SUCCESS;
    a->issued += issued;
    a->refused += !issued;
    printf("%.*s: %s", (int)result->id.len, (const char *)result->id.ptr, ra_verdict_name(result->verdict));
    if (!issued) {
        printf(" %.*s %.*s", (int)result->code.len, (const char *)result->code.ptr, (int)result->detail.len,
               (const char *)result->detail.ptr);
    }
    printf("\n");
    return issued && a->dir ? write_certificate(a, result, err) : ALB_OK;
}

static bool show_progress(void *ctx, const ra_batch *b)
{
    uint32_t *shown = ctx;
    if (b->done / PROGRESS != *shown / PROGRESS || b->state == RA_COMPLETED) {
        fprintf(stderr, "batch %llu: %u of %u\n", (unsigned long long)b->number, b->done, b->count);
    }
    *shown = b->done;
    return true;
}

/* "<out>/<batch>-response.zip" and "-report.csv", as the portal gives them. */
static alb_status write_archive(ra *r, uint64_t number, const char *out, alb_err *err)
{
    static const struct {
        const char *ending;
        alb_status (*make)(ra *r, uint64_t number, alb_buf *out, alb_err *err);
    } made[] = {{"response.zip", ra_response_archive}, {"report.csv", ra_response_report}};
    ra_batch b;
    ALB_TRY(ra_batch_find(r, number, &b, err));
    for (size_t i = 0; i < ALB_COUNT(made); i++) {
        char path[PATH_MAX];
        alb_buf contents;
        alb_buf_init(&contents, ARCHIVE_MAX);
        (void)snprintf(path, sizeof path, "%.*s/%.128s-%s", PATH_MAX - 200, out, b.id, made[i].ending);
        alb_status st = made[i].make(r, number, &contents, err);
        st = st == ALB_OK ? alb_file_write(path, alb_buf_span(&contents), 0644, err) : st;
        alb_buf_release(&contents);
        ALB_TRY(st);
    }
    return ALB_OK;
}

static int work(ra *r, uint64_t number, const char *out, answers *total)
{
    uint32_t shown = 0;
    alb_err err = {.code = ALB_OK};
    answers a = {.dir = out};
    alb_status st = ra_work(r, number, show_progress, &shown, &err);
    st = st == ALB_OK ? ra_results(r, number, answer, &a, &err) : st;
    total->issued += a.issued;
    total->refused += a.refused;
    return st == ALB_OK ? CLI_OK : pki_complain("pki request", &err);
}

/* --- the command --- */

static int submit(ra *r, files *f, const ra_officer *officer, const char *id, const char *out, answers *total)
{
    uint64_t number = 0;
    alb_err err = {.code = ALB_OK};
    if (ra_submit(r, officer, RA_BY_FILE, alb_span_str(id), next_file, f, &number, &err) != ALB_OK) {
        return pki_complain("pki request", &err);
    }
    fprintf(stderr, "batch %llu accepted: %zu requests\n", (unsigned long long)number, f->n);
    return work(r, number, out, total);
}

/* An archive of requests, answered by one of certificates beside its report. */
static int submit_archive(ra *r, const ra_officer *officer, const char *path, const char *out, answers *total)
{
    uint64_t number = 0;
    alb_buf archive;
    files name = {.n = 0};
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&archive, ARCHIVE_MAX);
    alb_status st = alb_file_read(path, &archive, &err);
    st = st == ALB_OK
             ? ra_submit_archive(r, officer, id_of(&name, path), alb_buf_span(&archive), &number, &err)
             : st;
    alb_buf_release(&archive);
    if (st != ALB_OK) {
        return pki_complain(path, &err);
    }
    int code = work(r, number, NULL, total);
    if (code == CLI_OK && out && write_archive(r, number, out, &err) != ALB_OK) {
        code = pki_complain(out, &err);
    }
    return code;
}

static bool is_archive(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcasecmp(path + n - 4, ".zip") == 0;
}

/* What was accepted and not finished when the program ended. */
static int resume(ra *r, const char *out, answers *total)
{
    uint64_t number;
    int code = CLI_OK;
    while (code == CLI_OK && ra_next_batch(r, &number, NULL) == ALB_OK) {
        code = work(r, number, out, total);
    }
    return code;
}

static int again(ra *r, const char *batch, const char *out, answers *total)
{
    uint64_t number = 0;
    ra_batch b;
    alb_err err = {.code = ALB_OK};
    if (!alb_parse_u64(alb_span_str(batch), INT64_MAX, &number)) {
        return CLI_USAGE;
    }
    return ra_batch_find(r, number, &b, &err) == ALB_OK ? work(r, number, out, total)
                                                        : pki_complain("pki request", &err);
}

static int finish(int code, const answers *total)
{
    if (code == CLI_OK) {
        printf("%zu issued, %zu refused\n", total->issued, total->refused);
    }
    return code == CLI_OK && total->refused > 0 ? CLI_FAILED : code;
}

int pki_request(int argc, char **argv)
{
    const char *credential = NULL, *id = "by file", *out = NULL, *url = NULL, *batch = NULL;
    bool resumed = false;
    ra *r = NULL;
    ra_officer officer;
    alb_span der;
    files f = {.n = 0};
    answers total = {.dir = NULL};
    alb_err err = {.code = ALB_OK};
    const cli_option options[] = {{"--credential", &credential, NULL},
                                  {"--id", &id, NULL},
                                  {"--out", &out, NULL},
                                  {"--store", &url, NULL},
                                  {"--results", &batch, NULL},
                                  {"--resume", NULL, &resumed}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 ||
        (!resumed && !batch && (!credential || argc < 3))) {
        return CLI_USAGE;
    }
    alb_buf_init(&f.contents, REQUEST_FILE_MAX);
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 2);
    alb_status st = out ? alb_dir_make(out, 0755, &err) : ALB_OK;
    for (int i = 2; st == ALB_OK && i < argc; i++) {
        st = add_operand(&f, argv[i], &err);
    }
    int code = st == ALB_OK ? CLI_ERROR : pki_complain("pki request", &err);
    if (st == ALB_OK && arena && pki_open_ra(argv[1], url, alb_clock_system(), &r)) {
        if (resumed) {
            code = resume(r, out, &total);
        } else if (batch) {
            code = again(r, batch, out, &total);
        } else if (pki_read_credential(credential, arena, &der)) {
            code = ra_authenticate(r, der, &officer, &err) != ALB_OK ? pki_complain(credential, &err)
                   : argc == 3 && is_archive(argv[2]) ? submit_archive(r, &officer, argv[2], out, &total)
                                                      : submit(r, &f, &officer, id, out, &total);
        }
    }
    ra_close(r);
    alb_arena_free(arena);
    release_files(&f);
    return finish(code, &total);
}
