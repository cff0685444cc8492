//! What the user says of a deployment: values of parameters, region, account.

use crate::syntax::node::{Node, Scalar};
use crate::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is given to a template from outside.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Values of parameters; the last of a name counts.
    pub parameters: Vec<GivenParameter>,
    /// The region that it is deployed to.
    pub region: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// The partition; that of the region, else `aws`, where it is not said.
    pub partition: Option<String>,
    /// Exports of other stacks that are known by name.
    pub exports: BTreeMap<Arc<str>, Value>,
}

/// The value of a parameter and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenParameter {
    /// The parameter's name.
    pub name: String,
    /// Its value; the items of a list with commas between them. None where it is the one that is deployed
    /// (`UsePreviousValue`).
    pub value: Option<String>,
    /// Where it was said: `--parameter`, a file's name.
    pub given_by: String,
}

impl Inputs {
    pub(super) fn parameter(&self, name: &str) -> Option<&GivenParameter> {
        self.parameters.iter().rev().find(|given| given.name == name)
    }
}

/// Reads a file of parameters: the AWS CLI's list (`[{ParameterKey, ParameterValue}]`), its `Key=Value` strings, the
/// CodePipeline form (`{Parameters: {…}}`) or a plain map. `None` where it is none of them.
pub fn parse_parameters_file(document: &Node, given_by: &str) -> Option<Vec<GivenParameter>> {
    let given = |name: &str, value: Option<String>| GivenParameter {
        name: name.to_owned(),
        value,
        given_by: given_by.to_owned(),
    };
    let items = document.items();
    if !items.is_empty() {
        let mut parameters = Vec::with_capacity(items.len());
        for item in items {
            if let Some((name, value)) = item.text().and_then(|text| text.split_once('=')) {
                parameters.push(given(name, Some(value.to_owned())));
                continue;
            }
            let name = item.get("ParameterKey")?.text()?;
            let uses_previous = item.get("UsePreviousValue").and_then(written).as_deref() == Some("true");
            match item.get("ParameterValue").or_else(|| item.get("ResolvedValue")) {
                Some(value) => parameters.push(given(name, Some(written(value)?))),
                None if uses_previous => parameters.push(given(name, None)),
                None => {}
            }
        }
        return Some(parameters);
    }
    if !document.is_mapping() {
        return None;
    }
    let map = match document.get("Parameters") {
        Some(parameters) if parameters.is_mapping() => parameters,
        Some(parameters) if !parameters.items().is_empty() => {
            return parse_parameters_file(parameters, given_by);
        }
        _ => document,
    };
    map.entries().iter().map(|entry| Some(given(&entry.key, Some(written(&entry.value)?)))).collect()
}

fn written(value: &Node) -> Option<String> {
    match value.scalar() {
        Some(Scalar::Bool(value)) => Some(value.to_string()),
        Some(Scalar::Null) => Some(String::new()),
        Some(Scalar::Number(text) | Scalar::String(text)) => Some(text.to_owned()),
        None if value.items().is_empty() => None,
        None => value.items().iter().map(written).collect::<Option<Vec<_>>>().map(|items| items.join(",")),
    }
}
