/* Prices, and which credit pays which charge (devices.md 4.5). */
#include "mapping_internal.h"

#include "base/text.h"

/* --- prices: 48 of times of use, then four blocks in each of eight times of use; what is not asked is 0 ---
 */

enum {
    TIMES_OF_USE = 48,
    BLOCKS = 4,
    BLOCK_TIMES_OF_USE = 8,
    PRICES = TIMES_OF_USE + BLOCKS * BLOCK_TIMES_OF_USE
};

/* Index octets: 01 to 30; A1 to A8 block 1, B1 to B8 block 2, ... */
static uint8_t price_index(uint32_t i)
{
    if (i < TIMES_OF_USE) {
        return (uint8_t)(i + 1);
    }
    uint32_t block = (i - TIMES_OF_USE) / BLOCK_TIMES_OF_USE;
    return (uint8_t)(0xa0 + 0x10 * block + (i - TIMES_OF_USE) % BLOCK_TIMES_OF_USE + 1);
}

/* The element of a price; a tariff is of one of three kinds. */
static uint32_t price_element(const duis_asked *asked, uint32_t i)
{
    static const char *const kinds[] = {"TOUTariff", "BlockTariff", "HybridTariff"};
    for (size_t k = 0; k < ALB_COUNT(kinds); k++) {
        char path[80];
        alb_wr w = alb_wr_init(path, sizeof path - 1);
        if (i < TIMES_OF_USE) {
            alb_wr_printf(&w, "%s/TOUPrice[index=%u]", kinds[k], i + 1);
        } else {
            uint32_t n = i - TIMES_OF_USE;
            alb_wr_printf(&w, "%s/BlockPrices[index=%u]/BlockPrice[index=%u]", kinds[k],
                          n % BLOCK_TIMES_OF_USE + 1, n / BLOCK_TIMES_OF_USE + 1);
        }
        path[w.pos] = '\0';
        uint32_t node = duis_follow(asked->scope->job->doc, asked->node, path, 0);
        if (node != DUIS_NOWHERE) {
            return node;
        }
    }
    return DUIS_NOWHERE;
}

static bool asked_price(const duis_asked *asked, uint32_t i, int64_t *out)
{
    uint32_t node = price_element(asked, i);
    *out = 0;
    return node == DUIS_NOWHERE ||
           alb_parse_i64(alb_trim(asked->scope->job->doc->nodes[node].text), INT16_MIN, INT16_MAX, out);
}

static alb_status prices_build(const duis_asked *asked, const cat_field *field, cat_tree *tree, alb_err *err)
{
    const cat_field *entry = &field->type->fields[0];
    uint32_t list = cat_tree_open(tree, field);
    tree->values[list].number.u = PRICES;
    for (uint32_t i = 0; i < PRICES; i++) {
        int64_t price;
        if (!asked_price(asked, i, &price)) {
            return duis_refuse(asked, err, "a price is too large");
        }
        uint32_t at = cat_tree_open(tree, entry);
        uint8_t *index = duis_put_octets(cat_tree_leaf(tree, &entry->type->fields[0]), tree->arena, 1);
        if (!index) {
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a price");
        }
        *index = price_index(i);
        cat_tree_leaf(tree, &entry->type->fields[1])->number.i = price;
        cat_tree_close(tree, at);
    }
    cat_tree_close(tree, list);
    return ALB_OK;
}

static void prices_asked(const duis_asked *asked, alb_wr *words)
{
    for (uint32_t i = 0; i < PRICES; i++) {
        int64_t price;
        if (asked_price(asked, i, &price)) {
            alb_wr_printf(words, "%02x=%lld ", price_index(i), (long long)price);
        }
    }
}

static void prices_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    for (uint32_t e = cat_tree_child(tree, index); e != UINT32_MAX; e = cat_tree_sibling(tree, index, e)) {
        uint32_t at = cat_tree_child(tree, e);
        alb_wr_hex(words, tree->values[at].bytes);
        alb_wr_printf(words, "=%lld ", (long long)tree->values[cat_tree_sibling(tree, e, at)].number.i);
    }
}

const duis_conversion duis_conversion_prices = {
    .name = "prices", .build = prices_build, .asked = prices_asked, .found = prices_found};

/* --- charges: rows of credit, charge and when it is collected --- */

typedef enum charge_kind { ALWAYS, TIME_DEBT } charge_kind;

/* Last numbers of the objects' names: credits 0-0:19.10.n, charges 0-0:19.20.n. */
typedef struct charge_row {
    uint8_t credit, charge;
    charge_kind kind;
    bool prepayment;     /* only in prepayment mode */
    bool in_accumulated; /* only where emergency credit suspends debts */
    bool secondary;      /* only with a second measuring element */
} charge_row;

static const charge_row charge_rows[] = {
    {.credit = 0, .charge = 0},
    {.credit = 0, .charge = 4},
    {.credit = 0, .charge = 1, .kind = TIME_DEBT, .prepayment = true},
    {.credit = 0, .charge = 2, .kind = TIME_DEBT, .prepayment = true},
    {.credit = 0, .charge = 3, .prepayment = true},
    {.credit = 1, .charge = 3, .prepayment = true},
    {.credit = 1, .charge = 0, .prepayment = true},
    {.credit = 1, .charge = 4, .prepayment = true},
    {.credit = 1, .charge = 1, .kind = TIME_DEBT, .prepayment = true},
    {.credit = 1, .charge = 2, .kind = TIME_DEBT, .prepayment = true},
    {.credit = 2, .charge = 4, .prepayment = true, .in_accumulated = true},
    {.credit = 2, .charge = 1, .prepayment = true, .in_accumulated = true},
    {.credit = 2, .charge = 2, .prepayment = true, .in_accumulated = true},
    {.credit = 0, .charge = 5, .secondary = true},
    {.credit = 1, .charge = 5, .prepayment = true, .secondary = true},
};

