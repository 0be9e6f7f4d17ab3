//! Maps that are cheap to clone, and iterators with short names.

use std::collections::BTreeSet;
use std::fmt;

use rpds::RedBlackTreeMapSync;

/// A persistent map in the order of its keys: a clone shares everything with the original until either changes.
#[derive(Clone, PartialEq)]
pub(super) struct Map<K: Ord, V>(RedBlackTreeMapSync<K, V>);

/// A persistent set in the order of its elements: what a migration touches is copied with the schema before each of its
/// operations, which may be thousands.
#[derive(Clone)]
pub(super) struct Set<T: Ord>(Map<T, ()>);

impl<T: Ord> Default for Set<T> {
    fn default() -> Self {
        Set(Map::default())
    }
}

impl<T: Ord + Send + Sync> Set<T> {
    pub fn insert(&mut self, one: T) {
        self.0.insert(one, ());
    }

    pub fn iter(&self) -> Each<'_, &T> {
        Each::new(self.0.iter().map(|(one, ())| one))
    }

    /// Those that one of the two has, in order.
    pub fn union<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a T> {
        self.iter().chain(other.iter()).collect()
    }
}

impl<T: Ord + fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An iterator of any kind.
///
/// Whatever is built upon an iterator has its type in its name, and debug info repeats such names for every function on
/// the way. Those of a persistent tree are long, most of the core stands upon them, and every debug build of a program
/// links them all.
pub(super) struct Each<'a, T>(Box<dyn Iterator<Item = T> + Send + 'a>);

impl<K: Ord + Send + Sync, V: Send + Sync> Map<K, V> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)
    }

    pub fn insert(&mut self, key: K, value: V) {
        self.0.insert_mut(key, value);
    }

    pub fn remove(&mut self, key: &K) {
        self.0.remove_mut(key);
    }

    pub fn iter(&self) -> Each<'_, (&K, &V)> {
        Each::new(self.0.iter())
    }

    /// The entries from this key on, whether it is there or not.
    pub fn starting_at(&self, first: K) -> Each<'_, (&K, &V)> {
        Each::new(self.0.range(first..))
    }
}

impl<K: Ord, V> Default for Map<K, V> {
    fn default() -> Self {
        Map(RedBlackTreeMapSync::default())
    }
}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'a, T> Each<'a, T> {
    pub fn new(iterator: impl Iterator<Item = T> + Send + 'a) -> Self {
        Each(Box::new(iterator))
    }
}

impl<T> Iterator for Each<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
