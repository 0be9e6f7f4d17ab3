//! Lines that come into an order file, and lines that go.

/// The text of an order file with another migration at its end, in the form that its lines have.
///
/// ```
/// use covet_core::syntax::writer::appended;
/// assert_eq!(appended("0001_users\n", "0002_roles"), "0001_users\n0002_roles\n");
/// assert_eq!(appended("0001_users\r\n# last", "0002_roles"), "0001_users\r\n# last\r\n0002_roles\r\n");
/// ```
pub fn appended(text: &str, name: &str) -> String {
    let newline = newline(text);
    let separator = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
    format!("{text}{separator}{name}{newline}")
}

/// The text of an order file with another migration right behind the line of one; at its end where that has none.
///
/// ```
/// use covet_core::syntax::writer::inserted;
/// assert_eq!(inserted("0001_a # first\n@v1\n0002_b\n", "0001_a", "0001_c"), "0001_a # first\n0001_c\n@v1\n0002_b\n");
/// assert_eq!(inserted("0001_a\r\n0002_b", "0002_b", "0001_c"), "0001_a\r\n0002_b\r\n0001_c\r\n");
/// ```
pub fn inserted(text: &str, behind: &str, name: &str) -> String {
    let Some(end) = place(text, behind).filter(|end| *end < text.len()) else { return appended(text, name) };
    format!("{}{name}{}{}", &text[..end], newline(text), &text[end..])
}

/// The text of an order file without the lines of some migrations, and without the releases that stand between them, which
/// are no place in the order any more; with the names of these.
///
/// ```
/// use covet_core::syntax::writer::without;
/// let (text, releases) = without("# users\n0001_a\n@v1\n0002_b\n0001_c\n@v2\n", &["0001_a", "0002_b"]);
/// assert_eq!(text, "# users\n0001_c\n@v2\n");
/// assert_eq!(releases, ["@v1"]);
/// ```
pub fn without(text: &str, names: &[&str]) -> (String, Vec<String>) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_gone = |line: &str| first_word(line).is_some_and(|word| names.contains(&word));
    let first = lines.iter().position(|line| is_gone(line)).unwrap_or(0);
    let last = lines.iter().rposition(|line| is_gone(line)).unwrap_or(0);
    let (mut kept, mut releases) = (String::new(), Vec::new());
    for (at, line) in lines.into_iter().enumerate() {
        let release = first_word(line).filter(|word| word.starts_with('@') && (first..last).contains(&at));
        match release {
            Some(release) => releases.push(release.to_owned()),
            None if is_gone(line) => {}
            None => kept += line,
        }
    }
    (kept, releases)
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn first_word(line: &str) -> Option<&str> {
    line.split_whitespace().next()
}

/// Where the line of a migration ends.
fn place(text: &str, name: &str) -> Option<usize> {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if first_word(line) == Some(name) {
            return line.ends_with('\n').then_some(end);
        }
    }
    None
}
