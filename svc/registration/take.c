/* Taking a file in (registration-and-supply.md 4.7, 4.8). It is read twice: once to see that it is whole,
 * from whom it comes and whether it is its turn, and once record by record. Records are written by short
 * transactions as rows of a file that does not count yet; the last one makes it count. */
#include "registration_internal.h"
#include "take_internal.h"

#include <errno.h>
#include <sys/stat.h>

enum { ARENA_LIMIT = 65536, MAX_FILE_GIB = 2 };
/* A file that nobody has worked on for so long was given up. */
#define GIVEN_UP ALB_MINUTES(5)

/* --- verdicts --- */

alb_status take_reject(taking *k, const char *code, const char *detail)
{
    k->out->state = REGISTRATION_REJECTED;
    (void)snprintf(k->out->code, sizeof k->out->code, "%s", code);
    (void)snprintf(k->out->detail, sizeof k->out->detail, "%s", detail);
    return ALB_NOT_AUTHORISED; /* told apart from failures of ours by the code */
}

/* --- before a record is read --- */

static alb_status open_file(taking *k, alb_err *err)
{
    struct stat st;
    if (!envelope_read_name(k->name, &k->named)) {
        return take_reject(k, "E001", "not a name of a file of registration data");
    }
    if (strcmp(k->named.kind, "STA") == 0 || strcmp(k->named.kind, "RSP") == 0) {
        return take_reject(k, "E001", "not a kind of file that providers send");
    }
    k->in = fopen(k->t->path, "rbe");
    if (!k->in || fstat(fileno(k->in), &st) != 0) {
        return alb_fail(err, ALB_IO, NULL, 0, "cannot be opened: %s", strerror(errno));
    }
    if (!S_ISREG(st.st_mode) || st.st_size > (off_t)MAX_FILE_GIB << 30) {
        return take_reject(k, S_ISREG(st.st_mode) ? "E002" : "E003", "not a file, or too large");
    }
    return survey_read(k->in, &k->survey, err);
}

static alb_status check_trailer(taking *k)
{
    alb_span f[3];
    size_t n = 0;
    char count[16];
    char sum[16];
    const survey *s = &k->survey;
    if (s->has_long_line) {
        return take_reject(k, "E004", "a line is too long");
    }
    if (!layout_split(alb_span_str(s->trailer), f, ALB_COUNT(f), &n) || n != ALB_COUNT(f)) {
        return take_reject(k, "E021", "no trailer at the end");
    }
    (void)snprintf(count, sizeof count, "%u", s->details);
    (void)snprintf(sum, sizeof sum, "%08x", s->crc);
    if (!alb_span_is(f[1], count)) {
        return take_reject(k, "E022", "the trailer counts other records");
    }
    return f[2].len == 8 && strncasecmp((const char *)f[2].ptr, sum, 8) == 0
               ? ALB_OK
               : take_reject(k, "E023", "the sum of the file is another");
}

static alb_status check_header(taking *k)
{
    const registration_taking *t = k->t;
    if (!envelope_read_header(alb_span_str(k->survey.header), &k->named, &k->header)) {
        return take_reject(k, "E020", "no header, or another than the name says");
    }
    if (k->header.version != LAYOUT_VERSION) {
        return take_reject(k, "E024", "a version of the interface that is not supported");
    }
    if (strcmp(k->header.receiver, t->receiver) != 0) {
        return take_reject(k, "E025", "for another receiver");
    }
    return strcmp(k->header.test_flag, t->test_flag) == 0
               ? ALB_OK
               : take_reject(k, "E026", "from an environment of another kind");
}

static alb_status read_provider(store_tx *tx, void *ctx, alb_err *err)
{
    taking *k = ctx;
    alb_status st = registration_find_provider(tx, k->header.sender, k->arena, &k->provider, err);
    if (st == ALB_NOT_FOUND) {
        return take_reject(k, "E020", "the sender is not a provider of registration data");
    }
    ALB_TRY(st);
    return strchr(k->provider.fuels, k->header.fuel) ? ALB_OK
                                                     : take_reject(k, "E020", "not a fuel of that provider");
}

/* --- whose turn it is --- */

static alb_status find_last(store_tx *tx, const taking *k, bool *any, uint32_t *last, bool *repeated,
                            alb_err *err)
{
    char fuel[2] = {k->header.fuel, '\0'};
    store_value params[] = {registration_text(k->header.sender), registration_text(fuel)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT sequence, hash FROM registration_file WHERE sender = $1 AND fuel = $2 AND"
                        " state = 'applied' ORDER BY id DESC LIMIT 1",
                        params, ALB_COUNT(params), &rows, err));
    *any = store_next(rows);
    *repeated = false;
    if (*any) {
        *last = (uint32_t)store_column(rows, 0).integer;
        *repeated = alb_span_equal(store_column(rows, 1).bytes, ALB_SPAN_OF(k->survey.hash));
    }
    return store_rows_end(rows, err);
}

/* It has its turn later. */
static alb_status hold(taking *k, const char *detail)
{
    alb_status st = take_reject(k, "E103", detail);
    k->out->state = REGISTRATION_HELD;
    return st;
}

