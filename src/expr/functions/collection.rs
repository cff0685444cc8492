//! Lists, sets and maps: building, picking, comparing. What is known of unknown collections is kept.

mod lists;
mod maps;
mod pick;
mod sets;
mod tests_of_items;

use super::arguments::{list_of_strings, settled};
use super::{Arity, Call, Function, OnUnknown, any_type};
use crate::value::{Cause, Type, Value};
use OnUnknown::Own;

/// Most items a function may make.
pub(super) const MAX_ITEMS: usize = 100_000;

pub(super) const FUNCTIONS: &[Function] = &[
    bool_row("alltrue", 1, |call| settled(tests_of_items::alltrue(call))),
    bool_row("anytrue", 1, |call| settled(tests_of_items::anytrue(call))),
    row("chunklist", Arity::exactly(2), |call| settled(lists::chunklist(call))),
    row("coalesce", Arity::at_least(1), |call| settled(pick::coalesce(call))),
    row("coalescelist", Arity::at_least(1), |call| settled(pick::coalescelist(call))),
    strings("compact", |call| settled(lists::compact(call))),
    row("concat", Arity::at_least(1), |call| settled(lists::concat(call))),
    bool_row("contains", 2, |call| settled(tests_of_items::contains(call))),
    row("distinct", Arity::exactly(1), |call| settled(lists::distinct(call))),
    row("element", Arity::exactly(2), |call| settled(pick::element(call))),
    row("flatten", Arity::exactly(1), |call| settled(lists::flatten(call))),
    number_row("index", 2, |call| settled(tests_of_items::index(call))),
    row("keys", Arity::exactly(1), |call| settled(maps::keys(call))),
    number_row("length", 1, |call| settled(tests_of_items::length(call))),
    row("lookup", Arity::between(2, 3), |call| settled(pick::lookup(call))),
    row("matchkeys", Arity::exactly(3), |call| settled(lists::matchkeys(call))),
    row("merge", Arity::at_least(0), |call| settled(maps::merge(call))),
    row("one", Arity::exactly(1), |call| settled(pick::one(call))),
    row("range", Arity::between(1, 3), |call| settled(lists::range(call))),
    row("reverse", Arity::exactly(1), |call| settled(lists::reverse(call))),
    row("setintersection", Arity::at_least(1), |call| settled(sets::intersection(call))),
    row("setproduct", Arity::at_least(2), |call| settled(sets::product(call))),
    row("setsubtract", Arity::exactly(2), |call| settled(sets::subtract(call))),
    row("setunion", Arity::at_least(1), |call| settled(sets::union(call))),
    row("slice", Arity::exactly(3), |call| settled(lists::slice(call))),
    strings("sort", |call| settled(lists::sort(call))),
    row("transpose", Arity::exactly(1), |call| settled(maps::transpose(call))),
    row("values", Arity::exactly(1), |call| settled(maps::values(call))),
    row("zipmap", Arity::exactly(2), |call| settled(maps::zipmap(call))),
];

const fn row(name: &'static str, arity: Arity, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity, unknown: Own, result: any_type, run }
}

const fn bool_row(name: &'static str, count: usize, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(count), unknown: Own, result: || Some(Type::Bool), run }
}

const fn number_row(name: &'static str, count: usize, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(count), unknown: Own, result: || Some(Type::Number), run }
}

const fn strings(name: &'static str, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(1), unknown: Own, result: list_of_strings, run }
}

/// Takes the steps for that many comparisons of items with each other; false where they are not left.
fn pays_comparisons(call: &Call<'_>, comparisons: usize) -> bool {
    call.scope.budget().spend(comparisons as u64 / 8)
}

fn too_many() -> Value {
    Value::unknown(Cause::bound("collection size"))
}
