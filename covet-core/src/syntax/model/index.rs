//! What a struct says of several of its columns: indexes, constraints and keys.

use syn::Lit;

use super::attribute::{Item, Keys, Named, Reading, Value};
use super::field::{ACTIONS, DEFERRABLES, target};
use crate::diagnostic::{Diagnostic, Mark};
use crate::ident::{Ident, TableName};
use crate::schema::{Check, ForeignKey, Index, IndexPart, Nulls, Unique, expression};

const INDEX: Keys = &[
    ("expression", "expression(\"lower(email)\")"),
    ("filter", "filter = \"deleted_at IS NULL\""),
    ("include", "include(title)"),
    ("name", "name = \"ix_users_email\""),
    ("nulls_not_distinct", "nulls_not_distinct"),
    ("unique", "unique"),
    ("using", "using = \"gin\""),
];

const PART: Keys = &[
    ("desc", "desc"),
    ("nulls_first", "nulls_first"),
    ("nulls_last", "nulls_last"),
    ("opclass", "opclass = \"gin_trgm_ops\""),
    ("prefix", "prefix = 20"),
];

const UNIQUE: Keys = &[
    ("deferrable", "deferrable = \"initially_deferred\""),
    ("name", "name = \"uq_users_email\""),
    ("nulls_not_distinct", "nulls_not_distinct"),
];

const CHECK: Keys = &[("name", "name = \"ck_rooms_period\"")];

const FOREIGN_KEY: Keys = &[
    ("deferrable", "deferrable = \"initially_deferred\""),
    ("external", "external"),
    ("name", "name = \"fk_seats_rooms\""),
    ("on_delete", "on_delete = \"cascade\""),
    ("on_update", "on_update = \"cascade\""),
    ("references", "references = \"rooms(floor, number)\""),
];

/// Whether an item is one of these options, written as that is; `unique(name)` is of a field with that name.
fn is_option(named: &Named, keys: Keys) -> bool {
    let key = named.key();
    keys.iter().filter(|(option, _)| *option == key).any(|(option, how)| match named.value {
        Value::Nothing => how == option,
        Value::Literal(..) | Value::List(_) => true,
        Value::Items(_) => how[option.len()..].starts_with('('),
    })
}

/// The columns of the struct, by the names of their fields.
pub(super) struct Columns<'m> {
    pub(super) table: &'m TableName,
    /// The name of each field, and its column.
    pub(super) all: Vec<(Ident, Ident)>,
}

/// A name that was derived, and not written.
pub(super) struct Derived<T> {
    pub(super) thing: T,
    pub(super) is_derived: bool,
}

