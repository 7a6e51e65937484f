/* The command's tree: along the contents of the use case, each value from the row that gives it. What the
 * use case fixes or the header gives is left to the encoder. */
#include "mapping_internal.h"

#include "base/text.h"
#include "gbcs/content.h"

typedef struct builder {
    cat_tree *tree;
    alb_err *err;
    char paths[512]; /* the path built last, behind those of the scopes around it */
} builder;

/* Where in the rows' paths the builder is. A path is made by going on from its parent's end, in the same
 * text: text ends with '\0' until the next one is made. */
typedef struct path {
    char *text;
    size_t len;
} path;

static path root_of(builder *b)
{
    b->paths[0] = '\0';
    return (path){.text = b->paths};
}

/* The empty path of rows within a row, for what is at p. */
static path scope_within(builder *b, const path *p)
{
    char *text = p->text + p->len + 1;
    if (text >= b->paths + sizeof b->paths) {
        ALB_BUG("a path of the catalogue is too long");
    }
    *text = '\0';
    return (path){.text = text};
}

static void append(builder *b, path *p, const char *name)
{
    size_t n = strlen(name);
    if (n >= (size_t)(b->paths + sizeof b->paths - (p->text + p->len))) {
        ALB_BUG("a path of the catalogue is too long");
    }
    memcpy(p->text + p->len, name, n + 1);
    p->len += n;
}

static path below(builder *b, const path *parent, const char *name)
{
    path p = *parent;
    if (p.len > 0) {
        append(b, &p, "/");
    }
    append(b, &p, name);
    return p;
}

/* "Name[n]", for n > 0. */
static path numbered(builder *b, const path *parent, const char *name, uint32_t n)
{
    path p = below(b, parent, name);
    if (n > 0) {
        char text[16];
        alb_wr w = alb_wr_init(text, sizeof text);
        alb_wr_printf(&w, "[%u]", n);
        text[w.pos] = '\0';
        append(b, &p, text);
    }
    return p;
}

static alb_status unsaid(builder *b, const duis_scope *scope, const path *p)
{
    (void)alb_fail(b->err, ALB_BAD_VALUE, "DUIS 3", 0, "the request does not say what %s of %s is to be",
                   p->text, scope->job->use_case->name);
    duis_err_at(b->err, scope->job->doc, scope->node);
    return ALB_BAD_VALUE;
}

static alb_status build(builder *b, const duis_scope *scope, const path *p, const cat_field *field);

static bool is_list(cat_kind kind)
{
    return kind == CAT_D_ARRAY || kind == CAT_Z_LIST || kind == CAT_A_SEQUENCE_OF;
}

static bool is_structure(cat_kind kind)
{
    return kind == CAT_D_STRUCT || kind == CAT_Z_STRUCT || kind == CAT_A_SEQUENCE || kind == CAT_B_STRUCT;
}

/* --- repetition --- */

static alb_status elements_of(builder *b, const duis_scope *scope, const cat_mapping *row, duis_elements *out)
{
    return duis_repetition(scope->job->doc, scope->node, row->from, b->tree->arena, out)
               ? ALB_OK
               : alb_fail(b->err, ALB_NO_MEMORY, NULL, 0, "no memory for the elements of %s", row->to);
}

static duis_scope scope_of(const duis_scope *scope, const cat_mapping *row, uint32_t node, uint32_t position)
{
    return (duis_scope){
        .job = scope->job, .rows = row->rows, .n_rows = row->n_rows, .node = node, .position = position};
}

static alb_status build_repetition(builder *b, const duis_scope *scope, const path *p, const cat_mapping *row,
                                   const cat_field *field)
{
    path here = scope_within(b, p);
    const cat_field *element = &field->type->fields[0];
    duis_elements elements;
    ALB_TRY(elements_of(b, scope, row, &elements));
    uint32_t list = cat_tree_open(b->tree, field);
    for (uint32_t i = 0; i < elements.count; i++) {
        duis_scope each = scope_of(scope, row, elements.nodes[i], i);
        path self = is_structure(element->type->kind) ? scope_within(b, p) : below(b, &here, ".");
        ALB_TRY(build(b, &each, &self, element));
    }
    b->tree->values[list].number.u = elements.count;
    cat_tree_close(b->tree, list);
    return ALB_OK;
}

