/* albion pki show: every field of a certificate, for people and as JSON. Both walk one list of rows, so that
 * they say the same. */
#include "cli.h"
#include "input.h"
#include "pki.h"

#include "base/json.h"
#include "base/text.h"
#include "catalogue/certificate.h"
#include "crypto/pkix.h"
#include "der/der.h"
#include "smki/lint.h"
#include "smki/name.h"

/* --- names of things --- */

static const char *kind_name(smki_kind kind)
{
    switch (kind) {
    case SMKI_KIND_ORGANISATION:
        return "organisation";
    case SMKI_KIND_DEVICE:
        return "device";
    case SMKI_KIND_AUTHORITY:
        return "authority";
    case SMKI_KIND_INFRASTRUCTURE:
        return "infrastructure";
    case SMKI_KIND_OTHER:
        return "other";
    }
    return "?";
}

static const char *role_name(smki_role role)
{
    static const cat_name others[] = {{SMKI_ROLE_ROOT, "root"},
                                      {SMKI_ROLE_ISSUING_AUTHORITY, "issuing authority"},
                                      {SMKI_ROLE_XML_SIGNING_USER, "XML signing, User"},
                                      {SMKI_ROLE_XML_SIGNING_DCC, "XML signing, DCC"}};
    const cat_holder *holder = cat_holder_find((uint8_t)role);
    if (holder) {
        return holder->title;
    }
    for (size_t i = 0; i < ALB_COUNT(others); i++) {
        if (others[i].value == (unsigned)role) {
            return others[i].name;
        }
    }
    return "not known";
}

static const char *usage_name(unsigned bit)
{
    static const char *const names[] = {"digitalSignature", "nonRepudiation", "keyEncipherment",
                                        "dataEncipherment", "keyAgreement",   "keyCertSign",
                                        "cRLSign",          "encipherOnly",   "decipherOnly"};
    return bit < ALB_COUNT(names) ? names[bit] : "?";
}

static const char *extension_name(alb_span oid)
{
    static const cat_name names[] = {{14, "subjectKeyIdentifier"},  {15, "keyUsage"},
                                     {17, "subjectAltName"},        {19, "basicConstraints"},
                                     {32, "certificatePolicies"},   {35, "authorityKeyIdentifier"},
                                     {31, "cRLDistributionPoints"}, {37, "extKeyUsage"}};
    static const uint8_t id_ce[] = {0x55, 0x1d};
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        if (oid.len == 3 && alb_span_equal(alb_span_sub(oid, 0, 2), ALB_SPAN_OF(id_ce)) &&
            oid.ptr[2] == names[i].value) {
            return names[i].name;
        }
    }
    return NULL;
}

/* --- rows --- */

enum { VALUE_MAX = 1024 };

/* Where rows go. */
typedef struct sheet {
    alb_json *json; /* NULL: lines for people */
} sheet;

static void row(const sheet *s, const char *member, const char *label, const char *text)
{
    if (s->json) {
        alb_json_key(s->json, member);
        alb_json_text(s->json, text);
    } else {
        printf("  %-18s%s\n", label, text);
    }
}

/* A row whose text a writer made. */
static void written_row(const sheet *s, const char *member, const char *label, const alb_wr *w)
{
    char text[VALUE_MAX];
    size_t n = w->st == ALB_OK && w->pos < sizeof text ? w->pos : 0;
    memcpy(text, w->buf, n);
    text[n] = '\0';
    row(s, member, label, n > 0 ? text : "(cannot be shown)");
}

static void hex_row(const sheet *s, const char *member, const char *label, alb_span octets)
{
    char text[VALUE_MAX];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_hex(&w, octets);
    if (octets.len > 0) {
        written_row(s, member, label, &w);
    }
}

static void serial_rows(const sheet *s, const smki_certificate *c)
{
    char text[VALUE_MAX];
    alb_wr w = alb_wr_init(text, sizeof text);
    hex_row(s, "serial", "serial number", smki_certificate_serial(c));
    alb_wr_big_decimal(&w, smki_certificate_serial(c));
    written_row(s, "serialDecimal", "  in decimal", &w);
}

static void name_row(const sheet *s, const char *member, const char *label, alb_span name)
{
    char text[VALUE_MAX];
    alb_wr w = alb_wr_init(text, sizeof text);
    smki_name_text(name, &w);
    if (w.st == ALB_OK && w.pos == 0) {
        row(s, member, label, s->json ? "" : "(empty)");
    } else {
        written_row(s, member, label, &w);
    }
}

static void subject_rows(const sheet *s, const smki_certificate *c)
{
    char text[ALB_EUI64_TEXT];
    char role[64];
    smki_role number = smki_certificate_role(c);
    name_row(s, "subject", "subject", smki_certificate_subject(c));
    if (alb_eui64_number(smki_certificate_entity(c)) != 0) {
        row(s, "entity", "entity", alb_eui64_dashed(smki_certificate_entity(c), text));
    }
    if (number == SMKI_ROLE_NONE) {
        return;
    }
    if (s->json) {
        alb_json_key(s->json, "role");
        alb_json_u64(s->json, (uint64_t)number);
        row(s, "roleName", "role", role_name(number));
    } else {
        (void)snprintf(role, sizeof role, "%02X %s", (unsigned)number, role_name(number));
        row(s, "role", "role", role);
    }
}

