/* Who may subscribe for which certificates (SEC L3; smki.md 11), and what the services of the authorities
 * allow.
 *
 * Subscribers are told apart by what the Code has them do: the User Roles of catalogue/service_request.h, and
 * those below, who are no Users.
 */
#ifndef ALB_CATALOGUE_SUBSCRIBER_H
#define ALB_CATALOGUE_SUBSCRIBER_H

#include "catalogue/certificate.h"
#include "catalogue/service_request.h"

enum {
    CAT_SUBSCRIBER_DCC = 1 << 16,
    CAT_SUBSCRIBER_PARTY = 1 << 17 /* any other Party: manufacturers, installers, meter operators */
};

/* Organisation certificates of a role: who may ask for them, and for which keyUsage (CAT_KEY_USAGE_ bits). */
typedef struct cat_organisation_subscriber {
    uint8_t role;
    uint32_t who;
    uint16_t usages;
    cat_provenance provenance;
} cat_organisation_subscriber;

/* NULL: nobody may ask for certificates of that role. */
const cat_organisation_subscriber *cat_organisation_subscriber_of(uint8_t role);

/* Device certificates: who may ask for them for devices of these types (CAT_DEVICE_ bits; 0: any). */
typedef struct cat_device_subscriber {
    uint32_t who;
    uint32_t devices;
    bool before_commissioning_only;
    cat_provenance provenance;
} cat_device_subscriber;

const cat_device_subscriber *cat_device_subscribers(size_t *count);

/* "dcc", "import-supplier", ...; 0: no such name. */
uint32_t cat_subscriber_named(const char *name);
/* NULL: not one bit of them. */
const char *cat_subscriber_name(uint32_t who);

enum {
    CAT_BATCH_MAX = 50000,        /* requests in a batch (SEC Appendix M) */
    CAT_RESULT_DAYS = 30,         /* for which what became of a batch can be asked (SEC Appendix M) */
    CAT_DEVICE_CERTIFICATES = 100 /* that may ever be issued for one device (SEC Appendix M) */
};

#endif
