//! The controls that ask for an alarm, and the events each must notice.
//!
//! From the CIS AWS Foundations Benchmark (1.2: chapter 3; 1.4 to 5.0: chapter 4; 6.0 and 7.0: chapter 5) and AWS
//! Security Hub's CloudWatch controls, whose texts differ in wording but not in these events. Obsolete ClassicLink
//! events are in all versions.

use super::event::{Event, Field};

/// A control that asks for an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Control {
    /// Calls that were not authorized.
    UnauthorizedApiCalls,
    /// Console sign-in without MFA.
    ConsoleSigninWithoutMfa,
    /// Use of the root user.
    RootUsage,
    /// Changes of IAM policies.
    IamPolicyChanges,
    /// Changes of CloudTrail's configuration.
    CloudtrailConfigChanges,
    /// Changes of a trail's event and insight selectors; not in the benchmark.
    SelectorTampering,
    /// Failed sign-in to the console.
    ConsoleAuthFailures,
    /// Disabling or deletion of KMS keys.
    KmsDisableOrDelete,
    /// Changes of S3 bucket policies.
    S3BucketPolicyChanges,
    /// Changes of AWS Config.
    ConfigChanges,
    /// Changes of security groups.
    SecurityGroupChanges,
    /// Changes of network ACLs.
    NaclChanges,
    /// Changes of network gateways.
    NetworkGatewayChanges,
    /// Changes of route tables.
    RouteTableChanges,
    /// Changes of VPCs.
    VpcChanges,
    /// Changes of AWS Organizations.
    OrganizationsChanges,
}

/// A control's row: what it is called, where its events come from, which they are.
struct Row {
    control: Control,
    slug: &'static str,
    events: &'static [Event],
}

/// What is the same in every successful call that changes something.
const CHANGE: &[(&str, Field)] = &[
    ("errorCode", Field::Absent),
    ("errorMessage", Field::Absent),
    ("eventCategory", Field::Text("Management")),
    ("eventType", Field::Text("AwsApiCall")),
    ("managementEvent", Field::Bool(true)),
    ("readOnly", Field::Bool(false)),
];

/// One event a name, all of one source.
macro_rules! changes {
    ($source:literal, $($name:literal)+) => {
        &[$(Event {
            label: $name,
            name: Field::Text($name),
            source: Field::Text($source),
            identity: None,
            fields: CHANGE,
            caller: None,
        }),+]
    };
}

