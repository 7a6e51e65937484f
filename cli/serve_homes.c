/* The simulated homes of `albion serve`, as the DCC comes to know them: their devices in the inventory, their
 * certificates in the data directory, who supplies them. */
#include "home_batch.h"
#include "serve.h"

#include "base/file.h"
#include "catalogue/service_request.h"

#include <limits.h>
#include <stdio.h>

static dcc_device hub_of(alb_eui64 id, const char *status)
{
    return (dcc_device){.id = id,
                        .hub = id,
                        .type = CAT_DEVICE_CHF,
                        .gbcs_version = 42,
                        .status = status,
                        .manufacturer = "ALB1",
                        .model = "00000001",
                        .firmware = "00000001"};
}

/* Beside the four devices of every home. A PPMID and a HCALCS wait to be joined to the meters (8.7); what has
 * no certificates is in the inventory alone. */
static alb_status register_more(home_batch *b, const sim_home *home, const sim_equipment *equipment,
                                const dcc_device *hub, alb_err *err)
{
    const struct {
        bool is_there;
        alb_eui64 id;
        uint16_t type;
        const char *status;
        const char *variant, *mpxn;
    } more[] = {
        {true, home->ppmid, CAT_DEVICE_PPMID, "Whitelisted", NULL, NULL},
        {equipment->has_control, home->hcalcs, CAT_DEVICE_HCALCS, "Whitelisted", NULL, NULL},
        {equipment->has_sapc, home->sapc, CAT_DEVICE_ESME, "Commissioned", "AF", home->mpan},
        {equipment->has_ihd, home->ihd, CAT_DEVICE_IHD, "Commissioned", NULL, NULL},
        {equipment->has_cad, home->cad, CAT_DEVICE_CAD, "Commissioned", NULL, NULL},
    };
    for (size_t i = 0; i < ALB_COUNT(more); i++) {
        dcc_device one = *hub;
        one.id = more[i].id;
        one.type = more[i].type;
        one.status = more[i].status;
        one.esme_variant = more[i].variant;
        one.mpxn = more[i].mpxn;
        bool has_keys = !(one.type & (CAT_DEVICE_IHD | CAT_DEVICE_CAD));
        if (more[i].is_there) {
            ALB_TRY(home_batch_add(b, &one, has_keys, err));
        }
    }
    return ALB_OK;
}

/* The hub and its gas proxy, which their provider notifies (dcc-services.md 7.2). */
static alb_status notify_hub(home_batch *b, alb_eui64 hub, alb_eui64 gpf, alb_err *err)
{
    dcc_device one = hub_of(hub, "Pending");
    ALB_TRY(home_batch_add(b, &one, true, err));
    one.id = gpf;
    one.type = CAT_DEVICE_GPF;
    return home_batch_add(b, &one, true, err);
}

/* What an installer finds: hubs that are notified, and devices that have nothing but their certificates. */
static alb_status deliver_home(home_batch *b, const sim_home *home, const sim_equipment *equipment,
                               alb_err *err)
{
    const struct {
        bool is_there;
        alb_eui64 id;
    } delivered[] = {{true, home->esme},
                     {true, home->gsme},
                     {true, home->ppmid},
                     {equipment->has_control, home->hcalcs},
                     {equipment->has_sapc, home->sapc}};
    for (size_t i = 0; i < ALB_COUNT(delivered); i++) {
        ALB_TRY(delivered[i].is_there ? home_batch_export(b, delivered[i].id, err) : ALB_OK);
    }
    return notify_hub(b, home->hub, home->gpf, err);
}

alb_status serve_exchange_hub(dcc *d, sim_fleet *fleet, const serve_options *o, uint32_t number, alb_err *err)
{
    char dir[PATH_MAX];
    bool is_known = number >= o->homes; /* the fleet says what is wrong */
    sim_listing l;
    (void)snprintf(dir, sizeof dir, "%s/pki/devices", o->data);
    if (!is_known) {
        sim_list_at(o->list, number, &l);
        ALB_TRY(dcc_has_device(d, l.home.spare_gpf, &is_known, err));
        is_known = is_known || alb_eui64_number(l.home.spare_hub) == 0;
    }
    if (!is_known) {
        home_batch *b = NULL;
        ALB_TRY(home_batch_new(d, fleet, dir, false, &b, err));
        alb_status st = notify_hub(b, l.home.spare_hub, l.home.spare_gpf, err);
        st = st == ALB_OK ? home_batch_register(b, err) : st;
        home_batch_free(b);
        ALB_TRY(st);
    }
    return sim_fleet_exchange_hub(fleet, number, err);
}

static alb_status register_supply(home_batch *b, const sim_home *home, alb_err *err)
{
    const struct {
        const char *mpxn;
        alb_eui64 user;
        uint16_t role;
    } registered[] = {{home->mpan, serve_supplier(), CAT_USER_IS},
                      {home->mpan, serve_network_operator(), CAT_USER_ED},
                      {home->mprn, serve_supplier(), CAT_USER_GS},
                      {home->mprn, serve_network_operator(), CAT_USER_GT}};
    for (size_t i = 0; i < ALB_COUNT(registered); i++) {
        dcc_registration r = {.mpxn = registered[i].mpxn,
                              .user = registered[i].user,
                              .role = registered[i].role,
                              .from = ALB_TIME_NONE,
                              .to = ALB_TIME_NONE};
        ALB_TRY(home_batch_supply(b, &r, err));
    }
    return ALB_OK;
}

