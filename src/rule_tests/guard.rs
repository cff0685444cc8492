//! Tests in Guard's own form: lists of `{name, input, expectations: {rules: {NAME: PASS|FAIL|SKIP}}}`, each input shown
//! to the rules of its file as it is written.

use super::{Difference, Test, TestError, Tested};
use crate::check::Verdict;
use crate::guard::{Answer, GuardRunner, Status, Work};
use crate::linter::Scope;
use crate::rule::{GuardFile, Registry, nearest};
use crate::source::{Source, SourceMap, Span};
use crate::syntax::node::{Entry, Node, NodeKind, Scalar};
use crate::syntax::yaml;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Short forms of intrinsics that stand for themselves in the long form.
const WITHOUT_PREFIX: &[&str] = &["Ref", "Condition"];

/// Deepest nesting of an input.
const MAX_DEPTH: usize = 100;

/// What testing gave.
#[derive(Debug, Default)]
pub struct GuardTested {
    /// One for each expectation.
    pub results: Vec<Tested>,
    /// What is wrong with test files, and rules without a test.
    pub errors: Vec<TestError>,
}

/// An expectation that is to be held against what Guard says.
struct Expected<'r> {
    file: &'r GuardFile,
    id: Arc<str>,
    name: Arc<str>,
    status: Status,
    title: Arc<str>,
    place: (PathBuf, u32),
    job: usize,
}

/// Runs the tests of Guard files: for each the rule file that it is for, its path and its text.
pub fn run(
    registry: &Registry,
    tests: &[(PathBuf, PathBuf, String)],
    runner: &dyn GuardRunner,
) -> GuardTested {
    let mut tested = GuardTested::default();
    let mut work = Work::default();
    let mut expected: Vec<Expected<'_>> = Vec::new();
    for file in registry.guard_files() {
        let path = &file.source.path;
        let name: Arc<str> = path.to_string_lossy().as_ref().into();
        work.files.push((name, Arc::clone(&file.source.text)));
        let at = work.files.len() - 1;
        for (_, test_path, text) in tests.iter().filter(|(of, ..)| of == path) {
            let source = SourceMap::new().add(test_path, text.as_str());
            let mut reader =
                Reader { file, source: &source, work: &mut work, at, errors: &mut tested.errors };
            expected.extend(reader.file());
        }
        let known = |id: &Arc<str>| expected.iter().any(|it| it.id == *id);
        for (name, id) in file.rules.iter().filter(|(_, id)| !known(id)) {
            let message = format!("rule `{id}` has no test: nothing expects anything of `{name}`");
            tested.errors.push(TestError { path: path.clone(), at: (1, 1), message });
        }
    }
    let answers = runner.run(&work);
    let mut told = BTreeSet::new();
    for it in &expected {
        match answers.get(it.job) {
            Some(Err(trouble)) => {
                let path = it.file.source.path.clone();
                if told.insert(path.clone()) {
                    tested.errors.push(TestError { path, at: (1, 1), message: trouble.to_string() });
                }
            }
            answer => tested.results.push(it.held_against(answer)),
        }
    }
    tested.errors.sort_by(|a, b| (&a.path, a.at).cmp(&(&b.path, b.at)));
    tested
}

impl Expected<'_> {
    fn held_against(&self, answer: Option<&Answer>) -> Tested {
        let rules = answer.and_then(|it| it.as_ref().ok());
        let said = rules.and_then(|rules| rules.iter().find(|it| it.rule == *self.name));
        let found = said.map_or("nothing", |it| it.status.name());
        let differs = said.is_none_or(|it| it.status != self.status);
        let difference =
            Difference { what: "status", expected: self.status.name().to_owned(), found: found.to_owned() };
        let verdict = match self.status {
            Status::Pass => Verdict::Pass,
            Status::Fail => Verdict::Fail,
            Status::Skip => Verdict::NotApplicable,
        };
        let test = Test {
            rule: Arc::clone(&self.id),
            title: Arc::clone(&self.title),
            form: "guard",
            place: self.place.clone(),
            verdict,
            severity: None,
            fails_when: None,
            scope: Scope::Files,
            files: Vec::new(),
            before: Vec::new(),
            fixed: Vec::new(),
        };
        Tested { test, differences: if differs { vec![difference] } else { Vec::new() } }
    }
}

struct Reader<'r, 'w> {
    file: &'r GuardFile,
    source: &'w Source,
    work: &'w mut Work,
    at: usize,
    errors: &'w mut Vec<TestError>,
}

