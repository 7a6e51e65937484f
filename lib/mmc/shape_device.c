/* What devices say in bits and packed numbers: behaviours, auxiliary controllers, radio channels. */
#include "mmc_internal.h"

#include "base/eui64.h"
#include "base/text.h"

/* --- behaviours: codes are given as the low octets "0D 0E .." --- */

static bool next_code(alb_span *codes, uint64_t *out)
{
    if (codes->len < 2 || !alb_parse_hex_u64(alb_span_sub(*codes, 0, 2), 0xff, out)) {
        return false;
    }
    *codes = alb_span_sub(*codes, 3, SIZE_MAX);
    return true;
}

/* Bit n counts from the end of the string (gbcs-messages.md 6.9). */
static bool is_on(const cat_value *v, uint64_t code)
{
    return code < v->number.u && mmc_bit(v, v->number.u - 1 - code);
}

static bool any_on(const cat_value *v, const char *list)
{
    alb_span codes = alb_span_str(list);
    bool any = false;
    for (uint64_t code; next_code(&codes, &code);) {
        any = any || is_on(v, code);
    }
    return any;
}

static alb_span setting(bool on)
{
    return on ? ALB_LIT("Enable") : ALB_LIT("Disable");
}

static alb_span event_element(mmc_document *doc, const char *prefix, uint64_t code)
{
    char name[8];
    alb_wr w = alb_wr_init(name, sizeof name);
    uint8_t octet = (uint8_t)code;
    alb_wr_text(&w, prefix);
    alb_wr_hex_upper(&w, alb_span_of(&octet, 1));
    return mmc_copy(doc, alb_wr_span(&w));
}

void mmc_behaviours(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    const cat_value *v = &m->tree->values[index];
    alb_span codes = alb_span_str(row->text);
    if ((row->high != 0 && !any_on(v, row->text)) || (row->with && any_on(v, row->with))) {
        return;
    }
    for (uint64_t code; next_code(&codes, &code);) {
        (void)mmc_leaf(m->doc, event_element(m->doc, row->element, code), MMC_CODE, setting(is_on(v, code)));
    }
}

static void add_gas_behaviour(mmc_mapping *m, alb_span element, uint64_t bits)
{
    enum { LOG = 0x7, WAN = 0x8, HAN = 0x10, AUDIBLE = 0x20 };
    static const struct {
        const char *name;
        uint8_t mask;
    } settings[] = {{"WANAlert", WAN}, {"HANAlert", HAN}, {"EventLog", LOG}, {"Alarm", AUDIBLE}};
    uint32_t at = mmc_open(m->doc, element, MMC_PARENT);
    for (size_t i = 0; i < ALB_COUNT(settings); i++) {
        (void)mmc_leaf(m->doc, alb_span_str(settings[i].name), MMC_CODE,
                       setting((bits & settings[i].mask) != 0));
    }
    mmc_close(m->doc, at);
}

/* In the order of the schema, whatever that of the message. */
void mmc_gas_behaviour(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    enum { SUPPLIER_EVENTS = 0x81, NOT_TOLD = -1 };
    (void)scope;
    const cat_value *values = m->tree->values;
    int16_t told[256];
    memset(told, 0xff, sizeof told);
    for (uint32_t i = index + 1; i < values[index].next; i = values[i].next) {
        mmc_scope entry = {.begin = i + 1, .end = values[i].next, .index = i};
        uint32_t event = mmc_value_at(m, &entry, "EventId");
        uint32_t bits = mmc_value_at(m, &entry, "EventConfiguration");
        if (event != MMC_NOWHERE && bits != MMC_NOWHERE && values[event].number.u >> 8 == SUPPLIER_EVENTS) {
            told[values[event].number.u & 0xff] = (int16_t)(values[bits].number.u & 0xff);
        }
    }
    alb_span codes = alb_span_str(row->text);
    for (uint64_t code; next_code(&codes, &code);) {
        if (told[code] != NOT_TOLD) {
            add_gas_behaviour(m, event_element(m->doc, row->element, code), (uint64_t)told[code]);
        }
    }
}

