/* The layouts of our profile (registration-and-supply.md 4.6): one table a fuel. */
#include "layout.h"

#include "base/text.h"
#include "catalogue/service_request.h"

#define ADDRESS                                                                                              \
    {"address_1", LAYOUT_TEXT, 1, 40, false, 0, NULL}, {"address_2", LAYOUT_TEXT, 1, 40, false, 0, NULL},    \
        {"address_3", LAYOUT_TEXT, 1, 40, false, 0, NULL},                                                   \
        {"address_4", LAYOUT_TEXT, 1, 40, false, 0, NULL},                                                   \
        {"address_5", LAYOUT_TEXT, 1, 40, false, 0, NULL},                                                   \
        {"address_6", LAYOUT_TEXT, 1, 40, false, 0, NULL},                                                   \
        {"address_7", LAYOUT_TEXT, 1, 40, false, 0, NULL},                                                   \
        {"address_8", LAYOUT_TEXT, 1, 40, false, 0, NULL},                                                   \
        {"address_9", LAYOUT_TEXT, 1, 40, false, 0, NULL}, {"postcode", LAYOUT_TEXT, 6, 8, false, 0, NULL},  \
    {                                                                                                        \
        "uprn", LAYOUT_NUMBER, 1, 12, false, 0, NULL                                                         \
    }

static const layout_field electricity[] = {
    {"record", LAYOUT_TEXT, 3, 3, true, 0, NULL},
    {"instruction", LAYOUT_NUMBER, 1, 8, true, 0, NULL},
    {"action", LAYOUT_TEXT, 1, 1, true, 0, "ID"},
    {"mpan", LAYOUT_NUMBER, 13, 13, true, 0, NULL},
    {"network", LAYOUT_TEXT, 4, 4, true, 0, NULL},
    {"status", LAYOUT_TEXT, 1, 1, true, 0, "COTAN"},
    {"direction", LAYOUT_TEXT, 1, 1, true, 0, "IE"},
    {"energisation", LAYOUT_TEXT, 1, 1, false, 0, "ED"},
    {"supplier", LAYOUT_TEXT, 4, 4, false, 0, NULL},
    {"supply_start", LAYOUT_DATE, 8, 8, false, 9, NULL},
    {"supply_end", LAYOUT_DATE, 8, 8, false, 0, NULL},
    {"state", LAYOUT_TEXT, 1, 1, false, 9, "PSAI"},
    {"objection", LAYOUT_TEXT, 1, 1, false, 0, "YN"},
    {"meter_operator", LAYOUT_TEXT, 4, 4, false, 0, NULL},
    {"meter_operator_from", LAYOUT_DATE, 8, 8, false, 14, NULL},
    {"meter_operator_to", LAYOUT_DATE, 8, 8, false, 0, NULL},
    {"profile_class", LAYOUT_NUMBER, 2, 2, false, 0, NULL},
    {"domestic", LAYOUT_TEXT, 1, 1, false, 0, "TF"},
    {"connection", LAYOUT_TEXT, 1, 1, false, 0, "WLHEU"},
    ADDRESS,
};

static const layout_field gas[] = {
    {"record", LAYOUT_TEXT, 3, 3, true, 0, NULL},
    {"instruction", LAYOUT_NUMBER, 1, 8, true, 0, NULL},
    {"action", LAYOUT_TEXT, 1, 1, true, 0, "ID"},
    {"mprn", LAYOUT_NUMBER, 1, 10, true, 0, NULL},
    {"network", LAYOUT_TEXT, 3, 3, true, 0, NULL},
    {"status", LAYOUT_TEXT, 1, 2, true, 0, NULL},
    {"supplier", LAYOUT_TEXT, 3, 3, false, 0, NULL},
    {"shipper", LAYOUT_TEXT, 3, 3, false, 0, NULL},
    {"supply_start", LAYOUT_DATE, 8, 8, false, 7, NULL},
    {"supply_end", LAYOUT_DATE, 8, 8, false, 0, NULL},
    {"state", LAYOUT_TEXT, 1, 1, false, 7, "PSAI"},
    {"objection", LAYOUT_TEXT, 1, 1, false, 0, "YN"},
    {"asset_manager", LAYOUT_TEXT, 3, 3, false, 0, NULL},
    {"asset_manager_from", LAYOUT_DATE, 8, 8, false, 13, NULL},
    {"asset_manager_to", LAYOUT_DATE, 8, 8, false, 0, NULL},
    {"market_sector", LAYOUT_TEXT, 1, 1, false, 0, "DI"},
    ADDRESS,
};

