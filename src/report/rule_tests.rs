//! `trailguard test`: a line a test, why one failed below it, and a summary; or JUnit XML, a suite a rule.

use super::catalogue::paint;
use super::junit::{attribute, content};
use super::{View, visible};
use crate::rule_tests::{Difference, TestError, Tested};
use similar::TextDiff;
use std::io::{self, Write};

/// Writes for people.
///
/// # Errors
/// Those of `out`.
pub fn render_human(
    results: &[Tested],
    errors: &[TestError],
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    for it in results {
        let passed = it.differences.is_empty();
        if passed && view.quiet {
            continue;
        }
        let word = if passed { paint(view, "32", "ok  ") } else { paint(view, "31", "FAIL") };
        writeln!(out, "{word} {} · {}", it.test.rule, name(it))?;
        if !passed {
            writeln!(out, "     {}", paint(view, "2", &place(it, view)))?;
        }
        for difference in &it.differences {
            writeln!(out, "     {}", difference.what)?;
            if is_text(difference) {
                for line in line_by_line(difference) {
                    let colour = if line.starts_with('-') { "32" } else { "31" };
                    let line = visible::line(&line);
                    let plain = line.starts_with([' ', '@']);
                    writeln!(
                        out,
                        "       {}",
                        if plain { line.into_owned() } else { paint(view, colour, &line) }
                    )?;
                }
                continue;
            }
            writeln!(
                out,
                "       {}",
                paint(view, "32", &format!("expected {}", visible::line(&difference.expected)))
            )?;
            writeln!(
                out,
                "       {}",
                paint(view, "31", &format!("found    {}", visible::line(&difference.found)))
            )?;
        }
    }
    for error in errors {
        let word = paint(view, "31", "error");
        writeln!(out, "{word} {}: {}", error_place(error, view), visible::line(&error.message))?;
    }
    let failed = results.iter().filter(|it| !it.differences.is_empty()).count();
    let mut rules: Vec<&str> = results.iter().map(|it| &*it.test.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let errors =
        if errors.is_empty() { String::new() } else { format!(", {}", counted(errors.len(), "error")) };
    writeln!(
        out,
        "\n{} of {}: {} passed, {failed} failed{errors}",
        counted(results.len(), "test"),
        counted(rules.len(), "rule"),
        results.len() - failed
    )
}

/// Writes JUnit XML.
///
/// # Errors
/// Those of `out`.
pub fn render_junit(
    results: &[Tested],
    errors: &[TestError],
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let numbers = |results: &[Tested], errors: usize| {
        let failed = results.iter().filter(|it| !it.differences.is_empty()).count();
        format!("tests=\"{}\" failures=\"{failed}\" errors=\"{errors}\"", results.len() + errors)
    };
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"trailguard test\" {}>", numbers(results, errors.len()))?;
    for suite in results.chunk_by(|a, b| a.test.rule == b.test.rule) {
        let rule = suite.first().map(|it| attribute(&it.test.rule)).unwrap_or_default();
        writeln!(out, "  <testsuite name=\"{rule}\" {}>", numbers(suite, 0))?;
        for it in suite {
            let file = attribute(&view.project.relative(&it.test.place.0));
            let line = it.test.place.1;
            let case = format!(
                "classname=\"{rule}\" name=\"{}\" file=\"{file}\" line=\"{line}\"",
                attribute(&name(it))
            );
            if it.differences.is_empty() {
                writeln!(out, "    <testcase {case}/>")?;
                continue;
            }
            let said = |it: &Difference| match is_text(it) {
                true => format!("{}:\n{}", it.what, line_by_line(it).join("\n")),
                false => format!("{}: expected {}, found {}", it.what, it.expected, it.found),
            };
            let text = it.differences.iter().map(said).collect::<Vec<_>>().join("\n");
            let (message, text) = (attribute(&text), content(&text));
            writeln!(
                out,
                "    <testcase {case}>\n      <failure message=\"{message}\">{text}</failure>\n    </testcase>"
            )?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    if !errors.is_empty() {
        writeln!(out, "  <testsuite name=\"files\" {}>", numbers(&[], errors.len()))?;
        for error in errors {
            let (name, message) = (attribute(&error_place(error, view)), attribute(&error.message));
            writeln!(
                out,
                "    <testcase classname=\"files\" name=\"{name}\">\n      <error message=\"{message}\"/>\n    </testcase>"
            )?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Whether whole texts differ: nobody finds the place in two lines.
fn is_text(difference: &Difference) -> bool {
    difference.expected.contains('\n') && difference.found.contains('\n')
}

/// `-` is expected, `+` was found.
fn line_by_line(difference: &Difference) -> Vec<String> {
    let diff = TextDiff::from_lines(&difference.expected, &difference.found);
    let text = diff.unified_diff().context_radius(2).header("expected", "found").to_string();
    text.lines().map(str::to_owned).collect()
}

fn name(tested: &Tested) -> String {
    let test = &tested.test;
    format!("{} ({}, {})", visible::line(&test.title), test.form, test.verdict)
}

fn place(tested: &Tested, view: &View) -> String {
    let (file, line) = &tested.test.place;
    format!("{}:{line}", visible::line(&view.working_directory.relative(file)))
}

fn error_place(error: &TestError, view: &View) -> String {
    let (line, column) = error.at;
    format!("{}:{line}:{column}", visible::line(&view.working_directory.relative(&error.path)))
}
