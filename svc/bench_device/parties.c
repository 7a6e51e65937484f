#include "parties.h"

smki_slot parties_slot_of(const cat_trust_anchor *cell)
{
    if (cell->usage != CAT_KEY_USAGE_KEY_AGREEMENT) {
        return SMKI_SLOT_DIGITAL_SIGNATURE;
    }
    return cell->cell_usage == CAT_CELL_PREPAYMENT_TOP_UP ? SMKI_SLOT_PREPAYMENT : SMKI_SLOT_KEY_AGREEMENT;
}

const smki_identity *parties_find(const smki_keystore *keys, smki_role role, smki_slot slot)
{
    const smki_identity *best = NULL;
    for (size_t i = 0; i < smki_keystore_count(keys); i++) {
        const smki_identity *id = smki_keystore_at(keys, i);
        if (id->certificate && id->slot == slot && smki_certificate_role(id->certificate) == role &&
            (!best || (!best->key && id->key))) {
            best = id;
        }
    }
    return best;
}

/* In the order in which they are asked: who mostly sends such commands first. */
static const struct {
    uint16_t bit;
    smki_role role;
} originators[] = {{CAT_ROLE_SUPPLIER, SMKI_ROLE_SUPPLIER},
                   {CAT_ROLE_NETWORK_OPERATOR, SMKI_ROLE_NETWORK_OPERATOR},
                   {CAT_ROLE_ACB, SMKI_ROLE_ACB},
                   {CAT_ROLE_LOAD_CONTROLLER, SMKI_ROLE_LOAD_CONTROLLER},
                   {CAT_ROLE_TRANSITIONAL_COS, SMKI_ROLE_TRANSITIONAL_COS},
                   {CAT_ROLE_WAN_PROVIDER, SMKI_ROLE_WAN_PROVIDER},
                   {CAT_ROLE_RECOVERY, SMKI_ROLE_RECOVERY}};

static bool has_cell(uint16_t device_type, smki_role role)
{
    for (int i = 0; i < CAT_CELL_COUNT; i++) {
        const cat_trust_anchor *cell = cat_trust_anchor_at((cat_cell)i);
        if (cell->role == role && (cell->devices & device_type)) {
            return true;
        }
    }
    return false;
}

bool parties_has_cell_of(uint16_t device_type, uint16_t roles)
{
    for (size_t i = 0; i < ALB_COUNT(originators); i++) {
        if ((roles & originators[i].bit) && has_cell(device_type, originators[i].role)) {
            return true;
        }
    }
    return false;
}

/* Does it have the key with which it protects such a command and reads the answer? */
static const smki_identity *able(const smki_keystore *keys, const cat_use_case *use_case, smki_role role)
{
    bool signs = (use_case->command_protection & CAT_PROTECT_SIGNATURE) &&
                 (use_case->critical || role != SMKI_ROLE_ACB);
    const smki_identity *id =
        parties_find(keys, role, signs ? SMKI_SLOT_DIGITAL_SIGNATURE : SMKI_SLOT_KEY_AGREEMENT);
    return id && id->key ? id : NULL;
}

bool parties_originator(const smki_keystore *keys, const cat_use_case *use_case, uint16_t device_type,
                        smki_role *role, alb_eui64 *entity)
{
    /* What may come with a MAC or with a signature comes from the broker with a MAC. */
    bool by_broker = !use_case->critical &&
                     use_case->command_protection == (CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE) &&
                     (use_case->roles & CAT_ROLE_ACB);
    for (size_t i = 0; i < ALB_COUNT(originators); i++) {
        if (!(use_case->roles & originators[i].bit) || !has_cell(device_type, originators[i].role) ||
            (by_broker && originators[i].role != SMKI_ROLE_ACB)) {
            continue;
        }
        const smki_identity *id = able(keys, use_case, originators[i].role);
        if (id) {
            *role = originators[i].role;
            *entity = id->entity;
            return true;
        }
    }
    return false;
}
