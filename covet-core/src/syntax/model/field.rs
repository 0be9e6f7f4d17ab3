//! What a field says of its column.

use syn::Lit;

use super::attribute::{Item, Keys, Named, Reading, Value, expanded};
use super::typed;
use super::types::NAMED;
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::schema::{Action, ColumnType, DefaultValue, Deferrable, Generated, SqlText};

pub(super) const KEYS: Keys = &[
    ("check", "check = \"price > 0\""),
    ("collate", "collate = \"C\""),
    ("comment", "comment = \"for people\""),
    ("default", "default = true"),
    ("default_now", "default_now"),
    ("default_sql", "default_sql = \"(1 + 1)\""),
    ("default_uuid", "default_uuid"),
    ("deferrable", "deferrable = \"initially_deferred\""),
    ("external", "external"),
    ("generated", "generated = \"price * quantity\""),
    ("generated_virtual", "generated_virtual = \"lower(name)\""),
    ("index", "index"),
    ("length", "length = 255"),
    ("native_enum", "native_enum = \"mood\""),
    ("no_default", "no_default"),
    ("nullable", "nullable"),
    ("on_delete", "on_delete = \"cascade\""),
    ("on_update", "on_update = \"cascade\""),
    ("one_of", "one_of(\"open\", \"paid\")"),
    ("precision", "precision = 10"),
    ("primary_key", "primary_key"),
    ("references", "references = \"users\""),
    ("rename", "rename = \"column\""),
    ("scale", "scale = 2"),
    ("skip", "skip"),
    ("sql_type", "sql_type = \"citext\""),
    ("type", "type = \"timestamp_tz\""),
    ("unique", "unique"),
    ("unsigned", "unsigned"),
    ("was", "was = \"old_name\""),
];

const SQL_TYPE: Keys = &[
    ("any", "any = \"text\""),
    ("mysql", "mysql = \"point\""),
    ("postgres", "postgres = \"point\""),
    ("sqlite", "sqlite = \"BLOB\""),
];

pub(super) const ACTIONS: [(&str, Action); 5] = [
    ("no_action", Action::NoAction),
    ("restrict", Action::Restrict),
    ("cascade", Action::Cascade),
    ("set_null", Action::SetNull),
    ("set_default", Action::SetDefault),
];

pub(super) const DEFERRABLES: [(&str, Deferrable); 2] =
    [("initially_immediate", Deferrable::InitiallyImmediate), ("initially_deferred", Deferrable::InitiallyDeferred)];

/// What the attributes of a field say.
#[derive(Default)]
pub(super) struct Said {
    pub(super) rename: Option<Ident>,
    pub(super) skip: bool,
    pub(super) was: Option<Ident>,
    pub(super) primary_key: Option<Mark>,
    pub(super) nullable: bool,
    pub(super) collation: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) default: Option<(DefaultValue, Mark)>,
    pub(super) no_default: bool,
    pub(super) generated: Option<Generated>,
    pub(super) unique: Option<Mark>,
    pub(super) index: Option<Mark>,
    pub(super) check: Option<Ident>,
    pub(super) reference: Option<Ident>,
    pub(super) on_delete: Option<Action>,
    pub(super) on_update: Option<Action>,
    pub(super) deferrable: Option<Deferrable>,
    pub(super) external: bool,
    /// What makes sense of a reference only, where there is one.
    of_reference: Option<(String, Mark)>,
    /// sqlx reads a struct of its own from the row.
    flattened: Option<Mark>,
    pub(super) ty: typed::Said,
}

impl Said {
    pub(super) fn of(field: &syn::Field, reading: &mut Reading<'_>) -> Said {
        let attributes = expanded(&field.attrs);
        let mut said = Said::default();
        // What cannot be read there, sqlx itself complains of.
        reading.quietly(|reading| said.read_sqlx(&attributes, reading));
        let mut seen: Vec<String> = Vec::new();
        for item in reading.items(&attributes, "covet") {
            let named = match item {
                Item::Named(named) => named,
                Item::Text(text) => {
                    let message = "a text alone is nothing that a field can say".to_owned();
                    reading.fault("bad-attribute", &text, message, "write `name = \"text\"`");
                    continue;
                }
            };
            let key = named.key();
            if seen.contains(&key) {
                reading.fault("bad-attribute", &named.name, format!("`{key}` is given twice"), "leave one");
                continue;
            }
            said.read(&key, &named, reading);
            seen.push(key);
        }
        said.check_together(reading);
        said
    }

