//! The order of things that need each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Things so that each comes behind those of them that it needs, as far as that can be; ties in the order of their keys.
///
/// In a circle the one comes first that waits for the fewest others, and of these the first by its key: what it needs of
/// them has to be given to it when all are there. What a thing needs and is not among them does not count.
///
/// ```
/// use covet_core::schema::behind_what_they_need;
///
/// let needs = |word: &&str| if *word == "ants" { vec!["zebras"] } else { vec![] };
/// assert_eq!(behind_what_they_need(["bees", "ants", "zebras"], |word| *word, needs), ["bees", "zebras", "ants"]);
/// ```
pub fn behind_what_they_need<T, K: Ord + Clone>(
    things: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
    needs: impl Fn(&T) -> Vec<K>,
) -> Vec<T> {
    let mut left: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for thing in things {
        left.entry(key(&thing)).or_default().push(thing);
    }
    // Things of one name stand together: whoever needs that name waits for all of them.
    let needed = |name: &K, things: &Vec<T>| -> BTreeSet<K> {
        let all = things.iter().flat_map(&needs);
        all.filter(|other| other != name && left.contains_key(other)).collect()
    };
    let mut waits: BTreeMap<K, BTreeSet<K>> =
        left.iter().map(|(name, things)| (name.clone(), needed(name, things))).collect();
    let mut needed_by: BTreeMap<K, Vec<K>> = BTreeMap::new();
    for (name, others) in &waits {
        others.iter().for_each(|other| needed_by.entry(other.clone()).or_default().push(name.clone()));
    }
    let mut ready: BinaryHeap<Reverse<K>> =
        waits.iter().filter(|(_, others)| others.is_empty()).map(|(name, _)| Reverse(name.clone())).collect();
    let mut ordered = Vec::new();
    while !waits.is_empty() {
        let fewest = || waits.iter().min_by_key(|(_, others)| others.len()).map(|(name, _)| name.clone());
        let Some(next) = ready.pop().map(|Reverse(name)| name).or_else(fewest) else { break };
        waits.remove(&next);
        ordered.extend(left.remove(&next).unwrap_or_default());
        for user in needed_by.remove(&next).unwrap_or_default() {
            let Some(others) = waits.get_mut(&user) else { continue };
            others.remove(&next);
            if others.is_empty() {
                ready.push(Reverse(user));
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(things: &[(&'static str, &[&'static str])]) -> String {
        let things = things.iter().copied();
        let ordered = behind_what_they_need(things, |(name, _)| *name, |(_, needs)| needs.to_vec());
        ordered.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn needs_come_first_and_ties_go_by_name() {
        assert_eq!(ordered(&[("c", &[]), ("a", &["c", "x"]), ("b", &["b"])]), "b c a");
    }

    #[test]
    fn a_circle_begins_where_least_is_missing() {
        assert_eq!(ordered(&[("a", &["b", "c"]), ("b", &["a"]), ("c", &[])]), "c a b");
        assert_eq!(ordered(&[("a", &["b", "c"]), ("b", &["a"]), ("c", &["a"])]), "b a c", "one key is left for later");
    }
}
