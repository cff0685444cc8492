//! Strings: case, trimming, splitting, joining. Strings with unknown parts keep what is known of them.

mod affixes;
mod case;
mod float;
mod format;
mod pieces;
mod verb;

pub(super) use pieces::clusters;

use super::arguments::{list_of_strings, settled};
use super::{Arity, Call, Function, OnUnknown};
use crate::value::{Type, Value};
use OnUnknown::{Own, Propagate};

pub(super) const FUNCTIONS: &[Function] = &[
    row("chomp", Arity::exactly(1), Own, |call| settled(affixes::chomp(call))),
    truth("endswith", |call| settled(affixes::endswith(call))),
    row("format", Arity::at_least(1), Own, |call| settled(format::format(call))),
    list("formatlist", Arity::at_least(1), Own, |call| settled(format::formatlist(call))),
    row("indent", Arity::exactly(2), Propagate, |call| settled(pieces::indent(call))),
    row("join", Arity::at_least(2), Own, |call| settled(pieces::join(call))),
    row("lower", Arity::exactly(1), Own, |call| settled(case::lower(call))),
    row("replace", Arity::exactly(3), Own, |call| settled(pieces::replace(call))),
    list("split", Arity::exactly(2), Own, |call| settled(pieces::split(call))),
    truth("startswith", |call| settled(affixes::startswith(call))),
    truth("strcontains", |call| settled(affixes::strcontains(call))),
    row("strrev", Arity::exactly(1), Propagate, |call| settled(pieces::strrev(call))),
    row("substr", Arity::exactly(3), Own, |call| settled(pieces::substr(call))),
    row("title", Arity::exactly(1), Own, |call| settled(case::title(call))),
    row("trim", Arity::exactly(2), Own, |call| settled(affixes::trim(call))),
    row("trimprefix", Arity::exactly(2), Own, |call| settled(affixes::trimprefix(call))),
    row("trimspace", Arity::exactly(1), Own, |call| settled(affixes::trimspace(call))),
    row("trimsuffix", Arity::exactly(2), Own, |call| settled(affixes::trimsuffix(call))),
    row("upper", Arity::exactly(1), Own, |call| settled(case::upper(call))),
];

const fn row(name: &'static str, arity: Arity, unknown: OnUnknown, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity, unknown, result: || Some(Type::String), run }
}

const fn truth(name: &'static str, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(2), unknown: Own, result: || Some(Type::Bool), run }
}

const fn list(name: &'static str, arity: Arity, unknown: OnUnknown, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity, unknown, result: list_of_strings, run }
}
