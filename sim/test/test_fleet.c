/* The fleet at the other end of a link: routing, delivery at least once, outages. The test is the DCC. */
#include "sim/fleet.h"
#include "sim/snapshot.h"

#include "base/file.h"
#include "der/der.h"
#include "gbcs/content.h"
#include "gbcs/opener.h"
#include "gbcs/ota.h"
#include "smki/authority.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { HOMES = 5, SEED = 42, ROOM = 4096, WAIT_MS = 20000 };

static const uint64_t supplier_id = 0x90b3d51f30aa0000;
static const uint64_t operator_id = 0x90b3d51f30bb0000;
static const uint64_t new_supplier_id = 0x90b3d51f30cc0000;

typedef struct fixture {
    char dir[64];
    char state[80];
    alb_clock_manual clock;
    smki_keystore *store;
    gbcs_keys *keys;
    const smki_identity *broker;
    sim_fleet *fleet;
    link_socket *link;
    uint64_t sequence;
    alb_arena *arena;
} fixture;

static void connect_link(fixture *f)
{
    link_socket *other;
    assert_int_equal(link_pair(&f->link, &other, NULL), ALB_OK);
    assert_int_equal(sim_fleet_attach(f->fleet, other, NULL), ALB_OK);
}

static void disconnect(fixture *f)
{
    link_close(f->link);
    link_free(f->link);
    f->link = NULL;
}

static const smki_identity *find_broker(const smki_keystore *store)
{
    for (size_t i = 0; i < smki_keystore_count(store); i++) {
        const smki_identity *id = smki_keystore_at(store, i);
        if (id->certificate && id->key && smki_certificate_role(id->certificate) == SMKI_ROLE_ACB &&
            smki_certificate_usage(id->certificate) == SMKI_USAGE_KEY_AGREEMENT) {
            return id;
        }
    }
    return NULL;
}

/* The DCC's view: everybody's certificates and the private keys of the directory. */
static void learn_devices(fixture *f)
{
    for (uint32_t i = 0; i < HOMES; i++) {
        sim_home h = sim_home_of(SEED, i);
        const alb_eui64 ids[] = {h.hub, h.esme, h.gsme, h.gpf, h.ppmid, h.hcalcs, h.sapc};
        for (size_t k = 0; k < ALB_COUNT(ids); k++) {
            smki_certificate *signing;
            smki_certificate *agreement;
            assert_int_equal(sim_fleet_certificates(f->fleet, ids[k], &signing, &agreement, NULL), ALB_OK);
            assert_true(alb_eui64_equal(smki_certificate_entity(signing), ids[k]));
            assert_int_equal(smki_certificate_usage(agreement), SMKI_USAGE_KEY_AGREEMENT);
            assert_int_equal(smki_keystore_add(f->store, signing, NULL, NULL, NULL), ALB_OK);
            assert_int_equal(smki_keystore_add(f->store, agreement, NULL, NULL, NULL), ALB_OK);
            smki_certificate_free(signing);
            smki_certificate_free(agreement);
        }
    }
}

static void start_fleet(fixture *f)
{
    alb_err err = {.code = ALB_OK};
    sim_fleet_options o = {.homes = HOMES,
                           .seed = SEED,
                           .threads = 2,
                           .awake = 1, /* so that every story puts homes to sleep */
                           .clock = &f->clock.clock,
                           .pki = f->dir,
                           .mix = {.control = 100, .sapc = 100, .ihd = 100},
                           .state = f->state,
                           .supplier = alb_eui64_of(supplier_id),
                           .network_operator = alb_eui64_of(operator_id)};
    assert_int_equal(sim_fleet_start(&o, &f->fleet, &err), ALB_OK);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    alb_time now;
    alb_err err = {.code = ALB_OK};
    assert_true(alb_time_parse(ALB_LIT("2026-05-06T07:08:09Z"), &now));
    alb_clock_manual_init(&f->clock, now);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/albion-fleet-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_int_equal(smki_pki_init(f->dir, now, &err), ALB_OK);
    assert_int_equal(
        smki_pki_issue_entity(f->dir, alb_eui64_of(supplier_id), SMKI_ROLE_SUPPLIER, "S", now, &err), ALB_OK);
    assert_int_equal(
        smki_pki_issue_entity(f->dir, alb_eui64_of(operator_id), SMKI_ROLE_NETWORK_OPERATOR, "N", now, &err),
        ALB_OK);
    assert_int_equal(
        smki_pki_issue_entity(f->dir, alb_eui64_of(new_supplier_id), SMKI_ROLE_SUPPLIER, "T", now, &err),
        ALB_OK);
    (void)snprintf(f->state, sizeof f->state, "%s/homes", f->dir);
    start_fleet(f);
    f->store = smki_keystore_new();
    assert_int_equal(smki_keystore_load(f->store, f->dir, &err), ALB_OK);
    learn_devices(f);
    f->broker = find_broker(f->store);
    assert_non_null(f->broker);
    f->keys = gbcs_keys_new(f->store, 0);
    f->arena = alb_arena_new(8 << 20);
    connect_link(f);
    *state = f;
    return 0;
}

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    (void)err;
    return unlink(path) == 0 ? ALB_OK : ALB_IO;
}

static int teardown(void **state)
{
    fixture *f = *state;
    sim_fleet_stop(f->fleet);
    disconnect(f);
    gbcs_keys_free(f->keys);
    smki_keystore_free(f->store);
    alb_arena_free(f->arena);
    assert_int_equal(alb_file_walk(f->dir, remove_file, NULL, NULL), ALB_OK);
    (void)rmdir(f->state);
    assert_int_equal(rmdir(f->dir), 0);
    free(f);
    return 0;
}

/* A command as the broker sends it. */
static alb_span protect(fixture *f, const gbcs_header *h, alb_span content)
{
    const cat_use_case *use_case = cat_use_case_find(h->message_code);
    crypto_ctx *crypto = gbcs_keys_crypto(f->keys);
    alb_wr grouping = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    alb_wr inner = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    alb_wr out = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    gbcs_write_grouping(&grouping, h, content);
    if (use_case->critical) {
        const smki_identity *signer =
            smki_keystore_find(f->store, h->originator, SMKI_SLOT_DIGITAL_SIGNATURE);
        assert_int_equal(gbcs_sign(crypto, signer->key, alb_wr_span(&grouping), &inner, NULL), ALB_OK);
    } else {
        alb_wr_bytes(&inner, alb_wr_span(&grouping));
        gbcs_write_signature(&inner, (alb_span){0});
    }
    const smki_identity *device_id = smki_keystore_find(f->store, h->target, SMKI_SLOT_KEY_AGREEMENT);
    crypto_secret z;
    assert_non_null(device_id);
    assert_int_equal(gbcs_pair_secret(f->keys, f->broker->key, device_id->pub, &z, NULL), ALB_OK);
    assert_int_equal(gbcs_write_maced(crypto, &z, h, alb_wr_span(&inner), &out), ALB_OK);
    return alb_wr_span(&out);
}

