/* The data directory of `albion serve`: its key infrastructure, the demonstration's parties, the homes. */
#include "serve.h"

#include "base/file.h"
#include "base/text.h"
#include "catalogue/certificate.h"
#include "catalogue/service_request.h"
#include "smki/authority.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

/* The identities that existing clients use (duis.md 1). */
static const serve_party parties[] = {
    {{{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}},
     SMKI_ROLE_SUPPLIER,
     CAT_USER_IS | CAT_USER_GS,
     "Supplier"},
    {{{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0x00, 0x00}},
     SMKI_ROLE_NETWORK_OPERATOR,
     CAT_USER_ED | CAT_USER_GT,
     "Network Operator"},
    {{{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x00, 0x04}}, SMKI_ROLE_OTHER, CAT_USER_OU, "Other User"},
};

const serve_party *serve_parties(size_t *count)
{
    *count = ALB_COUNT(parties);
    return parties;
}

alb_eui64 serve_supplier(void)
{
    return parties[0].id;
}

alb_eui64 serve_network_operator(void)
{
    return parties[1].id;
}

static bool exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

/* --- keys --- */

/* The infrastructure is made beside its place and then moved there: what stands there is whole. */
static alb_status make_pki(const char *pki, alb_time now, alb_err *err)
{
    char part[PATH_MAX];
    (void)snprintf(part, sizeof part, "%s.part-%lld", pki, (long long)now);
    ALB_TRY(smki_pki_init(part, now, err));
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        ALB_TRY(smki_pki_issue_entity(part, parties[i].id, parties[i].role, parties[i].name, now, err));
    }
    return rename(part, pki) == 0 ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "cannot name %s", pki);
}

alb_status serve_prepare(const serve_options *o, alb_time now, char *pki_dir, size_t size, alb_err *err)
{
    int n = snprintf(pki_dir, size, "%s/pki", o->data);
    if (n < 0 || (size_t)n >= size) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path of the data directory is too long");
    }
    ALB_TRY(alb_dir_make(o->data, 0700, err));
    return exists(pki_dir) ? ALB_OK : make_pki(pki_dir, now, err);
}

/* --- parties --- */

alb_status serve_set_delivery(dcc *d, alb_span eui, alb_span url, alb_err *err)
{
    alb_eui64 id;
    char text[512];
    if (!alb_eui64_parse(eui, &id)) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "'%.*s' is not an EUI-64", (int)eui.len,
                        (const char *)eui.ptr);
    }
    url = alb_trim(url);
    bool is_http = url.len > 7 && (memcmp(url.ptr, "http://", 7) == 0 || memcmp(url.ptr, "https:/", 7) == 0);
    if (url.len > 0 && (!is_http || url.len >= sizeof text)) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "a delivery URL begins with http:// or https://");
    }
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    alb_wr_bytes(&w, url);
    text[w.pos] = '\0';
    return dcc_set_delivery_url(d, id, url.len > 0 ? text : NULL, err);
}

alb_status serve_register_parties(dcc *d, const serve_options *o, alb_err *err)
{
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        dcc_party party = {.user = parties[i].id, .role = parties[i].user_roles};
        ALB_TRY(dcc_register_party(d, &party, err));
    }
    for (size_t i = 0; i < o->n_deliver; i++) {
        const char *equals = strchr(o->deliver[i], '='); /* it has one: serve_options.c */
        ALB_TRY(serve_set_delivery(d, alb_span_of(o->deliver[i], (size_t)(equals - o->deliver[i])),
                                   alb_span_str(equals + 1), err));
    }
    return ALB_OK;
}

/* --- homes --- */

static alb_status export_certificate(const char *dir, alb_eui64 id, const char *usage,
                                     const smki_certificate *c, alb_err *err)
{
    char path[PATH_MAX];
    char eui[ALB_EUI64_TEXT];
    uint8_t pem[4096];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("CERTIFICATE", smki_certificate_der(c), &w);
    (void)snprintf(path, sizeof path, "%s/%s-%s.pem", dir, alb_eui64_hex(id, eui), usage);
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

static alb_status register_home(dcc *d, sim_fleet *fleet, const char *dir, const serve_options *o,
                                const sim_mix *mix, uint32_t number, alb_err *err)
{
    sim_equipment equipment = sim_equipment_of(mix, SERVE_SEED, number);
    sim_home home = sim_home_of(SERVE_SEED, number);
    dcc_device hub = {.id = home.hub,
                      .hub = home.hub,
                      .type = CAT_DEVICE_CHF,
                      .gbcs_version = 42,
                      .status = "Commissioned",
                      .manufacturer = "ALB1",
                      .model = "00000001",
                      .firmware = "00000001"};
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
    ALB_TRY(register_more(d, fleet, dir, &home, &equipment, &hub, err));
    const struct {
        const char *mpxn;
        alb_eui64 user;
        uint16_t role;
    } registered[] = {{home.mpan, serve_supplier(), CAT_USER_IS},
                      {home.mpan, serve_network_operator(), CAT_USER_ED},
                      {home.mprn, serve_supplier(), CAT_USER_GS},
                      {home.mprn, serve_network_operator(), CAT_USER_GT}};
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

alb_status serve_mix(const serve_options *o, sim_mix *out, alb_err *err)
{
    return sim_mix_parse(alb_span_str(o->mix), out, err);
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
    sim_mix mix = {0};
    alb_status st = serve_mix(o, &mix, NULL);
    for (uint32_t number = 0; st == ALB_OK && number < o->homes && number < SHOWN; number++) {
        sim_home home = sim_home_of(SERVE_SEED, number);
        sim_equipment e = sim_equipment_of(&mix, SERVE_SEED, number);
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
        printf(" region=%s uprn=%s", sim_region_name(sim_region_of(home)),
               sim_address_of(SERVE_SEED, number).uprn);
        printf("\n");
    }
}

alb_status serve_register_homes(dcc *d, sim_fleet *fleet, const serve_options *o, alb_err *err)
{
    char dir[PATH_MAX];
    sim_mix mix;
    ALB_TRY(serve_mix(o, &mix, err));
    (void)snprintf(dir, sizeof dir, "%s/pki/devices", o->data);
    ALB_TRY(alb_dir_make(dir, 0700, err));
    for (uint32_t number = 0; number < o->homes; number++) {
        bool is_known = false;
        ALB_TRY(dcc_has_device(d, sim_home_of(SERVE_SEED, number).esme, &is_known, err));
        if (!is_known) {
            ALB_TRY(register_home(d, fleet, dir, o, &mix, number, err));
        }
    }
    return ALB_OK;
}
