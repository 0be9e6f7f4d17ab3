//! Tokens of what is written as text.

use proc_macro2::TokenStream;

/// The tokens of a text that this crate has written, read by the compiler's own lexer, which is optimised: macros are
/// not, in most builds, and would make token by token.
///
/// `proc_macro2` would lex it first, unoptimised, to protect the compiler from texts that are no tokens. No such text is
/// written here, and a long table takes it as long as all else that is done for its migrations.
pub fn lexed(text: &str) -> TokenStream {
    if proc_macro::is_available() {
        text.parse::<proc_macro::TokenStream>().map(TokenStream::from).unwrap_or_default()
    } else {
        text.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_of_the_compiler_text_is_lexed_too() {
        assert_eq!(lexed("&[R{up: r#\"[]\"#},]").to_string(), "& [R { up : r#\"[]\"# } ,]");
    }
}
