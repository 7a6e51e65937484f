/* What each kind of rule asks. */
#include "rules_internal.h"

#include "base/text.h"

static uint32_t first(const duis_judge *j, const char *path)
{
    return duis_place_first(j->doc, j->doc->body, path);
}

static uint32_t next(const duis_judge *j, const char *path, uint32_t at)
{
    return duis_place_next(j->doc, j->doc->body, path, at);
}

/* The first `path`, with one of the values when the rule has such. */
static uint32_t find_valued(const duis_judge *j, const char *path)
{
    uint32_t at = first(j, path);
    while (at != UINT32_MAX && j->rule->values &&
           !duis_is_one_of(j->rule->values, duis_place_value(j->doc, at, path))) {
        at = next(j, path, at);
    }
    return at;
}

static bool check_together(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    bool is = at != UINT32_MAX, must = find_valued(j, j->rule->with) != UINT32_MAX;
    return is == must || duis_break(j, is ? at : j->doc->body);
}

static bool check_only_with(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    return at == UINT32_MAX || find_valued(j, j->rule->with) != UINT32_MAX || duis_break(j, at);
}

/* --- order --- */

static bool check_order(duis_judge *j, int most)
{
    for (uint32_t at = first(j, j->rule->at); at != UINT32_MAX; at = next(j, j->rule->at, at)) {
        uint32_t with = duis_find(j->doc, duis_parent(j->doc, at), j->rule->with);
        int order;
        if (with != UINT32_MAX && duis_compare(j->doc, at, with, &order) && order > most &&
            !duis_break(j, with)) {
            return false;
        }
    }
    return true;
}

static bool check_before(duis_judge *j)
{
    return check_order(j, -1);
}

static bool check_not_after(duis_judge *j)
{
    return check_order(j, 0);
}

static bool check_row(duis_judge *j, uint32_t from, int most)
{
    uint32_t before = UINT32_MAX;
    for (uint32_t at = duis_place_first(j->doc, from, j->rule->with); at != UINT32_MAX;
         at = duis_place_next(j->doc, from, j->rule->with, at)) {
        int order;
        if (before != UINT32_MAX && duis_compare(j->doc, before, at, &order) && order > most &&
            !duis_break(j, at)) {
            return false;
        }
        before = at;
    }
    return true;
}

static bool check_rows(duis_judge *j, int most)
{
    for (uint32_t at = first(j, j->rule->at); at != UINT32_MAX; at = next(j, j->rule->at, at)) {
        if (!check_row(j, at, most)) {
            return false;
        }
    }
    return true;
}

static bool check_ascending(duis_judge *j)
{
    return check_rows(j, -1);
}

static bool check_not_falling(duis_judge *j)
{
    return check_rows(j, 0);
}

/* --- the same, and others --- */

static bool check_differ(duis_judge *j)
{
    const char *path = j->rule->at;
    for (uint32_t a = first(j, path); a != UINT32_MAX; a = next(j, path, a)) {
        for (uint32_t b = first(j, path); b != a; b = next(j, path, b)) {
            if (alb_span_equal(duis_place_value(j->doc, a, path), duis_place_value(j->doc, b, path)) &&
                !duis_break(j, a)) {
                return false;
            }
        }
    }
    return true;
}

static bool check_not_same(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at), with = first(j, j->rule->with);
    return at == UINT32_MAX || with == UINT32_MAX ||
           !alb_span_equal(j->doc->nodes[at].text, j->doc->nodes[with].text) || duis_break(j, at);
}

/* What is referred to are numbers below 64. */
static bool number_of(const duis_judge *j, uint32_t at, const char *path, uint64_t *n)
{
    return alb_parse_u64(duis_place_value(j->doc, at, path), 63, n);
}

static bool check_refers(duis_judge *j)
{
    uint64_t defined = 0, n;
    for (uint32_t at = first(j, j->rule->with); at != UINT32_MAX; at = next(j, j->rule->with, at)) {
        defined |= number_of(j, at, j->rule->with, &n) ? UINT64_C(1) << n : 0;
    }
    for (uint32_t at = first(j, j->rule->at); at != UINT32_MAX; at = next(j, j->rule->at, at)) {
        if (number_of(j, at, j->rule->at, &n) && !(defined >> n & 1U) && !duis_break(j, at)) {
            return false;
        }
    }
    return true;
}

/* --- content --- */

static bool holds_something(const duis_document *doc, uint32_t from)
{
    if (doc->nodes[from].element->simple) {
        return doc->nodes[from].text.len > 0;
    }
    for (uint32_t at = from + 1; at < doc->nodes[from].next; at++) {
        if (!doc->nodes[at].element->children && !duis_is_named(doc, at, "ExecutionDateTime")) {
            return true;
        }
    }
    return false;
}

static bool check_holds(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    return at == UINT32_MAX || holds_something(j->doc, at) || duis_break(j, at);
}