static alb_status check_sequence(store_tx *tx, taking *k, alb_err *err)
{
    bool any = false;
    bool repeated = false;
    uint32_t last = 0;
    uint32_t own = k->header.sequence;
    ALB_TRY(find_last(tx, k, &any, &last, &repeated, err));
    if (repeated) {
        k->out->state = REGISTRATION_REPEATED;
        return ALB_OK;
    }
    k->out->state = REGISTRATION_APPLIED;
    if (!any) {
        return k->header.is_full || own == 1 ? ALB_OK : hold(k, "a full file comes first");
    }
    uint32_t next = last == ENVELOPE_LAST_SEQUENCE ? 1 : last + 1;
    if (own == next) {
        return ALB_OK;
    }
    /* Numbers go round: half of the circle lies behind. */
    uint32_t ahead = own >= next ? own - next : own + ENVELOPE_LAST_SEQUENCE - next;
    if (ahead > ENVELOPE_LAST_SEQUENCE / 2) {
        return take_reject(k, "E102", "not newer than the file before it");
    }
    if (k->t->release && k->header.is_full) {
        return ALB_OK;
    }
    return hold(k, "files before it are missing");
}

/* Only one file at a time is brought in, whoever does it: each is compared with what is known before it. */
static alb_status claim_turn(store_tx *tx, const taking *k, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT id, worked_at FROM registration_file WHERE state = 'loading'", NULL, 0,
                        &rows, err));
    bool is_taken = false;
    while (store_next(rows)) {
        is_taken = is_taken || store_column(rows, 1).integer + GIVEN_UP > k->t->now;
    }
    ALB_TRY(store_rows_end(rows, err));
    if (is_taken) {
        return alb_fail(err, ALB_BUSY, NULL, 0, "another file is being taken in");
    }
    return store_exec(tx,
                      "UPDATE registration_file SET state = 'rejected', code = 'E003', detail = 'given up'"
                      " WHERE state = 'loading'",
                      NULL, 0, err);
}

static alb_status next_file(store_tx *tx, int64_t *out, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT max(id) + 1 FROM registration_file", NULL, 0, &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : 1;
    return store_rows_end(rows, err);
}

static alb_status insert_file(store_tx *tx, const taking *k, const char *state, alb_err *err)
{
    char fuel[2] = {k->named.fuel, '\0'};
    bool has_code = k->out->code[0] != '\0';
    store_value params[] = {store_int(k->out->file),
                            registration_text(k->named.sender),
                            registration_text(fuel),
                            registration_text(k->named.kind),
                            store_int(k->named.sequence),
                            registration_text(k->name),
                            store_blob(ALB_SPAN_OF(k->survey.hash)),
                            registration_text(state),
                            store_int(k->named.created_at),
                            store_int(k->t->now),
                            has_code ? registration_text(k->out->code) : store_null(),
                            has_code ? registration_text(k->out->detail) : store_null()};
    return store_exec(tx,
                      "INSERT INTO registration_file (id, sender, fuel, kind, sequence, name, hash, state,"
                      " created_at, received_at, worked_at, accepted, rejected, warned, code, detail)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0, 0, 0, $11, $12)",
                      params, ALB_COUNT(params), err);
}

/* A file that is held stands once, however often it is offered. */
static alb_status forget_held(store_tx *tx, const taking *k, alb_err *err)
{
    store_value name = registration_text(k->name);
    return store_exec(tx, "DELETE FROM registration_file WHERE state = 'held' AND name = $1", &name, 1, err);
}

static alb_status begin(store_tx *tx, void *ctx, alb_err *err)
{
    taking *k = ctx;
    k->out->code[0] = '\0';
    k->out->file = 0;
    ALB_TRY(check_sequence(tx, k, err));
    if (k->out->state == REGISTRATION_REPEATED) {
        return ALB_OK;
    }
    ALB_TRY(claim_turn(tx, k, err));
    ALB_TRY(forget_held(tx, k, err));
    ALB_TRY(next_file(tx, &k->out->file, err));
    return insert_file(tx, k, "loading", err);
}

static alb_status note_verdict(store_tx *tx, void *ctx, alb_err *err)
{
    taking *k = ctx;
    ALB_TRY(forget_held(tx, k, err));
    ALB_TRY(next_file(tx, &k->out->file, err));
    return insert_file(tx, k, k->out->state == REGISTRATION_HELD ? "held" : "rejected", err);
}

static alb_status check_file(taking *k, alb_err *err)
{
    ALB_TRY(open_file(k, err));
    ALB_TRY(check_header(k));
    ALB_TRY(check_trailer(k));
    ALB_TRY(store_read(k->s, read_provider, k, err));
    (void)snprintf(k->networks, sizeof k->networks, ";%s;", k->provider.networks);
    return take_check_signature(k, err);
}

static alb_status take_file(taking *k, alb_err *err)
{
    ALB_TRY(check_file(k, err));
    ALB_TRY(store_write(k->s, begin, k, err));
    return k->out->state == REGISTRATION_REPEATED ? ALB_OK : take_records(k, err);
}

alb_status registration_take(store *s, const registration_taking *t, registration_result *out, alb_err *err)
{
    const char *slash = strrchr(t->path, '/');
    taking k = {.t = t, .s = s, .out = out, .name = slash ? slash + 1 : t->path};
    *out = (registration_result){.state = REGISTRATION_APPLIED};
    k.arena = alb_arena_new(ARENA_LIMIT);
    alb_status st =
        k.arena ? take_file(&k, err) : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a file");
    if (st == ALB_NOT_AUTHORISED && out->code[0]) {
        bool can_be_noted = out->file == 0 && k.named.sequence > 0;
        st = can_be_noted ? store_write(s, note_verdict, &k, err) : ALB_OK;
    }
    if (k.in) {
        (void)fclose(k.in);
    }
    alb_arena_free(k.arena);
    return st;
}
