//! A line more in an order file.

/// The text of an order file with another migration at its end, in the form that its lines have.
///
/// ```
/// use covet_core::syntax::writer::appended;
/// assert_eq!(appended("0001_users\n", "0002_roles"), "0001_users\n0002_roles\n");
/// assert_eq!(appended("0001_users\r\n# last", "0002_roles"), "0001_users\r\n# last\r\n0002_roles\r\n");
/// ```
pub fn appended(text: &str, name: &str) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let separator = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
    format!("{text}{separator}{name}{newline}")
}