    fn read(&mut self, key: &str, named: &Named, reading: &mut Reading<'_>) {
        let mark = reading.mark(&named.name);
        match key {
            "rename" => self.rename(reading.text(named, KEYS), reading),
            "skip" => self.skip |= reading.flag(named, KEYS),
            "was" => self.was = reading.text(named, KEYS),
            "primary_key" => self.primary_key = reading.flag(named, KEYS).then_some(mark),
            "nullable" => self.nullable = reading.flag(named, KEYS),
            "unsigned" => self.ty.unsigned = reading.flag(named, KEYS),
            "collate" => self.collation = reading.text(named, KEYS).map(owned),
            "comment" => self.comment = reading.text(named, KEYS).map(owned),
            "check" => self.check = reading.text(named, KEYS),
            "unique" => self.unique = reading.flag(named, KEYS).then_some(mark),
            "index" => self.index = reading.flag(named, KEYS).then_some(mark),
            "no_default" => self.no_default = reading.flag(named, KEYS),
            "generated" | "generated_virtual" => {
                let expression = reading.text(named, KEYS).map(owned);
                let generated = expression.map(|expression| Generated { expression, stored: key == "generated" });
                match self.generated {
                    None => self.generated = generated,
                    Some(_) => self.twice(named, "another expression", reading),
                }
            }
            "default" | "default_now" | "default_sql" | "default_uuid" => self.read_default(key, named, reading),
            "references" => self.reference = reading.text(named, KEYS),
            "on_delete" | "on_update" | "deferrable" | "external" => self.read_of_reference(key, named, reading),
            "length" => self.ty.length = reading.number(named, KEYS),
            "precision" => self.ty.precision = reading.number(named, KEYS),
            "scale" => self.ty.scale = reading.number(named, KEYS),
            "type" | "one_of" | "native_enum" | "sql_type" => self.read_type(key, named, reading),
            _ => reading.unknown("a field", &named.name, KEYS),
        }
    }

    fn twice(&self, named: &Named, other: &str, reading: &mut Reading<'_>) {
        let message = format!("`{}` stands beside {other}", named.key());
        reading.fault("bad-attribute", &named.name, message, "leave one of them");
    }

    /// The name that is given, unless sqlx reads another.
    fn rename(&mut self, name: Option<Ident>, reading: &mut Reading<'_>) {
        let Some(name) = name else { return };
        if let Some(other) = self.rename.as_ref().filter(|other| **other != name) {
            let message = format!("the column is `{name}`, and sqlx reads `{other}`");
            let help = "leave `rename` to one of them: `#[sqlx(rename = \"..\")]` counts for both";
            reading.findings.push(Diagnostic::error("bad-attribute", name.mark(), message).help(help));
        }
        self.rename = Some(name);
    }

    fn read_default(&mut self, key: &str, named: &Named, reading: &mut Reading<'_>) {
        if self.default.is_some() {
            return self.twice(named, "another default", reading);
        }
        let mark = reading.mark(&named.name);
        self.default = match key {
            "default" => reading.default(named, KEYS),
            "default_sql" => reading.text(named, KEYS).map(|sql| (DefaultValue::Sql(sql.to_string()), sql.mark())),
            "default_now" => reading.flag(named, KEYS).then_some((DefaultValue::Now, mark)),
            _ => reading.flag(named, KEYS).then_some((DefaultValue::Uuid, mark)),
        };
    }

    fn read_of_reference(&mut self, key: &str, named: &Named, reading: &mut Reading<'_>) {
        self.of_reference = Some((key.to_owned(), reading.mark(&named.name)));
        match key {
            "on_delete" => self.on_delete = reading.word(named, KEYS, &ACTIONS),
            "on_update" => self.on_update = reading.word(named, KEYS, &ACTIONS),
            "deferrable" => self.deferrable = reading.word(named, KEYS, &DEFERRABLES),
            _ => self.external = reading.flag(named, KEYS),
        }
    }

