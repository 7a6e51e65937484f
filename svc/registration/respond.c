/* What goes back to providers: Response Files and DCC Status Files (registration-and-supply.md 4.6, 4.8). */
#include "envelope.h"
#include "registration_internal.h"
#include "signature.h"

#include "base/crc32.h"
#include "base/file.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MAX_OUT = 512 * 1024 * 1024 };

/* --- the frame --- */

typedef struct outgoing {
    envelope e;
    const registration_sender *sender;
    alb_buf text;
    uint32_t details;
} outgoing;

static alb_status take_sequence(store_tx *tx, void *ctx, alb_err *err)
{
    outgoing *o = ctx;
    char fuel[2] = {o->e.fuel, '\0'};
    store_value params[] = {registration_text(o->e.receiver), registration_text(fuel),
                            registration_text(o->e.kind)};
    store_rows *rows = NULL;
    ALB_TRY(store_exec(tx,
                       "INSERT INTO registration_sent (receiver, fuel, kind, sequence) VALUES ($1, $2, $3, 1)"
                       " ON CONFLICT (receiver, fuel, kind) DO UPDATE SET sequence ="
                       " CASE WHEN registration_sent.sequence >= 99999999 THEN 1 ELSE"
                       " registration_sent.sequence + 1 END",
                       params, ALB_COUNT(params), err));
    ALB_TRY(store_query(tx,
                        "SELECT sequence FROM registration_sent WHERE receiver = $1 AND fuel = $2 AND"
                        " kind = $3",
                        params, ALB_COUNT(params), &rows, err));
    o->e.sequence = store_next(rows) ? (uint32_t)store_column(rows, 0).integer : 1;
    return store_rows_end(rows, err);
}

/* about: what the file is about, where the header of others has its networks. */
static alb_status begin(store *s, outgoing *o, const char *about, alb_err *err)
{
    o->e.created_at = o->sender->now;
    (void)snprintf(o->e.sender, sizeof o->e.sender, "%.8s", o->sender->signifier);
    ALB_TRY(store_write(s, take_sequence, o, err));
    alb_date_time d = alb_time_split(o->e.created_at);
    alb_buf_init(&o->text, MAX_OUT);
    alb_buf_printf(&o->text, "HDR|%s|%c|%d|%s|%s|%04d%02d%02d%02d%02d%02d|%08u|%s|%s|\n", o->e.kind,
                   o->e.fuel, LAYOUT_VERSION, o->e.sender, o->e.receiver, d.year, d.month, d.day, d.hour,
                   d.minute, d.second, o->e.sequence, about, o->sender->test_flag);
    return ALB_OK;
}

static alb_status end(outgoing *o, char *path, size_t size, alb_err *err)
{
    char name[128];
    uint32_t crc = alb_crc32(0, alb_buf_span(&o->text));
    alb_buf_printf(&o->text, "TRL|%u|%08x|\n", o->details, crc);
    alb_status st = o->text.st;
    if (st == ALB_OK && o->sender->signer) {
        st = signature_write(o->sender->signer, &o->text, err);
    }
    envelope_write_name(&o->e, name, sizeof name);
    int n = snprintf(path, size, "%s/%s", o->sender->dir, name);
    if (st == ALB_OK && (n < 0 || (size_t)n >= size)) {
        st = alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path is too long");
    }
    st = st == ALB_OK ? alb_file_write(path, alb_buf_span(&o->text), 0640, err) : st;
    alb_buf_release(&o->text);
    return st;
}

/* --- responses --- */

typedef struct response {
    outgoing out;
    int64_t file;
    int64_t sequence;
    bool found;
} response;

static alb_status read_answered(store_tx *tx, void *ctx, alb_err *err)
{
    response *r = ctx;
    store_value param = store_int(r->file);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT sender, fuel, sequence FROM registration_file WHERE id = $1 AND id <> 0",
                        &param, 1, &rows, err));
    r->found = store_next(rows);
    if (r->found) {
        char fuel[2];
        registration_copy(store_column(rows, 0), r->out.e.receiver, 9);
        registration_copy(store_column(rows, 1), fuel, sizeof fuel);
        r->out.e.fuel = fuel[0];
        r->sequence = store_column(rows, 2).integer;
    }
    return store_rows_end(rows, err);
}

