/* The context of a transform from JSON: what a program that drives the transform from outside knows of the
 * inventory, the clock and the DCC's counters. */
#include "duis/transform.h"

#include "base/text.h"

#include <jansson.h>

#define RULE "transform context"

typedef struct reader {
    alb_arena *arena;
    duis_context *out;
    alb_err *err;
} reader;

static alb_span text_of(const json_t *value)
{
    return alb_span_of(json_string_value(value), json_string_length(value));
}

static alb_status refuse(reader *r, const char *key, const char *want)
{
    return alb_fail(r->err, ALB_BAD_VALUE, RULE, 0, "\"%s\" is not %s", key, want);
}

static alb_status octets_of(reader *r, const char *key, const json_t *value, alb_span *out)
{
    alb_span text = text_of(value);
    alb_wr w = alb_wr_init(alb_arena_alloc(r->arena, text.len / 2 + 1), text.len / 2 + 1);
    if (!json_is_string(value) || !w.buf || alb_hex_decode(text, &w) != ALB_OK) {
        return refuse(r, key, "hexadecimal");
    }
    *out = alb_wr_span(&w);
    return ALB_OK;
}

/* Parties of the reference material may go by name. */
static bool party_of(const json_t *value, alb_eui64 *out)
{
    static const struct {
        const char *name;
        uint64_t entity;
    } parties[] = {{"ACB", 0x90b3d51f30000002}, {"TransCoS", 0x90b3d51f30000004}};
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        if (alb_span_is(text_of(value), parties[i].name)) {
            *out = alb_eui64_of(parties[i].entity);
            return true;
        }
    }
    return alb_eui64_parse(text_of(value), out);
}

static alb_status read_device_type(reader *r, const char *key, const json_t *value, uint16_t *out)
{
    *out = cat_device_named(text_of(value));
    return *out != 0 ? ALB_OK : refuse(r, key, "a device type");
}

/* A: single phase and element, B: two elements, C: three phases; more letters say what else it has. */
static alb_status read_variant(reader *r, const char *key, const json_t *value)
{
    alb_span text = text_of(value);
    uint8_t first = text.len > 0 ? text.ptr[0] : 0;
    if (first < 'A' || first > 'F') {
        return refuse(r, key, "a variant of ESME");
    }
    r->out->elements = first == 'B' ? 2 : 1;
    r->out->phases = first == 'C' ? 3 : 1;
    return ALB_OK;
}

static alb_status read_version(reader *r, const char *key, const json_t *value)
{
    int64_t tenths;
    if (!alb_parse_decimal(text_of(value), -1, &tenths) || tenths <= 0 || tenths > UINT8_MAX) {
        return refuse(r, key, "a GBCS version");
    }
    r->out->gbcs_version = (uint8_t)tenths;
    return ALB_OK;
}

static alb_status read_time(reader *r, const char *key, const json_t *value)
{
    return alb_time_parse(text_of(value), &r->out->time) ? ALB_OK : refuse(r, key, "a date-time");
}

/* Several requests lead to use cases with more than one form: "ECS47Activate" is ECS47 of that service, which
 * the request itself says. A name that is no use case so decides nothing. */
static alb_status read_use_case(reader *r, const json_t *value)
{
    r->out->use_case = cat_use_case_named(text_of(value));
    return ALB_OK;
}

static alb_status read_user(reader *r, const char *key, const json_t *value)
{
    uint16_t bit = cat_user_role_named(text_of(value));
    r->out->user = bit;
    return bit != 0 ? ALB_OK : refuse(r, key, "a User Role");
}

static alb_status read_counter(reader *r, const char *key, const json_t *value, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0) {
        return refuse(r, key, "a counter");
    }
    *out = (uint64_t)json_integer_value(value);
    return ALB_OK;
}

static alb_status read_pin(reader *r, const char *key, const json_t *value)
{
    r->out->pin = alb_arena_copy(r->arena, text_of(value));
    return r->out->pin.len == 4 ? ALB_OK : refuse(r, key, "four digits");
}

static alb_status read_certificate(reader *r, const char *key, const json_t *value)
{
    alb_span text = text_of(json_is_object(value) ? json_object_get(value, "der_base64") : value);
    const json_t *serial = json_object_get(value, "serial");
    if (serial) {
        ALB_TRY(octets_of(r, "serial", serial, &r->out->other_device_serial));
    }
    if (text.len == 0) {
        return serial ? ALB_OK : refuse(r, key, "a certificate");
    }
    alb_wr w = alb_wr_init(alb_arena_alloc(r->arena, text.len), text.len);
    if (!w.buf || alb_base64_decode(text, &w) != ALB_OK) {
        return refuse(r, key, "base64");
    }
    r->out->other_device_certificate = alb_wr_span(&w);
    return ALB_OK;
}

