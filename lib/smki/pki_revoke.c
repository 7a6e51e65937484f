/* Revocation in a key infrastructure that lies in a directory: <dir>/<authority>.crl is its current list. One
 * process at a time changes lists, so that no entry and no number is lost. */
#include "pki_internal.h"

#include "base/file.h"
#include "catalogue/certificate.h"
#include "smki/crl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { LIST_FILE_MAX = 8 * 1024 * 1024, LIST_MODE = 0644, PEM_OVERHEAD = 256 };

static alb_status lock(const char *dir, int *fd, alb_err *err)
{
    *fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0 || flock(*fd, LOCK_EX) != 0) {
        return alb_fail(err, errno == ENOENT ? ALB_NOT_FOUND : ALB_IO, "pki", 0, "%s: %s", dir,
                        strerror(errno));
    }
    return ALB_OK;
}

/* NULL where there is none yet. */
static alb_status read_list(const char *dir, const char *authority, smki_crl **out, alb_err *err)
{
    char path[PATH_MAX];
    alb_buf file;
    *out = NULL;
    ALB_TRY(smki_pki_path(dir, authority, "crl", path, err));
    if (access(path, F_OK) != 0) {
        return ALB_OK;
    }
    alb_buf_init(&file, LIST_FILE_MAX);
    alb_status st = alb_file_read(path, &file, err);
    st = st == ALB_OK ? smki_crl_parse(alb_buf_span(&file), out, err) : st;
    alb_buf_release(&file);
    return st;
}

static alb_status write_list(const char *dir, const char *authority, const smki_crl *list, alb_err *err)
{
    char path[PATH_MAX];
    ALB_TRY(smki_pki_path(dir, authority, "crl", path, err));
    size_t room = smki_crl_der(list).len * 3 / 2 + PEM_OVERHEAD;
    uint8_t *pem = malloc(room);
    alb_wr w = alb_wr_init(pem, pem ? room : 0);
    crypto_pem_write("X509 CRL", smki_crl_der(list), &w);
    alb_status st = w.st == ALB_OK ? alb_file_write(path, alb_wr_span(&w), LIST_MODE, err)
                                   : alb_fail(err, ALB_NO_MEMORY, "pki", 0, "out of memory");
    free(pem);
    return st;
}

/* The next list: the entries of the last one, and one more where `added` is not NULL. */
static alb_status issue_next(smki_authority *ca, const cat_certificate *profile, const smki_crl *last,
                             const smki_revoked *added, alb_time now, smki_crl **out, alb_err *err)
{
    size_t n = last ? smki_crl_count(last) : 0;
    uint64_t number = last ? smki_crl_number(last) + 1 : 1;
    smki_revoked *entries = calloc(n + 1, sizeof *entries);
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = entries && ctx ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, "pki", 0, "out of memory");
    if (st == ALB_OK) {
        for (size_t i = 0; i < n; i++) {
            entries[i] = *smki_crl_at(last, i);
        }
        if (added) {
            entries[n++] = *added;
        }
        st = smki_crl_issue(ctx, ca, entries, n, number, now, now + ALB_HOURS(profile->list_hours), out, err);
    }
    crypto_ctx_free(ctx);
    free(entries);
    return st;
}

static alb_status refuse_listed(const smki_crl *last, const smki_revoked *added, alb_err *err)
{
    char text[ALB_TIME_TEXT];
    const smki_revoked *earlier = last && added ? smki_crl_find(last, added->serial) : NULL;
    return earlier ? alb_fail(err, ALB_EXISTS, "smki.md 16.3", 0, "revoked already, %s",
                              alb_time_text(earlier->when, text))
                   : ALB_OK;
}

