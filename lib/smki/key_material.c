#include "smki/key_material.h"

#include "base/text.h"
#include "crypto/token.h"
#include "zip/zip.h"

#include <stdio.h>

enum { PEM_MAX = 4096, NAME_MAX_OCTETS = 128 };

/* "cert/90b3d51f30010000-ds-4a07bc01....pem" */
static void entry_name(const smki_identity *id, const char *folder, const char *extension,
                       char name[static NAME_MAX_OCTETS])
{
    char eui[ALB_EUI64_TEXT];
    bool agreement = smki_certificate_usage(id->certificate) == SMKI_USAGE_KEY_AGREEMENT;
    alb_wr w = alb_wr_init(name, NAME_MAX_OCTETS - 1);
    alb_wr_printf(&w, "%s/%s-%s-", folder, alb_eui64_hex(id->entity, eui), agreement ? "ka" : "ds");
    alb_wr_hex(&w, smki_certificate_serial(id->certificate));
    alb_wr_printf(&w, ".%s", extension);
    name[w.pos] = '\0';
}

static alb_status add_identity(zip_writer *z, const smki_identity *id, bool keys, alb_err *err)
{
    char name[NAME_MAX_OCTETS];
    uint8_t pem[PEM_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("CERTIFICATE", smki_certificate_der(id->certificate), &w);
    if (w.st != ALB_OK) {
        return alb_fail(err, w.st, "smki.md 15.7", 0, "no room for a certificate");
    }
    entry_name(id, "cert", "pem", name);
    zip_add(z, name, alb_wr_span(&w));
    if (!keys) {
        return ALB_OK;
    }
    w = alb_wr_init(pem, sizeof pem);
    alb_status st = crypto_key_to_pem(id->key, &w, err);
    if (st == ALB_OK) {
        entry_name(id, "key", "key", name);
        zip_add(z, name, alb_wr_span(&w));
    }
    crypto_wipe(pem, sizeof pem);
    return st;
}

alb_status smki_key_material(const smki_keystore *ks, bool keys, alb_buf *out, alb_err *err)
{
    zip_writer z;
    alb_status st = ALB_OK;
    zip_begin(&z, out);
    for (size_t i = 0; st == ALB_OK && i < smki_keystore_count(ks); i++) {
        const smki_identity *id = smki_keystore_at(ks, i);
        if (id->certificate && smki_certificate_kind(id->certificate) == SMKI_KIND_ORGANISATION &&
            (!keys || (id->key && !crypto_key_uri(id->key)))) { /* a token keeps its keys */
            st = add_identity(&z, id, keys, err);
        }
    }
    zip_end(&z);
    return st != ALB_OK        ? st
           : out->st != ALB_OK ? alb_fail(err, out->st, "smki.md 15.7", 0, "archive too large")
                               : ALB_OK;
}
