#include "list_internal.h"

#include "draw.h"
#include "sim/fleet.h"

#include <stdlib.h>

sim_list *sim_list_make(uint64_t seed, uint32_t homes, const sim_mix *mix)
{
    sim_list *l = calloc(1, sizeof *l);
    if (l) {
        *l = (sim_list){.seed = seed, .homes = homes, .mix = *mix};
    }
    return l;
}

void sim_list_free(sim_list *l)
{
    if (l) {
        free(l->listed);
        free(l->places);
        free(l);
    }
}

uint32_t sim_list_count(const sim_list *l)
{
    return l->homes;
}

void sim_list_at(const sim_list *l, uint32_t number, sim_listing *out)
{
    if (l->listed) {
        *out = l->listed[number];
        return;
    }
    *out = (sim_listing){.home = sim_home_of(l->seed, number),
                         .equipment = sim_equipment_of(&l->mix, l->seed, number),
                         .address = sim_address_of(l->seed, number),
                         .seed = l->seed};
    out->region = sim_region_of(out->home);
}

void sim_list_devices(const sim_list *l, uint32_t number, sim_home *devices, sim_equipment *equipment)
{
    *devices = l->listed ? l->listed[number].home : sim_home_of(l->seed, number);
    *equipment = l->listed ? l->listed[number].equipment : sim_equipment_of(&l->mix, l->seed, number);
}

alb_eui64 sim_list_hub(const sim_list *l, uint32_t number)
{
    return l->listed ? l->listed[number].home.hub : sim_hub_of(l->seed, number);
}

sim_region sim_list_region(const sim_list *l, uint32_t number)
{
    return l->listed ? l->listed[number].region : sim_region_of(sim_home_of(l->seed, number));
}

/* --- whose device it is --- */

alb_eui64 sim_device_of(const sim_home *h, sim_kind kind)
{
    switch (kind) {
    case SIM_HUB:
        return h->hub;
    case SIM_ESME:
        return h->esme;
    case SIM_GSME:
        return h->gsme;
    case SIM_GPF:
        return h->gpf;
    case SIM_PPMID:
        return h->ppmid;
    case SIM_HCALCS:
        return h->hcalcs;
    case SIM_SAPC:
        return h->sapc;
    case SIM_IHD:
        return h->ihd;
    case SIM_CAD:
        return h->cad;
    case SIM_SPARE_HUB:
        return h->spare_hub;
    case SIM_SPARE_GPF:
        return h->spare_gpf;
    default:
        return alb_eui64_of(0);
    }
}

/* Where that identifier stands, or would. */
static struct sim_list_place *place_of(const sim_list *l, uint64_t key)
{
    size_t at = (size_t)sim_draw(0, key) & (l->room - 1);
    while (l->places[at].key != 0 && l->places[at].key != key) {
        at = (at + 1) & (l->room - 1);
    }
    return &l->places[at];
}

alb_status sim_list_index(sim_list *l, uint32_t *number, sim_kind *kind)
{
    size_t devices = 0;
    for (uint32_t n = 0; n < l->homes; n++) {
        for (int k = SIM_HUB; k <= SIM_LAST_KIND; k++) {
            devices += alb_eui64_number(sim_device_of(&l->listed[n].home, (sim_kind)k)) != 0;
        }
    }
    for (l->room = 16; l->room < devices + devices / 2; l->room *= 2) {
    }
    l->places = calloc(l->room, sizeof *l->places);
    if (!l->places) {
        return ALB_NO_MEMORY;
    }
    for (*number = 0; *number < l->homes; ++*number) {
        for (int k = SIM_HUB; k <= SIM_LAST_KIND; k++) {
            uint64_t key = alb_eui64_number(sim_device_of(&l->listed[*number].home, (sim_kind)k));
            struct sim_list_place *p = place_of(l, key);
            *kind = (sim_kind)k;
            if (key != 0 && p->key == key) {
                return ALB_EXISTS;
            }
            if (key != 0) {
                *p = (struct sim_list_place){.key = key, .number = *number, .kind = (uint8_t)k};
            }
        }
    }
    return ALB_OK;
}

bool sim_list_find(const sim_list *l, alb_eui64 id, uint32_t *number, sim_kind *kind)
{
    if (!l->listed) {
        return sim_identify(l->seed, id, number, kind) && *number < l->homes;
    }
    uint64_t key = alb_eui64_number(id);
    const struct sim_list_place *p = place_of(l, key);
    *number = p->number;
    *kind = (sim_kind)p->kind;
    return key != 0 && p->key == key && *kind != SIM_IHD && *kind != SIM_CAD;
}

uint64_t sim_list_seed(const sim_list *l, alb_eui64 id)
{
    uint32_t number;
    sim_kind kind;
    return l->listed && sim_list_find(l, id, &number, &kind) ? l->listed[number].seed : l->seed;
}
