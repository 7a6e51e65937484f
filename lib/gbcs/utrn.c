#include "gbcs/utrn.h"

#include "base/text.h"

#define RULE_FORMAT  "GBCS 14.4 UTRN"
#define RULE_MAC     "GBCS 14.5 PTUT MAC"
#define RULE_COUNTER "GBCS 14.3.6 UTRN counter cache"

/* Puts the token in the class of numbers that meters' keypads take for top-ups. */
#define PTUT_OFFSET UINT64_C(7394156990786306048)

enum { COUNTER_BITS = 10, COUNTER_SPAN = 1 << COUNTER_BITS, VALUE_BITS = 13, CLASS_BITS = 2 };

/* --- check digit: Verhoeff with a start and an inverse of its own (gbcs-messages.md 12.3) --- */

/* clang-format off */
static const uint8_t verhoeff_product[10][10] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
    {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
    {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
    {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
    {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
    {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
    {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
    {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
};
static const uint8_t verhoeff_permutation[8][10] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
    {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
    {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
    {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
    {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
    {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
    {7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
};
static const uint8_t verhoeff_check[10] = {1, 2, 6, 7, 5, 8, 3, 0, 9, 4};
/* clang-format on */

char gbcs_utrn_check_digit(const char digits[static GBCS_UTRN_DIGITS - 1])
{
    enum { FIRST_ROW = 4 };
    size_t sum = 0;
    for (size_t i = 0; i < GBCS_UTRN_DIGITS - 1; i++) {
        size_t digit = (size_t)(digits[i] - '0') % 10;
        sum = verhoeff_product[sum][verhoeff_permutation[(FIRST_ROW + i) % 8][digit]];
    }
    return (char)('0' + verhoeff_check[sum]);
}

/* --- the token's MAC --- */

static uint32_t high_half(uint32_t counter, gbcs_utrn_class value_class, uint16_t value)
{
    return (counter % COUNTER_SPAN) << (VALUE_BITS + CLASS_BITS) | (uint32_t)value_class << VALUE_BITS |
           value;
}

/* The last four octets of a tag over header-like octets that no message carries: the meter makes them up
 * again. */
static alb_status token_mac(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier, alb_eui64 device,
                            uint32_t counter, uint32_t hi, uint32_t *out)
{
    static const uint8_t aad_head[6] = {0x11};
    uint64_t originator_counter = (uint64_t)counter << 32;
    uint8_t aad[sizeof aad_head + 8 + 8 + 1 + 8 + 4];
    alb_wr w = alb_wr_init(aad, sizeof aad);
    alb_wr_bytes(&w, ALB_SPAN_OF(aad_head));
    alb_wr_bytes(&w, alb_eui64_span(&supplier));
    alb_wr_bytes(&w, alb_eui64_span(&device));
    alb_wr_u8(&w, GBCS_COMMAND);
    alb_wr_be64(&w, originator_counter);
    alb_wr_be32(&w, hi);

    CRYPTO_SCRUB_KEY128 crypto_key128 key;
    uint8_t iv[CRYPTO_GCM_IV] = {0};
    uint8_t tag[CRYPTO_GCM_TAG];
    memcpy(iv, supplier.octets, sizeof supplier.octets);
    gbcs_derive(ctx, z, GBCS_KEY_COMMAND, supplier, originator_counter, device, &key);
    ALB_TRY(crypto_gcm_seal(ctx, &key, iv, alb_wr_span(&w), (alb_span){0}, (alb_span){0}, NULL, tag));
    alb_rd r = alb_rd_init(alb_span_sub(ALB_SPAN_OF(tag), sizeof tag - 4, 4));
    *out = alb_rd_be32(&r);
    return ALB_OK;
}

alb_status gbcs_ptut_verify(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier, alb_eui64 device,
                            const gbcs_ptut *ptut, uint32_t counter)
{
    uint32_t mac;
    uint32_t hi = high_half(counter, ptut->value_class, ptut->value);
    if (counter % COUNTER_SPAN != ptut->truncated_counter) {
        return ALB_AUTH_FAILED;
    }
    ALB_TRY(token_mac(ctx, z, supplier, device, counter, hi, &mac));
    return crypto_equal(&mac, &ptut->mac, sizeof mac) ? ALB_OK : ALB_AUTH_FAILED;
}

/* --- making --- */

alb_status gbcs_utrn_make(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier, alb_eui64 device,
                          const gbcs_utrn_credit *credit, char out[static GBCS_UTRN_TEXT], alb_err *err)
{
    if (credit->value > GBCS_UTRN_VALUE_MAX ||
        (credit->value_class != GBCS_UTRN_PENCE && credit->value_class != GBCS_UTRN_POUNDS)) {
        return alb_fail(err, ALB_BAD_VALUE, RULE_FORMAT, 0,
                        "value %u of class %d: a token holds 0 to %d in class 0 or 1", credit->value,
                        (int)credit->value_class, GBCS_UTRN_VALUE_MAX);
    }
    if (credit->counter > INT32_MAX) {
        return alb_fail(err, ALB_BAD_VALUE, RULE_COUNTER, 0, "counter %u is above 2^31-1", credit->counter);
    }
    uint32_t hi = high_half(credit->counter, credit->value_class, credit->value);
    uint32_t mac;
    alb_status st = token_mac(ctx, z, supplier, device, credit->counter, hi, &mac);
    if (st != ALB_OK) {
        return alb_fail(err, st, RULE_MAC, 0, "MAC of the token");
    }
    uint64_t number = ((uint64_t)hi << 32 | mac) + PTUT_OFFSET;
    for (size_t i = GBCS_UTRN_DIGITS - 1; i > 0; i--) {
        out[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    out[GBCS_UTRN_DIGITS - 1] = gbcs_utrn_check_digit(out);
    out[GBCS_UTRN_DIGITS] = '\0';
    return ALB_OK;
}

/* --- reading --- */

/* People group the digits when they write them down. */
static alb_status collect_digits(alb_span text, char digits[static GBCS_UTRN_DIGITS], alb_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.ptr[i];
        if (c == ' ' || c == '-') {
            continue;
        }
        if (c < '0' || c > '9' || n == GBCS_UTRN_DIGITS) {
            return alb_fail(err, ALB_BAD_FORMAT, RULE_FORMAT, i, "a token has 20 digits and nothing else");
        }
        digits[n++] = c;
    }
    if (n < GBCS_UTRN_DIGITS) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE_FORMAT, text.len, "a token has 20 digits, not %zu", n);
    }
    return ALB_OK;
}

alb_status gbcs_utrn_parse(alb_span text, gbcs_ptut *out, alb_err *err)
{
    char digits[GBCS_UTRN_DIGITS];
    ALB_TRY(collect_digits(text, digits, err));
    char check = gbcs_utrn_check_digit(digits);
    if (digits[GBCS_UTRN_DIGITS - 1] != check) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE_FORMAT, 0, "check digit is %c, not %c",
                        digits[GBCS_UTRN_DIGITS - 1], check);
    }
    uint64_t number;
    if (!alb_parse_u64(alb_span_of(digits, GBCS_UTRN_DIGITS - 1), UINT64_MAX, &number) ||
        number < PTUT_OFFSET ||
        (number - PTUT_OFFSET) >> (32 + VALUE_BITS + CLASS_BITS + COUNTER_BITS) != 0) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE_FORMAT, 0, "not a number of the prepayment class");
    }
    uint64_t ptut = number - PTUT_OFFSET;
    uint32_t hi = (uint32_t)(ptut >> 32);
    uint32_t value_class = hi >> VALUE_BITS & 3;
    if (value_class > GBCS_UTRN_POUNDS) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE_FORMAT, 0, "value class %u is not defined", value_class);
    }
    *out = (gbcs_ptut){.truncated_counter = (uint16_t)(hi >> (VALUE_BITS + CLASS_BITS)),
                       .value_class = (gbcs_utrn_class)value_class,
                       .value = (uint16_t)(hi & GBCS_UTRN_VALUE_MAX),
                       .mac = (uint32_t)ptut};
    return ALB_OK;
}

/* --- the meter --- */

static uint32_t highest(const gbcs_utrn_cache *cache)
{
    uint32_t last = cache->count > 0 ? cache->counters[cache->count - 1] : 0;
    return last > cache->floor ? last : cache->floor;
}

/* Whole counters with these low bits, the nearest to the highest accepted one first. */
static size_t infer_counters(uint32_t high, uint16_t truncated, uint32_t out[static 3])
{
    int64_t base = (int64_t)(high - high % COUNTER_SPAN) + truncated;
    int64_t order[3] = {base, base + COUNTER_SPAN, base - COUNTER_SPAN};
    if (base > (int64_t)high) {
        /* Above the highest already: the one below is nearer than the one beyond. */
        order[1] = base - COUNTER_SPAN;
        order[2] = base + COUNTER_SPAN;
    }
    size_t n = 0;
    for (size_t i = 0; i < 3; i++) {
        if (order[i] >= 0 && order[i] <= INT32_MAX) {
            out[n++] = (uint32_t)order[i];
        }
    }
    return n;
}

static alb_status find_counter(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier, alb_eui64 device,
                               const gbcs_utrn_cache *cache, const gbcs_ptut *ptut, uint64_t header_counter,
                               uint32_t *out, alb_err *err)
{
    uint32_t tries[3];
    size_t n = 1;
    if (header_counter != 0) {
        tries[0] = (uint32_t)(header_counter >> 32);
        if ((uint32_t)header_counter != 0 || tries[0] % COUNTER_SPAN != ptut->truncated_counter) {
            return alb_fail(err, ALB_MISMATCH, RULE_COUNTER, 0, "counter of the message is not the token's");
        }
    } else {
        n = infer_counters(highest(cache), ptut->truncated_counter, tries);
    }
    for (size_t i = 0; i < n; i++) {
        if (gbcs_ptut_verify(ctx, z, supplier, device, ptut, tries[i]) == ALB_OK) {
            *out = tries[i];
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_AUTH_FAILED, RULE_MAC, 0, "token is not authentic");
}

/* Index of the first cached counter that is not below c. */
static uint32_t place_of(const gbcs_utrn_cache *cache, uint32_t c)
{
    uint32_t i = 0;
    while (i < cache->count && cache->counters[i] < c) {
        i++;
    }
    return i;
}

static alb_status check_fresh(const gbcs_utrn_cache *cache, uint32_t c, alb_err *err)
{
    uint32_t i = place_of(cache, c);
    if (i < cache->count && cache->counters[i] == c) {
        return alb_fail(err, ALB_REPLAYED, RULE_COUNTER, 0, "token was accepted before");
    }
    if (cache->count == GBCS_UTRN_CACHE && i == 0) {
        return alb_fail(err, ALB_REPLAYED, RULE_COUNTER, 0, "token is older than all that are remembered");
    }
    if (c <= cache->floor && cache->floor != 0) {
        return alb_fail(err, ALB_REPLAYED, RULE_COUNTER, 0, "counter is not above the supplier's floor");
    }
    return ALB_OK;
}

alb_status gbcs_utrn_check(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier, alb_eui64 device,
                           const gbcs_utrn_cache *cache, alb_span text, uint64_t header_counter,
                           gbcs_utrn_credit *out, alb_err *err)
{
    gbcs_ptut ptut;
    uint32_t counter = 0;
    ALB_TRY(gbcs_utrn_parse(text, &ptut, err));
    ALB_TRY(find_counter(ctx, z, supplier, device, cache, &ptut, header_counter, &counter, err));
    ALB_TRY(check_fresh(cache, counter, err));
    *out = (gbcs_utrn_credit){.counter = counter, .value_class = ptut.value_class, .value = ptut.value};
    return ALB_OK;
}

void gbcs_utrn_accept(gbcs_utrn_cache *cache, uint32_t counter)
{
    uint32_t i = place_of(cache, counter);
    if (i < cache->count && cache->counters[i] == counter) {
        return;
    }
    if (cache->count < GBCS_UTRN_CACHE) {
        memmove(&cache->counters[i + 1], &cache->counters[i], (cache->count - i) * sizeof cache->counters[0]);
        cache->counters[i] = counter;
        cache->count++;
    } else if (i > 0) {
        memmove(&cache->counters[0], &cache->counters[1], (i - 1) * sizeof cache->counters[0]);
        cache->counters[i - 1] = counter;
    }
}
