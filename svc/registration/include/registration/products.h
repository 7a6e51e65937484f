/* The Central Products List: the Device Models that may be used with the DCC, each firmware version of one an
 * entry of its own (SEC F2, Appendix Z; registration-and-supply.md 7).
 *
 * The list comes as a file, whole, and replaces the list before it; what an entry was before stays as
 * history. An entry that a later list does not have any more was withdrawn. Functions that take a store_tx
 * belong inside store_read or store_write of the store that holds the tables (registration/tables.h).
 */
#ifndef ALB_REGISTRATION_PRODUCTS_H
#define ALB_REGISTRATION_PRODUCTS_H

#include "base/time.h"
#include "crypto/crypto.h"
#include "store/store.h"

/* What names an entry. Texts compare octet by octet, as the list has them. */
typedef struct products_key {
    uint16_t type; /* CAT_DEVICE_ bit: CHF is the hub with its gas proxy, ESME stands for SAPC too */
    const char *manufacturer, *model, *firmware;
} products_key;

typedef struct products_entry {
    products_key key;
    const char *status;   /* "Active", "Cancelled", "Expired", "Withdrawn" */
    alb_time from, to;    /* usable from, until; ALB_TIME_NONE: open */
    uint8_t gbcs_version; /* * 10 */
    bool has_hash;
    uint8_t hash[CRYPTO_HASH]; /* SHA-256 of the Manufacturer Image */
    const char *line;          /* the record of the list, as it came */
} products_entry;

/* The kind of product of a device type (CAT_DEVICE_ bit), and the device types of a kind as bits. */
uint16_t products_type(uint16_t device);
uint16_t products_devices(uint16_t type);

/* May a device of this model be in use at that time? */
bool products_is_usable(const products_entry *e, alb_time at);

/* Is there a list? Before the first one every model passes. */
ALB_MUST_USE alb_status products_are_listed(store_tx *tx, bool *out, alb_err *err);
/* The entry; NOT_FOUND (without filling err) when there is none. key->type may be any device type. */
ALB_MUST_USE alb_status products_find(store_tx *tx, const products_key *key, alb_arena *arena,
                                      products_entry *out, alb_err *err);
/* Entries with this image, whatever their status, up to max. */
ALB_MUST_USE alb_status products_find_image(store_tx *tx, const uint8_t hash[static CRYPTO_HASH],
                                            alb_arena *arena, products_entry *out, size_t max, size_t *n,
                                            alb_err *err);
/* Every entry, in the order of the list. */
ALB_MUST_USE alb_status products_each(store_tx *tx, alb_arena *arena,
                                      alb_status (*visit)(void *ctx, const products_entry *e, alb_err *err),
                                      void *ctx, alb_err *err);
/* What an entry was, oldest first. */
typedef struct products_state {
    alb_time at;
    const char *status, *issue;
    alb_time from, to;
} products_state;
ALB_MUST_USE alb_status products_history(store_tx *tx, const products_key *key, alb_arena *arena,
                                         products_state *out, size_t max, size_t *n, alb_err *err);

/* --- effects on the inventory, which its keeper carries out --- */

/* The next entry whose state changed by now; NOT_FOUND (without filling err): none. */
ALB_MUST_USE alb_status products_next_due(store_tx *tx, alb_time now, alb_arena *arena, alb_time *due_at,
                                          products_key *out, alb_err *err);
/* An entry is to be looked at again, from that time on. */
ALB_MUST_USE alb_status products_add_due(store_tx *tx, alb_time due_at, const products_key *key,
                                         alb_err *err);
ALB_MUST_USE alb_status products_end_due(store_tx *tx, alb_time due_at, const products_key *key,
                                         alb_err *err);

/* --- taking a list in --- */

typedef struct products_list {
    const char *name; /* "cpl-20260701-001.csv": day and number, which never go back */
    alb_span csv;
    alb_span signature; /* detached (crypto/file_signature.h) */
    alb_span trusted;   /* PEM of the Code Administrator's certificates; empty: no signature is asked for */
    alb_time now;
} products_list;

typedef struct products_report {
    uint32_t entries, added, changed, removed;
    bool repeated;    /* this very list was taken in before; nothing changed */
    char signer[256]; /* "" where none was asked for */
} products_report;

enum { PRODUCTS_MAX_LIST = 32 * 1024 * 1024, PRODUCTS_MAX_ENTRIES = 100000 };

/* Columns of a list, in order. */
const char *const *products_columns(size_t *n);
/* One transaction: all of it or nothing. BAD_FORMAT, BAD_VALUE with the line as offset; AUTH_FAILED;
 * REPLAYED: not newer than the list that is there. */
ALB_MUST_USE alb_status products_take(store *s, const products_list *list, products_report *out,
                                      alb_err *err);

/* One record of a list read and judged, without a store; for tools and fuzzing. Texts in the arena. */
ALB_MUST_USE alb_status products_read(alb_span csv, alb_arena *arena, products_entry **out, size_t *n,
                                      alb_err *err);

#endif
