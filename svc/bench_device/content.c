#include "content.h"

#include <string.h>

enum { COSEM_DATE_TIME = 12, COSEM_DATE = 5, COSEM_TIME = 4, ANY = 0xff };

/* Numbers that bound others: with 1 a device would have to refuse what comes after. */
static const struct {
    const char *name;
    uint64_t value;
} numbers[] = {
    {"MaximumCreditLevel", 10000000},
    {"MaximumCreditPerTopUp", 10000000},
    {"ProposedPaymentControlConfiguration", 0x0002}, /* prepayment, where the record leaves it free */
};

uint64_t content_number(const content_maker *m, const cat_field *field)
{
    const cat_type *type = field->type;
    if (type->has_fixed_value) {
        return (uint64_t)type->fixed_value;
    }
    for (size_t i = 0; i < ALB_COUNT(numbers); i++) {
        if (strcmp(numbers[i].name, field->name) == 0) {
            return numbers[i].value;
        }
    }
    return type->names.count > 0 ? type->names.names[0].value : 1U + m->shade;
}

alb_time content_time(const content_maker *m, const char *name)
{
    return strncmp(name, "From", 4) == 0 ? m->now - ALB_DAYS(1) : m->now;
}

static void write_date_time(alb_wr *w, alb_time t)
{
    enum { UTC = 0, NO_STATUS = 0 };
    alb_date_time d = alb_time_split(t);
    alb_wr_be16(w, (uint16_t)d.year);
    alb_wr_u8(w, (uint8_t)d.month);
    alb_wr_u8(w, (uint8_t)d.day);
    alb_wr_u8(w, ANY);
    alb_wr_u8(w, (uint8_t)d.hour);
    alb_wr_u8(w, (uint8_t)d.minute);
    alb_wr_u8(w, (uint8_t)d.second);
    alb_wr_u8(w, 0);
    alb_wr_be16(w, UTC);
    alb_wr_u8(w, NO_STATUS);
}

alb_span content_octets(const content_maker *m, const cat_field *field, alb_arena *arena)
{
    const cat_type *type = field->type;
    if (type->fixed.ptr) {
        return type->fixed;
    }
    size_t n = type->min > 0 ? type->min : 1;
    uint8_t *octets = alb_arena_alloc(arena, n);
    alb_wr w = alb_wr_init(octets, octets ? n : 0);
    if (type->view == CAT_VIEW_DATE_TIME && n == COSEM_DATE_TIME) {
        write_date_time(&w, content_time(m, field->name));
    } else if (type->view == CAT_VIEW_DATE && n == COSEM_DATE) {
        static const uint8_t new_year[COSEM_DATE] = {ANY, ANY, 1, 1, ANY}; /* of every year */
        alb_wr_bytes(&w, ALB_SPAN_OF(new_year));
    } else if (type->view == CAT_VIEW_EUI64) {
        alb_wr_bytes(&w, alb_eui64_span(&m->device));
    } else if (octets && type->view != CAT_VIEW_TIME) {
        memset(octets, (type->view == CAT_VIEW_TEXT ? '1' : 1) + m->shade, n);
    }
    return alb_span_of(octets, octets ? n : 0);
}

const char *content_make(const content_maker *m, const cat_use_case *use_case, cat_tree *tree)
{
    const char *why = NULL;
    if (use_case->format == CAT_FORMAT_ASN1) {
        why = content_make_body(m, use_case, tree);
    } else if (use_case->format == CAT_FORMAT_GBZ) {
        content_make_components(m, use_case, tree);
    } else {
        content_make_items(m, use_case, tree);
    }
    return why ? why : cat_tree_ok(tree) ? NULL : "no memory for its content";
}
