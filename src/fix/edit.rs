//! An edit: bytes of one file replaced by others. Edits that touch each other are not applied together.

use crate::source::{Source, SourceMap, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes of one file replaced by others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// The file.
    pub path: PathBuf,
    /// What is replaced; empty where text is put in.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces the text of a span.
    pub(super) fn replace(source: &Source, span: Span, text: &str) -> Self {
        Edit { path: source.path.clone(), span, text: text.to_owned() }
    }

    /// Puts text in.
    pub(super) fn insert(source: &Source, offset: usize, text: &str) -> Self {
        Edit { path: source.path.clone(), span: Span::new(source.id, offset, offset), text: text.to_owned() }
    }

    /// Whether both change the same bytes, or put text in at the same place.
    fn clashes(&self, other: &Edit) -> bool {
        let (a, b) = (self.span, other.span);
        a.source == b.source && (a == b || a.start < b.end && b.start < a.end)
    }
}

/// Whether two groups of edits can be applied together: what they share is the same, nothing else touches.
pub(super) fn compatible(edits: &[Edit], others: &[Edit]) -> bool {
    others.iter().all(|other| edits.iter().all(|edit| edit == other || !edit.clashes(other)))
}

/// The texts of the files that edits change, after them. Edits that stand there twice count once; `None` where
/// they clash or do not fit their file.
pub fn apply(edits: &[Edit], sources: &SourceMap) -> Option<BTreeMap<PathBuf, Arc<str>>> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.source, edit.span.start, edit.span.end, &edit.text));
    sorted.dedup();
    let mut texts: BTreeMap<PathBuf, Arc<str>> = BTreeMap::new();
    for of_file in sorted.chunk_by(|a, b| a.span.source == b.span.source) {
        let source = sources.get(of_file[0].span.source)?;
        let mut text = String::with_capacity(source.text.len() + 256);
        let mut from = 0;
        for edit in of_file {
            text.push_str(source.text.get(from..edit.span.start as usize)?);
            text.push_str(&edit.text);
            from = edit.span.end as usize;
        }
        text.push_str(source.text.get(from..)?);
        texts.insert(source.path.clone(), text.into());
    }
    Some(texts)
}
