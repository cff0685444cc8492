//! A bucket that is not in these files, and whose policy is: whatever it was before, that is the policy it has.

use crate::model::Entity;
use crate::resource::Presence;
use crate::rule::view::View;
use crate::value::{Handle, Value};

/// Such a bucket, by its name.
pub(super) struct NamedBucket<'v> {
    /// Its policy, which is there in every case.
    pub policy: Handle,
    /// What its policy says.
    pub document: &'v Value,
    /// Its ARN.
    pub arns: Vec<Value>,
}

impl<'v> NamedBucket<'v> {
    /// The one that a trail delivers to, where one policy is certainly there for a bucket of that name, and no other for
    /// the same.
    pub(super) fn of(view: &View<'v>, trail: &Entity) -> Option<Self> {
        let name = &trail.field("bucket_name")?.value;
        if name.is_branching() || name.null_test() == Some(true) {
            return None;
        }
        let mut about_it = view.estate().all("bucket_policy").filter(|(_, policy)| {
            let of = policy.field("bucket_name").map(|of| of.value.equals(name));
            policy.resource.unit == trail.resource.unit && of == Some(Some(true))
        });
        let (handle, policy) = about_it.next()?;
        let resource = &policy.resource;
        let is_there = matches!(resource.presence, Presence::Always) && resource.not_created.is_none();
        let document = policy.field("document").map(|document| &document.value)?;
        if about_it.next().is_some() || !is_there {
            return None;
        }
        let partition = trail.resource.surroundings.partition.clone();
        let arn = [Value::string("arn:"), partition, Value::string(":s3:::"), name.clone()];
        Some(NamedBucket { policy: handle, document, arns: vec![Value::concatenation(&arn)] })
    }
}
