//! How a build embeds what it keeps of migrations: packed.
//!
//! The compiler type checks, borrow checks and evaluates every expression of an expansion in every build. A thousand
//! migrations as a thousand rows of a dozen fields take it longer than it takes to read and prove them; as a few long
//! literals they take next to nothing. So the macro packs the table, and the program unpacks it when it first needs it:
//! here are both halves.

use std::cmp::Ordering;

use crate::Checksum;
use crate::embedding::Embedding;

/// Numbers of a row: the place of its app, the lengths of its name, its up and its down, the places of its checksums for
/// each dialect, and the place of what else it says.
const NUMBERS: usize = 8;

/// A table that is being packed.
///
/// ```
/// use covet_core::embedding::Embedding;
/// use covet_core::packing::{Packed, Packing};
/// use covet_core::Checksum;
///
/// let migration = Embedding {
///     app: "blog".into(),
///     name: "0001_posts".into(),
///     was: None,
///     replaces: vec![],
///     depends_on: vec![],
///     checksums: [Checksum([7; 32]); 3],
///     up: "[]".into(),
///     down: Err("it drops a table".into()),
///     transaction: true,
///     tags: vec![],
/// };
/// let mut packing = Packing::default();
/// packing.add(&migration, 1);
/// let packed = Packed {
///     apps: &["blog"],
///     texts: &packing.texts,
///     checksums: &packing.checksums,
///     numbers: &packing.numbers,
/// };
/// let row = packed.rows().next().expect("one was added");
/// assert_eq!((row.app, row.name, row.up, row.down), ("blog", "0001_posts", "[]", ""));
/// assert_eq!((row.checksums[2], row.other), (&[7; 32], 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Packing {
    /// The apps.
    pub apps: Vec<String>,
    /// Of each migration in turn its name, its up, and its down where it has one.
    pub texts: String,
    /// Checksums, 32 bytes each.
    pub checksums: Vec<u8>,
    /// Of each migration in turn its numbers, four bytes each, the lowest first.
    pub numbers: Vec<u8>,
}

impl Packing {
    /// Adds a migration. What it says beside its texts is kept elsewhere, and `other` is the place of it.
    pub fn add(&mut self, migration: &Embedding, other: usize) {
        let Embedding { app, name, checksums, up, down, .. } = migration;
        let down = down.as_deref().unwrap_or_default();
        let app = self.app(app);
        let [a, b, c] = checksums.each_ref().map(|checksum| self.checksum(checksum));
        for number in [app, name.len(), up.len(), down.len(), a, b, c, other] {
            push(number, &mut self.numbers);
        }
        for text in [name, up, down] {
            self.texts.push_str(text);
        }
    }

    fn app(&mut self, app: &str) -> usize {
        self.apps.iter().position(|other| *other == app).unwrap_or_else(|| {
            self.apps.push(app.to_owned());
            self.apps.len() - 1
        })
    }

    /// The place of a checksum. Those of a migration are mostly the same, those of two migrations hardly ever.
    fn checksum(&mut self, checksum: &Checksum) -> usize {
        if !self.checksums.ends_with(&checksum.0) {
            self.checksums.extend(checksum.0);
        }
        self.checksums.len() / checksum.0.len() - 1
    }
}

/// A table that was packed.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'a> {
    /// The apps.
    pub apps: &'a [&'a str],
    /// The texts, as [`Packing::texts`] has them.
    pub texts: &'a str,
    /// The checksums.
    pub checksums: &'a [u8],
    /// The numbers.
    pub numbers: &'a [u8],
}

/// What is packed of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its app.
    pub app: &'a str,
    /// Its name within the app.
    pub name: &'a str,
    /// Its operations in canonical form.
    pub up: &'a str,
    /// The operations of its down; empty where there is none.
    pub down: &'a str,
    /// The checksums of its up, in the order of [`Dialect::ALL`](crate::Dialect::ALL).
    pub checksums: [&'a [u8; 32]; 3],
    /// The place of what else it says.
    pub other: usize,
}

impl<'a> Packed<'a> {
    /// The rows, in the order in which they were added; up to the first that is not whole.
    pub fn rows(self) -> impl Iterator<Item = Row<'a>> {
        let (checksums, _) = self.checksums.as_chunks();
        let mut texts = self.texts;
        let (numbers, _) = self.numbers.as_chunks();
        let (rows, _) = numbers.as_chunks::<NUMBERS>();
        rows.iter().map_while(move |numbers| {
            let [app, name, up, down, a, b, c, other] = numbers.map(|bytes| u32::from_le_bytes(bytes) as usize);
            let mut text = |length| {
                let (text, rest) = texts.split_at_checked(length)?;
                texts = rest;
                Some(text)
            };
            let (name, up, down) = (text(name)?, text(up)?, text(down)?);
            let checksums = [checksums.get(a)?, checksums.get(b)?, checksums.get(c)?];
            Some(Row { app: self.apps.get(app)?, name, up, down, checksums, other })
        })
    }
}

/// Packs names with their places, in the order of their bytes: the texts, and the numbers that [`Names`] reads.
#[must_use]
pub fn pack_names(names: &[(String, usize)]) -> (String, Vec<u8>) {
    let (mut texts, mut numbers) = (String::new(), Vec::new());
    for (name, place) in names {
        texts.push_str(name);
        push(texts.len(), &mut numbers);
        push(*place, &mut numbers);
    }
    (texts, numbers)
}

