//! Types: Terraform's type constraints, also used for what CloudFormation's schemas say.

use super::Value;
use std::fmt;
use std::sync::Arc;

/// A type constraint.
#[derive(Clone, Debug)]
pub enum Type {
    /// Anything.
    Any,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `list(…)`
    List(Arc<Type>),
    /// `set(…)`
    Set(Arc<Type>),
    /// `map(…)`
    Map(Arc<Type>),
    /// `tuple([…])`
    Tuple(Arc<[Type]>),
    /// `object({…})`
    Object(Arc<[ObjectAttribute]>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub struct ObjectAttribute {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub kind: Type,
    /// `optional(…)`
    pub optional: bool,
    /// The second argument of `optional`.
    pub default: Option<Value>,
}

impl Type {
    /// Whether some part of it may be of any type.
    pub(super) fn holds_any(&self) -> bool {
        match self {
            Type::Any => true,
            Type::Bool | Type::Number | Type::String => false,
            Type::List(item) | Type::Set(item) | Type::Map(item) => item.holds_any(),
            Type::Tuple(kinds) => kinds.iter().any(Type::holds_any),
            Type::Object(attributes) => attributes.iter().any(|attribute| attribute.kind.holds_any()),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => out.write_str("any type"),
            Type::Bool => out.write_str("bool"),
            Type::Number => out.write_str("number"),
            Type::String => out.write_str("string"),
            Type::List(item) => write!(out, "list of {item}"),
            Type::Set(item) => write!(out, "set of {item}"),
            Type::Map(item) => write!(out, "map of {item}"),
            Type::Tuple(_) => out.write_str("tuple"),
            Type::Object(_) => out.write_str("object"),
        }
    }
}
