/* The shared requests with their contexts and results (../shared/data/transform-context.json), for the tests
 * of transform and correlation. */
#ifndef ALB_TEST_TRANSFORM_FIXTURE_H
#define ALB_TEST_TRANSFORM_FIXTURE_H

#include "duis/transform.h"

#include "vectors.h"

#include <jansson.h>

typedef struct transform_fixture {
    alb_arena *arena; /* of the whole test */
    alb_arena *work;  /* of one case */
    xml_context *xml;
    smki_keystore *store;
    gbcs_keys *keys;
    json_t *cases;
} transform_fixture;

typedef struct transform_case {
    const char *stem;
    const char *expect; /* "exact", "not-reproducible", ... */
    bool complete;      /* the result is a command, with MAC; else a pre-command */
    duis_document request;
    duis_context context;
    alb_span result;
    const json_t *ignore; /* [offset, length], ... */
} transform_case;

static inline bool transform_fixture_open(transform_fixture *f)
{
    alb_err err = {0};
    json_error_t at;
    *f = (transform_fixture){.arena = alb_arena_new(64 << 20),
                             .work = alb_arena_new(64 << 20),
                             .xml = xml_context_new(),
                             .store = smki_keystore_new()};
    const char *context = vectors_path(f->arena, "transform-context.json");
    const char *keys = vectors_path(f->arena, "keystore/rtds");
    if (!context || !keys || smki_keystore_load(f->store, keys, &err) != ALB_OK) {
        return false;
    }
    f->keys = gbcs_keys_new(f->store, 0);
    f->cases = json_load_file(context, 0, &at);
    return f->keys && f->cases;
}

static inline void transform_fixture_close(transform_fixture *f)
{
    json_decref(f->cases);
    gbcs_keys_free(f->keys);
    smki_keystore_free(f->store);
    xml_context_free(f->xml);
    alb_arena_free(f->work);
    alb_arena_free(f->arena);
}

static inline alb_span fixture_file(alb_arena *arena, const char *below, bool hex)
{
    alb_err err = {0};
    alb_buf text;
    const char *path = vectors_path(arena, below);
    alb_buf_init(&text, 16 << 20);
    alb_span out = {0};
    if (path && alb_file_read(path, &text, &err) == ALB_OK) {
        alb_wr w = alb_wr_init(alb_arena_alloc(arena, text.len), text.len);
        out = hex && alb_hex_decode(alb_buf_span(&text), &w) == ALB_OK
                  ? alb_wr_span(&w)
                  : alb_arena_copy(arena, alb_buf_span(&text));
    }
    alb_buf_release(&text);
    return out;
}

/* The text of every element of that local name replaced. */
static inline alb_span fixture_replace(alb_arena *arena, alb_span xml, const char *element, alb_span text)
{
    alb_buf out;
    alb_buf_init(&out, 16 << 20);
    const char *tag = alb_arena_printf(arena, ":%s>", element);
    size_t len = strlen(tag);
    for (size_t i = 0; i < xml.len;) {
        bool opens = i + len <= xml.len && memcmp(xml.ptr + i, tag, len) == 0;
        for (size_t back = i; opens && back > 0 && xml.ptr[back] != '<'; back--) {
            opens = xml.ptr[back - 1] != '/';
        }
        if (!opens) {
            alb_buf_add_u8(&out, xml.ptr[i++]);
            continue;
        }
        alb_buf_add(&out, alb_span_of(tag, len));
        alb_buf_add(&out, text);
        for (i += len; i < xml.len && xml.ptr[i] != '<'; i++) {
        }
    }
    alb_span copy = alb_arena_copy(arena, alb_buf_span(&out));
    alb_buf_release(&out);
    return copy;
}

static inline alb_span fixture_base64(alb_arena *arena, alb_span octets)
{
    size_t len = (octets.len + 2) / 3 * 4;
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, len), len);
    alb_wr_base64(&w, octets);
    return alb_wr_span(&w);
}

static inline size_t fixture_size(const json_t *object, const char *key)
{
    return (size_t)json_integer_value(json_object_get(object, key));
}

/* Certificates and values by which the result differs from the request (vectors-errata.md 1.4, 1.5). */
static inline alb_span fixture_adjust(alb_arena *arena, const json_t *stem, alb_span result, alb_span xml)
{
    size_t i;
    json_t *change;
    const char *element;
    json_array_foreach(json_object_get(stem, "substitute_certificates"), i, change)
    {
        alb_span der = alb_span_sub(result, fixture_size(change, "result_offset"),
                                    fixture_size(change, "result_length"));
        xml = fixture_replace(arena, xml, json_string_value(json_object_get(change, "element")),
                              fixture_base64(arena, der));
    }
    json_object_foreach(json_object_get(stem, "request_overrides"), element, change)
    {
        xml = fixture_replace(arena, xml, element, alb_span_str(json_string_value(change)));
    }
    return xml;
}

/* The roles that a party of the reference material acts in. */
static inline uint16_t fixture_user(alb_eui64 originator)
{
    switch (alb_eui64_number(originator)) {
    case 0x90b3d51f30010000:
    case 0x90b3d51f30030000:
        return CAT_USER_IS | CAT_USER_ES | CAT_USER_GS;
    case 0x90b3d51f30020000:
        return CAT_USER_ED | CAT_USER_GT;
    case 0x90b3d51f30010008:
        return CAT_USER_LC;
    default:
        return 0;
    }
}

static inline alb_status fixture_context(const json_t *stem, alb_span result, transform_fixture *f,
                                         transform_case *out, alb_err *err)
{
    const json_t *context = json_object_get(stem, "context");
    const json_t *other = json_object_get(context, "other_device_certificate");
    char *text = json_dumps(context, 0);
    alb_status st =
        duis_context_read(alb_arena_copy(f->work, alb_span_str(text)), f->work, &out->context, err);
    free(text);
    if (other) {
        out->context.other_device_certificate =
            alb_span_sub(result, fixture_size(other, "result_offset"), fixture_size(other, "result_length"));
    }
    return st;
}

static inline size_t transform_case_count(const transform_fixture *f)
{
    return json_array_size(json_object_get(f->cases, "stems"));
}

/* The ith case; the arena of the one before is used again. */
static inline alb_status transform_case_open(transform_fixture *f, size_t i, transform_case *out,
                                             alb_err *err)
{
    static const char above[] = "../shared/data/";
    const json_t *stem = json_array_get(json_object_get(f->cases, "stems"), i);
    alb_arena_reset(f->work);
    *out = (transform_case){.stem = json_string_value(json_object_get(stem, "stem")),
                            .expect = json_string_value(json_object_get(stem, "expect")),
                            .ignore = json_object_get(stem, "ignore")};
    const char *file = json_string_value(json_object_get(stem, "result_file")) + strlen(above);
    alb_span xml =
        fixture_file(f->work, alb_arena_printf(f->work, "duis/%s_REQUEST_DUIS.XML", out->stem), false);
    out->result = fixture_file(f->work, file, true);
    out->complete = strstr(file, "PRECOMMAND") == NULL;
    xml = fixture_adjust(f->work, stem, out->result, xml);
    ALB_TRY(duis_decode(f->xml, xml, f->work, &out->request, NULL, err));
    ALB_TRY(fixture_context(stem, out->result, f, out, err));
    out->context.user = fixture_user(out->request.request_id.originator);
    return ALB_OK;
}

#endif
