/* Rules of single services (duis.md 9.2), each with its response code (duis.md 8.2). */
#include "rules_internal.h"

#include "base/text.h"

/* Numbers of all elements at a path whose last step repeats: bit n for n. Of the text, or of the first
 * attribute. */
static uint64_t numbers(const duis_document *doc, uint32_t parent, const char *name, const char *below,
                        bool of_attribute)
{
    uint64_t set = 0;
    for (uint32_t at = duis_child(doc, parent); parent != UINT32_MAX && at != UINT32_MAX;
         at = duis_sibling(doc, parent, at)) {
        if (strcmp(doc->nodes[at].element->name, name) != 0) {
            continue;
        }
        uint64_t n;
        alb_span text = of_attribute ? doc->nodes[at].attribute[0] : duis_text(doc, at, below);
        if (alb_parse_u64(text, 63, &n)) {
            set |= UINT64_C(1) << n;
        }
    }
    return set;
}

/* --- 1.1.1 --- */

/* Every element of that name below `from` must name one of a set. */
static bool check_references(duis_judge *j, uint32_t from, const char *name, uint64_t defined)
{
    for (uint32_t at = from; from != UINT32_MAX && at < j->doc->nodes[from].next; at++) {
        uint64_t n;
        if (strcmp(j->doc->nodes[at].element->name, name) == 0 &&
            alb_parse_u64(j->doc->nodes[at].text, 63, &n) && !(defined >> n & 1U)) {
            return duis_break(j, "E010102", at, "%s %u is not supplied", name, (unsigned)n);
        }
    }
    return true;
}

static bool check_switching_table(duis_judge *j, uint32_t tariff)
{
    const duis_document *doc = j->doc;
    uint32_t days = duis_find(doc, tariff, "SwitchingTable/DayProfiles");
    uint32_t weeks = duis_find(doc, tariff, "SwitchingTable/WeekProfiles");
    return check_references(j, tariff, "ReferencedDayName",
                            numbers(doc, days, "DayProfile", "DayName", false)) &&
           check_references(j, tariff, "ReferencedWeekName",
                            numbers(doc, weeks, "WeekProfile", "WeekName", false));
}

static bool check_actions(duis_judge *j, uint32_t tariff, uint32_t prices)
{
    const duis_document *doc = j->doc;
    uint64_t tou = 0, block = 0;
    static const char *const kinds[] = {"TOUTariff", "BlockTariff", "HybridTariff"};
    for (size_t i = 0; i < ALB_COUNT(kinds); i++) {
        uint32_t kind = duis_find(doc, prices, kinds[i]);
        if (kind != UINT32_MAX) {
            tou |= numbers(doc, kind, "TOUPrice", "", true);
            block |= numbers(doc, kind, "BlockPrices", "", true);
        }
    }
    return check_references(j, tariff, "TOUTariffAction", tou) &&
           check_references(j, tariff, "BlockTariffAction", block);
}

static bool check_tariff(duis_judge *j)
{
    const duis_document *doc = j->doc;
    bool electricity = duis_body_has(j, "ElecTariffElements");
    uint32_t tariff = duis_find(doc, doc->body, electricity ? "ElecTariffElements" : "GasTariffElements");
    uint32_t prices =
        duis_find(doc, doc->body,
                  electricity ? "PriceElements/ElectricityPriceElements" : "PriceElements/GasPriceElements");
    if (tariff == UINT32_MAX || prices == UINT32_MAX) {
        return duis_break(j, "E010101", doc->body, "the tariff is of one fuel, the prices of the other");
    }
    return check_switching_table(j, tariff) && check_actions(j, tariff, prices);
}

/* --- 5.1 --- */

/* Dates and times of one form compare as text. */
static bool is_before(alb_span a, alb_span b, size_t length)
{
    return a.len >= length && b.len >= length && memcmp(a.ptr, b.ptr, length) < 0;
}

enum { DATE_TEXT = 10, TIME_TEXT = 8 };

static bool check_offsets(duis_judge *j, uint32_t read)
{
    const duis_document *doc = j->doc;
    int64_t from, to;
    if (!alb_parse_i64(duis_text(doc, read, "StartDateOffset"), INT16_MIN, 0, &from) ||
        !alb_parse_i64(duis_text(doc, read, "EndDateOffset"), INT16_MIN, 0, &to)) {
        return true;
    }
    bool ordered = from < to || (from == to && is_before(duis_text(doc, read, "StartTime"),
                                                         duis_text(doc, read, "EndTime"), TIME_TEXT));
    return ordered || duis_break(j, "E050110", read, "the period does not end after its start");
}

static bool check_schedule(duis_judge *j)
{
    const duis_document *doc = j->doc;
    uint32_t end = duis_find(doc, doc->body, "ScheduleEndDate");
    if (end != UINT32_MAX &&
        is_before(doc->nodes[end].text, duis_text(doc, doc->body, "ScheduleStartDate"), DATE_TEXT)) {
        return duis_break(j, "E050103", end, "the schedule ends before it starts");
    }
    const cat_service_request *scheduled =
        cat_service_request_find(duis_text(doc, doc->body, "DSPScheduledServiceReferenceVariant"));
    uint32_t read = duis_child(doc, doc->body);
    for (uint32_t next = read; next != UINT32_MAX; next = duis_sibling(doc, doc->body, next)) {
        read = next;
    }
    /* The element is named as the body of the scheduled service, with DSP in front. */
    const char *name = doc->nodes[read].element->name;
    if (!scheduled || strncmp(name, "DSP", 3) != 0 || strcmp(name + 3, scheduled->body) != 0 ||
        !alb_span_is(duis_text(doc, doc->body, "DSPScheduledServiceReference"), scheduled->reference)) {
        return duis_break(j, "E050109", read, "the scheduled service is another one");
    }
    return check_offsets(j, read);
}

