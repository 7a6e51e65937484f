/* Files that are handed in through a folder. */
#include "registration/pickup.h"

#include "base/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILES = 4096, MAX_NAME = 128 };

typedef struct inbox {
    const registration_pickup *p;
    char dir[PATH_MAX];
    char (*names)[MAX_NAME];
    size_t n;
    bool any; /* a file was applied in this round */
} inbox;

static alb_status note_name(void *ctx, const char *path, alb_err *err)
{
    inbox *in = ctx;
    const char *name = path + strlen(in->dir) + 1;
    (void)err;
    if (name[0] != '.' && !strchr(name, '/') && strlen(name) < MAX_NAME && in->n < MAX_FILES) {
        (void)snprintf(in->names[in->n++], MAX_NAME, "%s", name);
    }
    return ALB_OK;
}

static alb_status path_of(const registration_pickup *p, const char *folder, const char *name, char *out,
                          size_t size, alb_err *err)
{
    int n = snprintf(out, size, "%s/%s%s%s", p->dir, folder, name[0] ? "/" : "", name);
    return n > 0 && (size_t)n < size ? ALB_OK
                                     : alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the folder's path is too long");
}

static alb_status move_file(const registration_pickup *p, const char *name, const char *folder, alb_err *err)
{
    char from[PATH_MAX];
    char to[PATH_MAX];
    ALB_TRY(path_of(p, "inbox", name, from, sizeof from, err));
    ALB_TRY(path_of(p, folder, name, to, sizeof to, err));
    return rename(from, to) == 0
               ? ALB_OK
               : alb_fail(err, ALB_IO, NULL, 0, "cannot move %.60s to %s: %s", name, folder, strerror(errno));
}

static alb_status take_one(store *s, inbox *in, char *name, alb_err *err)
{
    char path[PATH_MAX];
    char answer[PATH_MAX];
    char outbox[PATH_MAX];
    registration_result r;
    registration_taking t = in->p->taking;
    registration_sender sender = in->p->sender;
    ALB_TRY(path_of(in->p, "inbox", name, path, sizeof path, err));
    ALB_TRY(path_of(in->p, "outbox", "", outbox, sizeof outbox, err));
    t.path = path;
    sender.dir = outbox;
    ALB_TRY(registration_take(s, &t, &r, err));
    if (in->p->told) {
        in->p->told(in->p->ctx, name, &r);
    }
    if (r.state == REGISTRATION_HELD) {
        return ALB_OK;
    }
    if (r.file > 0) {
        ALB_TRY(registration_respond(s, r.file, &sender, answer, sizeof answer, err));
    }
    in->any = in->any || r.state == REGISTRATION_APPLIED;
    ALB_TRY(move_file(in->p, name, r.state == REGISTRATION_REJECTED ? "rejected" : "processed", err));
    name[0] = '\0';
    return ALB_OK;
}

static alb_status take_all(store *s, inbox *in, alb_err *err)
{
    do {
        in->any = false;
        for (size_t i = 0; i < in->n; i++) {
            if (in->names[i][0]) {
                ALB_TRY(take_one(s, in, in->names[i], err));
            }
        }
    } while (in->any);
    return ALB_OK;
}

alb_status registration_pick_up(store *s, const registration_pickup *p, alb_err *err)
{
    static const char *const folders[] = {"inbox", "processed", "rejected", "outbox"};
    inbox in = {.p = p};
    for (size_t i = 0; i < ALB_COUNT(folders); i++) {
        char path[PATH_MAX];
        ALB_TRY(path_of(p, folders[i], "", path, sizeof path, err));
        ALB_TRY(alb_dir_make(path, 0700, err));
    }
    ALB_TRY(path_of(p, "inbox", "", in.dir, sizeof in.dir, err));
    in.names = calloc(MAX_FILES, sizeof *in.names);
    if (!in.names) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for names of files");
    }
    alb_status st = alb_file_walk(in.dir, note_name, &in, err);
    st = st == ALB_OK ? take_all(s, &in, err) : st;
    free(in.names);
    return st;
}
