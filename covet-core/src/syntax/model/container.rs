//! What a struct says of its table.

use super::attribute::{Item, Keys, Named, Reading, Value};
use super::name::RenameAll;
use crate::diagnostic::Mark;
use crate::ident::Ident;

pub(super) const KEYS: Keys = &[
    ("app", "app = \"auth\""),
    ("check", "check(\"until >= since\", name = \"ck_rooms_period\")"),
    ("comment", "comment = \"for people\""),
    ("foreign_key", "foreign_key(floor, room, references = \"rooms(floor, number)\")"),
    ("index", "index(last_name, first_name)"),
    ("migrations", "migrations = \"db/migrations\""),
    ("no_primary_key", "no_primary_key"),
    ("primary_key", "primary_key(user_id, role_id)"),
    ("rename_all", "rename_all = \"camelCase\""),
    ("table", "table = \"users\""),
    ("unique", "unique(floor, room)"),
    ("unmanaged", "unmanaged"),
    ("was", "was = \"old_table\""),
];

/// What the attributes of a struct say.
#[derive(Default)]
pub(super) struct Said {
    pub(super) app: Option<Ident>,
    pub(super) table: Option<Ident>,
    pub(super) comment: Option<String>,
    pub(super) migrations: Option<Ident>,
    pub(super) no_primary_key: bool,
    pub(super) rename_all: Option<RenameAll>,
    pub(super) unmanaged: bool,
    pub(super) was: Option<Ident>,
    /// What is on several columns, to be read when these are known.
    pub(super) primary_key: Option<(Named, Mark)>,
    pub(super) checks: Vec<Named>,
    pub(super) foreign_keys: Vec<Named>,
    pub(super) indexes: Vec<Named>,
    pub(super) uniques: Vec<Named>,
}

impl Said {
    pub(super) fn of(attributes: &[syn::Attribute], reading: &mut Reading<'_>) -> Said {
        let mut said = Said { rename_all: sqlx_rename_all(attributes, reading), ..Said::default() };
        let mut seen: Vec<String> = Vec::new();
        for item in reading.items(attributes, "covet") {
            let named = match item {
                Item::Named(named) => named,
                Item::Text(text) => {
                    let message = "a text alone is nothing that a struct can say".to_owned();
                    reading.fault("bad-attribute", &text, message, "write `table = \"users\"`");
                    continue;
                }
            };
            let key = named.key();
            let is_list = ["check", "foreign_key", "index", "unique"].contains(&key.as_str());
            if seen.contains(&key) && !is_list {
                reading.fault("bad-attribute", &named.name, format!("`{key}` is given twice"), "leave one");
                continue;
            }
            said.read(&key, named, reading);
            seen.push(key);
        }
        said
    }

    fn read(&mut self, key: &str, named: Named, reading: &mut Reading<'_>) {
        let in_brackets = matches!(named.value, Value::Items(_));
        match key {
            "app" => self.app = reading.text(&named, KEYS),
            "table" => self.table = reading.text(&named, KEYS),
            "comment" => self.comment = reading.text(&named, KEYS).map(|text| text.as_str().to_owned()),
            "migrations" => self.migrations = reading.text(&named, KEYS),
            "was" => self.was = reading.text(&named, KEYS),
            "no_primary_key" => self.no_primary_key = reading.flag(&named, KEYS),
            "unmanaged" => self.unmanaged = reading.flag(&named, KEYS),
            "rename_all" => self.rename_all = rename_all(&named, reading),
            "check" => self.checks.push(named),
            "primary_key" if in_brackets => {
                let mark = reading.mark(&named.name);
                self.primary_key = Some((named, mark));
            }
            "foreign_key" if in_brackets => self.foreign_keys.push(named),
            "index" if in_brackets => self.indexes.push(named),
            "unique" if in_brackets => self.uniques.push(named),
            "primary_key" | "foreign_key" | "index" | "unique" => _ = reading.misspelt::<()>(&named, KEYS),
            _ => reading.unknown("a struct", &named.name, KEYS),
        }
    }
}

fn rename_all(named: &Named, reading: &mut Reading<'_>) -> Option<RenameAll> {
    let text = reading.text(named, KEYS)?;
    let found = RenameAll::ALL.into_iter().find(|(name, _)| *name == text.as_str());
    if found.is_none() {
        let names = RenameAll::ALL.map(|(name, _)| name).join("`, `");
        let message = format!("`{text}` is no way to write names");
        reading.fault("unknown-word", &named.name, message, format!("there are `{names}`"));
    }
    found.map(|(_, how)| how)
}

/// How sqlx writes the names of the columns that it reads.
fn sqlx_rename_all(attributes: &[syn::Attribute], reading: &mut Reading<'_>) -> Option<RenameAll> {
    // What cannot be read there, sqlx itself complains of.
    reading.quietly(|reading| {
        let items = reading.items(attributes, "sqlx");
        items.iter().find_map(|item| match item {
            Item::Named(named) if named.key() == "rename_all" => rename_all(named, reading),
            _ => None,
        })
    })
}
