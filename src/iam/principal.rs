//! Who asks, and whom a statement names.

use super::any_item;
use super::arn;
use super::document::{Element, Statement};
use super::either;
use super::evaluate::Extent;
use super::matching::{Outcome, relation};
use super::pattern::{Pattern, Reading};
use crate::expr::{logic, unknown_from};
use crate::value::{Data, Value};

/// Who asks.
#[derive(Clone, Debug)]
pub enum Principal {
    /// A service: `cloudtrail.amazonaws.com`.
    Service(Value),
    /// An IAM principal, by ARN.
    Aws(Value),
    /// Somebody whom no policy names.
    Anyone,
    /// Who holds the policy: an identity's or organization's policy has no principals.
    Holder,
}

/// Whether the statement is about that principal.
pub(super) fn matches(statement: &Statement, who: &Principal) -> Value {
    if matches!(who, Principal::Holder) {
        return Value::bool(true);
    }
    let Some(Element { negated, value }) = &statement.principal else {
        return Value::error("the statement has no `Principal`");
    };
    let named = names(value, who);
    if *negated { logic::not(&named) } else { named }
}

/// Whether the element's value names that principal, or everyone.
fn names(value: &Value, who: &Principal) -> Value {
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::Null => Value::bool(false),
        Data::Object(object) => {
            let mut so_far = Value::bool(false);
            if let Some(open) = &object.open {
                so_far = unknown_from(&Value::new(Data::Unknown(open.clone())));
            }
            for (kind, items) in &object.entries {
                so_far = either(&so_far, &any_item(items, &mut |item| is(kind, item, who).value()));
            }
            so_far
        }
        Data::List(_) => any_item(leaf, &mut |item| everyone(item).value()),
        _ => everyone(leaf).value(),
    })
}

/// Whether it is `*`. In a policy, `"Principal": "*"` and `{"AWS": "*"}` are the same, services included.
fn everyone(item: &Value) -> Outcome {
    if let Some(text) = item.as_str() {
        return Outcome::of(text == "*");
    }
    match Pattern::read(item, Reading::EXACT) {
        Some(pattern) => relation(&pattern, &Pattern::known("*", Reading::EXACT), Extent::All),
        None => Outcome::No,
    }
}

fn is(kind: &str, item: &Value, who: &Principal) -> Outcome {
    match (kind, who) {
        ("AWS", Principal::Aws(asked)) => match everyone(item) {
            Outcome::Yes => Outcome::Yes,
            all => or(all, is_principal_or_account(item, asked)),
        },
        ("AWS", _) => everyone(item),
        ("Service", Principal::Service(asked)) => exactly(item, asked),
        _ => Outcome::No,
    }
}

fn exactly(item: &Value, asked: &Value) -> Outcome {
    if let (Some(item), Some(asked)) = (item.as_str(), asked.as_str()) {
        return Outcome::of(item == asked);
    }
    match (Pattern::read(item, Reading::EXACT), Pattern::read(asked, Reading::EXACT)) {
        (Some(item), Some(asked)) => relation(&item, &asked, Extent::All),
        _ => Outcome::No,
    }
}

/// An account (its id or its root's ARN) stands for all its principals.
fn is_principal_or_account(item: &Value, asked: &Value) -> Outcome {
    let same = exactly(item, asked);
    let Some(account) = account_of(asked) else { return same };
    or(same, is_account(item, &account))
}

/// The account's part of an ARN.
fn account_of(arn_value: &Value) -> Option<Pattern> {
    arn::parts(&Pattern::read(arn_value, Reading::EXACT)?.tokens)?.into_iter().nth(4)
}

/// Whether an item of `AWS` names that account as a whole.
pub(super) fn is_account(item: &Value, account: &Pattern) -> Outcome {
    let Some(pattern) = Pattern::read(item, Reading::EXACT) else { return Outcome::No };
    let root = match arn::parts(&pattern.tokens) {
        Some(parts) => relation(&parts[5], &Pattern::known("root", Reading::EXACT), Extent::All)
            .and(relation(&parts[4], account, Extent::All)),
        None => Outcome::No,
    };
    or(root, relation(&pattern, account, Extent::All))
}

fn or(a: Outcome, b: Outcome) -> Outcome {
    match (a, b) {
        (Outcome::Yes, _) | (_, Outcome::Yes) => Outcome::Yes,
        (Outcome::No, it) | (it, Outcome::No) => it,
        (Outcome::Unknown(a), Outcome::Unknown(b)) => Outcome::Unknown(a.and(b)),
    }
}
