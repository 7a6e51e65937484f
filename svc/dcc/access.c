/* Access control: may this User ask this of that device, now (duis.md 7, 15)? */
#include "dcc_internal.h"

#include "installer.h"
#include "trust_anchor.h"

#include "catalogue/use_case.h"
#include "duis/rules.h"

enum { SUPPLIERS = CAT_USER_IS | CAT_USER_GS };

/* --- one snapshot for all checks --- */

typedef struct checks {
    dcc_case *c;
    dcc_step *const *steps;
    size_t n;
    bool passed;
} checks;

static alb_status run_checks(store_tx *tx, void *ctx, alb_err *err)
{
    checks *k = ctx;
    (void)err;
    k->c->snapshot = tx;
    k->passed = true;
    for (size_t i = 0; k->passed && i < k->n; i++) {
        k->passed = k->steps[i](k->c);
    }
    k->c->snapshot = NULL;
    return ALB_OK;
}

bool dcc_run_checks(dcc_case *c, dcc_step *const *steps, size_t n)
{
    checks k = {c, steps, n, false};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(c->dcc->store, run_checks, &k, &err);
    return st == ALB_OK ? k.passed : dcc_refuse_failure(c, st, &err);
}

/* --- who, and what service --- */

/* The User whose system sent it, by the name in its TLS certificate (duis.md 4.1; 15: 1, 6). */
bool dcc_check_connection(dcc_case *c)
{
    alb_eui64 user;
    if (!c->client_name) {
        return true;
    }
    bool is_known = alb_eui64_parse(alb_span_str(c->client_name), &user);
    for (size_t i = 0; !is_known && i < c->dcc->n_tls_names; i++) {
        is_known = alb_span_is(c->dcc->tls_names[i].name, c->client_name);
        user = c->dcc->tls_names[i].user;
    }
    if (!is_known) {
        return dcc_refuse_http(c, 403, "the TLS certificate is of no User");
    }
    return alb_eui64_equal(user, c->document.request_id.originator) ||
           dcc_refuse(c, "E1", "the TLS certificate is not of the originator");
}

