/* Which use case a request becomes: by the device, the elements of the request, the variant of the meter, the
 * User and the GBCS version (duis.md 6, notes to the table; vectors-errata.md 1.2). */
#include "mapping_internal.h"

#include "base/text.h"

alb_status duis_target_device(const duis_document *doc, const duis_context *context, uint16_t *out,
                              alb_err *err)
{
    uint16_t devices = doc->srv->devices;
    *out = context->device;
    if (context->device != 0) {
        return ALB_OK;
    }
    if (devices != 0 && (devices & (devices - 1)) == 0) {
        *out = devices;
        return ALB_OK;
    }
    return alb_fail(err, ALB_NOT_FOUND, "DUIS 6", 0,
                    "%s can go to several device types; which one this device is must be said",
                    doc->srv->srv);
}

static bool elements_fit(const duis_document *doc, const cat_target *t)
{
    return (!t->when_present || duis_follow(doc, doc->body, t->when_present, 0) != DUIS_NOWHERE) &&
           (!t->when_absent || duis_follow(doc, doc->body, t->when_absent, 0) == DUIS_NOWHERE);
}

/* A meter that nothing is said about has one phase and one element; a version that nothing is said about is
 * the newest. A use case asked for by name settles what variant and version would decide. */
static bool variant_fits(const cat_target *t, const duis_context *c)
{
    uint8_t phases = c->phases ? c->phases : 1;
    uint8_t elements = c->elements ? c->elements : 1;
    uint8_t version = c->gbcs_version ? c->gbcs_version : UINT8_MAX;
    if (c->use_case) {
        return c->use_case == t->use_case;
    }
    return (t->phases == 0 || t->phases == phases) && (t->elements == 0 || t->elements == elements) &&
           (t->gbcs_from == 0 || version >= t->gbcs_from) && (t->gbcs_to == 0 || version <= t->gbcs_to);
}

static bool parties_fit(const cat_target *t, const duis_context *c)
{
    return (t->users == 0 || c->user == 0 || (t->users & c->user) != 0) &&
           (t->other_devices == 0 || (t->other_devices & c->other_device_type) != 0);
}

alb_status duis_choose_target(const duis_document *doc, const duis_context *context, const cat_target **out,
                              alb_err *err)
{
    const cat_service_request *srv = doc->srv;
    uint16_t device = 0;
    if (!srv || !srv->device || doc->body == DUIS_NOWHERE) {
        return alb_fail(err, ALB_UNSUPPORTED, "DUIS 3.1", 0, "%s does not become a command",
                        srv ? srv->srv : "a request without a known service");
    }
    if (srv->n_targets == 0) {
        return alb_fail(err, ALB_UNKNOWN, "DUIS 6", 0, "how %s becomes a command is not described", srv->srv);
    }
    ALB_TRY(duis_target_device(doc, context, &device, err));
    for (uint8_t i = 0; i < srv->n_targets; i++) {
        const cat_target *t = &srv->targets[i];
        uint16_t devices = t->devices ? t->devices : t->use_case->devices;
        if ((devices & device) != 0 && elements_fit(doc, t) && variant_fits(t, context) &&
            parties_fit(t, context)) {
            *out = t;
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_UNSUPPORTED, "DUIS 6", 0, "no use case for %s on %s fits this request", srv->srv,
                    cat_device_name(device) ? cat_device_name(device) : "that device");
}