/* --- 6.x --- */

static bool check_phases(duis_judge *j)
{
    uint32_t first = duis_find(j->doc, j->doc->body, "PolyPhaseVoltageSettings");
    uint64_t phases = numbers(j->doc, j->doc->body, "PolyPhaseVoltageSettings", "Phase", false);
    return first == UINT32_MAX || phases == (1U << 1 | 1U << 2 | 1U << 3) ||
           duis_break(j, "E060502", first, "the phases are not 1, 2 and 3, once each");
}

static bool is_half_hour(alb_span time)
{
    alb_span rest = alb_span_sub(time, 2, 6);
    return alb_span_is(rest, ":00:00") || alb_span_is(rest, ":30:00");
}

static bool check_maximum_demand(duis_judge *j)
{
    uint32_t schedule = duis_find(j->doc, j->doc->body, "MaximumDemandTimePeriodSchedule");
    alb_span from = duis_text(j->doc, schedule, "StartTime"), to = duis_text(j->doc, schedule, "EndTime");
    if (!is_half_hour(from) || !is_half_hour(to)) {
        return duis_break(j, "E061801", schedule, "the period is not of whole half hours");
    }
    return !is_before(to, from, TIME_TEXT) ||
           duis_break(j, "E061801", schedule, "the period ends before it starts");
}

static bool check_registers(duis_judge *j)
{
    uint32_t first = duis_child(j->doc, j->doc->body);
    uint32_t after = first != UINT32_MAX ? duis_sibling(j->doc, j->doc->body, first) : UINT32_MAX;
    bool only_date = after == UINT32_MAX && duis_body_has(j, "ExecutionDateTime");
    return (first != UINT32_MAX && !only_date) ||
           duis_break(j, "E061802", j->doc->body, "no register is selected");
}

static bool check_alert_settings(duis_judge *j)
{
    for (uint32_t at = j->doc->body; at < j->doc->nodes[j->doc->body].next; at++) {
        if (j->doc->nodes[at].element->simple) {
            return true;
        }
    }
    return duis_break(j, "E062203", j->doc->body, "no setting is present");
}

static bool check_roles(duis_judge *j)
{
    const duis_document *doc = j->doc;
    for (uint32_t a = duis_child(doc, doc->body); a != UINT32_MAX; a = duis_sibling(doc, doc->body, a)) {
        for (uint32_t b = duis_child(doc, doc->body); b != a; b = duis_sibling(doc, doc->body, b)) {
            if (alb_span_equal(doc->nodes[a].text, doc->nodes[b].text)) {
                return duis_break(j, "E062402", a, "the role stands there before");
            }
        }
    }
    return true;
}

/* --- 8.11 and 12.2 --- */

static bool check_whitelist(duis_judge *j)
{
    const duis_document *doc = j->doc;
    bool add = alb_span_is(duis_text(doc, doc->body, "RequestType"), "Add");
    uint32_t details = duis_find(doc, doc->body, "AddDeviceToCHFWhitelist");
    if (add != (details != UINT32_MAX)) {
        return duis_break(j, "E081102", doc->body,
                          "AddDeviceToCHFWhitelist goes with Add, and only with Add");
    }
    uint32_t code = duis_find(doc, doc->body, "AddDeviceToCHFWhitelist/InstallCode");
    size_t octets = code != UINT32_MAX ? doc->nodes[code].text.len / 2 : 0;
    return !add || octets == 6 || octets == 8 || octets == 12 || octets == 16 ||
           duis_break(j, "E081109", code, "an install code has 6, 8, 12 or 16 octets");
}

static bool check_notification(duis_judge *j)
{
    const duis_document *doc = j->doc;
    alb_span type = duis_text(doc, doc->body, "DeviceType");
    if (alb_span_is(type, "CHF") != duis_body_has(j, "AssociatedGPFDeviceID")) {
        return duis_break(j, "E120204", doc->body, "AssociatedGPFDeviceID goes with CHF, and only with CHF");
    }
    return alb_span_is(type, "ESME") == duis_body_has(j, "ESMEVariant") ||
           duis_break(j, "E120207", doc->body, "ESMEVariant goes with ESME, and only with ESME");
}

static const struct {
    const char *srv;
    bool (*check)(duis_judge *j);
} rules[] = {
    {"1.1.1", check_tariff},          {"5.1", check_schedule},     {"6.5", check_phases},
    {"6.18.1", check_maximum_demand}, {"6.18.2", check_registers}, {"6.22", check_alert_settings},
    {"6.24.1", check_roles},          {"8.11", check_whitelist},   {"12.2", check_notification},
};

bool duis_check_service(duis_judge *j)
{
    /* What was signed is in the pre-command, not here. */
    if (strcmp(j->doc->nodes[j->doc->body].element->name, j->doc->srv->body) != 0) {
        return true;
    }
    for (size_t i = 0; i < ALB_COUNT(rules); i++) {
        if (strcmp(rules[i].srv, j->doc->srv->srv) == 0) {
            return rules[i].check(j);
        }
    }
    return true;
}
