//! What a model knows of its table.

/// A struct that is a row of a table. Derive it: [`#[derive(covet::Model)]`](derive@crate::Model).
///
/// The names are constants, for queries that name their columns:
///
/// ```
/// use covet::Model;
///
/// #[derive(covet::Model)]
/// #[covet(unmanaged)]
/// struct User {
///     id: i64,
///     email: String,
/// }
///
/// let query = format!("SELECT {} FROM {}", User::COLUMNS.join(", "), User::TABLE);
/// assert_eq!(query, "SELECT id, email FROM users");
/// ```
pub trait Model {
    /// The table, with its schema where it has one: `billing.orders`.
    const TABLE: &'static str;

    /// The columns, in the order of the fields.
    const COLUMNS: &'static [&'static str];
}