/* --- auxiliary controllers (gbcs-messages.md Appendix A, script selectors) --- */

enum { CONTROLLERS = 5, OUTPUT = 1, INPUT = 2, MOST_LEVEL = 100 };

/* Controller in the high octet; 1 or 11 closes, 2 or 12 opens. */
void mmc_switch(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    const cat_value *v = &m->tree->values[index];
    uint64_t number = v->number.u >> 8;
    unsigned action = v->number.u & 0xf;
    if (number < 1 || number > CONTROLLERS || action < 1 || action > 2) {
        mmc_refuse(m, v, "no script of a switch");
        return;
    }
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    mmc_attribute_number(m->doc, at, row->index, (int64_t)number);
    (void)mmc_open(m->doc, action == 1 ? ALB_LIT("ActivateSwitch") : ALB_LIT("DeactivateSwitch"), MMC_EMPTY);
    mmc_close(m->doc, at);
}

/* Direction, controller, and the level with its top bit set, since calendars have it so. */
void mmc_controller_action(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    const cat_value *v = &m->tree->values[index];
    unsigned direction = v->number.u >> 12 & 0xf;
    unsigned number = v->number.u >> 8 & 0xf;
    unsigned level = v->number.u & 0x7f;
    if (number < 1 || number > CONTROLLERS || level > MOST_LEVEL ||
        (direction != OUTPUT && direction != INPUT)) {
        mmc_refuse(m, v, "no script of an auxiliary controller");
        return;
    }
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    mmc_attribute_number(m->doc, at, row->index, number);
    (void)mmc_leaf_number(m->doc, "CommandedStateLevel", level);
    if (direction == INPUT) {
        (void)mmc_open(m->doc, ALB_LIT("InputFromControlledLoad"), MMC_EMPTY);
    }
    mmc_close(m->doc, at);
}

static bool is_zero(alb_span octets)
{
    bool zero = true;
    for (size_t i = 0; i < octets.len; i++) {
        zero = zero && octets.ptr[i] == 0;
    }
    return zero;
}

static void add_identifier(mmc_document *doc, const char *element, alb_span octets)
{
    char text[ALB_EUI64_TEXT];
    alb_rd r = alb_rd_init(octets);
    (void)mmc_leaf(doc, alb_span_str(element), MMC_TEXT,
                   alb_span_str(alb_eui64_dashed(alb_rd_eui64(&r), text)));
}

void mmc_switch_type(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    alb_span octets = m->tree->values[index].bytes;
    if (octets.len != 8) {
        return;
    }
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    if (is_zero(octets)) {
        (void)mmc_open(m->doc, ALB_LIT("ALCS"), MMC_EMPTY);
    } else {
        add_identifier(m->doc, "HCALCS", octets);
    }
    mmc_close(m->doc, at);
}

void mmc_controller_type(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    const cat_value *v = &m->tree->values[index];
    bool is_apc = v->bytes.len == 1 && v->bytes.ptr[0] == 0xff;
    if (v->bytes.len != 0 && !is_apc && v->bytes.len != 8) {
        mmc_refuse(m, v, "no type of an auxiliary controller");
        return;
    }
    bool is_hcalcs = v->bytes.len == 8 && !is_zero(v->bytes);
    const char *name = v->bytes.len == 0 ? "None" : is_apc ? "APC" : is_hcalcs ? "HCALCS" : "ALCS";
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    (void)mmc_leaf(m->doc, ALB_LIT("AuxiliaryControllerType"), MMC_TEXT, alb_span_str(name));
    if (is_hcalcs) {
        add_identifier(m->doc, "HCALCSID", v->bytes);
    }
    mmc_close(m->doc, at);
}

/* --- state in JSON: {"outputState": 0, "inputState": 0, "other-data": ".."}, numbers also as strings --- */

