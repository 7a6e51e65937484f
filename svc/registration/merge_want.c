/* What is to be known of a meter point: the periods of the file in their order, behind what began before. */
#include "merge_internal.h"

#include <stdlib.h>

static void want(merge_point *g, const merge_row *r)
{
    if (g->wanted.n < MERGE_MAX_ROWS && r->from < r->to && !merge_has(&g->wanted, r, merge_same_key)) {
        g->wanted.list[g->wanted.n++] = *r;
    }
}

static merge_row row_of(uint16_t role, const char *participant, alb_time from, alb_time to, const char *state)
{
    merge_row r = {.role = role,
                   .from = from == ALB_TIME_NONE ? INT64_MIN : from,
                   .to = to == ALB_TIME_NONE ? INT64_MAX : to};
    memcpy(r.participant, participant, strlen(participant) + 1);
    memcpy(r.state, state, strlen(state) + 1);
    return r;
}

static int by_start(const void *a, const void *b)
{
    const merge_row *x = a;
    const merge_row *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Known periods of these roles that begin before `start`, cut there. */
static void keep_before(merge_point *g, uint16_t roles, int64_t start)
{
    for (size_t i = 0; i < g->known.n; i++) {
        merge_row r = g->known.list[i];
        if (!(r.role & roles) || merge_is_pending(&r)) {
            continue;
        }
        r.to = r.to < start ? r.to : start;
        want(g, &r);
    }
}

static void keep_all(merge_point *g, uint16_t roles, bool pending)
{
    for (size_t i = 0; i < g->known.n; i++) {
        if (g->known.list[i].role & roles && merge_is_pending(&g->known.list[i]) == pending) {
            want(g, &g->known.list[i]);
        }
    }
}

/* Periods in order; an open one ends where the next begins. False: two overlap. */
static bool put_in_order(merge_rows *given)
{
    qsort(given->list, given->n, sizeof given->list[0], by_start);
    for (size_t i = 1; i < given->n; i++) {
        merge_row *before = &given->list[i - 1];
        if (before->to == INT64_MAX) {
            before->to = given->list[i].from;
        }
        if (before->to > given->list[i].from || before->from == given->list[i].from) {
            return false;
        }
    }
    return true;
}

static alb_status want_suppliers(store_tx *tx, merge_point *g, alb_err *err)
{
    const layout *l = g->m->layout;
    merge_rows given = {.n = 0};
    bool any = false;
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        if (!r->supplier[0]) {
            continue;
        }
        merge_row one = row_of(l->supplier_roles, r->supplier, r->from, r->to, r->state);
        any = true;
        if (!merge_is_pending(&one)) {
            given.list[given.n++] = one;
        }
    }
    if (!put_in_order(&given)) {
        return merge_refuse(tx, g, &g->records[g->n - 1], "R304", l->from, "supply periods overlap", err);
    }
    if (given.n > 0) {
        keep_before(g, REGISTRATION_SUPPLIERS, given.list[0].from);
    } else {
        keep_all(g, REGISTRATION_SUPPLIERS, false);
    }
    for (size_t i = 0; i < given.n; i++) {
        want(g, &given.list[i]);
    }
    if (!any) {
        keep_all(g, REGISTRATION_SUPPLIERS, true);
    }
    /* What is pending gives nobody anything yet; it is kept to be looked at. */
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        merge_row one = row_of(l->supplier_roles, r->supplier, r->from, r->to, r->state);
        if (r->supplier[0] && merge_is_pending(&one)) {
            want(g, &one);
        }
    }
    return ALB_OK;
}

static alb_status want_agents(store_tx *tx, merge_point *g, alb_err *err)
{
    merge_rows given = {.n = 0};
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        merge_row one = row_of(REGISTRATION_AGENTS, r->agent, r->agent_from, r->agent_to, "A");
        if (r->agent[0] && !merge_has(&given, &one, merge_same)) {
            given.list[given.n++] = one;
        }
    }
    if (!put_in_order(&given)) {
        return merge_refuse(tx, g, &g->records[g->n - 1], "R304", g->m->layout->agent_from,
                            "periods of agents overlap", err);
    }
    if (given.n == 0) {
        keep_all(g, REGISTRATION_AGENTS, false);
        return ALB_OK;
    }
    keep_before(g, REGISTRATION_AGENTS, given.list[0].from);
    for (size_t i = 0; i < given.n; i++) {
        want(g, &given.list[i]);
    }
    return ALB_OK;
}

/* Files name the network party of today. */
static void want_network(merge_point *g)
{
    const layout *l = g->m->layout;
    const char *network = g->records[g->n - 1].network;
    bool any = false;
    for (size_t i = 0; i < g->known.n; i++) {
        const merge_row *r = &g->known.list[i];
        any = any || (r->role & REGISTRATION_NETWORKS);
        if (r->role & REGISTRATION_NETWORKS && r->to == INT64_MAX && strcmp(r->participant, network) == 0) {
            keep_all(g, REGISTRATION_NETWORKS, false);
            return;
        }
    }
    int64_t start = any ? g->m->created_at : INT64_MIN;
    keep_before(g, REGISTRATION_NETWORKS, start);
    merge_row one = row_of(l->network_role, network, start, ALB_TIME_NONE, "A");
    want(g, &one);
}

alb_status merge_want(store_tx *tx, merge_point *g, alb_err *err)
{
    ALB_TRY(want_suppliers(tx, g, err));
    if (!g->refused) {
        ALB_TRY(want_agents(tx, g, err));
    }
    if (!g->refused) {
        want_network(g);
    }
    return ALB_OK;
}
