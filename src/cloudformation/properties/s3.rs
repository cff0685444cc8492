//! `AWS::S3::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::S3::Bucket", &BUCKET),
    ("AWS::S3::BucketPolicy", &BUCKET_POLICY),
];

#[rustfmt::skip]
static BUCKET: [(&str, Kind); 30] = [
    ("AbacStatus", String), ("AccelerateConfiguration", Object(&BUCKET_ACCELERATE_CONFIGURATION)),
    ("AccessControl", String), ("AnalyticsConfigurations", List(&Object(&BUCKET_ANALYTICS_CONFIGURATION))),
    ("Arn", String), ("BucketEncryption", Object(&BUCKET_BUCKET_ENCRYPTION)), ("BucketName", String),
    ("BucketNamePrefix", String), ("BucketNamespace", String),
    ("CorsConfiguration", Object(&BUCKET_CORS_CONFIGURATION)), ("DomainName", String),
    ("DualStackDomainName", String),
    ("IntelligentTieringConfigurations", List(&Object(&BUCKET_INTELLIGENT_TIERING_CONFIGURATION))),
    ("InventoryConfigurations", List(&Object(&BUCKET_INVENTORY_CONFIGURATION))),
    ("LifecycleConfiguration", Object(&BUCKET_LIFECYCLE_CONFIGURATION)),
    ("LoggingConfiguration", Object(&BUCKET_LOGGING_CONFIGURATION)),
    ("MetadataConfiguration", Object(&BUCKET_METADATA_CONFIGURATION)),
    ("MetadataTableConfiguration", Object(&BUCKET_METADATA_TABLE_CONFIGURATION)),
    ("MetricsConfigurations", List(&Object(&BUCKET_METRICS_CONFIGURATION))),
    ("NotificationConfiguration", Object(&BUCKET_NOTIFICATION_CONFIGURATION)),
    ("ObjectLockConfiguration", Object(&BUCKET_OBJECT_LOCK_CONFIGURATION)), ("ObjectLockEnabled", Boolean),
    ("OwnershipControls", Object(&BUCKET_OWNERSHIP_CONTROLS)),
    ("PublicAccessBlockConfiguration", Object(&BUCKET_PUBLIC_ACCESS_BLOCK_CONFIGURATION)),
    ("RegionalDomainName", String), ("ReplicationConfiguration", Object(&BUCKET_REPLICATION_CONFIGURATION)),
    ("Tags", List(&Object(&BUCKET_TAG))),
    ("VersioningConfiguration", Object(&BUCKET_VERSIONING_CONFIGURATION)),
    ("WebsiteConfiguration", Object(&BUCKET_WEBSITE_CONFIGURATION)), ("WebsiteURL", String),
];

#[rustfmt::skip]
static BUCKET_ACCELERATE_CONFIGURATION: [(&str, Kind); 1] = [
    ("AccelerationStatus", String),
];

#[rustfmt::skip]
static BUCKET_ANALYTICS_CONFIGURATION: [(&str, Kind); 4] = [
    ("Id", String), ("Prefix", String), ("StorageClassAnalysis", Object(&BUCKET_STORAGE_CLASS_ANALYSIS)),
    ("TagFilters", List(&Object(&BUCKET_TAG_FILTER))),
];

#[rustfmt::skip]
static BUCKET_STORAGE_CLASS_ANALYSIS: [(&str, Kind); 1] = [
    ("DataExport", Object(&BUCKET_DATA_EXPORT)),
];

#[rustfmt::skip]
static BUCKET_DATA_EXPORT: [(&str, Kind); 2] = [
    ("Destination", Object(&BUCKET_DESTINATION)), ("OutputSchemaVersion", String),
];

#[rustfmt::skip]
static BUCKET_DESTINATION: [(&str, Kind); 4] = [
    ("BucketAccountId", String), ("BucketArn", String), ("Format", String), ("Prefix", String),
];

#[rustfmt::skip]
static BUCKET_TAG_FILTER: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static BUCKET_BUCKET_ENCRYPTION: [(&str, Kind); 1] = [
    ("ServerSideEncryptionConfiguration", List(&Object(&BUCKET_SERVER_SIDE_ENCRYPTION_RULE))),
];

