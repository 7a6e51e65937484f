#include "rules_internal.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

bool duis_break(duis_judge *j, const char *code, uint32_t at, const char *fmt, ...)
{
    j->code = code;
    char why[sizeof j->err->detail];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    (void)alb_fail(j->err, ALB_BAD_VALUE, "duis.md 9", j->doc->nodes[at].line, "%s", why);
    if (j->err) {
        alb_wr path = alb_wr_init(j->err->path, sizeof j->err->path - 1);
        duis_path(j->doc, at, &path);
        j->err->path[path.pos] = 0;
    }
    return false;
}

/* --- header and body belong together (duis.md 2.2, 3.1) --- */

static bool check_names(duis_judge *j)
{
    const duis_document *doc = j->doc;
    const cat_service_request *srv = doc->srv;
    if (!srv) {
        return duis_break(j, "E12", 0, "there is no such Service Reference Variant");
    }
    if (!alb_span_is(doc->service_reference, srv->reference)) {
        return duis_break(j, "E12", duis_find(doc, 0, "Header/ServiceReference"), "%s is a variant of %s",
                          srv->srv, srv->reference);
    }
    if (!((unsigned)srv->command_variants >> (doc->command_variant & 15U) & 1U)) {
        return duis_break(j, "E12", duis_find(doc, 0, "Header/CommandVariant"),
                          "Command Variant %u is not for %s", doc->command_variant, srv->srv);
    }
    bool is_signed = doc->command_variant >= 5 && doc->command_variant <= 7;
    const char *body = is_signed ? "SignedPreCommand" : srv->body;
    return strcmp(doc->nodes[doc->body].element->name, body) == 0 ||
           duis_break(j, "E12", doc->body, "the body of %s, Command Variant %u, is %s", srv->srv,
                      doc->command_variant, body);
}

/* What is delivered locally is not held by anyone (duis.md 9.1). */
static bool check_execution_date(duis_judge *j)
{
    uint32_t date = duis_find(j->doc, j->doc->body, "ExecutionDateTime");
    if (date == UINT32_MAX) {
        return true;
    }
    unsigned variant = j->doc->command_variant;
    if (j->doc->srv->future_dated == CAT_FUTURE_NONE) {
        return duis_break(j, "E50", date, "%s cannot be future dated", j->doc->srv->srv);
    }
    return (variant != 2 && variant != 3 && variant != 6 && variant != 7) ||
           duis_break(j, "E50", date, "Command Variant %u cannot be future dated", variant);
}

/* --- periods, dates and indexes, wherever they stand --- */

static bool is_named(const duis_document *doc, uint32_t at, const char *name)
{
    return at != UINT32_MAX && strcmp(doc->nodes[at].element->name, name) == 0;
}

static bool check_period(duis_judge *j, uint32_t parent, uint32_t at)
{
    const duis_document *doc = j->doc;
    uint32_t end = duis_sibling(doc, parent, at);
    alb_time from, to;
    return !is_named(doc, at, "StartDateTime") || !is_named(doc, end, "EndDateTime") ||
           !alb_time_parse(doc->nodes[at].text, &from) || !alb_time_parse(doc->nodes[end].text, &to) ||
           from < to || duis_break(j, "E52", end, "the period does not end after its start");
}

static uint64_t number_at(const duis_document *doc, uint32_t parent, const char *path, const char *gas_path)
{
    alb_span text = duis_text(doc, parent, path);
    uint64_t n = 0;
    return alb_parse_u64(text.len > 0 ? text : duis_text(doc, parent, gas_path), UINT16_MAX, &n) ? n : 0;
}

/* A date of which parts may be any: day and month, if both are given, must go together. */
static bool check_wildcard_date(duis_judge *j, uint32_t at)
{
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const duis_document *doc = j->doc;
    uint64_t month = number_at(doc, at, "Month/SpecifiedMonth", "GasMonthWithWildcards/SpecifiedMonth");
    uint64_t day = number_at(doc, at, "DayOfMonth/SpecifiedDayOfMonth",
                             "GasDayOfMonthWithWildcards/SpecifiedDayOfMonth");
    if (month == 0 || month > ALB_COUNT(days) || day == 0) {
        return true;
    }
    uint64_t year = number_at(doc, at, "Year/SpecifiedYear", "GasYearWithWildcards/SpecifiedYear");
    bool leap = year == 0 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    uint64_t last = month == 2 && !leap ? 28 : days[month - 1];
    return day <= last || duis_break(j, "E55", at, "there is no such day");
}

/* Bounds of the schema keep an index below 64. */
static bool check_index(duis_judge *j, uint32_t at, uint32_t before, uint64_t *seen)
{
    const duis_node *node = &j->doc->nodes[at];
    uint64_t index;
    if (before == UINT32_MAX || j->doc->nodes[before].element != node->element) {
        *seen = 0;
    }
    if (node->element->n_attributes == 0 || !alb_parse_u64(node->attribute[0], 63, &index)) {
        return true;
    }
    bool repeated = *seen >> index & 1U;
    *seen |= UINT64_C(1) << index;
    return !repeated || duis_break(j, "E55", at, "%s %u stands there before",
                                   node->element->attributes[0].name, (unsigned)index);
}

static bool check_children(duis_judge *j, uint32_t parent)
{
    uint64_t seen = 0;
    uint32_t before = UINT32_MAX;
    for (uint32_t at = duis_child(j->doc, parent); at != UINT32_MAX; at = duis_sibling(j->doc, parent, at)) {
        if (!check_index(j, at, before, &seen) || !check_period(j, parent, at)) {
            return false;
        }
        before = at;
    }
    return check_wildcard_date(j, parent);
}

static bool check_values(duis_judge *j)
{
    for (uint32_t at = j->doc->body; at < j->doc->nodes[j->doc->body].next; at++) {
        if (!check_children(j, at)) {
            return false;
        }
    }
    return true;
}

alb_status duis_check_rules(const duis_document *doc, const char **code, alb_err *err)
{
    duis_judge j = {.doc = doc, .err = err};
    bool keeps = doc->kind != DUIS_REQUEST || doc->body == UINT32_MAX ||
                 (check_names(&j) && check_execution_date(&j) && check_values(&j) && duis_check_service(&j));
    *code = j.code;
    return keeps ? ALB_OK : ALB_BAD_VALUE;
}
