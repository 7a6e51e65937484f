/* Does a pre-command do what a request asked? The command is parsed and its values judged, row by row; then
 * no value may be left that no row, record or header accounts for (duis.md 3.4). */
#include "mapping_internal.h"

#include "base/text.h"
#include "gbcs/content.h"

enum { TREE_START = 64, MOST_WORDS = 16384 };

/* In place of a parent: the values at the top. */
#define TOP UINT32_MAX

typedef struct correlation {
    const duis_job *job;
    const gbcs_message *message;
    cat_tree tree;
    bool *covered; /* by a row, per value */
    duis_difference *difference;
    alb_err *err;
} correlation;

/* --- differences --- */

static void copy_text(char *out, size_t size, alb_span text)
{
    alb_wr w = alb_wr_init(out, size - 1);
    alb_wr_bytes(&w, alb_span_sub(text, 0, size - 1));
    out[w.pos] = '\0';
}

/* Long words are shown from a little before the place where they differ. */
static alb_span from_difference(alb_span text, alb_span other)
{
    enum { BEFORE = 24, SHOWN = 100 };
    size_t at = 0;
    while (at < text.len && at < other.len && text.ptr[at] == other.ptr[at]) {
        at++;
    }
    return text.len <= SHOWN || at <= BEFORE ? text : alb_span_sub(text, at - BEFORE, SHOWN);
}

static alb_status differs(correlation *c, const char *item, alb_span asked, alb_span found)
{
    duis_difference *d = c->difference;
    copy_text(d->item, sizeof d->item, alb_span_str(item));
    copy_text(d->asked, sizeof d->asked, from_difference(asked, found));
    copy_text(d->found, sizeof d->found, from_difference(found, asked));
    return alb_fail(c->err, ALB_MISMATCH, "DUIS 3.4", 0, "%s: asked '%s', the command says '%s'", d->item,
                    d->asked, d->found);
}

static alb_status differs_text(correlation *c, const char *item, const char *asked, const char *found)
{
    return differs(c, item, alb_span_str(asked), alb_span_str(found));
}

/* --- who, to whom, which use case --- */

static alb_status check_entity(correlation *c, const char *item, alb_eui64 asked, alb_eui64 found)
{
    char a[ALB_EUI64_TEXT];
    char b[ALB_EUI64_TEXT];
    return alb_eui64_equal(asked, found)
               ? ALB_OK
               : differs_text(c, item, alb_eui64_hex(asked, a), alb_eui64_hex(found, b));
}

static alb_status check_counter(correlation *c, const char *item, uint64_t asked, uint64_t found)
{
    char a[24];
    char b[24];
    if (asked == found) {
        return ALB_OK;
    }
    alb_wr w = alb_wr_init(a, sizeof a);
    alb_wr_printf(&w, "%llu", (unsigned long long)asked);
    alb_span asked_text = alb_wr_span(&w);
    w = alb_wr_init(b, sizeof b);
    alb_wr_printf(&w, "%llu", (unsigned long long)found);
    return differs(c, item, asked_text, alb_wr_span(&w));
}

/* The certificate that the answer is to be encrypted for is the request's, or none. */
static alb_status check_certificate(correlation *c)
{
    const duis_document *doc = c->job->doc;
    alb_span found = c->message->header.certificate;
    uint32_t node = duis_follow(doc, doc->body, "KAPublicSecurityCredentials", 0);
    alb_span text = {0};
    if (node != DUIS_NOWHERE) {
        text = doc->nodes[node].text;
    }
    alb_wr w = alb_wr_init(alb_arena_alloc(c->tree.arena, text.len), text.len);
    if (text.len > 0 && (!w.buf || alb_base64_decode(text, &w) != ALB_OK)) {
        return differs_text(c, "certificate", "no base64", "");
    }
    return alb_span_equal(alb_wr_span(&w), found)
               ? ALB_OK
               : differs_text(c, "certificate", "the request's", "another, or none");
}

