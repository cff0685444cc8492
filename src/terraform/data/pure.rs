//! Data sources that are functions of their arguments and read nothing: what they make is known where the arguments
//! are, and not known because of these.

use crate::expr::Evaluator;
use crate::load::{Syntax, whole};
use crate::syntax::hcl;
use crate::terraform::scope::{ModuleScope, written};
use crate::terraform::tree::{ResourceInstance, Unit};
use crate::value::{Cause, CauseKind, Data, TextPart, Type, Unknown, Value, to_string};
use std::path::Path;
use std::sync::Arc;

/// The parts of an ARN behind its `arn:`, as `aws_arn` calls them.
const PARTS: [&str; 5] = ["partition", "service", "region", "account", "resource"];

/// An attribute of such a data source.
pub(super) fn attribute(unit: &Unit<'_>, resource: &ResourceInstance, name: &str) -> Option<Value> {
    let argument = |name: &str| written(unit, resource, &name.into()).filter(|value| !value.is_null());
    match (&*resource.kind, name) {
        ("data.aws_arn", "id" | "arn") => argument("arn"),
        ("data.aws_arn", name) => {
            let at = PARTS.iter().position(|part| *part == name)?;
            let arn = argument("arn")?;
            let parted = |arn: &Value| part_of_arn(&to_string(arn), at);
            Some(arn.map_leaves(&mut |arn| parted(arn).unwrap_or_else(|| because_of(arn, resource, name))))
        }
        ("data.null_data_source", "outputs") => argument("inputs"),
        ("data.template_file", "rendered") => {
            let (template, variables) = (argument("template")?, argument("vars"));
            let rendered = |template: &Value| rendered(unit, resource, template, variables.as_ref());
            Some(template.map_leaves(&mut |template| {
                let unknown = match (template.as_str(), &variables) {
                    (Some(_), Some(variables)) => variables,
                    _ => template,
                };
                rendered(template).unwrap_or_else(|| because_of(unknown, resource, name))
            }))
        }
        _ => None,
    }
}

/// A text that is not known because an argument is not.
fn because_of(argument: &Value, resource: &ResourceInstance, name: &str) -> Value {
    if argument.is_error() {
        return argument.clone();
    }
    let own = || Cause::new(CauseKind::DataSource, Arc::clone(&resource.address));
    let mut unknown = Unknown::because(argument.cause().cloned().unwrap_or_else(own)).of_type(Type::String);
    unknown.not_null = true;
    if !resource.address.contains("[*]") {
        unknown = unknown.named(format!("{}.{name}", resource.address));
    }
    unknown.value().at(argument.origin.clone()).marked(argument.sensitive)
}

/// One part of an ARN; `None` where text that is not known may hold the colon that ends it.
fn part_of_arn(arn: &Value, at: usize) -> Option<Value> {
    let whole = [TextPart::Unknown(arn.clone())];
    let pieces = match &arn.data {
        Data::Text(text) => &text.parts[..],
        _ => &whole,
    };
    let mut parts: Vec<Vec<Value>> = vec![Vec::new()];
    // what stands in the last part ends nothing, whatever it holds
    let last = PARTS.len();
    for piece in pieces {
        let text = match piece {
            TextPart::Literal(text) => text,
            TextPart::Unknown(value) => match value.as_str() {
                Some(text) => text,
                None if parts.len() > last || is_one_part(value) => {
                    parts.last_mut()?.push(value.clone());
                    continue;
                }
                None => break,
            },
        };
        for (nth, part) in text.splitn(last + 2 - parts.len(), ':').enumerate() {
            if nth > 0 {
                parts.push(Vec::new());
            }
            parts.last_mut()?.push(Value::string(part));
        }
    }
    // the next part has begun, or there is none behind it
    let is_whole = parts.len() > at + 2 || parts.len() > last;
    let part = parts.get(at + 1).filter(|_| is_whole)?;
    Some(Value::concatenation(part).at(arn.origin.clone()).marked(arn.sensitive))
}

/// The account, the region and the like: text without a colon.
fn is_one_part(value: &Value) -> bool {
    let of = |unknown: &Unknown| unknown.letters.is_some() || unknown.cause.kind == CauseKind::Surroundings;
    value.as_unknown().is_some_and(of)
}

/// A template with its variables; `None` where one of the two is not known.
fn rendered(
    unit: &Unit<'_>,
    resource: &ResourceInstance,
    template: &Value,
    variables: Option<&Value>,
) -> Option<Value> {
    let entries = match variables {
        Some(variables) => Some(variables.as_object().filter(|object| object.open.is_none())?),
        None => None,
    };
    let loaded = unit.modules.loader.inline(Path::new(&*resource.address), template.as_str()?, Syntax::Text);
    let (expr, _) = hcl::parse_template(&loaded.source, whole(&loaded.source), &loaded.source.text);
    let scope = ModuleScope::within(unit, &resource.instance, &resource.iteration, &resource.address);
    let mut evaluator = Evaluator::new(&scope);
    let bindings: Vec<(Arc<str>, Value)> = entries
        .map(|object| object.entries.iter().map(|(name, value)| (Arc::clone(name), value.clone())).collect())
        .unwrap_or_default();
    Some(bound(&mut evaluator, &bindings, &expr))
}

fn bound(evaluator: &mut Evaluator<'_>, bindings: &[(Arc<str>, Value)], expr: &hcl::Expr) -> Value {
    match bindings.split_first() {
        None => evaluator.evaluate(expr),
        Some(((name, value), rest)) => {
            evaluator.with_binding(name, value.clone(), |evaluator| bound(evaluator, rest, expr))
        }
    }
}
