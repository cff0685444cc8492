//! Parameters: what is given, the default, the only values that are allowed, or unknown.

mod constraints;

use super::combine;
use super::stack::{Arguments, Stack, as_string, unreadable};
use crate::source::Span;
use crate::syntax::node::{Entry, Node, Scalar};
use crate::value::{
    Atom, Cause, CauseKind, Constant, Data, Formula, Letters, Origin, Role, Type, Unknown, Value,
};
use std::sync::Arc;

/// Up to so many allowed values make cases.
const MAX_CHOICES: usize = 16;

/// What a parameter without a value may be, for conditions on it.
pub(super) struct Subject {
    pub identity: Arc<str>,
    pub words: Arc<str>,
    /// All that it can be, where that is a small finite set.
    pub domain: Option<Arc<[Constant]>>,
}

impl Subject {
    /// *The subject equals that text.*
    pub(super) fn equals(&self, text: &str) -> Formula {
        let constant = Constant::String(text.into());
        if self.domain.as_ref().is_some_and(|domain| !domain.contains(&constant)) {
            return Formula::Constant(false);
        }
        Formula::Atom(Arc::new(Atom {
            subject: Arc::clone(&self.identity),
            constant,
            domain: self.domain.clone(),
            words: Arc::clone(&self.words),
            cause: None,
        }))
    }
}

