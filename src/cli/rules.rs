//! `trailguard rules`

use super::args::{Color, ListFormat, RulesArgs};
use super::output::emit;
use super::{Status, options};
use crate::report::catalogue;
use crate::rule::Registry;

/// Lists the rules.
pub(super) fn run(arguments: &RulesArgs, color: Color) -> Status {
    let registry = Registry::built_in();
    emit(None, |out| match arguments.format {
        ListFormat::Human => catalogue::list_human(registry.rules(), &options::view(color, true), out),
        ListFormat::Json => catalogue::list_json(registry.rules(), out),
    })
}
