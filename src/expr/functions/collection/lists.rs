//! Lists made of lists.

use super::super::Call;
use super::super::arguments::{Collection, Outcome};
use super::{MAX_ITEMS, pays_comparisons, too_many};
use crate::value::unify::unified;
use crate::value::{Data, List, ListKind, MAX_VALUE_DEPTH, Number, Type, Value, to_string};
use foldhash::{HashSet, HashSetExt};
use std::sync::Arc;

/// Comparisons of items that are not wholly known, at most.
const MAX_COMPARISONS: usize = 1_000_000;

fn same_kind(like: &List, items: Vec<Value>) -> Value {
    Value::list(like.kind, items)
}

/// The items converted to one type, as a list.
fn as_list(call: &Call<'_>, items: &[Value]) -> Outcome {
    match unified(items) {
        Some(items) => Ok(Value::list(ListKind::List, items)),
        None => Err(call.error("all items must have the same type")),
    }
}

/// A list that is not known, but for some of its items.
pub(super) fn holding(call: &Call<'_>, because: &Value, kind: Option<Type>, items: Vec<Value>) -> Value {
    let unknown = call.unknown_because(because, kind);
    match unknown.as_unknown() {
        Some(inner) => inner.clone().holding(items).value(),
        None => unknown,
    }
}

/// The items of a list in any order, or `Err` with the certain ones of a list that is not wholly known.
fn all_items<'a>(call: &Call<'a>) -> Result<&'a List, Value> {
    match call.collection(0)? {
        Collection::Unknown(unknown) if unknown.items.is_some() => {
            let value = &call.arguments[0];
            Err(holding(call, value, unknown.kind.clone(), value.certain_items().to_vec()))
        }
        _ => call.list(0),
    }
}

/// `chunklist(list, size)`; size 0 makes one chunk.
pub(super) fn chunklist(call: &Call<'_>) -> Outcome {
    let list = call.list(0)?;
    let size = call.integer(1)?;
    let size = usize::try_from(size).map_err(|_| call.error("the size must not be negative"))?;
    let items = unified(&list.items).ok_or_else(|| call.error("all items must have the same type"))?;
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunks = items.chunks(size).map(|chunk| Value::list(ListKind::List, chunk.to_vec()));
    Ok(Value::list(ListKind::List, chunks.collect()))
}

/// `compact(list)`: without nulls and empty strings.
pub(super) fn compact(call: &Call<'_>) -> Outcome {
    let items = call.arguments[0].certain_items();
    let mut undecided = match call.collection(0)? {
        Collection::Unknown(_) => Some(call.arguments[0].clone()),
        _ => call.list(0).map(|_| None)?,
    };
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        let text = to_string(item);
        if text.is_error() {
            return Err(text);
        }
        match (text.null_test(), text.empty_test()) {
            (Some(true), _) | (_, Some(true)) => {}
            (Some(false), Some(false)) => kept.push(text),
            _ => undecided = undecided.or(Some(text)),
        }
    }
    Ok(match undecided {
        Some(because) => holding(call, &because, (call.result)(), kept),
        None => Value::list(ListKind::List, kept),
    })
}

/// `concat(lists…)`: a list where all are lists, a tuple otherwise.
pub(super) fn concat(call: &Call<'_>) -> Outcome {
    let mut items = Vec::new();
    let mut unknown = None;
    let mut all_lists = true;
    let mut some = false;
    for at in 0..call.arguments.len() {
        match call.collection(at)? {
            Collection::Items(list) if list.kind == ListKind::Set => {
                return Err(call.error("all arguments must be lists or tuples"));
            }
            Collection::Items(list) => {
                all_lists &= list.kind == ListKind::List;
                some |= !list.items.is_empty();
                items.extend(list.items.iter().cloned());
            }
            Collection::Unknown(inner) => {
                some |= inner.not_null && inner.not_empty;
                items.extend(call.arguments[at].certain_items().iter().cloned());
                unknown = unknown.or(Some(&call.arguments[at]));
            }
            Collection::Entries(_) => return Err(call.error("all arguments must be lists or tuples")),
        }
        if items.len() > MAX_ITEMS {
            return Err(too_many());
        }
    }
    if let Some(value) = unknown {
        let mut result = holding(call, value, None, items);
        if let Data::Unknown(inner) = &mut result.data {
            Arc::make_mut(inner).not_empty |= some;
        }
        return Ok(result);
    }
    if all_lists && let Some(items) = unified(&items) {
        return Ok(Value::list(ListKind::List, items));
    }
    Ok(Value::tuple(items))
}

