/* What every store must do, whatever stands behind it. A test program of an implementation gives a fresh,
 * empty URL. */
#ifndef ALB_STORE_SUITE_H
#define ALB_STORE_SUITE_H

#include "store/store.h"

/* Writes the URL of a new, empty database to url (size octets). */
typedef void (*store_suite_fresh)(char *url, size_t size);

/* Runs all tests; what cmocka's group returned. */
int store_suite_run(const char *name, store_suite_fresh fresh);

#endif