static gbcs_header header_of(uint64_t from, alb_eui64 target, uint64_t counter, const char *name)
{
    return (gbcs_header){.cra = GBCS_COMMAND,
                         .counter = counter,
                         .originator = alb_eui64_of(from),
                         .target = target,
                         .message_code = cat_use_case_named(alb_span_str(name))->message_code};
}

/* Of the supplier. */
static alb_span make_command(fixture *f, alb_eui64 target, uint64_t counter, const char *name,
                             const cat_tree *tree)
{
    gbcs_header h = header_of(supplier_id, target, counter, name);
    alb_wr content = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    assert_int_equal(gbcs_content_encode(cat_use_case_find(h.message_code), &h, tree, NULL, &content, NULL),
                     ALB_OK);
    return protect(f, &h, alb_wr_span(&content));
}

static alb_span read_supply(fixture *f, alb_eui64 target, uint64_t counter)
{
    cat_tree none;
    cat_tree_init(&none, f->arena, 0);
    return make_command(f, target, counter, "ECS45", &none);
}

/* Reads attributes: firmware, which a gas meter and its proxy both tell. */
static alb_span read_gas_firmware(fixture *f, alb_eui64 target, uint64_t counter)
{
    const cat_use_case *use_case = cat_use_case_named(ALB_LIT("GCS38"));
    cat_tree tree;
    cat_tree_init(&tree, f->arena, 0);
    cat_tree_close(&tree, cat_tree_open(&tree, &gbcs_gbz_read_attributes));
    tree.values[0].record = &use_case->command.components[0];
    return make_command(f, target, counter, "GCS38", &tree);
}

/* A load limit that takes force at midnight of 2026-05-07. */
static alb_span limit_load(fixture *f, alb_eui64 target, uint64_t counter)
{
    static const uint8_t when[12] = {0x07, 0xea, 5, 7, 0xff, 0, 0, 0, 0, 0x80, 0, 0xff};
    const cat_use_case *use_case = cat_use_case_named(ALB_LIT("ECS28a"));
    cat_tree tree;
    cat_tree_init(&tree, f->arena, 0);
    for (uint8_t i = 0; i < use_case->command.n_items; i++) {
        const cat_item *item = &use_case->command.items[i];
        const cat_attribute *a = cat_object_attribute(item->object, item->id, false);
        cat_value *v = cat_tree_leaf(&tree, &a->value);
        v->record = item;
        v->number.u = 1;
        v->bytes = item->activation ? ALB_SPAN_OF(when) : alb_span_none();
    }
    return make_command(f, target, counter, "ECS28a", &tree);
}

static uint64_t send_as(fixture *f, uint64_t sequence, alb_eui64 hub, alb_span message)
{
    link_frame frame = {.type = LINK_SEND, .hub = hub, .sequence = sequence, .message = message};
    assert_int_equal(link_send(f->link, &frame, NULL), ALB_OK);
    return frame.sequence;
}

static uint64_t send_message(fixture *f, alb_eui64 hub, alb_span message)
{
    return send_as(f, ++f->sequence, hub, message);
}

/* How often a hub told that its power went, and that it came back. */
static unsigned powers[2];

/* The next frame but HELLO and POWER. */
static link_frame receive(fixture *f)
{
    link_frame frame;
    do {
        assert_int_equal(link_receive(f->link, WAIT_MS, &frame, NULL), ALB_OK);
        if (frame.type == LINK_POWER) {
            powers[frame.reason]++;
        }
    } while (frame.type == LINK_HELLO || frame.type == LINK_POWER);
    return frame;
}

static void accept_frame(fixture *f, const link_frame *received)
{
    link_frame frame = {.type = LINK_ACCEPTED, .sequence = received->sequence};
    assert_int_equal(link_send(f->link, &frame, NULL), ALB_OK);
}

static void expect_delivered(fixture *f, uint64_t sequence)
{
    link_frame frame = receive(f);
    assert_int_equal(frame.type, LINK_DELIVERED);
    assert_int_equal(frame.sequence, sequence);
}

static void expect_failed(fixture *f, uint64_t sequence, uint8_t reason)
{
    link_frame frame = receive(f);
    assert_int_equal(frame.type, LINK_FAILED);
    assert_int_equal(frame.sequence, sequence);
    assert_int_equal(frame.reason, reason);
}

/* A message of that device, authentic; borrowed from the link. */
static link_frame expect_message(fixture *f, alb_eui64 hub, alb_eui64 from, gbcs_message *m)
{
    link_frame frame = receive(f);
    gbcs_verdict v;
    assert_int_equal(frame.type, LINK_RECEIVED);
    assert_true(alb_eui64_equal(frame.hub, hub));
    assert_int_equal(gbcs_message_parse(frame.message, m, NULL), ALB_OK);
    assert_true(alb_eui64_equal(m->header.originator, from));
    assert_int_equal(gbcs_verify(f->keys, m, alb_now(&f->clock.clock), &v, NULL), ALB_OK);
    assert_true(v.mac == GBCS_CHECK_OK || v.signature == GBCS_CHECK_OK);
    return frame;
}

static void every_home_answers(void **state)
{
    fixture *f = *state;
    for (uint32_t i = 0; i < HOMES; i++) {
        sim_home h = sim_home_of(SEED, i);
        uint64_t sequence = send_message(f, h.hub, read_supply(f, h.esme, 100 + i));
        expect_delivered(f, sequence);
        gbcs_message m;
        link_frame frame = expect_message(f, h.hub, h.esme, &m);
        assert_int_equal(m.header.cra, GBCS_RESPONSE);
        assert_int_equal(m.header.counter, 100 + i);
        accept_frame(f, &frame);
    }
}

static void what_was_not_accepted_comes_again(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 1);
    gbcs_message m;
    expect_delivered(f, send_message(f, h.hub, read_supply(f, h.esme, 1)));
    uint64_t first = expect_message(f, h.hub, h.esme, &m).sequence;
    disconnect(f);
    connect_link(f);
    link_frame again = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(again.sequence, first);
    assert_int_equal(m.header.counter, 1);
    accept_frame(f, &again);
    /* The acceptance is read before the next message, so after it nothing of the first is left. */
    expect_delivered(f, send_message(f, h.hub, read_supply(f, h.esme, 2)));
    (void)expect_message(f, h.hub, h.esme, &m);
    disconnect(f);
    connect_link(f);
    (void)expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.counter, 2);
}