impl Columns<'_> {
    /// The column that a name stands for, written where that is: the name of a field, or of a column.
    pub(super) fn find(&self, name: &Ident, reading: &mut Reading<'_>) -> Option<Ident> {
        let field = self.all.iter().find(|(field, _)| field == name);
        let found = field.or_else(|| self.all.iter().find(|(_, column)| column == name));
        if found.is_none() {
            let finding = Diagnostic::error("unknown-field", name.mark(), format!("there is no field `{name}`"));
            reading.findings.push(finding.suggest(name, self.all.iter().map(|(field, _)| field.as_str())));
        }
        found.map(|(_, column)| Ident::new(column.as_str(), name.mark()))
    }

    /// The name of something on these columns: the one that is written, or else the one that is derived.
    fn name(&self, written: Option<Ident>, prefix: &str, columns: &[Ident], mark: Mark) -> Derived<Ident> {
        let is_derived = written.is_none();
        let derived = || Ident::new(Ident::derived(prefix, self.table, columns).as_str(), mark);
        Derived { thing: written.unwrap_or_else(derived), is_derived }
    }

    /// The names in `(a, b)`, and what else stands there.
    fn names<'i>(&self, named: &'i Named, keys: Keys, reading: &mut Reading<'_>) -> (Vec<Ident>, Vec<&'i Named>) {
        let (mut columns, mut others) = (Vec::new(), Vec::new());
        let Value::Items(items) = &named.value else { return (columns, others) };
        for item in items {
            let name = match item {
                Item::Text(text) => {
                    let mark = reading.mark(text);
                    Ident::new(text.value(), mark)
                }
                Item::Named(inner) if is_option(inner, keys) => {
                    others.push(inner);
                    continue;
                }
                Item::Named(Named { name, value: Value::Nothing }) => reading.ident(name),
                Item::Named(inner) => {
                    reading.unknown(&format!("`{}`", named.key()), &inner.name, keys);
                    continue;
                }
            };
            columns.extend(self.find(&name, reading));
        }
        (columns, others)
    }

    /// `primary_key(a, b)`
    pub(super) fn primary_key(&self, named: &Named, reading: &mut Reading<'_>) -> Vec<Ident> {
        self.names(named, &[], reading).0
    }

    /// `unique(a, b, name = "..")`
    pub(super) fn unique(&self, named: &Named, reading: &mut Reading<'_>) -> Option<Derived<Unique>> {
        let faults = reading.findings.len();
        let (columns, others) = self.names(named, UNIQUE, reading);
        let (mut name, mut unique) = (None, Unique::on(Ident::default(), columns));
        for inner in others {
            match inner.key().as_str() {
                "name" => name = reading.text(inner, UNIQUE),
                "nulls_not_distinct" => unique.nulls_not_distinct = reading.flag(inner, UNIQUE),
                _ => unique.deferrable = reading.word(inner, UNIQUE, &DEFERRABLES),
            }
        }
        let mark = reading.mark(&named.name);
        let named = self.name(name, "uq", &unique.columns, mark);
        let thing = Unique { name: named.thing, ..unique };
        (reading.findings.len() == faults).then_some(Derived { thing, is_derived: named.is_derived })
    }

    /// `index(a, b(desc), expression("lower(c)"), unique, ..)`
    pub(super) fn index(&self, named: &Named, reading: &mut Reading<'_>) -> Option<Derived<Index>> {
        let faults = reading.findings.len();
        let Value::Items(items) = &named.value else {
            reading.misspelt::<()>(named, super::container::KEYS);
            return None;
        };
        let (mut name, mut index) = (None, Index::default());
        for item in items {
            let inner = match item {
                Item::Text(text) => {
                    let mark = reading.mark(text);
                    let column = self.find(&Ident::new(text.value(), mark), reading);
                    index.parts.extend(column.map(IndexPart::column));
                    continue;
                }
                Item::Named(inner) => inner,
            };
            match inner.key().as_str() {
                _ if !is_option(inner, INDEX) => index.parts.extend(self.part(inner, reading)),
                "name" => name = reading.text(inner, INDEX),
                "unique" => index.unique = reading.flag(inner, INDEX),
                "nulls_not_distinct" => index.nulls_not_distinct = reading.flag(inner, INDEX),
                "filter" => index.filter = reading.text(inner, INDEX).map(|text| text.as_str().to_owned()),
                "using" => index.using = reading.text(inner, INDEX).map(|text| text.as_str().to_owned()),
                "include" => index.include = self.names(inner, &[], reading).0,
                _ => index.parts.extend(self.expression(inner, reading)),
            }
        }
        let mark = reading.mark(&named.name);
        let columns: Vec<Ident> = index.parts.iter().filter_map(|part| part.as_column().cloned()).collect();
        let named = match (&name, &columns[..], index.parts.first().map(|part| &part.key)) {
            (None, [], Some(crate::schema::IndexKey::Expression(sql))) => {
                let name = Index::on_expression(self.table, sql).name;
                Derived { thing: Ident::new(name.as_str(), mark), is_derived: true }
            }
            _ => self.name(name, "ix", &columns, mark),
        };
        let thing = Index { name: named.thing, ..index };
        (reading.findings.len() == faults).then_some(Derived { thing, is_derived: named.is_derived })
    }

    /// `title` or `title(desc, prefix = 20)`
    fn part(&self, named: &Named, reading: &mut Reading<'_>) -> Option<IndexPart> {
        let name = reading.ident(&named.name);
        let column = self.find(&name, reading)?;
        let mut part = IndexPart::column(column);
        match &named.value {
            Value::Nothing => {}
            Value::Items(items) => self.options(items, &mut part, reading),
            _ => {
                let message = format!("`{name}` is a field, and has no value here");
                reading.fault("bad-attribute", &named.name, message, format!("write `{name}` or `{name}(desc)`"));
            }
        }
        Some(part)
    }

    /// `expression("lower(email)", desc)`
    fn expression(&self, named: &Named, reading: &mut Reading<'_>) -> Option<IndexPart> {
        let Value::Items(items) = &named.value else { return reading.misspelt(named, INDEX) };
        let Some((Item::Text(sql), options)) = items.split_first() else { return reading.misspelt(named, INDEX) };
        let mut part = IndexPart::expression(sql.value());
        self.options(options, &mut part, reading);
        Some(part)
    }

    fn options(&self, items: &[Item], part: &mut IndexPart, reading: &mut Reading<'_>) {
        for item in items {
            let Item::Named(named) = item else {
                let Item::Text(text) = item else { continue };
                let message = "a text is nothing that a part of an index can say".to_owned();
                reading.fault("bad-attribute", text, message, "write `desc`, `nulls_last` or the like");
                continue;
            };
            match named.key().as_str() {
                "desc" => part.desc = reading.flag(named, PART),
                "nulls_first" if reading.flag(named, PART) => part.nulls = Some(Nulls::First),
                "nulls_last" if reading.flag(named, PART) => part.nulls = Some(Nulls::Last),
                "nulls_first" | "nulls_last" => {}
                "opclass" => part.opclass = reading.text(named, PART).map(|text| text.as_str().to_owned()),
                "prefix" => part.prefix = reading.number(named, PART).map(|(length, _)| length),
                _ => reading.unknown("a part of an index", &named.name, PART),
            }
        }
    }

    /// `check = "until >= since"` or `check("until >= since", name = "ck_rooms_period")`
    pub(super) fn check(&self, named: &Named, reading: &mut Reading<'_>) -> Option<Derived<Check>> {
        let (sql, options) = match &named.value {
            Value::Literal(Lit::Str(sql), None) => (sql, &[][..]),
            Value::Items(items) => match items.split_first() {
                Some((Item::Text(sql), options)) => (sql, options),
                _ => return reading.misspelt(named, super::container::KEYS),
            },
            _ => return reading.misspelt(named, super::container::KEYS),
        };
        let mut name = None;
        for option in options {
            match option {
                Item::Named(inner) if inner.key() == "name" => name = reading.text(inner, CHECK),
                Item::Named(inner) => reading.unknown("`check`", &inner.name, CHECK),
                Item::Text(text) => {
                    let message = "`check` has one condition".to_owned();
                    reading.fault("bad-attribute", text, message, "join the two with `AND`, or write `check` twice");
                }
            }
        }
        let (text, mark) = (sql.value(), reading.mark(sql));
        let used = self.all.iter().map(|(_, column)| column).filter(|column| expression::uses(&text, column));
        let used: Vec<Ident> = used.cloned().collect();
        let Derived { thing, is_derived } = self.name(name, "ck", &used, mark);
        Some(Derived { thing: Check::on(thing, text), is_derived })
    }

    /// `foreign_key(floor, room, references = "rooms(floor, number)")`
    pub(super) fn foreign_key(&self, named: &Named, reading: &mut Reading<'_>) -> Option<Derived<ForeignKey>> {
        let faults = reading.findings.len();
        let (columns, others) = self.names(named, FOREIGN_KEY, reading);
        let (mut name, mut key, mut referred) =
            (None, ForeignKey::on(Ident::default(), columns, TableName::default(), Vec::new()), None);
        for inner in others {
            match inner.key().as_str() {
                "name" => name = reading.text(inner, FOREIGN_KEY),
                "references" => referred = reading.text(inner, FOREIGN_KEY).map(|text| target(&text)),
                "on_delete" => key.on_delete = reading.word(inner, FOREIGN_KEY, &ACTIONS).unwrap_or_default(),
                "on_update" => key.on_update = reading.word(inner, FOREIGN_KEY, &ACTIONS).unwrap_or_default(),
                "external" => key.external = reading.flag(inner, FOREIGN_KEY),
                _ => key.deferrable = reading.word(inner, FOREIGN_KEY, &DEFERRABLES),
            }
        }
        if referred.is_none() && reading.findings.len() == faults {
            let message = "this foreign key does not say what it refers to".to_owned();
            reading.fault("bad-attribute", &named.name, message, "add `references = \"table\"`");
        }
        let (ref_table, ref_columns) = referred?;
        let mark = reading.mark(&named.name);
        let Derived { thing, is_derived } = self.name(name, "fk", &key.columns, mark);
        let thing = ForeignKey { name: thing, ref_table, ref_columns, ..key };
        (reading.findings.len() == faults).then_some(Derived { thing, is_derived })
    }
}
