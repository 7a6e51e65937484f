/* The readable form: one value a line, indented under what it is part of. */
#include "gbcs/json.h"

#include "header_fields_internal.h"
#include "value_notes_internal.h"

typedef struct painter {
    alb_buf *out;
    bool colour;
    int depth;
} painter;

#define NAME_COLOUR "\033[36m"
#define GOOD_COLOUR "\033[32m"
#define WARN_COLOUR "\033[33m"
#define BAD_COLOUR  "\033[31m"
#define BOLD        "\033[1m"
#define PLAIN       "\033[0m"

static void paint(painter *p, const char *colour, const char *text)
{
    if (p->colour) {
        alb_buf_add_text(p->out, colour);
    }
    alb_buf_add_text(p->out, text);
    if (p->colour) {
        alb_buf_add_text(p->out, PLAIN);
    }
}

static void begin_line(painter *p, const char *name)
{
    alb_buf_printf(p->out, "%*s", 2 * p->depth, "");
    paint(p, NAME_COLOUR, name);
}

static void end_line(painter *p)
{
    alb_buf_add_u8(p->out, '\n');
}

static void paint_header_field(void *ctx, const char *name, const char *text, size_t offset, size_t length)
{
    painter *p = ctx;
    (void)offset;
    (void)length;
    begin_line(p, name);
    alb_buf_printf(p->out, ": %s", text);
    end_line(p);
}

static void paint_header(painter *p, const gbcs_message *m)
{
    paint(p, BOLD, m->use_case ? m->use_case->name : "unknown use case");
    if (m->use_case) {
        alb_buf_printf(p->out, " %s", m->use_case->title);
    }
    alb_buf_printf(p->out, " - %s, %s, %zu octets\n", gbcs_cra_name(m->header.cra), gbcs_form_name(m->form),
                   m->whole.len);
    p->depth = 1;
    gbcs_header_visit(m, paint_header_field, p);
    if (m->header.certificate.len > 0) {
        begin_line(p, GBCS_NAME_CERTIFICATE);
        end_line(p);
        p->depth = 2;
        gbcs_certificate_visit(m->header.certificate, paint_header_field, p);
        p->depth = 1;
    }
}

/* Behind the name: where the value lives in the device's object model. */
static void paint_record(painter *p, const gbcs_message *m, const cat_value *v)
{
    gbcs_value_record r = gbcs_record_of(m, v);
    if (r.item) {
        char obis[GBCS_OBIS_TEXT];
        gbcs_obis_text(r.item->object->obis, obis);
        alb_buf_printf(p->out, " (%s class %u %s %s %u)", gbcs_operation_name(r.item->operation),
                       r.item->object->class_id, obis,
                       r.item->operation == CAT_ACTION ? "method" : "attribute", r.item->id);
    } else if (r.component) {
        const char *cluster = cat_zcl_cluster_name(r.component->cluster);
        alb_buf_printf(p->out, " (cluster %04x%s%s)", r.component->cluster, cluster ? " " : "",
                       cluster ? cluster : "");
    }
}

static void paint_result(painter *p, const gbcs_message *m, const cat_value *v)
{
    if (v->result >= 0) {
        const char *name = gbcs_result_name(m, v);
        alb_buf_add_text(p->out, " -> ");
        if (name) {
            paint(p, v->result == 0 ? GOOD_COLOUR : BAD_COLOUR, name);
        } else {
            alb_buf_printf(p->out, "result %d", v->result);
        }
    }
}

static void paint_leaf(painter *p, const cat_value *v, alb_arena *arena)
{
    alb_arena_mark mark = alb_arena_save(arena);
    size_t len = 0;
    const char *text = gbcs_value_string(v, arena, &len);
    alb_buf_add_text(p->out, ": ");
    alb_buf_add(p->out, alb_span_of(text, text ? len : 0));
    if (v->field->type->unit) {
        alb_buf_printf(p->out, " %s", v->field->type->unit);
    }
    alb_arena_restore(arena, mark);
}

/* What is asked for, and what has a result, needs no word about its data. */
static bool is_expected_absence(const gbcs_message *m, const cat_value *v)
{
    const cat_item *item = gbcs_record_of(m, v).item;
    return v->result >= 0 || (item && item->operation == CAT_GET);
}

static void paint_value(painter *p, const gbcs_message *m, const cat_tree *tree, uint32_t index)
{
    const cat_value *v = &tree->values[index];
    cat_kind kind = v->field->type->kind;
    uint32_t child = cat_tree_child(tree, index);
    bool closed = kind == CAT_D_PROTECTED || (v->flags & CAT_VALUE_CIPHER);
    begin_line(p, v->field->name);
    paint_record(p, m, v);
    if (v->flags & CAT_VALUE_ABSENT) {
        alb_buf_add_text(p->out, is_expected_absence(m, v) ? "" : ": absent");
    } else if (closed) {
        alb_buf_printf(p->out,
                       child == UINT32_MAX ? ": encrypted, %zu octets" : ": decrypted from %zu octets",
                       v->bytes.len);
    } else if (child == UINT32_MAX && !gbcs_kind_is_container(kind) && kind != CAT_NOTHING) {
        paint_leaf(p, v, tree->arena);
    }
    paint_result(p, m, v);
    end_line(p);
    p->depth++;
    for (; child != UINT32_MAX; child = cat_tree_sibling(tree, index, child)) {
        paint_value(p, m, tree, child);
    }
    p->depth--;
}

static void paint_content(painter *p, const gbcs_message *m, const cat_tree *tree)
{
    begin_line(p, "Content");
    if (!tree) {
        alb_buf_printf(p->out, ": %zu octets, not in the catalogue\n", m->content.len);
        return;
    }
    end_line(p);
    p->depth++;
    for (uint32_t i = 0; i < tree->count; i = tree->values[i].next) {
        paint_value(p, m, tree, i);
    }
    p->depth--;
}

static void paint_check(painter *p, const char *name, gbcs_check check, const char *why)
{
    static const struct {
        const char *colour, *text;
    } looks[] = {[GBCS_CHECK_ABSENT] = {PLAIN, "absent"},
                 [GBCS_CHECK_OK] = {GOOD_COLOUR, "ok"},
                 [GBCS_CHECK_UNCHECKED] = {WARN_COLOUR, "unchecked"},
                 [GBCS_CHECK_FAILED] = {BAD_COLOUR, "FAIL"}};
    if (check == GBCS_CHECK_ABSENT) {
        return;
    }
    begin_line(p, name);
    alb_buf_add_text(p->out, ": ");
    paint(p, looks[check].colour, looks[check].text);
    if (check != GBCS_CHECK_OK && why) {
        alb_buf_printf(p->out, " (%s)", why);
    }
    end_line(p);
}

void gbcs_tree_write(alb_buf *out, const gbcs_message *message, const cat_tree *content,
                     const gbcs_verdict *verdict, bool colour)
{
    painter p = {.out = out, .colour = colour};
    paint_header(&p, message);
    paint_content(&p, message, content);
    if (verdict) {
        paint_check(&p, "Signature", verdict->signature, verdict->why);
        paint_check(&p, "MAC", verdict->mac, verdict->why);
    } else if (message->form != GBCS_PRE_COMMAND) {
        begin_line(&p, "Signature");
        alb_buf_add_text(out, message->signature.len > 0 ? ": present\n" : ": none\n");
    }
}
