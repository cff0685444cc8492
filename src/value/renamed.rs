//! A value among those of other units: what is unknown in it under a name gets a name that no other unit uses.
//!
//! Knows nothing of units: the caller says how names become others, and what an import of another stack is.

use super::{Branches, Data, Entries, Formula, Object, TextPart, Unknown, Value};
use std::sync::Arc;

/// How names become others.
pub struct Renaming<'r> {
    /// The new one of an address, an identity or the subject of a condition.
    pub name: &'r dyn Fn(&Arc<str>) -> Arc<str>,
    /// What stands for something unknown, where that is known now; already with its new names.
    pub known: &'r dyn Fn(&Unknown) -> Option<Value>,
}

impl Value {
    /// The same value under other names.
    #[must_use]
    pub fn renamed(&self, renaming: &Renaming<'_>) -> Value {
        let anew = |value: Value| value.at(self.origin.clone()).marked(self.sensitive);
        match &self.data {
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::Handle(_) => self.clone(),
            Data::List(list) => {
                let items = list.items.iter().map(|item| item.renamed(renaming));
                anew(Value::list(list.kind, items.collect()))
            }
            Data::Object(object) => anew(renamed_object(object, renaming)),
            Data::Text(text) => {
                let parts = text.parts.iter().map(|part| match part {
                    TextPart::Literal(text) => Value::string(Arc::clone(text)),
                    TextPart::Unknown(value) => value.renamed(renaming),
                });
                anew(Value::concatenation(&parts.collect::<Vec<_>>()))
            }
            Data::Unknown(unknown) => match (renaming.known)(unknown) {
                Some(known) => anew(known),
                None => anew(Value::new(Data::Unknown(Arc::new(unknown.renamed(renaming))))),
            },
            Data::Branches(branches) => {
                anew(Value::new(Data::Branches(Arc::new(Branches::renamed(branches, renaming)))))
            }
        }
    }
}

fn renamed_object(object: &Object, renaming: &Renaming<'_>) -> Value {
    let entries = object.entries.iter().map(|(key, value)| (Arc::clone(key), value.renamed(renaming)));
    let open = object.open.as_ref().map(|open| Arc::new(open.renamed(renaming)));
    Value::object_of(object.is_map, Entries::from_iter(entries), open)
}

impl Unknown {
    fn renamed(&self, renaming: &Renaming<'_>) -> Unknown {
        let mut renamed = self.clone();
        if let Some(reference) = &mut renamed.reference {
            reference.address = (renaming.name)(&reference.address);
        }
        renamed.identity = renamed.identity.as_ref().map(renaming.name);
        renamed.formula = renamed.formula.as_ref().map(|formula| formula.renamed(renaming));
        renamed
    }
}

impl Formula {
    /// The same condition about other subjects; its words stay.
    #[must_use]
    pub fn renamed(&self, renaming: &Renaming<'_>) -> Formula {
        let all = |parts: &[Formula]| parts.iter().map(|part| part.renamed(renaming)).collect::<Arc<[_]>>();
        match self {
            Formula::Constant(value) => Formula::Constant(*value),
            Formula::Atom(atom) => {
                let mut atom = (**atom).clone();
                atom.subject = (renaming.name)(&atom.subject);
                Formula::Atom(Arc::new(atom))
            }
            Formula::Not(inner) => Formula::Not(Arc::new(inner.renamed(renaming))),
            Formula::All(parts) => Formula::All(all(parts)),
            Formula::Any(parts) => Formula::Any(all(parts)),
            Formula::Named(name, inner) => {
                Formula::Named(Arc::clone(name), Arc::new(inner.renamed(renaming)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Renaming;
    use crate::value::{Atom, Cause, CauseKind, Constant, Formula, Unknown, Value};
    use std::sync::Arc;

    #[test]
    fn names_of_two_units_are_two_names() {
        let variable =
            |name: &str| Unknown::because(Cause::new(CauseKind::Variable, name)).set().named(name).value();
        let atom = Atom {
            subject: "var.on".into(),
            constant: Constant::Bool(true),
            domain: None,
            words: "var.on".into(),
            cause: None,
        };
        let name = Value::concatenation(&[Value::string("logs-"), variable("var.env")]);
        let value =
            Value::branches(&Formula::Atom(Arc::new(atom)), Value::tuple(vec![name.clone()]), Value::null());
        let other = |text: &Arc<str>| Arc::from(format!("b.{text}"));
        let renaming = Renaming { name: &other, known: &|_| None };
        assert_eq!(name.equals(&name), Some(true));
        assert_eq!(name.equals(&name.renamed(&renaming)), None);
        assert_eq!(value.equals(&value.renamed(&renaming)), None);
        let known = Renaming { name: &other, known: &|_| Some(Value::string("prod")) };
        assert_eq!(name.renamed(&known).as_str(), Some("logs-prod"));
    }
}