#[rustfmt::skip]
static BUCKET_SERVER_SIDE_ENCRYPTION_RULE: [(&str, Kind); 3] = [
    ("BlockedEncryptionTypes", Object(&BUCKET_BLOCKED_ENCRYPTION_TYPES)), ("BucketKeyEnabled", Boolean),
    ("ServerSideEncryptionByDefault", Object(&BUCKET_SERVER_SIDE_ENCRYPTION_BY_DEFAULT)),
];

#[rustfmt::skip]
static BUCKET_BLOCKED_ENCRYPTION_TYPES: [(&str, Kind); 1] = [
    ("EncryptionType", List(&String)),
];

#[rustfmt::skip]
static BUCKET_SERVER_SIDE_ENCRYPTION_BY_DEFAULT: [(&str, Kind); 2] = [
    ("KMSMasterKeyID", String), ("SSEAlgorithm", String),
];

#[rustfmt::skip]
static BUCKET_CORS_CONFIGURATION: [(&str, Kind); 1] = [
    ("CorsRules", List(&Object(&BUCKET_CORS_RULE))),
];

#[rustfmt::skip]
static BUCKET_CORS_RULE: [(&str, Kind); 6] = [
    ("AllowedHeaders", List(&String)), ("AllowedMethods", List(&String)), ("AllowedOrigins", List(&String)),
    ("ExposedHeaders", List(&String)), ("Id", String), ("MaxAge", Integer),
];

#[rustfmt::skip]
static BUCKET_INTELLIGENT_TIERING_CONFIGURATION: [(&str, Kind); 5] = [
    ("Id", String), ("Prefix", String), ("Status", String), ("TagFilters", List(&Object(&BUCKET_TAG_FILTER))),
    ("Tierings", List(&Object(&BUCKET_TIERING))),
];

#[rustfmt::skip]
static BUCKET_TIERING: [(&str, Kind); 2] = [
    ("AccessTier", String), ("Days", Integer),
];

#[rustfmt::skip]
static BUCKET_INVENTORY_CONFIGURATION: [(&str, Kind); 7] = [
    ("Destination", Object(&BUCKET_DESTINATION)), ("Enabled", Boolean), ("Id", String),
    ("IncludedObjectVersions", String), ("OptionalFields", List(&String)), ("Prefix", String),
    ("ScheduleFrequency", String),
];

#[rustfmt::skip]
static BUCKET_LIFECYCLE_CONFIGURATION: [(&str, Kind); 2] = [
    ("Rules", List(&Object(&BUCKET_RULE))), ("TransitionDefaultMinimumObjectSize", String),
];

#[rustfmt::skip]
static BUCKET_RULE: [(&str, Kind); 16] = [
    ("AbortIncompleteMultipartUpload", Object(&BUCKET_ABORT_INCOMPLETE_MULTIPART_UPLOAD)),
    ("ExpirationDate", String), ("ExpirationInDays", Integer), ("ExpiredObjectDeleteMarker", Boolean),
    ("Id", String), ("NoncurrentVersionExpiration", Object(&BUCKET_NONCURRENT_VERSION_EXPIRATION)),
    ("NoncurrentVersionExpirationInDays", Integer),
    ("NoncurrentVersionTransition", Object(&BUCKET_NONCURRENT_VERSION_TRANSITION)),
    ("NoncurrentVersionTransitions", List(&Object(&BUCKET_NONCURRENT_VERSION_TRANSITION))),
    ("ObjectSizeGreaterThan", String), ("ObjectSizeLessThan", String), ("Prefix", String), ("Status", String),
    ("TagFilters", List(&Object(&BUCKET_TAG_FILTER))), ("Transition", Object(&BUCKET_TRANSITION)),
    ("Transitions", List(&Object(&BUCKET_TRANSITION))),
];

#[rustfmt::skip]
static BUCKET_ABORT_INCOMPLETE_MULTIPART_UPLOAD: [(&str, Kind); 1] = [
    ("DaysAfterInitiation", Integer),
];

#[rustfmt::skip]
static BUCKET_NONCURRENT_VERSION_EXPIRATION: [(&str, Kind); 2] = [
    ("NewerNoncurrentVersions", Integer), ("NoncurrentDays", Integer),
];

#[rustfmt::skip]
static BUCKET_NONCURRENT_VERSION_TRANSITION: [(&str, Kind); 3] = [
    ("NewerNoncurrentVersions", Integer), ("StorageClass", String), ("TransitionInDays", Integer),
];