static void a_repeated_frame_is_taken_once(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 2);
    gbcs_message m;
    alb_span message = read_supply(f, h.esme, 1);
    expect_delivered(f, send_message(f, h.hub, message));
    link_frame frame = expect_message(f, h.hub, h.esme, &m);
    accept_frame(f, &frame);
    f->sequence--;
    expect_delivered(f, send_message(f, h.hub, message));
    expect_delivered(f, send_message(f, h.hub, read_supply(f, h.esme, 2)));
    (void)expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.counter, 2);
}

static void what_cannot_be_delivered_is_told(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 0);
    sim_home other = sim_home_of(SEED, 1);
    alb_span message = read_supply(f, h.esme, 1);
    expect_failed(f, send_message(f, sim_home_of(SEED, HOMES).hub, message), LINK_HUB_UNKNOWN);
    expect_failed(f, send_message(f, sim_home_of(SEED + 1, 0).hub, message), LINK_HUB_UNKNOWN);
    expect_failed(f, send_message(f, h.esme, message), LINK_HUB_UNKNOWN);
    expect_failed(f, send_message(f, other.hub, message), LINK_HAN_FAILED);
    expect_failed(f, send_message(f, h.hub, ALB_LIT("\xdd")), LINK_HAN_FAILED);
}

static void an_outage_is_told(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 3);
    gbcs_message m;
    assert_int_equal(sim_fleet_power(f->fleet, 3, false, NULL), ALB_OK);
    alb_span read = read_supply(f, h.esme, 2);
    uint64_t sequence = send_message(f, h.hub, read);
    expect_failed(f, sequence, LINK_HUB_UNREACHABLE);
    expect_failed(f, send_as(f, sequence, h.hub, read), LINK_HUB_UNREACHABLE);
    alb_clock_manual_add(&f->clock, ALB_MINUTES(4));
    assert_int_equal(sim_fleet_power(f->fleet, 3, true, NULL), ALB_OK);
    (void)expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_ALERT);
    assert_int_equal(m.header.message_code, 0x0067);
    assert_true(alb_eui64_equal(m.header.target, alb_eui64_of(operator_id)));
    /* What could not be delivered before comes again as it was, and counts. */
    expect_delivered(f, send_as(f, sequence, h.hub, read));
    (void)expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_RESPONSE);
    assert_true(powers[0] > 0 && powers[1] > 0);
    assert_int_equal(sim_fleet_power(f->fleet, HOMES, true, NULL), ALB_NOT_FOUND);
}

/* One home a thread is awake: all the others remember what happened to them. */
static void homes_that_sleep_remember(void **state)
{
    fixture *f = *state;
    gbcs_message m;
    for (uint32_t i = 0; i < HOMES; i++) {
        assert_int_equal(sim_fleet_power(f->fleet, i, false, NULL), ALB_OK);
    }
    for (uint32_t i = 0; i < HOMES; i++) {
        sim_home h = sim_home_of(SEED, i);
        expect_failed(f, send_message(f, h.hub, read_supply(f, h.esme, 1)), LINK_HUB_UNREACHABLE);
    }
    alb_clock_manual_add(&f->clock, ALB_MINUTES(4));
    for (uint32_t i = 0; i < HOMES; i++) {
        sim_home h = sim_home_of(SEED, i);
        assert_int_equal(sim_fleet_power(f->fleet, i, true, NULL), ALB_OK);
        (void)expect_message(f, h.hub, h.esme, &m);
        assert_int_equal(m.header.message_code, 0x0067);
    }
}

/* The old hub lies in a van; on the new one's network is nobody yet. */
static void a_hub_is_exchanged(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 2);
    assert_int_equal(sim_fleet_exchange_hub(f->fleet, 2, NULL), ALB_OK);
    assert_int_equal(sim_fleet_exchange_hub(f->fleet, 2, NULL), ALB_BUSY);
    assert_int_equal(sim_fleet_exchange_hub(f->fleet, HOMES, NULL), ALB_NOT_FOUND);
    expect_failed(f, send_message(f, h.hub, read_supply(f, h.esme, 7)), LINK_HUB_UNREACHABLE);
    expect_failed(f, send_message(f, h.spare_hub, read_supply(f, h.esme, 7)), LINK_HAN_FAILED);
}

/* Nobody asks the home: its worker sees on the clock that a command's time has come. */
static void what_waits_is_done_in_time(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 4);
    gbcs_message m;
    alb_time midnight;
    assert_true(alb_time_parse(ALB_LIT("2026-05-07T00:00:00Z"), &midnight));
    expect_delivered(f, send_message(f, h.hub, limit_load(f, h.esme, 10)));
    link_frame frame = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_RESPONSE);
    accept_frame(f, &frame);
    /* In a fleet that started after the command came. */
    sim_fleet_stop(f->fleet);
    disconnect(f);
    start_fleet(f);
    connect_link(f);
    alb_clock_manual_set(&f->clock, midnight);
    for (int i = 0; i < 4; i++) {
        do {
            frame = expect_message(f, h.hub, h.esme, &m);
            accept_frame(f, &frame);
        } while (m.header.cra == GBCS_RESPONSE); /* the fleet cannot know that it was accepted */
        assert_int_equal(m.header.cra, GBCS_ALERT);
        assert_int_equal(m.header.message_code, 0x00cc);
    }
}

/* The proxy is awake; the meter fetches what waits in the hub at the next half hour, though the fleet ended
 * in between. */
static void a_gas_meter_answers_when_it_wakes(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 1);
    gbcs_message m;
    expect_delivered(f, send_message(f, h.hub, read_gas_firmware(f, h.gsme, 1)));
    expect_delivered(f, send_message(f, h.hub, read_gas_firmware(f, h.gsme, 2)));
    expect_delivered(f, send_message(f, h.hub, read_gas_firmware(f, h.gpf, 3)));
    link_frame frame = expect_message(f, h.hub, h.gpf, &m);
    assert_int_equal(m.header.counter, 3);
    accept_frame(f, &frame);
    sim_fleet_stop(f->fleet);
    disconnect(f);
    start_fleet(f);
    connect_link(f);
    alb_clock_manual_add(&f->clock, ALB_MINUTES(22)); /* to 07:30:09 */
    uint64_t counter = 0;
    while (counter < 2) {
        frame = receive(f);
        assert_int_equal(frame.type, LINK_RECEIVED);
        assert_int_equal(gbcs_message_parse(frame.message, &m, NULL), ALB_OK);
        accept_frame(f, &frame);
        if (alb_eui64_equal(m.header.originator, h.gsme)) {
            counter++;
            assert_int_equal(m.header.counter, counter);
        }
    }
}

