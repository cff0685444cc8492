//! What may be set of a rule: `parameters: {retention_days: {type: number, default: 365, doc: …}}` in its file,
//! `parameters.retention_days` in its expressions, a value in the configuration.

use super::load::RuleError;
use super::nearest;
use crate::source::Span;
use crate::syntax::node::{Node, Scalar, ScalarStyle};
use crate::value::{Number, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A text.
    String,
    /// A list of texts.
    Strings,
}

impl ParameterKind {
    /// All of them.
    pub const ALL: &[ParameterKind] =
        &[ParameterKind::Bool, ParameterKind::Number, ParameterKind::String, ParameterKind::Strings];

    /// Its name in rule files.
    pub fn name(self) -> &'static str {
        match self {
            ParameterKind::Bool => "bool",
            ParameterKind::Number => "number",
            ParameterKind::String => "string",
            ParameterKind::Strings => "list of strings",
        }
    }

    /// The value of a node, where it is of that kind. Text that YAML 1.1 takes for something else has to be quoted,
    /// save in digits: account ids are texts.
    pub fn read(self, node: &Node) -> Option<Setting> {
        match (self, node.scalar()) {
            (ParameterKind::Bool, Some(Scalar::Bool(value))) => Some(Setting::Bool(value)),
            (ParameterKind::Number, Some(Scalar::Number(text))) => {
                Number::parse(text.strip_prefix('+').unwrap_or(text)).map(Setting::Number)
            }
            (ParameterKind::String, Some(Scalar::String(text) | Scalar::Number(text))) => {
                Some(Setting::String(text.to_owned()))
            }
            (ParameterKind::Strings, None) if is_list(node) => {
                let items = node.items().iter().map(|item| match ParameterKind::String.read(item)? {
                    Setting::String(text) => Some(text),
                    _ => None,
                });
                items.collect::<Option<Vec<String>>>().map(Setting::Strings)
            }
            _ => None,
        }
    }
}

fn is_list(node: &Node) -> bool {
    matches!(node.kind, crate::syntax::node::NodeKind::Sequence(_))
}

/// A value that is set.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Of [`ParameterKind::Bool`].
    Bool(bool),
    /// Of [`ParameterKind::Number`].
    Number(Number),
    /// Of [`ParameterKind::String`].
    String(String),
    /// Of [`ParameterKind::Strings`].
    Strings(Vec<String>),
}

/// Values by the names of parameters.
pub type Settings = BTreeMap<String, Setting>;

impl Setting {
    fn value(&self) -> Value {
        match self {
            Setting::Bool(value) => Value::bool(*value),
            Setting::Number(number) => Value::number(*number),
            Setting::String(text) => Value::string(text.as_str()),
            Setting::Strings(texts) => {
                Value::tuple(texts.iter().map(|text| Value::string(text.as_str())).collect())
            }
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::Bool(value) => write!(out, "{value}"),
            Setting::Number(number) => write!(out, "{number}"),
            Setting::String(text) => write!(out, "{text:?}"),
            Setting::Strings(texts) => write!(out, "{texts:?}"),
        }
    }
}

/// A parameter of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Arc<str>,
    /// What it takes.
    pub kind: ParameterKind,
    /// What it is where nobody sets it.
    pub default: Setting,
    /// What it is now.
    pub setting: Setting,
    /// What it is about.
    pub documentation: Arc<str>,
}

/// The parameters as rules read them: an object.
pub(super) fn object(parameters: &[Parameter]) -> Value {
    let entry = |parameter: &Parameter| (Arc::clone(&parameter.name), parameter.setting.value());
    Value::object(parameters.iter().map(entry).collect())
}

/// The parameters as they are set, by name. What is set of another name or kind does not count: the configuration's
/// reader has refused it.
pub(super) fn set(parameters: &[Parameter], settings: &Settings) -> Arc<[Parameter]> {
    parameters
        .iter()
        .map(|parameter| {
            let setting = settings.get(&*parameter.name).filter(|setting| parameter.kind.takes(setting));
            let setting = setting.unwrap_or(&parameter.setting).clone();
            Parameter { setting, ..parameter.clone() }
        })
        .collect()
}

impl ParameterKind {
    fn takes(self, setting: &Setting) -> bool {
        matches!(
            (self, setting),
            (ParameterKind::Bool, Setting::Bool(_))
                | (ParameterKind::Number, Setting::Number(_))
                | (ParameterKind::String, Setting::String(_))
                | (ParameterKind::Strings, Setting::Strings(_))
        )
    }
}

/// Reads `parameters` of a rule file.
pub(super) fn read(node: &Node, errors: &mut Vec<RuleError>) -> Vec<Parameter> {
    let mut error = |span: Span, message: String| errors.push(RuleError { span, message });
    if !node.is_mapping() {
        error(node.span, "`parameters` must be a mapping of names".to_owned());
    }
    let mut parameters = Vec::new();
    for entry in node.entries() {
        let is_name = entry.key.starts_with(|c: char| c.is_ascii_lowercase())
            && entry.key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_name {
            error(entry.key_span, format!("`{}` is no name: small letters, digits and `_`", entry.key));
        }
        for inner in entry.value.entries() {
            if !["type", "default", "doc"].contains(&&*inner.key) {
                let near = nearest(&inner.key, ["type", "default", "doc"].into_iter());
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                error(inner.key_span, format!("`{}` is not a key here{hint}", inner.key));
            }
        }
        let text = |key: &str| entry.value.get(key).and_then(Node::text);
        let kind = text("type").and_then(|name| ParameterKind::ALL.iter().find(|kind| kind.name() == name));
        let Some(kind) = kind.copied() else {
            let names: Vec<String> =
                ParameterKind::ALL.iter().map(|kind| format!("`{}`", kind.name())).collect();
            error(entry.value.span, format!("`type` must be one of {}", names.join(", ")));
            continue;
        };
        let Some(default) = entry.value.get("default").and_then(|node| kind.read(node)) else {
            error(entry.value.span, format!("`default` must be a {}", kind.name()));
            continue;
        };
        let documentation: Arc<str> = text("doc").unwrap_or_default().trim().into();
        if documentation.is_empty() {
            error(entry.value.span, "`doc` is missing: what the parameter is about".to_owned());
        }
        let setting = default.clone();
        parameters.push(Parameter { name: Arc::clone(&entry.key), kind, default, setting, documentation });
    }
    parameters
}

/// How a value is written, where it is not what was asked for: for people.
pub fn written_kind(node: &Node) -> &'static str {
    match (&node.kind, node.scalar()) {
        (_, Some(Scalar::Null)) => "nothing",
        (_, Some(Scalar::Bool(_))) => "a boolean",
        (_, Some(Scalar::Number(_))) => "a number",
        (crate::syntax::node::NodeKind::Scalar(_, ScalarStyle::Quoted), _) => "a text in quotes",
        (_, Some(Scalar::String(_))) => "a text",
        (crate::syntax::node::NodeKind::Sequence(_), _) => "a list",
        (crate::syntax::node::NodeKind::Mapping(_), _) => "a mapping",
        _ => "something unreadable",
    }
}