static alb_status register_home(home_batch *b, const serve_options *o, const sim_listing *listed,
                                alb_err *err)
{
    const sim_listing *l = home_batch_next(b, listed);
    const sim_equipment *equipment = &l->equipment;
    const sim_home *home = &l->home;
    dcc_device hub = hub_of(home->hub, "Commissioned");
    ALB_TRY(register_supply(b, home, err));
    if (o->as_delivered) {
        return deliver_home(b, home, equipment, err);
    }
    dcc_device esme = hub;
    esme.id = home->esme;
    esme.type = CAT_DEVICE_ESME;
    esme.esme_variant = equipment->variant;
    esme.mpxn = home->mpan;
    esme.status = o->to_be_installed ? "InstalledNotCommissioned" : "Commissioned";
    ALB_TRY(home_batch_add(b, &hub, true, err));
    ALB_TRY(home_batch_add(b, &esme, true, err));
    dcc_device gsme = esme;
    gsme.id = home->gsme;
    gsme.type = CAT_DEVICE_GSME;
    gsme.esme_variant = NULL;
    gsme.mpxn = home->mprn;
    dcc_device gpf = hub;
    gpf.id = home->gpf;
    gpf.type = CAT_DEVICE_GPF;
    gpf.mpxn = home->mprn;
    ALB_TRY(home_batch_add(b, &gsme, true, err));
    ALB_TRY(home_batch_add(b, &gpf, true, err));
    return register_more(b, home, equipment, &hub, err);
}

static void print_device(const char *label, bool is_there, alb_eui64 id)
{
    char text[ALB_EUI64_TEXT];
    if (is_there) {
        printf(" %s=%s", label, alb_eui64_hex(id, text));
    }
}

void serve_print_homes(const serve_options *o)
{
    enum { SHOWN = 16 };
    for (uint32_t number = 0; number < o->homes && number < SHOWN; number++) {
        sim_listing l;
        sim_list_at(o->list, number, &l);
        sim_home home = l.home;
        sim_equipment e = l.equipment;
        printf("home %u:", number);
        print_device("hub", true, home.hub);
        print_device("meter", true, home.esme);
        printf(" mpan=%s", home.mpan);
        print_device("gsme", true, home.gsme);
        print_device("gpf", true, home.gpf);
        printf(" mprn=%s variant=%s", home.mprn, e.variant);
        print_device("ppmid", true, home.ppmid);
        print_device("hcalcs", e.has_control, home.hcalcs);
        print_device("sapc", e.has_sapc, home.sapc);
        print_device("ihd", e.has_ihd, home.ihd);
        print_device("cad", e.has_cad, home.cad);
        printf(" class=%u%s%s", e.profile_class, e.has_heat_pump ? " heatpump" : "",
               e.has_vehicle ? " vehicle" : "");
        if (e.solar > 0) {
            printf(" solar=%u00W", e.solar);
        }
        printf(" region=%s uprn=%s", sim_region_name(l.region), l.address.uprn);
        printf("\n");
    }
}

static alb_status register_homes(home_batch *b, dcc *d, const serve_options *o, const alb_log *log,
                                 alb_err *err)
{
    enum { TOLD_EVERY = 1000 };
    for (uint32_t number = 0; number < o->homes; number++) {
        sim_listing l;
        bool is_known = false;
        sim_list_at(o->list, number, &l);
        ALB_TRY(dcc_has_device(d, l.home.gpf, &is_known, err));
        ALB_TRY(is_known ? ALB_OK : register_home(b, o, &l, err));
        if (home_batch_is_full(b)) {
            ALB_TRY(home_batch_register(b, err));
        }
        if (!is_known && number % TOLD_EVERY == TOLD_EVERY - 1) {
            alb_log_event(log, ALB_LOG_INFO, "homes-registered", "homes=%u of=%u", number + 1,
                          (unsigned)o->homes);
        }
    }
    return home_batch_register(b, err);
}

alb_status serve_register_homes(dcc *d, sim_fleet *fleet, const serve_options *o, const alb_log *log,
                                alb_err *err)
{
    enum { ONE_BY_ONE = 1000 }; /* homes; a directory of millions of small files serves nobody */
    char dir[PATH_MAX];
    home_batch *b = NULL;
    (void)snprintf(dir, sizeof dir, "%s/pki/devices", o->data);
    ALB_TRY(alb_dir_make(dir, 0700, err));
    ALB_TRY(home_batch_new(d, fleet, dir, o->homes > ONE_BY_ONE && !o->as_delivered, &b, err));
    alb_status st = register_homes(b, d, o, log, err);
    home_batch_free(b);
    return st;
}