static bool check_octets(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    if (at == UINT32_MAX) {
        return true;
    }
    char digits[24];
    alb_wr w = alb_wr_init(digits, sizeof digits);
    alb_wr_printf(&w, "%zu", j->doc->nodes[at].text.len / 2);
    return duis_is_one_of(j->rule->values, alb_wr_span(&w)) || duis_break(j, at);
}

static bool check_values(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    return at == UINT32_MAX || duis_is_one_of(j->rule->values, j->doc->nodes[at].text) || duis_break(j, at);
}

static bool check_not_target(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    alb_eui64 id;
    return at == UINT32_MAX || !alb_eui64_parse(j->doc->nodes[at].text, &id) ||
           !alb_eui64_equal(id, j->doc->request_id.target) || duis_break(j, at);
}

/* --- time --- */

/* A date stands for its first moment. */
static bool time_at(const duis_document *doc, uint32_t at, alb_time *out)
{
    enum { DATE_LENGTH = 10 };
    alb_span text = doc->nodes[at].text;
    char moment[ALB_TIME_TEXT];
    alb_wr w = alb_wr_init(moment, sizeof moment);
    if (doc->nodes[at].element->simple->kind == CAT_X_DATE) {
        alb_wr_bytes(&w, alb_span_sub(text, 0, DATE_LENGTH));
        alb_wr_text(&w, "T00:00:00Z");
        text = alb_wr_span(&w);
    }
    return alb_time_parse(text, out);
}

static bool check_not_past(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    alb_time now = j->context->now, t;
    if (at == UINT32_MAX || now < ALB_TIME_2000 || !time_at(j->doc, at, &t)) {
        return true;
    }
    if (j->doc->nodes[at].element->simple->kind == CAT_X_DATE) {
        now -= now % ALB_DAYS(1);
    }
    return t >= now || duis_break(j, at);
}

static bool check_days(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    uint32_t with = at != UINT32_MAX ? duis_find(j->doc, duis_parent(j->doc, at), j->rule->with) : UINT32_MAX;
    alb_time from, to;
    uint64_t days;
    return with == UINT32_MAX || !time_at(j->doc, at, &from) || !time_at(j->doc, with, &to) ||
           !alb_parse_u64(alb_span_str(j->rule->values), UINT16_MAX, &days) || to - from <= ALB_DAYS(days) ||
           duis_break(j, with);
}

/* --- for whom --- */

static bool check_devices(duis_judge *j)
{
    uint32_t at = find_valued(j, j->rule->at);
    uint16_t device = j->context->device;
    return at == UINT32_MAX || device == 0 || (device & j->rule->devices) != 0 || duis_break(j, at);
}

static bool check_needed_by(duis_judge *j)
{
    return !(j->context->device & j->rule->devices) || first(j, j->rule->at) != UINT32_MAX ||
           duis_break(j, j->doc->body);
}

static bool check_users(duis_judge *j)
{
    uint32_t at = find_valued(j, j->rule->at);
    uint16_t users = j->context->users;
    return at == UINT32_MAX || users == 0 || (users & j->rule->users) != 0 || duis_break(j, at);
}

static bool check_phases(duis_judge *j)
{
    uint32_t at = first(j, j->rule->at);
    uint8_t phases = j->context->phases;
    return at == UINT32_MAX || phases == 0 || phases == j->rule->phases || duis_break(j, at);
}

duis_rule_check *duis_rule_kind(cat_rule_kind kind)
{
    static duis_rule_check *const kinds[] = {
        [CAT_RULE_TOGETHER] = check_together,
        [CAT_RULE_ONLY_WITH] = check_only_with,
        [CAT_RULE_BEFORE] = check_before,
        [CAT_RULE_NOT_AFTER] = check_not_after,
        [CAT_RULE_ASCENDING] = check_ascending,
        [CAT_RULE_NOT_FALLING] = check_not_falling,

        [CAT_RULE_DIFFER] = check_differ,
        [CAT_RULE_NOT_SAME] = check_not_same,
        [CAT_RULE_REFERS] = check_refers,
        [CAT_RULE_HOLDS] = check_holds,
        [CAT_RULE_OCTETS] = check_octets,
        [CAT_RULE_VALUES] = check_values,
        [CAT_RULE_NOT_TARGET] = check_not_target,
        [CAT_RULE_NOT_PAST] = check_not_past,
        [CAT_RULE_DAYS] = check_days,
        [CAT_RULE_ONLY_DEVICES] = check_devices,
        [CAT_RULE_NEEDED_BY] = check_needed_by,
        [CAT_RULE_ONLY_USERS] = check_users,
        [CAT_RULE_ONLY_PHASES] = check_phases,
    };
    return kind < ALB_COUNT(kinds) ? kinds[kind] : NULL;
}