    fn read_type(&mut self, key: &str, named: &Named, reading: &mut Reading<'_>) {
        if self.says_type() {
            return self.twice(named, "another type", reading);
        }
        let ty = match key {
            "type" => reading.word(named, KEYS, &NAMED),
            "one_of" => reading.texts(named, KEYS).map(ColumnType::OneOf),
            "native_enum" => reading.text(named, KEYS).map(ColumnType::Enum),
            _ => self.sql_type(named, reading).map(ColumnType::Custom),
        };
        let mark = reading.mark(&named.name);
        self.ty.is_unread = ty.is_none();
        self.ty.ty = ty.map(|ty| (ty, mark));
    }

    /// `sql_type = "citext"`, or `sql_type(postgres = "citext", any = "text")`
    fn sql_type(&self, named: &Named, reading: &mut Reading<'_>) -> Option<SqlText> {
        let mark = reading.mark(&named.name);
        let items = match &named.value {
            Value::Items(items) => items,
            Value::Literal(Lit::Str(text), None) => return Some(SqlText { mark, ..SqlText::any(text.value()) }),
            _ => return reading.misspelt(named, KEYS),
        };
        let mut text = SqlText { mark, ..SqlText::default() };
        for item in items {
            let Item::Named(inner) = item else { return reading.misspelt(named, KEYS) };
            let key = inner.key();
            let place = match key.parse::<Dialect>() {
                Ok(dialect) => text.own_mut(dialect),
                Err(_) if key == "any" => &mut text.any,
                Err(_) => {
                    reading.unknown("`sql_type`", &inner.name, SQL_TYPE);
                    continue;
                }
            };
            *place = reading.text(inner, SQL_TYPE).map(owned);
        }
        (!text.is_unset()).then_some(text)
    }

    /// What `#[sqlx(..)]` says of the column that `FromRow` reads: that is the same column.
    fn read_sqlx(&mut self, attributes: &[syn::Attribute], reading: &mut Reading<'_>) {
        const SQLX: Keys = &[("rename", "rename = \"column\""), ("try_from", "try_from = \"i64\"")];
        for item in reading.items(attributes, "sqlx") {
            let Item::Named(named) = item else { continue };
            match named.key().as_str() {
                "rename" => self.rename = reading.text(&named, SQLX),
                "skip" => self.skip = true,
                "json" => self.ty.json = true,
                "try_from" => {
                    let text = reading.text(&named, SQLX);
                    self.ty.read_as = text.and_then(|text| syn::parse_str(&text).ok());
                }
                "flatten" => self.flattened = Some(reading.mark(&named.name)),
                _ => {}
            }
        }
    }

    /// What of several words contradicts each other, or makes no sense alone.
    fn check_together(&mut self, reading: &mut Reading<'_>) {
        if let Some((key, mark)) = self.of_reference.take().filter(|_| self.reference.is_none()) {
            let message = format!("`{key}` is of a reference, and this field refers to nothing");
            let finding = Diagnostic::error("bad-attribute", mark, message);
            reading.findings.push(finding.help("add `references = \"table\"`"));
        }
        if let Some(mark) = self.flattened.filter(|_| !self.skip) {
            let finding =
                Diagnostic::error("flattened", mark, "which columns a flattened struct has cannot be seen here");
            let help = "write its fields into this struct, or leave the field out with `#[covet(skip)]`";
            reading.findings.push(finding.help(help));
            self.ty.is_unread = true;
        }
    }

    /// Whether it says what type the column is, so that the one in Rust does not count.
    pub(super) fn says_type(&self) -> bool {
        self.ty.ty.is_some()
    }
}

fn owned(text: Ident) -> String {
    text.as_str().to_owned()
}

/// What a reference names: `users`, or `users(id)` with the columns of its key.
pub(super) fn target(text: &Ident) -> (TableName, Vec<Ident>) {
    let parts = text.as_str().strip_suffix(')').and_then(|text| text.split_once('('));
    let Some((table, columns)) = parts else { return (TableName::new(text, text.mark()), Vec::new()) };
    let columns = columns.split(',').map(|column| Ident::new(column.trim(), text.mark())).collect();
    (TableName::new(table.trim(), text.mark()), columns)
}
