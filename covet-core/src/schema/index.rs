//! Indexes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::expression;
use crate::diagnostic::Diagnostic;
use crate::ident::{Ident, TableName, listed};

/// An index of a table.
///
/// ```
/// use covet_core::schema::Index;
/// let index = Index::on("ix_users_email".into(), ["email".into()]);
/// assert!(index.begins_with(&["email".into()]) && !index.unique);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name; `ix_<table>_<columns>` unless another is given.
    pub name: Ident,
    /// What it is sorted by, in order.
    #[serde(rename = "columns")]
    pub parts: Vec<IndexPart>,
    /// Whether no two rows may agree in all of its parts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// Whether NULL counts as equal to NULL in a unique index.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// The condition that rows meet to be in it, in SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Columns that it holds without being sorted by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// Its method, such as `gin`; the database's usual one where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
}

/// One of the things that an index is sorted by.
///
/// ```
/// use covet_core::schema::{Index, IndexPart};
/// let newest = IndexPart { desc: true, ..IndexPart::column("created_at".into()) };
/// let index = Index { name: "ix_newest".into(), parts: vec![newest], ..Index::default() };
/// assert_eq!(index.columns().count(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct IndexPart {
    /// The column or expression.
    pub key: IndexKey,
    /// Whether the greatest comes first.
    pub desc: bool,
    /// Whether NULL comes first or last, where that is not the database's choice.
    pub nulls: Option<Nulls>,
    /// The operator class, in PostgreSQL.
    pub opclass: Option<String>,
    /// How many characters count, in MySQL.
    pub prefix: Option<u32>,
}

/// What a part of an index is taken from.
///
/// ```
/// use covet_core::schema::{Index, IndexKey};
/// let index = Index::on_expression(&"users".into(), "lower(email)");
/// assert_eq!(index.parts[0].key, IndexKey::Expression("lower(email)".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexKey {
    /// A column.
    Column(Ident),
    /// An expression, in SQL.
    Expression(String),
}

/// Where NULL comes in an index.
///
/// ```
/// use covet_core::dsl::Migration;
/// let mut m = Migration::new();
/// m.create_index("posts", ["published_at"]).desc("published_at").nulls_last("published_at");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

impl IndexPart {
    /// A part that is a column, sorted as usual.
    pub fn column(name: Ident) -> Self {
        IndexPart { key: IndexKey::Column(name), desc: false, nulls: None, opclass: None, prefix: None }
    }

    /// A part that is an expression, sorted as usual.
    pub fn expression(sql: impl Into<String>) -> Self {
        IndexPart { key: IndexKey::Expression(sql.into()), ..IndexPart::column(Ident::default()) }
    }

    /// The name of the column, or the expression.
    pub fn text(&self) -> &str {
        match &self.key {
            IndexKey::Column(name) => name.as_str(),
            IndexKey::Expression(sql) => sql,
        }
    }

    /// The column that it is, if it is one.
    pub fn as_column(&self) -> Option<&Ident> {
        match &self.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        }
    }
}

impl Index {
    /// An index on columns, as plain as can be.
    pub fn on(name: Ident, columns: impl IntoIterator<Item = Ident>) -> Self {
        Index { name, parts: columns.into_iter().map(IndexPart::column).collect(), ..Index::default() }
    }

    /// An index on an expression, named after its table and the words of the expression.
    pub fn on_expression(table: &TableName, sql: &str) -> Self {
        let words = sql.split(|char: char| !char.is_alphanumeric() && char != '_').filter(|word| !word.is_empty());
        let words: Vec<Ident> = words.map(Ident::from).collect();
        let name = Ident::derived("ix", table, &words);
        Index { name, parts: vec![IndexPart::expression(sql)], ..Index::default() }
    }

