//! `trailguard rules`

use super::args::{Color, ListFormat, RulesArgs};
use super::output::{complain, emit};
use super::{Status, options};
use crate::report::catalogue;
use crate::rule::{Choice, Registry};

/// Lists the rules.
pub(super) fn run(arguments: &RulesArgs, color: Color) -> Status {
    let everything = Choice { extended: true, ..Choice::default() };
    let rules = match Registry::built_in().choose(everything) {
        Ok(rules) => rules,
        Err(broken) => {
            complain(&broken.to_string(), None);
            return Status::Failed;
        }
    };
    emit(None, |out| match arguments.format {
        ListFormat::Human => catalogue::list_human(&rules, &options::view(color, true), out),
        ListFormat::Json => catalogue::list_json(&rules, out),
    })
}
