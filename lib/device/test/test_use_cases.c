/* No command of the catalogue is left that the devices that it names do not know: each has somebody behind
 * each object, cluster command and ASN.1 body. That they also answer it right, the tests of reference
 * commands show. */
#include "body.h"
#include "gas_execution.h"
#include "gas_fixture.h"
#include "object_model.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, gas_fixture_setup, gas_fixture_teardown)

/* Who takes which commands; an IHD and a CAD take none (devices.md 12.2). */
static const uint16_t types[] = {CAT_DEVICE_ESME,  CAT_DEVICE_GSME,   CAT_DEVICE_CHF, CAT_DEVICE_GPF,
                                 CAT_DEVICE_PPMID, CAT_DEVICE_HCALCS, CAT_DEVICE_SAPC};

/* --- ASN.1 --- */

static bool has_body(uint16_t message_code)
{
    const body_uses *tables[] = {&credentials_uses, &own_credentials_uses, &partner_uses, &firmware_uses,
                                 &clock_uses};
    for (size_t t = 0; t < ALB_COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            if (tables[t]->uses[i].message_code == message_code) {
                return true;
            }
        }
    }
    return false;
}

/* --- COSEM --- */

/* What a whole class does without a member of its own (stored.c). */
static bool is_method_of_class(const cat_item *item)
{
    enum { REGISTER = 3, EXTENDED_REGISTER = 4, PROFILE = 7, CHARGE = 113, RESET = 1, ACTIVATE = 2 };
    uint16_t class_id = item->object->class_id;
    return (item->id == RESET &&
            (class_id == REGISTER || class_id == EXTENDED_REGISTER || class_id == PROFILE)) ||
           (class_id == CHARGE && item->id == ACTIVATE) || class_id == 30; /* protected reads */
}

static bool has_somebody(const cat_item *item)
{
    bool is_method = item->operation == CAT_ACTION;
    const member *m =
        object_model_find(item->object->class_id, ALB_SPAN_OF(item->object->obis), item->id, is_method);
    if (is_method) {
        return m || is_method_of_class(item);
    }
    bool reads = item->operation == CAT_GET || item->operation == CAT_GET_WITH_LIST;
    return !m || (reads ? m->get != NULL : m->put != NULL); /* without a member it is stored */
}

static void check_items(const cat_use_case *u, uint16_t type)
{
    for (uint8_t i = 0; i < u->command.n_items; i++) {
        const cat_item *item = &u->command.items[i];
        if (!(item->object->devices & type)) {
            fail_msg("%s: %s is not on %s", u->name, item->object->name, cat_device_name(type));
        }
        if (!has_somebody(item)) {
            fail_msg("%s: nobody stands behind %s, %u", u->name, item->object->name, item->id);
        }
    }
}

/* --- ZigBee --- */

static bool has_handler(const cat_zcl_command *c)
{
    static const gas_command_table *const tables[] = {&gas_price_commands, &gas_metering_commands,
                                                      &gas_prepayment_commands, &gas_calendar_commands,
                                                      &gas_management_commands};
    for (size_t t = 0; t < ALB_COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const gas_command *known = &tables[t]->commands[i];
            if (known->cluster == c->cluster && known->id == c->id && known->from_server == c->from_server) {
                return true;
            }
        }
    }
    return false;
}

static void check_components(const gas_fixture *g, const cat_use_case *u, uint16_t type)
{
    device *d = type == CAT_DEVICE_GSME ? g->gsme : g->gpf;
    alb_time now = alb_now(&g->f->clock.clock);
    execution x = {.device = d, .arena = g->f->arena, .now = now};
    gas_run run = {.x = &x, .g = gas_own(d, now)};
    assert_non_null(run.g);
    for (uint8_t i = 0; i < u->command.n_components; i++) {
        const cat_component *c = &u->command.components[i];
        if (c->command && !has_handler(c->command)) {
            fail_msg("%s: nobody handles %s", u->name, c->command->payload.name);
        }
        for (uint8_t k = 0; k < c->n_attributes; k++) {
            leaves value;
            leaves_init(&value, g->f->arena);
            if (gas_attribute(&run, c->cluster, c->attributes[k], &value) == STATUS_UNSUPPORTED_ATTRIBUTE) {
                fail_msg("%s: %s does not know %04x of cluster %04x", u->name, cat_device_name(type),
                         c->attributes[k], c->cluster);
            }
        }
    }
}

static void every_command_is_somebodys(void **state)
{
    gas_fixture *g = *state;
    size_t count;
    size_t pairs = 0;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        const cat_use_case *u = all[i];
        bool taken = false;
        for (size_t t = 0; u->command_protection != 0 && t < ALB_COUNT(types); t++) {
            if (!(u->devices & types[t])) {
                continue;
            }
            taken = true;
            pairs++;
            if (u->format == CAT_FORMAT_ASN1 && !has_body(u->message_code)) {
                fail_msg("%s: no device knows it", u->name);
            } else if (u->format == CAT_FORMAT_DLMS) {
                check_items(u, types[t]);
            } else if (u->format == CAT_FORMAT_GBZ) {
                check_components(g, u, types[t]);
            }
        }
        if (u->command_protection != 0 && !taken) {
            fail_msg("%s: no device takes it", u->name);
        }
    }
    print_message("%zu pairs of a command and a device\n", pairs);
    assert_true(pairs > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(every_command_is_somebodys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
