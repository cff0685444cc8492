//! `AWS::Events::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::Events::Rule", &RULE),
];

#[rustfmt::skip]
static RULE: [(&str, Kind); 11] = [
    ("Arn", String), ("Description", String), ("EventBusName", String), ("EventPattern", Any),
    ("Name", String), ("RoleArn", String), ("RuleName", String), ("ScheduleExpression", String),
    ("State", String), ("Tags", List(&Object(&RULE_TAG))), ("Targets", List(&Object(&RULE_TARGET))),
];

#[rustfmt::skip]
static RULE_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static RULE_TARGET: [(&str, Kind); 17] = [
    ("AppSyncParameters", Object(&RULE_APP_SYNC_PARAMETERS)), ("Arn", String),
    ("BatchParameters", Object(&RULE_BATCH_PARAMETERS)),
    ("DeadLetterConfig", Object(&RULE_DEAD_LETTER_CONFIG)), ("EcsParameters", Object(&RULE_ECS_PARAMETERS)),
    ("HttpParameters", Object(&RULE_HTTP_PARAMETERS)), ("Id", String), ("Input", String),
    ("InputPath", String), ("InputTransformer", Object(&RULE_INPUT_TRANSFORMER)),
    ("KinesisParameters", Object(&RULE_KINESIS_PARAMETERS)),
    ("RedshiftDataParameters", Object(&RULE_REDSHIFT_DATA_PARAMETERS)),
    ("RetryPolicy", Object(&RULE_RETRY_POLICY)), ("RoleArn", String),
    ("RunCommandParameters", Object(&RULE_RUN_COMMAND_PARAMETERS)),
    ("SageMakerPipelineParameters", Object(&RULE_SAGE_MAKER_PIPELINE_PARAMETERS)),
    ("SqsParameters", Object(&RULE_SQS_PARAMETERS)),
];

#[rustfmt::skip]
static RULE_APP_SYNC_PARAMETERS: [(&str, Kind); 1] = [
    ("GraphQLOperation", String),
];

#[rustfmt::skip]
static RULE_BATCH_PARAMETERS: [(&str, Kind); 4] = [
    ("ArrayProperties", Object(&RULE_BATCH_ARRAY_PROPERTIES)), ("JobDefinition", String), ("JobName", String),
    ("RetryStrategy", Object(&RULE_BATCH_RETRY_STRATEGY)),
];

#[rustfmt::skip]
static RULE_BATCH_ARRAY_PROPERTIES: [(&str, Kind); 1] = [
    ("Size", Integer),
];

#[rustfmt::skip]
static RULE_BATCH_RETRY_STRATEGY: [(&str, Kind); 1] = [
    ("Attempts", Integer),
];

#[rustfmt::skip]
static RULE_DEAD_LETTER_CONFIG: [(&str, Kind); 1] = [
    ("Arn", String),
];

#[rustfmt::skip]
static RULE_ECS_PARAMETERS: [(&str, Kind); 14] = [
    ("CapacityProviderStrategy", List(&Object(&RULE_CAPACITY_PROVIDER_STRATEGY_ITEM))),
    ("EnableECSManagedTags", Boolean), ("EnableExecuteCommand", Boolean), ("Group", String),
    ("LaunchType", String), ("NetworkConfiguration", Object(&RULE_NETWORK_CONFIGURATION)),
    ("PlacementConstraints", List(&Object(&RULE_PLACEMENT_CONSTRAINT))),
    ("PlacementStrategies", List(&Object(&RULE_PLACEMENT_STRATEGY))), ("PlatformVersion", String),
    ("PropagateTags", String), ("ReferenceId", String), ("TagList", List(&Object(&RULE_TAG))),
    ("TaskCount", Integer), ("TaskDefinitionArn", String),
];

#[rustfmt::skip]
static RULE_CAPACITY_PROVIDER_STRATEGY_ITEM: [(&str, Kind); 3] = [
    ("Base", Integer), ("CapacityProvider", String), ("Weight", Integer),
];

#[rustfmt::skip]
static RULE_NETWORK_CONFIGURATION: [(&str, Kind); 1] = [
    ("AwsVpcConfiguration", Object(&RULE_AWS_VPC_CONFIGURATION)),
];

#[rustfmt::skip]
static RULE_AWS_VPC_CONFIGURATION: [(&str, Kind); 3] = [
    ("AssignPublicIp", String), ("SecurityGroups", List(&String)), ("Subnets", List(&String)),
];

#[rustfmt::skip]
static RULE_PLACEMENT_CONSTRAINT: [(&str, Kind); 2] = [
    ("Expression", String), ("Type", String),
];

#[rustfmt::skip]
static RULE_PLACEMENT_STRATEGY: [(&str, Kind); 2] = [
    ("Field", String), ("Type", String),
];

#[rustfmt::skip]
static RULE_HTTP_PARAMETERS: [(&str, Kind); 3] = [
    ("HeaderParameters", Any), ("PathParameterValues", List(&String)), ("QueryStringParameters", Any),
];

#[rustfmt::skip]
static RULE_INPUT_TRANSFORMER: [(&str, Kind); 2] = [
    ("InputPathsMap", Any), ("InputTemplate", String),
];

#[rustfmt::skip]
static RULE_KINESIS_PARAMETERS: [(&str, Kind); 1] = [
    ("PartitionKeyPath", String),
];

#[rustfmt::skip]
static RULE_REDSHIFT_DATA_PARAMETERS: [(&str, Kind); 7] = [
    ("Database", String), ("DbUser", String), ("SecretManagerArn", String), ("Sql", String),
    ("Sqls", List(&String)), ("StatementName", String), ("WithEvent", Boolean),
];

#[rustfmt::skip]
static RULE_RETRY_POLICY: [(&str, Kind); 2] = [
    ("MaximumEventAgeInSeconds", Integer), ("MaximumRetryAttempts", Integer),
];

#[rustfmt::skip]
static RULE_RUN_COMMAND_PARAMETERS: [(&str, Kind); 1] = [
    ("RunCommandTargets", List(&Object(&RULE_RUN_COMMAND_TARGET))),
];

#[rustfmt::skip]
static RULE_RUN_COMMAND_TARGET: [(&str, Kind); 2] = [
    ("Key", String), ("Values", List(&String)),
];

#[rustfmt::skip]
static RULE_SAGE_MAKER_PIPELINE_PARAMETERS: [(&str, Kind); 1] = [
    ("PipelineParameterList", List(&Object(&RULE_SAGE_MAKER_PIPELINE_PARAMETER))),
];

#[rustfmt::skip]
static RULE_SAGE_MAKER_PIPELINE_PARAMETER: [(&str, Kind); 2] = [
    ("Name", String), ("Value", String),
];

#[rustfmt::skip]
static RULE_SQS_PARAMETERS: [(&str, Kind); 1] = [
    ("MessageGroupId", String),
];
