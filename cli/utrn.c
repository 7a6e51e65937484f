/* albion utrn make | check */
#include "cli.h"
#include "input.h"
#include "keys.h"

#include "base/text.h"
#include "gbcs/utrn.h"

#include <string.h>

static int usage(void)
{
    fputs("usage: albion utrn make  --keys DIR --supplier EUI --device EUI --counter N (--pounds N | --pence "
          "N)\n"
          "       albion utrn check [--keys DIR --supplier EUI --device EUI [--counter N]] TOKEN\n"
          "  counter: the UTRN counter, the high half of the originator counter; without it, check looks "
          "near 0\n",
          stderr);
    return CLI_USAGE;
}

typedef struct job {
    const char *keys_dir, *supplier, *device, *counter, *pounds, *pence;
    cli_keys keys;
    alb_eui64 supplier_id, device_id;
    uint64_t counter_value;
    crypto_secret z;
} job;

static bool read_job(job *j, int *argc, char **argv)
{
    const cli_option options[] = {{"--keys", &j->keys_dir, NULL}, {"--supplier", &j->supplier, NULL},
                                  {"--device", &j->device, NULL}, {"--counter", &j->counter, NULL},
                                  {"--pounds", &j->pounds, NULL}, {"--pence", &j->pence, NULL}};
    if (!cli_options(argc, argv, options, ALB_COUNT(options))) {
        return false;
    }
    if (j->keys_dir && (!j->supplier || !alb_eui64_parse(alb_span_str(j->supplier), &j->supplier_id) ||
                        !j->device || !alb_eui64_parse(alb_span_str(j->device), &j->device_id))) {
        fputs("albion utrn: --supplier and --device take an EUI-64\n", stderr);
        return false;
    }
    return !j->counter || alb_parse_u64(alb_span_str(j->counter), INT32_MAX, &j->counter_value);
}

/* Either half of the pair may be the private one: suppliers make tokens, devices check them. */
static alb_status find_secret(job *j, alb_err *err)
{
    const smki_identity *supplier = smki_keystore_find(j->keys.store, j->supplier_id, SMKI_SLOT_PREPAYMENT);
    const smki_identity *device = smki_keystore_find(j->keys.store, j->device_id, SMKI_SLOT_KEY_AGREEMENT);
    if (!supplier || !device || (!supplier->key && !device->key)) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 14", 0,
                        "no prepayment key of the supplier with a key agreement certificate of the device");
    }
    return supplier->key ? gbcs_pair_secret(j->keys.keys, supplier->key, device->pub, &j->z, err)
                         : gbcs_pair_secret(j->keys.keys, device->key, supplier->pub, &j->z, err);
}

static alb_status open_job(job *j, alb_err *err)
{
    if (!cli_keys_open(&j->keys, j->keys_dir)) {
        return alb_fail(err, ALB_NO_KEY, "keys", 0, "keys cannot be read");
    }
    return find_secret(j, err);
}

static void close_job(job *j)
{
    crypto_wipe_secret(&j->z);
    cli_keys_close(&j->keys);
}

static alb_status make(job *j, alb_err *err)
{
    uint64_t value;
    const char *text = j->pounds ? j->pounds : j->pence;
    if (!alb_parse_u64(alb_span_str(text), GBCS_UTRN_VALUE_MAX, &value)) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 14.4", 0, "a token holds 0 to %d", GBCS_UTRN_VALUE_MAX);
    }
    ALB_TRY(open_job(j, err));
    gbcs_utrn_credit credit = {.counter = (uint32_t)j->counter_value,
                               .value_class = j->pounds ? GBCS_UTRN_POUNDS : GBCS_UTRN_PENCE,
                               .value = (uint16_t)value};
    char token[GBCS_UTRN_TEXT];
    ALB_TRY(gbcs_utrn_make(gbcs_keys_crypto(j->keys.keys), &j->z, j->supplier_id, j->device_id, &credit,
                           token, err));
    printf("%s\n", token);
    return ALB_OK;
}

static void print_credit(const char *state, uint16_t value, gbcs_utrn_class value_class, const char *which,
                         uint32_t counter)
{
    printf("%s: %u %s, %s %u\n", state, value, value_class == GBCS_UTRN_POUNDS ? "pounds" : "pence", which,
           counter);
}

static alb_status check(job *j, const char *token, alb_err *err)
{
    if (!j->keys_dir) {
        gbcs_ptut ptut;
        ALB_TRY(gbcs_utrn_parse(alb_span_str(token), &ptut, err));
        print_credit("unchecked no key", ptut.value, ptut.value_class, "counter ends in",
                     ptut.truncated_counter);
        return ALB_OK;
    }
    ALB_TRY(open_job(j, err));
    gbcs_utrn_cache cache = {.floor = 0};
    gbcs_utrn_credit credit;
    ALB_TRY(gbcs_utrn_check(gbcs_keys_crypto(j->keys.keys), &j->z, j->supplier_id, j->device_id, &cache,
                            alb_span_str(token), j->counter_value << 32, &credit, err));
    print_credit("ok", credit.value, credit.value_class, "counter", credit.counter);
    return ALB_OK;
}

int cli_utrn(int argc, char **argv)
{
    if (argc < 2) {
        return usage();
    }
    const char *verb = argv[1];
    bool makes = strcmp(verb, "make") == 0;
    job j = {.keys_dir = NULL};
    argc--;
    argv++;
    if ((!makes && strcmp(verb, "check") != 0) || !read_job(&j, &argc, argv)) {
        return usage();
    }
    if (makes ? argc != 1 || !j.keys_dir || !j.counter || !j.pounds == !j.pence : argc != 2) {
        return usage();
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = makes ? make(&j, &err) : check(&j, argv[1], &err);
    close_job(&j);
    if (st != ALB_OK) {
        cli_complain(makes ? "utrn make" : argv[1], &err);
        return CLI_FAILED;
    }
    return CLI_OK;
}
