//! What a bucket has several of: lifecycle rules, replication rules, grants.

use super::{form, property, row};
use crate::model::{
    Default::{self, Empty, Null},
    Field,
    FieldKind::{self, Number, Objects, String as TEXT, Strings},
    Reading,
};

/// A lifecycle rule.
pub(super) const LIFECYCLE_RULES: &[Field] = &[
    row("id", TEXT, "id", "Id", Null, "its name"),
    row("status", TEXT, "status", "Status", Default::String("Enabled"), "`Enabled` or `Disabled`")
        .or_in(&[form("enabled", Reading::EnabledOr("Disabled"))]),
    row("prefix", TEXT, "prefix", "Prefix", Null, "the keys it is about begin with this; null: all")
        .or_in(&[form("filter.prefix", Reading::Plain), form("filter.and.prefix", Reading::Plain)]),
    row("tags", FieldKind::Map, "tags", "TagFilters", Null, "tags that objects must have; null: none")
        .or_in(&[form("filter.tag", Reading::Plain), form("filter.and.tags", Reading::Plain)]),
    row(
        "object_size_above",
        Number,
        "",
        "ObjectSizeGreaterThan",
        Null,
        "bytes that objects must be larger than; null: any",
    )
    .or_in(&[
        form("filter.object_size_greater_than", Reading::Plain),
        form("filter.and.object_size_greater_than", Reading::Plain),
    ]),
    row(
        "object_size_below",
        Number,
        "",
        "ObjectSizeLessThan",
        Null,
        "bytes that objects must be smaller than",
    )
    .or_in(&[
        form("filter.object_size_less_than", Reading::Plain),
        form("filter.and.object_size_less_than", Reading::Plain),
    ]),
    row(
        "expiration_days",
        Number,
        "expiration.days",
        "ExpirationInDays",
        Null,
        "days until current versions expire",
    ),
    row("expiration_date", TEXT, "expiration.date", "ExpirationDate", Null, "the day on which they expire"),
    row(
        "noncurrent_days",
        Number,
        "noncurrent_version_expiration.noncurrent_days",
        "NoncurrentVersionExpiration.NoncurrentDays",
        Null,
        "days until noncurrent versions expire",
    )
    .or_in(&[
        form("noncurrent_version_expiration.days", Reading::Plain),
        property("NoncurrentVersionExpirationInDays", Reading::Plain),
    ]),
    row(
        "transitions",
        Objects(TRANSITIONS),
        "transition",
        "Transitions",
        Empty,
        "when objects change their class",
    ),
];

const TRANSITIONS: &[Field] = &[
    row("days", Number, "days", "TransitionInDays", Null, "after how many days"),
    row("storage_class", TEXT, "storage_class", "StorageClass", Null, "to which class"),
];

/// A replication rule.
pub(super) const REPLICATION_RULES: &[Field] = &[
    row("id", TEXT, "id", "Id", Null, "its name"),
    row("status", TEXT, "status", "Status", Null, "`Enabled` or `Disabled`"),
    row("prefix", TEXT, "prefix", "Prefix", Null, "the keys it is about begin with this; null: all").or_in(
        &[
            form("filter.prefix", Reading::Plain),
            form("filter.and.prefix", Reading::Plain),
            property("Filter.Prefix", Reading::Plain),
            property("Filter.And.Prefix", Reading::Plain),
        ],
    ),
    row(
        "destination",
        TEXT,
        "destination.bucket",
        "Destination.Bucket",
        Null,
        "ARN of the bucket it copies to",
    ),
];

/// A grant of an ACL.
pub(super) const GRANTS: &[Field] = &[
    row("type", TEXT, "grantee.type", "", Null, "`Group`, `CanonicalUser` or `AmazonCustomerByEmail`")
        .or_in(&[form("type", Reading::Plain)]),
    row("uri", TEXT, "grantee.uri", "", Null, "the group that is granted something")
        .or_in(&[form("uri", Reading::Plain)]),
    row("id", TEXT, "grantee.id", "", Null, "the account that is granted something")
        .or_in(&[form("id", Reading::Plain)]),
    row("permissions", Strings, "permissions", "", Empty, "what is granted")
        .or_in(&[form("permission", Reading::Plain)]),
];
