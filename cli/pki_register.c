/* albion pki subscriber | officer | audit: the Registration Authority's register and its log. */
#include "cli.h"
#include "input.h"
#include "pki.h"

#include "base/text.h"
#include "catalogue/subscriber.h"

#include <limits.h>
#include <string.h>

bool pki_open_ra(const char *dir, const char *store_url, const alb_clock *clock, ra **out)
{
    char url[PATH_MAX + 32] = "";
    alb_wr w = alb_wr_init(url, sizeof url - 1);
    alb_err err = {.code = ALB_OK};
    size_t len = strlen(dir);
    while (len > 1 && dir[len - 1] == '/') {
        len--;
    }
    /* Beside the directory, not in it: what Subscribers send must not be taken for what is trusted. */
    alb_wr_printf(&w, "sqlite:%.*s-ra.sqlite", (int)len, dir);
    ra_options o = {.store_url = store_url ? store_url : url, .pki = dir, .clock = clock};
    if (ra_open(&o, out, &err) != ALB_OK) {
        cli_complain(dir, &err);
        return false;
    }
    return true;
}

int pki_complain(const char *what, const alb_err *err)
{
    static const alb_status answers[] = {ALB_EXISTS,         ALB_BAD_VALUE, ALB_MISMATCH,
                                         ALB_NOT_AUTHORISED, ALB_NOT_FOUND, ALB_TOO_LARGE};
    cli_complain(what, err);
    for (size_t i = 0; i < ALB_COUNT(answers); i++) {
        if (err->code == answers[i]) {
            return CLI_FAILED;
        }
    }
    return CLI_ERROR;
}

/* Names between commas, each through find; false for one that it does not know. */
static bool read_names(const char *text, uint32_t (*find)(const char *name), uint32_t *out)
{
    char name[64];
    *out = 0;
    for (alb_span left = alb_span_str(text); left.len > 0;) {
        const uint8_t *comma = memchr(left.ptr, ',', left.len);
        size_t len = comma ? (size_t)(comma - left.ptr) : left.len;
        alb_wr w = alb_wr_init(name, sizeof name - 1);
        alb_wr_bytes(&w, alb_span_sub(left, 0, len));
        name[w.pos] = '\0';
        uint32_t bits = find(name);
        if (bits == 0) {
            fprintf(stderr, "albion pki: '%s' is not known\n", name);
            return false;
        }
        *out |= bits;
        left = alb_span_sub(left, len + 1, SIZE_MAX);
    }
    return *out != 0;
}

static uint32_t allowed_named(const char *name)
{
    static const struct {
        const char *name;
        uint32_t bit;
    } names[] = {{"device", RA_ALLOW_DEVICE},
                 {"organisation", RA_ALLOW_ORGANISATION},
                 {"ad-hoc", RA_ALLOW_AD_HOC},
                 {"batch", RA_ALLOW_BATCH}};
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        if (strcmp(names[i].name, name) == 0) {
            return names[i].bit;
        }
    }
    return 0;
}

static alb_status change_subscriber(ra *r, const char *name, uint32_t who, const alb_eui64 *entity,
                                    alb_err *err)
{
    if (!entity) {
        return ra_subscriber_add(r, name, who, err);
    }
    return ra_identifier_add(r, name, *entity, who, err);
}

int pki_subscriber(int argc, char **argv)
{
    const char *name = NULL, *roles = NULL, *eui = NULL, *url = NULL;
    bool suspend = false, resume = false;
    uint32_t who = 0;
    alb_eui64 entity;
    ra *r = NULL;
    alb_err err = {.code = ALB_OK};
    const cli_option options[] = {{"--name", &name, NULL},       {"--who", &roles, NULL},
                                  {"--entity", &eui, NULL},      {"--store", &url, NULL},
                                  {"--suspend", NULL, &suspend}, {"--resume", NULL, &resume}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !name ||
        (!suspend && !resume && (!roles || !read_names(roles, cat_subscriber_named, &who))) ||
        (eui && !alb_eui64_parse(alb_span_str(eui), &entity))) {
        return CLI_USAGE;
    }
    if (!pki_open_ra(argv[1], url, alb_clock_system(), &r)) {
        return CLI_ERROR;
    }
    alb_status st = suspend || resume ? ra_subscriber_suspend(r, name, suspend, &err)
                                      : change_subscriber(r, name, who, eui ? &entity : NULL, &err);
    ra_close(r);
    return st == ALB_OK ? CLI_OK : pki_complain(name, &err);
}

