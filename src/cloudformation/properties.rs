//! The properties that resource types have, by CloudFormation's published schemas: which names are misspelt, where a
//! list is missing, and what a property's type makes of a text.
//!
//! The tables are written by `properties/generate.py`. Knows nothing of what a property means.

mod cloudtrail;
mod cloudwatch;
mod config;
mod events;
mod iam;
mod kms;
mod logs;
mod organizations;
mod s3;
mod sns;

use super::form::{self, Form};
use super::spelling::nearest;
use crate::resource::{Refusal, RefusedArgument};
use crate::source::Span;
use crate::syntax::node::{Node, NodeKind, Scalar};
use crate::value::{Data, ListKind, Number, Value};
use foldhash::HashMap;
use std::sync::{Arc, LazyLock};

/// The properties of a resource type, or of an object in one: names, sorted, and types.
pub(super) type Properties = &'static [(&'static str, Kind)];

/// The type of a property.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Documents, maps, and whatever else has no names of its own.
    Any,
    Boolean,
    Integer,
    Number,
    String,
    List(&'static Kind),
    Object(Properties),
}

static SERVICES: &[&[(&str, Properties)]] = &[
    cloudtrail::TYPES,
    cloudwatch::TYPES,
    config::TYPES,
    events::TYPES,
    iam::TYPES,
    kms::TYPES,
    logs::TYPES,
    organizations::TYPES,
    s3::TYPES,
    sns::TYPES,
];

/// Deepest nesting of objects that names are looked up in: the schemas' own is below ten.
const MAX_DEPTH: usize = 64;

static TYPES: LazyLock<HashMap<&str, Properties>> =
    LazyLock::new(|| SERVICES.iter().flat_map(|types| types.iter().copied()).collect());

/// The properties of a resource type, where its schema is known here.
pub(super) fn of(kind: &str) -> Option<Properties> {
    TYPES.get(kind).copied()
}

/// The type that one of no properties was meant to be: its colons or capitals are not right.
pub(super) fn misspelt(kind: &str) -> Option<&'static str> {
    static MEANT: LazyLock<HashMap<String, &'static str>> =
        LazyLock::new(|| TYPES.keys().map(|kind| (letters(kind), *kind)).collect());
    static OF_SERVICES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut services: Vec<_> = TYPES.keys().map(|kind| service(kind)).collect();
        services.sort_unstable();
        services.dedup();
        services
    });
    // most that are not known here are of other services
    let own = service(kind);
    if !OF_SERVICES.iter().any(|known| known.eq_ignore_ascii_case(own)) {
        return None;
    }
    MEANT.get(&letters(kind)).copied()
}

/// What follows `AWS::` in a type.
fn service(kind: &str) -> &str {
    let behind = kind.get(3..).unwrap_or_default().trim_start_matches(':');
    let end = behind.bytes().position(|byte| byte == b':');
    &behind[..end.unwrap_or(behind.len())]
}

/// A type in small letters, without its colons.
fn letters(kind: &str) -> String {
    kind.chars().filter(|letter| *letter != ':').map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The type of a property, by name.
pub(super) fn kind_of(properties: Properties, name: &str) -> Option<Kind> {
    properties.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|at| properties[at].1)
}

/// What a mapping of properties says that its type does not know, or not so; a reference to a resource is a text.
pub(super) fn refused(
    properties: Properties,
    node: &Node,
    is_resource: &dyn Fn(&str) -> bool,
) -> Vec<RefusedArgument> {
    let mut found = Refused { is_resource, all: Vec::new() };
    look(Kind::Object(properties), node, &Around(None), 0, &mut found);
    found.all
}

struct Refused<'a> {
    is_resource: &'a dyn Fn(&str) -> bool,
    all: Vec<RefusedArgument>,
}

fn look(kind: Kind, node: &Node, around: &Around<'_>, depth: usize, found: &mut Refused<'_>) {
    // what has no names of its own may stand there in any form
    if depth > MAX_DEPTH || !matches!(kind, Kind::List(_) | Kind::Object(_)) {
        return;
    }
    match (form::of(node), kind) {
        (Form::Call("If", argument), _) => {
            let [_, then, otherwise] = argument.items() else { return };
            look(kind, then, around, depth + 1, found);
            look(kind, otherwise, around, depth + 1, found);
        }
        (form, Kind::List(_)) if is_no_list(&form, node, found.is_resource) => {
            if let Some((outer, name, span)) = around.0 {
                let path = outer.path(name).into();
                found.all.push(RefusedArgument { path, span, why: Refusal::NoList });
            }
        }
        (Form::Plain, Kind::List(item)) => {
            node.items().iter().for_each(|node| look(*item, node, around, depth + 1, found));
        }
        (Form::Plain, Kind::Object(properties)) => {
            for entry in node.entries().iter().filter(|entry| !entry.is_gap()) {
                match kind_of(properties, &entry.key) {
                    Some(kind) => {
                        let here = Around(Some((around, &entry.key, entry.key_span)));
                        look(kind, &entry.value, &here, depth + 1, found);
                    }
                    None if is_no_name(&entry.key) => {}
                    None => found.all.push(RefusedArgument {
                        path: around.path(&entry.key).into(),
                        span: entry.key_span,
                        why: match meant(properties, &entry.key) {
                            Some(meant) => Refusal::Misspelt(meant.into()),
                            None => Refusal::Unknown,
                        },
                    }),
                }
            }
        }
        _ => {}
    }
}