const ROWS: &[Row] = &[
    Row { control: Control::UnauthorizedApiCalls, slug: "unauthorized-api-calls", events: UNAUTHORIZED },
    Row {
        control: Control::ConsoleSigninWithoutMfa,
        slug: "console-signin-without-mfa",
        events: SIGNIN_WITHOUT_MFA,
    },
    Row { control: Control::RootUsage, slug: "root-usage", events: ROOT },
    Row {
        control: Control::IamPolicyChanges,
        slug: "iam-policy-changes",
        events: changes!("iam.amazonaws.com",
            "DeleteGroupPolicy" "DeleteRolePolicy" "DeleteUserPolicy" "PutGroupPolicy" "PutRolePolicy"
            "PutUserPolicy" "CreatePolicy" "DeletePolicy" "CreatePolicyVersion" "DeletePolicyVersion"
            "AttachRolePolicy" "DetachRolePolicy" "AttachUserPolicy" "DetachUserPolicy" "AttachGroupPolicy"
            "DetachGroupPolicy"),
    },
    Row {
        control: Control::CloudtrailConfigChanges,
        slug: "cloudtrail-config-changes",
        events: changes!("cloudtrail.amazonaws.com",
            "CreateTrail" "UpdateTrail" "DeleteTrail" "StartLogging" "StopLogging"),
    },
    Row {
        control: Control::SelectorTampering,
        slug: "selector-tampering",
        events: changes!("cloudtrail.amazonaws.com", "PutEventSelectors" "PutInsightSelectors"),
    },
    Row { control: Control::ConsoleAuthFailures, slug: "console-auth-failures", events: SIGNIN_FAILED },
    Row {
        control: Control::KmsDisableOrDelete,
        slug: "kms-disable-or-delete",
        events: changes!("kms.amazonaws.com", "DisableKey" "ScheduleKeyDeletion"),
    },
    Row {
        control: Control::S3BucketPolicyChanges,
        slug: "s3-bucket-policy-changes",
        events: changes!("s3.amazonaws.com",
            "PutBucketAcl" "PutBucketPolicy" "PutBucketCors" "PutBucketLifecycle" "PutBucketReplication"
            "DeleteBucketPolicy" "DeleteBucketCors" "DeleteBucketLifecycle" "DeleteBucketReplication"),
    },
    Row {
        control: Control::ConfigChanges,
        slug: "config-changes",
        events: changes!("config.amazonaws.com",
            "StopConfigurationRecorder" "DeleteDeliveryChannel" "PutDeliveryChannel"
            "PutConfigurationRecorder"),
    },
    Row {
        control: Control::SecurityGroupChanges,
        slug: "security-group-changes",
        events: changes!("ec2.amazonaws.com",
            "AuthorizeSecurityGroupIngress" "AuthorizeSecurityGroupEgress" "RevokeSecurityGroupIngress"
            "RevokeSecurityGroupEgress" "CreateSecurityGroup" "DeleteSecurityGroup"),
    },
    Row {
        control: Control::NaclChanges,
        slug: "nacl-changes",
        events: changes!("ec2.amazonaws.com",
            "CreateNetworkAcl" "CreateNetworkAclEntry" "DeleteNetworkAcl" "DeleteNetworkAclEntry"
            "ReplaceNetworkAclEntry" "ReplaceNetworkAclAssociation"),
    },
    Row {
        control: Control::NetworkGatewayChanges,
        slug: "network-gateway-changes",
        events: changes!("ec2.amazonaws.com",
            "CreateCustomerGateway" "DeleteCustomerGateway" "AttachInternetGateway" "CreateInternetGateway"
            "DeleteInternetGateway" "DetachInternetGateway"),
    },
    Row {
        control: Control::RouteTableChanges,
        slug: "route-table-changes",
        events: changes!("ec2.amazonaws.com",
            "CreateRoute" "CreateRouteTable" "ReplaceRoute" "ReplaceRouteTableAssociation"
            "DeleteRouteTable" "DeleteRoute" "DisassociateRouteTable"),
    },
    Row {
        control: Control::VpcChanges,
        slug: "vpc-changes",
        events: changes!("ec2.amazonaws.com",
            "CreateVpc" "DeleteVpc" "ModifyVpcAttribute" "AcceptVpcPeeringConnection"
            "CreateVpcPeeringConnection" "DeleteVpcPeeringConnection" "RejectVpcPeeringConnection"
            "AttachClassicLinkVpc" "DetachClassicLinkVpc" "DisableVpcClassicLink" "EnableVpcClassicLink"),
    },
    Row {
        control: Control::OrganizationsChanges,
        slug: "organizations-changes",
        events: changes!("organizations.amazonaws.com",
            "AcceptHandshake" "AttachPolicy" "CreateAccount" "CreateOrganizationalUnit" "CreatePolicy"
            "DeclineHandshake" "DeleteOrganization" "DeleteOrganizationalUnit" "DeletePolicy" "DetachPolicy"
            "DisablePolicyType" "EnablePolicyType" "InviteAccountToOrganization" "LeaveOrganization"
            "MoveAccount" "RemoveAccountFromOrganization" "UpdatePolicy" "UpdateOrganizationalUnit"),
    },
];

/// The benchmark leaves two kinds of noise out: `HeadBucket`, and the log delivery service.
const REFUSED_CALL: Event = Event {
    label: "",
    name: Field::OtherThan(&["HeadBucket"]),
    source: Field::OtherThan(&[]),
    identity: None,
    fields: &[],
    caller: None,
};

