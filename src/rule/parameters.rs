//! What may be set of a rule: `parameters: {retention_days: {type: number, default: 365, doc: …}}` in its file,
//! `parameters.retention_days` in its expressions, a value in the configuration.

use super::load::RuleError;
use super::nearest;
use crate::source::Span;
use crate::syntax::node::{Node, Scalar, ScalarStyle};
use crate::value::{Entries, Number, Value};
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
    matches!(node.kind(), crate::syntax::node::NodeKind::Sequence(_))
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
            Setting::Number(number) => Value::number(number.clone()),
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
    Value::object(Entries::from_iter(parameters.iter().map(entry)))
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
    match (node.kind(), node.scalar()) {
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

#[cfg(test)]
mod tests {
    use super::super::{Registry, load};
    use super::*;
    use crate::source::SourceMap;
    use crate::syntax::yaml;

    const RULE: &str =
        "title: t\nseverity: low\nkind: security\nprofile: default\nsubject: log_group\nwhy: w\n";

    fn errors(rest: &str) -> Vec<String> {
        let text = format!("{RULE}{rest}");
        let source = SourceMap::new().add("rules/x/y.yaml".as_ref(), text.as_str());
        let (documents, problems) = yaml::parse_documents(&source);
        assert_eq!(problems, []);
        let place = |error: RuleError| {
            let start = source.positions(error.span).0;
            format!("{}:{} {}", start.line - 6, start.column, error.message)
        };
        match load::rule("x/y", &source, &documents[0]) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(place).collect(),
        }
    }

    #[test]
    fn parameters_are_checked_when_a_rule_is_loaded() {
        let predicate =
            "require: log_group.retention_days >= parameters.min_days\nmessage: \"${parameters.min_days}\"\n";
        let given = |parameters: &str| errors(&format!("parameters:\n{parameters}{predicate}"));
        assert_eq!(given("  min_days: {type: number, default: 1, doc: d}\n"), Vec::<String>::new());
        for (parameters, wanted) in [
            ("  minimum: {type: number, default: 1, doc: d}\n", "3:49 there is no parameter `min_days`"),
            (
                "  min_day: {type: number, default: 1, doc: d}\n",
                "3:49 there is no parameter `min_days`; did you mean `min_day`?",
            ),
            (
                "  min_days: {type: integer, default: 1, doc: d}\n",
                "2:13 `type` must be one of `bool`, `number`, `string`, `list of strings`",
            ),
            ("  min_days: {type: number, default: \"1\", doc: d}\n", "2:13 `default` must be a number"),
            ("  min_days: {type: number, doc: d}\n", "2:13 `default` must be a number"),
            (
                "  min_days: {type: number, default: 1}\n",
                "2:13 `doc` is missing: what the parameter is about",
            ),
            (
                "  min_days: {type: number, default: 1, docs: d}\n",
                "2:40 `docs` is not a key here; did you mean `doc`?",
            ),
            (
                "  min-days: {type: number, default: 1, doc: d}\n",
                "2:3 `min-days` is no name: small letters, digits and `_`",
            ),
            ("  []\n", "2:3 `parameters` must be a mapping of names"),
        ] {
            let found = given(parameters);
            assert!(found.iter().any(|it| it == wanted), "{parameters}wanted {wanted}, found {found:#?}");
        }
        let without = errors(predicate);
        assert!(without.iter().any(|it| it == "1:38 `parameters` is nothing here"), "{without:#?}");
        let fix = "parameters: {a: {type: number, default: 1, doc: d}}\nfix: {set: log_group.retention_days, to: parameters.b, safety: safe}\nrequire: log_group.retention_days >= parameters.a\nmessage: m\n";
        assert_eq!(errors(fix), ["3:10 there is no parameter `b`; did you mean `a`?"]);
    }

    #[test]
    fn a_rule_is_told_its_parameters() {
        let registry = Registry::built_in();
        let rule = registry.get("log-group/retention").expect("it is built in").expect("it is well made");
        let number = |text: &str| Setting::Number(Number::parse(text).expect("it is a number"));
        let set =
            |name: &str, setting: Setting| rule.with(None, &Settings::from([(name.to_owned(), setting)]));
        let (changed, fix) = (set("min_days", number("90")), "parameters.min_days".into());
        assert_eq!((changed.parameters[0].setting.clone(), &*changed.fix_value(&fix)), (number("90"), "90"));
        assert_eq!(changed.parameters[0].default, number("365"));
        assert_eq!(set("min_days", Setting::Bool(true)).parameters, rule.parameters);
        assert_eq!(set("other", number("1")).parameters, rule.parameters);
        assert_eq!(&*rule.fix_value(&"true".into()), "true");
    }
}
