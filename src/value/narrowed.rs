//! What a condition says of what is not known where it holds: a text that is not the empty one is not empty.

use super::{Constant, Data, Formula, TextPart, Unknown, Value};
use std::sync::Arc;

/// Of a condition so many parts are looked at.
const MAX_PARTS: usize = 16;

impl Value {
    /// The value where `condition` holds or does not, as far as that says something of it.
    pub(super) fn narrowed(self, condition: &Formula, holds: bool) -> Value {
        if matches!(self.data, Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_)) {
            return self;
        }
        let mut subjects = Vec::new();
        collect_set(condition, holds, &mut subjects);
        if subjects.is_empty() {
            return self;
        }
        let is_set = |unknown: &Unknown| {
            !unknown.not_empty && unknown.identity.as_ref().is_some_and(|it| subjects.contains(&it))
        };
        self.map_leaves(&mut |leaf| not_empty(leaf, &is_set).unwrap_or_else(|| leaf.clone()))
    }
}

/// The subjects that are certainly not the empty text.
fn collect_set<'f>(condition: &'f Formula, holds: bool, subjects: &mut Vec<&'f Arc<str>>) {
    match (condition, holds) {
        (Formula::Named(_, inner), _) => collect_set(inner, holds, subjects),
        (Formula::Not(inner), _) => collect_set(inner, !holds, subjects),
        (Formula::Atom(atom), false) if atom.constant == Constant::String("".into()) => {
            subjects.push(&atom.subject);
        }
        (Formula::All(parts), true) | (Formula::Any(parts), false) => {
            parts.iter().take(MAX_PARTS).for_each(|part| collect_set(part, holds, subjects));
        }
        _ => {}
    }
}

/// The same value, its parts that are set being that; none where there are no such.
fn not_empty(value: &Value, is_set: &dyn Fn(&Unknown) -> bool) -> Option<Value> {
    match &value.data {
        Data::Unknown(unknown) if is_set(unknown) => {
            let set = Unknown { not_empty: true, ..(**unknown).clone() };
            Some(set.value().at(value.origin.clone()).marked(value.sensitive))
        }
        Data::Text(text) => {
            let is_part = |part: &TextPart| match part {
                TextPart::Unknown(part) => part.as_unknown().is_some_and(is_set),
                TextPart::Literal(_) => false,
            };
            if !text.parts.iter().any(is_part) {
                return None;
            }
            let part = |part: &TextPart| match part {
                TextPart::Literal(text) => Value::string(Arc::clone(text)),
                TextPart::Unknown(part) => not_empty(part, is_set).unwrap_or_else(|| part.clone()),
            };
            let parts: Vec<Value> = text.parts.iter().map(part).collect();
            Some(Value::concatenation(&parts).at(value.origin.clone()).marked(value.sensitive))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::value::{Atom, Cause, CauseKind, Constant, Data, Formula, TextPart, Unknown, Value};
    use std::sync::Arc;

    fn equals(subject: &str, text: &str) -> Formula {
        Formula::Atom(Arc::new(Atom {
            subject: subject.into(),
            constant: Constant::String(text.into()),
            domain: None,
            words: subject.into(),
            cause: None,
        }))
    }

    fn open(name: &str) -> Value {
        Unknown::because(Cause::new(CauseKind::Parameter, name)).named(name.to_owned()).value()
    }

    fn arms(condition: &Formula, then: Value, otherwise: Value) -> [Option<bool>; 2] {
        match &Value::branches(condition, then, otherwise).data {
            Data::Branches(branches) => [branches.then.empty_test(), branches.otherwise.empty_test()],
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_the_empty_text_is_not_empty() {
        let none = Value::string("none");
        let set = equals("P", "").negate();
        let named = Formula::Named("Has".into(), Arc::new(set.clone()));
        let both = set.and(&equals("Q", "x"));
        for condition in [&set, &named, &both] {
            assert_eq!(arms(condition, open("P"), none.clone())[0], Some(false), "{condition:?}");
        }
        assert_eq!(arms(&equals("P", ""), none.clone(), open("P"))[1], Some(false));
        // other names, other texts, and what holds in one of two cases only
        assert_eq!(arms(&set, open("Q"), none.clone())[0], None);
        assert_eq!(arms(&equals("P", "x").negate(), open("P"), none.clone())[0], None);
        assert_eq!(arms(&set.or(&equals("Q", "x")), open("P"), none)[0], None);
        // where both arms are the same, the condition says nothing of it
        assert_eq!(Value::branches(&set, open("P"), open("P")).empty_test(), None);
    }

    #[test]
    fn parts_of_texts_are_narrowed_too() {
        let text = Value::concatenation(&[Value::string("a/"), open("P"), Value::string("/b")]);
        let branches = Value::branches(&equals("P", "").negate(), text, Value::string("a/b"));
        let Data::Branches(branches) = &branches.data else { panic!("{branches:?}") };
        let Data::Text(text) = &branches.then.data else { panic!("{branches:?}") };
        let is_set =
            |part: &TextPart| matches!(part, TextPart::Unknown(it) if it.empty_test() == Some(false));
        assert!(text.parts.len() == 3 && is_set(&text.parts[1]), "{text:?}");
    }
}
