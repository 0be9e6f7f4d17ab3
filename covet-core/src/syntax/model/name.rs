//! Names of tables and columns, from names in Rust.

/// The name of the table of a struct: `OrderItem` is `order_items`.
///
/// The plural of English as far as it goes by rule: `-s`, `-es` after a hiss (`addresses`, `boxes`, `branches`), `-ies` for `-y`
/// after a consonant (`categories`). Nothing is known of single words: `Person` is `persons` unless its table is named.
///
/// ```
/// use covet_core::syntax::model::plural;
/// assert_eq!(["User", "Category", "Address", "Day"].map(plural), ["users", "categories", "addresses", "days"]);
/// ```
pub fn plural(name: &str) -> String {
    let word = snake_case(name);
    let mut letters = word.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let is_vowel = |letter: Option<char>| letter.is_some_and(|letter| "aeiou".contains(letter));
    match (last, before) {
        (Some('y'), before) if !is_vowel(before) => format!("{}ies", &word[..word.len() - 1]),
        (Some('s' | 'x' | 'z'), _) | (Some('h'), Some('c' | 's')) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// A name in Rust as names in databases are written: `HttpLog` and `HTTPLog` are `http_log`.
///
/// ```
/// use covet_core::syntax::model::snake_case;
/// assert_eq!(snake_case("HTTPLogV2"), "http_log_v2");
/// ```
pub fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                let ends_capitals = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
                before != '_' && (!before.is_uppercase() || ends_capitals)
            });
        if begins {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// How `rename_all` writes the names of fields, as sqlx has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RenameAll {
    Lower,
    Snake,
    Upper,
    ScreamingSnake,
    Kebab,
    Camel,
    Pascal,
}

impl RenameAll {
    pub(super) const ALL: [(&'static str, RenameAll); 7] = [
        ("lowercase", RenameAll::Lower),
        ("snake_case", RenameAll::Snake),
        ("UPPERCASE", RenameAll::Upper),
        ("SCREAMING_SNAKE_CASE", RenameAll::ScreamingSnake),
        ("kebab-case", RenameAll::Kebab),
        ("camelCase", RenameAll::Camel),
        ("PascalCase", RenameAll::Pascal),
    ];

    /// The name of the column of a field.
    pub(super) fn apply(self, field: &str) -> String {
        let snake = snake_case(field);
        let words = || snake.split('_').filter(|word| !word.is_empty());
        match self {
            RenameAll::Lower => field.to_lowercase(),
            RenameAll::Upper => field.to_uppercase(),
            RenameAll::Snake => words().collect::<Vec<_>>().join("_"),
            RenameAll::ScreamingSnake => words().collect::<Vec<_>>().join("_").to_uppercase(),
            RenameAll::Kebab => words().collect::<Vec<_>>().join("-"),
            RenameAll::Pascal => words().map(capitalised).collect(),
            RenameAll::Camel => {
                let word = |(at, word)| if at == 0 { str::to_owned(word) } else { capitalised(word) };
                words().enumerate().map(word).collect()
            }
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_plural() {
        for (name, table) in [
            ("User", "users"),
            ("OrderItem", "order_items"),
            ("Category", "categories"),
            ("Key", "keys"),
            ("Bus", "buses"),
            ("Box", "boxes"),
            ("Branch", "branches"),
            ("Wish", "wishes"),
            ("Person", "persons"),
            ("Y", "ies"),
            ("", "s"),
            ("Straße", "straßes"),
        ] {
            assert_eq!(plural(name), table);
        }
    }

    #[test]
    fn words_begin_at_capitals() {
        for (name, snake) in [
            ("User", "user"),
            ("HTTPServer", "http_server"),
            ("UserV2", "user_v2"),
            ("already_snake", "already_snake"),
            ("Mixed_Case", "mixed_case"),
            ("ÄnderungÖ", "änderung_ö"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }

    #[test]
    fn columns_are_renamed_as_sqlx_does_it() {
        let written = RenameAll::ALL.map(|(_, how)| how.apply("created_at"));
        assert_eq!(
            written,
            ["created_at", "created_at", "CREATED_AT", "CREATED_AT", "created-at", "createdAt", "CreatedAt"]
        );
    }
}