/* Device types as join commands and device logs of GBCS number them (gbcs-messages.md 1.3). */
static alb_status read_log_type(reader *r, const json_t *value, uint16_t *out)
{
    static const cat_name numbers[] = {{0, "GSME"},   {1, "ESME"},  {2, "CHF"},  {3, "GPF"},
                                       {4, "HCALCS"}, {5, "PPMID"}, {6, "Type2"}};
    for (size_t i = 0; i < ALB_COUNT(numbers); i++) {
        if (alb_span_is(text_of(value), numbers[i].name)) {
            *out = (uint16_t)numbers[i].value;
            return ALB_OK;
        }
    }
    return refuse(r, "device_type", "a device type");
}

static alb_status read_log(reader *r, const char *key, const json_t *value)
{
    size_t n = json_array_size(value);
    struct duis_log_entry *entries = alb_arena_array(r->arena, n, sizeof *entries);
    if (!json_is_array(value) || !entries) {
        return refuse(r, key, "a list");
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *entry = json_array_get(value, i);
        const json_t *hash = json_object_get(entry, "hashed_key");
        const json_t *type = json_object_get(entry, "device_type");
        if (!alb_eui64_parse(text_of(json_object_get(entry, "device_id")), &entries[i].device)) {
            return refuse(r, "device_id", "an identifier");
        }
        if (hash) {
            ALB_TRY(octets_of(r, "hashed_key", hash, &entries[i].key));
        }
        if (type) {
            ALB_TRY(read_log_type(r, type, &entries[i].type));
        }
    }
    r->out->device_log = entries;
    r->out->n_device_log = n;
    return ALB_OK;
}

static alb_status read_originator(reader *r, const char *key, const json_t *value)
{
    r->out->has_originator = party_of(value, &r->out->originator);
    r->out->supplementary = true;
    return r->out->has_originator ? ALB_OK : refuse(r, key, "a party");
}

static alb_status read_key(reader *r, const char *key, const json_t *value)
{
    duis_context *c = r->out;
    if (strcmp(key, "device_type") == 0) {
        return read_device_type(r, key, value, &c->device);
    }
    if (strcmp(key, "esme_variant") == 0) {
        return read_variant(r, key, value);
    }
    if (strcmp(key, "gbcs_version") == 0) {
        return read_version(r, key, value);
    }
    if (strcmp(key, "user_role") == 0) {
        return read_user(r, key, value);
    }
    if (strcmp(key, "use_case") == 0) {
        return read_use_case(r, value);
    }
    if (strcmp(key, "originator") == 0) {
        return read_originator(r, key, value);
    }
    if (strcmp(key, "originator_counter") == 0) {
        return read_counter(r, key, value, &c->originator_counter);
    }
    if (strcmp(key, "supplementary_remote_party") == 0) {
        c->has_supplementary_party = party_of(value, &c->supplementary_party);
        return c->has_supplementary_party ? ALB_OK : refuse(r, key, "a party");
    }
    if (strcmp(key, "supplementary_remote_party_counter") == 0) {
        return read_counter(r, key, value, &c->supplementary_counter);
    }
    if (strcmp(key, "time") == 0) {
        return read_time(r, key, value);
    }
    if (strcmp(key, "pin") == 0) {
        return read_pin(r, key, value);
    }
    if (strcmp(key, "other_device_id") == 0) {
        c->has_other_device = alb_eui64_parse(text_of(value), &c->other_device);
        return c->has_other_device ? ALB_OK : refuse(r, key, "an identifier");
    }
    if (strcmp(key, "other_device_type") == 0) {
        return read_device_type(r, key, value, &c->other_device_type);
    }
    if (strcmp(key, "other_device_certificate") == 0) {
        return read_certificate(r, key, value);
    }
    if (strcmp(key, "extended_pan_id") == 0) {
        return octets_of(r, key, value, &c->extended_pan_id);
    }
    if (strcmp(key, "device_log") == 0) {
        return read_log(r, key, value);
    }
    return ALB_OK; /* notes and the like */
}

alb_status duis_context_read(alb_span json, alb_arena *arena, duis_context *out, alb_err *err)
{
    json_error_t at;
    json_t *root = json_loadb((const char *)json.ptr, json.len, JSON_REJECT_DUPLICATES, &at);
    reader r = {.arena = arena, .out = out, .err = err};
    const char *key;
    json_t *value;
    alb_status st = ALB_OK;
    *out = (duis_context){.time = ALB_TIME_NONE};
    if (!json_is_object(root)) {
        st = alb_fail(err, ALB_BAD_FORMAT, RULE, root ? 0 : (size_t)at.line, "%s",
                      root ? "not an object" : at.text);
    }
    json_object_foreach(root, key, value)
    {
        st = st == ALB_OK ? read_key(&r, key, value) : st;
    }
    json_decref(root);
    return st;
}
