//! not merged yet
use crate::load::Loader;
use crate::resource::ResolvedUnit;
use std::path::Path;
/// x
pub fn resolve(_: &Loader<'_>, _: &Path, _: &dyn Fn(&str) -> bool, _: Option<&Path>) -> Option<ResolvedUnit> {
    None
}
