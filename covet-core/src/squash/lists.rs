//! The names under which databases may have recorded what a squash replaces.

/// So many lists can be asked for; whoever squashes squashes of renamed squashes more often gets no full list.
const MOST_LISTS: usize = 64;

/// These lists, and those in which something that they name stands under its other names.
///
/// `other_ways` gives for a name the lists of names that a database may have recorded in its place: the one that it had
/// before, or those that it replaced.
///
/// ```
/// use covet_core::squash::all_lists;
/// let other = |name: &str| if name == "0002_b" { vec![vec!["0002_x".to_owned()]] } else { vec![] };
/// let lists = all_lists(vec![vec!["0001_a".to_owned(), "0002_b".to_owned()]], other);
/// assert_eq!(lists, [["0001_a", "0002_b"], ["0001_a", "0002_x"]]);
/// ```
pub fn all_lists(first: Vec<Vec<String>>, other_ways: impl Fn(&str) -> Vec<Vec<String>>) -> Vec<Vec<String>> {
    let (mut lists, mut next) = (first, 0);
    while next < lists.len() && lists.len() < MOST_LISTS {
        let list = lists[next].clone();
        for (place, name) in list.iter().enumerate() {
            for way in other_ways(name) {
                let other = [&list[..place], &way[..], &list[place + 1..]].concat();
                if !lists.contains(&other) {
                    lists.push(other);
                }
            }
        }
        next += 1;
    }
    lists
}
