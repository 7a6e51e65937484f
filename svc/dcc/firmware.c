#include "firmware.h"

#include "notice.h"

#include <stdlib.h>

/* An image's frame has the row of the distribution and the attempt in its number, above every command's. */
#define IMAGE_FRAME (UINT64_C(1) << 62)
enum { ATTEMPT_BITS = 8, MAX_ANSWERS = 1024, AT_A_TIME = 8, MOST_ATTEMPTS = 200 };
#define RESEND_AFTER ALB_MINUTES(10)
#define RETRY_FIRST  ALB_MINUTES(1)
#define RETRY_LAST   ALB_HOURS(1)
/* How long a distribution may take; ours (duis.md 4.7). */
#define LIMIT ALB_DAYS(5)

typedef struct answer {
    int64_t row;
    uint8_t attempt, reason;
} answer;

struct dcc_firmware {
    pthread_mutex_t lock;
    answer answers[MAX_ANSWERS]; /* not noted yet; one that finds no room is sent again later */
    size_t n;
};

alb_status dcc_firmware_new(dcc_firmware **out, alb_err *err)
{
    dcc_firmware *f = calloc(1, sizeof *f);
    if (!f) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for firmware");
    }
    (void)pthread_mutex_init(&f->lock, NULL);
    *out = f;
    return ALB_OK;
}

void dcc_firmware_free(dcc_firmware *f)
{
    if (f) {
        (void)pthread_mutex_destroy(&f->lock);
        free(f);
    }
}

bool dcc_is_image_frame(uint64_t sequence)
{
    return (sequence & IMAGE_FRAME) != 0;
}

void dcc_firmware_answered(dcc *d, uint64_t sequence, uint8_t reason)
{
    dcc_firmware *f = d->firmware;
    (void)pthread_mutex_lock(&f->lock);
    if (f->n < MAX_ANSWERS) {
        f->answers[f->n++] = (answer){.row = (int64_t)((sequence & ~IMAGE_FRAME) >> ATTEMPT_BITS),
                                      .attempt = (uint8_t)sequence,
                                      .reason = reason};
    }
    (void)pthread_mutex_unlock(&f->lock);
}

/* --- what is to be distributed --- */

static alb_status insert_target(store_tx *tx, const dcc_distribution *d, int64_t image, size_t i,
                                alb_time now, alb_err *err)
{
    int64_t id = 0;
    ALB_TRY(dcc_number_next(tx, "distribution", &id, err));
    store_value params[] = {
        store_int(id),
        store_int(image),
        dcc_eui(d->request_id.originator),
        dcc_eui(d->request_id.target),
        dcc_u64(d->request_id.counter),
        dcc_eui(d->targets[i].device),
        dcc_eui(d->targets[i].hub),
        dcc_text_or_null(d->version),
        store_int(now),
        store_int(now + LIMIT),
    };
    return store_exec(
        tx,
        "INSERT INTO distribution (id, image, originator, target, counter, device, hub, version,"
        " state, attempts, next_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'ready', 0,"
        " $9, $10)",
        params, ALB_COUNT(params), err);
}

alb_status dcc_distribution_insert(store_tx *tx, const dcc_distribution *d, alb_time now, alb_err *err)
{
    int64_t image = 0;
    ALB_TRY(dcc_number_next(tx, "image", &image, err));
    store_value params[] = {store_int(image), store_blob(d->image),
                            store_blob(alb_span_of(d->hash, CRYPTO_HASH)), store_int(now)};
    ALB_TRY(store_exec(tx, "INSERT INTO firmware_image (id, octets, hash, at) VALUES ($1, $2, $3, $4)",
                       params, ALB_COUNT(params), err));
    for (size_t i = 0; i < d->n; i++) {
        ALB_TRY(insert_target(tx, d, image, i, now, err));
    }
    return ALB_OK;
}

alb_status dcc_distribution_is_open(store_tx *tx, alb_eui64 device, bool *out, alb_err *err)
{
    store_value id = dcc_eui(device);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT 1 FROM distribution WHERE device = $1 AND ended_at IS NULL", &id, 1,
                        &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}

