//! What generated operations do to rows that are there: said in the file, and by the command.

use std::fmt;

use super::things::Step;
use crate::ident::{Ident, TableName};
use crate::lint::narrows;
use crate::operation::Operation;
use crate::schema::ColumnType;

/// Something that a person should know before the migration runs where there are rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A table goes with all of its rows.
    DropsTable(TableName),
    /// A column goes with all of its values.
    DropsColumn(TableName, Ident),
    /// A column is dropped and added again under its name, because it cannot be altered to what it is to be.
    RemakesColumn(TableName, Ident),
    /// Values may not fit the new type.
    Narrows(TableName, Ident, Box<(ColumnType, ColumnType)>),
}

impl Remark {
    /// Whether something is lost whatever the rows hold.
    pub fn is_destructive(&self) -> bool {
        matches!(self, Remark::DropsTable(_) | Remark::DropsColumn(..))
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::DropsTable(table) => write!(f, "drops `{table}` with all of its rows"),
            Remark::DropsColumn(table, column) => write!(f, "drops `{column}` of `{table}` with all of its values"),
            Remark::RemakesColumn(table, column) => {
                write!(f, "drops `{column}` of `{table}` and adds it again: its values are computed anew")
            }
            Remark::Narrows(table, column, types) => {
                let (from, to) = &**types;
                write!(f, "values of `{column}` in `{table}` may not fit {to}, which is narrower than {from}")
            }
        }
    }
}

/// What is to be said of these steps.
pub(super) fn remarks(of: &[usize], steps: &[Step]) -> Vec<Remark> {
    let comes_back = |at: usize, table: &TableName, column: &Ident| {
        steps[at..].iter().any(|step| match &step.operation {
            Operation::AddColumn(add) => add.table == *table && add.column.name == *column,
            _ => false,
        })
    };
    let remark = |&at: &usize| match &steps[at].operation {
        Operation::DropTable(drop) => Some(Remark::DropsTable(drop.table.clone())),
        Operation::DropColumn(drop) if comes_back(at, &drop.table, &drop.column) => {
            Some(Remark::RemakesColumn(drop.table.clone(), drop.column.clone()))
        }
        Operation::DropColumn(drop) => {
            let column = steps[at].before.table(&drop.table)?.column(&drop.column)?;
            // What is generated follows from what stays.
            column.generated.is_none().then(|| Remark::DropsColumn(drop.table.clone(), drop.column.clone()))
        }
        Operation::AlterColumn(alter) => {
            let old = steps[at].before.table(&alter.table)?.column(&alter.column.name)?;
            let types = (old.ty.clone(), alter.column.ty.clone());
            narrows(&types.0, &types.1).then(|| Remark::Narrows(alter.table.clone(), old.name.clone(), Box::new(types)))
        }
        _ => None,
    };
    of.iter().filter_map(remark).collect()
}