typedef struct member {
    alb_span key, value;
    bool is_string;
} member;

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The text up to the closing quote, escapes left as they are. */
static bool take_string(alb_span *rest, alb_span *out)
{
    size_t end = 1;
    while (end < rest->len && rest->ptr[end] != '"') {
        end += rest->ptr[end] == '\\' ? 2 : 1;
    }
    if (end >= rest->len) {
        return false;
    }
    *out = alb_span_sub(*rest, 1, end - 1);
    *rest = alb_span_sub(*rest, end + 1, SIZE_MAX);
    return true;
}

static void skip(alb_span *rest, const char *also)
{
    while (rest->len > 0 && (is_space(rest->ptr[0]) || strchr(also, rest->ptr[0]))) {
        *rest = alb_span_sub(*rest, 1, SIZE_MAX);
    }
}

/* The next member of a flat object; false at its end, or where it is more than that. */
static bool next_member(alb_span *rest, member *out)
{
    skip(rest, "{,");
    if (rest->len == 0 || rest->ptr[0] != '"' || !take_string(rest, &out->key)) {
        return false;
    }
    skip(rest, ":");
    out->is_string = rest->len > 0 && rest->ptr[0] == '"';
    if (out->is_string) {
        return take_string(rest, &out->value);
    }
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != ',' && rest->ptr[end] != '}' && !is_space(rest->ptr[end])) {
        end++;
    }
    out->value = alb_span_sub(*rest, 0, end);
    *rest = alb_span_sub(*rest, end, SIZE_MAX);
    return end > 0;
}

void mmc_controller_state(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    alb_span json = m->tree->values[index].bytes;
    alb_span rest = json;
    alb_span other = {0};
    bool has[2] = {false};
    uint64_t level[2] = {0};
    bool understood = true;
    member found;
    while (next_member(&rest, &found)) {
        int which = alb_span_is(found.key, "outputState") ? 0 : alb_span_is(found.key, "inputState") ? 1 : -1;
        if (which >= 0) {
            has[which] = alb_parse_u64(found.value, MOST_LEVEL, &level[which]);
            understood = understood && has[which];
        } else if (alb_span_is(found.key, "other-data") && found.is_string) {
            other = found.value;
        } else {
            understood = false;
        }
    }
    skip(&rest, "");
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    if (has[0]) {
        (void)mmc_leaf_number(m->doc, "OutputState", (unsigned)level[0]);
    }
    if (has[1]) {
        (void)mmc_leaf_number(m->doc, "InputState", (unsigned)level[1]);
    }
    /* What is not understood is handed on as it is. */
    if (!understood || !alb_span_is(rest, "}")) {
        other = json;
    }
    if (other.len > 0) {
        uint8_t *room = alb_arena_alloc(m->doc->arena, other.len);
        alb_wr w = alb_wr_init(room, room ? other.len : 0);
        mmc_write_clean_text(&w, other);
        (void)mmc_leaf(m->doc, ALB_LIT("StateAndAssociatedInformation"), MMC_TEXT, alb_wr_span(&w));
    }
    mmc_close(m->doc, at);
}

/* --- entries of the controllers' log: the new form has a direction, the old one an action octet --- */

void mmc_controller_event(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    static const cat_name list[] = {{0x00, "Entry relates to a Message from an HC ALCS"},
                                    {0x11, "On"},
                                    {0x12, "Off"},
                                    {0x20, "Revert to calendar control"}};
    static const cat_names actions = CAT_NAMES(list);
    (void)row;
    (void)scope;
    uint64_t packed = m->tree->values[index].number.u;
    unsigned number = packed >> 8 & 0xf;
    if (number >= 1 && number <= CONTROLLERS) {
        (void)mmc_leaf_number(m->doc, "SwitchNumber", number);
    }
    const char *action = packed >> 12 == 0 ? mmc_name(&actions, (int64_t)(packed & 0xff)) : NULL;
    if (action) {
        (void)mmc_leaf(m->doc, ALB_LIT("SwitchAction"), MMC_TEXT, alb_span_str(action));
    }
}

