//! What a call of `migrations!` says.

use covet_core::Dialect;
use proc_macro2::{Ident, Span, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, LitStr, Result, Token, Visibility, bracketed};

/// A call of `migrations!`, or the part of it that could be read.
#[derive(Default)]
pub struct Input {
    /// The static of the item form; nothing in the expression form.
    pub item: Option<Item>,
    /// The directory, where it is not the usual one.
    pub directory: Option<LitStr>,
    /// The databases to check for, where the call names them.
    pub targets: Option<Vec<Dialect>>,
}

/// The static of `migrations!(pub static MIGRATIONS)`.
pub struct Item {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
}

impl Item {
    /// Whether a static comes next.
    pub fn is_next(stream: ParseStream) -> bool {
        let is_prefixed = stream.peek(Token![#]) || stream.peek(Token![pub]);
        is_prefixed || stream.peek(Token![static]) || stream.peek(Token![const])
    }

    /// Reads a static up to its name. It is kept as soon as it has one, whatever is wrong then.
    pub fn read(stream: ParseStream, item: &mut Option<Item>) -> Result<()> {
        let attributes = stream.call(Attribute::parse_outer)?;
        let visibility = stream.parse()?;
        if let Some(keyword) = stream.parse::<Option<Token![const]>>()? {
            *item = Some(Item { attributes, visibility, name: stream.parse()? });
            return Err(Error::new(keyword.span, "a constant would be embedded wherever it is used; write `static`"));
        }
        stream.parse::<Token![static]>()?;
        if stream.peek(Token![mut]) {
            return Err(stream.error("migrations never change; leave out `mut`"));
        }
        *item = Some(Item { attributes, visibility, name: stream.parse()? });
        if stream.peek(Token![:]) {
            return Err(stream.error("the type is always `covet::Migrations`; leave it out"));
        }
        Ok(())
    }
}

impl Input {
    /// Reads a call. What came before a fault is kept, so that the static exists and nothing else goes wrong.
    pub fn parse(call: TokenStream) -> (Input, Option<Error>) {
        let mut input = Input::default();
        let fault = (|stream: ParseStream| input.read(stream)).parse2(call).err();
        (input, fault)
    }

    fn read(&mut self, stream: ParseStream) -> Result<()> {
        if Item::is_next(stream) {
            self.read_item(stream)?;
        } else if stream.peek(LitStr) {
            self.directory = Some(directory(stream)?);
            comma(stream)?;
        }
        while !stream.is_empty() {
            self.read_option(stream)?;
        }
        Ok(())
    }

    fn read_item(&mut self, stream: ParseStream) -> Result<()> {
        Item::read(stream, &mut self.item)?;
        if stream.parse::<Option<Token![=]>>()?.is_some() {
            self.directory = Some(directory(stream)?);
        }
        comma(stream)
    }

    fn read_option(&mut self, stream: ParseStream) -> Result<()> {
        let name: Ident = stream.parse().map_err(|error| {
            Error::new(error.span(), "expected `static NAME`, a directory in quotes, or `targets = [..]`")
        })?;
        if name != "targets" {
            return Err(Error::new(name.span(), format!("`{name}` is no argument of this macro; expected `targets`")));
        }
        if self.targets.is_some() {
            return Err(Error::new(name.span(), "`targets` is given twice; leave one"));
        }
        stream.parse::<Token![=]>()?;
        let list;
        let brackets = bracketed!(list in stream);
        let names = Punctuated::<Ident, Token![,]>::parse_terminated(&list)?;
        if names.is_empty() {
            return Err(Error::new(brackets.span.join(), "no target; name one, or leave `targets` out for all"));
        }
        self.targets = Some(names.iter().map(dialect).collect::<Result<_>>()?);
        comma(stream)
    }
}

fn directory(stream: ParseStream) -> Result<LitStr> {
    let directory: LitStr = stream
        .parse()
        .map_err(|error| Error::new(error.span(), "expected the migration directory, in quotes: \"migrations\""))?;
    if directory.value().is_empty() {
        return Err(Error::new(directory.span(), "the path is empty; name the directory that holds `order.txt`"));
    }
    Ok(directory)
}

fn dialect(name: &Ident) -> Result<Dialect> {
    name.to_string().parse().map_err(|error| Error::new(name.span(), error))
}

/// A comma, where more follows.
fn comma(stream: ParseStream) -> Result<()> {
    if stream.is_empty() {
        return Ok(());
    }
    stream.parse::<Token![,]>().map(drop)
}

impl Input {
    /// Where findings point that have no place in a migration file.
    pub fn span(&self) -> Span {
        let name = self.item.as_ref().map(|item| item.name.span());
        self.directory.as_ref().map(LitStr::span).or(name).unwrap_or_else(Span::call_site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Input, String) {
        let (input, fault) = Input::parse(text.parse().unwrap());
        (input, fault.map(|fault| fault.to_string()).unwrap_or_default())
    }

    #[test]
    fn both_forms_are_read() {
        let (input, fault) = read("/// All.\npub(crate) static ALL = \"db\", targets = [postgres, sqlite],");
        assert_eq!(fault, "");
        let item = input.item.unwrap();
        assert_eq!((item.name.to_string().as_str(), item.attributes.len()), ("ALL", 1));
        assert_eq!(input.directory.unwrap().value(), "db");
        assert_eq!(input.targets, Some(vec![Dialect::Postgres, Dialect::Sqlite]));

        for text in ["", "\"db\"", "targets = [mysql]", "\"db\", targets = [mysql]"] {
            let (input, fault) = read(text);
            assert!(fault.is_empty() && input.item.is_none(), "{text}: {fault}");
        }
    }

    #[test]
    fn a_fault_leaves_the_static() {
        let (input, fault) = read("static ALL = db");
        assert_eq!(input.item.unwrap().name, "ALL");
        assert_eq!(fault, "expected the migration directory, in quotes: \"migrations\"");
    }

    #[test]
    fn faults_say_what_to_write() {
        for (text, message) in [
            ("const ALL", "a constant would be embedded wherever it is used; write `static`"),
            ("pub const ALL", "a constant would be embedded wherever it is used; write `static`"),
            ("static mut ALL", "migrations never change; leave out `mut`"),
            ("static ALL: Migrations", "the type is always `covet::Migrations`; leave it out"),
            ("\"\"", "the path is empty; name the directory that holds `order.txt`"),
            ("target = [postgres]", "`target` is no argument of this macro; expected `targets`"),
            ("targets = []", "no target; name one, or leave `targets` out for all"),
            ("targets = [postgres], targets = [mysql]", "`targets` is given twice; leave one"),
            ("targets = [oracle]", "unknown database `oracle`: expected `postgres`, `mysql`, `mariadb` or `sqlite`"),
            ("42", "expected `static NAME`, a directory in quotes, or `targets = [..]`"),
        ] {
            assert_eq!(read(text).1, message, "{text}");
        }
    }
}
