//! A map by name that is made once and read often: one allocation, in the order of the names.
//!
//! Most objects have a handful of entries; a tree with room for eleven of them each would be most of what a large
//! unit takes.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Entries by name, in the order of the names, each name once.
#[derive(Clone, Debug)]
pub struct Entries<V>(Box<[(Arc<str>, V)]>);

/// How many entries are looked through one by one.
const FEW: usize = 8;

impl<V> Entries<V> {
    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&V> {
        if self.0.len() <= FEW {
            return self.0.iter().find(|(known, _)| **known == *name).map(|(_, value)| value);
        }
        let at = self.0.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// Whether there is a value of that name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Names and values.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Arc<str>, &V)> + ExactSizeIterator + Clone {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The names.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Arc<str>> + ExactSizeIterator + Clone {
        self.0.iter().map(|(name, _)| name)
    }

    /// The values.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Entries(Box::default())
    }
}

impl<V> From<Vec<(Arc<str>, V)>> for Entries<V> {
    /// In any order; of those with one name the last one counts.
    fn from(mut entries: Vec<(Arc<str>, V)>) -> Self {
        if !entries.is_sorted_by(|(a, _), (b, _)| a < b) {
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            entries.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                if same {
                    std::mem::swap(later, kept);
                }
                same
            });
        }
        Entries(entries.into())
    }
}

impl<V> From<BTreeMap<Arc<str>, V>> for Entries<V> {
    fn from(entries: BTreeMap<Arc<str>, V>) -> Self {
        Entries(entries.into_iter().collect())
    }
}

impl<V> FromIterator<(Arc<str>, V)> for Entries<V> {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, V)>>(entries: I) -> Self {
        entries.into_iter().collect::<Vec<_>>().into()
    }
}

impl<'e, V> IntoIterator for &'e Entries<V> {
    type Item = (&'e Arc<str>, &'e V);
    type IntoIter = std::iter::Map<std::slice::Iter<'e, (Arc<str>, V)>, fn(&'e (Arc<str>, V)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

impl<V, const COUNT: usize> From<[(Arc<str>, V); COUNT]> for Entries<V> {
    fn from(entries: [(Arc<str>, V); COUNT]) -> Self {
        Vec::from(entries).into()
    }
}

impl<V> IntoIterator for Entries<V> {
    type Item = (Arc<str>, V);
    type IntoIter = std::vec::IntoIter<(Arc<str>, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_vec().into_iter()
    }
}

#[cfg(test)]
impl<V> std::ops::Index<&str> for Entries<V> {
    type Output = V;

    fn index(&self, name: &str) -> &V {
        self.get(name).expect("an entry of that name")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_as_any_other() {
        for count in [0, 1, 3, FEW, FEW + 1, 100] {
            // each name twice, in no order: the second value counts
            let written = (0..2 * count).map(|at| (Arc::from(format!("{}", at * 7 % count.max(1))), at));
            let (own, known): (Entries<usize>, BTreeMap<Arc<str>, usize>) =
                (written.clone().collect(), written.collect());
            assert_eq!(own.len(), known.len());
            assert_eq!(own.is_empty(), known.is_empty());
            assert!(own.iter().eq(known.iter()), "{count}");
            assert!(own.keys().eq(known.keys()) && own.values().eq(known.values()), "{count}");
            for name in known.keys() {
                assert_eq!(own.get(name), known.get(name), "{count} {name}");
            }
            assert!(own.get("none").is_none() && !own.contains_key("none"));
            assert!(Entries::from(known.clone()).into_iter().eq(known), "{count}");
        }
    }
}
