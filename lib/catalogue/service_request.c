#include "catalogue/service_request.h"

#include "srv/srv_internal.h"

static const cat_service_request *const service_requests[] = {
#define CAT_SERVICE_REQUEST(symbol) &cat_srv_##symbol,
#include "srv.def"
#undef CAT_SERVICE_REQUEST
};

const cat_service_request *const *cat_service_requests(size_t *count)
{
    *count = ALB_COUNT(service_requests);
    return service_requests;
}

const cat_service_request *cat_service_request_find(alb_span srv)
{
    for (size_t i = 0; i < ALB_COUNT(service_requests); i++) {
        if (alb_span_is(srv, service_requests[i]->srv)) {
            return service_requests[i];
        }
    }
    return NULL;
}

static const cat_name user_roles[] = {{CAT_USER_IS, "IS"},   {CAT_USER_ES, "ES"}, {CAT_USER_GS, "GS"},
                                      {CAT_USER_RSA, "RSA"}, {CAT_USER_ED, "ED"}, {CAT_USER_GT, "GT"},
                                      {CAT_USER_OU, "OU"},   {CAT_USER_LC, "LC"}, {CAT_USER_MDR, "MDR"}};

const char *cat_user_role_name(uint16_t user_bit)
{
    for (size_t i = 0; i < ALB_COUNT(user_roles); i++) {
        if (user_roles[i].value == user_bit) {
            return user_roles[i].name;
        }
    }
    return NULL;
}

uint16_t cat_user_role_named(alb_span name)
{
    for (size_t i = 0; i < ALB_COUNT(user_roles); i++) {
        if (alb_span_is(name, user_roles[i].name)) {
            return (uint16_t)user_roles[i].value;
        }
    }
    return 0;
}