/// Names with their places, in the order of their bytes.
///
/// They are searched while a program is compiled, too.
///
/// ```
/// use covet_core::packing::{Names, pack_names};
///
/// let (texts, numbers) = pack_names(&[("0001_posts".into(), 0), ("0002_tags".into(), 1)]);
/// let names = Names { texts: &texts, numbers: &numbers };
/// assert_eq!((names.find(b"0002_tags"), names.find(b"0003")), (Some(1), None));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The names, one after the other.
    pub texts: &'a str,
    /// Of each in turn where it ends, and its place, four bytes each, the lowest first.
    pub numbers: &'a [u8],
}

impl Names<'_> {
    /// None.
    pub const NONE: Names<'static> = Names { texts: "", numbers: &[] };

    /// The place of a name.
    #[must_use]
    pub const fn find(&self, name: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.numbers.len() / 8);
        while low < high {
            let middle = low + (high - low) / 2;
            let start = if middle == 0 { 0 } else { self.number(2 * middle - 2) };
            let end = self.number(2 * middle);
            match compare_part(self.texts.as_bytes(), start, end, name) {
                Ordering::Equal => return Some(self.number(2 * middle + 1)),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    const fn number(&self, at: usize) -> usize {
        let at = 4 * at;
        u32::from_le_bytes([self.numbers[at], self.numbers[at + 1], self.numbers[at + 2], self.numbers[at + 3]])
            as usize
    }
}

/// Compares a part of a text with another, as `Ord` would. By single bytes: the compiler takes longer for calls, which
/// larger pieces would need, than for rounds of a loop.
///
/// ```
/// use covet_core::packing::compare_part;
/// assert!(compare_part(b"authblog", 4, 8, b"blog").is_eq());
/// ```
#[must_use]
pub const fn compare_part(texts: &[u8], start: usize, end: usize, other: &[u8]) -> Ordering {
    let mut at = 0;
    while start + at < end && at < other.len() {
        if texts[start + at] != other[at] {
            return if texts[start + at] < other[at] { Ordering::Less } else { Ordering::Greater };
        }
        at += 1;
    }
    match (start + at == end, other.len() == at) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, _) => Ordering::Greater,
    }
}

/// A number of four bytes. No table is longer than what that can say: it is in memory, and the compiler's own texts end
/// there.
fn push(number: usize, bytes: &mut Vec<u8>) {
    bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(app: &str, name: &str, checksums: [u8; 3]) -> Embedding {
        Embedding {
            app: app.into(),
            name: name.into(),
            was: None,
            replaces: vec![],
            depends_on: vec![],
            checksums: checksums.map(|byte| Checksum([byte; 32])),
            up: format!("up of {name}"),
            down: if name.len().is_multiple_of(2) {
                Ok(format!("r\u{fc}ckw\u{e4}rts {name}"))
            } else {
                Err("none".into())
            },
            transaction: true,
            tags: vec![],
        }
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        let all = [
            migration("a", "1", [1, 1, 1]),
            migration("b", "zwei", [2, 3, 2]),
            migration("a", "", [2, 2, 4]),
            migration("b", "f\u{fc}nf", [4, 4, 4]),
        ];
        let mut packing = Packing::default();
        for (at, one) in all.iter().enumerate() {
            packing.add(one, 10 + at);
        }
        let Packing { apps, texts, checksums, numbers } = &packing;
        let apps: Vec<&str> = apps.iter().map(String::as_str).collect();
        assert_eq!(apps, ["a", "b"]);
        let packed = Packed { apps: &apps, texts, checksums, numbers };
        for (at, (row, one)) in packed.rows().zip(&all).enumerate() {
            let down = one.down.as_deref().unwrap_or_default();
            let expected = (&*one.app, &*one.name, &*one.up, down, 10 + at);
            assert_eq!((row.app, row.name, row.up, row.down, row.other), expected);
            assert_eq!(row.checksums.map(|bytes| Checksum(*bytes)), one.checksums);
        }
        assert_eq!(packed.rows().count(), all.len());
        assert_eq!(Packed { numbers: &numbers[..NUMBERS * 4 + 3], ..packed }.rows().count(), 1);
        assert_eq!(Packed { texts: "", ..packed }.rows().count(), 0);
    }

    #[test]
    fn names_are_found_wherever_they_stand() {
        let texts = ["", "a", "auth", "auth_of_user\u{e9}", "auth_of_users", "auth_of_users2", "auth_of_x", "b"];
        for left_out in 0..texts.len() {
            let mut names: Vec<(String, usize)> =
                texts.iter().enumerate().map(|(at, text)| ((*text).to_owned(), at)).collect();
            let missing = names.remove(left_out).0;
            names.sort();
            let (texts, numbers) = pack_names(&names);
            let packed = Names { texts: &texts, numbers: &numbers };
            assert!(names.iter().all(|(name, place)| packed.find(name.as_bytes()) == Some(*place)), "{names:?}");
            assert_eq!(packed.find(missing.as_bytes()), None, "{missing}");
        }
        assert_eq!(Names::NONE.find(b"a"), None);
    }
}
