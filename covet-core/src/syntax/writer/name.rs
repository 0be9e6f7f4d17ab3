//! Names for migrations, after what they do.

use crate::ident::Ident;
use crate::operation::Operation;

/// What the names of an app's migrations begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// A number, one more than the greatest there is: `0004`.
    Sequential,
    /// The moment in which it is made, in UTC, as digits: `20250131120000`.
    Timestamp(String),
}

/// The longest name, without its number.
const MAX_CHARS: usize = 40;

/// The name of a new migration: `0004_user_nickname`.
///
/// `given` is used where somebody chose a name; otherwise it says what the operations do. `there` are the names that the
/// app has.
///
/// ```
/// use covet_core::dsl::Migration;
/// use covet_core::syntax::writer::{Numbering, file_name};
///
/// let mut m = Migration::new();
/// m.add_column("users", |t| t.string("nickname", 80).nullable());
/// let name = file_name(&["0001_users"], &Numbering::Sequential, None, m.finish().0.operations());
/// assert_eq!(name, "0002_users_nickname");
/// ```
pub fn file_name(there: &[&str], numbering: &Numbering, given: Option<&str>, operations: &[Operation]) -> String {
    let what = match given {
        Some(given) => words(given),
        None => words(&described(operations)),
    };
    let number = match numbering {
        Numbering::Timestamp(moment) => moment.clone(),
        Numbering::Sequential => next_number(there.iter().copied()),
    };
    format!("{number}_{what}")
}

/// The number behind the highest that there is, as wide as that one.
///
/// ```
/// use covet_core::syntax::writer::next_number;
/// assert_eq!(next_number(["0009_a", "0002_b", "notes"].into_iter()), "0010");
/// assert_eq!(next_number(std::iter::empty()), "0001");
/// ```
pub fn next_number<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let digits = |name: &'a str| &name[..name.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(name.len())];
    let numbers = names.filter_map(|name| Some((digits(name).parse::<u64>().ok()?, digits(name).len())));
    let (highest, width) = numbers.max().unwrap_or((0, 4));
    format!("{:0width$}", highest + 1)
}

/// What operations do, in a few words; the first that says most, where there are many.
fn described(operations: &[Operation]) -> String {
    let created: Vec<&str> = operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::CreateTable(create) => Some(create.table.name.name.as_str()),
            _ => None,
        })
        .collect();
    match (&created[..], operations) {
        ([one], _) => (*one).to_owned(),
        ([first, second], _) => format!("{first}_{second}"),
        ([first, ..], _) => format!("{first}_and_{}_more", created.len() - 1),
        // What rows without a value get is a part of it.
        (_, [Operation::RunSql(_), Operation::AlterColumn(alter), ..]) if !alter.column.nullable => {
            format!("{}_{}_not_null", alter.table.name, alter.column.name)
        }
        (_, [first, ..]) => of_one(first),
        (_, []) => "empty".to_owned(),
    }
}

fn of_one(operation: &Operation) -> String {
    use Operation as O;
    let of = |table: &crate::TableName, thing: &Ident| format!("{}_{thing}", table.name);
    match operation {
        O::CreateTable(create) => create.table.name.name.to_string(),
        O::DropTable(drop) => format!("drop_{}", drop.table.name),
        O::RenameTable(rename) => format!("{}_to_{}", rename.from.name, rename.to.name),
        O::CommentTable(comment) => format!("{}_comment", comment.table.name),
        O::AddColumn(add) => of(&add.table, &add.column.name),
        O::DropColumn(drop) => format!("drop_{}", of(&drop.table, &drop.column)),
        O::RenameColumn(rename) => format!("{}_to_{}", of(&rename.table, &rename.from), rename.to),
        O::AlterColumn(alter) => format!("alter_{}", of(&alter.table, &alter.column.name)),
        O::CreateIndex(create) => create.index.name.to_string(),
        O::AddForeignKey(add) => add.key.name.to_string(),
        O::AddUnique(add) => add.unique.name.to_string(),
        O::AddCheck(add) => add.check.name.to_string(),
        O::DropIndex(drop) => format!("drop_{}", drop.name),
        O::DropForeignKey(drop) => format!("drop_{}", drop.name),
        O::DropUnique(drop) => format!("drop_{}", drop.name),
        O::DropCheck(drop) => format!("drop_{}", drop.name),
        O::RenameIndex(rename) => format!("{}_to_{}", rename.from, rename.to),
        O::RenameConstraint(rename) => format!("{}_to_{}", rename.from, rename.to),
        O::ValidateConstraint(validate) => format!("validate_{}", validate.name),
        O::AddPrimaryKey(add) => format!("{}_key", add.table.name),
        O::DropPrimaryKey(drop) => format!("{}_key", drop.table.name),
        O::CreateEnum(create) => create.name.to_string(),
        O::DropEnum(drop) => format!("drop_{}", drop.name),
        O::AddEnumValue(add) => format!("{}_{}", add.name, add.value),
        O::RenameEnumValue(rename) => format!("{}_{}", rename.name, rename.to),
        O::CreateObject(create) => create.object.name.name.to_string(),
        O::ReplaceObject(replace) => format!("replace_{}", replace.name.name),
        O::DropObject(drop) => format!("drop_{}", drop.id.name.name),
        O::SetNotNull(set) => format!("{}_not_null", of(&set.table, &set.column)),
        O::Backfill(backfill) => format!("backfill_{}", backfill.table.name),
        O::RunSql(_) => "data".to_owned(),
        O::RunRust(run) => run.path.rsplit("::").next().unwrap_or_default().to_owned(),
    }
}

/// Lower case words of letters and digits with underscores between them, cut at a word where they are many; what is left
/// of no letters is `migration`.
fn words(text: &str) -> String {
    let word = |char: char| if char.is_alphanumeric() { char } else { '_' };
    let lower: String = text.to_lowercase().chars().map(word).collect();
    let mut name = String::new();
    for word in lower.split('_').filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            if name.chars().count() + word.chars().count() >= MAX_CHARS {
                break;
            }
            name.push('_');
        }
        name.extend(word.chars().take(MAX_CHARS));
    }
    if name.is_empty() { "migration".to_owned() } else { name }
}
