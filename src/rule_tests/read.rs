//! Tests as they are written: the examples of rules, and `*_test.yaml` files. Every fault has its place.

use super::Test;
use crate::check::Verdict;
use crate::linter::Scope;
use crate::rule::{Example, Registry, Severity, Text, nearest};
use crate::source::{Source, SourceMap, Span};
use crate::syntax::node::{Node, NodeKind};
use crate::syntax::yaml;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// The keys of a test.
pub const KEYS: &[&str] = &[
    "rule",
    "title",
    "verdict",
    "severity",
    "fails_when",
    "scope",
    "before",
    "fixed",
    "terraform",
    "cloudformation",
    "files",
];

/// How the files of a test may be written: the key, and the name of the one file that it holds.
const FORMS: &[(&str, &str)] =
    &[("terraform", "main.tf"), ("cloudformation", "template.yaml"), ("files", "")];

/// Tests that were read.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    /// Those that can be run: rule by rule, then file by file.
    pub tests: Vec<Test>,
    /// What is wrong with the others.
    pub errors: Vec<TestError>,
}

/// What is wrong with a test, or with a rule that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestError {
    /// In which file.
    pub path: PathBuf,
    /// Line and column.
    pub at: (u32, u32),
    /// What.
    pub message: String,
}

/// The tests of these rules: their examples, and what stands in test files. Every rule must have one, and every test a
/// rule.
pub fn tests(registry: &Registry, ids: &[&str], files: &[(PathBuf, String)]) -> Tests {
    let mut all = Tests::default();
    for id in ids {
        // a file that is broken was told when it was taken in
        for example in registry.examples(id).and_then(Result::ok).unwrap_or_default() {
            all.tests.extend(of_example(registry, id, &example));
        }
    }
    let sources = SourceMap::new();
    for (path, text) in files {
        let source = sources.add(path, text.as_str());
        Reader { registry, ids, source: &source, all: &mut all }.file();
    }
    let tested: BTreeSet<&str> = all.tests.iter().map(|test| &*test.rule).collect();
    // rules of Guard have tests of Guard's
    let of_guard =
        |id: &str| registry.guard_files().iter().flat_map(|it| &it.rules).any(|(_, it)| **it == *id);
    let bare: Vec<&&str> = ids.iter().filter(|id| !tested.contains(**id) && !of_guard(id)).collect();
    let errors: Vec<TestError> = bare
        .into_iter()
        .map(|id| TestError {
            path: registry.path(id).unwrap_or_default(),
            at: (1, 1),
            message: format!("rule `{id}` has no examples: nothing shows that it works"),
        })
        .collect();
    all.errors.extend(errors);
    all.errors.sort_by(|a, b| (&a.path, a.at).cmp(&(&b.path, b.at)));
    all
}

/// A test for each language of an example.
fn of_example(registry: &Registry, id: &str, example: &Example) -> Vec<Test> {
    let texts = [&example.terraform, &example.cloudformation];
    let test = |(place, (form, name)): (usize, &(&'static str, &str))| {
        let text = texts.get(place)?.as_ref()?;
        let source = registry.source(text.span)?;
        let named = |text: &Option<Text>| {
            text.iter().map(|it| ((*name).to_owned(), Arc::clone(&it.text))).collect::<Vec<_>>()
        };
        Some(Test {
            rule: id.into(),
            title: Arc::clone(&example.title),
            form,
            place: (source.path.clone(), source.positions(text.span).0.line),
            verdict: example.verdict,
            severity: example.severity,
            fails_when: example.fails_when.clone(),
            scope: example.scope,
            files: vec![((*name).to_owned(), Arc::clone(&text.text))],
            before: example.before.get(place).map(named).unwrap_or_default(),
            fixed: example.fixed.get(place).map(named).unwrap_or_default(),
        })
    };
    FORMS.iter().enumerate().filter_map(test).collect()
}

struct Reader<'r> {
    registry: &'r Registry,
    ids: &'r [&'r str],
    source: &'r Source,
    all: &'r mut Tests,
}

