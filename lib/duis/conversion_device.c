/* What devices are told in bits and packed numbers: alert behaviours, radio channels, auxiliary controllers.
 */
#include "mapping_internal.h"

#include "base/text.h"

/* --- behaviours: a mask of 256 events and their settings (gbcs-messages.md 6.9) --- */

enum { EVENTS = 256, HALF = EVENTS / 8, BOTH = 2 * HALF };
typedef enum behaviour { UNTOUCHED, DISABLED, ENABLED } behaviour;

/* Does the group of elements that node stands in apply to the meter? Some are for single phase meters only,
 * some for polyphase ones. */
static bool is_for_meter(const duis_asked *asked, uint32_t group)
{
    const char *name = asked->scope->job->doc->nodes[group].element->name;
    bool polyphase = asked->scope->job->context->phases == 3;
    return !(strstr(name, "PolyPhase") && !polyphase) && !(strstr(name, "SinglePhase") && polyphase);
}

static bool read_behaviours(const duis_asked *asked, uint32_t group, uint8_t out[static EVENTS])
{
    const duis_document *doc = asked->scope->job->doc;
    for (uint32_t i = duis_child(doc, group); i != DUIS_NOWHERE; i = duis_sibling(doc, group, i)) {
        alb_span name = alb_span_str(doc->nodes[i].element->name);
        alb_span text = alb_trim(doc->nodes[i].text);
        uint64_t code;
        if (name.len != 5 || name.ptr[0] != 'x' ||
            !alb_parse_hex_u64(alb_span_sub(name, 1, 4), 0xffff, &code)) {
            continue;
        }
        if (!alb_span_is(text, "Enable") && !alb_span_is(text, "Disable")) {
            return false;
        }
        out[code & 0xff] = alb_span_is(text, "Enable") ? ENABLED : DISABLED;
    }
    return true;
}

/* Elements are named after the event, "x810D", in groups. argument: events that are disabled where the
 * request does not say otherwise. */
static bool asked_behaviours(const duis_asked *asked, uint8_t out[static EVENTS])
{
    const duis_document *doc = asked->scope->job->doc;
    alb_span rest = alb_span_str(asked->row->argument);
    memset(out, UNTOUCHED, EVENTS);
    for (uint64_t code; rest.len >= 2; rest = alb_span_sub(rest, 3, SIZE_MAX)) {
        if (alb_parse_hex_u64(alb_span_sub(rest, 0, 2), 0xff, &code)) {
            out[code] = DISABLED;
        }
    }
    for (uint32_t g = duis_child(doc, asked->node); g != DUIS_NOWHERE;
         g = duis_sibling(doc, asked->node, g)) {
        if (is_for_meter(asked, g) && !read_behaviours(asked, g, out)) {
            return false;
        }
    }
    return read_behaviours(asked, asked->node, out);
}

/* Bit n of a half counts from its end. */
static void set_event(uint8_t half[static HALF], uint32_t n)
{
    half[HALF - 1 - n / 8] = (uint8_t)(half[HALF - 1 - n / 8] | 1u << n % 8);
}

static alb_status behaviours_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    uint8_t asks[EVENTS];
    uint8_t mask[HALF] = {0};
    uint8_t settings[HALF] = {0};
    if (!asked_behaviours(asked, asks)) {
        return duis_refuse(asked, err, "neither Enable nor Disable");
    }
    for (uint32_t n = 0; n < EVENTS; n++) {
        if (asks[n] != UNTOUCHED) {
            set_event(mask, n);
        }
        if (asks[n] == ENABLED) {
            set_event(settings, n);
        }
    }
    alb_wr w = alb_wr_init(duis_put_octets(out, arena, BOTH), BOTH);
    alb_wr_bytes(&w, ALB_SPAN_OF(mask));
    alb_wr_bytes(&w, ALB_SPAN_OF(settings));
    out->number.u = BOTH * UINT64_C(8);
    return w.buf ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for bits");
}

static void behaviours_asked(const duis_asked *asked, alb_wr *words)
{
    uint8_t asks[EVENTS];
    if (!asked_behaviours(asked, asks)) {
        return;
    }
    for (unsigned n = 0; n < EVENTS; n++) {
        if (asks[n] != UNTOUCHED) {
            alb_wr_printf(words, "%02X %s, ", n, asks[n] == ENABLED ? "on" : "off");
        }
    }
}

