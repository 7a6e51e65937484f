/* albion pki backup | restore: a key infrastructure with the Registration Authority's store, as files that
 * are checked before they are used. */
#include "cli.h"
#include "input.h"
#include "keys.h"
#include "pki.h"

#include "base/file.h"
#include "store/store.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 64 * 1024 * 1024, DIRECTORY_MODE = 0700 };

typedef struct copying {
    const char *from, *to;
    size_t files;
} copying;

/* The same file below another directory, with its mode, never over one that is there. */
static alb_status copy_file(void *ctx, const char *path, alb_err *err)
{
    copying *c = ctx;
    char to[PATH_MAX];
    struct stat s;
    alb_buf contents;
    (void)snprintf(to, sizeof to, "%.*s/%.*s", PATH_MAX / 2 - 2, c->to, PATH_MAX / 2 - 2,
                   path + strlen(c->from) + 1);
    char *slash = strrchr(to, '/');
    *slash = '\0';
    ALB_TRY(alb_dir_make(to, DIRECTORY_MODE, err));
    *slash = '/';
    alb_buf_init(&contents, FILE_MAX);
    alb_status st = stat(path, &s) == 0 ? alb_file_read(path, &contents, err)
                                        : alb_fail(err, ALB_IO, "pki", 0, "%s cannot be read", path);
    st = st == ALB_OK ? alb_file_create(to, alb_buf_span(&contents), s.st_mode & 0777, err) : st;
    crypto_wipe(contents.ptr, contents.len);
    alb_buf_release(&contents);
    c->files += st == ALB_OK;
    return st;
}

static alb_status copy_directory(const char *from, const char *to, size_t *files, alb_err *err)
{
    copying c = {.from = from, .to = to};
    ALB_TRY(alb_dir_make(to, DIRECTORY_MODE, err));
    alb_status st = alb_file_walk(from, copy_file, &c, err);
    *files = c.files;
    return st;
}

static void without_slash(char *path)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        path[--len] = '\0';
    }
}

static void store_path(const char *dir, char path[static PATH_MAX])
{
    (void)snprintf(path, PATH_MAX, "%.*s-ra.sqlite", PATH_MAX - 32, dir);
}

/* Private keys that have no certificate among the files would be a sign of a torn copy; those of authorities
 * must be whole. */
static bool is_whole(const char *dir)
{
    cli_keys keys;
    if (!cli_keys_open(&keys, dir)) {
        return false;
    }
    size_t alone = 0;
    for (size_t i = 0; i < smki_keystore_count(keys.store); i++) {
        alone += smki_keystore_at(keys.store, i)->certificate == NULL;
    }
    bool any = smki_keystore_count(keys.store) > 0;
    cli_keys_close(&keys);
    if (!any || alone > 0) {
        fprintf(stderr, "%s: %zu keys without a certificate\n", dir, alone);
    }
    return any && alone == 0;
}

int pki_backup(int argc, char **argv)
{
    char path[PATH_MAX], copy[PATH_MAX];
    size_t files = 0;
    ra *r = NULL;
    alb_err err = {.code = ALB_OK};
    if (argc != 3) {
        return CLI_USAGE;
    }
    without_slash(argv[1]);
    without_slash(argv[2]);
    store_path(argv[1], path);
    store_path(argv[2], copy);
    alb_status st = copy_directory(argv[1], argv[2], &files, &err);
    if (st == ALB_OK && access(path, F_OK) == 0) {
        st = pki_open_ra(argv[1], NULL, alb_clock_system(), &r) ? ra_backup(r, copy, &err) : ALB_STORE;
        ra_close(r);
    }
    if (st != ALB_OK) {
        return pki_complain(argv[1], &err);
    }
    printf("%zu files%s\n", files, access(copy, F_OK) == 0 ? " and the store" : "");
    return is_whole(argv[2]) ? CLI_OK : CLI_FAILED;
}

int pki_restore(int argc, char **argv)
{
    char path[PATH_MAX], copy[PATH_MAX];
    size_t files = 0;
    uint64_t entries = 0;
    uint8_t head[CRYPTO_HASH];
    ra *r = NULL;
    alb_err err = {.code = ALB_OK};
    if (argc != 3) {
        return CLI_USAGE;
    }
    without_slash(argv[1]);
    without_slash(argv[2]);
    store_path(argv[1], copy);
    store_path(argv[2], path);
    if (access(argv[2], F_OK) == 0 || access(path, F_OK) == 0) {
        fprintf(stderr, "albion pki restore: %s is there already\n", argv[2]);
        return CLI_FAILED;
    }
    if (!is_whole(argv[1])) {
        return CLI_FAILED;
    }
    alb_status st = copy_directory(argv[1], argv[2], &files, &err);
    if (st == ALB_OK && access(copy, F_OK) == 0) {
        st = pki_open_ra(argv[1], NULL, alb_clock_system(), &r)
                 ? ra_audit_verify(r, alb_span_none(), &entries, head, &err)
                 : ALB_STORE;
        st = st == ALB_OK ? ra_backup(r, path, &err) : st;
        ra_close(r);
    }
    if (st != ALB_OK) {
        return pki_complain(argv[1], &err);
    }
    printf("%zu files, %llu entries in the log\n", files, (unsigned long long)entries);
    return CLI_OK;
}
