//! What the editor has open: texts that are ahead of the disk.

use super::address;
use super::position::Encoding;
use crate::fs::Memory;
use crate::source::LineIndex;
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An open document.
#[derive(Debug)]
pub(super) struct Document {
    /// As the editor names it.
    pub uri: Uri,
    /// The state that the editor counts it as.
    pub version: i32,
    /// What it says.
    pub text: String,
}

/// All open documents, by path.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

impl Documents {
    /// Opens one, or replaces what is open under that path. What lies nowhere on disk belongs to no unit.
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) -> Option<PathBuf> {
        let path = address::path(&uri)?;
        self.open.insert(path.clone(), Document { uri, version, text });
        Some(path)
    }

    /// Changes one; false where it is not open.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let Some(document) = address::path(uri).and_then(|path| self.open.get_mut(&path)) else {
            return false;
        };
        for change in changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let lines = LineIndex::new(&document.text);
                    let at = |position| encoding.offset(&document.text, &lines, position);
                    let (start, end) = (at(range.start), at(range.end));
                    document.text.replace_range(start.min(end)..start.max(end), &change.text);
                }
            }
        }
        document.version = version;
        true
    }

    /// Closes one.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = address::path(uri)?;
        self.open.remove(&path).map(|_| path)
    }

    /// The one of that path.
    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Path, &Document)> {
        self.open.iter().map(|(path, document)| (path.as_path(), document))
    }

    /// Their texts, to be laid over the disk.
    pub(super) fn texts(&self) -> Memory {
        let mut memory = Memory::new();
        for (path, document) in &self.open {
            memory.insert(path, document.text.as_bytes());
        }
        memory
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{Position, Range};
    use std::str::FromStr as _;

    #[test]
    fn changes_are_applied_in_order_wherever_they_point() {
        let mut documents = Documents::default();
        let uri = Uri::from_str("file:///w/main.tf").expect("it is an address");
        let path = documents.open(uri.clone(), 1, "a = \"😀\"\nb = 1\n".to_owned()).expect("it is a file");
        let change = |range: Option<[u32; 4]>, text: &str| TextDocumentContentChangeEvent {
            range: range.map(|[a, b, c, d]| Range::new(Position::new(a, b), Position::new(c, d))),
            range_length: None,
            text: text.to_owned(),
        };
        let after =
            |documents: &Documents| documents.get(&path).map(|it| it.text.clone()).unwrap_or_default();
        let changes = vec![change(Some([0, 7, 0, 7]), "x"), change(Some([1, 4, 1, 5]), "2")];
        assert!(documents.change(&uri, 2, changes, Encoding::Utf16));
        assert_eq!(after(&documents), "a = \"😀x\"\nb = 2\n");
        // inside a character, backwards, and behind the end
        let changes = vec![change(Some([0, 6, 0, 6]), "y"), change(Some([9, 9, 1, 0]), "")];
        assert!(documents.change(&uri, 3, changes, Encoding::Utf16));
        assert_eq!(after(&documents), "a = \"😀yx\"\n");
        assert!(documents.change(&uri, 4, vec![change(None, "")], Encoding::Utf16));
        assert_eq!(after(&documents), "");
        let other = Uri::from_str("file:///w/other.tf").expect("it is an address");
        assert!(!documents.change(&other, 1, vec![change(None, "")], Encoding::Utf16));
    }
}
