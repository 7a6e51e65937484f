/* albion mmc: responses and alerts as the Message Mapping Catalogue has them.
 *
 * Files are read by several threads, each with keys of its own; what they made is printed in the order of the
 * files.
 */
#include "cli.h"
#include "input.h"
#include "keys.h"

#include "base/json.h"
#include "base/text.h"
#include "duis/signature.h"
#include "mmc/mmc.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int usage(void)
{
    fputs("usage: albion mmc --keys DIR [--request FILE] [--json|--csv|--table] FILE...\n"
          "FILE: a GBCS response or alert (hexadecimal, base64, binary), or the DUIS Response that carries "
          "it\n",
          stderr);
    return CLI_USAGE;
}

typedef enum form { FORM_XML, FORM_JSON, FORM_CSV, FORM_TABLE } form;

typedef struct result {
    alb_buf out;
    char note[640]; /* for standard error; empty: none */
    bool failed;
    bool done;
} result;

typedef struct batch {
    form form;
    unsigned width;
    const smki_keystore *store;
    const cat_service_request *answers;
    duis_request_id request_id; /* of the request, when has_request_id */
    bool has_request_id;
    char **paths;
    size_t count;
    result *results;
    atomic_size_t next;
    pthread_mutex_t lock;
    pthread_cond_t one_done;
} batch;

typedef struct worker {
    batch *b;
    gbcs_keys *keys;
    xml_context *xml;
    alb_arena *arena;
} worker;

/* --- input --- */

static bool looks_like_xml(alb_span text)
{
    alb_span trimmed = alb_trim(text);
    return trimmed.len > 0 && (trimmed.ptr[0] == '<' || (trimmed.len > 3 && trimmed.ptr[0] == 0xef));
}

static alb_span payload_of(const duis_document *d)
{
    static const char *const paths[] = {"GBCSPayload", "CINMessage/GBCSPayload",
                                        "FutureDatedDeviceAlertMessage/GBCSPayload",
                                        "DSPScheduledMessage/GBCSPayload"};
    alb_span found = {0};
    for (size_t i = 0; i < ALB_COUNT(paths) && found.len == 0 && d->body != UINT32_MAX; i++) {
        found = duis_text(d, d->body, paths[i]);
    }
    return found;
}

/* The DCC's signature must be good where its certificate is there. */
static alb_status check_signature(worker *w, const duis_document *d, const char **note, alb_err *err)
{
    const smki_identity *signer = NULL;
    duis_signature_fault fault = DUIS_SIGNATURE_OK;
    duis_verify_options options = {
        .store = w->b->store, .at = ALB_TIME_NONE, .pinned_self_signed = true, .response = true};
    alb_err found = {.code = ALB_OK};
    alb_status st = duis_verify(gbcs_keys_crypto(w->keys), d, &options, &signer, &fault, &found);
    if (st == ALB_OK) {
        return ALB_OK;
    }
    if (fault == DUIS_SIGNATURE_SERIAL || fault == DUIS_SIGNATURE_ABSENT) {
        *note = fault == DUIS_SIGNATURE_ABSENT ? "the Response is not signed"
                                               : "signature of the Response unchecked: no certificate";
        return ALB_OK;
    }
    *err = found;
    return st;
}

static alb_status read_response(worker *w, alb_span text, alb_span *octets,
                                const cat_service_request **answers, const char **note, alb_err *err)
{
    duis_document d;
    ALB_TRY(duis_decode(w->xml, text, w->arena, &d, NULL, err));
    if (d.kind != DUIS_RESPONSE) {
        return alb_fail(err, ALB_BAD_FORMAT, "DUIS 2.3", 0, "a Request, not a Response");
    }
    ALB_TRY(check_signature(w, &d, note, err));
    alb_span base64 = payload_of(&d);
    if (base64.len == 0) {
        return alb_fail(err, ALB_NOT_FOUND, "DUIS 2.4", 0, "the Response carries no GBCS message (%.*s)",
                        (int)d.response_code.len, (const char *)d.response_code.ptr);
    }
    alb_wr wr = alb_wr_init(alb_arena_alloc(w->arena, base64.len), base64.len);
    if (!wr.buf || alb_base64_decode(base64, &wr) != ALB_OK) {
        return alb_fail(err, ALB_BAD_FORMAT, "DUIS 2.4", 0, "GBCSPayload is not base64");
    }
    *octets = alb_wr_span(&wr);
    *answers = *answers ? *answers : d.srv;
    return ALB_OK;
}

