/* A revocation list as smki.md 9 wants it. */
#include "authority_internal.h"
#include "issue_internal.h"

#include "smki/crl.h"

#include <stdlib.h>

enum { ENTRY_MAX = 64, REST_MAX = 1024 };

static void write_extension(alb_wr *w, const char *oid, uint8_t tag, uint64_t value)
{
    size_t extension = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, oid);
    size_t octets = der_wr_begin(w, DER_OCTET_STRING);
    der_wr_unsigned(w, tag, value);
    der_wr_end(w, octets);
    der_wr_end(w, extension);
}

static void write_entry(alb_wr *w, const smki_revoked *e)
{
    size_t entry = der_wr_begin(w, DER_SEQUENCE);
    der_wr_big_unsigned(w, e->serial);
    der_wr_pkix_time(w, e->when);
    if (e->reason != 0) { /* unspecified is left out (RFC 5280 5.3.1) */
        size_t extensions = der_wr_begin(w, DER_SEQUENCE);
        write_extension(w, "2.5.29.21", DER_ENUMERATED, e->reason);
        der_wr_end(w, extensions);
    }
    der_wr_end(w, entry);
}

static void write_extensions(alb_wr *w, alb_span authority_key_id, uint64_t number)
{
    smki_issue issue = {.profile = NULL};
    static const cat_extension key_id = {CAT_EXTENSION_AUTHORITY_KEY_ID, false};
    memcpy(issue.authority_key_id, authority_key_id.ptr, sizeof issue.authority_key_id);
    size_t outer = der_wr_begin(w, DER_CONTEXT | DER_CONSTRUCTED | 0);
    size_t list = der_wr_begin(w, DER_SEQUENCE);
    smki_issue_write_extension(w, NULL, &issue, &key_id);
    write_extension(w, "2.5.29.20", DER_INTEGER, number);
    der_wr_end(w, list);
    der_wr_end(w, outer);
}

typedef struct content {
    const smki_revoked *entries;
    size_t count;
    uint64_t number;
    alb_time now, next;
} content;

static void write_body(alb_wr *w, const smki_certificate *ca, const content *c)
{
    size_t body = der_wr_begin(w, DER_SEQUENCE);
    der_wr_integer(w, DER_INTEGER, 1); /* version 2 */
    smki_issue_write_algorithm(w, crypto_pub_kind(ca->pub));
    alb_wr_bytes(w, ca->subject);
    der_wr_pkix_time(w, c->now);
    der_wr_pkix_time(w, c->next);
    if (c->count > 0) { /* an empty list is left out, not empty (RFC 5280 5.1.2.6) */
        size_t entries = der_wr_begin(w, DER_SEQUENCE);
        for (size_t i = 0; i < c->count; i++) {
            write_entry(w, &c->entries[i]);
        }
        der_wr_end(w, entries);
    }
    write_extensions(w, smki_certificate_ski(ca), c->number);
    der_wr_end(w, body);
}

alb_status smki_crl_issue(crypto_ctx *ctx, smki_authority *ca, const smki_revoked *entries, size_t count,
                          uint64_t number, alb_time now, alb_time next, smki_crl **out, alb_err *err)
{
    const smki_certificate *certificate = smki_authority_certificate(ca);
    content c = {.entries = entries, .count = count, .number = number, .now = now, .next = next};
    if (next <= now || number > INT64_MAX || smki_certificate_ski(certificate).len != SMKI_KEY_IDENTIFIER) {
        return alb_fail(err, ALB_BAD_VALUE, "RFC 5280 5.1.2.5", 0, "a list ends before it begins");
    }
    size_t room = REST_MAX + certificate->subject.len + count * ENTRY_MAX;
    uint8_t *body = malloc(room);
    uint8_t *whole = malloc(room + REST_MAX);
    alb_wr b = alb_wr_init(body, body ? room : 0);
    alb_wr w = alb_wr_init(whole, whole ? room + REST_MAX : 0);
    alb_status st = body && whole ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, "list", 0, "out of memory");
    if (st == ALB_OK) {
        write_body(&b, certificate, &c);
        st = b.st == ALB_OK ? smki_issue_sign(ctx, alb_wr_span(&b), smki_authority_key(ca), &w, err)
                            : alb_fail(err, b.st, "RFC 5280 5.1", 0, "list cannot be written");
    }
    st = st == ALB_OK ? smki_crl_parse(alb_wr_span(&w), out, err) : st;
    free(body);
    free(whole);
    return st;
}
