/* albion pki recover: the commands that put certificates into devices when a key is lost or known to others
 * (smki.md 19). Steps before and after them are in docs/pki.md. */
#include "cli.h"
#include "input.h"
#include "keys.h"
#include "pki.h"

#include "base/file.h"
#include "base/text.h"
#include "crypto/pkix.h"
#include "gbcs/recovery.h"
#include "smki/keystore.h"

#include <limits.h>
#include <string.h>

enum { MAX_PATH = 2, COMMAND_ARENA = 1 << 20 };

typedef struct recovery {
    const smki_keystore *store;
    const char *cells; /* names of the roles whose cells change */
    bool broker;       /* the ACB's certificates stand in */
    alb_eui64 entity;  /* of the Subscriber; zero: none */
    uint16_t devices;  /* CAT_DEVICE_ bit */
    const char *out;
    gbcs_recovery command;
    gbcs_replacement replacements[CAT_CELL_COUNT];
    const smki_certificate *path[MAX_PATH];
    const crypto_key *key;
} recovery;

/* --- what goes where --- */

static bool names(const char *list, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = list; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        if (strncmp(at, name, len) == 0 && (at[len] == ',' || at[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static alb_eui64 entity_in(const recovery *r, uint8_t role)
{
    const cat_holder *broker = cat_holder_named("acb");
    const cat_holder *holder = cat_holder_find(role);
    bool dcc = holder && holder->dcc_entity != 0;
    return dcc ? alb_eui64_of(holder->dcc_entity) : r->broker ? alb_eui64_of(broker->dcc_entity) : r->entity;
}

static const smki_certificate *certificate_for(const recovery *r, const cat_trust_anchor *a)
{
    smki_slot slot = a->usage == CAT_KEY_USAGE_DIGITAL_SIGNATURE                 ? SMKI_SLOT_DIGITAL_SIGNATURE
                     : a->cell_usage == CAT_CELL_PREPAYMENT_TOP_UP && !r->broker ? SMKI_SLOT_PREPAYMENT
                                                                                 : SMKI_SLOT_KEY_AGREEMENT;
    const smki_identity *found = smki_keystore_find(r->store, entity_in(r, a->role), slot);
    return found ? found->certificate : NULL;
}

static const smki_certificate *issuer_of(const recovery *r, const smki_certificate *c)
{
    const smki_identity *found = smki_keystore_find_ski(r->store, smki_certificate_aki(c));
    return found ? found->certificate : NULL;
}

static alb_status add(recovery *r, cat_cell cell, const smki_certificate *c, const char *role, alb_err *err)
{
    if (!c) {
        return alb_fail(err, ALB_NO_KEY, "smki.md 19", 0, "no certificate for a cell of %s", role);
    }
    r->replacements[r->command.n_replacements++] = (gbcs_replacement){cell, c};
    return ALB_OK;
}

/* Every cell of the roles that are named, as the kind of device has them; of the root only by contingency. */
static alb_status choose(recovery *r, alb_err *err)
{
    for (cat_cell cell = CAT_CELL_RECOVERY; cell < CAT_CELL_COUNT; cell++) {
        const cat_trust_anchor *a = cat_trust_anchor_at(cell);
        const cat_holder *holder = cat_holder_find(a->role);
        if (holder && a->devices & r->devices && names(r->cells, holder->name)) {
            ALB_TRY(add(r, cell, certificate_for(r, a), holder->name, err));
        }
    }
    if (r->command.n_replacements == 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 17.2", 0, "such devices have no cells of '%s'",
                        r->cells);
    }
    r->path[0] = issuer_of(r, r->replacements[0].certificate);
    if (!r->path[0]) {
        return alb_fail(err, ALB_NO_KEY, "smki.md 18.2", 0,
                        "the issuing authority's certificate is not among the keys");
    }
    r->command.path = r->path;
    r->command.n_path = 1;
    r->command.replacements = r->replacements;
    return r->command.message_code == GBCS_BY_CONTINGENCY
               ? add(r, CAT_CELL_ROOT, issuer_of(r, r->path[0]), "root", err)
               : ALB_OK;
}

/* --- the commands --- */

/* A line for each cell, to be filled in as answers come (smki.md 19.3). */
static void report(FILE *progress, const recovery *r, alb_eui64 device)
{
    for (size_t i = 0; i < r->command.n_replacements; i++) {
        const cat_trust_anchor *a = cat_trust_anchor_at(r->replacements[i].cell);
        char eui[ALB_EUI64_TEXT];
        char serial[80] = "";
        alb_wr w = alb_wr_init(serial, sizeof serial - 1);
        alb_wr_hex(&w, smki_certificate_serial(r->replacements[i].certificate));
        fprintf(progress, "%s,%u,%s%s,%s,pending\r\n", alb_eui64_dashed(device, eui), (unsigned)a->role,
                a->usage == CAT_KEY_USAGE_DIGITAL_SIGNATURE ? "DS"
                : a->usage == CAT_KEY_USAGE_KEY_AGREEMENT   ? "KA"
                                                            : "root",
                a->cell_usage == CAT_CELL_PREPAYMENT_TOP_UP ? " prepayment" : "", serial);
    }
}

static alb_status write_command(recovery *r, crypto_ctx *ctx, alb_arena *arena, const char *text,
                                FILE *progress, alb_err *err)
{
    char path[PATH_MAX];
    char eui[ALB_EUI64_TEXT];
    uint8_t *octets = alb_arena_raw(arena, GBCS_MAX_MESSAGE);
    uint8_t *hex = alb_arena_raw(arena, 2 * (size_t)GBCS_MAX_MESSAGE + 1);
    if (!octets || !hex) {
        return alb_fail(err, ALB_NO_MEMORY, "pki recover", 0, "out of memory");
    }
    alb_wr w = alb_wr_init(octets, GBCS_MAX_MESSAGE);
    alb_wr h = alb_wr_init(hex, 2 * (size_t)GBCS_MAX_MESSAGE + 1);
    if (!alb_eui64_parse(alb_span_str(text), &r->command.device)) {
        return alb_fail(err, ALB_BAD_VALUE, "pki recover", 0, "not an EUI-64: %s", text);
    }
    ALB_TRY(gbcs_recovery_write(ctx, &r->command, r->key, arena, &w, err));
    alb_wr_hex(&h, alb_wr_span(&w));
    alb_wr_u8(&h, '\n');
    (void)snprintf(path, sizeof path, "%.*s/%s.hex", PATH_MAX - 32, r->out,
                   alb_eui64_hex(r->command.device, eui));
    ALB_TRY(alb_file_write(path, alb_wr_span(&h), 0644, err));
    printf("%s\n", path);
    report(progress, r, r->command.device);
    return ALB_OK;
}

static alb_status write_commands(recovery *r, char **devices, int n, alb_err *err)
{
    char path[PATH_MAX];
    ALB_TRY(alb_dir_make(r->out, 0755, err));
    (void)snprintf(path, sizeof path, "%.*s/progress.csv", PATH_MAX - 32, r->out);
    FILE *progress = fopen(path, "w");
    crypto_ctx *ctx = crypto_ctx_new();
    alb_arena *arena = alb_arena_new(COMMAND_ARENA);
    alb_status st = progress && ctx && arena
                        ? ALB_OK
                        : alb_fail(err, ALB_IO, "pki recover", 0, "%s cannot be written", path);
    if (st == ALB_OK) {
        fputs("DeviceID,role,usage,serial,status\r\n", progress);
    }
    for (int i = 0; st == ALB_OK && i < n; i++) {
        st = write_command(r, ctx, arena, devices[i], progress, err);
        alb_arena_reset(arena);
    }
    if (progress && fclose(progress) != 0 && st == ALB_OK) {
        st = alb_fail(err, ALB_IO, "pki recover", 0, "%s cannot be written", path);
    }
    alb_arena_free(arena);
    crypto_ctx_free(ctx);
    return st;
}

/* The key that signs: the contingency key from its file, or the recovery identity's. */
static alb_status find_key(recovery *r, crypto_key *contingency, alb_err *err)
{
    alb_eui64 own = alb_eui64_of(cat_holder_named("recovery")->dcc_entity);
    const smki_identity *id = smki_keystore_find(r->store, own, SMKI_SLOT_DIGITAL_SIGNATURE);
    r->command.originator = contingency ? alb_eui64_of(GBCS_CUSTODIANS) : own;
    r->key = contingency ? contingency : id ? id->key : NULL;
    return r->key
               ? ALB_OK
               : alb_fail(err, ALB_NO_KEY, "smki.md 19.2", 0,
                          "the recovery key is not among the keys: albion pki join puts its parts together");
}

static alb_status read_contingency(const char *key_path, const char *symmetric, alb_arena *arena,
                                   crypto_key **key, alb_span *octets, alb_err *err)
{
    alb_span pem;
    ALB_TRY(cli_read_file(key_path, arena, &pem, err));
    ALB_TRY(crypto_key_load_any(pem, key, err));
    return cli_read_octets(symmetric, arena, octets, NULL, err);
}

int pki_recover(int argc, char **argv)
{
    const char *dir = NULL, *entity = NULL, *counter = NULL, *type = "ESME", *key_path = NULL,
               *symmetric = NULL;
    recovery r = {
        .command = {.message_code = GBCS_BY_RECOVERY, .counter = (uint64_t)alb_now(alb_clock_system())}};
    const cli_option options[] = {{"--keys", &dir, NULL},
                                  {"--cells", &r.cells, NULL},
                                  {"--acb", NULL, &r.broker},
                                  {"--entity", &entity, NULL},
                                  {"--counter", &counter, NULL},
                                  {"--device-type", &type, NULL},
                                  {"--contingency", &key_path, NULL},
                                  {"--symmetric", &symmetric, NULL},
                                  {"--out", &r.out, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || !dir || !r.cells || !r.out ||
        (key_path == NULL) != (symmetric == NULL) || !(r.devices = cat_device_named(alb_span_str(type))) ||
        (entity && !alb_eui64_parse(alb_span_str(entity), &r.entity)) ||
        (counter && !alb_parse_u64(alb_span_str(counter), INT64_MAX, &r.command.counter))) {
        return CLI_USAGE;
    }
    cli_keys keys;
    crypto_key *contingency = NULL;
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX);
    alb_status st = arena && cli_keys_open(&keys, dir) ? ALB_OK : ALB_NO_KEY;
    if (st != ALB_OK) {
        alb_arena_free(arena);
        return CLI_ERROR;
    }
    r.store = keys.store;
    if (key_path) {
        r.command.message_code = GBCS_BY_CONTINGENCY;
        st = read_contingency(key_path, symmetric, arena, &contingency, &r.command.symmetric_key, &err);
    }
    st = st == ALB_OK ? find_key(&r, contingency, &err) : st;
    st = st == ALB_OK ? choose(&r, &err) : st;
    st = st == ALB_OK ? write_commands(&r, argv + 1, argc - 1, &err) : st;
    crypto_key_free(contingency);
    cli_keys_close(&keys);
    alb_arena_free(arena);
    return st == ALB_OK ? CLI_OK : pki_complain("pki recover", &err);
}
