//! A model as text: its attributes, and what they say of several columns.

use super::super::literal;
use super::field::{Draft, Field, actions, deferrable, said_text};
use crate::ident::Ident;
use crate::schema::{Check, ForeignKey, Index, IndexKey, IndexPart, Nulls, Unique, expression};
use crate::syntax::model::plural;

/// Words that mean something among columns; a field of that name is written as a text.
const WORDS: [&str; 12] = [
    "deferrable",
    "expression",
    "external",
    "filter",
    "include",
    "name",
    "nulls_not_distinct",
    "on_delete",
    "on_update",
    "references",
    "unique",
    "using",
];

/// The struct for a table.
pub(super) fn structure(draft: &Draft<'_>, name: &str, unmanaged: bool) -> String {
    let fields = draft.fields();
    let mut text = "#[derive(Clone, Debug, sqlx::FromRow, covet::Model)]\n".to_owned();
    text += &lines(&about_the_table(draft, name, unmanaged), 0);
    let several = Several { draft, fields: &fields };
    several.items().iter().for_each(|(word, items)| text += &listed(word, items));
    let fields: String = fields.iter().map(|field| draft.text(field)).collect();
    format!("{text}pub struct {name} {{\n{fields}}}\n")
}

/// The longest list of what an attribute says that rustfmt leaves on one line.
const SHORT: usize = 70;

/// Items as an attribute, broken where rustfmt breaks it.
pub(super) fn lines(items: &[String], indent: usize) -> String {
    if items.is_empty() {
        return String::new();
    }
    let (margin, one) = (" ".repeat(indent), items.join(", "));
    match one.chars().count() <= SHORT {
        true => format!("{margin}#[covet({one})]\n"),
        false => format!("{margin}#[covet(\n{}\n{margin})]\n", broken(items, indent)),
    }
}

/// An attribute with one list in it.
fn listed(word: &str, items: &[String]) -> String {
    let one = match items {
        [value] if word == "check" => format!("check = {value}"),
        _ => format!("{word}({})", items.join(", ")),
    };
    match one.chars().count() <= SHORT {
        true => format!("#[covet({one})]\n"),
        false if word == "check" && items.len() == 1 => format!("#[covet({one})]\n"),
        false => format!("#[covet({word}(\n{}\n))]\n", broken(items, 0)),
    }
}

fn broken(items: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent + 4);
    items.iter().map(|item| format!("{margin}{item}")).collect::<Vec<_>>().join(",\n")
}

fn about_the_table(draft: &Draft<'_>, name: &str, unmanaged: bool) -> Vec<String> {
    let table = draft.table;
    let mut items = Vec::new();
    if table.name.schema.is_some() || plural(name) != *table.name.name {
        items.push(said_text("table", &table.name.to_string()));
    }
    items.extend(unmanaged.then(|| "unmanaged".to_owned()));
    items.extend(table.primary_key.is_none().then(|| "no_primary_key".to_owned()));
    items.extend(table.comment.as_deref().map(|text| said_text("comment", text)));
    items
}

/// What a struct says of several columns.
struct Several<'a, 'd> {
    draft: &'a Draft<'d>,
    fields: &'a [Field<'d>],
}

