#include "parties.h"

/* Homes from which on it pays to prepare the parties' keys (crypto_pub_expect_many). */
enum { MANY = 5000 };

static bool is_root(const smki_certificate *c)
{
    return alb_span_equal(smki_certificate_issuer(c), smki_certificate_subject(c));
}

/* The first certificate of a role and usage: the DCC's parties are one each. */
static const smki_certificate *of_role(const smki_keystore *store, smki_role role, smki_usage usage)
{
    for (size_t i = 0; i < smki_keystore_count(store); i++) {
        const smki_identity *id = smki_keystore_at(store, i);
        const smki_certificate *c = id->certificate;
        if (c && smki_certificate_role(c) == role && smki_certificate_usage(c) == usage &&
            id->slot != SMKI_SLOT_XML_SIGNING) {
            return c;
        }
    }
    return NULL;
}

static const smki_certificate *organisation_root(const smki_keystore *store)
{
    for (size_t i = 0; i < smki_keystore_count(store); i++) {
        const smki_certificate *c = smki_keystore_at(store, i)->certificate;
        if (c && smki_certificate_role(c) == SMKI_ROLE_ROOT && is_root(c)) {
            return c;
        }
    }
    return NULL;
}

static const smki_certificate *of_entity(const smki_keystore *store, alb_eui64 entity, smki_slot slot)
{
    const smki_identity *id = smki_keystore_find(store, entity, slot);
    return id ? id->certificate : NULL;
}

/* Until a load controller is appointed, the supplier stands in its cells, as in the reference messages. */
static const smki_certificate *load_controller(const smki_keystore *s, const sim_fleet_options *o,
                                               smki_usage usage, smki_slot slot)
{
    const smki_certificate *own = of_role(s, SMKI_ROLE_LOAD_CONTROLLER, usage);
    return own ? own : of_entity(s, o->supplier, slot);
}

static device_options anchors_of(const smki_keystore *s, const sim_fleet_options *o)
{
    return (device_options){
        .root = organisation_root(s),
        .recovery = of_role(s, SMKI_ROLE_RECOVERY, SMKI_USAGE_DIGITAL_SIGNATURE),
        .supplier_signing = of_entity(s, o->supplier, SMKI_SLOT_DIGITAL_SIGNATURE),
        .supplier_agreement = of_entity(s, o->supplier, SMKI_SLOT_KEY_AGREEMENT),
        .supplier_prepayment = of_entity(s, o->supplier, SMKI_SLOT_PREPAYMENT),
        .operator_signing = of_entity(s, o->network_operator, SMKI_SLOT_DIGITAL_SIGNATURE),
        .operator_agreement = of_entity(s, o->network_operator, SMKI_SLOT_KEY_AGREEMENT),
        .load_controller_signing =
            load_controller(s, o, SMKI_USAGE_DIGITAL_SIGNATURE, SMKI_SLOT_DIGITAL_SIGNATURE),
        .load_controller_agreement = load_controller(s, o, SMKI_USAGE_KEY_AGREEMENT, SMKI_SLOT_KEY_AGREEMENT),
        .acb_agreement = of_role(s, SMKI_ROLE_ACB, SMKI_USAGE_KEY_AGREEMENT),
        .acb_signing = of_role(s, SMKI_ROLE_ACB, SMKI_USAGE_DIGITAL_SIGNATURE),
        .transitional_cos = of_role(s, SMKI_ROLE_TRANSITIONAL_COS, SMKI_USAGE_DIGITAL_SIGNATURE),
        .wan_provider = of_role(s, SMKI_ROLE_WAN_PROVIDER, SMKI_USAGE_DIGITAL_SIGNATURE),
    };
}

/* Without these no home could be commissioned, let alone read. */
static alb_status check_anchors(const device_options *a, const char *dir, alb_err *err)
{
    const struct {
        const smki_certificate *certificate;
        const char *name;
    } needed[] = {{a->acb_agreement, "key agreement certificate of the Access Control Broker"},
                  {a->supplier_signing, "digital signing certificate of the supplier"},
                  {a->supplier_agreement, "key agreement certificate of the supplier"},
                  {a->operator_signing, "digital signing certificate of the network operator"},
                  {a->operator_agreement, "key agreement certificate of the network operator"}};
    for (size_t i = 0; i < ALB_COUNT(needed); i++) {
        if (!needed[i].certificate) {
            return alb_fail(err, ALB_NO_KEY, "GBCS 4.3.2.4", 0, "no %s in %s", needed[i].name, dir);
        }
    }
    return ALB_OK;
}

/* They sign what every home is told, and read what every home tells. */
static void expect_many(const device_options *a)
{
    const smki_certificate *all[] = {a->supplier_signing, a->operator_signing, a->supplier_agreement,
                                     a->operator_agreement, a->acb_agreement};
    for (size_t i = 0; i < ALB_COUNT(all); i++) {
        crypto_pub_expect_many(smki_certificate_public(all[i]));
    }
}

alb_status sim_parties_load(sim_parties *p, const sim_fleet_options *options, alb_err *err)
{
    *p = (sim_parties){.store = smki_keystore_new()};
    if (!p->store) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for certificates");
    }
    alb_status st = smki_keystore_load(p->store, options->pki, err);
    if (st == ALB_OK) {
        p->anchors = anchors_of(p->store, options);
        st = check_anchors(&p->anchors, options->pki, err);
    }
    if (st == ALB_OK && options->homes >= MANY) {
        expect_many(&p->anchors);
    }
    st = st == ALB_OK ? smki_pki_open_issuer(options->pki, "device", &p->authority, err) : st;
    if (st != ALB_OK) {
        sim_parties_release(p);
    }
    return st;
}

void sim_parties_release(sim_parties *p)
{
    smki_authority_free(p->authority);
    smki_keystore_free(p->store);
    *p = (sim_parties){0};
}
