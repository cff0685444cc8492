//! A rule file to a [`Rule`]: every key checked, errors with their span in the file.

mod fix;
mod guard;

pub(super) use guard::guard_rule;

use super::{
    Cannot, Controls, Example, Kind, Milder, Parameter, Predicates, Profile, Rule, Severity, Text, Verdict,
    Wording, typecheck,
};
use crate::later::{Later, later};
use crate::model::{Scope, tables};
use crate::source::{Source, Span};
use crate::syntax::hcl::{Expr, parse_expression, parse_template};
use crate::syntax::node::{Entry, Node, NodeKind, Scalar};
use std::sync::Arc;

/// What is wrong with a rule file: the author of the rule can mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleError {
    /// Where in the rule file.
    pub span: Span,
    /// What.
    pub message: String,
}

/// The keys of a rule file; `src/rule/schema.json` has the same.
pub const KEYS: &[&str] = &[
    "title",
    "severity",
    "kind",
    "profile",
    "subject",
    "parameters",
    "when",
    "require",
    "message",
    "milder",
    "refused",
    "why",
    "help",
    "fix",
    "cannot",
    "controls",
    "equivalents",
    "references",
    "examples",
];

/// The keys of an example.
pub const EXAMPLE_KEYS: &[&str] = &[
    "title",
    "verdict",
    "severity",
    "before",
    "terraform",
    "cloudformation",
    "fixed",
    "fails_when",
    "scope",
];

/// Reads a rule from the first document of a rule file. `id` is the path of the file below the rules folder.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text.
pub fn rule(id: &str, source: &Source, document: &Node) -> Result<Rule, Vec<RuleError>> {
    let mut reader = Reader { source, errors: Vec::new() };
    let rule = reader.rule(id, document);
    match rule {
        Some(rule) if reader.errors.is_empty() => Ok(rule),
        _ => {
            reader.errors.sort_by_key(|error| error.span.start);
            Err(reader.errors)
        }
    }
}

/// Reads the examples of a rule file.
///
/// # Errors
/// What is wrong with them.
pub fn examples(source: &Source, document: &Node) -> Result<Vec<Example>, Vec<RuleError>> {
    let mut reader = Reader { source, errors: Vec::new() };
    let items = document.get("examples").map(Node::items).unwrap_or_default();
    let mut examples = Vec::with_capacity(items.len());
    for item in items {
        let Some(example) = reader.example(item) else { continue };
        reader.fixed(document, item, &example);
        examples.push(example);
    }
    if reader.errors.is_empty() { Ok(examples) } else { Err(reader.errors) }
}

/// Reads the words of a rule that is known to be well made.
pub(super) fn wording(source: &Source, document: Option<&Node>, controls: Later<Controls>) -> Wording {
    let start = Span::new(source.id, 0, 0);
    let empty = Node::new(NodeKind::Mapping(Arc::new([])), start);
    Reader { source, errors: Vec::new() }.wording(document.unwrap_or(&empty), controls)
}

/// Reads the parameters of a rule that is known to be well made.
pub(super) fn parameters(document: &Node) -> Vec<Parameter> {
    let written = document.get("parameters");
    written.map(|node| super::parameters::read(node, &mut Vec::new())).unwrap_or_default()
}

/// Reads the control ids of a rule file.
pub(super) fn controls(document: &Node) -> Controls {
    ids_by_name(document.get("controls"))
}

fn ids_by_name(node: Option<&Node>) -> Controls {
    let ids = |entry: &Entry| {
        let ids = entry.value.items().iter().filter_map(|item| item.text().map(Arc::from)).collect();
        (Arc::clone(&entry.key), ids)
    };
    node.map(Node::entries).unwrap_or_default().iter().map(ids).collect()
}

struct Reader<'s> {
    source: &'s Source,
    errors: Vec<RuleError>,
}

