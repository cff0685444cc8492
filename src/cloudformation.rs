//! CloudFormation: not merged yet.
use crate::load::{Loader, Syntax};
use crate::resource::ResolvedUnit;
use std::path::{Path, PathBuf};
/// x
#[derive(Default)]
pub struct Inputs {
    /// x
    pub parameters: Vec<GivenParameter>,
    /// x
    pub region: Option<String>,
    /// x
    pub account: Option<String>,
    /// x
    pub partition: Option<String>,
}
/// x
pub struct GivenParameter;
impl GivenParameter {
    /// x
    pub fn from_command_line(_: &str, _: &str) -> Self {
        GivenParameter
    }
}
/// x
pub fn read_parameters_file(_: &Loader<'_>, _: &PathBuf) -> Result<Vec<GivenParameter>, String> {
    Ok(vec![])
}
/// x
pub fn syntax_of(_: &Path) -> Syntax {
    Syntax::Yaml
}
/// x
pub fn resolve(_: &Loader<'_>, _: &Path, _: &dyn Fn(&str) -> bool, _: &Inputs) -> Option<ResolvedUnit> {
    None
}
