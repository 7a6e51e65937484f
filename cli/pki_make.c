/* albion pki init | issue: authorities, and certificates with their keys. */
#include "cli.h"
#include "input.h"
#include "pki.h"

#include "base/file.h"
#include "base/text.h"
#include "catalogue/certificate.h"
#include "smki/contingency.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

static void print_holder(const char *dir, const cat_holder *holder, alb_eui64 entity)
{
    for (cat_key_pair p = CAT_PAIR_SIGNING; p < CAT_PAIR_COUNT; p++) {
        char eui[ALB_EUI64_TEXT];
        if (holder->pairs >> p & 1) {
            printf("%s/%s-%s.pem  %s\n", dir, alb_eui64_hex(entity, eui), cat_key_pair_suffix(p),
                   holder->title);
        }
    }
}

/* A contingency key and the key that it is wrapped under, in a folder of their own: for custodians, never for
 * the network. */
static alb_status write_contingency(const char *folder, const crypto_key *key, const crypto_key128 *symmetric,
                                    alb_err *err)
{
    char path[PATH_MAX];
    uint8_t text[4096];
    alb_wr w = alb_wr_init(text, sizeof text);
    ALB_TRY(alb_dir_make(folder, 0700, err));
    ALB_TRY(crypto_key_to_pem(key, &w, err));
    (void)snprintf(path, sizeof path, "%.*s/contingency.key", PATH_MAX - 32, folder);
    alb_status st = alb_file_create(path, alb_wr_span(&w), 0600, err);
    w = alb_wr_init(text, sizeof text);
    alb_wr_hex(&w, ALB_SPAN_OF(symmetric->octets));
    (void)snprintf(path, sizeof path, "%.*s/symmetric.hex", PATH_MAX - 32, folder);
    st = st == ALB_OK ? alb_file_create(path, alb_wr_span(&w), 0600, err) : st;
    crypto_wipe(text, sizeof text);
    return st;
}

static alb_status init_with_contingency(const char *dir, const char *folder, smki_pki_options *o,
                                        alb_time now, alb_err *err)
{
    crypto_key *key = NULL;
    CRYPTO_SCRUB_KEY128 crypto_key128 symmetric;
    ALB_TRY(crypto_random(symmetric.octets, sizeof symmetric.octets));
    ALB_TRY(crypto_key_generate(&key, err));
    smki_contingency c = {.key = crypto_key_public(key), .symmetric = &symmetric};
    o->contingency = &c;
    alb_status st = write_contingency(folder, key, &symmetric, err);
    st = st == ALB_OK ? smki_pki_init_as(dir, o, now, err) : st;
    o->contingency = NULL;
    crypto_key_free(key);
    return st;
}

/* "smki,iki,dccki"; NULL: all. */
static bool read_infrastructures(const char *list, uint32_t *out)
{
    *out = list ? 0 : CAT_INFRASTRUCTURE_SMKI | CAT_INFRASTRUCTURE_IKI | CAT_INFRASTRUCTURE_DCCKI;
    while (list && *list) {
        char name[16];
        size_t n = strcspn(list, ",");
        (void)snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : 0), list);
        uint32_t bit = cat_infrastructure_named(name);
        if (bit == 0) {
            fprintf(stderr, "albion pki init: --only takes smki, iki and dccki, not '%s'\n", list);
            return false;
        }
        *out |= bit;
        list += list[n] == ',' ? n + 1 : n;
    }
    return *out != 0;
}

static void print_made(const char *dir, const smki_pki_options *o)
{
    size_t count;
    const cat_authority *authorities = cat_authorities(&count);
    for (size_t i = 0; i < count; i++) {
        if (authorities[i].infrastructure & o->infrastructures) {
            printf("%s/%s.pem  %s\n", dir, authorities[i].profile, authorities[i].name);
        }
    }
    const cat_holder *holders = cat_holders(&count);
    for (size_t i = 0; i < count && (o->infrastructures & CAT_INFRASTRUCTURE_SMKI); i++) {
        if (holders[i].dcc_entity != 0) {
            print_holder(dir, &holders[i], alb_eui64_of(holders[i].dcc_entity));
        }
    }
}

