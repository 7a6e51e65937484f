/* The simulated homes of `albion serve`, as the DCC comes to know them: their devices in the inventory, their
 * certificates in the data directory, who supplies them. */
#include "serve.h"

#include "base/file.h"
#include "base/text.h"
#include "catalogue/service_request.h"

#include <limits.h>
#include <stdio.h>

static alb_status export_certificate(const char *dir, alb_eui64 id, const char *usage,
                                     const smki_certificate *c, alb_err *err)
{
    char path[PATH_MAX];
    char eui[ALB_EUI64_TEXT];
    uint8_t pem[4096];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("CERTIFICATE", smki_certificate_der(c), &w);
    int n = snprintf(path, sizeof path, "%s/%s-%s.pem", dir, alb_eui64_hex(id, eui), usage);
    if (n < 0 || (size_t)n >= sizeof path) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path of the data directory is too long");
    }
    return w.st == ALB_OK ? alb_file_write(path, alb_wr_span(&w), 0644, err) : w.st;
}

static alb_status register_device(dcc *d, sim_fleet *fleet, const char *dir, dcc_device entry, alb_err *err)
{
    smki_certificate *signing = NULL;
    smki_certificate *agreement = NULL;
    ALB_TRY(sim_fleet_certificates(fleet, entry.id, &signing, &agreement, err));
    entry.signing = signing;
    entry.agreement = agreement;
    alb_status st = dcc_register_device(d, &entry, err);
    if (st == ALB_OK) {
        st = export_certificate(dir, entry.id, "ds", signing, err);
    }
    if (st == ALB_OK) {
        st = export_certificate(dir, entry.id, "ka", agreement, err);
    }
    smki_certificate_free(signing);
    smki_certificate_free(agreement);
    return st;
}

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
static alb_status register_more(dcc *d, sim_fleet *fleet, const char *dir, const sim_home *home,
                                const sim_equipment *equipment, const dcc_device *hub, alb_err *err)
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
            ALB_TRY(has_keys ? register_device(d, fleet, dir, one, err) : dcc_register_device(d, &one, err));
        }
    }
    return ALB_OK;
}

/* Files alone: in the inventory is what somebody notifies. */
static alb_status export_device(sim_fleet *fleet, const char *dir, alb_eui64 id, alb_err *err)
{
    smki_certificate *signing = NULL;
    smki_certificate *agreement = NULL;
    ALB_TRY(sim_fleet_certificates(fleet, id, &signing, &agreement, err));
    alb_status st = export_certificate(dir, id, "ds", signing, err);
    st = st == ALB_OK ? export_certificate(dir, id, "ka", agreement, err) : st;
    smki_certificate_free(signing);
    smki_certificate_free(agreement);
    return st;
}

/* The hub and its gas proxy, which their provider notifies (dcc-services.md 7.2). */
static alb_status notify_hub(dcc *d, sim_fleet *fleet, const char *dir, alb_eui64 hub, alb_eui64 gpf,
                             alb_err *err)
{
    dcc_device one = hub_of(hub, "Pending");
    ALB_TRY(register_device(d, fleet, dir, one, err));
    one.id = gpf;
    one.type = CAT_DEVICE_GPF;
    return register_device(d, fleet, dir, one, err);
}

/* What an installer finds: hubs that are notified, and devices that have nothing but their certificates. */
static alb_status deliver_home(dcc *d, sim_fleet *fleet, const char *dir, const sim_home *home,
                               const sim_equipment *equipment, alb_err *err)
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
        ALB_TRY(delivered[i].is_there ? export_device(fleet, dir, delivered[i].id, err) : ALB_OK);
    }
    return notify_hub(d, fleet, dir, home->hub, home->gpf, err);
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
    ALB_TRY(is_known ? ALB_OK : notify_hub(d, fleet, dir, l.home.spare_hub, l.home.spare_gpf, err));
    return sim_fleet_exchange_hub(fleet, number, err);
}

static alb_status register_supply(dcc *d, const sim_home *home, alb_err *err)
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
        ALB_TRY(dcc_register_supply(d, &r, err));
    }
    return ALB_OK;
}

static alb_status register_home(dcc *d, sim_fleet *fleet, const char *dir, const serve_options *o,
                                const sim_listing *l, alb_err *err)
{
    sim_equipment equipment = l->equipment;
    sim_home home = l->home;
    dcc_device hub = hub_of(home.hub, "Commissioned");
    ALB_TRY(register_supply(d, &home, err));
    if (o->as_delivered) {
        return deliver_home(d, fleet, dir, &home, &equipment, err);
    }
    dcc_device esme = hub;
    esme.id = home.esme;
    esme.type = CAT_DEVICE_ESME;
    esme.esme_variant = equipment.variant;
    esme.mpxn = home.mpan;
    esme.status = o->to_be_installed ? "InstalledNotCommissioned" : "Commissioned";
    ALB_TRY(register_device(d, fleet, dir, hub, err));
    ALB_TRY(register_device(d, fleet, dir, esme, err));
    dcc_device gsme = esme;
    gsme.id = home.gsme;
    gsme.type = CAT_DEVICE_GSME;
    gsme.esme_variant = NULL;
    gsme.mpxn = home.mprn;
    dcc_device gpf = hub;
    gpf.id = home.gpf;
    gpf.type = CAT_DEVICE_GPF;
    gpf.mpxn = home.mprn;
    ALB_TRY(register_device(d, fleet, dir, gsme, err));
    ALB_TRY(register_device(d, fleet, dir, gpf, err));
    return register_more(d, fleet, dir, &home, &equipment, &hub, err);
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

alb_status serve_register_homes(dcc *d, sim_fleet *fleet, const serve_options *o, const alb_log *log,
                                alb_err *err)
{
    enum { TOLD_EVERY = 1000 };
    char dir[PATH_MAX];
    (void)snprintf(dir, sizeof dir, "%s/pki/devices", o->data);
    ALB_TRY(alb_dir_make(dir, 0700, err));
    for (uint32_t number = 0; number < o->homes; number++) {
        sim_listing l;
        bool is_known = false;
        sim_list_at(o->list, number, &l);
        ALB_TRY(dcc_has_device(d, l.home.gpf, &is_known, err));
        if (!is_known) {
            ALB_TRY(register_home(d, fleet, dir, o, &l, err));
        }
        if (!is_known && number % TOLD_EVERY == TOLD_EVERY - 1) {
            alb_log_event(log, ALB_LOG_INFO, "homes-registered", "homes=%u of=%u", number + 1,
                          (unsigned)o->homes);
        }
    }
    return ALB_OK;
}