static alb_status check_header(correlation *c)
{
    const gbcs_header *h = &c->message->header;
    const duis_context *context = c->job->context;
    const duis_request_id *id = &c->job->doc->request_id;
    ALB_TRY(check_entity(c, "target", id->target, h->target));
    bool by_dcc = c->job->doc->srv->originator != CAT_ORIGINATOR_USER;
    /* Who knows the device knows who sends to it; a User need not know the DCC's identities and counters. */
    bool unknown_sender = by_dcc && context->device == 0;
    if (!h->has_supplementary_party && !context->has_originator && !unknown_sender) {
        ALB_TRY(check_entity(c, "originator", id->originator, h->originator));
        return check_counter(c, "originator counter", id->counter, h->counter);
    }
    if (context->has_originator) {
        ALB_TRY(check_entity(c, "originator", context->originator, h->originator));
        ALB_TRY(check_counter(c, "originator counter", context->originator_counter, h->counter));
    }
    if (by_dcc) {
        return h->has_supplementary_party ? differs_text(c, "supplementary party", "none", "one") : ALB_OK;
    }
    bool given = context->has_supplementary_party;
    ALB_TRY(check_entity(c, "supplementary party", given ? context->supplementary_party : id->originator,
                         h->supplementary_party));
    ALB_TRY(check_counter(c, "supplementary counter", given ? context->supplementary_counter : id->counter,
                          h->supplementary_counter));
    return check_certificate(c);
}

/* --- words of both sides --- */

/* The component that a value at the top is; NULL: none, or no content of GBZ. */
static const cat_component *component_of(const correlation *c, uint32_t index)
{
    return c->job->use_case->command.n_components > 0 ? c->tree.values[index].record : NULL;
}

static alb_status compare(correlation *c, const duis_scope *scope, const cat_mapping *row, uint32_t index)
{
    const cat_value *v = &c->tree.values[index];
    duis_asked asked = duis_ask(scope, row, v->field->type);
    const duis_conversion *conversion = duis_conversion_of(row);
    alb_arena_mark mark = alb_arena_save(c->tree.arena);
    alb_wr wanted = alb_wr_init(alb_arena_alloc(c->tree.arena, MOST_WORDS), MOST_WORDS);
    alb_wr found = alb_wr_init(alb_arena_alloc(c->tree.arena, MOST_WORDS), MOST_WORDS);
    if (!wanted.buf || !found.buf) {
        return alb_fail(c->err, ALB_NO_MEMORY, NULL, 0, "no memory to compare in");
    }
    if (row->constant) {
        cat_value constant = {.field = v->field};
        ALB_TRY(cat_value_set_text(&constant, alb_span_str(row->constant), c->tree.arena, c->err));
        cat_value_text(&constant, &wanted);
        cat_value_text(v, &found);
    } else {
        conversion->asked(&asked, &wanted);
        conversion->found(&asked, &c->tree, index, &found);
    }
    bool any = alb_span_is(alb_wr_span(&wanted), DUIS_ANY);
    bool fits = wanted.st == ALB_OK && found.st == ALB_OK;
    alb_status st = fits && (any || alb_span_equal(alb_wr_span(&wanted), alb_wr_span(&found)))
                        ? ALB_OK
                        : differs(c, v->field->name, alb_wr_span(&wanted), alb_wr_span(&found));
    alb_arena_restore(c->tree.arena, mark);
    /* Made components are judged together. */
    uint32_t end = conversion->build && component_of(c, index) ? c->tree.count : v->next;
    for (uint32_t i = index; i < end; i = c->tree.values[i].next) {
        if (c->tree.values[i].record == v->record) {
            memset(c->covered + i, true, c->tree.values[i].next - i);
        }
    }
    return st;
}

/* --- rows --- */

static alb_status check_rows(correlation *c, const duis_scope *scope, uint32_t parent, size_t *found);

static uint32_t first_below(const correlation *c, uint32_t parent)
{
    return parent == TOP ? (c->tree.count > 0 ? 0 : UINT32_MAX) : cat_tree_child(&c->tree, parent);
}

static uint32_t next_below(const correlation *c, uint32_t parent, uint32_t index)
{
    uint32_t next = c->tree.values[index].next;
    return next < (parent == TOP ? c->tree.count : c->tree.values[parent].next) ? next : UINT32_MAX;
}