/// `distinct(list)`
pub(super) fn distinct(call: &Call<'_>) -> Outcome {
    let list = all_items(call)?;
    let items = unified(&list.items).ok_or_else(|| call.error("all items must have the same type"))?;
    let mut kept: Vec<Value> = Vec::with_capacity(items.len());
    let mut texts: HashSet<Arc<str>> = HashSet::new();
    let mut others: Vec<usize> = Vec::new();
    let mut comparisons = 0;
    for item in items {
        if let Data::String(text) = &item.data
            && others.is_empty()
        {
            if texts.insert(Arc::clone(text)) {
                kept.push(item);
            }
            continue;
        }
        comparisons += kept.len();
        if comparisons > MAX_COMPARISONS || !pays_comparisons(call, kept.len()) {
            return Err(too_many());
        }
        let mut double = false;
        for before in &kept {
            match before.equals(&item) {
                Some(true) => {
                    double = true;
                    break;
                }
                Some(false) => {}
                // the doubles of an item are that item
                None => return Ok(holding(call, &call.arguments[0], None, list.items.clone())),
            }
        }
        if !double {
            others.push(kept.len());
            kept.push(item);
        }
    }
    Ok(Value::list(ListKind::List, kept))
}

/// `flatten(list)`: what is unknown inside may be a list itself, unless it is known to be something else.
pub(super) fn flatten(call: &Call<'_>) -> Outcome {
    let mut open = match call.collection(0)? {
        Collection::Unknown(_) => Some(call.arguments[0].clone()),
        _ => call.list(0).map(|_| None)?,
    };
    let mut flat = Vec::new();
    flatten_into(call.arguments[0].certain_items(), &mut flat, &mut open, 0)?;
    Ok(match open {
        Some(because) => holding(call, &because, None, flat),
        None => Value::tuple(flat),
    })
}

/// Puts the items that are certainly there into `flat`; what may be further ones, into `open`.
fn flatten_into(
    items: &[Value],
    flat: &mut Vec<Value>,
    open: &mut Option<Value>,
    depth: u16,
) -> Result<(), Value> {
    if depth > MAX_VALUE_DEPTH {
        return Err(too_many());
    }
    for item in items {
        match &item.data {
            Data::List(inner) => flatten_into(&inner.items, flat, open, depth + 1)?,
            Data::Unknown(_) if item.is_error() => return Err(item.clone()),
            Data::Unknown(unknown) if !super::super::arguments::no_list(unknown) => {
                flatten_into(item.certain_items(), flat, open, depth + 1)?;
                open.get_or_insert_with(|| item.clone());
            }
            Data::Branches(_) if may_hold_list(item) => {
                open.get_or_insert_with(|| item.clone());
            }
            _ => flat.push(item.clone()),
        }
        if flat.len() > MAX_ITEMS {
            return Err(too_many());
        }
    }
    Ok(())
}

/// Whether a leaf of a branching item may be a list; else it stays one item.
fn may_hold_list(item: &Value) -> bool {
    match &item.data {
        Data::Branches(branches) => may_hold_list(&branches.then) || may_hold_list(&branches.otherwise),
        Data::List(_) | Data::Handle(_) => true,
        Data::Unknown(unknown) => !super::super::arguments::no_list(unknown),
        _ => false,
    }
}