impl<'r> Reader<'r, '_> {
    fn error(&mut self, span: Span, message: impl Into<String>) {
        let start = self.source.positions(span).0;
        let path = self.source.path.clone();
        self.errors.push(TestError { path, at: (start.line, start.column), message: message.into() });
    }

    fn file(&mut self) -> Vec<Expected<'r>> {
        let (documents, problems) = yaml::parse_documents(self.source);
        for problem in &problems {
            self.error(problem.span, problem.message.clone());
        }
        let mut expected = Vec::new();
        if !problems.is_empty() {
            return expected;
        }
        let start = Span::new(self.source.id, 0, 0);
        let cases: Vec<Node> = documents.iter().flat_map(Node::items).cloned().collect();
        if cases.is_empty() {
            self.error(start, "this is no list of tests: each has `input` and `expectations`");
        }
        for (number, case) in cases.iter().enumerate() {
            expected.extend(self.case(case, number + 1));
        }
        expected
    }

    fn case(&mut self, case: &Node, number: usize) -> Vec<Expected<'r>> {
        let Some(input) = case.get("input") else {
            self.error(case.span, "`input` is missing: the template that is shown to the rules");
            return Vec::new();
        };
        let rules = case.get("expectations").and_then(|it| it.get("rules"));
        let rules: Vec<Entry> = rules.map(|it| it.entries().to_vec()).unwrap_or_default();
        if rules.is_empty() {
            self.error(case.span, "`expectations: rules:` is missing: what each rule says of it");
            return Vec::new();
        }
        self.work.documents.push(plain(input, 0).to_string());
        self.work.jobs.push((self.at, self.work.documents.len() - 1));
        let job = self.work.jobs.len() - 1;
        let name = case.get("name").and_then(Node::text).filter(|it| !it.trim().is_empty());
        let title: Arc<str> = name.map_or_else(|| format!("test {number}").into(), |it| it.trim().into());
        let line = self.source.positions(case.span).0.line;
        let mut expected = Vec::new();
        for entry in rules {
            let known = self.file.rules.iter().find(|(name, _)| *name == entry.key);
            let Some((name, id)) = known else {
                let file = self.file;
                let near = nearest(&entry.key, file.rules.iter().map(|(name, _)| &**name));
                let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                let rule_file = file.source.path.file_name().unwrap_or_default().to_string_lossy();
                self.error(
                    entry.key_span,
                    format!("there is no rule `{}` in `{rule_file}`{near}", entry.key),
                );
                continue;
            };
            let said = entry.value.text().unwrap_or_default();
            let Some(status) = Status::parse(said.trim()) else {
                self.error(entry.value.span, "a rule is expected to say `PASS`, `FAIL` or `SKIP`");
                continue;
            };
            expected.push(Expected {
                file: self.file,
                id: Arc::clone(id),
                name: Arc::clone(name),
                status,
                title: Arc::clone(&title),
                place: (self.source.path.clone(), line),
                job,
            });
        }
        expected
    }
}

/// A node as JSON, short forms of intrinsics written out.
fn plain(node: &Node, depth: usize) -> Json {
    if depth > MAX_DEPTH {
        return Json::Null;
    }
    let value = match node.kind() {
        NodeKind::Scalar(..) => match node.scalar() {
            Some(Scalar::Null) | None => Json::Null,
            Some(Scalar::Bool(value)) => value.into(),
            Some(Scalar::Number(number)) => serde_json::from_str(number).unwrap_or_else(|_| number.into()),
            Some(Scalar::String(text)) => text.into(),
        },
        NodeKind::Sequence(items) => items.iter().map(|item| plain(item, depth + 1)).collect(),
        NodeKind::Mapping(entries) => {
            let entries = entries.iter().map(|it| (it.key.to_string(), plain(&it.value, depth + 1)));
            Json::Object(entries.collect())
        }
        NodeKind::Unreadable => Json::Null,
    };
    match &node.tag {
        Some(tag) if !tag.name.starts_with("tag:") => {
            let name = &*tag.name;
            let key = if WITHOUT_PREFIX.contains(&name) { name.to_owned() } else { format!("Fn::{name}") };
            // `!GetAtt A.B` is a list in the long form
            let value = match (name, value.as_str().and_then(|it| it.split_once('.'))) {
                ("GetAtt", Some((resource, attribute))) => serde_json::json!([resource, attribute]),
                _ => value,
            };
            Json::Object(Map::from_iter([(key, value)]))
        }
        _ => value,
    }
}
