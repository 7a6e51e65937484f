/* The DCC's tables. Migrations are appended, never changed: databases exist that have run them. */
#include "dcc_internal.h"

#include "registration/tables.h"

/* EUI-64 identifiers are INTEGER (their 64 bits); counters are INTEGER in an order-preserving form (dcc_u64);
 * times are milliseconds since 1970 UTC. */
static const store_migration migrations[] = {
    {1,
     /* Who may ask. role: CAT_USER_ bits of the User ID. */
     "CREATE TABLE party ("
     " id INTEGER PRIMARY KEY, role INTEGER NOT NULL, delivery_url TEXT);"

     /* The inventory (dcc-services.md 7). */
     "CREATE TABLE device ("
     " id INTEGER PRIMARY KEY, hub INTEGER NOT NULL, type INTEGER NOT NULL, esme_variant TEXT,"
     " gbcs_version INTEGER NOT NULL, status TEXT NOT NULL, status_at INTEGER NOT NULL,"
     " commissioned_at INTEGER, mpxn TEXT, secondary_mpan TEXT, export_mpan TEXT,"
     " manufacturer TEXT NOT NULL, model TEXT NOT NULL, firmware TEXT, signing BLOB, agreement BLOB);"
     "CREATE INDEX device_hub ON device (hub);"
     "CREATE INDEX device_mpxn ON device (mpxn);"
     "CREATE TABLE device_history ("
     " device INTEGER NOT NULL, at INTEGER NOT NULL, status TEXT NOT NULL, cause TEXT NOT NULL);"
     "CREATE INDEX device_history_device ON device_history (device, at);"

     /* Registration data: who is responsible for a meter point, and when. */
     "CREATE TABLE registration ("
     " mpxn TEXT NOT NULL, role INTEGER NOT NULL, user_id INTEGER NOT NULL,"
     " valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,"
     " PRIMARY KEY (mpxn, role, user_id, valid_from));"

     /* Numbers handed out in blocks, so that none is given twice whatever dies when. */
     "CREATE TABLE sequence (name TEXT PRIMARY KEY, reserved INTEGER NOT NULL);"

     /* Highest RequestID counter accepted of an originator towards a target (duis.md 2.2). */
     "CREATE TABLE replay ("
     " originator INTEGER NOT NULL, target INTEGER NOT NULL, highest INTEGER NOT NULL,"
     " PRIMARY KEY (originator, target));"

     /* Pre-commands handed out by the Transform service, until they come back signed or expire. */
     "CREATE TABLE pre_command ("
     " originator INTEGER NOT NULL, target INTEGER NOT NULL, counter INTEGER NOT NULL,"
     " srv TEXT NOT NULL, octets BLOB NOT NULL, expires_at INTEGER NOT NULL,"
     " PRIMARY KEY (originator, target, counter));"
     "CREATE INDEX pre_command_expiry ON pre_command (expires_at);"

     /* Accepted requests that lead to a command. state: held (until due_at), ready (its command is on its
      * way), done (outcome says how). document: the request, while it is held. */
     "CREATE TABLE request ("
     " id INTEGER PRIMARY KEY, originator INTEGER NOT NULL, target INTEGER NOT NULL,"
     " counter INTEGER NOT NULL, hub INTEGER NOT NULL, srv TEXT NOT NULL, variant INTEGER NOT NULL,"
     " version INTEGER NOT NULL, state TEXT NOT NULL, received_at INTEGER NOT NULL, due_at INTEGER,"
     " answer_by INTEGER, document BLOB, sequence INTEGER, message_code INTEGER,"
     " command_originator INTEGER, command_counter INTEGER, command BLOB, outcome TEXT, ended_at INTEGER);"
     "CREATE INDEX request_open ON request (state, due_at) WHERE state <> 'done';"
     "CREATE INDEX request_command ON request (target, command_originator, command_counter);"
     "CREATE INDEX request_ended ON request (ended_at) WHERE state = 'done';"

     /* Messages for Users, as signed; at least once under one ResponseID (duis.md 4.5). state: waiting,
      * delivered, given up. */
     "CREATE TABLE delivery ("
     " id INTEGER PRIMARY KEY, recipient INTEGER NOT NULL, kind TEXT NOT NULL, device INTEGER NOT NULL,"
     " counter INTEGER NOT NULL, document BLOB NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL,"
     " attempts INTEGER NOT NULL, refusals INTEGER NOT NULL, next_at INTEGER NOT NULL, ended_at INTEGER,"
     " UNIQUE (kind, device, recipient, counter));"
     "CREATE INDEX delivery_due ON delivery (recipient, next_at) WHERE state = 'waiting';"
     "CREATE INDEX delivery_ended ON delivery (ended_at) WHERE state <> 'waiting';"

     "CREATE TABLE audit ("
     " at INTEGER NOT NULL, event TEXT NOT NULL, party INTEGER, device INTEGER, detail TEXT NOT NULL);"
     "CREATE INDEX audit_at ON audit (at)"},

    {2,
     /* What a request is about beside its target: the device that its body names, and what is said of it. */
     "ALTER TABLE request ADD COLUMN subject INTEGER;"
     "ALTER TABLE request ADD COLUMN note TEXT;"
     "CREATE INDEX request_subject ON request (subject, id) WHERE subject <> 0"},

    {3,
     /* Sequenced services (duis.md 11): a request in state waiting goes on when its predecessor, named by
      * RequestID, has succeeded. */
     "ALTER TABLE request ADD COLUMN is_sequenced INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE request ADD COLUMN succeeded INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE request ADD COLUMN predecessor_originator INTEGER;"
     "ALTER TABLE request ADD COLUMN predecessor_target INTEGER;"
     "ALTER TABLE request ADD COLUMN predecessor_counter INTEGER;"
     "CREATE INDEX request_name ON request (originator, target, counter);"
     "CREATE INDEX request_predecessor ON request (predecessor_originator, predecessor_target,"
     " predecessor_counter) WHERE predecessor_counter IS NOT NULL"},

    {4,
     /* Schedules (duis.md 12). details: the elements of CreateSchedule as they are read back; name_*: the
      * RequestID that created it; occurrence: number of the next read. */
     "CREATE TABLE schedule ("
     " id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, device INTEGER NOT NULL, srv TEXT NOT NULL,"
     " name_target INTEGER NOT NULL, name_counter INTEGER NOT NULL, frequency TEXT NOT NULL,"
     " first_at INTEGER NOT NULL, end_at INTEGER NOT NULL, occurrence INTEGER NOT NULL,"
     " next_at INTEGER NOT NULL, details TEXT NOT NULL, start_offset INTEGER, start_time TEXT,"
     " end_offset INTEGER, end_time TEXT, certificate TEXT);"
     "CREATE INDEX schedule_device ON schedule (device, owner);"
     "CREATE INDEX schedule_due ON schedule (next_at);"
     "ALTER TABLE request ADD COLUMN schedule INTEGER NOT NULL DEFAULT 0"},

    {5,
     /* Since when a User has not taken messages; null: it did when last tried. */
     "ALTER TABLE party ADD COLUMN silent_at INTEGER"},

    {6, products_tables},

    {7,
     /* The status that a device had before the products list suspended it. */
     "ALTER TABLE device ADD COLUMN suspended_from TEXT;"
     "CREATE INDEX device_model ON device (manufacturer, model)"},

    {8,
     /* One index a state, since a query finds a partial index only by the very condition of the index. */
     "DROP INDEX request_open;"
     "CREATE INDEX request_held ON request (due_at) WHERE state = 'held';"
     "CREATE INDEX request_waiting ON request (due_at) WHERE state = 'waiting';"
     "CREATE INDEX request_ready ON request (sequence) WHERE state = 'ready';"
     "CREATE INDEX request_local ON request (received_at) WHERE state = 'local'"},

    {9, registration_tables},

    {10, "INSERT INTO appointment (mpxn, role, participant, user_id, valid_from, valid_to, state, file)"
         " SELECT mpxn, role, '', user_id, valid_from, valid_to, 'A', 0 FROM registration;"
         "DROP TABLE registration;"
         "CREATE INDEX device_secondary ON device (secondary_mpan) WHERE secondary_mpan IS NOT NULL;"
         "CREATE INDEX device_export ON device (export_mpan) WHERE export_mpan IS NOT NULL"},

    {11, dcc_anomaly_tables},

    {12,
     /* Users: roles that are not open yet, steps of their entry, who signs files for them. */
     "ALTER TABLE party ADD COLUMN name TEXT;"
     "ALTER TABLE party ADD COLUMN entering INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE party ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;"
     "CREATE TABLE party_entry ("
     " user_id INTEGER NOT NULL, role INTEGER NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL,"
     " confirmed_by TEXT, PRIMARY KEY (user_id, role, step));"
     "CREATE TABLE party_credential ("
     " user_id INTEGER NOT NULL, fingerprint BLOB NOT NULL, trusted TEXT NOT NULL, added_at INTEGER NOT NULL,"
     " revoked_at INTEGER, PRIMARY KEY (user_id, fingerprint));"

     /* The DCC Service Flag of a meter point as it was told last. */
     "CREATE TABLE service_flag ("
     " mpxn TEXT PRIMARY KEY, flag TEXT NOT NULL, valid_from INTEGER NOT NULL, told_at INTEGER NOT NULL)"},

    {13,
     /* Who does the work (shard.c). server: those that live raise their beat. owner, wanted: ids of servers;
      * 0: none. keys_at: rises with every change of certificates, so that the other servers find it. */
     "CREATE TABLE server (id INTEGER PRIMARY KEY, beat INTEGER NOT NULL);"
     "CREATE TABLE shard (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, wanted INTEGER NOT NULL);"
     "INSERT INTO shard (id, owner, wanted) WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
     " WHERE i < 60) SELECT i, 0, 0 FROM n;"
     "CREATE INDEX request_held_for ON request (target) WHERE state = 'held';"
     "ALTER TABLE device ADD COLUMN keys_at INTEGER NOT NULL DEFAULT 0;"
     "CREATE INDEX device_keys ON device (keys_at, id)"},

    {14, "CREATE INDEX request_quarantined ON request (id) WHERE state = 'quarantined'"},

    {15,
     /* Who brings it in: its pre-notifier, a hub's installer. */
     "ALTER TABLE device ADD COLUMN installer INTEGER NOT NULL DEFAULT 0;"
     /* DCC Alerts to be signed and delivered (notice.h); payload: XML of the element below DCCAlert. */
     "CREATE TABLE notice ("
     " id INTEGER PRIMARY KEY, code TEXT NOT NULL, response TEXT, recipient INTEGER NOT NULL,"
     " device INTEGER NOT NULL, payload TEXT NOT NULL, created_at INTEGER NOT NULL);"
     /* Which device has which other one in its log; joined on both sides are those that stand both ways. */
     "CREATE TABLE pairing ("
     " device INTEGER NOT NULL, other INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (device, other));"
     "CREATE INDEX pairing_other ON pairing (other);"
     /* Devices that a hub listed and that have not joined yet, with the RequestID of the 8.11. */
     "CREATE TABLE join_watch ("
     " device INTEGER PRIMARY KEY, hub INTEGER NOT NULL, originator INTEGER NOT NULL,"
     " target INTEGER NOT NULL, counter INTEGER NOT NULL, due_at INTEGER NOT NULL);"
     "CREATE INDEX join_watch_due ON join_watch (due_at);"
     /* The last log of a hub or a gas proxy, for the one that may follow: the network's identifier (8
      * octets), then for each device its identifier, a length, and its key's hash or, of a proxy, its type.
      */
     "CREATE TABLE hub_log (hub INTEGER PRIMARY KEY, octets BLOB NOT NULL, at INTEGER NOT NULL);"
     /* Alerts to the DCC that have had their effect. */
     "CREATE TABLE seen_alert ("
     " device INTEGER NOT NULL, counter INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (device,"
     " counter));"
     "CREATE INDEX seen_alert_at ON seen_alert (at);"
     /* Whose certificates a device holds in the cells of a role, as the device confirmed them. */
     "CREATE TABLE credential ("
     " device INTEGER NOT NULL, role INTEGER NOT NULL, party INTEGER NOT NULL, PRIMARY KEY (device, role));"
     /* What is owed for a device after its commissioning, by service (duty.c). */
     "CREATE TABLE duty ("
     " device INTEGER NOT NULL, service TEXT NOT NULL, due_at INTEGER NOT NULL, done_at INTEGER,"
     " told INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (device, service));"
     "CREATE INDEX duty_due ON duty (due_at) WHERE done_at IS NULL AND told = 0"},

    {16,
     /* Firmware on its way to devices (firmware.h). state: ready, sent to the hub, delivered there, received
      * by the device, or the code of the DCC Alert that says why not. */
     "CREATE TABLE firmware_image ("
     " id INTEGER PRIMARY KEY, octets BLOB NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL);"
     "CREATE TABLE distribution ("
     " id INTEGER PRIMARY KEY, image INTEGER NOT NULL, originator INTEGER NOT NULL, target INTEGER NOT NULL,"
     " counter INTEGER NOT NULL, device INTEGER NOT NULL, hub INTEGER NOT NULL, version TEXT NOT NULL,"
     " state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, due_at INTEGER NOT NULL,"
     " ended_at INTEGER);"
     "CREATE INDEX distribution_device ON distribution (device);"
     "CREATE INDEX distribution_open ON distribution (next_at) WHERE ended_at IS NULL;"
     "CREATE INDEX distribution_ended ON distribution (ended_at) WHERE ended_at IS NOT NULL;"
     /* What the providers of the WAN say of premises (12.1). */
     "CREATE TABLE wan_coverage ("
     " id INTEGER PRIMARY KEY, uprn TEXT, post_code TEXT, address TEXT, region TEXT NOT NULL,"
     " coverage TEXT NOT NULL, date TEXT, technology TEXT NOT NULL, likelihood TEXT NOT NULL, equipment TEXT,"
     " information TEXT);"
     "CREATE INDEX wan_coverage_uprn ON wan_coverage (uprn);"
     "CREATE INDEX wan_coverage_address ON wan_coverage (post_code, address);"
     /* Alerts of one code that a device has sent in an hour (alert_storm.h); octets: one of those kept back.
      */
     "CREATE TABLE alert_storm ("
     " device INTEGER NOT NULL, code INTEGER NOT NULL, recipient INTEGER NOT NULL, since INTEGER NOT NULL,"
     " count INTEGER NOT NULL, held INTEGER NOT NULL, sequence INTEGER NOT NULL, octets BLOB,"
     " PRIMARY KEY (device, code, recipient));"
     "CREATE INDEX alert_storm_held ON alert_storm (since) WHERE held > 0;"
     /* Hubs that have lost their power (outage.c). */
     "CREATE TABLE outage (hub INTEGER PRIMARY KEY, since INTEGER NOT NULL, told INTEGER NOT NULL);"
     "CREATE INDEX device_pending ON device (status_at) WHERE status = 'Pending'"},

    {17,
     /* The audit trail as a chain of hashes (audit.c); audit_anchor: the last entry that retention took. What
      * stood in the old table stays there until it is over. */
     "DROP INDEX audit_at;"
     "CREATE TABLE audit_entry ("
     " entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL, party INTEGER, device INTEGER,"
     " counter INTEGER, code TEXT, detail TEXT NOT NULL, hash BLOB NOT NULL);"
     "CREATE INDEX audit_entry_at ON audit_entry (at);"
     "CREATE INDEX audit_entry_party ON audit_entry (party, at);"
     "CREATE INDEX audit_entry_device ON audit_entry (device, at);"
     "CREATE TABLE audit_anchor (entry INTEGER PRIMARY KEY, hash BLOB NOT NULL)"},

    {18,
     /* Fewer indexes to keep for each request: its predecessor is found among those of its device
      * (request_command); a request ends once, so that only the other messages need a name of their own. */
     "DROP INDEX request_name;"
     "CREATE TABLE delivery_now ("
     " id INTEGER PRIMARY KEY, recipient INTEGER NOT NULL, kind TEXT NOT NULL, device INTEGER NOT NULL,"
     " counter INTEGER NOT NULL, document BLOB NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL,"
     " attempts INTEGER NOT NULL, refusals INTEGER NOT NULL, next_at INTEGER NOT NULL, ended_at INTEGER);"
     "INSERT INTO delivery_now SELECT id, recipient, kind, device, counter, document, state, created_at,"
     " attempts, refusals, next_at, ended_at FROM delivery;"
     "DROP TABLE delivery;"
     "ALTER TABLE delivery_now RENAME TO delivery;"
     "CREATE UNIQUE INDEX delivery_name ON delivery (kind, device, recipient, counter) WHERE kind <>"
     " 'response';"
     "CREATE INDEX delivery_due ON delivery (recipient, next_at) WHERE state = 'waiting';"
     "CREATE INDEX delivery_ended ON delivery (ended_at) WHERE state <> 'waiting'"},

    {19, /* Requests that were passed on to the server that has the device (shard.c). */
     "CREATE INDEX request_passed ON request (target) WHERE due_at = 0 AND state <> 'done'"},

    {20,
     /* What the DCC has yet to do for a hub or a gas proxy (hub_duty.c); step: in their order. certificate:
      * of new keys, until the device has it. */
     "CREATE TABLE hub_duty ("
     " device INTEGER NOT NULL, step INTEGER NOT NULL, next_at INTEGER NOT NULL, certificate BLOB,"
     " PRIMARY KEY (device, step));"
     "CREATE INDEX hub_duty_next ON hub_duty (next_at)"},
};

const store_schema dcc_schema = {"dcc", migrations, ALB_COUNT(migrations)};
