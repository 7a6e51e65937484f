/* Named rules of every request: header and body belong together (duis.md 2.2, 3.1), dates, indexes, place in
 * a sequence. */
#include "rules_internal.h"

#include "base/text.h"

static uint32_t header(const duis_judge *j, const char *name)
{
    uint32_t at = duis_find(j->doc, duis_find(j->doc, 0, "Header"), name);
    return at != UINT32_MAX ? at : 0;
}

static bool check_service(duis_judge *j)
{
    return j->doc->srv || duis_break(j, header(j, "ServiceReferenceVariant"));
}

static bool check_reference(duis_judge *j)
{
    return !j->doc->srv || alb_span_is(j->doc->service_reference, j->doc->srv->reference) ||
           duis_break(j, header(j, "ServiceReference"));
}

static bool is_one_of(uint8_t variant, unsigned variants)
{
    return variants >> (variant & 15U) & 1U;
}

static bool check_variant(duis_judge *j)
{
    return !j->doc->srv || is_one_of(j->doc->command_variant, j->doc->srv->command_variants) ||
           duis_break(j, header(j, "CommandVariant"));
}

static bool check_body(duis_judge *j)
{
    if (!j->doc->srv) {
        return true;
    }
    bool is_signed = is_one_of(j->doc->command_variant, 1U << 5 | 1U << 6 | 1U << 7);
    return duis_is_named(j->doc, j->doc->body, is_signed ? "SignedPreCommand" : j->doc->srv->body) ||
           duis_break(j, j->doc->body);
}

/* --- the date of execution --- */

static bool check_future_dated(duis_judge *j)
{
    uint32_t date = duis_find(j->doc, j->doc->body, "ExecutionDateTime");
    return date == UINT32_MAX || j->doc->srv->future_dated != CAT_FUTURE_NONE || duis_break(j, date);
}

static bool check_local(duis_judge *j)
{
    uint32_t date = duis_find(j->doc, j->doc->body, "ExecutionDateTime");
    return date == UINT32_MAX || !is_one_of(j->doc->command_variant, 1U << 2 | 1U << 3 | 1U << 6 | 1U << 7) ||
           duis_break(j, date);
}

/* What the device holds is the device's to judge. */
static bool check_execution_window(duis_judge *j)
{
    uint32_t date = duis_find(j->doc, j->doc->body, "ExecutionDateTime");
    alb_time now = j->context->now, t;
    if (date == UINT32_MAX || now < ALB_TIME_2000 || j->doc->command_variant != 1 ||
        !alb_time_parse(j->doc->nodes[date].text, &t) || t >= DUIS_CANCELLATION) {
        return true;
    }
    bool too_far = j->doc->srv->future_dated == CAT_FUTURE_DSP && t > now + ALB_DAYS(30);
    return (t >= now && !too_far) || duis_break(j, date);
}

/* --- dates and indexes, wherever they stand --- */

static uint64_t number_at(const duis_document *doc, uint32_t parent, const char *path, const char *gas_path)
{
    alb_span text = duis_text(doc, parent, path);
    uint64_t n = 0;
    return alb_parse_u64(text.len > 0 ? text : duis_text(doc, parent, gas_path), UINT16_MAX, &n) ? n : 0;
}

/* A date of which parts may be any: day and month, if both are given, must go together. */
static bool day_exists(const duis_document *doc, uint32_t at)
{
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t month = number_at(doc, at, "Month/SpecifiedMonth", "GasMonthWithWildcards/SpecifiedMonth");
    uint64_t day = number_at(doc, at, "DayOfMonth/SpecifiedDayOfMonth",
                             "GasDayOfMonthWithWildcards/SpecifiedDayOfMonth");
    if (month == 0 || month > ALB_COUNT(days) || day == 0) {
        return true;
    }
    uint64_t year = number_at(doc, at, "Year/SpecifiedYear", "GasYearWithWildcards/SpecifiedYear");
    bool leap = year == 0 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    return day <= (month == 2 && !leap ? 28 : days[month - 1]);
}

static bool check_dates(duis_judge *j)
{
    for (uint32_t at = j->doc->body; at < j->doc->nodes[j->doc->body].next; at++) {
        if (!day_exists(j->doc, at) && !duis_break(j, at)) {
            return false;
        }
    }
    return true;
}

/* An attribute of repeated elements is a number of theirs, which the schema keeps below 64. */
static bool check_indexes_below(duis_judge *j, uint32_t parent)
{
    const duis_document *doc = j->doc;
    const cat_element *before = doc->nodes[parent].element;
    uint64_t seen = 0;
    for (uint32_t at = duis_child(doc, parent); at != UINT32_MAX; at = duis_sibling(doc, parent, at)) {
        const duis_node *node = &doc->nodes[at];
        uint64_t index;
        seen = node->element == before ? seen : 0;
        before = node->element;
        if (node->element->n_attributes == 0 || !alb_parse_u64(node->attribute[0], 63, &index)) {
            continue;
        }
        if (seen >> index & 1U && !duis_break(j, at)) {
            return false;
        }
        seen |= UINT64_C(1) << index;
    }
    return true;
}

static bool check_indexes(duis_judge *j)
{
    for (uint32_t at = j->doc->body; at < j->doc->nodes[j->doc->body].next; at++) {
        if (!check_indexes_below(j, at)) {
            return false;
        }
    }
    return true;
}

/* --- sequences (duis.md 11) --- */

static bool check_no_circle(duis_judge *j)
{
    uint32_t before = header(j, "PrecedingServiceRequestID");
    return before == 0 ||
           !alb_span_equal(j->doc->nodes[before].text, duis_text(j->doc, 0, "Header/RequestID")) ||
           duis_break(j, before);
}

static bool check_one_place(duis_judge *j)
{
    uint32_t before = header(j, "PrecedingServiceRequestID"), first = header(j, "FirstInSequence");
    alb_span is_first = j->doc->nodes[first].text;
    return before == 0 || first == 0 || !(alb_span_is(is_first, "true") || alb_span_is(is_first, "1")) ||
           duis_break(j, before);
}

static const duis_named_check checks[] = {
    {"service", check_service},
    {"reference", check_reference},
    {"variant", check_variant},
    {"body", check_body},
    {"future dated", check_future_dated},
    {"held by none", check_local},
    {"execution window", check_execution_window},
    {"dates exist", check_dates},
    {"indexes differ", check_indexes},
    {"no circle", check_no_circle},
    {"one place", check_one_place},
};
const duis_named_checks duis_header_checks = {checks, ALB_COUNT(checks)};
