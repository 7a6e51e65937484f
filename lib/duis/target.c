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

static alb_status check_described(const duis_document *doc, alb_err *err)
{
    const cat_service_request *srv = doc->srv;
    if (!srv || !srv->device || doc->body == DUIS_NOWHERE) {
        return alb_fail(err, ALB_UNSUPPORTED, "DUIS 3.1", 0, "%s does not become a command",
                        srv ? srv->srv : "a request without a known service");
    }
    return srv->n_targets > 0 ? ALB_OK
                              : alb_fail(err, ALB_UNKNOWN, "DUIS 6", 0,
                                         "how %s becomes a command is not described", srv->srv);
}

alb_status duis_choose_target(const duis_document *doc, const duis_context *context, const cat_target **out,
                              alb_err *err)
{
    const cat_service_request *srv = doc->srv;
    uint16_t device = 0;
    ALB_TRY(check_described(doc, err));
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

/* --- the other direction --- */

/* Does the target apply (MAYBE: it depends on what the context does not say)? */
typedef enum verdict { NO, MAYBE, YES } verdict;

static verdict matches(bool conditional, bool known, bool fits)
{
    return !conditional ? YES : known ? (fits ? YES : NO) : MAYBE;
}

static verdict least(verdict a, verdict b)
{
    return a < b ? a : b;
}

static verdict judge(const duis_document *doc, const duis_context *c, const cat_target *t)
{
    uint16_t devices = t->devices ? t->devices : t->use_case->devices;
    if (!elements_fit(doc, t)) {
        return NO;
    }
    verdict v = matches(devices != doc->srv->devices, c->device != 0, (devices & c->device) != 0);
    if (!c->use_case) {
        v = least(v, matches(t->phases != 0, c->phases != 0, t->phases == c->phases));
        v = least(v, matches(t->elements != 0, c->elements != 0, t->elements == c->elements));
        v = least(v, matches(t->gbcs_from != 0, c->gbcs_version != 0, c->gbcs_version >= t->gbcs_from));
        v = least(v, matches(t->gbcs_to != 0, c->gbcs_version != 0, c->gbcs_version <= t->gbcs_to));
    } else if (c->use_case != t->use_case) {
        return NO;
    }
    v = least(v, matches(t->users != 0, c->user != 0, (t->users & c->user) != 0));
    return least(v, matches(t->other_devices != 0, c->other_device_type != 0,
                            (t->other_devices & c->other_device_type) != 0));
}

alb_status duis_target_of(const duis_document *doc, const duis_context *context, const cat_use_case *use_case,
                          const cat_target **out, alb_err *err)
{
    *out = NULL;
    ALB_TRY(check_described(doc, err));
    for (uint8_t i = 0; i < doc->srv->n_targets && !*out; i++) {
        const cat_target *t = &doc->srv->targets[i];
        verdict v = judge(doc, context, t);
        if (v != NO && t->use_case == use_case) {
            *out = t;
        } else if (v == YES) {
            break; /* the first that applies counts, and it is another */
        }
    }
    return ALB_OK;
}
