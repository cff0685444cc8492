//! What a change does to what was there before: made by comparing two estates, read from no resource.

use super::row;
use crate::model::{
    Default::{Bool, Null},
    FieldKind::{Bool as FLAG, String as TEXT},
    ModelType,
};

/// What became of a trail, or of something it depends on.
pub const CHANGE: ModelType = ModelType {
    name: "change",
    documentation: "what a change does to a trail, or to what it depends on: of a plan, or since a revision",
    terraform: &[],
    cloudformation: &[],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("of", TEXT, "", "", Null, "what it is done to: `trail`, `log-bucket`, `key` or `guard`"),
        row("name", TEXT, "", "", Null, "how that is called"),
        row("loss", TEXT, "", "", Null, "what is lost, in words; null where nothing is"),
        row("outcome", TEXT, "", "", Null, "what becomes of it, in words"),
        row("replaced", FLAG, "", "", Bool(false), "whether it is deleted and created anew"),
        row("place", TEXT, "", "", Null, "where it was written, in words"),
    ],
    links: &[],
};