impl Several<'_, '_> {
    fn items(&self) -> Vec<(&'static str, Vec<String>)> {
        let (draft, table) = (self.draft, self.draft.table);
        let mut items = Vec::new();
        if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.len() > 1) {
            items.push(("primary_key", self.names(&key.columns)));
        }
        let uniques = table.uniques.iter().filter(|unique| !draft.is_beside(unique, &unique.columns));
        items.extend(uniques.map(|unique| ("unique", self.unique(unique))));
        let is_beside = |index: &&Index| draft.is_plain_index(index, &index.columns().cloned().collect::<Vec<_>>());
        items.extend(table.indexes.iter().filter(|index| !is_beside(index)).map(|index| ("index", self.index(index))));
        let keys = table.foreign_keys.iter().filter(|key| !draft.is_reference(key));
        items.extend(keys.map(|key| ("foreign_key", self.foreign_key(key))));
        let is_beside =
            |check: &&Check| table.columns.iter().any(|column| check.name == column.check_name(&table.name));
        items.extend(table.checks.iter().filter(|check| !is_beside(check)).map(|check| ("check", self.check(check))));
        items
    }

    /// The fields of columns.
    fn names(&self, columns: &[Ident]) -> Vec<String> {
        columns.iter().map(|column| self.name(column)).collect()
    }

    fn name(&self, column: &Ident) -> String {
        let field = self.fields.iter().find(|field| field.column.name == *column);
        let name = field.map_or(column.as_str(), |field| &field.name);
        if WORDS.contains(&name) { format!("{name:?}") } else { super::names::raw(name) }
    }

    /// `name = ".."`, where that is not the derived one.
    fn named(&self, prefix: &str, columns: &[Ident], name: &Ident) -> Option<String> {
        (Ident::derived(prefix, &self.draft.table.name, columns) != *name).then(|| said_text("name", name))
    }

    fn unique(&self, unique: &Unique) -> Vec<String> {
        let mut items = self.names(&unique.columns);
        items.extend(self.named("uq", &unique.columns, &unique.name));
        items.extend(unique.nulls_not_distinct.then(|| "nulls_not_distinct".to_owned()));
        items.extend(unique.deferrable.map(deferrable));
        items
    }

    fn foreign_key(&self, key: &ForeignKey) -> Vec<String> {
        let mut items = self.names(&key.columns);
        items.push(format!("references = {}", self.draft.target(key)));
        items.extend(actions(key));
        items.extend(self.named("fk", &key.columns, &key.name));
        items
    }

    fn check(&self, check: &Check) -> Vec<String> {
        let used = self.draft.table.columns.iter().map(|column| &column.name);
        let used: Vec<Ident> = used.filter(|column| expression::uses(&check.expression, column)).cloned().collect();
        let text = literal::text(&check.expression).one_line();
        [text].into_iter().chain(self.named("ck", &used, &check.name)).collect()
    }

    fn index(&self, index: &Index) -> Vec<String> {
        let columns: Vec<Ident> = index.parts.iter().filter_map(|part| part.as_column().cloned()).collect();
        let mut items: Vec<String> = index.parts.iter().map(|part| self.part(part)).collect();
        items.extend(index.unique.then(|| "unique".to_owned()));
        items.extend(index.nulls_not_distinct.then(|| "nulls_not_distinct".to_owned()));
        items.extend(index.using.as_deref().map(|text| said_text("using", text)));
        items.extend(index.filter.as_deref().map(|text| said_text("filter", text)));
        if !index.include.is_empty() {
            items.push(format!("include({})", self.names(&index.include).join(", ")));
        }
        let of_expression = index.parts.first().and_then(|part| match &part.key {
            IndexKey::Expression(sql) if columns.is_empty() => {
                Some(Index::on_expression(&self.draft.table.name, sql).name)
            }
            _ => None,
        });
        items.extend(match of_expression {
            Some(derived) => (derived != index.name).then(|| said_text("name", &index.name)),
            None => self.named("ix", &columns, &index.name),
        });
        items
    }

    fn part(&self, part: &IndexPart) -> String {
        let mut options: Vec<String> = part.desc.then(|| "desc".to_owned()).into_iter().collect();
        options.extend(part.nulls.map(|nulls| match nulls {
            Nulls::First => "nulls_first".to_owned(),
            Nulls::Last => "nulls_last".to_owned(),
        }));
        options.extend(part.opclass.as_deref().map(|text| said_text("opclass", text)));
        options.extend(part.prefix.map(|length| format!("prefix = {length}")));
        match &part.key {
            IndexKey::Expression(sql) => {
                options.insert(0, literal::text(sql).one_line());
                format!("expression({})", options.join(", "))
            }
            IndexKey::Column(column) if options.is_empty() => self.name(column),
            IndexKey::Column(column) => format!("{}({})", self.name(column), options.join(", ")),
        }
    }
}
