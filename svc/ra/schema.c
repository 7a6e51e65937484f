/* The Registration Authority's tables. Migrations are appended, never changed: databases exist that have run
 * them. */
#include "ra_internal.h"

/* EUI-64 identifiers are INTEGER (their 64 bits); times are milliseconds since 1970 UTC. */
static const store_migration migrations[] = {
    {1, "CREATE TABLE subscriber (name TEXT PRIMARY KEY, who INTEGER NOT NULL, suspended INTEGER NOT NULL);"
        "CREATE TABLE identifier (eui INTEGER PRIMARY KEY, subscriber TEXT NOT NULL, who INTEGER NOT NULL);"

        /* Officers and systems, by SHA-256 of their certificate. */
        "CREATE TABLE credential ("
        " fingerprint BLOB PRIMARY KEY, subscriber TEXT NOT NULL, officer TEXT NOT NULL,"
        " allows INTEGER NOT NULL, not_before INTEGER NOT NULL, not_after INTEGER NOT NULL,"
        " revoked_at INTEGER);"

        /* state: ra_state. digest: over identifiers and octets of its requests in their order. */
        "CREATE TABLE batch ("
        " number INTEGER PRIMARY KEY, id TEXT NOT NULL, subscriber TEXT NOT NULL, officer TEXT NOT NULL,"
        " who INTEGER NOT NULL, allows INTEGER NOT NULL, channel INTEGER NOT NULL, state INTEGER NOT NULL,"
        " count INTEGER NOT NULL, done INTEGER NOT NULL, received_at INTEGER NOT NULL,"
        " completed_at INTEGER, digest BLOB);"
        "CREATE INDEX batch_open ON batch (state, number);"
        "CREATE TABLE request ("
        " batch INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, octets BLOB NOT NULL,"
        " verdict INTEGER NOT NULL, code TEXT, detail TEXT, certificate BLOB,"
        " PRIMARY KEY (batch, position));"
        "CREATE UNIQUE INDEX request_id ON request (batch, id);"
        "CREATE INDEX request_open ON request (batch, position) WHERE verdict = 0;"

        /* The repository. key: SHA-256 of the public point. */
        "CREATE TABLE certificate ("
        " serial BLOB PRIMARY KEY, kind INTEGER NOT NULL, eui INTEGER NOT NULL, role INTEGER NOT NULL,"
        " usage INTEGER NOT NULL, key BLOB NOT NULL, batch INTEGER NOT NULL, issued_at INTEGER NOT NULL,"
        " der BLOB NOT NULL);"
        "CREATE INDEX certificate_eui ON certificate (eui);"
        "CREATE INDEX certificate_key ON certificate (key);"

        "CREATE TABLE audit ("
        " entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,"
        " subject TEXT NOT NULL, result TEXT NOT NULL, hash BLOB NOT NULL);"},
};

const store_schema ra_schema = {"ra", migrations, ALB_COUNT(migrations)};
