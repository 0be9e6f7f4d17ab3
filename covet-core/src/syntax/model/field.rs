//! What a field says of its column.

use syn::Lit;

use super::attribute::{Item, Keys, Named, Reading, Value, expanded, written};
use super::types::{self, Known, NAMED};
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
    pub(super) unsigned: bool,
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
    length: Option<(u32, Mark)>,
    precision: Option<(u16, Mark)>,
    scale: Option<(u16, Mark)>,
    /// The type that is written, with where.
    ty: Option<(ColumnType, Mark)>,
    /// A type is written that could not be read: that has been said.
    is_type_unread: bool,
    /// sqlx reads it from JSON.
    json: bool,
    /// sqlx reads it as another type.
    read_as: Option<syn::Type>,
}

impl Said {
    pub(super) fn of(field: &syn::Field, reading: &mut Reading<'_>) -> Said {
        let attributes = expanded(&field.attrs);
        let mut said = Said::default();
        said.read_sqlx(&attributes, reading);
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
        if let Some((key, mark)) = said.of_reference.take().filter(|_| said.reference.is_none()) {
            let message = format!("`{key}` is of a reference, and this field refers to nothing");
            reading
                .findings
                .push(Diagnostic::error("bad-attribute", mark, message).help("add `references = \"table\"`"));
        }
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
            "unsigned" => self.unsigned = reading.flag(named, KEYS),
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
            "length" => self.length = reading.number(named, KEYS),
            "precision" => self.precision = reading.number(named, KEYS),
            "scale" => self.scale = reading.number(named, KEYS),
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
        if self.ty.is_some() {
            return self.twice(named, "another type", reading);
        }
        let ty = match key {
            "type" => reading.word(named, KEYS, &NAMED),
            "one_of" => reading.texts(named, KEYS).map(ColumnType::OneOf),
            "native_enum" => reading.text(named, KEYS).map(ColumnType::Enum),
            _ => self.sql_type(named, reading).map(ColumnType::Custom),
        };
        let mark = reading.mark(&named.name);
        self.is_type_unread = ty.is_none();
        self.ty = ty.map(|ty| (ty, mark));
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
        // What cannot be read here, sqlx itself complains of.
        let before = reading.findings.clone();
        for item in reading.items(attributes, "sqlx") {
            let Item::Named(named) = item else { continue };
            match named.key().as_str() {
                "rename" => self.rename = reading.text(&named, SQLX),
                "skip" => self.skip = true,
                "json" => self.json = true,
                "try_from" => {
                    let text = reading.text(&named, SQLX);
                    self.read_as = text.and_then(|text| syn::parse_str(&text).ok());
                }
                "flatten" => {
                    reading.findings = before;
                    let message = "which columns a flattened struct has cannot be seen here".to_owned();
                    let help = "write its fields into this struct, or leave the field out with `#[covet(skip)]`";
                    let skips = attributes
                        .iter()
                        .any(|attribute| attribute.path().is_ident("covet") && written(attribute).contains("skip"));
                    self.is_type_unread = true;
                    if !skips {
                        reading.fault("flattened", &named.name, message, help);
                    }
                    return;
                }
                _ => {}
            }
        }
        reading.findings = before;
    }

    /// Whether it says what type the column is, so that the one in Rust does not count.
    pub(super) fn says_type(&self) -> bool {
        self.ty.is_some()
    }

    /// The type of the column, whether its numbers begin at 0, and what is known of the type in Rust.
    pub(super) fn column_type(&self, field: &syn::Field, reading: &mut Reading<'_>) -> Typed {
        if self.is_type_unread {
            return Typed::unread();
        }
        let rust = self.read_as.as_ref().unwrap_or(&field.ty);
        let rust = types::optional(rust).unwrap_or(rust);
        let known = if self.json { Known::Column(ColumnType::Json, false) } else { types::known(rust) };
        let (ty, unsigned) = match (&self.ty, known) {
            (Some((ty, _)), _) => (ty.clone(), self.unsigned),
            (None, Known::Column(ty, unsigned)) => (ty, unsigned || self.unsigned),
            (None, _) if self.reference.is_some() => return Typed::reference(None),
            (None, Known::Unsuitable(help)) => return self.unsuitable(field, help, reading),
            (None, Known::Unknown) => return self.unknown(field, reading),
        };
        let says_length = self.length.is_some() || self.precision.is_some() || self.scale.is_some();
        let ty = self.measured(ty, field, reading);
        if self.reference.is_some() && self.ty.is_none() && !says_length {
            return Typed::reference(Some(ty));
        }
        Typed { known: Some(ty.clone()), ty, unsigned }
    }

