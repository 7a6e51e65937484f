/* An unsigned request from settings: the catalogue gives the elements and their order, the settings the
 * values. What is missing or wrong the decoder says afterwards, by the same rules that the DCC applies. */
#include "user_internal.h"

#include "base/text.h"
#include "duis/request.h"

#include <stdio.h>

enum { MAX_SETTINGS = 512, MAX_PATH = 256 };

typedef struct builder {
    const user_setting *settings;
    size_t n;
    bool used[MAX_SETTINGS];
    alb_buf *out;
    alb_err *err;
    alb_status st;
} builder;

/* Does path begin with prefix, at the border of an element? "Price" and "Price[0]" are the same element. */
static bool below(const char *path, const char *prefix)
{
    for (;;) {
        if (*prefix == '\0') {
            return *path == '\0' || *path == '/' || strncmp(path, "[0]", 3) == 0;
        }
        if (*path == *prefix) {
            path++;
            prefix++;
        } else if (strncmp(prefix, "[0]", 3) == 0) {
            prefix += 3;
        } else if (strncmp(path, "[0]", 3) == 0) {
            path += 3;
        } else {
            return false;
        }
    }
}

static bool same_path(const char *path, const char *other)
{
    return below(path, other) && below(other, path);
}

static bool any_below(const builder *b, const char *prefix)
{
    for (size_t i = 0; i < b->n; i++) {
        if (below(b->settings[i].path, prefix)) {
            return true;
        }
    }
    return false;
}

static const char *take_value(builder *b, const char *path)
{
    for (size_t i = 0; i < b->n; i++) {
        if (same_path(b->settings[i].path, path)) {
            b->used[i] = true;
            return b->settings[i].value;
        }
    }
    return NULL;
}

/* parent/name[index]; empty: too long, and the builder has failed. */
static const char *join(builder *b, char buf[static MAX_PATH], const char *parent, const char *name,
                        uint32_t index)
{
    int n = index == 0 ? snprintf(buf, MAX_PATH, "%s%s%s", parent, *parent ? "/" : "", name)
                       : snprintf(buf, MAX_PATH, "%s%s%s[%u]", parent, *parent ? "/" : "", name, index);
    if (n < 0 || n >= MAX_PATH) {
        b->st = alb_fail(b->err, ALB_BAD_VALUE, "DUIS 2.2", 0, "path too long below %.80s", parent);
        buf[0] = '\0';
    }
    return buf;
}

static void write_element(builder *b, const cat_element *e, const char *path);

static bool group_has_settings(builder *b, const cat_particle_group *g, const char *path, uint32_t index)
{
    char at[MAX_PATH];
    for (uint16_t i = 0; i < g->n_particles; i++) {
        const cat_particle *p = &g->particles[i];
        if (p->element ? any_below(b, join(b, at, path, p->element->name, index))
                       : group_has_settings(b, p->group, path, index)) {
            return true;
        }
    }
    return false;
}

static void write_group(builder *b, const cat_particle_group *g, const char *path, uint32_t index);

/* An element that has settings as often as it has; one that must stand, at least as often. */
static void write_particle(builder *b, const cat_particle *p, const char *path, uint32_t index)
{
    char at[MAX_PATH];
    for (uint32_t i = 0; i < p->max && b->st == ALB_OK; i++) {
        bool wanted = p->element ? any_below(b, join(b, at, path, p->element->name, index + i))
                                 : group_has_settings(b, p->group, path, index + i);
        if (!wanted && i >= p->min) {
            return;
        }
        if (p->element) {
            write_element(b, p->element, at);
        } else {
            write_group(b, p->group, path, index + i);
        }
    }
}

static void write_group(builder *b, const cat_particle_group *g, const char *path, uint32_t index)
{
    char at[MAX_PATH];
    for (uint16_t i = 0; i < g->n_particles && b->st == ALB_OK; i++) {
        const cat_particle *p = &g->particles[i];
        if (g->kind != CAT_X_CHOICE) {
            write_particle(b, p, path, index);
            continue;
        }
        /* Of a choice the alternative that settings name. */
        if (p->element ? any_below(b, join(b, at, path, p->element->name, index))
                       : group_has_settings(b, p->group, path, index)) {
            write_particle(b, p, path, index);
            return;
        }
    }
}

static void write_attributes(builder *b, const cat_element *e, const char *path)
{
    char at[MAX_PATH];
    for (uint8_t i = 0; i < e->n_attributes; i++) {
        char name[80];
        (void)snprintf(name, sizeof name, "@%s", e->attributes[i].name);
        const char *value = take_value(b, join(b, at, path, name, 0));
        if (value) {
            alb_buf_printf(b->out, " %s=\"", e->attributes[i].name);
            xml_write_escaped_attribute(b->out, alb_span_str(value));
            alb_buf_add_text(b->out, "\"");
        }
    }
}

/* Recursion is bounded by the catalogue, whose elements do not contain themselves. */
static void write_element(builder *b, const cat_element *e, const char *path)
{
    alb_buf_printf(b->out, "<sr:%s", e->name);
    write_attributes(b, e, path);
    alb_buf_add_text(b->out, ">");
    const char *value = take_value(b, path);
    if (e->simple) {
        xml_write_escaped(b->out, alb_span_str(value ? value : ""));
    } else if (e->children) {
        write_group(b, e->children, path, 0);
    }
    alb_buf_printf(b->out, "</sr:%s>", e->name);
}

static alb_status check_used(const builder *b, alb_err *err)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!b->used[i]) {
            alb_status st =
                alb_fail(err, ALB_BAD_VALUE, "DUIS 2.2", 0, "the request has no element of that name here");
            if (err) {
                alb_err_within(err, b->settings[i].path);
            }
            return st;
        }
    }
    return ALB_OK;
}

alb_status user_write(user_client *u, const cat_service_request *srv, alb_eui64 target,
                      uint8_t command_variant, const user_setting *settings, size_t n, alb_buf *xml,
                      duis_request_id *id, alb_err *err)
{
    const cat_element *body = cat_element_child(&cat_duis_request, ALB_LIT("Body"));
    const cat_element *service = body ? cat_element_child(body, alb_span_str(srv->body)) : NULL;
    if (!service) {
        return alb_fail(err, ALB_UNSUPPORTED, "DUIS 6", 0, "no request document is known for %s", srv->srv);
    }
    if (n > MAX_SETTINGS) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "more than %d settings", MAX_SETTINGS);
    }
    id->originator = u->options.id;
    id->target = target;
    ALB_TRY(user_take_counter(u, &id->counter, err));
    builder b = {.settings = settings, .n = n, .out = xml, .err = err};
    duis_begin_request(id, command_variant, alb_span_str(srv->reference), alb_span_str(srv->srv), xml);
    write_element(&b, service, "");
    duis_end_request(xml);
    ALB_TRY(b.st);
    ALB_TRY(check_used(&b, err));
    return xml->st == ALB_OK ? ALB_OK : alb_fail(err, xml->st, NULL, 0, "no room for the request");
}

alb_status user_build(user_client *u, const cat_service_request *srv, alb_eui64 target,
                      uint8_t command_variant, const user_setting *settings, size_t n, alb_buf *xml,
                      duis_request_id *id, alb_err *err)
{
    ALB_TRY(user_write(u, srv, target, command_variant, settings, n, xml, id, err));
    duis_document check;
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    alb_status st = arena ? duis_decode(u->reader.xml, alb_buf_span(xml), arena, &check, NULL, err)
                          : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the check");
    alb_arena_free(arena);
    return st;
}