/* --- leaves and made values --- */

static alb_status build_leaf(builder *b, const duis_scope *scope, const cat_mapping *row,
                             const cat_field *field)
{
    const duis_conversion *conversion = duis_conversion_of(row);
    duis_asked asked = duis_ask(scope, row, field->type);
    alb_status st;
    if (conversion->build) {
        st = conversion->build(&asked, field, b->tree, b->err);
    } else {
        cat_value *leaf = cat_tree_leaf(b->tree, field);
        st = conversion->put(&asked, leaf, b->tree->arena, b->err);
    }
    if (st != ALB_OK) {
        (void)alb_fail(b->err, st, "DUIS 3", 0, "%s cannot be made", field->name);
    }
    return st;
}

static alb_status build_row(builder *b, const duis_scope *scope, const path *p, const cat_mapping *row,
                            const cat_field *field)
{
    if (!row->rows) {
        return build_leaf(b, scope, row, field);
    }
    if (is_list(field->type->kind)) {
        return build_repetition(b, scope, p, row, field);
    }
    path here = scope_within(b, p);
    duis_scope inner = scope_of(scope, row, duis_follow(scope->job->doc, scope->node, row->from, 0), 0);
    return build(b, &inner, &here, field);
}

/* --- structures --- */

static bool is_determined(const cat_field *field)
{
    const cat_type *type = field->type;
    return field->mirror != CAT_MIRROR_NONE || type->has_fixed_value || type->fixed.ptr ||
           type->kind == CAT_NOTHING || type->kind == CAT_D_NULL || type->kind == CAT_A_NULL ||
           (type->kind == CAT_D_ARRAY && type->n_fields == 0);
}

/* The number of elements that a list of ZigBee counts in a field before it. */
static void count_lists(builder *b, uint32_t parent)
{
    cat_tree *tree = b->tree;
    for (uint32_t i = cat_tree_child(tree, parent); i != UINT32_MAX; i = cat_tree_sibling(tree, parent, i)) {
        const char *counter = tree->values[i].field->type->count;
        uint32_t at = counter ? cat_tree_find(tree, parent, counter) : UINT32_MAX;
        if (at != UINT32_MAX) {
            tree->values[at].number.u = tree->values[i].number.u;
        }
    }
}

static bool counts_a_sibling(const cat_type *parent, const cat_field *field)
{
    for (uint16_t i = 0; i < parent->n_fields; i++) {
        const char *counter = parent->fields[i].type->count;
        if (counter && strcmp(counter, field->name) == 0) {
            return true;
        }
    }
    return false;
}

/* Fields of a structure, or the elements of an array that names each. */
static alb_status build_members(builder *b, const duis_scope *scope, const path *p, const cat_field *field)
{
    uint32_t at = cat_tree_open(b->tree, field);
    duis_scope within = duis_rows_within(scope, p->text);
    for (uint16_t i = 0; i < field->type->n_fields; i++) {
        const cat_field *member = &field->type->fields[i];
        path inner = below(b, p, member->name);
        if (counts_a_sibling(field->type, member) && !duis_row_for(&within, inner.text)) {
            (void)cat_tree_leaf(b->tree, member);
            continue;
        }
        ALB_TRY(build(b, &within, &inner, member));
    }
    count_lists(b, at);
    cat_tree_close(b->tree, at);
    return ALB_OK;
}

