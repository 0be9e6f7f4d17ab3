//! A table in plain text, aligned, that a README can quote.

use std::fmt;

use super::samples::{Samples, ratio, short};

/// A caption of one or more lines, a header, and rows.
pub struct Table {
    caption: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Covet and sqlx at the same task, in turns.
pub struct Versus {
    /// Covet's times.
    pub covet: Samples,
    /// Those of sqlx.
    pub sqlx: Samples,
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, header: &[&str]) -> Self {
        let header = header.iter().copied().map(str::to_owned).collect();
        Self { caption: caption.into(), header, rows: Vec::new() }
    }

    /// A table whose rows are some cells that say what, and then a [`Versus`].
    pub fn versus(caption: impl Into<String>, what: &[&str]) -> Self {
        let sides = ["covet", "min–max", "sqlx", "min–max", "covet/sqlx"];
        Self::new(caption, &[what, &sides].concat())
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Adds a row of a table that [`Table::versus`] began.
    pub fn versus_row(&mut self, mut cells: Vec<String>, both: &Versus) {
        for side in [&both.covet, &both.sqlx] {
            cells.extend([short(side.median()), side.spread().to_string()]);
        }
        cells.push(ratio(&both.covet, &both.sqlx));
        self.row(cells);
    }

    fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.header).chain(&self.rows)
    }

    fn widths(&self) -> Vec<usize> {
        let width = |column: usize| self.lines().filter_map(|line| Some(line.get(column)?.chars().count())).max();
        (0..self.header.len()).map(|column| width(column).unwrap_or(0)).collect()
    }
}

impl fmt::Display for Table {
    /// The first column says what and begins at the left; numbers end at the right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.caption)?;
        let widths = self.widths();
        for line in self.lines() {
            write!(f, "\n ")?;
            for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
                match column {
                    0 => write!(f, " {cell:<width$}")?,
                    _ => write!(f, "  {cell:>width$}")?,
                }
            }
        }
        Ok(())
    }
}

/// 12,000 rather than 12000.
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn columns_are_aligned_by_characters_and_not_by_bytes() {
        let mut table = Table::versus("a start", &["on", "N"]);
        let times = |microseconds| Samples::new(vec![Duration::from_micros(microseconds)]).unwrap();
        let both = Versus { covet: times(150), sqlx: times(3000) };
        table.versus_row(vec!["SQLite".into(), grouped(1000)], &both);
        table.versus_row(vec!["PostgreSQL 15".into(), grouped(5)], &both);
        let expected = "a start\n  \
             on                 N   covet     min–max     sqlx       min–max  covet/sqlx\n  \
             SQLite         1,000  150 µs  150–150 µs  3.00 ms  3.00–3.00 ms        0.05\n  \
             PostgreSQL 15      5  150 µs  150–150 µs  3.00 ms  3.00–3.00 ms        0.05";
        assert_eq!(table.to_string(), expected);
    }

    #[test]
    fn numbers_are_grouped_by_three_digits() {
        assert_eq!([0, 999, 1000, 50_000, 1_234_567].map(grouped), ["0", "999", "1,000", "50,000", "1,234,567"]);
    }
}