/* --- telling the sender of the request --- */

typedef struct row {
    int64_t id;
    uint8_t attempts;
    duis_request_id request_id;
    alb_eui64 device, hub;
    char version[16];
} row;

static alb_status read_row(store_tx *tx, const char *sql, const store_value *param, row *out, bool *found,
                           alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, sql, param, 1, &rows, err));
    *found = store_next(rows);
    if (*found) {
        store_value version = store_column(rows, 7);
        *out =
            (row){.id = store_column(rows, 0).integer,
                  .attempts = (uint8_t)store_column(rows, 1).integer,
                  .request_id = {dcc_column_eui(rows, 2), dcc_column_eui(rows, 3), dcc_column_u64(rows, 4)},
                  .device = dcc_column_eui(rows, 5),
                  .hub = dcc_column_eui(rows, 6)};
        alb_wr w = alb_wr_init(out->version, sizeof out->version - 1);
        alb_wr_bytes(&w, version.bytes);
        out->version[w.pos] = '\0';
    }
    return store_rows_end(rows, err);
}
#define ROW "SELECT id, attempts, originator, target, counter, device, hub, version FROM distribution WHERE "

/* N60: the hub has the image, or not. */
static alb_status tell_status(store_tx *tx, const row *r, bool is_good, alb_time now, alb_err *err)
{
    char payload[DCC_NOTICE_MAX];
    char time[ALB_TIME_TEXT];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:CSPFirmwareDeliveryStatus>");
    dcc_write_request_id(&w, "UpdateFirmwareRequestID", &r->request_id);
    dcc_write_eui(&w, "CommsHubDeviceID", r->hub);
    dcc_write_eui(&w, "TargetDeviceID", r->device);
    alb_wr_printf(&w,
                  "<sr:FirmwareVersion>%s</sr:FirmwareVersion><sr:TimeStamp>%s</sr:TimeStamp>"
                  "<sr:CommsHubTransferStatus>%s</sr:CommsHubTransferStatus></sr:CSPFirmwareDeliveryStatus>",
                  r->version, alb_time_text(now, time), is_good ? "Success" : "Failure");
    ALB_TRY(w.st);
    dcc_notice notice = {.code = "N60", .device = r->device, .payload = alb_wr_span(&w)};
    return dcc_notify_user(tx, &notice, r->request_id.originator, now, err);
}

/* N18 to N23: and why it will not have it. */
static alb_status end_in_failure(store_tx *tx, const row *r, const char *code, alb_time now, alb_err *err)
{
    char payload[512];
    char device[ALB_EUI64_TEXT];
    store_value params[] = {store_int(r->id), store_int(now), dcc_text_or_null(code)};
    ALB_TRY(store_exec(tx,
                       "UPDATE distribution SET state = $3, ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
                       params, ALB_COUNT(params), err));
    if (store_changes(tx) == 0) {
        return ALB_OK;
    }
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:FirmwareDistributionFailure>");
    dcc_write_request_id(&w, "UpdateFirmwareRequestID", &r->request_id);
    alb_wr_printf(&w, "<sr:MeterIDs>%s</sr:MeterIDs></sr:FirmwareDistributionFailure>",
                  alb_eui64_dashed(r->device, device));
    ALB_TRY(w.st);
    dcc_notice notice = {.code = code, .device = r->device, .payload = alb_wr_span(&w)};
    return dcc_notify_user(tx, &notice, r->request_id.originator, now, err);
}

/* --- what the link answered --- */

typedef struct round {
    dcc *dcc;
    alb_time now;
    answer answers[MAX_ANSWERS];
    size_t n_answers;
    int64_t image;
    struct {
        int64_t id;
        alb_eui64 hub;
        uint8_t attempt;
    } list[AT_A_TIME];
    size_t n;
    alb_buf octets;
    bool any;
} round;

static alb_time retry_after(unsigned attempts)
{
    alb_time pause = RETRY_FIRST;
    for (unsigned i = 1; i < attempts && pause < RETRY_LAST; i++) {
        pause *= 2;
    }
    return pause < RETRY_LAST ? pause : RETRY_LAST;
}