/* As many elements as rows say something about, within what the type allows. */
static alb_status build_elements(builder *b, const duis_scope *scope, const path *p, const cat_field *field)
{
    const cat_field *element = &field->type->fields[0];
    uint32_t list = cat_tree_open(b->tree, field);
    uint32_t count = 0;
    uint32_t most = field->type->max > 0 ? field->type->max : UINT8_MAX;
    for (; count < most; count++) {
        path inner = numbered(b, p, element->name, count);
        if (count >= field->type->min && !duis_row_touches(scope, inner.text)) {
            break;
        }
        ALB_TRY(build(b, scope, &inner, element));
    }
    b->tree->values[list].number.u = count;
    cat_tree_close(b->tree, list);
    return ALB_OK;
}

static alb_status build(builder *b, const duis_scope *scope, const path *p, const cat_field *field)
{
    const cat_mapping *row = duis_row_for(scope, p->text);
    if (!cat_tree_ok(b->tree)) {
        return alb_fail(b->err, b->tree->st, NULL, 0, "the command is too large");
    }
    if (row) {
        return build_row(b, scope, p, row, field);
    }
    if (is_determined(field)) {
        /* The encoder of DER writes what the tree has, and only that. */
        if (field->type->kind == CAT_A_NULL || field->type->kind == CAT_A_INTEGER) {
            (void)cat_tree_leaf(b->tree, field);
        }
        return ALB_OK;
    }
    if (field->optional && !duis_row_touches(scope, p->text)) {
        return ALB_OK;
    }
    if (is_structure(field->type->kind) || (field->type->kind == CAT_D_ARRAY && field->type->n_fields > 1)) {
        return build_members(b, scope, p, field);
    }
    if (is_list(field->type->kind) && field->type->n_fields == 1) {
        return build_elements(b, scope, p, field);
    }
    return field->type->has_default ? ALB_OK : unsaid(b, scope, p);
}

/* --- DLMS: items --- */

static const cat_field *field_of_item(const cat_item *item)
{
    const cat_attribute *attribute =
        cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    return item->argument ? item->argument : &attribute->value;
}

static const cat_mapping activation_row = {.conversion = "activation"};

static alb_status build_item(builder *b, const duis_scope *scope, const path *p, const cat_item *item)
{
    const cat_field *field = field_of_item(item);
    if (item->operation == CAT_GET) {
        cat_tree_leaf(b->tree, field)->flags = CAT_VALUE_ABSENT;
        return ALB_OK;
    }
    if (item->activation && !duis_row_for(scope, p->text)) {
        return build_leaf(b, scope, &activation_row, field);
    }
    return build(b, scope, p, field);
}

/* How many items before the ith have its name. */
static uint32_t namesakes(const cat_content *content, uint8_t i)
{
    uint32_t n = 0;
    for (uint8_t j = 0; j < i; j++) {
        n += strcmp(field_of_item(&content->items[j])->name, field_of_item(&content->items[i])->name) == 0;
    }
    return n;
}

static alb_status build_items(builder *b, const duis_scope *scope, const cat_content *content)
{
    path root = root_of(b);
    for (uint8_t i = 0; i < content->n_items; i++) {
        const cat_item *item = &content->items[i];
        if (item->operation == CAT_GET && !item->optional) {
            cat_value *asked = cat_tree_leaf(b->tree, field_of_item(item));
            asked->flags = CAT_VALUE_ABSENT;
            asked->record = item;
            continue;
        }
        path p = numbered(b, &root, field_of_item(item)->name, namesakes(content, i));
        if (item->optional && !duis_row_touches(scope, p.text)) {
            continue;
        }
        uint32_t index = b->tree->count;
        ALB_TRY(build_item(b, scope, &p, item));
        if (index < b->tree->count) {
            b->tree->values[index].record = item;
        }
    }
    return ALB_OK;
}

/* --- GBZ: components --- */

static const cat_field *field_of_component(const cat_component *component)
{
    return component->command ? &component->command->payload : &gbcs_gbz_read_attributes;
}

static bool is_constant(const cat_component *component, const char *field)
{
    for (uint8_t i = 0; i < component->n_constants; i++) {
        if (strcmp(component->constants[i].field, field) == 0) {
            return true;
        }
    }
    return false;
}

