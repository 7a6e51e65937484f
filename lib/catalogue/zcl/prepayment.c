/* Prepayment (0705): balances, debt, top-ups, payment mode. */
#include "zcl/zcl_internal.h"

#define NAMED_ENUM(symbol, ...)                                                                              \
    static const cat_name symbol##_names[] = {__VA_ARGS__};                                                  \
    static const cat_type symbol = {                                                                         \
        .kind = CAT_Z_ENUM, .size = 1, .names = {symbol##_names, ALB_COUNT(symbol##_names)}}

NAMED_ENUM(debt_amount_type, {0, "Type1Absolute"}, {1, "Type1Incremental"}, {2, "Type2Absolute"},
           {3, "Type2Incremental"}, {4, "Type3Absolute"}, {5, "Type3Incremental"});
NAMED_ENUM(recovery_method, {0, "TimeBased"}, {1, "PercentageBased"});
/* 2 and 3 are GBCS's own. */
NAMED_ENUM(adjustment_type, {0, "Incremental"}, {1, "Absolute"}, {2, "AbsoluteCreditMode"},
           {3, "IncrementalCreditMode"});
NAMED_ENUM(top_up_result, {0, "Accepted"}, {1, "RejectedInvalid"}, {2, "RejectedDuplicate"}, {3, "Error"},
           {4, "RejectedMaximumCredit"}, {5, "RejectedKeypadLock"}, {6, "RejectedValueTooLarge"});

COMMAND(select_available_emergency_credit, CLUSTER_PREPAYMENT, 0x00, FROM_CLIENT,
        "SelectAvailableEmergencyCredit", UTC("CommandIssueDateTime"),
        OF("OriginatingDevice", cat_z_originating_device));

COMMAND(change_debt, CLUSTER_PREPAYMENT, 0x02, FROM_CLIENT, "ChangeDebt", UTC("IssuerEventId"),
        OCTETS("DebtLabel"), MONEY("DebtAmount"), OF("DebtRecoveryMethod", recovery_method),
        OF("DebtAmountType", debt_amount_type), UTC("DebtRecoveryStartTime"),
        OF("DebtRecoveryCollectionTime", cat_z_minutes16),
        OF("DebtRecoveryFrequency", cat_z_recovery_frequency), MONEY("DebtRecoveryAmount"),
        U16("DebtRecoveryBalancePercentage"));

COMMAND(emergency_credit_setup, CLUSTER_PREPAYMENT, 0x03, FROM_CLIENT, "EmergencyCreditSetup",
        UTC("IssuerEventId"), UTC("StartTime"), MONEY_UNSIGNED("EmergencyCreditLimit"),
        MONEY_UNSIGNED("EmergencyCreditThreshold"));

COMMAND(consumer_top_up, CLUSTER_PREPAYMENT, 0x04, FROM_CLIENT, "ConsumerTopUp",
        OF("OriginatingDevice", cat_z_originating_device), OCTETS("TopUpCode"));

COMMAND(credit_adjustment, CLUSTER_PREPAYMENT, 0x05, FROM_CLIENT, "CreditAdjustment", UTC("IssuerEventId"),
        UTC("StartTime"), OF("CreditAdjustmentType", adjustment_type), MONEY("CreditAdjustmentValue"));

COMMAND(change_payment_mode, CLUSTER_PREPAYMENT, 0x06, FROM_CLIENT, "ChangePaymentMode", ISSUED_BY_PROVIDER,
        UTC("ImplementationDateTime"), OF("ProposedPaymentControlConfiguration", cat_z_payment_control),
        MONEY("CutOffValue"));

COMMAND(get_prepay_snapshot, CLUSTER_PREPAYMENT, 0x07, FROM_CLIENT, "GetPrepaySnapshot",
        UTC("EarliestStartTime"), UTC("LatestEndTime"), U8("SnapshotOffset"),
        OF("SnapshotCause", cat_z_snapshot_cause));

COMMAND(get_top_up_log, CLUSTER_PREPAYMENT, 0x08, FROM_CLIENT, "GetTopUpLog", UTC("LatestEndTime"),
        U8("NumberOfRecords"));

COMMAND(set_low_credit_warning_level, CLUSTER_PREPAYMENT, 0x09, FROM_CLIENT, "SetLowCreditWarningLevel",
        MONEY_UNSIGNED("LowCreditWarningLevel"));

COMMAND(get_debt_repayment_log, CLUSTER_PREPAYMENT, 0x0a, FROM_CLIENT, "GetDebtRepaymentLog",
        UTC("LatestEndTime"), U8("NumberOfDebts"), ENUM8("DebtType"));

COMMAND(set_maximum_credit_limit, CLUSTER_PREPAYMENT, 0x0b, FROM_CLIENT, "SetMaximumCreditLimit",
        ISSUED_BY_PROVIDER, UTC("ImplementationDateTime"), MONEY_UNSIGNED("MaximumCreditLevel"),
        MONEY_UNSIGNED("MaximumCreditPerTopUp"));

COMMAND(set_overall_debt_cap, CLUSTER_PREPAYMENT, 0x0c, FROM_CLIENT, "SetOverallDebtCap", ISSUED_BY_PROVIDER,
        UTC("ImplementationDateTime"), MONEY("OverallDebtCap"));

COMMAND(publish_prepay_snapshot, CLUSTER_PREPAYMENT, 0x01, FROM_SERVER, "PublishPrepaySnapshot",
        U32("SnapshotId"), UTC("SnapshotTime"), U8("TotalSnapshotsFound"), U8("CommandIndex"),
        U8("TotalNumberOfCommands"), OF("SnapshotCause", cat_z_snapshot_cause), ENUM8("SnapshotPayloadType"),
        MONEY("AccumulatedDebt"), MONEY_UNSIGNED("Type1DebtRemaining"), MONEY_UNSIGNED("Type2DebtRemaining"),
        MONEY_UNSIGNED("Type3DebtRemaining"), MONEY("EmergencyCreditRemaining"), MONEY("CreditRemaining"));

COMMAND(change_payment_mode_response, CLUSTER_PREPAYMENT, 0x02, FROM_SERVER, "ChangePaymentModeResponse",
        BITS8("FriendlyCredit"), HEX32("FriendlyCreditCalendarId"), MONEY_UNSIGNED("EmergencyCreditLimit"),
        MONEY_UNSIGNED("EmergencyCreditThreshold"));

COMMAND(consumer_top_up_response, CLUSTER_PREPAYMENT, 0x03, FROM_SERVER, "ConsumerTopUpResponse",
        OF("ResultType", top_up_result), MONEY("TopUpValue"), OF("SourceOfTopUp", cat_z_originating_device),
        MONEY("CreditRemaining"));

STRUCT(top_up, OCTETS("TopUpCode"), MONEY("TopUpAmount"), UTC("TopUpTime"));
LIST(top_ups, "TopUp", top_up);
COMMAND(publish_top_up_log, CLUSTER_PREPAYMENT, 0x05, FROM_SERVER, "PublishTopUpLog", U8("CommandIndex"),
        U8("TotalNumberOfCommands"), OF("TopUpLog", top_ups));

STRUCT(debt_payment, UTC("CollectionTime"), MONEY_UNSIGNED("AmountCollected"), ENUM8("DebtType"),
       MONEY_UNSIGNED("OutstandingDebt"));
LIST(debt_payments, "DebtPayment", debt_payment);
COMMAND(publish_debt_log, CLUSTER_PREPAYMENT, 0x06, FROM_SERVER, "PublishDebtLog", U8("CommandIndex"),
        U8("TotalNumberOfCommands"), OF("DebtLog", debt_payments));