static void behaviours_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_span bytes = tree->values[index].bytes;
    for (unsigned bit = 0; bytes.len == BOTH && bit < EVENTS; bit++) {
        size_t octet = HALF - 1 - bit / 8;
        bool masked = bytes.ptr[octet] >> bit % 8 & 1;
        bool on = bytes.ptr[HALF + octet] >> bit % 8 & 1;
        if (masked || on) {
            alb_wr_printf(words, "%02X %s, ", bit, !masked ? "on without mask" : on ? "on" : "off");
        }
    }
}

const duis_conversion duis_conversion_behaviours = {
    .name = "behaviours", .put = behaviours_put, .asked = behaviours_asked, .found = behaviours_found};

/* --- channels: page in the top five bits, a bit for each channel; argument "28,0": page, first channel ---
 */

enum { CHANNELS_OF_PAGE = 27 };

static void page_of(const duis_asked *asked, unsigned *page, unsigned *first)
{
    alb_span rest = alb_span_str(asked->row->argument);
    uint64_t number = 0;
    uint64_t base = 0;
    size_t comma = strcspn(asked->row->argument, ",");
    if (!alb_parse_u64(alb_span_sub(rest, 0, comma), 31, &number) ||
        !alb_parse_u64(alb_span_sub(rest, comma + 1, SIZE_MAX), 99, &base)) {
        ALB_BUG(asked->row->argument);
    }
    *page = (unsigned)number;
    *first = (unsigned)base;
}

static alb_status channels_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    const duis_document *doc = asked->scope->job->doc;
    unsigned page;
    unsigned first;
    page_of(asked, &page, &first);
    uint32_t bits = page << CHANNELS_OF_PAGE;
    for (uint32_t c = duis_child(doc, asked->node); c != DUIS_NOWHERE;
         c = duis_sibling(doc, asked->node, c)) {
        alb_span name = alb_span_str(doc->nodes[c].element->name);
        uint64_t channel;
        if (!alb_parse_u64(alb_span_sub(name, strlen("Channel"), SIZE_MAX), first + CHANNELS_OF_PAGE - 1,
                           &channel) ||
            channel < first) {
            return duis_refuse(asked, err, "no channel of the page");
        }
        bits |= UINT32_C(1) << (channel - first);
    }
    alb_wr w = alb_wr_init(duis_put_octets(out, arena, 4), 4);
    alb_wr_be32(&w, bits);
    out->number.u = 32;
    return w.buf ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for bits");
}

static void channels_asked(const duis_asked *asked, alb_wr *words)
{
    const duis_document *doc = asked->scope->job->doc;
    unsigned page;
    unsigned first;
    page_of(asked, &page, &first);
    alb_wr_printf(words, "page %u", page);
    for (unsigned i = 0; i < CHANNELS_OF_PAGE; i++) {
        char path[24];
        alb_wr w = alb_wr_init(path, sizeof path - 1);
        alb_wr_printf(&w, "Channel%u", first + i);
        path[w.pos] = '\0';
        if (duis_follow(doc, asked->node, path, 0) != DUIS_NOWHERE) {
            alb_wr_printf(words, " %u", first + i);
        }
    }
}

static void channels_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    unsigned page;
    unsigned first;
    page_of(asked, &page, &first);
    alb_rd r = alb_rd_init(tree->values[index].bytes);
    uint32_t bits = alb_rd_be32(&r);
    alb_wr_printf(words, "page %u", bits >> CHANNELS_OF_PAGE);
    for (unsigned i = 0; i < CHANNELS_OF_PAGE; i++) {
        if (bits >> i & 1) {
            alb_wr_printf(words, " %u", first + i);
        }
    }
}

const duis_conversion duis_conversion_channels = {
    .name = "channels", .put = channels_put, .asked = channels_asked, .found = channels_found};

/* --- script: the number of the controller in the high octet, what to do (add) in the low --- */

static int64_t script_of(const duis_asked *asked)
{
    return (int64_t)duis_index_of(asked->scope->job->doc, asked->node, 0) << 8 | asked->row->add;
}

static alb_status script_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    return duis_put_number(out, script_of(asked)) ? ALB_OK : duis_refuse(asked, err, "no such controller");
}

static void script_asked(const duis_asked *asked, alb_wr *words)
{
    alb_wr_printf(words, "controller %u, script %d", duis_index_of(asked->scope->job->doc, asked->node, 0),
                  asked->row->add);
}

static void script_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    uint64_t number = tree->values[index].number.u;
    alb_wr_printf(words, "controller %u, script %u", (unsigned)(number >> 8), (unsigned)(number & 0xff));
}

const duis_conversion duis_conversion_script = {
    .name = "script", .put = script_put, .asked = script_asked, .found = script_found};

/* --- controller state: direction (1 output, 2 input), controller, level; add says what else is in the
 * level's octet --- */

