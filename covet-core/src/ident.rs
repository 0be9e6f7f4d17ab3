//! Names: of columns, tables, indexes and constraints, and the names that Covet derives.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::checksum::Checksum;
use crate::diagnostic::{Diagnostic, Mark};

/// PostgreSQL cuts names after 63 bytes, silently; MySQL refuses more than 64 characters. The shorter holds for all.
pub const MAX_BYTES: usize = 63;

/// Derived names stay below [`MAX_BYTES`], so that a suffix of three bytes always fits.
const MAX_DERIVED_BYTES: usize = 60;
const KEPT_BYTES: usize = 46;
const HASH_DIGITS: usize = 12;

/// A name of something in the database, and where it was written.
///
/// Compares, orders and hashes by its text alone.
///
/// ```
/// use covet_core::Ident;
/// assert_eq!(Ident::from("email").to_string(), "email");
/// ```
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ident {
    text: String,
    #[serde(skip)]
    mark: Mark,
}

impl Ident {
    /// A name that was written at `mark`.
    pub fn new(text: impl Into<String>, mark: Mark) -> Self {
        Ident { text: text.into(), mark }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it was written.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// What is wrong with this name on every database, if anything.
    pub fn fault(&self) -> Option<Diagnostic> {
        let fault = |code, message: String| Some(Diagnostic::error(code, self.mark, message));
        if self.text.is_empty() {
            return fault("empty-name", "a name is empty".into()).map(|finding| finding.help("write it"));
        }
        if self.text.contains('\0') {
            let message = format!("the name {:?} contains a NUL character", self.text);
            return fault("nul-in-name", message).map(|finding| finding.help("remove it"));
        }
        if self.text.len() > MAX_BYTES {
            let message = format!("the name `{}` has {} bytes, more than {MAX_BYTES}", self.text, self.text.len());
            return fault("name-too-long", message).map(|d| d.help("PostgreSQL would cut it off silently; shorten it"));
        }
        None
    }

    /// The name that Covet derives for an index or constraint: `prefix_table_column_column`.
    ///
    /// A name of more than 60 bytes keeps its first 46, at a character boundary, followed by `_` and 12 hexadecimal
    /// digits of the SHA-256 of the whole. The rule is the same on every database and frozen with the checksum scheme.
    ///
    /// ```
    /// use covet_core::{Ident, TableName};
    /// let name = Ident::derived("ix", &TableName::from("users"), &["email".into()]);
    /// assert_eq!(name.as_str(), "ix_users_email");
    /// ```
    pub fn derived(prefix: &str, table: &TableName, columns: &[Ident]) -> Self {
        let mut text = format!("{prefix}_{}", table.name);
        for column in columns {
            text.push('_');
            text.push_str(column);
        }
        if text.len() > MAX_DERIVED_BYTES {
            let hash = Checksum::of(text.as_bytes()).to_string();
            let cut = (0..=KEPT_BYTES).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            text.truncate(cut);
            text.push('_');
            text.push_str(&hash[..HASH_DIGITS]);
        }
        Ident::new(text, columns.first().map_or(table.mark(), Ident::mark))
    }
}

impl Deref for Ident {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}
impl From<&str> for Ident {
    fn from(text: &str) -> Self {
        Ident::new(text, Mark::NOWHERE)
    }
}
impl PartialEq for Ident {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Ident {}
impl AsRef<str> for Ident {
    fn as_ref(&self) -> &str {
        self
    }
}

impl PartialOrd for Ident {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ident {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}
impl Hash for Ident {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

/// The name of a table, with or without the schema (in MySQL: the database) that it stands in.
///
/// Written `"users"` or `"billing.invoices"`; a table whose own name contains a full stop cannot be named.
///
/// ```
/// use covet_core::TableName;
/// let name = TableName::from("billing.invoices");
/// assert_eq!(name.schema.as_deref(), Some("billing"));
/// assert_eq!(name.to_string(), "billing.invoices");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TableName {
    /// The schema, where one is named.
    pub schema: Option<Ident>,
    /// The table.
    pub name: Ident,
}

impl TableName {
    /// The table named `text`, written at `mark`.
    pub fn new(text: &str, mark: Mark) -> Self {
        match text.split_once('.') {
            Some((schema, name)) => TableName { schema: Some(Ident::new(schema, mark)), name: Ident::new(name, mark) },
            None => TableName { schema: None, name: Ident::new(text, mark) },
        }
    }

    /// Where it was written.
    pub fn mark(&self) -> Mark {
        self.name.mark()
    }

    /// What is wrong with either part, if anything.
    pub fn fault(&self) -> Option<Diagnostic> {
        self.schema.as_ref().and_then(Ident::fault).or_else(|| self.name.fault())
    }

    /// The name of something else in the same schema.
    ///
    /// ```
    /// use covet_core::TableName;
    /// assert_eq!(TableName::from("billing.invoices").beside(&"pk_invoices".into()).to_string(), "billing.pk_invoices");
    /// ```
    pub fn beside(&self, name: &Ident) -> Self {
        TableName { schema: self.schema.clone(), name: name.clone() }
    }

    /// Whether both are one name to a database to which case says nothing.
    pub fn differs_by_case(&self, other: &Self) -> bool {
        self != other && self.folded() == other.folded()
    }

    /// In small letters, as names are compared where case says nothing.
    pub(crate) fn folded(&self) -> Self {
        let fold = |part: &Ident| Ident::new(part.to_ascii_lowercase(), part.mark());
        TableName { schema: self.schema.as_ref().map(fold), name: fold(&self.name) }
    }

    /// The same name as written elsewhere.
    pub fn at(&self, mark: Mark) -> Self {
        TableName {
            schema: self.schema.as_ref().map(|schema| Ident::new(schema.as_str(), mark)),
            name: Ident::new(self.name.as_str(), mark),
        }
    }
}

impl From<&str> for TableName {
    fn from(text: &str) -> Self {
        TableName::new(text, Mark::NOWHERE)
    }
}
impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
impl fmt::Debug for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}
impl Serialize for TableName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for TableName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(TableName::from(text.as_str()))
    }
}

/// Names in backquotes with commas between: "`a`, `b`", as messages list them.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a Ident>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_derived_names_are_cut_at_a_character_and_stay_distinct() {
        let table = TableName::from("ünïcödé_tàble_wïth_a_vëry_löng_name_ïndeed");
        let a = Ident::derived("ix", &table, &["first_column".into(), "second".into()]);
        let b = Ident::derived("ix", &table, &["first_column".into(), "third".into()]);
        assert!(a.len() <= 60 && b.len() <= 60 && a != b, "{a} {b}");
        assert!(a.fault().is_none());
    }

    #[test]
    fn names_that_no_database_takes_are_faults() {
        assert_eq!(Ident::from("").fault().unwrap().code, "empty-name");
        assert_eq!(Ident::from("a\0b").fault().unwrap().code, "nul-in-name");
        assert_eq!(Ident::from("x".repeat(64).as_str()).fault().unwrap().code, "name-too-long");
        assert_eq!(TableName::from("s.").fault().unwrap().code, "empty-name");
        assert!(Ident::from("order; -- \"`😀").fault().is_none());
    }
}
