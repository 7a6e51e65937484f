#ifndef ALB_CATALOGUE_CERTIFICATE_INTERNAL_H
#define ALB_CATALOGUE_CERTIFICATE_INTERNAL_H

#include "catalogue/certificate.h"

/* Policies of the test environments; those of production are named in the certificate policies themselves and
 * are not public knowledge here (smki.md 7). */
#define CAT_POLICY_ORGANISATION "1.2.826.0.1.8641679.1.2.1.4"
#define CAT_POLICY_DEVICE       "1.2.826.0.1.1800000.1.2.1.4"
#define CAT_HARDWARE_TYPE       "1.2.826.0.1.8641679.1.2.2.1"

/* Extensions of authorities in their order; a root leaves out the last (smki.md 4.8). */
extern const cat_extension cat_authority_extensions[5];
enum { CAT_ROOT_EXTENSIONS = 4 };
extern const uint16_t cat_authority_usage[1];
/* The same of authorities without a policy that is known: IKI, DCCKI. */
extern const cat_extension cat_plain_authority_extensions[4];
enum { CAT_PLAIN_ROOT_EXTENSIONS = 3 };

extern const cat_certificate cat_certificate_organisation_root, cat_certificate_organisation_issuing,
    cat_certificate_organisation, cat_certificate_device_root, cat_certificate_device_issuing,
    cat_certificate_device, cat_certificate_xml_signing_user, cat_certificate_xml_signing_dcc,
    cat_certificate_organisation_root_link, cat_certificate_device_root_link, cat_certificate_iki_root,
    cat_certificate_iki_root_link, cat_certificate_iki_issuing, cat_certificate_iki_system,
    cat_certificate_iki_officer, cat_certificate_iki_file_signing, cat_certificate_dccki_root,
    cat_certificate_dccki_root_link, cat_certificate_dccki_issuing, cat_certificate_dccki_server,
    cat_certificate_dccki_client, cat_certificate_dccki_person;

#endif
