/* albion help request NAME: who may ask, and the elements of the request as a tree. */
#include "help_request.h"

#include "cli.h"
#include "help_type.h"

#include "catalogue/schema_version.h"
#include "catalogue/service_request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- the element tree --- */

static void print_occurrence(uint32_t min, uint32_t max)
{
    if (max == CAT_UNBOUNDED) {
        printf(" {%u or more}", min);
    } else if (min != 1 || max != 1) {
        printf(min == 0 && max == 1 ? " (optional)" : min == max ? " {%u}" : " {%u to %u}", min, max);
    }
}

static void print_bounds(const cat_simple *type)
{
    if (type->min) {
        printf(" %s %s", type->min_exclusive ? "above" : "from", type->min);
    }
    if (type->max) {
        printf(" %s %s", type->max_exclusive ? "below" : "to", type->max);
    }
}

static void print_length(const cat_simple *type)
{
    const char *unit = type->kind == CAT_X_HEX || type->kind == CAT_X_BASE64 ? "octets" : "characters";
    if (type->min_length > 0 && type->min_length == type->max_length) {
        printf(", %u %s", type->max_length, unit);
    } else if (type->max_length > 0) {
        printf(", %u to %u %s", type->min_length, type->max_length, unit);
    }
}

static void print_values(const cat_simple *type)
{
    for (size_t i = 0; i < type->n_values; i++) {
        printf("%s%s", i > 0 ? " | " : " ", type->values[i]);
    }
}

static void print_simple(const cat_simple *type)
{
    static const char *const kinds[] = {
        [CAT_X_STRING] = "text",
        [CAT_X_TOKEN] = "token",
        [CAT_X_BOOLEAN] = "true or false",
        [CAT_X_INTEGER] = "number",
        [CAT_X_UNSIGNED] = "number",
        [CAT_X_DECIMAL] = "decimal",
        [CAT_X_DATE_TIME] = "date and time",
        [CAT_X_DATE] = "date",
        [CAT_X_TIME] = "time of day",
        [CAT_X_HEX] = "hexadecimal",
        [CAT_X_BASE64] = "base64",
        [CAT_X_ENUM] = "",
    };
    if (type->n_values > 0) {
        print_values(type);
        return;
    }
    printf(" %s", kinds[type->kind]);
    print_bounds(type);
    print_length(type);
    bool number = type->kind == CAT_X_INTEGER || type->kind == CAT_X_UNSIGNED || type->kind == CAT_X_DECIMAL;
    if (number && type->total_digits != UINT8_MAX) {
        printf(", at most %u digits", type->total_digits);
    }
    if (type->kind == CAT_X_DECIMAL && type->fraction_digits != UINT8_MAX) {
        printf(", at most %u behind the point", type->fraction_digits);
    }
    if (type->pattern) {
        printf(" (%s)", type->name);
    }
}

static void print_element(const cat_element *element, const char *around, uint32_t min, uint32_t max,
                          int indent);

static void print_group(const cat_particle_group *group, const char *around, int indent)
{
    for (size_t i = 0; i < group->n_particles; i++) {
        const cat_particle *p = &group->particles[i];
        if (p->element) {
            print_element(p->element, around, p->min, p->max, indent);
            continue;
        }
        printf("%*s%s", indent, "", p->group->kind == CAT_X_CHOICE ? "one of" : "together");
        print_occurrence(p->min, p->max);
        printf(":\n");
        print_group(p->group, around, indent + 2);
    }
}

static void print_element(const cat_element *element, const char *around, uint32_t min, uint32_t max,
                          int indent)
{
    printf("%*s%s", indent, "", element->name);
    for (size_t i = 0; i < element->n_attributes; i++) {
        printf(" @%s", element->attributes[i].name);
        print_simple(element->attributes[i].type);
    }
    if (element->n_attributes > 0 && element->simple) {
        printf(":");
    }
    if (element->simple) {
        print_simple(element->simple);
    }
    print_occurrence(min, max);
    const cat_schema_change *change = cat_schema_change_find(around, element->name);
    if (change) {
        printf(" [since schema %u.%u]", change->since / 10U, change->since % 10U);
    }
    if (element->children && element->children->kind == CAT_X_CHOICE) {
        printf(": one of");
    }
    putchar('\n');
    if (element->children) {
        print_group(element->children, element->name, indent + 2);
    }
}

/* --- the service --- */

static const cat_service_request *service_named(const char *name)
{
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i]->srv, name) == 0 || strcasecmp(all[i]->name, name) == 0 ||
            strcasecmp(all[i]->body, name) == 0) {
            return all[i];
        }
    }
    return NULL;
}

static void print_users(uint16_t users)
{
    printf("%-16s", "users");
    const char *separator = "";
    for (uint16_t bit = 1; bit != 0; bit = (uint16_t)(bit << 1)) {
        const char *name = users & bit ? cat_user_role_name(bit) : NULL;
        if (name) {
            printf("%s%s", separator, name);
            separator = ", ";
        }
    }
    printf("%s\n", separator[0] ? "" : "-");
}

static void print_service(const cat_service_request *s)
{
    static const char *const future[] = {[CAT_FUTURE_NONE] = "no",
                                         [CAT_FUTURE_DEVICE] = "held by the device",
                                         [CAT_FUTURE_DSP] = "held by the DCC",
                                         [CAT_FUTURE_DSP_AND_DEVICE] = "held by the DCC or the device"};
    printf("%s  %s\n\n%-16s%s\n", s->srv, s->name, "critical", s->critical ? "yes" : "no");
    print_users(s->users);
    help_print_devices("devices", s->devices);
    printf("%-16s%s\n%-15s", "future dated", future[s->future_dated], "variants");
    for (unsigned variant = 0; variant < 8U * sizeof s->command_variants; variant++) {
        if (s->command_variants >> variant & 1U) {
            printf(" %u", variant);
        }
    }
    printf("\n%-16s", "becomes");
    for (size_t i = 0; i < s->n_targets; i++) {
        printf("%s%s", i > 0 ? ", " : "", s->targets[i].use_case->name);
    }
    printf("%s\n\n", s->n_targets > 0 ? "" : s->device ? "a command" : "nothing on a device");
}

int help_request(const char *name)
{
    const cat_service_request *s = service_named(name);
    if (!s) {
        fprintf(stderr, "albion: the catalogue has no Service Request '%s'\n", name);
        return CLI_FAILED;
    }
    print_service(s);
    const cat_element *body = cat_element_child(&cat_duis_request, ALB_LIT("Body"));
    const cat_element *element = cat_element_child(body, alb_span_str(s->body));
    if (element) {
        print_element(element, "Body", 1, 1, 0);
    }
    if (s->notes) {
        printf("\n%s\n", s->notes);
    }
    return CLI_OK;
}
