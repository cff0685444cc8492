//! Functions of the string family.

use super::Function;

pub(super) const FUNCTIONS: &[Function] = &[];