/// `matchkeys(values, keys, search)`
pub(super) fn matchkeys(call: &Call<'_>) -> Outcome {
    let (values, keys, search) = (call.list(0)?, call.list(1)?, call.list(2)?);
    if values.items.len() != keys.items.len() {
        return Err(call.error("values and keys must have the same length"));
    }
    let comparisons = keys.items.len().saturating_mul(search.items.len());
    if comparisons > MAX_COMPARISONS || !pays_comparisons(call, comparisons) {
        return Err(too_many());
    }
    let both: Vec<Value> = keys.items.iter().chain(&search.items).cloned().collect();
    let both = unified(&both).ok_or_else(|| call.error("keys must have one type"))?;
    let (keys, search) = both.split_at(keys.items.len());
    let mut kept = Vec::new();
    for (value, key) in values.items.iter().zip(keys) {
        let mut found = Some(false);
        for wanted in search {
            match key.equals(wanted) {
                Some(true) => {
                    found = Some(true);
                    break;
                }
                Some(false) => {}
                None => found = None,
            }
        }
        match found {
            Some(true) => kept.push(value.clone()),
            Some(false) => {}
            None => {
                let cause = if key.cause().is_some() { key } else { &call.arguments[2] };
                return Ok(call.unknown_because(cause, None));
            }
        }
    }
    as_list(call, &kept)
}

/// `range(limit)`, `range(start, limit)`, `range(start, limit, step)`
pub(super) fn range(call: &Call<'_>) -> Outcome {
    let zero = Number::from(0_i128);
    let (start, limit) = match call.arguments.len() {
        1 => (zero.clone(), call.number(0)?),
        _ => (call.number(0)?, call.number(1)?),
    };
    let down = limit < start;
    let step = match call.arguments.len() {
        3 => call.number(2)?,
        _ => Number::from(if down { -1_i128 } else { 1 }),
    };
    if start == limit {
        return Ok(Value::list(ListKind::List, Vec::new()));
    }
    if step == zero || (step < zero) != down {
        return Err(call.error("the step never reaches the limit"));
    }
    let mut items = Vec::new();
    let mut at = start;
    while if down { at > limit } else { at < limit } {
        if items.len() >= 1024 {
            return Err(call.error("more than 1024 numbers"));
        }
        items.push(Value::number(at.clone()));
        at = at.add(&step).ok_or_else(|| call.error("a number is out of range"))?;
    }
    Ok(Value::list(ListKind::List, items))
}

/// `reverse(list)`
pub(super) fn reverse(call: &Call<'_>) -> Outcome {
    let list = all_items(call)?;
    if list.kind == ListKind::Set && !call.arguments[0].is_wholly_known() {
        return Ok(holding(call, &call.arguments[0], None, list.items.clone()));
    }
    let kind = if list.kind == ListKind::Set { ListKind::List } else { list.kind };
    Ok(Value::list(kind, list.items.iter().rev().cloned().collect()))
}

/// `slice(list, start, end)`
pub(super) fn slice(call: &Call<'_>) -> Outcome {
    let list = call.sequence(0)?;
    let (start, end) = (call.integer(1)?, call.integer(2)?);
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let picked = range.and_then(|(start, end)| list.items.get(start..end));
    match picked {
        Some(items) => Ok(same_kind(list, items.to_vec())),
        None => Err(call.error("start and end must lie within the list, in order")),
    }
}

/// `sort(list)`: strings, by their characters' numbers.
pub(super) fn sort(call: &Call<'_>) -> Outcome {
    all_items(call)?;
    let mut texts = call.texts(0)?;
    if texts.iter().any(|text| text.as_str().is_none()) {
        return Ok(holding(call, &call.arguments[0], (call.result)(), texts));
    }
    texts.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(Value::list(ListKind::List, texts))
}

/// The items of an argument that is converted to a set of one type.
pub(super) fn converted(call: &Call<'_>, lists: &[&List]) -> Result<Vec<Vec<Value>>, Value> {
    let all: Vec<Value> = lists.iter().flat_map(|list| list.items.iter().cloned()).collect();
    let mut all = unified(&all).ok_or_else(|| call.error("all items must have the same type"))?.into_iter();
    Ok(lists.iter().map(|list| all.by_ref().take(list.items.len()).collect()).collect())
}

/// The type of a list whose items are of that type.
pub(super) fn list_type(item: Type) -> Type {
    Type::List(Arc::new(item))
}