typedef struct charging {
    bool prepayment, suspended_when_disabled, suspended_in_emergency, secondary;
} charging;

static bool is_true(alb_span text)
{
    return alb_span_is(text, "true") || alb_span_is(text, "1");
}

static charging asked_charging(const duis_asked *asked)
{
    return (charging){.prepayment = duis_follow(asked->scope->job->doc, asked->scope->node, "Prepayment",
                                                0) != DUIS_NOWHERE,
                      .suspended_when_disabled = is_true(duis_asked_child(asked, "SuspendDebtDisabled")),
                      .suspended_in_emergency = is_true(duis_asked_child(asked, "SuspendDebtEmergency")),
                      .secondary = asked->scope->job->context->elements == 2};
}

static bool applies(const charge_row *row, const charging *c)
{
    return (!row->prepayment || c->prepayment) && (!row->in_accumulated || c->suspended_in_emergency) &&
           (!row->secondary || c->secondary);
}

/* Collect while supply is enabled, in emergency credit, while supply is disconnected. */
static uint8_t collection(const charge_row *row, const charging *c)
{
    return row->kind == TIME_DEBT && c->suspended_when_disabled ? 0xc0 : 0xe0;
}

static alb_status put_reference(cat_tree *tree, const cat_field *field, uint8_t group, uint8_t last,
                                alb_err *err)
{
    cat_value *leaf = cat_tree_leaf(tree, field);
    alb_wr w = alb_wr_init(duis_put_octets(leaf, tree->arena, 6), 6);
    alb_wr_be(&w, 0x0000130000ff | (uint64_t)group << 16 | (uint64_t)last << 8, 6);
    return w.buf ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a reference");
}

static alb_status build_charge(cat_tree *tree, const cat_field *entry, const charge_row *row,
                               const charging *c, alb_err *err)
{
    const cat_field *fields = entry->type->fields;
    uint32_t at = cat_tree_open(tree, entry);
    ALB_TRY(put_reference(tree, &fields[0], 10, row->credit, err));
    ALB_TRY(put_reference(tree, &fields[1], 20, row->charge, err));
    cat_value *bits = cat_tree_leaf(tree, &fields[2]);
    uint8_t *octet = duis_put_octets(bits, tree->arena, 1);
    if (!octet) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for bits");
    }
    *octet = collection(row, c);
    bits->number.u = 3;
    cat_tree_close(tree, at);
    return ALB_OK;
}

static alb_status charges_build(const duis_asked *asked, const cat_field *field, cat_tree *tree, alb_err *err)
{
    charging c = asked_charging(asked);
    uint32_t list = cat_tree_open(tree, field);
    uint64_t count = 0;
    for (size_t i = 0; i < ALB_COUNT(charge_rows); i++) {
        if (applies(&charge_rows[i], &c)) {
            ALB_TRY(build_charge(tree, &field->type->fields[0], &charge_rows[i], &c, err));
            count++;
        }
    }
    tree->values[list].number.u = count;
    cat_tree_close(tree, list);
    return ALB_OK;
}

static void charges_asked(const duis_asked *asked, alb_wr *words)
{
    charging c = asked_charging(asked);
    for (size_t i = 0; i < ALB_COUNT(charge_rows); i++) {
        const charge_row *row = &charge_rows[i];
        if (applies(row, &c)) {
            alb_wr_printf(words, "19.10.%u pays 19.20.%u %s; ", row->credit, row->charge,
                          row->kind == TIME_DEBT && c.suspended_when_disabled ? "while connected" : "always");
        }
    }
}

/* Where the number of elements is not known, a command may have the rows of a second one or not. */
static void charges_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    bool known = asked->scope->job->context->elements != 0;
    for (uint32_t e = cat_tree_child(tree, index); e != UINT32_MAX; e = cat_tree_sibling(tree, index, e)) {
        uint32_t credit = cat_tree_child(tree, e);
        uint32_t charge = cat_tree_sibling(tree, e, credit);
        const cat_value *bits = &tree->values[cat_tree_sibling(tree, e, charge)];
        alb_rd paying = alb_rd_init(tree->values[credit].bytes);
        alb_rd paid = alb_rd_init(tree->values[charge].bytes);
        uint64_t from = alb_rd_be(&paying, 6);
        uint64_t to = alb_rd_be(&paid, 6);
        uint8_t when = bits->bytes.len == 1 ? bits->bytes.ptr[0] : 0;
        if (!known && to == 0x0000131405ff) {
            continue;
        }
        if ((from & 0xffffffff00ff) != 0x0000130a00ff || (to & 0xffffffff00ff) != 0x0000131400ff) {
            alb_wr_printf(words, "%012llx pays %012llx ", (unsigned long long)from, (unsigned long long)to);
        } else {
            alb_wr_printf(words, "19.10.%u pays 19.20.%u ", (unsigned)(from >> 8 & 0xff),
                          (unsigned)(to >> 8 & 0xff));
        }
        alb_wr_printf(words, "%s; ",
                      when == 0xe0   ? "always"
                      : when == 0xc0 ? "while connected"
                                     : "otherwise");
    }
}

const duis_conversion duis_conversion_charges = {
    .name = "charges", .build = charges_build, .asked = charges_asked, .found = charges_found};
