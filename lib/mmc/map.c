/* The engine: walks the rows of a record over the values of a message. It knows no use case. */
#include "mmc_internal.h"

#include "base/text.h"
#include "catalogue/alert.h"

#define SCHEMA_VERSION "5.4"

/* --- paths --- */

/* Does the first step of the path have that name? *end: behind it. */
static bool is_named(const char *path, const char *name, const char **end)
{
    if (path[0] == '*') {
        *end = path + 1;
        return true;
    }
    while (*name != '\0' && *path == *name) {
        path++;
        name++;
    }
    *end = path;
    return *name == '\0' && (*path == '\0' || *path == '/' || *path == '[');
}

/* "[1]": how many values of the name to pass over. */
static uint64_t passed_over(const char **end)
{
    uint64_t n = 0;
    if (**end == '[') {
        size_t digits = strcspn(*end + 1, "]");
        if (!alb_parse_u64(alb_span_of(*end + 1, digits), UINT32_MAX, &n)) {
            ALB_BUG(*end);
        }
        *end += digits + 2;
    }
    return n;
}

typedef bool visitor(void *ctx, uint32_t index);

/* Every value at a path, in order, until the visitor has enough. Values that are absent are none. */
static bool visit(const cat_tree *tree, uint32_t begin, uint32_t end, const char *path, visitor *found,
                  void *ctx)
{
    uint64_t seen = 0;
    const char *rest;
    for (uint32_t i = begin; i < end; i = tree->values[i].next) {
        const cat_value *v = &tree->values[i];
        if (!is_named(path, v->field->name, &rest) || (v->flags & CAT_VALUE_ABSENT) ||
            seen++ < passed_over(&rest)) {
            continue;
        }
        if (*rest == '/' ? visit(tree, i + 1, v->next, rest + 1, found, ctx) : found(ctx, i)) {
            return true;
        }
    }
    return false;
}

static const char *from_outer(const mmc_scope **scope, const char *path)
{
    while (strncmp(path, "../", 3) == 0 && (*scope)->outer) {
        *scope = (*scope)->outer;
        path += 3;
    }
    return path;
}

static bool keep_first(void *ctx, uint32_t index)
{
    *(uint32_t *)ctx = index;
    return true;
}

uint32_t mmc_value_at(const mmc_mapping *m, const mmc_scope *scope, const char *path)
{
    uint32_t index = MMC_NOWHERE;
    path = from_outer(&scope, path);
    (void)visit(m->tree, scope->begin, scope->end, path, keep_first, &index);
    return index;
}

/* --- rows --- */

void mmc_refuse(mmc_mapping *m, const cat_value *v, const char *why)
{
    if (m->st == ALB_OK) {
        m->st = alb_fail(m->err, ALB_BAD_VALUE, "MMC", v ? v->offset : 0, "%s: %s",
                         v ? v->field->name : "content", why);
    }
}

static void number_element(mmc_mapping *m, const cat_mmc_row *row, uint32_t at, uint32_t position)
{
    if (at != MMC_NOWHERE) {
        m->doc->nodes[at].repeated = row->each || row->index != NULL;
    }
    if (row->index) {
        mmc_attribute_number(m->doc, at, row->index, row->number ? row->number : position);
    }
}

static void add_text(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index,
                     uint32_t position)
{
    enum { MOST_OF_A_NUMBER = 256 };
    const mmc_form *form = &mmc_forms[row->form];
    const cat_value *v = &m->tree->values[index];
    size_t room = v->bytes.len * 2 + MOST_OF_A_NUMBER;
    uint8_t *text = mmc_text_begin(m->doc, room);
    alb_wr w = alb_wr_init(text, room);
    if (!text) {
        return;
    }
    bool has_text = form->text(m, row, scope, v, &w);
    alb_span written = mmc_text_end(m->doc, text, room, has_text && w.st == ALB_OK ? w.pos : 0);
    if (w.st != ALB_OK) {
        mmc_refuse(m, v, "text is longer than it can be");
    } else if (has_text) {
        number_element(m, row, mmc_leaf_of(m->doc, mmc_element(row), form->kind, written), position);
    }
}

static void add_parent(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t position)
{
    uint32_t at = row->element ? mmc_open(m->doc, mmc_element(row), MMC_PARENT) : MMC_NOWHERE;
    uint32_t before = m->doc->count;
    if (row->element) {
        number_element(m, row, at, position);
    }
    mmc_rows(m, row->rows, row->n_rows, scope);
    if (m->doc->count == before && !row->kept && at != MMC_NOWHERE) {
        m->doc->count = at;
    } else {
        mmc_close(m->doc, at);
    }
}

/* A row on a value, or on that of its scope. */
static void add_row(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index,
                    uint32_t position)
{
    if (row->form == CAT_MMC_PARENT) {
        mmc_scope below = *scope;
        if (row->from) {
            below = (mmc_scope){.outer = scope,
                                .begin = index + 1,
                                .end = m->tree->values[index].next,
                                .index = index,
                                .position = position};
        }
        add_parent(m, row, &below, position);
    } else if (index != MMC_NOWHERE) {
        mmc_scope here = *scope;
        if (mmc_forms[row->form].text) {
            add_text(m, row, scope, index, position);
        } else {
            here.position = position;
            mmc_forms[row->form].shape(m, row, &here, index);
        }
    }
}

