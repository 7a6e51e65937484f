/* What only the DCC knows: numbers it makes up, logs it keeps, the other device of a join. A correlator that
 * is not told them takes what the command says. */
#include "mapping_internal.h"

#include "base/text.h"

static alb_status missing(const duis_asked *asked, alb_err *err, const char *what)
{
    return alb_fail(err, ALB_NOT_FOUND, "DUIS 3", 0, "%s needs %s, which the request does not say",
                    asked->scope->job->use_case->name, what);
}

/* --- pin: the customer identification number --- */

static alb_status pin_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    out->bytes = asked->scope->job->context->pin;
    return out->bytes.len > 0 ? ALB_OK : missing(asked, err, "the customer identification number");
}

static void pin_asked(const duis_asked *asked, alb_wr *words)
{
    alb_span pin = asked->scope->job->context->pin;
    if (pin.len > 0) {
        alb_wr_bytes(words, pin);
    } else {
        alb_wr_text(words, DUIS_ANY);
    }
}

static void pin_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_wr_bytes(words, tree->values[index].bytes);
}

const duis_conversion duis_conversion_pin = {
    .name = "pin", .put = pin_put, .asked = pin_asked, .found = pin_found};

/* --- network: the extended PAN identifier of a hub's log --- */

static alb_status network_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    out->bytes = asked->scope->job->context->extended_pan_id;
    return out->bytes.len == 8 ? ALB_OK
                               : missing(asked, err, "the extended PAN identifier of the stored log");
}

static void network_asked(const duis_asked *asked, alb_wr *words)
{
    alb_span id = asked->scope->job->context->extended_pan_id;
    if (id.len > 0) {
        alb_wr_hex(words, id);
    } else {
        alb_wr_text(words, DUIS_ANY);
    }
}

static void octets_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_wr_hex(words, tree->values[index].bytes);
}

const duis_conversion duis_conversion_network = {
    .name = "network", .put = network_put, .asked = network_asked, .found = octets_found};

/* --- device log: a list of { device, key } or { device, type } --- */

static bool has_key(const cat_field *entry)
{
    return entry->type->fields[1].type->kind == CAT_D_OCTETS;
}

static alb_status log_build(const duis_asked *asked, const cat_field *field, cat_tree *tree, alb_err *err)
{
    const duis_context *context = asked->scope->job->context;
    const cat_field *entry = &field->type->fields[0];
    if (context->n_device_log == 0) {
        return missing(asked, err, "the stored log");
    }
    uint32_t list = cat_tree_open(tree, field);
    tree->values[list].number.u = context->n_device_log;
    for (size_t i = 0; i < context->n_device_log; i++) {
        uint32_t at = cat_tree_open(tree, entry);
        cat_tree_leaf(tree, &entry->type->fields[0])->bytes = alb_eui64_span(&context->device_log[i].device);
        cat_value *second = cat_tree_leaf(tree, &entry->type->fields[1]);
        if (has_key(entry)) {
            second->bytes = context->device_log[i].key;
        } else {
            second->number.u = context->device_log[i].type;
        }
        cat_tree_close(tree, at);
    }
    cat_tree_close(tree, list);
    return ALB_OK;
}

static void log_asked(const duis_asked *asked, alb_wr *words)
{
    const duis_context *context = asked->scope->job->context;
    if (context->n_device_log == 0) {
        alb_wr_text(words, DUIS_ANY);
    }
    bool keys = has_key(&asked->type->fields[0]);
    for (size_t i = 0; i < context->n_device_log; i++) {
        alb_wr_hex(words, alb_eui64_span(&context->device_log[i].device));
        alb_wr_text(words, " ");
        if (keys) {
            alb_wr_hex(words, context->device_log[i].key);
        } else {
            alb_wr_printf(words, "%u", context->device_log[i].type);
        }
        alb_wr_text(words, "; ");
    }
}

