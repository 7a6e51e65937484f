/* Who lives where: identities and keys of simulated homes, from a seed and a number. */
#include "identity.h"

#include <stdio.h>

/* An EUI-64 of the fleet: prefix 16 bits, seed 12, number of the home 28, kind of device 8. */
enum { PREFIX = 0x00db, SEED_BITS = 12, NUMBER_BITS = 28, KIND_BITS = 8 };

static alb_eui64 identifier(uint64_t seed, uint32_t number, sim_kind kind)
{
    uint64_t v = PREFIX;
    v = v << SEED_BITS | (seed & ((1U << SEED_BITS) - 1));
    v = v << NUMBER_BITS | (number & ((1U << NUMBER_BITS) - 1));
    return alb_eui64_of(v << KIND_BITS | (uint64_t)kind);
}

/* Of the first twelve digits (registration-and-supply.md 2.1). */
static char mpan_check(const char *digits)
{
    static const unsigned primes[12] = {3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43};
    unsigned sum = 0;
    for (size_t i = 0; i < ALB_COUNT(primes); i++) {
        sum += (unsigned)(digits[i] - '0') * primes[i];
    }
    return (char)('0' + sum % 11 % 10);
}

bool sim_mpan_is_good(const char *mpan)
{
    return strlen(mpan) == 13 && mpan_check(mpan) == mpan[12];
}

/* Thirteen digits: distributor, ten that are unique, check digit. */
static void make_mpan(uint64_t seed, uint32_t number, char out[static 14])
{
    (void)snprintf(out, 14, "%02u%02u%08u", 10 + number % 14, (unsigned)(seed % 100), number % 100000000);
    out[12] = mpan_check(out);
    out[13] = '\0';
}

/* Of the digits but the last two: the sum of each by its place from the right, modulo eleven
 * (registration-and-supply.md 1.2). */
static unsigned mprn_check(const char *digits, unsigned n)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < n; i++) {
        sum += (unsigned)(digits[i] - '0') * (n - i);
    }
    return sum % 11;
}

bool sim_mprn_is_good(const char *mprn)
{
    size_t n = strlen(mprn);
    return n >= 6 && n <= 10 &&
           mprn_check(mprn, (unsigned)n - 2) ==
               (unsigned)(mprn[n - 2] - '0') * 10 + (unsigned)(mprn[n - 1] - '0');
}

/* Ten digits: eight that are unique, and two that check them. */
static void make_mprn(uint64_t seed, uint32_t number, char out[static 11])
{
    (void)snprintf(out, 11, "%01u%07u", (unsigned)(1 + seed % 9), number % 10000000);
    unsigned check = mprn_check(out, 8);
    out[8] = (char)('0' + check / 10);
    out[9] = (char)('0' + check % 10);
    out[10] = '\0';
}

sim_home sim_home_of(uint64_t seed, uint32_t number)
{
    sim_home home = {.hub = identifier(seed, number, SIM_HUB),
                     .esme = identifier(seed, number, SIM_ESME),
                     .gsme = identifier(seed, number, SIM_GSME),
                     .gpf = identifier(seed, number, SIM_GPF),
                     .ppmid = identifier(seed, number, SIM_PPMID),
                     .hcalcs = identifier(seed, number, SIM_HCALCS),
                     .sapc = identifier(seed, number, SIM_SAPC),
                     .ihd = identifier(seed, number, SIM_IHD),
                     .cad = identifier(seed, number, SIM_CAD),
                     .spare_hub = identifier(seed, number, SIM_SPARE_HUB),
                     .spare_gpf = identifier(seed, number, SIM_SPARE_GPF)};
    make_mpan(seed, number, home.mpan);
    make_mprn(seed, number, home.mprn);
    return home;
}

bool sim_identify(uint64_t seed, alb_eui64 id, uint32_t *number, sim_kind *kind)
{
    uint64_t v = alb_eui64_number(id);
    *number = (uint32_t)(v >> KIND_BITS) & ((1U << NUMBER_BITS) - 1);
    *kind = (sim_kind)(v & ((1U << KIND_BITS) - 1));
    bool has_messages = (*kind >= SIM_HUB && *kind < SIM_WITHOUT_MESSAGES) || *kind == SIM_SPARE_HUB ||
                        *kind == SIM_SPARE_GPF;
    return has_messages && alb_eui64_equal(identifier(seed, *number, *kind), id);
}

alb_eui64 sim_hub_of(uint64_t seed, uint32_t number)
{
    return identifier(seed, number, SIM_HUB);
}

alb_status sim_device_key(crypto_ctx *crypto, uint64_t seed, alb_eui64 id, smki_usage usage, bool bare,
                          crypto_key **out, alb_err *err)
{
    uint8_t scalar[CRYPTO_HASH];
    alb_status st = ALB_BAD_KEY;
    /* A hash above the order of the curve is no scalar: the next one is, but for one in 2^32. */
    for (uint8_t attempt = 0; attempt < 4 && st != ALB_OK; attempt++) {
        uint8_t input[32];
        alb_wr w = alb_wr_init(input, sizeof input);
        alb_wr_text(&w, "simulated");
        alb_wr_be64(&w, seed);
        alb_wr_bytes(&w, alb_eui64_span(&id));
        alb_wr_u8(&w, (uint8_t)usage);
        alb_wr_u8(&w, attempt);
        crypto_sha256(crypto, alb_wr_span(&w), scalar);
        alb_err *last = attempt == 3 ? err : NULL;
        st = bare ? crypto_key_bare(crypto, scalar, out, last) : crypto_key_from_scalar(scalar, out, last);
    }
    crypto_wipe(scalar, sizeof scalar);
    return st;
}
