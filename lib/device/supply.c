#include "supply.h"

#include "device/device.h"

void supply_init(supply *s, alb_time now)
{
    *s = (supply){.state = SUPPLY_ENABLED, .flowing = true, .since = now};
}

static void settle(supply *s, alb_eui64 home, bool mains, alb_time now)
{
    bool flowing = mains && s->state == SUPPLY_ENABLED;
    if (flowing == s->flowing) {
        return;
    }
    if (flowing && now > s->since) {
        s->withheld += device_import_register(home, now) - device_import_register(home, s->since);
    }
    s->flowing = flowing;
    s->since = now;
}

bool supply_run(supply *s, alb_eui64 home, uint16_t script, bool mains, alb_time now, bool *armed)
{
    *armed = false;
    switch (script) {
    case SUPPLY_SCRIPT_ENABLE:
        s->state = SUPPLY_ENABLED;
        s->locked = false;
        break;
    case SUPPLY_SCRIPT_DISABLE:
        s->state = SUPPLY_DISABLED;
        break;
    case SUPPLY_SCRIPT_ARM:
        /* An enabled supply stays as it is: the consumer has nothing to switch on. */
        if (s->state == SUPPLY_DISABLED) {
            s->state = SUPPLY_ARMED;
            s->locked = false;
            *armed = true;
        }
        break;
    default:
        return false;
    }
    settle(s, home, mains, now);
    return true;
}

void supply_mains(supply *s, alb_eui64 home, bool mains, alb_time now)
{
    settle(s, home, mains, now);
}

uint64_t supply_register(const supply *s, alb_eui64 home, alb_time now)
{
    /* A clock that was set back finds nothing withheld yet. */
    alb_time until = s->flowing || now < s->since ? now : s->since;
    uint64_t taken = device_import_register(home, until);
    return taken > s->withheld ? taken - s->withheld : 0;
}

uint32_t supply_power(const supply *s, alb_eui64 home, alb_time now)
{
    return s->flowing ? device_import_half_hour(home, now) * 2 : 0;
}
