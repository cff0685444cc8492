//! Functions of the conversion family.

use super::Function;

pub(super) const FUNCTIONS: &[Function] = &[];