int pki_init(int argc, char **argv)
{
    const char *at = NULL, *folder = NULL, *only = NULL;
    smki_pki_options o = {.token = NULL};
    alb_time now;
    const cli_option options[] = {{"--at", &at, NULL},
                                  {"--contingency", &folder, NULL},
                                  {"--only", &only, NULL},
                                  {"--pkcs11", &o.token, NULL},
                                  {"--roots", NULL, &o.roots_only}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !pki_read_time(at, &now) ||
        !read_infrastructures(only, &o.infrastructures)) {
        return CLI_USAGE;
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = folder ? init_with_contingency(argv[1], folder, &o, now, &err)
                           : smki_pki_init_as(argv[1], &o, now, &err);
    int code = pki_report(argv[1], st, &err);
    if (code == CLI_OK && !o.roots_only) {
        print_made(argv[1], &o);
    }
    return code;
}

/* --- issue --- */

void pki_print_profiles(FILE *out)
{
    size_t count;
    const cat_certificate *const *all = cat_certificates(&count);
    const char *before = "";
    for (size_t i = 0; i < count; i++) {
        if (all[i]->key != CAT_KEY_P256 && !(all[i]->usages[0] & CAT_KEY_USAGE_CERT_SIGN)) {
            fprintf(out, "%s %s", before, all[i]->name);
            before = ",";
        }
    }
}

typedef struct issue_call {
    const char *dir, *entity, *role, *name, *profile, *organisation, *request, *out;
    smki_pki_options options;
    alb_time now;
} issue_call;

/* Every certificate that an organisation or a device has. */
static int issue_entity(const issue_call *c)
{
    alb_eui64 entity;
    const cat_holder *holder = cat_holder_named(c->role);
    if (!holder || !alb_eui64_parse(alb_span_str(c->entity), &entity)) {
        fprintf(stderr, "albion pki issue: %s '%s'\n", holder ? "not an EUI-64:" : "no role",
                holder ? c->entity : c->role);
        return CLI_USAGE;
    }
    alb_err err = {.code = ALB_OK};
    int code = pki_report(
        c->dir,
        smki_pki_issue_entity_as(c->dir, entity, (smki_role)holder->role, c->name, &c->options, c->now, &err),
        &err);
    if (code == CLI_OK) {
        print_holder(c->dir, holder, entity);
    }
    return code;
}

/* "dccki-client-a-supplier": what a person can type. */
static void stem_of(const char *profile, const char *name, char *out, size_t size)
{
    int n = snprintf(out, size, "%s-%s", profile, name);
    for (int i = 0; i < n && (size_t)i < size && out[i]; i++) {
        unsigned char c = (unsigned char)out[i];
        out[i] = isalnum(c) || c == '.' ? (char)tolower(c) : '-';
    }
}

/* One certificate of IKI or DCCKI with its key. The name of a User's system is its User ID where none is
 * given: by it a DCC knows whose connection it is. */
static int issue_infrastructure(const issue_call *c)
{
    char stem[72], id[ALB_EUI64_TEXT];
    alb_eui64 entity = {{0}};
    const cat_holder *holder = c->role ? cat_holder_named(c->role) : NULL;
    if ((c->role && !holder) || (c->entity && !alb_eui64_parse(alb_span_str(c->entity), &entity)) ||
        (!c->name && !c->entity)) {
        return CLI_USAGE;
    }
    smki_subject s = {.profile = c->profile,
                      .role = holder ? (smki_role)holder->role : SMKI_ROLE_NONE,
                      .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                      .common_name = c->name ? c->name : alb_eui64_dashed(entity, id),
                      .organisation = c->organisation,
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    stem_of(c->profile, s.common_name, stem, sizeof stem);
    alb_err err = {.code = ALB_OK};
    int code = pki_report(c->dir, smki_pki_issue(c->dir, &s, stem, &c->options, c->now, &err), &err);
    if (code == CLI_OK) {
        printf("%s/%s.pem  %s\n", c->dir, stem, cat_certificate_named(c->profile)->title);
    }
    return code;
}

static int issue_request(const issue_call *c)
{
    enum { REQUEST_FILE_MAX = 64 * 1024 };
    alb_buf in, out;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&in, REQUEST_FILE_MAX);
    alb_buf_init(&out, REQUEST_FILE_MAX);
    alb_status st = alb_file_read(c->request, &in, &err);
    st = st == ALB_OK ? smki_pki_certify(c->dir, c->profile, alb_buf_span(&in), c->now, &out, &err) : st;
    st = st == ALB_OK ? alb_file_write(c->out, alb_buf_span(&out), 0644, &err) : st;
    alb_buf_release(&in);
    alb_buf_release(&out);
    return pki_report(c->request, st, &err);
}

int pki_issue(int argc, char **argv)
{
    const char *at = NULL;
    issue_call c = {.dir = NULL};
    const cli_option options[] = {{"--entity", &c.entity, NULL},
                                  {"--role", &c.role, NULL},
                                  {"--name", &c.name, NULL},
                                  {"--profile", &c.profile, NULL},
                                  {"--organisation", &c.organisation, NULL},
                                  {"--request", &c.request, NULL},
                                  {"--out", &c.out, NULL},
                                  {"--pkcs11", &c.options.token, NULL},
                                  {"--at", &at, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !pki_read_time(at, &c.now)) {
        return CLI_USAGE;
    }
    c.dir = argv[1];
    if (c.profile && c.request) {
        return c.out && !c.entity && !c.name && !c.options.token ? issue_request(&c) : CLI_USAGE;
    }
    if (c.request || c.out) {
        return CLI_USAGE;
    }
    return c.profile ? issue_infrastructure(&c) : c.entity && c.role ? issue_entity(&c) : CLI_USAGE;
}
