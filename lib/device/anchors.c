#include "anchors.h"

void anchors_init(anchors *a, const device_options *o)
{
    *a = (anchors){.of = {
                       [SMKI_ROLE_ROOT] = {.signing = o->root},
                       [SMKI_ROLE_RECOVERY] = {.signing = o->recovery},
                       [SMKI_ROLE_SUPPLIER] = {.signing = o->supplier_signing,
                                               .agreement = o->supplier_agreement,
                                               .prepayment = o->supplier_prepayment},
                       [SMKI_ROLE_NETWORK_OPERATOR] = {.signing = o->operator_signing,
                                                       .agreement = o->operator_agreement},
                       [SMKI_ROLE_ACB] = {.signing = o->acb_signing, .agreement = o->acb_agreement},
                       [SMKI_ROLE_TRANSITIONAL_COS] = {.signing = o->transitional_cos},
                       [SMKI_ROLE_WAN_PROVIDER] = {.signing = o->wan_provider},
                       [SMKI_ROLE_LOAD_CONTROLLER] = {.signing = o->load_controller_signing,
                                                      .agreement = o->load_controller_agreement},
                   }};
}

bool anchor_entity(const anchor *a, alb_eui64 *out)
{
    const smki_certificate *any = a->signing ? a->signing : a->agreement;
    if (any) {
        *out = smki_certificate_entity(any);
    }
    return any != NULL;
}

uint16_t anchor_role_bit(smki_role role)
{
    static const uint16_t bits[ANCHOR_ROLES] = {
        [SMKI_ROLE_RECOVERY] = CAT_ROLE_RECOVERY,
        [SMKI_ROLE_SUPPLIER] = CAT_ROLE_SUPPLIER,
        [SMKI_ROLE_NETWORK_OPERATOR] = CAT_ROLE_NETWORK_OPERATOR,
        [SMKI_ROLE_ACB] = CAT_ROLE_ACB,
        [SMKI_ROLE_TRANSITIONAL_COS] = CAT_ROLE_TRANSITIONAL_COS,
        [SMKI_ROLE_WAN_PROVIDER] = CAT_ROLE_WAN_PROVIDER,
        [SMKI_ROLE_LOAD_CONTROLLER] = CAT_ROLE_LOAD_CONTROLLER,
    };
    return (size_t)role < ALB_COUNT(bits) ? bits[role] : 0;
}

smki_role anchors_role_of(const anchors *a, alb_eui64 entity, const cat_use_case *use_case)
{
    for (int role = 0; role < ANCHOR_ROLES; role++) {
        uint16_t bit = anchor_role_bit((smki_role)role);
        /* Records of superseded use cases do not state roles: any known party may send them. */
        bool may = use_case->roles == 0 ? bit != 0 : (use_case->roles & bit) != 0;
        alb_eui64 holder;
        if (may && anchor_entity(&a->of[role], &holder) && alb_eui64_equal(holder, entity)) {
            return (smki_role)role;
        }
    }
    return SMKI_ROLE_NONE;
}