    /// A type with its length or its digits.
    fn measured(&self, ty: ColumnType, field: &syn::Field, reading: &mut Reading<'_>) -> ColumnType {
        let mark = |(_, mark): &(_, Mark)| *mark;
        let is_written = self.ty.as_ref().map(|(_, mark)| *mark);
        let own = |reading: &mut Reading<'_>| is_written.unwrap_or_else(|| reading.mark(&field.ty));
        let mut bad = |mark, message: &str, help: &str| {
            reading.findings.push(Diagnostic::error("bad-type", mark, message).help(help));
        };
        let is_reference = self.reference.is_some() && self.ty.is_none();
        match &ty {
            ColumnType::Decimal(..) => {}
            _ => {
                for mark in [self.precision.as_ref().map(|(_, mark)| *mark), self.scale.as_ref().map(|(_, mark)| *mark)]
                    .into_iter()
                    .flatten()
                {
                    bad(mark, "digits are counted of decimals", "add `type = \"decimal\"`, or leave it out");
                }
            }
        }
        let takes_length =
            matches!(ty, ColumnType::String(_) | ColumnType::Text | ColumnType::Binary | ColumnType::BinaryN(_));
        if let Some(length) = self.length.as_ref().filter(|_| !takes_length && !is_array_of_text(&ty)) {
            bad(mark(length), "only texts and bytes have a length", "leave it out");
        }
        match (ty, self.length) {
            (ColumnType::Text, Some((length, _))) if self.ty.is_none() => ColumnType::String(length),
            (ColumnType::Text, Some((_, mark))) => {
                bad(mark, "a `text` has any length", "write `type = \"string\"`, or leave the length out");
                ColumnType::Text
            }
            (ColumnType::String(_), Some((length, _))) => ColumnType::String(length),
            (ColumnType::Binary | ColumnType::BinaryN(_), Some((length, _))) => ColumnType::BinaryN(length),
            (ColumnType::Array(_), Some((length, _))) => ColumnType::Array(Box::new(ColumnType::String(length))),
            (ty @ (ColumnType::String(_) | ColumnType::BinaryN(_)), None) => {
                let mark = own(reading);
                let message = "how long it can be is not said";
                let finding = Diagnostic::error("bad-type", mark, message).help("add `length = 255`");
                reading.findings.push(finding);
                sane(ty)
            }
            (ColumnType::Decimal(..), _) => match (self.precision, self.scale) {
                (Some((precision, _)), scale) => ColumnType::Decimal(precision, scale.map_or(0, |(scale, _)| scale)),
                (None, _) if is_reference => ColumnType::Decimal(0, 0),
                (None, _) => {
                    let mark = own(reading);
                    let message = "how many digits a decimal has is not said";
                    let help = "add `precision = 10, scale = 2`: all digits, and those after the point";
                    reading.findings.push(Diagnostic::error("bad-type", mark, message).help(help));
                    ColumnType::Decimal(1, 0)
                }
            },
            (ty, _) => ty,
        }
    }

    fn unsuitable(&self, field: &syn::Field, help: &str, reading: &mut Reading<'_>) -> Typed {
        let message = format!("no column of every database holds `{}`", written(&field.ty));
        reading.fault("unknown-type", &field.ty, message, help);
        Typed::unread()
    }

    fn unknown(&self, field: &syn::Field, reading: &mut Reading<'_>) -> Typed {
        let message = format!("which column holds `{}` is not known", written(&field.ty));
        let help = "say it: `#[covet(type = \"text\")]`, or `sql_type = \"..\"` for a type of the database's own";
        reading.fault("unknown-type", &field.ty, message, help);
        Typed::unread()
    }
}

/// The type of a column as a field gives it.
pub(super) struct Typed {
    pub(super) ty: ColumnType,
    pub(super) unsigned: bool,
    /// What the type in Rust is as a column.
    pub(super) known: Option<ColumnType>,
}

impl Typed {
    /// A column that has the type of the key it refers to.
    fn reference(known: Option<ColumnType>) -> Self {
        Typed { ty: ColumnType::References, unsigned: false, known }
    }

    /// Of which nothing follows.
    fn unread() -> Self {
        Typed { ty: ColumnType::Text, unsigned: false, known: None }
    }
}

fn is_array_of_text(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Array(item) if **item == ColumnType::Text)
}

/// A type of which nothing follows but what has been said.
fn sane(ty: ColumnType) -> ColumnType {
    match ty {
        ColumnType::BinaryN(_) => ColumnType::BinaryN(1),
        _ => ColumnType::Text,
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
