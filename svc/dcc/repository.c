/* The SMKI Repository's web service (smki/repository.h) over the certificates that the DCC holds:
 * authorities, parties and the devices of the inventory. */
#include "dcc_internal.h"

#include "smki/repository.h"

bool dcc_is_repository(const char *path)
{
    return strcmp(path, SMKI_REPOSITORY_SEARCH) == 0 || strcmp(path, SMKI_REPOSITORY_RETRIEVE) == 0;
}

void dcc_repository_http(dcc *d, unsigned worker, const http_request *request, http_response *response)
{
    dcc_worker *w = dcc_http_worker(d, worker);
    response->status = 405;
    if (strcmp(request->method, "POST") != 0) {
        return;
    }
    response->status = 503;
    if (!w) {
        return;
    }
    (void)pthread_rwlock_rdlock(&d->keys_lock);
    smki_repository repository = smki_repository_of(d->keys);
    response->content_type = "application/xml";
    response->status = smki_repository_answer(&repository, w->xml, request->path, request->query,
                                              request->body, alb_now(d->clock), &response->body);
    (void)pthread_rwlock_unlock(&d->keys_lock);
}
