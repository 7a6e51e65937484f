/* Children against a content model.
 *
 * Models are deterministic (XML Schema 1.0, 3.8.6 Unique Particle Attribution), so the next child alone
 * decides where it belongs, and nothing is ever tried twice: time is linear in the number of children.
 */
#include "decode_internal.h"

/* What came of a part of the model. */
typedef enum outcome {
    FITS,
    BROKEN, /* the children do not follow the model; a fault was noted */
    STOP    /* decoding is to stop */
} outcome;

typedef struct matcher {
    duis_decoder *decoder;
    const xml_node *next; /* child that is not placed yet; NULL: none left */
    uint32_t line;        /* of the parent */
} matcher;

static bool may_be_empty(const cat_particle_group *group);

static bool may_be_absent(const cat_particle *particle)
{
    return particle->min == 0 || (particle->group && may_be_empty(particle->group));
}

static bool may_be_empty(const cat_particle_group *group)
{
    for (size_t i = 0; i < group->n_particles; i++) {
        bool absent = may_be_absent(&group->particles[i]);
        if (absent != (group->kind == CAT_X_SEQUENCE)) {
            return absent;
        }
    }
    return group->kind == CAT_X_SEQUENCE;
}

static bool can_begin(const matcher *m, const cat_particle *particle)
{
    if (particle->element) {
        return duis_is_element(m->decoder, particle->element, m->next);
    }
    const cat_particle_group *group = particle->group;
    for (size_t i = 0; i < group->n_particles; i++) {
        if (can_begin(m, &group->particles[i])) {
            return true;
        }
        if (group->kind == CAT_X_SEQUENCE && !may_be_absent(&group->particles[i])) {
            return false;
        }
    }
    return false;
}

/* "A", or "A, B or C": what a particle may begin with. */
static void list_beginnings(const cat_particle *particle, alb_wr *out)
{
    if (particle->element) {
        alb_wr_text(out, out->pos > 0 ? ", " : "");
        alb_wr_text(out, particle->element->name);
        return;
    }
    for (size_t i = 0; i < particle->group->n_particles; i++) {
        list_beginnings(&particle->group->particles[i], out);
        if (particle->group->kind == CAT_X_SEQUENCE && !may_be_absent(&particle->group->particles[i])) {
            return;
        }
    }
}

static outcome missing(matcher *m, const cat_particle *wanted)
{
    char text[120];
    alb_wr names = alb_wr_init(text, sizeof text);
    list_beginnings(wanted, &names);
    const char *more = names.st == ALB_OK ? "" : " ...";
    const char *choice = wanted->group && wanted->group->kind == CAT_X_CHOICE ? "one of " : "";
    bool ok;
    if (m->next) {
        alb_span found = xml_name(m->next);
        ok =
            duis_fault(m->decoder, ALB_BAD_FORMAT, xml_line(m->next), "%.*s stands where %s%.*s%s must stand",
                       (int)found.len, (const char *)found.ptr, choice, (int)names.pos, text, more);
    } else {
        ok = duis_fault(m->decoder, ALB_BAD_FORMAT, m->line, "%s%.*s%s is missing", choice, (int)names.pos,
                        text, more);
    }
    return ok ? BROKEN : STOP;
}

static outcome match_group(matcher *m, const cat_particle_group *group);

static outcome match_particle(matcher *m, const cat_particle *particle)
{
    uint32_t n = 0;
    while (m->next && n < particle->max && can_begin(m, particle)) {
        n++;
        if (particle->element) {
            const xml_node *child = m->next;
            m->next = xml_next(child);
            if (!duis_decode_element(m->decoder, particle->element, child, particle->max > 1 ? n : 0)) {
                return STOP;
            }
        } else {
            outcome o = match_group(m, particle->group);
            if (o != FITS) {
                return o;
            }
        }
    }
    return n >= particle->min || may_be_absent(particle) ? FITS : missing(m, particle);
}

static outcome match_group(matcher *m, const cat_particle_group *group)
{
    if (group->kind == CAT_X_SEQUENCE) {
        for (size_t i = 0; i < group->n_particles; i++) {
            outcome o = match_particle(m, &group->particles[i]);
            if (o != FITS) {
                return o;
            }
        }
        return FITS;
    }
    for (size_t i = 0; m->next && i < group->n_particles; i++) {
        if (can_begin(m, &group->particles[i])) {
            return match_particle(m, &group->particles[i]);
        }
    }
    return may_be_empty(group) ? FITS : missing(m, &(cat_particle){.group = group, .min = 1, .max = 1});
}

/* Behind a break of the model each child is still judged by itself, so that one report holds all faults. */
static bool decode_the_rest(matcher *m, const cat_particle_group *model)
{
    const cat_element parent = {.children = model};
    for (; m->next; m->next = xml_next(m->next)) {
        const cat_element *element = cat_element_child(&parent, xml_name(m->next));
        if (element && duis_is_element(m->decoder, element, m->next) &&
            !duis_decode_element(m->decoder, element, m->next, 0)) {
            return false;
        }
    }
    return true;
}

bool duis_match_children(duis_decoder *d, const cat_particle_group *model, const xml_node *parent)
{
    matcher m = {.decoder = d, .next = xml_child(parent), .line = xml_line(parent)};
    outcome o = match_group(&m, model);
    if (o == FITS && m.next) {
        alb_span found = xml_name(m.next);
        o = duis_fault(d, ALB_BAD_FORMAT, xml_line(m.next), "%.*s may not stand here", (int)found.len,
                       (const char *)found.ptr)
                ? BROKEN
                : STOP;
    }
    return o == FITS || (o == BROKEN && decode_the_rest(&m, model));
}
