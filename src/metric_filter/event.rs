//! CloudTrail events, as far as patterns look at them: what a field is in every event of a kind.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>. A
//! field that differs from event to event is not known, one that no event has is missing.

use super::pattern::{Segment, Selector};

/// All events of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    /// What people call the kind: an event name, an error code.
    pub label: &'static str,
    /// `eventName`
    pub name: Field,
    /// `eventSource`
    pub source: Field,
    /// `userIdentity.type`, where one event is meant instead of all of the kind.
    pub identity: Option<&'static str>,
    /// What else is the same in all of them, by path.
    pub fields: &'static [(&'static str, Field)],
    /// What names their caller, where it is one.
    pub caller: Option<&'static str>,
}

/// What a field is in all events of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    /// That text.
    Text(&'static str),
    /// That boolean.
    Bool(bool),
    /// Not there.
    Absent,
    /// Some text, and none of these.
    OtherThan(&'static [&'static str]),
}

/// What a selector finds in an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Found<'a> {
    Text(&'a str),
    Number(f64),
    Bool(bool),
    Null,
    /// It is not there.
    Missing,
    /// An object or a list.
    Container,
    /// It differs; it is none of these.
    Varies(&'a [&'a str]),
    /// No CloudTrail event has such a field.
    Foreign,
}

/// How a field of the record is made.
enum Shape {
    /// One value.
    Scalar,
    /// An object with these fields.
    Fields(&'static [(&'static str, Shape)]),
    /// An object or list whose content depends on the service.
    Open,
}

use Shape::{Fields, Open, Scalar};

const RECORD: &[(&str, Shape)] = &[
    ("additionalEventData", Open),
    ("addendum", Open),
    ("apiVersion", Scalar),
    ("awsRegion", Scalar),
    ("edgeDeviceDetails", Open),
    ("errorCode", Scalar),
    ("errorMessage", Scalar),
    ("eventCategory", Scalar),
    ("eventContext", Open),
    ("eventID", Scalar),
    ("eventName", Scalar),
    ("eventSource", Scalar),
    ("eventTime", Scalar),
    ("eventType", Scalar),
    ("eventVersion", Scalar),
    ("insightDetails", Open),
    ("managementEvent", Scalar),
    ("readOnly", Scalar),
    ("recipientAccountId", Scalar),
    ("requestID", Scalar),
    ("requestParameters", Open),
    ("resources", Open),
    ("responseElements", Open),
    ("serviceEventDetails", Open),
    ("sessionCredentialFromConsole", Scalar),
    ("sharedEventID", Scalar),
    ("sourceIPAddress", Scalar),
    ("tlsDetails", Open),
    ("userAgent", Scalar),
    ("userIdentity", Fields(USER_IDENTITY)),
    ("vpcEndpointAccountId", Scalar),
    ("vpcEndpointId", Scalar),
];

const USER_IDENTITY: &[(&str, Shape)] = &[
    ("accessKeyId", Scalar),
    ("accountId", Scalar),
    ("arn", Scalar),
    ("credentialId", Scalar),
    ("identityProvider", Scalar),
    ("inScopeOf", Open),
    ("invokedBy", Scalar),
    ("onBehalfOf", Open),
    ("principalId", Scalar),
    ("sessionContext", Open),
    ("type", Scalar),
    ("userId", Scalar),
    ("userName", Scalar),
    ("webIdFederationData", Open),
];

/// Fields that every event has, as text.
const ALWAYS: &[&str] =
    &["awsRegion", "eventID", "eventName", "eventSource", "eventTime", "eventType", "eventVersion"];

/// Whether every event has the field, as text.
pub(super) fn is_always_there(selector: &Selector) -> bool {
    selector.dotted().is_some_and(|path| ALWAYS.contains(&&*path))
}

/// What a selector can find in CloudTrail events at all.
pub(super) fn in_any_event(selector: &Selector) -> Found<'static> {
    let mut fields = RECORD;
    for (depth, segment) in selector.path.iter().enumerate() {
        let Segment::Name(name) = segment else {
            return if matches!(segment, Segment::Every) { Found::Varies(&[]) } else { Found::Foreign };
        };
        if name.contains(super::pattern::HOLE) {
            return Found::Varies(&[]);
        }
        let last = depth + 1 == selector.path.len();
        match fields.iter().find(|(known, _)| *known == name.as_str()) {
            None => return Found::Foreign,
            Some((_, Open)) => return Found::Varies(&[]),
            Some((_, Scalar)) if last => return Found::Varies(&[]),
            Some((_, Scalar)) => return Found::Foreign,
            Some((_, Fields(inner))) => fields = inner,
        }
    }
    Found::Container
}

impl Event {
    /// What a selector finds in it.
    pub fn find(&self, selector: &Selector) -> Found<'static> {
        if !selector.known {
            return Found::Varies(&[]);
        }
        let told = selector.dotted().and_then(|path| self.told(&path));
        told.unwrap_or_else(|| in_any_event(selector))
    }

    fn told(&self, path: &str) -> Option<Found<'static>> {
        let field = match path {
            "eventName" => Some(self.name),
            "eventSource" => Some(self.source),
            IDENTITY if self.identity.is_some() => self.identity.map(Field::Text),
            path if CALLER.contains(&path) && self.caller.is_some() => self.caller.map(Field::Text),
            path => self.fields.iter().find(|(known, _)| *known == path).map(|(_, field)| *field),
        };
        field.map(|field| match field {
            Field::Text(text) => Found::Text(text),
            Field::Bool(value) => Found::Bool(value),
            Field::Absent => Found::Missing,
            Field::OtherThan(others) => Found::Varies(others),
        })
    }

    /// What is known of its text: paths and values.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [("eventName", self.name), ("eventSource", self.source)]
            .into_iter()
            .chain(self.fields.iter().copied())
            .chain(self.identity.map(|caller| (IDENTITY, Field::Text(caller))))
            .filter_map(|(path, field)| match field {
                Field::Text(text) => Some((path, text)),
                _ => None,
            })
    }
}

