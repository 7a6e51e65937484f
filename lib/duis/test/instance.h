/* Documents made at random from the catalogue: every element type comes up, every value lies in its type. */
#ifndef ALB_DUIS_TEST_INSTANCE_H
#define ALB_DUIS_TEST_INSTANCE_H

#include "simple_internal.h"

#include "base/buf.h"
#include "property.h"
#include "xml/xml.h"

/* Whoever signed this: schema-valid, and of a length that libxml2 can read. */
static const char instance_signature[] =
    "<ds:Signature xmlns:ds=\"" CAT_NS_SIGNATURE "\"><ds:SignedInfo>"
    "<ds:CanonicalizationMethod Algorithm=\"a\"/><ds:SignatureMethod Algorithm=\"a\"/><ds:Reference URI=\"\">"
    "<ds:DigestMethod Algorithm=\"a\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    "<ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>";

/* Texts of which one suits any type: forms with a pattern, dates, and so on. */
static const char *const instance_texts[] = {
    "00-DB-12-34-56-78-90-A0",
    "00-db-12-34-56-78-90-a0:90-B3-D5-1F-30-01-00-00:18446744073709551615",
    "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:0",
    "00-DB-12-34-56-78-90-A0,00-DB-12-34-56-78-90-A1",
    "12345678901234567890",
    "1234",
    "2024-02-29",
    "2024-02-29Z",
    "23:59:59.5Z",
    "2015-01-15T09:00:00.00Z",
    "65535-04-29Z",
    "true",
    "0",
    "AA==",
    "8F66",
    "8f67",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "a b",
    "abc",
    "12345 67890",
    "CF10 3AT",
    "Some text, with \xc3\xa9",
    "1234567890123",
    "1.5",
    "5.4",
    "2",
    "17",
    "60.0",
    "1799",
    "2014",
    "-400",
    "100",
    "61",
    "55",
};

static inline bool instance_suits(const cat_simple *type, const char *text, alb_arena *arena)
{
    alb_span value = alb_span_str(text);
    return duis_simple_check(type, &value, arena) == NULL;
}

/* A value of the type. */
static inline const char *instance_value(const cat_simple *type, property *random, alb_arena *arena)
{
    if (type->n_values > 0) {
        return type->values[property_below(random, type->n_values)];
    }
    if (type->min && !type->min_exclusive && property_below(random, 4) == 0) {
        return type->min;
    }
    if (type->max && !type->max_exclusive && property_below(random, 4) == 0) {
        return type->max;
    }
    size_t from = property_below(random, ALB_COUNT(instance_texts));
    for (size_t i = 0; i < ALB_COUNT(instance_texts); i++) {
        const char *text = instance_texts[(from + i) % ALB_COUNT(instance_texts)];
        if (instance_suits(type, text, arena)) {
            return text;
        }
    }
    return type->min ? type->min : "";
}

/* A document in the making. */
typedef struct instance {
    property *random;
    alb_arena *arena;
    alb_buf *out;
    const cat_element *wanted; /* comes in, wherever the model lets it; NULL: none in particular */
} instance;

static inline bool instance_leads_to(const cat_particle *particle, const cat_element *wanted)
{
    if (!wanted || particle->element == wanted) {
        return wanted != NULL;
    }
    const cat_particle_group *group = particle->element ? particle->element->children : particle->group;
    for (size_t i = 0; group && i < group->n_particles; i++) {
        if (instance_leads_to(&group->particles[i], wanted)) {
            return true;
        }
    }
    return false;
}

static inline void instance_element(instance *in, const cat_element *element, const char *declarations);
static inline void instance_group(instance *in, const cat_particle_group *group);

static inline void instance_particle(instance *in, const cat_particle *particle)
{
    uint32_t most = particle->max - particle->min < 3 ? particle->max - particle->min : 3;
    uint32_t n = particle->min + (uint32_t)property_below(in->random, (uint64_t)most + 1);
    if (particle->max < 64 && property_below(in->random, 16) == 15) {
        n = particle->max;
    }
    if (n == 0 && instance_leads_to(particle, in->wanted)) {
        n = 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (particle->element) {
            instance_element(in, particle->element, NULL);
        } else {
            instance_group(in, particle->group);
        }
    }
}

/* Not the messages of SMETS1 devices: what is in them is of another schema. */
static inline bool instance_leaves_out(const cat_particle *particle)
{
    return particle->element && strcmp(particle->element->name, "SMETS1ResponseMessage") == 0;
}

static inline const cat_particle *instance_choice(instance *in, const cat_particle_group *group)
{
    for (size_t i = 0; i < group->n_particles; i++) {
        if (instance_leads_to(&group->particles[i], in->wanted)) {
            return &group->particles[i];
        }
    }
    const cat_particle *choice;
    do {
        choice = &group->particles[property_below(in->random, group->n_particles)];
    } while (instance_leaves_out(choice));
    return choice;
}

static inline void instance_group(instance *in, const cat_particle_group *group)
{
    if (group->kind == CAT_X_CHOICE) {
        instance_particle(in, instance_choice(in, group));
        return;
    }
    for (size_t i = 0; i < group->n_particles; i++) {
        instance_particle(in, &group->particles[i]);
    }
}

static inline void instance_element(instance *in, const cat_element *element, const char *declarations)
{
    if (element->any) {
        alb_buf_add_text(in->out, instance_signature);
        return;
    }
    alb_buf_printf(in->out, "<sr:%s%s", element->name, declarations ? declarations : "");
    for (size_t i = 0; i < element->n_attributes; i++) {
        alb_buf_printf(in->out, " %s=\"%s\"", element->attributes[i].name,
                       instance_value(element->attributes[i].type, in->random, in->arena));
    }
    alb_buf_add_u8(in->out, '>');
    if (element->simple) {
        xml_write_escaped(in->out, alb_span_str(instance_value(element->simple, in->random, in->arena)));
    }
    if (element->children) {
        instance_group(in, element->children);
    }
    alb_buf_printf(in->out, "</sr:%s>", element->name);
}

#endif