typedef struct row_visit {
    mmc_mapping *m;
    const cat_mmc_row *row;
    const mmc_scope *scope;
    uint32_t position;
} row_visit;

static bool visit_row(void *ctx, uint32_t index)
{
    row_visit *r = ctx;
    if (r->row->most != 0 && r->position == r->row->most) {
        mmc_refuse(r->m, &r->m->tree->values[index], "more of them than the schema has room for");
        return true;
    }
    add_row(r->m, r->row, r->scope, index, ++r->position);
    return !r->row->each || r->m->st != ALB_OK || r->m->doc->st != ALB_OK;
}

/* What the schema wants and the message does not have: an empty element, or a reason to stop. */
static void add_kept(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope)
{
    if (row->form == CAT_MMC_PARENT) {
        mmc_close(m->doc, mmc_open(m->doc, mmc_element(row), MMC_PARENT));
    } else {
        mmc_refuse(m, scope->index == MMC_NOWHERE ? NULL : &m->tree->values[scope->index],
                   "the schema wants more of it");
    }
}

void mmc_rows(mmc_mapping *m, const cat_mmc_row *rows, size_t n, const mmc_scope *scope)
{
    for (size_t i = 0; i < n && m->st == ALB_OK; i++) {
        const cat_mmc_row *row = &rows[i];
        if ((row->unless_failed && m->failed) ||
            (row->absent && mmc_value_at(m, scope, row->absent) != MMC_NOWHERE)) {
            continue;
        }
        uint32_t before = m->doc->count;
        if (!row->from) {
            add_row(m, row, scope, scope->index, scope->position);
            continue;
        }
        row_visit r = {.m = m, .row = row, .scope = scope};
        const mmc_scope *start = scope;
        const char *path = from_outer(&start, row->from);
        (void)visit(m->tree, start->begin, start->end, path, visit_row, &r);
        if (row->kept && m->doc->count == before && m->st == ALB_OK) {
            add_kept(m, row, scope);
        }
    }
}

static void add_content(mmc_mapping *m)
{
    mmc_scope content = {.end = m->tree->count, .index = MMC_NOWHERE};
    if (m->record->content) {
        mmc_rows(m, m->record->content->rows, m->record->content->count, &content);
    }
}

/* --- responses --- */

static alb_span response_element(mmc_mapping *m)
{
    char name[128];
    alb_wr w = alb_wr_init(name, sizeof name);
    alb_wr_text(&w, cat_mmc_response_element(m->doc->service));
    alb_wr_text(&w, "Rsp");
    return mmc_copy(m->doc, alb_wr_span(&w));
}

static void add_response(mmc_mapping *m)
{
    mmc_document *doc = m->doc;
    uint32_t message = mmc_open(doc, ALB_LIT("ResponseMessage"), MMC_PARENT);
    if (doc->outcome == MMC_CLOSED) {
        mmc_pieces(m);
    } else {
        uint32_t data = mmc_open(doc, ALB_LIT("SMETSData"), MMC_PARENT);
        uint32_t response = mmc_open(doc, response_element(m), MMC_PARENT);
        uint32_t success = doc->n_attributes; /* known at the end */
        mmc_attribute_add(doc, response, "MessageSuccess", ALB_LIT("true"));
        add_content(m);
        if (m->failed && success < doc->n_attributes) {
            doc->attributes[success].value = ALB_LIT("false");
        }
        mmc_close(doc, response);
        mmc_close(doc, data);
        if (m->failed) {
            mmc_debug(m);
        }
    }
    mmc_close(doc, message);
}

/* --- alerts: code and time stand in front, in ASN.1 within the first value --- */

static const cat_value *head_value(const mmc_mapping *m, const char *name, const char *within)
{
    mmc_scope content = {.end = m->tree->count, .index = MMC_NOWHERE};
    uint32_t at = mmc_value_at(m, &content, name);
    at = at == MMC_NOWHERE ? mmc_value_at(m, &content, within) : at;
    return at == MMC_NOWHERE ? NULL : &m->tree->values[at];
}

