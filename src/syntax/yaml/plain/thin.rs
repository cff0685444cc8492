//! What of a document nobody will ask for: read as strictly as the rest, and left out of the tree.

use super::Reader;

/// Of mappings that say what they are, the parts that nobody asks for: in a section at the root, each item says its kind,
/// and has a body. Of a kind that is passed over, the body has only the entries that are kept.
pub struct Thinning<'t> {
    /// The key of the section at the root.
    pub section: &'t str,
    /// The key that says an item's kind, in front of its body.
    pub kind: &'t str,
    /// The key of an item's body.
    pub body: &'t str,
    /// Whether the bodies of a kind are passed over.
    pub passes: &'t (dyn Fn(&str) -> bool + Sync),
    /// Whether an entry of such a body is kept all the same.
    pub keeps: &'t (dyn Fn(&str) -> bool + Sync),
}

/// What a value is to a [`Thinning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Section,
    Item,
    /// The body of a kind that is passed over.
    Thinned,
    /// In what is left out.
    Passed,
    /// In what is kept.
    Anywhere,
}

impl Place {
    /// Whether entries of a mapping here may be left out.
    pub(super) fn holds_passed(self) -> bool {
        matches!(self, Place::Thinned | Place::Passed)
    }

    /// What an item of a list is, or of a collection in one line.
    pub(super) fn inside(self) -> Self {
        if self == Place::Passed { Place::Passed } else { Place::Anywhere }
    }
}

impl Reader<'_> {
    /// Whether what stands here is left out.
    pub(super) fn passes(&self) -> bool {
        self.place == Place::Passed
    }

    /// What the value of a key is, in a mapping whose entries so far begin at `from`.
    pub(super) fn place_of(&self, mapping: Place, key: &str, from: usize) -> Place {
        let (Some(thinning), false) = (self.thinning, mapping == mapping.inside()) else { return mapping };
        match mapping {
            Place::Root if key == thinning.section => Place::Section,
            Place::Section => Place::Item,
            Place::Item if key == thinning.body && self.is_passed_over(thinning, from) => Place::Thinned,
            Place::Thinned if !(thinning.keeps)(key) => Place::Passed,
            _ => Place::Anywhere,
        }
    }

    fn is_passed_over(&self, thinning: &Thinning<'_>, from: usize) -> bool {
        let mut before = self.entries[from..].iter();
        let kind = before.find(|entry| *entry.key == *thinning.kind).and_then(|entry| entry.value.text());
        kind.is_some_and(thinning.passes)
    }
}