const UNAUTHORIZED: &[Event] = &[
    Event {
        label: "Client.UnauthorizedOperation",
        fields: &[
            ("errorCode", Field::Text("Client.UnauthorizedOperation")),
            ("eventType", Field::Text("AwsApiCall")),
            ("sourceIPAddress", Field::OtherThan(&["delivery.logs.amazonaws.com"])),
        ],
        ..REFUSED_CALL
    },
    Event {
        label: "AccessDenied",
        fields: &[
            ("errorCode", Field::Text("AccessDenied")),
            ("eventType", Field::Text("AwsApiCall")),
            ("sourceIPAddress", Field::OtherThan(&["delivery.logs.amazonaws.com"])),
        ],
        ..REFUSED_CALL
    },
];

const SIGNIN_WITHOUT_MFA: &[Event] = &[Event {
    caller: None,
    label: "ConsoleLogin",
    name: Field::Text("ConsoleLogin"),
    source: Field::Text("signin.amazonaws.com"),
    identity: None,
    fields: &[
        ("additionalEventData.MFAUsed", Field::Text("No")),
        ("errorCode", Field::Absent),
        ("errorMessage", Field::Absent),
        ("eventCategory", Field::Text("Management")),
        ("eventType", Field::Text("AwsConsoleSignIn")),
        ("managementEvent", Field::Bool(true)),
        ("readOnly", Field::Bool(false)),
        ("responseElements.ConsoleLogin", Field::Text("Success")),
        ("userIdentity.invokedBy", Field::Absent),
        ("userIdentity.type", Field::Text("IAMUser")),
    ],
}];

const SIGNIN_FAILED: &[Event] = &[Event {
    caller: None,
    label: "ConsoleLogin",
    name: Field::Text("ConsoleLogin"),
    source: Field::Text("signin.amazonaws.com"),
    identity: None,
    fields: &[
        ("errorCode", Field::Absent),
        ("errorMessage", Field::Text("Failed authentication")),
        ("eventCategory", Field::Text("Management")),
        ("eventType", Field::Text("AwsConsoleSignIn")),
        ("managementEvent", Field::Bool(true)),
        ("readOnly", Field::Bool(false)),
        ("responseElements.ConsoleLogin", Field::Text("Failure")),
        ("userIdentity.invokedBy", Field::Absent),
    ],
}];

const ROOT: &[Event] = &[
    Event {
        caller: None,
        label: "a call of the root user",
        name: Field::OtherThan(&["ConsoleLogin"]),
        source: Field::OtherThan(&["signin.amazonaws.com"]),
        identity: None,
        fields: &[
            ("eventType", Field::Text("AwsApiCall")),
            ("userIdentity.invokedBy", Field::Absent),
            ("userIdentity.type", Field::Text("Root")),
        ],
    },
    Event {
        caller: None,
        label: "a console sign-in of the root user",
        name: Field::Text("ConsoleLogin"),
        source: Field::Text("signin.amazonaws.com"),
        identity: None,
        fields: &[
            ("eventType", Field::Text("AwsConsoleSignIn")),
            ("userIdentity.invokedBy", Field::Absent),
            ("userIdentity.type", Field::Text("Root")),
        ],
    },
];

impl Control {
    /// All of them, in the benchmark's order.
    pub fn all() -> impl Iterator<Item = Control> {
        ROWS.iter().map(|row| row.control)
    }

    /// Its name: `cloudtrail-config-changes`.
    pub fn slug(self) -> &'static str {
        self.row().map_or("", |row| row.slug)
    }

    /// The control of that name.
    pub fn named(slug: &str) -> Option<Control> {
        ROWS.iter().find(|row| row.slug == slug).map(|row| row.control)
    }

    /// The events it must notice.
    pub(super) fn events(self) -> &'static [Event] {
        self.row().map_or(&[], |row| row.events)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.control == self)
    }
}
