//! A text of SQL, for every database or for each its own.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::dialect::Dialect;

/// SQL for every database, or for each its own: a statement, a type, what makes an object.
///
/// ```
/// use covet_core::{Dialect, schema::SqlText};
/// let mut ty = SqlText::any("point");
/// *ty.own_mut(Dialect::MySql) = Some("geometry".into());
/// assert_eq!(ty.of(Dialect::MySql), Some("geometry"));
/// assert_eq!(ty.of(Dialect::Sqlite), Some("point"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlText {
    /// What a database gets for which nothing else is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any: Option<String>,
    /// What PostgreSQL gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<String>,
    /// What MySQL and MariaDB get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mysql: Option<String>,
    /// What SQLite gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqlite: Option<String>,
    /// Where it was written.
    #[serde(skip)]
    pub mark: Mark,
}

impl SqlText {
    /// The same text for every database.
    pub fn any(text: impl Into<String>) -> Self {
        SqlText { any: Some(text.into()), ..SqlText::default() }
    }

    /// A text for one database alone.
    pub fn only(text: impl Into<String>, dialect: Dialect) -> Self {
        let mut only = SqlText::default();
        *only.own_mut(dialect) = Some(text.into());
        only
    }

    /// What this database gets; nothing where no text is for it.
    pub fn of(&self, dialect: Dialect) -> Option<&str> {
        let own = match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        };
        own.as_ref().or(self.any.as_ref()).map(String::as_str)
    }

    /// The place for one database's own text.
    pub fn own_mut(&mut self, dialect: Dialect) -> &mut Option<String> {
        match dialect {
            Dialect::Postgres => &mut self.postgres,
            Dialect::MySql => &mut self.mysql,
            Dialect::Sqlite => &mut self.sqlite,
        }
    }

    /// All texts, whomever they are for.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let all = [&self.any, &self.postgres, &self.mysql, &self.sqlite];
        all.into_iter().filter_map(|text| text.as_deref())
    }

    /// What is wrong with it on every database.
    pub(crate) fn check(&self, findings: &mut Findings) {
        if self.texts().any(|text| text.contains('\0')) {
            findings.push(Diagnostic::error("nul-in-sql", self.mark, "the SQL contains a NUL character"));
        }
    }

    /// Whether it says the same to every database.
    pub fn is_for_all(&self) -> bool {
        self.postgres.is_none() && self.mysql.is_none() && self.sqlite.is_none()
    }

    /// Whether it says nothing to any database; an empty text says that there is nothing to do.
    pub fn is_unset(&self) -> bool {
        self.texts().next().is_none()
    }

    /// The text as one dialect sees it.
    pub fn project(&self, dialect: Dialect) -> SqlText {
        SqlText { any: self.of(dialect).map(str::to_owned), mark: self.mark, ..SqlText::default() }
    }

    fn key(&self) -> [&Option<String>; 4] {
        [&self.any, &self.postgres, &self.mysql, &self.sqlite]
    }
}

/// By its texts: where it was written is no part of it.
impl Ord for SqlText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}
impl PartialOrd for SqlText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Hash for SqlText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_gets_its_own_text_or_the_common_one() {
        let mut text = SqlText::any("a");
        *text.own_mut(Dialect::MySql) = Some("b".into());
        assert_eq!(Dialect::ALL.map(|dialect| text.of(dialect)), [Some("a"), Some("b"), Some("a")]);
        assert_eq!(SqlText::default().of(Dialect::Sqlite), None);
        assert_eq!(text.project(Dialect::MySql), SqlText::any("b"));
        assert!(!text.is_for_all() && SqlText::any("a").is_for_all());
        assert!(SqlText::default().is_unset() && !SqlText::only("", Dialect::Sqlite).is_unset());
    }

    #[test]
    fn where_it_was_written_is_no_part_of_it() {
        let marked = SqlText { mark: Mark::of(3), ..SqlText::any("a") };
        assert_eq!((marked.cmp(&SqlText::any("a")), marked == SqlText::any("a")), (Ordering::Equal, true));
    }
}
