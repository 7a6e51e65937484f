/* Tariff matrices, block registers, which debts wait. */
#include "mmc_internal.h"

#include "base/text.h"

/* --- charge tables: an index octet and a price; 01 to 30 a TOU register, A1 to D8 block and register --- */

typedef struct charge {
    uint8_t index;
    int64_t price;
} charge;

static bool read_charge(const mmc_mapping *m, uint32_t at, charge *out)
{
    const cat_value *values = m->tree->values;
    mmc_scope entry = {.begin = at + 1, .end = values[at].next, .index = at};
    uint32_t index = mmc_value_at(m, &entry, "Index");
    uint32_t price = mmc_value_at(m, &entry, "ChargePerUnit");
    if (index == MMC_NOWHERE || price == MMC_NOWHERE || values[index].bytes.len != 1) {
        return false;
    }
    *out = (charge){values[index].bytes.ptr[0], mmc_number(&values[price])};
    return true;
}

static void add_price(mmc_document *doc, const char *name, int64_t price, unsigned index)
{
    uint32_t at = mmc_leaf_number(doc, name, price);
    mmc_attribute_number(doc, at, "index", index);
    if (at != MMC_NOWHERE) {
        doc->nodes[at].repeated = true;
    }
}

/* Each register once, as many as the schema has. */
void mmc_tou_prices(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    enum { REGISTERS = 48 };
    (void)scope;
    const cat_value *values = m->tree->values;
    uint64_t seen = 0;
    for (uint32_t i = index + 1; i < values[index].next; i = values[i].next) {
        charge c;
        if (!read_charge(m, i, &c) || c.index < 1 || c.index > REGISTERS) {
            continue;
        }
        if (c.index > row->high || (seen >> c.index & 1)) {
            mmc_refuse(m, &values[i], "a register that the schema does not have, or has once");
            return;
        }
        seen |= UINT64_C(1) << c.index;
        add_price(m->doc, row->element, c.price, c.index);
    }
}

void mmc_tariff_action(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    enum { REGISTERS = 48, BLOCK_1 = 101, BLOCK_8 = 108 };
    (void)row;
    (void)scope;
    const cat_value *v = &m->tree->values[index];
    int64_t script = mmc_number(v);
    if (script >= 1 && script <= REGISTERS) {
        (void)mmc_leaf_number(m->doc, "TOUTariffAction", (int)script);
    } else if (script >= BLOCK_1 && script <= BLOCK_8) {
        (void)mmc_leaf_number(m->doc, "BlockTariffAction", (int)script - BLOCK_1 + 1);
    } else {
        mmc_refuse(m, v, "no script of a tariff");
    }
}

void mmc_block_prices(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    enum { REGISTERS = 8, BLOCKS = 4, BLOCK_1 = 0xa };
    (void)scope;
    const cat_value *values = m->tree->values;
    struct {
        bool has[BLOCKS];
        int64_t price[BLOCKS];
    } registers[REGISTERS + 1] = {{.has = {false}}};
    bool any[REGISTERS + 1] = {false};
    for (uint32_t i = index + 1; i < values[index].next; i = values[i].next) {
        charge c;
        bool is_charge = read_charge(m, i, &c);
        unsigned n = is_charge ? c.index & 0xf : 0;
        unsigned block = is_charge ? (c.index >> 4) - BLOCK_1 : BLOCKS;
        if (n >= 1 && n <= REGISTERS && block < BLOCKS) {
            any[n] = registers[n].has[block] = true;
            registers[n].price[block] = c.price;
        }
    }
    for (unsigned n = 1; n <= REGISTERS; n++) {
        if (!any[n]) {
            continue;
        }
        uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
        mmc_attribute_number(m->doc, at, "index", n);
        for (unsigned block = 0; block < BLOCKS; block++) {
            if (registers[n].has[block]) {
                add_price(m->doc, "BlockPrice", registers[n].price[block], block + 1);
            }
        }
        if (at != MMC_NOWHERE) {
            m->doc->nodes[at].repeated = true;
        }
        mmc_close(m->doc, at);
    }
}

