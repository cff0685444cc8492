//! What a rule's fix makes of the files of a test, against what the test says. The mark of a finding is no part of the
//! texts: once mended, there is none.

use super::{Difference, MARK, ROOT, Test, difference, memory};
use crate::fix;
use crate::linter::{Linter, Options};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is written otherwise than the test says; nothing where it says nothing.
pub(super) fn differences(linter: &Linter, test: &Test) -> Vec<Difference> {
    if test.fixed.is_empty() {
        return Vec::new();
    }
    let rule = linter.registry().get(&test.rule).and_then(Result::ok);
    let Some(safety) = rule.and_then(|rule| rule.fix.as_ref().map(|fix| fix.safety)) else {
        return vec![difference("fixed", "a rule with a `fix`", "one without")];
    };
    let options = Options {
        paths: vec![PathBuf::from(ROOT)],
        select: vec![test.rule.to_string()],
        scope: test.scope,
        ..Options::default()
    };
    let files: Vec<(String, Arc<str>)> =
        test.files.iter().map(|(name, text)| (name.clone(), unmarked(text).into())).collect();
    let fixed = match fix::fix(linter, &options, &memory(&files), safety) {
        Ok(fixed) => fixed,
        Err(error) => return vec![difference("fixed", "a run that can begin", error.to_string())],
    };
    let written = |name: &str, before: Option<&str>| {
        let changed = fixed.files.get(&Path::new(ROOT).join(name)).map(|(_, after)| after.to_string());
        changed.or_else(|| before.map(str::to_owned))
    };
    let said =
        |name: &str| test.fixed.iter().find(|(other, _)| other == name).map(|(_, text)| unmarked(text));
    let mut wrong = Vec::new();
    for (name, before) in &files {
        let found = written(name, Some(before)).unwrap_or_default();
        let expected = said(name).unwrap_or_else(|| before.to_string());
        if expected != found {
            wrong.push(difference("fixed", expected, found));
        }
    }
    let strange = test.fixed.iter().filter(|(name, _)| files.iter().all(|(other, _)| other != name));
    wrong.extend(strange.map(|(name, _)| difference("fixed", "a file of the test", name.as_str())));
    wrong
}

/// A text without the comments that mark the lines of findings.
fn unmarked(text: &str) -> String {
    let line = |line: &str| match line.split_once(MARK) {
        Some((code, end)) => format!("{}{end}", code.trim_end_matches([' ', '#'])),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}
