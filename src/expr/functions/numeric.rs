//! Functions of the numeric family.

use super::Function;

pub(super) const FUNCTIONS: &[Function] = &[];