static bool controller_state(const duis_asked *asked, unsigned *direction, unsigned *number, unsigned *level)
{
    const duis_document *doc = asked->scope->job->doc;
    uint64_t percent;
    bool input = duis_follow(doc, asked->node, "InputFromControlledLoad", 0) != DUIS_NOWHERE;
    *direction = input ? 2 : 1;
    *number = duis_index_of(doc, asked->node, 0);
    bool ok = alb_parse_u64(duis_asked_child(asked, "CommandedStateLevel"), 100, &percent);
    *level = ok ? (unsigned)percent : 0;
    return ok && *number >= 1 && *number <= 15;
}

static alb_status controller_state_put(const duis_asked *asked, cat_value *out, alb_arena *arena,
                                       alb_err *err)
{
    (void)arena;
    unsigned direction;
    unsigned number;
    unsigned level;
    if (!controller_state(asked, &direction, &number, &level)) {
        return duis_refuse(asked, err, "no level of a controller");
    }
    int64_t packed = (int64_t)(direction << 12 | number << 8 | level) | asked->row->add;
    return duis_put_number(out, packed) ? ALB_OK : duis_refuse(asked, err, "no level of a controller");
}

static void controller_state_asked(const duis_asked *asked, alb_wr *words)
{
    unsigned direction;
    unsigned number;
    unsigned level;
    if (controller_state(asked, &direction, &number, &level)) {
        alb_wr_printf(words, "%s of controller %u at %u%%", direction == 2 ? "input" : "output", number,
                      level);
    }
}

static void controller_state_found(const duis_asked *asked, const cat_tree *tree, uint32_t index,
                                   alb_wr *words)
{
    uint64_t packed = tree->values[index].number.u;
    int64_t level = (int64_t)(packed & 0xff) - asked->row->add;
    uint64_t direction = packed >> 12;
    alb_wr_printf(words, "%s of controller %u at %lld%%",
                  direction == 2   ? "input"
                  : direction == 1 ? "output"
                                   : "neither",
                  (unsigned)(packed >> 8 & 0xf), (long long)level);
}

const duis_conversion duis_conversion_controller_state = {.name = "controller state",
                                                          .put = controller_state_put,
                                                          .asked = controller_state_asked,
                                                          .found = controller_state_found};

/* --- event settings: of a gas meter, events with equal settings in one command each (gbcs-messages.md 7.7)
 * --- */

enum { NO_LOG = 0, GENERAL_LOG = 3, WAN_ALERT = 0x08, HAN_ALERT = 0x10, ALARM = 0x40, MOST_EVENTS = 64 };

/* The order of the commands: WAN alert before none, HAN alert before none, no log before one, no alarm before
 * one. */
static const uint8_t setting_order[] = {WAN_ALERT | HAN_ALERT,
                                        WAN_ALERT | HAN_ALERT | ALARM,
                                        WAN_ALERT | HAN_ALERT | GENERAL_LOG,
                                        WAN_ALERT | HAN_ALERT | GENERAL_LOG | ALARM,
                                        WAN_ALERT,
                                        WAN_ALERT | ALARM,
                                        WAN_ALERT | GENERAL_LOG,
                                        WAN_ALERT | GENERAL_LOG | ALARM,
                                        HAN_ALERT,
                                        HAN_ALERT | ALARM,
                                        HAN_ALERT | GENERAL_LOG,
                                        HAN_ALERT | GENERAL_LOG | ALARM,
                                        NO_LOG,
                                        ALARM,
                                        GENERAL_LOG,
                                        GENERAL_LOG | ALARM};

typedef struct event_setting {
    uint16_t code;
    uint8_t setting;
} event_setting;

static bool is_enabled(const duis_document *doc, uint32_t node, const char *child)
{
    return alb_span_is(alb_trim(duis_text(doc, node, child)), "Enable");
}

static size_t asked_events(const duis_asked *asked, event_setting out[static MOST_EVENTS])
{
    const duis_document *doc = asked->scope->job->doc;
    size_t n = 0;
    for (uint32_t e = duis_child(doc, asked->node); e != DUIS_NOWHERE && n < MOST_EVENTS;
         e = duis_sibling(doc, asked->node, e)) {
        alb_span name = alb_span_str(doc->nodes[e].element->name);
        uint64_t code;
        if (name.len == 5 && name.ptr[0] == 'x' &&
            alb_parse_hex_u64(alb_span_sub(name, 1, 4), 0xffff, &code)) {
            unsigned setting = (is_enabled(doc, e, "EventLog") ? GENERAL_LOG : NO_LOG) |
                               (is_enabled(doc, e, "WANAlert") ? WAN_ALERT : 0) |
                               (is_enabled(doc, e, "HANAlert") ? HAN_ALERT : 0) |
                               (is_enabled(doc, e, "Alarm") ? ALARM : 0);
            out[n++] = (event_setting){(uint16_t)code, (uint8_t)setting};
        }
    }
    return n;
}

