/* 12.1 Request WAN Matrix: is there coverage at the premises, by region (dcc-services.md 5.4)? What the
 * providers of the WAN say is taken in as a file, whole. */
#include "wan_matrix.h"

#include "base/csv.h"
#include "base/text.h"
#include "catalogue/element.h"

enum {
    UPRN,
    POST_CODE,
    ADDRESS,
    REGION,
    COVERAGE,
    DATE,
    TECHNOLOGY,
    LIKELIHOOD,
    EQUIPMENT,
    INFORMATION,
    COLUMNS = DCC_COVERAGE_COLUMNS
};
static const char *const columns[COLUMNS] = {"UPRN",
                                             "PostCode",
                                             "AddressIdentifier",
                                             "CSPRegion",
                                             "CoverageAvailability",
                                             "AnticipatedCoverageDate",
                                             "WANTechnology",
                                             "ConnectivityLikelihood",
                                             "AuxiliaryEquipmentRequired",
                                             "AdditionalInformation"};

/* --- taking it in --- */

typedef struct intake {
    alb_span csv;
    alb_arena *arena;
} intake;

/* Rows that a program makes. */
typedef struct making {
    bool (*next)(void *ctx, dcc_coverage *row);
    void *ctx;
} making;

static bool is_value_of(const char *element, alb_span text)
{
    const cat_element *response = cat_element_child(&cat_duis_response, ALB_LIT("Body"));
    static const char *const path[] = {"ResponseMessage", "DSPWANMatrix", "DSPWANMatrixResponse"};
    for (size_t i = 0; response && i < ALB_COUNT(path); i++) {
        response = cat_element_child(response, alb_span_str(path[i]));
    }
    const cat_element *e = response ? cat_element_child(response, alb_span_str(element)) : NULL;
    bool found = e && e->simple && e->simple->n_values == 0;
    for (size_t i = 0; e && e->simple && i < e->simple->n_values; i++) {
        found = found || alb_span_is(text, e->simple->values[i]);
    }
    return found;
}

/* What would stand in an answer's XML: quoted fields may hold anything. */
static bool are_printable(const alb_span *f)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        for (size_t k = 0; k < f[i].len; k++) {
            if (f[i].ptr[k] < ' ' || f[i].ptr[k] > '~') {
                return false;
            }
        }
    }
    return true;
}

static alb_status check_row(size_t line, const alb_span *f, alb_err *err)
{
    bool has_key = f[UPRN].len > 0 || (f[POST_CODE].len > 0 && f[ADDRESS].len > 0);
    bool is_covered = alb_span_is(f[COVERAGE], "true");
    alb_time date;
    const char *why = !has_key                                            ? "neither UPRN nor address"
                      : !is_value_of("CSPRegion", f[REGION])              ? "no such region"
                      : !is_covered && !alb_span_is(f[COVERAGE], "false") ? "coverage is true or false"
                      : !alb_csv_date(f[DATE], &date)                     ? "no such date"
                      : f[TECHNOLOGY].len == 0 || f[TECHNOLOGY].len > 30 ? "technology has 1 to 30 characters"
                      : !is_value_of("ConnectivityLikelihood", f[LIKELIHOOD])
                          ? "likelihood is High, Medium or Low"
                      : f[EQUIPMENT].len > 50 || f[INFORMATION].len > 250 ? "text too long"
                      : !are_printable(f)                                 ? "an octet that is not printable"
                                                                          : NULL;
    return why ? alb_fail(err, ALB_BAD_VALUE, "DUIS 12.1", line, "%s", why) : ALB_OK;
}

static store_value text_or_null(alb_span text)
{
    return text.len > 0 ? store_text(text) : store_null();
}

alb_status dcc_coverage_read(alb_span csv, alb_arena *arena, dcc_coverage_visit *visit, void *ctx,
                             alb_err *err)
{
    alb_csv r = alb_csv_init(csv, arena);
    alb_span f[DCC_COVERAGE_COLUMNS];
    ALB_TRY(alb_csv_header(&r, columns, COLUMNS, err));
    for (int64_t id = 1;; id++) {
        size_t n = 0;
        ALB_TRY(alb_csv_next(&r, f, COLUMNS, &n, err));
        if (n == 0) {
            return ALB_OK;
        }
        if (n != COLUMNS) {
            return alb_fail(err, ALB_BAD_FORMAT, "DUIS 12.1", r.line, "%zu fields where %d stand", n,
                            (int)COLUMNS);
        }
        ALB_TRY(check_row(r.line, f, err));
        ALB_TRY(visit(ctx, id, f, err));
    }
}