#[rustfmt::skip]
static BUCKET_TRANSITION: [(&str, Kind); 3] = [
    ("StorageClass", String), ("TransitionDate", String), ("TransitionInDays", Integer),
];

#[rustfmt::skip]
static BUCKET_LOGGING_CONFIGURATION: [(&str, Kind); 3] = [
    ("DestinationBucketName", String), ("LogFilePrefix", String), ("TargetObjectKeyFormat", Any),
];

#[rustfmt::skip]
static BUCKET_METADATA_CONFIGURATION: [(&str, Kind); 4] = [
    ("AnnotationTableConfiguration", Object(&BUCKET_ANNOTATION_TABLE_CONFIGURATION)),
    ("Destination", Object(&BUCKET_METADATA_DESTINATION)),
    ("InventoryTableConfiguration", Object(&BUCKET_INVENTORY_TABLE_CONFIGURATION)),
    ("JournalTableConfiguration", Object(&BUCKET_JOURNAL_TABLE_CONFIGURATION)),
];

#[rustfmt::skip]
static BUCKET_ANNOTATION_TABLE_CONFIGURATION: [(&str, Kind); 5] = [
    ("ConfigurationState", String),
    ("EncryptionConfiguration", Object(&BUCKET_METADATA_TABLE_ENCRYPTION_CONFIGURATION)), ("Role", String),
    ("TableArn", String), ("TableName", String),
];

#[rustfmt::skip]
static BUCKET_METADATA_TABLE_ENCRYPTION_CONFIGURATION: [(&str, Kind); 2] = [
    ("KmsKeyArn", String), ("SseAlgorithm", String),
];

#[rustfmt::skip]
static BUCKET_METADATA_DESTINATION: [(&str, Kind); 3] = [
    ("TableBucketArn", String), ("TableBucketType", String), ("TableNamespace", String),
];

#[rustfmt::skip]
static BUCKET_INVENTORY_TABLE_CONFIGURATION: [(&str, Kind); 4] = [
    ("ConfigurationState", String),
    ("EncryptionConfiguration", Object(&BUCKET_METADATA_TABLE_ENCRYPTION_CONFIGURATION)),
    ("TableArn", String), ("TableName", String),
];

#[rustfmt::skip]
static BUCKET_JOURNAL_TABLE_CONFIGURATION: [(&str, Kind); 4] = [
    ("EncryptionConfiguration", Object(&BUCKET_METADATA_TABLE_ENCRYPTION_CONFIGURATION)),
    ("RecordExpiration", Object(&BUCKET_RECORD_EXPIRATION)), ("TableArn", String), ("TableName", String),
];

#[rustfmt::skip]
static BUCKET_RECORD_EXPIRATION: [(&str, Kind); 2] = [
    ("Days", Integer), ("Expiration", String),
];

#[rustfmt::skip]
static BUCKET_METADATA_TABLE_CONFIGURATION: [(&str, Kind); 1] = [
    ("S3TablesDestination", Object(&BUCKET_S3_TABLES_DESTINATION)),
];

#[rustfmt::skip]
static BUCKET_S3_TABLES_DESTINATION: [(&str, Kind); 4] = [
    ("TableArn", String), ("TableBucketArn", String), ("TableName", String), ("TableNamespace", String),
];

#[rustfmt::skip]
static BUCKET_METRICS_CONFIGURATION: [(&str, Kind); 4] = [
    ("AccessPointArn", String), ("Id", String), ("Prefix", String),
    ("TagFilters", List(&Object(&BUCKET_TAG_FILTER))),
];

#[rustfmt::skip]
static BUCKET_NOTIFICATION_CONFIGURATION: [(&str, Kind); 4] = [
    ("EventBridgeConfiguration", Object(&BUCKET_EVENT_BRIDGE_CONFIGURATION)),
    ("LambdaConfigurations", List(&Object(&BUCKET_LAMBDA_CONFIGURATION))),
    ("QueueConfigurations", List(&Object(&BUCKET_QUEUE_CONFIGURATION))),
    ("TopicConfigurations", List(&Object(&BUCKET_TOPIC_CONFIGURATION))),
];

#[rustfmt::skip]
static BUCKET_EVENT_BRIDGE_CONFIGURATION: [(&str, Kind); 1] = [
    ("EventBridgeEnabled", Boolean),
];