static const layout layouts[] = {
    {.fuel = 'E',
     .code = "ERD",
     .fields = electricity,
     .n_fields = ALB_COUNT(electricity),
     .mpxn = 4,
     .network = 5,
     .status = 6,
     .direction = 7,
     .supplier = 9,
     .from = 10,
     .to = 11,
     .state = 12,
     .objection = 13,
     .agent = 14,
     .agent_from = 15,
     .agent_to = 16,
     .postcode = 29,
     .first_detail = 17,
     .supplier_roles = CAT_USER_IS | CAT_USER_ES,
     .network_role = CAT_USER_ED,
     .check_digits = registration_check_mpan},
    {.fuel = 'G',
     .code = "GRD",
     .fields = gas,
     .n_fields = ALB_COUNT(gas),
     .mpxn = 4,
     .network = 5,
     .status = 6,
     .supplier = 7,
     .from = 9,
     .to = 10,
     .state = 11,
     .objection = 12,
     .agent = 13,
     .agent_from = 14,
     .agent_to = 15,
     .postcode = 26,
     .first_detail = 16,
     .supplier_roles = CAT_USER_GS,
     .network_role = CAT_USER_GT,
     .check_digits = registration_check_mprn},
};

const layout *layout_of(char fuel)
{
    for (size_t i = 0; i < ALB_COUNT(layouts); i++) {
        if (layouts[i].fuel == fuel) {
            return &layouts[i];
        }
    }
    return NULL;
}

bool layout_split(alb_span line, alb_span *fields, size_t max, size_t *n)
{
    *n = 0;
    size_t from = 0;
    for (size_t i = 0; i <= line.len; i++) {
        if (i < line.len && line.ptr[i] != '|') {
            continue;
        }
        if (i == line.len && from == line.len && *n > 0) {
            break;
        }
        if (*n == max) {
            return false;
        }
        fields[(*n)++] = alb_span_sub(line, from, i - from);
        from = i + 1;
    }
    return true;
}

/* --- check digits --- */

static bool digits_of(alb_span text, uint8_t *out, size_t max)
{
    for (size_t i = 0; i < text.len; i++) {
        if (i == max || text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
        out[i] = (uint8_t)(text.ptr[i] - '0');
    }
    return true;
}

bool registration_check_mpan(alb_span mpan)
{
    static const uint8_t weights[] = {3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43};
    uint8_t d[REGISTRATION_MPXN_MAX];
    unsigned sum = 0;
    if (mpan.len != sizeof d || !digits_of(mpan, d, sizeof d)) {
        return false;
    }
    for (size_t i = 0; i < sizeof weights; i++) {
        sum += (unsigned)d[i] * weights[i];
    }
    return sum % 11 % 10 == d[sizeof weights];
}

bool registration_check_mprn(alb_span mprn)
{
    uint8_t d[10];
    unsigned sum = 0;
    if (mprn.len < 3 || !digits_of(mprn, d, sizeof d)) {
        return false;
    }
    size_t n = mprn.len - 2;
    for (size_t i = 0; i < n; i++) {
        sum += d[i] * (unsigned)(n - i);
    }
    return sum % 11 == d[n] * 10U + d[n + 1];
}