impl Reader<'_> {
    fn error(&mut self, span: Span, message: impl Into<String>) {
        let start = self.source.positions(span).0;
        let error = TestError {
            path: self.source.path.clone(),
            at: (start.line, start.column),
            message: message.into(),
        };
        self.all.errors.push(error);
    }

    fn file(&mut self) {
        let (documents, problems) = yaml::parse_documents(self.source);
        for problem in &problems {
            self.error(problem.span, problem.message.clone());
        }
        let start = Span::new(self.source.id, 0, 0);
        let Some(document) = documents.first().filter(|_| problems.is_empty()) else {
            if problems.is_empty() {
                self.error(start, "nothing is written here");
            }
            return;
        };
        self.known_keys(document, &["tests"]);
        match document.get("tests") {
            Some(list) if !list.items().is_empty() => list.items().iter().for_each(|it| self.test(it)),
            _ => self.error(document.span, "`tests` must be a list of tests"),
        }
    }

    fn known_keys(&mut self, node: &Node, known: &[&str]) {
        if !node.is_mapping() {
            self.error(node.span, format!("this must be a mapping of {}", known.join(", ")));
        }
        for entry in node.entries().iter().filter(|entry| !known.contains(&&*entry.key)) {
            let near = nearest(&entry.key, known.iter().copied());
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            self.error(entry.key_span, format!("`{}` is not a key here{hint}", entry.key));
        }
    }

    fn test(&mut self, node: &Node) {
        self.known_keys(node, KEYS);
        let rule = self.rule(node);
        let title = self.text(node, "title");
        let verdict = self.choice(node, "verdict", Verdict::parse, Verdict::ALL);
        if verdict.is_none() && node.get("verdict").is_none() {
            self.error(node.span, "`verdict` is missing");
        }
        let severity = self.choice(node, "severity", Severity::parse, Severity::ALL);
        let scope = match node.get("scope").map(|value| (value.span, value.text())) {
            None | Some((_, Some("files"))) => Scope::Files,
            Some((_, Some("account"))) => Scope::Account,
            Some((span, _)) => return self.error(span, "`scope` must be `files` or `account`"),
        };
        if !FORMS.iter().any(|(form, _)| node.get(form).is_some()) {
            self.error(node.span, "there is nothing to test: write `terraform`, `cloudformation` or `files`");
        }
        let (Some(rule), Some(title), Some(verdict)) = (rule, title, verdict) else { return };
        let line = self.source.positions(node.span).0.line;
        for (form, name) in FORMS {
            let Some(value) = node.get(form) else { continue };
            let files = self.files(value, name);
            let before = node.get("before").and_then(|before| before.get(form));
            let before = before.map(|before| self.files(before, name)).unwrap_or_default();
            let fixed = self.fixed(node, form, verdict);
            let fixed = fixed.map(|fixed| self.files(fixed, name)).unwrap_or_default();
            self.all.tests.push(Test {
                rule: Arc::clone(&rule),
                title: Arc::clone(&title),
                form,
                place: (self.source.path.clone(), line),
                verdict,
                severity,
                fails_when: node.get("fails_when").and_then(Node::text).map(Arc::from),
                scope,
                files,
                before,
                fixed,
            });
        }
    }

    /// What a fix is said to make of the files: of a failure only.
    fn fixed<'n>(&mut self, node: &'n Node, form: &str, verdict: Verdict) -> Option<&'n Node> {
        let fixed = node.get("fixed")?.get(form)?;
        if verdict != Verdict::Fail {
            self.error(
                fixed.span,
                format!("`fixed` in a test that is `{verdict}`: there is nothing to mend"),
            );
        }
        Some(fixed)
    }

    /// The rule of a test, where it is one of those that are tested.
    fn rule(&mut self, node: &Node) -> Option<Arc<str>> {
        let id = self.text(node, "rule")?;
        if self.ids.contains(&&*id) {
            return Some(id);
        }
        let span = node.get("rule").map_or(node.span, |value| value.span);
        let built_in = self.registry.summaries().any(|summary| summary.id == id);
        let near = nearest(&id, self.ids.iter().copied());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let what = if built_in { "is built in, and not tested here" } else { "does not exist" };
        self.error(span, format!("rule `{id}` {what}{hint}"));
        None
    }

    fn text(&mut self, node: &Node, key: &str) -> Option<Arc<str>> {
        let text = node.get(key).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            let span = node.get(key).map_or(node.span, |value| value.span);
            self.error(span, format!("`{key}` must be text"));
        }
        text.map(Arc::from)
    }

    fn choice<T: Copy + std::fmt::Display>(
        &mut self,
        node: &Node,
        key: &str,
        parse: fn(&str) -> Option<T>,
        all: &[T],
    ) -> Option<T> {
        let value = node.get(key)?;
        let parsed = value.text().and_then(parse);
        if parsed.is_none() {
            let names: Vec<String> = all.iter().map(|it| format!("`{it}`")).collect();
            self.error(value.span, format!("`{key}` must be one of {}", names.join(", ")));
        }
        parsed
    }

    /// The text of one file, or files by their names.
    fn files(&mut self, value: &Node, name: &str) -> Vec<(String, Arc<str>)> {
        if let Some(text) = value.text().filter(|_| !name.is_empty()) {
            return vec![(name.to_owned(), text.into())];
        }
        if !matches!(value.kind(), NodeKind::Mapping(_)) || !name.is_empty() {
            self.error(value.span, "expected the text of a file, or under `files` texts by their names");
            return Vec::new();
        }
        let file =
            |entry: &crate::syntax::node::Entry| Some((entry.key.to_string(), entry.value.text()?.into()));
        let files: Vec<_> = value.entries().iter().filter_map(file).collect();
        if files.is_empty() {
            self.error(value.span, "no file is written here");
        }
        files
    }
}
