/* What an implementation of the store provides; store.c finds it by the scheme of the URL. */
#ifndef ALB_STORE_INTERNAL_H
#define ALB_STORE_INTERNAL_H

#include "store/store.h"

#include <stddef.h>

typedef struct store_ops {
    void (*close)(store *s);
    alb_status (*write)(store *s, store_fn fn, void *ctx, alb_err *err);
    alb_status (*read)(store *s, store_fn fn, void *ctx, alb_err *err);
    alb_status (*backup)(store *s, const char *path, alb_err *err);
    alb_status (*exec)(store_tx *tx, const char *sql, const store_value *params, size_t n, alb_err *err);
    int64_t (*changes)(store_tx *tx);
    bool (*changed)(store_tx *tx);
    alb_status (*query)(store_tx *tx, const char *sql, const store_value *params, size_t n, store_rows **out,
                        alb_err *err);
    bool (*next)(store_rows *rows);
    store_value (*column)(const store_rows *rows, size_t column);
    alb_status (*rows_end)(store_rows *rows, alb_err *err);
    bool is_shared;
} store_ops;

/* What store_memo gives. */
typedef struct store_memory {
    max_align_t octets[STORE_MEMO / sizeof(max_align_t)];
} store_memory;

/* The first member of each implementation's own structures. */
struct store {
    const store_ops *ops;
};
struct store_tx {
    const store_ops *ops;
    alb_status failed; /* a statement's; the function has failed whatever it returns */
    bool is_hidden;    /* failed, and the function was not told */
    alb_err why;
    store_memory *memo; /* of the session; NULL: none */
};
struct store_rows {
    const store_ops *ops;
    store_tx *tx;
};

/* Notes the first failure of a transaction's statements; returns st. */
alb_status store_tx_note(store_tx *tx, alb_status st, const alb_err *err);
/* What a function has come to that returned st. */
alb_status store_tx_result(const store_tx *tx, alb_status st, alb_err *err);

/* location: the URL behind its scheme. */
alb_status store_sqlite_open(const char *location, const store_schema *schema, store **out, alb_err *err);
/* url: the whole of it. */
alb_status store_postgres_open(const char *url, const store_schema *schema, store **out, alb_err *err);

/* --- group commit (writer.c) --- */

/* The connection that the writer writes through. All of these on the writer's thread. */
typedef struct store_session store_session;
typedef struct store_session_ops {
    /* A new transaction, and what functions are to use in it; tx is good until the next begin or save. */
    alb_status (*begin)(store_session *s, store_tx **tx, alb_err *err);
    /* A place to go back to, for one function among many. */
    alb_status (*save)(store_session *s, store_tx **tx, alb_err *err);
    /* Until the transaction's end store_changed may be taken for true, and failures come with settle. NULL:
     * they are known at once. */
    void (*trust)(store_session *s);
    /* The function has ended, or all of them: statements that are still under way come to their end. */
    alb_status (*settle)(store_session *s, alb_err *err);
    alb_status (*release)(store_session *s, alb_err *err);
    alb_status (*undo)(store_session *s, alb_err *err);
    /* OK: it is durable. Anything else: it left nothing. */
    alb_status (*commit)(store_session *s, alb_err *err);
    void (*rollback)(store_session *s);
    /* Is the transaction open and sound? */
    bool (*is_open)(store_session *s);
    /* May the same go well, done once more? Asked after a failure. */
    bool (*may_retry)(store_session *s);
} store_session_ops;
struct store_session {
    const store_session_ops *ops;
};

typedef struct store_writer store_writer;
/* Starts the thread; the session stays the caller's. */
alb_status store_writer_new(store_session *session, store_writer **out, alb_err *err);
/* Finishes what was handed in. */
void store_writer_free(store_writer *w);
alb_status store_writer_run(store_writer *w, store_fn fn, void *ctx, alb_err *err);

#endif