/* What a home was told and what it said outlives the fleet. */
static void a_new_fleet_goes_on_where_the_last_ended(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 2);
    gbcs_message m;
    alb_time off = alb_now(&f->clock.clock);
    assert_int_equal(sim_fleet_power(f->fleet, 2, false, NULL), ALB_OK);
    sim_fleet_stop(f->fleet);
    disconnect(f);
    start_fleet(f);
    connect_link(f);
    expect_failed(f, send_message(f, h.hub, read_supply(f, h.esme, 1)), LINK_HUB_UNREACHABLE);
    alb_clock_manual_set(&f->clock, off + ALB_MINUTES(30));
    assert_int_equal(sim_fleet_power(f->fleet, 2, true, NULL), ALB_OK);
    (void)expect_message(f, h.hub, h.esme, &m);
    uint64_t counter = m.header.counter;
    /* Nobody accepted the alert: the next fleet says it again, without being asked. */
    sim_fleet_stop(f->fleet);
    disconnect(f);
    start_fleet(f);
    connect_link(f);
    (void)expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.counter, counter);
    assert_int_equal(m.header.message_code, 0x0067);
    expect_delivered(f, send_message(f, h.hub, read_supply(f, h.esme, 2)));
}

/* --- firmware --- */

static void firmware_arrives_and_is_activated(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 1);
    const smki_identity *supplier =
        smki_keystore_find(f->store, alb_eui64_of(supplier_id), SMKI_SLOT_DIGITAL_SIGNATURE);
    gbcs_ota_header header = {.manufacturer = DEVICE_MANUFACTURER,
                              .image_type = device_image_type(CAT_DEVICE_ESME),
                              .file_version = 0x00020000,
                              .min_hardware = DEVICE_HARDWARE,
                              .max_hardware = DEVICE_HARDWARE};
    alb_span image = ALB_LIT("what the manufacturer made");
    uint8_t hash[CRYPTO_HASH];
    crypto_ctx *crypto = gbcs_keys_crypto(f->keys);
    alb_wr file = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    gbcs_ota_hash(crypto, image, hash);
    assert_int_equal(gbcs_ota_build(crypto, &header, image, supplier->key, &file, NULL), ALB_OK);
    link_frame frame = {
        .type = LINK_IMAGE, .hub = h.hub, .sequence = ++f->sequence, .message = alb_wr_span(&file)};
    assert_int_equal(link_send(f->link, &frame, NULL), ALB_OK);
    expect_delivered(f, f->sequence);
    gbcs_message m;
    link_frame told = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.message_code, 0x00ce);
    assert_true(alb_eui64_equal(m.header.target, alb_eui64_of(supplier_id)));
    accept_frame(f, &told);
    /* CS06 */
    gbcs_header activate = header_of(supplier_id, h.esme, 100, "CS06");
    alb_wr content = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    size_t whole = der_wr_begin(&content, DER_SEQUENCE);
    der_wr_element(&content, DER_OCTET_STRING, ALB_SPAN_OF(hash));
    der_wr_integer(&content, DER_INTEGER, 100);
    der_wr_end(&content, whole);
    expect_delivered(f, send_message(f, h.hub, protect(f, &activate, alb_wr_span(&content))));
    told = expect_message(f, h.hub, h.esme, &m);
    assert_true(alb_span_equal(m.content, ALB_LIT("\x30\x09\x02\x01\x00\x04\x04\x00\x02\x00\x00")));
    accept_frame(f, &told);
    /* No device of the home is of that kind. */
    header.image_type = device_image_type(CAT_DEVICE_IHD);
    file = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    assert_int_equal(gbcs_ota_build(crypto, &header, image, supplier->key, &file, NULL), ALB_OK);
    frame.sequence = ++f->sequence;
    frame.message = alb_wr_span(&file);
    assert_int_equal(link_send(f->link, &frame, NULL), ALB_OK);
    expect_failed(f, f->sequence, LINK_HAN_FAILED);
}

/* --- devices of a home among themselves --- */

/* CS03: { method and role, other device, its type, [its certificate] }. */
static alb_span join_content(fixture *f, uint8_t method, alb_eui64 other, uint8_t type,
                             const smki_certificate *certificate)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    der_wr_integer(&w, DER_INTEGER, method);
    der_wr_element(&w, DER_OCTET_STRING, alb_eui64_span(&other));
    der_wr_integer(&w, DER_INTEGER, type);
    if (certificate) {
        alb_wr_bytes(&w, smki_certificate_der(certificate));
    }
    der_wr_end(&w, whole);
    return alb_wr_span(&w);
}

static void join(fixture *f, const sim_home *h, alb_eui64 id, const char *use_case, alb_span content)
{
    static uint64_t counter = 500;
    gbcs_message m;
    gbcs_header header = header_of(supplier_id, id, ++counter, use_case);
    expect_delivered(f, send_message(f, h->hub, protect(f, &header, content)));
    link_frame told = expect_message(f, h->hub, id, &m);
    assert_int_equal(m.header.cra, GBCS_RESPONSE);
    assert_true(alb_span_equal(m.content, ALB_LIT("\x02\x01\x00")));
    accept_frame(f, &told);
}

enum { METHOD_A_INITIATOR, METHOD_A_RESPONDER, METHOD_C = 3 };
enum { TYPE_GSME, TYPE_ESME, TYPE_HCALCS = 4, TYPE_PPMID };

/* The controller in the place of the HCALCS is switched on until further notice (ECS47a). */
static alb_span switch_on(fixture *f, alb_eui64 meter, uint64_t counter)
{
    gbcs_header h = header_of(supplier_id, meter, counter, "ECS47a");
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, 64), 64);
    alb_wr_u8(&w, 0xd9);
    alb_wr_be32(&w, 0x20000000U | (uint32_t)counter);
    alb_wr_bytes(&w, ALB_LIT("\x00\x01\x03\x00\x09\x00\x00\x0a\x00\x67\xff\x01\x01\x12\x12\x64"));
    return protect(f, &h, alb_wr_span(&w));
}

