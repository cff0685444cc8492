//! `trailguard test RULES_DIR…`

use super::args::{Color, TestArgs, TestFormat};
use super::output::{complain, emit};
use super::{Status, configuration, in_parallel, options};
use crate::config::RuleFiles;
use crate::linter::Linter;
use crate::report::{View, rule_tests as report};
use crate::rule::Registry;
use crate::rule_tests::{self, Tests};

/// Runs the examples of the rules and the tests beside them.
pub(super) fn run(arguments: &TestArgs, color: Color) -> Status {
    let Some(RuleFiles { rules, tests }) = configuration::rule_files(&arguments.rules) else {
        return Status::Failed;
    };
    let mut registry = Registry::built_in();
    // who works on a built-in rule tests the file, not what is compiled in
    let broken = registry.add(rules, true).err().unwrap_or_default();
    configuration::tell_broken(&broken);
    let own: Vec<String> = registry.own().map(str::to_owned).collect();
    let ids: Vec<&str> = own.iter().map(String::as_str).collect();
    let Tests { tests, errors } = rule_tests::tests(&registry, &ids, &tests);
    let linter = Linter::new(registry);
    let results = match in_parallel(arguments.threads, || rule_tests::run(&linter, &tests)) {
        Ok(results) => results,
        Err(message) => {
            complain(&message, None);
            return Status::Failed;
        }
    };
    let to_terminal = arguments.output.is_none();
    let view = View { quiet: arguments.quiet, ..options::view(color, to_terminal) };
    let written = emit(arguments.output.as_deref(), |out| match arguments.format {
        TestFormat::Human => report::render_human(&results, &errors, &view, out),
        TestFormat::Junit => report::render_junit(&results, &errors, &view, out),
    });
    let failed = results.iter().any(|it| !it.differences.is_empty());
    let status = match (errors.is_empty() && broken.is_empty(), failed) {
        (false, _) => Status::Failed,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    };
    written.max(status)
}