static alb_status write_faults(store_tx *tx, response *r, alb_err *err)
{
    store_value param = store_int(r->file);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT instruction, code, field, detail FROM registration_fault WHERE file = $1"
                        " ORDER BY instruction",
                        &param, 1, &rows, err));
    while (store_next(rows)) {
        char code[8];
        char detail[81];
        registration_copy(store_column(rows, 1), code, sizeof code);
        registration_copy(store_column(rows, 3), detail, sizeof detail);
        alb_buf_printf(&r->out.text, "ERR|%" PRId64 "|%s|%" PRId64 "|%s|\n", store_column(rows, 0).integer,
                       code, store_column(rows, 2).integer, detail);
        r->out.details++;
    }
    return store_rows_end(rows, err);
}

static alb_status write_sums(store_tx *tx, void *ctx, alb_err *err)
{
    response *r = ctx;
    store_value param = store_int(r->file);
    store_rows *rows = NULL;
    ALB_TRY(write_faults(tx, r, err));
    ALB_TRY(store_query(tx,
                        "SELECT code, detail, accepted, rejected, warned, state FROM registration_file"
                        " WHERE id = $1",
                        &param, 1, &rows, err));
    if (store_next(rows)) {
        char code[8];
        char detail[81];
        registration_copy(store_column(rows, 0), code, sizeof code);
        registration_copy(store_column(rows, 1), detail, sizeof detail);
        bool applied = alb_span_is(store_column(rows, 5).bytes, "applied");
        if (code[0]) {
            alb_buf_printf(&r->out.text, "ERR|0|%s|0|%s|\n", code, detail);
        }
        alb_buf_printf(&r->out.text, "SUM|%" PRId64 "|%" PRId64 "|%" PRId64 "|\n",
                       applied ? store_column(rows, 2).integer : 0, store_column(rows, 3).integer,
                       store_column(rows, 4).integer);
        r->out.details += code[0] ? 2 : 1;
    }
    return store_rows_end(rows, err);
}

alb_status registration_respond(store *s, int64_t file, const registration_sender *sender, char *path,
                                size_t size, alb_err *err)
{
    response r = {.out = {.e = {.kind = "RSP"}, .sender = sender}, .file = file};
    char about[24];
    ALB_TRY(store_read(s, read_answered, &r, err));
    if (!r.found) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "no such file");
    }
    (void)snprintf(about, sizeof about, "%08" PRId64, r.sequence);
    ALB_TRY(begin(s, &r.out, about, err));
    alb_status st = store_read(s, write_sums, &r, err);
    if (st != ALB_OK) {
        alb_buf_release(&r.out.text);
        return st;
    }
    return end(&r.out, path, size, err);
}

/* --- DCC Status Files --- */

static void write_flag(outgoing *o, const registration_flag *f)
{
    alb_date_time d = alb_time_split(f->from + alb_london_offset(f->from));
    alb_buf_printf(&o->text, "DSF|%u|%s|%c|%04d%02d%02d|\n", ++o->details, f->mpxn, f->flag, d.year, d.month,
                   d.day);
}

alb_status registration_write_status(store *s, const char *receiver, char fuel,
                                     const registration_sender *sender, registration_flags *next, void *ctx,
                                     char *path, size_t size, alb_err *err)
{
    outgoing o = {.e = {.kind = "STA", .fuel = fuel}, .sender = sender};
    (void)snprintf(o.e.receiver, sizeof o.e.receiver, "%.8s", receiver);
    ALB_TRY(begin(s, &o, receiver, err));
    alb_status st = ALB_OK;
    bool more = true;
    while (st == ALB_OK && more) {
        registration_flag f;
        st = next(ctx, &f, &more, err);
        if (st == ALB_OK && more) {
            write_flag(&o, &f);
        }
    }
    if (st != ALB_OK) {
        alb_buf_release(&o.text);
        return st;
    }
    return end(&o, path, size, err);
}