impl Reader<'_> {
    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(RuleError { span, message: message.into() });
    }

    fn rule(&mut self, id: &str, document: &Node) -> Option<Rule> {
        if !document.is_mapping() {
            self.error(document.span, "a rule file is a mapping");
            return None;
        }
        self.only_known_keys(document.entries(), KEYS);
        let subject = self.required(document, "subject");
        let title = self.required(document, "title");
        let severity = self.choice(document, "severity", Severity::parse, Severity::ALL);
        let kind = self.choice(document, "kind", Kind::parse, Kind::ALL);
        let profile = self.choice(document, "profile", Profile::parse, Profile::ALL);
        let parameters = self.parameters(document).into();
        let (when, require) = (self.predicate(document, "when"), self.predicate(document, "require"));
        if require.is_none() {
            self.error(document.span, "`require` is missing: the predicate that must hold");
        }
        self.required(document, "why");
        let controls = controls(document);
        let wording = self.wording(document, later(move || controls));
        if document.get("message").is_none() {
            self.error(document.span, "`message` is missing");
        }
        // what stands for a key that is wrong never gets out: there is an error
        let rule = Rule {
            id: id.into(),
            title: title.unwrap_or_default(),
            severity: severity.unwrap_or(Severity::High),
            kind: kind.unwrap_or(Kind::Security),
            profile: profile.unwrap_or(Profile::Default),
            subject: subject?,
            parameters,
            when,
            require: require?,
            wording: later(move || wording),
        };
        if self.is_subject(document, &rule.subject) {
            self.errors.extend(typecheck::check(&rule));
        }
        Some(rule)
    }

    fn parameters(&mut self, document: &Node) -> Vec<Parameter> {
        let written = document.get("parameters");
        written.map(|node| super::parameters::read(node, &mut self.errors)).unwrap_or_default()
    }

    fn wording(&mut self, document: &Node, controls: Later<Controls>) -> Wording {
        let text = |key: &str| document.get(key).and_then(Node::text).map(|text| text.trim().into());
        let empty = |source: &Source| parse_template(source, document.span, "").0;
        Wording {
            predicates: Predicates { when: text("when"), require: text("require").unwrap_or_default() },
            message: self.template(document, "message").unwrap_or_else(|| empty(self.source)),
            why: text("why").unwrap_or_default(),
            help: self.help(document),
            fix: document.get("fix").and_then(|node| self.fix(document, node)),
            milder: document.get("milder").and_then(|node| self.milder(node)),
            refused: document.get("refused").is_some_and(|node| self.refused(node)),
            cannot: document.get("cannot").map(|node| self.cannot(node)).unwrap_or_default(),
            controls,
            equivalents: self.equivalents(document),
            references: self.texts(document, "references"),
        }
    }

    fn is_subject(&mut self, document: &Node, name: &str) -> bool {
        let known = || tables::ALL.iter().map(|it| it.name).chain(["account"]);
        let is_known = known().any(|it| it == name);
        if !is_known {
            let near = super::nearest(name, known());
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let span = document.get("subject").map_or(document.span, |value| value.span);
            self.error(span, format!("`{name}` is not a type of the model{hint}"));
        }
        is_known
    }

    fn only_known_keys(&mut self, entries: &[Entry], known: &[&str]) {
        for entry in entries {
            if entry.duplicate {
                self.error(entry.key_span, format!("`{}` stands twice", entry.key));
            }
            if !known.contains(&&*entry.key) {
                let near = super::nearest(&entry.key, known.iter().copied());
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                self.error(entry.key_span, format!("`{}` is not a key here{hint}", entry.key));
            }
        }
    }

    fn required(&mut self, node: &Node, key: &str) -> Option<Arc<str>> {
        match node.get(key).map(|value| (value, value.text())) {
            Some((_, Some(text))) if !text.trim().is_empty() => Some(text.trim().into()),
            Some((value, _)) => {
                self.error(value.span, format!("`{key}` must be text"));
                None
            }
            None => {
                self.error(node.span, format!("`{key}` is missing"));
                None
            }
        }
    }

    fn choice<T: Copy + std::fmt::Display>(
        &mut self,
        node: &Node,
        key: &str,
        parse: fn(&str) -> Option<T>,
        all: &[T],
    ) -> Option<T> {
        let text = self.required(node, key)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            let names: Vec<String> = all.iter().map(|it| format!("`{it}`")).collect();
            let span = node.get(key).map_or(node.span, |value| value.span);
            let known: Vec<String> = all.iter().map(ToString::to_string).collect();
            let near = super::nearest(&text, known.iter().map(String::as_str));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            self.error(span, format!("`{key}` must be one of {}{hint}", names.join(", ")));
        }
        parsed
    }

    /// An expression written as plain or block scalar: its spans point into the rule file.
    fn predicate(&mut self, node: &Node, key: &str) -> Option<Expr> {
        let value = node.get(key)?;
        if value.text().is_none() {
            self.error(value.span, format!("`{key}` must be an expression"));
            return None;
        }
        let slice = self.source.slice(value.span);
        let skip = if slice.starts_with(['|', '>']) { slice.find('\n').map_or(0, |at| at + 1) } else { 0 };
        let span = Span::new(self.source.id, value.span.start as usize + skip, value.span.end as usize);
        let (expr, problems) = parse_expression(self.source, span);
        for problem in problems {
            self.error(problem.span, problem.message);
        }
        Some(expr)
    }

    fn template(&mut self, node: &Node, key: &str) -> Option<Expr> {
        let value = node.get(key)?;
        let Some(text) = value.text() else {
            self.error(value.span, format!("`{key}` must be text"));
            return None;
        };
        let (expr, problems) = parse_template(self.source, value.span, text.trim_end());
        for problem in problems {
            self.error(problem.span, problem.message);
        }
        Some(expr)
    }

    fn help(&mut self, document: &Node) -> Vec<(Arc<str>, Arc<str>)> {
        let Some(node) = document.get("help") else { return Vec::new() };
        if let Some(text) = node.text() {
            return vec![("".into(), text.trim().into())];
        }
        self.only_known_keys(node.entries(), &["terraform", "cloudformation"]);
        let text =
            |entry: &Entry| entry.value.text().map(|text| (Arc::clone(&entry.key), text.trim().into()));
        node.entries().iter().filter_map(text).collect()
    }

    fn refused(&mut self, node: &Node) -> bool {
        let Some(Scalar::Bool(refused)) = node.scalar() else {
            self.error(node.span, "`refused` must be true or false");
            return false;
        };
        refused
    }

    fn milder(&mut self, node: &Node) -> Option<Milder> {
        self.only_known_keys(node.entries(), &["severity", "when", "message"]);
        let severity = self.choice(node, "severity", Severity::parse, Severity::ALL);
        let when = self.predicate(node, "when");
        if when.is_none() {
            self.error(node.span, "`when` is missing: the predicate that tells which failures are milder");
        }
        Some(Milder { severity: severity?, when: when?, message: self.template(node, "message") })
    }

    /// `cannot: {cloudformation: why, fail: why, terraform: {unknown: why}}`
    fn cannot(&mut self, node: &Node) -> Vec<Cannot> {
        let mut all = Vec::new();
        for entry in node.entries() {
            let language =
                matches!(&*entry.key, "terraform" | "cloudformation").then(|| Arc::clone(&entry.key));
            match (&language, entry.value.text()) {
                (Some(_), Some(why)) => all.push(Cannot { language, verdict: None, why: why.trim().into() }),
                (Some(_), None) => {
                    for inner in entry.value.entries() {
                        all.extend(self.cannot_come_to(language.clone(), inner));
                    }
                }
                (None, _) => all.extend(self.cannot_come_to(None, entry)),
            }
        }
        all
    }

    fn cannot_come_to(&mut self, language: Option<Arc<str>>, entry: &Entry) -> Option<Cannot> {
        let verdict = Verdict::parse(&entry.key);
        if verdict.is_none() {
            self.error(entry.key_span, "expected `terraform`, `cloudformation` or a verdict");
        }
        let Some(why) = entry.value.text() else {
            self.error(entry.value.span, "expected the reason, as text");
            return None;
        };
        Some(Cannot { language, verdict: Some(verdict?), why: why.trim().into() })
    }

    /// `equivalents: {checkov: [CKV_AWS_35]}`
    fn equivalents(&mut self, document: &Node) -> Controls {
        let node = document.get("equivalents");
        self.only_known_keys(node.map(Node::entries).unwrap_or_default(), super::PEERS);
        ids_by_name(node)
    }

    fn texts(&mut self, document: &Node, key: &str) -> Vec<Arc<str>> {
        let items = document.get(key).map(Node::items).unwrap_or_default();
        items.iter().filter_map(|item| item.text().map(Arc::from)).collect()
    }

    fn example(&mut self, node: &Node) -> Option<Example> {
        self.only_known_keys(node.entries(), EXAMPLE_KEYS);
        let verdict = match &*self.required(node, "verdict")? {
            "pass" => Verdict::Pass,
            "fail" => Verdict::Fail,
            "unknown" => Verdict::Unknown,
            "not-applicable" => Verdict::NotApplicable,
            _ => {
                self.error(node.span, "`verdict` is pass, fail, unknown or not-applicable");
                return None;
            }
        };
        let scope = match node.get("scope").map(|value| (value.span, value.text())) {
            None | Some((_, Some("files"))) => Scope::Files,
            Some((_, Some("account"))) => Scope::Account,
            Some((span, _)) => {
                self.error(span, "`scope` is files or account");
                return None;
            }
        };
        let text_in = |node: &Node, key: &str| -> Option<Text> {
            let value = node.get(key)?;
            Some(Text { text: value.text()?.into(), span: value.span })
        };
        let text = |key: &str| text_in(node, key);
        let before = node.get("before");
        let was = |key: &str| before.and_then(|before| text_in(before, key));
        let fixed = node.get("fixed");
        let becomes = |key: &str| fixed.and_then(|fixed| text_in(fixed, key));
        Some(Example {
            title: self.required(node, "title")?,
            severity: node
                .get("severity")
                .and_then(|_| self.choice(node, "severity", Severity::parse, Severity::ALL)),
            verdict,
            terraform: text("terraform"),
            cloudformation: text("cloudformation"),
            before: [was("terraform"), was("cloudformation")],
            fixed: [becomes("terraform"), becomes("cloudformation")],
            fails_when: node.get("fails_when").and_then(Node::text).map(Arc::from),
            scope,
        })
    }
}
