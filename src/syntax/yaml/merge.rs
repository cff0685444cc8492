//! Merge keys: `<<: *defaults` and `<<: [*first, *second]`.

use super::super::node::{Entry, Node, NodeKind};
use crate::source::{Problem, Span};
use foldhash::HashSet;
use std::sync::Arc;

/// How many entries the merge keys of one file may bring in. Merging copies, unlike aliases, and a chain of merges
/// grows with its square.
pub(super) const MAX_MERGED_ENTRIES: usize = 100_000;

/// What is left of [`MAX_MERGED_ENTRIES`].
pub(super) struct Budget(pub(super) usize);

/// Puts what the merge keys bring in in their place. Keys of the mapping itself win, then the mapping that is named
/// first. `merges` are the indices of the merge keys' entries, ascending.
pub(super) fn merge(
    entries: Vec<Entry>,
    merges: &[usize],
    budget: &mut Budget,
    problems: &mut Vec<Problem>,
) -> Vec<Entry> {
    let own =
        entries.iter().enumerate().filter(|(at, entry)| merges.binary_search(at).is_err() && !entry.is_gap());
    let mut taken: HashSet<Arc<str>> = own.map(|(_, entry)| entry.key.clone()).collect();
    let mut merged = Vec::with_capacity(entries.len());
    for (at, entry) in entries.into_iter().enumerate() {
        if merges.binary_search(&at).is_err() {
            merged.push(entry);
            continue;
        }
        for mapping in sources(&entry.value) {
            match take(mapping, &taken, budget) {
                Ok(brought) => {
                    taken.extend(
                        brought.iter().filter(|entry| !entry.is_gap()).map(|entry| entry.key.clone()),
                    );
                    // a second `<<` makes what both bring in doubtful
                    merged.extend(
                        brought.into_iter().map(|brought| Entry {
                            duplicate: brought.duplicate || entry.duplicate,
                            ..brought
                        }),
                    );
                }
                Err(problem) => {
                    merged.push(Entry::gap(entry.key_span));
                    problems.extend(problem.at(entry.key_span));
                }
            }
        }
    }
    merged
}

/// Why a mapping was not merged.
enum Refusal {
    /// Something else stands in its place.
    NotAMapping,
    /// The file has used its budget up.
    OverBudget,
    /// It could not be read, which has been reported.
    Unreadable,
}

impl Refusal {
    fn at(&self, key: Span) -> Option<Problem> {
        match self {
            Refusal::NotAMapping => Some(
                Problem::syntax(key, "`<<` merges something that is not a mapping")
                    .with_help("give it an alias of a mapping, or a list of them"),
            ),
            Refusal::OverBudget => {
                let message = format!("merge keys bring in more than {MAX_MERGED_ENTRIES} entries");
                Some(Problem::limit(key, message))
            }
            Refusal::Unreadable => None,
        }
    }
}

/// The nodes a merge key's value names: itself, or the items of a list.
fn sources(value: &Node) -> &[Node] {
    match value.kind() {
        NodeKind::Sequence(items) => items,
        _ => std::slice::from_ref(value),
    }
}

fn take(mapping: &Node, taken: &HashSet<Arc<str>>, budget: &mut Budget) -> Result<Vec<Entry>, Refusal> {
    let entries = match mapping.kind() {
        NodeKind::Mapping(entries) => entries,
        NodeKind::Unreadable => return Err(Refusal::Unreadable),
        _ => return Err(Refusal::NotAMapping),
    };
    budget.0 = budget.0.checked_sub(entries.len()).ok_or(Refusal::OverBudget)?;
    Ok(entries.iter().filter(|entry| entry.is_gap() || !taken.contains(&entry.key)).cloned().collect())
}
