/* Statuses: in the element itself (ASN.1), and of items and components in DebugInfo (mmc.md 7). */
#include "mmc_internal.h"

#include "base/text.h"

/* --- ASN.1 --- */

static void add_status(mmc_document *doc, const char *element, int64_t code, const char *name)
{
    uint32_t at = mmc_open(doc, alb_span_str(element), MMC_PARENT);
    mmc_attribute_number(doc, at, "ResponseCode", code);
    (void)mmc_leaf(doc, ALB_LIT("ASN1Status"), MMC_CODE, alb_span_str(name ? name : "notKnown"));
    mmc_close(doc, at);
}

void mmc_error(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    int64_t code = mmc_number(&m->tree->values[index]);
    m->failed = m->failed || code < row->low || code > row->high;
}

void mmc_status(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    int64_t code = mmc_number(&m->tree->values[index]);
    mmc_error(m, row, scope, index);
    add_status(m->doc, row->element, code, mmc_name(row->names, code));
}

void mmc_presence(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    (void)index;
    add_status(m->doc, row->element, 0, "success");
}

/* Bit 0: invalid, bit 1: doubtful. */
void mmc_clock_status(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index)
{
    (void)scope;
    const cat_value *v = &m->tree->values[index];
    int64_t code = v->bytes.len == 1 ? v->bytes.ptr[0] : mmc_number(v);
    uint32_t at = mmc_open(m->doc, mmc_element(row), MMC_PARENT);
    mmc_attribute_number(m->doc, at, "TimeStatusCode", code);
    (void)mmc_leaf(m->doc, ALB_LIT("TimeStatus"), MMC_CODE,
                   alb_span_str(code & 1   ? "invalid"
                                : code & 2 ? "unreliable"
                                           : "reliable"));
    mmc_close(m->doc, at);
}

/* --- items and components --- */

enum { ZCL_NOT_FOUND = 0x8b, ZCL_READ_ATTRIBUTES_RESPONSE = 0x01 };

static bool is_error(const mmc_mapping *m, const cat_value *v)
{
    bool nothing_found = m->record->use_case->format == CAT_FORMAT_GBZ && m->record->nothing_found &&
                         v->result == ZCL_NOT_FOUND;
    return v->result > 0 && !nothing_found;
}

bool mmc_items_failed(const mmc_mapping *m)
{
    const cat_value *values = m->tree->values;
    bool failed = false;
    for (uint32_t i = 0; i < m->tree->count; i = values[i].next) {
        failed = failed || is_error(m, &values[i]);
        for (uint32_t child = i + 1; child < values[i].next; child = values[child].next) {
            failed = failed || is_error(m, &values[child]);
        }
    }
    return failed;
}

static const char *dlms_name(bool is_action, int16_t result)
{
    const char *name = result <= UINT8_MAX ? cat_dlms_result_name((uint8_t)result) : NULL;
    if (is_action && name) {
        name = result == 15                   ? "long-action-aborted"
               : result == 16                 ? "no-long-action-in-progress"
               : result == 17 || result == 18 ? NULL
                                              : name;
    }
    return name ? name : "response-code-not-known";
}

static void cosem_debug(mmc_mapping *m)
{
    enum { FORM_ACTION = 3 };
    const cat_value *values = m->tree->values;
    uint32_t at = mmc_open(m->doc, ALB_LIT("COSEMDebug"), MMC_PARENT);
    int64_t position = 0;
    for (uint32_t i = 0; i < m->tree->count; i = values[i].next) {
        const cat_item *item = values[i].record;
        position++;
        if (values[i].result < 0) {
            continue;
        }
        bool is_action = item ? item->operation == CAT_ACTION : values[i].form == FORM_ACTION;
        uint32_t response = mmc_open(m->doc, ALB_LIT("COSEMResponse"), MMC_PARENT);
        mmc_attribute_number(m->doc, response, "ResponseCode", values[i].result);
        mmc_attribute_number(m->doc, response, "Position", position);
        (void)mmc_leaf(m->doc, is_action ? ALB_LIT("ActionResult") : ALB_LIT("DataAccessResult"), MMC_CODE,
                       alb_span_str(dlms_name(is_action, values[i].result)));
        if (response != MMC_NOWHERE) {
            m->doc->nodes[response].repeated = true;
        }
        mmc_close(m->doc, response);
    }
    mmc_close(m->doc, at);
}

