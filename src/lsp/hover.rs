//! h
use super::client::Refusal;
use super::session::Asked;
use lsp_types::{Hover, Position};
use std::path::Path;
pub(super) fn at(_: Asked<'_>, _: &Path, _: Position) -> Result<Option<Hover>, Refusal> { Ok(None) }
