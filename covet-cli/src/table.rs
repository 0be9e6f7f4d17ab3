//! Text in columns.

use crate::terminal::cells;

/// Rows of as many cells each, in columns with two spaces between them; the last is not filled up.
///
pub(crate) fn aligned(rows: &[Vec<(String, anstyle::Style)>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|(text, _)| cells(text)).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[(String, anstyle::Style)], widths: &[usize]) -> String {
    let mut line = String::new();
    let last = row.iter().rposition(|(text, _)| !text.is_empty()).unwrap_or(0);
    for (column, (text, style)) in row.iter().enumerate().take(last + 1) {
        line += &format!("{style}{text}{style:#}");
        // A column in which nothing stands takes no room.
        if column < last && widths[column] > 0 {
            line.extend(std::iter::repeat_n(' ', widths[column] - cells(text) + 2));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::DIM;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_whatever_its_style() {
        let plain = |text: &str| (text.to_owned(), anstyle::Style::new());
        let rows = [
            vec![plain("a"), (String::from("表"), DIM), plain(""), plain("x")],
            vec![plain("bcd"), plain("y"), plain(""), plain("")],
        ];
        let dim = format!("{DIM}表{DIM:#}");
        assert_eq!(aligned(&rows), [format!("a    {dim}  x"), "bcd  y".to_owned()]);
    }
}
