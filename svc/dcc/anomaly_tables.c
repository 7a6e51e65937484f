/* Tables of anomaly detection (dcc-services.md 12). */
#include "dcc_internal.h"

/* threshold: versions stay; in force is the newest that has begun. anomaly_count: of one threshold in one
 * window. anomaly_event: one a threshold and window, what Users know as QuarantineEventRef. quarantine: a
 * request that is, or was, held; resume: the state that its request goes on in. */
const char dcc_anomaly_tables[] =
    "CREATE TABLE anomaly_file ("
    " id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL,"
    " reference TEXT NOT NULL, taken_at INTEGER NOT NULL);"
    "CREATE TABLE anomaly_threshold ("
    " user_id INTEGER NOT NULL, scope TEXT NOT NULL, type TEXT NOT NULL, effective_from INTEGER NOT NULL,"
    " file INTEGER NOT NULL, warning INTEGER, quarantine INTEGER, period INTEGER NOT NULL,"
    " exception_from INTEGER, exception_to INTEGER, exception INTEGER,"
    " PRIMARY KEY (user_id, scope, type, effective_from, file));"
    "CREATE TABLE anomaly_count ("
    " user_id INTEGER NOT NULL, type TEXT NOT NULL, period INTEGER NOT NULL, window_start INTEGER NOT NULL,"
    " n INTEGER NOT NULL, PRIMARY KEY (user_id, type, period, window_start));"
    "CREATE INDEX anomaly_count_window ON anomaly_count (window_start);"
    "CREATE TABLE anomaly_event ("
    " id INTEGER PRIMARY KEY, kind TEXT NOT NULL, user_id INTEGER NOT NULL, type TEXT NOT NULL,"
    " window_start INTEGER NOT NULL, at INTEGER NOT NULL,"
    " UNIQUE (kind, user_id, type, window_start));"
    "CREATE TABLE quarantine ("
    " request INTEGER PRIMARY KEY, event INTEGER NOT NULL, state TEXT NOT NULL, resume TEXT NOT NULL,"
    " at INTEGER NOT NULL, threshold INTEGER NOT NULL, n INTEGER NOT NULL, attribute TEXT,"
    " user_agrees INTEGER NOT NULL, dcc_agrees INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT,"
    " reason TEXT, told INTEGER NOT NULL);"
    "CREATE INDEX quarantine_open ON quarantine (at) WHERE state = 'HELD';"
    "CREATE INDEX quarantine_untold ON quarantine (request) WHERE told = 0;"
    "CREATE INDEX quarantine_event ON quarantine (event);"
    "ALTER TABLE pre_command ADD COLUMN anomaly TEXT";