/* --- 64 values: eight registers of each of four blocks, then as many counters --- */

void mmc_block_registers(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    enum { BLOCKS = 4, REGISTERS = 8, VALUES = 2 * BLOCKS * REGISTERS };
    (void)scope;
    const cat_value *values = m->tree->values;
    int64_t numbers[VALUES] = {0};
    size_t n = 0;
    for (uint32_t i = index + 1; i < values[index].next && n < VALUES; i = values[i].next) {
        numbers[n++] = mmc_number(&values[i]);
    }
    for (size_t block = 0; block < BLOCKS && block * REGISTERS < n; block++) {
        uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
        mmc_attribute_number(m->doc, at, "index", (int64_t)block + 1);
        for (size_t half = 0; half < 2; half++) {
            for (size_t i = 0; i < REGISTERS; i++) {
                size_t from = half * BLOCKS * REGISTERS + block * REGISTERS + i;
                if (from < n) {
                    add_price(m->doc, half == 0 ? "RegisterMatrixTOUValue" : "CounterMatrixTOUValue",
                              numbers[from], (unsigned)i + 1);
                }
            }
        }
        if (at != MMC_NOWHERE) {
            m->doc->nodes[at].repeated = true;
        }
        mmc_close(m->doc, at);
    }
}

/* --- which credit pays which charge, and when (SMETS2 5.7.4.35, 36; mmc.md 9) --- */

typedef struct payment {
    uint8_t credit, charge; /* 0-0:19.10.n, 0-0:19.20.n */
    bool while_disabled;
} payment;

static bool read_payment(const mmc_mapping *m, uint32_t at, payment *out)
{
    const cat_value *values = m->tree->values;
    mmc_scope entry = {.begin = at + 1, .end = values[at].next, .index = at};
    uint32_t credit = mmc_value_at(m, &entry, "CreditReference");
    uint32_t charged = mmc_value_at(m, &entry, "ChargeReference");
    uint32_t when = mmc_value_at(m, &entry, "CollectionConfiguration");
    if (credit == MMC_NOWHERE || charged == MMC_NOWHERE || when == MMC_NOWHERE ||
        values[credit].bytes.len != 6 || values[charged].bytes.len != 6) {
        return false;
    }
    *out = (payment){values[credit].bytes.ptr[4], values[charged].bytes.ptr[4], mmc_bit(&values[when], 2)};
    return true;
}

static bool is_time_debt(uint8_t charged)
{
    return charged == 1 || charged == 2;
}

/* Time debts that the meter balance does not pay while supply is disabled. */
void mmc_suspended_disabled(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    const cat_value *values = m->tree->values;
    bool suspended = false;
    for (uint32_t i = index + 1; i < values[index].next; i = values[i].next) {
        payment p;
        suspended = suspended || (read_payment(m, i, &p) && is_time_debt(p.charge) && !p.while_disabled);
    }
    (void)mmc_leaf(m->doc, mmc_element(row), MMC_BOOLEAN, suspended ? ALB_LIT("true") : ALB_LIT("false"));
}

/* Debts that run up in credit 2, accumulated debt, instead of being paid by emergency credit. */
void mmc_suspended_emergency(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    enum { ACCUMULATED_DEBT = 2 };
    (void)scope;
    const cat_value *values = m->tree->values;
    bool suspended = false;
    for (uint32_t i = index + 1; i < values[index].next; i = values[i].next) {
        payment p;
        suspended = suspended || (read_payment(m, i, &p) && p.credit == ACCUMULATED_DEBT);
    }
    (void)mmc_leaf(m->doc, mmc_element(row), MMC_BOOLEAN, suspended ? ALB_LIT("true") : ALB_LIT("false"));
}
