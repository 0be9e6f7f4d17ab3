//! Reads the usual migration sooner than syn does.
//!
//! Nearly every migration is an import, and `fn up` with chains of calls on a name that take literals, lists and closures.
//! To make tokens of all that Rust has, and to look for all of it in each expression, takes an unoptimised macro most of
//! its time. So files of that form are read here, straight from their text, by the same table of methods and with the
//! same builder. A file with anything else in it is all syn's, and so is whatever is wrong: nothing is refused here, and
//! no finding made. That both give the same operations at the same places is what the tests are about.

mod lexer;
#[cfg(test)]
pub(super) mod tests;

use super::super::files::Files;
use super::super::source::FileId;
use super::methods::{Argument, Bodies, Body, Kind, Method, Parameter, Receiver};
use super::value::{ACTIONS, DEFERRABLES};
use super::{Interpreted, no_migration};
use crate::diagnostic::Mark;
use crate::dsl::{self, DefaultValue, ObjectKind, Place, Rule};
use crate::migration::{MigrationId, Script, WrittenDown};
use lexer::{Position, Token};

/// What a file says, where it is of the usual form and nothing is wrong in it.
pub(super) fn read(id: &MigrationId, file: FileId, files: &mut Files) -> Option<Interpreted> {
    let text = files.text(file);
    let tokens = lexer::tokens(&text)?;
    let first = files.sources.next_mark();
    let nothing = no_migration(id.clone(), file, files);
    let mut reader = Reader { tokens: &tokens, at: 0, name: "", file, files, failed: false };
    let read = reader.file(nothing);
    if read.is_none() {
        files.sources.forget(first);
    }
    read
}

struct Reader<'t, 'a> {
    tokens: &'t [Token<'t>],
    /// The place of the next token.
    at: usize,
    /// The name of the builder of the body that is read.
    name: &'t str,
    file: FileId,
    files: &'a mut Files,
    /// A body could not be read: the call that has it is made all the same, and in vain.
    failed: bool,
}

