/* Reading and replacing security credentials (GBCS 13.3; gbcs-messages.md 8, 8.1, 14). */
#include "usecase/asn1_internal.h"

/* --- CS02a, CS02f --- */

SEQUENCE_OF(roles_asked, "RemotePartyRole", cat_a_role);
SEQUENCE(provide_command, FIELD("AuthorisingRemotePartyTACellIdentifier", cat_a_cell),
         FIELD("RemotePartyRolesCredentialsRequired", roles_asked));
const cat_field cat_a_provide_credentials_command = FIELD("ProvideSecurityCredentials", provide_command);

SEQUENCE(cell_held, FIELD("TrustAnchorCellKeyUsage", cat_a_key_usage),
         OPTIONAL_FIELD("TrustAnchorCellUsage", cat_a_cell_usage),
         FIELD("ExistingSubjectUniqueId", cat_a_entity), FIELD("ExistingSubjectKeyIdentifier", cat_a_key_id));
SEQUENCE_OF(cells_held, "TrustAnchorCellContents", cell_held);
SEQUENCE(role_held, FIELD("RemotePartyRole", cat_a_role), FIELD("StatusCode", cat_a_status),
         OPTIONAL_FIELD("CurrentSeqNumber", cat_a_seq_number),
         OPTIONAL_FIELD("TrustAnchorCellsDetails", cells_held));
SEQUENCE_OF(roles_held, "RemotePartyDetails", role_held);
const cat_field cat_a_provide_credentials_response = FIELD("ProvideSecurityCredentialsResponse", roles_held);

/* --- CS02b, CS02g: what is asked --- */

CODES(cpv_checks, {0, "apply"}, {1, "disapply"});
CODES(seq_number_usage, {0, "prePaymentTopUp"});
static const cat_type symmetric_key = {.kind = CAT_A_OCTETS};

SEQUENCE(specialist_floor, FIELD("SeqNumberUsage", seq_number_usage), FIELD("SeqNumber", cat_a_seq_number));
SEQUENCE_OF(specialist_floors, "SpecialistSeqNumber", specialist_floor);
SEQUENCE(role_floor, FIELD("RemotePartyRole", cat_a_role),
         FIELD("RemotePartyFloorSeqNumber", cat_a_seq_number),
         OPTIONAL_FIELD("RemotePartySpecialistFloorSeqNumber", specialist_floors));
SEQUENCE_OF(role_floors, "RemotePartySeqNumberChange", role_floor);

SEQUENCE(control, FIELD("CredentialsReplacementMode", cat_a_mode),
         TAGGED_FIELD(0, "PlaintextSymmetricKey", symmetric_key),
         TAGGED_FIELD(1, "ApplyTimeBasedCPVChecks", cpv_checks),
         TAGGED_FIELD(2, "AuthorisingRemotePartyTACellIdentifier", cat_a_cell),
         {.name = "AuthorisingRemotePartySeqNumber",
          .type = &cat_a_seq_number,
          .tag = 3 + 1,
          .mirror = CAT_MIRROR_COUNTER},
         TAGGED_FIELD(4, "NewRemotePartyFloorSeqNumber", cat_a_seq_number),
         TAGGED_FIELD(5, "NewRemotePartySpecialistFloorSeqNumber", specialist_floors),
         TAGGED_FIELD(6, "OtherRemotePartySeqNumberChanges", role_floors));

SEQUENCE(replacement, FIELD("ReplacementCertificate", cat_a_certificate),
         FIELD("TargetTrustAnchorCell", cat_a_cell));
SEQUENCE_OF(replacements, "TrustAnchorReplacement", replacement);
SEQUENCE_OF(path, "Certificate", cat_a_certificate);

SEQUENCE(update_command, FIELD("AuthorisingRemotePartyControl", control), FIELD("Replacements", replacements),
         FIELD("CertificationPathCertificates", path), OPTIONAL_FIELD("ExecutionDateTime", cat_a_time));
const cat_field cat_a_update_credentials_command = FIELD("UpdateSecurityCredentials", update_command);

/* --- and what came of it --- */

SEQUENCE(replacement_outcome, FIELD("AffectedTrustAnchorCell", cat_a_cell), FIELD("StatusCode", cat_a_status),
         FIELD("ExistingSubjectUniqueId", cat_a_entity), FIELD("ExistingSubjectKeyIdentifier", cat_a_key_id),
         FIELD("ReplacingSubjectUniqueId", cat_a_entity),
         FIELD("ReplacingSubjectKeyIdentifier", cat_a_key_id));
SEQUENCE_OF(replacement_outcomes, "ReplacementOutcome", replacement_outcome);

#define OUTCOME_BEHIND_COUNTER                                                                               \
    FIELD("CredentialsReplacementMode", cat_a_mode), FIELD("RemotePartySeqNumberChanges", role_floors),      \
        FIELD("ReplacementOutcomes", replacement_outcomes)

/* In a response the counter is that of the header; in an alert it is that of the command long ago. */
SEQUENCE(outcome_now, {.name = "CommandSeqNumber", .type = &cat_a_seq_number, .mirror = CAT_MIRROR_COUNTER},
         OUTCOME_BEHIND_COUNTER);
SEQUENCE(outcome_later, FIELD("CommandSeqNumber", cat_a_seq_number), OUTCOME_BEHIND_COUNTER);

/* Without the outcome: stored for later, or cancelled. */
SEQUENCE(update_response, FIELD("CommandAccepted", cat_a_null),
         OPTIONAL_FIELD("ExecutionOutcome", outcome_now));
const cat_field cat_a_update_credentials_response =
    FIELD("UpdateSecurityCredentialsResponse", update_response);

SEQUENCE(update_alert, FIELD("AlertCode", cat_a_alert_code), FIELD("TimeStamp", cat_a_time),
         FIELD("ExecutionOutcome", outcome_later));
const cat_field cat_a_update_credentials_alert = FIELD("UpdateSecurityCredentialsAlert", update_alert);