static void zcl_status(mmc_document *doc, uint8_t status)
{
    char code[3];
    alb_wr w = alb_wr_init(code, sizeof code);
    const char *name = cat_zcl_status_name(status);
    uint32_t at = mmc_open(doc, ALB_LIT("Status"), MMC_PARENT);
    alb_wr_hex_upper(&w, alb_span_of(&status, 1));
    mmc_attribute_add(doc, at, "ResponseCode", alb_wr_span(&w));
    (void)mmc_leaf(doc, ALB_LIT("ZCLStatus"), MMC_CODE,
                   alb_span_str(name ? name : "RESPONSE_CODE_NOT_KNOWN"));
    mmc_close(doc, at);
}

/* One response of a component: of an attribute or a command. */
static void zigbee_response(mmc_document *doc, const char *element, const char *name, size_t octets,
                            uint16_t id, uint8_t status)
{
    uint32_t at = mmc_open(doc, alb_span_str(element), MMC_PARENT);
    mmc_leaf_hex(doc, name, id, octets);
    zcl_status(doc, status);
    if (at != MMC_NOWHERE) {
        doc->nodes[at].repeated = true;
    }
    mmc_close(doc, at);
}

/* The attributes of a component that was read: their fields are those of the catalogue. */
static bool add_attributes(mmc_mapping *m, const cat_component *c, uint32_t component)
{
    const cat_value *values = m->tree->values;
    bool any = false;
    size_t n = 0;
    for (uint32_t i = component + 1; i < values[component].next; i = values[i].next) {
        if (values[i].result < 0 || n >= c->n_attributes) {
            continue;
        }
        uint16_t id = c->attributes[n++];
        for (size_t a = 0; a < c->n_attributes; a++) {
            const cat_zcl_attribute *known = cat_zcl_attribute_find(c->cluster, c->attributes[a]);
            id = known && strcmp(known->value.name, values[i].field->name) == 0 ? c->attributes[a] : id;
        }
        zigbee_response(m->doc, "ZIGBEEDataResponse", "AttributeID", 2, id, (uint8_t)values[i].result);
        any = true;
    }
    return any;
}

static void component_debug(mmc_mapping *m, uint32_t index)
{
    const cat_value *v = &m->tree->values[index];
    const cat_component *c = v->record;
    const char *cluster = cat_zcl_cluster_name(c->cluster);
    char id[5];
    alb_wr w = alb_wr_init(id, sizeof id);
    uint8_t octets[] = {(uint8_t)(c->cluster >> 8), (uint8_t)c->cluster};
    alb_wr_hex_upper(&w, ALB_SPAN_OF(octets));
    uint32_t at = mmc_open(m->doc, ALB_LIT("ZIGBEEClusterResponse"), MMC_PARENT);
    uint32_t name = mmc_leaf(m->doc, ALB_LIT("ClusterName"), MMC_TEXT, alb_span_str(cluster ? cluster : ""));
    mmc_attribute_add(m->doc, name, "id", alb_wr_span(&w));
    bool is_answer = v->result >= 0; /* a default response, to the command that its first field names */
    if (is_answer || c->command || !add_attributes(m, c, index)) {
        mmc_scope fields = {.begin = index + 1, .end = v->next, .index = index};
        uint32_t command = is_answer ? mmc_value_at(m, &fields, "CommandId") : MMC_NOWHERE;
        uint16_t command_id = command != MMC_NOWHERE ? (uint16_t)m->tree->values[command].number.u
                              : c->command           ? c->command->id
                                                     : ZCL_READ_ATTRIBUTES_RESPONSE;
        zigbee_response(m->doc, "ZIGBEECommandResponse", "CommandID", 1, command_id,
                        is_answer ? (uint8_t)v->result : 0);
    }
    if (at != MMC_NOWHERE) {
        m->doc->nodes[at].repeated = true;
    }
    mmc_close(m->doc, at);
}

static void zigbee_debug(mmc_mapping *m)
{
    const cat_value *values = m->tree->values;
    uint32_t at = mmc_open(m->doc, ALB_LIT("ZIGBEEDebug"), MMC_PARENT);
    for (uint32_t i = 0; i < m->tree->count; i = values[i].next) {
        if (values[i].record) {
            component_debug(m, i);
        }
    }
    mmc_close(m->doc, at);
}

void mmc_debug(mmc_mapping *m)
{
    cat_format format = m->record->use_case->format;
    if (format == CAT_FORMAT_ASN1 || m->tree->count == 0) {
        return;
    }
    uint32_t at = mmc_open(m->doc, ALB_LIT("DebugInfo"), MMC_PARENT);
    if (format == CAT_FORMAT_GBZ) {
        zigbee_debug(m);
    } else {
        cosem_debug(m);
    }
    mmc_close(m->doc, at);
}