void mmc_controller_level(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)row;
    (void)scope;
    uint64_t packed = m->tree->values[index].number.u;
    unsigned direction = packed >> 12 & 0xf;
    unsigned level = packed & 0x7f;
    if ((direction == OUTPUT || direction == INPUT) && level <= MOST_LEVEL) {
        (void)mmc_leaf_number(m->doc, "AuxiliaryControllerLevel", level);
    }
    if (direction == INPUT) {
        (void)mmc_open(m->doc, ALB_LIT("InputFromControlledLoad"), MMC_EMPTY);
    }
}

/* --- channels: the page in the top five bits of a mask, then a bit for each of its channels --- */

enum { CHANNELS_OF_PAGE = 27, PAGE_28 = 28, PAGE_UPPER = 31 };
static const uint8_t first_channel[] = {0, 27, 35, 0}; /* of pages 28 to 31 */

static void add_channel(mmc_document *doc, unsigned number)
{
    char name[16];
    alb_wr w = alb_wr_init(name, sizeof name);
    alb_wr_text(&w, "Channel");
    alb_wr_decimal(&w, number, 0);
    (void)mmc_open(doc, mmc_copy(doc, alb_wr_span(&w)), MMC_EMPTY);
}

void mmc_channels(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    alb_rd r = alb_rd_init(m->tree->values[index].bytes);
    uint32_t mask = alb_rd_be32(&r);
    for (int32_t i = 0; i <= row->high - row->low; i++) {
        if (mask >> i & 1) {
            add_channel(m->doc, (unsigned)(row->low + i));
        }
    }
}

static void add_operating_channel(mmc_mapping *m, const char *element, uint32_t mask)
{
    static const uint8_t count[] = {27, 8, 27, 27};
    unsigned page = mask >> CHANNELS_OF_PAGE;
    unsigned n = 0;
    while (n < CHANNELS_OF_PAGE && !(mask >> n & 1)) {
        n++;
    }
    if (page < PAGE_28 || n >= count[page - PAGE_28]) {
        return;
    }
    uint32_t at = mmc_open(m->doc, alb_span_str(element), MMC_PARENT);
    uint32_t band = mmc_open(m->doc,
                             page == PAGE_UPPER ? ALB_LIT("OperatingUpperBandSubGHzChannel")
                                                : ALB_LIT("OperatingLowerBandSubGHzChannel"),
                             MMC_PARENT);
    add_channel(m->doc, first_channel[page - PAGE_28] + n);
    mmc_close(m->doc, band);
    mmc_close(m->doc, at);
}

void mmc_channel(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    alb_rd r = alb_rd_init(m->tree->values[index].bytes);
    uint32_t mask = alb_rd_be32(&r);
    if (r.st == ALB_OK) {
        add_operating_channel(m, row->element, mask);
    }
}

/* Mask, then the reason of the scan as an octet string of one octet. */
void mmc_channel_event(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    static const char *const triggers[] = {"RemotePartyCommand",
                                           "GSMERequest",
                                           "GSMEMissedItsCurfew",
                                           "GSMEMissingForTheLastDay",
                                           "CHDetectedMessageFailureProblems",
                                           "CHDetectedMessageRetryProblems",
                                           "SubGHzNon-GSMEDeviceRequest",
                                           "SMHANFormation"};
    enum { OCTET_STRING_OF_ONE = 0x0901 };
    (void)scope;
    alb_rd r = alb_rd_init(m->tree->values[index].bytes);
    uint32_t mask = alb_rd_be32(&r);
    if (r.st == ALB_OK) {
        add_operating_channel(m, row->element, mask);
    }
    bool is_reason = alb_rd_be16(&r) == OCTET_STRING_OF_ONE;
    uint8_t reason = alb_rd_u8(&r);
    if (is_reason && r.st == ALB_OK && reason < ALB_COUNT(triggers)) {
        (void)mmc_leaf(m->doc, ALB_LIT("ScanTrigger"), MMC_TEXT, alb_span_str(triggers[reason]));
    }
}