impl Stack<'_> {
    /// The value of a parameter; `None` where none of that name is declared.
    pub(super) fn parameter(&self, name: &str) -> Option<Value> {
        if let Some(known) = self.memo.parameters.borrow().get(name) {
            return Some(known.clone());
        }
        let declaration = self.template.parameters.get(name)?;
        let sensitive = declaration
            .value
            .get("NoEcho")
            .is_some_and(|node| as_string(&self.value(node, &Default::default())).as_str() == Some("true"));
        let value = self.resolve_parameter(declaration).marked(sensitive);
        if sensitive && matches!(self.arguments, Arguments::Passed(_)) {
            // what the parent writes in its place
            let written = value.origin.steps().into_iter().filter(|step| step.role == Role::Literal);
            written.for_each(|step| self.around.loader.sources().hide(step.span));
        }
        self.memo.parameters.borrow_mut().insert(Arc::clone(&declaration.key), value.clone());
        Some(value)
    }

    /// Whether the value of a parameter is its default and nothing else says so.
    pub(super) fn holds_by_default(&self, name: &str) -> bool {
        let given = match &self.arguments {
            Arguments::Inputs => self.around.inputs.parameter(name).is_some(),
            Arguments::Passed(passed) => passed.values.contains_key(name) || passed.open.is_some(),
        };
        if self.arguments.passes_a_default(name) {
            return !self.opened.contains(name);
        }
        let declaration = self.template.parameters.get(name).map(|entry| &entry.value);
        let is_name = declaration.is_some_and(|node| text(node, "Type").starts_with("AWS::SSM::"));
        !given
            && !is_name
            && !self.opened.contains(name)
            && declaration.is_some_and(|node| node.get("Default").is_some())
    }

    /// A parameter whose value is open, as the subject of conditions.
    pub(super) fn subject(&self, name: &str) -> Option<Subject> {
        let declaration = self.template.parameters.get(name)?;
        let value = self.parameter(name)?;
        let own = format!("{}{name}", self.prefix);
        let open = match &value.data {
            Data::Unknown(unknown) => unknown.identity.as_deref() == Some(&*own),
            Data::Branches(_) => match &self.arguments {
                Arguments::Inputs => true,
                Arguments::Passed(passed) => self.opened.contains(name) || !passed.values.contains_key(name),
            },
            _ => false,
        };
        let is_text = matches!(text(&declaration.value, "Type"), "String" | "Number");
        let domain = if is_text { self.choices(name, &declaration.value) } else { None };
        open.then(|| Subject { identity: own.into(), words: name.into(), domain })
    }

    fn resolve_parameter(&self, declaration: &Entry) -> Value {
        let (name, node) = (&declaration.key, &declaration.value);
        let kind = text(node, "Type");
        if declaration.duplicate || !node.is_whole() || !node.is_mapping() {
            return self.without_value(name, node, Some(unreadable(name)));
        }
        if let Some(bound) = self.memo.bound.borrow().get(name) {
            return bound.clone();
        }
        let given = match &self.arguments {
            Arguments::Inputs => match self.around.inputs.parameter(name).map(|given| &given.value) {
                // what is deployed counts, and not the default
                Some(None) => return self.without_value(name, node, None),
                Some(Some(value)) => {
                    let origin = Origin::of(Role::Input(Arc::clone(name)), node.span);
                    Some(Value::string(value.as_str()).at(origin))
                }
                None => None,
            },
            Arguments::Passed(_) if self.opened.contains(name) => None,
            Arguments::Passed(passed) => match passed.values.get(name) {
                Some(value) => Some(self.passed_value(value, name, node)),
                None => match &passed.open {
                    Some(cause) => return self.without_value(name, node, Some(cause.clone())),
                    None => None,
                },
            },
        };
        let value = given.or_else(|| self.default_value(name, node));
        match value {
            Some(value) if kind.starts_with("AWS::SSM::Parameter::Value<") => {
                self.stored_value(&value, name, kind, node.span)
            }
            Some(value) => {
                self.complain_if_refused(&value, name, node);
                if is_list(kind) { split_list(&value) } else { value }
            }
            None if kind.starts_with("AWS::SSM::Parameter::Value<") => {
                self.stored_value(&Value::null(), name, kind, node.span)
            }
            None => self.without_value(name, node, None),
        }
    }

    /// What the parent passes; what it leaves out in a case is the default there.
    fn passed_value(&self, value: &Value, name: &Arc<str>, node: &Node) -> Value {
        value.map_leaves(&mut |leaf| match &leaf.data {
            Data::Null => {
                self.default_value(name, node).unwrap_or_else(|| self.without_value(name, node, None))
            }
            Data::List(list) => {
                let mut parts = Vec::new();
                for item in &list.items {
                    if !parts.is_empty() {
                        parts.push(Value::string(","));
                    }
                    parts.push(as_string(item));
                }
                combine::concatenate(parts).at(leaf.origin.clone())
            }
            _ => as_string(leaf),
        })
    }

    fn default_value(&self, name: &Arc<str>, node: &Node) -> Option<Value> {
        if self.opened.contains(name) {
            return None;
        }
        let default = node.entry("Default")?;
        let origin =
            Origin::of(Role::ParameterDefault(Arc::clone(name)), default.key_span.to(default.value.span));
        if default.duplicate {
            return Some(self.without_value(name, node, Some(unreadable(name))));
        }
        Some(match written(&default.value) {
            Some(text) => Value::string(text).at(origin),
            None => Value::error(format!("the default of `{name}` is no text")).at(origin),
        })
    }

    /// The value that a parameter of Systems Manager has at deployment: never its name.
    fn stored_value(&self, stored_under: &Value, name: &Arc<str>, kind: &str, span: Span) -> Value {
        let subject = stored_under.as_str().filter(|_| !stored_under.sensitive).unwrap_or(name);
        let cause = Cause::new(CauseKind::DynamicReference, subject);
        let kind = if kind.contains("List<") || kind.contains("CommaDelimitedList") {
            Type::List(Arc::new(Type::String))
        } else {
            Type::String
        };
        let unknown = Unknown::because(cause).set().of_type(kind).named(format!("{}{name}", self.prefix));
        unknown.value().at(stored_under.origin.clone()).through(Role::UnsetParameter(Arc::clone(name)), span)
    }

    fn without_value(&self, name: &Arc<str>, node: &Node, cause: Option<Cause>) -> Value {
        let origin = Origin::of(Role::UnsetParameter(Arc::clone(name)), node.span);
        let identity = format!("{}{name}", self.prefix);
        let kind = text(node, "Type");
        let readable = cause.is_none();
        let cause = cause.unwrap_or_else(|| Cause::new(CauseKind::Parameter, &**name));
        let mut unknown = Unknown::because(cause).named(identity.clone());
        unknown.not_null = true;
        if is_list(kind) {
            unknown.not_empty = kind.starts_with("List<AWS::");
            unknown.kind = Some(Type::List(Arc::new(Type::String)));
            return unknown.value().at(origin);
        }
        if readable && let Some(choices) = self.choices(name, node) {
            let subject =
                Subject { identity: identity.into(), words: Arc::clone(name), domain: Some(choices) };
            return branches(&subject, &origin);
        }
        unknown.kind = Some(if kind == "Number" { Type::Number } else { Type::String });
        unknown.not_empty = kind != "String" || never_empty(node) || self.set_by_rules(name);
        unknown.prefix = literal_prefix(text(node, "AllowedPattern")).map(Into::into);
        unknown.letters = letters(text(node, "AllowedPattern"));
        unknown.value().at(origin)
    }

    /// All values of a scalar parameter, where they are few.
    fn choices(&self, name: &str, node: &Node) -> Option<Arc<[Constant]>> {
        let Some(allowed) = node.entry("AllowedValues").filter(|entry| !entry.duplicate) else {
            let constant = |text: &str| Constant::String(text.into());
            if let Some(alternatives) = literal_alternatives(text(node, "AllowedPattern")) {
                return Some(alternatives.iter().map(|text| constant(text)).collect());
            }
            let mut listed = self.listed_by_rules(name)?;
            listed.sort();
            listed.dedup();
            let few = !listed.is_empty() && listed.len() <= MAX_CHOICES;
            return few.then(|| listed.iter().map(|text| constant(text)).collect());
        };
        let items = allowed.value.items();
        if items.is_empty() || items.len() > MAX_CHOICES || !allowed.value.is_whole() {
            return None;
        }
        let mut choices: Vec<Constant> = Vec::with_capacity(items.len());
        for item in items {
            let constant = Constant::String(written(item)?.into());
            if !choices.contains(&constant) {
                choices.push(constant);
            }
        }
        Some(choices.into())
    }
}