static alb_status read_octets(worker *w, const char *path, alb_span *octets,
                              const cat_service_request **answers, const char **note, alb_err *err)
{
    alb_span text;
    ALB_TRY(cli_read_file(path, w->arena, &text, err));
    if (looks_like_xml(text)) {
        return read_response(w, text, octets, answers, note, err);
    }
    *octets = cli_octets(text, w->arena, NULL);
    return ALB_OK;
}

/* A response mirrors device and counter of its request. */
static alb_status check_request(const batch *b, const gbcs_header *h, alb_err *err)
{
    if (!b->has_request_id || h->cra != GBCS_RESPONSE) {
        return ALB_OK;
    }
    bool same_counter = h->counter == b->request_id.counter ||
                        (h->has_supplementary_counter && h->supplementary_counter == b->request_id.counter);
    if (!same_counter || !alb_eui64_equal(h->originator, b->request_id.target)) {
        return alb_fail(err, ALB_MISMATCH, "DUIS 2.2", 0, "the response does not answer the request");
    }
    return ALB_OK;
}

/* --- one file --- */

static bool write_document(const batch *b, const mmc_document *doc, alb_buf *out)
{
    switch (b->form) {
    case FORM_XML:
        mmc_write_xml(doc, out);
        alb_buf_add_u8(out, '\n');
        break;
    case FORM_JSON:
        mmc_write_json(doc, b->count > 1 ? 0 : 2, out);
        alb_buf_add_u8(out, '\n');
        break;
    case FORM_CSV:
        return mmc_write_csv(doc, out);
    case FORM_TABLE:
        mmc_write_table(doc, b->width, out);
        break;
    }
    return true;
}

static const char *note_on(const mmc_reading *r)
{
    bool unchecked = r->verdict.mac == GBCS_CHECK_UNCHECKED || r->verdict.signature == GBCS_CHECK_UNCHECKED;
    return r->document.outcome == MMC_CLOSED ? r->document.why
           : !r->document.known_alert        ? "the code of the alert is not known"
           : unchecked                       ? r->verdict.why
                                             : NULL;
}

static alb_status map_file(worker *w, const char *path, result *out, alb_err *err)
{
    batch *b = w->b;
    alb_span octets;
    mmc_reading r;
    const char *note = NULL;
    const cat_service_request *answers = b->answers;
    ALB_TRY(read_octets(w, path, &octets, &answers, &note, err));
    gbcs_message m;
    ALB_TRY(gbcs_message_parse(octets, &m, err));
    ALB_TRY(check_request(b, &m.header, err));
    ALB_TRY(mmc_read(w->keys, octets, m.header.cra == GBCS_RESPONSE ? answers : NULL, w->arena, &r, err));
    if (r.document.outcome == MMC_NO_FORM) {
        return alb_fail(err, ALB_NOT_FOUND, "MMC", 0, "%s", r.document.why);
    }
    if (!write_document(b, &r.document, &out->out)) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "no series: nothing to write as CSV");
    }
    if (out->out.st != ALB_OK) {
        return alb_fail(err, out->out.st, NULL, 0, "the document does not fit");
    }
    note = note_on(&r) ? note_on(&r) : note;
    if (note) {
        (void)snprintf(out->note, sizeof out->note, "%s: note: %s", path, note);
    }
    return ALB_OK;
}

static void run_file(worker *w, size_t i)
{
    result *r = &w->b->results[i];
    alb_err err = {.code = ALB_OK};
    char text[512];
    alb_buf_init(&r->out, CLI_INPUT_MAX);
    r->failed = map_file(w, w->b->paths[i], r, &err) != ALB_OK;
    if (r->failed) {
        alb_buf_clear(&r->out);
        (void)snprintf(r->note, sizeof r->note, "%s: %s", w->b->paths[i],
                       alb_err_text(&err, text, sizeof text));
    }
    alb_arena_reset(w->arena);
    pthread_mutex_lock(&w->b->lock);
    r->done = true;
    pthread_cond_signal(&w->b->one_done);
    pthread_mutex_unlock(&w->b->lock);
}

static void *run_worker(void *arg)
{
    worker *w = arg;
    for (;;) {
        size_t i = atomic_fetch_add(&w->b->next, 1);
        if (i >= w->b->count) {
            return NULL;
        }
        run_file(w, i);
    }
}

/* --- all files --- */

enum { MOST_WORKERS = 16 };

static bool open_worker(worker *w, batch *b)
{
    *w = (worker){.b = b,
                  .keys = gbcs_keys_new(b->store, 0),
                  .xml = xml_context_new(),
                  .arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4)};
    return w->keys && w->xml && w->arena;
}

