/* What is registered by hand: appointments, participants, providers of files. */
#include "registration_internal.h"

#define RULE "registration-and-supply.md 16"

static alb_status check_text(const char *what, const char *text, size_t max, alb_err *err)
{
    size_t n = text ? strlen(text) : 0;
    bool good = n > 0 && n <= max;
    for (size_t i = 0; good && i < n; i++) {
        good = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'A' && text[i] <= 'Z') ||
               (text[i] >= 'a' && text[i] <= 'z') || text[i] == '_' || text[i] == '-' || text[i] == ';';
    }
    return good ? ALB_OK
                : alb_fail(err, ALB_BAD_VALUE, RULE, 0, "%s has 1 to %zu letters and digits", what, max);
}

static alb_status check_period(alb_time from, alb_time to, alb_err *err)
{
    return from == ALB_TIME_NONE || to == ALB_TIME_NONE || from < to
               ? ALB_OK
               : alb_fail(err, ALB_BAD_VALUE, RULE, 0, "a period ends after it begins");
}

alb_status registration_add_due(store_tx *tx, alb_time due_at, const char *mpxn, alb_err *err)
{
    store_value params[] = {store_int(due_at), registration_mpxn(mpxn)};
    return store_exec(tx,
                      "INSERT INTO registration_due (due_at, mpxn, file) VALUES ($1, $2, 0)"
                      " ON CONFLICT DO NOTHING",
                      params, 2, err);
}

alb_status registration_appoint(store_tx *tx, const registration_appointment *a, alb_err *err)
{
    ALB_TRY(check_text("a meter point", a->mpxn, REGISTRATION_MPXN_MAX, err));
    ALB_TRY(check_period(a->from, a->to, err));
    store_value params[] = {registration_mpxn(a->mpxn), store_int(a->role), registration_user(a->user),
                            registration_from(a->from), registration_to(a->to)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO appointment (mpxn, role, participant, user_id, valid_from, valid_to,"
                       " state, file) VALUES ($1, $2, '', $3, $4, $5, 'A', 0) ON CONFLICT (mpxn, role,"
                       " participant, user_id, valid_from, file) DO UPDATE SET valid_to = excluded.valid_to",
                       params, ALB_COUNT(params), err));
    return a->to == ALB_TIME_NONE ? ALB_OK : registration_add_due(tx, a->to, a->mpxn, err);
}

alb_status registration_put_participant(store_tx *tx, const registration_participant *p, alb_err *err)
{
    ALB_TRY(check_text("a market participant identifier", p->mpid, REGISTRATION_MPID_MAX, err));
    ALB_TRY(check_period(p->from, p->to, err));
    if (p->roles == 0) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "a User acts for a participant in some role");
    }
    store_value params[] = {registration_text(p->mpid), registration_user(p->user), store_int(p->roles),
                            registration_from(p->from), registration_to(p->to)};
    return store_exec(tx,
                      "INSERT INTO market_participant (mpid, user_id, role, valid_from, valid_to)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (mpid, user_id, valid_from)"
                      " DO UPDATE SET role = excluded.role, valid_to = excluded.valid_to",
                      params, ALB_COUNT(params), err);
}

alb_status registration_put_provider(store_tx *tx, const registration_provider *p, alb_err *err)
{
    enum { SIGNIFIER_MAX = 8, NETWORKS_MAX = 4000 };
    ALB_TRY(check_text("a provider's signifier", p->signifier, SIGNIFIER_MAX, err));
    ALB_TRY(check_text("the list of networks", p->networks, NETWORKS_MAX, err));
    if (strcmp(p->fuels, "E") != 0 && strcmp(p->fuels, "G") != 0 && strcmp(p->fuels, "EG") != 0) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "fuels are E, G or EG");
    }
    store_value params[] = {registration_text(p->signifier), registration_user(p->entity),
                            registration_text(p->fuels), registration_text(p->networks)};
    return store_exec(tx,
                      "INSERT INTO registration_provider (signifier, entity, fuels, networks)"
                      " VALUES ($1, $2, $3, $4) ON CONFLICT (signifier) DO UPDATE SET"
                      " entity = excluded.entity, fuels = excluded.fuels, networks = excluded.networks",
                      params, ALB_COUNT(params), err);
}

alb_status registration_find_provider(store_tx *tx, const char *signifier, alb_arena *arena,
                                      registration_provider *out, alb_err *err)
{
    store_value param = registration_text(signifier);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT signifier, fuels, networks, entity FROM registration_provider WHERE"
                        " signifier = $1",
                        &param, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        *out = (registration_provider){
            .signifier = registration_column_text(rows, 0, arena),
            .fuels = registration_column_text(rows, 1, arena),
            .networks = registration_column_text(rows, 2, arena),
            .entity = alb_eui64_of((uint64_t)store_column(rows, 3).integer),
        };
    }
    ALB_TRY(store_rows_end(rows, err));
    if (!found) {
        return ALB_NOT_FOUND;
    }
    return out->signifier && out->fuels && out->networks
               ? ALB_OK
               : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a provider");
}
