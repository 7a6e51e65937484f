/* The one switch between stores: a test runs on SQLite, and on PostgreSQL within tests/support/postgres. */
#ifndef ALB_TEST_FRESH_STORE_H
#define ALB_TEST_FRESH_STORE_H

#include "postgres.h"

/* Files given out so far: weak, as postgres_taken is. */
extern int fresh_taken;
__attribute__((weak)) int fresh_taken;

/* The URL of a store that is empty: another one each time. dir: where files may stand. */
static inline bool fresh_store(char *url, size_t size, const char *dir)
{
    if (postgres_is_there()) {
        return postgres_fresh(url, size);
    }
    int n = snprintf(url, size, "sqlite:%s/%d.sqlite", dir, ++fresh_taken);
    return n > 0 && (size_t)n < size;
}

#endif
