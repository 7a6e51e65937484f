/* What an implementation of the store provides; store.c finds it by the scheme of the URL. */
#ifndef ALB_STORE_INTERNAL_H
#define ALB_STORE_INTERNAL_H

#include "store/store.h"

typedef struct store_ops {
    void (*close)(store *s);
    alb_status (*write)(store *s, store_fn fn, void *ctx, alb_err *err);
    alb_status (*read)(store *s, store_fn fn, void *ctx, alb_err *err);
    alb_status (*backup)(store *s, const char *path, alb_err *err);
    alb_status (*exec)(store_tx *tx, const char *sql, const store_value *params, size_t n, alb_err *err);
    alb_status (*query)(store_tx *tx, const char *sql, const store_value *params, size_t n, store_rows **out,
                        alb_err *err);
    bool (*next)(store_rows *rows);
    store_value (*column)(const store_rows *rows, size_t column);
    alb_status (*rows_end)(store_rows *rows, alb_err *err);
} store_ops;

/* The first member of each implementation's own structures. */
struct store {
    const store_ops *ops;
};
struct store_tx {
    const store_ops *ops;
    int64_t changes;
};
struct store_rows {
    const store_ops *ops;
};

/* location: the URL behind its scheme. */
alb_status store_sqlite_open(const char *location, const store_schema *schema, store **out, alb_err *err);

#endif