static void a_load_is_switched_beside_the_meter(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 2);
    gbcs_message m;
    uint8_t percent = 0;
    join(f, &h, h.hcalcs, "CS03A2", join_content(f, METHOD_A_RESPONDER, h.esme, TYPE_ESME, NULL));
    join(f, &h, h.esme, "CS03A1", join_content(f, METHOD_A_INITIATOR, h.hcalcs, TYPE_HCALCS, NULL));
    expect_delivered(f, send_message(f, h.hub, switch_on(f, h.esme, 600)));
    link_frame told = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_RESPONSE);
    accept_frame(f, &told);
    told = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.message_code, 0x0123);
    accept_frame(f, &told);
    assert_int_equal(sim_fleet_output(f->fleet, h.hcalcs, 1, &percent, NULL), ALB_OK);
    assert_int_equal(percent, 100);
    /* Another home is awake meanwhile: this one has forgotten nothing. */
    assert_int_equal(sim_fleet_output(f->fleet, sim_home_of(SEED, 0).hcalcs, 1, &percent, NULL), ALB_OK);
    assert_int_equal(percent, 0);
    assert_int_equal(sim_fleet_output(f->fleet, h.hcalcs, 1, &percent, NULL), ALB_OK);
    assert_int_equal(percent, 100);
    assert_int_equal(sim_fleet_output(f->fleet, h.esme, 2, &percent, NULL), ALB_OK);
    assert_int_equal(percent, 100);
}

/* What a PPMID and a gas meter have to say to each other does not leave the home. */
static void a_ppmid_and_a_gas_meter_talk_at_home(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 1);
    gbcs_message m;
    bool done = false;
    device_han asked = {.kind = DEVICE_HAN_EMERGENCY_CREDIT};
    assert_int_equal(sim_fleet_ask(f->fleet, h.ppmid, h.gsme, &asked, &done, NULL), ALB_OK);
    assert_false(done); /* they are not joined */
    const smki_certificate *of_meter =
        smki_keystore_find(f->store, h.gsme, SMKI_SLOT_KEY_AGREEMENT)->certificate;
    join(f, &h, h.ppmid, "CS03C", join_content(f, METHOD_C, h.gsme, TYPE_GSME, of_meter));
    const smki_certificate *of_ppmid =
        smki_keystore_find(f->store, h.ppmid, SMKI_SLOT_KEY_AGREEMENT)->certificate;
    gbcs_header header = header_of(supplier_id, h.gsme, 700, "CS03C");
    alb_span content = join_content(f, METHOD_C, h.ppmid, TYPE_PPMID, of_ppmid);
    expect_delivered(f, send_message(f, h.hub, protect(f, &header, content)));
    alb_clock_manual_add(&f->clock, ALB_MINUTES(30)); /* it wakes */
    link_frame told = expect_message(f, h.hub, h.gsme, &m);
    assert_true(alb_span_equal(m.content, ALB_LIT("\x02\x01\x00")));
    accept_frame(f, &told);
    assert_int_equal(sim_fleet_ask(f->fleet, h.ppmid, h.gsme, &asked, &done, NULL), ALB_OK);
    assert_true(done);
    alb_clock_manual_add(&f->clock, ALB_MINUTES(30));
    /* The next that is heard is the electricity meter, which is asked last. */
    expect_delivered(f, send_message(f, h.hub, read_supply(f, h.esme, 9)));
    told = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_RESPONSE);
    accept_frame(f, &told);
    /* Nobody asks a device that is none. */
    assert_int_equal(sim_fleet_ask(f->fleet, h.ihd, h.gsme, &asked, &done, NULL), ALB_NOT_FOUND);
}

/* ECS43, ECS44: the script stands in the item's type. */
static alb_span run_supply(fixture *f, alb_eui64 target, uint64_t counter, const char *name, uint64_t script)
{
    const cat_item *item = &cat_use_case_named(alb_span_str(name))->command.items[0];
    const cat_attribute *a = cat_object_attribute(item->object, item->id, true);
    cat_tree tree;
    cat_tree_init(&tree, f->arena, 0);
    cat_value *v = cat_tree_leaf(&tree, item->argument ? item->argument : &a->value);
    v->record = item;
    v->number.u = script;
    return make_command(f, target, counter, name, &tree);
}

/* A person at the meter switches on what is armed; the network plays up. */
static void somebody_stands_at_the_meter(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 0);
    gbcs_message m;
    bool done = true;
    assert_int_equal(sim_fleet_wish(f->fleet, h.esme, SIM_WISH_SUPPLY, alb_span_none(), &done, NULL), ALB_OK);
    assert_false(done); /* it is on */
    static const struct {
        const char *name;
        uint64_t script;
    } commands[] = {{"ECS43", 52}, {"ECS44", 54}};
    for (size_t i = 0; i < ALB_COUNT(commands); i++) {
        expect_delivered(
            f, send_message(f, h.hub, run_supply(f, h.esme, 800 + i, commands[i].name, commands[i].script)));
        link_frame answer = expect_message(f, h.hub, h.esme, &m);
        assert_int_equal(m.header.cra, GBCS_RESPONSE);
        accept_frame(f, &answer);
    }
    link_frame armed = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_ALERT);
    accept_frame(f, &armed);
    assert_int_equal(sim_fleet_wish(f->fleet, h.esme, SIM_WISH_SUPPLY, alb_span_none(), &done, NULL), ALB_OK);
    assert_true(done);
    /* In credit mode there is nothing to top up and no emergency credit. */
    assert_int_equal(
        sim_fleet_wish(f->fleet, h.esme, SIM_WISH_TOKEN, ALB_LIT("73946144332040217315"), &done, NULL),
        ALB_OK);
    assert_false(done);
    assert_int_equal(sim_fleet_wish(f->fleet, h.esme, SIM_WISH_CREDIT, alb_span_none(), &done, NULL), ALB_OK);
    assert_false(done);
    assert_int_equal(sim_fleet_disturb_voltage(f->fleet, h.esme, 0, 30, ALB_MINUTES(10), NULL), ALB_OK);
    assert_int_equal(sim_fleet_disturb_voltage(f->fleet, alb_eui64_of(1), 0, 30, ALB_MINUTES(10), NULL),
                     ALB_NOT_FOUND);
}

