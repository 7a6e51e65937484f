/* An Other User reads half hours by a schedule as long as its customer agrees; a change of tenancy ends that,
 * and hides what the former tenant used. */
#include "world.h"

static world w;
static actor supplier, other;

static alb_eui64 meter(void)
{
    return w.homes[0].esme;
}

static int begin(void **state)
{
    (void)state;
    world_open(&w, NULL);
    actor_open(&supplier, &w, SUPPLIER);
    actor_open(&other, &w, OTHER_USER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&other);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static const char *certificate_of(alb_eui64 id)
{
    return world_certificate_of(&w, id, SMKI_SLOT_KEY_AGREEMENT);
}

/* Every day from tomorrow the half hours of the day before. */
static const char *create_schedule(void)
{
    char id[ALB_EUI64_TEXT];
    char day[12];
    (void)snprintf(day, sizeof day, "%.10sZ", world_time(&w, world_now(&w) + ALB_DAYS(1)));
    user_result r = ACTOR_HAS_DCC_DO(
        &other, "5.1", {"ScheduleFrequency", "Daily"}, {"ScheduleStartDate", day},
        {"ScheduleExecutionStartTime", "04:00:00.00Z"},
        {"KAPublicSecurityCredential", certificate_of(OTHER_USER)}, {"DSPScheduledServiceReference", "4.8"},
        {"DSPScheduledServiceReferenceVariant", "4.8.1"}, {"DeviceID", alb_eui64_dashed(meter(), id)},
        {"DSPReadActiveImportProfileData/StartDateOffset", "-1"},
        {"DSPReadActiveImportProfileData/StartTime", "00:00:00.00Z"},
        {"DSPReadActiveImportProfileData/EndDateOffset", "0"},
        {"DSPReadActiveImportProfileData/EndTime", "00:00:00.00Z"});
    alb_span schedule = result_element(&r, "DSPScheduleID");
    assert_true(schedule.len > 0);
    return alb_arena_string(w.arena, schedule);
}

static size_t half_hours(const user_result *r)
{
    size_t n = 0;
    for (uint32_t i = 0; i < r->content.count; i++) {
        const cat_field *f = r->content.values[i].field;
        n += f->type->unit && strcmp(f->type->unit, "Wh") == 0;
    }
    return n;
}

static void a_schedule_reads_each_day(void **state)
{
    enum { DAYS = 7 };
    (void)state;
    alb_time today = world_now(&w) / ALB_DAYS(1) * ALB_DAYS(1);
    const char *schedule = create_schedule();
    world_pass_to(&w, today + ALB_DAYS(DAYS) + ALB_HOURS(12));
    for (int day = 0; day < DAYS; day++) {
        user_result r = actor_wait(&other, NULL);
        assert_string_equal(r.code, "I0");
        assert_true(r.decrypted && r.verdict.mac == GBCS_CHECK_OK);
        assert_in_range(half_hours(&r), 47, 50);
    }
    /* The customer has changed his mind. */
    ACTOR_HAS_DCC_DO(&other, "5.3", {"DSPScheduleID", schedule});
    (void)actor_empties_inbox(&other);
    world_pass(&w, "3d");
    assert_int_equal(actor_empties_inbox(&other), 0);
}

static size_t read_profile(actor *a, alb_time from, alb_time to)
{
    user_result r = ACTOR_DOES(a, "4.8.1", meter(), {"ReadLogPeriod/StartDateTime", world_time(&w, from)},
                               {"ReadLogPeriod/EndDateTime", world_time(&w, to)},
                               {"KAPublicSecurityCredentials", certificate_of(a->id)});
    return half_hours(&r);
}

/* A new tenant has agreed to nothing. The displays in the home show nothing of before (devices.md 9); remote
 * parties must know themselves what they may read. */
static void a_new_tenant_moves_in(void **state)
{
    (void)state;
    alb_time moved = world_now(&w);
    assert_in_range(read_profile(&other, moved - ALB_DAYS(2), moved - ALB_DAYS(1)), 47, 50);
    (void)create_schedule();
    ACTOR_DOES(&supplier, "3.2", meter(), {"RestrictionDateTime", world_time(&w, moved)});
    (void)actor_hears(&other, "N6");
    world_pass(&w, "3d");
    assert_int_equal(actor_empties_inbox(&other), 0);
    assert_in_range(read_profile(&other, moved + ALB_DAYS(1), moved + ALB_DAYS(2)), 47, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_schedule_reads_each_day),
        cmocka_unit_test(a_new_tenant_moves_in),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
