#include "duis/version.h"

#include "rules_internal.h"

#include "catalogue/schema_version.h"

#include <stdarg.h>
#include <stdio.h>

static const char rule[] = "DUIS versions";

static bool matches(const duis_document *doc, uint32_t at, const cat_schema_change *change)
{
    return duis_is_named(doc, at, change->element) &&
           (!change->parent || duis_is_named(doc, duis_parent(doc, at), change->parent)) &&
           (!change->values || duis_is_one_of(change->values, doc->nodes[at].text));
}

/* Always UNSUPPORTED. *err tells of the first. */
static alb_status ALB_PRINTF(5, 6)
    refuse(const duis_document *doc, uint32_t at, alb_buf *more, alb_err *err, const char *fmt, ...)
{
    alb_err fault = {.code = ALB_UNSUPPORTED, .rule = rule, .offset = doc->nodes[at].line};
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(fault.detail, sizeof fault.detail, fmt, args);
    va_end(args);
    alb_wr path = alb_wr_init(fault.path, sizeof fault.path - 1);
    duis_path(doc, at, &path);
    if (more) {
        alb_buf_printf(more, "line %zu: %s: %s\n", fault.offset, fault.path, fault.detail);
    }
    if (err && err->code == ALB_OK) {
        *err = fault;
    }
    return ALB_UNSUPPORTED;
}

static alb_status check_node(const duis_document *doc, uint32_t at, alb_buf *more, alb_err *err)
{
    size_t count;
    const cat_schema_change *changes = cat_schema_changes(&count);
    for (size_t i = 0; i < count; i++) {
        if (doc->version < changes[i].since && matches(doc, at, &changes[i])) {
            alb_span value = changes[i].values ? doc->nodes[at].text : ALB_LIT("the element");
            return refuse(doc, at, more, err, "%.*s is not in schemaVersion %u.%u", (int)value.len,
                          (const char *)value.ptr, doc->version / 10, doc->version % 10);
        }
    }
    return ALB_OK;
}

static uint32_t last_change(void)
{
    size_t count;
    const cat_schema_change *changes = cat_schema_changes(&count);
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        last = changes[i].since > last ? changes[i].since : last;
    }
    return last;
}

alb_status duis_check_version(const duis_document *doc, alb_buf *more, alb_err *err)
{
    if (doc->kind != DUIS_REQUEST) {
        return ALB_OK;
    }
    const cat_schema_version *version = cat_schema_version_find(doc->version);
    if (!version || !version->accepted) {
        alb_span text = doc->nodes[0].attribute[0];
        return refuse(doc, 0, more, err, "schemaVersion '%.*s' is not accepted", (int)text.len,
                      (const char *)text.ptr);
    }
    alb_status st = ALB_OK;
    uint32_t end = doc->version < last_change() ? doc->count : 0;
    for (uint32_t at = 0; at < end && (st == ALB_OK || more); at++) {
        alb_status one = check_node(doc, at, more, err);
        st = st == ALB_OK ? one : st;
    }
    return st;
}
