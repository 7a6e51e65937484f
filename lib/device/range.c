#include "range.h"

#include "date_time.h"

/* A bound is a number of seconds in plain reads, a date-time in protected ones. */
static void take_bound(const cat_tree *tree, uint32_t at, uint32_t *out)
{
    if (at == UINT32_MAX) {
        return;
    }
    const cat_value *v = &tree->values[at];
    alb_time t;
    if (v->field->type->kind == CAT_D_U32) {
        *out = (uint32_t)v->number.u;
    } else if (date_time_read(v->bytes, &t)) {
        *out = alb_time_to_2000(t);
    }
}

range range_of(const execution *x, uint32_t at)
{
    range r = {.from = 0, .to = UINT32_MAX};
    if (at == UINT32_MAX) {
        return r;
    }
    uint32_t value = cat_tree_find(x->command, at, "RestrictionValue");
    uint32_t within = value == UINT32_MAX ? at : value;
    take_bound(x->command, cat_tree_find(x->command, within, "FromDateTime"), &r.from);
    take_bound(x->command, cat_tree_find(x->command, within, "ToDateTime"), &r.to);
    return r;
}