static void log_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    bool keys = has_key(&asked->type->fields[0]);
    for (uint32_t e = cat_tree_child(tree, index); e != UINT32_MAX; e = cat_tree_sibling(tree, index, e)) {
        uint32_t device = cat_tree_child(tree, e);
        const cat_value *second = &tree->values[cat_tree_sibling(tree, e, device)];
        alb_wr_hex(words, tree->values[device].bytes);
        alb_wr_text(words, " ");
        if (keys) {
            alb_wr_hex(words, second->bytes);
        } else {
            alb_wr_printf(words, "%llu", (unsigned long long)second->number.u);
        }
        alb_wr_text(words, "; ");
    }
}

const duis_conversion duis_conversion_device_log = {
    .name = "device log", .build = log_build, .asked = log_asked, .found = log_found};

/* --- listed type: of a device that a hub is to list (GBCS's numbers of CCS01). The inventory knows it; where
 * the context does not say, the supply number in `argument` does: 13 digits for electricity, fewer for gas.
 * --- */

static bool listed_type(const duis_asked *asked, uint16_t *out)
{
    *out = asked->scope->job->context->other_device_type;
    if (*out != 0) {
        return true;
    }
    alb_span number = duis_asked_child(asked, asked->row->argument);
    *out = number.len == 13 ? CAT_DEVICE_ESME : CAT_DEVICE_GSME;
    return number.len > 0;
}

static alb_status listed_type_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    uint16_t device;
    if (!listed_type(asked, &device)) {
        return missing(asked, err, "the type of the device to list");
    }
    return cat_value_set_text(out, alb_span_str(cat_device_name(device)), arena, err);
}

static void listed_type_asked(const duis_asked *asked, alb_wr *words)
{
    uint16_t device;
    alb_wr_text(words, listed_type(asked, &device) ? cat_device_name(device) : DUIS_ANY);
}

static void value_text_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    cat_value_text(&tree->values[index], words);
}

const duis_conversion duis_conversion_listed_type = {
    .name = "listed type", .put = listed_type_put, .asked = listed_type_asked, .found = value_text_found};

/* --- other type, other certificate: of the device to join --- */

static alb_status other_type_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    uint16_t device = asked->scope->job->context->other_device_type;
    bool is_type_2 = device == CAT_DEVICE_IHD || device == CAT_DEVICE_CAD;
    const char *name = is_type_2 ? "Type2Device" : cat_device_name(device);
    return name ? cat_value_set_text(out, alb_span_str(name), arena, err)
                : missing(asked, err, "the type of the other device");
}

static void other_type_asked(const duis_asked *asked, alb_wr *words)
{
    uint16_t device = asked->scope->job->context->other_device_type;
    bool is_type_2 = device == CAT_DEVICE_IHD || device == CAT_DEVICE_CAD;
    const char *name = is_type_2 ? "Type2Device" : cat_device_name(device);
    alb_wr_text(words, name ? name : DUIS_ANY);
}

const duis_conversion duis_conversion_other_type = {
    .name = "other type", .put = other_type_put, .asked = other_type_asked, .found = value_text_found};

static alb_status other_certificate_put(const duis_asked *asked, cat_value *out, alb_arena *arena,
                                        alb_err *err)
{
    (void)arena;
    out->bytes = asked->scope->job->context->other_device_certificate;
    return out->bytes.len > 0 ? ALB_OK
                              : missing(asked, err, "the key agreement certificate of the other device");
}

static void other_certificate_asked(const duis_asked *asked, alb_wr *words)
{
    alb_span certificate = asked->scope->job->context->other_device_certificate;
    if (certificate.len > 0) {
        alb_wr_hex(words, certificate);
    } else {
        alb_wr_text(words, DUIS_ANY);
    }
}

const duis_conversion duis_conversion_other_certificate = {.name = "other certificate",
                                                           .put = other_certificate_put,
                                                           .asked = other_certificate_asked,
                                                           .found = octets_found};