static alb_status put_row(void *ctx, int64_t id, const alb_span *f, alb_err *err)
{
    store_value params[1 + COLUMNS] = {store_int(id)};
    for (size_t i = 0; i < COLUMNS; i++) {
        params[1 + i] = text_or_null(f[i]);
    }
    return store_exec(ctx,
                      "INSERT INTO wan_coverage (id, uprn, post_code, address, region, coverage, date,"
                      " technology, likelihood, equipment, information) VALUES ($1, $2, $3, $4, $5, $6, $7,"
                      " $8, $9, $10, $11)",
                      params, ALB_COUNT(params), err);
}

static alb_status put_rows(store_tx *tx, void *ctx, alb_err *err)
{
    const intake *in = ctx;
    ALB_TRY(store_exec(tx, "DELETE FROM wan_coverage", NULL, 0, err));
    return dcc_coverage_read(in->csv, in->arena, put_row, tx, err);
}

alb_status dcc_take_coverage(dcc *d, alb_span csv, alb_err *err)
{
    enum { ROOM = 64 * 1024 * 1024 };
    intake in = {csv, alb_arena_new(ROOM)};
    alb_status st = in.arena ? store_write(d->store, put_rows, &in, err)
                             : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a file");
    alb_arena_free(in.arena);
    return st;
}

static alb_status make_rows(store_tx *tx, void *ctx, alb_err *err)
{
    const making *m = ctx;
    dcc_coverage row = {.is_covered = false};
    ALB_TRY(store_exec(tx, "DELETE FROM wan_coverage", NULL, 0, err));
    for (int64_t id = 1; m->next(m->ctx, &row); id++) {
        const alb_span f[COLUMNS] = {[UPRN] = row.uprn,
                                     [POST_CODE] = row.post_code,
                                     [ADDRESS] = row.address,
                                     [REGION] = row.region,
                                     [COVERAGE] = row.is_covered ? ALB_LIT("true") : ALB_LIT("false"),
                                     [TECHNOLOGY] = row.technology,
                                     [LIKELIHOOD] = row.likelihood};
        ALB_TRY(check_row((size_t)id, f, err));
        ALB_TRY(put_row(tx, id, f, err));
    }
    return ALB_OK;
}

alb_status dcc_set_coverage(dcc *d, bool (*next)(void *ctx, dcc_coverage *row), void *ctx, alb_err *err)
{
    making m = {next, ctx};
    return store_write(d->store, make_rows, &m, err);
}

/* --- 12.1 --- */

/* The rows about one place. */
#define OF_PLACE " FROM wan_coverage WHERE uprn = $1 OR (post_code = $2 AND address = $3)"

typedef struct place {
    alb_span uprn, post_code, address;
    size_t n;
    bool is_covered;
} place;

