#include "catalogue/trust_anchor.h"

/* Roles as certificates and cells name them (gbcs-messages.md 1.2). */
enum {
    ROOT = 0,
    RECOVERY = 1,
    SUPPLIER = 2,
    NETWORK_OPERATOR = 3,
    ACB = 4,
    TRANSITIONAL_COS = 5,
    WAN_PROVIDER = 6,
    LOAD_CONTROLLER = 8
};

enum {
    SIGNING = CAT_KEY_USAGE_DIGITAL_SIGNATURE,
    AGREEMENT = CAT_KEY_USAGE_KEY_AGREEMENT,
    CERT_SIGN = CAT_KEY_USAGE_CERT_SIGN
};

enum {
    METERS = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    IN_HAN = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    OF_OPERATOR = METERS | CAT_DEVICE_GPF | CAT_DEVICE_SAPC,
    OF_SUPPLIER = OF_OPERATOR | IN_HAN,
    ALL = OF_SUPPLIER | CAT_DEVICE_CHF
};

/* The ACB holds the cells of parties that do not know the device yet, or that lost a key (GBCS 13.3; smki.md
 * 19.5). Reference messages put a supplier's certificates into the load controller's cells
 * (vectors-errata.md 2.2). */
enum { BROKER = 1 << ACB, BROKER_OR_SUPPLIER = 1 << ACB | 1 << SUPPLIER };

static const cat_trust_anchor cells[CAT_CELL_COUNT] = {
    [CAT_CELL_ROOT] = {.role = ROOT, .usage = CERT_SIGN, .devices = ALL},
    [CAT_CELL_RECOVERY] = {.role = RECOVERY, .usage = SIGNING, .devices = ALL},
    [CAT_CELL_SUPPLIER_SIGNING] = {.role = SUPPLIER,
                                   .usage = SIGNING,
                                   .devices = OF_SUPPLIER,
                                   .stand_ins = BROKER},
    [CAT_CELL_SUPPLIER_AGREEMENT] = {.role = SUPPLIER,
                                     .usage = AGREEMENT,
                                     .devices = OF_SUPPLIER,
                                     .stand_ins = BROKER},
    [CAT_CELL_SUPPLIER_PREPAYMENT] = {.role = SUPPLIER,
                                      .usage = AGREEMENT,
                                      .cell_usage = CAT_CELL_PREPAYMENT_TOP_UP,
                                      .devices = METERS | CAT_DEVICE_GPF,
                                      .stand_ins = BROKER},
    [CAT_CELL_OPERATOR_SIGNING] = {.role = NETWORK_OPERATOR,
                                   .usage = SIGNING,
                                   .devices = OF_OPERATOR,
                                   .stand_ins = BROKER},
    [CAT_CELL_OPERATOR_AGREEMENT] = {.role = NETWORK_OPERATOR,
                                     .usage = AGREEMENT,
                                     .devices = OF_OPERATOR,
                                     .stand_ins = BROKER},
    [CAT_CELL_ACB_SIGNING] = {.role = ACB, .usage = SIGNING, .devices = CAT_DEVICE_CHF | IN_HAN},
    [CAT_CELL_ACB_AGREEMENT] = {.role = ACB, .usage = AGREEMENT, .devices = ALL},
    [CAT_CELL_TRANSITIONAL_COS] = {.role = TRANSITIONAL_COS,
                                   .usage = SIGNING,
                                   .devices = ALL,
                                   .known = CAT_UNVERIFIED},
    [CAT_CELL_WAN_PROVIDER] = {.role = WAN_PROVIDER, .usage = SIGNING, .devices = CAT_DEVICE_CHF},
    [CAT_CELL_LOAD_CONTROLLER_SIGNING] = {.role = LOAD_CONTROLLER,
                                          .usage = SIGNING,
                                          .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
                                          .stand_ins = BROKER_OR_SUPPLIER},
    [CAT_CELL_LOAD_CONTROLLER_AGREEMENT] = {.role = LOAD_CONTROLLER,
                                            .usage = AGREEMENT,
                                            .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
                                            .stand_ins = BROKER_OR_SUPPLIER},
};

const cat_trust_anchor *cat_trust_anchor_at(cat_cell cell)
{
    return (size_t)cell < ALB_COUNT(cells) ? &cells[cell] : NULL;
}

cat_cell cat_trust_anchor_find(uint8_t role, uint16_t usage, uint8_t cell_usage)
{
    for (size_t i = 0; i < ALB_COUNT(cells); i++) {
        if (cells[i].role == role && cells[i].usage == usage && cells[i].cell_usage == cell_usage) {
            return (cat_cell)i;
        }
    }
    return CAT_CELL_COUNT;
}

#define CELL(name) (1U << CAT_CELL_##name)

enum {
    SUPPLIER_CELLS = CELL(SUPPLIER_SIGNING) | CELL(SUPPLIER_AGREEMENT) | CELL(SUPPLIER_PREPAYMENT),
    OPERATOR_CELLS = CELL(OPERATOR_SIGNING) | CELL(OPERATOR_AGREEMENT),
    ACB_CELLS = CELL(ACB_SIGNING) | CELL(ACB_AGREEMENT),
    LOAD_CONTROLLER_CELLS = CELL(LOAD_CONTROLLER_SIGNING) | CELL(LOAD_CONTROLLER_AGREEMENT),
    EVERY_CELL = CELL(COUNT) - 1
};

static const cat_replacement_mode modes[] = {
    {.mode = 0,
     .message_code = 0x0100,
     .authorised_by = SUPPLIER,
     .cells = CELL(ROOT),
     .provenance = CAT_UNVERIFIED},
    {.mode = 1,
     .message_code = 0x0101,
     .authorised_by = WAN_PROVIDER,
     .cells = CELL(ROOT),
     .provenance = CAT_UNVERIFIED},
    {.mode = 2, .message_code = 0x0102, .authorised_by = SUPPLIER, .cells = SUPPLIER_CELLS},
    {.mode = 3, .message_code = 0x0103, .authorised_by = NETWORK_OPERATOR, .cells = OPERATOR_CELLS},
    {.mode = 4, .message_code = 0x0104, .authorised_by = ACB, .cells = ACB_CELLS},
    {.mode = 5, .message_code = 0x0105, .authorised_by = WAN_PROVIDER, .cells = CELL(WAN_PROVIDER)},
    {.mode = 6, .message_code = 0x0106, .authorised_by = TRANSITIONAL_COS, .cells = CELL(TRANSITIONAL_COS)},
    {.mode = 7, .message_code = 0x0107, .authorised_by = TRANSITIONAL_COS, .cells = SUPPLIER_CELLS},
    {.mode = 8, .message_code = 0x0108, .authorised_by = RECOVERY, .cells = EVERY_CELL},
    {.mode = 9,
     .message_code = 0x0109,
     .authorised_by = ROOT,
     .by_contingency = true,
     .any_root = true,
     .cells = EVERY_CELL,
     .provenance = CAT_SOURCED},
    {.mode = 10, .message_code = 0x0125, .authorised_by = LOAD_CONTROLLER, .cells = LOAD_CONTROLLER_CELLS},
    {.mode = 11, .message_code = 0x0126, .authorised_by = SUPPLIER, .cells = LOAD_CONTROLLER_CELLS},
};

const cat_replacement_mode *cat_replacement_mode_of(uint16_t message_code)
{
    for (size_t i = 0; i < ALB_COUNT(modes); i++) {
        if (modes[i].message_code == message_code) {
            return &modes[i];
        }
    }
    return NULL;
}
