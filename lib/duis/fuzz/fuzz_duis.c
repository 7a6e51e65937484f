/* Any octets: decoding says yes or why not, the same with all faults asked for as with the first; what is
 * valid is written, read and written again to the same octets. */
#include "duis/document.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

/* --- a dictionary of all names and values of the catalogue, for libFuzzer --- */

enum { SEEN_MAX = 4096 };

typedef struct dictionary {
    FILE *file;
    const void *seen[SEEN_MAX]; /* groups and types that are written already */
    size_t count;
} dictionary;

static bool is_new(dictionary *d, const void *thing)
{
    for (size_t i = 0; i < d->count; i++) {
        if (d->seen[i] == thing) {
            return false;
        }
    }
    must(d->count < SEEN_MAX);
    d->seen[d->count++] = thing;
    return true;
}

static void add_simple(dictionary *d, const cat_simple *type)
{
    if (!is_new(d, type)) {
        return;
    }
    for (size_t i = 0; i < type->n_values; i++) {
        (void)fprintf(d->file, "\"%s\"\n", type->values[i]);
    }
    if (type->min) {
        (void)fprintf(d->file, "\"%s\"\n", type->min);
    }
    if (type->max) {
        (void)fprintf(d->file, "\"%s\"\n", type->max);
    }
}

static void add_element(dictionary *d, const cat_element *element);

static void add_group(dictionary *d, const cat_particle_group *group)
{
    if (!is_new(d, group)) {
        return;
    }
    for (size_t i = 0; i < group->n_particles; i++) {
        if (group->particles[i].element) {
            add_element(d, group->particles[i].element);
        } else {
            add_group(d, group->particles[i].group);
        }
    }
}

static void add_element(dictionary *d, const cat_element *element)
{
    (void)fprintf(d->file, "\"<sr:%s>\"\n\"</sr:%s>\"\n", element->name, element->name);
    for (size_t i = 0; i < element->n_attributes; i++) {
        (void)fprintf(d->file, "\" %s=\\\"1\\\"\"\n", element->attributes[i].name);
        add_simple(d, element->attributes[i].type);
    }
    if (element->simple) {
        add_simple(d, element->simple);
    }
    if (element->children) {
        add_group(d, element->children);
    }
}

/* Beside the program; libFuzzer is told of it unless it was given another. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static dictionary d;
    static char path[4096], flag[4096 + 8];
    int n = *argc;
    char **with = calloc((size_t)n + 2, sizeof *with);
    must(with && snprintf(path, sizeof path, "%s.dict", (*argv)[0]) < (int)sizeof path);
    d.file = fopen(path, "w");
    if (!d.file) {
        free(with);
        return 0;
    }
    (void)fputs("\"xmlns:sr=\\\"" CAT_NS_DUIS
                "\\\"\"\n\"2015-01-15T09:00:00Z\"\n\"00-DB-12-34-56-78-90-A0\"\n",
                d.file);
    add_element(&d, &cat_duis_request);
    add_element(&d, &cat_duis_response);
    must(fclose(d.file) == 0);
    memcpy(with, *argv, (size_t)n * sizeof *with);
    (void)snprintf(flag, sizeof flag, "-dict=%s", path);
    with[n] = flag;
    *argv = with; /* libFuzzer keeps it */
    *argc = n + 1;
    return 0;
}

/* --- the target --- */

static void check_written(xml_context *xml, alb_arena *arena, const duis_document *doc)
{
    alb_buf once, twice;
    duis_document again;
    alb_buf_init(&once, 4 << 20);
    alb_buf_init(&twice, 4 << 20);
    must(duis_write(doc, &once, NULL) == ALB_OK);
    must(duis_decode(xml, alb_buf_span(&once), arena, &again, NULL, NULL) == ALB_OK);
    must(again.count == doc->count && again.kind == doc->kind && again.version == doc->version);
    must(duis_write(&again, &twice, NULL) == ALB_OK);
    must(alb_span_equal(alb_buf_span(&once), alb_buf_span(&twice)));
    alb_buf_release(&once);
    alb_buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static xml_context *xml;
    static alb_arena *arena;
    if (!xml) {
        xml = xml_context_new();
        arena = alb_arena_new(64 << 20);
        must(xml && arena);
    }
    duis_document doc, same;
    alb_err err = {.code = ALB_OK};
    alb_buf faults;
    alb_buf_init(&faults, 1 << 20);
    alb_status st = duis_decode(xml, alb_span_of(data, size), arena, &doc, NULL, &err);
    must(duis_decode(xml, alb_span_of(data, size), arena, &same, &faults, NULL) == st);
    must((faults.len == 0 && faults.st == ALB_OK) == (st == ALB_OK));
    if (st == ALB_OK) {
        check_written(xml, arena, &doc);
    } else {
        must(err.code == st);
    }
    alb_buf_release(&faults);
    alb_arena_reset(arena);
    return 0;
}
