/* Documents made at random from the catalogue: every element type comes up, every value lies in its type. */
#ifndef ALB_DUIS_TEST_INSTANCE_H
#define ALB_DUIS_TEST_INSTANCE_H

#include "simple_internal.h"

#include "base/buf.h"
#include "property.h"

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

static inline void instance_element(const cat_element *element, const char *root, property *random,
                                    alb_arena *arena, alb_buf *out);

static inline void instance_group(const cat_particle_group *group, property *random, alb_arena *arena,
                                  alb_buf *out);

static inline void instance_particle(const cat_particle *particle, property *random, alb_arena *arena,
                                     alb_buf *out)
{
    uint32_t most = particle->max - particle->min < 3 ? particle->max - particle->min : 3;
    uint32_t n = particle->min + (uint32_t)property_below(random, (uint64_t)most + 1);
    if (particle->max < 64 && property_below(random, 16) == 0) {
        n = particle->max;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (particle->element) {
            instance_element(particle->element, NULL, random, arena, out);
        } else {
            instance_group(particle->group, random, arena, out);
        }
    }
}

/* Not the messages of SMETS1 devices: what is in them is of another schema. */
static inline bool instance_leaves_out(const cat_particle *particle)
{
    return particle->element && strcmp(particle->element->name, "SMETS1ResponseMessage") == 0;
}

static inline void instance_group(const cat_particle_group *group, property *random, alb_arena *arena,
                                  alb_buf *out)
{
    if (group->kind == CAT_X_CHOICE) {
        size_t choice;
        do {
            choice = property_below(random, group->n_particles);
        } while (instance_leaves_out(&group->particles[choice]));
        instance_particle(&group->particles[choice], random, arena, out);
        return;
    }
    for (size_t i = 0; i < group->n_particles; i++) {
        instance_particle(&group->particles[i], random, arena, out);
    }
}

static inline void instance_element(const cat_element *element, const char *root, property *random,
                                    alb_arena *arena, alb_buf *out)
{
    if (element->any) {
        alb_buf_add_text(out, instance_signature);
        return;
    }
    alb_buf_printf(out, "<sr:%s%s", element->name, root ? root : "");
    for (size_t i = 0; i < element->n_attributes; i++) {
        alb_buf_printf(out, " %s=\"%s\"", element->attributes[i].name,
                       instance_value(element->attributes[i].type, random, arena));
    }
    alb_buf_add_u8(out, '>');
    if (element->simple) {
        alb_buf_add_text(out, instance_value(element->simple, random, arena));
    }
    if (element->children) {
        instance_group(element->children, random, arena, out);
    }
    alb_buf_printf(out, "</sr:%s>", element->name);
}

/* A document without signature of its own. */
static inline void instance_document(const cat_element *root, property *random, alb_arena *arena,
                                     alb_buf *out)
{
    alb_buf whole;
    alb_buf_init(&whole, out->max);
    instance_element(root, " xmlns:sr=\"" CAT_NS_DUIS "\"", random, arena, &whole);
    alb_span text = alb_buf_span(&whole);
    static const char body_end[] = "</sr:Body>";
    size_t n = sizeof body_end - 1;
    const uint8_t *end = text.len > 0 ? memmem(text.ptr, text.len, body_end, n) : NULL;
    alb_buf_add(out, alb_span_sub(text, 0, end ? (size_t)(end - text.ptr) + n : 0));
    alb_buf_printf(out, "</sr:%s>", root->name);
    alb_buf_release(&whole);
}

#endif
