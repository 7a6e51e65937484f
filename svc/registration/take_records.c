/* The records of a file, from the first to the moment at which they count. */
#include "registration_internal.h"
#include "take_internal.h"

#include <stdlib.h>

enum { RECORDS_AT_A_TIME = 2000 };
/* A broken extract is told by so many refused records: more than these, and more than one in ten. */
enum { REFUSED_MIN = 100, REFUSED_IN = 10 };

/* --- record by record --- */

static alb_status keep_fault(store_tx *tx, void *ctx, const registration_fault *f, alb_err *err)
{
    taking *k = ctx;
    if (f->code[0] == 'W' && k->last_warned != f->instruction) {
        k->warned++;
        k->last_warned = f->instruction;
    }
    if (k->faults_kept + k->refused + k->warned > REGISTRATION_MAX_FAULTS) {
        return ALB_OK;
    }
    store_value params[] = {store_int(k->out->file), store_int(f->instruction), registration_text(f->code),
                            store_int(f->field), registration_text(f->detail)};
    return store_exec(tx,
                      "INSERT INTO registration_fault (file, instruction, code, field, detail)"
                      " VALUES ($1, $2, $3, $4, $5)",
                      params, ALB_COUNT(params), err);
}

static alb_status still_ours(store_tx *tx, taking *k, alb_err *err)
{
    store_value params[] = {store_int(k->out->file), store_int(k->t->now)};
    ALB_TRY(store_exec(tx, "UPDATE registration_file SET worked_at = $2 WHERE id = $1 AND state = 'loading'",
                       params, 2, err));
    return store_changes(tx) == 1 ? ALB_OK : alb_fail(err, ALB_BUSY, NULL, 0, "somebody else took over");
}

/* One faulty record spoils its meter point: half a set would end what it does not repeat. */
static alb_status refuse_group(store_tx *tx, taking *k, const record *group, size_t n, bool *refused,
                               alb_err *err)
{
    *refused = false;
    for (size_t i = 0; i < n; i++) {
        *refused = *refused || group[i].fault.code[0] != '\0';
    }
    for (size_t i = 0; *refused && i < n; i++) {
        registration_fault f = group[i].fault;
        if (f.code[0] == '\0') {
            record_fault(&f, group[i].instruction, "R306", 0,
                         "another record of the meter point was refused");
        }
        ALB_TRY(keep_fault(tx, k, &f, err));
    }
    return ALB_OK;
}

/* The first records that belong together: those of one meter point, or one that names none. */
static size_t group_of(const record *list, size_t n)
{
    size_t count = 1;
    while (count < n && list[0].mpxn[0] && strcmp(list[count].mpxn, list[0].mpxn) == 0) {
        count++;
    }
    return count;
}

static alb_status write_records(store_tx *tx, void *ctx, alb_err *err)
{
    taking *k = ctx;
    k->accepted = k->refused = k->warned = k->last_warned = 0;
    ALB_TRY(still_ours(tx, k, err));
    for (size_t i = 0; i < k->n_whole;) {
        size_t n = group_of(&k->records[i], k->n_whole - i);
        bool refused = false;
        bool taken = false;
        ALB_TRY(refuse_group(tx, k, &k->records[i], n, &refused, err));
        if (!refused) {
            ALB_TRY(merge_group(tx, &k->merge, &k->records[i], n, keep_fault, k, &taken, err));
        }
        k->accepted += taken ? (uint32_t)n : 0;
        k->refused += taken ? 0 : (uint32_t)n;
        i += n;
    }
    return ALB_OK;
}

/* Writes what is whole: the last meter point may go on in the next lines, unless they are over. */
static alb_status flush(taking *k, bool is_last, alb_err *err)
{
    k->n_whole = k->n;
    while (!is_last && k->n_whole > 0 &&
           strcmp(k->records[k->n_whole - 1].mpxn, k->records[k->n - 1].mpxn) == 0) {
        k->n_whole--;
    }
    if (k->n_whole == 0) {
        return ALB_OK;
    }
    ALB_TRY(store_write(k->s, write_records, k, err));
    k->out->accepted += k->accepted;
    k->out->rejected += k->refused;
    k->out->warned += k->warned;
    k->faults_kept += k->refused + k->warned;
    memmove(k->records, k->records + k->n_whole, (k->n - k->n_whole) * sizeof k->records[0]);
    k->n -= k->n_whole;
    bool go_on = !k->t->progress || k->t->progress(k->t->ctx, k->out->accepted + k->out->rejected);
    return go_on ? ALB_OK : take_reject(k, "E003", "stopped");
}

static bool take_lists(const char *networks, const char *one)
{
    char text[REGISTRATION_MPID_MAX + 3];
    (void)snprintf(text, sizeof text, ";%s;", one);
    return strstr(networks, text) != NULL;
}

static void check_record(const taking *k, record *r, uint32_t expected)
{
    if (r->fault.code[0]) {
        return;
    }
    if (r->instruction != expected) {
        record_fault(&r->fault, r->instruction, "R305", 2, "instructions count up one by one");
    } else if (!r->deletes &&
               (!take_lists(k->header.networks, r->network) || !take_lists(k->networks, r->network))) {
        record_fault(&r->fault, r->instruction, "R301", k->merge.layout->network,
                     "not a network of the sender");
    }
}

