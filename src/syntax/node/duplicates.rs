//! Keys that stand more than once in one mapping.

use super::Entry;
use crate::source::{Problem, Source};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

/// Up to so many entries are compared with each other, which is cheaper than hashing them.
const FEW: usize = 12;

/// Flags every entry whose key stands more than once, and reports each occurrence behind the first. Gaps have no
/// key, so they are no duplicates of each other.
pub(in crate::syntax) fn flag_duplicates(
    entries: &mut [Entry],
    source: &Source,
    problems: &mut Vec<Problem>,
) {
    for (first, later) in repeated_keys(entries) {
        entries[first].duplicate = true;
        entries[later].duplicate = true;
        let line = source.lines().line(&source.text, entries[first].key_span.start as usize);
        let key = &entries[later].key;
        let message = format!("key `{key}` stands twice in one mapping, first on line {line}");
        problems.push(
            Problem::syntax(entries[later].key_span, message)
                .with_help("keep one of them: readers disagree about which one counts"),
        );
    }
}

/// Whether the key of an entry stands more than once.
pub(in crate::syntax) fn any_repeated(entries: &[Entry]) -> bool {
    !repeated_keys(entries).is_empty()
}

/// Whether a key stands more than once.
pub(in crate::syntax) fn any_twice(keys: &[&str]) -> bool {
    if keys.len() > FEW {
        let mut seen = HashSet::with_capacity(keys.len());
        return !keys.iter().all(|key| seen.insert(*key));
    }
    !all_begin_otherwise(keys.iter().copied())
        && keys.iter().enumerate().any(|(at, key)| keys[..at].contains(key))
}

/// Pairs of the first and a later entry of one key, in the order of the later ones.
fn repeated_keys(entries: &[Entry]) -> Vec<(usize, usize)> {
    if entries.len() <= FEW && all_begin_otherwise(entries.iter().map(|entry| &*entry.key)) {
        return Vec::new();
    }
    let keyed = || entries.iter().enumerate().filter(|(_, entry)| !entry.is_gap());
    if entries.len() <= FEW {
        let first = |key: &str| entries.iter().position(|entry| &*entry.key == key && !entry.is_gap());
        return keyed()
            .filter_map(|(at, entry)| first(&entry.key).filter(|first| *first < at).map(|first| (first, at)))
            .collect();
    }
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(entries.len());
    keyed()
        .filter_map(|(at, entry)| {
            let first = *seen.entry(&entry.key).or_insert(at);
            (first < at).then_some((first, at))
        })
        .collect()
}

/// Whether no two keys have the same length, first and last byte, as far as 64 bits tell: then none stands twice.
fn all_begin_otherwise<'k>(mut keys: impl Iterator<Item = &'k str>) -> bool {
    let mut seen = 0u64;
    keys.all(|key| {
        let key = key.as_bytes();
        let (first, last) = (key.first().copied().unwrap_or(0), key.last().copied().unwrap_or(0));
        let mixed = usize::from(first) ^ (usize::from(last) << 3) ^ (key.len() << 1);
        let bit = 1 << (mixed % 64);
        let new = seen & bit == 0;
        seen |= bit;
        new
    })
}
