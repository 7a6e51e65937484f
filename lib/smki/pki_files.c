/* The files of a key infrastructure that lies in a directory: <stem>.key, which holds a key or says in which
 * token it is, and <stem>.pem. */
#include "pki_internal.h"

#include "base/file.h"
#include "crypto/pkix.h"
#include "crypto/token.h"

#include <stdio.h>

enum { KEY_MODE = 0600, CERTIFICATE_MODE = 0644 };

alb_status smki_pki_path(const char *dir, const char *stem, const char *extension, char path[static PATH_MAX],
                         alb_err *err)
{
    int n = snprintf(path, PATH_MAX, "%s/%s.%s", dir, stem, extension);
    return n > 0 && n < PATH_MAX ? ALB_OK
                                 : alb_fail(err, ALB_TOO_LARGE, "path", 0, "path of %d characters", n);
}

alb_status smki_pki_make_key(const char *token, const char *label, const cat_certificate *profile,
                             crypto_key **out, alb_err *err)
{
    crypto_kind kind = smki_key_kind(profile->key);
    return token ? crypto_token_generate(alb_span_str(token), label, kind, out, err)
                 : crypto_key_generate_kind(kind, out, err);
}

alb_status smki_pki_write_key(const char *path, const crypto_key *key, alb_err *err)
{
    uint8_t text[SMKI_PKI_FILE_MAX];
    const char *uri = crypto_key_uri(key);
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_status st = ALB_OK;
    if (uri) {
        alb_wr_printf(&w, "%s\n", uri);
    } else {
        st = crypto_key_to_pem(key, &w, err);
    }
    st = st == ALB_OK ? alb_file_create(path, alb_wr_span(&w), KEY_MODE, err) : st;
    crypto_wipe(text, sizeof text);
    return st;
}

alb_status smki_pki_write_certificate(const char *path, const smki_certificate *c, alb_err *err)
{
    uint8_t pem[SMKI_PKI_FILE_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("CERTIFICATE", smki_certificate_der(c), &w);
    return w.st == ALB_OK ? alb_file_create(path, alb_wr_span(&w), CERTIFICATE_MODE, err) : w.st;
}

alb_status smki_pki_read_key(const char *dir, const char *stem, crypto_key **out, alb_err *err)
{
    char path[PATH_MAX];
    alb_buf file;
    ALB_TRY(smki_pki_path(dir, stem, "key", path, err));
    alb_buf_init(&file, SMKI_PKI_FILE_MAX);
    alb_status st = alb_file_read(path, &file, err);
    st = st == ALB_OK ? crypto_key_load_any(alb_buf_span(&file), out, err) : st;
    crypto_wipe(file.ptr, file.len);
    alb_buf_release(&file);
    return st;
}

alb_status smki_pki_read_certificate(const char *dir, const char *stem, smki_certificate **out, alb_err *err)
{
    char path[PATH_MAX];
    alb_buf file;
    ALB_TRY(smki_pki_path(dir, stem, "pem", path, err));
    alb_buf_init(&file, SMKI_PKI_FILE_MAX);
    alb_status st = alb_file_read(path, &file, err);
    st = st == ALB_OK ? smki_certificate_parse_any(alb_buf_span(&file), out, err) : st;
    alb_buf_release(&file);
    return st;
}

alb_status smki_pki_open_authority(const char *dir, const char *profile, smki_authority **out, alb_err *err)
{
    crypto_key *key = NULL;
    smki_certificate *certificate = NULL;
    alb_status st = smki_pki_read_key(dir, profile, &key, err);
    st = st == ALB_OK ? smki_pki_read_certificate(dir, profile, &certificate, err) : st;
    st = st == ALB_OK ? smki_authority_open(certificate, key, out, err) : st;
    crypto_key_free(key);
    smki_certificate_free(certificate);
    return st;
}

alb_status smki_pki_open_issuer(const char *dir, const char *which, smki_authority **out, alb_err *err)
{
    const cat_certificate *profile = cat_certificate_named(which);
    if (!profile) {
        return alb_fail(err, ALB_UNKNOWN, "catalogue/certificate.h", 0, "no certificate profile '%s'", which);
    }
    return smki_pki_open_authority(dir, profile->issuer, out, err);
}