/// Whether what stands where a list is needed is certainly none: a mapping or a text, or an intrinsic that gives a text.
/// CloudFormation makes no list of one (<https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>).
fn is_no_list(form: &Form, node: &Node, is_resource: &dyn Fn(&str) -> bool) -> bool {
    match form {
        Form::Plain => match node.kind() {
            NodeKind::Mapping(entries) => {
                !entries.iter().any(|entry| entry.is_gap() || is_no_name(&entry.key))
            }
            // text that another tool replaces may become a list
            NodeKind::Scalar(text, _) => {
                !matches!(node.scalar(), Some(Scalar::Null)) && !text.contains(['{', '<', '%', '$'])
            }
            NodeKind::Sequence(_) | NodeKind::Unreadable => false,
        },
        Form::Call("Sub" | "Join" | "Base64" | "ToJsonString", _) => true,
        Form::Call("Ref", name) => name.text().is_some_and(is_resource),
        _ => false,
    }
}

/// Whether a key is a loop, an include or a condition in the place of one, or a directive of another tool.
fn is_no_name(key: &str) -> bool {
    let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { key == "Ref" } else { key.contains("::") || key.contains("${") }
}

/// The properties around one, from the inside out: a path is made of them only for what is found.
struct Around<'a>(Option<(&'a Around<'a>, &'a str, Span)>);

impl Around<'_> {
    fn path(&self, name: &str) -> String {
        match self.0 {
            Some((around, own, _)) => format!("{}.{name}", around.path(own)),
            None => name.to_owned(),
        }
    }
}

/// The property that was meant: the same letters, a few letters off, or the only one that begins so.
fn meant(properties: Properties, written: &str) -> Option<&'static str> {
    let letters = |name: &str| {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let names = || properties.iter().map(|(name, _)| *name);
    let bare = letters(written);
    if let Some(same) = names().find(|name| letters(name) == bare) {
        return Some(same);
    }
    if let Some(near) = nearest(written, names()) {
        return Some(near);
    }
    let mut longer = names().filter(|name| bare.len() >= 6 && letters(name).starts_with(&bare));
    longer.next().filter(|_| longer.next().is_none())
}

/// A value as CloudFormation takes it for a property of that type: `"True"` is true, `"7"` is 7, where a text is
/// wanted a boolean is one. What cannot be taken stays as it is.
pub(super) fn coerce(value: &Value, kind: Kind) -> Value {
    let coerced = match (&value.data, kind) {
        (Data::Branches(_), _) => return value.map_leaves(&mut |leaf| coerce(leaf, kind)),
        (Data::String(text), Kind::Boolean) => match text.to_ascii_lowercase().as_str() {
            "true" => Value::bool(true),
            "false" => Value::bool(false),
            _ => return value.clone(),
        },
        (Data::String(text), Kind::Integer | Kind::Number) => match Number::parse(text.trim()) {
            Some(number) => Value::number(number),
            None => return value.clone(),
        },
        (Data::Bool(_) | Data::Number(_), Kind::String) => crate::value::to_string(value),
        (Data::List(list), Kind::List(item)) if !list.items.iter().all(|value| fits(value, *item)) => {
            Value::list(ListKind::Tuple, list.items.iter().map(|value| coerce(value, *item)).collect())
        }
        (Data::Object(object), Kind::Object(properties)) if !fits(value, kind) => {
            let entries: Vec<(Arc<str>, Value)> = object
                .entries
                .iter()
                .map(|(name, value)| {
                    let kind = kind_of(properties, name).unwrap_or(Kind::Any);
                    (Arc::clone(name), coerce(value, kind))
                })
                .collect();
            Value::object_of(object.is_map, entries, object.open.clone())
        }
        _ => return value.clone(),
    };
    coerced.at(value.origin.clone()).marked(value.sensitive)
}

/// Whether a value is as that type takes it already.
fn fits(value: &Value, kind: Kind) -> bool {
    match (&value.data, kind) {
        (_, Kind::Any) => true,
        (Data::Branches(_), _)
        | (Data::String(_), Kind::Boolean | Kind::Integer | Kind::Number)
        | (Data::Bool(_) | Data::Number(_), Kind::String) => false,
        (Data::List(list), Kind::List(item)) => list.items.iter().all(|value| fits(value, *item)),
        (Data::Object(object), Kind::Object(properties)) => {
            let kind_of = |name: &str| kind_of(properties, name).unwrap_or(Kind::Any);
            object.entries.iter().all(|(name, value)| fits(value, kind_of(name)))
        }
        _ => true,
    }
}

/// The text of a number where a text is wanted: as it is written (`1.0`, `007`).
pub(super) fn written_text(node: &Node, kind: Kind) -> Option<&str> {
    match (kind, node.scalar()) {
        (Kind::String, Some(Scalar::Number(text))) if form::is_plain(node) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for (name, properties) in SERVICES.iter().flat_map(|types| types.iter()) {
            assert!(properties.is_sorted_by_key(|(name, _)| *name), "{name}");
        }
    }

    #[test]
    fn the_name_that_was_meant() {
        let trail = of("AWS::CloudTrail::Trail").expect("the type");
        for (written, expected) in [
            ("KmsKeyId", Some("KMSKeyId")),
            ("kms_key_id", Some("KMSKeyId")),
            ("IsMultiRegion", Some("IsMultiRegionTrail")),
            ("EnableLogFilesValidation", Some("EnableLogFileValidation")),
            ("S3Bucket", Some("S3BucketName")),
            ("CloudWatchLogs", None),
            ("Whatever", None),
        ] {
            assert_eq!(meant(trail, written), expected, "{written}");
        }
    }
}