static alb_status renew(const char *dir, smki_authority *ca, const cat_certificate *profile,
                        const smki_revoked *added, alb_time now, alb_err *err)
{
    smki_crl *last = NULL;
    smki_crl *next = NULL;
    alb_status st = read_list(dir, profile->name, &last, err);
    st = st == ALB_OK ? refuse_listed(last, added, err) : st;
    st = st == ALB_OK ? issue_next(ca, profile, last, added, now, &next, err) : st;
    st = st == ALB_OK ? write_list(dir, profile->name, next, err) : st;
    smki_crl_free(last);
    smki_crl_free(next);
    return st;
}

/* --- the operations --- */

/* Does the authority issue lists, and is its key here? That of a root may lie where no network is. */
static bool lists_here(const char *dir, const cat_certificate *profile)
{
    char path[PATH_MAX];
    return profile->list_hours > 0 && smki_pki_path(dir, profile->name, "key", path, NULL) == ALB_OK &&
           access(path, F_OK) == 0;
}

static alb_status issue_all(const char *dir, alb_time now, alb_err *err)
{
    size_t count;
    size_t issued = 0;
    const cat_authority *a = cat_authorities(&count);
    for (size_t i = 0; i < count; i++) {
        const cat_certificate *profile = cat_certificate_named(a[i].profile);
        smki_authority *ca = NULL;
        if (!lists_here(dir, profile)) {
            continue;
        }
        ALB_TRY(smki_pki_open_authority(dir, profile->name, &ca, err));
        alb_status st = renew(dir, ca, profile, NULL, now, err);
        smki_authority_free(ca);
        ALB_TRY(st);
        issued++;
    }
    return issued > 0 ? ALB_OK
                      : alb_fail(err, ALB_NOT_FOUND, "smki.md 9", 0,
                                 "%s holds the key of no authority that issues lists", dir);
}

alb_status smki_pki_issue_lists(const char *dir, alb_time now, alb_err *err)
{
    int fd = -1;
    alb_status st = lock(dir, &fd, err);
    st = st == ALB_OK ? issue_all(dir, now, err) : st;
    (void)close(fd);
    return st;
}

/* The authority of the directory that issued c. */
static alb_status open_issuer(const char *dir, const smki_certificate *c, smki_authority **ca,
                              const cat_certificate **profile, alb_err *err)
{
    size_t count;
    const cat_authority *a = cat_authorities(&count);
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? ALB_OK : alb_fail(err, ALB_CRYPTO, "pki", 0, "no cryptographic context");
    *ca = NULL;
    for (size_t i = 0; st == ALB_OK && !*ca && i < count; i++) {
        *profile = cat_certificate_named(a[i].profile);
        if (!lists_here(dir, *profile)) {
            continue;
        }
        st = smki_pki_open_authority(dir, a[i].profile, ca, err);
        if (st == ALB_OK && smki_certificate_signed_by(
                                ctx, c, smki_certificate_public(smki_authority_certificate(*ca))) != ALB_OK) {
            smki_authority_free(*ca);
            *ca = NULL;
        }
    }
    crypto_ctx_free(ctx);
    return st == ALB_OK && !*ca
               ? alb_fail(err, ALB_MISMATCH, "smki.md 16.3", 0, "not issued by an authority of %s", dir)
               : st;
}

alb_status smki_pki_revoke(const char *dir, const smki_certificate *c, uint8_t reason, alb_time now,
                           alb_err *err)
{
    int fd = -1;
    smki_authority *ca = NULL;
    const cat_certificate *profile = NULL;
    smki_revoked entry = {.serial = smki_certificate_serial(c), .when = now, .reason = reason};
    if (smki_certificate_kind(c) == SMKI_KIND_DEVICE) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 16.1", 0, "certificates of devices are never revoked");
    }
    if (alb_span_equal(smki_certificate_issuer(c), smki_certificate_subject(c))) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 16.1", 0, "a root is replaced, not revoked");
    }
    alb_status st = lock(dir, &fd, err);
    st = st == ALB_OK ? open_issuer(dir, c, &ca, &profile, err) : st;
    st = st == ALB_OK ? renew(dir, ca, profile, &entry, now, err) : st;
    smki_authority_free(ca);
    (void)close(fd);
    return st;
}