/* Premises follow from the shares, and with them what any half hour takes, without a fleet. */
static void premises_are_drawn(void **state)
{
    sim_mix mix;
    unsigned solar = 0;
    unsigned rates = 0;
    unsigned businesses = 0;
    (void)state;
    assert_int_equal(sim_mix_parse(ALB_LIT(SIM_MIX_GB ",business=6"), &mix, NULL), ALB_OK);
    for (uint32_t i = 0; i < 10000; i++) {
        sim_equipment e = sim_equipment_of(&mix, SEED, i);
        sim_home home = sim_home_of(SEED, i);
        device_premises p = sim_premises_of(&home, &e, false);
        assert_in_range(p.profile_class, 1, 4);
        assert_true(p.solar == 0 || (p.solar >= 20 && p.solar < 60));
        assert_in_range(p.area, 10, 23);
        assert_true(alb_eui64_equal(p.meter, home.esme));
        solar += p.solar > 0;
        rates += p.profile_class % 2 == 0;
        businesses += p.profile_class > 2;
    }
    assert_in_range(solar, 400, 600);
    assert_in_range(rates, 1150, 1450);
    assert_in_range(businesses, 500, 700);
    assert_int_equal(sim_mix_parse(ALB_LIT("solar=101"), &mix, NULL), ALB_BAD_VALUE);
}

/* --- snapshots --- */

enum { MOST_SAID = 64 };

/* What the devices said in a day, without what is drawn anew each time: signatures, and the MAC over one. */
typedef struct day {
    size_t n;
    struct {
        alb_eui64 from;
        uint64_t counter;
        uint16_t code;
        uint8_t cra;
        alb_span content;
    } said[MOST_SAID];
} day;

/* Takes what is said until that command is answered (0: none was sent) and nothing is left to say at this
 * time. */
static void listen(fixture *f, day *d, uint64_t sequence)
{
    alb_time next;
    bool answered = sequence == 0;
    gbcs_message m;
    link_frame frame;
    sim_fleet_clock_changed(f->fleet);
    do {
        while (link_receive(f->link, 5, &frame, NULL) == ALB_OK) {
            answered = answered || ((frame.type == LINK_DELIVERED || frame.type == LINK_FAILED) &&
                                    frame.sequence == sequence);
            if (frame.type == LINK_RECEIVED && gbcs_message_parse(frame.message, &m, NULL) == ALB_OK) {
                assert_true(d->n < MOST_SAID);
                d->said[d->n].from = m.header.originator;
                d->said[d->n].counter = m.header.counter;
                d->said[d->n].code = m.header.message_code;
                d->said[d->n].cra = (uint8_t)m.header.cra;
                d->said[d->n++].content = alb_arena_copy(f->arena, m.content);
                accept_frame(f, &frame);
            }
        }
    } while (!answered || !sim_fleet_is_settled(f->fleet, &next));
}

/* Commands, a power cut, gas meters that wake, midnight. */
static void live_a_day(fixture *f, day *d)
{
    alb_time dawn;
    assert_true(alb_time_parse(ALB_LIT("2026-05-06T08:00:00Z"), &dawn));
    for (int hour = 0; hour < 24; hour++) {
        sim_home h = sim_home_of(SEED, (uint32_t)hour % HOMES);
        alb_clock_manual_set(&f->clock, dawn + ALB_HOURS(hour));
        uint64_t sequence = 0;
        if (hour == 3) {
            sequence = send_message(f, h.hub, limit_load(f, h.esme, 1000));
        } else if (hour == 5 || hour == 6) {
            assert_int_equal(sim_fleet_power(f->fleet, 1, hour == 6, NULL), ALB_OK);
        } else if (hour % 4 == 0) {
            sequence = send_message(f, h.hub, read_gas_firmware(f, h.gsme, 1000 + (uint64_t)hour));
        } else {
            sequence = send_message(f, h.hub, read_supply(f, h.esme, 1000 + (uint64_t)hour));
        }
        listen(f, d, sequence);
    }
}

static void start_again(fixture *f)
{
    start_fleet(f);
    connect_link(f);
}

static void end_fleet(fixture *f)
{
    sim_fleet_stop(f->fleet);
    disconnect(f);
    f->fleet = NULL;
}

/* Homes are in a thread's order only among themselves. */
static void expect_the_same(const day *a, const day *b)
{
    bool found[MOST_SAID] = {false};
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        size_t k = 0;
        while (k < b->n && (found[k] || !alb_eui64_equal(a->said[i].from, b->said[k].from) ||
                            a->said[i].counter != b->said[k].counter || a->said[i].code != b->said[k].code ||
                            a->said[i].cra != b->said[k].cra ||
                            !alb_span_equal(a->said[i].content, b->said[k].content))) {
            k++;
        }
        if (k == b->n) {
            fail_msg("message %04x of the first day is not among those of the second", a->said[i].code);
        }
        found[k] = true;
    }
}

static void a_day_is_lived_twice(void **state)
{
    fixture *f = *state;
    char file[96];
    size_t n = 0;
    static day first, second;
    alb_err err = {.code = ALB_OK};
    (void)snprintf(file, sizeof file, "%s/snapshot", f->dir);
    day before = {.n = 0};
    sim_home h = sim_home_of(SEED, 3);
    /* One home is without supply. */
    listen(f, &before, send_message(f, h.hub, run_supply(f, h.esme, 700, "ECS43", 52)));
    assert_int_equal(before.n, 1);
    alb_time then = alb_now(&f->clock.clock);
    assert_int_equal(sim_snapshot_save(f->dir, file, &n, &err), ALB_OK);
    assert_int_equal(n, 1);
    first.n = second.n = 0;
    live_a_day(f, &first);
    assert_true(first.n > 20);
    assert_true(sim_homes_are_in_use(f->dir));
    assert_int_equal(sim_snapshot_restore(file, f->dir, &n, &err), ALB_BUSY);
    end_fleet(f);
    assert_false(sim_homes_are_in_use(f->dir));
    assert_int_equal(sim_snapshot_restore(file, f->dir, &n, &err), ALB_OK);
    assert_int_equal(n, 1);
    alb_clock_manual_set(&f->clock, then);
    start_again(f);
    day repeated = {.n = 0};
    listen(f, &repeated, 0); /* of what was accepted a fleet that starts anew does not know */
    expect_the_same(&before, &repeated);
    live_a_day(f, &second);
    expect_the_same(&first, &second);
    assert_int_equal(unlink(file), 0);
}

