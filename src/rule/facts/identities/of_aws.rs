//! What AWS's own policies are known to grant, by name.
//!
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>

/// The worst that each lets its holder do to a trail or its bucket. Of the others nothing is known here.
const DEEDS: &[(&str, Option<&str>)] = &[
    ("AdministratorAccess", Some("s3:DeleteObject")),
    ("AmazonS3FullAccess", Some("s3:DeleteObject")),
    ("PowerUserAccess", Some("s3:DeleteObject")),
    ("AWSCloudTrail_FullAccess", Some("cloudtrail:StopLogging")),
    ("AWSCloudTrail_ReadOnlyAccess", None),
    ("AWSLambdaBasicExecutionRole", None),
    ("AWSLambdaDynamoDBExecutionRole", None),
    ("AWSLambdaExecute", None),
    ("AWSLambdaKinesisExecutionRole", None),
    ("AWSLambdaRole", None),
    ("AWSLambdaSQSQueueExecutionRole", None),
    ("AWSLambdaVPCAccessExecutionRole", None),
    ("AWSXRayDaemonWriteAccess", None),
    ("AWS_ConfigRole", None),
    ("AmazonAPIGatewayPushToCloudWatchLogs", None),
    ("AmazonEC2ContainerRegistryReadOnly", None),
    ("AmazonEC2ReadOnlyAccess", None),
    ("AmazonECSTaskExecutionRolePolicy", None),
    ("AmazonEKSClusterPolicy", None),
    ("AmazonEKSFargatePodExecutionRolePolicy", None),
    ("AmazonEKSVPCResourceController", None),
    ("AmazonEKSWorkerNodePolicy", None),
    ("AmazonEKS_CNI_Policy", None),
    ("AmazonRDSEnhancedMonitoringRole", None),
    ("AmazonS3ReadOnlyAccess", None),
    ("AmazonSSMDirectoryServiceAccess", None),
    ("AmazonSSMManagedInstanceCore", None),
    ("CloudWatchAgentServerPolicy", None),
    ("CloudWatchLogsReadOnlyAccess", None),
    ("CloudWatchReadOnlyAccess", None),
    ("IAMReadOnlyAccess", None),
    ("ReadOnlyAccess", None),
    ("SecurityAudit", None),
    ("ViewOnlyAccess", None),
];

/// What the policy of an ARN grants; `None` where that is not known.
pub(super) fn deed(arn: &str) -> Option<Option<&'static str>> {
    let name = arn.rsplit('/').next()?;
    DEEDS.iter().find(|(known, _)| *known == name).map(|(_, deed)| *deed)
}

/// Whether one of AWS's own policies may take back what others grant.
pub(super) fn may_deny(arn: &str) -> bool {
    arn.contains("Deny") || arn.contains("Quarantine")
}
