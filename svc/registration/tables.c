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

/* Registration data. A row of `appointment` or `meter_point` is known once its file is applied, and until the
 * file that superseded it is: a file becomes known all at once, by one change of its own row, however many
 * transactions it took to bring it in. File 0 is what was appointed by hand; user_id counts there,
 * participant elsewhere. */
const char registration_tables[] =
    "CREATE TABLE registration_provider ("
    " signifier TEXT PRIMARY KEY, entity INTEGER NOT NULL, fuels TEXT NOT NULL, networks TEXT NOT NULL);"
    "CREATE TABLE market_participant ("
    " mpid TEXT NOT NULL, user_id INTEGER NOT NULL, role INTEGER NOT NULL, valid_from INTEGER NOT NULL,"
    " valid_to INTEGER NOT NULL, PRIMARY KEY (mpid, user_id, valid_from));"
    "CREATE TABLE registration_file ("
    " id INTEGER PRIMARY KEY, sender TEXT NOT NULL, fuel TEXT NOT NULL, kind TEXT NOT NULL,"
    " sequence INTEGER NOT NULL, name TEXT NOT NULL, hash BLOB, state TEXT NOT NULL,"
    " created_at INTEGER NOT NULL, received_at INTEGER NOT NULL, worked_at INTEGER NOT NULL,"
    " applied_at INTEGER, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL, warned INTEGER NOT NULL,"
    " code TEXT, detail TEXT);"
    "CREATE INDEX registration_file_sender ON registration_file (sender, fuel, sequence);"
    "CREATE TABLE registration_fault ("
    " file INTEGER NOT NULL, instruction INTEGER NOT NULL, code TEXT NOT NULL, field INTEGER NOT NULL,"
    " detail TEXT NOT NULL);"
    "CREATE INDEX registration_fault_file ON registration_fault (file, instruction);"
    "CREATE TABLE registration_sent ("
    " receiver TEXT NOT NULL, fuel TEXT NOT NULL, kind TEXT NOT NULL, sequence INTEGER NOT NULL,"
    " PRIMARY KEY (receiver, fuel, kind));"
    "CREATE TABLE appointment ("
    " mpxn TEXT NOT NULL, role INTEGER NOT NULL, participant TEXT NOT NULL, user_id INTEGER NOT NULL,"
    " valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, state TEXT NOT NULL, file INTEGER NOT NULL,"
    " superseded_by INTEGER, PRIMARY KEY (mpxn, role, participant, user_id, valid_from, file));"
    "CREATE INDEX appointment_file ON appointment (file);"
    "CREATE TABLE meter_point ("
    " mpxn TEXT NOT NULL, file INTEGER NOT NULL, superseded_by INTEGER, status TEXT NOT NULL,"
    " direction TEXT NOT NULL, details TEXT NOT NULL, PRIMARY KEY (mpxn, file));"
    "CREATE INDEX meter_point_file ON meter_point (file);"
    "CREATE TABLE registration_due ("
    " due_at INTEGER NOT NULL, mpxn TEXT NOT NULL, file INTEGER NOT NULL,"
    " PRIMARY KEY (due_at, mpxn, file));"
    "INSERT INTO registration_file (id, sender, fuel, kind, sequence, name, state, created_at, received_at,"
    " worked_at, applied_at, accepted, rejected, warned)"
    " VALUES (0, '', '', 'ADM', 0, '', 'applied', 0, 0, 0, 0, 0, 0, 0)";
