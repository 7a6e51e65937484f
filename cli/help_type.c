#include "help_type.h"

#include "base/status.h"
#include "catalogue/use_case.h"

#include <stdio.h>

/* As their standards call them. */
static const char *kind_name(cat_kind kind)
{
    static const char *const names[CAT_B_STRUCT + 1] = {
        [CAT_NOTHING] = "nothing",
        [CAT_D_NULL] = "null-data",
        [CAT_D_BOOL] = "boolean",
        [CAT_D_I8] = "integer",
        [CAT_D_I16] = "long",
        [CAT_D_I32] = "double-long",
        [CAT_D_I64] = "long64",
        [CAT_D_U8] = "unsigned",
        [CAT_D_U16] = "long-unsigned",
        [CAT_D_U32] = "double-long-unsigned",
        [CAT_D_U64] = "long64-unsigned",
        [CAT_D_ENUM] = "enum",
        [CAT_D_OCTETS] = "octet-string",
        [CAT_D_VISIBLE] = "visible-string",
        [CAT_D_UTF8] = "utf8-string",
        [CAT_D_BITS] = "bit-string",
        [CAT_D_ARRAY] = "array",
        [CAT_D_STRUCT] = "structure",
        [CAT_D_COMPACT] = "compact-array",
        [CAT_D_CHOICE] = "one of",
        [CAT_D_PROTECTED] = "octet-string, encrypted",
        [CAT_Z_UINT] = "unsigned",
        [CAT_Z_INT] = "signed",
        [CAT_Z_ENUM] = "enumeration",
        [CAT_Z_BITMAP] = "bitmap",
        [CAT_Z_UTC] = "UTCTime",
        [CAT_Z_OCTETS] = "octet string",
        [CAT_Z_TEXT] = "character string",
        [CAT_Z_RAW] = "octets",
        [CAT_Z_STRUCT] = "structure",
        [CAT_Z_LIST] = "list",
        [CAT_A_NULL] = "NULL",
        [CAT_A_INTEGER] = "INTEGER",
        [CAT_A_ENUMERATED] = "ENUMERATED",
        [CAT_A_OCTETS] = "OCTET STRING",
        [CAT_A_BITS] = "BIT STRING",
        [CAT_A_TIME] = "GeneralizedTime",
        [CAT_A_SEQUENCE] = "SEQUENCE",
        [CAT_A_SEQUENCE_OF] = "SEQUENCE OF",
        [CAT_A_CHOICE] = "CHOICE",
        [CAT_A_ANY] = "ANY",
        [CAT_B_UINT] = "unsigned",
        [CAT_B_TIME] = "seconds since 2000",
        [CAT_B_RAW] = "octets",
        [CAT_B_STRUCT] = "structure",
    };
    return names[kind] ? names[kind] : "?";
}

static const char *view_name(cat_view view)
{
    static const char *const names[CAT_VIEW_FIRMWARE + 1] = {
        [CAT_VIEW_TEXT] = "text",
        [CAT_VIEW_DATE_TIME] = "date and time",
        [CAT_VIEW_DATE] = "date",
        [CAT_VIEW_TIME] = "time of day",
        [CAT_VIEW_EUI64] = "EUI-64",
        [CAT_VIEW_OBIS] = "OBIS code",
        [CAT_VIEW_CERTIFICATE] = "certificate",
        [CAT_VIEW_MESSAGE_CODE] = "message code",
        [CAT_VIEW_ALERT_CODE] = "alert code",
        [CAT_VIEW_FIRMWARE] = "firmware version",
    };
    return names[view];
}

static void print_bounds(const cat_type *type)
{
    bool elements =
        type->kind == CAT_D_ARRAY || type->kind == CAT_D_COMPACT || type->kind == CAT_A_SEQUENCE_OF;
    const char *of = elements ? " of" : "";
    if (type->max != 0 && type->min == type->max) {
        printf("%s %u", of, type->max);
    } else if (type->max != 0) {
        printf("%s %u to %u", of, type->min, type->max);
    }
}

static void print_fixed_number(const cat_type *type)
{
    printf(", always %lld", (long long)type->fixed_value);
    for (uint16_t i = 0; i < type->names.count; i++) {
        if (type->names.names[i].value == (uint64_t)type->fixed_value) {
            printf(" (%s)", type->names.names[i].name);
        }
    }
}

static void print_fixed_octets(const cat_type *type)
{
    static const char before_decimal[6][2] = {"", "-", ":", ".", ".", "."};
    bool obis = type->view == CAT_VIEW_OBIS && type->fixed.len == 6;
    printf(type->fixed.len == 0 ? ", always empty" : ", always ");
    for (size_t i = 0; i < type->fixed.len; i++) {
        printf(obis ? "%s%u" : "%s%02x", obis ? before_decimal[i] : "", type->fixed.ptr[i]);
    }
}

/* Names of an enumeration's values, if there are few. */
static void print_value_names(const cat_type *type)
{
    if (type->has_fixed_value || type->names.count > 12) {
        return;
    }
    for (uint16_t i = 0; i < type->names.count; i++) {
        const cat_name *n = &type->names.names[i];
        printf("%s%u %s", i == 0 ? ": " : ", ", n->value, n->name);
    }
}

void help_print_type(const cat_type *type)
{
    const char *view = view_name(type->view);
    printf("%s", kind_name(type->kind));
    if (type->size > 0) {
        printf(" %u", type->size * 8u);
    }
    print_bounds(type);
    if (type->scale != 0) {
        printf(", x 10^%d", type->scale);
    }
    if (type->unit) {
        printf(", %s", type->unit);
    }
    if (view) {
        printf(", %s", view);
    }
    if (type->has_fixed_value) {
        print_fixed_number(type);
    }
    if (type->fixed.ptr) {
        print_fixed_octets(type);
    }
    print_value_names(type);
}

void help_print_fields(const cat_type *type, int indent)
{
    static const char *const mirrors[] = {
        [CAT_MIRROR_NONE] = "",
        [CAT_MIRROR_COUNTER] = ", as in the header: originator counter",
        [CAT_MIRROR_TRANSACTION] = ", made from the header's originator counter",
        [CAT_MIRROR_ORIGINATOR] = ", as in the header: originator",
        [CAT_MIRROR_TARGET] = ", as in the header: target",
    };
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        printf("%*s%s: ", indent, "", field->name);
        help_print_type(field->type);
        printf("%s%s\n", mirrors[field->mirror], field->optional ? ", optional" : "");
        help_print_fields(field->type, indent + 2);
    }
}

void help_print_devices(const char *label, uint16_t devices)
{
    printf("%-16s", label);
    const char *separator = "";
    for (uint16_t bit = 1; bit != 0; bit = (uint16_t)(bit << 1)) {
        const char *name = devices & bit ? cat_device_name(bit) : NULL;
        if (name) {
            printf("%s%s", separator, name);
            separator = ", ";
        }
    }
    printf("%s\n", separator[0] ? "" : "-");
}
