//! What is to be safe of a log bucket: the names of its log files, its trails; and what is another bucket's. Knows no
//! identity.

use super::super::spellings::{elsewhere, read};
use crate::expr::unknown_from;
use crate::model::{Entity, references};
use crate::rule::view::View;
use crate::value::{Data, Handle, TextPart, Unknown, Value};
use std::sync::Arc;

/// The trails that deliver to a bucket.
pub(super) fn trails_of<'e>(view: &View<'e>, bucket: Handle) -> Vec<(Handle, &'e Entity)> {
    let mut trails: Vec<(Handle, &Entity)> = Vec::new();
    read(view, bucket, "trails").map_leaves(&mut |leaf| {
        for trail in leaf.as_list().unwrap_or_default() {
            if let Data::Handle(handle) = trail.data
                && let Some(entity) = view.estate().entity(handle)
                && !trails.iter().any(|(known, _)| *known == handle)
            {
                trails.push((handle, entity));
            }
        }
        leaf.clone()
    });
    trails
}

/// What comes behind the bucket in the names of log files.
pub(super) fn log_keys(view: &View<'_>, trails: &[(Handle, &Entity)]) -> Vec<Value> {
    let text = |text: &str| Value::string(text);
    let somewhere = |before: &Value| Value::concatenation(&[text("/"), before.clone(), text("AWSLogs/*")]);
    if trails.is_empty() {
        return vec![text("/AWSLogs/*"), somewhere(&elsewhere("the trail that delivers here"))];
    }
    let key = |(handle, trail): &(Handle, &Entity)| {
        let owner = match read(view, *handle, "organization").as_bool() {
            Some(false) => vec![trail.resource.surroundings.account.clone(), text("/*")],
            _ => vec![text("*")],
        };
        read(view, *handle, "key_prefix").map_leaves(&mut |prefix| {
            let before = match (prefix.null_test(), prefix.empty_test()) {
                (Some(true), _) | (_, Some(true)) => vec![text("/AWSLogs/")],
                (Some(false), Some(false)) => vec![text("/"), prefix.clone(), text("/AWSLogs/")],
                _ => return somewhere(&unknown_from(prefix)),
            };
            Value::concatenation(&[before, owner.clone()].concat())
        })
    };
    trails.iter().map(key).collect()
}

/// Whether an item of `Resource` is about another bucket of these files: buckets have names of their own.
pub(super) fn names_another(view: &View<'_>, this: Handle, item: &Value) -> bool {
    let unit = view.estate().entity(this).map_or(0, |bucket| bucket.resource.unit);
    let others = |address: &Arc<str>| {
        let here = view.estate().at_address(unit, address).iter().copied();
        here.filter(|handle| handle.space == this.space && *handle != this)
    };
    let is_other = |unknown: &Unknown| {
        let reference = unknown.reference.as_ref().filter(|_| !unknown.made_of);
        reference.is_some_and(|it| others(&it.address).next().is_some())
    };
    match &item.data {
        Data::Unknown(unknown) => is_other(unknown),
        Data::Text(text) => {
            let first = text.parts.iter().find(|part| match part {
                TextPart::Literal(text) => !text.ends_with(":s3:::"),
                TextPart::Unknown(_) => true,
            });
            let Some(TextPart::Unknown(value)) = first else { return false };
            value.as_unknown().is_some_and(is_other)
        }
        Data::String(text) => {
            let name = text.split_once(":s3:::").and_then(|(_, behind)| behind.split('/').next());
            let has_it = |handle| read(view, handle, "name").as_str() == name;
            name.is_some() && references(item).iter().any(|address| others(address).any(has_it))
        }
        _ => false,
    }
}