static const cat_field *field_named(const cat_type *type, const char *name)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (strcmp(type->fields[i].name, name) == 0) {
            return &type->fields[i];
        }
    }
    return NULL;
}

/* One command; its event id is the clock, as in every gas command. */
static alb_status build_setting(const duis_asked *asked, const cat_field *field, cat_tree *tree,
                                uint8_t setting, const event_setting *events, size_t n, alb_err *err)
{
    const cat_type *type = field->type;
    const cat_field *ids = field_named(type, "EventIds");
    uint32_t at = cat_tree_open(tree, field);
    cat_value *issued = cat_tree_leaf(tree, field_named(type, "IssuerEventId"));
    ALB_TRY(duis_conversion_now.put(asked, issued, tree->arena, err));
    cat_tree_leaf(tree, field_named(type, "EventConfiguration"))->number.u = setting;
    uint32_t counter = tree->count;
    cat_tree_leaf(tree, field_named(type, "NumberOfEvents"));
    uint32_t list = cat_tree_open(tree, ids);
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (events[i].setting == setting) {
            cat_tree_leaf(tree, &ids->type->fields[0])->number.u = events[i].code;
            count++;
        }
    }
    tree->values[list].number.u = count;
    tree->values[counter].number.u = count;
    cat_tree_close(tree, list);
    cat_tree_close(tree, at);
    return ALB_OK;
}

static alb_status event_settings_build(const duis_asked *asked, const cat_field *field, cat_tree *tree,
                                       alb_err *err)
{
    event_setting events[MOST_EVENTS];
    size_t n = asked_events(asked, events);
    for (size_t g = 0; g < ALB_COUNT(setting_order); g++) {
        bool any = false;
        for (size_t i = 0; i < n; i++) {
            any = any || events[i].setting == setting_order[g];
        }
        if (any) {
            ALB_TRY(build_setting(asked, field, tree, setting_order[g], events, n, err));
        }
    }
    return ALB_OK;
}

static void write_setting(alb_wr *words, unsigned code, unsigned setting)
{
    alb_wr_printf(words, "%04X:%s%s%s%s", code, setting & WAN_ALERT ? " WAN" : "",
                  setting & HAN_ALERT ? " HAN" : "", setting & ALARM ? " alarm" : "",
                  (setting & 7) == GENERAL_LOG ? " log"
                  : (setting & 7)              ? " other log"
                                               : "");
    alb_wr_text(words, "; ");
}

/* Both sides by code: which command an event stands in means nothing. */
static void event_settings_asked(const duis_asked *asked, alb_wr *words)
{
    event_setting events[MOST_EVENTS];
    size_t n = asked_events(asked, events);
    for (unsigned code = 0x8100; code <= 0x81ff; code++) {
        for (size_t i = 0; i < n; i++) {
            if (events[i].code == code) {
                write_setting(words, code, events[i].setting);
            }
        }
    }
}

static bool is_listed(const cat_tree *tree, uint32_t component, unsigned code)
{
    uint32_t list = cat_tree_find(tree, component, "EventIds");
    for (uint32_t e = list == UINT32_MAX ? list : cat_tree_child(tree, list); e != UINT32_MAX;
         e = cat_tree_sibling(tree, list, e)) {
        if (tree->values[e].number.u == code) {
            return true;
        }
    }
    return false;
}

static void event_settings_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    alb_time now = asked->scope->job->context->time;
    for (unsigned code = 0; code <= 0xffff; code++) {
        for (uint32_t c = index; c < tree->count; c = tree->values[c].next) {
            if (is_listed(tree, c, code)) {
                write_setting(words, code,
                              (unsigned)tree->values[cat_tree_find(tree, c, "EventConfiguration")].number.u);
            }
        }
    }
    for (uint32_t c = index; now >= ALB_TIME_2000 && c < tree->count; c = tree->values[c].next) {
        if (tree->values[cat_tree_find(tree, c, "IssuerEventId")].number.u != alb_time_to_2000(now)) {
            alb_wr_text(words, "another event id");
        }
    }
}

const duis_conversion duis_conversion_event_settings = {.name = "event settings",
                                                        .build = event_settings_build,
                                                        .asked = event_settings_asked,
                                                        .found = event_settings_found};