impl<'t> Reader<'t, '_> {
    fn kind(&self) -> Option<&'t lexer::Kind<'t>> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn mark(&mut self, from: Position, to: Position) -> Mark {
        self.files.sources.mark(self.file, from, to)
    }

    /// The mark of the token that was read last.
    fn mark_last(&mut self) -> Mark {
        let token = &self.tokens[self.at - 1];
        self.mark(token.start, token.end)
    }

    fn name(&mut self) -> Option<&'t str> {
        let Some(lexer::Kind::Name(name)) = self.kind() else { return None };
        self.at += 1;
        Some(name)
    }

    /// A word that can be a name in every edition.
    fn free_name(&mut self) -> Option<&'t str> {
        self.name().filter(|name| !is_keyword(name))
    }

    fn word(&mut self, word: &str) -> Option<()> {
        (self.name()? == word).then_some(())
    }

    fn text(&mut self) -> Option<&'t str> {
        let Some(lexer::Kind::Text(text)) = self.kind() else { return None };
        self.at += 1;
        Some(text)
    }

    fn is_sign(&self, sign: u8) -> bool {
        matches!(self.kind(), Some(lexer::Kind::Sign(found)) if *found == sign)
    }

    fn sign(&mut self, sign: u8) -> Option<()> {
        let is_next = self.is_sign(sign);
        self.at += usize::from(is_next);
        is_next.then_some(())
    }

    /// Goes into a bracket; gives the place of the one that closes it.
    fn open(&mut self, bracket: u8) -> Option<usize> {
        match self.kind() {
            Some(lexer::Kind::Open(found, close)) if *found == bracket => {
                self.at += 1;
                Some(*close)
            }
            _ => None,
        }
    }

    /// Goes behind a closing bracket, and a comma before it.
    fn close(&mut self, close: usize) -> Option<()> {
        if self.at + 1 == close {
            self.sign(b',')?;
        }
        let is_next = self.at == close;
        self.at += 1;
        is_next.then_some(())
    }

    fn file(&mut self, mut read: Interpreted) -> Option<Interpreted> {
        let mut docs = Vec::new();
        while let Some(lexer::Kind::FileDoc(line)) = self.kind() {
            docs.push(line.strip_prefix(' ').unwrap_or(line));
            self.at += 1;
        }
        read.docs = docs.join("\n").trim().to_owned();
        let (mut imported, mut has_up) = (false, false);
        while self.at < self.tokens.len() {
            while let Some(lexer::Kind::Doc) = self.kind() {
                self.at += 1;
            }
            if let Some(lexer::Kind::Name("use")) = self.kind() {
                imported |= self.import()?;
                continue;
            }
            self.sign(b'#')?;
            let close = self.open(b'[')?;
            self.word("migration")?;
            (self.at == close).then_some(())?;
            self.at += 1;
            self.word("fn")?;
            match self.name()? {
                "up" if !has_up => {
                    has_up = true;
                    read.migration.mark = self.mark_last();
                    read.migration.up = self.function()?;
                }
                "down" if has_up && read.migration.down.is_none() => {
                    let mark = self.mark_last();
                    read.migration.down = Some(WrittenDown { script: self.function()?, mark });
                }
                _ => return None,
            }
        }
        read.broken = false;
        (imported && has_up).then_some(read)
    }

    /// `use covet::dsl::*;` gives whether it brings everything into the file that a migration is written with; what is
    /// imported by its name, syn's reader compares with what is used.
    fn import(&mut self) -> Option<bool> {
        self.at += 1;
        self.free_name()?;
        while self.sign(b';').is_none() {
            let Some(lexer::Kind::PathSeparator) = self.kind() else { return None };
            self.at += 1;
            if self.sign(b'*').is_some() {
                self.sign(b';')?;
                return Some(true);
            }
            self.free_name()?;
        }
        Some(false)
    }

    /// The operations of `up` or `down`, from behind its name.
    fn function(&mut self) -> Option<Script> {
        let close = self.open(b'(')?;
        self.name = self.free_name()?;
        self.sign(b':')?;
        self.sign(b'&')?;
        self.word("mut")?;
        self.word("Migration")?;
        self.close(close)?;
        let close = self.open(b'{')?;
        let first = self.files.sources.next_mark();
        let migration = dsl::Migration::new();
        self.block(close, &Receiver::Migration(migration.clone()), true)?;
        let (mut script, findings) = migration.finish();
        script.written_within(first..self.files.sources.next_mark());
        findings.is_empty().then_some(script)
    }

    /// Statements up to the bracket that closes the body.
    ///
    /// The body of a function gives nothing, so that its last statement needs a semicolon where a call gives something.
    fn block(&mut self, close: usize, receiver: &Receiver, gives_nothing: bool) -> Option<()> {
        while self.at != close {
            let kind = self.chain(receiver)?;
            if self.sign(b';').is_none() && (self.at != close || (gives_nothing && kind != Kind::Nothing)) {
                return None;
            }
        }
        self.at += 1;
        Some(())
    }

    /// `t.string("email", 255).unique()`; gives what the last call gives.
    fn chain(&mut self, receiver: &Receiver) -> Option<Kind> {
        if self.name()? != self.name {
            return None;
        }
        let (kind, mut receiver) = self.link(receiver.kind(), receiver.clone())?;
        let mut last = kind;
        while self.is_sign(b'.') {
            (last, receiver) = self.link(last, receiver)?;
        }
        Some(last)
    }

    /// Makes one call of a chain.
    fn link(&mut self, kind: Kind, mut receiver: Receiver) -> Option<(Kind, Receiver)> {
        self.sign(b'.')?;
        let method = Method::find(kind, self.name()?)?;
        let call = self.mark_last();
        let close = self.open(b'(')?;
        let (mut values, mut arguments) = (Vec::new(), Vec::new());
        for (at, (_, parameter)) in method.parameters.iter().enumerate() {
            if at > 0 {
                self.sign(b',')?;
            }
            let (first, mut items) = (self.at, Vec::new());
            values.push(self.argument(*parameter, close, &mut items)?);
            let (from, to) = (self.tokens[first].start, self.tokens[self.at - 1].end);
            arguments.push((self.mark(from, to), items));
        }
        if method.parameters.is_empty() {
            (self.at == close).then_some(())?;
        }
        self.close(close)?;
        receiver.at(Place { call, arguments });
        let next = method.call(receiver, values, self)?;
        (!self.failed).then_some((method.returns, next))
    }

    /// Reads an argument of a call whose last bracket is at `close`; `items` gets the places of the items of a list.
    fn argument(&mut self, parameter: Parameter, close: usize, items: &mut Vec<Mark>) -> Option<Argument<'t>> {
        match parameter {
            Parameter::Text => Some(Argument::Text(self.text()?.to_owned())),
            Parameter::Sql => Some(Argument::Sql(self.text()?.to_owned())),
            Parameter::Names => self.names(items).map(Argument::Names),
            Parameter::U16 => self.number()?.parse().ok().map(Argument::U16),
            Parameter::U32 => self.number()?.parse().ok().map(Argument::U32),
            Parameter::Default => self.default_value().map(Argument::Default),
            Parameter::Action => self.one_of(&ACTIONS).map(Argument::Action),
            Parameter::Deferrable => self.one_of(&DEFERRABLES).map(Argument::Deferrable),
            Parameter::ObjectKind => {
                let name = self.name()?;
                ObjectKind::ALL.into_iter().find(|kind| kind.as_str() == name).map(Argument::ObjectKind)
            }
            Parameter::Rule => self.rule().map(|rule| Argument::Rule(Some(rule))),
            Parameter::Function => None,
            Parameter::TableBody => self.body(close).map(Argument::TableBody),
            Parameter::MigrationBody => self.body(close).map(Argument::MigrationBody),
        }
    }

    fn names(&mut self, items: &mut Vec<Mark>) -> Option<Vec<String>> {
        let close = self.open(b'[')?;
        let mut names = Vec::new();
        while self.at != close {
            if !names.is_empty() {
                self.sign(b',')?;
                if self.at == close {
                    break;
                }
            }
            names.push(self.text()?.to_owned());
            items.push(self.mark_last());
        }
        self.at += 1;
        Some(names)
    }

    /// The digits of a number.
    fn number(&mut self) -> Option<String> {
        let Some(lexer::Kind::Number(digits)) = self.kind() else { return None };
        self.at += 1;
        Some(digits.replace('_', ""))
    }

    fn default_value(&mut self) -> Option<DefaultValue> {
        match self.kind()? {
            lexer::Kind::Text(_) => self.text().map(DefaultValue::from),
            lexer::Kind::Number(_) => self.number()?.parse::<i32>().ok().map(DefaultValue::from),
            _ => match self.name()? {
                "true" => Some(true.into()),
                "false" => Some(false.into()),
                _ => None,
            },
        }
    }

    /// `Rule::DropColumn`
    fn rule(&mut self) -> Option<Rule> {
        (self.name()? == "Rule").then_some(())?;
        self.sign(b':')?;
        self.sign(b':')?;
        let name = self.name()?;
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }

    fn one_of<T: Copy>(&mut self, known: &[(&'static str, T)]) -> Option<T> {
        let name = self.name()?;
        known.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Goes behind a closure, the last argument of the call whose last bracket is at `close`; it is read with the call.
    fn body(&mut self, close: usize) -> Option<Body<'t>> {
        let from = self.at;
        self.sign(b'|')?;
        self.free_name()?;
        self.sign(b'|')?;
        match self.kind()? {
            lexer::Kind::Open(b'{', close) => self.at = close + 1,
            _ if matches!(self.tokens[close - 1].kind, lexer::Kind::Sign(b',')) => self.at = close - 1,
            _ => self.at = close,
        }
        Some(Body::Between(from, self.at))
    }

    /// Reads a closure that has been gone behind.
    fn closure(&mut self, body: Body<'t>, receiver: &Receiver) -> Option<()> {
        let Body::Between(from, to) = body else { return None };
        let (behind, outer) = (self.at, self.name);
        // Behind the first bar.
        self.at = from + 1;
        self.name = self.free_name()?;
        self.sign(b'|')?;
        match self.open(b'{') {
            Some(close) => self.block(close, receiver, false)?,
            None => drop(self.chain(receiver)?),
        }
        (self.at == to).then_some(())?;
        (self.at, self.name) = (behind, outer);
        Some(())
    }
}

impl<'t> Bodies<'t> for Reader<'t, '_> {
    fn table_body(&mut self, body: Body<'t>, table: &mut dsl::Table) {
        self.failed |= self.closure(body, &Receiver::Table(table.clone())).is_none();
    }

    fn migration_body(&mut self, body: Body<'t>, migration: &mut dsl::Migration) {
        self.failed |= self.closure(body, &Receiver::Migration(migration.clone())).is_none();
    }
}

/// Words that are no names in some edition.
#[rustfmt::skip]
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "_" | "abstract" | "as" | "async" | "await" | "become" | "box" | "break" | "const" | "continue" | "crate"
        | "do" | "dyn" | "else" | "enum" | "extern" | "false" | "final" | "fn" | "for" | "gen" | "if" | "impl" | "in"
        | "let" | "loop" | "macro" | "match" | "mod" | "move" | "mut" | "override" | "priv" | "pub" | "ref" | "return"
        | "Self" | "self" | "static" | "struct" | "super" | "trait" | "true" | "try" | "type" | "typeof" | "unsafe"
        | "unsized" | "use" | "virtual" | "where" | "while" | "yield"
    )
}
