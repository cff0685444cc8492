//! Functions of the collection family.

use super::Function;

pub(super) const FUNCTIONS: &[Function] = &[];