static void add_alert_content(mmc_mapping *m)
{
    mmc_document *doc = m->doc;
    const cat_value *code = head_value(m, "AlertCode", "*/AlertCode");
    const cat_value *time = head_value(m, "AlertTime", "*/TimeStamp");
    char text[40];
    alb_wr w = alb_wr_init(text, sizeof text);
    if (!code || !time || !mmc_date_time(m, NULL, NULL, time, &w)) {
        m->st = alb_fail(m->err, ALB_BAD_VALUE, "MMC", 0, "the alert has no code or no time");
        return;
    }
    const cat_alert *alert = cat_alert_find((uint16_t)code->number.u);
    doc->known_alert = alert != NULL;
    uint32_t content = mmc_open(doc, ALB_LIT("DeviceAlertContent"), MMC_PARENT);
    mmc_leaf_hex(doc, "GBCSHexAlertCode", (uint16_t)code->number.u, 2);
    (void)mmc_leaf(doc, ALB_LIT("AlertDescription"), MMC_TEXT,
                   alb_span_str(alert ? alert->name : "Alert code not known"));
    (void)mmc_leaf(doc, ALB_LIT("Timestamp"), MMC_CODE, alb_wr_span(&w));
    uint32_t payload = mmc_open(doc, ALB_LIT("Payload"), MMC_PARENT);
    uint32_t before = doc->count;
    add_content(m);
    if (doc->count == before && payload != MMC_NOWHERE) {
        doc->count = payload;
    } else {
        mmc_close(doc, payload);
    }
    mmc_close(doc, content);
}

static void add_alert(mmc_mapping *m)
{
    uint32_t message = mmc_open(m->doc, ALB_LIT("DeviceAlertMessage"), MMC_PARENT);
    if (m->doc->outcome == MMC_CLOSED) {
        mmc_pieces(m);
    } else {
        add_alert_content(m);
    }
    mmc_close(m->doc, message);
}

/* --- the document --- */

/* Of those a message may answer the one of the same kind: critical ones have no MAC. */
static const cat_service_request *usual_service(const gbcs_message *message, const cat_mmc *record)
{
    bool critical = message->form == GBCS_SIGNED;
    for (size_t i = 0; i < record->n_services; i++) {
        if (record->services[i]->critical == critical) {
            return record->services[i];
        }
    }
    return record->services[0];
}

static alb_status choose_service(const gbcs_message *message, const cat_mmc *record,
                                 const cat_service_request *answers, mmc_document *doc, alb_err *err)
{
    if (!answers) {
        doc->service = usual_service(message, record);
        return ALB_OK;
    }
    for (size_t i = 0; i < record->n_services; i++) {
        if (record->services[i] == answers) {
            doc->service = answers;
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_MISMATCH, "MMC", 0, "%s does not answer Service Request Variant %s",
                    record->use_case->name, answers->srv);
}

static void add_root(mmc_mapping *m)
{
    mmc_document *doc = m->doc;
    uint32_t root = mmc_open(doc, ALB_LIT("GBCSResponse"), MMC_PARENT);
    mmc_attribute_add(doc, root, "schemaVersion", ALB_LIT(SCHEMA_VERSION));
    mmc_header(m);
    uint32_t body = mmc_open(doc, ALB_LIT("Body"), MMC_PARENT);
    if (doc->is_alert) {
        add_alert(m);
    } else {
        add_response(m);
    }
    mmc_close(doc, body);
    mmc_close(doc, root);
}

static bool failed_check(const gbcs_verdict *verdict)
{
    return verdict && (verdict->signature == GBCS_CHECK_FAILED || verdict->mac == GBCS_CHECK_FAILED);
}

static void discard(mmc_document *doc)
{
    doc->nodes = NULL;
    doc->count = 0;
}

alb_status mmc_map(const gbcs_message *message, const cat_tree *content, const gbcs_verdict *verdict,
                   const cat_service_request *answers, alb_arena *arena, mmc_document *out, alb_err *err)
{
    *out =
        (mmc_document){.arena = arena, .success = true, .known_alert = true, .use_case = message->use_case};
    if (message->header.cra == GBCS_COMMAND) {
        return alb_fail(err, ALB_UNSUPPORTED, "MMC", 0, "a command has no MMC form");
    }
    if (failed_check(verdict)) {
        return alb_fail(err, ALB_AUTH_FAILED, "SEC H11", 0, "the message is not authentic: %s", verdict->why);
    }
    const cat_mmc *record = cat_mmc_find(message->header.message_code);
    if (!record) {
        out->outcome = MMC_NO_FORM;
        out->why = message->use_case ? "no MMC form: the message goes to the DCC or stays in the home"
                                     : "no MMC form: the message code is not known";
        return ALB_OK;
    }
    out->is_alert = message->header.cra == GBCS_ALERT;
    if (out->is_alert != (record->n_services == 0)) {
        return alb_fail(err, ALB_MISMATCH, "MMC", 0, "%s is no %s", record->use_case->name,
                        out->is_alert ? "alert" : "response");
    }
    mmc_mapping m = {.message = message, .tree = content, .record = record, .doc = out, .err = err};
    if (!out->is_alert) {
        ALB_TRY(choose_service(message, record, answers, out, err));
        m.failed = mmc_items_failed(&m);
    }
    if (mmc_is_closed(content)) {
        out->outcome = MMC_CLOSED;
        out->why = "encrypted parts stayed closed: no key";
    }
    add_root(&m);
    out->success = !m.failed;
    if (m.st == ALB_OK && out->st != ALB_OK) {
        m.st = alb_fail(err, out->st, "MMC", 0, "the document does not fit");
    }
    if (m.st != ALB_OK) {
        discard(out);
    }
    return m.st;
}