static alb_status check_element(correlation *c, const duis_scope *scope, const cat_mapping *row,
                                uint32_t node, uint32_t position, uint32_t index)
{
    size_t found = 0;
    duis_scope each = {
        .job = scope->job, .rows = row->rows, .n_rows = row->n_rows, .node = node, .position = position};
    return check_rows(c, &each, index, &found);
}

/* One element of the request for each of the command. */
static alb_status check_repetition(correlation *c, const duis_scope *scope, const cat_mapping *row,
                                   uint32_t index)
{
    duis_elements asked;
    uint32_t n = 0;
    if (!duis_repetition(scope->job->doc, scope->node, row->from, c->tree.arena, &asked)) {
        return alb_fail(c->err, ALB_NO_MEMORY, NULL, 0, "no memory to compare in");
    }
    c->covered[index] = true;
    for (uint32_t e = cat_tree_child(&c->tree, index); e != UINT32_MAX;
         e = cat_tree_sibling(&c->tree, index, e)) {
        if (n < asked.count) {
            ALB_TRY(check_element(c, scope, row, asked.nodes[n], n, e));
        }
        n++;
    }
    return check_counter(c, c->tree.values[index].field->name, asked.count, n);
}

/* Components of GBZ that repeat stand side by side at the top. */
static alb_status check_components(correlation *c, const duis_scope *scope, const cat_mapping *row)
{
    duis_elements asked;
    uint32_t n = 0;
    if (!duis_repetition(scope->job->doc, scope->node, row->from, c->tree.arena, &asked)) {
        return alb_fail(c->err, ALB_NO_MEMORY, NULL, 0, "no memory to compare in");
    }
    for (uint32_t i = 0; i < c->tree.count; i = c->tree.values[i].next) {
        if (strcmp(c->tree.values[i].field->name, row->to) == 0) {
            if (n < asked.count) {
                ALB_TRY(check_element(c, scope, row, asked.nodes[n], n, i));
            }
            n++;
        }
    }
    return check_counter(c, row->to, asked.count, n);
}