/// Where an event tells who called.
const IDENTITY: &str = "userIdentity.type";

/// Callers that there are in every account, and who signs in with a password.
const CALLERS: &[&str] = &["AssumedRole", "IAMUser"];
const SIGNING_IN: &[&str] = &["IAMUser", ROOT];
const ROOT: &str = "Root";

impl Event {
    /// Single events of the kind: of one caller each, and of a name and source that no pattern has in mind, where these
    /// differ. Where one of them is not noticed, not all of the kind are.
    pub(super) fn single(&self) -> impl Iterator<Item = Event> {
        let differs = |field: Field| matches!(field, Field::OtherThan(_));
        let one =
            move |field: Field, text: &'static str| if differs(field) { Field::Text(text) } else { field };
        let told = self.told(IDENTITY);
        let callers = match self.source {
            Field::Text("signin.amazonaws.com") => SIGNING_IN,
            _ => CALLERS,
        };
        callers.iter().map(move |caller| {
            // there is one root user in an account: the others are told from each other
            let is_root = told.map_or(*caller == ROOT, |told| told == Found::Text(ROOT));
            Event {
                name: one(self.name, "NameOfItsOwn"),
                source: one(self.source, "service-of-its-own.amazonaws.com"),
                identity: told.is_none().then_some(*caller),
                caller: (!is_root).then_some(OF_ITS_OWN),
                ..*self
            }
        })
    }
}

/// What stands in the fields that tell one caller from all others, in an event of a caller of its own.
const OF_ITS_OWN: &str = "\u{3}";

/// Fields that differ from caller to caller.
const CALLER: &[&str] = &["userIdentity.arn", "userIdentity.principalId"];

/// Events that no alarm is about: what goes on in an account all day. A pattern that all of them match, matches
/// nearly everything.
pub(super) const BENIGN: &[Event] = &[
    Event {
        caller: None,
        label: "DescribeInstances",
        name: Field::Text("DescribeInstances"),
        source: Field::Text("ec2.amazonaws.com"),
        identity: None,
        fields: &[
            ("awsRegion", Field::Text("us-east-1")),
            ("errorCode", Field::Absent),
            ("errorMessage", Field::Absent),
            ("eventCategory", Field::Text("Management")),
            ("eventType", Field::Text("AwsApiCall")),
            ("managementEvent", Field::Bool(true)),
            ("readOnly", Field::Bool(true)),
            ("sourceIPAddress", Field::Text("198.51.100.7")),
            ("userAgent", Field::Text("aws-cli/2.17.0")),
            ("userIdentity.invokedBy", Field::Absent),
            ("userIdentity.sessionContext.attributes.mfaAuthenticated", Field::Text("true")),
            ("userIdentity.type", Field::Text("AssumedRole")),
        ],
    },
    Event {
        caller: None,
        label: "CreateLogStream",
        name: Field::Text("CreateLogStream"),
        source: Field::Text("logs.amazonaws.com"),
        identity: None,
        fields: &[
            ("awsRegion", Field::Text("eu-west-1")),
            ("errorCode", Field::Absent),
            ("errorMessage", Field::Absent),
            ("eventCategory", Field::Text("Management")),
            ("eventType", Field::Text("AwsApiCall")),
            ("managementEvent", Field::Bool(true)),
            ("readOnly", Field::Bool(false)),
            ("sourceIPAddress", Field::Text("203.0.113.80")),
            ("userAgent", Field::Text("awslambda-worker/1.0")),
            ("userIdentity.invokedBy", Field::Absent),
            ("userIdentity.sessionContext.attributes.mfaAuthenticated", Field::Text("false")),
            ("userIdentity.type", Field::Text("AssumedRole")),
        ],
    },
    Event {
        caller: None,
        label: "GetBucketLocation",
        name: Field::Text("GetBucketLocation"),
        source: Field::Text("s3.amazonaws.com"),
        identity: None,
        fields: &[
            ("awsRegion", Field::Text("ap-southeast-2")),
            ("errorCode", Field::Absent),
            ("errorMessage", Field::Absent),
            ("eventCategory", Field::Text("Management")),
            ("eventType", Field::Text("AwsApiCall")),
            ("managementEvent", Field::Bool(true)),
            ("readOnly", Field::Bool(true)),
            ("sourceIPAddress", Field::Text("192.0.2.44")),
            ("userAgent", Field::Text("console.amazonaws.com")),
            ("userIdentity.invokedBy", Field::Absent),
            ("userIdentity.type", Field::Text("IAMUser")),
        ],
    },
    Event {
        caller: None,
        label: "GenerateDataKey",
        name: Field::Text("GenerateDataKey"),
        source: Field::Text("kms.amazonaws.com"),
        identity: None,
        fields: &[
            ("awsRegion", Field::Text("us-west-2")),
            ("errorCode", Field::Absent),
            ("errorMessage", Field::Absent),
            ("eventCategory", Field::Text("Management")),
            ("eventType", Field::Text("AwsApiCall")),
            ("managementEvent", Field::Bool(true)),
            ("readOnly", Field::Bool(true)),
            ("sourceIPAddress", Field::Text("cloudtrail.amazonaws.com")),
            ("userAgent", Field::Text("cloudtrail.amazonaws.com")),
            ("userIdentity.invokedBy", Field::Text("cloudtrail.amazonaws.com")),
            ("userIdentity.type", Field::Text("AWSService")),
        ],
    },
];