/* The fields of its command but for those that the use case fixes. */
static alb_status build_component(builder *b, const duis_scope *scope, const path *p,
                                  const cat_component *component)
{
    const cat_field *field = field_of_component(component);
    uint32_t at = cat_tree_open(b->tree, field);
    b->tree->values[at].record = component;
    if (component->from_date_time) {
        path inner = below(b, p, gbcs_gbz_from_date_time.name);
        ALB_TRY(build(b, scope, &inner, &gbcs_gbz_from_date_time));
    }
    for (uint16_t i = 0; i < field->type->n_fields; i++) {
        const cat_field *member = &field->type->fields[i];
        path inner = below(b, p, member->name);
        if (is_constant(component, member->name) && !duis_row_for(scope, inner.text)) {
            continue;
        }
        if (counts_a_sibling(field->type, member) && !duis_row_for(scope, inner.text)) {
            (void)cat_tree_leaf(b->tree, member);
            continue;
        }
        ALB_TRY(build(b, scope, &inner, member));
    }
    count_lists(b, at);
    cat_tree_close(b->tree, at);
    return ALB_OK;
}

/* A component for each element of the request. */
static alb_status build_each_component(builder *b, const duis_scope *scope, const path *p,
                                       const cat_mapping *row, const cat_component *component)
{
    path here = scope_within(b, p);
    duis_elements elements;
    ALB_TRY(elements_of(b, scope, row, &elements));
    for (uint32_t i = 0; i < elements.count; i++) {
        duis_scope each = scope_of(scope, row, elements.nodes[i], i);
        ALB_TRY(build_component(b, &each, &here, component));
    }
    return ALB_OK;
}

static alb_status build_made_components(builder *b, const duis_scope *scope, const cat_mapping *row,
                                        const cat_component *component)
{
    uint32_t first = b->tree->count;
    ALB_TRY(build_leaf(b, scope, row, field_of_component(component)));
    for (uint32_t i = first; i < b->tree->count; i = b->tree->values[i].next) {
        b->tree->values[i].record = component;
    }
    return ALB_OK;
}

static alb_status build_components(builder *b, const duis_scope *scope, const cat_content *content)
{
    path root = root_of(b);
    for (uint8_t i = 0; i < content->n_components; i++) {
        const cat_component *component = &content->components[i];
        const char *name = field_of_component(component)->name;
        uint32_t before = 0;
        for (uint8_t j = 0; j < i; j++) {
            before += strcmp(field_of_component(&content->components[j])->name, name) == 0;
        }
        path p = numbered(b, &root, name, before);
        const cat_mapping *row = duis_row_for(scope, p.text);
        if (row && row->rows) {
            ALB_TRY(build_each_component(b, scope, &p, row, component));
        } else if (row) {
            ALB_TRY(build_made_components(b, scope, row, component));
        } else if (component->max == 0 || component->min > 0 || duis_row_touches(scope, p.text)) {
            for (uint32_t n = 0; n < (component->min > 1 ? component->min : 1u); n++) {
                ALB_TRY(build_component(b, scope, &p, component));
            }
        }
    }
    return ALB_OK;
}

/* --- all three --- */

alb_status duis_build_tree(const duis_scope *scope, cat_tree *tree, alb_err *err)
{
    builder b = {.tree = tree, .err = err};
    const cat_content *content = &scope->job->use_case->command;
    if (content->n_items > 0) {
        ALB_TRY(build_items(&b, scope, content));
    } else if (content->n_components > 0) {
        ALB_TRY(build_components(&b, scope, content));
    } else if (content->body) {
        path root = root_of(&b);
        path body = below(&b, &root, content->body->name);
        ALB_TRY(build(&b, scope, &body, content->body));
    } else {
        return alb_fail(err, ALB_UNSUPPORTED, "GBCS 7", 0, "commands of %s are not described",
                        scope->job->use_case->name);
    }
    return cat_tree_ok(tree) ? ALB_OK : alb_fail(err, tree->st, NULL, 0, "the command is too large");
}
