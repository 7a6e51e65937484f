/* The tables of this room. Times are milliseconds since 1970 UTC. */
#include "registration/tables.h"

/* The products list (registration-and-supply.md 7): its entries as they stand, every state an entry ever had,
 * and the entries whose effect on the inventory is due at a time. type: CAT_DEVICE_ bit of the kind of
 * product. */
const char products_tables[] =
    "CREATE TABLE product_issue ("
    " day INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL,"
    " signer TEXT, taken_at INTEGER NOT NULL, entries INTEGER NOT NULL,"
    " PRIMARY KEY (day, number));"
    "CREATE TABLE product ("
    " type INTEGER NOT NULL, manufacturer TEXT NOT NULL, model TEXT NOT NULL, firmware TEXT NOT NULL,"
    " status TEXT NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, hash BLOB,"
    " gbcs_version INTEGER NOT NULL, line TEXT NOT NULL, seen INTEGER NOT NULL,"
    " PRIMARY KEY (type, manufacturer, model, firmware));"
    "CREATE INDEX product_hash ON product (hash) WHERE hash IS NOT NULL;"
    "CREATE TABLE product_history ("
    " type INTEGER NOT NULL, manufacturer TEXT NOT NULL, model TEXT NOT NULL, firmware TEXT NOT NULL,"
    " at INTEGER NOT NULL, status TEXT NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,"
    " hash BLOB, issue TEXT NOT NULL);"
    "CREATE INDEX product_history_key ON product_history (manufacturer, model, firmware, at);"
    "CREATE TABLE product_due ("
    " due_at INTEGER NOT NULL, type INTEGER NOT NULL, manufacturer TEXT NOT NULL, model TEXT NOT NULL,"
    " firmware TEXT NOT NULL, PRIMARY KEY (due_at, type, manufacturer, model, firmware))";