static bool names_repeated_component(const correlation *c, const char *name)
{
    const cat_content *content = &c->job->use_case->command;
    for (uint8_t i = 0; i < content->n_components; i++) {
        const cat_zcl_command *command = content->components[i].command;
        if (content->components[i].max > 0 && command && strcmp(command->payload.name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_list(cat_kind kind)
{
    return kind == CAT_D_ARRAY || kind == CAT_Z_LIST || kind == CAT_A_SEQUENCE_OF;
}

static alb_status check_row_at(correlation *c, const duis_scope *scope, const cat_mapping *row,
                               uint32_t index)
{
    if (!row->rows) {
        return compare(c, scope, row, index);
    }
    if (is_list(c->tree.values[index].field->type->kind)) {
        return check_repetition(c, scope, row, index);
    }
    return check_element(c, scope, row, duis_follow(scope->job->doc, scope->node, row->from, 0), 0, index);
}

/* Every value that `to` names below parent. */
static alb_status visit(correlation *c, const duis_scope *scope, const cat_mapping *row, const char *to,
                        uint32_t parent, size_t *found)
{
    size_t len = strcspn(to, "/");
    size_t name = strcspn(to, "[/");
    uint64_t wanted = 0;
    uint64_t seen = 0;
    bool any = len == 1 && to[0] == '*';
    const char *rest = to + len + (to[len] == '/');
    if (name < len && !alb_parse_u64(alb_span_of(to + name + 1, len - name - 2), UINT32_MAX, &wanted)) {
        ALB_BUG(to);
    }
    for (uint32_t i = first_below(c, parent); i != UINT32_MAX; i = next_below(c, parent, i)) {
        bool named = alb_span_equal(alb_span_of(to, name), alb_span_str(c->tree.values[i].field->name));
        if (!any && (!named || seen++ != wanted)) {
            continue;
        }
        if (*rest != '\0') {
            ALB_TRY(visit(c, scope, row, rest, i, found));
        } else {
            (*found)++;
            ALB_TRY(check_row_at(c, scope, row, i));
        }
    }
    return ALB_OK;
}

/* An earlier row for the same value that applies comes first. */
static bool is_overruled(const duis_scope *scope, uint8_t i)
{
    for (uint8_t j = 0; j < i; j++) {
        if (scope->rows[j].to && strcmp(scope->rows[j].to, scope->rows[i].to) == 0 &&
            duis_row_applies(scope, &scope->rows[j])) {
            return true;
        }
    }
    return false;
}

/* Does the command have the item that a row's path begins with? Rows may be for an item of another use case,
 * or for one that is left out: that is checked by itself. */
static bool begins_in_tree(const correlation *c, const char *to)
{
    size_t name = strcspn(to, "[/");
    for (uint32_t i = 0; i < c->tree.count; i = c->tree.values[i].next) {
        if (alb_span_equal(alb_span_of(to, name), alb_span_str(c->tree.values[i].field->name))) {
            return true;
        }
    }
    return false;
}

static alb_status check_rows(correlation *c, const duis_scope *scope, uint32_t parent, size_t *found)
{
    for (uint8_t i = 0; i < scope->n_rows; i++) {
        const cat_mapping *row = &scope->rows[i];
        size_t here = 0;
        if (!row->to || !duis_row_applies(scope, row) || is_overruled(scope, i)) {
            continue;
        }
        if (strcmp(row->to, ".") == 0) {
            here = 1;
            ALB_TRY(compare(c, scope, row, parent));
        } else if (parent == TOP && row->rows && names_repeated_component(c, row->to)) {
            here = 1;
            ALB_TRY(check_components(c, scope, row));
        } else {
            ALB_TRY(visit(c, scope, row, row->to, parent, &here));
        }
        *found += here;
        if (here == 0 && (parent != TOP || begins_in_tree(c, row->to))) {
            return differs_text(c, row->to, row->from ? row->from : "made", "nothing");
        }
    }
    return ALB_OK;
}

/* --- what no row covers --- */

static const cat_field *name_of_item(const cat_item *item)
{
    const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    return item->argument ? item->argument : &a->value;
}

static const cat_value *value_of_item(const correlation *c, const cat_item *item)
{
    for (uint32_t i = 0; i < c->tree.count; i = c->tree.values[i].next) {
        if (c->tree.values[i].record == item) {
            return &c->tree.values[i];
        }
    }
    return NULL;
}

/* Items that may be left out are there when the request asks for them, and only then. */
static alb_status check_optional_items(correlation *c, const duis_scope *scope)
{
    const cat_content *content = &c->job->use_case->command;
    for (uint8_t i = 0; i < content->n_items; i++) {
        const cat_item *item = &content->items[i];
        const char *name = name_of_item(item)->name;
        bool asked = duis_row_touches(scope, name);
        bool there = value_of_item(c, item) != NULL;
        if (item->optional && asked != there) {
            return differs_text(c, name, asked ? "set" : "left out", there ? "set" : "left out");
        }
    }
    return ALB_OK;
}

static alb_status check_activations(correlation *c, const duis_scope *scope)
{
    static const cat_mapping row = {.conversion = "activation"};
    for (uint32_t i = 0; i < c->tree.count; i = c->tree.values[i].next) {
        const cat_item *item = c->job->use_case->command.n_items > 0 ? c->tree.values[i].record : NULL;
        if (item && item->activation && !c->covered[i]) {
            ALB_TRY(compare(c, scope, &row, i));
        }
    }
    return ALB_OK;
}

/* A component that may be left out, too. Those that stand for elements are counted with them. */
static alb_status check_optional_components(correlation *c, const duis_scope *scope)
{
    const cat_content *content = &c->job->use_case->command;
    for (uint8_t i = 0; i < content->n_components; i++) {
        const cat_component *component = &content->components[i];
        bool optional = component->max > 0 && component->min == 0 && component->command;
        const char *name = optional ? component->command->payload.name : "";
        const cat_mapping *row = optional ? duis_row_for(scope, name) : NULL;
        bool there = false;
        for (uint32_t t = 0; t < c->tree.count; t = c->tree.values[t].next) {
            there = there || c->tree.values[t].record == component;
        }
        if (optional && !row && duis_row_touches(scope, name) != there) {
            return differs_text(c, name, there ? "left out" : "set", there ? "set" : "left out");
        }
    }
    return ALB_OK;
}

/* Values that the record fixes, the header gives, or the elements of a list make: the parser has held them
 * against it. */
static bool is_given(const cat_field *field, const cat_component *component, const cat_type *parent)
{
    const cat_type *type = field->type;
    if (field->mirror != CAT_MIRROR_NONE || type->has_fixed_value || type->fixed.ptr != NULL ||
        type->kind == CAT_NOTHING || type->kind == CAT_D_NULL || type->kind == CAT_A_NULL) {
        return true;
    }
    for (uint8_t i = 0; component && i < component->n_constants; i++) {
        if (strcmp(component->constants[i].field, field->name) == 0) {
            return true;
        }
    }
    for (uint16_t i = 0; parent && i < parent->n_fields; i++) {
        const char *counter = parent->fields[i].type->count;
        if (counter && strcmp(counter, field->name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_container(const cat_field *field)
{
    cat_kind kind = field->type->kind;
    return is_list(kind) || kind == CAT_D_STRUCT || kind == CAT_Z_STRUCT || kind == CAT_A_SEQUENCE ||
           kind == CAT_D_CHOICE || kind == CAT_A_CHOICE;
}

static alb_status check_left(correlation *c, uint32_t parent, const cat_component *component)
{
    const cat_type *type = parent == TOP ? NULL : c->tree.values[parent].field->type;
    for (uint32_t i = first_below(c, parent); i != UINT32_MAX; i = next_below(c, parent, i)) {
        const cat_value *v = &c->tree.values[i];
        if (parent == TOP) {
            component = component_of(c, i);
        }
        if (cat_tree_child(&c->tree, i) != UINT32_MAX) {
            ALB_TRY(check_left(c, i, component));
        } else if (!c->covered[i] && !is_container(v->field) && !(v->flags & CAT_VALUE_ABSENT) &&
                   !is_given(v->field, component, type)) {
            char text[160];
            alb_wr w = alb_wr_init(text, sizeof text);
            cat_value_text(v, &w);
            return differs(c, v->field->name, alb_span_str("nothing"), alb_span_of(text, w.pos));
        }
    }
    return ALB_OK;
}

/* --- the whole --- */

static alb_status check_content(correlation *c, const cat_target *target)
{
    duis_scope scope = {
        .job = c->job, .rows = target->mapping, .n_rows = target->n_mapping, .node = c->job->doc->body};
    size_t found = 0;
    ALB_TRY(check_rows(c, &scope, TOP, &found));
    ALB_TRY(check_optional_items(c, &scope));
    ALB_TRY(check_optional_components(c, &scope));
    ALB_TRY(check_activations(c, &scope));
    return check_left(c, TOP, NULL);
}

alb_status duis_correlate(const duis_document *request, const duis_context *context, alb_span pre_command,
                          alb_arena *arena, duis_difference *difference, alb_err *err)
{
    gbcs_message m;
    const cat_target *target = NULL;
    *difference = (duis_difference){.item = ""};
    ALB_TRY(gbcs_message_parse(pre_command, &m, err));
    correlation c = {.message = &m, .difference = difference, .err = err};
    if (m.header.cra != GBCS_COMMAND || !m.use_case) {
        return differs_text(&c, "message", "a command", m.use_case ? gbcs_cra_name(m.header.cra) : "unknown");
    }
    duis_job job = {.doc = request, .context = context, .use_case = m.use_case};
    c.job = &job;
    cat_tree_init(&c.tree, arena, TREE_START);
    ALB_TRY(duis_target_of(request, context, m.use_case, &target, err));
    if (!target) {
        return differs_text(&c, "use case", request->srv->name, m.use_case->name);
    }
    ALB_TRY(check_header(&c));
    ALB_TRY(gbcs_content_decode(&m, NULL, &c.tree, err));
    c.covered = alb_arena_array(arena, c.tree.count, sizeof *c.covered);
    if (!c.covered) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory to compare in");
    }
    return check_content(&c, target);
}