/* A list: one line with commas for people, an array in JSON. */
typedef struct items {
    const sheet *sheet;
    const char *label;
    char text[VALUE_MAX];
    alb_wr line;
} items;

static void items_begin(items *l, const sheet *s, const char *member, const char *label)
{
    l->sheet = s;
    l->label = label;
    l->line = alb_wr_init(l->text, sizeof l->text);
    if (s->json) {
        alb_json_key(s->json, member);
        alb_json_array(s->json);
    }
}

static void item(items *l, const char *text)
{
    if (l->sheet->json) {
        alb_json_text(l->sheet->json, text);
    } else {
        alb_wr_printf(&l->line, "%s%s", l->line.pos > 0 ? ", " : "", text);
    }
}

static void items_end(items *l)
{
    if (l->sheet->json) {
        alb_json_array_end(l->sheet->json);
    } else if (l->line.pos > 0) {
        written_row(l->sheet, NULL, l->label, &l->line);
    }
}

static void usage_row(const sheet *s, const smki_certificate *c)
{
    items l;
    items_begin(&l, s, "keyUsage", "key usage");
    for (unsigned bit = 0; bit < 32; bit++) {
        if (smki_certificate_key_usage(c) >> bit & 1) {
            item(&l, usage_name(bit));
        }
    }
    items_end(&l);
}

static void purposes_row(const sheet *s, const smki_certificate *c)
{
    static const char *const names[] = {"serverAuth", "clientAuth", "other"};
    items l;
    items_begin(&l, s, "extKeyUsage", "purposes");
    for (unsigned bit = 0; bit < ALB_COUNT(names); bit++) {
        if (smki_certificate_purposes(c) >> bit & 1) {
            item(&l, names[bit]);
        }
    }
    items_end(&l);
}

static void key_rows(const sheet *s, const crypto_pub *pub)
{
    char text[32];
    crypto_kind kind = crypto_pub_kind(pub);
    if (kind == CRYPTO_KIND_P256) {
        hex_row(s, "publicKey", "public key", crypto_pub_octets(pub));
        return;
    }
    (void)snprintf(text, sizeof text, "RSA, %u bits", crypto_kind_bits(kind));
    row(s, "publicKey", "public key", text);
}

static void constraints_row(const sheet *s, const smki_certificate *c)
{
    int path_length;
    char text[64];
    if (smki_certificate_is_authority(c, &path_length)) {
        (void)snprintf(text, sizeof text, path_length < 0 ? "authority" : "authority, path length %d",
                       path_length);
        row(s, "basicConstraints", "constraints", text);
    }
}

static const char *oid_text(alb_span oid, char buf[static VALUE_MAX])
{
    alb_wr w = alb_wr_init(buf, VALUE_MAX - 1);
    bool good = der_oid(oid, &w);
    buf[good ? w.pos : 0] = '\0';
    return good ? buf : "?";
}

static void hardware_row(const sheet *s, const smki_certificate *c)
{
    char text[VALUE_MAX];
    if (smki_certificate_hardware_type(c).len > 0) {
        row(s, "hardwareType", "hardware type", oid_text(smki_certificate_hardware_type(c), text));
    }
}

static void policy_items(items *l, alb_span value)
{
    char text[VALUE_MAX];
    alb_rd outer = alb_rd_init(value);
    der_element list, information, oid;
    if (!der_expect(&outer, DER_SEQUENCE, &list)) {
        return;
    }
    alb_rd r = der_inside(&list);
    while (alb_rd_left(&r) > 0 && der_expect(&r, DER_SEQUENCE, &information)) {
        alb_rd in = der_inside(&information);
        if (der_expect(&in, DER_OID, &oid)) {
            item(l, oid_text(oid.content, text));
        }
    }
}

static void policies_row(const sheet *s, const smki_certificate *c)
{
    static const uint8_t policies[] = {0x55, 0x1d, 0x20};
    items l;
    smki_extension x;
    alb_rd r = alb_rd_init(smki_certificate_extensions(c));
    items_begin(&l, s, "policies", "policies");
    while (smki_extension_next(&r, &x)) {
        if (alb_span_equal(x.oid, ALB_SPAN_OF(policies))) {
            policy_items(&l, x.value);
        }
    }
    items_end(&l);
}

/* Names in the order of the certificate, critical ones with a star; what they hold is in other rows. */
static void extensions_row(const sheet *s, const smki_certificate *c)
{
    items l;
    smki_extension x;
    alb_rd r = alb_rd_init(smki_certificate_extensions(c));
    items_begin(&l, s, "extensions", "extensions");
    while (smki_extension_next(&r, &x)) {
        char oid[VALUE_MAX];
        char text[VALUE_MAX + 2];
        const char *name = extension_name(x.oid);
        (void)snprintf(text, sizeof text, "%s%s", name ? name : oid_text(x.oid, oid), x.critical ? "*" : "");
        item(&l, text);
    }
    items_end(&l);
}