fn branches(subject: &Subject, origin: &Origin) -> Value {
    let choices = subject.domain.as_deref().unwrap_or_default();
    let choice = |constant: &Constant| match constant {
        Constant::String(text) => Value::string(Arc::clone(text)).at(origin.clone()),
        _ => Value::null(),
    };
    let Some((last, others)) = choices.split_last() else { return Value::null() };
    others.iter().rev().fold(choice(last), |otherwise, constant| {
        let Constant::String(text) = constant else { return otherwise };
        Value::branches(&subject.equals(text), choice(constant), otherwise)
    })
}

/// The text of a scalar entry; empty where there is none.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).and_then(Node::text).unwrap_or("")
}

/// A scalar's text as CloudFormation takes it for a parameter.
fn written(node: &Node) -> Option<String> {
    match node.scalar()? {
        Scalar::Null => None,
        Scalar::Bool(value) => Some(value.to_string()),
        Scalar::Number(text) | Scalar::String(text) => Some(text.to_owned()),
    }
}

fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.starts_with("List<")
}

/// `a, b` as a list of strings.
fn split_list(value: &Value) -> Value {
    value.map_leaves(&mut |leaf| match leaf.as_str() {
        Some(text) => {
            let item = |item: &str| Value::string(item.trim()).at(leaf.origin.clone());
            Value::tuple(text.split(',').map(item).collect()).at(leaf.origin.clone())
        }
        None => match leaf.cause() {
            Some(cause) => {
                let mut unknown = Unknown::because(cause.clone()).of_type(Type::List(Arc::new(Type::String)));
                unknown.not_null = true;
                unknown.value().at(leaf.origin.clone())
            }
            None => leaf.clone(),
        },
    })
}

/// Whether the constraints of a string parameter refuse the empty string.
fn never_empty(node: &Node) -> bool {
    let allowed = node.get("AllowedValues").map_or(&[][..], Node::items);
    if !allowed.is_empty() && allowed.iter().all(|item| written(item).is_some_and(|text| !text.is_empty())) {
        return true;
    }
    if text(node, "MinLength").trim().parse::<u32>().is_ok_and(|length| length > 0) {
        return true;
    }
    let pattern = text(node, "AllowedPattern");
    // a pattern that our engine does not know (look-around) says nothing
    !pattern.is_empty()
        && pattern.len() <= 4096
        && regex::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| !regex.is_match(""))
}

/// What texts are made of that a pattern matches. CloudFormation matches the whole value.
fn letters(pattern: &str) -> Option<Letters> {
    let bare = pattern.strip_prefix('^').unwrap_or(pattern);
    Letters::of_pattern(&format!("^{}$", bare.strip_suffix('$').unwrap_or(bare)))
        .filter(|_| !pattern.is_empty())
}

/// The texts that a pattern matches, where it only lists them: `^(true|false)$`. CloudFormation matches the whole value.
fn literal_alternatives(pattern: &str) -> Option<Vec<&str>> {
    let bare = pattern.strip_prefix('^').unwrap_or(pattern);
    let bare = bare.strip_suffix('$').unwrap_or(bare);
    let grouped =
        bare.strip_prefix("(?:").or_else(|| bare.strip_prefix('(')).and_then(|it| it.strip_suffix(')'));
    let listed = grouped.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(bare);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '-' | '_' | ' ' | ',');
    let mut alternatives: Vec<&str> = Vec::new();
    for alternative in listed.split('|') {
        // `^a$|^b$`
        let alternative = alternative.strip_prefix('^').unwrap_or(alternative);
        let alternative = alternative.strip_suffix('$').unwrap_or(alternative);
        if !alternative.chars().all(plain) {
            return None;
        }
        if !alternatives.contains(&alternative) {
            alternatives.push(alternative);
        }
    }
    (!pattern.is_empty() && alternatives.len() <= MAX_CHOICES).then_some(alternatives)
}

/// The text that everything starts with that a pattern matches; `None` where that is none or not plain to see.
fn literal_prefix(pattern: &str) -> Option<String> {
    if pattern.contains('|') {
        return None;
    }
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '-' | '_');
    let body = pattern.strip_prefix('^').unwrap_or(pattern);
    let mut prefix: String = body.chars().take_while(plain).collect();
    if body[prefix.len()..].starts_with(['?', '*', '{', '+']) {
        prefix.pop();
    }
    (!prefix.is_empty()).then_some(prefix)
}
