/* Inverses modulo the order of P-256, of numbers that are public: what verification divides by. BIGNUMs take
 * three times as long for it. */
#include "order_inverse.h"

#include "base/span.h"

enum { LIMBS = 4 };

typedef struct number {
    uint64_t limb[LIMBS]; /* the least significant first */
} number;

/* SP 800-186 3.2.1.3 */
static const number order = {
    {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000}};

static bool is_one(const number *a)
{
    return a->limb[0] == 1 && (a->limb[1] | a->limb[2] | a->limb[3]) == 0;
}

/* a += b where mask is all ones, nothing where it is zero; the carry. */
static uint64_t add(number *a, const number *b, uint64_t mask)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t sum;
        uint64_t over = __builtin_add_overflow(a->limb[i], b->limb[i] & mask, &sum);
        carry = over | (uint64_t)__builtin_add_overflow(sum, carry, &a->limb[i]);
    }
    return carry;
}

/* a -= b; the borrow. */
static uint64_t subtract(number *a, const number *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t difference;
        uint64_t under = __builtin_sub_overflow(a->limb[i], b->limb[i], &difference);
        borrow = under | (uint64_t)__builtin_sub_overflow(difference, borrow, &a->limb[i]);
    }
    return borrow;
}

static void halve(number *a, uint64_t top)
{
    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t above = i + 1 < LIMBS ? a->limb[i + 1] : top;
        a->limb[i] = a->limb[i] >> 1 | above << 63;
    }
}

/* u without its factors of two, and x as often halved modulo the order. */
static void make_odd(number *u, number *x)
{
    while ((u->limb[0] & 1) == 0) {
        halve(u, 0);
        halve(x, add(x, &order, 0 - (x->limb[0] & 1)));
    }
}

static void subtract_modulo(number *a, const number *b)
{
    (void)add(a, &order, 0 - subtract(a, b));
}

static bool is_less(const number *a, const number *b)
{
    number copy = *a;
    return subtract(&copy, b) != 0;
}

void order_inverse(const uint8_t in[static ORDER_OCTETS], uint8_t out[static ORDER_OCTETS])
{
    /* The binary extended algorithm: x s = u and y s = v modulo the order, u and v odd after each round. */
    number u, v = order, x = {{1}}, y = {{0}};
    alb_rd r = alb_rd_init(alb_span_of(in, ORDER_OCTETS));
    for (size_t i = LIMBS; i > 0; i--) {
        u.limb[i - 1] = alb_rd_be64(&r);
    }
    make_odd(&u, &x);
    while (!is_one(&u) && !is_one(&v)) {
        if (is_less(&u, &v)) {
            (void)subtract(&v, &u);
            subtract_modulo(&y, &x);
            make_odd(&v, &y);
        } else {
            (void)subtract(&u, &v);
            subtract_modulo(&x, &y);
            make_odd(&u, &x);
        }
    }
    const number *found = is_one(&u) ? &x : &y;
    alb_wr w = alb_wr_init(out, ORDER_OCTETS);
    for (size_t i = LIMBS; i > 0; i--) {
        alb_wr_be64(&w, found->limb[i - 1]);
    }
}
