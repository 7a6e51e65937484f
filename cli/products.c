/* albion products: the Central Products List of a DCC (docs/registration.md). */
#include "dcc_store.h"

#include "base/json.h"
#include "catalogue/use_case.h"
#include "registration/products.h"

#include <stdio.h>
#include <string.h>

static int usage(void)
{
    fputs("usage: albion products load [--signature FILE --trusted FILE] [STORE] FILE\n"
          "       albion products show [--json] [STORE] [MANUFACTURER MODEL FIRMWARE]\n"
          "\n"
          "  FILE       cpl-CCYYMMDD-nnn.csv, the whole list\n"
          "  --trusted  certificates of the Code Administrator (PEM); the list must then be signed\n"
          "  STORE      --data DIR (albion-data) or --store URL\n",
          stderr);
    return CLI_USAGE;
}

/* --- load --- */

static alb_status read_list(const char *path, const char *signature, const char *trusted, alb_arena *arena,
                            products_list *list, alb_err *err)
{
    ALB_TRY(cli_read_file(path, arena, &list->csv, err));
    if (trusted) {
        ALB_TRY(cli_read_file(trusted, arena, &list->trusted, err));
    }
    return signature ? cli_read_file(signature, arena, &list->signature, err) : ALB_OK;
}

static int load(int argc, char **argv)
{
    const char *signature = NULL;
    const char *trusted = NULL;
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {
        {"--signature", &signature, NULL}, {"--trusted", &trusted, NULL}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || (signature && !trusted)) {
        return usage();
    }
    store *s = NULL;
    products_report r = {.entries = 0};
    alb_err err = {.code = ALB_OK};
    const char *slash = strrchr(argv[1], '/');
    products_list list = {.name = slash ? slash + 1 : argv[1], .now = alb_now(alb_clock_system())};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 2);
    alb_status st = arena ? read_list(argv[1], signature, trusted, arena, &list, &err) : ALB_NO_MEMORY;
    int code = CLI_ERROR;
    if (st == ALB_OK && dcc_store_open_for(&where, &s)) {
        st = products_take(s, &list, &r, &err);
        code = CLI_OK;
    }
    if (st != ALB_OK) {
        code = dcc_store_complain(argv[1], st, &err);
    } else if (code == CLI_OK) {
        printf("%u entries: %u added, %u changed, %u withdrawn%s%s%s\n", r.entries, r.added, r.changed,
               r.removed, r.repeated ? "; taken in before" : "", r.signer[0] ? "; signed by " : "", r.signer);
    }
    store_close(s);
    alb_arena_free(arena);
    return code;
}

/* --- show --- */

typedef struct showing {
    alb_arena *arena;
    alb_json *json; /* NULL: for people */
    products_key key;
    size_t n;
} showing;

static const char *hash_text(const products_entry *e, char text[static 2 * CRYPTO_HASH + 1])
{
    size_t n = 0;
    for (size_t i = 0; e->has_hash && i < CRYPTO_HASH; i++) {
        n += (size_t)snprintf(text + n, 3, "%02x", e->hash[i]);
    }
    text[n] = '\0';
    return text;
}

static void json_date(alb_json *j, const char *key, alb_time t)
{
    char text[ALB_TIME_TEXT];
    alb_json_key(j, key);
    if (t == ALB_TIME_NONE) {
        alb_json_null(j);
    } else {
        alb_json_text(j, alb_time_text(t, text));
    }
}

static void json_entry(alb_json *j, const products_entry *e)
{
    char hash[2 * CRYPTO_HASH + 1];
    const struct {
        const char *key, *text;
    } texts[] = {{"type", cat_device_name(e->key.type)},
                 {"manufacturer", e->key.manufacturer},
                 {"model", e->key.model},
                 {"firmware", e->key.firmware},
                 {"status", e->status},
                 {"image_hash", hash_text(e, hash)}};
    alb_json_object(j);
    for (size_t i = 0; i < ALB_COUNT(texts); i++) {
        alb_json_key(j, texts[i].key);
        alb_json_text(j, texts[i].text ? texts[i].text : "");
    }
    json_date(j, "from", e->from);
    json_date(j, "to", e->to);
    alb_json_object_end(j);
}

static alb_status show_entry(void *ctx, const products_entry *e, alb_err *err)
{
    showing *s = ctx;
    char hash[2 * CRYPTO_HASH + 1];
    (void)err;
    s->n++;
    if (s->json) {
        json_entry(s->json, e);
        return ALB_OK;
    }
    printf("%-6s %-8s %-10s %-8s %-9s GBCS %u.%u %s\n", cat_device_name(e->key.type), e->key.manufacturer,
           e->key.model, e->key.firmware, e->status, e->gbcs_version / 10U, e->gbcs_version % 10U,
           hash_text(e, hash));
    return ALB_OK;
}

static alb_status show_all(store_tx *tx, void *ctx, alb_err *err)
{
    return products_each(tx, ((showing *)ctx)->arena, show_entry, ctx, err);
}

static alb_status show_one(store_tx *tx, void *ctx, alb_err *err)
{
    enum { MOST = 64 };
    static const uint16_t types[] = {CAT_DEVICE_ESME, CAT_DEVICE_GSME, CAT_DEVICE_CHF, CAT_DEVICE_PPMID,
                                     CAT_DEVICE_HCALCS};
    showing *s = ctx;
    products_state *states = alb_arena_array(s->arena, MOST, sizeof *states);
    for (size_t i = 0; states && i < ALB_COUNT(types); i++) {
        products_entry e;
        size_t n = 0;
        char at[ALB_TIME_TEXT];
        s->key.type = types[i];
        alb_status st = products_find(tx, &s->key, s->arena, &e, err);
        if (st == ALB_NOT_FOUND) {
            continue;
        }
        ALB_TRY(st);
        ALB_TRY(show_entry(s, &e, err));
        ALB_TRY(products_history(tx, &s->key, s->arena, states, MOST, &n, err));
        for (size_t k = 0; !s->json && k < n; k++) {
            printf("  %s %s by %s\n", alb_time_text(states[k].at, at), states[k].status, states[k].issue);
        }
    }
    return states ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a history");
}

static int show(int argc, char **argv)
{
    bool as_json = false;
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--json", NULL, &as_json}, DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || (argc != 1 && argc != 4)) {
        return usage();
    }
    store *s = NULL;
    alb_buf text;
    alb_json json;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&text, PRODUCTS_MAX_LIST);
    alb_json_init(&json, &text, 2);
    showing shown = {.arena = alb_arena_new(8U << 20), .json = as_json ? &json : NULL};
    if (!shown.arena || !dcc_store_open_for(&where, &s)) {
        alb_arena_free(shown.arena);
        return CLI_ERROR;
    }
    if (argc == 4) {
        shown.key = (products_key){.manufacturer = argv[1], .model = argv[2], .firmware = argv[3]};
    }
    alb_json_array(&json);
    alb_status st = store_read(s, argc == 4 ? show_one : show_all, &shown, &err);
    alb_json_array_end(&json);
    if (st == ALB_OK && as_json) {
        alb_span all = alb_buf_span(&text);
        printf("%.*s\n", (int)all.len, (const char *)all.ptr);
    }
    int code = st != ALB_OK ? dcc_store_complain("products", st, &err) : shown.n == 0 ? CLI_FAILED : CLI_OK;
    store_close(s);
    alb_buf_release(&text);
    alb_arena_free(shown.arena);
    return code;
}

int cli_products(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"load", load}, {"show", show}};
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return verbs[i].run(argc - 1, argv + 1);
        }
    }
    return usage();
}
