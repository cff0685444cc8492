//! What decided within a field: the argument of one of its blocks or objects, for findings to point at. Asks nothing.

use crate::resource::Language;
use crate::value::{Data, Decides, DecidesAt, Origin, Role, Value};
use std::sync::Arc;

/// The way of an answer that an argument within a field decided; `names` are those in Terraform and in CloudFormation.
pub(super) fn decided_by(value: &Value, language: Language, names: [&str; 2]) -> Origin {
    let Some(own) = value.origin.last() else { return value.origin.clone() };
    let name = match (&own.role, language) {
        (Role::Argument(name), _) => name,
        (_, Language::CloudFormation) => names[1],
        (_, Language::Terraform | Language::TerraformPlan) => names[0],
    };
    let said = match &value.data {
        _ if value.sensitive => format!("`{name}` is a sensitive value"),
        Data::Bool(it) => format!("`{name}` is {it}"),
        Data::Number(it) => format!("`{name}` is {it}"),
        Data::String(it) => format!("`{name}` is `{it}`"),
        _ => format!("`{name}` decides"),
    };
    let span = own.span;
    let decides = Decides { words: said, at: DecidesAt::Argument(value.origin.steps()) };
    value.origin.then(Role::Decides(Arc::new(decides)), span)
}