static void fingerprint_row(const sheet *s, const smki_certificate *c)
{
    uint8_t hash[CRYPTO_HASH];
    crypto_ctx *ctx = crypto_ctx_new();
    if (ctx) {
        crypto_sha256(ctx, smki_certificate_der(c), hash);
        hex_row(s, "fingerprint", "SHA-256", ALB_SPAN_OF(hash));
    }
    crypto_ctx_free(ctx);
}

static void rows(const sheet *s, const smki_certificate *c)
{
    char time[ALB_TIME_TEXT];
    row(s, "kind", "kind", kind_name(smki_certificate_kind(c)));
    serial_rows(s, c);
    name_row(s, "issuer", "issuer", smki_certificate_issuer(c));
    row(s, "notBefore", "not before", alb_time_text(smki_certificate_not_before(c), time));
    row(s, "notAfter", "not after", alb_time_text(smki_certificate_not_after(c), time));
    subject_rows(s, c);
    hardware_row(s, c);
    key_rows(s, smki_certificate_public(c));
    usage_row(s, c);
    purposes_row(s, c);
    constraints_row(s, c);
    hex_row(s, "subjectKeyIdentifier", "subject key id", smki_certificate_ski(c));
    hex_row(s, "authorityKeyIdentifier", "authority key id", smki_certificate_aki(c));
    policies_row(s, c);
    extensions_row(s, c);
    fingerprint_row(s, c);
    if (smki_certificate_deviation(c)) {
        row(s, "deviation", "deviation", smki_certificate_deviation(c));
    }
}

static void show_lines(void *ctx, const char *path, smki_certificate *c)
{
    (void)ctx;
    printf("%s:\n", path);
    rows(&(sheet){.json = NULL}, c);
}

/* --- lint --- */

typedef struct lint_job {
    crypto_ctx *crypto;
    const char *path;
    alb_json *json; /* NULL: lines for people */
    bool broken;
} lint_job;

static void lint_finding(void *ctx, const char *rule, const char *what)
{
    lint_job *j = ctx;
    j->broken = true;
    if (!j->json) {
        printf("%s: %s (%s)\n", j->path, what, rule);
        return;
    }
    alb_json_object(j->json);
    alb_json_key(j->json, "rule");
    alb_json_text(j->json, rule);
    alb_json_key(j->json, "what");
    alb_json_text(j->json, what);
    alb_json_object_end(j->json);
}

static void lint_lines(void *ctx, const char *path, smki_certificate *c)
{
    lint_job *j = ctx;
    j->path = path;
    if (smki_lint(j->crypto, c, lint_finding, j) == 0) {
        printf("%s: ok (%s)\n", path, smki_lint_profile(c));
    }
}

static void lint_json(void *ctx, const char *path, smki_certificate *c)
{
    lint_job *j = ctx;
    alb_buf out;
    alb_json json;
    alb_buf_init(&out, CLI_INPUT_MAX);
    alb_json_init(&json, &out, 2);
    alb_json_object(&json);
    alb_json_key(&json, "file");
    alb_json_text(&json, path);
    alb_json_key(&json, "profile");
    alb_json_text(&json, smki_lint_profile(c) ? smki_lint_profile(c) : "");
    alb_json_key(&json, "broken");
    alb_json_array(&json);
    j->json = &json;
    (void)smki_lint(j->crypto, c, lint_finding, j);
    alb_json_array_end(&json);
    alb_json_object_end(&json);
    printf("%.*s\n", (int)out.len, (const char *)out.ptr);
    alb_buf_release(&out);
}

/* --- the command --- */

static void show_json(void *ctx, const char *path, smki_certificate *c)
{
    (void)ctx;
    alb_buf out;
    alb_json json;
    alb_buf_init(&out, CLI_INPUT_MAX);
    alb_json_init(&json, &out, 2);
    alb_json_object(&json);
    alb_json_key(&json, "file");
    alb_json_text(&json, path);
    rows(&(sheet){.json = &json}, c);
    alb_json_object_end(&json);
    printf("%.*s\n", (int)out.len, (const char *)out.ptr);
    alb_buf_release(&out);
}

int pki_show(int argc, char **argv)
{
    bool json = false;
    bool lint = false;
    const cli_option options[] = {{"--json", NULL, &json}, {"--lint", NULL, &lint}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2) {
        return CLI_USAGE;
    }
    int code = CLI_OK;
    lint_job job = {.crypto = crypto_ctx_new()};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    for (int i = 1; arena && job.crypto && i < argc; i++) {
        alb_err err = {.code = ALB_OK};
        if (pki_each_certificate(argv[i], arena,
                                 lint   ? json ? lint_json : lint_lines
                                 : json ? show_json
                                        : show_lines,
                                 &job, &err) != ALB_OK) {
            cli_complain(argv[i], &err);
            code = CLI_FAILED;
        }
        alb_arena_reset(arena);
    }
    bool ran = arena && job.crypto;
    alb_arena_free(arena);
    crypto_ctx_free(job.crypto);
    return !ran ? CLI_ERROR : job.broken ? CLI_FAILED : code;
}
