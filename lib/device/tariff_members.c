/* What a tariff or a payment mode must be before it is kept for its time (devices.md 4.5, 14.2). Everything
 * else of them is kept as it comes. */
#include "object_model.h"
#include "stored.h"

enum { CREDIT = 1, PREPAYMENT = 2, ROW = 3, LEAVES_OF_WEEK = 8 };

static const setting_key mode_next = {.class_id = 111, .obis = {0, 1, 19, 0, 0, 255}, .id = 2};

static access_result keep(execution *x, uint32_t at)
{
    return stored_set(x, x->command->values[at].record, at);
}

/* --- which credit pays which charge --- */

typedef struct row {
    uint8_t credit, charge; /* the fifth octet of their names */
} row;

static const row of_credit_mode[] = {{0, 0}, {0, 4}, {0, 5}};
static const row of_prepayment[] = {{0, 0}, {0, 4}, {0, 1}, {0, 2}, {0, 3}, {1, 3}, {1, 0}, {1, 4},
                                    {1, 1}, {1, 2}, {2, 4}, {2, 1}, {2, 2}, {0, 5}, {1, 5}};

static bool has_row(const row *rows, size_t n, row wanted)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].credit == wanted.credit && rows[i].charge == wanted.charge) {
            return true;
        }
    }
    return false;
}

static uint8_t fifth(const leaf *l)
{
    return l->octets.len == 6 ? l->octets.ptr[4] : UINT8_MAX;
}

/* Only rows that the mode knows, and the first of them, without which nothing would pay for energy. */
static bool fits_mode(const leaves *l, bool prepayment)
{
    const row *rows = prepayment ? of_prepayment : of_credit_mode;
    size_t n = prepayment ? ALB_COUNT(of_prepayment) : ALB_COUNT(of_credit_mode);
    bool pays_energy = false;
    for (size_t at = 1; at + ROW <= l->count; at += ROW) {
        row r = {.credit = fifth(&l->items[at]), .charge = fifth(&l->items[at + 1])};
        if (!has_row(rows, n, r)) {
            return false;
        }
        pays_energy = pays_energy || (r.credit == 0 && r.charge == 0);
    }
    return pays_energy;
}

static access_result set_configuration(execution *x, uint32_t at)
{
    leaves mode;
    leaves rows;
    leaves_init(&mode, x->arena);
    leaves_init(&rows, x->arena);
    leaves_collect(&rows, x->command, at);
    bool is_known = stored_value(x->device, &mode_next, &mode) && mode.count > 0 &&
                    (mode.items[0].number == CREDIT || mode.items[0].number == PREPAYMENT);
    if (!is_known || !fits_mode(&rows, mode.items[0].number == PREPAYMENT)) {
        return ACCESS_OTHER_REASON;
    }
    return keep(x, at);
}

/* --- days of the switching table --- */

static bool has_day(const cat_tree *tree, uint32_t days, uint64_t id)
{
    for (uint32_t i = cat_tree_child(tree, days); i != UINT32_MAX; i = cat_tree_sibling(tree, days, i)) {
        if (tree->values[cat_tree_child(tree, i)].number.u == id) {
            return true;
        }
    }
    return false;
}

/* Every day that the weeks name is there; the weeks stand before the days in the command. */
static access_result set_days(execution *x, uint32_t at, uint8_t element)
{
    setting_key key = {.class_id = 20, .obis = {0, 0, 13, 0, element, 255}, .id = 8};
    leaves weeks;
    leaves_init(&weeks, x->arena);
    bool found = stored_value(x->device, &key, &weeks);
    for (size_t w = 1; found && w + LEAVES_OF_WEEK <= weeks.count; w += LEAVES_OF_WEEK) {
        for (size_t day = 1; day < LEAVES_OF_WEEK; day++) {
            if (!has_day(x->command, at, weeks.items[w + day].number)) {
                return ACCESS_OTHER_REASON;
            }
        }
    }
    return keep(x, at);
}

static access_result set_primary_days(execution *x, uint32_t at)
{
    return set_days(x, at, 0);
}

static access_result set_secondary_days(execution *x, uint32_t at)
{
    return set_days(x, at, 1);
}

static const member members[] = {
    {.class_id = 20, .obis = {0, 0, 13, 0, 0, 255}, .id = 9, .put = set_primary_days},
    {.class_id = 20, .obis = {0, 0, 13, 0, 1, 255}, .id = 9, .put = set_secondary_days},
    {.class_id = 111, .obis = {0, 1, 19, 0, 0, 255}, .id = 11, .put = set_configuration},
};

const member_table tariff_members = MEMBERS(members);
