//! What of a document nobody will ask for, or few: read as strictly as the rest, and left out of the tree or put off.

use super::Reader;

/// Of mappings that say what they are, the parts that nobody asks for: in a section at the root, each item says its kind,
/// and has a body. Of a kind that is passed over, the body has only the entries that are kept; of others, an entry whose
/// value only says data is put off ([`Node::was_put_off`](super::super::super::node::Node::was_put_off)). Data is every
/// collection without tags whose keys and whose text are.
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
    /// Whether a key is one of data.
    pub is_data_key: &'t (dyn Fn(&str) -> bool + Sync),
    /// Whether a text, which may be that of a whole collection, is one of data.
    pub is_data_text: &'t (dyn Fn(&str) -> bool + Sync),
}

/// What a value is to a [`Thinning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Section,
    Item,
    /// The body of a kind that is not passed over.
    Body,
    /// An entry of such a body.
    Property,
    /// The body of a kind that is passed over.
    Thinned,
    /// In what is left out.
    Passed,
    /// In what is to be put off.
    Data,
    /// In what is kept.
    Anywhere,
}

impl Place {
    /// Whether entries of a mapping here may be left out.
    pub(super) fn holds_passed(self) -> bool {
        matches!(self, Place::Thinned | Place::Passed | Place::Data)
    }

    /// What an item of a list is, or of a collection in one line.
    pub(super) fn inside(self) -> Self {
        if matches!(self, Place::Passed | Place::Data) { self } else { Place::Anywhere }
    }
}

impl Reader<'_> {
    /// Whether what stands here is left out.
    pub(super) fn passes(&self) -> bool {
        matches!(self.place, Place::Passed | Place::Data)
    }

    /// What the value of a key is, in a mapping whose entries so far begin at `from`.
    pub(super) fn place_of(&self, mapping: Place, key: &str, from: usize) -> Place {
        let (Some(thinning), false) = (self.thinning, mapping == mapping.inside()) else { return mapping };
        match mapping {
            Place::Root if key == thinning.section => Place::Section,
            Place::Section => Place::Item,
            Place::Item if key == thinning.body => match self.is_passed_over(thinning, from) {
                true => Place::Thinned,
                false => Place::Body,
            },
            Place::Body => Place::Property,
            Place::Thinned if !(thinning.keeps)(key) => Place::Passed,
            _ => Place::Anywhere,
        }
    }

    fn is_passed_over(&self, thinning: &Thinning<'_>, from: usize) -> bool {
        let mut before = self.entries[from..].iter();
        let kind = before.find(|entry| *entry.key == *thinning.kind).and_then(|entry| entry.value.text());
        kind.is_some_and(thinning.passes)
    }

    /// Whether all these are keys of data.
    pub(super) fn are_of_data(&self, keys: &[&str]) -> bool {
        self.thinning.is_some_and(|thinning| keys.iter().all(|key| (thinning.is_data_key)(key)))
    }
}