static alb_status try_again(store_tx *tx, const row *r, alb_time now, alb_err *err)
{
    store_value params[] = {store_int(r->id), store_int(now + retry_after(r->attempts))};
    return store_exec(tx, "UPDATE distribution SET state = 'ready', next_at = $2 WHERE id = $1", params, 2,
                      err);
}

/* NULL: unreachable or busy, so another time, until the limit. */
static const char *alert_of(uint8_t reason)
{
    static const char *const alerts[] = {[LINK_HUB_UNKNOWN] = "N18",
                                         [LINK_IMAGE_INVALID] = "N19",
                                         [LINK_IMAGE_NO_ROOM] = "N21",
                                         [LINK_HAN_FAILED] = "N22"};
    return reason < ALB_COUNT(alerts) ? alerts[reason] : NULL;
}

static alb_status note_answer(store_tx *tx, const answer *a, alb_time now, alb_err *err)
{
    row r;
    bool found = false;
    store_value id = store_int(a->row);
    ALB_TRY(read_row(tx, ROW "id = $1 AND state = 'sent'", &id, &r, &found, err));
    if (!found || r.attempts != a->attempt) {
        return ALB_OK;
    }
    if (a->reason == 0) {
        ALB_TRY(store_exec(tx, "UPDATE distribution SET state = 'delivered' WHERE id = $1", &id, 1, err));
        return tell_status(tx, &r, true, now, err);
    }
    const char *alert = alert_of(a->reason);
    if (!alert) {
        return try_again(tx, &r, now, err);
    }
    ALB_TRY(tell_status(tx, &r, false, now, err));
    return end_in_failure(tx, &r, alert, now, err);
}

static alb_status note_answers(store_tx *tx, void *ctx, alb_err *err)
{
    const round *r = ctx;
    for (size_t i = 0; i < r->n_answers; i++) {
        ALB_TRY(note_answer(tx, &r->answers[i], r->now, err));
    }
    return ALB_OK;
}

static void take_answers(round *r)
{
    dcc_firmware *f = r->dcc->firmware;
    (void)pthread_mutex_lock(&f->lock);
    memcpy(r->answers, f->answers, f->n * sizeof f->answers[0]);
    r->n_answers = f->n;
    f->n = 0;
    (void)pthread_mutex_unlock(&f->lock);
}

/* --- what is due --- */

/* Of one image at a time, so that it is read once. */
static alb_status read_due(store_tx *tx, void *ctx, alb_err *err)
{
    round *r = ctx;
    store_value params[] = {store_int(r->now), store_int(dcc_server_id(r->dcc))};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT d.id, d.hub, d.attempts, d.image FROM distribution d WHERE d.ended_at IS NULL"
                        " AND d.state IN ('ready', 'sent') AND d.next_at <= $1 AND d.due_at > $1"
                        " AND " DCC_OWNER_SQL("d.device") " = $2 ORDER BY d.image, d.id LIMIT 8",
                        params, 2, &rows, err));
    while (r->n < AT_A_TIME && store_next(rows)) {
        int64_t image = store_column(rows, 3).integer;
        if (r->n > 0 && image != r->image) {
            break;
        }
        r->image = image;
        r->list[r->n].id = store_column(rows, 0).integer;
        r->list[r->n].hub = dcc_column_eui(rows, 1);
        r->list[r->n].attempt = (uint8_t)(store_column(rows, 2).integer % MOST_ATTEMPTS + 1);
        r->n++;
    }
    ALB_TRY(store_rows_end(rows, err));
    if (r->n == 0) {
        return ALB_OK;
    }
    store_value image = store_int(r->image);
    ALB_TRY(store_query(tx, "SELECT octets FROM firmware_image WHERE id = $1", &image, 1, &rows, err));
    if (store_next(rows)) {
        alb_buf_add(&r->octets, store_column(rows, 0).bytes);
    }
    ALB_TRY(store_rows_end(rows, err));
    return r->octets.st;
}