static alb_status read_place(store_tx *tx, void *ctx, alb_err *err)
{
    place *p = ctx;
    store_value params[] = {text_or_null(p->uprn), text_or_null(p->post_code), text_or_null(p->address)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT coverage" OF_PLACE, params, ALB_COUNT(params), &rows, err));
    while (store_next(rows)) {
        p->n++;
        p->is_covered = p->is_covered || alb_span_is(store_column(rows, 0).bytes, "true");
    }
    return store_rows_end(rows, err);
}

alb_status dcc_covers(dcc *d, alb_span uprn, alb_span post_code, alb_span address, bool *covered,
                      alb_err *err)
{
    place p = {.uprn = uprn, .post_code = post_code, .address = address};
    ALB_TRY(store_read(d->store, read_place, &p, err));
    *covered = p.is_covered;
    return p.n > 0 ? ALB_OK : alb_fail(err, ALB_NOT_FOUND, NULL, 0, "no region has told of that place");
}

typedef struct matrix {
    dcc_case *c;
    alb_span uprn, post_code, address;
    alb_buf payload;
    size_t n;
    bool is_ambiguous, is_empty;
    alb_span first; /* UPRN of the first row */
} matrix;

static void write_text(alb_buf *out, const char *element, alb_span text)
{
    if (text.len > 0) {
        alb_buf_printf(out, "<sr:%s>", element);
        xml_write_escaped(out, text);
        alb_buf_printf(out, "</sr:%s>", element);
    }
}

static void write_region(matrix *m, const store_rows *rows)
{
    static const char *const elements[] = {
        "CoverageAvailability",   "AnticipatedCoverageDate",    "WANTechnology",
        "ConnectivityLikelihood", "AuxiliaryEquipmentRequired", "AdditionalInformation"};
    alb_buf_add_text(&m->payload, "<sr:DSPWANMatrixResponse>");
    write_text(&m->payload, "CSPRegion", store_column(rows, 1).bytes);
    alb_buf_add_text(&m->payload, "<sr:CSPRegionResponseCode>I0</sr:CSPRegionResponseCode>");
    for (size_t i = 0; i < ALB_COUNT(elements); i++) {
        store_value v = store_column(rows, 2 + i);
        write_text(&m->payload, elements[i], v.kind == STORE_NULL ? alb_span_none() : v.bytes);
    }
    alb_buf_add_text(&m->payload, "</sr:DSPWANMatrixResponse>");
}

static alb_status read_regions(store_tx *tx, matrix *m, alb_err *err)
{
    store_value params[] = {text_or_null(m->uprn), text_or_null(m->post_code), text_or_null(m->address)};
    store_rows *rows = NULL;
    ALB_TRY(
        store_query(tx,
                    "SELECT COALESCE(uprn, ''), region, coverage, date, technology, likelihood, equipment,"
                    " information" OF_PLACE " ORDER BY id",
                    params, ALB_COUNT(params), &rows, err));
    while (store_next(rows)) {
        alb_span uprn = store_column(rows, 0).bytes;
        if (m->n == 0) {
            m->first = alb_arena_copy(m->c->worker->arena, uprn);
        }
        m->is_ambiguous = m->is_ambiguous || !alb_span_equal(uprn, m->first);
        write_region(m, rows);
        m->n++;
    }
    return store_rows_end(rows, err);
}

static alb_status ask(store_tx *tx, void *ctx, alb_err *err)
{
    matrix *m = ctx;
    m->n = 0;
    alb_buf_clear(&m->payload);
    ALB_TRY(dcc_replay_take(tx, &m->c->document.request_id, err));
    ALB_TRY(read_regions(tx, m, err));
    if (m->n > 0 && !m->is_ambiguous) {
        return m->payload.st;
    }
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT 1 FROM wan_coverage LIMIT 1", NULL, 0, &rows, err));
    m->is_empty = !store_next(rows);
    ALB_TRY(store_rows_end(rows, err));
    return ALB_NOT_FOUND; /* nothing is kept of a request that is refused */
}

static bool answer(matrix *m)
{
    dcc_case *c = m->c;
    alb_buf whole;
    alb_buf_init(&whole, 1U << 20);
    alb_buf_add_text(&whole, "<sr:DSPWANMatrix><sr:Request>");
    write_text(&whole, "UPRN", m->uprn);
    if (m->uprn.len == 0) {
        alb_buf_add_text(&whole, "<sr:PartialAddress>");
        write_text(&whole, "PostCode", m->post_code);
        write_text(&whole, "AddressIdentifier", m->address);
        alb_buf_add_text(&whole, "</sr:PartialAddress>");
    }
    alb_buf_add_text(&whole, "</sr:Request>");
    alb_buf_add(&whole, alb_buf_span(&m->payload));
    alb_buf_add_text(&whole, "</sr:DSPWANMatrix>");
    c->octets = alb_arena_copy(c->worker->arena, alb_buf_span(&whole));
    bool is_good = whole.st == ALB_OK && c->octets.ptr;
    alb_buf_release(&whole);
    c->code = "I0";
    c->answer = DCC_ANSWER_PAYLOAD;
    alb_err err = {.code = ALB_NO_MEMORY, .detail = "no memory for the WAN matrix"};
    return is_good || dcc_refuse_failure(c, ALB_NO_MEMORY, &err);
}

bool dcc_request_wan_matrix(dcc_case *c)
{
    const duis_document *d = &c->document;
    matrix m = {.c = c,
                .uprn = duis_text(d, d->body, "UPRN"),
                .post_code = duis_text(d, d->body, "PartialAddress/PostCode"),
                .address = duis_text(d, d->body, "PartialAddress/AddressIdentifier")};
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&m.payload, 1U << 20);
    alb_status st = store_write(c->dcc->store, ask, &m, &err);
    bool good = st == ALB_OK          ? answer(&m)
                : st == ALB_REPLAYED  ? dcc_refuse(c, "E49", "%s", err.detail)
                : st != ALB_NOT_FOUND ? dcc_refuse_failure(c, st, &err)
                : m.is_ambiguous      ? dcc_refuse(c, "E120102", "more than one place matches")
                : m.is_empty          ? dcc_refuse(c, "E120103", "no region has told its coverage")
                                      : dcc_refuse(c, "E120101", "no such place");
    alb_buf_release(&m.payload);
    return good;
}