    /// Whether it makes sure that at most one row holds given values in exactly these columns, in this order.
    pub fn is_key_of(&self, columns: &[Ident]) -> bool {
        let whole = self.unique && self.filter.is_none() && self.parts.iter().all(|part| part.prefix.is_none());
        whole
            && self.parts.len() == columns.len()
            && self.parts.iter().map(IndexPart::as_column).eq(columns.iter().map(Some))
    }

    /// Whether it is sorted by these columns first, whole and as usual.
    pub fn begins_with(&self, columns: &[Ident]) -> bool {
        let plain = self.parts.iter().take_while(|part| !part.desc && part.prefix.is_none());
        let begins = plain.map_while(IndexPart::as_column).take(columns.len());
        begins.eq(columns) && self.filter.is_none() && self.finds_values()
    }

    /// Whether rows are found in it by the values of its columns, and not by words or places that are in them.
    fn finds_values(&self) -> bool {
        self.using.as_ref().is_none_or(|method| ["btree", "hash"].iter().any(|one| method.eq_ignore_ascii_case(one)))
    }

    /// Whether it is of that kind: `fulltext`, `spatial`.
    pub(crate) fn is_kind(&self, kind: &str) -> bool {
        self.using.as_ref().is_some_and(|method| method.eq_ignore_ascii_case(kind))
    }

    /// Changes the first part that is this column or expression.
    ///
    /// # Errors
    /// The index is sorted by no such thing; the finding suggests the nearest that it is sorted by.
    pub fn change_part(&mut self, wanted: &Ident, change: impl FnOnce(&mut IndexPart)) -> Result<(), Box<Diagnostic>> {
        if let Some(part) = self.parts.iter_mut().find(|part| part.text() == wanted.as_str()) {
            change(part);
            return Ok(());
        }
        let message = format!("the index is not on a column `{wanted}`");
        let finding = Diagnostic::error("unknown-column", wanted.mark(), message);
        Err(Box::new(finding.suggest(wanted, self.parts.iter().map(IndexPart::text))))
    }

    /// The columns that it is sorted by or holds.
    pub fn columns(&self) -> impl Iterator<Item = &Ident> {
        self.parts.iter().filter_map(IndexPart::as_column).chain(&self.include)
    }

    /// Whether it uses `column`, in an expression or its condition as well.
    pub fn uses(&self, column: &Ident) -> bool {
        self.columns().any(|name| name == column) || self.expressions().any(|sql| expression::uses(sql, column))
    }

    /// Its expressions and its condition, in SQL.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        let parts = self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Expression(sql) => Some(sql.as_str()),
            IndexKey::Column(_) => None,
        });
        parts.chain(self.filter.as_deref())
    }

    /// Calls the column `from` `to`, as a database does when the column is renamed.
    pub fn rename_column(&mut self, from: &Ident, to: &Ident) {
        for part in &mut self.parts {
            match &mut part.key {
                IndexKey::Column(name) if name == from => *name = to.clone(),
                IndexKey::Column(_) => {}
                IndexKey::Expression(sql) => *sql = expression::renamed(sql, from, to),
            }
        }
        for name in self.include.iter_mut().filter(|name| *name == from) {
            *name = to.clone();
        }
        self.filter = self.filter.take().map(|sql| expression::renamed(&sql, from, to));
    }
}

/// A part as its canonical form has it: a name where that is all there is to say.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Name(Ident),
    Part(Part),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Ident>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expression: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    desc: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nulls: Option<Nulls>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opclass: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix: Option<u32>,
}

impl From<Written> for IndexPart {
    fn from(written: Written) -> Self {
        match written {
            Written::Name(name) => IndexPart::column(name),
            Written::Part(part) => IndexPart {
                key: match part.expression {
                    Some(sql) => IndexKey::Expression(sql),
                    None => IndexKey::Column(part.name.unwrap_or_default()),
                },
                desc: part.desc,
                nulls: part.nulls,
                opclass: part.opclass,
                prefix: part.prefix,
            },
        }
    }
}

