#include "due.h"

#include "body.h"
#include "stored.h"

void activate_due_commands(const voice *v, alb_time now)
{
    stored_activate_due(v, now);
    body_activate_due(v, now);
}

alb_time commands_due(const device *d)
{
    alb_time values = pendings_due(&d->pendings);
    alb_time whole = deferrals_due(&d->deferrals);
    return values < whole ? values : whole;
}
