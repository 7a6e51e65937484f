/* fuzz-seeds OUT: first inputs of the fuzz targets, made from the reference messages where those lie beside
 * the checkout: whole messages for fuzz_message and fuzz_print (those with encrypted parts also with these
 * laid open, so that a fuzzer gets behind the encryption), their JSON for fuzz_json, their contents for the
 * codecs. */
#include "gbcs/json.h"
#include "gbcs/opener.h"

#include "open_cipher.h"
#include "vectors.h"

typedef struct seeds {
    const char *out;
    gbcs_keys *keys;
    alb_arena *arena;
    alb_buf text;
    size_t written;
} seeds;

static void write_seed(seeds *s, const char *target, const char *name, const char *suffix, alb_span octets)
{
    const char *dir = alb_arena_printf(s->arena, "%s/%s", s->out, target);
    const char *path = alb_arena_printf(s->arena, "%s/%s/%s%s", s->out, target, name, suffix);
    alb_err err = {.code = ALB_OK};
    char why[512];
    if (!dir || !path || alb_dir_make(dir, 0777, &err) != ALB_OK ||
        alb_file_write(path, octets, 0666, &err) != ALB_OK) {
        (void)fprintf(stderr, "fuzz-seeds: %s\n", alb_err_text(&err, why, sizeof why));
        exit(1);
    }
    s->written++;
}

static void write_whole(seeds *s, const char *name, const char *suffix, alb_span message)
{
    write_seed(s, "fuzz_message", name, suffix, message);
    write_seed(s, "fuzz_print", name, suffix, message);
}

static const char *codec_of(const gbcs_message *m, const cat_tree *tree)
{
    cat_kind kind = tree->count > 0 ? tree->values[0].field->type->kind : CAT_NOTHING;
    if (m->use_case->format == CAT_FORMAT_ASN1) {
        return "fuzz_der";
    }
    return m->use_case->format == CAT_FORMAT_GBZ || kind >= CAT_Z_UINT ? "fuzz_gbz" : "fuzz_dlms";
}

/* The message with its encrypted parts laid open; its MAC, which nobody looks at here, stays what it was. */
static void write_opened(seeds *s, const char *name, const gbcs_message *m, const cat_tree *tree)
{
    alb_wr content = alb_wr_init(alb_arena_alloc(s->arena, m->content.len), m->content.len);
    alb_wr w = alb_wr_init(alb_arena_alloc(s->arena, m->whole.len), m->whole.len);
    if (gbcs_content_encode(m->use_case, &m->header, tree, &open_cipher_sealer, &content, NULL) != ALB_OK) {
        return;
    }
    if (m->form == GBCS_MACED) {
        gbcs_write_mac_header(&w, m->inner.len);
    }
    gbcs_write_grouping(&w, &m->header, alb_wr_span(&content));
    gbcs_write_signature(&w, m->signature);
    alb_wr_bytes(&w, m->mac);
    write_whole(s, name, ".open", alb_wr_span(&w));
}

static void write_message(seeds *s, const vector *v)
{
    gbcs_message m;
    cat_tree tree;
    gbcs_opening opening;
    alb_json json;
    write_whole(s, v->name, "", v->message);
    if (gbcs_message_parse(v->message, &m, NULL) != ALB_OK || !m.use_case) {
        return;
    }
    gbcs_opener opener = gbcs_opening_init(&opening, s->keys, &m);
    cat_tree_init(&tree, s->arena, 64);
    if (gbcs_content_decode(&m, &opener, &tree, NULL) == ALB_OK) {
        write_seed(s, codec_of(&m, &tree), v->name, "", m.content);
        if (opening.opened > 0) {
            write_opened(s, v->name, &m, &tree);
        }
        alb_buf_clear(&s->text);
        alb_json_init(&json, &s->text, 0);
        gbcs_json_write(&json, &m, &tree, NULL);
        if (s->text.len < 20000) {
            write_seed(s, "fuzz_json", v->name, ".json", alb_buf_span(&s->text));
        }
    }
    gbcs_opening_release(&opening);
}

int main(int argc, char **argv)
{
    vectors all;
    if (argc != 2) {
        (void)fputs("usage: fuzz-seeds OUT\n", stderr);
        return 2;
    }
    if (!vectors_load(&all)) {
        puts("no reference messages beside this checkout");
        vectors_free(&all);
        return 0;
    }
    const char *dir = vectors_path(all.arena, "keystore/rtds");
    smki_keystore *store = smki_keystore_new();
    seeds s = {.out = argv[1], .arena = alb_arena_new(64 << 20)};
    alb_buf_init(&s.text, 64 << 20);
    if (!dir || smki_keystore_load(store, dir, NULL) != ALB_OK) {
        (void)fputs("no keys beside the reference messages: encrypted parts stay closed\n", stderr);
    }
    s.keys = gbcs_keys_new(store, 0);
    for (size_t i = 0; i < all.count; i++) {
        write_message(&s, &all.items[i]);
        alb_arena_reset(s.arena);
    }
    printf("%zu seeds from %zu reference messages\n", s.written, all.count);
    alb_buf_release(&s.text);
    alb_arena_free(s.arena);
    gbcs_keys_free(s.keys);
    smki_keystore_free(store);
    vectors_free(&all);
    return 0;
}
