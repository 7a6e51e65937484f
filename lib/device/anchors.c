#include "anchors.h"

#include "saved.h"

static const smki_certificate **slot_of(anchors *a, cat_cell cell)
{
    const cat_trust_anchor *t = cat_trust_anchor_at(cell);
    anchor *of_role = &a->of[t->role];
    if (t->cell_usage == CAT_CELL_PREPAYMENT_TOP_UP) {
        return &of_role->prepayment;
    }
    return t->usage == CAT_KEY_USAGE_KEY_AGREEMENT ? &of_role->agreement : &of_role->signing;
}

void anchors_init(anchors *a, const device_options *o)
{
    *a = (anchors){.installed = {[CAT_CELL_ROOT] = o->root,
                                 [CAT_CELL_RECOVERY] = o->recovery,
                                 [CAT_CELL_SUPPLIER_SIGNING] = o->supplier_signing,
                                 [CAT_CELL_SUPPLIER_AGREEMENT] = o->supplier_agreement,
                                 [CAT_CELL_SUPPLIER_PREPAYMENT] = o->supplier_prepayment,
                                 [CAT_CELL_OPERATOR_SIGNING] = o->operator_signing,
                                 [CAT_CELL_OPERATOR_AGREEMENT] = o->operator_agreement,
                                 [CAT_CELL_ACB_SIGNING] = o->acb_signing,
                                 [CAT_CELL_ACB_AGREEMENT] = o->acb_agreement,
                                 [CAT_CELL_TRANSITIONAL_COS] = o->transitional_cos,
                                 [CAT_CELL_WAN_PROVIDER] = o->wan_provider,
                                 [CAT_CELL_LOAD_CONTROLLER_SIGNING] = o->load_controller_signing,
                                 [CAT_CELL_LOAD_CONTROLLER_AGREEMENT] = o->load_controller_agreement}};
    anchors_release(a);
}

void anchors_release(anchors *a)
{
    for (size_t i = 0; i < CAT_CELL_COUNT; i++) {
        smki_certificate_free(a->replaced[i]);
        a->replaced[i] = NULL;
        *slot_of(a, (cat_cell)i) = a->installed[i];
    }
}

const smki_certificate *anchors_at(const anchors *a, cat_cell cell)
{
    return a->replaced[cell] ? a->replaced[cell] : a->installed[cell];
}

void anchors_replace(anchors *a, cat_cell cell, smki_certificate *certificate)
{
    smki_certificate_free(a->replaced[cell]);
    a->replaced[cell] = certificate;
    *slot_of(a, cell) = certificate;
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

bool anchors_know(const anchors *a, alb_eui64 entity)
{
    for (int role = 0; role < ANCHOR_ROLES; role++) {
        alb_eui64 holder;
        if (anchor_entity(&a->of[role], &holder) && alb_eui64_equal(holder, entity)) {
            return true;
        }
    }
    return false;
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

/* --- as octets: each cell that was replaced, and their number in front --- */

static size_t count_replaced(const anchors *a)
{
    size_t count = 0;
    for (size_t i = 0; i < CAT_CELL_COUNT; i++) {
        count += a->replaced[i] ? 1 : 0;
    }
    return count;
}

void anchors_save(const anchors *a, alb_buf *out)
{
    alb_buf_add_u8(out, (uint8_t)count_replaced(a));
    for (size_t i = 0; i < CAT_CELL_COUNT; i++) {
        if (a->replaced[i]) {
            alb_buf_add_u8(out, (uint8_t)i);
            certificate_save(a->replaced[i], out);
        }
    }
}

void anchors_restore(anchors *a, alb_rd *in)
{
    uint8_t count = alb_rd_u8(in);
    for (uint8_t i = 0; i < count && in->st == ALB_OK; i++) {
        uint8_t cell = alb_rd_u8(in);
        smki_certificate *c = certificate_restore(in);
        if (cell >= CAT_CELL_COUNT || !c) {
            smki_certificate_free(c);
            alb_rd_fail(in, ALB_BAD_VALUE);
            return;
        }
        anchors_replace(a, (cat_cell)cell, c);
    }
}