#[rustfmt::skip]
static BUCKET_LAMBDA_CONFIGURATION: [(&str, Kind); 3] = [
    ("Event", String), ("Filter", Object(&BUCKET_NOTIFICATION_FILTER)), ("Function", String),
];

#[rustfmt::skip]
static BUCKET_NOTIFICATION_FILTER: [(&str, Kind); 1] = [
    ("S3Key", Object(&BUCKET_S3_KEY_FILTER)),
];

#[rustfmt::skip]
static BUCKET_S3_KEY_FILTER: [(&str, Kind); 1] = [
    ("Rules", List(&Object(&BUCKET_FILTER_RULE))),
];

#[rustfmt::skip]
static BUCKET_FILTER_RULE: [(&str, Kind); 2] = [
    ("Name", String), ("Value", String),
];

#[rustfmt::skip]
static BUCKET_QUEUE_CONFIGURATION: [(&str, Kind); 3] = [
    ("Event", String), ("Filter", Object(&BUCKET_NOTIFICATION_FILTER)), ("Queue", String),
];

#[rustfmt::skip]
static BUCKET_TOPIC_CONFIGURATION: [(&str, Kind); 3] = [
    ("Event", String), ("Filter", Object(&BUCKET_NOTIFICATION_FILTER)), ("Topic", String),
];

#[rustfmt::skip]
static BUCKET_OBJECT_LOCK_CONFIGURATION: [(&str, Kind); 2] = [
    ("ObjectLockEnabled", String), ("Rule", Object(&BUCKET_OBJECT_LOCK_RULE)),
];

#[rustfmt::skip]
static BUCKET_OBJECT_LOCK_RULE: [(&str, Kind); 1] = [
    ("DefaultRetention", Object(&BUCKET_DEFAULT_RETENTION)),
];

#[rustfmt::skip]
static BUCKET_DEFAULT_RETENTION: [(&str, Kind); 4] = [
    ("Days", Integer), ("DefaultEventHold", Object(&BUCKET_DEFAULT_EVENT_HOLD)), ("Mode", String),
    ("Years", Integer),
];

#[rustfmt::skip]
static BUCKET_DEFAULT_EVENT_HOLD: [(&str, Kind); 2] = [
    ("Days", Integer), ("Years", Integer),
];

#[rustfmt::skip]
static BUCKET_OWNERSHIP_CONTROLS: [(&str, Kind); 1] = [
    ("Rules", List(&Object(&BUCKET_OWNERSHIP_CONTROLS_RULE))),
];

#[rustfmt::skip]
static BUCKET_OWNERSHIP_CONTROLS_RULE: [(&str, Kind); 1] = [
    ("ObjectOwnership", String),
];

#[rustfmt::skip]
static BUCKET_PUBLIC_ACCESS_BLOCK_CONFIGURATION: [(&str, Kind); 4] = [
    ("BlockPublicAcls", Boolean), ("BlockPublicPolicy", Boolean), ("IgnorePublicAcls", Boolean),
    ("RestrictPublicBuckets", Boolean),
];

#[rustfmt::skip]
static BUCKET_REPLICATION_CONFIGURATION: [(&str, Kind); 2] = [
    ("Role", String), ("Rules", List(&Object(&BUCKET_REPLICATION_RULE))),
];

#[rustfmt::skip]
static BUCKET_REPLICATION_RULE: [(&str, Kind); 8] = [
    ("DeleteMarkerReplication", Object(&BUCKET_DELETE_MARKER_REPLICATION)),
    ("Destination", Object(&BUCKET_REPLICATION_DESTINATION)),
    ("Filter", Object(&BUCKET_REPLICATION_RULE_FILTER)), ("Id", String), ("Prefix", String),
    ("Priority", Integer), ("SourceSelectionCriteria", Object(&BUCKET_SOURCE_SELECTION_CRITERIA)),
    ("Status", String),
];

#[rustfmt::skip]
static BUCKET_DELETE_MARKER_REPLICATION: [(&str, Kind); 1] = [
    ("Status", String),
];

