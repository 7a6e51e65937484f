/* The list of conversions, and what several of them need. */
#include "mapping_internal.h"

#include "base/text.h"

static const duis_conversion *const conversions[] = {
#define DUIS_CONVERSION(symbol) &duis_conversion_##symbol,
#include "conversion.def"
#undef DUIS_CONVERSION
};

const duis_conversion *duis_conversion_named(const char *name)
{
    for (size_t i = 0; i < ALB_COUNT(conversions); i++) {
        if (conversions[i]->name[0] == name[0] && strcmp(conversions[i]->name, name) == 0) {
            return conversions[i];
        }
    }
    return NULL;
}

const duis_conversion *duis_conversion_of(const cat_mapping *row)
{
    const duis_conversion *found =
        row->conversion ? duis_conversion_named(row->conversion) : &duis_conversion_plain;
    if (!found) {
        ALB_BUG(row->conversion);
    }
    return found;
}

/* Octets on the wire of a number's kind, and whether it is signed; 0: no number of that width. */
static unsigned width(const cat_type *type, bool *is_signed)
{
    *is_signed = type->kind == CAT_D_I8 || type->kind == CAT_D_I16 || type->kind == CAT_D_I32 ||
                 type->kind == CAT_D_I64 || type->kind == CAT_Z_INT || type->kind == CAT_A_INTEGER;
    static const uint8_t octets[CAT_B_STRUCT + 1] = {
        [CAT_D_BOOL] = 1, [CAT_D_I8] = 1,   [CAT_D_I16] = 2,     [CAT_D_I32] = 4,        [CAT_D_I64] = 8,
        [CAT_D_U8] = 1,   [CAT_D_U16] = 2,  [CAT_D_U32] = 4,     [CAT_D_U64] = 8,        [CAT_D_ENUM] = 1,
        [CAT_Z_UTC] = 4,  [CAT_B_TIME] = 4, [CAT_A_INTEGER] = 8, [CAT_A_ENUMERATED] = 8,
    };
    return octets[type->kind] > 0 ? octets[type->kind] : type->size;
}

bool duis_put_number(cat_value *out, int64_t number)
{
    bool is_signed;
    unsigned bits = width(out->field->type, &is_signed) * 8;
    out->number.i = number;
    if (bits == 0 || bits >= 64) {
        return bits != 0 && (is_signed || number >= 0);
    }
    if (is_signed) {
        int64_t limit = INT64_C(1) << (bits - 1);
        return number >= -limit && number < limit;
    }
    return number >= 0 && number >> bits == 0;
}

uint8_t *duis_put_octets(cat_value *out, alb_arena *arena, size_t n)
{
    uint8_t *octets = alb_arena_alloc(arena, n);
    out->bytes = alb_span_of(octets, octets ? n : 0);
    return octets;
}

alb_status duis_leaf_text(cat_tree *tree, const cat_field *field, const char *text, alb_err *err)
{
    cat_value *leaf = cat_tree_leaf(tree, field);
    if (!cat_tree_ok(tree)) {
        return alb_fail(err, tree->st, NULL, 0, "the command is too large");
    }
    return cat_value_set_text(leaf, alb_span_str(text), tree->arena, err);
}

alb_span duis_named(const char *list, alb_span name)
{
    while (*list != '\0') {
        size_t key = strcspn(list, "=");
        const char *value = list + key + (list[key] == '=');
        size_t len = strcspn(value, ",");
        if (alb_span_equal(alb_span_of(list, key), name)) {
            return alb_span_of(value, len);
        }
        list = value + len + (value[len] == ',');
    }
    return (alb_span){0};
}
