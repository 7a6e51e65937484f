/* A DCC to try things on: keys of its own making in a temporary directory, a fresh store, a clock that is
 * set by hand, two Users, a home with a hub and an electricity meter whose keys the test holds. */
#ifndef ALB_DCC_TEST_RIG_H
#define ALB_DCC_TEST_RIG_H

#include "dcc_internal.h"

#include "catalogue/use_case.h"

/* Where the manual clock starts: 2026-03-02T10:00:00Z. */
#define RIG_START ((alb_time)1772445600000)

typedef struct rig {
    char dir[64], store_url[256];
    alb_clock_manual clock;
    smki_keystore *all;      /* every key there is */
    smki_keystore *dcc_keys; /* what the DCC may know */
    gbcs_keys *keys;
    xml_context *xml;
    alb_arena *arena;
    dcc_options options;     /* what the test sets holds; store, clock and keys are the rig's */
    const char *client_name; /* of the TLS certificate that requests come with; NULL: none */
    dcc *dcc;
    uint64_t counter;
    bool has_forgeries; /* the test wrote deliveries of its own: none is looked at when the rig is closed */
} rig;

extern const alb_eui64 rig_dcc, rig_cos, rig_supplier, rig_operator, rig_other, rig_hub, rig_esme, rig_gsme,
    rig_gpf, rig_ppmid, rig_hcalcs, rig_hub2, rig_gpf2, rig_second;
#define RIG_MPAN "1012345678901"

/* Keys once per program; each rig has its own store. When it is closed, every message for a User is a good
 * document with a known code; which ones stands in the build folder (observed.h). */
void rig_open(rig *r);
void rig_close(rig *r);
/* The DCC: with its threads, or to be turned by hand. Parties, home and registrations are registered once. */
void rig_start(rig *r, bool threads);
void rig_restart(rig *r, bool threads);
void rig_register(rig *r);
/* Another server on the same store, with keys of its own. Whoever calls stops it and frees the keys. */
dcc *rig_another(rig *r, bool threads, smki_keystore **keys);

/* --- as a User --- */

typedef struct rig_ask {
    alb_eui64 user, target;
    uint64_t counter; /* 0: the next */
    unsigned variant;
    const char *reference, *srv, *body; /* body: XML of the element below Body, prefix sr */
    const char *chain;                  /* XML behind the RequestID; NULL: none */
} rig_ask;
/* A signed request. */
void rig_write(rig *r, const rig_ask *ask, alb_buf *out);

typedef struct rig_answer {
    int status;
    char code[16];
    duis_document document; /* in the rig's arena */
    alb_span gbcs;          /* of PreCommand or LocalCommand */
    void (*sent)(void *ctx);
    void *sent_ctx;
} rig_answer;
/* Posts octets; the answer's `sent` is called unless keep_sent. */
rig_answer rig_post(rig *r, dcc_service service, alb_span xml);
rig_answer rig_request(rig *r, dcc_service service, const rig_ask *ask);
/* The signature of a DCC document is good; decodes it into the rig's arena. */
duis_document rig_check_document(rig *r, alb_span xml);
/* Base64 text of an element -> octets. */
alb_span rig_payload(rig *r, const duis_document *doc, const char *path);
/* A pre-command with the User's GBCS signature, in base64 within the body of a Signed Pre-Command. */
void rig_sign_pre_command(rig *r, alb_eui64 user, alb_span pre_command, alb_buf *body);

/* --- as the meter --- */

/* The device's answer to a command: signed where it is critical, else with a MAC. */
alb_span rig_respond(rig *r, alb_span command);
/* An alert (8F12) to a party. */
alb_span rig_alert(rig *r, alb_eui64 recipient, uint64_t counter);

/* A message of a device with that content. */
alb_span rig_say(rig *r, const gbcs_header *header, alb_span content, bool is_signed);

/* --- without threads --- */

/* A device's message as the link would bring it; false: it was dropped. */
bool rig_hear(rig *r, alb_eui64 hub, alb_span octets);
/* The answer to the command that was last sent to a device, with that content. */
bool rig_answer_last(rig *r, alb_eui64 device, alb_span content);
/* Originator counter of that command. */
uint64_t rig_last_counter(rig *r, alb_eui64 device);
/* Turns the pipeline until it has nothing to do. */
void rig_turn(rig *r);

/* --- looking in --- */

/* What the inventory says of a device; in the rig's arena. */
void rig_device(rig *r, alb_eui64 id, dcc_device_record *out);
/* A number that a query gives; the query is static text. */
int64_t rig_count(rig *r, const char *sql);
/* Changes the store behind the DCC's back; the statement is static text. */
void rig_change(rig *r, const char *sql);
/* DCC Alerts with that code among all deliveries to a User so far; each is a valid, signed document. */
unsigned rig_alerts(rig *r, alb_eui64 user, const char *code);

#endif