impl From<IndexPart> for Written {
    fn from(part: IndexPart) -> Self {
        let plain = !part.desc && part.nulls.is_none() && part.opclass.is_none() && part.prefix.is_none();
        let (name, expression) = match part.key {
            IndexKey::Column(name) if plain => return Written::Name(name),
            IndexKey::Column(name) => (Some(name), None),
            IndexKey::Expression(sql) => (None, Some(sql)),
        };
        Written::Part(Part {
            name,
            expression,
            desc: part.desc,
            nulls: part.nulls,
            opclass: part.opclass,
            prefix: part.prefix,
        })
    }
}

/// As messages show it: "unique, on (`last_name`, (lower(email)) desc) where deleted_at IS NULL".
impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.unique { "unique, " } else { "" })?;
        self.using.iter().try_for_each(|method| write!(f, "{method} "))?;
        let parts: Vec<String> = self.parts.iter().map(IndexPart::to_string).collect();
        write!(f, "on ({})", parts.join(", "))?;
        if !self.include.is_empty() {
            write!(f, " include ({})", listed(&self.include))?;
        }
        f.write_str(if self.nulls_not_distinct { " nulls not distinct" } else { "" })?;
        self.filter.iter().try_for_each(|filter| write!(f, " where {filter}"))
    }
}

/// As messages show it: "`last_name` desc".
impl fmt::Display for IndexPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            IndexKey::Column(name) => write!(f, "`{name}`"),
            IndexKey::Expression(sql) => write!(f, "({sql})"),
        }?;
        self.opclass.iter().try_for_each(|opclass| write!(f, " {opclass}"))?;
        self.prefix.iter().try_for_each(|length| write!(f, " first {length}"))?;
        f.write_str(if self.desc { " desc" } else { "" })?;
        f.write_str(match self.nulls {
            Some(Nulls::First) => " nulls first",
            Some(Nulls::Last) => " nulls last",
            None => "",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_parts_are_names_in_the_canonical_form() {
        let mut index = Index::on("ix".into(), ["a".into(), "b".into()]);
        let text = serde_json::to_string(&index).unwrap();
        assert_eq!(text, r#"{"name":"ix","columns":["a","b"]}"#);
        assert_eq!(serde_json::from_str::<Index>(&text).unwrap(), index);

        index.parts[1].desc = true;
        index.parts.push(IndexPart::expression("lower(c)"));
        let text = serde_json::to_string(&index).unwrap();
        assert_eq!(text, r#"{"name":"ix","columns":["a",{"name":"b","desc":true},{"expression":"lower(c)"}]}"#);
        assert_eq!(serde_json::from_str::<Index>(&text).unwrap(), index);
    }

    #[test]
    fn only_a_whole_unique_index_is_a_key() {
        let columns = [Ident::from("a")];
        let index = Index { unique: true, ..Index::on("ix".into(), columns.clone()) };
        assert!(index.is_key_of(&columns));
        assert!(!Index { filter: Some("a > 0".into()), ..index.clone() }.is_key_of(&columns));
        assert!(!Index { unique: false, ..index }.is_key_of(&columns));
    }

    #[test]
    fn an_index_uses_the_columns_of_its_expressions() {
        let mut index = Index::on("ix".into(), ["a".into()]);
        index.parts.push(IndexPart::expression("lower(b)"));
        index.filter = Some("c IS NULL".into());
        index.include = vec!["d".into()];
        for column in ["a", "b", "c", "d"] {
            assert!(index.uses(&column.into()), "{column}");
            index.rename_column(&column.into(), &format!("new_{column}").as_str().into());
        }
        assert_eq!(index.parts[1], IndexPart::expression("lower(new_b)"));
        assert_eq!(index.filter.as_deref(), Some("new_c IS NULL"));
        assert!(!index.uses(&"a".into()) && index.uses(&"new_d".into()));
    }
}
