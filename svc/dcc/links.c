/* Between the inventory and registration data: the meter points through which Users are responsible for a
 * device (duis.md 7.1), and who they are. */
#include "dcc_internal.h"

#include "catalogue/use_case.h"

static void add(dcc_links *links, const char *mpxn, bool is_export, bool has_import)
{
    registration_link *l = &links->list[links->n];
    size_t len = mpxn ? strlen(mpxn) : 0;
    if (len == 0 || len > REGISTRATION_MPXN_MAX || links->n == DCC_LINKS) {
        return;
    }
    for (size_t i = 0; i < links->n; i++) {
        if (strcmp(links->list[i].mpxn, mpxn) == 0 && links->list[i].is_export == is_export) {
            return;
        }
    }
    memcpy(links->text[links->n], mpxn, len + 1);
    *l = (registration_link){links->text[links->n], is_export, has_import};
    links->n++;
}

static void add_meter(dcc_links *links, const char *import, const char *secondary, const char *export)
{
    bool has_import = import || secondary;
    add(links, import, false, has_import);
    add(links, secondary, false, has_import);
    add(links, export, true, has_import);
}

/* Text of a column that stays while the row does. */
static const char *text_of(const store_rows *rows, size_t column, char *buf, size_t size)
{
    store_value v = store_column(rows, column);
    if (v.kind == STORE_NULL || v.bytes.len == 0 || v.bytes.len >= size) {
        return NULL;
    }
    memcpy(buf, v.bytes.ptr, v.bytes.len);
    buf[v.bytes.len] = '\0';
    return buf;
}

alb_status dcc_links_of(store_tx *tx, const dcc_device_record *d, dcc_links *out, alb_err *err)
{
    out->n = 0;
    if (d->mpxn || d->secondary_mpan || d->export_mpan) {
        add_meter(out, d->mpxn, d->secondary_mpan, d->export_mpan);
        return ALB_OK;
    }
    /* What has no meter point of its own hangs on those of its home. */
    store_value hub = dcc_eui(d->hub);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT mpxn, secondary_mpan, export_mpan FROM device WHERE hub = $1 ORDER BY id",
                        &hub, 1, &rows, err));
    while (store_next(rows)) {
        char text[3][REGISTRATION_MPXN_MAX + 1];
        add_meter(out, text_of(rows, 0, text[0], sizeof text[0]), text_of(rows, 1, text[1], sizeof text[1]),
                  text_of(rows, 2, text[2], sizeof text[2]));
    }
    return store_rows_end(rows, err);
}

/* Clocks change after the midnight of their day. */
static alb_time registered_from(const cat_service_request *srv, alb_time at)
{
    alb_time local = at + alb_london_offset(at);
    alb_time midnight = local - local % ALB_DAYS(1);
    return srv->day_of_change ? midnight - alb_london_offset(midnight) : at;
}

alb_status dcc_registered_for(store_tx *tx, const cat_service_request *srv, alb_eui64 user, uint16_t roles,
                              const dcc_device_record *device, alb_time at, uint16_t *out, alb_err *err)
{
    dcc_links links;
    *out = 0;
    ALB_TRY(dcc_links_of(tx, device, &links, err));
    /* The instant before midnight belongs to the day before: who ends there is asked about with it. */
    alb_time from = registered_from(srv, at);
    return registration_roles(tx, user, roles, links.list, links.n, from - srv->day_of_change, at, out, err);
}

alb_status dcc_registered_roles(store_tx *tx, alb_eui64 user, uint16_t roles, const dcc_device_record *device,
                                alb_time at, bool or_later, uint16_t *out, alb_err *err)
{
    dcc_links links;
    *out = 0;
    ALB_TRY(dcc_links_of(tx, device, &links, err));
    return registration_roles(tx, user, roles, links.list, links.n, at, or_later ? ALB_TIME_NONE : at, out,
                              err);
}
