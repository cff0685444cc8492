//! `trailguard test RULES_DIR…`

use super::args::{Color, TestArgs, TestFormat};
use super::output::{complain, emit_text};
use super::{Status, configuration, in_parallel, options};
use crate::config::RuleFiles;
use crate::linter::Linter;
use crate::report::{View, rule_tests as report};
use crate::rule::Registry;
use crate::rule_tests::guard::GuardTested;
use crate::rule_tests::{self, Tests};
use std::path::PathBuf;

/// Runs the examples of the rules and the tests beside them.
pub(super) fn run(arguments: &TestArgs, color: Color) -> Status {
    let Some(RuleFiles { rules, tests, guard_tests }) = configuration::rule_files(&arguments.rules) else {
        return Status::Failed;
    };
    let mut registry = Registry::built_in();
    // who works on a built-in rule tests the file, not what is compiled in
    let broken = registry.add(rules, true).err().unwrap_or_default();
    configuration::tell_broken(&broken);
    configuration::tell_broken(registry.broken_guard_files());
    let own: Vec<String> = registry.own().map(str::to_owned).collect();
    let ids: Vec<&str> = own.iter().map(String::as_str).collect();
    let Tests { tests, mut errors } = rule_tests::tests(&registry, &ids, &tests);
    let of_guard = guard(&registry, &guard_tests);
    errors.extend(of_guard.errors);
    let broken_guard = !registry.broken_guard_files().is_empty();
    let linter = Linter::new(registry);
    let results = match in_parallel(arguments.threads, || rule_tests::run(&linter, &tests)) {
        Ok(results) => results.into_iter().chain(of_guard.results).collect::<Vec<_>>(),
        Err(message) => {
            complain(&message, None);
            return Status::Failed;
        }
    };
    let to_terminal = arguments.output.is_none();
    let view = View { quiet: arguments.quiet, ..options::view(color, to_terminal) };
    let written = emit_text(arguments.output.as_deref(), |out| match arguments.format {
        TestFormat::Human => report::render_human(&results, &errors, &view, out),
        TestFormat::Junit => report::render_junit(&results, &errors, &view, out),
    });
    let failed = results.iter().any(|it| !it.differences.is_empty());
    let status = match (errors.is_empty() && broken.is_empty() && !broken_guard, failed) {
        (false, _) => Status::Failed,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    };
    written.max(status)
}

/// Runs the tests of Guard files.
#[cfg(feature = "guard")]
fn guard(registry: &Registry, tests: &[(PathBuf, PathBuf, String)]) -> GuardTested {
    match registry.guard_files() {
        [] => GuardTested::default(),
        _ => rule_tests::guard::run(registry, tests, &super::guard::InProcessesOfItsOwn),
    }
}

#[cfg(not(feature = "guard"))]
fn guard(registry: &Registry, _: &[(PathBuf, PathBuf, String)]) -> GuardTested {
    let error = |file: &crate::rule::GuardFile| rule_tests::TestError {
        path: file.source.path.clone(),
        at: (1, 1),
        message: "this program was built without Guard".to_owned(),
    };
    GuardTested { results: Vec::new(), errors: registry.guard_files().iter().map(error).collect() }
}
