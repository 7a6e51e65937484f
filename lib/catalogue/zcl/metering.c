/* Metering (0702): snapshots, samples, supply. */
#include "zcl/zcl_internal.h"

COMMAND(get_snapshot, CLUSTER_METERING, 0x06, FROM_CLIENT, "GetSnapshot", UTC("EarliestStartTime"),
        UTC("LatestEndTime"), U8("SnapshotOffset"), OF("SnapshotCause", cat_z_snapshot_cause));

COMMAND(start_sampling, CLUSTER_METERING, 0x07, FROM_CLIENT, "StartSampling", UTC("IssuerEventId"),
        UTC("StartSamplingTime"), OF("SampleType", cat_z_sample_type),
        OF("SampleRequestInterval", cat_z_seconds16), U16("MaxNumberOfSamples"));

COMMAND(get_sampled_data, CLUSTER_METERING, 0x08, FROM_CLIENT, "GetSampledData", U16("SampleId"),
        UTC("EarliestSampleTime"), OF("SampleType", cat_z_sample_type), U16("NumberOfSamples"));

COMMAND(change_supply, CLUSTER_METERING, 0x0b, FROM_CLIENT, "ChangeSupply", ISSUED_BY_PROVIDER,
        UTC("RequestDateTime"), UTC("ImplementationDateTime"),
        OF("ProposedSupplyStatus", cat_z_supply_status), BITS8("SupplyControlBits"));

COMMAND(set_supply_status, CLUSTER_METERING, 0x0d, FROM_CLIENT, "SetSupplyStatus", UTC("IssuerEventId"),
        OF("SupplyTamperState", cat_z_supply_state), OF("SupplyDepletionState", cat_z_supply_state),
        OF("SupplyUncontrolledFlowState", cat_z_supply_state),
        OF("LoadLimitSupplyState", cat_z_supply_state));

COMMAND(set_uncontrolled_flow_threshold, CLUSTER_METERING, 0x0e, FROM_CLIENT, "SetUncontrolledFlowThreshold",
        ISSUED_BY_PROVIDER, U16("UncontrolledFlowThreshold"), OF("UnitOfMeasure", cat_z_unit_of_measure),
        U16("Multiplier"), U16("Divisor"), OF("StabilisationPeriod", cat_z_seconds8),
        OF("MeasurementPeriod", cat_z_seconds16));

COMMAND(publish_snapshot, CLUSTER_METERING, 0x06, FROM_SERVER, "PublishSnapshot", U32("SnapshotId"),
        UTC("SnapshotTime"), U8("TotalSnapshotsFound"), U8("CommandIndex"), U8("TotalNumberOfCommands"),
        OF("SnapshotCause", cat_z_snapshot_cause), ENUM8("SnapshotPayloadType"), VOLUME("CurrentSummation"),
        U8("NumberOfTiersInUse"), VOLUME("TierSummation1"), VOLUME("TierSummation2"),
        VOLUME("TierSummation3"), VOLUME("TierSummation4"),
        OF("NumberOfTiersAndBlockThresholdsInUse", cat_z_trailing_digit), VOLUME("BlockSummation1"),
        VOLUME("BlockSummation2"), VOLUME("BlockSummation3"), VOLUME("BlockSummation4"));

LIST_COUNTED(samples, "Sample", cat_z_volume24, "NumberOfSamples");
COMMAND(get_sampled_data_response, CLUSTER_METERING, 0x07, FROM_SERVER, "GetSampledDataResponse",
        U16("SampleId"), UTC("SampleStartTime"), OF("SampleType", cat_z_sample_type),
        OF("SampleRequestInterval", cat_z_seconds16), U16("NumberOfSamples"), OF("Samples", samples));

COMMAND(supply_status_response, CLUSTER_METERING, 0x0c, FROM_SERVER, "SupplyStatusResponse",
        ISSUED_BY_PROVIDER, UTC("ImplementationDateTime"), OF("SupplyStatus", cat_z_supply_status));

/* FFFF: sampling was not started. */
COMMAND(start_sampling_response, CLUSTER_METERING, 0x0d, FROM_SERVER, "StartSamplingResponse",
        U16("SampleId"));