/* Each octet of a snapshot counts; what is refused changes nothing. */
static void a_bad_snapshot_is_refused(void **state)
{
    fixture *f = *state;
    char file[96];
    char again[96];
    size_t n = 0;
    alb_buf good;
    alb_buf bad;
    (void)snprintf(file, sizeof file, "%s/snapshot", f->dir);
    (void)snprintf(again, sizeof again, "%s/again", f->dir);
    assert_int_equal(sim_fleet_power(f->fleet, 2, false, NULL), ALB_OK);
    assert_int_equal(sim_fleet_power(f->fleet, 4, false, NULL), ALB_OK);
    end_fleet(f);
    assert_int_equal(sim_snapshot_save(f->dir, file, &n, NULL), ALB_OK);
    assert_int_equal(n, 2);
    alb_buf_init(&good, 1 << 24);
    alb_buf_init(&bad, 1 << 24);
    assert_int_equal(alb_file_read(file, &good, NULL), ALB_OK);
    for (size_t i = 0; i <= good.len; i += i < 120 ? 1 : good.len / 97) {
        alb_buf_clear(&bad);
        alb_buf_add(&bad, alb_buf_span(&good));
        if (i < good.len) {
            bad.ptr[i] ^= 0x40;
        } else {
            alb_buf_add_u8(&bad, 0); /* something behind it */
        }
        assert_int_equal(alb_file_write(file, alb_buf_span(&bad), 0600, NULL), ALB_OK);
        assert_int_not_equal(sim_snapshot_restore(file, f->dir, &n, NULL), ALB_OK);
        assert_int_equal(alb_file_write(file, alb_span_of(good.ptr, i < good.len ? i : 0), 0600, NULL),
                         ALB_OK);
        assert_int_equal(sim_snapshot_restore(file, f->dir, &n, NULL), ALB_TRUNCATED);
    }
    assert_int_equal(sim_snapshot_save(f->dir, again, &n, NULL), ALB_OK);
    alb_buf_clear(&bad);
    assert_int_equal(alb_file_read(again, &bad, NULL), ALB_OK);
    assert_true(alb_span_equal(alb_buf_span(&good), alb_buf_span(&bad)));
    assert_int_equal(sim_snapshot_restore("/nonexistent", f->dir, &n, NULL), ALB_NOT_FOUND);
    alb_buf_release(&good);
    alb_buf_release(&bad);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(unlink(again), 0);
    start_again(f);
}

static void a_mix_is_read(void **state)
{
    sim_mix mix;
    (void)state;
    assert_int_equal(sim_mix_parse(ALB_LIT("twin=10, polyphase=20,control=50"), &mix, NULL), ALB_OK);
    unsigned twin = 0;
    unsigned control = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        sim_equipment e = sim_equipment_of(&mix, SEED, i);
        assert_false(e.is_twin && e.is_polyphase);
        assert_false(e.has_sapc || e.has_ihd || e.has_cad);
        assert_int_equal(e.variant[0], e.is_twin ? 'B' : e.is_polyphase ? 'C' : 'A');
        twin += e.is_twin;
        control += e.has_control;
    }
    assert_true(twin > 900 && twin < 1100);
    assert_true(control > 4800 && control < 5200);
    const char *const wrong[] = {"twin", "twin=101", "boat=3", "twin=60,polyphase=60", "twin=-1"};
    for (size_t i = 0; i < ALB_COUNT(wrong); i++) {
        assert_int_equal(sim_mix_parse(alb_span_str(wrong[i]), &mix, NULL), ALB_BAD_VALUE);
    }
}

/* --- change of supplier --- */

static const smki_certificate *organisation_issuer(const fixture *f, const smki_certificate *c)
{
    return smki_keystore_find_ski(f->store, smki_certificate_aki(c))->certificate;
}

static uint64_t entity_of_role(const fixture *f, smki_role role)
{
    for (size_t i = 0; i < smki_keystore_count(f->store); i++) {
        const smki_certificate *c = smki_keystore_at(f->store, i)->certificate;
        if (c && smki_certificate_role(c) == role) {
            return alb_eui64_number(smki_certificate_entity(c));
        }
    }
    fail_msg("nobody has role %d", (int)role);
    return 0;
}

static void write_cell(alb_wr *w, uint8_t tag, uint8_t role, smki_usage usage, bool prepayment)
{
    static const uint8_t signing[] = {0x80};
    static const uint8_t agreement[] = {0x08};
    bool signs = usage == SMKI_USAGE_DIGITAL_SIGNATURE;
    size_t cell = der_wr_begin(w, tag);
    der_wr_integer(w, DER_INTEGER, role);
    der_wr_bit_string(w, DER_BIT_STRING, signs ? ALB_SPAN_OF(signing) : ALB_SPAN_OF(agreement),
                      signs ? 1 : 5);
    if (prepayment) {
        der_wr_integer(w, DER_INTEGER, 1);
    }
    der_wr_end(w, cell);
}

/* supplierByTransCoS: the new supplier's certificates into the supplier's cells, its counters from 0 on. */
static alb_span change_supplier(fixture *f, alb_eui64 target, uint64_t counter)
{
    static const smki_slot slots[] = {SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_SLOT_KEY_AGREEMENT,
                                      SMKI_SLOT_PREPAYMENT};
    enum { CONTEXT = DER_CONTEXT, INSIDE = DER_CONTEXT | DER_CONSTRUCTED };
    const smki_certificate *issuer = NULL;
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    size_t control = der_wr_begin(&w, DER_SEQUENCE);
    der_wr_integer(&w, DER_INTEGER, 7);
    write_cell(&w, INSIDE | 2, SMKI_ROLE_TRANSITIONAL_COS, SMKI_USAGE_DIGITAL_SIGNATURE, false);
    der_wr_integer(&w, CONTEXT | 3, (int64_t)counter);
    size_t floors = der_wr_begin(&w, INSIDE | 6);
    size_t floor = der_wr_begin(&w, DER_SEQUENCE);
    der_wr_integer(&w, DER_INTEGER, SMKI_ROLE_SUPPLIER);
    der_wr_integer(&w, DER_INTEGER, 0);
    der_wr_end(&w, floor);
    der_wr_end(&w, floors);
    der_wr_end(&w, control);
    size_t list = der_wr_begin(&w, DER_SEQUENCE);
    for (size_t i = 0; i < ALB_COUNT(slots); i++) {
        const smki_certificate *c =
            smki_keystore_find(f->store, alb_eui64_of(new_supplier_id), slots[i])->certificate;
        size_t one = der_wr_begin(&w, DER_SEQUENCE);
        alb_wr_bytes(&w, smki_certificate_der(c));
        write_cell(&w, DER_SEQUENCE, SMKI_ROLE_SUPPLIER, smki_certificate_usage(c),
                   slots[i] == SMKI_SLOT_PREPAYMENT);
        der_wr_end(&w, one);
        issuer = organisation_issuer(f, c);
    }
    der_wr_end(&w, list);
    size_t path = der_wr_begin(&w, DER_SEQUENCE);
    alb_wr_bytes(&w, smki_certificate_der(issuer));
    der_wr_end(&w, path);
    der_wr_end(&w, whole);
    assert_int_equal(w.st, ALB_OK);
    gbcs_header h =
        header_of(entity_of_role(f, SMKI_ROLE_TRANSITIONAL_COS), target, counter, "CS02bSupplierByTransCoS");
    return protect(f, &h, alb_wr_span(&w));
}

