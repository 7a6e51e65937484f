/* The one profile (duis.md 5.1), said once for signing and verifying. */
#ifndef ALB_DUIS_SIGNATURE_INTERNAL_H
#define ALB_DUIS_SIGNATURE_INTERNAL_H

#define DS_NAMESPACE "http://www.w3.org/2000/09/xmldsig#"
#define DS_EXCLUSIVE "http://www.w3.org/2001/10/xml-exc-c14n#"
#define DS_ECDSA     "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
#define DS_ENVELOPED "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
#define DS_SHA256    "http://www.w3.org/2001/04/xmlenc#sha256"

enum {
    /* Documents are as large as the largest request, and canonical text may grow when it is escaped. */
    DS_MAX_CANONICAL = 64 * 1024 * 1024,
    /* X509SerialNumber: 20 octets at most (RFC 5280 4.1.2.2). */
    DS_MAX_SERIAL = 20,
};

#endif
