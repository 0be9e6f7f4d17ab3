//! What can be said of a column that comes, changes or goes, and of a value of an enum.

use super::Pending;
use crate::dsl::DefaultValue;
use crate::operation::{AddColumn, AddEnumValue, AlterColumn, DropColumn, EnumPlace};

impl Pending<AddColumn> {
    /// What the rows that are there already get, where later ones get the default, or have to say it themselves.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.add_column("users", |t| t.string("country", 2)).fill("??");
    /// ```
    pub fn fill(self, value: impl Into<DefaultValue>) -> Self {
        let value = value.into();
        self.edit(|add, _| add.fill = Some(value))
    }
}

impl Pending<AlterColumn> {
    /// The expression that gives the new value from the old row, where no conversion of the database does.
    ///
    /// In PostgreSQL and SQLite.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.alter_column("orders", |t| t.integer("quantity")).using("length(quantity)");
    /// # }
    /// ```
    pub fn using(self, expression: &str) -> Self {
        self.edit(|alter, _| alter.using = Some(expression.to_owned()))
    }
}

impl Pending<DropColumn> {
    /// What every row gets when the column comes back by a roll-back.
    ///
    /// Where it is NOT NULL without a default, rolling back fails on a table with rows unless this is said; the build warns.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_column("users", "nickname").restore_with("");
    /// # }
    /// ```
    pub fn restore_with(self, value: impl Into<DefaultValue>) -> Self {
        let value = value.into();
        self.edit(|drop, _| drop.restore_with = Some(value))
    }
}

impl Pending<AddEnumValue> {
    /// The value comes before that one.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_enum_value("mood", "grim").before("sad");
    /// # }
    /// ```
    pub fn before(self, value: &str) -> Self {
        self.edit(|add, _| add.place = Some(EnumPlace::Before(value.to_owned())))
    }

    /// The value comes after that one.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_enum_value("mood", "glad").after("ok");
    /// # }
    /// ```
    pub fn after(self, value: &str) -> Self {
        self.edit(|add, _| add.place = Some(EnumPlace::After(value.to_owned())))
    }
}