static void a_home_changes_its_supplier(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 2);
    gbcs_message m;
    cat_tree answer;
    cat_tree none;
    cat_tree_init(&none, f->arena, 0);
    expect_delivered(f, send_message(f, h.hub, change_supplier(f, h.esme, 1000)));
    link_frame frame = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_RESPONSE);
    cat_tree_init(&answer, f->arena, 0);
    assert_int_equal(gbcs_content_decode(&m, NULL, &answer, NULL), ALB_OK);
    uint32_t outcomes = cat_tree_find(&answer, 0, "ExecutionOutcome/ReplacementOutcomes");
    assert_int_equal(answer.values[outcomes].number.u, 3);
    for (uint32_t i = cat_tree_child(&answer, outcomes); i != UINT32_MAX;
         i = cat_tree_sibling(&answer, outcomes, i)) {
        assert_int_equal(answer.values[cat_tree_find(&answer, i, "StatusCode")].number.u, 0);
    }
    accept_frame(f, &frame);
    /* In a fleet that started after it as well. */
    sim_fleet_stop(f->fleet);
    disconnect(f);
    start_fleet(f);
    connect_link(f);
    frame = expect_message(f, h.hub, h.esme, &m); /* it cannot know that the answer was accepted */
    assert_int_equal(m.header.counter, 1000);
    accept_frame(f, &frame);
    /* What the old supplier sends is an event that the new one hears of. */
    expect_delivered(f, send_message(f, h.hub, read_supply(f, h.esme, 5000)));
    frame = expect_message(f, h.hub, h.esme, &m);
    accept_frame(f, &frame);
    assert_int_equal(m.header.cra, GBCS_ALERT);
    assert_true(alb_eui64_equal(m.header.target, alb_eui64_of(new_supplier_id)));
    gbcs_header header = header_of(new_supplier_id, h.esme, 1, "ECS45");
    alb_wr content = alb_wr_init(alb_arena_alloc(f->arena, ROOM), ROOM);
    assert_int_equal(
        gbcs_content_encode(cat_use_case_find(header.message_code), &header, &none, NULL, &content, NULL),
        ALB_OK);
    expect_delivered(f, send_message(f, h.hub, protect(f, &header, alb_wr_span(&content))));
    frame = expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.cra, GBCS_RESPONSE);
    assert_true(alb_eui64_equal(m.header.target, alb_eui64_of(new_supplier_id)));
    accept_frame(f, &frame);
}

static void a_fault_is_ordered(void **state)
{
    fixture *f = *state;
    sim_home h = sim_home_of(SEED, 0);
    gbcs_message m;
    device_fault late = {.kind = DEVICE_FAULT_LATE, .delay = ALB_MINUTES(1)};
    assert_int_equal(sim_fleet_order_fault(f->fleet, h.esme, late, NULL), ALB_OK);
    expect_delivered(f, send_message(f, h.hub, read_supply(f, h.esme, 1)));
    alb_clock_manual_add(&f->clock, ALB_MINUTES(1));
    (void)expect_message(f, h.hub, h.esme, &m);
    assert_int_equal(m.header.counter, 1);
    assert_int_equal(sim_fleet_order_fault(f->fleet, alb_eui64_of(1), late, NULL), ALB_NOT_FOUND);
}

static void identities_are_stable_and_distinct(void **state)
{
    (void)state;
    sim_home a = sim_home_of(7, 12345);
    sim_home b = sim_home_of(7, 12345);
    sim_home c = sim_home_of(7, 12346);
    assert_true(alb_eui64_equal(a.hub, b.hub) && alb_eui64_equal(a.esme, b.esme));
    assert_string_equal(a.mpan, b.mpan);
    assert_int_equal(strlen(a.mpan), 13);
    assert_false(alb_eui64_equal(a.hub, a.esme));
    assert_false(alb_eui64_equal(a.hub, c.hub));
    assert_string_not_equal(a.mpan, c.mpan);
}

static void a_directory_without_parties_is_refused(void **state)
{
    fixture *f = *state;
    sim_fleet_options o = {.homes = 1,
                           .clock = &f->clock.clock,
                           .pki = f->dir,
                           .supplier = alb_eui64_of(1),
                           .network_operator = alb_eui64_of(operator_id)};
    sim_fleet *fleet;
    alb_err err = {.code = ALB_OK};
    assert_int_equal(sim_fleet_start(&o, &fleet, &err), ALB_NO_KEY);
    assert_non_null(strstr(err.detail, "supplier"));
    assert_null(fleet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_home_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_not_accepted_comes_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_repeated_frame_is_taken_once, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_delivered_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(an_outage_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(a_hub_is_exchanged, setup, teardown),
        cmocka_unit_test_setup_teardown(homes_that_sleep_remember, setup, teardown),
        cmocka_unit_test_setup_teardown(what_waits_is_done_in_time, setup, teardown),
        cmocka_unit_test_setup_teardown(a_gas_meter_answers_when_it_wakes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_fleet_goes_on_where_the_last_ended, setup, teardown),
        cmocka_unit_test_setup_teardown(firmware_arrives_and_is_activated, setup, teardown),
        cmocka_unit_test_setup_teardown(a_home_changes_its_supplier, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fault_is_ordered, setup, teardown),
        cmocka_unit_test_setup_teardown(a_load_is_switched_beside_the_meter, setup, teardown),
        cmocka_unit_test_setup_teardown(a_ppmid_and_a_gas_meter_talk_at_home, setup, teardown),
        cmocka_unit_test_setup_teardown(somebody_stands_at_the_meter, setup, teardown),
        cmocka_unit_test_setup_teardown(a_day_is_lived_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bad_snapshot_is_refused, setup, teardown),
        cmocka_unit_test(a_mix_is_read),
        cmocka_unit_test(premises_are_drawn),
        cmocka_unit_test(identities_are_stable_and_distinct),
        cmocka_unit_test_setup_teardown(a_directory_without_parties_is_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