static void close_worker(worker *w)
{
    gbcs_keys_free(w->keys);
    xml_context_free(w->xml);
    alb_arena_free(w->arena);
}

/* Prints what is done, in order, and how far it has come. */
static bool print_results(batch *b)
{
    bool ok = true;
    bool progress = b->count > 1 && isatty(STDERR_FILENO) == 1;
    for (size_t i = 0; i < b->count; i++) {
        result *r = &b->results[i];
        pthread_mutex_lock(&b->lock);
        while (!r->done) {
            pthread_cond_wait(&b->one_done, &b->lock);
        }
        pthread_mutex_unlock(&b->lock);
        if (b->form == FORM_TABLE && b->count > 1 && !r->failed) {
            printf("%s:\n", b->paths[i]);
        }
        if (r->out.len > 0) {
            (void)fwrite(r->out.ptr, 1, r->out.len, stdout);
        }
        if (r->note[0]) {
            (void)fprintf(stderr, "%s%s\n", progress ? "\r\033[K" : "", r->note);
        }
        if (progress) {
            (void)fprintf(stderr, "\r%zu of %zu", i + 1, b->count);
        }
        ok = ok && !r->failed;
        alb_buf_release(&r->out);
    }
    if (progress) {
        (void)fputs("\r\033[K", stderr);
    }
    return ok;
}

static int run_batch(batch *b)
{
    worker workers[MOST_WORKERS];
    pthread_t threads[MOST_WORKERS];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = processors > 0 && processors < MOST_WORKERS ? (size_t)processors : 1;
    n = n < b->count ? n : b->count;
    size_t opened = 0;
    size_t started = 0;
    while (opened < n && open_worker(&workers[opened], b)) {
        opened++;
    }
    while (started < opened && pthread_create(&threads[started], NULL, run_worker, &workers[started]) == 0) {
        started++;
    }
    bool ok = started > 0 && print_results(b);
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    for (size_t i = 0; i < opened; i++) {
        close_worker(&workers[i]);
    }
    return started == 0 ? CLI_ERROR : ok ? CLI_OK : CLI_FAILED;
}

static alb_status read_request(batch *b, const char *path, alb_arena *arena, alb_err *err)
{
    alb_span text;
    duis_document d;
    ALB_TRY(cli_read_file(path, arena, &text, err));
    xml_context *xml = xml_context_new();
    alb_status st = xml ? duis_decode(xml, text, arena, &d, NULL, err) : ALB_NO_MEMORY;
    if (st == ALB_OK && (d.kind != DUIS_REQUEST || !d.srv || !d.has_request_id)) {
        st = alb_fail(err, ALB_BAD_FORMAT, "DUIS 2.2", 0, "not a Service Request");
    }
    if (st == ALB_OK) {
        b->answers = d.srv;
        b->request_id = d.request_id;
        b->has_request_id = true;
    }
    xml_context_free(xml);
    return st;
}

static unsigned terminal_width(void)
{
    enum { USUAL = 80 };
    struct winsize size;
    bool known =
        isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : USUAL;
}

static int run(batch *b, const char *keys_dir, const char *request)
{
    cli_keys keys;
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new((size_t)CLI_INPUT_MAX * 4);
    int code = CLI_ERROR;
    if (arena && cli_keys_open(&keys, keys_dir)) {
        b->store = keys.store;
        b->results = calloc(b->count, sizeof *b->results);
        if (request && read_request(b, request, arena, &err) != ALB_OK) {
            cli_complain(request, &err);
            code = CLI_FAILED;
        } else if (b->results) {
            code = run_batch(b);
        }
        free(b->results);
        cli_keys_close(&keys);
    }
    alb_arena_free(arena);
    return code;
}

int cli_mmc(int argc, char **argv)
{
    const char *keys = NULL;
    const char *request = NULL;
    bool json = false;
    bool csv = false;
    bool table = false;
    const cli_option options[] = {{"--keys", &keys, NULL},
                                  {"--request", &request, NULL},
                                  {"--json", NULL, &json},
                                  {"--csv", NULL, &csv},
                                  {"--table", NULL, &table}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 2 || !keys ||
        json + csv + table > 1) {
        return usage();
    }
    batch b = {.form = json    ? FORM_JSON
                       : csv   ? FORM_CSV
                       : table ? FORM_TABLE
                               : FORM_XML,
               .width = terminal_width(),
               .paths = argv + 1,
               .count = (size_t)argc - 1,
               .lock = PTHREAD_MUTEX_INITIALIZER,
               .one_done = PTHREAD_COND_INITIALIZER};
    return run(&b, keys, request);
}