bool pki_read_credential(const char *path, alb_arena *arena, alb_span *der)
{
    alb_span label, base64;
    alb_err err = {.code = ALB_OK};
    if (cli_read_octets(path, arena, der, NULL, &err) != ALB_OK) {
        cli_complain(path, &err);
        return false;
    }
    alb_span text = *der;
    if (der->len > 0 && der->ptr[0] != 0x30 && crypto_pem_next(&text, &label, &base64)) {
        alb_wr w = alb_wr_init(alb_arena_alloc(arena, base64.len), base64.len);
        if (!w.buf || alb_base64_decode(base64, &w) != ALB_OK) {
            fprintf(stderr, "%s: PEM that is not base64\n", path);
            return false;
        }
        *der = alb_wr_span(&w);
    }
    return true;
}

int pki_officer(int argc, char **argv)
{
    const char *subscriber = NULL, *name = NULL, *file = NULL, *allow = NULL, *url = NULL;
    bool revoke = false;
    uint32_t allows = 0;
    ra *r = NULL;
    alb_span credential;
    alb_err err = {.code = ALB_OK};
    const cli_option options[] = {
        {"--subscriber", &subscriber, NULL}, {"--name", &name, NULL}, {"--credential", &file, NULL},
        {"--allow", &allow, NULL},           {"--store", &url, NULL}, {"--revoke", NULL, &revoke}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !file ||
        (!revoke && (!subscriber || !name || !allow || !read_names(allow, allowed_named, &allows)))) {
        return CLI_USAGE;
    }
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 2);
    int code = CLI_ERROR;
    if (arena && pki_read_credential(file, arena, &credential) &&
        pki_open_ra(argv[1], url, alb_clock_system(), &r)) {
        alb_status st = revoke ? ra_credential_revoke(r, credential, &err)
                               : ra_credential_add(r, subscriber, name, credential, allows, &err);
        code = st == ALB_OK ? CLI_OK : pki_complain(file, &err);
    }
    ra_close(r);
    alb_arena_free(arena);
    return code;
}

int pki_audit(int argc, char **argv)
{
    const char *url = NULL, *known = NULL;
    uint8_t head[CRYPTO_HASH], kept[CRYPTO_HASH];
    char text[2 * CRYPTO_HASH + 1] = "";
    uint64_t count = 0;
    ra *r = NULL;
    alb_err err = {.code = ALB_OK};
    alb_wr octets = alb_wr_init(kept, sizeof kept);
    const cli_option options[] = {{"--store", &url, NULL}, {"--known", &known, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 3 ||
        strcmp(argv[1], "verify") != 0 ||
        (known && (alb_hex_decode(alb_span_str(known), &octets) != ALB_OK || octets.pos != sizeof kept))) {
        return CLI_USAGE;
    }
    if (!pki_open_ra(argv[2], url, alb_clock_system(), &r)) {
        return CLI_ERROR;
    }
    alb_status st = ra_audit_verify(r, alb_wr_span(&octets), &count, head, &err);
    ra_close(r);
    if (st != ALB_OK) {
        return pki_complain(argv[2], &err);
    }
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    alb_wr_hex(&w, ALB_SPAN_OF(head));
    printf("%llu entries, head %s\n", (unsigned long long)count, text);
    return CLI_OK;
}