#[rustfmt::skip]
static BUCKET_REPLICATION_DESTINATION: [(&str, Kind); 7] = [
    ("AccessControlTranslation", Object(&BUCKET_ACCESS_CONTROL_TRANSLATION)), ("Account", String),
    ("Bucket", String), ("EncryptionConfiguration", Object(&BUCKET_ENCRYPTION_CONFIGURATION)),
    ("Metrics", Object(&BUCKET_METRICS)), ("ReplicationTime", Object(&BUCKET_REPLICATION_TIME)),
    ("StorageClass", String),
];

#[rustfmt::skip]
static BUCKET_ACCESS_CONTROL_TRANSLATION: [(&str, Kind); 1] = [
    ("Owner", String),
];

#[rustfmt::skip]
static BUCKET_ENCRYPTION_CONFIGURATION: [(&str, Kind); 1] = [
    ("ReplicaKmsKeyID", String),
];

#[rustfmt::skip]
static BUCKET_METRICS: [(&str, Kind); 2] = [
    ("EventThreshold", Object(&BUCKET_REPLICATION_TIME_VALUE)), ("Status", String),
];

#[rustfmt::skip]
static BUCKET_REPLICATION_TIME_VALUE: [(&str, Kind); 1] = [
    ("Minutes", Integer),
];

#[rustfmt::skip]
static BUCKET_REPLICATION_TIME: [(&str, Kind); 2] = [
    ("Status", String), ("Time", Object(&BUCKET_REPLICATION_TIME_VALUE)),
];

#[rustfmt::skip]
static BUCKET_REPLICATION_RULE_FILTER: [(&str, Kind); 3] = [
    ("And", Object(&BUCKET_REPLICATION_RULE_AND_OPERATOR)), ("Prefix", String),
    ("TagFilter", Object(&BUCKET_TAG_FILTER)),
];

#[rustfmt::skip]
static BUCKET_REPLICATION_RULE_AND_OPERATOR: [(&str, Kind); 2] = [
    ("Prefix", String), ("TagFilters", List(&Object(&BUCKET_TAG_FILTER))),
];

#[rustfmt::skip]
static BUCKET_SOURCE_SELECTION_CRITERIA: [(&str, Kind); 2] = [
    ("ReplicaModifications", Object(&BUCKET_REPLICA_MODIFICATIONS)),
    ("SseKmsEncryptedObjects", Object(&BUCKET_SSE_KMS_ENCRYPTED_OBJECTS)),
];

#[rustfmt::skip]
static BUCKET_REPLICA_MODIFICATIONS: [(&str, Kind); 1] = [
    ("Status", String),
];

#[rustfmt::skip]
static BUCKET_SSE_KMS_ENCRYPTED_OBJECTS: [(&str, Kind); 1] = [
    ("Status", String),
];

#[rustfmt::skip]
static BUCKET_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static BUCKET_VERSIONING_CONFIGURATION: [(&str, Kind); 1] = [
    ("Status", String),
];

#[rustfmt::skip]
static BUCKET_WEBSITE_CONFIGURATION: [(&str, Kind); 4] = [
    ("ErrorDocument", String), ("IndexDocument", String),
    ("RedirectAllRequestsTo", Object(&BUCKET_REDIRECT_ALL_REQUESTS_TO)),
    ("RoutingRules", List(&Object(&BUCKET_ROUTING_RULE))),
];

#[rustfmt::skip]
static BUCKET_REDIRECT_ALL_REQUESTS_TO: [(&str, Kind); 2] = [
    ("HostName", String), ("Protocol", String),
];

#[rustfmt::skip]
static BUCKET_ROUTING_RULE: [(&str, Kind); 2] = [
    ("RedirectRule", Object(&BUCKET_REDIRECT_RULE)),
    ("RoutingRuleCondition", Object(&BUCKET_ROUTING_RULE_CONDITION)),
];

#[rustfmt::skip]
static BUCKET_REDIRECT_RULE: [(&str, Kind); 5] = [
    ("HostName", String), ("HttpRedirectCode", String), ("Protocol", String),
    ("ReplaceKeyPrefixWith", String), ("ReplaceKeyWith", String),
];

#[rustfmt::skip]
static BUCKET_ROUTING_RULE_CONDITION: [(&str, Kind); 2] = [
    ("HttpErrorCodeReturnedEquals", String), ("KeyPrefixEquals", String),
];

#[rustfmt::skip]
static BUCKET_POLICY: [(&str, Kind); 2] = [
    ("Bucket", String), ("PolicyDocument", Any),
];
