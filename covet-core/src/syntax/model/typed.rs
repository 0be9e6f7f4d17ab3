//! The type of the column of a field: the one that is said, or else the one that follows from the type in Rust.

use super::attribute::{Reading, written};
use super::types::{self, Known};
use crate::diagnostic::{Diagnostic, Mark};
use crate::schema::ColumnType;

/// What attributes say of the type of a column.
#[derive(Default)]
pub(super) struct Said {
    /// The type, with where it is written.
    pub(super) ty: Option<(ColumnType, Mark)>,
    /// A type is written that could not be read: that has been said.
    pub(super) is_unread: bool,
    pub(super) length: Option<(u32, Mark)>,
    pub(super) precision: Option<(u16, Mark)>,
    pub(super) scale: Option<(u16, Mark)>,
    pub(super) unsigned: bool,
    /// sqlx reads it from JSON.
    pub(super) json: bool,
    /// sqlx reads it as another type.
    pub(super) read_as: Option<syn::Type>,
}

/// The type of a column as a field gives it.
pub(super) struct Typed {
    pub(super) ty: ColumnType,
    pub(super) unsigned: bool,
    /// What is known of it besides, where it is that of the key it refers to.
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

impl Said {
    /// The type of the column of a field, which perhaps refers to another table.
    pub(super) fn typed(&self, field: &syn::Field, is_reference: bool, reading: &mut Reading<'_>) -> Typed {
        if self.is_unread {
            return Typed::unread();
        }
        let rust = self.read_as.as_ref().unwrap_or(&field.ty);
        let rust = types::optional(rust).unwrap_or(rust);
        let known = if self.json { Known::Column(ColumnType::Json, false) } else { types::known(rust) };
        let (ty, unsigned) = match (&self.ty, known) {
            (Some((ty, _)), _) => (ty.clone(), self.unsigned),
            (None, Known::Column(ty, unsigned)) => (ty, unsigned || self.unsigned),
            (None, _) if is_reference => return Typed::reference(None),
            (None, Known::Unsuitable(help)) => {
                let message = format!("no column of every database holds `{}`", written(&field.ty));
                reading.fault("unknown-type", &field.ty, message, help);
                return Typed::unread();
            }
            (None, Known::Unknown) => {
                let message = format!("which column holds `{}` is not known", written(&field.ty));
                let help =
                    "say it: `#[covet(type = \"text\")]`, or `sql_type = \"..\"` for a type of the database's own";
                reading.fault("unknown-type", &field.ty, message, help);
                return Typed::unread();
            }
        };
        let is_measured = self.length.is_some() || self.precision.is_some() || self.scale.is_some();
        if is_reference && self.ty.is_none() && !is_measured {
            return Typed::reference(Some(ty));
        }
        let mark = self.ty.as_ref().map_or_else(|| reading.mark(&field.ty), |(_, mark)| *mark);
        let ty = self.measured(ty, mark, reading);
        Typed { known: Some(ty.clone()), ty, unsigned }
    }

    /// A type with its length or its digits; `mark` is where the type stands.
    fn measured(&self, ty: ColumnType, mark: Mark, reading: &mut Reading<'_>) -> ColumnType {
        if !matches!(ty, ColumnType::Decimal(..) | ColumnType::Array(_)) {
            self.no_digits(reading);
        }
        let length = self.length.map(|(length, _)| length);
        let follows_from_rust = self.ty.is_none();
        match (ty, length) {
            (ColumnType::Array(item), _) => ColumnType::Array(Box::new(self.measured(*item, mark, reading))),
            (ColumnType::Text, Some(length)) if follows_from_rust => ColumnType::String(length),
            (ColumnType::Binary, Some(length)) if follows_from_rust => ColumnType::BinaryN(length),
            (ColumnType::String(_), Some(length)) => ColumnType::String(length),
            (ColumnType::BinaryN(_), Some(length)) => ColumnType::BinaryN(length),
            (ty @ (ColumnType::String(_) | ColumnType::BinaryN(_)), None) => {
                let finding = Diagnostic::error("bad-type", mark, "how long it can be is not said");
                reading.findings.push(finding.help("add `length = 255`"));
                // Nothing else follows from that.
                if ty == ColumnType::String(0) { ColumnType::Text } else { ColumnType::Binary }
            }
            (ColumnType::Decimal(..), _) => {
                self.no_length(&ColumnType::Decimal(1, 0), reading);
                self.decimal(mark, reading)
            }
            (ty, _) => {
                self.no_length(&ty, reading);
                ty
            }
        }
    }

    fn decimal(&self, mark: Mark, reading: &mut Reading<'_>) -> ColumnType {
        let Some((precision, _)) = self.precision else {
            let help = "add `precision = 10, scale = 2`: all digits, and those after the point";
            let finding = Diagnostic::error("bad-type", mark, "how many digits a decimal has is not said");
            reading.findings.push(finding.help(help));
            return ColumnType::Decimal(1, 0);
        };
        ColumnType::Decimal(precision, self.scale.map_or(0, |(scale, _)| scale))
    }

    fn no_digits(&self, reading: &mut Reading<'_>) {
        for (_, mark) in [self.precision, self.scale].into_iter().flatten() {
            let finding = Diagnostic::error("bad-type", mark, "digits are counted of decimals");
            reading.findings.push(finding.help("add `type = \"decimal\"`, or leave it out"));
        }
    }

    fn no_length(&self, ty: &ColumnType, reading: &mut Reading<'_>) {
        let Some((_, mark)) = self.length else { return };
        let help = match ty {
            ColumnType::Text => "write `type = \"string\"`, or leave the length out",
            ColumnType::Binary => "write `type = \"binary_n\"`, or leave the length out",
            _ => "leave it out: texts and bytes have one",
        };
        let name = if matches!(ty, ColumnType::Decimal(..)) { "decimal".to_owned() } else { ty.to_string() };
        let finding = Diagnostic::error("bad-type", mark, format!("a column that is {name} has no length"));
        reading.findings.push(finding.help(help));
    }
}
