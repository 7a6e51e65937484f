/* client-responses KEYS DIR: one signed document of every kind the DCC writes, as DIR/<body element>.<n>.xml.
 */
#include "response_kinds.h"

#include "base/file.h"
#include "duis/signature.h"

#include <stdio.h>

static const smki_identity *dcc(const smki_keystore *ks)
{
    for (size_t i = 0; i < smki_keystore_count(ks); i++) {
        const smki_identity *id = smki_keystore_at(ks, i);
        if (id->key && id->certificate &&
            smki_certificate_role(id->certificate) == SMKI_ROLE_XML_SIGNING_DCC) {
            return id;
        }
    }
    return NULL;
}

static alb_status write_all(const smki_keystore *ks, const char *dir, alb_arena *arena, alb_err *err)
{
    crypto_ctx *crypto = crypto_ctx_new();
    xml_context *xml = xml_context_new();
    const smki_identity *signer = dcc(ks);
    alb_buf text, out;
    alb_buf_init(&text, 1 << 20);
    alb_buf_init(&out, 1 << 20);
    alb_status st = signer ? ALB_OK : alb_fail(err, ALB_NO_KEY, NULL, 0, "no key of the DCC");
    for (size_t i = 0; st == ALB_OK && i < ALB_COUNT(response_kinds); i++) {
        duis_response_header h = response_header(alb_now(alb_clock_system()));
        alb_buf_clear(&text);
        alb_buf_clear(&out);
        response_kinds[i].write(&h, &text);
        st = duis_sign(crypto, xml, alb_buf_span(&text), signer, &out, err);
        if (st == ALB_OK) {
            st = alb_file_write(alb_arena_printf(arena, "%s/%s.%zu.xml", dir, response_kinds[i].body, i),
                                alb_buf_span(&out), 0644, err);
        }
    }
    alb_buf_release(&text);
    alb_buf_release(&out);
    xml_context_free(xml);
    crypto_ctx_free(crypto);
    return st;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: client-responses KEYS DIR\n", stderr);
        return 2;
    }
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new(1 << 20);
    smki_keystore *ks = smki_keystore_new();
    alb_status st = smki_keystore_load(ks, argv[1], &err);
    if (st == ALB_OK) {
        st = write_all(ks, argv[2], arena, &err);
    }
    if (st != ALB_OK) {
        (void)fprintf(stderr, "client-responses: %s\n", err.detail);
    }
    smki_keystore_free(ks);
    alb_arena_free(arena);
    return st == ALB_OK ? 0 : 1;
}
