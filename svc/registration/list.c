/* Files that were taken in, and what was wrong with them. */
#include "registration/file.h"

#include "registration_internal.h"

alb_status registration_list_files(store_tx *tx, alb_arena *arena, registration_file_row *out, size_t max,
                                   size_t *n, alb_err *err)
{
    store_rows *rows = NULL;
    bool good = true;
    *n = 0;
    ALB_TRY(store_query(tx,
                        "SELECT id, name, sender, fuel, kind, state, COALESCE(code, ''), COALESCE(detail,"
                        " ''), sequence, received_at, applied_at, accepted, rejected, warned FROM"
                        " registration_file WHERE id > 0 ORDER BY id DESC LIMIT 1000",
                        NULL, 0, &rows, err));
    while (good && *n < max && store_next(rows)) {
        registration_file_row *r = &out[(*n)++];
        *r = (registration_file_row){.id = store_column(rows, 0).integer,
                                     .name = registration_column_text(rows, 1, arena),
                                     .sender = registration_column_text(rows, 2, arena),
                                     .fuel = registration_column_text(rows, 3, arena),
                                     .kind = registration_column_text(rows, 4, arena),
                                     .state = registration_column_text(rows, 5, arena),
                                     .code = registration_column_text(rows, 6, arena),
                                     .detail = registration_column_text(rows, 7, arena),
                                     .sequence = store_column(rows, 8).integer,
                                     .received_at = store_column(rows, 9).integer,
                                     .applied_at = registration_column_from(rows, 10),
                                     .accepted = store_column(rows, 11).integer,
                                     .rejected = store_column(rows, 12).integer,
                                     .warned = store_column(rows, 13).integer};
        good = r->name && r->sender && r->fuel && r->kind && r->state && r->code && r->detail;
    }
    ALB_TRY(store_rows_end(rows, err));
    return good ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the list of files");
}

alb_status registration_list_faults(store_tx *tx, int64_t file, registration_fault *out, size_t max,
                                    size_t *n, alb_err *err)
{
    store_value param = store_int(file);
    store_rows *rows = NULL;
    *n = 0;
    ALB_TRY(store_query(tx,
                        "SELECT instruction, code, field, detail FROM registration_fault WHERE file = $1"
                        " ORDER BY instruction LIMIT 10000",
                        &param, 1, &rows, err));
    while (*n < max && store_next(rows)) {
        registration_fault *f = &out[(*n)++];
        *f = (registration_fault){.instruction = (uint32_t)store_column(rows, 0).integer,
                                  .field = (uint32_t)store_column(rows, 2).integer};
        registration_copy(store_column(rows, 1), f->code, sizeof f->code);
        registration_copy(store_column(rows, 3), f->detail, sizeof f->detail);
    }
    return store_rows_end(rows, err);
}
