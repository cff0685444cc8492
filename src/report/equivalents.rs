//! `trailguard rules --equivalents`: which rules of other linters ask the same, for people and as JSON.

use super::catalogue::paint;
use super::serialised::write_json;
use super::{View, visible};
use crate::rule::Rule;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    rules: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    equivalents: BTreeMap<&'a str, Vec<&'a str>>,
}

/// The table as JSON, `schema_version` 1; rules that no other linter has are there too.
///
/// # Errors
/// Those of `out`.
pub fn list_json(rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    let rules = rules.iter().map(|rule| Entry {
        id: &rule.id,
        equivalents: rule
            .equivalents
            .iter()
            .map(|(peer, ids)| (&**peer, ids.iter().map(|id| &**id).collect()))
            .collect(),
    });
    write_json(&Document { schema_version: 1, rules: rules.collect() }, out)
}

/// The table for people: a rule, and below it a line a linter.
///
/// # Errors
/// Those of `out`.
pub fn list_human(rules: &[Arc<Rule>], view: &View, out: &mut dyn Write) -> io::Result<()> {
    for rule in rules.iter().filter(|rule| !rule.equivalents.is_empty()) {
        writeln!(out, "{}", paint(view, "1", &rule.id))?;
        for (peer, ids) in &rule.equivalents {
            writeln!(out, "  {peer:<8} {}", visible::line(&ids.join(", ")))?;
        }
    }
    Ok(())
}
