#include "home_batch.h"

#include "base/file.h"
#include "crypto/pkix.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* Of a full batch: a home has nine devices and four registered parties at most; a bundle stays well below
 * what a key store reads of one file. */
enum { HOMES = 64, DEVICES = HOMES * 9, SUPPLIES = HOMES * 4, BUNDLE_MAX = 2 << 20 };

struct home_batch {
    dcc *dcc;
    sim_fleet *fleet;
    char dir[PATH_MAX];
    bool bundles;
    sim_listing homes[HOMES];
    dcc_device devices[DEVICES];
    dcc_registration supplies[SUPPLIES];
    size_t n_homes, n_devices, n_supplies;
    alb_buf bundle;
};

alb_status home_batch_new(dcc *d, sim_fleet *fleet, const char *dir, bool bundles, home_batch **out,
                          alb_err *err)
{
    home_batch *b = calloc(1, sizeof *b);
    if (!b) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for homes");
    }
    b->dcc = d;
    b->fleet = fleet;
    b->bundles = bundles;
    (void)snprintf(b->dir, sizeof b->dir, "%s", dir);
    alb_buf_init(&b->bundle, BUNDLE_MAX);
    *out = b;
    return ALB_OK;
}

/* The batch holds the references that the devices' certificates came with. */
static void free_certificate(const smki_certificate *c)
{
    smki_certificate_free((smki_certificate *)(uintptr_t)c);
}

static void clear(home_batch *b)
{
    for (size_t i = 0; i < b->n_devices; i++) {
        free_certificate(b->devices[i].signing);
        free_certificate(b->devices[i].agreement);
    }
    b->n_homes = b->n_devices = b->n_supplies = 0;
    alb_buf_clear(&b->bundle);
}

void home_batch_free(home_batch *b)
{
    if (b) {
        clear(b);
        alb_buf_release(&b->bundle);
        free(b);
    }
}

const sim_listing *home_batch_next(home_batch *b, const sim_listing *home)
{
    b->homes[b->n_homes] = *home;
    return &b->homes[b->n_homes++];
}

bool home_batch_is_full(const home_batch *b)
{
    return b->n_homes == HOMES;
}

/* --- certificates --- */

static alb_status write_file(const home_batch *b, alb_eui64 id, const char *ending, alb_span pem,
                             alb_err *err)
{
    char path[PATH_MAX + 32];
    char eui[ALB_EUI64_TEXT];
    int n = snprintf(path, sizeof path, "%s/%s%s.pem", b->dir, alb_eui64_hex(id, eui), ending);
    if (n < 0 || (size_t)n >= sizeof path) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the path of the data directory is too long");
    }
    return alb_file_write(path, pem, 0644, err);
}

static alb_status export_certificate(home_batch *b, alb_eui64 id, const char *ending,
                                     const smki_certificate *c, alb_err *err)
{
    uint8_t pem[4096];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("CERTIFICATE", smki_certificate_der(c), &w);
    ALB_TRY(w.st);
    if (!b->bundles) {
        return write_file(b, id, ending, alb_wr_span(&w), err);
    }
    alb_buf_add(&b->bundle, alb_wr_span(&w));
    return b->bundle.st == ALB_OK ? ALB_OK : alb_fail(err, b->bundle.st, NULL, 0, "a file of certificates");
}

static alb_status take_certificates(home_batch *b, alb_eui64 id, smki_certificate **signing,
                                    smki_certificate **agreement, alb_err *err)
{
    ALB_TRY(sim_fleet_certificates(b->fleet, id, signing, agreement, err));
    alb_status st = export_certificate(b, id, "-ds", *signing, err);
    return st == ALB_OK ? export_certificate(b, id, "-ka", *agreement, err) : st;
}

alb_status home_batch_export(home_batch *b, alb_eui64 id, alb_err *err)
{
    smki_certificate *signing = NULL;
    smki_certificate *agreement = NULL;
    alb_status st = take_certificates(b, id, &signing, &agreement, err);
    smki_certificate_free(signing);
    smki_certificate_free(agreement);
    return st;
}

/* --- entries --- */

static alb_status check_room(size_t n, size_t most, alb_err *err)
{
    return n < most ? ALB_OK : alb_fail(err, ALB_TOO_LARGE, NULL, 0, "more than the homes of a batch have");
}

alb_status home_batch_add(home_batch *b, const dcc_device *d, bool has_keys, alb_err *err)
{
    ALB_TRY(check_room(b->n_devices, DEVICES, err));
    smki_certificate *signing = NULL;
    smki_certificate *agreement = NULL;
    alb_status st = has_keys ? take_certificates(b, d->id, &signing, &agreement, err) : ALB_OK;
    dcc_device *entry = &b->devices[b->n_devices++]; /* from here on the certificates are the batch's */
    *entry = *d;
    entry->signing = signing;
    entry->agreement = agreement;
    return st;
}

alb_status home_batch_supply(home_batch *b, const dcc_registration *supply, alb_err *err)
{
    ALB_TRY(check_room(b->n_supplies, SUPPLIES, err));
    b->supplies[b->n_supplies++] = *supply;
    return ALB_OK;
}

/* The file first: a home that is in the inventory has it. */
alb_status home_batch_register(home_batch *b, alb_err *err)
{
    const dcc_entries entries = {.devices = b->devices,
                                 .n_devices = b->n_devices,
                                 .supplies = b->supplies,
                                 .n_supplies = b->n_supplies};
    if (b->bundle.len > 0) {
        ALB_TRY(write_file(b, b->devices[0].id, "-homes", alb_buf_span(&b->bundle), err));
    }
    if (b->n_devices + b->n_supplies > 0) {
        ALB_TRY(dcc_register_all(b->dcc, &entries, err));
    }
    clear(b);
    return ALB_OK;
}