static alb_status mark_sent(store_tx *tx, void *ctx, alb_err *err)
{
    const round *r = ctx;
    for (size_t i = 0; i < r->n; i++) {
        store_value params[] = {store_int(r->list[i].id), store_int(r->list[i].attempt),
                                store_int(r->now + RESEND_AFTER)};
        ALB_TRY(store_exec(tx,
                           "UPDATE distribution SET state = 'sent', attempts = $2, next_at = $3 WHERE id = $1"
                           " AND ended_at IS NULL",
                           params, ALB_COUNT(params), err));
    }
    return ALB_OK;
}

/* A frame that does not leave is answered as if the hub could not be reached. */
static void send_due(const round *r)
{
    for (size_t i = 0; i < r->n; i++) {
        link_frame frame = {.type = LINK_IMAGE,
                            .hub = r->list[i].hub,
                            .sequence =
                                IMAGE_FRAME | (uint64_t)r->list[i].id << ATTEMPT_BITS | r->list[i].attempt,
                            .message = alb_buf_span(&r->octets)};
        if (dcc_link_send(r->dcc->receiver, &frame, NULL) != ALB_OK) {
            dcc_firmware_answered(r->dcc, frame.sequence, LINK_HUB_UNREACHABLE);
        }
    }
}

/* --- what took too long --- */

static alb_status end_overdue(store_tx *tx, void *ctx, alb_err *err)
{
    round *r = ctx;
    store_value now = store_int(r->now);
    row one;
    bool found = true;
    for (size_t i = 0; found && i < AT_A_TIME; i++) {
        ALB_TRY(read_row(tx, ROW "ended_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT 1", &now, &one,
                         &found, err));
        if (found) {
            r->any = true;
            /* Not even with the hub, or with the hub and not with the device. */
            ALB_TRY(end_in_failure(tx, &one, one.attempts > 0 ? "N23" : "N20", r->now, err));
        }
    }
    return ALB_OK;
}

static alb_status has_overdue(store_tx *tx, void *ctx, alb_err *err)
{
    round *r = ctx;
    row one;
    store_value now = store_int(r->now);
    return read_row(tx, ROW "ended_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT 1", &now, &one, &r->any,
                    err);
}

static alb_status run(round *r, alb_err *err)
{
    store *s = r->dcc->store;
    if (r->n_answers > 0) {
        ALB_TRY(store_write(s, note_answers, r, err));
    }
    ALB_TRY(store_read(s, read_due, r, err));
    if (r->n > 0) {
        ALB_TRY(store_write(s, mark_sent, r, err));
        send_due(r);
    }
    ALB_TRY(store_read(s, has_overdue, r, err));
    return r->any ? store_write(s, end_overdue, r, err) : ALB_OK;
}

bool dcc_run_firmware(dcc_worker *w)
{
    enum { MOST_OCTETS = 12 * 1024 * 1024 };
    round *r = calloc(1, sizeof *r);
    if (!r) {
        return false;
    }
    alb_err err = {.code = ALB_OK};
    r->dcc = w->dcc;
    r->now = alb_now(w->dcc->clock);
    alb_buf_init(&r->octets, MOST_OCTETS);
    take_answers(r);
    bool any = run(r, &err) == ALB_OK && (r->n_answers > 0 || r->n > 0 || r->any);
    if (err.code != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "firmware-not-sent", "detail=\"%s\"", err.detail);
    }
    alb_buf_release(&r->octets);
    free(r);
    return any;
}

/* --- what the device has --- */

alb_status dcc_firmware_received(store_tx *tx, alb_eui64 device, bool is_good, alb_time now, alb_err *err)
{
    row r;
    bool found = false;
    store_value id = dcc_eui(device);
    ALB_TRY(read_row(tx, ROW "device = $1 AND ended_at IS NULL", &id, &r, &found, err));
    if (!found) {
        return ALB_OK;
    }
    if (!is_good) {
        return end_in_failure(tx, &r, "N22", now, err);
    }
    store_value params[] = {store_int(r.id), store_int(now)};
    return store_exec(tx, "UPDATE distribution SET state = 'received', ended_at = $2 WHERE id = $1", params,
                      2, err);
}

alb_status dcc_effect_firmware_receipt(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    return dcc_firmware_received(tx, o->device, o->succeeded, now, err);
}