/* The set of a meter point has an end, as memory has. */
static alb_status take_line(taking *k, alb_span line, uint32_t number, alb_err *err)
{
    if (k->n >= RECORDS_AT_A_TIME) {
        ALB_TRY(flush(k, false, err));
    }
    if (k->n == RECORDS_AT_A_TIME + MERGE_MAX_GROUP) {
        return take_reject(k, "E110", "too many records of one meter point");
    }
    record *r = &k->records[k->n++];
    record_read(k->merge.layout, line, k->t->now, r);
    check_record(k, r, number);
    return ALB_OK;
}

static alb_status take_lines(taking *k, line_reader *r, alb_err *err)
{
    uint32_t number = 0;
    rewind(k->in);
    (void)line_next(r); /* the header */
    for (alb_span raw = line_next(r); raw.len > 0; raw = line_next(r)) {
        alb_span line = line_content(raw);
        if (line.len >= 4 && memcmp(line.ptr, "TRL|", 4) == 0) {
            break;
        }
        ALB_TRY(take_line(k, line, ++number, err));
    }
    ALB_TRY(flush(k, true, err));
    while (line_next(r).len > 0) {
    }
    uint8_t hash[CRYPTO_HASH];
    crypto_hasher_value(r->hasher, hash);
    return memcmp(hash, k->survey.hash, sizeof hash) == 0 && !r->failed
               ? ALB_OK
               : take_reject(k, "E003", "the file changed while it was read");
}

/* --- the end --- */

static alb_status make_known(store_tx *tx, void *ctx, alb_err *err)
{
    taking *k = ctx;
    const registration_result *r = k->out;
    store_value params[] = {store_int(r->file), store_int(k->t->now), store_int(r->accepted),
                            store_int(r->rejected), store_int(r->warned)};
    ALB_TRY(still_ours(tx, k, err));
    return store_exec(tx,
                      "UPDATE registration_file SET state = 'applied', applied_at = $2, accepted = $3,"
                      " rejected = $4, warned = $5 WHERE id = $1",
                      params, ALB_COUNT(params), err);
}

static alb_status make_rejected(store_tx *tx, void *ctx, alb_err *err)
{
    taking *k = ctx;
    const registration_result *r = k->out;
    store_value params[] = {store_int(r->file),   store_int(r->accepted),     store_int(r->rejected),
                            store_int(r->warned), registration_text(r->code), registration_text(r->detail)};
    return store_exec(tx,
                      "UPDATE registration_file SET state = 'rejected', accepted = $2, rejected = $3,"
                      " warned = $4, code = $5, detail = $6 WHERE id = $1 AND state = 'loading'",
                      params, ALB_COUNT(params), err);
}

typedef struct cleaning {
    int64_t file;
    bool any;
} cleaning;

/* Rows of a file that will never count; a little at a time. */
static alb_status clean(store_tx *tx, void *ctx, alb_err *err)
{
    static const char *const sql[] = {
        "DELETE FROM appointment WHERE file = $1 AND mpxn IN (SELECT mpxn FROM appointment WHERE file = $1"
        " LIMIT 2000)",
        "DELETE FROM meter_point WHERE file = $1 AND mpxn IN (SELECT mpxn FROM meter_point WHERE file = $1"
        " LIMIT 2000)",
        "DELETE FROM registration_due WHERE file = $1"};
    cleaning *c = ctx;
    store_value file = store_int(c->file);
    c->any = false;
    for (size_t i = 0; i < ALB_COUNT(sql); i++) {
        ALB_TRY(store_exec(tx, sql[i], &file, 1, err));
        c->any = c->any || store_changes(tx) > 0;
    }
    return ALB_OK;
}

static alb_status clean_up(taking *k, alb_err *err)
{
    cleaning c = {.file = k->out->file};
    do {
        ALB_TRY(store_write(k->s, clean, &c, err));
    } while (c.any);
    return ALB_OK;
}

static alb_status read_records(taking *k, alb_err *err)
{
    line_reader *r = calloc(1, sizeof *r);
    k->records = calloc(RECORDS_AT_A_TIME + MERGE_MAX_GROUP, sizeof *k->records);
    crypto_hasher *h = crypto_hasher_new();
    alb_status st =
        r && k->records && h ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for records");
    if (st == ALB_OK) {
        *r = (line_reader){.in = k->in, .hasher = h};
        st = take_lines(k, r, err);
    }
    crypto_hasher_free(h);
    free(k->records);
    free(r);
    return st;
}

alb_status take_records(taking *k, alb_err *err)
{
    k->merge = (merge){.layout = layout_of(k->header.fuel),
                       .file = k->out->file,
                       .created_at = k->header.created_at,
                       .now = k->t->now};
    alb_status st = read_records(k, err);
    const registration_result *r = k->out;
    if (st == ALB_OK && r->rejected > REFUSED_MIN && r->rejected > (r->accepted + r->rejected) / REFUSED_IN) {
        st = take_reject(k, "E110", "more than one record in ten is faulty");
    }
    if (st == ALB_OK) {
        return store_write(k->s, make_known, k, err);
    }
    if (k->out->code[0] == '\0') {
        /* A failure of ours. If this cannot be noted either, whoever offers the file next finds it given up.
         */
        (void)take_reject(k, "E003", "interrupted");
        alb_status noted = store_write(k->s, make_rejected, k, NULL);
        return noted == ALB_OK ? st : noted;
    }
    ALB_TRY(store_write(k->s, make_rejected, k, err));
    return clean_up(k, err);
}
