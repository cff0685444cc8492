//! What a value refers to, anywhere in it. Knows addresses as texts only.

use super::{Data, Role, TextPart, Value};

impl Value {
    /// Whether it, or anything in it, came from an attribute of what has such an address.
    pub fn refers_to(&self, is_meant: &dyn Fn(&str) -> bool) -> bool {
        let of_way = |role: &Role| matches!(role, Role::Reference(address) | Role::After(address) if is_meant(address));
        if self.origin.steps().iter().any(|step| of_way(&step.role)) {
            return true;
        }
        match &self.data {
            Data::Unknown(unknown) => {
                unknown.reference.as_ref().is_some_and(|reference| is_meant(&reference.address))
            }
            Data::Text(text) => text.parts.iter().any(|part| match part {
                TextPart::Literal(_) => false,
                TextPart::Unknown(value) => value.refers_to(is_meant),
            }),
            Data::List(list) => list.items.iter().any(|item| item.refers_to(is_meant)),
            Data::Object(object) => object.entries.values().any(|value| value.refers_to(is_meant)),
            Data::Branches(branches) => {
                branches.then.refers_to(is_meant) || branches.otherwise.refers_to(is_meant)
            }
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::Handle(_) => false,
        }
    }
}
