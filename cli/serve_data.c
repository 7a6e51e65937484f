/* The data directory of `albion serve`: its key infrastructure, and the demonstration's parties. */
#include "serve.h"

#include "base/file.h"
#include "base/text.h"
#include "catalogue/certificate.h"
#include "catalogue/service_request.h"
#include "smki/authority.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

/* The identities that existing clients use (duis.md 1). */
static const serve_party parties[] = {
    {{{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}},
     SMKI_ROLE_SUPPLIER,
     CAT_USER_IS | CAT_USER_GS,
     "Supplier"},
    {{{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0x00, 0x00}},
     SMKI_ROLE_NETWORK_OPERATOR,
     CAT_USER_ED | CAT_USER_GT,
     "Network Operator"},
    {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x00, 0x04}}, SMKI_ROLE_OTHER, CAT_USER_OU, "Other User"},
};

const serve_party *serve_parties(size_t *count)
{
    *count = ALB_COUNT(parties);
    return parties;
}

alb_eui64 serve_supplier(void)
{
    return parties[0].id;
}

alb_eui64 serve_network_operator(void)
{
    return parties[1].id;
}

static bool exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

/* --- keys --- */

/* The infrastructure is made beside its place and then moved there: what stands there is whole. */
static alb_status make_pki(const char *pki, alb_time now, alb_err *err)
{
    char part[PATH_MAX];
    (void)snprintf(part, sizeof part, "%s.part-%lld", pki, (long long)now);
    ALB_TRY(smki_pki_init(part, now, err));
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        ALB_TRY(smki_pki_issue_entity(part, parties[i].id, parties[i].role, parties[i].name, now, err));
    }
    return rename(part, pki) == 0 ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "cannot name %s", pki);
}

alb_status serve_prepare(const serve_options *o, alb_time now, char *pki_dir, size_t size, alb_err *err)
{
    int n = snprintf(pki_dir, size, "%s/pki", o->data);
    if (n < 0 || (size_t)n >= size) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path of the data directory is too long");
    }
    ALB_TRY(alb_dir_make(o->data, 0700, err));
    return exists(pki_dir) ? ALB_OK : make_pki(pki_dir, now, err);
}

/* --- parties --- */

alb_status serve_set_delivery(dcc *d, alb_span eui, alb_span url, alb_err *err)
{
    alb_eui64 id;
    char text[512];
    if (!alb_eui64_parse(eui, &id)) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "'%.*s' is not an EUI-64", (int)eui.len,
                        (const char *)eui.ptr);
    }
    url = alb_trim(url);
    bool is_http = url.len > 7 && (memcmp(url.ptr, "http://", 7) == 0 || memcmp(url.ptr, "https:/", 7) == 0);
    if (url.len > 0 && (!is_http || url.len >= sizeof text)) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "a delivery URL begins with http:// or https://");
    }
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    alb_wr_bytes(&w, url);
    text[w.pos] = '\0';
    return dcc_set_delivery_url(d, id, url.len > 0 ? text : NULL, err);
}

alb_status serve_register_parties(dcc *d, const serve_options *o, alb_err *err)
{
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        dcc_party party = {.user = parties[i].id, .role = parties[i].user_roles};
        ALB_TRY(dcc_register_party(d, &party, err));
    }
    for (size_t i = 0; i < o->n_deliver; i++) {
        const char *equals = strchr(o->deliver[i], '='); /* it has one: serve_options.c */
        ALB_TRY(serve_set_delivery(d, alb_span_of(o->deliver[i], (size_t)(equals - o->deliver[i])),
                                   alb_span_str(equals + 1), err));
    }
    return ALB_OK;
}
