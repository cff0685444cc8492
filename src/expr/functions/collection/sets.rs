//! Set algebra: on items of one type, known only where every item's place is certain.

use super::super::Call;
use super::super::arguments::Outcome;
use super::lists::converted;
use super::{MAX_ITEMS, pays_comparisons, too_many};
use crate::value::unify::unified;
use crate::value::{Data, List, ListKind, Type, Unknown, Value};
use std::sync::Arc;

/// Comparisons between sets, at most.
const MAX_COMPARISONS: usize = 4_000_000;

fn operands(call: &Call<'_>) -> Result<Vec<Vec<Value>>, Value> {
    let lists: Vec<&List> = (0..call.arguments.len()).map(|at| call.list(at)).collect::<Result<_, _>>()?;
    let total: usize = lists.iter().map(|list| list.items.len()).sum();
    if total > MAX_ITEMS {
        return Err(too_many());
    }
    converted(call, &lists)
}

/// Whether the items hold that one; `None` where it is not known.
fn holds(items: &[Value], wanted: &Value) -> Option<bool> {
    let mut answer = Some(false);
    for item in items {
        match item.equals(wanted) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => answer = None,
        }
    }
    answer
}

fn undecided(call: &Call<'_>, value: &Value) -> Value {
    let cause = call.arguments.iter().find(|argument| argument.cause().is_some()).unwrap_or(value);
    call.unknown_because(cause, Some(Type::Set(Arc::new(Type::Any))))
}

/// `setunion(sets…)`
pub(super) fn union(call: &Call<'_>) -> Outcome {
    let unknown = (0..call.arguments.len()).find(|at| call.list(*at).is_err_and(|early| !early.is_error()));
    if let Some(at) = unknown {
        let some = call.arguments.iter().any(|argument| argument.empty_test() == Some(false));
        let items: Vec<Value> =
            call.arguments.iter().flat_map(|argument| argument.certain_items().iter().cloned()).collect();
        let items = unified(&items).ok_or_else(|| call.error("all items must have the same type"))?;
        let because = undecided(call, &call.arguments[at]);
        let kind = Some(Type::Set(Arc::new(Type::Any)));
        let mut result = super::lists::holding(call, &because, kind, items);
        if let Data::Unknown(inner) = &mut result.data {
            let inner: &mut Unknown = Arc::make_mut(inner);
            inner.not_empty |= some;
        }
        return Ok(result);
    }
    Ok(Value::set(operands(call)?.into_iter().flatten().collect()))
}

/// `setintersection(sets…)`
pub(super) fn intersection(call: &Call<'_>) -> Outcome {
    filtered(call, true)
}

/// `setsubtract(set, set)`
pub(super) fn subtract(call: &Call<'_>) -> Outcome {
    filtered(call, false)
}

fn filtered(call: &Call<'_>, wanted: bool) -> Outcome {
    let sets = operands(call)?;
    let Some((first, others)) = sets.split_first() else { return Ok(Value::set(Vec::new())) };
    let most = others.iter().map(Vec::len).max().unwrap_or(0);
    let comparisons = first.len().saturating_mul(most).saturating_mul(others.len());
    if comparisons > MAX_COMPARISONS || !pays_comparisons(call, comparisons) {
        return Err(too_many());
    }
    let mut kept = Vec::new();
    for item in first {
        let mut keep = Some(true);
        for other in others {
            match holds(other, item) {
                Some(found) if found != wanted => {
                    keep = Some(false);
                    break;
                }
                Some(_) => {}
                None => keep = None,
            }
        }
        match keep {
            Some(true) => kept.push(item.clone()),
            Some(false) => {}
            None => return Ok(undecided(call, item)),
        }
    }
    Ok(Value::set(kept))
}

/// `setproduct(sets…)`: a set where an argument is one, else a list.
pub(super) fn product(call: &Call<'_>) -> Outcome {
    let lists: Vec<&List> = (0..call.arguments.len()).map(|at| call.list(at)).collect::<Result<_, _>>()?;
    let count = lists.iter().try_fold(1_usize, |count, list| count.checked_mul(list.items.len()));
    if count.is_none_or(|count| count.saturating_mul(lists.len()) > MAX_ITEMS) {
        return Err(too_many());
    }
    let any_set = lists.iter().any(|list| list.kind == ListKind::Set);
    if any_set && let Some(unknown) = call.arguments.iter().find(|argument| !argument.is_wholly_known()) {
        return Ok(undecided(call, unknown));
    }
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for list in &lists {
        let items = converted(call, &[*list])?.pop().unwrap_or_default();
        rows = rows
            .iter()
            .flat_map(|row| {
                items.iter().map(move |item| {
                    let mut longer = row.clone();
                    longer.push(item.clone());
                    longer
                })
            })
            .collect();
    }
    let tuples = rows.into_iter().map(Value::tuple).collect();
    Ok(if any_set { Value::set(tuples) } else { Value::list(ListKind::List, tuples) })
}