bool dcc_check_party(dcc_case *c)
{
    alb_err err = {.code = ALB_OK};
    bool is_party = false;
    alb_status st =
        dcc_party_standing(c->snapshot, c->document.request_id.originator, &c->roles, &is_party, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (!is_party) {
        return dcc_refuse(c, "E1", "the originator is not a party");
    }
    return c->roles != 0 || dcc_refuse(c, "E3", "the User is suspended, or has not entered yet");
}

bool dcc_check_role(dcc_case *c)
{
    const cat_service_request *srv = c->document.srv;
    if (!srv) {
        return dcc_refuse(c, "E12", "no such Service Reference Variant");
    }
    c->roles &= srv->users;
    return c->roles != 0 || dcc_refuse(c, "E2", "no role of this User may send %s", srv->srv);
}

/* What the device and the User are is known by now; the form of the request was judged before. */
bool dcc_check_rules(dcc_case *c)
{
    duis_rule_context context = {
        .now = c->now,
        .device = c->device.type,
        .phases = c->device.type != CAT_DEVICE_ESME                               ? 0
                  : c->device.esme_variant && strchr(c->device.esme_variant, 'C') ? 3
                                                                                  : 1,
        .users = c->roles,
        .party = dcc_party_of(c),
    };
    const cat_request_rule *broken = NULL;
    alb_err err = {.code = ALB_OK};
    char text[200];
    return duis_check_rules(&c->document, &context, NULL, &broken, &err) == ALB_OK ||
           dcc_refuse(c, broken->code, "%s", alb_err_text(&err, text, sizeof text));
}

bool dcc_check_variant(dcc_case *c)
{
    const duis_document *d = &c->document;
    const cat_request_rule *broken = NULL;
    alb_err err = {.code = ALB_OK};
    char text[200];
    if (duis_check_form(d, &broken, &err) != ALB_OK) {
        return dcc_refuse(c, broken->code, "%s", alb_err_text(&err, text, sizeof text));
    }
    static const uint16_t taken[] = {
        [DCC_TRANSFORM] = 1U << 4,
        [DCC_SEND_COMMAND] = 1U << 1 | 1U << 3 | 1U << 5 | 1U << 7,
        [DCC_NON_DEVICE] = 1U << 2 | 1U << 6 | 1U << 8,
    };
    return taken[c->service] & 1U << d->command_variant ||
           dcc_refuse(c, "E13", "Command Variant %u belongs to another service", d->command_variant);
}

/* --- the device --- */

/* Services that a status lets through: "8.7." is all of 8.7, "6.21" is that one alone (duis.md 15). */
typedef struct status_rule {
    const char *status;
    bool all;
    const char *services[16];
} status_rule;

static const status_rule status_rules[] = {
    {.status = "Commissioned", .all = true},
    {.status = "Pending", .services = {"8.11"}},
    {.status = "Whitelisted", .services = {"6.20.", "6.21", "6.24.", "8.1.1", "8.7.", "8.11", "11.2"}},
    {.status = "InstalledNotCommissioned",
     .services = {"1.", "2.", "6.2.", "6.11", "6.15.", "6.17", "6.20.", "6.21", "6.23", "6.24.", "8.1.1",
                  "8.7.", "8.8.", "8.11", "11.2"}},
    {.status = "Suspended", .services = {"6.15.", "6.23", "6.24.", "8.8.", "11."}},
    {.status = "Recovery", .services = {"6.15.1", "6.21"}},
    {.status = "Recovered", .services = {"6.21", "6.24."}},
    {.status = "Decommissioned"},
    {.status = "Withdrawn"},
};

static bool matches(const char *rule, const char *srv)
{
    size_t n = strlen(rule);
    return rule[n - 1] == '.' ? strncmp(rule, srv, n) == 0 : strcmp(rule, srv) == 0;
}

static bool status_permits(const char *status, const char *srv)
{
    for (size_t i = 0; i < ALB_COUNT(status_rules); i++) {
        const status_rule *r = &status_rules[i];
        if (strcmp(r->status, status) != 0) {
            continue;
        }
        bool permits = r->all;
        for (size_t j = 0; !permits && j < ALB_COUNT(r->services) && r->services[j]; j++) {
            permits = matches(r->services[j], srv);
        }
        return permits;
    }
    return false;
}

bool dcc_check_device(dcc_case *c)
{
    const cat_service_request *srv = c->document.srv;
    if (!srv->device) {
        alb_eui64 target = c->document.request_id.target;
        return alb_eui64_equal(target, c->dcc->acb->entity) ||
               alb_eui64_equal(target, c->dcc->xml_signer->entity) ||
               dcc_refuse(c, "E19", "the target of this service is the DCC");
    }
    alb_err err = {.code = ALB_OK};
    alb_status st =
        dcc_device_read(c->snapshot, c->document.request_id.target, c->worker->arena, &c->device, &err);
    if (st == ALB_OK) {
        st = dcc_credentials_read(c->snapshot, &c->device, &err);
    }
    if (st == ALB_NOT_FOUND) {
        return dcc_refuse(c, "E19", "the device is not in the inventory");
    }
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    c->has_device = true;
    if (!(srv->devices & c->device.type)) {
        const char *type = cat_device_name(c->device.type);
        return dcc_refuse(c, "E11", "%s is not for %s", srv->srv, type ? type : "this device type");
    }
    bool is_twin = c->device.esme_variant && strchr(c->device.esme_variant, 'B');
    if (srv->twin_element && !is_twin) {
        return dcc_refuse(c, "E11", "%s is for meters with two measuring elements", srv->srv);
    }
    return status_permits(c->device.status, srv->srv) ||
           dcc_refuse(c, "E5", "%s is not for a device that is %s", srv->srv, c->device.status);
}

/* --- when --- */

bool dcc_is_cancellation(const dcc_case *c)
{
    return c->execution != ALB_TIME_NONE && c->execution >= DUIS_CANCELLATION;
}

bool dcc_check_dates(dcc_case *c)
{
    alb_span text = duis_text(&c->document, c->document.body, "ExecutionDateTime");
    if (text.len == 0) {
        return true;
    }
    if (!alb_time_parse(text, &c->execution)) {
        return dcc_refuse(c, "E55", "ExecutionDateTime is not a date and time");
    }
    return true;
}

/* --- for whom --- */

bool dcc_check_responsibility(dcc_case *c)
{
    if (!c->has_device) {
        return true;
    }
    bool is_later = c->execution != ALB_TIME_NONE && c->execution > c->now && !dcc_is_cancellation(c);
    alb_err err = {.code = ALB_OK};
    uint16_t registered = 0;
    alb_status st =
        dcc_registered_for(c->snapshot, c->document.srv, c->document.request_id.originator, c->roles,
                           &c->device, is_later ? c->execution : c->now, &registered, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    c->is_registered = registered != 0;
    if (c->is_registered) {
        c->roles = registered;
        return true;
    }
    bool is_installer = false;
    st = dcc_is_installer(c->snapshot, c, &is_installer, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (is_installer) {
        return true;
    }
    /* Other Users hold their customer's consent, which the DCC cannot check (duis.md 7.1). */
    c->roles &= CAT_USER_OU;
    return c->roles != 0 || dcc_refuse(c, "E4", "the User is not registered for this device at that time");
}

bool dcc_check_local(dcc_case *c)
{
    static const uint16_t local_variants = 1U << 2 | 1U << 3 | 1U << 6 | 1U << 7;
    if (!(local_variants & 1U << c->document.command_variant)) {
        return true;
    }
    bool is_installed = strcmp(c->device.status, "InstalledNotCommissioned") == 0 ||
                        strcmp(c->device.status, "Commissioned") == 0;
    return (is_installed && c->roles & SUPPLIERS) ||
           dcc_refuse(c, "E17", "no local delivery to a device that is %s for this User", c->device.status);
}

/* --- and not twice --- */

bool dcc_check_replay(dcc_case *c)
{
    alb_err err = {.code = ALB_OK};
    alb_status st = dcc_replay_check(c->snapshot, &c->document.request_id, &err);
    if (st == ALB_REPLAYED) {
        return dcc_refuse(c, "E49", "%s", err.detail);
    }
    return st == ALB_OK || dcc_refuse_failure(c, st, &err);
}
